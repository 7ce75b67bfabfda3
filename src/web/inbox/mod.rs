//! Every message with what became of it: nothing that arrives is out of sight.

mod deeds;
mod list;

pub use deeds::{make_order, put_away, read_again, reread};
pub use list::{could_not_be_read, index};

use actix_web::HttpResponse;
use actix_web::web::{self, Data};
use maud::{Markup, html};

use super::error::WebError;
use super::orders::stood;
use super::session::Visit;
use super::source::{self, Pane, Turn};
use super::ui::{Frame, Here, badge, icon, state_of_fate};
use super::{App, paths, wants};
use crate::entity::ids::{DocumentId, MessageId, OrderId};
use crate::entity::states::{Fate, OrderState};
use crate::intake::page::{MessageRow, added_by, inbox};
use crate::review::order::Wish;
use crate::understanding::page::{Source, source as load};
use crate::words::Voice;

/// `GET /inbox/{id}` — one message with its documents.
pub async fn show(
    app: Data<App>, visit: Visit, id: web::Path<i64>, turn: web::Query<Turn>,
) -> Result<HttpResponse, WebError> {
    let source = load(&app.db, visit.scope(), MessageId(*id)).await?;
    // The row that says what became of it: the newest of those up to this one.
    let row = inbox(&app.db, visit.scope(), Some(MessageId(id.saturating_add(1)))).await.map_err(WebError::fault)?;
    let row = row.rows.into_iter().find(|row| row.id == source.id);
    let added_by = added_by(&app.db, visit.scope(), source.id).await.map_err(WebError::fault)?;
    let told = Told { row, added_by };
    Ok(wants::page(message(&visit, &source, &told, &turn)))
}

/// `GET /documents/{id}/page` — an HTML document for a frame.
pub async fn page(app: Data<App>, visit: Visit, id: web::Path<i64>) -> Result<HttpResponse, WebError> {
    super::orders::framed(&app, &visit, DocumentId(*id), Vec::new()).await
}

fn fate(voice: Voice, row: &MessageRow) -> Markup {
    let (state, shape) = state_of_fate(row.fate);
    match (row.fate, wish(row)) {
        (Fate::InRecord, Some(wish)) => badge(state, shape, wish_word(voice, wish)),
        // It was read; somebody has to look because it needs a decision.
        (Fate::Failed, Some(wish)) => badge("check", "check", wish_word(voice, wish)),
        _ => badge(state, shape, fate_word(voice, row.fate)),
    }
}

/// What a message wants of an order that came before it.
fn wish(row: &MessageRow) -> Option<Wish> {
    Wish::of(row.fate_reason.as_deref()?)
}

fn wish_word(voice: Voice, wish: Wish) -> &'static str {
    match wish {
        Wish::Change => voice.fate_change(),
        Wish::Cancellation => voice.fate_cancellation(),
    }
}

/// What is told of a message that speaks of an order that is here; `None` where it speaks of none.
fn about_order(voice: Voice, row: &MessageRow) -> Option<String> {
    let wish = wish(row)?;
    let told = |(order, state): &(OrderId, OrderState)| match (wish, stood(voice, *state)) {
        (Wish::Change, None) => voice.change_decided_there().to_owned(),
        (Wish::Cancellation, None) => voice.cancellation_decided_there().to_owned(),
        (Wish::Change, Some(state)) => voice.changes_one_that_was(&order.to_string(), state),
        (Wish::Cancellation, Some(state)) => voice.cancels_one_that_was(&order.to_string(), state),
    };
    let told: Vec<String> = row.about.iter().map(told).collect();
    (!told.is_empty()).then(|| told.join(" "))
}

fn fate_word(voice: Voice, fate: Fate) -> &'static str {
    match fate {
        Fate::Waiting => voice.fate_waiting(),
        Fate::InRecord => voice.fate_in_record(),
        Fate::Copy => voice.fate_copy(),
        Fate::Repeat => voice.fate_repeat(),
        Fate::Ignored => voice.fate_ignored(),
        Fate::Failed => voice.fate_failed(),
    }
}

