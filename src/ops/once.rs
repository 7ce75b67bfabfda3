//! A second click repeats the answer, not the deed.
//!
//! Every form that changes something carries a key made by [`new_key`]. In the deed's transaction the room calls [`deed`] first: it either
//! may go on and ends with [`answer`], or it gets the answer that was given before. The key is stored with the deed or not at all. Two
//! requests with one key at the same time: the second waits for the first to commit and gets its answer, or takes over if that failed.

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, Set};

use crate::entity::ids::UserId;
use crate::entity::{OfOrganisation as _, Scope, once_key};

/// Characters of a key, at most.
const KEY_CHARS_MAX: usize = 64;
/// Keys are kept this long: nobody goes back to a form that was sent a week ago.
const KEPT_DAYS: i64 = 7;
/// The status of a deed that has begun; no answer has it.
const UNANSWERED: i64 = 0;

/// Whether the deed is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Once {
    /// The key is new: do the deed, then store its [`answer`].
    First,
    /// The deed was done; this was the answer.
    Again(StoredAnswer),
}

/// An answer already given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredAnswer {
    /// The HTTP status.
    pub status: u16,
    /// Where the browser was sent, or the page that shows the result.
    pub location: String,
}

/// Why a key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum OnceError {
    /// Empty, longer than 64 characters, or not made of letters, digits and hyphens.
    #[error("the form carries no usable key")]
    Malformed,
    /// The key was used for something else: somebody edits forms, or a page is broken.
    #[error("the key of this form was used for {0}")]
    OtherRoute(String),
    /// The key belongs to a person; the desk itself fills in no forms.
    #[error("only a person's form has a key")]
    NoPerson,
    /// An earlier deed was committed without an answer, which is a fault of ours.
    #[error("the deed of this key has no answer")]
    Unanswered,
    /// The database failed.
    #[error("reading or storing a form's key")]
    Database(#[from] DbErr),
}

/// A key for one form, not used before.
pub fn new_key() -> String {
    uuid::Uuid::now_v7().to_string()
}

/// Begins the deed of one form, in its transaction and before anything else in it.
///
/// * `key` — as the form carried it; counts for this person in this organisation only.
/// * `route` — what is done, method and path with its ids: `"POST /orders/12/approval"`. The same key with another route is
///   [`OnceError::OtherRoute`].
pub async fn deed(
    tx: &impl ConnectionTrait, scope: &Scope, key: &str, route: &str, now: DateTime<Utc>,
) -> Result<Once, OnceError> {
    let person = person_of(scope, key)?;
    let row = once_key::ActiveModel {
        organisation_id: Set(scope.organisation()),
        user_id: Set(person),
        key: Set(key.to_owned()),
        route: Set(route.to_owned()),
        status: Set(UNANSWERED),
        location: Set(String::new()),
        created_at: Set(now),
    };
    // On Postgres this waits for an open transaction that holds the same key, then inserts or finds it taken; unlike a plain
    // insert it leaves the transaction usable.
    let taken =
        OnConflict::columns([once_key::Column::OrganisationId, once_key::Column::UserId, once_key::Column::Key])
            .do_nothing()
            .to_owned();
    if once_key::Entity::insert(row).on_conflict(taken).exec_without_returning(tx).await? == 1 {
        return Ok(Once::First);
    }
    let stored = once_key::Entity::of(scope)
        .filter(once_key::Column::UserId.eq(person))
        .filter(once_key::Column::Key.eq(key))
        .one(tx)
        .await?
        .ok_or(OnceError::Unanswered)?;
    if stored.route != route {
        return Err(OnceError::OtherRoute(stored.route));
    }
    match u16::try_from(stored.status) {
        Ok(status) if stored.status != UNANSWERED => {
            Ok(Once::Again(StoredAnswer { status, location: stored.location }))
        }
        _ => Err(OnceError::Unanswered),
    }
}

/// Stores the answer of the deed that [`deed`] let begin, in the same transaction.
///
/// [`OnceError::Unanswered`] when no deed with this key has begun or it was answered already.
pub async fn answer(
    tx: &impl ConnectionTrait, scope: &Scope, key: &str, answer: &StoredAnswer,
) -> Result<(), OnceError> {
    let person = person_of(scope, key)?;
    let stored = once_key::ActiveModel {
        status: Set(i64::from(answer.status)),
        location: Set(answer.location.clone()),
        ..Default::default()
    };
    let done = once_key::Entity::update_many()
        .set(stored)
        .filter(once_key::Column::OrganisationId.eq(scope.organisation()))
        .filter(once_key::Column::UserId.eq(person))
        .filter(once_key::Column::Key.eq(key))
        .filter(once_key::Column::Status.eq(UNANSWERED))
        .exec(tx)
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(OnceError::Unanswered) }
}

/// Forgets every key that is older than a week, of all organisations; tells how many. May run any time and several times at once.
///
/// # Errors
/// The database failed; nothing was forgotten then.
pub async fn forget(db: &impl ConnectionTrait, now: DateTime<Utc>) -> Result<u64, DbErr> {
    let old = once_key::Column::CreatedAt.lt(now - TimeDelta::days(KEPT_DAYS));
    Ok(once_key::Entity::delete_many().filter(old).exec(db).await?.rows_affected)
}

fn person_of(scope: &Scope, key: &str) -> Result<UserId, OnceError> {
    let is_key =
        (1..=KEY_CHARS_MAX).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    if !is_key {
        return Err(OnceError::Malformed);
    }
    scope.user().ok_or(OnceError::NoPerson)
}
