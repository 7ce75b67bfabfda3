//! Workers that die, hang, hurry or meet: a job is done once all the same.

use super::*;

both! {
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
        bench.until_job_is(JobState::Done).await;
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
        let file = |name: &str| bench.ctx.data_dir.join(name);
        bench.add("long", Does::WriteLate).await;
        let (stop, runner) = bench.start("one", MINUTE);
        until(|| file("waiting-1").exists()).await;
        stop.cancel();
        runner.await.unwrap();
        let job = bench.only_job().await;
        assert_eq!((job.state, job.attempts, job.crashes), (JobState::Waiting, 0, 0), "given back");
        assert!(job.leased_by.is_none() && job.last_error.is_none());
        std::fs::write(file("go-1"), "").unwrap();
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
        let bench = Bench::fake(database).await;
        bench.add("slow", Does::WriteLate).await;
        let (stop, runner) = bench.start("one", Duration::from_secs(1));
        until(|| bench.ctx.data_dir.join("waiting-1").exists()).await;
        // Time passes only between two signs of life, however long they take: more than four leases in all.
        for _ in 0..6 {
            bench.ctx.clock.advance(Duration::from_millis(800));
            let kept = bench.ctx.clock.now() + chrono::TimeDelta::seconds(1);
            until_it(async || bench.only_job().await.leased_until.is_some_and(|until| until >= kept)).await;
            assert_eq!(rescue(&bench.ctx, &bench.registry).await.unwrap(), 0);
        }
        std::fs::write(bench.ctx.data_dir.join("go-1"), "").unwrap();
        bench.until_job_is(JobState::Done).await;
        stop.cancel();
        runner.await.unwrap();
        let job = bench.only_job().await;
        assert_eq!((job.attempts, job.crashes), (1, 0));
    }

    async fn two_runners_never_do_one_job_twice(database: Database) {
        let bench = Bench::new(database, Clock::system()).await;
        let names: Vec<String> = (0..120).map(|number| format!("job {number:03}")).collect();
        for name in &names {
            bench.add(name, Does::WriteAfter(1)).await;
        }
        let runners = ["one", "two", "three"].map(|name| bench.start(name, MINUTE));
        let is_done = async || {
            bench.ctx.wake.ring();
            let left = job::Entity::find().filter(job::Column::State.ne(JobState::Done)).one(&bench.ctx.db.write).await;
            left.unwrap().is_none()
        };
        until_it(is_done).await;
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
        until_it(async || !bench.ctx.health.readiness(&bench.ctx.db).await.is_ready).await;
        bench.ctx.db.write.execute_unprepared("alter table away rename to jobs").await.unwrap();
        bench.add("patient", Does::Write).await;
        bench.until_job_is(JobState::Done).await;
        assert_eq!(bench.effects().await, ["patient"]);
        until_it(async || bench.ctx.health.readiness(&bench.ctx.db).await.is_ready).await;
        stop.cancel();
        runner.await.unwrap();
    }
}
