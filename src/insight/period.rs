//! Which days are looked at, and in which steps.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

/// Most days a period may have: two years, so that one page never reads a whole history.
const DAYS_MAX: i64 = 731;

/// Most steps of a trend: two months of days.
const STEPS_MAX: usize = 62;

/// Which days somebody asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Span {
    /// Monday until today.
    Week,
    /// The first of the month until today.
    #[default]
    Month,
    /// The first of January until today.
    Year,
    /// Two days and everything between them.
    Custom,
}

impl Span {
    /// Every span, as offered.
    pub const ALL: [Self; 4] = [Self::Week, Self::Month, Self::Year, Self::Custom];

    /// The word in the address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
            Self::Custom => "custom",
        }
    }
}

/// How long one step of the trend is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// One business day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
}

impl Step {
    /// Every step, shortest first.
    pub const ALL: [Self; 3] = [Self::Day, Self::Week, Self::Month];

    /// The word in the address.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    /// The first day of the step that `day` lies in.
    fn start(self, day: NaiveDate) -> NaiveDate {
        match self {
            Self::Day => day,
            Self::Week => day - TimeDelta::days(i64::from(day.weekday().num_days_from_monday())),
            Self::Month => day.with_day(1).unwrap_or(day),
        }
    }

    /// The first day of the step after the one that begins at `start`.
    fn next(self, start: NaiveDate) -> NaiveDate {
        let next = match self {
            Self::Day => start.checked_add_days(Days::new(1)),
            Self::Week => start.checked_add_days(Days::new(7)),
            Self::Month => start.checked_add_months(Months::new(1)),
        };
        next.unwrap_or(NaiveDate::MAX)
    }
}

/// What stands in the address, as it stands there.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// `week`, `month`, `year` or `custom`; the month when it is missing.
    pub period: Option<&'a str>,
    /// First day of a custom period, `2026-02-01`.
    pub from: Option<&'a str>,
    /// Last day of a custom period.
    pub until: Option<&'a str>,
    /// `day`, `week` or `month`; what suits the length when it is missing.
    pub by: Option<&'a str>,
}

/// Why no period comes of what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPeriod {
    /// No such word.
    #[error("there is no such period")]
    Unknown,
    /// A custom period needs two days.
    #[error("first or last day is no day")]
    NotADay,
    /// It ends before it begins.
    #[error("the period ends before it begins")]
    Backwards,
    /// More than two years.
    #[error("the period is longer than two years")]
    TooLong,
    /// More steps than a trend can show.
    #[error("the period has too many steps of this length")]
    TooFine,
}

/// Some business days in a row, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// As it was asked for.
    pub span: Span,
    /// The first day.
    pub first: NaiveDate,
    /// The last day.
    pub last: NaiveDate,
    /// The steps of its trend.
    pub step: Step,
}

impl Period {
    /// The period of these words, `today` being the business day in the organisation's zone.
    ///
    /// # Errors
    /// See [`BadPeriod`].
    pub fn of(asked: Asked<'_>, today: NaiveDate) -> Result<Self, BadPeriod> {
        let span = match asked.period.filter(|word| !word.is_empty()) {
            None => Span::default(),
            Some(word) => Span::ALL.into_iter().find(|span| span.word() == word).ok_or(BadPeriod::Unknown)?,
        };
        let (first, last) = match span {
            Span::Week => (Step::Week.start(today), today),
            Span::Month => (Step::Month.start(today), today),
            Span::Year => (NaiveDate::from_ymd_opt(today.year(), 1, 1).unwrap_or(today), today),
            Span::Custom => (day(asked.from)?, day(asked.until)?),
        };
        if last < first {
            return Err(BadPeriod::Backwards);
        }
        let days = (last - first).num_days() + 1;
        if days > DAYS_MAX {
            return Err(BadPeriod::TooLong);
        }
        let step = match asked.by.filter(|word| !word.is_empty()) {
            Some(word) => Step::ALL.into_iter().find(|step| step.word() == word).ok_or(BadPeriod::Unknown)?,
            None if days <= 31 => Step::Day,
            None if days <= 182 => Step::Week,
            None => Step::Month,
        };
        let period = Self { span, first, last, step };
        if period.steps().len() > STEPS_MAX {
            return Err(BadPeriod::TooFine);
        }
        Ok(period)
    }

    /// Whether the trend can be shown in steps of this length.
    pub fn allows(&self, step: Step) -> bool {
        Self { step, ..*self }.steps().len() <= STEPS_MAX
    }

