//! Numbers as people write them: `1,234.50`, `1.234,50`, `1 234,50`, `1'234.50`, `$ 12.00`, `12,50-`.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::Millionths;

/// Which character separates the whole part from the fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DecimalSign {
    /// `1,234.50`
    Point,
    /// `1.234,50`
    Comma,
}

/// A written number under both conventions.
///
/// `1.234` is 1.234 with a decimal point and 1234 with a decimal comma: both are kept, and nothing is chosen
/// until the document or the organisation gives evidence of its convention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numeral {
    /// The value where the point is the decimal sign; `None` when it cannot be read so.
    pub point: Option<Millionths>,
    /// The value where the comma is the decimal sign; `None` when it cannot be read so.
    pub comma: Option<Millionths>,
}

impl Numeral {
    /// The value, if both conventions agree or only one of them can read it.
    pub fn certain(self) -> Option<Millionths> {
        match (self.point, self.comma) {
            (Some(point), Some(comma)) => (point == comma).then_some(point),
            (point, comma) => point.or(comma),
        }
    }

    /// The value under the evidence of a document; without evidence only a certain value.
    pub fn decided(self, evidence: Option<DecimalSign>) -> Option<Millionths> {
        self.certain().or_else(|| match evidence? {
            DecimalSign::Point => self.point,
            DecimalSign::Comma => self.comma,
        })
    }

    /// Whether the two conventions give two values.
    pub fn is_ambiguous(self) -> bool {
        self.certain().is_none()
    }

    /// The convention this numeral proves: only one of the two can read it.
    pub fn proves(self) -> Option<DecimalSign> {
        match (self.point, self.comma) {
            (Some(_), None) => Some(DecimalSign::Point),
            (None, Some(_)) => Some(DecimalSign::Comma),
            _ => None,
        }
    }
}

/// Reads one written number with optional currency sign or code, sign, and grouping.
///
/// * `text` — the number alone, for example `"$1,234.50"`, `"1 234,50 EUR"`, `"(12.00)"`, `"12,-"`;
/// * `None` when it is not a number under either convention: letters inside, groups of a wrong length, two
///   decimal signs, more digits than 64 bits of millionths hold.
pub fn read_number(text: &str) -> Option<Numeral> {
    let (negative, bare) = strip_sign(strip_currency(text.trim()))?;
    let bare = strip_currency(bare);
    let bare =
        bare.strip_suffix(",-").or_else(|| bare.strip_suffix(",–")).or_else(|| bare.strip_suffix(".-")).unwrap_or(bare);
    if !bare.chars().any(|c| c.is_ascii_digit()) {
        return None;
    }
    let numeral = Numeral { point: read_with(bare, '.', negative), comma: read_with(bare, ',', negative) };
    (numeral.point.is_some() || numeral.comma.is_some()).then_some(numeral)
}

/// Removes one currency sign or three-letter code (also `A$`, `US$`, `Rs.`) from either end.
fn strip_currency(text: &str) -> &str {
    const SIGNS: [&str; 14] = ["AU$", "A$", "US$", "NZ$", "NZD$", "C$", "CA$", "S$", "HK$", "$", "£", "€", "¥", "₹"];
    let mut rest = text.trim();
    for sign in SIGNS {
        rest = rest.strip_prefix(sign).unwrap_or(rest);
        rest = rest.strip_suffix(sign).unwrap_or(rest);
    }
    let rest = rest.trim();
    for code in super::money::CODES {
        if let Some(inner) = rest.strip_prefix(code).or_else(|| rest.strip_suffix(code)) {
            return inner.trim();
        }
    }
    rest
}

/// Splits off a leading or trailing minus, a plus, or accounting brackets. `None` for two signs.
fn strip_sign(text: &str) -> Option<(bool, &str)> {
    const MINUS: [char; 3] = ['-', '−', '–'];
    if let Some(inner) = text.strip_prefix('(') {
        return inner.strip_suffix(')').map(|inner| (true, inner.trim()));
    }
    if let Some(inner) = text.strip_prefix(MINUS) {
        return (!inner.ends_with(MINUS)).then_some((true, inner.trim()));
    }
    let is_dash_for_zero = text.strip_suffix(MINUS).is_some_and(|inner| inner.ends_with([',', '.']));
    if !is_dash_for_zero && let Some(inner) = text.strip_suffix(MINUS) {
        return Some((true, inner.trim()));
    }
    Some((false, text.strip_prefix('+').unwrap_or(text).trim()))
}

/// Reads digits with `decimal` as decimal sign and any one grouping sign.
fn read_with(text: &str, decimal: char, negative: bool) -> Option<Millionths> {
    let mut parts = text.split(decimal);
    let (whole, fraction) = (parts.next()?, parts.next().unwrap_or(""));
    if parts.next().is_some() || !fraction.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    if text.ends_with(decimal) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let digits = ungrouped(whole, if decimal == '.' { ',' } else { '.' })?;
    let plain = format!("{}{digits}.{fraction}0", if negative { "-" } else { "" });
    Millionths::from_decimal(Decimal::from_str_exact(&plain).ok()?)
}

