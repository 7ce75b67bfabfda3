//! What a command opens to work with the rows and contents of a desk.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::ops::blobs::{BlobError, Blobs};
use crate::ops::clock::Clock;
use crate::ops::config::Config;
use crate::ops::db::{Db, DbOpenError};

/// Why a desk could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The data directory cannot be made or used.
    #[error("the data directory {path}")]
    Directory {
        /// The directory or a file in it.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Another process works with this data directory.
    #[error("another ramjet serves the data directory {0}; a SQLite desk belongs to one process")]
    InUse(PathBuf),
    /// There is no desk here.
    #[error("there is no desk in {0}; `ramjet serve` or `ramjet demo` makes one, `--data` names another directory")]
    NoDesk(PathBuf),
    /// The database cannot be opened.
    #[error(transparent)]
    Database(#[from] DbOpenError),
    /// The contents cannot be opened.
    #[error(transparent)]
    Blobs(#[from] BlobError),
}

/// Rows and contents of a desk.
#[derive(Clone, Debug)]
pub struct House {
    /// The rows.
    pub db: Db,
    /// The contents.
    pub blobs: Blobs,
    /// The time.
    pub clock: Clock,
}

impl House {
    /// Opens the desk of `config` and makes it if there is none.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open(config: &Config) -> Result<Self, OpenError> {
        make_directory(&config.place.data)?;
        let db = Db::open_for(&config.place.database(), config.work.workers).await?;
        Ok(Self { db, blobs: Blobs::open(&config.place.blobs())?, clock: Clock::system() })
    }

    /// Opens the desk of `config`, which must exist.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub async fn open_existing(config: &Config) -> Result<Self, OpenError> {
        let is_there = config.place.database.is_some() || Path::new(&config.place.database()).is_file();
        if !is_there {
            return Err(OpenError::NoDesk(config.place.data.clone()));
        }
        Self::open(config).await
    }
}

/// Makes the data directory, for its owner only.
///
/// # Errors
/// The system refused.
pub fn make_directory(path: &Path) -> Result<(), OpenError> {
    let mut maker = fs::DirBuilder::new();
    maker.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut maker, 0o700);
    maker.create(path).map_err(|source| OpenError::Directory { path: path.to_owned(), source })
}

/// Takes the data directory for this process alone, until the returned file is closed or the process ends.
///
/// # Errors
/// [`OpenError::InUse`] when another process has it.
pub fn lock(data: &Path) -> Result<File, OpenError> {
    let path = data.join("ramjet.lock");
    let failed = |source| OpenError::Directory { path: path.clone(), source };
    let file = File::options().create(true).write(true).truncate(false).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(data.to_owned())),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_directory_belongs_to_one_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let held = lock(folder.path()).unwrap();
        assert!(matches!(lock(folder.path()), Err(OpenError::InUse(_))));
        drop(held);
        lock(folder.path()).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_new_data_directory_is_for_its_owner_only() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("a/b");
        make_directory(&data).unwrap();
        assert_eq!(fs::metadata(&data).unwrap().permissions().mode() & 0o777, 0o700);
    }
}
