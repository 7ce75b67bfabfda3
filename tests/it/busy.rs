//! A database that is busy: pages keep their share of it, and whoever has to wait too long is told so and loses nothing.

use std::time::Duration;

use ramjet::ops::busy::is_busy;
use ramjet::ops::db::Db;
use ramjet::review::page::{ListQuery, list};
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::auth::{other_firm, start};
use crate::desk::{Desk, Kind, both};

/// Jobs that the process of these tests works on at a time.
const JOBS: usize = 3;
/// Longer than anybody waits on purpose, for a lock or for a connection: only who waits for ever takes so long.
const WITHIN: Duration = Duration::from_secs(180);

both! {
    async fn pages_answer_while_every_job_holds_its_transaction_and_its_heartbeat(database: Database) {
        let db = Db::open_for(database.place(), JOBS).await.unwrap();
        let scope = other_firm(&db).await;
        let mut held = Vec::new();
        for _ in 0..if db.is_sqlite() { 1 } else { JOBS * 2 } {
            held.push(db.begin_write().await.unwrap());
        }
        let mut visitors = JoinSet::new();
        for _ in 0..32 {
            let db = db.clone();
            visitors.spawn(async move { list(&db, &scope, start(), &ListQuery::default()).await.unwrap().rows.len() });
        }
        let seen = timeout(WITHIN, visitors.join_all()).await.expect("no page waits for a job");
        assert_eq!(seen, [0; 32]);
        if !db.is_sqlite() {
            let more = timeout(WITHIN, db.begin_write()).await.expect("nor a person who changes something");
            more.unwrap().rollback().await.unwrap();
        }
        drop(held);
    }

    async fn what_a_job_and_a_page_want_at_the_same_time_is_done_in_turn(database: Database) {
        let (db, scope) = (database.db(), other_firm(&database.db()).await);
        let mut writers = JoinSet::new();
        for _ in 0..24 {
            let db = db.clone();
            writers.spawn(async move {
                let tx = db.begin_write().await.unwrap();
                // Looked up beside the transaction, as a page does.
                list(&db, &scope, start(), &ListQuery::default()).await.unwrap();
                tx.commit().await.unwrap();
            });
        }
        timeout(WITHIN, writers.join_all()).await.expect("nobody waits for ever");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_finds_the_database_locked_is_asked_to_come_back_and_loses_nothing() {
    let desk = Desk::fresh(Kind::Sqlite).await.unwrap();
    let served = desk.serve();
    let mut sharon = served.visit(&desk.sharon);
    let form = sharon.get("/account").unwrap().form("/account/language").with("locale", "de-DE");
    let other = Db::open(desk.ctx.data_dir.join("ramjet.db").to_str().unwrap()).await.unwrap();
    let held = other.begin_write().await.unwrap();
    assert_eq!(sharon.get("/orders").unwrap().status, 200, "looking is possible all the time");

    let answer = sharon.send(&form).unwrap();
    assert_eq!((answer.status, answer.header("retry-after")), (503, "5"));
    assert!(answer.text().contains("Just a moment") && answer.text().contains("Nothing is lost"), "{}", answer.text());
    let refused = desk.db.begin_write().await.map(drop).unwrap_err();
    assert!(is_busy(&refused), "{refused}");

    held.rollback().await.unwrap();
    assert_eq!(sharon.send(&form).unwrap().status, 303, "the same form works once the other one is done");
    assert!(sharon.get("/orders").unwrap().text().contains("lang=\"de"), "and it is in force");
}
