//! Counts over documents, and the figures they come to.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::score::{Claims, Score, Surplus};
use super::value::HEADER;

/// Counts of one value over documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct FieldCount {
    /// Right, rightly empty ones included.
    pub right: u64,
    /// Asked.
    pub asked: u64,
    /// Found and right.
    pub found_right: u64,
    /// Found and wrong.
    pub found_wrong: u64,
    /// Stated and not found as stated.
    pub missed: u64,
    /// Called sure.
    pub sure: u64,
    /// Called sure and right.
    pub sure_right: u64,
    /// Not called sure, found.
    pub unsure: u64,
    /// Of these right.
    pub unsure_right: u64,
}

/// Counts over a set of documents.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    documents: u64,
    whole: u64,
    header_right: u64,
    header_asked: u64,
    lines_right: u64,
    lines_surplus: u64,
    lines_missing: u64,
    clean: u64,
    clean_right: u64,
    claims: Claims,
    fields: BTreeMap<&'static str, FieldCount>,
    beside: BTreeMap<&'static str, (u64, u64)>,
    /// Called sure and right, and called sure, of the lines.
    sure_lines: (u64, u64),
}

/// A share with its count and the lower end of its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Share {
    /// From 0 to 1; 0 where nothing was counted.
    pub value: f64,
    /// Counted.
    pub of: u64,
    /// Lower end of the interval by Wilson's formula (E. B. Wilson, 1927, z = 1.96).
    pub low: f64,
}

impl Share {
    /// `part` of `of`.
    pub(super) fn of(part: u64, of: u64) -> Self {
        const Z: f64 = 1.96;
        if of == 0 {
            return Self { value: 0.0, of, low: 0.0 };
        }
        let (n, p) = (of as f64, part as f64 / of as f64);
        let middle = p + Z * Z / (2.0 * n);
        let wide = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        Self { value: p, of, low: ((middle - wide) / (1.0 + Z * Z / n)).max(0.0) }
    }
}

impl Share {
    /// The same, and the whole where nothing was counted.
    pub(super) fn or_whole(part: u64, of: u64) -> Self {
        if of == 0 { Self { value: 1.0, of, low: 0.0 } } else { Self::of(part, of) }
    }
}

impl Tally {
    /// Adds an order that the truth file states.
    pub(super) fn add(&mut self, score: &Score) {
        self.documents += 1;
        self.whole += u64::from(score.is_whole);
        self.clean += u64::from(score.is_clean);
        self.clean_right += u64::from(score.is_clean && score.is_whole);
        self.claim(score.claims);
        for field in &score.fields {
            let count = self.fields.entry(field.name).or_default();
            let (right, found) = (u64::from(field.is_right), u64::from(field.is_found));
            self.header_right += right;
            self.header_asked += 1;
            count.right += right;
            count.asked += 1;
            count.found_right += right & found;
            count.found_wrong += (1 - right) & found;
            count.missed += (1 - right) & u64::from(field.is_stated);
            count.sure += u64::from(field.is_sure);
            count.sure_right += u64::from(field.is_sure) & right;
            count.unsure += u64::from(!field.is_sure) & found;
            count.unsure_right += u64::from(!field.is_sure) & found & right;
        }
        if let Some(lines) = &score.lines {
            self.lines_right += lines.right;
            self.lines_surplus += lines.surplus;
            self.lines_missing += lines.missing;
            self.sure_lines.0 += lines.sure_right;
            self.sure_lines.1 += lines.sure;
            for (name, right, asked) in &lines.beside {
                let count = self.beside.entry(name).or_default();
                count.0 += right;
                count.1 += asked;
            }
        }
    }

    /// Adds an order that nobody asked for.
    pub(super) fn add_surplus(&mut self, order: &Surplus) {
        self.claim(order.claims);
        self.clean += u64::from(order.is_clean);
    }

    fn claim(&mut self, claims: Claims) {
        let sum = &mut self.claims;
        sum.sure += claims.sure;
        sum.sure_right += claims.sure_right;
        sum.covered += claims.covered;
        sum.to_cover += claims.to_cover;
        sum.given += claims.given;
        sum.placed += claims.placed;
    }

