//! An electronic order that travels inside of a printed one: whether a person who reads the page sees the same order.

use crate::evidence::Field;
use crate::evidence::{Fault, FaultKind};
use crate::extraction::found::FoundOrder;
use crate::reading::{Content, Document};
use crate::units::{Millionths, normal_key, read_number};

/// The words of a document that can be seen.
pub(crate) struct Seen {
    /// The words as printed.
    pub words: Vec<String>,
    /// Their letters and digits in one row, so that a number that was broken by a line is found.
    row: String,
    /// Every number that stands there, in each way it can be read.
    pub numbers: Vec<Millionths>,
}

impl Seen {
    /// Whether the letters and digits of a text stand there in one piece.
    pub fn shows(&self, text: &str) -> bool {
        let key = normal_key(text);
        !key.is_empty() && self.row.contains(&key)
    }
}

/// Notes every number of the order that does not stand on the pages of a document. Pages without words say nothing.
pub(crate) fn compare(order: &mut FoundOrder, document: &Document) {
    let Some(page) = seen(document) else { return };
    let mut missing = Vec::new();
    if let Some(number) = order.po_number.value().filter(|number| !page.shows(number)) {
        missing.push(("po_number", number.clone()));
    }
    let mut amount = |name, field: &Field<Millionths>| {
        if let Some(value) = field.value().filter(|value| !page.numbers.contains(value)) {
            missing.push((name, value.to_string()));
        }
    };
    amount("subtotal", &order.subtotal);
    amount("total", &order.total);
    for line in &order.lines {
        amount("quantity", &line.quantity);
        amount("unit_price", &line.unit_price);
    }
    for line in &order.lines {
        let codes = || line.code.candidates.iter().map(|found| &found.value);
        let is_seen =
            codes().any(|code| page.shows(code)) || line.description.value().is_some_and(|text| page.shows(text));
        if let Some(code) = codes().next().filter(|_| !is_seen) {
            missing.push(("code", code.clone()));
        }
    }
    let Some(own) = &mut order.electronic else { return };
    for (name, value) in missing {
        own.faults.push(Fault::new(FaultKind::NotOnPage, &document.part, name).says(value, None));
    }
}

/// What a person sees on the pages of a document; `None` where there are no words, or only recognised ones.
pub(crate) fn seen(document: &Document) -> Option<Seen> {
    let Content::Pages { pages } = &document.content else { return None };
    let words: Vec<&str> = pages
        .iter()
        .flat_map(|page| &page.words)
        .filter(|word| !word.hidden && word.confidence.is_none())
        .map(|word| word.text.as_str())
        .collect();
    if words.is_empty() {
        return None;
    }
    let row = words.iter().map(|word| normal_key(word)).collect();
    let single = words.iter().filter_map(|word| read_number(word));
    // Thousands may be told apart by a blank.
    let pairs: Vec<String> = words.windows(2).map(|two| two.join(" ")).collect();
    let pairs = pairs.iter().filter_map(|two| read_number(two));
    let numerals = single.chain(pairs).flat_map(|numeral| {
        use crate::units::DecimalSign::{Comma, Point};
        [numeral.decided(Some(Point)), numeral.decided(Some(Comma))]
    });
    let numbers = numerals.flatten().collect();
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    Some(Seen { numbers, row, words })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Found, Origin};
    use crate::extraction::found::{Electronic, FoundLine};
    use crate::extraction::sheet::tests::page_document;

    fn stated<T>(value: T) -> Field<T> {
        Field::one(Found { value, origin: Origin::Computed { from: Vec::new() }, rule: "cii ID".to_owned() })
    }

    fn order(total: &str) -> FoundOrder {
        FoundOrder {
            po_number: stated("PO-77".to_owned()),
            total: stated(total.parse().unwrap()),
            lines: vec![FoundLine { code: stated("CAP-38".to_owned()), ..FoundLine::default() }],
            electronic: Some(Electronic::default()),
            ..FoundOrder::default()
        }
    }

    fn missing(mut order: FoundOrder, text: &str) -> Vec<String> {
        compare(&mut order, &page_document(text));
        order.electronic.unwrap().faults.into_iter().map(|fault| fault.segment).collect()
    }

    #[test]
    fn what_stands_on_the_page_in_any_writing_is_no_contradiction() {
        let page = "Order   PO-   77\nCAP-38   Cap\nTotal   1.234,50";
        assert_eq!(missing(order("1234.5"), page), Vec::<String>::new());
    }

    #[test]
    fn a_page_that_says_something_else_contradicts() {
        assert_eq!(missing(order("1234.5"), "Order   PO-78\nLID-20\nTotal   99,00"), ["po_number", "total", "code"]);
    }
}