/// The digits of a whole part, its groups checked: `1`, `1234`, `1,234`, `12 345 678`; empty stands for 0.
fn ungrouped(whole: &str, grouping: char) -> Option<String> {
    if whole.chars().all(|c| c.is_ascii_digit()) {
        return Some(if whole.is_empty() { "0".to_owned() } else { whole.to_owned() });
    }
    let separator = whole.chars().find(|c| !c.is_ascii_digit())?;
    let allowed = separator == grouping || matches!(separator, '\'' | '’' | ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}');
    let mut groups = whole.split(separator);
    let first = groups.next()?;
    let fits = allowed
        && (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && first.chars().all(|c| c.is_ascii_digit())
        && groups.all(|group| group.len() == 3 && group.chars().all(|c| c.is_ascii_digit()));
    fits.then(|| whole.chars().filter(char::is_ascii_digit).collect())
}

/// Counts what the numerals of one document prove about its decimal sign.
///
/// `None` when nothing is proven or the numerals contradict each other beyond stray exceptions
/// (the minority must stay under a fifth).
pub fn decimal_sign_of(numerals: impl IntoIterator<Item = Numeral>) -> Option<DecimalSign> {
    let (mut point, mut comma) = (0_u32, 0_u32);
    for numeral in numerals {
        match numeral.proves() {
            Some(DecimalSign::Point) => point += 1,
            Some(DecimalSign::Comma) => comma += 1,
            None => {}
        }
    }
    match (point, comma) {
        (0, 0) => None,
        (point, comma) if comma * 5 < point => Some(DecimalSign::Point),
        (point, comma) if point * 5 < comma => Some(DecimalSign::Comma),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certain(text: &str) -> Option<String> {
        read_number(text)?.certain().map(|value| value.to_string())
    }

    #[test]
    fn numbers_are_read_as_people_of_several_countries_write_them() {
        for (text, value) in [
            ("1,234.50", "1234.5"),
            ("1.234,50", "1234.5"),
            ("1 234,50", "1234.5"),
            ("1\u{a0}234,50", "1234.5"),
            ("1'234.50", "1234.5"),
            ("1000", "1000"),
            ("0.0482", "0.0482"),
            ("0,464", "0.464"),
            (".75", "0.75"),
            ("1,234,567", "1234567"),
            ("12,5", "12.5"),
            ("12,-", "12"),
        ] {
            assert_eq!(certain(text).as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn currency_signs_and_minus_signs_may_stand_on_either_side() {
        for (text, value) in [
            ("$1,234.50", "1234.5"),
            ("A$ 12.00", "12"),
            ("12,50 €", "12.5"),
            ("EUR 12,50", "12.5"),
            ("£0.1687", "0.1687"),
            ("12.50-", "-12.5"),
            ("-$12.50", "-12.5"),
            ("(12.50)", "-12.5"),
        ] {
            assert_eq!(certain(text).as_deref(), Some(value), "{text}");
        }
    }

    #[test]
    fn a_group_of_three_after_one_sign_is_ambiguous_until_there_is_evidence() {
        let numeral = read_number("1.234").unwrap();
        assert!(numeral.is_ambiguous());
        assert_eq!(numeral.decided(None), None);
        assert_eq!(numeral.decided(Some(DecimalSign::Point)), Some(Millionths(1_234_000)));
        assert_eq!(numeral.decided(Some(DecimalSign::Comma)), Some(Millionths::whole(1234)));
    }

    #[test]
    fn evidence_never_overrules_what_is_certain() {
        assert_eq!(read_number("1,234.50").unwrap().decided(Some(DecimalSign::Comma)), Some(Millionths(1_234_500_000)));
    }

    #[test]
    fn what_is_not_a_number_is_not_read() {
        for text in
            ["", "-", "LOCAP2", "1,23,4", "1.234.5", "12 345 6", "1,234,56.7.8", "--5", "5%", "4/2/26", "1.", "€"]
        {
            assert_eq!(read_number(text), None, "{text}");
        }
    }

    #[test]
    fn a_number_too_large_for_millionths_is_refused() {
        assert_eq!(read_number("99999999999999"), None);
    }

    #[test]
    fn a_document_proves_its_decimal_sign_by_the_numbers_that_allow_only_one() {
        let read = |texts: &[&str]| decimal_sign_of(texts.iter().filter_map(|text| read_number(text)));
        assert_eq!(read(&["1.234", "0,0256", "7"]), Some(DecimalSign::Comma));
        assert_eq!(read(&["1,500", "650.10"]), Some(DecimalSign::Point));
        assert_eq!(read(&["1.234", "1,500"]), None);
        assert_eq!(read(&["12,5", "12.5"]), None, "a tie proves nothing");
    }
}
