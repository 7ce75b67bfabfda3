//! What the orders of a period amount to: how many, how much, how fast, and what had to be put right.
//!
//! In: a scope and a [`Period`] of business days. Out: [`Figures`], exact. Only *released* orders count as revenue, approved or sent, on
//! the day of their approval; what was rejected or set aside never does. Amounts in other currencies stand beside the sum and are never
//! added to it. Every query reads the rows of the period by an index. It changes nothing and calls no other room. Called by `web`.

mod figures;
mod people;
mod period;

use sea_orm::DbErr;

pub use figures::{Figures, InOtherCurrency, Point, Received, Waits, figures};
pub use people::{Corrected, Top};
pub use period::{Asked, BadPeriod, Period, Span, Step};

/// Why there are no figures.
#[derive(Debug, thiserror::Error)]
pub enum InsightError {
    /// The database failed.
    #[error("reading {what}")]
    Read {
        /// Which figure.
        what: &'static str,
        /// What it said.
        #[source]
        source: DbErr,
    },
}

impl InsightError {
    pub(crate) fn of(what: &'static str) -> impl Fn(DbErr) -> Self {
        move |source| Self::Read { what, source }
    }
}
