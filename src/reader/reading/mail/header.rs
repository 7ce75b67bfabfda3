//! The head of a mail, decoded, undeclared 8-bit characters included.

use std::borrow::Cow;

use chrono::DateTime;
use mail_parser::{HeaderValue, Message, MessageParser};

use crate::reading::{Header, text};

/// The head of a message; fields that are missing or broken are empty.
pub(super) fn header(message: &Message<'_>) -> Header {
    let sender = message.from().or_else(|| message.sender()).and_then(|from| from.first());
    let all = message.to().into_iter().chain(message.cc());
    Header {
        from_name: sender.and_then(|one| one.name()).map(clean).unwrap_or_default(),
        from_address: sender.and_then(|one| one.address()).map(clean).unwrap_or_default().to_lowercase(),
        to: all
            .flat_map(|list| list.iter())
            .filter_map(|one| one.address())
            .map(|address| clean(address).to_lowercase())
            .collect(),
        subject: message.subject().map(clean).unwrap_or_default(),
        message_id: message.message_id().map(clean),
        in_reply_to: first_text(message.in_reply_to()).map(|id| clean(&id)),
        sent_at: message
            .date()
            .filter(|date| date.is_valid())
            .and_then(|date| DateTime::from_timestamp(date.to_timestamp(), 0)),
    }
}

/// The lines a person expects above a forwarded message, decoded.
pub(super) fn lines(header: &Header) -> String {
    let date = header.sent_at.map(|at| at.to_rfc2822()).unwrap_or_default();
    let from = format!("{} <{}>", header.from_name, header.from_address);
    format!("From: {}\nTo: {}\nSubject: {}\nDate: {date}\n", from.trim(), header.to.join(", "), header.subject)
}

/// The header block of `raw` with its undeclared 8-bit lines made UTF-8; `None` when it already is.
///
/// Mails of old programs carry windows-1252 in their headers without saying so.
pub(super) fn repaired(raw: &[u8]) -> Option<Vec<u8>> {
    std::str::from_utf8(raw).is_err().then(|| text::by_line(raw).into_bytes())
}

/// Parses a header block alone.
pub(super) fn parse(block: &[u8]) -> Option<Message<'_>> {
    MessageParser::default().parse_headers(block)
}

fn first_text(value: &HeaderValue<'_>) -> Option<String> {
    match value {
        HeaderValue::Text(text) => Some(text.to_string()),
        HeaderValue::TextList(list) => list.first().map(Cow::to_string),
        _ => None,
    }
}

/// One line without NUL or control characters.
pub(super) fn clean(text: &str) -> String {
    let words = text.split(|one: char| one.is_whitespace() || one.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}
