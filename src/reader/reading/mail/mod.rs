//! Takes a mail apart: its head, and every part with the path it has in the MIME tree.
//!
//! Paths count as IMAP does (RFC 3501, 6.4.5): `1`, `2`, the second part of the second `2.2`; the parts of a nested
//! message continue its own path. Nothing is dropped: what must not be read is listed as refused.

mod embedded;
mod header;
mod uuencode;

use mail_parser::decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode};
use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::document::{Header, Part, Unreadable};
use super::{kind, text, wrapped};
use crate::units::turns_text;

/// Largest mail that is taken apart, in bytes.
pub const MAIL_BYTES_MAX: usize = 50 << 20;
/// Most parts that are listed one by one; the rest is listed as one.
pub const PARTS_MAX: usize = 500;
/// Deepest nesting of multiparts and messages that is entered.
pub const NESTING_MAX: usize = 20;
/// Most content-type fields a mail may have; above it is built to exhaust whoever parses it.
const CONTENT_TYPES_MAX: usize = 10_000;
/// From this many content-type fields on a mail is parsed on a stack of its own.
const CONTENT_TYPES_HARMLESS: usize = 200;
/// Stack for mails that may nest [`CONTENT_TYPES_MAX`] deep, in bytes.
const STACK_BYTES: usize = 64 << 20;
/// Longest file name kept, in characters.
const NAME_CHARS_MAX: usize = 200;
/// An HTML body with this many times the letters of its plain twin says more, and is read instead.
const HTML_SAYS_MORE: usize = 6;

/// Takes a mail apart; see [`super::split`].
pub(super) fn split(bytes: &[u8]) -> (Header, Vec<Part>) {
    if bytes.len() > MAIL_BYTES_MAX {
        let head = header::parse(&bytes[..256 << 10]).map(|message| header::header(&message)).unwrap_or_default();
        return (head, vec![whole(bytes, Unreadable::TooLarge)]);
    }
    match content_types(bytes) {
        // Where the library panics over bytes that no program wrote, the mail is damaged.
        fields if fields <= CONTENT_TYPES_HARMLESS => {
            std::panic::catch_unwind(|| take_apart(bytes)).unwrap_or_else(|_| damaged(bytes))
        }
        fields if fields <= CONTENT_TYPES_MAX => take_apart_with_room(bytes),
        _ => (Header::default(), vec![whole(bytes, Unreadable::TooLarge)]),
    }
}

/// The parser builds nested messages inside each other and frees them the same way, one call each: it gets a stack
/// that is deep enough for the deepest mail that is let through.
fn take_apart_with_room(bytes: &[u8]) -> (Header, Vec<Part>) {
    let split = std::thread::scope(|scope| {
        let roomy = std::thread::Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, || take_apart(bytes));
        roomy.ok().and_then(|thread| thread.join().ok())
    });
    split.unwrap_or_else(|| damaged(bytes))
}

fn damaged(bytes: &[u8]) -> (Header, Vec<Part>) {
    (Header::default(), vec![whole(bytes, Unreadable::Damaged)])
}

fn whole(bytes: &[u8], refused: Unreadable) -> Part {
    Part {
        path: "0".to_owned(),
        media_type: "message/rfc822".to_owned(),
        bytes: bytes.to_vec(),
        refused: Some(refused),
        ..Part::default()
    }
}

/// How many lines begin a content-type field: no message can nest deeper than twice that.
fn content_types(bytes: &[u8]) -> usize {
    const FIELD: &[u8] = b"content-type";
    let begins = |line: &&[u8]| line.get(..FIELD.len()).is_some_and(|start| start.eq_ignore_ascii_case(FIELD));
    bytes.split(|byte| *byte == b'\n').filter(begins).count()
}

fn take_apart(bytes: &[u8]) -> (Header, Vec<Part>) {
    let repaired = with_an_end_of_head(bytes);
    let Some(message) = MessageParser::default().parse(repaired.as_deref().unwrap_or(bytes)) else {
        let refused = if bytes.trim_ascii().is_empty() { Unreadable::Empty } else { Unreadable::Damaged };
        return (Header::default(), vec![whole(bytes, refused)]);
    };
    let mut found = Found::default();
    Walk::message(&message, "", 0, &mut found);
    if found.parts.is_empty() {
        // A multipart without a single part: cut off before the first.
        found.parts.push(whole(bytes, Unreadable::Damaged));
    }
    embedded::note(&message, &found.ids, &mut found.parts);
    let mut parts = with_files_in_texts(found.parts);
    parts.sort_by_key(|part| !part.is_body);
    (head_of(&message), wrapped::unwrapped(parts))
}

