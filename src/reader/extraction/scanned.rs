//! Values that stand in scans: what was recognised unsurely is to be looked at.

use crate::evidence::{Field, Place, Region};
use crate::reading::{Content, Reading, Word};

use super::extract::IsCode;
use super::found::FoundOrder;

/// A value whose least sure word is below this confidence, of 100, is doubted. Measured on scans and photos of orders:
/// above it, digits are right as often as the arithmetic can tell.
const SURE_MIN: u8 = 85;
/// The same for numbers of orders, codes and names, which no arithmetic confirms.
const SURE_TEXT_MIN: u8 = 91;
/// The doubt of such a value.
pub(super) const UNCERTAIN_SCAN: &str = "uncertain_scan";

/// Doubts every value of an order that was recognised unsurely and is not doubted already. A recognised code is doubted
/// unless the catalogue knows it: one wrong letter makes another product of it.
pub(super) fn doubt_unsure(reading: &Reading, order: &mut FoundOrder, is_known: Option<&IsCode>) {
    let has_scans = reading.documents.iter().any(|document| match &document.content {
        Content::Pages { pages } => pages.iter().any(|page| page.is_scan),
        _ => false,
    });
    if !has_scans {
        return;
    }
    let FoundOrder {
        buyer_name,
        seller_name,
        ship_to_name,
        ship_to_address,
        po_number,
        document_date,
        delivery_date,
        currency,
        subtotal,
        tax_total,
        total,
        instructions,
        lines,
        untaken: _,
        document_number: _,
        electronic: _,
    } = order;
    for text in [buyer_name, seller_name, ship_to_name, ship_to_address, po_number, instructions] {
        look_at(reading, text, SURE_TEXT_MIN);
    }
    for date in [document_date, delivery_date] {
        look_at(reading, date, SURE_MIN);
    }
    look_at(reading, currency, SURE_MIN);
    for amount in [subtotal, tax_total, total] {
        look_at(reading, amount, SURE_MIN);
    }
    for line in lines {
        let code = line
            .code
            .chosen()
            .filter(|code| code.origin.places().iter().any(|place| least_sure(reading, place).is_some()));
        if code.is_some_and(|code| !is_known.is_some_and(|is_known| is_known(&code.value))) && line.code.doubt.is_none()
        {
            line.code.doubt = Some(UNCERTAIN_SCAN.to_owned());
        }
        for text in [&mut line.line_no, &mut line.code, &mut line.description, &mut line.colour, &mut line.unit] {
            look_at(reading, text, SURE_MIN);
        }
        for number in [
            &mut line.quantity,
            &mut line.unit_price,
            &mut line.price_per,
            &mut line.discount_percent,
            &mut line.line_total,
        ] {
            look_at(reading, number, SURE_MIN);
        }
        look_at(reading, &mut line.delivery_date, SURE_MIN);
    }
}

/// Doubts a text of a document in which a word was recognised unsurely.
pub(super) fn doubt_text(reading: &Reading, field: &mut Field<String>) {
    look_at(reading, field, SURE_TEXT_MIN);
}

fn look_at<T>(reading: &Reading, field: &mut Field<T>, sure: u8) {
    if field.doubt.is_some() {
        return;
    }
    let places = field.chosen().map(|found| found.origin.places()).unwrap_or_default();
    if places.iter().filter_map(|place| least_sure(reading, place)).min().is_some_and(|least| least < sure) {
        field.doubt = Some(UNCERTAIN_SCAN.to_owned());
    }
}

/// The confidence of the least sure word at a place; `None` when no word there was recognised.
fn least_sure(reading: &Reading, place: &Place) -> Option<u8> {
    let document = reading.documents.iter().find(|document| document.part == place.part)?;
    let Content::Pages { pages } = &document.content else { return None };
    let at = |region: &Region| {
        let Region::Box { page, x0, y0, x1, y1 } = *region else { return None };
        let page = pages.iter().find(|candidate| candidate.number == page && candidate.is_scan)?;
        let middle = |word: &Word| (word.y0 + word.y1) / 2.0;
        let inside = |word: &&Word| {
            let shared = word.x1.min(x1) - word.x0.max(x0);
            middle(word) >= y0 && middle(word) <= y1 && shared > 0.1 * (word.x1 - word.x0)
        };
        page.words.iter().filter(inside).filter_map(|word| word.confidence).min()
    };
    place.regions.iter().filter_map(at).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Found, Origin};
    use crate::reading::{Document, Page};

    fn reading(confidence: u8, is_scan: bool) -> Reading {
        let word = |text: &str, x0: f32, confidence| Word {
            text: text.to_owned(),
            x0,
            y0: 10.0,
            x1: x0 + 40.0,
            y1: 20.0,
            hidden: false,
            confidence,
        };
        let words = vec![word("PO", 10.0, Some(99)), word("12022", 60.0, Some(confidence))];
        let pages = vec![Page { number: 1, width: 595.0, height: 842.0, words, is_scan, ..Page::default() }];
        let document = Document {
            part: "0".to_owned(),
            name: None,
            media_type: "image/png".to_owned(),
            is_body: false,
            size_bytes: 1,
            content: Content::Pages { pages },
        };
        Reading { documents: vec![document], ..Reading::default() }
    }

    fn order(x0: f32) -> FoundOrder {
        let regions = vec![Region::Box { page: 1, x0, y0: 10.0, x1: x0 + 40.0, y1: 20.0 }];
        let place = Place { part: "0".to_owned(), regions, quote: "12022".to_owned() };
        let found = Found { value: "12022".to_owned(), origin: Origin::Read { place }, rule: "label_right".to_owned() };
        FoundOrder { po_number: Field::one(found), ..FoundOrder::default() }
    }

    fn doubt(reading: &Reading, mut order: FoundOrder) -> Option<String> {
        doubt_unsure(reading, &mut order, None);
        order.po_number.doubt
    }

    #[test]
    fn a_value_recognised_unsurely_is_doubted_and_a_sure_one_is_not() {
        assert_eq!(doubt(&reading(60, true), order(60.0)).as_deref(), Some(UNCERTAIN_SCAN));
        assert_eq!(doubt(&reading(96, true), order(60.0)), None);
        assert_eq!(doubt(&reading(60, true), order(10.0)), None, "only the words of the value count");
        assert_eq!(doubt(&reading(60, false), order(60.0)), None, "what was read is not recognised");
    }

    #[test]
    fn a_recognised_code_is_sure_only_when_the_catalogue_knows_it() {
        let code = |is_known: bool| {
            let mut order = order(60.0);
            order.lines.push(crate::extraction::FoundLine { code: order.po_number.clone(), ..Default::default() });
            let known: IsCode = std::sync::Arc::new(move |_| is_known);
            doubt_unsure(&reading(99, true), &mut order, Some(&known));
            order.lines[0].code.doubt.clone()
        };
        assert_eq!(code(false).as_deref(), Some(UNCERTAIN_SCAN));
        assert_eq!(code(true), None);
    }

    #[test]
    fn an_earlier_doubt_stays() {
        let mut doubtful = order(60.0);
        doubtful.po_number.doubt = Some("ambiguous".to_owned());
        assert_eq!(doubt(&reading(20, true), doubtful).as_deref(), Some("ambiguous"));
    }
}
