//! Documents → found values, with the place of each.
//!
//! Extraction decides what kind of message it is and, for an order, finds header values and lines by rules.
//! The result is the same for the same reading and version; nothing here knows our records.

mod found;

pub use found::{EXTRACTOR_VERSION, FoundLine, FoundOrder, Kind};
