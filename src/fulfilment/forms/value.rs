//! What stands in a cell: typed values, never formulas.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::reader::units::{Millionths, Money};
use crate::words::{self, Locale};

/// Most UTF-16 units a spreadsheet cell holds.
const CELL_UNITS_MAX: usize = 32_767;

/// Most significant digits a spreadsheet number holds; beyond that the exact text is written instead.
const DIGITS_MAX: usize = 15;

/// One value for a placeholder.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// Text as it is; never interpreted.
    Text(String),
    /// An exact number. Without a format of its own it is shown as the template's cell says.
    Number {
        /// The number.
        amount: Decimal,
        /// Number format code that replaces the template's.
        format: Option<String>,
    },
    /// A civil date.
    Date(NaiveDate),
    /// A phrase in place of a value, printed quietly.
    Absent(String),
    /// Nothing.
    Blank,
}

impl Value {
    /// Text, or the phrase when there is none or it is blank.
    pub fn text(text: Option<&str>, absent: &str) -> Self {
        match text.map(str::trim) {
            Some(text) if !text.is_empty() => Self::Text(text.to_owned()),
            _ => Self::Absent(absent.to_owned()),
        }
    }

    /// A date, or the phrase.
    pub fn date(date: Option<NaiveDate>, absent: &str) -> Self {
        date.map_or_else(|| Self::Absent(absent.to_owned()), Self::Date)
    }

    /// An amount with the decimals of its currency.
    pub fn money(money: Option<Money>, absent: &str) -> Self {
        money.map_or_else(
            || Self::Absent(absent.to_owned()),
            |money| Self::Number { amount: money.to_decimal(), format: Some(grouped(money.currency.decimals())) },
        )
    }

    /// An amount with the decimals and the code of its currency: `1,320.00 AUD`.
    pub fn money_with_code(money: Option<Money>, absent: &str) -> Self {
        match (Self::money(money, absent), money) {
            (Self::Number { amount, format: Some(format) }, Some(money)) => {
                Self::Number { amount, format: Some(format!("{format}\" {}\"", money.currency)) }
            }
            (value, _) => value,
        }
    }

    /// A number shown as the template says, or the phrase.
    pub fn number(number: Option<Millionths>, absent: &str) -> Self {
        number.map_or_else(
            || Self::Absent(absent.to_owned()),
            |number| Self::Number { amount: number.to_decimal(), format: None },
        )
    }

    /// A quantity: whole when it is whole, otherwise with all its decimals; the unit of measure stands behind it.
    pub fn quantity(quantity: Option<Millionths>, unit: Option<&str>, absent: &str) -> Self {
        quantity.map_or_else(
            || Self::Absent(absent.to_owned()),
            |quantity| {
                let amount = quantity.to_decimal();
                let mut format = grouped(amount.scale());
                let unit = format_literal(unit.unwrap_or_default());
                if !unit.is_empty() {
                    format.push_str(&format!("\" {unit}\""));
                }
                Self::Number { amount, format: Some(format) }
            },
        )
    }

    /// A unit price with at least two decimals and all it has; a price base other than one stands behind it: `65.00 /1000`.
    pub fn unit_price(price: Option<Millionths>, price_per: Millionths, absent: &str) -> Self {
        price.map_or_else(
            || Self::Absent(absent.to_owned()),
            |price| {
                let amount = price.to_decimal();
                let mut format = grouped(amount.scale().max(2));
                if price_per != Millionths::whole(1) {
                    format.push_str(&format!("\" /{price_per}\""));
                }
                Self::Number { amount, format: Some(format) }
            },
        )
    }

    /// The value as text inside a sentence of the template.
    pub fn as_text(&self) -> String {
        match self {
            Self::Text(text) | Self::Absent(text) => text.clone(),
            Self::Number { amount, .. } => amount.normalize().to_string(),
            Self::Date(date) => date.format("%d/%m/%Y").to_string(),
            Self::Blank => String::new(),
        }
    }
}

