//! What every change by a person has in common: on whose behalf, when, and once.

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;

use super::db::Db;
use super::once::{self, Once, OnceError, StoredAnswer};
use crate::entity::Scope;

/// How a browser is sent on after a form.
const SEE_OTHER: u16 = 303;

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

impl Deed<'_> {
    /// Takes the form's key, in the deed's transaction and before anything else in it; a deed without a form is always the first.
    ///
    /// After [`Done::Again`] there is nothing to do: let the transaction go.
    ///
    /// # Errors
    /// The key is malformed or was used for another route, or the database failed.
    pub async fn begin(&self, tx: &impl ConnectionTrait) -> Result<Done, OnceError> {
        let Some(form) = self.once else { return Ok(Done::First) };
        if let Once::Again(_) = once::deed(tx, self.scope, form.key, form.route, self.now).await? {
            return Ok(Done::Again);
        }
        let answer = StoredAnswer { status: SEE_OTHER, location: form.location.to_owned() };
        once::answer(tx, self.scope, form.key, &answer).await?;
        Ok(Done::First)
    }
}
