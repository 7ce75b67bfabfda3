//! The catalogue: what we make, for whom, at what price.
//!
//! What comes in: what a person typed or a file holds. What goes out: rows with their history, and what the pages show. It refuses what
//! would make the catalogue ambiguous (a code twice, a mail domain of two customers) and never overwrites a price.

mod load;
mod words;

pub use load::{LoadError, load};
pub use words::search_words;
