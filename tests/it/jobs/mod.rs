//! Jobs: done once, whatever happens to the worker. Every test runs on both databases.

mod attempts;
mod leases;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use ramjet::entity::states::JobState;
use ramjet::entity::{job, organisation};
use ramjet::jobs::{
    Ctx, Enqueue, Finished, Job, JobError, Lease, NextJob, Outcome, Registry, Runner, RunnerSettings, Wake, enqueue,
    reclaim_all, rescue,
};
use ramjet::ops::blobs::Blobs;
use ramjet::ops::clock::Clock;
use ramjet::ops::config::{Config, Given};
use ramjet::ops::health::Health;
use ramjet::ops::isolate::Isolate;
use ramjet::reader::evidence::Verdict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::desk::{Database, both};

/// A job that does what the test tells it.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Probe {
    name: String,
    does: Does,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Does {
    /// Writes its effect and finishes in the same transaction.
    Write,
    /// The n-th attempt makes the file `waiting-n` and waits for the file `go-n` before it writes.
    WriteLate,
    /// Takes this many milliseconds, then writes.
    WriteAfter(u64),
    /// Writes and finishes, then fails before the commit.
    FailAfterFinish,
    /// Leaves the finishing to the runner.
    Nothing,
    Fail,
    Panic,
    Snooze,
    GiveUp,
}

impl Job for Probe {
    const NAME: &'static str = "probe";
    const ATTEMPTS_MAX: i64 = 5;
    const TIMEOUT: Duration = Duration::from_secs(240);

    async fn run(&self, ctx: &Ctx, lease: &Lease) -> Result<Outcome, JobError> {
        match self.does {
            Does::Nothing => return Ok(Outcome::Done(Verdict::Done)),
            Does::Fail => return Err(JobError::other("the printer is on fire")),
            Does::Panic => panic!("out of paper"),
            Does::Snooze => return Ok(Outcome::Snooze(Duration::from_secs(40))),
            Does::GiveUp => return Ok(Outcome::GiveUp("it is not an order".to_owned())),
            Does::WriteLate => {
                let file = |word: &str| ctx.data_dir.join(format!("{word}-{}", lease.attempt()));
                std::fs::write(file("waiting"), "").unwrap();
                until(|| file("go").exists()).await;
            }
            Does::WriteAfter(ms) => tokio::time::sleep(Duration::from_millis(ms)).await,
            Does::Write | Does::FailAfterFinish => {}
        }
        let tx = ctx.db.begin_write().await?;
        write_effect(&tx, &self.name).await?;
        lease.finish(&tx, Verdict::Done).await?;
        if matches!(self.does, Does::FailAfterFinish) {
            return Err(JobError::other("the disk was full"));
        }
        tx.commit().await?;
        Ok(Outcome::Done(Verdict::Done))
    }

    async fn given_up(&self, _: &Ctx, _: &Lease, tx: &DatabaseTransaction, reason: &str) -> Result<(), DbErr> {
        write_effect(tx, &format!("{}: {reason}", self.name)).await
    }
}

/// A job that never ends by itself.
#[derive(Serialize, Deserialize)]
struct Endless;

impl Job for Endless {
    const NAME: &'static str = "endless";
    const ATTEMPTS_MAX: i64 = 2;
    const TIMEOUT: Duration = Duration::from_millis(100);

    async fn run(&self, _: &Ctx, _: &Lease) -> Result<Outcome, JobError> {
        std::future::pending().await
    }
}

/// An effect that can be counted: an organisation of this name.
async fn write_effect<C: ConnectionTrait>(tx: &C, name: &str) -> Result<(), DbErr> {
    let row = organisation::ActiveModel {
        slug: Set(uuid::Uuid::now_v7().to_string()),
        name: Set(name.to_owned()),
        settings: Set(Default::default()),
        created_at: Set(start()),
        ..Default::default()
    };
    organisation::Entity::insert(row).exec_without_returning(tx).await.map(|_| ())
}

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

/// Longest a test waits for something: long, because only a test that fails waits so long.
const WAIT_MAX: Duration = Duration::from_secs(120);

