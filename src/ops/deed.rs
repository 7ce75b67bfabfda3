//! What every change by a person has in common: on whose behalf, when, and once.

use chrono::{DateTime, Utc};

use super::db::Db;
use crate::entity::Scope;

/// A change a person asks for.
#[derive(Clone, Copy, Debug)]
pub struct Deed<'a> {
    /// Where it is written.
    pub db: &'a Db,
    /// The desk's clock at the request.
    pub now: DateTime<Utc>,
    /// On whose behalf; the only organisation whose rows it may touch.
    pub scope: &'a Scope,
    /// The person's name as the history shows it.
    pub actor: &'a str,
    /// The form's key, so that a second click repeats the answer and not the deed.
    pub once: Option<OnceForm<'a>>,
}

/// The key of a form and the answer that goes with it.
#[derive(Clone, Copy, Debug)]
pub struct OnceForm<'a> {
    /// Hidden in the form, new for each time it is drawn.
    pub key: &'a str,
    /// Where the form posts to; a key is good for one route.
    pub route: &'a str,
    /// Where the browser goes afterwards.
    pub location: &'a str,
}

/// Whether the deed was done now, or had been done by an earlier click.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// Now.
    First,
    /// Earlier, with the same key.
    Again,
}
