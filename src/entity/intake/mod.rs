//! What arrives.
pub mod blob;
pub mod count;
pub mod document;
pub mod message;
pub mod reading;
pub mod run;
pub mod source;
