//! `ramjet restore FILE --data DIR`: a desk from a backup, checked before it is called one.
//!
//! Letters that were still waiting when the backup was made may have left since: they are held for a person to decide, unless
//! `--send-waiting` says that the desk was stopped before the backup and nothing can have been sent.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, sea_query::Expr};

use crate::entity::ids::BlobHash;
use crate::entity::outbox;
use crate::entity::states::OutboxState;
use crate::ops::blobs::{BlobError, Blobs};
use crate::ops::db::{Db, DbOpenError};

use super::backup::{BackupError, FORMAT, Manifest, hash_file, journal_heads};
use super::check;
use super::house::{OpenError, make_directory};
use super::{because, refuse, say, work};

/// Contents stored with one sync.
const BATCH: usize = 64;

/// Bytes of contents kept in memory before they are stored, about.
const BATCH_BYTES: usize = 16 << 20;

/// A manifest is not longer than this.
const MANIFEST_BYTES_MAX: u64 = 16 << 20;

/// Arguments of `ramjet restore`.
#[derive(clap::Args, Debug)]
pub struct RestoreArgs {
    /// The backup.
    file: PathBuf,
    /// The data directory to make; it must be empty or not exist.
    #[arg(long)]
    data: PathBuf,
    /// Send the letters that were waiting. Only when the desk was stopped before the backup: otherwise they may go out twice.
    #[arg(long)]
    send_waiting: bool,
}

/// What was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// What the backup said about itself.
    pub manifest: Manifest,
    /// Letters that are now held for a person.
    pub held: u64,
}

