//! The exact bytes of a letter.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use lettre::Address;
use lettre::message::header::{ContentDisposition, ContentTransferEncoding, ContentType};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use sha2::{Digest as _, Sha256};

/// Characters of a Message-ID, at most; it becomes a file name.
const MESSAGE_ID_CHARS_MAX: usize = 180;

/// A letter before it is bytes.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The sender: `orders@example.com` or `Müller Orders <orders@example.com>`.
    pub from: String,
    /// The recipients' addresses, at least one.
    pub to: Vec<String>,
    /// One line.
    pub subject: String,
    /// Plain text; lines end with `\n` or `\r\n`.
    pub text: String,
    /// Files, in the order they are shown.
    pub attachments: Vec<Attachment>,
    /// With its angle brackets, as from [`new_message_id`].
    pub message_id: String,
    /// When it was written; whole seconds are kept.
    pub date: DateTime<Utc>,
}

/// A file of a letter.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// The file name: no folder, no control characters.
    pub name: String,
    /// `application/vnd.openxmlformats-officedocument.spreadsheetml.sheet`
    pub media_type: String,
    /// The content; it arrives byte for byte.
    pub bytes: Vec<u8>,
}

/// Why a draft cannot become a letter.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// Nobody to send it to.
    #[error("the letter has no recipient")]
    NoRecipient,
    /// Not a mail address of ASCII characters.
    #[error("“{0}” is not a mail address")]
    Address(String),
    /// A line break or another control character in the subject or in a name: it would become a header of its own.
    #[error("the {0} holds a line break or another control character")]
    ControlCharacter(&'static str),
    /// Not `<something@domain>`.
    #[error("the Message-ID is not one")]
    MessageId,
    /// An empty file name, or one with a folder in it.
    #[error("“{0}” is not a file name")]
    FileName(String),
    /// Not a media type.
    #[error("“{0}” is not a media type")]
    MediaType(String),
    /// The date lies before 1970 or after 9999.
    #[error("the date cannot be written in a letter")]
    Date,
    /// The library refused.
    #[error("composing a letter")]
    Build(#[from] lettre::error::Error),
}

/// Makes the bytes of a letter (RFC 5322, all ASCII, lines of CRLF): the same draft gives the same bytes, boundary included.
pub fn compose(draft: &Draft) -> Result<Vec<u8>, ComposeError> {
    if draft.to.is_empty() {
        return Err(ComposeError::NoRecipient);
    }
    checked_line(&draft.subject, "subject")?;
    if !is_message_id(&draft.message_id) {
        return Err(ComposeError::MessageId);
    }
    let mut letter = Message::builder().from(mailbox(&draft.from)?);
    for to in &draft.to {
        letter = letter.to(Mailbox::new(None, address(to)?));
    }
    let letter = letter.subject(&draft.subject).date(date(draft.date)?).message_id(Some(draft.message_id.clone()));
    let text = draft.text.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n");
    let text = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(text);
    if draft.attachments.is_empty() {
        return Ok(letter.singlepart(text)?.formatted());
    }
    let mut parts = MultiPart::mixed().boundary(boundary(draft)).singlepart(text);
    for attachment in &draft.attachments {
        parts = parts.singlepart(file(attachment)?);
    }
    Ok(letter.multipart(parts)?.formatted())
}

/// A Message-ID of our own, in the domain of the sender; never used before.
///
/// * `from` — as in [`Draft::from`].
pub fn new_message_id(from: &str) -> Result<String, ComposeError> {
    let mailbox = mailbox(from)?;
    let domain = mailbox.email.domain();
    // An address in brackets, such as [192.0.2.1], may stand in a Message-ID as it is.
    Ok(format!("<{}@{domain}>", uuid::Uuid::now_v7()))
}

/// Whether `text` is `<left@right>` of characters that need no quoting.
pub(super) fn is_message_id(text: &str) -> bool {
    let inner = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    let Some((left, right)) = inner.and_then(|inner| inner.split_once('@')) else { return false };
    let is_plain =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_graphic() && !b"<>@()\\\",;".contains(&b));
    text.len() <= MESSAGE_ID_CHARS_MAX && is_plain(left) && is_plain(right)
}

/// A mail address and nothing else; no names, no lists, ASCII.
pub(super) fn address(text: &str) -> Result<Address, ComposeError> {
    let refused = || ComposeError::Address(text.to_owned());
    if !text.is_ascii() || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(refused());
    }
    text.parse().map_err(|_| refused())
}

/// `address` or `Name <address>`.
fn mailbox(text: &str) -> Result<Mailbox, ComposeError> {
    checked_line(text, "sender")?;
    let text = text.trim();
    match text.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
        Some((name, inner)) => {
            let name = name.trim().trim_matches('"').trim();
            Ok(Mailbox::new((!name.is_empty()).then(|| name.to_owned()), address(inner)?))
        }
        None => Ok(Mailbox::new(None, address(text)?)),
    }
}

fn checked_line(text: &str, what: &'static str) -> Result<(), ComposeError> {
    // U+2028 and U+2029 end a line too, in the eyes of some programs.
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    if text.chars().any(breaks) { Err(ComposeError::ControlCharacter(what)) } else { Ok(()) }
}

fn date(at: DateTime<Utc>) -> Result<SystemTime, ComposeError> {
    // Year 9999 is the last that RFC 5322 can write.
    let seconds = u64::try_from(at.timestamp()).ok().filter(|seconds| *seconds < 253_402_300_800);
    let seconds = seconds.ok_or(ComposeError::Date)?;
    SystemTime::UNIX_EPOCH.checked_add(std::time::Duration::from_secs(seconds)).ok_or(ComposeError::Date)
}

fn file(attachment: &Attachment) -> Result<SinglePart, ComposeError> {
    let name = attachment.name.as_str();
    checked_line(name, "file name")?;
    if name.trim().is_empty() || name.contains(['/', '\\']) || name.trim_matches('.').is_empty() {
        return Err(ComposeError::FileName(name.to_owned()));
    }
    let media_type = &attachment.media_type;
    checked_line(media_type, "media type")?;
    let media_type = ContentType::parse(media_type).map_err(|_| ComposeError::MediaType(media_type.clone()))?;
    Ok(SinglePart::builder()
        .header(ContentDisposition::attachment(name))
        .header(media_type)
        // Always: any other encoding may touch line ends, and the bytes must arrive as they were approved.
        .header(ContentTransferEncoding::Base64)
        .body(attachment.bytes.clone()))
}

/// A boundary made of everything that is in the letter, so that it is the same for the same letter and occurs in none of its parts.
fn boundary(draft: &Draft) -> String {
    let mut digest = Sha256::new();
    let mut field = |bytes: &[u8]| {
        digest.update((bytes.len() as u64).to_be_bytes());
        digest.update(bytes);
    };
    for text in [&draft.from, &draft.subject, &draft.text, &draft.message_id] {
        field(text.as_bytes());
    }
    for to in &draft.to {
        field(to.as_bytes());
    }
    for attachment in &draft.attachments {
        field(attachment.name.as_bytes());
        field(attachment.media_type.as_bytes());
        field(&attachment.bytes);
    }
    let mut boundary = String::from("ramjet");
    for byte in digest.finalize().iter().take(20) {
        use std::fmt::Write as _;
        // Writing into a String cannot fail.
        let _ = write!(boundary, "{byte:02x}");
    }
    boundary
}