async fn until(is_so: impl Fn() -> bool) {
    let end = std::time::Instant::now() + WAIT_MAX;
    while !is_so() {
        assert!(std::time::Instant::now() < end, "waited {WAIT_MAX:?} in vain");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// The same for what must be looked up.
async fn until_it(is_so: impl AsyncFn() -> bool) {
    let end = std::time::Instant::now() + WAIT_MAX;
    while !is_so().await {
        assert!(std::time::Instant::now() < end, "waited {WAIT_MAX:?} in vain");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// After a probe named `first` comes one named `second`.
fn next(finished: &Finished<'_>) -> Vec<NextJob> {
    match finished.job::<Probe>() {
        Some(probe) if probe.name == "first" && finished.verdict == Verdict::Done => {
            vec![NextJob::of(&Probe { name: "second".to_owned(), does: Does::Write })]
        }
        _ => Vec::new(),
    }
}

/// What a test works with.
struct Bench {
    ctx: Arc<Ctx>,
    registry: Arc<Registry>,
    _database: Database,
}

impl Bench {
    async fn new(database: Database, clock: Clock) -> Self {
        let data_dir = database.folder.path().to_owned();
        let flags = [("data", data_dir.to_str().unwrap().to_owned())].into();
        let config = Config::read(&mut Given::gather(&flags, &[].into())).unwrap();
        let ctx = Ctx {
            db: database.db(),
            blobs: Blobs::open(&config.place.blobs()).unwrap(),
            health: Health::new(clock.clone()),
            isolate: Isolate::from_settings(&config.isolate).unwrap(),
            clock,
            config: Arc::new(config),
            data_dir,
            wake: Wake::default(),
        };
        let registry = Registry::new().with::<Probe>().with::<Endless>().then(next);
        Self { ctx: Arc::new(ctx), registry: Arc::new(registry), _database: database }
    }

    async fn fake(database: Database) -> Self {
        Self::new(database, Clock::fake(start())).await
    }

    fn runner(&self, name: &str, lease: Duration) -> Runner {
        let settings = RunnerSettings { workers: 2, lease, grace: Duration::from_millis(800), name: name.to_owned() };
        Runner::new(Arc::clone(&self.ctx), Arc::clone(&self.registry), settings)
    }

    async fn add(&self, name: &str, does: Does) {
        self.add_with(name, does, |how| how).await;
    }

    async fn add_with(&self, name: &str, does: Does, how: impl FnOnce(Enqueue) -> Enqueue) {
        let tx = self.ctx.db.begin_write().await.unwrap();
        let how = how(Enqueue::at(self.ctx.clock.now()));
        enqueue(&tx, None, &Probe { name: name.to_owned(), does }, how).await.unwrap();
        tx.commit().await.unwrap();
        self.ctx.wake.ring();
    }

    /// Does everything that is due; returns the number of attempts.
    async fn drain(&self) -> usize {
        self.runner("drain", Duration::from_secs(60)).drain(self.ctx.clock.now()).await.unwrap()
    }

    /// Moves the clock, then does everything that is due.
    async fn drain_after(&self, seconds: u64) -> usize {
        self.ctx.clock.advance(Duration::from_secs(seconds));
        self.drain().await
    }

    async fn jobs(&self) -> Vec<job::Model> {
        job::Entity::find().order_by_asc(job::Column::Id).all(&self.ctx.db.write).await.unwrap()
    }

    async fn only_job(&self) -> job::Model {
        let mut jobs = self.jobs().await;
        assert_eq!(jobs.len(), 1);
        jobs.remove(0)
    }

    /// Waits until the only job stands like this.
    async fn until_job_is(&self, state: JobState) {
        until_it(async || self.only_job().await.state == state).await;
    }

    async fn effects(&self) -> Vec<String> {
        let rows = organisation::Entity::find().order_by_asc(organisation::Column::Id).all(&self.ctx.db.write).await;
        rows.unwrap().into_iter().map(|row| row.name).collect()
    }

    /// Starts a runner in the background; the token stops it.
    fn start(&self, name: &str, lease: Duration) -> (CancellationToken, tokio::task::JoinHandle<()>) {
        let (runner, stop) = (self.runner(name, lease), CancellationToken::new());
        let shutdown = stop.clone();
        (stop, tokio::spawn(async move { runner.run(shutdown).await }))
    }
}

const MINUTE: Duration = Duration::from_secs(60);
