//! One worker's right to one job, and every statement that moves a job from one state to another.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use ramjet_reader::evidence::Verdict;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement, UpdateMany, Value, sea_query::Expr,
};

use crate::entity::ids::{JobId, OrganisationId};
use crate::entity::states::JobState;
use crate::entity::{Scope, job};
use crate::ops::clock::{Clock, later};
use crate::ops::db::Db;

use super::{BACK_OFF, BACK_OFF_MOST, CRASHES_MAX, Ctx, Finished, JobError, Registry, insert};

/// How many abandoned jobs one look takes care of.
const RESCUED_AT_ONCE: u64 = 100;

/// Between the next tries of two jobs that have died together before.
const APART: Duration = Duration::from_secs(5);

/// So many of these pauses at most: nothing waits longer than a minute for its turn.
const APART_MOST: u32 = 12;

/// One worker's right to one job. It lasts until the fence in the job's row is raised by the next lease.
#[derive(Debug)]
pub struct Lease {
    row: job::Model,
    registry: Arc<Registry>,
    clock: Clock,
    is_finished: AtomicBool,
    /// Another worker's lease, looked at from outside: it may be ended only while its worker stays silent.
    is_foreign: bool,
}

impl Lease {
    fn new(row: job::Model, registry: &Arc<Registry>, clock: &Clock) -> Self {
        let registry = Arc::clone(registry);
        Self { row, registry, clock: clock.clone(), is_finished: AtomicBool::new(false), is_foreign: false }
    }

    /// The job's id.
    pub fn id(&self) -> JobId {
        self.row.id
    }

    /// The job's name.
    pub fn name(&self) -> &str {
        &self.row.name
    }

    /// The job as stored.
    pub fn payload(&self) -> &serde_json::Value {
        &self.row.payload
    }

    /// Whose job it is; `None` for work of the desk itself.
    pub fn organisation(&self) -> Option<OrganisationId> {
        self.row.organisation_id
    }

    /// The scope the job works in: the system, for the job's organisation.
    ///
    /// # Errors
    /// The job belongs to no organisation.
    pub fn scope(&self) -> Result<Scope, JobError> {
        self.row.organisation_id.map(Scope::system).ok_or(JobError::NoOrganisation)
    }

    /// Which attempt this is, from 1.
    pub fn attempt(&self) -> i64 {
        self.row.attempts
    }

    /// Whether a failure of this attempt is final.
    pub fn is_last_attempt(&self) -> bool {
        self.row.attempts >= self.row.attempts_max
    }

    /// Marks the job done and enqueues what follows, in the transaction that writes the job's effect: after the commit both are true,
    /// before it neither.
    ///
    /// # Errors
    /// [`JobError::LeaseLost`] when another worker has the job: let the transaction go. Otherwise the database refused.
    pub async fn finish(&self, tx: &DatabaseTransaction, verdict: Verdict) -> Result<(), JobError> {
        let now = self.clock.now();
        let done = Move { state: JobState::Done, error: None, ..Move::from(&self.row, now) };
        if !self.settle(tx, done, now).await? {
            return Err(JobError::LeaseLost);
        }
        let organisation = self.row.organisation_id;
        let finished = Finished { name: &self.row.name, payload: &self.row.payload, organisation, verdict };
        for next in self.registry.next(&finished) {
            let due = later(now, next.delay);
            insert(tx, organisation, next, due).await?;
        }
        self.is_finished.store(true, Ordering::SeqCst);
        crate::kp!("jobs.finished");
        Ok(())
    }

    /// Whether [`finish`](Self::finish) was called; its transaction may still be open.
    pub(super) fn is_finished(&self) -> bool {
        self.is_finished.load(Ordering::SeqCst)
    }

    /// Says that the worker is alive. `false`: the lease is lost.
    pub(super) async fn extend(&self, db: &Db, by: Duration) -> Result<bool, DbErr> {
        let until = later(self.clock.now(), by);
        let done = self.mine(job::Entity::update_many().col_expr(job::Column::LeasedUntil, Expr::value(until)));
        Ok(done.exec(&db.write).await?.rows_affected == 1)
    }

