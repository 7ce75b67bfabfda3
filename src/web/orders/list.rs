//! The list of orders.

use chrono::{DateTime, NaiveDate, Utc};
use maud::{Markup, html};

use super::sentences;
use crate::entity::states::{OrderState, SetAside};
use crate::review::page::{OrderList, OrderRow, View};
use crate::web::paths;
use crate::web::session::Visit;
use crate::web::ui::{Frame, Here, badge, empty, state_of_order};
use crate::web::upload;
use crate::words::Voice;

/// The newest page of the list looks again after this long: sooner while messages are being read.
const LOOK_AGAIN_SECS: u32 = 20;
const LOOK_AGAIN_READING_SECS: u32 = 3;
/// An order that is wanted within these days is shown as urgent.
const URGENT_DAYS: i64 = 3;

/// The whole page.
pub fn page(visit: &Visit, list: &OrderList, now: DateTime<Utc>) -> Markup {
    let voice = visit.voice;
    let view = list.query.view;
    let count = |of: View| list.counts.iter().find(|(view, _)| *view == of).map_or(0, |(_, n)| *n);
    let title = match count(view) {
        0 => format!("{} – {}", view_name(voice, view), voice.orders()),
        n => format!("{} ({n}) – {}", view_name(voice, view), voice.orders()),
    };
    let body = html! {
        div.fill.scroll tabindex="-1" {
            (reading(voice, list))
            @if list.rows.is_empty() { (nothing(voice, list, count(View::All))) } @else { (rows(voice, list, now)) }
        }
    };
    let frame = Frame::new(visit, &title, Here::Orders)
        .waiting(count(View::ToDo))
        .views(views(voice, list))
        .head(html! {
            h1 tabindex="-1" { (view_name(voice, view)) " " span.count { (count(view)) } }
            div.end { (upload::opener(visit, Here::Orders)) }
        })
        .body(body);
    match (list.reading.waiting, list.query.before) {
        (1.., _) => frame.look_again(LOOK_AGAIN_READING_SECS).page(),
        (0, None) => frame.look_again(LOOK_AGAIN_SECS).page(),
        (0, Some(_)) => frame.page(),
    }
}

fn view_name(voice: Voice, view: View) -> &'static str {
    match view {
        View::ToDo => voice.view_to_do(),
        View::Approved => voice.view_approved(),
        View::Sent => voice.view_sent(),
        View::Rejected => voice.view_rejected(),
        View::SetAside => voice.view_set_aside(),
        View::Replaced => voice.view_replaced(),
        View::All => voice.view_all(),
    }
}

fn views(voice: Voice, list: &OrderList) -> Markup {
    html! {
        nav.views aria-label=(voice.views()) {
            h2 { (voice.views()) }
            ul {
                @for (view, count) in &list.counts {
                    li {
                        a href=(paths::orders(*view, None)) aria-current=[(*view == list.query.view).then_some("page")] {
                            b { (view_name(voice, *view)) } span.count { (count) }
                        }
                    }
                }
            }
        }
    }
}

fn reading(voice: Voice, list: &OrderList) -> Markup {
    let progress = list.reading;
    let done = progress.total.saturating_sub(progress.waiting);
    html! {
        @if progress.waiting > 0 {
            p.reading-line data-state="reading" role="status" {
                (badge("reading", "reading", &voice.reading(done, progress.total)))
                progress max=(progress.total) value=(done) aria-label=(voice.state_reading()) {}
            }
        }
    }
}

fn nothing(voice: Voice, list: &OrderList, all: u64) -> Markup {
    match list.query.view {
        _ if all == 0 => empty(
            "orders",
            voice.empty_new_title(),
            voice.empty_new_text(),
            Some((paths::INBOX, voice.empty_new_next())),
        ),
        View::ToDo => {
            let next = paths::orders(View::All, None);
            empty("approve", voice.empty_done_title(), voice.empty_done_text(), Some((&next, voice.empty_done_next())))
        }
        _ => {
            let next = (paths::ORDERS, voice.empty_view_next());
            empty("orders", voice.empty_view_title(), voice.empty_view_text(), Some(next))
        }
    }
}

fn rows(voice: Voice, list: &OrderList, now: DateTime<Utc>) -> Markup {
    html! {
        div.list data-of="orders" {
            div.headings aria-hidden="true" {
                span { (voice.who()) }
                span { (voice.what_is_left()) }
                span { (voice.due()) }
                span.figure { (voice.value()) }
                span.figure { (voice.received()) }
            }
            ol { @for row in &list.rows { (order(voice, row, now)) } }
        }
        nav.older.pair aria-label=(voice.older()) {
            @if list.query.before.is_some() { a.btn href=(paths::orders(list.query.view, None)) { (voice.newest()) } }
            @if let Some(before) = list.older {
                a.btn href=(paths::orders(list.query.view, Some(before))) rel="next" { (voice.older()) }
            }
        }
    }
}

