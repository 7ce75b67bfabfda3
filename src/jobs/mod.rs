//! Durable jobs: work that is done once, whatever happens to the process.
//!
//! A job is enqueued in the transaction that makes it necessary ([`enqueue`]), leased by one worker at a time, and finished in the
//! transaction that writes its effect ([`Lease::finish`]). A worker that is late (its machine slept, its lease ran out) finds its fence
//! outdated and its transaction rolled back: a job may run twice and has the effect of once.
//!
//! A failed attempt is repeated after 15 s, 30 s, 1 min, 2 min, 4 min and then every 5 min, as often as the job allows. A worker that
//! dies or panics counts as a crash; after three the job is parked for a person. A shutdown is neither: the job is given back.
//!
//! Nothing here knows what the jobs are about. Which job follows which is one function, handed to the [`Registry`] at start.

mod ctx;
mod decide;
mod lease;
mod registry;
mod runner;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use ramjet_reader::evidence::Verdict;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Notify;

use crate::entity::ids::OrganisationId;
use crate::entity::job;
use crate::entity::states::JobState;
use crate::ops::blobs::BlobError;
use crate::ops::telemetry::whole;

pub use ctx::Ctx;
pub use decide::{DecideError, put_away, try_again};
pub use lease::{Lease, reclaim_all, rescue};
pub use registry::{Finished, NextJob, Registry, Road};
pub use runner::{Runner, RunnerSettings};

/// The first pause before a failed attempt is repeated; each further one is twice as long.
pub const BACK_OFF: Duration = Duration::from_secs(15);

/// The longest pause between two attempts.
pub const BACK_OFF_MOST: Duration = Duration::from_secs(300);

/// After this many crashes a job is parked: it would take the next worker down as well.
pub const CRASHES_MAX: i64 = 3;

/// One kind of work. The value itself is stored as JSON and must stay readable by later versions.
pub trait Job: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Its stored name, `read_message`; never changes.
    const NAME: &'static str;
    /// How often it is tried before it is given up.
    const ATTEMPTS_MAX: i64;
    /// An attempt that takes longer has failed.
    const TIMEOUT: Duration;

    /// Does the work. It opens its own transaction, writes its effect, calls [`Lease::finish`] in it and commits; a job without an effect
    /// of its own leaves the finishing to the runner. It may be run twice, also at the same time, until `finish` decides.
    fn run(&self, ctx: &Ctx, lease: &Lease) -> impl Future<Output = Result<Outcome, JobError>> + Send;

    /// Called in the transaction in which the job is failed or parked for good, so that the record it worked on says so. Does nothing
    /// unless the job overrides it.
    fn given_up(
        &self, ctx: &Ctx, lease: &Lease, tx: &DatabaseTransaction, reason: &str,
    ) -> impl Future<Output = Result<(), DbErr>> + Send {
        let _ = (ctx, lease, tx, reason);
        async { Ok(()) }
    }
}

/// How an attempt ended, other than by an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The work is done; the verdict decides what follows.
    Done(Verdict),
    /// Not yet: try again after this long (at least a second). Not an attempt.
    Snooze(Duration),
    /// It will never succeed, for the reason given; a person sees it.
    GiveUp(String),
}

/// Why an attempt failed. Unless the lease was lost it is tried again.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Another worker has the job now; whatever this one did is rolled back.
    #[error("the job belongs to another worker by now")]
    LeaseLost,
    /// The database refused.
    #[error("the database refused")]
    Db(#[from] DbErr),
    /// The blob store refused.
    #[error("the blob store refused")]
    Blob(#[from] BlobError),
    /// A job of an organisation's record has no organisation.
    #[error("the job belongs to no organisation")]
    NoOrganisation,
    /// Something else.
    #[error(transparent)]
    Other(Box<dyn std::error::Error + Send + Sync>),
}

impl JobError {
    /// Any other error; the attempt is repeated.
    pub fn other(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Other(error.into())
    }

    /// The error and its causes as one line, as stored with the job.
    pub fn reason(&self) -> String {
        whole(self)
    }
}

/// When and how often a job is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enqueue {
    /// While a job of the same name and key waits or runs, another one is not added.
    pub unique_key: Option<String>,
    /// Not before this instant.
    pub run_at: DateTime<Utc>,
    /// Lower comes first; 0 is usual.
    pub priority: i64,
}

impl Enqueue {
    /// Due at `run_at`, without a key, with the usual priority.
    pub fn at(run_at: DateTime<Utc>) -> Self {
        Self { unique_key: None, run_at, priority: 0 }
    }

