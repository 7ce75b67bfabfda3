//! Found values → our records, with a reason for every proposal.
//!
//! What comes in: a name, a code, a colour as a customer wrote it. What goes out: our customer, our product, our price, or proposals. It
//! refuses to guess: below the rules that are certain it proposes and never picks.

pub mod aliases;
pub mod catalogue;
pub mod colours;
pub mod customers;
pub mod prices;
pub mod products;
pub mod specification;

/// Why matching failed: the database, or the end of the process.
#[derive(Debug, thiserror::Error)]
pub enum MatchError {
    /// A query did not work.
    #[error("looking up {what}")]
    Lookup {
        /// What was looked up.
        what: &'static str,
        /// The database's word.
        #[source]
        source: sea_orm::DbErr,
    },
    /// A change did not work; nothing of it was kept.
    #[error("saving {what}")]
    Save {
        /// What was to be written.
        what: &'static str,
        /// The database's word.
        #[source]
        source: sea_orm::DbErr,
    },
    /// The process is ending.
    #[error("looking through the catalogue was interrupted")]
    Interrupted,
}

impl MatchError {
    pub(crate) fn of(what: &'static str) -> impl Fn(sea_orm::DbErr) -> Self {
        move |source| Self::Lookup { what, source }
    }

    pub(crate) fn save(what: &'static str) -> impl Fn(sea_orm::DbErr) -> Self {
        move |source| Self::Save { what, source }
    }
}
