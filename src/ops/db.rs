//! The two handles on the database, opened, checked and migrated.
//!
//! On SQLite one connection writes and four read, so that a reader never waits for a writer and two writers queue instead of failing.
//! On PostgreSQL each handle is a pool of its own: what is looked up beside a transaction never waits for a connection that another
//! transaction holds, so that many of them at once cannot block each other.

use std::path::Path;
use std::time::Duration;

use ramjet_migration::{Migrator, MigratorTrait};
use sea_orm::sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr,
    SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};

use super::kept::Kept;

/// The oldest SQLite that is safe with several connections: older ones may corrupt a WAL database that is written and checkpointed at
/// the same time (<https://www.sqlite.org/wal.html>, the WAL-reset fault).
const SQLITE_FLOOR: (u32, u32, u32) = (3, 51, 3);

/// How long a statement waits for another process to let go of the database.
const BUSY: Duration = Duration::from_secs(5);

/// Connections to PostgreSQL for reading. Each is taken for one statement, so a few serve many people.
const READING: u32 = 8;

/// Connections to PostgreSQL that are left for the changes of people while every job writes.
const PEOPLE_WRITING: u32 = 4;

/// Connections to PostgreSQL that a job writes with: its transaction and its heartbeat.
const JOB_WRITING: u32 = 2;

/// Rows that a connection reads ahead of whoever asked for them: a page of the list, so that the two need not wait for each other.
const ROWS_AHEAD: usize = 128;

/// How long a caller waits for a free connection.
const ACQUIRE: Duration = Duration::from_secs(30);

/// A connection of PostgreSQL that was idle this long is tried before it is used: a server or a firewall may have closed it. One that was
/// used a moment ago is not, because that would double the round trips of every page.
const TRIED_AFTER: Duration = Duration::from_secs(30);

/// The key of the PostgreSQL advisory lock that lets one process migrate at a time: "ramjet" in ASCII.
const MIGRATION_LOCK: i64 = 0x7261_6d6a_6574;

/// The handles on the database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Db {
    /// For reading. On SQLite it refuses to write.
    pub read: DatabaseConnection,
    /// For writing, and for reading what a decision rests on.
    pub write: DatabaseConnection,
    /// What this process has worked out of the database and keeps.
    pub kept: Kept,
}

/// Why the database could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum DbOpenError {
    /// The folder or the server cannot be reached.
    #[error("opening the database {place}")]
    Connect {
        /// The path or the URL without its password.
        place: String,
        /// What the driver said.
        #[source]
        source: DbErr,
    },
    /// The SQLite in use may corrupt databases.
    #[error("SQLite {0} may corrupt a database that several connections use; 3.51.3 or newer is needed")]
    OldSqlite(String),
    /// A newer Ramjet has written this database.
    #[error("the database was migrated by a newer Ramjet (it knows {0}); start that version, or restore a backup")]
    Newer(String),
    /// A change of the schema failed; nothing of it was kept.
    #[error("migrating the database; nothing was changed")]
    Migrate(#[source] DbErr),
}

impl Db {
    /// Opens the database at `place`, a path of a SQLite file (also `sqlite:PATH`) or a `postgres://` URL, and brings its schema up to
    /// date in one transaction.
    ///
    /// # Errors
    /// See [`DbOpenError`]; a database that a newer Ramjet has written is refused.
    pub async fn open(place: &str) -> Result<Self, DbOpenError> {
        Self::open_for(place, 1).await
    }

    /// The same for a process that works on so many jobs at a time: on PostgreSQL its jobs never take the last connection from its pages.
    /// On SQLite there is one that writes, whatever the number of jobs.
    ///
    /// # Errors
    /// See [`open`](Self::open).
    pub async fn open_for(place: &str, jobs: usize) -> Result<Self, DbOpenError> {
        let db = Self::connect(place, jobs).await?;
        db.check_version().await?;
        db.migrate().await?;
        Ok(db)
    }

    async fn connect(place: &str, jobs: usize) -> Result<Self, DbOpenError> {
        let failed = |source| DbOpenError::Connect { place: without_password(place), source };
        if is_postgres(place) {
            let jobs = u32::try_from(jobs).unwrap_or(u32::MAX).saturating_mul(JOB_WRITING);
            let write =
                Database::connect(postgres(place, jobs.saturating_add(PEOPLE_WRITING))).await.map_err(failed)?;
            let read = Database::connect(postgres(place, READING)).await.map_err(failed)?;
            return Ok(Self { read, write, kept: Kept::default() });
        }
        let path = place.strip_prefix("sqlite:").map_or(place, |rest| rest.trim_start_matches("//"));
        let write = Database::connect(sqlite(path, Use::Write)).await.map_err(failed)?;
        let read = Database::connect(sqlite(path, Use::Read)).await.map_err(failed)?;
        Ok(Self { read, write, kept: Kept::default() })
    }

    async fn check_version(&self) -> Result<(), DbOpenError> {
        if !self.is_sqlite() {
            return Ok(());
        }
        let failed = |source| DbOpenError::Connect { place: "sqlite".to_owned(), source };
        let asked = Statement::from_string(DatabaseBackend::Sqlite, "select sqlite_version() as version");
        let row = self.read.query_one_raw(asked).await.map_err(failed)?;
        let version = match row {
            Some(row) => row.try_get::<String>("", "version").map_err(failed)?,
            None => String::new(),
        };
        if is_recent(&version) { Ok(()) } else { Err(DbOpenError::OldSqlite(version)) }
    }