    /// With a key, so that a second one is not added while the first waits or runs.
    #[must_use]
    pub fn unique(self, key: impl Into<String>) -> Self {
        Self { unique_key: Some(key.into()), ..self }
    }

    /// With a priority; lower comes first.
    #[must_use]
    pub fn priority(self, priority: i64) -> Self {
        Self { priority, ..self }
    }
}

/// Adds a job in the caller's transaction: it exists exactly when the transaction is committed.
///
/// The row's `created_at` is the instant the job was first due.
///
/// # Errors
/// The database refused, or the job cannot be written as JSON.
pub async fn enqueue<C: ConnectionTrait, J: Job>(
    tx: &C, organisation: Option<OrganisationId>, job: &J, how: Enqueue,
) -> Result<(), DbErr> {
    let next = NextJob { unique_key: how.unique_key, priority: how.priority, ..NextJob::of(job) };
    insert(tx, organisation, next, how.run_at).await
}

/// Adds a job that the table of the road named, in the caller's transaction. For rooms at the beginning of the road, which follow no job.
///
/// # Errors
/// The database refused, or the job cannot be written as JSON.
pub async fn enqueue_next<C: ConnectionTrait>(
    tx: &C, organisation: Option<OrganisationId>, next: NextJob, now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let due = crate::ops::clock::later(now, next.delay);
    insert(tx, organisation, next, due).await
}

async fn insert<C: ConnectionTrait>(
    tx: &C, organisation: Option<OrganisationId>, job: NextJob, run_at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = job::ActiveModel {
        organisation_id: Set(organisation),
        name: Set(job.name.to_owned()),
        payload: Set(job.payload.map_err(DbErr::Json)?),
        unique_key: Set(job.unique_key),
        state: Set(JobState::Waiting),
        priority: Set(job.priority),
        run_at: Set(run_at),
        attempts: Set(0),
        attempts_max: Set(job.attempts_max),
        crashes: Set(0),
        fence: Set(0),
        created_at: Set(run_at),
        ..Default::default()
    };
    let nothing = OnConflict::new().do_nothing().to_owned();
    job::Entity::insert(row).on_conflict(nothing).exec_without_returning(tx).await.map(|_| ())
}

/// Closes what was given up earlier because it is begun anew: the jobs of these names with this key are nobody's concern any more.
///
/// # Errors
/// The database refused.
pub async fn replaced(
    tx: &impl ConnectionTrait, organisation: OrganisationId, names: &[&str], unique_key: &str,
) -> Result<(), DbErr> {
    job::Entity::update_many()
        .set(job::ActiveModel { state: Set(JobState::Done), ..Default::default() })
        .filter(job::Column::OrganisationId.eq(organisation))
        .filter(job::Column::Name.is_in(names.iter().copied()))
        .filter(job::Column::UniqueKey.eq(unique_key))
        .filter(job::Column::State.is_in([JobState::Failed, JobState::Parked]))
        .exec(tx)
        .await
        .map(|_| ())
}

/// How work with this key stands: whether one of the named jobs waits or runs, and otherwise the reason why the newest one was given up.
///
/// # Errors
/// The database refused.
pub async fn standing(
    db: &impl ConnectionTrait, organisation: OrganisationId, names: &[&str], unique_key: &str,
) -> Result<Standing, DbErr> {
    let newest = job::Entity::find()
        .filter(job::Column::OrganisationId.eq(organisation))
        .filter(job::Column::State.is_in([JobState::Waiting, JobState::Leased, JobState::Failed, JobState::Parked]))
        .filter(job::Column::Name.is_in(names.iter().copied()))
        .filter(job::Column::UniqueKey.eq(unique_key))
        .order_by_desc(job::Column::Id)
        .one(db)
        .await?;
    Ok(match newest {
        None => Standing::Nothing,
        Some(row) if matches!(row.state, JobState::Waiting | JobState::Leased) => Standing::Working,
        Some(row) => Standing::GivenUp(row.last_error.unwrap_or_default()),
    })
}

/// How some work stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nothing is left to be done.
    Nothing,
    /// It waits or runs.
    Working,
    /// It was given up, for this reason.
    GivenUp(String),
}

/// A bell: whoever has committed a transaction with jobs may ring it, so that the runner need not wait for its next look. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Wake(Arc<Notify>);

impl Wake {
    /// Wakes the runner of this process.
    pub fn ring(&self) {
        self.0.notify_one();
    }

    async fn heard(&self) {
        self.0.notified().await;
    }
}
