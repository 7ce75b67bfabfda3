//! Jobs that wait, follow each other, fail and are tried again.

use super::*;

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
}
