//! Which statements a piece of work runs, and how the database would go about each: growth is tested by plan and by number, never by time.

use std::sync::{Arc, Mutex};

use ramjet::ops::db::Db;
use sea_orm::{ConnectionTrait as _, DatabaseBackend, Statement, Value, Values};

/// A database that remembers what is asked of it.
pub struct Listened {
    /// The handles to work with.
    pub db: Db,
    heard: Arc<Mutex<Vec<Statement>>>,
}

impl Listened {
    /// The same database; what is read through its `read` handle is remembered from now on.
    pub fn to(db: &Db) -> Self {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let mut db = db.clone();
        let ears = Arc::clone(&heard);
        db.read.set_metric_callback(move |info| ears.lock().unwrap().push(info.statement.clone()));
        Self { db, heard }
    }

    /// What was asked so far, and forgets it.
    pub fn take(&self) -> Vec<Statement> {
        std::mem::take(&mut self.heard.lock().unwrap())
    }

    /// The steps of each statement asked so far, and forgets them.
    pub async fn plans(&self) -> Vec<Vec<String>> {
        let mut plans = Vec::new();
        for statement in &self.take() {
            plans.push(plan(&self.db, statement).await);
        }
        plans
    }

    /// Asserts that no statement asked so far walks a whole table or sorts what an index could give in order; gives their number.
    ///
    /// `small` names tables that stay small however long the desk is in use.
    pub async fn assert_flat(&self, small: &[&str]) -> usize {
        let asked = self.take();
        assert!(!asked.is_empty(), "nothing was asked");
        for statement in &asked {
            let plan = plan(&self.db, statement).await;
            let is_flat = |step: &&String| {
                let scans = step.starts_with("SCAN ") && !small.iter().any(|table| step.contains(table));
                scans || step.contains("TEMP B-TREE FOR ORDER BY")
            };
            let bad: Vec<_> = plan.iter().filter(is_flat).collect();
            assert!(bad.is_empty(), "{bad:?} in the plan {plan:#?} of {}", statement.sql);
        }
        asked.len()
    }
}

/// The steps in which SQLite would go about a statement.
async fn plan(db: &Db, statement: &Statement) -> Vec<String> {
    assert!(db.is_sqlite(), "plans are read on SQLite");
    let values = statement.values.clone().unwrap_or_else(|| Values(Vec::<Value>::new()));
    let asked = Statement::from_sql_and_values(
        DatabaseBackend::Sqlite,
        format!("explain query plan {}", statement.sql),
        values.0,
    );
    let rows = db.write.query_all_raw(asked).await.unwrap();
    rows.iter().map(|row| row.try_get::<String>("", "detail").unwrap()).collect()
}