    /// Applies every missing change of the schema, all or none. Several processes may start at the same time: one migrates, the others
    /// wait for it, at most ten seconds.
    async fn migrate(&self) -> Result<(), DbOpenError> {
        let tx = self.begin_write().await.map_err(DbOpenError::Migrate)?;
        if !self.is_sqlite() {
            let locked = format!("set local lock_timeout = '10s'; select pg_advisory_xact_lock({MIGRATION_LOCK})");
            tx.execute_unprepared(&locked).await.map_err(DbOpenError::Migrate)?;
        }
        let applied = Migrator::get_migration_models(&tx).await.map_err(DbOpenError::Migrate)?;
        let known = Migrator::migrations();
        if let Some(newer) = applied.iter().find(|row| !known.iter().any(|change| change.name() == row.version)) {
            return Err(DbOpenError::Newer(newer.version.clone()));
        }
        if applied.len() < known.len() {
            Migrator::up(&tx, None).await.map_err(DbOpenError::Migrate)?;
        }
        tx.commit().await.map_err(DbOpenError::Migrate)
    }

    /// Begins a transaction that will write. On SQLite it takes the write lock at once (`IMMEDIATE`): a transaction that read first and
    /// wrote later would fail under load instead of waiting. Dropped without a commit it leaves nothing.
    ///
    /// # Errors
    /// No connection within thirty seconds, or the database does not answer.
    pub async fn begin_write(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: self.is_sqlite().then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.write.begin_with_options(options).await
    }

    /// Whether this is SQLite; otherwise it is PostgreSQL.
    pub fn is_sqlite(&self) -> bool {
        self.write.get_database_backend() == DatabaseBackend::Sqlite
    }

    /// Closes every connection, so that the files may be moved. On SQLite the write-ahead log is folded into the database first.
    pub async fn close(self) {
        // What stays open here is closed by the end of the process; the log keeps what was committed either way.
        let _ = self.read.close().await;
        let _ = self.write.close().await;
    }
}

enum Use {
    Read,
    Write,
}

fn postgres(place: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(place);
    options.max_connections(connections).acquire_timeout(ACQUIRE);
    options.test_before_acquire_if_idle_for(TRIED_AFTER);
    quiet(options)
}

fn sqlite(path: &str, to: Use) -> ConnectOptions {
    let mut options = ConnectOptions::new("sqlite:");
    options.max_connections(if matches!(to, Use::Write) { 1 } else { 4 }).acquire_timeout(ACQUIRE);
    // A file does not go away between two statements; asking it whether it is there costs as much as a small query.
    options.test_before_acquire(false);
    options.idle_timeout(None::<Duration>).max_lifetime(None::<Duration>);
    let path = path.to_owned();
    let writes = matches!(to, Use::Write);
    options.map_sqlx_sqlite_opts(move |_| {
        let options = SqliteConnectOptions::new()
            .filename(Path::new(&path))
            .create_if_missing(writes)
            .busy_timeout(BUSY)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .row_buffer_size(ROWS_AHEAD);
        if writes { options } else { options.pragma("query_only", "on") }
    });
    quiet(options)
}

/// Statements are not logged unless they take longer than a second; then without their values.
fn quiet(mut options: ConnectOptions) -> ConnectOptions {
    options.sqlx_logging_level(log::LevelFilter::Trace);
    options.sqlx_slow_statements_logging_settings(log::LevelFilter::Warn, Duration::from_secs(1));
    options
}

/// Whether `place` names a PostgreSQL server rather than a file.
pub fn is_postgres(place: &str) -> bool {
    place.starts_with("postgres://") || place.starts_with("postgresql://")
}

/// `place` as it may be shown: a URL without user and password.
pub fn without_password(place: &str) -> String {
    match place.split_once("://") {
        Some((scheme, rest)) => match rest.split_once('/') {
            Some((host, path)) => format!("{scheme}://{}/{path}", after_at(host)),
            None => format!("{scheme}://{}", after_at(rest)),
        },
        None => place.to_owned(),
    }
}

fn after_at(host: &str) -> &str {
    host.rsplit_once('@').map_or(host, |(_, host)| host)
}

fn is_recent(version: &str) -> bool {
    let mut numbers = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    (next(), next(), next()) >= SQLITE_FLOOR
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_sqlite_is_refused() {
        for (version, recent) in
            [("3.51.3", true), ("3.52.0", true), ("4.0.0", true), ("3.51.2", false), ("3.9.9", false), ("", false)]
        {
            assert_eq!(is_recent(version), recent, "{version}");
        }
    }

    #[test]
    fn a_database_is_named_without_its_password() {
        assert_eq!(
            without_password("postgres://me:s3cr@t@db.example:5432/ramjet"),
            "postgres://db.example:5432/ramjet"
        );
        assert_eq!(without_password("postgres://me:secret@db"), "postgres://db");
        assert_eq!(without_password("/srv/ramjet.db"), "/srv/ramjet.db");
    }
}
