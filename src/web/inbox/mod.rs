//! Every message with what became of it: nothing that arrives is out of sight.

use actix_web::HttpResponse;
use actix_web::web::{self, Data};
use maud::{Markup, html};
use serde::Deserialize;

use super::error::WebError;
use super::session::Visit;
use super::source;
use super::ui::{Frame, Here, badge, empty, icon, state_of_fate};
use super::{App, paths, wants};
use crate::entity::ids::MessageId;
use crate::entity::states::Fate;
use crate::intake::page::{Inbox, MessageRow, inbox};
use crate::understanding::page::{Source, source as load};
use crate::words::Voice;

/// The page looks again after this long while something is being read.
const LOOK_AGAIN_SECS: u32 = 3;

/// What is asked of the list.
#[derive(Debug, Default, Deserialize)]
pub struct ListAsked {
    before: Option<i64>,
}

/// What is asked of a message.
#[derive(Debug, Default, Deserialize)]
pub struct MessageAsked {
    doc: Option<String>,
}

/// `GET /inbox` — messages, newest first.
pub async fn index(app: Data<App>, visit: Visit, asked: web::Query<ListAsked>) -> Result<HttpResponse, WebError> {
    let before = asked.before.map(MessageId);
    let inbox = inbox(&app.db, visit.scope(), before).await.map_err(WebError::fault)?;
    let voice = visit.voice;
    let is_reading = inbox.rows.iter().any(|row| row.fate == Fate::Waiting);
    let frame = Frame::new(&visit, voice.inbox_title(), Here::Inbox)
        .head(html! { h1 tabindex="-1" { (voice.inbox_title()) } })
        .body(html! {
            div.fill.scroll tabindex="-1" {
                @if inbox.rows.is_empty() {
                    (empty("inbox", voice.inbox_empty_title(), voice.inbox_empty_text(), None))
                } @else {
                    (rows(voice, &inbox, before))
                }
            }
        });
    let page = if is_reading { frame.look_again(LOOK_AGAIN_SECS).page() } else { frame.page() };
    Ok(wants::page(page))
}

/// `GET /inbox/{id}` — one message with its documents.
pub async fn show(
    app: Data<App>, visit: Visit, id: web::Path<i64>, asked: web::Query<MessageAsked>,
) -> Result<HttpResponse, WebError> {
    let source = load(&app.db, visit.scope(), MessageId(*id)).await?;
    // The row that says what became of it: the newest of those up to this one.
    let row = inbox(&app.db, visit.scope(), Some(MessageId(id.saturating_add(1)))).await.map_err(WebError::fault)?;
    let row = row.rows.into_iter().find(|row| row.id == source.id);
    Ok(wants::page(message(&visit, &source, row.as_ref(), asked.doc.as_deref())))
}

fn rows(voice: Voice, inbox: &Inbox, before: Option<MessageId>) -> Markup {
    html! {
        div.list data-of="messages" {
            div.headings aria-hidden="true" {
                span { (voice.from()) }
                span { (voice.subject()) }
                span { (voice.became()) }
                span.figure { (voice.received()) }
            }
            ol { @for row in &inbox.rows { (one(voice, row)) } }
        }
        nav.older.pair aria-label=(voice.older_messages()) {
            @if before.is_some() { a.btn href=(paths::INBOX) { (voice.newest_messages()) } }
            @if let Some(older) = inbox.older {
                a.btn href=(paths::inbox(Some(older))) rel="next" { (voice.older_messages()) }
            }
        }
    }
}

fn one(voice: Voice, row: &MessageRow) -> Markup {
    html! {
        li.row {
            div.row-who {
                a.row-link href=(paths::message(row.id)) { b { bdi { (row.sender.as_deref().unwrap_or(&row.file_name)) } } }
            }
            div.row-what { bdi { (row.subject.as_deref().unwrap_or(voice.no_subject())) } }
            div.row-why {
                (fate(voice, row))
                @if let Some(why) = why(voice, row) { p { (why) } }
            }
            div.row-due.figure {
                time datetime=(row.received_at.to_rfc3339()) { (voice.date_time(row.received_at)) }
            }
        }
    }
}

