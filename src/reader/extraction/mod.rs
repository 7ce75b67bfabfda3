//! Documents → found values, with the place of each.
//!
//! Extraction decides what kind of message it is and, for an order, finds header values and lines by rules.
//! The result is the same for the same reading and version; nothing here knows our records.

mod found;

pub use found::{EXTRACTOR_VERSION, FoundLine, FoundOrder, Kind};

use serde::{Deserialize, Serialize};

use crate::reading::Reading;

/// What was found in a message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Extraction {
    /// What the message is.
    pub kind: Kind,
    /// Why, a stable short name.
    pub kind_reason: String,
    /// The orders in it.
    pub orders: Vec<FoundOrder>,
}

/// What is known before reading.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    /// Our own names.
    pub seller_names: Vec<String>,
    /// Language and formats of the organisation.
    pub locale: String,
}

/// Finds the values of the orders in a message.
pub fn extract(_: &Reading, _: &Hints) -> Extraction {
    Extraction::default()
}
