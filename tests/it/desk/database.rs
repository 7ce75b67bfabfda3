//! Fresh databases: a copy of a file that was migrated once, or a PostgreSQL database made from a migrated template.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use ramjet::ops::db::Db;
use sea_orm::{ConnectionTrait, DatabaseConnection};
use tokio::sync::OnceCell;

use super::furnish::furnish;

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file.
    Sqlite,
    /// The server named by `RAMJET_TEST_POSTGRES`.
    Postgres,
}

/// What is in a database before a test begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Contents {
    /// Tables.
    Bare,
    /// Two organisations with people; the first with a catalogue.
    Furnished,
}

/// A fresh, migrated database that goes away with this value.
#[derive(Debug)]
pub struct Database {
    /// Which kind it is.
    pub kind: Kind,
    /// A folder for whatever else the test keeps; the SQLite file is in it.
    pub folder: tempfile::TempDir,
    place: String,
    db: Db,
}

impl Database {
    /// A fresh database without rows; `None` when it is to be on PostgreSQL and there is no server.
    pub async fn fresh(kind: Kind) -> Option<Self> {
        Self::with(kind, Contents::Bare).await
    }

    /// A fresh database with these contents; `None` as above.
    pub async fn with(kind: Kind, contents: Contents) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let place = match kind {
            Kind::Sqlite => {
                let file = folder.path().join("ramjet.db");
                std::fs::copy(sqlite_template(contents).await, &file).unwrap();
                file.to_str().unwrap().to_owned()
            }
            Kind::Postgres => postgres_database(contents).await?,
        };
        let db = Db::open(&place).await.unwrap();
        Some(Self { kind, folder, place, db })
    }

    /// The handles.
    pub fn db(&self) -> Db {
        self.db.clone()
    }

    /// Where it is: a path or a URL.
    pub fn place(&self) -> &str {
        &self.place
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if self.kind == Kind::Sqlite {
            return;
        }
        let name = self.place.rsplit('/').next().unwrap().to_owned();
        // A drop cannot wait, a thread can.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let admin = admin().await.unwrap();
                admin.execute_unprepared(&format!("drop database if exists {name} with (force)")).await.unwrap();
            });
        });
        let _ = dropped.join();
    }
}

/// Migrates the database at `place`, and furnishes it.
async fn prepare(place: &str, contents: Contents) {
    let db = Db::open(place).await.unwrap();
    if contents == Contents::Furnished {
        furnish(&db).await;
    }
    db.close().await;
}

async fn sqlite_template(contents: Contents) -> PathBuf {
    static BARE: OnceCell<(tempfile::TempDir, PathBuf)> = OnceCell::const_new();
    static FURNISHED: OnceCell<(tempfile::TempDir, PathBuf)> = OnceCell::const_new();
    let template = if contents == Contents::Bare { &BARE } else { &FURNISHED };
    let (_, file) = template
        .get_or_init(async || {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("template.db");
            prepare(file.to_str().unwrap(), contents).await;
            (folder, file)
        })
        .await;
    file.clone()
}

/// Makes a database from the template and returns its URL.
async fn postgres_database(contents: Contents) -> Option<String> {
    static BARE: OnceCell<String> = OnceCell::const_new();
    static FURNISHED: OnceCell<String> = OnceCell::const_new();
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var("RAMJET_TEST_POSTGRES").ok()?;
    let admin = admin().await?;
    let process = std::process::id();
    let template = if contents == Contents::Bare { &BARE } else { &FURNISHED };
    let template = template
        .get_or_init(async || {
            let name = format!("ramjet_template_{process}_{contents:?}").to_lowercase();
            admin.execute_unprepared(&format!("drop database if exists {name} with (force)")).await.unwrap();
            admin.execute_unprepared(&format!("create database {name}")).await.unwrap();
            prepare(&database_url(&server, &name), contents).await;
            name
        })
        .await;
    let name = format!("ramjet_{process}_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    admin.execute_unprepared(&format!("drop database if exists {name} with (force)")).await.unwrap();
    admin.execute_unprepared(&format!("create database {name} template {template}")).await.unwrap();
    Some(database_url(&server, &name))
}

async fn admin() -> Option<DatabaseConnection> {
    let server = std::env::var("RAMJET_TEST_POSTGRES").ok()?;
    Some(sea_orm::Database::connect(server).await.unwrap())
}

/// The URL of another database on the same server.
fn database_url(server: &str, name: &str) -> String {
    let (_, rest) = server.split_once("://").unwrap();
    let host = rest.split('/').next().unwrap();
    format!("postgres://{host}/{name}")
}
