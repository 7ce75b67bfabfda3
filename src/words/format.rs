//! How dates, times, money and numbers look in each locale.
//!
//! All functions take exact types and never round: a number shows as many digits as it has.

use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use chrono_tz::Tz;
use rust_decimal::Decimal;

use crate::reader::units::{Currency, Millionths, Money};

/// A no-break space, between a figure and its sign.
const NBSP: char = '\u{a0}';

/// A place whose habits of writing figures and dates we know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Locale {
    /// English as written in Australia; also every other English.
    EnAu,
    /// German as written in Germany.
    DeDe,
    /// German as written in Austria.
    DeAt,
    /// German as written in Switzerland.
    DeCh,
}

impl Locale {
    /// Every locale this program knows.
    pub const ALL: [Self; 4] = [Self::EnAu, Self::DeDe, Self::DeAt, Self::DeCh];

    /// The locale of a tag such as `de-CH`; Australian English for one we do not know.
    pub fn of(tag: &str) -> Self {
        let tag = tag.replace('_', "-").to_ascii_lowercase();
        match tag.as_str() {
            "de-at" => Self::DeAt,
            "de-ch" | "de-li" => Self::DeCh,
            _ if tag == "de" || tag.starts_with("de-") => Self::DeDe,
            _ => Self::EnAu,
        }
    }

    /// The tag, as HTML's `lang` wants it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::EnAu => "en-AU",
            Self::DeDe => "de-DE",
            Self::DeAt => "de-AT",
            Self::DeCh => "de-CH",
        }
    }

    /// Whether the words around the figures are German.
    pub fn is_german(self) -> bool {
        self != Self::EnAu
    }

    /// What stands between thousands in an amount of money.
    pub fn grouping(self) -> char {
        match self {
            Self::EnAu => ',',
            Self::DeDe | Self::DeAt => '.',
            Self::DeCh => '’',
        }
    }

    /// What stands before the fraction.
    pub fn decimal(self) -> char {
        match self {
            Self::EnAu | Self::DeCh => '.',
            Self::DeDe | Self::DeAt => ',',
        }
    }
}

/// A number with thousands grouped and all its digits: `1,234.567`.
pub fn number(locale: Locale, value: Millionths) -> String {
    let grouping = if locale == Locale::DeAt { NBSP } else { locale.grouping() };
    grouped(&value.to_decimal().to_string(), grouping, locale.decimal(), 0)
}

/// A unit price: like [`number`], with at least two digits after the point.
pub fn price(locale: Locale, value: Millionths) -> String {
    grouped(&value.to_decimal().to_string(), locale.grouping(), locale.decimal(), 2)
}

/// A number as it stands in an input field, so that it reads back unchanged: no grouping, and never exactly three
/// digits behind the sign, which could be thousands.
pub fn plain(locale: Locale, value: Millionths) -> String {
    let plain = value.to_decimal().to_string();
    match plain.split_once('.') {
        None => plain,
        Some((whole, fraction)) => {
            let zero = if fraction.len() == 3 { "0" } else { "" };
            format!("{whole}{}{fraction}{zero}", locale.decimal())
        }
    }
}

/// A price as it stands in an input field: like [`plain`], with at least two digits behind the sign.
pub fn plain_price(locale: Locale, value: Millionths) -> String {
    let plain = plain(locale, value);
    match plain.split_once(locale.decimal()) {
        None => format!("{plain}{}00", locale.decimal()),
        Some((_, fraction)) if fraction.len() == 1 => format!("{plain}0"),
        Some(_) => plain,
    }
}

/// A decimal rounded by its owner, with exactly the digits it carries: `44.10`.
pub fn decimal(locale: Locale, value: Decimal) -> String {
    grouped(&value.to_string(), locale.grouping(), locale.decimal(), 0)
}

/// An amount without its currency, for columns that name it once: `1,234,567.50`.
pub fn amount(locale: Locale, money: Money) -> String {
    grouped(&money.to_decimal().to_string(), locale.grouping(), locale.decimal(), 0)
}