/// Number format with thousands separators and exactly `decimals` decimals.
fn grouped(decimals: u32) -> String {
    let mut format = "#,##0".to_owned();
    if decimals > 0 {
        format.push('.');
        format.extend(std::iter::repeat_n('0', decimals as usize));
    }
    format
}

/// The part of `text` that is harmless between the quotes of a number format, at most 12 characters.
fn format_literal(text: &str) -> String {
    let kept = |letter: &char| letter.is_alphanumeric() || matches!(letter, ' ' | '.' | '-' | '/' | '%' | '²' | '³');
    text.trim().chars().filter(kept).take(12).collect::<String>().trim().to_owned()
}

/// About what a spreadsheet shows for a number, to estimate its width.
pub(super) fn shown_number(amount: Decimal, format: &str) -> String {
    let (digits, literal) = format.split_once('"').unwrap_or((format, ""));
    let decimals = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let whole = amount.trunc().to_string();
    let commas = if digits.contains(',') { whole.len().saturating_sub(1) / 3 } else { 0 };
    let point = if decimals > 0 { "." } else { "" };
    format!("{whole}{}{point}{}{}", ",".repeat(commas), "0".repeat(decimals), literal.trim_end_matches('"'))
}

/// A number in one of our own formats (`#,##0.00" /1000"`) as a spreadsheet of this locale shows it; `None` for any other format.
///
/// * `text` — the number as the cell holds it.
pub(super) fn localised(text: &str, format: &str, locale: Locale) -> Option<String> {
    let (digits, literal) = format.split_once('"').unwrap_or((format, ""));
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let is_ours = matches!(whole, "#,##0" | "0") && decimals.bytes().all(|digit| digit == b'0');
    let literal = literal.strip_suffix('"').unwrap_or(literal);
    if !is_ours || literal.contains('"') {
        return None;
    }
    let places = u32::try_from(decimals.len()).ok()?;
    let mut amount: Decimal = text.parse().ok()?;
    amount = amount.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    amount.rescale(places);
    let figure = words::format::decimal(locale, amount);
    let figure = if whole == "0" { figure.replace(locale.grouping(), "") } else { figure };
    Some(format!("{figure}{literal}"))
}

/// The number as a spreadsheet holds it; `None` when 15 significant digits are too few to be exact.
pub(super) fn cell_number(amount: Decimal) -> Option<f64> {
    let text = amount.normalize().to_string();
    let digits = text.chars().filter(char::is_ascii_digit).collect::<String>();
    if digits.trim_start_matches('0').len() > DIGITS_MAX {
        return None;
    }
    text.parse().ok()
}

/// The day number of a date in the 1900 system; `None` before March 1900, where spreadsheets disagree.
pub(super) fn cell_day(date: NaiveDate) -> Option<i32> {
    let first = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    i32::try_from(date.signed_duration_since(first).num_days()).ok().filter(|day| *day > 60)
}

/// Text that a workbook can hold: one kind of line end, no control characters, no `_x0041_` sequence that would be read as
/// an escaped letter, at most 32,767 UTF-16 units (the rest is cut and an ellipsis says so).
pub(super) fn cell_text(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let mut clean: String = text
        .chars()
        .filter(|letter| {
            matches!(letter, '\n' | '\t') || !(letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}'))
        })
        .collect();
    if clean.contains("_x") {
        clean = without_escapes(&clean);
    }
    if clean.encode_utf16().count() > CELL_UNITS_MAX {
        let mut units = 0;
        let end = clean
            .char_indices()
            .find(|(_, letter)| {
                units += letter.len_utf16();
                units >= CELL_UNITS_MAX
            })
            .map_or(clean.len(), |(place, _)| place);
        clean.truncate(end);
        clean.push('…');
    }
    clean
}