    /// Orders that were asked for.
    pub(super) const fn documents(&self) -> u64 {
        self.documents
    }

    /// By value, in the order of reports.
    pub(super) fn fields(&self) -> impl Iterator<Item = (&'static str, FieldCount)> {
        HEADER.into_iter().filter_map(|name| Some((name, *self.fields.get(name)?)))
    }

    /// Values beside the lines that were paired: right, asked.
    pub(super) fn beside(&self) -> impl Iterator<Item = (&'static str, Share)> {
        self.beside.iter().map(|(name, (right, asked))| (*name, Share::of(*right, *asked)))
    }

    /// Lines called sure that are right.
    pub(super) fn sure_lines(&self) -> Share {
        Share::of(self.sure_lines.0, self.sure_lines.1)
    }

    /// Lines not called sure that are right, of all that were found and not called so.
    pub(super) fn unsure_lines(&self) -> Share {
        let found = self.lines_right + self.lines_surplus;
        Share::of(self.lines_right.saturating_sub(self.sure_lines.0), found.saturating_sub(self.sure_lines.1))
    }

    /// The harmonic mean of precision and recall of lines; 1 where there are none to find and none were found.
    fn line_rates(&self) -> (f64, f64, f64) {
        let (right, surplus, missing) = (self.lines_right as f64, self.lines_surplus as f64, self.lines_missing as f64);
        let precision = match self.lines_right + self.lines_surplus {
            0 if self.lines_missing == 0 => 1.0,
            0 => 0.0,
            _ => right / (right + surplus),
        };
        let recall = if self.lines_right + self.lines_missing == 0 { 1.0 } else { right / (right + missing) };
        let sum = precision + recall;
        (precision, recall, if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 })
    }

    /// The figures by name; `header` is 1 where nothing was asked.
    pub(super) fn figures(&self) -> Vec<(&'static str, Share)> {
        let claims = self.claims;
        let (precision, recall, mean) = self.line_rates();
        let rate = |value: f64, of: u64| Share { value, of, low: 0.0 };
        vec![
            ("header", Share::or_whole(self.header_right, self.header_asked)),
            ("precision", rate(precision, self.lines_right + self.lines_surplus)),
            ("recall", rate(recall, self.lines_right + self.lines_missing)),
            ("lines", rate(mean, self.lines_right + self.lines_missing)),
            ("full", Share::of(self.whole, self.documents)),
            ("sure_right", Share::of(claims.sure_right, claims.sure)),
            ("sure_cover", Share::of(claims.covered, claims.to_cover)),
            ("clean_right", Share::of(self.clean_right, self.clean)),
            ("clean_cover", Share::of(self.clean_right, self.documents)),
            ("placed", Share::of(claims.placed, claims.given)),
        ]
    }

    /// The figures as JSON, with the names of the corpus' own scorer.
    pub(super) fn json(&self) -> Value {
        let mut object = json!({ "docs": self.documents });
        for (name, share) in self.figures() {
            object[name] = json!(share.value);
            if matches!(name, "sure_right" | "clean_right") {
                object[format!("{name}_low")] = json!(share.low);
            }
        }
        for (name, n) in [
            ("sure_n", self.claims.sure),
            ("sure_cover_n", self.claims.to_cover),
            ("clean_n", self.clean),
            ("placed_n", self.claims.given),
        ] {
            object[name] = json!(n);
        }
        object
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_says_how_little_few_documents_prove() {
        let near = |a: f64, b: f64| (a - b).abs() < 1e-4;
        assert!(near(Share::of(300, 300).low, 0.98736) && near(Share::of(8, 10).low, 0.49016));
        assert!(near(Share::of(0, 0).value, 0.0) && Share::of(0, 0).of == 0);
    }

    #[test]
    fn nothing_to_find_and_nothing_found_is_all_right() {
        let mut tally = Tally::default();
        assert!(tally.figures().iter().any(|(name, share)| *name == "lines" && share.value > 0.99));
        tally.add(&Score {
            lines: Some(super::super::lines::LineScore { surplus: 1, ..Default::default() }),
            ..Score::default()
        });
        assert!(tally.figures().iter().any(|(name, share)| *name == "lines" && share.value < 0.01));
    }
}