/// An amount with its currency, as the locale places it: `$1,234,567.50`, `1.234.567,50 €`.
pub fn money(locale: Locale, money: Money) -> String {
    let figures = amount(locale, Money { minor: money.minor.saturating_abs(), ..money });
    let sign = if money.minor < 0 { "-" } else { "" };
    let euro = money.currency == Currency::EUR;
    let code = money.currency.code();
    match locale {
        Locale::EnAu if money.currency == Currency::AUD => format!("{sign}${figures}"),
        Locale::EnAu | Locale::DeCh => format!("{sign}{code}{NBSP}{figures}"),
        Locale::DeAt if euro => format!("{sign}€{NBSP}{figures}"),
        Locale::DeAt => format!("{sign}{code}{NBSP}{figures}"),
        Locale::DeDe if euro => format!("{sign}{figures}{NBSP}€"),
        Locale::DeDe => format!("{sign}{figures}{NBSP}{code}"),
    }
}

/// A short date for columns: `21/11/26`, `21.11.26`.
pub fn date(locale: Locale, date: NaiveDate) -> String {
    let pattern = if locale.is_german() { "%d.%m.%y" } else { "%d/%m/%y" };
    date.format(pattern).to_string()
}

/// A date with the name of its month, where a mistake costs money: `Fri 4 Dec 2026`, `Fr 4. Dez 2026`.
pub fn date_named(locale: Locale, date: NaiveDate) -> String {
    let (weekday, month) = names(locale, date);
    let dot = if locale.is_german() { "." } else { "" };
    format!("{weekday} {}{dot} {month} {}", date.day(), date.year())
}

/// Like [`date_named`] without the year, for lists: `Fri 4 Dec`.
pub fn date_brief(locale: Locale, date: NaiveDate) -> String {
    let (weekday, month) = names(locale, date);
    let dot = if locale.is_german() { "." } else { "" };
    format!("{weekday} {}{dot} {month}", date.day())
}

/// A date as it stands in an input field: day, month, year with four digits.
pub fn date_typed(locale: Locale, date: NaiveDate) -> String {
    let pattern = if locale.is_german() { "%d.%m.%Y" } else { "%d/%m/%Y" };
    date.format(pattern).to_string()
}

/// A moment in a zone: `21 Nov 2026, 4:04 pm`, `21.11.2026, 06:04`.
pub fn date_time(locale: Locale, zone: Tz, at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&zone);
    let day = if locale.is_german() {
        local.format("%d.%m.%Y").to_string()
    } else {
        format!("{} {} {}", local.day(), MONTHS_EN[local.month0() as usize], local.year())
    };
    format!("{day}, {}", time(locale, zone, at))
}

/// A time of day in a zone: `4:04 pm`, `16:04`.
pub fn time(locale: Locale, zone: Tz, at: DateTime<Utc>) -> String {
    let local = at.with_timezone(&zone);
    if locale.is_german() {
        return local.format("%H:%M").to_string();
    }
    let (afternoon, hour) = local.hour12();
    format!("{hour}:{:02} {}", local.minute(), if afternoon { "pm" } else { "am" })
}

const MONTHS_EN: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const MONTHS_DE: [&str; 12] = ["Jan", "Feb", "März", "Apr", "Mai", "Juni", "Juli", "Aug", "Sep", "Okt", "Nov", "Dez"];
const WEEKDAYS_EN: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const WEEKDAYS_DE: [&str; 7] = ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"];

fn names(locale: Locale, date: NaiveDate) -> (&'static str, &'static str) {
    let (weekdays, months) = if locale.is_german() { (WEEKDAYS_DE, MONTHS_DE) } else { (WEEKDAYS_EN, MONTHS_EN) };
    (weekdays[date.weekday().num_days_from_monday() as usize], months[date.month0() as usize])
}