/// Why nothing was restored. What had been written is removed again.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// A desk is never restored over another one.
    #[error("{0} is not empty; a backup is restored into an empty directory")]
    NotEmpty(PathBuf),
    /// The file is not a backup, or is cut short.
    #[error("{file} is not a whole backup: {why}")]
    NotABackup {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A later Ramjet made it.
    #[error("the backup has format {0}, this Ramjet reads format {FORMAT}; use the version that made it")]
    Newer(u32),
    /// Something in the file is not what was backed up.
    #[error("the backup is damaged: {0}")]
    Damaged(String),
    /// The directory cannot be made.
    #[error(transparent)]
    Directory(#[from] OpenError),
    /// A file refused.
    #[error("restoring {path}")]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A content cannot be stored.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The restored database cannot be opened.
    #[error("opening the restored database")]
    Open(#[from] DbOpenError),
    /// The restored database refused.
    #[error("checking the restored database")]
    Database(#[from] DbErr),
    /// The restored journals cannot be followed.
    #[error("checking the restored journals")]
    Journals(#[from] BackupError),
}

/// Restores and says what.
pub fn run(args: &RestoreArgs) -> ExitCode {
    match work(async { restore(&args.file, &args.data, args.send_waiting).await.map_err(because) }) {
        Ok(restored) => {
            say(&format!(
                "{}: {} contents, as of {}; {} letters are held\n",
                args.data.display(),
                restored.manifest.contents,
                restored.manifest.made_at.to_rfc3339(),
                restored.held
            ));
            ExitCode::SUCCESS
        }
        Err(reason) => refuse(&reason),
    }
}

/// Restores the backup `file` into the empty directory `data`.
///
/// # Errors
/// See [`RestoreError`]; the directory is then as empty as before.
pub async fn restore(file: &Path, data: &Path, send_waiting: bool) -> Result<Restored, RestoreError> {
    let is_new = !data.exists();
    let is_empty = is_new || fs::read_dir(data).map_err(at(data))?.next().is_none();
    if !is_empty {
        return Err(RestoreError::NotEmpty(data.to_owned()));
    }
    make_directory(data)?;
    let restored = unpack(file, data, send_waiting).await;
    if restored.is_err() {
        for name in ["ramjet.db", "ramjet.db-wal", "ramjet.db-shm", UNCHECKED] {
            let _ = fs::remove_file(data.join(name));
        }
        let _ = fs::remove_dir_all(data.join("blobs"));
        if is_new {
            let _ = fs::remove_dir(data);
        }
    }
    restored
}

/// The database while it has not been checked: an interrupted restore is not taken for a desk.
const UNCHECKED: &str = "ramjet.db.unchecked";

async fn unpack(file: &Path, data: &Path, send_waiting: bool) -> Result<Restored, RestoreError> {
    let broken = |why: String| RestoreError::NotABackup { file: file.to_owned(), why };
    let blobs = Blobs::open(&data.join("blobs"))?;
    let unchecked = data.join(UNCHECKED);
    let mut archive = tar::Archive::new(io::BufReader::new(File::open(file).map_err(at(file))?));
    let mut manifest: Option<Manifest> = None;
    let mut batch: Vec<(BlobHash, Vec<u8>)> = Vec::new();
    let (mut stored, mut has_database) = (0, false);
    for entry in archive.entries().map_err(at(file))? {
        let mut entry = entry.map_err(|error| broken(error.to_string()))?;
        let name = entry.path().map_err(|error| broken(error.to_string()))?.to_string_lossy().into_owned();
        match (name.as_str(), &manifest) {
            ("manifest.json", None) => manifest = Some(read_manifest(file, &mut entry)?),
            (_, None) => return Err(broken("it does not begin with a manifest".to_owned())),
            ("ramjet.db", Some(_)) => {
                let mut out = File::create_new(&unchecked).map_err(at(&unchecked))?;
                io::copy(&mut entry, &mut out).map_err(|error| broken(error.to_string()))?;
                out.sync_all().map_err(at(&unchecked))?;
                has_database = true;
            }
            (name, Some(_)) => {
                let hash = hash_of(name).ok_or_else(|| broken(format!("{name} does not belong into it")))?;
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes).map_err(|error| broken(error.to_string()))?;
                batch.push((hash, bytes));
                if batch.len() >= BATCH || batch.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() > BATCH_BYTES {
                    stored += store(&blobs, &mut batch).await?;
                }
            }
        }
    }
    stored += store(&blobs, &mut batch).await?;
    let manifest = manifest.ok_or_else(|| broken("it is empty".to_owned()))?;
    if !has_database || stored != manifest.contents {
        return Err(broken(format!("it has {stored} of {} contents", manifest.contents)));
    }
    let database = hash_file(&unchecked).map_err(at(&unchecked))?;
    if database != manifest.database {
        return Err(RestoreError::Damaged("the database is not the one that was backed up".to_owned()));
    }
    let place = data.join("ramjet.db");
    fs::rename(&unchecked, &place).map_err(at(&place))?;
    let held = verify(&place, &blobs, &manifest, send_waiting).await?;
    Ok(Restored { manifest, held })
}

/// Opens the restored desk, checks all of it, and holds the letters that may have left already.
async fn verify(place: &Path, blobs: &Blobs, manifest: &Manifest, send_waiting: bool) -> Result<u64, RestoreError> {
    let db = Db::open(&place.to_string_lossy()).await?;
    let report = check::check(&db, blobs).await?;
    if let Some(fault) = report.faults.first() {
        return Err(RestoreError::Damaged(fault.clone()));
    }
    if journal_heads(&db).await? != manifest.journals {
        return Err(RestoreError::Damaged("a journal does not end where it did".to_owned()));
    }
    let held = if send_waiting { 0 } else { hold_letters(&db).await? };
    db.close().await;
    Ok(held)
}

async fn hold_letters(db: &Db) -> Result<u64, DbErr> {
    let why = "restored from a backup: it may have been sent since";
    let held = outbox::Entity::update_many()
        .col_expr(outbox::Column::State, Expr::value(OutboxState::Held))
        .col_expr(outbox::Column::LastError, Expr::value(why))
        .filter(outbox::Column::State.is_in([OutboxState::Waiting, OutboxState::Sending]))
        .exec(&db.write)
        .await?;
    Ok(held.rows_affected)
}

/// Stores the batch, checks every hash, and empties it.
async fn store(blobs: &Blobs, batch: &mut Vec<(BlobHash, Vec<u8>)>) -> Result<usize, RestoreError> {
    let contents: Vec<&[u8]> = batch.iter().map(|(_, bytes)| bytes.as_slice()).collect();
    let hashes = blobs.put_all(&contents).await?;
    for ((named, _), is) in batch.iter().zip(&hashes) {
        if named != is {
            return Err(RestoreError::Damaged(format!("the content {named} does not match its hash")));
        }
    }
    let stored = hashes.len();
    batch.clear();
    Ok(stored)
}

fn read_manifest(file: &Path, entry: &mut impl Read) -> Result<Manifest, RestoreError> {
    #[derive(serde::Deserialize)]
    struct Format {
        format: u32,
    }
    let broken = |why: String| RestoreError::NotABackup { file: file.to_owned(), why };
    let mut text = Vec::new();
    entry.take(MANIFEST_BYTES_MAX).read_to_end(&mut text).map_err(|error| broken(error.to_string()))?;
    // Only this much of a manifest stays the same for ever.
    let Format { format } = serde_json::from_slice(&text).map_err(|error| broken(error.to_string()))?;
    if format > FORMAT {
        return Err(RestoreError::Newer(format));
    }
    serde_json::from_slice(&text).map_err(|error| broken(error.to_string()))
}

/// The hash a content is named by: `blobs/ab/cdef…`.
fn hash_of(name: &str) -> Option<BlobHash> {
    let (folder, rest) = name.strip_prefix("blobs/")?.split_once('/')?;
    (folder.len() == 2).then(|| format!("{folder}{rest}"))?.parse().ok()
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> RestoreError + '_ {
    move |source| RestoreError::File { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_contents_are_taken_from_a_backup() {
        let hash = BlobHash::of(b"x");
        assert_eq!(hash_of(&super::super::backup::path_of(&hash)), Some(hash));
        for name in ["blobs/../../etc/passwd", "blobs/ab/cd", "/etc/passwd", "blobs/", "ramjet.lock", "blobs/abc/def"] {
            assert_eq!(hash_of(name), None, "{name}");
        }
    }
}
