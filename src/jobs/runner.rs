//! The loop that leases jobs, watches over them and notes how they ended.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use tokio::task::{JoinError, JoinHandle, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::entity::job;
use crate::entity::states::JobState;
use crate::kp;
use crate::ops::clock::later;
use crate::ops::config::Work;
use crate::ops::telemetry::whole;

use super::lease::{claim, rescue};
use super::{BACK_OFF, Ctx, JobError, Lease, Outcome, Registry};

/// Between two looks for due jobs, when nobody rings.
const POLL: Duration = Duration::from_secs(1);

/// Between two looks for abandoned leases: with a lease of 60 s a job is taken back at most 75 s after its worker died.
const RESCUE: Duration = Duration::from_secs(15);

/// Finished jobs are kept this long, for whoever wants to know what happened.
const KEPT_DAYS: i64 = 14;

/// How the work is paced.
#[derive(Clone, Debug)]
pub struct RunnerSettings {
    /// Jobs at the same time.
    pub workers: usize,
    /// How long a lease lasts without a sign of life; the sign comes every quarter of it.
    pub lease: Duration,
    /// At the end of the process running jobs get this long before they are given back.
    pub grace: Duration,
    /// The name of this worker, as stored with its leases.
    pub name: String,
}

impl RunnerSettings {
    /// As configured, with a name made of the process id and a random part.
    pub fn new(work: &Work) -> Self {
        let name = format!("{}-{}", std::process::id(), uuid::Uuid::now_v7());
        Self { workers: work.workers, lease: work.lease, grace: Duration::from_secs(12), name }
    }
}

/// Works on jobs until it is told to stop.
#[derive(Clone, Debug)]
pub struct Runner {
    ctx: Arc<Ctx>,
    registry: Arc<Registry>,
    settings: RunnerSettings,
}

/// How an attempt ended.
enum End {
    Outcome(Outcome),
    Error(JobError),
    Panic(String),
    TimedOut(Duration),
    LeaseLost,
    Stopped,
}

/// What was noted about an attempt.
enum Noted {
    Done,
    GivenBack,
    Failed(String),
    Lost,
}

impl Runner {
    /// A runner for the jobs of `registry`.
    pub fn new(ctx: Arc<Ctx>, registry: Arc<Registry>, settings: RunnerSettings) -> Self {
        Self { ctx, registry, settings }
    }

    /// Works until `shutdown`; then lets running jobs finish within the grace, gives the rest back, and returns. A database that does not
    /// answer is reported and tried again.
    pub async fn run(&self, shutdown: CancellationToken) {
        let stop = CancellationToken::new();
        let mut running = JoinSet::new();
        let mut next_rescue = Instant::now();
        while !shutdown.is_cancelled() {
            if Instant::now() >= next_rescue {
                next_rescue = Instant::now() + RESCUE;
                self.tidy().await;
            }
            let free = self.settings.workers - running.len();
            if free > 0 {
                for lease in self.lease_due(free).await {
                    let (runner, stop) = (self.clone(), stop.clone());
                    running.spawn(async move { runner.work(lease, &stop).await });
                }
            }
            let is_full = running.len() >= self.settings.workers;
            tokio::select! {
                () = shutdown.cancelled() => {}
                Some(_) = running.join_next() => {}
                () = self.ctx.wake.heard(), if !is_full => {}
                () = sleep(POLL) => {}
            }
        }
        let finished = timeout(self.settings.grace, async { while running.join_next().await.is_some() {} }).await;
        if finished.is_err() {
            tracing::info!(jobs = running.len(), "running jobs are given back");
            stop.cancel();
            while running.join_next().await.is_some() {}
        }
    }

    /// Works on one job after the other until none is due at `now`; returns how many attempts that took. Jobs that follow, or that are
    /// tried again at once, are included as far as they are due.
    ///
    /// # Errors
    /// The database refused.
    pub async fn drain(&self, now: DateTime<Utc>) -> Result<usize, DbErr> {
        let stop = CancellationToken::new();
        let mut attempts = 0;
        loop {
            let until = later(now, self.settings.lease);
            let leases = claim(&self.ctx, &self.registry, &self.settings.name, (1, until), now).await?;
            if leases.is_empty() {
                return Ok(attempts);
            }
            for lease in leases {
                attempts += 1;
                self.work(lease, &stop).await;
            }
        }
    }

    /// Leases what is due; a failure is reported and means nothing this time.
    async fn lease_due(&self, most: usize) -> Vec<Lease> {
        let now = self.ctx.clock.now();
        let until = later(now, self.settings.lease);
        match claim(&self.ctx, &self.registry, &self.settings.name, (most, until), now).await {
            Ok(leases) => {
                self.ctx.health.well("jobs");
                leases
            }
            Err(error) => {
                self.report("leasing jobs", &error);
                Vec::new()
            }
        }
    }

    /// Takes back abandoned jobs and forgets those that were finished long ago.
    async fn tidy(&self) {
        if let Err(error) = rescue(&self.ctx, &self.registry).await {
            self.report("taking back abandoned jobs", &error);
        }
        let long_ago = self.ctx.clock.now() - TimeDelta::days(KEPT_DAYS);
        let old = job::Entity::delete_many()
            .filter(job::Column::State.eq(JobState::Done))
            .filter(job::Column::FinishedAt.lt(long_ago));
        match old.exec(&self.ctx.db.write).await {
            // Also said here, because a runner whose hands are full leases nothing for a while.
            Ok(_) => self.ctx.health.well("jobs"),
            Err(error) => self.report("forgetting finished jobs", &error),
        }
    }

