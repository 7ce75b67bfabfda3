//! `ramjet backup --out FILE`: the whole desk in one file, while it runs.
//!
//! A snapshot of the database (`VACUUM INTO`) is taken first; every content a row of it refers to was stored before that row and is never
//! changed or removed, so the contents can be copied afterwards without stopping anything. The file is a plain tar: `manifest.json`,
//! `ramjet.db`, `blobs/ab/cdef…`. Only SQLite desks: for PostgreSQL `pg_dump` is the tool, and then a copy of the folder `blobs`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryOrder};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::entity::ids::BlobHash;
use crate::entity::{blob, organisation};
use crate::journal;
use crate::ops::blobs::{BlobError, Blobs};
use crate::ops::clock::Clock;
use crate::ops::db::{Db, DbOpenError};

use super::house::House;
use super::{because, flags::Flags, refuse, say, work};

/// The layout of the file; a later one is refused by an older Ramjet.
pub const FORMAT: u32 = 1;

/// Arguments of `ramjet backup`.
#[derive(clap::Args, Debug)]
pub struct BackupArgs {
    /// The file to write; it must not exist.
    #[arg(long)]
    out: PathBuf,
    #[command(flatten)]
    flags: Flags,
}

/// What a backup says about itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`FORMAT`].
    pub format: u32,
    /// The version that made it.
    pub ramjet: String,
    /// When the snapshot was taken.
    pub made_at: DateTime<Utc>,
    /// SHA-256 of `ramjet.db`.
    pub database: BlobHash,
    /// How many contents follow.
    pub contents: usize,
    /// The end of each organisation's journal, by organisation: number and hash. Kept apart from the rows it shows that none were cut off.
    pub journals: BTreeMap<i64, JournalHead>,
}

/// The end of a journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalHead {
    /// The number of the last entry.
    pub number: i64,
    /// Its hash.
    pub hash: String,
}

