//! When a value or a line is called sure.

use ramjet_reader::evidence::{Field, Place, Region};
use ramjet_reader::extraction::{FoundLine, names_code};

/// Whether a value was read at a place, without a doubt.
pub(super) fn is_certain<T>(field: &Field<T>) -> bool {
    field.is_grounded() && field.doubt.is_none()
}

/// A line is sure when quantity and price were read without a doubt and either its own total or the sums of the
/// order confirm them.
pub(super) fn is_sure_line(line: &FoundLine, confirmed: bool) -> bool {
    let numbers = is_certain(&line.quantity) && is_certain(&line.unit_price);
    let base = line.price_per.candidates.is_empty() || is_certain(&line.price_per);
    let total = match line.line_total.value() {
        Some(_) => is_certain(&line.line_total),
        None => confirmed || is_of_cells(line),
    };
    let code = match line.code.value() {
        Some(_) => line.code.doubt.is_none(),
        // A document without codes names its goods only by their text; its own arithmetic must prove the line then.
        None => {
            let text = line.description.value().filter(|_| line.description.doubt.is_none());
            line.code.candidates.is_empty()
                && line.line_total.value().is_some()
                && text.is_some_and(|text| !names_code(text))
        }
    };
    numbers && base && total && code && line.delivery_date.doubt.is_none()
}

/// Whether the line is a row of a sheet whose columns name code, quantity and price, each in a cell of its own: nothing was
/// divided, joined or recognised there. One code must be the only one, or named as the seller's.
fn is_of_cells(line: &FoundLine) -> bool {
    fn is_cell<T>(field: &Field<T>) -> bool {
        let Some(found) = field.chosen() else { return false };
        let places = found.origin.places();
        let in_cells = |place: &Place| place.regions.iter().all(|region| matches!(region, Region::Cell { .. }));
        matches!(found.rule.as_str(), "table_column" | "code" | "seller_code" | "buyer_code")
            && !places.is_empty()
            && places.iter().all(in_cells)
    }
    let is_only = line.code.candidates.len() == 1
        || line.code.chosen().is_some_and(|code| matches!(code.rule.as_str(), "seller_code"));
    is_only && is_cell(&line.code) && is_cell(&line.quantity) && is_cell(&line.unit_price)
}

/// A stated line is sure when nothing in it is doubted; that it is delivered in parts is no doubt about what is stated.
pub(super) fn is_sure_stated(line: &FoundLine) -> bool {
    let sound = |doubt: &Option<String>| doubt.is_none();
    let texts = [&line.line_no, &line.code, &line.unit].into_iter().all(|one| sound(&one.doubt));
    let numbers = [&line.unit_price, &line.price_per, &line.discount_percent, &line.line_total];
    let is_named = line.code.value().or(line.description.value()).is_some();
    let is_dated = sound(&line.delivery_date.doubt) || !line.schedule.is_empty();
    is_named && is_certain(&line.quantity) && texts && numbers.into_iter().all(|one| sound(&one.doubt)) && is_dated
}

#[cfg(test)]
mod tests {
    use ramjet_reader::evidence::{Found, Origin};
    use ramjet_reader::units::Millionths;

    use super::*;

    fn at<T>(value: T, region: Region) -> Field<T> {
        let place = Place { part: "0".to_owned(), regions: vec![region], quote: "text".to_owned() };
        Field::one(Found { value, origin: Origin::Read { place }, rule: "table_column".to_owned() })
    }

    fn cell<T>(value: T) -> Field<T> {
        at(value, Region::Cell { sheet: 0, row: 4, column: 1 })
    }

    #[test]
    fn a_row_of_cells_needs_no_total_and_a_row_of_words_does() {
        let line = FoundLine {
            code: cell("LOCAP2".to_owned()),
            quantity: cell(Millionths::whole(1000)),
            unit_price: cell(Millionths(1_320_000)),
            ..FoundLine::default()
        };
        assert!(is_sure_line(&line, false));
        let mut two = line.clone();
        two.code.candidates.push(cell("RP-7".to_owned()).candidates.remove(0));
        assert!(!is_sure_line(&two, false), "nobody says whose code is whose");
        let words = FoundLine { quantity: at(Millionths::whole(1000), Region::Span { start: 0, end: 4 }), ..line };
        assert!(!is_sure_line(&words, false));
    }
}
