//! A whole desk without a network: database, contents, watched folder, jobs, people.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ramjet::intake::folder::Watch;
use ramjet::jobs::{Ctx, Runner, RunnerSettings, Wake};
use ramjet::ops::blobs::Blobs;
use ramjet::ops::clock::Clock;
use ramjet::ops::config::{Config, Given};
use ramjet::ops::db::Db;
use ramjet::ops::health::Health;
use ramjet::ops::isolate::Isolate;
use ramjet::pipeline;
use tokio_util::sync::CancellationToken;

use super::database::{Contents, Database, Kind};
use super::furnish::{Person, opening, person};
use super::law;

/// A desk that is open for business, on Thursday 5 February 2026 at ten in the morning in Melbourne.
///
/// It must be left in order: dropping it with a job left over, or with a law of [`law`] broken, fails the test.
pub struct Desk {
    /// The handles.
    pub db: Db,
    /// The contents.
    pub blobs: Blobs,
    /// The clock, which stands still until it is moved.
    pub clock: Clock,
    /// What jobs are handed.
    pub ctx: Arc<Ctx>,
    /// Reviews.
    pub sharon: Person,
    /// Owns.
    pub grant: Person,
    /// Packs.
    pub mika: Person,
    /// Looks.
    pub vera: Person,
    /// Owns another organisation.
    pub olga: Person,
    /// Ends the pages that were served.
    pub(super) closing: CancellationToken,
    runner: Runner,
    watch: tokio::sync::Mutex<Watch>,
    database: Database,
}

impl Desk {
    /// A desk that sends its letters into a folder; `None` when it is to be on PostgreSQL and there is no server.
    pub async fn fresh(kind: Kind) -> Option<Self> {
        Self::open(kind, &[]).await
    }

    /// A desk with settings of its own, by name: `("smtp-host", "127.0.0.1")`.
    pub async fn open(kind: Kind, settings: &[(&'static str, &str)]) -> Option<Self> {
        let database = Database::with(kind, Contents::Furnished).await?;
        let data_dir = database.folder.path().to_owned();
        // How well a document is read does not hang on how quick this machine is.
        let mut flags: std::collections::BTreeMap<_, _> = std::iter::once(&("isolate-seconds", "120"))
            .chain(settings)
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        flags.insert("data", data_dir.to_str().unwrap().to_owned());
        flags.insert("database-url", database.place().to_owned());
        flags.insert("isolate-program", env!("CARGO_BIN_EXE_ramjet").to_owned());
        let config = Config::read(&mut Given::gather(&flags, &[].into())).unwrap();
        let (db, clock) = (database.db(), Clock::fake(opening()));
        let blobs = Blobs::open(&config.place.blobs()).unwrap();
        let ctx = Arc::new(Ctx {
            db: db.clone(),
            blobs: blobs.clone(),
            health: Health::new(clock.clone()),
            isolate: Isolate::from_settings(&config.isolate).unwrap(),
            clock: clock.clone(),
            config: Arc::new(config),
            data_dir,
            wake: Wake::default(),
        });
        let pace = RunnerSettings {
            workers: 1,
            lease: Duration::from_secs(60),
            grace: Duration::from_secs(1),
            name: "the desk".to_owned(),
        };
        let inbox = ctx.config.place.inbox();
        let watch = Watch::new(db.clone(), blobs.clone(), clock.clone(), inbox, pipeline::first);
        Some(Self {
            runner: Runner::new(Arc::clone(&ctx), Arc::new(pipeline::registry()), pace),
            watch: tokio::sync::Mutex::new(watch),
            sharon: person(&db, "Sharon").await,
            grant: person(&db, "Grant").await,
            mika: person(&db, "Mika").await,
            vera: person(&db, "Vera").await,
            olga: person(&db, "Olga").await,
            closing: CancellationToken::new(),
            db,
            blobs,
            clock,
            ctx,
            database,
        })
    }

    /// Puts a file into the watched folder of the first organisation and looks there; nothing is worked on yet. Gives the number of
    /// messages stored.
    pub async fn deliver(&self, bytes: &[u8], name: &str) -> usize {
        self.deliver_to("ramjet-plastics", bytes, name).await
    }

    /// The same for the organisation of this short name.
    pub async fn deliver_to(&self, organisation: &str, bytes: &[u8], name: &str) -> usize {
        let folder = self.ctx.config.place.inbox().join(organisation);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!(".{name}")), bytes).unwrap();
        std::fs::rename(folder.join(format!(".{name}")), folder.join(name)).unwrap();
        self.look().await
    }

    /// Looks into the watched folders twice, as a file that may still grow is taken by the second look.
    pub async fn look(&self) -> usize {
        let mut watch = self.watch.lock().await;
        watch.look().await.unwrap() + watch.look().await.unwrap()
    }

    /// Does every job that is due, and those that follow; gives the number of attempts.
    pub async fn work_until_idle(&self) -> usize {
        self.runner.drain(self.clock.now()).await.unwrap()
    }

    /// Moves the clock.
    pub fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// Lets an hour pass and all work that waits for its time be done: letters leave.
    pub async fn evening(&self) {
        for _ in 0..60 {
            self.work_until_idle().await;
            self.advance(60);
        }
        self.work_until_idle().await;
    }

    /// The folder that letters are put into.
    pub fn outbox(&self) -> PathBuf {
        self.ctx.config.place.outbox()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.closing.cancel();
        if std::thread::panicking() {
            return;
        }
        let place = self.database.place().to_owned();
        let (blobs, outbox) = (self.blobs.clone(), self.ctx.config.mail.smtp.is_none().then(|| self.outbox()));
        // A drop cannot wait, a thread can; it needs connections of its own, for those of the test belong to another runtime.
        let looked = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let db = Db::open(&place).await.unwrap();
                let violations = law::violations(&db, &blobs, outbox.as_deref()).await;
                db.close().await;
                violations
            })
        });
        let violations = looked.join().unwrap();
        assert!(violations.is_empty(), "the desk was not left in order:\n  {}", violations.join("\n  "));
    }
}