    /// The first day of each step; the first one is cut off by the period's first day. At most one more than [`STEPS_MAX`], which is
    /// enough to see that there are too many.
    pub fn steps(&self) -> Vec<NaiveDate> {
        let mut start = self.step.start(self.first);
        let mut steps = Vec::new();
        while start <= self.last && steps.len() <= STEPS_MAX {
            steps.push(start.max(self.first));
            start = self.step.next(start);
        }
        steps
    }

    /// From when until when, in this zone; the second instant is the first one that no longer belongs to it.
    pub fn instants(&self, zone: Tz) -> (DateTime<Utc>, DateTime<Utc>) {
        (beginning(self.first, zone), beginning(Step::Day.next(self.last), zone))
    }
}

/// The first instant of a business day.
pub(super) fn beginning(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    // Some zones change their clocks at midnight: then the day begins at one o'clock, or has two midnights.
    let midnight = day.and_time(chrono::NaiveTime::MIN);
    let found = [0, 1, 2].into_iter().find_map(|hours| {
        zone.from_local_datetime(&(midnight.checked_add_signed(TimeDelta::hours(hours))?)).earliest()
    });
    found.map_or_else(|| midnight.and_utc(), |at| at.with_timezone(&Utc))
}

fn day(text: Option<&str>) -> Result<NaiveDate, BadPeriod> {
    let day: NaiveDate = text.and_then(|text| text.trim().parse().ok()).ok_or(BadPeriod::NotADay)?;
    // Farther than any calendar people use, and near to where arithmetic on days ends.
    if (1900..=2200).contains(&day.year()) { Ok(day) } else { Err(BadPeriod::NotADay) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn of(period: &str, from: &str, until: &str, by: &str) -> Result<Period, BadPeriod> {
        let asked = Asked { period: Some(period), from: Some(from), until: Some(until), by: Some(by) };
        Period::of(asked, date("2026-02-06"))
    }

    #[test]
    fn a_week_begins_on_monday_a_month_on_its_first_and_a_year_in_january() {
        let days = |word: &str| of(word, "", "", "").map(|period| (period.first, period.last, period.step)).unwrap();
        assert_eq!(days("week"), (date("2026-02-02"), date("2026-02-06"), Step::Day));
        assert_eq!(days("month"), (date("2026-02-01"), date("2026-02-06"), Step::Day));
        assert_eq!(days("year"), (date("2026-01-01"), date("2026-02-06"), Step::Week));
        assert_eq!(days(""), days("month"));
    }

    #[test]
    fn a_period_has_both_its_days_and_steps_that_cover_it() {
        let period = of("custom", "2026-01-28", "2026-02-10", "week").unwrap();
        assert_eq!(period.steps(), ["2026-01-28", "2026-02-02", "2026-02-09"].map(date));
        assert_eq!(of("custom", "2026-02-10", "2026-02-10", "").unwrap().steps(), [date("2026-02-10")]);
        assert_eq!(of("custom", "2025-03-31", "2026-02-10", "").unwrap().steps().len(), 12);
    }

    #[test]
    fn days_are_those_of_the_zone_also_when_clocks_change() {
        let period = of("custom", "2026-04-05", "2026-04-05", "").unwrap();
        let (from, until) = period.instants(chrono_tz::Australia::Melbourne);
        assert_eq!(
            (from.to_rfc3339(), until.to_rfc3339()),
            ("2026-04-04T13:00:00+00:00".into(), "2026-04-05T14:00:00+00:00".into())
        );
        // Clocks in Cairo go from midnight to one on 24 April 2026.
        assert_eq!(beginning(date("2026-04-24"), chrono_tz::Africa::Cairo).to_rfc3339(), "2026-04-23T22:00:00+00:00");
    }

    #[test]
    fn what_is_no_period_is_refused_with_its_reason() {
        for (refused, why) in [
            (of("decade", "", "", ""), BadPeriod::Unknown),
            (of("custom", "", "2026-02-01", ""), BadPeriod::NotADay),
            (of("custom", "2026-02-30", "2026-03-01", ""), BadPeriod::NotADay),
            (of("custom", "0001-01-01", "2026-03-01", ""), BadPeriod::NotADay),
            (of("custom", "2026-03-02", "2026-03-01", ""), BadPeriod::Backwards),
            (of("custom", "2024-01-01", "2026-03-01", ""), BadPeriod::TooLong),
            (of("custom", "2025-01-01", "2026-01-01", "day"), BadPeriod::TooFine),
            (of("month", "", "", "hour"), BadPeriod::Unknown),
        ] {
            assert_eq!(refused, Err(why));
        }
    }
}
