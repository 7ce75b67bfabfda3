//! Stored messages → documents that were read and values that were found.
//!
//! What comes in: a message as stored. What goes out: its documents with their words, and extraction runs of which one is chosen. Reading
//! happens in a child process per document; the same bytes and versions give the same answer, so each stage can be run again.

mod by_hand;
mod extract;
mod fate;
pub mod page;
mod read;

pub(crate) use by_hand::{adopt, as_an_order};
pub use extract::ExtractMessage;
pub(crate) use extract::{keep_run, newest_run};
pub(crate) use fate::{decide, give_up, settle};
pub use read::ReadMessage;
