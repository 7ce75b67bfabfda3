//! Reads what a person typed into a field. It asks when a text can be read in two ways, and never guesses.

use chrono::NaiveDate;

use super::Locale;
use crate::reader::units::Millionths;

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
/// Both separators are accepted. One separator followed by exactly three digits is taken as thousands when it is the
/// locale's own sign for them, otherwise it is [`NotTyped::TwoReadings`].
pub fn typed_number(locale: Locale, text: &str) -> Result<Option<Millionths>, NotTyped> {
    let text: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’')).collect();
    if text.is_empty() {
        return Ok(None);
    }
    if !text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-')) {
        return Err(NotTyped::NotANumber);
    }
    let points = text.matches('.').count();
    let commas = text.matches(',').count();
    let read = |plain: String| plain.parse::<Millionths>().map_err(|_| NotTyped::NotANumber);
    match (points, commas) {
        (0, 0) => read(text).map(Some),
        (1, 0) | (0, 1) => {
            let sign = if points == 1 { '.' } else { ',' };
            let fraction = text.replace(sign, ".");
            if !is_grouped(&text, sign) {
                return read(fraction).map(Some);
            }
            let (whole, fraction) = (read(text.replace(sign, ""))?, read(fraction)?);
            if sign == locale.grouping() { Ok(Some(whole)) } else { Err(NotTyped::TwoReadings { whole, fraction }) }
        }
        (_, 0) if is_grouped(&text, '.') => read(text.replace('.', "")).map(Some),
        (0, _) if is_grouped(&text, ',') => read(text.replace(',', "")).map(Some),
        (1, _) | (_, 1) => {
            let (grouping, decimal) = if text.rfind('.') > text.rfind(',') { (',', '.') } else { ('.', ',') };
            let (whole, fraction) = text.split_once(decimal).ok_or(NotTyped::NotANumber)?;
            if fraction.contains(grouping) || !is_grouped(whole, grouping) {
                return Err(NotTyped::NotANumber);
            }
            read(format!("{}.{fraction}", whole.replace(grouping, ""))).map(Some)
        }
        _ => Err(NotTyped::NotANumber),
    }
}

/// Whether the text is one to three digits, then groups of exactly three.
fn is_grouped(text: &str, grouping: char) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let mut groups = text.split(grouping);
    let first = groups.next().unwrap_or_default();
    // "0.500" can only be a fraction: nobody writes a leading group of zero.
    (1..=3).contains(&first.len()) && !first.starts_with('0') && groups.all(|group| group.len() == 3)
}

/// Reads a date written day, month, year, or as `2026-12-04`; an empty text is `None`.
///
/// The order day before month is the one both our languages use and the field says so; a month beyond 12 is
/// refused, never swapped. A year of two digits is in this century.
pub fn typed_date(text: &str) -> Result<Option<NaiveDate>, NotTyped> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if let Ok(date) = text.parse::<NaiveDate>() {
        return Ok(Some(date));
    }
    let parts: Vec<&str> = text.split(['/', '.', '-']).map(str::trim).collect();
    let [day, month, year] = parts.as_slice() else { return Err(NotTyped::NotADate) };
    let number = |text: &str| text.parse::<u32>().map_err(|_| NotTyped::NotADate);
    let year = match year.len() {
        2 => 2000 + number(year)?,
        4 => number(year)?,
        _ => return Err(NotTyped::NotADate),
    };
    let year = i32::try_from(year).map_err(|_| NotTyped::NotADate)?;
    NaiveDate::from_ymd_opt(year, number(month)?, number(day)?).map(Some).ok_or(NotTyped::NotADate)
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
