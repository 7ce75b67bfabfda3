//! This run against an earlier one, on the documents both have read.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Document;
use super::figures::Share;
use super::value::of;
use crate::words::{En, EvalWords as _};

/// Counts of one document, as kept in a report.
const COUNTS: [&str; 10] = [
    "orders",
    "whole",
    "header_right",
    "header_asked",
    "lines_right",
    "lines_asked",
    "sure_right",
    "sure",
    "clean_right",
    "clean",
];

/// The figures that must not drop: their name, what is counted, and of what.
const HELD: [(&str, &str, &str); 5] = [
    ("full", "whole", "orders"),
    ("header", "header_right", "header_asked"),
    ("lines", "lines_right", "lines_asked"),
    ("sure_right", "sure_right", "sure"),
    ("clean_right", "clean_right", "clean"),
];

type Counts = BTreeMap<&'static str, u64>;

/// What dropped by more than `allowed` (a share) since the baseline, as sentences; empty when nothing did.
///
/// Reading is deterministic, so a drop on the same documents is no matter of chance; `allowed` is there for another version of tesseract.
/// A document that is new, or gone, says nothing.
pub(super) fn drops(baseline: &Value, documents: &[Document], allowed: f64) -> Vec<String> {
    let before: BTreeMap<&str, Counts> = of(baseline, "documents")
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|row| Some((of(row, "file").as_str()?, counts(row))))
        .collect();
    let both: Vec<(&Document, &Counts, Counts)> = documents
        .iter()
        .filter_map(|document| Some((document, before.get(document.file.as_str())?, counts(&document.json()))))
        .collect();
    let mut told = Vec::new();
    for (name, part, whole) in HELD {
        let was =
            Share::of(both.iter().map(|(_, was, _)| was[part]).sum(), both.iter().map(|(_, was, _)| was[whole]).sum());
        let is = Share::of(both.iter().map(|(.., is)| is[part]).sum(), both.iter().map(|(.., is)| is[whole]).sum());
        // Nothing called sure is no lie; what stopped being called so shows in the covers.
        if is.of > 0 && is.value < was.value - allowed {
            told.push(En.eval_dropped(name, &format!("{:.4}", was.value), &format!("{:.4}", is.value)));
        }
    }
    if !told.is_empty() {
        let is_worse = |was: &Counts, is: &Counts| was["whole"] == was["orders"] && is["whole"] < is["orders"];
        let worse = both.iter().filter(|(_, was, is)| is_worse(was, is));
        told.extend(worse.map(|(document, ..)| En.eval_worse(&document.file)));
    }
    told
}

fn counts(row: &Value) -> Counts {
    COUNTS.into_iter().map(|name| (name, of(row, name).as_u64().unwrap_or_default())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::score::document;
    use super::*;

    fn read(file: &str, number: &str) -> Document {
        let truth = json!({ "po_number": "1", "currency": "AUD" });
        let found = json!({ "po_number": number, "currency": "AUD", "sure": { "po_number": true } });
        let (scores, _) = document(&truth, &found);
        Document { file: file.to_owned(), scores, ..Document::default() }
    }

    fn kept(documents: &[Document]) -> Value {
        json!({ "documents": documents.iter().map(Document::json).collect::<Vec<_>>() })
    }

    #[test]
    fn a_document_that_got_worse_is_named() {
        let before = kept(&[read("a.pdf", "1"), read("b.pdf", "1")]);
        let told = drops(&before, &[read("a.pdf", "1"), read("b.pdf", "2")], 0.002);
        assert!(told.iter().any(|line| line.contains("full dropped from 1.0000 to 0.5000")), "{told:?}");
        assert!(
            told.iter().any(|line| line.contains("sure_right")) && told.iter().any(|line| line.starts_with("b.pdf"))
        );
    }

    #[test]
    fn what_got_better_is_new_or_is_allowed_is_no_drop() {
        let before = kept(&[read("a.pdf", "2"), read("gone.pdf", "1")]);
        assert_eq!(drops(&before, &[read("a.pdf", "1"), read("new.pdf", "2")], 0.0), Vec::<String>::new());
        let before = kept(&[read("a.pdf", "1")]);
        assert_eq!(drops(&before, &[read("a.pdf", "2")], 1.0), Vec::<String>::new());
        assert_eq!(drops(&json!({ "documents": "none" }), &[read("a.pdf", "2")], 0.0), Vec::<String>::new());
    }
}
