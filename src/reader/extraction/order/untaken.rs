//! Rows that look like an item of the order although no line was made of them.
//!
//! A line that is lost costs money, and nobody misses what is not shown. So whatever looks like a line and is none is said:
//! the order then is not clean, and a person is asked about the row.

use super::Context;
use super::cells::is_unit;
use super::coded::is_code_shaped;
use super::items;
use super::reckoned::{is_money, is_sum, product_of};
use super::values::{bare_reference, dates_in, is_reference, number_of};
use crate::evidence::Place;
use crate::extraction::found::{FoundLine, FoundOrder};
use crate::extraction::sheet::Run;
use crate::units::{Millionths, normal_key};

/// Most rows that are told; a document with more of them is not understood at all.
const ROWS_MAX: usize = 50;

/// Where rows stand that look like items and belong to no line; `sentences` are rows of sentences in which lines were found.
pub(crate) fn untaken(context: &Context, sentences: &[usize]) -> Vec<Place> {
    let sheet = context.sheet;
    let end = crate::extraction::quoted::closing_row(sheet);
    let is_open = |row: &usize| !context.is_in_lines(*row) && !sentences.contains(row);
    let rows = (0..end).filter(|row| is_open(row) && is_item(context, *row));
    rows.take(ROWS_MAX).map(|row| sheet.place(&[sheet.whole(row)])).collect()
}

/// Whether a row looks like an item: its numbers multiply, or it names a code with a quantity and a price, or in a text with a
/// quantity.
fn is_item(context: &Context, row: usize) -> bool {
    let sheet = context.sheet;
    if is_sum(context, row) || !sheet.text(sheet.whole(row)).contains(char::is_alphabetic) {
        return false;
    }
    is_product(context, row)
        || is_priced(context, row)
        || is_of_the_table(context, row)
        || sheet.is_text && (is_ordered(context, row) || is_counted(context, row))
}

/// Whether the numbers of a row multiply. One of a thing proves something only where a code stands beside it: the same amount
/// twice, and a one, stand in many rows.
fn is_product(context: &Context, row: usize) -> bool {
    let sheet = context.sheet;
    let value = |run: Run| number_of(&sheet.text(run))?.decided(context.conventions.decimal_sign);
    let is_one = |run: Run| value(run) == Some(Millionths::whole(1));
    let product = product_of(context, row);
    let is_told = names_code(context, row) || lines_beside(context, row).next().is_some();
    product.is_some_and(|found| !(is_one(found.quantity) || is_one(found.price)) || is_told)
}

/// The rows of lines right above and right below a row.
fn lines_beside(context: &Context, row: usize) -> impl Iterator<Item = usize> {
    [row.checked_sub(1), Some(row + 1)].into_iter().flatten().filter(|&other| context.is_in_lines(other))
}

/// Whether a row beside lines begins with a code of the catalogue and is as full as they are, or says that its quantity is still open:
/// `GROM63   Grommet   TBA   0.58`. A row of a form that nobody filled in is emptier.
fn is_of_the_table(context: &Context, row: usize) -> bool {
    const OPEN: [&str; 7] = ["tba", "tbc", "tbd", "see note", "see notes", "to be advised", "to be confirmed"];
    let sheet = context.sheet;
    let Some(is_known) = context.hints.catalogue_codes.as_ref().filter(|_| !sheet.is_cells) else { return false };
    let starts = sheet.rows[row].tokens.iter().take(2).map(|token| bare_reference(&token.text));
    let Some(least) = lines_beside(context, row).map(|other| sheet.cells(other).len()).min() else { return false };
    if !starts.into_iter().any(|word| word.len() >= 4 && is_known(word)) {
        return false;
    }
    let cells = sheet.cells(row);
    let is_full = cells.len() >= least.max(3);
    let is_left_open = cells.iter().any(|&cell| {
        let words = crate::units::folded_words(&sheet.text(cell)).join(" ");
        OPEN.contains(&words.as_str())
    });
    is_full || is_left_open
}

