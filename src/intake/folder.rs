//! A watched folder per organisation: whatever is put into `inbox/<organisation>/` becomes a message.
//!
//! A file is taken when it has not grown between two looks, so that a slow copy is not read half-way, and is moved to `done/` once it is
//! stored. A file that cannot be taken stays where it is, and the source says why. Names that begin with a dot are left alone, which is
//! also how a program can write a file first and rename it when it is complete.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, DbErr, EntityTrait, QueryFilter};

use super::store::{Received, StoreError, Stored, store};
use crate::entity::ids::{MessageId, OrganisationId};
use crate::entity::states::SourceKind;
use crate::entity::{OfOrganisation, Scope, organisation, source};
use crate::jobs::NextJob;
use crate::ops::blobs::Blobs;
use crate::ops::clock::Clock;
use crate::ops::db::Db;

/// Largest file that is taken; a larger one stays in the folder and the source says so.
pub const FILE_BYTES_MAX: u64 = 60 * 1024 * 1024;

/// Where taken files are kept, inside the watched folder.
const DONE: &str = "done";

/// Why a look into the folders failed.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The folder cannot be read or a file cannot be moved.
    #[error("{path}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// Something in the folder is no file.
    #[error("{0} is a folder or a link and is left alone: only files that lie in the watched folder itself are taken")]
    NoFile(PathBuf),
    /// The file is larger than [`FILE_BYTES_MAX`].
    #[error("{0} is larger than 60 MB and stays in the folder")]
    TooLarge(PathBuf),
    /// Storing failed; the file stays in the folder.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The database failed.
    #[error("reading the sources")]
    Sources(#[from] DbErr),
}

/// Looks into the watched folders; remembers what it saw, so that a file still being written is left for the next look.
#[derive(Debug)]
pub struct Watch {
    db: Db,
    blobs: Blobs,
    clock: Clock,
    inbox: PathBuf,
    first: fn(MessageId) -> NextJob,
    seen: HashMap<PathBuf, (u64, SystemTime)>,
}

impl Watch {
    /// Watches `inbox/<organisation>/` for every organisation with a folder source; `first` is the first job of the road.
    pub fn new(db: Db, blobs: Blobs, clock: Clock, inbox: PathBuf, first: fn(MessageId) -> NextJob) -> Self {
        Self { db, blobs, clock, inbox, first, seen: HashMap::new() }
    }

    /// One look into every folder; gives the number of messages stored. A folder that fails does not keep the others from being looked at:
    /// its source carries the reason.
    pub async fn look(&mut self) -> Result<usize, FolderError> {
        let mut stored = 0;
        for (organisation, slug) in self.organisations().await? {
            let scope = Scope::system(organisation);
            let sources = source::Entity::of(&scope)
                .filter(source::Column::Kind.eq(SourceKind::Folder))
                .filter(source::Column::Enabled.eq(true))
                .all(&self.db.read)
                .await?;
            for row in sources {
                let (taken, problem) = self.look_into(&scope, &row, &self.inbox.join(&slug)).await;
                stored += taken;
                self.note(row, problem).await?;
            }
        }
        Ok(stored)
    }

    async fn organisations(&self) -> Result<Vec<(OrganisationId, String)>, DbErr> {
        let rows = organisation::Entity::find().all(&self.db.read).await?;
        Ok(rows.into_iter().map(|row| (row.id, row.slug)).collect())
    }

    /// Takes every complete file of one folder; the first problem is kept, the rest goes on.
    async fn look_into(&mut self, scope: &Scope, row: &source::Model, folder: &Path) -> (usize, Option<FolderError>) {
        let (files, no_file) = match files_of(folder) {
            Ok(found) => found,
            Err(error) => return (0, Some(error)),
        };
        let (mut taken, mut problem) = (0, None);
        for (path, size, changed) in files {
            let before = self.seen.insert(path.clone(), (size, changed));
            let is_old = changed.elapsed().is_ok_and(|age| age.as_secs() >= 2);
            if before != Some((size, changed)) && !is_old {
                continue;
            }
            match self.take(scope, row, &path, size).await {
                Ok(Stored::New(_) | Stored::Repeat(_)) => taken += 1,
                Ok(Stored::Known) => {}
                Err(error) => problem = problem.or(Some(error)),
            }
        }
        self.seen.retain(|path, _| path.exists());
        (taken, problem.or(no_file.map(FolderError::NoFile)))
    }

