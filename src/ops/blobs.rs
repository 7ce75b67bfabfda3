//! The store of contents: raw mail, attachments, page pictures, forms. A content is named by its SHA-256 and never changes.
//!
//! A folder, `blobs/ab/cdef…`. What [`Blobs::put`] has returned is on disk: the bytes are written to a temporary file, synced, renamed to
//! their name, and the folder is synced. Only then may a row refer to them, so a row never refers to nothing.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait};

use crate::entity::ids::BlobHash;
use crate::entity::{Scope, blob};

/// Above this many new contents one sync of the whole file system is cheaper than one of each file.
#[cfg(any(target_os = "linux", target_os = "android"))]
const FEW: usize = 3;

/// The folder store. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Blobs(Arc<Folder>);

#[derive(Debug)]
struct Folder {
    root: PathBuf,
    next: AtomicU64,
}

/// Why a content could not be stored or read.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// There is no content of this hash.
    #[error("the content {0} is missing from the blob store")]
    Missing(BlobHash),
    /// The stored bytes are not the ones that were stored.
    #[error("the content {0} is damaged: its bytes do not match its hash")]
    Damaged(BlobHash),
    /// The disk refused.
    #[error("the blob store {path}")]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The work was cut off by the end of the process.
    #[error("the blob store was stopped")]
    Stopped,
}

impl Blobs {
    /// Opens the store in the folder `dir` and makes it if need be.
    ///
    /// # Errors
    /// The folder cannot be made or written to.
    pub fn open(dir: &Path) -> Result<Self, BlobError> {
        let incoming = dir.join("incoming");
        fs::create_dir_all(&incoming).map_err(at(&incoming))?;
        sync(dir)?;
        Ok(Self(Arc::new(Folder { root: dir.to_owned(), next: AtomicU64::new(0) })))
    }

    /// Removes what interrupted writes have left behind. Only for a process that has the folder to itself.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn sweep(&self) -> Result<usize, BlobError> {
        let incoming = self.0.root.join("incoming");
        let mut swept = 0;
        for entry in fs::read_dir(&incoming).map_err(at(&incoming))? {
            let path = entry.map_err(at(&incoming))?.path();
            fs::remove_file(&path).map_err(at(&path))?;
            swept += 1;
        }
        Ok(swept)
    }

    /// Stores one content; on return it is on disk.
    ///
    /// # Errors
    /// The disk refused; nothing of the content is then visible.
    pub async fn put(&self, bytes: &[u8]) -> Result<BlobHash, BlobError> {
        let mut hashes = self.put_all(&[bytes]).await?;
        hashes.pop().ok_or(BlobError::Stopped)
    }

    /// Stores several contents with one sync of the whole batch; on return all are on disk. The hashes come in the order of the contents.
    ///
    /// # Errors
    /// The disk refused; some contents may have been stored, which hurts nobody.
    pub async fn put_all(&self, contents: &[&[u8]]) -> Result<Vec<BlobHash>, BlobError> {
        let store = Arc::clone(&self.0);
        let contents: Vec<Vec<u8>> = contents.iter().map(|bytes| bytes.to_vec()).collect();
        tokio::task::spawn_blocking(move || store.put_all(&contents)).await.map_err(|_| BlobError::Stopped)?
    }

    /// The bytes of a content, checked against its hash.
    ///
    /// # Errors
    /// Missing, damaged, or the disk refused.
    pub async fn get(&self, hash: &BlobHash) -> Result<Vec<u8>, BlobError> {
        let store = Arc::clone(&self.0);
        let hash = hash.clone();
        tokio::task::spawn_blocking(move || store.get(&hash)).await.map_err(|_| BlobError::Stopped)?
    }

    /// The file of a content, whether it exists or not; for a backup.
    pub fn path(&self, hash: &BlobHash) -> PathBuf {
        self.0.path(hash)
    }
}

impl Folder {
    fn path(&self, hash: &BlobHash) -> PathBuf {
        let (folder, name) = hash.as_str().split_at(2);
        self.root.join(folder).join(name)
    }

