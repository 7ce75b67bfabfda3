//! What a document states and nobody could read: a label with something beside it, and no value for it.
//!
//! An empty field then is a question and not an answer: the order is not clean, and a person is asked.

use super::Context;
use super::header::values_beside;
use super::labels::{Hit, Label};
use super::values::{dates_in, number_field, numbers_in};
use crate::evidence::Field;
use crate::extraction::found::FoundOrder;
use crate::units::{Millionths, folded_words};
use rust_decimal::Decimal;

/// The doubt of a field whose label has something beside it that was not understood.
pub(crate) const STATED_UNREAD: &str = "stated_unread";

/// Fields that a label speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    Number,
    OrderDate,
    DeliveryDate,
    Seller,
    ShipTo,
    Subtotal,
    Tax,
    Total,
}

/// What the labels of a document speak of although nothing was found for it. A page is always written to somebody.
pub(crate) fn unread(context: &Context, order: &FoundOrder) -> Vec<About> {
    let mut unread = Vec::new();
    if !context.sheet.is_text && !context.sheet.is_cells && order.seller_name.candidates.is_empty() {
        unread.push(About::Seller);
    }
    if order.document_date.candidates.is_empty() && has_other_date(context, order) {
        unread.push(About::OrderDate);
    }
    if order.delivery_date.candidates.is_empty() && has_free_date(context, order) {
        unread.push(About::DeliveryDate);
    }
    for hit in context.hits.iter().filter(|hit| !context.is_in_lines(hit.run.row)) {
        let Some(about) = about(hit) else { continue };
        let is_found = match about {
            About::Number => !order.po_number.candidates.is_empty(),
            About::OrderDate => !order.document_date.candidates.is_empty(),
            About::DeliveryDate => !order.delivery_date.candidates.is_empty(),
            About::Seller => !order.seller_name.candidates.is_empty(),
            About::ShipTo => !order.ship_to_name.candidates.is_empty() || !order.ship_to_address.candidates.is_empty(),
            About::Subtotal => !order.subtotal.candidates.is_empty(),
            About::Tax => !order.tax_total.candidates.is_empty(),
            About::Total => !order.total.candidates.is_empty(),
        };
        if !is_found && !unread.contains(&about) && says_something(context, hit, about) {
            unread.push(about);
        }
    }
    unread
}

/// Whether a date stands outside of the lines that is not the day of delivery: it may be that of the order.
fn has_other_date(context: &Context, order: &FoundOrder) -> bool {
    let known: Vec<_> = order.delivery_date.candidates.iter().map(|found| found.value).collect();
    let rows =
        (0..context.sheet.rows.len()).filter(|&row| !context.is_in_lines(row) && context.sheet.rows[row].page == 1);
    let mut dates = rows.flat_map(|row| dates_in(context.sheet, context.sheet.whole(row)));
    dates.any(|(_, reading)| {
        ![reading.day_first, reading.month_first].into_iter().flatten().any(|date| known.contains(&date))
    })
}

/// Whether a date stands on the first page, also among the lines, that is not the day of the order and that no label claims: where no day of
/// delivery was found, it may be one behind a word that is not known here.
fn has_free_date(context: &Context, order: &FoundOrder) -> bool {
    let known: Vec<_> = order.document_date.candidates.iter().map(|found| found.value).collect();
    let rows = (0..context.sheet.rows.len()).filter(|&row| context.sheet.rows[row].page == 1);
    let mut dates = rows.flat_map(|row| dates_in(context.sheet, context.sheet.whole(row)));
    dates.any(|(run, reading)| {
        let is_known = [reading.day_first, reading.month_first].into_iter().flatten().any(|date| known.contains(&date));
        let before = context.hits_in(run.row).iter().rfind(|hit| hit.run.to <= run.from);
        let is_claimed = before
            .is_some_and(|hit| hit.run.to + 1 >= run.from && !matches!(hit.label, Label::DeliveryDate | Label::By));
        !is_known && !is_claimed
    })
}

fn about(hit: &Hit) -> Option<About> {
    match hit.label {
        Label::PoNumber | Label::NumberAndDate => Some(About::Number),
        Label::OrderDate => Some(About::OrderDate),
        Label::DeliveryDate => Some(About::DeliveryDate),
        Label::Seller => Some(About::Seller),
        Label::ShipTo => Some(About::ShipTo),
        Label::Subtotal => Some(About::Subtotal),
        Label::Tax => Some(About::Tax),
        Label::Total => Some(About::Total),
        _ => None,
    }
}

