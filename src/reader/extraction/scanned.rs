//! Values that stand in scans: what was recognised unsurely is to be looked at.

use crate::evidence::{Field, Place, Region};
use crate::reading::{Content, Reading, Word};

use super::found::FoundOrder;

/// A value whose least sure word is below this confidence, of 100, is doubted. Measured on scans and photos of orders:
/// above it, digits are right as often as the arithmetic can tell.
const SURE_MIN: u8 = 85;
/// The doubt of such a value.
const UNCERTAIN_SCAN: &str = "uncertain_scan";

/// Doubts every value of an order that was recognised unsurely and is not doubted already.
pub(super) fn doubt_unsure(reading: &Reading, order: &mut FoundOrder) {
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
        document_number: _,
        electronic: _,
    } = order;
    for text in [buyer_name, seller_name, ship_to_name, ship_to_address, po_number, instructions] {
        look_at(reading, text);
    }
    for date in [document_date, delivery_date] {
        look_at(reading, date);
    }
    look_at(reading, currency);
    for amount in [subtotal, tax_total, total] {
        look_at(reading, amount);
    }
    for line in lines {
        for text in [&mut line.line_no, &mut line.code, &mut line.description, &mut line.colour, &mut line.unit] {
            look_at(reading, text);
        }
        for number in [
            &mut line.quantity,
            &mut line.unit_price,
            &mut line.price_per,
            &mut line.discount_percent,
            &mut line.line_total,
        ] {
            look_at(reading, number);
        }
        look_at(reading, &mut line.delivery_date);
    }
}

fn look_at<T>(reading: &Reading, field: &mut Field<T>) {
    if field.doubt.is_some() {
        return;
    }
    let places = field.chosen().map(|found| found.origin.places()).unwrap_or_default();
    if places.iter().filter_map(|place| least_sure(reading, place)).min().is_some_and(|least| least < SURE_MIN) {
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
        doubt_unsure(reading, &mut order);
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
    fn an_earlier_doubt_stays() {
        let mut doubtful = order(60.0);
        doubtful.po_number.doubt = Some("ambiguous".to_owned());
        assert_eq!(doubt(&reading(20, true), doubtful).as_deref(), Some("ambiguous"));
    }
}
