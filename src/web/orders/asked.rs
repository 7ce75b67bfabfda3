//! Messages about an order that came after it: the customer changes it or takes it back.

use maud::{Markup, html};

use super::scene::Scene;
use crate::auth::Right;
use crate::entity::states::OrderState;
use crate::review::order::{Asked, Wish};
use crate::review::page::HistoryEntry;
use crate::web::paths;
use crate::words::Voice;

/// Every such message, newest first, each with the way to it.
pub fn notes(scene: &Scene<'_>) -> Markup {
    let told: Vec<Asked> = scene.page.history.iter().filter_map(told).collect();
    // While the order is under review, its objection says it.
    let is_said = |asked: &Asked| scene.page.state == OrderState::InReview && asked.state == OrderState::InReview;
    html! {
        @for asked in told.iter().filter(|asked| !is_said(asked)) {
            div.note.outcome data-state="check" {
                p { (sentence(scene.voice(), asked)) @if may_see(scene) { " · " a href=(paths::message(asked.message)) { (scene.voice().see_message()) } } }
            }
        }
    }
}

/// What an entry of the history says of such a message; `None` where it is about something else.
pub fn told(entry: &HistoryEntry) -> Option<Asked> {
    (entry.action == "asked").then(|| serde_json::from_value(entry.detail.clone()).ok()).flatten()
}

/// Whether this person may read the message.
pub fn may_see(scene: &Scene<'_>) -> bool {
    scene.visit.scope().may(Right::SeeInbox)
}

/// Who wants what, and where the order stood.
pub fn sentence(voice: Voice, asked: &Asked) -> String {
    let (from, at) = (from(voice, asked), voice.date_time(asked.received_at));
    match (asked.wish, stood(voice, asked.state)) {
        (Wish::Change, None) => voice.change_asked(&from, &at),
        (Wish::Cancellation, None) => voice.cancellation_asked(&from, &at),
        (Wish::Change, Some(state)) => voice.change_after(&from, &at, state),
        (Wish::Cancellation, Some(state)) => voice.cancellation_after(&from, &at, state),
    }
}

/// What the history tells.
pub fn deed(voice: Voice, asked: &Asked) -> String {
    let from = from(voice, asked);
    match asked.wish {
        Wish::Change => voice.did_ask_for_change(&from),
        Wish::Cancellation => voice.did_ask_for_cancellation(&from),
    }
}

/// Where an order stood that was not under review.
pub fn stood(voice: Voice, state: OrderState) -> Option<&'static str> {
    match state {
        OrderState::Reading | OrderState::InReview => None,
        OrderState::Approved => Some(voice.stood_approved()),
        OrderState::Sent => Some(voice.stood_sent()),
        OrderState::Rejected | OrderState::SetAside => Some(voice.stood_put_away()),
    }
}

fn from(voice: Voice, asked: &Asked) -> String {
    if asked.from.is_empty() { voice.somebody() } else { asked.from.clone() }
}
