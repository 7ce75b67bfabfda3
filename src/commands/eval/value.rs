//! When a value that was found is the one a truth file states.
//!
//! A truth file says only what it knows: an absent key is not asked, `null` must come out empty, and `{"any": […]}` accepts each of its
//! values. Names are compared without case, punctuation and legal form, numbers of papers without blanks, amounts to half a cent.

use std::borrow::Cow;

use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

/// The values of a whole document that are scored, in the order of reports.
pub(super) const HEADER: [&str; 26] = [
    "kind",
    "po_number",
    "document_number",
    "document_date",
    "delivery_date",
    "currency",
    "buyer_name",
    "seller_name",
    "ship_to_name",
    "subtotal",
    "tax_total",
    "total",
    "carrier",
    "tracking_numbers",
    "attachments",
    "in_reply_to",
    "creditor_name",
    "debtor_name",
    "reference",
    "our_reference",
    "claim_total",
    "claim_main",
    "claim_interest",
    "claim_costs",
    "offer_amount",
    "stance",
];

/// Words that say nothing about whose name it is: legal forms and articles.
const LEGAL_FORMS: [&str; 35] = [
    "inc",
    "ltd",
    "limited",
    "llc",
    "plc",
    "gmbh",
    "ag",
    "kg",
    "ohg",
    "co",
    "corp",
    "corporation",
    "company",
    "pty",
    "pvt",
    "private",
    "bv",
    "sa",
    "srl",
    "spa",
    "ab",
    "as",
    "eg",
    "se",
    "sdn",
    "bhd",
    "und",
    "and",
    "the",
    "of",
    "mfg",
    "wll",
    "mbb",
    "partg",
    "incorporated",
];

/// Spellings of one piece.
const EACH: [&str; 18] = [
    "EA", "EACH", "PCE", "PCS", "PC", "PIECE", "PIECES", "STK", "ST", "STUCK", "STUECK", "C62", "NAR", "H87", "UN",
    "UNIT", "UNITS", "COUNT",
];

/// Furthest an amount may be off: half a cent and what writing it in decimals costs.
const AMOUNT_OFF: Decimal = Decimal::from_parts(51, 0, 0, false, 4);

/// How two values of one name are compared.
enum Sort {
    Amount,
    Date,
    Name,
    Number,
    List,
    Word,
}

fn sort(field: &str) -> Sort {
    match field {
        "subtotal" | "tax_total" | "total" | "claim_total" | "claim_main" | "claim_interest" | "claim_costs"
        | "offer_amount" => Sort::Amount,
        "document_date" | "delivery_date" => Sort::Date,
        "buyer_name" | "seller_name" | "ship_to_name" | "creditor_name" | "debtor_name" | "carrier" => Sort::Name,
        "po_number" | "document_number" | "reference" | "our_reference" => Sort::Number,
        "tracking_numbers" | "attachments" => Sort::List,
        _ => Sort::Word,
    }
}

/// Whether there is nothing: absent, `null`, an empty text, list or object.
pub(super) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(entries) => entries.is_empty(),
        _ => false,
    }
}

/// The acceptable values of what a truth file states.
pub(super) fn options(stated: &Value) -> Vec<&Value> {
    match stated.as_object().filter(|object| object.len() == 1).and_then(|object| object.get("any")) {
        Some(Value::Array(choices)) => choices.iter().collect(),
        _ => vec![stated],
    }
}

/// The value under a key; `null` where there is none.
pub(super) fn of<'a>(object: &'a Value, key: &str) -> &'a Value {
    object.get(key).unwrap_or(&Value::Null)
}

/// The object under a key; empty where there is none.
pub(super) fn part<'a>(object: &'a Value, key: &str) -> Cow<'a, Map<String, Value>> {
    object.get(key).and_then(Value::as_object).map_or_else(|| Cow::Owned(Map::new()), Cow::Borrowed)
}

/// A number, or a text that is one.
pub(super) fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => exact(&number.to_string()).or_else(|| Decimal::from_f64(number.as_f64()?)),
        Value::String(text) => exact(&text.replace([' ', ','], "")),
        _ => None,
    }
}

fn exact(text: &str) -> Option<Decimal> {
    Decimal::from_str_exact(text).or_else(|_| Decimal::from_scientific(text)).ok()
}

/// A value as text: texts as they are, numbers digit by digit, nothing as nothing.
pub(super) fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Null => Cow::Borrowed(""),
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(other.to_string()),
    }
}

/// Lower case without diacritics, wide forms resolved.
pub(super) fn plain(text: &str) -> String {
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect::<String>().replace('ß', "ss")
}

