//! Which documents are measured: all, or those of some formats, folders, kinds or layouts.

use super::{Document, Key};
use crate::words::{En, EvalWords as _};

/// What documents are told apart by, as in the groups of the report.
pub(super) const GROUPS: [(&str, Key); 4] = [
    ("format", |document| &document.format),
    ("folder", |document| &document.folder),
    ("kind", |document| &document.kind),
    ("layout", |document| &document.layout),
];

/// A group and the values of it that count.
#[derive(Clone, Debug)]
pub(super) struct Only {
    key: Key,
    values: Vec<String>,
}

impl Only {
    /// Reads `format=csv,eml`; a group nobody knows is refused with a sentence.
    pub(super) fn of(text: &str) -> Result<Self, String> {
        let group = text.split_once('=').and_then(|(name, values)| {
            let (_, key) = GROUPS.iter().find(|(known, _)| *known == name)?;
            Some(Self { key: *key, values: values.split(',').map(str::to_owned).collect() })
        });
        group.ok_or_else(|| En.eval_no_such_group(text, &GROUPS.map(|(name, _)| name).join(", ")))
    }

    /// Whether the document counts.
    pub(super) fn fits(&self, document: &Document) -> bool {
        self.values.iter().any(|value| value == (self.key)(document))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_chosen_by_any_value_of_their_group() {
        let csv = Document { format: "csv".to_owned(), layout: "14".to_owned(), ..Document::default() };
        for (text, is_chosen) in [
            ("format=csv", true),
            ("format=pdf,csv", true),
            ("layout=1", false),
            ("layout=14", true),
            ("format=", false),
        ] {
            assert_eq!(Only::of(text).unwrap().fits(&csv), is_chosen, "{text}");
        }
    }

    #[test]
    fn a_group_nobody_knows_is_refused_with_those_that_are_known() {
        for text in ["colour=red", "format", ""] {
            assert!(Only::of(text).unwrap_err().contains("format, folder, kind, layout"), "{text}");
        }
    }
}
