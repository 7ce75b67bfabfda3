//! Words and formats together: how the program speaks to one person.

use std::ops::Deref;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use super::{Locale, Words, format, of};
use crate::reader::units::{Millionths, Money};

/// The words, the formats and the time zone of one reader. Dereferences to [`Words`].
#[derive(Clone, Copy)]
pub struct Voice {
    words: &'static dyn Words,
    locale: Locale,
    zone: Tz,
}

impl Voice {
    /// * `locale` — a tag such as `en-AU`; an unknown one speaks English.
    /// * `zone` — a name such as `Australia/Melbourne`; an unknown one shows UTC.
    pub fn new(locale: &str, zone: &str) -> Self {
        Self { words: of(locale), locale: Locale::of(locale), zone: zone.parse().unwrap_or(Tz::UTC) }
    }

    /// The voice for somebody unknown, by the first language of `Accept-Language`.
    pub fn for_stranger(accept_language: &str) -> Self {
        Self::new(accept_language.split([',', ';']).next().unwrap_or_default().trim(), "UTC")
    }

    /// The locale of dates and figures.
    pub fn locale(&self) -> Locale {
        self.locale
    }

    /// The zone moments are shown in.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// What a locale is called, in its reader's language.
    pub fn locale_name(&self, locale: Locale) -> &'static str {
        match locale {
            Locale::EnAu => self.locale_en_au(),
            Locale::DeDe => self.locale_de_de(),
            Locale::DeAt => self.locale_de_at(),
            Locale::DeCh => self.locale_de_ch(),
        }
    }

    /// Today, in the zone of the reader.
    pub fn today(&self, now: DateTime<Utc>) -> NaiveDate {
        now.with_timezone(&self.zone).date_naive()
    }

    /// `1,234.567`
    pub fn number(&self, value: Millionths) -> String {
        format::number(self.locale, value)
    }

    /// `1.30`
    pub fn price(&self, value: Millionths) -> String {
        format::price(self.locale, value)
    }

    /// `1234.5`, as it stands in an input.
    pub fn plain(&self, value: Millionths) -> String {
        format::plain(self.locale, value)
    }

    /// `1.30`, as it stands in an input.
    pub fn plain_price(&self, value: Millionths) -> String {
        format::plain_price(self.locale, value)
    }

    /// `44.10`, with the digits its owner rounded to.
    pub fn decimal(&self, value: rust_decimal::Decimal) -> String {
        format::decimal(self.locale, value)
    }

    /// `1,234.50` without the currency.
    pub fn amount(&self, money: Money) -> String {
        format::amount(self.locale, money)
    }

    /// `$1,234.50`
    pub fn money(&self, money: Money) -> String {
        format::money(self.locale, money)
    }

    /// `Fri 4 Dec 2026`
    pub fn date_named(&self, date: NaiveDate) -> String {
        format::date_named(self.locale, date)
    }

    /// `Fri 4 Dec`
    pub fn date_brief(&self, date: NaiveDate) -> String {
        format::date_brief(self.locale, date)
    }

    /// `04/12/2026`, as it stands in an input.
    pub fn date_typed(&self, date: NaiveDate) -> String {
        format::date_typed(self.locale, date)
    }

    /// `21 Nov 2026, 4:04 pm`
    pub fn date_time(&self, at: DateTime<Utc>) -> String {
        format::date_time(self.locale, self.zone, at)
    }

    /// `4:04 pm`
    pub fn time(&self, at: DateTime<Utc>) -> String {
        format::time(self.locale, self.zone, at)
    }
}

impl Deref for Voice {
    type Target = dyn Words;

    fn deref(&self) -> &Self::Target {
        self.words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stranger_is_spoken_to_in_the_first_language_the_browser_asks_for() {
        assert_eq!(Voice::for_stranger("de-AT,de;q=0.9,en;q=0.8").language(), "de");
        assert_eq!(Voice::for_stranger("fr-FR, de;q=0.5").language(), "en");
        assert_eq!(Voice::for_stranger("").language(), "en");
    }

    #[test]
    fn today_is_the_day_of_the_zone_and_not_of_greenwich() {
        let late: DateTime<Utc> = "2026-11-20T23:30:00Z".parse().unwrap();
        assert_eq!(Voice::new("en-AU", "Australia/Melbourne").today(late).to_string(), "2026-11-21");
        assert_eq!(Voice::new("en-AU", "no/where").today(late).to_string(), "2026-11-20");
    }
}
