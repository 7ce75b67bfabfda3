//! Everything that leaves the house: sent once or visibly held.

mod compose;
mod letters;
mod server;
mod sink;
mod smtp;

use std::sync::Arc;
use std::time::Duration;

use ramjet::auth::{Role, Scope};
use ramjet::entity::ids::OutboxId;
use ramjet::entity::states::{Cause, JobState, OutboxState};
use ramjet::entity::{job, outbox as rows};
use ramjet::jobs::{Ctx, Finished, Job, JobError, Lease, NextJob, Outcome, Registry, Runner, RunnerSettings, Wake};
use ramjet::ops::blobs::{Blobs, note};
use ramjet::ops::clock::Clock;
use ramjet::ops::config::{Config, Given};
use ramjet::ops::health::Health;
use ramjet::ops::isolate::Isolate;
use ramjet::outbox::{self, Attachment, Draft, Letter, OutboxError, SendOutbox, compose};
use ramjet::reader::evidence::Verdict;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};
use serde::{Deserialize, Serialize};

use crate::auth::{firm, start};
use crate::desk::Database;

/// The media type of a workbook.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Bytes that look like a workbook and hold everything mail likes to change: lone line ends, dots at their beginning, NULs.
pub fn sheet(seed: u64, size: usize) -> Vec<u8> {
    let mut bytes = b"PK\x03\x04\n.\r\n.\r\n\r.\0\nFrom \n".to_vec();
    let mut state = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    while bytes.len() < size {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        bytes.extend_from_slice(&state.to_be_bytes());
    }
    bytes.truncate(size);
    bytes
}

/// What follows a letter here: a note of how it ended.
#[derive(Serialize, Deserialize)]
struct Noted {
    letter: OutboxId,
    verdict: Verdict,
}

impl Job for Noted {
    const NAME: &'static str = "noted";
    const ATTEMPTS_MAX: i64 = 1;
    const TIMEOUT: Duration = Duration::from_secs(60);

    async fn run(&self, _: &Ctx, _: &Lease) -> Result<Outcome, JobError> {
        Ok(Outcome::Done(Verdict::Done))
    }
}

fn next(finished: &Finished<'_>) -> Vec<NextJob> {
    let letter = finished.job::<SendOutbox>();
    letter.map(|letter| NextJob::of(&Noted { letter: letter.outbox, verdict: finished.verdict })).into_iter().collect()
}

/// A firm with Grant as owner, and a way out.
pub struct Post {
    pub ctx: Arc<Ctx>,
    pub grant: Scope,
    _database: Database,
    registry: Arc<Registry>,
}

impl Post {
    /// Letters go into the folder.
    pub async fn by_folder(database: Database) -> Self {
        Self::with(database, &[]).await
    }

    /// Letters go to the server at this port of this machine, unprotected.
    pub async fn by_smtp(database: Database, port: u16) -> Self {
        let port = port.to_string();
        Self::with(database, &[("smtp-host", "127.0.0.1"), ("smtp-port", &port), ("smtp-tls", "none")]).await
    }

