//! What the source pane shows.

mod file;
mod html;
mod pictures;
mod source;

pub use file::{FileOf, document_file, message_file};
pub use html::{MailPage, mail_page};
pub use source::{SourceError, Tools, picture, source};

use chrono::{DateTime, Utc};

use crate::entity::ids::{BlobHash, DocumentId, MessageId};
pub use crate::reader::reading::{Mark, SheetOfCells, Unreadable};

/// A message with its documents.
#[derive(Clone, Debug)]
pub struct Source {
    /// Which.
    pub id: MessageId,
    /// Sender's name.
    pub sender_name: Option<String>,
    /// Sender's address.
    pub sender_address: Option<String>,
    /// Subject.
    pub subject: Option<String>,
    /// When it was sent, by its own word.
    pub sent_at: Option<DateTime<Utc>>,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// Its documents, bodies first.
    pub documents: Vec<DocumentView>,
}

/// One document.
#[derive(Clone, Debug)]
pub struct DocumentView {
    /// Which.
    pub id: DocumentId,
    /// MIME part path; [`crate::reader::evidence::Place::part`] refers to it.
    pub part: String,
    /// File name.
    pub name: Option<String>,
    /// Media type.
    pub media_type: String,
    /// Whether it is text of the mail itself.
    pub is_body: bool,
    /// Size in bytes.
    pub size_bytes: i64,
    /// The head of the message attached to this one that the document belongs to, as lines of name and value; empty for a
    /// document of the message itself.
    pub head: Vec<(String, String)>,
    /// Whether this is nothing but the head of an attached message, which is shown with the documents of that message.
    pub is_head: bool,
    /// Its bytes; part of the address of its pictures, so that they can be kept for ever.
    pub blob: BlobHash,
    /// What is in it.
    pub content: Shape,
}

/// What a document looks like.
#[derive(Clone, Debug)]
pub enum Shape {
    /// Running text; spans point into it.
    Text(String),
    /// HTML, as the text that spans point into; [`mail_page`] gives it as a page.
    Html(String),
    /// Pages: number, width and height in points.
    Pages(Vec<PageSize>),
    /// Sheets of cells; regions name sheet, row and column from 0.
    Sheets(Vec<SheetOfCells>),
    /// Kept, not read.
    Unreadable(Unreadable),
}

/// Size of a page in points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PageSize {
    /// From 1.
    pub number: u32,
    /// Width in points.
    pub width: f32,
    /// Height in points.
    pub height: f32,
    /// Whether the words were recognised in a picture.
    pub is_scan: bool,
}
