//! Jobs: done once, whatever happens to the worker. Every test runs on both databases.

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
    const TIMEOUT: Duration = Duration::from_secs(3);

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

async fn until(is_so: impl Fn() -> bool) {
    for _ in 0..1_000 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("waited ten seconds in vain");
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

both! {
    async fn a_job_of_a_rolled_back_transaction_does_not_exist(database: Database) {
        let bench = Bench::fake(database).await;
        let tx = bench.ctx.db.begin_write().await.unwrap();
        let probe = Probe { name: "never".to_owned(), does: Does::Write };
        enqueue(&tx, None, &probe, Enqueue::at(start())).await.unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(bench.drain().await, 0);
        assert!(bench.jobs().await.is_empty() && bench.effects().await.is_empty());
    }

    async fn a_job_is_done_once_and_the_next_one_follows_it(database: Database) {
        let bench = Bench::fake(database).await;
        bench.add("first", Does::Write).await;
        assert_eq!(bench.drain().await, 2);
        assert_eq!(bench.effects().await, ["first", "second"]);
        let jobs = bench.jobs().await;
        assert!(jobs.iter().all(|job| job.state == JobState::Done && job.attempts == 1 && job.leased_by.is_none()));
        assert_eq!(jobs[0].finished_at, Some(start()));
        assert_eq!(bench.drain_after(3_600).await, 0, "nothing is left to do");
    }

    async fn a_job_without_an_effect_is_finished_by_the_runner(database: Database) {
        let bench = Bench::fake(database).await;
        bench.add("first", Does::Nothing).await;
        assert_eq!(bench.drain().await, 2, "what follows is enqueued as well");
        assert_eq!(bench.effects().await, ["second"]);
    }

    async fn a_job_waits_for_its_time(database: Database) {
        let bench = Bench::fake(database).await;
        bench.add_with("later", Does::Write, |how| Enqueue { run_at: start() + chrono::TimeDelta::seconds(30), ..how }).await;
        assert_eq!(bench.drain_after(29).await, 0);
        assert_eq!(bench.drain_after(1).await, 1);
    }

    async fn the_more_urgent_job_comes_first(database: Database) {
        let bench = Bench::fake(database).await;
        bench.add("usual", Does::Write).await;
        bench.add_with("urgent", Does::Write, |how| how.priority(-1)).await;
        bench.add("usual too", Does::Write).await;
        bench.drain().await;
        assert_eq!(bench.effects().await, ["urgent", "usual", "usual too"]);
    }

    async fn a_failed_attempt_is_repeated_ever_later_and_given_up_after_five(database: Database) {
        let bench = Bench::fake(database).await;
        bench.add("report", Does::Fail).await;
        assert_eq!(bench.drain().await, 1);
        for pause in [15, 30, 60, 120] {
            assert_eq!(bench.drain_after(pause - 1).await, 0, "not before {pause} s");
            assert_eq!(bench.only_job().await.state, JobState::Waiting);
            assert_eq!(bench.drain_after(1).await, 1);
        }
        let job = bench.only_job().await;
        assert_eq!((job.state, job.attempts, job.crashes), (JobState::Failed, 5, 0));
        assert_eq!(job.last_error.as_deref(), Some("the printer is on fire"));
        assert_eq!(bench.effects().await, ["report: the printer is on fire"], "the record is told in the same transaction");
        assert_eq!(bench.drain_after(86_400).await, 0);
    }

    async fn a_job_that_fails_after_finishing_leaves_no_effect_and_is_tried_again(database: Database) {
        let bench = Bench::fake(database).await;
        bench.add("first", Does::FailAfterFinish).await;
        bench.drain().await;
        let job = bench.only_job().await;
        assert_eq!((job.state, job.attempts), (JobState::Waiting, 1), "neither done nor followed by another job");
        assert!(bench.effects().await.is_empty());
    }

    async fn a_job_that_can_never_succeed_is_given_up_at_once(database: Database) {
        let bench = Bench::fake(database).await;
        bench.add("newsletter", Does::GiveUp).await;
        assert_eq!(bench.drain().await, 1);
        assert_eq!(bench.only_job().await.state, JobState::Failed);
        assert_eq!(bench.effects().await, ["newsletter: it is not an order"]);
    }

    async fn a_panic_is_a_crash_and_the_third_parks_the_job(database: Database) {
        let bench = Bench::fake(database).await;
        bench.add("poison", Does::Panic).await;
        for crashes in 1..=2 {
            bench.drain().await;
            let job = bench.only_job().await;
            assert_eq!((job.state, job.crashes), (JobState::Waiting, crashes));
            bench.ctx.clock.advance(Duration::from_secs(15));
        }
        bench.drain().await;
        let job = bench.only_job().await;
        assert_eq!((job.state, job.crashes), (JobState::Parked, 3));
        assert_eq!(job.last_error.as_deref(), Some("the worker panicked: out of paper"));
        assert_eq!(bench.effects().await.len(), 1, "the record is told once");
        assert_eq!(bench.drain_after(86_400).await, 0, "a parked job waits for a person");
    }

    async fn a_snooze_is_no_attempt(database: Database) {
        let bench = Bench::fake(database).await;
        bench.add("patient", Does::Snooze).await;
        for _ in 0..20 {
            assert_eq!(bench.drain().await, 1);
            let job = bench.only_job().await;
            assert_eq!((job.state, job.attempts), (JobState::Waiting, 0));
            assert_eq!(bench.drain_after(39).await, 0);
            bench.ctx.clock.advance(Duration::from_secs(1));
        }
    }

    async fn an_attempt_that_takes_too_long_has_failed(database: Database) {
        let bench = Bench::fake(database).await;
        let tx = bench.ctx.db.begin_write().await.unwrap();
        enqueue(&tx, None, &Endless, Enqueue::at(start())).await.unwrap();
        tx.commit().await.unwrap();
        bench.drain().await;
        let job = bench.only_job().await;
        assert_eq!((job.state, job.attempts, job.crashes), (JobState::Waiting, 1, 0));
        assert_eq!(job.last_error.as_deref(), Some("it took longer than 0 s"));
    }

    async fn one_key_waits_or_runs_only_once(database: Database) {
        let bench = Bench::fake(database).await;
        for _ in 0..3 {
            bench.add_with("once", Does::Write, |how| how.unique("order 7")).await;
        }
        bench.add_with("other", Does::Write, |how| how.unique("order 8")).await;
        assert_eq!(bench.jobs().await.len(), 2);
        assert_eq!(bench.drain().await, 2);
        bench.add_with("again", Does::Write, |how| how.unique("order 7")).await;
        assert_eq!(bench.drain().await, 1, "a finished job does not stand in the way");
    }

    async fn a_worker_whose_lease_ran_out_changes_nothing(database: Database) {
        let bench = Bench::fake(database).await;
        let file = |name: &str| bench.ctx.data_dir.join(name);
        bench.add("order", Does::WriteLate).await;
        let (stop_zombie, zombie) = bench.start("zombie", MINUTE);
        until(|| file("waiting-1").exists()).await;
        assert_eq!(rescue(&bench.ctx, &bench.registry).await.unwrap(), 0, "its lease still lasts");
        stop_zombie.cancel();
        bench.ctx.clock.advance(Duration::from_secs(61));
        assert_eq!(rescue(&bench.ctx, &bench.registry).await.unwrap(), 1);
        assert_eq!(rescue(&bench.ctx, &bench.registry).await.unwrap(), 0, "once is enough");
        let job = bench.only_job().await;
        assert_eq!((job.state, job.attempts, job.crashes), (JobState::Waiting, 1, 1));
        let (stop, second) = bench.start("second", MINUTE);
        until(|| file("waiting-2").exists()).await;
        // The zombie wakes up while the second worker has the job, writes its effect, and cannot finish.
        std::fs::write(file("go-1"), "").unwrap();
        zombie.await.unwrap();
        assert!(bench.effects().await.is_empty(), "what the late worker wrote was rolled back");
        let job = bench.only_job().await;
        assert_eq!((job.state, job.fence, job.leased_by.as_deref()), (JobState::Leased, 2, Some("second")));
        std::fs::write(file("go-2"), "").unwrap();
        for _ in 0..500 {
            if bench.only_job().await.state == JobState::Done {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        stop.cancel();
        second.await.unwrap();
        assert_eq!(bench.effects().await, ["order"]);
        assert_eq!(bench.only_job().await.state, JobState::Done);
    }

    async fn three_lost_workers_park_a_job(database: Database) {
        let bench = Bench::fake(database).await;
        bench.add("killer", Does::WriteLate).await;
        for crashes in 1..=3 {
            let all = "update jobs set state = 'leased', attempts = attempts + 1, fence = fence + 1, leased_by = 'dead'";
            bench.ctx.db.write.execute_unprepared(all).await.unwrap();
            assert_eq!(reclaim_all(&bench.ctx, &bench.registry).await.unwrap(), 1, "crash {crashes}");
        }
        let job = bench.only_job().await;
        assert_eq!((job.state, job.crashes), (JobState::Parked, 3));
        assert_eq!(bench.effects().await, ["killer: its process ended while it was running"]);
    }

    async fn jobs_that_died_together_twice_are_tried_apart(database: Database) {
        let bench = Bench::fake(database).await;
        for name in ["one", "two", "three"] {
            bench.add(name, Does::Write).await;
        }
        for due in [[0, 0, 0], [0, 5, 10]] {
            let all = "update jobs set state = 'leased', attempts = attempts + 1, fence = fence + 1, leased_by = 'dead'";
            bench.ctx.db.write.execute_unprepared(all).await.unwrap();
            assert_eq!(reclaim_all(&bench.ctx, &bench.registry).await.unwrap(), 3);
            let waits = bench.jobs().await.into_iter().map(|job| (job.run_at - start()).num_seconds());
            assert_eq!(waits.collect::<Vec<_>>(), due);
        }
        assert_eq!(bench.drain().await, 1, "the first is alone now");
        assert_eq!(bench.drain_after(5).await, 1);
    }

    async fn the_leases_of_a_dead_process_are_reclaimed_at_once(database: Database) {
        let bench = Bench::fake(database).await;
        for number in 0..250 {
            bench.add(&format!("job {number}"), Does::Write).await;
        }
        let until = start() + chrono::TimeDelta::seconds(60);
        let leased = job::Entity::update_many()
            .col_expr(job::Column::State, sea_orm::sea_query::Expr::value(JobState::Leased))
            .col_expr(job::Column::LeasedUntil, sea_orm::sea_query::Expr::value(until));
        leased.exec(&bench.ctx.db.write).await.unwrap();
        assert_eq!(rescue(&bench.ctx, &bench.registry).await.unwrap(), 0, "they have not run out");
        assert_eq!(reclaim_all(&bench.ctx, &bench.registry).await.unwrap(), 250);
        assert_eq!(bench.drain().await, 250);
    }

    async fn the_end_of_the_process_is_no_failure(database: Database) {
        let bench = Bench::new(database, Clock::system()).await;
        bench.add("long", Does::WriteAfter(2_500)).await;
        let (stop, runner) = bench.start("one", MINUTE);
        for _ in 0..500 {
            if bench.only_job().await.state == JobState::Leased {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        stop.cancel();
        runner.await.unwrap();
        let job = bench.only_job().await;
        assert_eq!((job.state, job.attempts, job.crashes), (JobState::Waiting, 0, 0), "given back");
        assert!(job.leased_by.is_none() && job.last_error.is_none());
        assert_eq!(bench.drain().await, 1);
        assert_eq!(bench.effects().await, ["long"]);
    }

    async fn a_job_that_is_almost_ready_may_finish_before_the_end(database: Database) {
        let bench = Bench::new(database, Clock::system()).await;
        bench.add("short", Does::WriteAfter(150)).await;
        let (stop, runner) = bench.start("one", MINUTE);
        tokio::time::sleep(Duration::from_millis(60)).await;
        stop.cancel();
        runner.await.unwrap();
        assert_ne!(bench.only_job().await.state, JobState::Leased);
        bench.drain().await;
        assert_eq!(bench.effects().await, ["short"]);
        assert_eq!(bench.only_job().await.attempts, 1);
    }

    async fn a_slow_job_keeps_its_lease(database: Database) {
        let bench = Bench::new(database, Clock::system()).await;
        bench.add("slow", Does::WriteAfter(1_500)).await;
        let (stop, runner) = bench.start("one", Duration::from_millis(400));
        for _ in 0..100 {
            rescue(&bench.ctx, &bench.registry).await.unwrap();
            if bench.only_job().await.state == JobState::Done {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        stop.cancel();
        runner.await.unwrap();
        let job = bench.only_job().await;
        assert_eq!((job.state, job.attempts, job.crashes), (JobState::Done, 1, 0));
    }

    async fn two_runners_never_do_one_job_twice(database: Database) {
        let bench = Bench::new(database, Clock::system()).await;
        let names: Vec<String> = (0..120).map(|number| format!("job {number:03}")).collect();
        for name in &names {
            bench.add(name, Does::WriteAfter(1)).await;
        }
        let runners = ["one", "two", "three"].map(|name| bench.start(name, MINUTE));
        for _ in 0..1_000 {
            let left = job::Entity::find().filter(job::Column::State.ne(JobState::Done)).one(&bench.ctx.db.write).await;
            if left.unwrap().is_none() {
                break;
            }
            bench.ctx.wake.ring();
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        for (stop, runner) in runners {
            stop.cancel();
            runner.await.unwrap();
        }
        let mut effects = bench.effects().await;
        effects.sort();
        assert_eq!(effects, names);
        assert!(bench.jobs().await.iter().all(|job| job.attempts == 1), "each was leased once");
    }

    async fn a_job_of_another_version_is_left_alone_and_one_that_cannot_be_read_is_shown(database: Database) {
        let bench = Bench::fake(database).await;
        bench.add("unknown", Does::Write).await;
        bench.add("unreadable", Does::Write).await;
        for text in [
            "update jobs set name = 'of_tomorrow' where id = (select min(id) from jobs)",
            "update jobs set payload = '{}' where id = (select max(id) from jobs)",
        ] {
            bench.ctx.db.write.execute_unprepared(text).await.unwrap();
        }
        assert_eq!(bench.drain().await, 1);
        let jobs = bench.jobs().await;
        assert_eq!((jobs[0].state, jobs[0].attempts), (JobState::Waiting, 0));
        assert_eq!(jobs[1].state, JobState::Failed);
        assert!(jobs[1].last_error.as_deref().unwrap().starts_with("the stored job cannot be read"));
    }

    async fn a_runner_without_a_database_reports_it_and_goes_on(database: Database) {
        let bench = Bench::new(database, Clock::system()).await;
        bench.ctx.health.started();
        bench.ctx.db.write.execute_unprepared("alter table jobs rename to away").await.unwrap();
        let (stop, runner) = bench.start("one", MINUTE);
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert!(!bench.ctx.health.readiness(&bench.ctx.db).await.is_ready);
        bench.ctx.db.write.execute_unprepared("alter table away rename to jobs").await.unwrap();
        bench.add("patient", Does::Write).await;
        for _ in 0..300 {
            if bench.only_job().await.state == JobState::Done {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert_eq!(bench.effects().await, ["patient"]);
        assert!(bench.ctx.health.readiness(&bench.ctx.db).await.is_ready);
        stop.cancel();
        runner.await.unwrap();
    }
}