/// Whether a row has a code, a whole number and an amount. Lists of what can be ordered have no number, sheets of cells say by
/// their columns what is an order.
fn is_priced(context: &Context, row: usize) -> bool {
    let sheet = context.sheet;
    if sheet.is_cells || !names_code(context, row) {
        return false;
    }
    let dates = dates_in(sheet, sheet.whole(row));
    let tokens = &sheet.rows[row].tokens;
    let is_free = |at: &usize| !dates.iter().any(|(date, _)| (date.from..date.to).contains(at));
    let free: Vec<&str> = (0..tokens.len()).filter(is_free).map(|at| tokens[at].text.as_str()).collect();
    let is_count = |text: &&&str| {
        let number = number_of(text).and_then(|numeral| numeral.decided(context.conventions.decimal_sign));
        number.is_some_and(|number| number.0 > 0 && number.0 % 1_000_000 == 0) && !is_money(text)
    };
    free.iter().filter(|text| is_money(text)).count() >= 1 && free.iter().filter(is_count).count() >= 1
}

/// Whether the row names a code of the catalogue, or begins one of its cells with a word of letters and digits that stands in
/// the table: elsewhere such words are numbers of all kinds.
fn names_code(context: &Context, row: usize) -> bool {
    let sheet = context.sheet;
    let tokens = &sheet.rows[row].tokens;
    if let Some(is_known) = &context.hints.catalogue_codes
        && tokens.iter().any(|token| bare_reference(&token.text).len() >= 4 && is_known(bare_reference(&token.text)))
    {
        return true;
    }
    let (Some(&first), Some(last)) = (context.line_rows.first(), context.last_line_row()) else { return false };
    let near = first.saturating_sub(1)..=last + 2;
    let is_label = context.hits_in(row).iter().any(|hit| hit.starts_cell && hit.is_label());
    let starts = |cell: &Run| {
        let text = tokens[cell.from].text.as_str();
        let next = tokens.get(cell.from + 1).map_or("", |token| token.text.as_str());
        text.contains(|c: char| c.is_ascii_uppercase()) && is_reference(text) && is_code_shaped(text, next)
    };
    near.contains(&row) && !is_label && sheet.cells(row).iter().take(3).any(starts)
}

/// Whether a row of a text says by itself what is ordered: a code, and how many of it.
fn is_ordered(context: &Context, row: usize) -> bool {
    let tokens = &context.sheet.rows[row].tokens;
    let Some(line) = items::line_at(context, row) else { return false };
    let is_known = |code: &str| context.hints.catalogue_codes.as_ref().is_none_or(|is_known| is_known(code));
    let counts = |text: &str| is_unit(text) || matches!(text, "x" | "X" | "×");
    line.code.value().is_some_and(|code| is_known(code)) && tokens.iter().any(|token| counts(&token.text))
}

/// Whether a row of a text right beside a line begins with a count of its own: `and 300 black lids`, `dazu 40 Stk Endstücke`.
fn is_counted(context: &Context, row: usize) -> bool {
    const AND: [&str; 8] = ["and", "plus", "also", "und", "dazu", "sowie", "auch", "+"];
    let sheet = context.sheet;
    if !lines_beside(context, row).any(|other| sheet.is_close(other.min(row), other.max(row))) {
        return false;
    }
    let words: Vec<&str> = sheet.rows[row].tokens.iter().map(|token| token.text.as_str()).collect();
    let from = usize::from(words.first().is_some_and(|first| AND.contains(&normal_key(first).as_str())));
    let is_count = words.get(from).is_some_and(|word| {
        word.starts_with(|c: char| c.is_ascii_digit()) && number_of(word).is_some() && !is_money(word)
    });
    let is_word = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    is_count
        && dates_in(sheet, sheet.whole(row)).is_empty()
        && words.get(from + 1..).is_some_and(|rest| rest.iter().any(is_word))
}

/// Notes the lines of the mail's text that the order attached to it does not have: somebody may have added them there.
pub(crate) fn note_lines_of_text(order: &mut FoundOrder, text: &FoundOrder) {
    let key = |line: &FoundLine| line.code.value().map(|code| normal_key(code));
    let own: Vec<_> =
        order.lines.iter().flat_map(|line| &line.code.candidates).map(|found| normal_key(&found.value)).collect();
    let is_other = |line: &&FoundLine| {
        let quantity = line.quantity.value();
        let is_same = |other: &FoundLine| quantity.is_some() && other.quantity.value() == quantity;
        match key(line) {
            Some(code) => !own.contains(&code) || !order.lines.iter().any(is_same),
            None => !order.lines.iter().any(is_same),
        }
    };
    let places = text.lines.iter().filter(is_other).filter_map(place_of);
    let found: Vec<Place> = places.chain(text.untaken.iter().cloned()).collect();
    order.untaken.extend(found);
}