fn fate(voice: Voice, row: &MessageRow) -> Markup {
    let (state, shape) = state_of_fate(row.fate);
    let word = match row.fate {
        Fate::Waiting => voice.fate_waiting(),
        Fate::InRecord => voice.fate_in_record(),
        Fate::Copy => voice.fate_copy(),
        Fate::Repeat => voice.fate_repeat(),
        Fate::Ignored => voice.fate_ignored(),
        Fate::Failed => voice.fate_failed(),
    };
    badge(state, shape, word)
}

/// Why a message has its fate; nothing for those that became an order or are still being read.
fn why(voice: Voice, row: &MessageRow) -> Option<String> {
    match (row.fate, row.fate_reason.as_deref()) {
        (Fate::Waiting | Fate::InRecord, _) => None,
        (Fate::Copy, _) => Some(voice.of_copy().to_owned()),
        (Fate::Repeat, _) => Some(voice.of_repeat().to_owned()),
        (Fate::Ignored | Fate::Failed, None) => None,
        (Fate::Ignored | Fate::Failed, Some(reason)) => {
            Some(reason_word(voice, reason).map_or_else(|| voice.because(reason), str::to_owned))
        }
    }
}

/// What a message is instead of an order, or what went wrong with it.
pub fn reason_word(voice: Voice, reason: &str) -> Option<&'static str> {
    Some(match reason {
        "newsletter" => voice.is_newsletter(),
        "auto_reply" => voice.is_auto_reply(),
        "bounce" => voice.is_bounce(),
        "invoice" => voice.is_invoice(),
        "credit_note" => voice.is_credit_note(),
        "quotation" => voice.is_quotation(),
        "price_list" => voice.is_price_list(),
        "order_confirmation" => voice.is_order_confirmation(),
        "delivery_note" => voice.is_delivery_note(),
        "statement" => voice.is_statement(),
        "reminder" => voice.is_reminder(),
        "remittance" => voice.is_remittance(),
        "receipt" => voice.is_receipt(),
        "enquiry" => voice.is_enquiry(),
        "notice" => voice.is_notice(),
        "no_order_found" => voice.has_no_order(),
        "unreadable" => voice.has_unread_file(),
        "empty" => voice.is_empty_mail(),
        "not_opened" => voice.was_not_opened(),
        "not_readable" => voice.was_not_readable(),
        "not_understood" => voice.was_not_understood(),
        _ => return None,
    })
}

fn message(visit: &Visit, source: &Source, row: Option<&MessageRow>, part: Option<&str>) -> Markup {
    let voice = visit.voice;
    let title = source.subject.as_deref().unwrap_or(voice.no_subject());
    let address = |part: &str| paths::message_with(source.id, part);
    Frame::new(visit, title, Here::Inbox)
        .rail()
        .head(html! {
            a.btn data-kind="quiet" href=(paths::INBOX) data-key="u" aria-keyshortcuts="u" {
                (icon("back")) span.word-wide { (voice.inbox_title()) }
            }
            h1 tabindex="-1" { bdi { (title) } }
            @if let Some(row) = row { (fate(voice, row)) }
            div.end { span.muted { (voice.date_time(source.received_at)) } }
        })
        .body(html! {
            div.fill.message {
                @if let Some(row) = row { (consequences(voice, row)) }
                (source::pane(voice, source, part, &[], &address))
            }
        })
        .page()
}

/// What became of a message, with the way there.
fn consequences(voice: Voice, row: &MessageRow) -> Markup {
    let why = why(voice, row);
    html! {
        @if why.is_some() || !row.orders.is_empty() {
            div.consequences.pair {
                @if let Some(why) = why { p { (why) } }
                @for order in &row.orders { a.btn data-kind="primary" href=(paths::order(*order)) { (voice.open_order()) } }
                @if let Some(first) = row.of { a.btn href=(paths::message(first)) { (voice.first_one()) } }
            }
        }
    }
}