    pub async fn with(database: Database, settings: &[(&'static str, &str)]) -> Self {
        let data_dir = database.folder.path().to_owned();
        let mut flags: std::collections::BTreeMap<&'static str, String> =
            settings.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        flags.insert("data", data_dir.to_str().unwrap().to_owned());
        let config = Config::read(&mut Given::gather(&flags, &[].into())).unwrap();
        let clock = Clock::fake(start());
        let ctx = Ctx {
            db: database.db(),
            blobs: Blobs::open(&config.place.blobs()).unwrap(),
            isolate: Isolate::from_settings(&config.isolate).unwrap(),
            health: Health::new(clock.clone()),
            clock,
            config: Arc::new(config),
            data_dir,
            wake: Wake::default(),
        };
        let grant = firm(&ctx.db).await;
        let registry = Arc::new(Registry::new().with::<SendOutbox>().with::<Noted>().then(next));
        Self { ctx: Arc::new(ctx), grant, _database: database, registry }
    }

    /// A letter with two workbooks to two people, leaving in 30 s.
    pub async fn letter(&self, subject: &str, attachment_bytes: usize) -> Letter {
        let message_id = outbox::new_message_id("orders@example.com").unwrap();
        let file = |name: &str, seed| Attachment {
            name: name.to_owned(),
            media_type: XLSX.to_owned(),
            bytes: sheet(seed, attachment_bytes),
        };
        let draft = Draft {
            from: "Müller Orders <orders@example.com>".to_owned(),
            to: vec!["first@example.com".to_owned(), "second@example.com".to_owned()],
            subject: subject.to_owned(),
            text: "Attached.\n.\n..\n".to_owned(),
            attachments: vec![file("Office_Order_12022.xlsx", 1), file("WO-12022-1.xlsx", 2)],
            message_id: message_id.clone(),
            date: self.ctx.clock.now(),
        };
        let bytes = compose(&draft).unwrap();
        let blob = self.ctx.blobs.put(&bytes).await.unwrap();
        let tx = self.ctx.db.begin_write().await.unwrap();
        note(&tx, &self.grant, &blob, bytes.len(), self.ctx.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        Letter {
            cause: Cause::Approval,
            order: None,
            recipients: draft.to,
            subject: draft.subject,
            message_id,
            blob,
            send_after: self.ctx.clock.now() + chrono::TimeDelta::seconds(30),
            posted_at: self.ctx.clock.now(),
        }
    }

    pub async fn try_post(&self, scope: &Scope, letter: &Letter) -> Result<OutboxId, OutboxError> {
        let tx = self.ctx.db.begin_write().await.unwrap();
        let id = outbox::post(&tx, scope, letter).await?;
        tx.commit().await.unwrap();
        Ok(id)
    }

    /// Posts a small letter of Grant's.
    pub async fn post(&self) -> OutboxId {
        let letter = self.letter("Order 12022", 3_000).await;
        self.try_post(&self.grant, &letter).await.unwrap()
    }

    pub async fn recall(&self, scope: &Scope, id: OutboxId) -> Result<(), OutboxError> {
        let tx = self.ctx.db.begin_write().await.unwrap();
        outbox::recall(&tx, scope, id, self.ctx.clock.now()).await?;
        tx.commit().await.unwrap();
        Ok(())
    }

    pub async fn send_again(&self, scope: &Scope, id: OutboxId) -> Result<(), OutboxError> {
        let tx = self.ctx.db.begin_write().await.unwrap();
        outbox::send_again(&tx, scope, "Grant", id, self.ctx.clock.now()).await?;
        tx.commit().await.unwrap();
        Ok(())
    }

    pub fn runner(&self, name: &str) -> Runner {
        let (lease, grace) = (Duration::from_secs(60), Duration::from_secs(1));
        let settings = RunnerSettings { workers: 1, lease, grace, name: name.to_owned() };
        Runner::new(Arc::clone(&self.ctx), Arc::clone(&self.registry), settings)
    }

    /// Moves the clock, then does everything that is due; returns the number of attempts of jobs.
    pub async fn after(&self, seconds: u64) -> usize {
        self.ctx.clock.advance(Duration::from_secs(seconds));
        self.runner("drain").drain(self.ctx.clock.now()).await.unwrap()
    }

    /// Does everything that is due, beside the test.
    pub fn drain_aside(&self) -> tokio::task::JoinHandle<usize> {
        let (runner, now) = (self.runner("aside"), self.ctx.clock.now());
        tokio::spawn(async move { runner.drain(now).await.unwrap() })
    }

    pub async fn row(&self, id: OutboxId) -> rows::Model {
        rows::Entity::find_by_id(id).one(&self.ctx.db.write).await.unwrap().unwrap()
    }

    pub async fn state(&self, id: OutboxId) -> OutboxState {
        self.row(id).await.state
    }

    /// Where the jobs of letters stand.
    pub async fn job_states(&self) -> Vec<JobState> {
        let jobs = job::Entity::find().order_by_asc(job::Column::Id).all(&self.ctx.db.write).await.unwrap();
        jobs.into_iter().filter(|job| job.name == SendOutbox::NAME).map(|job| job.state).collect()
    }

    /// Files in the folder of letters.
    pub fn files(&self) -> Vec<std::path::PathBuf> {
        match std::fs::read_dir(self.ctx.config.place.outbox()) {
            Ok(files) => files.map(|file| file.unwrap().path()).collect(),
            Err(_) => Vec::new(),
        }
    }

    /// What an earlier process left behind that died while the letter was on its way.
    pub async fn interrupt(&self, id: OutboxId) {
        self.run(&format!("update outbox set state = 'sending', attempts = attempts + 1 where id = {id}")).await;
    }

    pub async fn run(&self, text: &str) {
        self.ctx.db.write.execute_unprepared(text).await.unwrap();
    }

    /// How the jobs of letters ended, in the eyes of the pipeline.
    pub async fn verdicts(&self) -> Vec<Verdict> {
        let jobs = job::Entity::find().order_by_asc(job::Column::Id).all(&self.ctx.db.write).await.unwrap();
        let noted = jobs.into_iter().filter(|job| job.name == Noted::NAME);
        noted.map(|job| serde_json::from_value::<Noted>(job.payload).unwrap().verdict).collect()
    }

    pub async fn member(&self, name: &str, role: Role) -> Scope {
        crate::auth::member(&self.ctx.db, &self.grant, name, role).await
    }

    /// The bytes that were approved.
    pub async fn approved(&self, id: OutboxId) -> Vec<u8> {
        self.ctx.blobs.get(&self.row(id).await.blob).await.unwrap()
    }
}
