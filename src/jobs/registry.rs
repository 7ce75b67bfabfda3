//! Which jobs there are, and which follows which.

use std::collections::BTreeMap;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::time::Duration;

use ramjet_reader::evidence::Verdict;
use sea_orm::{DatabaseTransaction, DbErr};
use serde_json::Value;

use crate::entity::ids::{MessageId, OrganisationId, RunId};

use super::{Ctx, Job, JobError, Lease, Outcome};

/// A job that has just finished: what the table of next jobs decides on.
#[derive(Clone, Copy, Debug)]
pub struct Finished<'a> {
    /// Its name.
    pub name: &'a str,
    /// The job as stored.
    pub payload: &'a Value,
    /// Whose job it was.
    pub organisation: Option<OrganisationId>,
    /// How it ended.
    pub verdict: Verdict,
}

impl Finished<'_> {
    /// The job itself, if it is one of kind `J`.
    pub fn job<J: Job>(&self) -> Option<J> {
        (self.name == J::NAME).then(|| J::deserialize(self.payload).ok()).flatten()
    }
}

/// A job that follows another one; it belongs to the same organisation.
#[derive(Clone, Debug)]
pub struct NextJob {
    pub(super) name: &'static str,
    /// The job as JSON, or why it has none.
    pub(super) payload: Result<Value, String>,
    pub(super) attempts_max: i64,
    pub(super) unique_key: Option<String>,
    pub(super) priority: i64,
    pub(super) delay: Duration,
}

impl NextJob {
    /// `job`, due at once, without a key, with the usual priority.
    pub fn of<J: Job>(job: &J) -> Self {
        Self {
            name: J::NAME,
            payload: serde_json::to_value(job).map_err(|error| error.to_string()),
            attempts_max: J::ATTEMPTS_MAX,
            unique_key: None,
            priority: 0,
            delay: Duration::ZERO,
        }
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

    /// Due only after this long.
    #[must_use]
    pub fn after(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }
}

/// The beginnings of the road, for those who ask for work and do not know its order; the pipeline fills them in.
#[derive(Clone, Copy, Debug)]
pub struct Road {
    /// The first job of a message that waits for its fate.
    pub first: fn(MessageId) -> NextJob,
    /// The first job of a message that is read again for the orders it has, after the newest run there is.
    pub again: fn(MessageId, RunId) -> NextJob,
}

/// The kinds of jobs this process can do, and the table that says what follows.
#[derive(Default)]
pub struct Registry {
    kinds: BTreeMap<&'static str, Box<dyn Kind>>,
    next: Option<fn(&Finished<'_>) -> Vec<NextJob>>,
}

impl Registry {
    /// No kinds yet; nothing follows anything.
    pub fn new() -> Self {
        Self::default()
    }

    /// With jobs of kind `J`.
    #[must_use]
    pub fn with<J: Job>(mut self) -> Self {
        self.kinds.insert(J::NAME, Box::new(Of::<J>(PhantomData)));
        self
    }

    /// With the table of next jobs.
    #[must_use]
    pub fn then(mut self, next: fn(&Finished<'_>) -> Vec<NextJob>) -> Self {
        self.next = Some(next);
        self
    }

    /// The names of the jobs this process can do.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.kinds.keys().copied()
    }

    pub(super) fn next(&self, finished: &Finished<'_>) -> Vec<NextJob> {
        self.next.map_or_else(Vec::new, |next| next(finished))
    }

    pub(super) fn kind(&self, name: &str) -> Option<&dyn Kind> {
        self.kinds.get(name).map(Box::as_ref)
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.kinds.keys()).finish()
    }
}

type Running<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A kind of job, without its type.
pub(super) trait Kind: Send + Sync {
    /// How long one attempt may take.
    fn timeout(&self) -> Duration;

    /// Runs the job that `lease` holds.
    fn run<'a>(&'a self, ctx: &'a Ctx, lease: &'a Lease) -> Running<'a, Result<Outcome, JobError>>;

    /// Tells the job that it was given up for good. A job that cannot be read has nothing to tell.
    fn given_up<'a>(
        &'a self, ctx: &'a Ctx, lease: &'a Lease, tx: &'a DatabaseTransaction, reason: &'a str,
    ) -> Running<'a, Result<(), DbErr>>;
}

struct Of<J>(PhantomData<fn() -> J>);

impl<J: Job> Kind for Of<J> {
    fn timeout(&self) -> Duration {
        J::TIMEOUT
    }

    fn run<'a>(&'a self, ctx: &'a Ctx, lease: &'a Lease) -> Running<'a, Result<Outcome, JobError>> {
        Box::pin(async move {
            match J::deserialize(lease.payload()) {
                Ok(job) => job.run(ctx, lease).await,
                Err(error) => Ok(Outcome::GiveUp(format!("the stored job cannot be read: {error}"))),
            }
        })
    }

    fn given_up<'a>(
        &'a self, ctx: &'a Ctx, lease: &'a Lease, tx: &'a DatabaseTransaction, reason: &'a str,
    ) -> Running<'a, Result<(), DbErr>> {
        Box::pin(async move {
            match J::deserialize(lease.payload()) {
                Ok(job) => job.given_up(ctx, lease, tx, reason).await,
                Err(_) => Ok(()),
            }
        })
    }
}