    fn get(&self, hash: &BlobHash) -> Result<Vec<u8>, BlobError> {
        let path = self.path(hash);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(BlobError::Missing(hash.clone())),
            Err(source) => return Err(BlobError::Disk { path, source }),
        };
        if BlobHash::of(&bytes) == *hash { Ok(bytes) } else { Err(BlobError::Damaged(hash.clone())) }
    }

    fn put_all(&self, contents: &[Vec<u8>]) -> Result<Vec<BlobHash>, BlobError> {
        let hashes: Vec<BlobHash> = contents.iter().map(|bytes| BlobHash::of(bytes)).collect();
        let mut written: Vec<(PathBuf, PathBuf)> = Vec::new();
        let mut folders: Vec<PathBuf> = Vec::new();
        for (bytes, hash) in contents.iter().zip(&hashes) {
            let path = self.path(hash);
            let folder = self.root.join(&hash.as_str()[..2]);
            if !folders.contains(&folder) {
                folders.push(folder);
            }
            // A content that is there already is kept, unless its bytes are no longer the right ones.
            if !written.iter().any(|(_, other)| *other == path) && self.get(hash).is_err() {
                written.push((self.write(bytes)?, path));
            }
        }
        self.sync_files(&written)?;
        crate::kp!("blobs.written");
        for folder in &folders {
            if !folder.is_dir() {
                fs::create_dir_all(folder).map_err(at(folder))?;
                sync(&self.root)?;
            }
        }
        for (temporary, path) in &written {
            fs::rename(temporary, path).map_err(at(path))?;
        }
        self.sync_folders(&folders)?;
        crate::kp!("blobs.stored");
        Ok(hashes)
    }

    fn write(&self, bytes: &[u8]) -> Result<PathBuf, BlobError> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let path = self.root.join("incoming").join(format!("{}-{number}", std::process::id()));
        let mut file = File::create(&path).map_err(at(&path))?;
        file.write_all(bytes).map_err(at(&path))?;
        Ok(path)
    }

    fn sync_files(&self, written: &[(PathBuf, PathBuf)]) -> Result<(), BlobError> {
        #[cfg(any(target_os = "linux", target_os = "android"))]
        if written.len() > FEW {
            return sync_all(&self.root);
        }
        written.iter().try_for_each(|(path, _)| sync(path))
    }

    fn sync_folders(&self, folders: &[PathBuf]) -> Result<(), BlobError> {
        #[cfg(any(target_os = "linux", target_os = "android"))]
        if folders.len() > FEW {
            return sync_all(&self.root);
        }
        folders.iter().try_for_each(|folder| sync(folder))
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> BlobError + '_ {
    move |source| BlobError::Disk { path: path.to_owned(), source }
}

/// Syncs a file, or the names in a folder.
fn sync(path: &Path) -> Result<(), BlobError> {
    File::open(path).and_then(|open| open.sync_all()).map_err(at(path))
}

/// One sync of everything written to the file system of `folder`.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn sync_all(folder: &Path) -> Result<(), BlobError> {
    let open = File::open(folder).map_err(at(folder))?;
    rustix::fs::syncfs(&open).map_err(|errno| at(folder)(errno.into()))
}

/// Notes in the rows that `scope`'s organisation has the content `hash` of `size` bytes; noting it again changes nothing.
///
/// # Errors
/// The database refused.
pub async fn note<C: ConnectionTrait>(
    tx: &C, scope: &Scope, hash: &BlobHash, size: usize, now: DateTime<Utc>,
) -> Result<(), DbErr> {
    let row = blob::ActiveModel {
        organisation_id: Set(scope.organisation()),
        hash: Set(hash.clone()),
        size_bytes: Set(i64::try_from(size).unwrap_or(i64::MAX)),
        created_at: Set(now),
    };
    blob::Entity::insert(row)
        .on_conflict(OnConflict::columns([blob::Column::OrganisationId, blob::Column::Hash]).do_nothing().to_owned())
        .exec_without_returning(tx)
        .await
        .map(|_| ())
}