/// Each text followed by the files that were written into it.
fn with_files_in_texts(parts: Vec<Part>) -> Vec<Part> {
    let mut all = Vec::with_capacity(parts.len());
    for mut part in parts {
        let may_hold = part.media_type == "text/plain" && part.refused.is_none();
        let files = if may_hold { uuencode::files(&mut part) } else { Vec::new() };
        all.push(part);
        all.extend(files);
    }
    all
}

/// The mail with the head ended where its writer meant to: at a line that has only spaces. `None` when there is no such
/// line in the head, or something that looks like head comes after it.
fn with_an_end_of_head(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut start = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let end = start + line.len();
        match line.trim_ascii() {
            [] if line.len() > 2 => {
                let next = bytes[end..].split(|byte| *byte == b'\n').next().unwrap_or_default();
                let name = next.split(|byte| *byte == b':').next().unwrap_or_default();
                let goes_on = name.len() < next.len() && name.iter().all(u8::is_ascii_graphic);
                let ended = [&bytes[..start], b"\r\n", &bytes[end..]];
                return (!goes_on && start > 0).then(|| ended.concat());
            }
            [] => return None,
            _ => start = end,
        }
    }
    None
}

/// The head of a message, repaired where it carries undeclared 8-bit characters.
fn head_of(message: &Message<'_>) -> Header {
    let block = message.parts.first().map(|root| slice(message, root.offset_header, root.offset_body));
    let repaired = block.and_then(header::repaired);
    match repaired.as_deref().and_then(header::parse) {
        Some(message) => header::header(&message),
        None => header::header(message),
    }
}

fn slice<'m>(message: &'m Message<'_>, start: u32, end: u32) -> &'m [u8] {
    message.raw_message.get(start as usize..end.max(start) as usize).unwrap_or_default()
}

fn below(path: &str, number: usize) -> String {
    if path.is_empty() { number.to_string() } else { format!("{path}.{number}") }
}

/// The parts found so far.
#[derive(Default)]
struct Found {
    parts: Vec<Part>,
    /// Content-IDs by part path.
    ids: Vec<(String, String)>,
    /// Whether the rest of the mail was listed as one part.
    full: bool,
}

/// A walk through the parts of one message.
struct Walk<'w, 'm> {
    message: &'w Message<'m>,
    /// Which parts were visited.
    seen: Vec<bool>,
    /// Whether the message is attached to another.
    attached: bool,
    found: &'w mut Found,
}

impl<'w, 'm> Walk<'w, 'm> {
    /// Lists all parts of one message; `path` is its own, empty for the mail itself.
    fn message(message: &'w Message<'m>, path: &str, depth: usize, found: &'w mut Found) {
        let Some(root) = message.parts.first() else { return };
        let mut walk = Self { message, seen: vec![false; message.parts.len()], attached: !path.is_empty(), found };
        let mut last = 1;
        if let PartType::Multipart(children) = &root.body {
            walk.seen[0] = true;
            last = children.len();
            walk.multipart(0, path, depth);
        } else {
            walk.part(0, &below(path, 1), depth);
        }
        // A broken tree can leave parts that no multipart names.
        for id in 0..message.parts.len() {
            if !walk.seen[id] {
                last += 1;
                walk.part(id, &below(path, last), depth);
            }
        }
    }

    fn multipart(&mut self, id: usize, path: &str, depth: usize) {
        let part = &self.message.parts[id];
        let PartType::Multipart(children) = &part.body else { return };
        let first = self.found.parts.len();
        for (index, child) in children.iter().map(|child| *child as usize).enumerate() {
            // A child that stands before its parent would be a circle.
            if child > id && child < self.seen.len() {
                self.part(child, &below(path, index + 1), depth + 1);
            }
        }
        let subtype = part.content_type().and_then(|kind| kind.subtype());
        if subtype.is_some_and(|subtype| subtype.eq_ignore_ascii_case("alternative")) {
            choose_alternative(&mut self.found.parts[first..]);
        }
    }

