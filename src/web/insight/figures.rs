//! The figures themselves, one card each.

use maud::{Markup, html};

use crate::insight::Figures;
use crate::reader::units::Millionths;
use crate::words::Voice;

/// The cards, and below them what is not part of the sum.
pub fn cards(voice: Voice, figures: &Figures) -> Markup {
    let count = |n: i64| voice.number(Millionths::whole(n));
    let wait = figures.waits.map(|waits| (duration(voice, waits.median_secs), duration(voice, waits.mean_secs)));
    let came_in = figures.received;
    html! {
        dl.figures {
            (card(voice.insight_revenue(), &voice.money(figures.revenue), voice.insight_revenue_note()))
            (card(
                voice.insight_released(),
                &count(figures.released),
                &voice.insight_came_in(came_in.all, came_in.in_review, came_in.rejected, came_in.set_aside),
            ))
            (card(
                voice.insight_average(),
                &figures.average().map_or_else(|| "–".to_owned(), |average| voice.money(average)),
                voice.insight_average_note(),
            ))
            (card(voice.insight_units(), &voice.number(figures.units), voice.insight_units_note()))
            @match &wait {
                Some((median, mean)) => (card(voice.insight_wait(), median, &voice.insight_mean(mean))),
                None => (card(voice.insight_wait(), "–", voice.insight_nothing())),
            }
            (card(
                voice.insight_reviewed(),
                &share(voice, figures.reviewed, figures.released),
                &format!(
                    "{} {}",
                    voice.insight_of(&count(figures.reviewed), &count(figures.released)),
                    voice.insight_reviewed_note()
                ),
            ))
        }
        @if !figures.elsewhere.is_empty() {
            section.insight-aside {
                h2 { (voice.insight_elsewhere()) }
                ul {
                    @for other in &figures.elsewhere {
                        li { b { (voice.money(other.value)) } " · " (voice.insight_orders_in(other.orders)) }
                    }
                }
            }
        }
        @if figures.without_value > 0 { p.muted.insight-aside { (voice.insight_unvalued(figures.without_value)) } }
    }
}

fn card(name: &str, value: &str, note: &str) -> Markup {
    html! { div { dt { (name) } dd { b { (value) } small { (note) } } } }
}

/// `43 %` of a whole, in whole percent; `–` of nothing.
pub fn share(voice: Voice, part: i64, whole: i64) -> String {
    let Some(percent) = percent(part, whole) else { return "–".to_owned() };
    let space = if voice.locale().is_german() { "\u{a0}" } else { "" };
    format!("{percent}{space}%")
}

/// Whole percent, half a percent rounded up; `None` of nothing.
pub fn percent(part: i64, whole: i64) -> Option<i64> {
    (whole > 0).then(|| (part.saturating_mul(200) + whole) / whole.saturating_mul(2))
}

/// A span of time in its two largest units.
pub fn duration(voice: Voice, secs: i64) -> String {
    let minutes = secs.max(0) / 60;
    match (minutes, minutes / 60) {
        (0, _) => voice.insight_moment().to_owned(),
        (minutes, 0) => voice.minutes(minutes),
        (minutes, hours @ 1..48) if minutes % 60 == 0 => voice.hours(hours),
        (minutes, hours @ 1..48) => voice.insight_hours(hours, minutes % 60),
        (_, hours) => voice.insight_long(hours / 24, hours % 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_rounded_and_of_nothing_there_is_none() {
        assert_eq!(
            (percent(1, 3), percent(2, 3), percent(1, 8), percent(3, 3)),
            (Some(33), Some(67), Some(13), Some(100))
        );
        assert_eq!(percent(0, 0), None);
        assert_eq!(share(Voice::new("de-DE", "UTC"), 1, 4), "25\u{a0}%");
    }

    #[test]
    fn a_span_of_time_has_two_units() {
        let voice = Voice::new("en-AU", "UTC");
        assert_eq!(duration(voice, 59), "under a minute");
        assert_eq!(duration(voice, 61), "1 min");
        assert_eq!(duration(voice, 3 * 3_600 + 20 * 60 + 5), "3 h 20 min");
        assert_eq!(duration(voice, 7_200), "2 h");
        assert_eq!(duration(voice, 50 * 3_600), "2 days 2 h");
        assert_eq!(duration(voice, -5), "under a minute");
    }
}