    async fn take(&self, scope: &Scope, row: &source::Model, path: &Path, size: u64) -> Result<Stored, FolderError> {
        if size > FILE_BYTES_MAX {
            return Err(FolderError::TooLarge(path.to_owned()));
        }
        let failed = |source| FolderError::File { path: path.to_owned(), source };
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let (bytes, provider_id) = match read_delivery(path, &name).await {
            // Another process that watches the same folder was faster.
            Err(gone) if gone.kind() == std::io::ErrorKind::NotFound => return Ok(Stored::Known),
            read => read.map_err(failed)?,
        };
        let received = Received { source: row.id, provider_id, file_name: &name, bytes: &bytes, at: self.clock.now() };
        let stored = store(&self.db, &self.blobs, scope, &received, self.first).await?;
        put_away(path, &name).or_else(unless_gone).map_err(failed)?;
        crate::kp!("intake.put_away");
        Ok(stored)
    }

    /// Notes how the look went at the source, where people see it; an unchanged state is not written again.
    async fn note(&self, row: source::Model, problem: Option<FolderError>) -> Result<(), DbErr> {
        let reason = problem.map(|error| crate::ops::telemetry::whole(&error));
        let now = self.clock.now();
        let is_overdue = reason.is_none() && row.last_ok_at.is_none_or(|at| (now - at).num_seconds() >= 60);
        let is_news = row.last_error != reason || is_overdue;
        if !is_news {
            return Ok(());
        }
        if let Some(reason) = &reason {
            tracing::warn!(source.id = row.id.0, reason, "the watched folder has a problem");
        }
        let mut row = source::ActiveModel::from(row);
        if reason.is_none() {
            row.last_ok_at = Set(Some(now));
        }
        row.last_error = Set(reason);
        row.update(&self.db.write).await.map(|_| ())
    }
}

/// A file with its size and the time of its last change.
type Found = (PathBuf, u64, SystemTime);

/// The files to take, in the order of their names, and the first of what is no file; the folder is made if it is missing.
fn files_of(folder: &Path) -> Result<(Vec<Found>, Option<PathBuf>), FolderError> {
    let failed = |source| FolderError::File { path: folder.to_owned(), source };
    std::fs::create_dir_all(folder.join(DONE)).map_err(failed)?;
    let (mut files, mut others) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        // A link may point anywhere, so it is not followed: `metadata` of an entry does not.
        let Ok(about) = entry.metadata() else { continue };
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        if about.is_file() && !is_hidden {
            files.push((entry.path(), about.len(), about.modified().unwrap_or(SystemTime::UNIX_EPOCH)));
        } else if !is_hidden && entry.file_name() != DONE {
            others.push(entry.path());
        }
    }
    files.sort();
    Ok((files, others.into_iter().min()))
}

/// The bytes of a file, and what makes this delivery one: its name, its bytes, and the file itself. The same bytes copied in again are
/// another file and thus another delivery; the same file met again after a crash is not.
async fn read_delivery(path: &Path, name: &str) -> std::io::Result<(Vec<u8>, String)> {
    let bytes = tokio::fs::read(path).await?;
    let about = std::fs::metadata(path)?;
    let changed = about.modified()?.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    let hash = crate::entity::ids::BlobHash::of(&bytes);
    Ok((bytes, format!("{name}|{}|{changed}|{hash}", file_number(&about))))
}

#[cfg(unix)]
fn file_number(about: &std::fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(about)
}

#[cfg(not(unix))]
fn file_number(_: &std::fs::Metadata) -> u64 {
    0
}

/// A file that another process has put away is put away.
fn unless_gone(error: std::io::Error) -> std::io::Result<()> {
    if error.kind() == std::io::ErrorKind::NotFound { Ok(()) } else { Err(error) }
}

/// Moves a stored file to `done/`, under a name that is free there.
fn put_away(path: &Path, name: &str) -> std::io::Result<()> {
    let done = path.parent().unwrap_or(Path::new(".")).join(DONE);
    let free =
        (0..).map(|n| if n == 0 { done.join(name) } else { done.join(format!("{n}-{name}")) }).find(|to| !to.exists());
    std::fs::rename(path, free.unwrap_or_else(|| done.join(name)))
}
