//! Whether the process lives, and whether it can take work.
//!
//! `/livez` answers as long as the process does. `/readyz` answers yes only while nothing is stopping, the database answers, and every
//! loop that has reported once has reported lately.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::ConnectionTrait;

use super::clock::{Clock, later};
use super::db::Db;

/// A loop that has been silent for this long is reported as stuck.
const SILENCE: Duration = Duration::from_secs(90);

/// Parts whose trouble is shown but does not take the desk out of service: people can go on working.
const ADVISORY: [&str; 1] = ["folders"];

/// The state of the process. Cheap to clone; clones share it.
#[derive(Clone, Debug)]
pub struct Health(Arc<State>);

#[derive(Debug)]
struct State {
    clock: Clock,
    started: AtomicBool,
    stopping: AtomicBool,
    parts: Mutex<BTreeMap<&'static str, Report>>,
}

#[derive(Clone, Debug)]
struct Report {
    at: DateTime<Utc>,
    fault: Option<String>,
}

/// What `/readyz` answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// Whether new work may be sent here.
    pub is_ready: bool,
    /// Every part with its state, by name.
    pub parts: Vec<(&'static str, PartState)>,
}

/// How one part of the process is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartState {
    /// It reported lately and found nothing wrong.
    Well,
    /// It reported a fault; the process goes on and tries again.
    Faulty(String),
    /// It has not reported for ninety seconds.
    Silent,
}

impl Health {
    /// Not ready yet: see [`started`](Self::started).
    pub fn new(clock: Clock) -> Self {
        Self(Arc::new(State {
            clock,
            started: AtomicBool::new(false),
            stopping: AtomicBool::new(false),
            parts: Mutex::new(BTreeMap::new()),
        }))
    }

    /// Everything is up: requests may come.
    pub fn started(&self) {
        self.0.started.store(true, Ordering::SeqCst);
    }

    /// The process is about to end: no new requests, please. There is no way back.
    pub fn stopping(&self) {
        self.0.stopping.store(true, Ordering::SeqCst);
    }

    /// A loop says that its last round went well. Call it at least every thirty seconds.
    pub fn well(&self, part: &'static str) {
        self.report(part, None);
    }

    /// A loop says that its last round failed; it goes on.
    pub fn faulty(&self, part: &'static str, fault: String) {
        self.report(part, Some(fault));
    }

    fn report(&self, part: &'static str, fault: Option<String>) {
        let mut parts = self.0.parts.lock().unwrap_or_else(PoisonError::into_inner);
        parts.insert(part, Report { at: self.0.clock.now(), fault });
    }

    /// Whether the process can take work; asks the database.
    pub async fn readiness(&self, db: &Db) -> Readiness {
        let database = match db.read.execute_unprepared("select 1").await {
            Ok(_) => PartState::Well,
            Err(error) => PartState::Faulty(super::telemetry::whole(&error)),
        };
        let now = self.0.clock.now();
        let mut parts = vec![("database", database)];
        let reports = self.0.parts.lock().unwrap_or_else(PoisonError::into_inner).clone();
        parts.extend(reports.into_iter().map(|(part, report)| (part, report.state(now))));
        let is_up = self.0.started.load(Ordering::SeqCst) && !self.0.stopping.load(Ordering::SeqCst);
        let is_well = parts.iter().all(|(part, state)| *state == PartState::Well || ADVISORY.contains(part));
        Readiness { is_ready: is_up && is_well, parts }
    }
}

impl Report {
    fn state(self, now: DateTime<Utc>) -> PartState {
        match self.fault {
            _ if later(self.at, SILENCE) < now => PartState::Silent,
            None => PartState::Well,
            Some(fault) => PartState::Faulty(fault),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn desk() -> (tempfile::TempDir, Db, Clock, Health) {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(folder.path().join("ramjet.db").to_str().unwrap()).await.unwrap();
        let clock = Clock::fake(DateTime::from_timestamp(1_800_000_000, 0).unwrap());
        let health = Health::new(clock.clone());
        (folder, db, clock, health)
    }

    #[tokio::test]
    async fn a_process_is_ready_after_its_start_and_before_its_end() {
        let (_folder, db, _clock, health) = desk().await;
        assert!(!health.readiness(&db).await.is_ready, "not before the start");
        health.started();
        assert!(health.readiness(&db).await.is_ready);
        health.stopping();
        assert!(!health.readiness(&db).await.is_ready, "not while it ends");
    }

    #[tokio::test]
    async fn a_loop_that_fails_or_falls_silent_is_named() {
        let (_folder, db, clock, health) = desk().await;
        health.started();
        health.well("jobs");
        clock.advance(Duration::from_secs(90));
        assert!(health.readiness(&db).await.is_ready, "ninety seconds are not yet silence");
        clock.advance(Duration::from_secs(1));
        let readiness = health.readiness(&db).await;
        assert!(!readiness.is_ready);
        assert_eq!(readiness.parts, [("database", PartState::Well), ("jobs", PartState::Silent)]);
        health.faulty("jobs", "disk full".to_owned());
        assert!(health.readiness(&db).await.parts.contains(&("jobs", PartState::Faulty("disk full".to_owned()))));
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_read_does_not_take_the_desk_out_of_service() {
        let (_folder, db, _clock, health) = desk().await;
        health.started();
        health.faulty("folders", "permission denied".to_owned());
        let readiness = health.readiness(&db).await;
        assert!(readiness.is_ready);
        assert_eq!(readiness.parts[1].1, PartState::Faulty("permission denied".to_owned()));
    }
}