/// Groups the whole part of a plain decimal by threes and pads its fraction to `digits_min`.
fn grouped(plain: &str, grouping: char, decimal: char, digits_min: usize) -> String {
    let (sign, plain) = plain.strip_prefix('-').map_or(("", plain), |rest| ("-", rest));
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, ""));
    let mut text = String::from(sign);
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            text.push(grouping);
        }
        text.push(digit);
    }
    if !fraction.is_empty() || digits_min > 0 {
        text.push(decimal);
        text.push_str(fraction);
        text.extend(std::iter::repeat_n('0', digits_min.saturating_sub(fraction.len())));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Locale; 4] = [Locale::EnAu, Locale::DeDe, Locale::DeAt, Locale::DeCh];

    fn at() -> DateTime<Utc> {
        "2026-11-21T05:04:09Z".parse().unwrap()
    }

    #[test]
    fn money_looks_as_each_locale_writes_it() {
        let of = |currency| Money { minor: 123_456_750, currency };
        assert_eq!(money(Locale::EnAu, of(Currency::AUD)), "$1,234,567.50");
        assert_eq!(money(Locale::EnAu, of(Currency::EUR)), "EUR\u{a0}1,234,567.50");
        assert_eq!(money(Locale::DeDe, of(Currency::EUR)), "1.234.567,50\u{a0}€");
        assert_eq!(money(Locale::DeDe, of(Currency::AUD)), "1.234.567,50\u{a0}AUD");
        assert_eq!(money(Locale::DeAt, of(Currency::EUR)), "€\u{a0}1.234.567,50");
        assert_eq!(money(Locale::DeCh, of("CHF".parse().unwrap())), "CHF\u{a0}1’234’567.50");
    }

    #[test]
    fn money_keeps_its_sign_and_its_cents() {
        let of = |minor| money(Locale::EnAu, Money { minor, currency: Currency::AUD });
        assert_eq!(of(-1), "-$0.01");
        assert_eq!(of(-100_000), "-$1,000.00");
        assert_eq!(of(0), "$0.00");
        assert_eq!(money(Locale::EnAu, Money { minor: 1500, currency: "JPY".parse().unwrap() }), "JPY\u{a0}1,500");
    }

    #[test]
    fn numbers_show_all_their_digits_and_no_more() {
        let value = Millionths(1_234_567_000);
        assert_eq!(ALL.map(|locale| number(locale, value)), ["1,234.567", "1.234,567", "1\u{a0}234,567", "1’234.567"]);
        assert_eq!(number(Locale::EnAu, Millionths::whole(1000)), "1,000");
        assert_eq!(number(Locale::EnAu, Millionths(-500_000)), "-0.5");
        assert_eq!(price(Locale::EnAu, Millionths(1_300_000)), "1.30");
        assert_eq!(price(Locale::DeDe, Millionths(47_500)), "0,0475");
    }

    #[test]
    fn a_number_in_an_input_reads_back_as_itself() {
        for locale in ALL {
            for value in [Millionths::whole(1000), Millionths(1_320_000), Millionths(47_500), Millionths(1_234_000)] {
                let typed = super::super::typed_number(locale, &plain(locale, value));
                assert_eq!(typed, Ok(Some(value)), "{locale:?}");
                let typed = super::super::typed_number(locale, &plain_price(locale, value));
                assert_eq!(typed, Ok(Some(value)), "{locale:?}");
            }
        }
    }

    #[test]
    fn dates_and_times_follow_the_locale_and_the_zone() {
        let day = NaiveDate::from_ymd_opt(2026, 12, 4).unwrap();
        assert_eq!(date(Locale::EnAu, day), "04/12/26");
        assert_eq!(date(Locale::DeDe, day), "04.12.26");
        assert_eq!(date_named(Locale::EnAu, day), "Fri 4 Dec 2026");
        assert_eq!(date_named(Locale::DeDe, day), "Fr 4. Dez 2026");
        assert_eq!(date_brief(Locale::DeDe, day), "Fr 4. Dez");
        assert_eq!(date_time(Locale::EnAu, Tz::Australia__Melbourne, at()), "21 Nov 2026, 4:04 pm");
        assert_eq!(date_time(Locale::DeDe, Tz::Europe__Berlin, at()), "21.11.2026, 06:04");
    }

    #[test]
    fn the_night_the_clocks_change_is_told_by_the_zone() {
        let before: DateTime<Utc> = "2026-10-25T00:30:00Z".parse().unwrap();
        let after: DateTime<Utc> = "2026-10-25T01:30:00Z".parse().unwrap();
        assert_eq!(time(Locale::DeDe, Tz::Europe__Berlin, before), "02:30");
        assert_eq!(time(Locale::DeDe, Tz::Europe__Berlin, after), "02:30");
        assert_eq!(time(Locale::EnAu, Tz::UTC, "2026-01-01T00:05:00Z".parse().unwrap()), "12:05 am");
    }
}
