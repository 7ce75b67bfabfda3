//! Code lists of EDIFACT: dates and their formats.

use chrono::NaiveDate;

use crate::evidence::Field;
use crate::extraction::electronic::source::{Bit, Source, When, digits_day, ymd};
use crate::reading::electronic::segments::Segment;

/// Dates (2005) by which goods are to be there, best first: requested, latest, promised, scheduled.
pub(super) const LAST_DAY: [&str; 5] = ["2", "63", "69", "76", "358"];
/// Dates from which on they may be there, which stand for it where nothing else does: earliest, estimated.
pub(super) const FIRST_DAY: [&str; 2] = ["64", "17"];
/// Dates that are near it and not it: requested despatch, despatch, pick-up.
pub(super) const OTHER_DAYS: [&str; 3] = ["10", "11", "200"];

/// Segments as a list that knows groups.
pub(super) trait Segments {
    /// The segments with a tag, without those that follow one of `groups` before another group begins.
    fn stated(&self, tag: &str, groups: &[&str]) -> Vec<&Segment>;
}

impl Segments for [Segment] {
    fn stated(&self, tag: &str, groups: &[&str]) -> Vec<&Segment> {
        const TRIGGERS: [&str; 14] =
            ["RFF", "NAD", "TAX", "CUX", "PAT", "TDT", "TOD", "PAC", "EQD", "SCC", "APR", "ALC", "RCS", "LOC"];
        let mut group = "";
        let mut found = Vec::new();
        for segment in self {
            if TRIGGERS.contains(&segment.tag.as_str()) {
                group = &segment.tag;
            }
            if segment.tag == tag && !groups.contains(&group) {
                found.push(segment);
            }
        }
        found
    }
}

/// The day that a `DTM` states; of a period its last day.
pub(super) fn edifact_day(source: &mut Source<'_>, segment: &Segment) -> Field<NaiveDate> {
    let format = segment.text(1, 3).to_owned();
    source.day(Bit::of(segment, 1, 2), |text| day(text, &format))
}

/// A date by its format (2379).
fn day(text: &str, format: &str) -> When {
    let text = text.trim();
    let part = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    match format {
        "2" => ymd(&format!("20{}", part(4, 6)), part(2, 4), part(0, 2)),
        "3" => ymd(&format!("20{}", part(4, 6)), part(0, 2), part(2, 4)),
        "4" => ymd(part(4, 8), part(2, 4), part(0, 2)),
        "101" | "201" | "202" => digits_day(part(0, 6)),
        "717" => digits_day(part(6, 12)),
        "713" => digits_day(part(10, 16)),
        "718" => digits_day(part(8, 16)),
        "719" => digits_day(part(12, 20)),
        "711" => digits_day(part(text.len().saturating_sub(8), text.len())),
        "602" | "603" | "604" | "608" | "609" | "610" | "613" | "615" | "616" | "801" | "802" | "803" | "804" => {
            When::Longer
        }
        _ => digits_day(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_of_a_date_is_read() {
        let expected = When::Day(NaiveDate::from_ymd_opt(2026, 11, 21).unwrap());
        for (text, format) in [
            ("20261121", "102"),
            ("202611211530", "203"),
            ("20261121153000", "204"),
            ("261121", "101"),
            ("2611211530", "201"),
            ("211126", "2"),
            ("112126", "3"),
            ("21112026", "4"),
            ("2026110120261121", "718"),
            ("261101261121", "717"),
            ("202611010800202611211700", "719"),
            ("20261101-20261121", "711"),
            ("20261121", ""),
        ] {
            assert_eq!(day(text, format), expected, "{text} {format}");
        }
    }

    #[test]
    fn a_week_is_no_day_and_nonsense_is_not_read() {
        assert_eq!(day("202647", "616"), When::Longer);
        assert_eq!(day("202611", "610"), When::Longer);
        assert_eq!(day("20261399", "102"), When::Unreadable);
        assert_eq!(day("soon", "102"), When::Unreadable);
    }
}
