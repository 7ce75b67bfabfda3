//! Dates against the day on which somebody looks, in the zone of the organisation.
//!
//! Lead times are calendar days, counted from today: production begins when the order is approved, not when it came in. What is right today
//! may be late tomorrow, so approval checks once more.

use std::collections::HashMap;

use chrono::{NaiveDate, TimeDelta};

use super::Subject;
use crate::entity::ids::{LineId, ProductId};
use crate::matching::specification::Specification;
use crate::review::objection::Doubt;

/// How far a date of an order may lie ahead: customers east of us write tomorrow's.
const AHEAD_DAYS_MAX: i64 = 1;

/// Everything to object to in the dates of an order and its lines.
pub(super) fn doubts(subject: &Subject<'_>, known: &HashMap<ProductId, Specification>) -> Vec<(Option<LineId>, Doubt)> {
    let (order, today) = (subject.order, subject.today);
    let mut found = Vec::new();
    if let Some(date) = order.order_date.filter(|date| (*date - today).num_days() > AHEAD_DAYS_MAX) {
        found.push((None, Doubt::OrderDateAhead { date }));
    }
    let of_customer = subject.customer.and_then(|customer| customer.lead_days);
    // Lines without a date of their own are wanted on the order's: the slowest of them decides.
    let mut slowest = of_customer;
    for line in subject.lines {
        let of_product = line.row.product_id.and_then(|id| known.get(&id)).and_then(|known| known.product.lead_days);
        let days = of_product.max(of_customer);
        match line.row.delivery_date {
            Some(date) => found.extend(delivery(date, today, days).map(|doubt| (Some(line.row.id), doubt))),
            None => slowest = slowest.max(days),
        }
    }
    let is_for_some = subject.lines.is_empty() || subject.lines.iter().any(|line| line.row.delivery_date.is_none());
    if let Some(date) = order.delivery_date.filter(|_| is_for_some) {
        found.extend(delivery(date, today, slowest).map(|doubt| (None, doubt)));
    }
    found
}

fn delivery(date: NaiveDate, today: NaiveDate, lead_days: Option<i64>) -> Option<Doubt> {
    if date < today {
        return Some(Doubt::DatePast { date });
    }
    let days = lead_days.filter(|days| *days > 0)?;
    let earliest = today.checked_add_signed(TimeDelta::try_days(days)?)?;
    (date < earliest).then_some(Doubt::TooSoon { date, earliest, days })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 2, day).unwrap()
    }

    #[test]
    fn today_is_not_past_and_the_last_day_of_the_lead_time_is_soon_enough() {
        assert_eq!(delivery(day(5), day(5), None), None);
        assert_eq!(delivery(day(15), day(5), Some(10)), None);
        assert_eq!(delivery(day(5), day(5), Some(0)), None);
    }

    #[test]
    fn a_day_too_early_is_too_soon_and_yesterday_is_past() {
        assert_eq!(
            delivery(day(14), day(5), Some(10)),
            Some(Doubt::TooSoon { date: day(14), earliest: day(15), days: 10 })
        );
        assert_eq!(delivery(day(4), day(5), Some(10)), Some(Doubt::DatePast { date: day(4) }));
        assert_eq!(delivery(day(6), day(5), Some(i64::MAX)), None, "a lead time beyond the calendar says nothing");
    }
}
