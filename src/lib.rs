//! Ramjet.

pub mod fulfilment;

pub use ramjet_reader as reader;
