//! Ramjet: a self-hosted order desk. The rooms in the order a message walks through them, then those that support them.

pub use ramjet_reader as reader;

pub mod intake;
pub mod understanding;
pub mod matching;
pub mod review;
pub mod fulfilment;
pub mod pipeline;

pub mod insight;

pub mod auth;
pub mod commands;
pub mod entity;
pub mod jobs;
pub mod journal;
pub mod ops;
pub mod outbox;
pub mod words;
pub mod web;