    fn part(&mut self, id: usize, path: &str, depth: usize) {
        if std::mem::replace(&mut self.seen[id], true) || self.found.full {
            return;
        }
        let part = &self.message.parts[id];
        let nests = matches!(part.body, PartType::Multipart(_) | PartType::Message(_));
        self.found.full = self.found.parts.len() >= PARTS_MAX;
        if self.found.full || (nests && depth >= NESTING_MAX) {
            return self.leave_unopened(part, path);
        }
        match &part.body {
            PartType::Multipart(_) => self.multipart(id, path, depth),
            PartType::Message(nested) => {
                self.found.parts.push(Part {
                    path: path.to_owned(),
                    name: file_name(self.message, part),
                    media_type: "text/rfc822-headers".to_owned(),
                    bytes: header::lines(&head_of(nested)).into_bytes(),
                    charset: Some("utf-8".to_owned()),
                    ..Part::default()
                });
                Walk::message(nested, path, depth + 1, self.found);
            }
            _ => {
                let id = part.content_id().map(|id| id.trim_matches(['<', '>', ' ']).to_owned());
                if let Some(id) = &id {
                    self.found.ids.push((path.to_owned(), id.clone()));
                }
                let mut part = Part { content_id: id, ..leaf(self.message, part, path) };
                part.is_body &= !self.attached;
                if is_mail_by_name(&part) {
                    return self.enclosed(part, depth);
                }
                self.found.parts.push(part);
            }
        }
    }

    /// A mail that is attached as a mere file: its head, and its parts below it.
    fn enclosed(&mut self, mut part: Part, depth: usize) {
        let bytes = std::mem::take(&mut part.bytes);
        let fits = depth < NESTING_MAX && content_types(&bytes) <= CONTENT_TYPES_HARMLESS;
        match MessageParser::default().parse(&bytes).filter(|nested| fits && !nested.parts.is_empty()) {
            Some(nested) => {
                let path = part.path.clone();
                part.media_type = "text/rfc822-headers".to_owned();
                part.bytes = header::lines(&head_of(&nested)).into_bytes();
                part.charset = Some("utf-8".to_owned());
                self.found.parts.push(part);
                Walk::message(&nested, &path, depth + 1, self.found);
            }
            None => {
                part.refused = Some(if fits { Unreadable::Damaged } else { Unreadable::TooLarge });
                part.bytes = bytes;
                self.found.parts.push(part);
            }
        }
    }

    /// Lists a part for itself and all it contains; the last one allowed stands for the rest of the message.
    fn leave_unopened(&mut self, part: &MessagePart<'_>, path: &str) {
        let end = if self.found.full { self.message.raw_message.len() as u32 } else { part.offset_end };
        for (inner, seen) in self.message.parts.iter().zip(&mut self.seen) {
            *seen |= (part.offset_header..end).contains(&inner.offset_header);
        }
        self.found.parts.push(Part {
            path: path.to_owned(),
            media_type: declared_type(part).unwrap_or_else(|| "message/rfc822".to_owned()),
            bytes: slice(self.message, part.offset_header, end).to_vec(),
            refused: Some(Unreadable::TooLarge),
            ..Part::default()
        });
    }
}

/// Whether a part is a mail although it is not declared as one.
fn is_mail_by_name(part: &Part) -> bool {
    let is_named = part.name.as_deref().is_some_and(|name| name.to_ascii_lowercase().ends_with(".eml"));
    is_named && kind::is_mail(&part.bytes, None)
}

/// A part with content of its own.
fn leaf(message: &Message<'_>, part: &MessagePart<'_>, path: &str) -> Part {
    let name = file_name(message, part);
    let bytes = content(message, part);
    let declared = declared_type(part).filter(|kind| !kind.starts_with("multipart/") && !kind.starts_with("message/"));
    let declared = declared.or_else(|| part.is_text().then(|| "text/plain".to_owned()));
    let media_type = kind::media_type(&bytes, declared.as_deref(), name.as_deref());
    let attached = part.content_disposition().is_some_and(|disposition| disposition.is_attachment());
    // In a mail of one part, a name does not make an attachment of its text.
    let is_body = matches!(media_type.as_str(), "text/plain" | "text/html")
        && !attached
        && (name.is_none() || message.parts.len() == 1);
    let charset = part.content_type().and_then(|kind| kind.attribute("charset")).map(str::to_owned);
    Part { path: path.to_owned(), name, media_type, is_body, bytes, charset, ..Part::default() }
}

