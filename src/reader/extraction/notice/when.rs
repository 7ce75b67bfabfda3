//! When goods arrive, as notices say it: often without a year, sometimes only "today".

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use crate::evidence::{Field, Found};
use crate::extraction::conventions::Conventions;
use crate::extraction::order::values::{date_field, dates_in, read};
use crate::extraction::sheet::{Run, Sheet};
use crate::units::{DateReading, fold, read_date};

/// Words before the day of delivery, the surest first.
const CUES: &[&str] = &[
    "now arriving",
    "arriving",
    "scheduled delivery",
    "estimated delivery date",
    "estimated delivery",
    "expected delivery date",
    "expected delivery",
    "delivery date",
    "will be delivered",
    "will arrive",
    "delivered on",
    "delivered",
    "delivery on",
    "new delivery date",
    "voraussichtliche zustellung",
    "zustellung am",
    "zustelldatum",
    "liefertermin",
    "lieferdatum",
    "lieferung am",
    "zugestellt am",
    "zugestellt",
    "data doreczenia",
    "delivery",
    "lieferung",
    "arrives",
];

/// Words that say a date is not the one: what was planned before.
const EARLIER: &[&str] =
    &["previously", "originally", "ursprunglich", "bisher", "urspruenglich", "ship date", "order date", "bestelldatum"];

/// The day of delivery: the first date behind a cue, in its row or the next two that say something. A day without a year is
/// the one nearest to the day the mail was sent.
pub(super) fn delivery_date<'s>(
    sheets: &[&'s Sheet], conventions: &Conventions, sent: Option<DateTime<Utc>>,
) -> Field<NaiveDate> {
    let of_sheet = |sheet: &&'s Sheet| {
        let sheet = *sheet;
        (0..sheet.rows.len()).map(move |row| (sheet, row, fold(&sheet.text(sheet.whole(row)))))
    };
    let rows: Vec<(&Sheet, usize, String)> = sheets.iter().flat_map(of_sheet).collect();
    for cue in CUES {
        for (sheet, row, text) in &rows {
            let Some(at) = text.find(cue) else { continue };
            if EARLIER.iter().any(|word| text[..at].contains(word)) {
                continue;
            }
            let before = text[..at].split_whitespace().count();
            if let Some(field) = day_after(sheet, (*row, before), conventions, sent) {
                return field;
            }
        }
    }
    Field::default()
}

/// The first day from a word of a row on.
fn day_after(
    sheet: &Sheet, (row, word): (usize, usize), conventions: &Conventions, sent: Option<DateTime<Utc>>,
) -> Option<Field<NaiveDate>> {
    (row..(row + 3).min(sheet.rows.len())).find_map(|at| {
        let whole = sheet.whole(at);
        let run = if at == row { Run { from: word.min(whole.to), ..whole } } else { whole };
        if at > row && EARLIER.iter().any(|word| fold(&sheet.text(run)).contains(word)) {
            return None;
        }
        let dated = dates_in(sheet, run).into_iter().next().or_else(|| glued_date(sheet, run));
        if let Some((words, reading)) = dated {
            return Some(date_field(sheet, words, reading, (conventions, "delivery_cue")));
        }
        day_without_year(sheet, run, sent?)
    })
}

/// A date with letters behind it in one word: `2021-12-24.w`.
fn glued_date(sheet: &Sheet, run: Run) -> Option<(Run, DateReading)> {
    (run.from..run.to).find_map(|at| {
        let word = Run { from: at, to: at + 1, ..run };
        let text = sheet.text(word);
        let bare = text.trim_end_matches(|c: char| !c.is_ascii_digit());
        (bare.len() >= 8).then(|| read_date(bare)).flatten().map(|reading| (word, reading))
    })
}

/// `Friday, December 3` or `3. Dezember`, in the year that brings it nearest to the day the mail was sent.
fn day_without_year(sheet: &Sheet, run: Run, sent: DateTime<Utc>) -> Option<Field<NaiveDate>> {
    let sent = sent.date_naive();
    (run.from..run.to.saturating_sub(1)).find_map(|at| {
        let words = Run { from: at, to: at + 2, ..run };
        let text = sheet.text(words).replace(',', " ");
        let days = [-1, 0, 1].map(|years| {
            let dated = format!("{} {}", text.trim(), sent.year() + years);
            read_date(&dated).and_then(DateReading::certain)
        });
        let is_day = text.chars().any(|c| c.is_ascii_digit()) && text.chars().any(char::is_alphabetic);
        let nearest = days.into_iter().flatten().min_by_key(|day| (*day - sent).num_days().abs())?;
        is_day.then(|| Field::one(Found { ..read(sheet, nearest, &[words], "day_near_sending") }))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::sheet::tests::text_document;

    fn day(text: &str, sent: &str) -> Option<String> {
        let sheet = Sheet::of(&text_document(text)).unwrap();
        let sent = DateTime::parse_from_rfc3339(sent).ok().map(|sent| sent.to_utc());
        delivery_date(&[&sheet], &Conventions::default(), sent).value().map(ToString::to_string)
    }

    #[test]
    fn a_day_is_found_behind_its_cue() {
        let sent = "2025-12-30T10:00:00Z";
        for (text, expected) in [
            ("Arriving:\nFriday, January 2", "2026-01-02"),
            ("Scheduled delivery\nMon, 12/29/2025", "2025-12-29"),
            ("We delivered your parcel today, Tuesday, 30 December 2025.", "2025-12-30"),
            ("Voraussichtliche Zustellung: 31.12.2025", "2025-12-31"),
            ("Termin doręczenia\nPrzewidywana data doręczenia:2025-12-31.w godzinach", "2025-12-31"),
        ] {
            assert_eq!(day(text, sent).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_was_planned_before_is_not_the_day() {
        assert_eq!(day("Previously expected delivery: 3 January 2026", "2025-12-30T10:00:00Z"), None);
        assert_eq!(day("Order date 3 January 2026", "2025-12-30T10:00:00Z"), None);
    }
}