/// Why a message has its fate; nothing for those that became an order or are still being read.
fn why(voice: Voice, row: &MessageRow) -> Option<String> {
    if let Some(told) = about_order(voice, row) {
        return Some(told);
    }
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
        "not_an_order" => voice.was_put_away(),
        "newsletter" => voice.is_newsletter(),
        "auto_reply" => voice.is_auto_reply(),
        "bounce" => voice.is_bounce(),
        "invoice" => voice.is_invoice(),
        "credit_note" => voice.is_credit_note(),
        "quotation" => voice.is_quotation(),
        "price_list" => voice.is_price_list(),
        "order_confirmation" => voice.is_order_confirmation(),
        "order_change" => voice.is_order_change(),
        "order_cancellation" => voice.is_order_cancellation(),
        "order_response" => voice.is_order_response(),
        "despatch_advice" => voice.is_despatch_advice(),
        "electronic_unknown" => voice.is_electronic_unknown(),
        "delivery_note" => voice.is_delivery_note(),
        "statement" => voice.is_statement(),
        "reminder" => voice.is_reminder(),
        "remittance" => voice.is_remittance(),
        "receipt" => voice.is_receipt(),
        "creditor_letter" => voice.is_creditor_letter(),
        "enquiry" => voice.is_enquiry(),
        "notice" => voice.is_notice(),
        "put_away" => voice.was_dealt_with(),
        "no_order_found" => voice.has_no_order(),
        "unreadable" => voice.has_unread_file(),
        "scan_unread" => voice.has_unread_scan(),
        "empty" => voice.is_empty_mail(),
        "not_opened" => voice.was_not_opened(),
        "not_readable" => voice.was_not_readable(),
        "not_understood" => voice.was_not_understood(),
        _ => return None,
    })
}

/// What to do about a message that could not be read; nothing for others.
pub fn what_to_do(voice: Voice, reason: Option<&str>) -> &'static str {
    match reason {
        Some("scan_unread") => voice.what_to_do_scan(),
        Some("order_change" | "order_cancellation") => voice.what_to_do_change(),
        Some("not_opened" | "not_readable" | "not_understood") => voice.what_to_do_read_again(),
        _ => voice.what_to_do_look(),
    }
}

/// From whom a message is: its sender, else who added it, else where it lay.
fn from(voice: Voice, row: &MessageRow) -> &str {
    row.sender.as_deref().or(row.added_by.as_deref()).unwrap_or(voice.watched_folder())
}

/// What a message is about: its subject; a file that is no mail has none but its name.
fn about(voice: Voice, row: &MessageRow) -> &str {
    let without = if row.sender.is_none() { row.file_name.as_str() } else { voice.no_subject() };
    row.subject.as_deref().unwrap_or(without)
}

/// What is told about a message beside its documents.
struct Told {
    row: Option<MessageRow>,
    added_by: Option<String>,
}

fn message(visit: &Visit, source: &Source, told: &Told, turn: &Turn) -> Markup {
    let voice = visit.voice;
    let title = told.row.as_ref().map_or(voice.no_subject(), |row| about(voice, row));
    let pane = Pane {
        voice,
        source,
        turn,
        spots: &[],
        address: &|turn| paths::with_query(&paths::message(source.id), &turn.query()),
        frame: &|document| paths::document_page(document.id),
    };
    Frame::new(visit, title, Here::Inbox)
        .rail()
        .head(html! {
            a.btn data-kind="quiet" href=(paths::INBOX) data-key="u" aria-keyshortcuts="u" {
                (icon("back")) span.word-wide { (voice.inbox_title()) }
            }
            h1 tabindex="-1" { bdi { (title) } }
            @if let Some(row) = &told.row { (fate(voice, row)) }
            div.end {
                @if let Some(name) = &told.added_by { span.muted.word-wide { (voice.added_by(name)) } }
                span.muted { (voice.date_time(source.received_at)) }
            }
        })
        .body(html! {
            div.fill.message {
                @if let Some(row) = &told.row { (consequences(visit, row)) }
                (source::pane(&pane))
            }
        })
        .page()
}

/// What became of a message, with the way there, and what a person may decide about it.
fn consequences(visit: &Visit, row: &MessageRow) -> Markup {
    let voice = visit.voice;
    let why = why(voice, row);
    let decisions = deeds::decisions(visit, row);
    html! {
        @if why.is_some() || !row.orders.is_empty() || decisions.is_some() {
            div.consequences.pair {
                @if let Some(why) = why {
                    p { (why) @if row.fate == Fate::Failed { br; span.muted { (what_to_do(voice, row.fate_reason.as_deref())) } } }
                }
                @if row.fate == Fate::InRecord {
                    @for order in &row.orders { a.btn data-kind="primary" href=(paths::order(*order)) { (voice.open_order()) } }
                }
                @for (order, _) in &row.about {
                    a.btn data-kind=[(row.fate == Fate::InRecord).then_some("primary")] href=(paths::order(*order)) { (voice.see_order(&order.to_string())) }
                }
                @if let Some(first) = row.of { a.btn href=(paths::message(first)) { (voice.first_one()) } }
                @if let Some(decisions) = decisions { (decisions) }
            }
        }
    }
}
