//! What reading gives: a message's header, its parts, and each part as pages of words or as text.

use serde::{Deserialize, Serialize};

/// Raises with every change that gives other words for the same bytes; stored beside each result.
pub const READER_VERSION: u32 = 5;

/// The head of a mail, decoded. All fields are empty for a file that stands alone.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Header {
    /// Display name of the sender.
    pub from_name: String,
    /// Address of the sender, lower case.
    pub from_address: String,
    /// Addresses in To and Cc, lower case.
    pub to: Vec<String>,
    /// Subject, decoded.
    pub subject: String,
    /// Message-ID without the angle brackets.
    pub message_id: Option<String>,
    /// The Message-ID this one answers.
    pub in_reply_to: Option<String>,
    /// When it was sent, by its own word.
    pub sent_at: Option<chrono::DateTime<chrono::Utc>>,
}

/// One part of a message, still as bytes.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Part {
    /// MIME part path, `"1"`, `"2.1"` …; `"0"` for a file that stands alone.
    pub path: String,
    /// File name, if it has one.
    pub name: Option<String>,
    /// Media type as found from the bytes, otherwise as declared.
    pub media_type: String,
    /// Whether this is text of the mail itself rather than an attachment.
    pub is_body: bool,
    /// The bytes with the transfer encoding of the mail removed, otherwise unchanged.
    pub bytes: Vec<u8>,
    /// Declared character set of a text part, as the mail spells it.
    pub charset: Option<String>,
    /// Its Content-ID without angle brackets, by which HTML of the same mail shows it.
    pub content_id: Option<String>,
    /// Whether an HTML body of the mail shows it: part of the layout, or pasted in.
    pub is_embedded: bool,
    /// Set when this part is listed but must not be read, and why.
    pub refused: Option<Unreadable>,
}

/// A message as read: head and documents.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The head of the mail.
    pub header: Header,
    /// Every part, bodies first, in the order of the message.
    pub documents: Vec<Document>,
}

/// One part as read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// MIME part path; the key that [`crate::evidence::Place::part`] refers to.
    pub part: String,
    /// File name, if it has one.
    pub name: Option<String>,
    /// Media type.
    pub media_type: String,
    /// Whether this is text of the mail itself.
    pub is_body: bool,
    /// Size of the part.
    pub size_bytes: u64,
    /// What is in it.
    pub content: Content,
}

/// What a part contains.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// Pages of positioned words.
    Pages {
        /// All pages, in order.
        pages: Vec<Page>,
    },
    /// The cells of a spreadsheet or of a file of separated values.
    Sheets {
        /// All sheets, in the order of the file, hidden ones included.
        sheets: Vec<SheetOfCells>,
    },
    /// Running text, normalised: UTF-8, `\n` line ends, no NUL; spans point into it.
    Text {
        /// The text.
        text: String,
    },
    /// Kept, listed, not read.
    Unreadable {
        /// Why.
        reason: Unreadable,
    },
}

/// One sheet of cells; rows and columns count from 0 and begin at A1.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SheetOfCells {
    /// The name on its tab; empty for a file of separated values, which has none.
    pub name: String,
    /// Whether a person who opens the file does not see it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// Whether the file itself knows which cells are numbers and dates. Those are written `1234.5` and `2026-11-21`,
    /// whatever a country would write; texts stand as they are.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_typed: bool,
    /// The text of each cell as it is displayed, `""` for an empty one. Rows end with their last filled cell, the
    /// sheet with its last filled row.
    pub rows: Vec<Vec<String>>,
}

/// Why a part was not read. The sentence for people stands in the words of the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unreadable {
    /// A kind of file this version does not read.
    Unsupported,
    /// Protected by a password.
    Encrypted,
    /// Not a valid file of its kind.
    Damaged,
    /// Pages on which nothing could be recognised.
    NoText,
    /// A scan, and the program that recognises the text of scans is not installed.
    NoReader,
    /// A picture too small to be a document, or the decoration of mass mail.
    Decoration,
    /// A signature, a business card, a calendar entry: never an order.
    Aside,
    /// A mail that is encrypted, or signed so that its text is inside the signature (S/MIME).
    Sealed,
    /// A mail in Outlook's own format (.msg).
    OutlookMessage,
    /// Outlook's own wrapping of attachments (TNEF, `winmail.dat`) that could not be taken apart.
    Tnef,
    /// An archive or wrapping whose files are listed one by one.
    Unpacked,
    /// Larger than the limit for its kind.
    TooLarge,
    /// Took longer than the deadline.
    TooSlow,
    /// Nothing in it.
    Empty,
    /// The mail has the same text in another form, and that one is read.
    Alternative,
}

impl Unreadable {
    /// Whether something a person may need was not read; not where there is nothing to read, or it was read elsewhere.
    pub fn is_missed(self) -> bool {
        !matches!(self, Self::Alternative | Self::Empty | Self::Decoration | Self::Aside | Self::Unpacked)
    }
}

/// One page, in displayed points (1/72 inch), origin top left, rotation and crop applied.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// From 1.
    pub number: u32,
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// Words in reading order: lines from top to bottom, words from left to right.
    pub words: Vec<Word>,
    /// Whether what stands on it is a picture: its words, if it has any, were recognised and not read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_scan: bool,
    /// By how much the page was turned to stand upright and level, in hundredths of a degree, clockwise; size and boxes
    /// are those of the turned page, and [`super::render`] draws it so.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub turned: u16,
    /// Why the words of this page are missing although other pages of the document were read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<Unreadable>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks for a reference
fn is_zero(number: &u16) -> bool {
    *number == 0
}

/// A word with its box in displayed points.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Word {
    /// The characters.
    pub text: String,
    /// Left edge.
    pub x0: f32,
    /// Top edge.
    pub y0: f32,
    /// Right edge.
    pub x1: f32,
    /// Bottom edge.
    pub y1: f32,
    /// Whether a person looking at the page cannot see it: invisible ink (also the text layer under a scan),
    /// or white on bare paper.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// How sure the recognition of a picture is of this word, 0 to 100; `None` for a word that was written there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_stored_before_scans_were_read_stay_readable_and_are_written_as_they_were() {
        let stored =
            r#"{"number":1,"width":595.0,"height":842.0,"words":[{"text":"PO","x0":1.0,"y0":2.0,"x1":3.0,"y1":4.0}]}"#;
        let page: Page = serde_json::from_str(stored).unwrap();
        assert!(!page.is_scan && page.words[0].confidence.is_none());
        assert_eq!(serde_json::to_string(&page).unwrap(), stored);
    }
}