/// Why a backup was not made. Nothing is left behind.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The desk is on PostgreSQL.
    #[error("this desk is on PostgreSQL: back it up with pg_dump, and copy the folder blobs after that")]
    NotSqlite,
    /// A backup is never written over another one.
    #[error("{0} exists already; a backup is never written over another file")]
    Exists(PathBuf),
    /// The journal is broken: a backup would hide it.
    #[error("the journal of organisation {0} is broken; `ramjet check` says more")]
    Journal(i64, #[source] journal::Broken),
    /// A content is missing or damaged.
    #[error("a content cannot be backed up")]
    Blob(#[from] BlobError),
    /// The database refused.
    #[error("taking a snapshot of the database")]
    Database(#[from] DbErr),
    /// The snapshot cannot be opened.
    #[error("opening the snapshot")]
    Snapshot(#[from] DbOpenError),
    /// A file refused.
    #[error("writing {path}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

/// Makes the backup and says what is in it.
pub fn run(args: &BackupArgs) -> ExitCode {
    let config = match args.flags.config() {
        Ok(config) => config,
        Err(error) => return refuse(&error.to_string()),
    };
    let made = work(async {
        let house = House::open_existing(&config).await.map_err(because)?;
        backup(&house.db, &house.blobs, &house.clock, &args.out).await.map_err(because)
    });
    match made {
        Ok(manifest) => {
            say(&format!(
                "{}: {} contents, {} journals, database {}\n",
                args.out.display(),
                manifest.contents,
                manifest.journals.len(),
                manifest.database
            ));
            ExitCode::SUCCESS
        }
        Err(reason) => refuse(&reason),
    }
}

/// Writes the desk into the new file `out`, which is there only when it is whole.
///
/// # Errors
/// See [`BackupError`].
pub async fn backup(db: &Db, blobs: &Blobs, clock: &Clock, out: &Path) -> Result<Manifest, BackupError> {
    if !db.is_sqlite() {
        return Err(BackupError::NotSqlite);
    }
    if out.exists() {
        return Err(BackupError::Exists(out.to_owned()));
    }
    // Beside the target, so that nothing private passes through a shared folder and the last step is a rename.
    let folder = tempdir_in(folder_of(out))?;
    let made = write(db, blobs, clock, (&folder, out)).await;
    // Half of a backup is of no use to anybody.
    let _ = fs::remove_dir_all(&folder);
    made
}

async fn write(db: &Db, blobs: &Blobs, clock: &Clock, (folder, out): (&Path, &Path)) -> Result<Manifest, BackupError> {
    let snapshot = folder.join("ramjet.db");
    let quoted = snapshot.to_string_lossy().replace('\'', "''");
    let made_at = clock.now();
    db.write.execute_unprepared(&format!("vacuum into '{quoted}'")).await?;
    let (journals, hashes) = contents_of(&snapshot).await?;
    let database = hash_file(&snapshot).map_err(at(&snapshot))?;
    let ramjet = env!("CARGO_PKG_VERSION").to_owned();
    let manifest = Manifest { format: FORMAT, ramjet, made_at, database, contents: hashes.len(), journals };
    let archive = folder.join("backup.tar");
    let file = create_private(&archive).map_err(at(&archive))?;
    let mut tar = tar::Builder::new(BufWriter::new(file));
    let text = serde_json::to_vec_pretty(&manifest).map_err(|error| at(&archive)(error.into()))?;
    append(&mut tar, "manifest.json", &text).map_err(at(&archive))?;
    append_file(&mut tar, "ramjet.db", &snapshot).map_err(at(&archive))?;
    for hash in hashes {
        let bytes = blobs.get(&hash).await?;
        append(&mut tar, &path_of(&hash), &bytes).map_err(at(&archive))?;
    }
    let file = tar.into_inner().and_then(|buffer| buffer.into_inner().map_err(io::IntoInnerError::into_error));
    file.and_then(|file| file.sync_all()).map_err(at(&archive))?;
    fs::rename(&archive, out).map_err(at(out))?;
    File::open(folder_of(out)).and_then(|folder| folder.sync_all()).map_err(at(out))?;
    Ok(manifest)
}

/// What the snapshot refers to: the end of each journal, and every content.
async fn contents_of(snapshot: &Path) -> Result<(BTreeMap<i64, JournalHead>, Vec<BlobHash>), BackupError> {
    let db = Db::open(&snapshot.to_string_lossy()).await?;
    let journals = journal_heads(&db).await?;
    let rows = blob::Entity::find().order_by_asc(blob::Column::Hash).all(&db.read).await?;
    db.close().await;
    let mut hashes: Vec<BlobHash> = rows.into_iter().map(|row| row.hash).collect();
    hashes.dedup();
    Ok((journals, hashes))
}

/// Follows every journal to its end.
///
/// # Errors
/// A journal is broken, or the database does not answer.
pub async fn journal_heads(db: &Db) -> Result<BTreeMap<i64, JournalHead>, BackupError> {
    let mut heads = BTreeMap::new();
    for row in organisation::Entity::find().all(&db.read).await? {
        let verified = journal::verify(&db.read, row.id).await;
        let verified = verified.map_err(|broken| BackupError::Journal(row.id.0, broken))?;
        if let Some(head) = verified.head {
            heads.insert(row.id.0, JournalHead { number: head.number, hash: head.hash });
        }
    }
    Ok(heads)
}

/// The name of a content inside the file.
pub fn path_of(hash: &BlobHash) -> String {
    let (folder, name) = hash.as_str().split_at(2);
    format!("blobs/{folder}/{name}")
}

/// SHA-256 of a file, read in pieces.
///
/// # Errors
/// The file cannot be read.
pub fn hash_file(path: &Path) -> io::Result<BlobHash> {
    let mut file = File::open(path)?;
    let (mut digest, mut piece) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut piece)? {
            0 => break,
            read => digest.update(&piece[..read]),
        }
    }
    let hex: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    hex.parse().map_err(io::Error::other)
}

fn header(size: u64) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o600);
    header.set_mtime(0);
    header
}

fn append<W: Write>(tar: &mut tar::Builder<W>, name: &str, bytes: &[u8]) -> io::Result<()> {
    tar.append_data(&mut header(bytes.len() as u64), name, bytes)
}

fn append_file<W: Write>(tar: &mut tar::Builder<W>, name: &str, path: &Path) -> io::Result<()> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    tar.append_data(&mut header(size), name, file)
}

fn create_private(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn tempdir_in(folder: &Path) -> Result<PathBuf, BackupError> {
    let path = folder.join(format!(".ramjet-backup-{}", uuid::Uuid::now_v7()));
    let mut maker = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
    maker.create(&path).map_err(at(&path))?;
    Ok(path)
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> BackupError + '_ {
    move |source| BackupError::File { path: path.to_owned(), source }
}
