//! Exact values: money, numbers in millionths, dates and text.
//!
//! Nothing here is a float. A text that can be read in two ways is reported as ambiguous, never guessed.

mod date;
mod money;
mod number;
mod numeral;
mod text;
mod unit;

pub use date::{DateOrder, DateReading, read_date};
pub use money::{CODES, Currency, Money};
pub use number::Millionths;
pub use numeral::{DecimalSign, Numeral, decimal_sign_of, read_number};
pub use text::{fold, folded_words, normal_key, one_line, plain_lines, search_text, turns_text};
pub use unit::unit_name;