    /// Gives the job back as if it had not been taken: the process ends, or the job wants to wait until `run_at`.
    pub(super) async fn give_back(&self, db: &Db, run_at: DateTime<Utc>) -> Result<bool, DbErr> {
        let attempts = self.row.attempts - 1;
        let to = Move { attempts, run_at, error: self.row.last_error.clone(), ..Move::from(&self.row, run_at) };
        self.settle(&db.write, to, run_at).await
    }

    /// Notes a failed attempt; the last one fails the job.
    pub(super) async fn fail(&self, ctx: &Ctx, reason: &str, may_repeat: bool) -> Result<bool, DbErr> {
        let now = self.clock.now();
        let again = may_repeat && !self.is_last_attempt();
        let state = if again { JobState::Waiting } else { JobState::Failed };
        let run_at = later(now, pause(self.row.attempts));
        let to = Move { state, run_at, error: Some(reason.to_owned()), ..Move::from(&self.row, now) };
        self.conclude(ctx, to, now).await
    }

    /// Notes that the worker died with the job, at `run_at` to be tried again; the third time parks the job.
    pub(super) async fn crash(&self, ctx: &Ctx, reason: &str, run_at: DateTime<Utc>) -> Result<bool, DbErr> {
        let now = self.clock.now();
        let crashes = self.row.crashes + 1;
        let state = match () {
            () if crashes >= CRASHES_MAX => JobState::Parked,
            () if self.is_last_attempt() => JobState::Failed,
            () => JobState::Waiting,
        };
        let to = Move { state, run_at, crashes, error: Some(reason.to_owned()), ..Move::from(&self.row, now) };
        self.conclude(ctx, to, now).await
    }

    /// Settles the job, and tells it when that is for good, in one transaction.
    async fn conclude(&self, ctx: &Ctx, to: Move, now: DateTime<Utc>) -> Result<bool, DbErr> {
        let told = (to.state != JobState::Waiting).then(|| to.error.clone()).flatten();
        let tx = ctx.db.begin_write().await?;
        if !self.settle(&tx, to, now).await? {
            return Ok(false);
        }
        if let Some(reason) = told
            && let Some(kind) = self.registry.kind(&self.row.name)
        {
            kind.given_up(ctx, self, &tx, &reason).await?;
        }
        tx.commit().await?;
        Ok(true)
    }

    /// The one statement that ends a lease. `false`: it was not ours any more and nothing was changed.
    async fn settle<C: ConnectionTrait>(&self, conn: &C, to: Move, now: DateTime<Utc>) -> Result<bool, DbErr> {
        let finished = (to.state != JobState::Waiting).then_some(now);
        let update = job::Entity::update_many()
            .col_expr(job::Column::State, Expr::value(to.state))
            .col_expr(job::Column::RunAt, Expr::value(to.run_at))
            .col_expr(job::Column::Attempts, Expr::value(to.attempts))
            .col_expr(job::Column::Crashes, Expr::value(to.crashes))
            .col_expr(job::Column::LastError, Expr::value(to.error))
            .col_expr(job::Column::FinishedAt, Expr::value(finished))
            .col_expr(job::Column::LeasedBy, Expr::value(None::<String>))
            .col_expr(job::Column::LeasedUntil, Expr::value(None::<DateTime<Utc>>));
        Ok(self.mine(update).exec(conn).await?.rows_affected == 1)
    }

    /// Only as long as the job is leased under our fence.
    fn mine(&self, update: UpdateMany<job::Entity>) -> UpdateMany<job::Entity> {
        let update = update
            .filter(job::Column::Id.eq(self.row.id))
            .filter(job::Column::Fence.eq(self.row.fence))
            .filter(job::Column::State.eq(JobState::Leased));
        if self.is_foreign { update.filter(job::Column::LeasedUntil.eq(self.row.leased_until)) } else { update }
    }
}

/// Where a leased job goes.
struct Move {
    state: JobState,
    run_at: DateTime<Utc>,
    attempts: i64,
    crashes: i64,
    error: Option<String>,
}

impl Move {
    fn from(row: &job::Model, now: DateTime<Utc>) -> Self {
        Self { state: JobState::Waiting, run_at: now, attempts: row.attempts, crashes: row.crashes, error: None }
    }
}

/// The pause after the `attempts`-th failed attempt.
fn pause(attempts: i64) -> Duration {
    let doublings = attempts.saturating_sub(1).clamp(0, 16);
    BACK_OFF.saturating_mul(1 << doublings).min(BACK_OFF_MOST)
}

