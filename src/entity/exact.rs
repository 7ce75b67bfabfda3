//! Exact numbers as columns.

use std::fmt;

use ramjet_reader::units::Millionths;
use sea_orm::DeriveValueType;
use serde::{Deserialize, Serialize};

/// A number in millionths as a column; [`Millionths`] with the traits a column needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, DeriveValueType)]
#[serde(transparent)]
pub struct Exact(pub i64);

impl From<Millionths> for Exact {
    fn from(value: Millionths) -> Self {
        Self(value.0)
    }
}

impl From<Exact> for Millionths {
    fn from(value: Exact) -> Self {
        Self(value.0)
    }
}

impl fmt::Display for Exact {
    /// The plain form of [`Millionths`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Millionths::from(*self).fmt(f)
    }
}
