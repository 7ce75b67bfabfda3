//! Civil dates as people write them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::text::fold;

/// Which part of a date of three numbers comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DateOrder {
    /// 4/2/26 is the fourth of February.
    DayFirst,
    /// 4/2/26 is the second of April.
    MonthFirst,
}

/// A written date under both orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DateReading {
    /// The date where the day comes first; `None` when it cannot be read so.
    pub day_first: Option<NaiveDate>,
    /// The date where the month comes first; `None` when it cannot be read so.
    pub month_first: Option<NaiveDate>,
}

impl DateReading {
    /// The date, if both orders agree or only one of them is a date.
    pub fn certain(self) -> Option<NaiveDate> {
        match (self.day_first, self.month_first) {
            (Some(day), Some(month)) => (day == month).then_some(day),
            (day, month) => day.or(month),
        }
    }

    /// The date under the evidence of a document; without evidence only a certain date.
    pub fn decided(self, evidence: Option<DateOrder>) -> Option<NaiveDate> {
        self.certain().or_else(|| match evidence? {
            DateOrder::DayFirst => self.day_first,
            DateOrder::MonthFirst => self.month_first,
        })
    }

    /// Whether the two orders give two dates.
    pub fn is_ambiguous(self) -> bool {
        self.certain().is_none()
    }

    /// The order this date proves: three numbers of which only one order makes a date.
    pub fn proves(self) -> Option<DateOrder> {
        match (self.day_first, self.month_first) {
            (Some(_), None) => Some(DateOrder::DayFirst),
            (None, Some(_)) => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }
}

/// Reads one written date: ISO (`2026-02-04`), `4 Feb 2026`, `Feb 4, 2026`, `04-Feb-26`, `4. Februar 2026`,
/// `04.02.2026` (day first by custom), `4/2/26` and `04-02-2026` (either order). A weekday before it is ignored.
///
/// * Years of two digits belong to this century; years outside 1990–2099 are refused.
/// * `None` for anything else, calendar weeks and dates without a year included.
pub fn read_date(text: &str) -> Option<DateReading> {
    let text = text.trim().trim_end_matches(['.', ',', ';', ':', ')']).trim_start_matches('(');
    let parts: Vec<&str> =
        text.split([' ', ',', '/', '.', '-', '–', '\u{a0}']).filter(|part| !part.is_empty()).collect();
    let parts = if parts.len() == 4 && is_weekday(parts[0]) { &parts[1..] } else { &parts[..] };
    let &[first, second, third] = parts else { return None };
    match (number(first), number(second), number(third)) {
        (Some(year), Some(month), Some(day)) if first.len() == 4 => both(day_of(year, month, day)?),
        (Some(a), Some(b), Some(year)) => of_three_numbers(text, (a, b), full_year(third, year)?),
        (None, Some(day), Some(year)) => both(day_of(full_year(third, year)?, month_named(first)?, day)?),
        (Some(day), None, Some(year)) => both(day_of(full_year(third, year)?, month_named(second)?, day)?),
        (None, None, Some(year)) => both(day_of(
            full_year(third, year)?,
            month_named(second).or_else(|| month_named(first))?,
            ordinal(first).or_else(|| ordinal(second))?,
        )?),
        _ => None,
    }
}

fn both(date: NaiveDate) -> Option<DateReading> {
    Some(DateReading { day_first: Some(date), month_first: Some(date) })
}

fn of_three_numbers(text: &str, (a, b): (u32, u32), year: u32) -> Option<DateReading> {
    let mut marks = text.chars().filter(|c| !c.is_ascii_digit() && *c != ' ');
    let mark = marks.next()?;
    if marks.any(|other| other != mark) {
        return None;
    }
    match mark {
        '.' => both(day_of(year, b, a)?),
        '/' | '-' => {
            let reading = DateReading { day_first: day_of(year, b, a), month_first: day_of(year, a, b) };
            (reading.day_first.is_some() || reading.month_first.is_some()).then_some(reading)
        }
        _ => None,
    }
}

fn day_of(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    (1990..2100).contains(&year).then(|| NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day))?
}