fn order(voice: Voice, row: &OrderRow, now: DateTime<Utc>) -> Markup {
    let (state, why) = left(voice, row);
    html! {
        li.row {
            div.row-who {
                a.row-link href=(paths::order(row.id)) {
                    b { bdi { (row.customer.as_deref().unwrap_or(voice.no_customer())) } }
                    span { bdi { (row.po_number.as_deref().unwrap_or(voice.no_number())) } }
                }
                p { bdi { (row.sender.as_deref().unwrap_or_default()) } }
            }
            div.row-why { (state) p { (why) } }
            div.row-due { (due(voice, row.delivery_date, voice.today(now), row.state)) }
            div.row-sum.figure {
                span { @if let Some(net) = row.net { (voice.money(net)) } @else { "–" } }
                p { (voice.lines(row.line_count)) }
            }
            div.row-age.figure {
                time datetime=(row.received_at.to_rfc3339()) title=(voice.date_time(row.received_at)) { (age(voice, now, row.received_at)) }
            }
        }
    }
}

/// What is left to do about an order: a badge and a sentence.
fn left(voice: Voice, row: &OrderRow) -> (Markup, String) {
    let (state, shape) = state_of_order(row.state);
    let calm = |word: &str| badge(state, shape, word);
    if let Some(by) = row.replaced_by {
        let told = voice.replaced_by_order(&by.to_string());
        let was_sent = row.state == OrderState::Sent;
        let told = if was_sent { voice.was_sent_and(&told) } else { told };
        return (replaced(voice), told);
    }
    match row.state {
        OrderState::InReview if row.open_count > 0 => {
            let sentence = row.first_doubt.as_ref().map(|(line, doubt)| sentences::placed(voice, *line, doubt));
            (badge("check", "check", &voice.to_check(row.open_count)), sentence.unwrap_or_default())
        }
        OrderState::InReview => (badge("clean", "approve", voice.clean()), voice.clean_reason().to_owned()),
        OrderState::Reading => (calm(voice.state_reading()), String::new()),
        OrderState::Approved => (calm(voice.state_approved()), voice.waits_for_sending().to_owned()),
        OrderState::Sent => (calm(voice.state_sent()), String::new()),
        OrderState::Rejected => (calm(voice.state_rejected()), String::new()),
        OrderState::SetAside => {
            let why = row.set_aside.map(|why| why_set_aside(voice, why).to_owned());
            (calm(voice.state_set_aside()), why.unwrap_or_default())
        }
    }
}

/// The badge of an order that another one has replaced: nobody works by it any more, whatever became of it before.
pub fn replaced(voice: Voice) -> Markup {
    let (state, shape) = state_of_order(OrderState::SetAside);
    badge(state, shape, voice.replaced_word())
}

/// Why an order was set aside.
pub fn why_set_aside(voice: Voice, why: SetAside) -> &'static str {
    match why {
        SetAside::Duplicate => voice.duplicate(),
        SetAside::Superseded => voice.superseded(),
        SetAside::Cancelled => voice.cancelled(),
        SetAside::NotAnOrder => voice.not_an_order(),
    }
}

fn due(voice: Voice, date: Option<NaiveDate>, today: NaiveDate, state: OrderState) -> Markup {
    let Some(date) = date else { return html! { span.muted { "–" } p { (voice.no_date()) } } };
    let days = (date - today).num_days();
    let is_late = days <= URGENT_DAYS && state == OrderState::InReview;
    let distance = match days {
        0 => voice.today_word().to_owned(),
        days if days < 0 => voice.days_late(-days),
        days => voice.in_days(days),
    };
    html! {
        span.late[is_late] { time datetime=(date) { (voice.date_brief(date)) } }
        p { (distance) }
    }
}

/// How long ago something came in, in one unit.
pub fn age(voice: Voice, now: DateTime<Utc>, then: DateTime<Utc>) -> String {
    let age = now - then;
    match (age.num_minutes(), age.num_hours(), age.num_days()) {
        (minutes, 0, _) => voice.minutes(minutes.max(0)),
        (_, hours, 0) => voice.hours(hours),
        (_, _, days) => voice.days(days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voice() -> Voice {
        Voice::new("en-AU", "Australia/Melbourne")
    }

    #[test]
    fn a_date_that_is_near_or_past_is_urgent_only_while_somebody_can_act() {
        let day = |text: &str| Some(text.parse::<NaiveDate>().unwrap());
        let today = "2026-11-20".parse().unwrap();
        let shown = |date, state| due(voice(), date, today, state).into_string();
        assert!(shown(day("2026-11-19"), OrderState::InReview).contains("1 day late"));
        assert!(shown(day("2026-11-23"), OrderState::InReview).contains("class=\"late\""));
        assert!(!shown(day("2026-11-24"), OrderState::InReview).contains("class=\"late\""));
        assert!(!shown(day("2026-11-19"), OrderState::Sent).contains("class=\"late\""));
        assert!(shown(None, OrderState::InReview).contains("no date"));
    }

    #[test]
    fn an_age_has_one_unit() {
        let now: DateTime<Utc> = "2026-11-20T12:00:00Z".parse().unwrap();
        let ago = |text: &str| age(voice(), now, text.parse().unwrap());
        assert_eq!(ago("2026-11-20T11:59:40Z"), "0 min");
        assert_eq!(ago("2026-11-20T10:30:00Z"), "1 h");
        assert_eq!(ago("2026-11-17T12:00:00Z"), "3 days");
    }
}