/// Where a line stands: all places of its code, quantity and description.
fn place_of(line: &FoundLine) -> Option<Place> {
    let code = line.code.chosen().map(|found| &found.origin);
    let quantity = line.quantity.chosen().map(|found| &found.origin);
    let text = line.description.chosen().map(|found| &found.origin);
    let places: Vec<&Place> = [quantity, code, text].into_iter().flatten().flat_map(|origin| origin.places()).collect();
    let first = places.first()?;
    let regions = places.iter().flat_map(|place| place.regions.iter().copied()).collect();
    let quote = places.iter().map(|place| place.quote.as_str()).collect::<Vec<_>>().join(" ");
    Some(Place { part: first.part.clone(), regions, quote })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::extraction::conventions::Conventions;
    use crate::extraction::order::sight;
    use crate::extraction::sheet::Sheet;
    use crate::extraction::sheet::tests::{page_document, text_document};
    use crate::extraction::{Hints, IsCode};
    use crate::reading::Document;

    fn missed(document: &Document) -> Vec<String> {
        let known: IsCode = Arc::new(|word| matches!(word, "LOCAP2" | "GLCAPRB"));
        let hints = Hints { catalogue_codes: Some(known), ..Hints::default() };
        let sheet = Sheet::of(document).unwrap();
        let conventions = Conventions::of(std::slice::from_ref(&sheet), &hints);
        let order = sight(&sheet, &conventions, &hints, None).order;
        order.untaken.into_iter().map(|place| place.quote).collect()
    }

    const TABLE: &str = "Purchase Order 4711\n\
        Code      Description    Qty    Price     Total\n\
        LOCAP2    End cap       1000     1.32   1320.00\n";

    #[test]
    fn a_row_that_is_no_line_although_it_looks_like_one_is_told() {
        let away = "\n\nand for the other site\nGLCAPRB   Round cap      500     0.73    365.00\n";
        assert!(
            missed(&page_document(&format!("{TABLE}Total                             1320.00\n{away}")))
                .iter()
                .any(|row| row.starts_with("GLCAPRB"))
        );
        assert_eq!(
            missed(&text_document(&format!("{TABLE}\nPlease also add 500 x GLCAPRB\n"))),
            ["Please also add 500 x GLCAPRB"]
        );
    }

    #[test]
    fn a_row_of_the_table_whose_quantity_is_open_is_told() {
        let open = format!("{TABLE}GLCAPRB   Round cap       TBA     0.73\n");
        assert!(missed(&text_document(&open)).iter().any(|row| row.starts_with("GLCAPRB")));
        let freight = format!("{TABLE}freight   to site          1    45.00     45.00\n");
        assert!(missed(&text_document(&freight)).len() <= 1, "a line or a question, never two");
        let blank = format!("{TABLE}GLCAPRB   Round cap               0.73\n");
        assert!(missed(&text_document(&blank)).is_empty(), "nobody filled it in");
    }

    #[test]
    fn sums_notes_and_lists_of_prices_are_no_lines() {
        let beside = "Subtotal                          1320.00\n\
            GST 10%                            132.00\n\
            Total                             1452.00\n\
            Our ABN 12 345 678 901, account 4471 1200\n\
            LOCAP2 must be UV stable\n";
        assert!(missed(&page_document(&format!("{TABLE}{beside}"))).is_empty());
        assert!(missed(&text_document(&format!("{TABLE}\nLOCAP2 must be UV stable, 2 coats\n"))).is_empty());
    }

    #[test]
    fn a_count_right_below_the_items_of_a_text_is_told() {
        let text = "PO 4711\n\n500 x LOCAP2 black\nand 300 black lids to suit\n\n18 Spindle Court\n";
        assert_eq!(missed(&text_document(text)), ["and 300 black lids to suit"]);
    }
}
