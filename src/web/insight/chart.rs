//! The trend as bars drawn here, and as the table they are drawn from.

use maud::{Markup, html};

use super::step_name;
use crate::insight::{Figures, Point, Step};
use crate::reader::units::Millionths;
use crate::web::paths;
use crate::words::Voice;

/// Width of a step and of its bar, height of the drawing: units of the drawing, which the style sheet stretches.
const STEP: usize = 100;
const BAR: usize = 72;
const HEIGHT: i64 = 1_000;

/// The section with bars and table.
pub fn trend(voice: Voice, figures: &Figures) -> Markup {
    let most = figures.trend.iter().map(|point| point.revenue).max_by_key(|revenue| revenue.minor);
    let highest = most.map_or(0, |most| most.minor);
    let (first, last) = (figures.trend.first(), figures.trend.last());
    html! {
        section.card.insight-trend aria-labelledby="trend" {
            header {
                h2 #trend { (voice.insight_trend()) }
                (steps(voice, figures))
            }
            @if let Some(most) = most.filter(|most| most.minor > 0) {
                p.muted.figure { (voice.insight_most(&voice.money(most))) }
            }
            (bars(voice, &figures.trend, highest))
            p.insight-ends.muted {
                @if let Some(first) = first { span { (voice.date_brief(first.first)) } }
                @if let Some(last) = last.filter(|_| figures.trend.len() > 1) { span { (voice.date_brief(last.first)) } }
            }
            details {
                summary { (voice.insight_table()) }
                (table(voice, figures))
            }
        }
    }
}

fn steps(voice: Voice, figures: &Figures) -> Markup {
    let period = figures.period;
    html! {
        nav.tabs aria-label=(voice.insight_steps()) {
            @for step in Step::ALL.into_iter().filter(|step| period.allows(*step)) {
                a href=(paths::figures_by(&period, step)) aria-current=[(step == period.step).then_some("page")] {
                    (step_name(voice, step))
                }
            }
        }
    }
}

/// The bars. They say nothing that the table below does not, so they are one picture with one name.
fn bars(voice: Voice, trend: &[Point], highest: i64) -> Markup {
    let view = format!("0 0 {} {HEIGHT}", trend.len().max(1) * STEP);
    html! {
        svg.bars viewBox=(view) preserveAspectRatio="none" role="img" aria-label=(voice.insight_trend()) {
            @for (at, point) in trend.iter().enumerate() {
                @let height = height(point.revenue.minor, highest);
                rect x=(at * STEP + (STEP - BAR) / 2) y=(HEIGHT - height) width=(BAR) height=(height) {
                    title { (voice.date_brief(point.first)) ": " (voice.money(point.revenue)) }
                }
            }
        }
    }
}

/// How high a bar is; what is there at all is seen.
fn height(minor: i64, highest: i64) -> i64 {
    if minor <= 0 || highest <= 0 {
        return 0;
    }
    let share = i128::from(minor) * i128::from(HEIGHT) / i128::from(highest);
    i64::try_from(share).unwrap_or(HEIGHT).clamp(6, HEIGHT)
}

fn table(voice: Voice, figures: &Figures) -> Markup {
    html! {
        table.plain {
            thead {
                tr {
                    th scope="col" { (voice.insight_begins()) }
                    th.figure scope="col" { (voice.insight_orders()) }
                    th.figure scope="col" { (voice.insight_revenue()) }
                }
            }
            tbody {
                @for point in &figures.trend {
                    tr {
                        th scope="row" { time datetime=(point.first) { (voice.date_named(point.first)) } }
                        td.figure { (voice.number(Millionths::whole(point.orders))) }
                        td.figure { (voice.money(point.revenue)) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_bar_fills_the_drawing_and_a_small_one_is_still_seen() {
        assert_eq!((height(500, 500), height(250, 500), height(1, 1_000_000)), (1_000, 500, 6));
        assert_eq!((height(0, 500), height(-3, 500), height(7, 0)), (0, 0, 0));
        assert_eq!(height(i64::MAX, i64::MAX), 1_000);
    }
}
