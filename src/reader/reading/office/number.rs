//! Numbers of spreadsheet cells as text: exact to fifteen digits, in the number format of the cell.
//!
//! A number that was typed keeps every digit, also those its format does not show: it is what the sender meant, and
//! what the program multiplies with. The result of a formula is shown as the sheet shows it: `0.08445` in a cell of two
//! decimals is `0.08`. Text never loses its form; these numbers have a decimal point and no grouping, so that nothing
//! about them is ambiguous: `1.234` is written `1.2340`, because `1.234` could also be a thousand.

use rust_decimal::{Decimal, RoundingStrategy};

/// Decimals kept of a number that is typed.
const DECIMALS_MAX: u32 = 6;

/// What a number format says, as far as it matters here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NumberFormat {
    /// Decimals it shows; `None` for the general format.
    decimals: Option<u32>,
    /// Digits before the decimal sign at least: `00000` keeps the zeros of a code.
    digits: usize,
    is_percent: bool,
    before: String,
    behind: String,
}

impl NumberFormat {
    /// Reads a format code such as `#,##0.00 "€"`, `0.0%`, `00000`, `[$AUD] 0.00`; only its section for positive
    /// numbers counts.
    pub fn of(code: &str) -> Self {
        let mut format = Self::default();
        let (mut literal, mut has_number, mut in_fraction) = (String::new(), false, false);
        let mut rest = code.chars();
        while let Some(c) = rest.next() {
            match c {
                ';' => break,
                '"' => literal.extend(rest.by_ref().take_while(|&c| c != '"')),
                '\\' => literal.extend(rest.next()),
                '_' | '*' => drop(rest.next()),
                '[' => {
                    let inside: String = rest.by_ref().take_while(|&c| c != ']').collect();
                    if let Some(sign) = inside.strip_prefix('$') {
                        literal.push_str(sign.split('-').next().unwrap_or_default());
                    }
                }
                '0' | '#' | '?' => {
                    if !has_number {
                        format.before = std::mem::take(&mut literal);
                        (has_number, format.decimals) = (true, Some(0));
                    }
                    literal.clear();
                    match &mut format.decimals {
                        Some(decimals) if in_fraction => *decimals += 1,
                        _ => format.digits += usize::from(c == '0'),
                    }
                }
                '.' if has_number => in_fraction = true,
                '%' => format.is_percent = true,
                '/' | 'E' | 'e' if has_number => return Self::default(),
                ',' | '.' => {}
                _ if c.is_ascii_alphabetic() || c == '@' => return Self::default(),
                _ => literal.push(c),
            }
        }
        if has_number {
            format.behind = literal
        } else {
            return Self::default();
        }
        format
    }

    /// A number in this format; `is_result` when a formula gave it.
    pub fn show(&self, value: f64, is_result: bool) -> String {
        let Some(exact) = exact(value) else { return value.to_string() };
        let exact = if self.is_percent { exact * Decimal::ONE_HUNDRED } else { exact };
        let shown = self.decimals.map(|decimals| decimals.min(DECIMALS_MAX));
        let kept = if is_result { shown.unwrap_or(DECIMALS_MAX) } else { DECIMALS_MAX };
        let rounded = exact.round_dp_with_strategy(kept, RoundingStrategy::MidpointAwayFromZero);
        let digits = unambiguous(rounded, shown.unwrap_or(0), self.digits);
        let (before, behind) = (spaced(&self.before), spaced(&self.behind));
        let percent = if self.is_percent { "%" } else { "" };
        // `€` and `$` stand at their number, a word before it stands apart.
        let gap_before = if before.ends_with(char::is_alphanumeric) { " " } else { "" };
        let gap_behind = if behind.is_empty() { "" } else { " " };
        format!("{before}{gap_before}{digits}{percent}{gap_behind}{behind}")
    }
}

fn spaced(literal: &str) -> String {
    literal.split_whitespace().filter(|word| !matches!(*word, "-" | "(" | ")" | "+")).collect::<Vec<_>>().join(" ")
}

