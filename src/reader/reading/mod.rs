//! Bytes → documents of positioned words.
//!
//! A message or a single file is taken apart, then each part becomes pages of words or normalised text
//! What cannot be read is listed with a reason a person understands, never dropped.

mod document;

pub use document::{Content, Document, Header, Page, Part, READER_VERSION, Reading, Unreadable, Word};