/// The words of a text, lower case and plain.
pub(super) fn words(text: &str) -> std::collections::BTreeSet<String> {
    let text = plain(text);
    text.split(|c: char| !is_word(c)).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A company's name without case, punctuation and legal form.
pub(super) fn name_key(name: &str) -> String {
    let mut name = plain(name);
    for (dotted, joined) in [("l.l.c", "llc"), ("w.l.l", "wll"), ("u.s.a", "usa"), ("l.p", "lp")] {
        name = name.replace(dotted, joined);
    }
    let letters: Vec<char> = name.chars().collect();
    let spaced: String = (0..letters.len())
        .filter(|at| !joins_initials(&letters, *at))
        .map(|at| if is_word(letters[at]) || letters[at].is_whitespace() { letters[at] } else { ' ' })
        .collect();
    let all: Vec<&str> = spaced.split_whitespace().collect();
    let own: Vec<&str> = all.iter().copied().filter(|word| !LEGAL_FORMS.contains(word)).collect();
    if own.is_empty() { all.join(" ") } else { own.join(" ") }
}

/// Whether the letter is the point behind a single letter, before another single letter, a blank or the end: "A.B. Smith" is "AB Smith".
fn joins_initials(letters: &[char], at: usize) -> bool {
    let word = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|c| is_word(*c));
    let is_single = |at: Option<usize>| {
        word(at) && !word(at.and_then(|at| at.checked_sub(1))) && !word(at.and_then(|at| at.checked_add(1)))
    };
    letters[at] == '.'
        && is_single(at.checked_sub(1))
        && (letters.get(at + 1).is_none_or(|c| c.is_whitespace()) || is_single(Some(at + 1)))
}

/// The number of a paper without blanks, every dash as a hyphen.
pub(super) fn number_key(value: &Value) -> String {
    let text = text(value);
    let kept = text.chars().filter(|c| !c.is_whitespace());
    let dashed = kept.map(|c| if ('\u{2010}'..='\u{2015}').contains(&c) { '-' } else { c });
    dashed.flat_map(char::to_uppercase).collect::<String>().trim_start_matches('#').to_owned()
}

/// A unit of measure; every word for one piece is the same.
pub(super) fn unit_key(value: &Value) -> String {
    let upper = plain(&text(value)).to_uppercase();
    let key: String = upper.chars().filter(|c| c.is_ascii_uppercase() || c.is_ascii_digit()).collect();
    if EACH.contains(&key.as_str()) || key == "E" { "EA".to_owned() } else { key }
}

/// Whether a value that was found is one acceptable value; both may be empty.
pub(super) fn same(field: &str, want: &Value, got: &Value) -> bool {
    if is_empty(want) || is_empty(got) {
        return is_empty(want) && is_empty(got);
    }
    match sort(field) {
        Sort::Amount => match (number(want), number(got)) {
            (Some(want), Some(got)) => (want - got).abs() <= AMOUNT_OFF,
            _ => false,
        },
        Sort::Date => text(want).chars().take(10).eq(text(got).chars().take(10)),
        Sort::Name => name_key(&text(want)) == name_key(&text(got)),
        Sort::Number => number_key(want) == number_key(got),
        Sort::List => match (want.as_array(), got.as_array()) {
            (Some(want), Some(got)) => {
                let sorted = |list: &[Value]| {
                    let mut keys: Vec<String> = list.iter().map(number_key).collect();
                    keys.sort();
                    keys
                };
                sorted(want) == sorted(got)
            }
            _ => false,
        },
        Sort::Word => plain(&text(want)).trim() == plain(&text(got)).trim(),
    }
}

/// Whether a value that was found is any of those a truth file accepts.
pub(super) fn fits(field: &str, stated: &Value, got: &Value) -> bool {
    options(stated).into_iter().any(|want| same(field, want, got))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_company_is_the_same_however_its_legal_form_is_written() {
        assert_eq!(name_key("BRANDNER PUMPEN GMBH & CO KG"), name_key("Brandner Pumpen GmbH & Co. KG"));
        assert_eq!(name_key("CG ROXANE, L.L.C."), name_key("CG Roxane LLC"));
        assert_eq!(name_key("C.D. Müller"), "cd muller");
        assert_eq!(name_key("The Co"), "the co", "a name of nothing else stays");
        assert_ne!(name_key("Shape Aluminium"), name_key("Shape Plastics"));
    }

    #[test]
    fn numbers_amounts_and_dates_are_compared_as_what_they_are() {
        assert!(same("po_number", &json!("PO 12\u{2013}3"), &json!("po12-3")));
        assert!(same("total", &json!(150.0), &json!("150.00")) && !same("total", &json!(150), &json!(150.01)));
        assert!(same("document_date", &json!("2026-02-03"), &json!("2026-02-03T10:00")));
        assert!(same("tracking_numbers", &json!(["1", "2"]), &json!(["2", "1"])));
        assert!(!same("tracking_numbers", &json!(["1"]), &json!("1")));
    }

    #[test]
    fn what_a_truth_file_calls_empty_must_be_empty() {
        assert!(fits("delivery_date", &Value::Null, &json!("")));
        assert!(!fits("delivery_date", &Value::Null, &json!("2026-01-01")));
        assert!(!fits("delivery_date", &json!("2026-01-01"), &Value::Null));
        assert!(fits("currency", &json!({ "any": [null, "EUR"] }), &json!("eur")));
    }
}