/// The number as fifteen significant digits say it, which is how spreadsheets compare; `None` when it has no such form.
fn exact(value: f64) -> Option<Decimal> {
    if !value.is_finite() {
        return None;
    }
    Decimal::from_scientific(&format!("{value:.14e}")).ok().map(|exact| exact.normalize())
}

/// At least `decimals` decimals and `digits` digits, and never the form of a grouped thousand.
fn unambiguous(number: Decimal, decimals: u32, digits: usize) -> String {
    let plain = number.normalize();
    let wanted = plain.scale().max(decimals);
    let is_grouped_look = wanted == 3 && plain.abs() >= Decimal::ONE && plain.abs() < Decimal::ONE_THOUSAND;
    let wanted = if is_grouped_look { 4 } else { wanted };
    let text = format!("{:.*}", wanted as usize, plain.abs());
    let whole = text.find('.').unwrap_or(text.len());
    let zeros = "0".repeat(digits.min(20).saturating_sub(whole));
    format!("{}{zeros}{text}", if plain.is_sign_negative() && !plain.is_zero() { "-" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(code: &str, value: f64) -> String {
        NumberFormat::of(code).show(value, false)
    }

    #[test]
    fn a_typed_number_keeps_its_digits_and_loses_the_noise_of_its_machine() {
        assert_eq!(typed("General", 0.1 + 0.2), "0.3");
        assert_eq!(typed("0.00", 0.4288), "0.4288");
        assert_eq!(typed("#,##0.00", 14.0), "14.00");
        assert_eq!(typed("#,##0", 48_000.0), "48000");
        assert_eq!(typed("General", 4_012_345_678_901.0), "4012345678901");
        assert_eq!(typed("0.00;[Red]-0.00", -2.5), "-2.50");
    }

    #[test]
    fn the_result_of_a_formula_is_shown_as_the_sheet_shows_it() {
        assert_eq!(NumberFormat::of("0.00").show(0.084_45, true), "0.08");
        assert_eq!(NumberFormat::of("General").show(0.084_45, true), "0.08445");
        assert_eq!(NumberFormat::of("0").show(-0.2, true), "0", "no minus before nothing");
    }

    #[test]
    fn no_number_looks_like_a_grouped_thousand() {
        assert_eq!(typed("General", 1.234), "1.2340");
        assert_eq!(typed("0.000", 12.0), "12.0000");
        assert_eq!(typed("0.000", 0.151), "0.151");
        assert_eq!(typed("General", 1234.567), "1234.567");
    }

    #[test]
    fn percent_currency_and_leading_zeros_belong_to_what_a_person_sees() {
        assert_eq!(typed("0%", 0.05), "5%");
        assert_eq!(typed("0.0%", 0.125), "12.5%");
        assert_eq!(typed("00000", 123.0), "00123");
        assert_eq!(typed("#,##0.00\\ \"€\"", 1234.5), "1234.50 €");
        assert_eq!(typed("_-[$€-407]* #,##0.00_-;-[$€-407]* #,##0.00_-", 3.0), "€3.00");
        assert_eq!(typed("[$AUD] 0.00", 3.0), "AUD 3.00");
        assert_eq!(typed("\"$\"#,##0.00_);\\(\"$\"#,##0.00\\)", 1.32), "$1.32");
        assert_eq!(typed("0 \"Stk\"", 500.0), "500 Stk");
    }

    #[test]
    fn formats_that_hide_the_number_are_not_followed() {
        assert_eq!(typed("# ?/?", 0.5), "0.5");
        assert_eq!(typed("0.00E+00", 12345.0), "12345");
        assert_eq!(typed("@", 12.0), "12");
        assert_eq!(typed(";;;", 12.0), "12", "hidden from the eye, but it is counted with");
        assert_eq!(typed("0.00", f64::NAN), "NaN");
        assert_eq!(typed("General", 1e300), "1e300".parse::<f64>().unwrap().to_string());
    }
}
