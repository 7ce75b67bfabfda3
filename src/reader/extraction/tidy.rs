//! Values of one line are one line: what a document hides in them goes no further.

use super::found::{FoundLine, FoundOrder};
use crate::evidence::Field;
use crate::units::one_line;

/// Takes line breaks, control characters and marks that nobody sees out of every text of an order. A text of nothing else
/// is no candidate.
pub(super) fn tidy(order: &mut FoundOrder) {
    let FoundOrder { buyer_name, seller_name, ship_to_name, ship_to_address, po_number, instructions, lines, .. } =
        order;
    for field in [buyer_name, seller_name, ship_to_name, ship_to_address, po_number, instructions] {
        tidy_field(field);
    }
    for FoundLine { line_no, code, description, colour, unit, .. } in lines {
        for field in [line_no, code, description, colour, unit] {
            tidy_field(field);
        }
    }
}

/// The same for one field.
pub(super) fn tidy_field(field: &mut Field<String>) {
    if field.candidates.iter().all(|found| found.value == one_line(&found.value) && !found.value.is_empty()) {
        return;
    }
    let chosen = field.chosen;
    field.chosen = None;
    let mut kept = Vec::new();
    for (at, mut found) in std::mem::take(&mut field.candidates).into_iter().enumerate() {
        found.value = one_line(&found.value);
        if found.value.is_empty() {
            continue;
        }
        if chosen == Some(at) {
            field.chosen = Some(kept.len());
        }
        kept.push(found);
    }
    field.candidates = kept;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Found, Origin};

    fn field(values: &[&str], chosen: usize) -> Field<String> {
        let found = |value: &&str| Found {
            value: (*value).to_owned(),
            origin: Origin::Person { name: "Test".to_owned() },
            rule: "test".to_owned(),
        };
        Field { candidates: values.iter().map(found).collect(), chosen: Some(chosen), doubt: None }
    }

    #[test]
    fn a_number_with_a_line_break_in_it_leaves_as_one_line() {
        let mut order = FoundOrder { po_number: field(&["12022\r\nX-Injected: 1"], 0), ..FoundOrder::default() };
        order.lines.push(FoundLine { code: field(&["\u{202e}LO\tCAP"], 0), ..FoundLine::default() });
        tidy(&mut order);
        assert_eq!(order.po_number.value().map(String::as_str), Some("12022 X-Injected: 1"));
        assert_eq!(order.lines[0].code.value().map(String::as_str), Some("LO CAP"));
    }

    #[test]
    fn a_text_of_nothing_visible_is_no_candidate_and_the_choice_stays() {
        let mut found = field(&["\u{200b}", "12022"], 1);
        tidy_field(&mut found);
        assert_eq!((found.candidates.len(), found.value().map(String::as_str)), (1, Some("12022")));
        let mut empty = field(&["\n"], 0);
        tidy_field(&mut empty);
        assert_eq!(empty, Field::default());
    }
}
