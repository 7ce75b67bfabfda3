//! Jobs, outbox, once keys, journal.
pub mod job;
pub mod journal;
pub mod once_key;
pub mod outbox;