/// The bytes of a part without its transfer encoding, character set untouched.
fn content(message: &Message<'_>, part: &MessagePart<'_>) -> Vec<u8> {
    let decoded = match &part.body {
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => return bytes.to_vec(),
        PartType::Text(decoded) | PartType::Html(decoded) => decoded,
        PartType::Message(_) | PartType::Multipart(_) => return Vec::new(),
    };
    let raw = slice(message, part.offset_body, part.offset_end);
    let bytes = match part.encoding {
        // The parser gives up on a declared encoding at the first sign it cannot take.
        Encoding::None if is_quoted_printable(part) => Some(leniently_decoded(raw)),
        Encoding::None => Some(raw.to_vec()),
        Encoding::QuotedPrintable => quoted_printable_decode(raw).or_else(|| Some(leniently_decoded(raw))),
        Encoding::Base64 => base64_decode(raw),
    };
    bytes.filter(|bytes| !bytes.is_empty()).unwrap_or_else(|| decoded.as_bytes().to_vec())
}

fn is_quoted_printable(part: &MessagePart<'_>) -> bool {
    part.content_transfer_encoding().is_some_and(|encoding| encoding.trim().eq_ignore_ascii_case("quoted-printable"))
}

/// Quoted-printable text in which some signs are not escaped as they should be: those stay as they stand.
fn leniently_decoded(raw: &[u8]) -> Vec<u8> {
    let hex = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let mut decoded = Vec::with_capacity(raw.len());
    let mut at = 0;
    while at < raw.len() {
        let rest = &raw[at..];
        at += match rest {
            [b'=', b'\r', b'\n', ..] => 3,
            [b'=', b'\n', ..] => 2,
            [b'=', ..] => match (hex(rest.get(1)), hex(rest.get(2))) {
                (Some(high), Some(low)) => {
                    decoded.push((high * 16 + low) as u8);
                    3
                }
                _ => {
                    decoded.push(b'=');
                    1
                }
            },
            _ => {
                decoded.push(rest[0]);
                1
            }
        };
    }
    decoded
}

fn declared_type(part: &MessagePart<'_>) -> Option<String> {
    let kind = part.content_type()?;
    Some(format!("{}/{}", kind.ctype(), kind.subtype()?).to_ascii_lowercase())
}

/// The file name of a part: without folders, control and direction characters, of bearable length.
fn file_name(message: &Message<'_>, part: &MessagePart<'_>) -> Option<String> {
    let block = slice(message, part.offset_header, part.offset_body);
    let repaired = header::repaired(block);
    let repaired = repaired.as_deref().and_then(header::parse);
    let headers = repaired.as_ref().and_then(|message| message.parts.first()).unwrap_or(part);
    plain_name(headers.attachment_name()?)
}

/// A file name without folders, control and direction characters, of bearable length; `None` when nothing is left.
pub(super) fn plain_name(name: &str) -> Option<String> {
    let name = header::clean(name);
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|one| !turns_text(*one)).take(NAME_CHARS_MAX).collect();
    (!name.trim_matches(['.', ' ']).is_empty()).then_some(name)
}

/// Of several forms of one text keeps the plain one, unless it is empty or a mere hint at the HTML.
fn choose_alternative(forms: &mut [Part]) {
    let letters = |text: &str| text.chars().filter(|one| one.is_alphanumeric()).count();
    let of = |kind: &'static str| {
        let parts =
            forms.iter().filter(move |part| part.name.is_none() && part.refused.is_none() && part.media_type == kind);
        parts.filter_map(move |part| match kind {
            "text/html" => Some(letters(&text::without_tags(&text::by_line(&part.bytes)))),
            _ => text::plain(&part.bytes, part.charset.as_deref()).ok().map(|text| letters(&text)),
        })
    };
    let (plain, html) = (of("text/plain").sum::<usize>(), of("text/html").sum::<usize>());
    let kept = if plain > 0 && html < plain * HTML_SAYS_MORE { "text/plain" } else { "text/html" };
    if plain + html == 0 {
        return;
    }
    for part in forms.iter_mut().filter(|part| part.media_type.starts_with("text/") && part.name.is_none()) {
        if part.media_type != kept && part.media_type != "text/rfc822-headers" {
            part.refused = Some(Unreadable::Alternative);
        }
    }
}
