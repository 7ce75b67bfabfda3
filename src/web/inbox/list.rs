//! The list of messages, by what became of them and by what is looked for.

use actix_web::HttpResponse;
use actix_web::web::{self, Data};
use maud::{Markup, html};
use serde::Deserialize;

use super::{about, fate, fate_word, from, reread, what_to_do, why};
use crate::entity::ids::MessageId;
use crate::entity::states::Fate;
use crate::intake::page::{Inbox, InboxQuery, MessageRow, inbox_of};
use crate::web::error::WebError;
use crate::web::session::Visit;
use crate::web::ui::{Frame, Here, empty};
use crate::web::{App, paths, upload, wants};
use crate::words::Voice;

/// The page looks again after this long while something is being read.
const LOOK_AGAIN_SECS: u32 = 3;

/// The fates in the order of the list, with their words in the address.
const FATES: [(Fate, &str); 6] = [
    (Fate::Waiting, "waiting"),
    (Fate::InRecord, "in_record"),
    (Fate::Ignored, "ignored"),
    (Fate::Failed, "failed"),
    (Fate::Copy, "copy"),
    (Fate::Repeat, "repeat"),
];

/// What is asked of the list.
#[derive(Debug, Default, Deserialize)]
pub struct ListAsked {
    before: Option<i64>,
    #[serde(default)]
    fate: String,
    #[serde(default)]
    q: String,
}

/// `GET /inbox` — messages, newest first. An unknown fate is no page.
pub async fn index(app: Data<App>, visit: Visit, asked: web::Query<ListAsked>) -> Result<HttpResponse, WebError> {
    let fate = FATES.iter().find(|(_, word)| *word == asked.fate).map(|(fate, _)| *fate);
    if fate.is_none() && !asked.fate.is_empty() {
        return Err(WebError::Missing);
    }
    let text = Some(asked.q.trim().to_owned()).filter(|text| !text.is_empty());
    let query = InboxQuery { before: asked.before.map(MessageId), fate, text };
    let inbox = inbox_of(&app.db, visit.scope(), &query).await.map_err(WebError::fault)?;
    let voice = visit.voice;
    let is_reading = inbox.rows.iter().any(|row| row.fate == Fate::Waiting);
    let frame = Frame::new(&visit, voice.inbox_title(), Here::Inbox)
        .views(views(&visit, &query))
        .head(html! {
            h1 tabindex="-1" { (fate.map_or(voice.inbox_title(), |fate| fate_word(voice, fate))) }
            (search(voice, &query))
            div.end { (upload::opener(&visit, Here::Inbox)) }
        })
        .body(html! {
            div.fill.scroll tabindex="-1" {
                @if inbox.rows.is_empty() { (nothing(voice, &query)) } @else {
                    @if fate == Some(Fate::Failed) { p.lead { (voice.unread_lead()) } }
                    (rows(&visit, &inbox, &query))
                }
            }
        });
    let page = if is_reading { frame.look_again(LOOK_AGAIN_SECS).page() } else { frame.page() };
    Ok(wants::page(page))
}

/// The address of the list with this query.
fn address(query: &InboxQuery) -> String {
    let word =
        query.fate.and_then(|fate| FATES.iter().find(|(other, _)| *other == fate)).map(|(_, word)| (*word).to_owned());
    let parts = [
        ("fate", word),
        ("q", query.text.as_deref().map(paths::escaped)),
        ("before", query.before.map(|before| before.to_string())),
    ];
    let parts = parts.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", value?)));
    paths::with_query(paths::INBOX, &parts.collect::<Vec<_>>().join("&"))
}

/// The address of the messages that could not be read.
pub fn could_not_be_read() -> String {
    address(&InboxQuery { fate: Some(Fate::Failed), ..InboxQuery::default() })
}

