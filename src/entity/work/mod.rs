//! Jobs, outbox, once keys, journal.
pub mod job;
pub mod journal;
pub mod journal_check;
pub mod once_key;
pub mod outbox;
