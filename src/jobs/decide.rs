//! What a person decides about a job that was given up.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, sea_query::Expr};
use serde_json::Value;

use crate::entity::ids::JobId;
use crate::entity::states::JobState;
use crate::entity::{Scope, job};

/// Why nothing was decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// The one who asks may not do that.
    #[error("that needs another role")]
    NotAllowed,
    /// There is no such job in the organisation.
    #[error("there is no such job")]
    Missing,
    /// It is not given up; nobody has to decide.
    #[error("the job is {0:?}")]
    NotStuck(JobState),
    /// The same work waits or runs already.
    #[error("the same work waits already")]
    AlreadyWaiting,
    /// The form's key cannot be used.
    #[error(transparent)]
    Once(#[from] crate::ops::once::OnceError),
    /// The database failed.
    #[error("saving a decision about a job")]
    Database(#[from] DbErr),
}

/// Lets a given-up job be tried anew, with all its attempts, and gives its payload: the caller puts right what was said about the record
/// it works on, in the same transaction.
pub async fn try_again(
    tx: &impl ConnectionTrait, scope: &Scope, id: JobId, now: DateTime<Utc>,
) -> Result<Value, DecideError> {
    let row = stuck(tx, scope, id).await?;
    if let Some(key) = &row.unique_key {
        let same = job::Entity::find()
            .filter(job::Column::Name.eq(&row.name))
            .filter(job::Column::UniqueKey.eq(key))
            .filter(job::Column::State.is_in([JobState::Waiting, JobState::Leased]));
        if same.one(tx).await?.is_some() {
            return Err(DecideError::AlreadyWaiting);
        }
    }
    job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value(JobState::Waiting))
        .col_expr(job::Column::Attempts, Expr::value(0))
        .col_expr(job::Column::Crashes, Expr::value(0))
        .col_expr(job::Column::RunAt, Expr::value(now))
        .col_expr(job::Column::FinishedAt, Expr::value(None::<DateTime<Utc>>))
        .filter(job::Column::Id.eq(row.id))
        .filter(job::Column::State.eq(row.state))
        .exec(tx)
        .await?;
    Ok(row.payload)
}

/// Leaves a given-up job for good: it needs nobody any more. Its reason is kept.
pub async fn put_away(tx: &impl ConnectionTrait, scope: &Scope, id: JobId) -> Result<(), DecideError> {
    let row = stuck(tx, scope, id).await?;
    job::Entity::update_many()
        .col_expr(job::Column::State, Expr::value(JobState::Done))
        .filter(job::Column::Id.eq(row.id))
        .filter(job::Column::State.eq(row.state))
        .exec(tx)
        .await?;
    Ok(())
}

async fn stuck(tx: &impl ConnectionTrait, scope: &Scope, id: JobId) -> Result<job::Model, DecideError> {
    let row = job::Entity::find()
        .filter(job::Column::OrganisationId.eq(scope.organisation()))
        .filter(job::Column::Id.eq(id))
        .one(tx)
        .await?
        .ok_or(DecideError::Missing)?;
    match row.state {
        JobState::Failed | JobState::Parked => Ok(row),
        state => Err(DecideError::NotStuck(state)),
    }
}