    /// One attempt at one job, from the lease to the note of how it ended.
    async fn work(&self, lease: Lease, stop: &CancellationToken) {
        let started = Instant::now();
        let lease = Arc::new(lease);
        let end = self.attempt(&lease, stop).await;
        let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let (id, name, attempt) = (lease.id(), lease.name(), lease.attempt());
        match self.note(&lease, end).await {
            Ok(Noted::Done) => tracing::info!(job.id = %id, job.name = name, attempt, took_ms, "job done"),
            Ok(Noted::GivenBack) => tracing::info!(job.id = %id, job.name = name, attempt, took_ms, "job given back"),
            Ok(Noted::Failed(reason)) => {
                tracing::warn!(job.id = %id, job.name = name, attempt, took_ms, reason, "job failed");
            }
            Ok(Noted::Lost) | Err(JobError::LeaseLost) => {
                tracing::warn!(job.id = %id, job.name = name, attempt, took_ms, "job belongs to another worker by now");
            }
            // The lease runs out by itself and the job is taken back.
            Err(error) => {
                tracing::error!(job.id = %id, job.name = name, error = error.reason(), "the end of a job could not be noted");
            }
        }
    }

    /// Runs the job in a task of its own, keeps its lease alive, and ends it at its time limit, with its lease, or with the process.
    async fn attempt(&self, lease: &Arc<Lease>, stop: &CancellationToken) -> End {
        let Some(limit) = self.registry.kind(lease.name()).map(|kind| kind.timeout()) else {
            return End::Outcome(Outcome::GiveUp("this version does not know such jobs".to_owned()));
        };
        let mut task = self.spawn(lease);
        let mut beat = interval(self.settings.lease / 4);
        beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        beat.reset();
        let mut last_sign = Instant::now();
        let limit_over = sleep(limit);
        tokio::pin!(limit_over);
        let end = loop {
            tokio::select! {
                done = &mut task => return ended(done),
                () = &mut limit_over => break End::TimedOut(limit),
                () = stop.cancelled() => break End::Stopped,
                _ = beat.tick() => match lease.extend(&self.ctx.db, self.settings.lease).await {
                    Ok(true) => last_sign = Instant::now(),
                    Ok(false) if lease.is_finished() => {}
                    Ok(false) => break End::LeaseLost,
                    Err(_) if last_sign.elapsed() < self.settings.lease => {}
                    Err(_) => break End::LeaseLost,
                },
            }
        };
        task.abort();
        // So that its transaction is rolled back before the end is noted. A task that never yields is left behind, fenced.
        let _ = timeout(Duration::from_secs(1), &mut task).await;
        end
    }

    fn spawn(&self, lease: &Arc<Lease>) -> JoinHandle<Result<Outcome, JobError>> {
        let (ctx, registry, lease) = (Arc::clone(&self.ctx), Arc::clone(&self.registry), Arc::clone(lease));
        tokio::spawn(async move {
            match registry.kind(lease.name()) {
                Some(kind) => kind.run(&ctx, &lease).await,
                None => Err(JobError::LeaseLost),
            }
        })
    }

    /// Notes in the job's row how an attempt ended.
    async fn note(&self, lease: &Lease, end: End) -> Result<Noted, JobError> {
        let (ctx, now) = (&self.ctx, self.ctx.clock.now());
        let (is_noted, noted) = match end {
            End::Outcome(Outcome::Done(verdict)) => {
                if !lease.is_finished() {
                    let tx = ctx.db.begin_write().await?;
                    lease.finish(&tx, verdict).await?;
                    tx.commit().await?;
                }
                (true, Noted::Done)
            }
            End::Outcome(Outcome::Snooze(pause)) => {
                let run_at = later(now, pause.max(Duration::from_secs(1)));
                (lease.give_back(&ctx.db, run_at).await?, Noted::GivenBack)
            }
            End::Stopped => (lease.give_back(&ctx.db, now).await?, Noted::GivenBack),
            End::Error(JobError::LeaseLost) | End::LeaseLost => (false, Noted::Lost),
            End::Outcome(Outcome::GiveUp(reason)) => (lease.fail(ctx, &reason, false).await?, Noted::Failed(reason)),
            End::Error(error) => (lease.fail(ctx, &error.reason(), true).await?, Noted::Failed(error.reason())),
            End::TimedOut(limit) => {
                let reason = format!("it took longer than {} s", limit.as_secs());
                (lease.fail(ctx, &reason, true).await?, Noted::Failed(reason))
            }
            End::Panic(words) => {
                let reason = format!("the worker panicked: {words}");
                (lease.crash(ctx, &reason, later(now, BACK_OFF)).await?, Noted::Failed(reason))
            }
        };
        kp!("jobs.noted");
        Ok(if is_noted { noted } else { Noted::Lost })
    }

    fn report(&self, what: &'static str, error: &DbErr) {
        let fault = format!("{what}: {}", whole(error));
        tracing::error!("{fault}");
        self.ctx.health.faulty("jobs", fault);
    }
}

fn ended(done: Result<Result<Outcome, JobError>, JoinError>) -> End {
    match done {
        Ok(Ok(outcome)) => End::Outcome(outcome),
        Ok(Err(error)) => End::Error(error),
        Err(error) => match error.try_into_panic() {
            Ok(panic) => End::Panic(words(&*panic)),
            Err(_) => End::Stopped,
        },
    }
}

/// What a panic said.
fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let said = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    said.unwrap_or("without a word").to_owned()
}
