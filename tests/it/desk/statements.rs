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

    /// Asserts that no statement asked so far walks a whole table, or everything an organisation has in it, or sorts what an index could
    /// give in order; gives their number.
    ///
    /// `small` names tables that stay small however long the desk is in use.
    pub async fn assert_flat(&self, small: &[&str]) -> usize {
        let asked = self.take();
        assert!(!asked.is_empty(), "nothing was asked");
        let mut walks_of_all = Vec::new();
        for statement in &asked {
            let plan = plan(&self.db, statement).await;
            let walks = |step: &&String| {
                let is_small = small.iter().any(|table| step.split_whitespace().nth(1) == Some(table));
                let scans = step.starts_with("SCAN ") || walks_an_organisation(step, &statement.sql);
                (scans && !is_small) || step.contains("TEMP B-TREE FOR ORDER BY")
            };
            let bad: Vec<_> = plan.iter().filter(walks).collect();
            if !bad.is_empty() {
                walks_of_all.push(format!("{bad:?} in the plan {plan:?} of {}", statement.sql));
            }
        }
        assert!(walks_of_all.is_empty(), "{}", walks_of_all.join("\n"));
        asked.len()
    }
}

/// Indexes of those rows only that have something in a column.
const PARTIAL: [(&str, &str); 1] = [("orders_replaced", "replaced_by_id")];

/// Whether a step finds rows by their organisation alone, or by a range of their ids within it, although the statement asks for more: then
/// it looks at every one of them, and only throws away what was not asked for.
fn walks_an_organisation(step: &str, sql: &str) -> bool {
    let Some((table, found_by)) = step.strip_prefix("SEARCH ").and_then(|rest| {
        let (table, rest) = rest.split_once(' ')?;
        Some((table, rest.rsplit_once('(')?.1.strip_suffix(')')?))
    }) else {
        return false;
    };
    let is_wide = |term: &str| term == "organisation_id=?" || ["id<?", "id>?"].contains(&term);
    if !found_by.split(" AND ").all(is_wide) {
        return false;
    }
    let is_in_index = |column: &&str| PARTIAL.iter().any(|(index, of)| of == column && step.contains(index));
    asked_of(table, sql).iter().any(|column| !["organisation_id", "id"].contains(column) && !is_in_index(column))
}

/// The columns of a table that a statement has conditions on.
fn asked_of<'s>(table: &str, sql: &'s str) -> Vec<&'s str> {
    let Some((_, conditions)) = sql.split_once(" WHERE ") else { return Vec::new() };
    let ends = [" ORDER BY ", " GROUP BY ", " LIMIT "].iter().filter_map(|word| conditions.rfind(word)).min();
    let conditions = &conditions[..ends.unwrap_or(conditions.len())];
    let named = format!("\"{table}\".\"");
    conditions.split(named.as_str()).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn a_walk_over_an_organisation_is_told_from_a_look_into_an_index() {
    let sql = "SELECT \"orders\".\"id\" FROM \"orders\" WHERE \"orders\".\"organisation_id\" = ? AND \"orders\".\"of_order_id\" = ? ORDER BY \"orders\".\"id\" ASC LIMIT ?";
    assert!(walks_an_organisation("SEARCH orders USING INDEX orders_newest (organisation_id=?)", sql));
    assert!(walks_an_organisation("SEARCH orders USING INDEX orders_newest (organisation_id=? AND id<?)", sql));
    assert!(!walks_an_organisation("SEARCH orders USING INDEX x (organisation_id=? AND of_order_id=?)", sql));
    assert!(!walks_an_organisation("SEARCH orders USING INTEGER PRIMARY KEY (rowid=?)", sql));
    let replaced = "SELECT \"orders\".\"id\" FROM \"orders\" WHERE \"orders\".\"organisation_id\" = ? AND \"orders\".\"replaced_by_id\" IS NOT NULL LIMIT ?";
    assert!(!walks_an_organisation("SEARCH orders USING INDEX orders_replaced (organisation_id=?)", replaced));
    assert!(walks_an_organisation("SEARCH orders USING INDEX orders_newest (organisation_id=?)", replaced));
    let newest = "SELECT \"orders\".\"id\" FROM \"orders\" WHERE \"orders\".\"organisation_id\" = ? AND \"orders\".\"id\" < ? ORDER BY \"orders\".\"id\" DESC LIMIT ?";
    assert!(!walks_an_organisation("SEARCH orders USING INDEX orders_newest (organisation_id=? AND id<?)", newest));
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