/// Leases up to `most` jobs that are due at `now` and that this process can do, most urgent first.
pub(super) async fn claim(
    ctx: &Ctx, registry: &Arc<Registry>, who: &str, (most, until): (usize, DateTime<Utc>), now: DateTime<Utc>,
) -> Result<Vec<Lease>, DbErr> {
    let mut values: Vec<Value> = vec![who.into(), until.into(), now.into(), i64::try_from(most).unwrap_or(1).into()];
    let mut names = Vec::new();
    for name in registry.names() {
        values.push(name.into());
        names.push(format!("${}", values.len()));
    }
    if names.is_empty() {
        return Ok(Vec::new());
    }
    // One statement, so that SQLite takes its write lock at once; materialised, so that PostgreSQL looks for due jobs only once.
    let text = format!(
        "with due as materialized (select id as due_id from jobs where state = 'waiting' and run_at <= $3 and name in ({})
           order by priority, run_at, id limit $4 {})
         update jobs set state = 'leased', attempts = attempts + 1, fence = fence + 1, leased_by = $1, leased_until = $2
         from due where id = due_id returning *",
        names.join(", "),
        if ctx.db.is_sqlite() { "" } else { "for update skip locked" },
    );
    let claimed = Statement::from_sql_and_values(ctx.db.write.get_database_backend(), text, values);
    let mut rows = job::Entity::find().from_raw_sql(claimed).all(&ctx.db.write).await?;
    rows.sort_by_key(|row| (row.priority, row.run_at, row.id));
    if !rows.is_empty() {
        crate::kp!("jobs.leased");
    }
    Ok(rows.into_iter().map(|row| Lease::new(row, registry, &ctx.clock)).collect())
}

/// Takes back the jobs whose worker has not been heard of until its lease ran out; each counts as a crash. Returns how many.
///
/// # Errors
/// The database refused.
pub async fn rescue(ctx: &Ctx, registry: &Arc<Registry>) -> Result<usize, DbErr> {
    let silent = Condition::all().add(job::Column::LeasedUntil.lt(ctx.clock.now()));
    take_back(ctx, registry, silent, "its worker has not been heard of and the lease ran out").await
}

/// Takes back every leased job at once; each counts as a crash. Only for a process that knows it is alone: it holds the lock of the data
/// directory, so whoever held these leases is dead. Returns how many.
///
/// # Errors
/// The database refused.
pub async fn reclaim_all(ctx: &Ctx, registry: &Arc<Registry>) -> Result<usize, DbErr> {
    let mut all = 0;
    loop {
        match take_back(ctx, registry, Condition::all(), "its process ended while it was running").await? {
            0 => return Ok(all),
            some => all += some,
        }
    }
}

async fn take_back(ctx: &Ctx, registry: &Arc<Registry>, which: Condition, why: &str) -> Result<usize, DbErr> {
    let rows = job::Entity::find()
        .filter(job::Column::State.eq(JobState::Leased))
        .filter(which)
        .order_by_asc(job::Column::Id)
        .limit(RESCUED_AT_ONCE)
        .all(&ctx.db.write)
        .await?;
    let (mut taken, mut suspects) = (0, 0);
    for row in rows {
        let (id, name) = (row.id, row.name.clone());
        // Only one of several jobs that died together did it. From the second time on they are tried apart, so that it dies alone.
        let run_at = later(ctx.clock.now(), APART * suspects);
        suspects = (suspects + u32::from(row.crashes > 0)).min(APART_MOST);
        let lease = Lease { is_foreign: true, ..Lease::new(row, registry, &ctx.clock) };
        if lease.crash(ctx, why, run_at).await? {
            tracing::warn!(job.id = %id, job.name = name, "a job was taken back from a dead worker");
            taken += 1;
        }
    }
    Ok(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_from_fifteen_seconds_up_to_five_minutes() {
        let pauses: Vec<u64> = (1..=8).map(|attempts| pause(attempts).as_secs()).collect();
        assert_eq!(pauses, [15, 30, 60, 120, 240, 300, 300, 300]);
        assert_eq!(pause(i64::MAX), BACK_OFF_MOST);
    }
}
