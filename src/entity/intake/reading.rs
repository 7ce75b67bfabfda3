//! What could be read in a document, as stored.

use ramjet_reader::reading::Content;
use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

/// The content of a document as versioned JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
pub struct Reading {
    /// [`ramjet_reader::reading::READER_VERSION`] at the time of reading.
    pub version: u32,
    /// Pages of words, text, or the reason why it could not be read.
    pub content: Content,
}