fn full_year(written: &str, year: u32) -> Option<u32> {
    match written.len() {
        2 => Some(2000 + year),
        4 => Some(year),
        _ => None,
    }
}

fn number(part: &str) -> Option<u32> {
    (part.len() <= 4 && part.chars().all(|c| c.is_ascii_digit())).then(|| part.parse().ok())?
}

/// `4th`, `1st`, `22nd`.
fn ordinal(part: &str) -> Option<u32> {
    let digits = part.trim_end_matches(|c: char| c.is_alphabetic());
    matches!(&part[digits.len()..], "st" | "nd" | "rd" | "th").then(|| number(digits))?
}

fn month_named(part: &str) -> Option<u32> {
    const MONTHS: [&[&str]; 12] = [
        &["january", "januar", "janner", "jan"],
        &["february", "februar", "feber", "feb"],
        &["march", "marz", "maerz", "mar", "mrz"],
        &["april", "apr"],
        &["may", "mai"],
        &["june", "juni", "jun"],
        &["july", "juli", "jul"],
        &["august", "aug"],
        &["september", "sept", "sep"],
        &["october", "oktober", "oct", "okt"],
        &["november", "nov"],
        &["december", "dezember", "dec", "dez"],
    ];
    let name = fold(part);
    MONTHS.iter().zip(1..).find(|(names, _)| names.contains(&name.as_str())).map(|(_, month)| month)
}

fn is_weekday(part: &str) -> bool {
    const DAYS: [&str; 28] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "montag",
        "dienstag",
        "mittwoch",
        "donnerstag",
        "freitag",
        "samstag",
        "sonntag",
        "mo",
        "di",
        "mi",
        "do",
        "fr",
        "sa",
        "so",
    ];
    DAYS.contains(&fold(part).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certain(text: &str) -> Option<String> {
        read_date(text)?.certain().map(|date| date.to_string())
    }

    #[test]
    fn dates_with_one_meaning_are_read() {
        for text in [
            "2026-02-04",
            "2026/02/04",
            "4 Feb 2026",
            "04-Feb-26",
            "Feb 4, 2026",
            "February 4, 2026",
            "4. Februar 2026",
            "04.02.2026",
            "4.2.26",
            "Wed 4 Feb 2026",
            "Mittwoch, 4. Februar 2026",
            "4th February 2026",
            "February 4th, 2026",
        ] {
            assert_eq!(certain(text).as_deref(), Some("2026-02-04"), "{text}");
        }
        assert_eq!(certain("13/04/2026").as_deref(), Some("2026-04-13"));
        assert_eq!(certain("04/13/2026").as_deref(), Some("2026-04-13"));
        assert_eq!(certain("05/05/2026").as_deref(), Some("2026-05-05"));
        assert_eq!(certain("9. März 2026").as_deref(), Some("2026-03-09"));
    }

    #[test]
    fn a_date_of_three_numbers_is_ambiguous_until_there_is_evidence() {
        let reading = read_date("03/04/2026").unwrap();
        assert!(reading.is_ambiguous());
        assert_eq!(reading.decided(None), None);
        assert_eq!(reading.decided(Some(DateOrder::DayFirst)), NaiveDate::from_ymd_opt(2026, 4, 3));
        assert_eq!(reading.decided(Some(DateOrder::MonthFirst)), NaiveDate::from_ymd_opt(2026, 3, 4));
        assert_eq!(read_date("13/04/2026").unwrap().proves(), Some(DateOrder::DayFirst));
        assert_eq!(reading.proves(), None);
    }

    #[test]
    fn what_is_not_a_date_is_not_read() {
        for text in [
            "",
            "04/02",
            "31.02.2026",
            "45/45/2026",
            "2026",
            "12.345.678",
            "1.234,50",
            "KW 12 2026",
            "4 Foo 2026",
            "1/2/3",
            "4/2.2026",
        ] {
            assert_eq!(read_date(text), None, "{text}");
        }
    }
}