/// Whether a label has a value beside it: a figure for numbers, dates and sums, words for names. Only labels that take up
/// their cell or are closed by a colon count, and of dates and names those of two words: "delivery" begins many sentences.
fn says_something(context: &Context, hit: &Hit, about: About) -> bool {
    const NOTHING: [&str; 8] = ["n/a", "na", "none", "tbd", "tba", "nil", "keine", "entfallt"];
    let sheet = context.sheet;
    let cell = sheet.cell_at(hit.run.row, hit.run.from);
    let ends_cell = sheet
        .tokens(crate::extraction::sheet::Run { from: hit.run.to, ..cell })
        .iter()
        .all(|token| !token.text.chars().any(char::is_alphanumeric));
    let is_meant = hit.starts_cell && (hit.is_marked || ends_cell);
    let beside = values_beside(context, hit).into_iter().map(|run| sheet.text(run));
    let mut texts = beside.filter(|text| !NOTHING.contains(&folded_words(text).join(" ").as_str()));
    let has_digit = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    is_meant
        && match about {
            About::Seller | About::ShipTo => {
                hit.is_marked && texts.any(|text| text.chars().filter(|c| c.is_alphabetic()).count() >= 3)
            }
            _ => texts.any(|text| has_digit(&text)),
        }
}

/// Doubts the empty fields that were stated.
pub(crate) fn doubt(order: &mut FoundOrder, unread: &[About]) {
    let has_line_dates = order.lines.iter().any(|line| line.delivery_date.value().is_some());
    for about in unread {
        match about {
            About::Number => ask(&mut order.po_number),
            About::OrderDate => ask(&mut order.document_date),
            About::DeliveryDate if has_line_dates => {}
            About::DeliveryDate => ask(&mut order.delivery_date),
            About::Seller => ask(&mut order.seller_name),
            About::ShipTo => ask(&mut order.ship_to_name),
            About::Subtotal => ask(&mut order.subtotal),
            About::Tax => ask(&mut order.tax_total),
            About::Total => ask(&mut order.total),
        }
    }
}

/// The sum of the lines where it is printed under them with a label nobody understood: `EX GST $2,050.00`. Its own
/// arithmetic says what it is.
pub(crate) fn unlabelled_subtotal(context: &Context, order: &mut FoundOrder) {
    let (Some(last), Some(tax), Some(total)) = (context.last_line_row(), order.tax_total.value(), order.total.value())
    else {
        return;
    };
    let sheet = context.sheet;
    let sum = line_totals(order);
    let fits = sum.is_some_and(|sum| sum.checked_add(tax.to_decimal()) == Some(total.to_decimal()));
    if !order.subtotal.candidates.is_empty() || !fits || tax.0 == 0 {
        return;
    }
    let rows = last + 1..sheet.rows.len().min(last + 12);
    let printed = rows
        .flat_map(|row| numbers_in(sheet, sheet.whole(row)))
        .find(|(_, numeral)| numeral.decided(context.conventions.decimal_sign).map(Millionths::to_decimal) == sum);
    if let Some((run, numeral)) = printed {
        order.subtotal = number_field(sheet, run, numeral, (context.conventions, "sum_of_lines"));
    }
}

fn line_totals(order: &FoundOrder) -> Option<Decimal> {
    let totals: Option<Vec<Decimal>> =
        order.lines.iter().map(|line| line.line_total.value().map(|total| total.to_decimal())).collect();
    totals.filter(|totals| !totals.is_empty()).map(|totals| totals.into_iter().sum())
}

fn ask<T>(field: &mut Field<T>) {
    if field.candidates.is_empty() && field.doubt.is_none() {
        field.doubt = Some(STATED_UNREAD.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::Hints;
    use crate::extraction::order::tests::with_context;

    fn asked(text: &str) -> Vec<About> {
        with_context(text, &Hints::default(), |context| unread(context, &FoundOrder::default()))
    }

    #[test]
    fn a_label_with_something_nobody_understood_is_a_question() {
        assert_eq!(asked("Delivery date: week 12 of 2026"), [About::DeliveryDate]);
        assert_eq!(asked("Supplier: see our letter"), [About::Seller]);
        let mut order = FoundOrder::default();
        doubt(&mut order, &[About::DeliveryDate]);
        assert_eq!(order.delivery_date.doubt.as_deref(), Some(STATED_UNREAD));
    }

    #[test]
    fn an_empty_form_and_a_sentence_ask_nothing() {
        assert!(asked("Delivery date:\nFreight terms:").is_empty());
        assert!(asked("Delivery date: n/a").is_empty());
        assert!(asked("delivery of 2 pallets is fine with us").is_empty());
    }
}