/// Protects `_x0041_`, which a spreadsheet would read as the letter A, by escaping its first underscore.
fn without_escapes(text: &str) -> String {
    let mut clean = String::with_capacity(text.len() + 16);
    for (place, letter) in text.char_indices() {
        let escaped = text.as_bytes().get(place..place + 7).is_some_and(|window| {
            window.starts_with(b"_x") && window[6] == b'_' && window[2..6].iter().all(u8::is_ascii_hexdigit)
        });
        clean.push_str(if escaped { "_x005F" } else { "" });
        clean.push(letter);
    }
    clean
}

/// Everything a template needs to become a sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    /// Values of `{{name}}`.
    pub values: BTreeMap<&'static str, Value>,
    /// Entries of `{{list.name}}` and `{{?list}}`.
    pub lists: BTreeMap<&'static str, Vec<Entry>>,
    /// The sheet is too long for the one page its template asks for.
    pub may_take_more_pages: bool,
}

/// One row's worth of a list.
pub(super) type Entry = BTreeMap<&'static str, Value>;

impl Page {
    /// Sets one value.
    pub fn set(&mut self, name: &'static str, value: Value) {
        self.values.insert(name, value);
    }

    /// Sets the list `name` to one entry per text, under the field `text`.
    pub fn set_texts(&mut self, name: &'static str, texts: impl IntoIterator<Item = String>) {
        let entries = texts.into_iter().map(|text| Entry::from([("text", Value::Text(text))])).collect();
        self.lists.insert(name, entries);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_beyond_fifteen_digits_is_not_squeezed_into_a_cell() {
        assert_eq!(cell_number("1320.00".parse().unwrap()).unwrap().to_string(), "1320");
        assert_eq!(cell_number("0.000001".parse().unwrap()).unwrap().to_string(), "0.000001");
        assert!(cell_number("9999999999999.99".parse().unwrap()).is_some());
        assert!(cell_number("99999999999999.99".parse().unwrap()).is_none());
    }

    #[test]
    fn a_date_before_march_1900_has_no_day_number() {
        let day = |y, m, d| cell_day(NaiveDate::from_ymd_opt(y, m, d).unwrap());
        assert_eq!(day(2026, 2, 4), Some(46_057));
        assert_eq!(day(1900, 3, 1), Some(61));
        assert_eq!(day(1900, 2, 28), None);
        assert_eq!(day(-400, 1, 1), None);
    }

    #[test]
    fn a_price_base_stands_behind_the_price() {
        let format =
            |price: &str, per| match Value::unit_price(Some(price.parse().unwrap()), Millionths::whole(per), "") {
                Value::Number { format, .. } => format.unwrap(),
                other => panic!("{other:?}"),
            };
        assert_eq!(format("1.32", 1), "#,##0.00");
        assert_eq!(format("0.0735", 1), "#,##0.0000");
        assert_eq!(format("65", 1000), "#,##0.00\" /1000\"");
    }

    #[test]
    fn a_unit_of_measure_cannot_break_out_of_the_number_format() {
        let format = |unit| match Value::quantity(Some(Millionths::whole(1000)), Some(unit), "") {
            Value::Number { format, .. } => format.unwrap(),
            other => panic!("{other:?}"),
        };
        assert_eq!(format("EA"), "#,##0\" EA\"");
        assert_eq!(format("\";[Red]@\\"), "#,##0\" Red\"");
        assert_eq!(format("\"\""), "#,##0");
        assert_eq!(shown_number("1000.5".parse().unwrap(), "#,##0.0\" kg\""), "1000,.0 kg");
    }

    #[test]
    fn text_that_a_workbook_cannot_hold_is_cleaned() {
        assert_eq!(cell_text("a\r\nb\u{0}c\u{1b}\td"), "a\nbc\td");
        assert_eq!(cell_text("a_x0041_b _xé0_"), "a_x005F_x0041_b _xé0_");
        let long = cell_text(&"😀".repeat(20_000));
        assert!(long.encode_utf16().count() <= CELL_UNITS_MAX);
        assert!(long.ends_with("😀…"));
    }
}
