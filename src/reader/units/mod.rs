//! Exact values: money, numbers in millionths, dates and text.
//!
//! Nothing here is a float. A text that can be read in two ways is reported as ambiguous, never guessed.

mod money;
mod number;

pub use money::{Currency, Money};
pub use number::Millionths;
