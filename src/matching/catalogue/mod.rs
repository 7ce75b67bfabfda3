//! The catalogue: what we make, for whom, at what price.
//!
//! What comes in: what a person typed or a file holds. What goes out: rows with their history, and what the pages show. It refuses what
//! would make the catalogue ambiguous (a code twice, a mail domain of two customers) and never overwrites a price.

mod change;
pub mod clients;
pub mod export;
pub mod fields;
pub(crate) mod goods;
pub mod import;
pub mod list;
mod load;
pub mod page;
pub mod part_numbers;
pub mod price_list;
pub mod products;
mod words;

pub use change::{CatalogueError, Refusal};
pub use load::{LoadError, load};
pub use words::search_words;
