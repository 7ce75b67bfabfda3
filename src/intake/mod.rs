//! The outside world → a stored message, once, unchanged.
//!
//! What comes in: bytes from a source. What goes out: a row in `messages` with the blob of those bytes and one visible fate. Nothing is
//! removed at the source before that row is committed; the same bytes again become a new row marked as a repeat.

pub mod again;
pub mod folder;
pub mod page;
pub mod sources;
mod store;
pub mod upload;

pub use store::{Received, StoreError, Stored, store};
