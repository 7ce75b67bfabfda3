//! Reads what a person typed into a field. It asks when a text can be read in two ways, and never guesses.

use chrono::NaiveDate;

use super::Locale;
use crate::reader::units::{Millionths, read_date, read_number};

/// Why a typed text is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotTyped {
    /// Not a number at all.
    #[error("not a number")]
    NotANumber,
    /// `1.234` in a place where the point may be either; the two readings follow.
    #[error("can be read as {whole} or as {fraction}")]
    TwoReadings {
        /// With the separator between thousands.
        whole: Millionths,
        /// With the separator before the fraction.
        fraction: Millionths,
    },
    /// Not a date, or none that exists.
    #[error("not a date")]
    NotADate,
}

/// Reads a number; an empty text is `None`.
///
/// Both separators are accepted. A text that both conventions can read, such as `1.234`, is taken when the locale's own
/// convention makes it a whole number, otherwise it is [`NotTyped::TwoReadings`].
pub fn typed_number(locale: Locale, text: &str) -> Result<Option<Millionths>, NotTyped> {
    let text = text.trim().replace('’', "'");
    if text.is_empty() {
        return Ok(None);
    }
    let numeral = read_number(&text).ok_or(NotTyped::NotANumber)?;
    if let Some(value) = numeral.certain() {
        return Ok(Some(value));
    }
    let (Some(point), Some(comma)) = (numeral.point, numeral.comma) else { return Err(NotTyped::NotANumber) };
    let own = if locale.decimal() == '.' { point } else { comma };
    let is_whole = |value: Millionths| value.0 % 1_000_000 == 0;
    if is_whole(own) {
        return Ok(Some(own));
    }
    let (whole, fraction) = if is_whole(point) { (point, comma) } else { (comma, point) };
    Err(NotTyped::TwoReadings { whole, fraction })
}

/// Reads a date; an empty text is `None`.
///
/// Of three numbers the day comes first, the order both our languages use and the field says so; `12/25/2026` is
/// refused, never swapped.
pub fn typed_date(text: &str) -> Result<Option<NaiveDate>, NotTyped> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    read_date(text).and_then(|date| date.day_first).map(Some).ok_or(NotTyped::NotADate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_writing_a_number_are_read() {
        for (locale, text, value) in [
            (Locale::EnAu, "1000", 1_000_000_000),
            (Locale::EnAu, "1,000", 1_000_000_000),
            (Locale::EnAu, "1,234.50", 1_234_500_000),
            (Locale::EnAu, "1.234,50", 1_234_500_000),
            (Locale::EnAu, "1.3", 1_300_000),
            (Locale::EnAu, "0,73", 730_000),
            (Locale::EnAu, "0.500", 500_000),
            (Locale::EnAu, "12,345,678", 12_345_678_000_000),
            (Locale::DeDe, "1.234", 1_234_000_000),
            (Locale::DeDe, "1,3", 1_300_000),
            (Locale::DeCh, "1’234.50", 1_234_500_000),
            (Locale::EnAu, " 1 000 ", 1_000_000_000),
        ] {
            assert_eq!(typed_number(locale, text), Ok(Some(Millionths(value))), "{text}");
        }
    }

    #[test]
    fn a_number_with_two_readings_is_asked_about() {
        let asked = NotTyped::TwoReadings { whole: Millionths::whole(1234), fraction: Millionths(1_234_000) };
        assert_eq!(typed_number(Locale::EnAu, "1.234"), Err(asked));
        assert_eq!(typed_number(Locale::DeDe, "1,234"), Err(asked));
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for text in ["ten", "1,2,3", "1.2.3,4", "1,23.456.7", "--1", "1-2", ".", "1e5", "１"] {
            assert_eq!(typed_number(Locale::EnAu, text), Err(NotTyped::NotANumber), "{text}");
        }
        assert_eq!(typed_number(Locale::EnAu, "  "), Ok(None));
    }

    #[test]
    fn dates_are_day_first_or_iso() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 4).unwrap();
        for text in ["4/12/2026", "04.12.26", "4-12-2026", "2026-12-04", " 4 / 12 / 26 "] {
            assert_eq!(typed_date(text), Ok(Some(day)), "{text}");
        }
        assert_eq!(typed_date(""), Ok(None));
    }

    #[test]
    fn a_date_that_does_not_exist_is_refused_and_never_swapped() {
        for text in ["12/25/2026", "31/02/2026", "4/12", "tomorrow", "4/12/026", "4/12/20266"] {
            assert_eq!(typed_date(text), Err(NotTyped::NotADate), "{text}");
        }
    }
}