fn views(visit: &Visit, query: &InboxQuery) -> Markup {
    let voice = visit.voice;
    let unread = visit.unread;
    let all = [None].into_iter().chain(FATES.iter().map(|(fate, _)| Some(*fate)));
    html! {
        nav.views aria-label=(voice.messages_by_fate()) {
            h2 { (voice.inbox_title()) }
            ul {
                @for fate in all {
                    li {
                        a href=(address(&InboxQuery { fate, before: None, ..query.clone() })) aria-current=[(fate == query.fate).then_some("page")] {
                            b { (fate.map_or(voice.all_messages(), |fate| fate_word(voice, fate))) }
                            @if fate == Some(Fate::Failed) && unread > 0 { span.count data-state="failed" { (unread) } }
                        }
                    }
                }
            }
        }
    }
}

fn search(voice: Voice, query: &InboxQuery) -> Markup {
    let word = query.fate.and_then(|fate| FATES.iter().find(|(other, _)| *other == fate)).map(|(_, word)| *word);
    html! {
        form.find method="get" action=(paths::INBOX) role="search" {
            @if let Some(word) = word { input type="hidden" name="fate" value=(word); }
            input type="search" name="q" value=(query.text.as_deref().unwrap_or_default()) placeholder=(voice.find_messages()) aria-label=(voice.find_messages()) data-key="/" maxlength="100";
            button.btn type="submit" data-kind="quiet" { (voice.find()) }
        }
    }
}

fn nothing(voice: Voice, query: &InboxQuery) -> Markup {
    if *query == InboxQuery::default() {
        return empty("inbox", voice.inbox_empty_title(), voice.inbox_empty_text(), None);
    }
    let next = Some((paths::INBOX, voice.all_messages()));
    if *query == (InboxQuery { fate: Some(Fate::Failed), ..InboxQuery::default() }) {
        return empty("approve", voice.unread_none_title(), voice.unread_none_text(), next);
    }
    empty("inbox", voice.no_message_found_title(), voice.no_message_found_text(), next)
}

fn rows(visit: &Visit, inbox: &Inbox, query: &InboxQuery) -> Markup {
    let voice = visit.voice;
    let is_unread = query.fate == Some(Fate::Failed);
    let to = |before: Option<MessageId>| address(&InboxQuery { before, ..query.clone() });
    html! {
        div.list data-of="messages" data-view=[is_unread.then_some("unread")] {
            div.headings aria-hidden="true" {
                span { (voice.from()) }
                span { (voice.subject()) }
                span { (voice.became()) }
                span.figure { (voice.received()) }
            }
            ol { @for row in &inbox.rows { (one(visit, row, is_unread)) } }
        }
        nav.older.pair aria-label=(voice.older_messages()) {
            @if query.before.is_some() { a.btn href=(to(None)) { (voice.newest_messages()) } }
            @if let Some(older) = inbox.older { a.btn href=(to(Some(older))) rel="next" { (voice.older_messages()) } }
        }
    }
}

fn one(visit: &Visit, row: &MessageRow, is_unread: bool) -> Markup {
    let voice = visit.voice;
    html! {
        li.row {
            div.row-who {
                a.row-link href=(paths::message(row.id)) { b { bdi { (from(voice, row)) } } }
            }
            div.row-what { bdi { (about(voice, row)) } }
            div.row-why {
                (fate(voice, row))
                @if let Some(why) = why(voice, row) { p { (why) } }
                @if is_unread {
                    p { (what_to_do(voice, row.fate_reason.as_deref())) }
                    div.pair.over { (reread(visit, row.id, true, about(voice, row))) }
                }
            }
            div.row-due.figure {
                time datetime=(row.received_at.to_rfc3339()) { (voice.date_time(row.received_at)) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_the_list_keeps_what_is_asked() {
        assert_eq!(address(&InboxQuery::default()), "/inbox");
        let query = InboxQuery { before: Some(MessageId(9)), fate: Some(Fate::Failed), text: Some("a&b c".into()) };
        assert_eq!(address(&query), "/inbox?fate=failed&q=a%26b%20c&before=9");
    }
}
