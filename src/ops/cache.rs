//! A folder of what can be made again: bounded, and missed by nobody when it is gone.
//!
//! Files are named by what they were made from, so one never has to be brought up to date. When the folder grows over its limit,
//! what was not asked for the longest goes first.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

/// How much of the limit is left full after a sweep, in percent.
const KEPT_PERCENT: u64 = 80;

/// The folder. Cheap to clone; all clones share the count of its bytes.
#[derive(Clone, Debug)]
pub struct Cache(Arc<Folder>);

#[derive(Debug)]
struct Folder {
    root: PathBuf,
    bytes_max: u64,
    bytes: AtomicU64,
    next: AtomicU64,
}

impl Cache {
    /// Opens the folder `root`, which is made if need be, with room for `bytes_max` bytes. What cannot be made or read is empty: a
    /// cache that does not work costs time, nothing else.
    pub fn open(root: &Path, bytes_max: u64) -> Self {
        if let Err(error) = fs::create_dir_all(root) {
            tracing::warn!(error = %error, "what is drawn cannot be kept");
        }
        let bytes = files(root).iter().map(|(_, size, _)| size).sum();
        let folder = Folder { root: root.to_owned(), bytes_max, bytes: AtomicU64::new(bytes), next: AtomicU64::new(0) };
        Self(Arc::new(folder))
    }

    /// What was kept under this name: letters, digits and hyphens.
    pub async fn get(&self, name: &str) -> Option<Vec<u8>> {
        let path = self.0.path(name)?;
        let read = move || {
            let bytes = fs::read(&path).ok()?;
            // Asked for just now; if that cannot be noted it goes a little earlier.
            let _ = fs::File::open(&path).and_then(|file| file.set_modified(SystemTime::now()));
            Some(bytes)
        };
        tokio::task::spawn_blocking(read).await.ok()?
    }

    /// Keeps bytes under a name, unless the disk refuses.
    pub async fn put(&self, name: &str, bytes: Vec<u8>) {
        let folder = Arc::clone(&self.0);
        let Some(path) = folder.path(name) else { return };
        let write = move || folder.write(&path, &bytes);
        if let Ok(Err(error)) = tokio::task::spawn_blocking(write).await {
            tracing::debug!(error = %error, "a picture was not kept");
        }
    }
}

impl Folder {
    fn path(&self, name: &str) -> Option<PathBuf> {
        let is_name =
            !name.is_empty() && name.len() < 200 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        is_name.then(|| self.root.join(name))
    }

    /// Writes beside and renames, so that nobody reads half a file.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let beside = self.root.join(format!("new-{}-{number}", std::process::id()));
        fs::write(&beside, bytes)?;
        fs::rename(&beside, path)?;
        let size = bytes.len() as u64;
        if self.bytes.fetch_add(size, Ordering::Relaxed) + size > self.bytes_max {
            self.sweep();
        }
        Ok(())
    }

    /// Removes what was asked for the longest ago until there is room again.
    fn sweep(&self) {
        let mut files = files(&self.root);
        files.sort_by_key(|(_, _, asked)| *asked);
        let mut bytes: u64 = files.iter().map(|(_, size, _)| size).sum();
        let kept = self.bytes_max / 100 * KEPT_PERCENT;
        for (path, size, _) in files {
            if bytes <= kept {
                break;
            }
            if fs::remove_file(&path).is_ok() {
                bytes = bytes.saturating_sub(size);
            }
        }
        self.bytes.store(bytes, Ordering::Relaxed);
    }
}

/// Every file with its size and when it was last asked for.
fn files(root: &Path) -> Vec<(PathBuf, u64, SystemTime)> {
    let Ok(entries) = fs::read_dir(root) else { return Vec::new() };
    let file = |entry: io::Result<fs::DirEntry>| {
        let entry = entry.ok()?;
        let about = entry.metadata().ok().filter(fs::Metadata::is_file)?;
        Some((entry.path(), about.len(), about.modified().unwrap_or(SystemTime::UNIX_EPOCH)))
    };
    entries.filter_map(file).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_not_asked_for_the_longest_goes_first() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), 1_000);
        for name in ["a", "b", "c"] {
            cache.put(name, vec![7; 300]).await;
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        assert_eq!(cache.get("a").await, Some(vec![7; 300]), "asked for again");
        std::thread::sleep(std::time::Duration::from_millis(20));
        cache.put("d", vec![7; 300]).await;
        let kept = [cache.get("a").await, cache.get("b").await, cache.get("c").await, cache.get("d").await]
            .map(|kept| kept.is_some());
        assert_eq!(kept, [true, false, false, true]);
        let again = Cache::open(folder.path(), 1_000);
        assert_eq!(again.0.bytes.load(Ordering::Relaxed), 600, "a new process counts what is there");
    }

    #[tokio::test]
    async fn a_name_with_a_path_in_it_is_none_and_a_folder_that_cannot_be_made_is_empty() {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), 1_000);
        for name in ["", "../x", "a/b", "a.png", "é"] {
            cache.put(name, vec![1]).await;
            assert_eq!(cache.get(name).await, None, "{name}");
        }
        fs::write(folder.path().join("file"), b"x").unwrap();
        let broken = Cache::open(&folder.path().join("file/cache"), 1_000);
        broken.put("a", vec![1]).await;
        assert_eq!(broken.get("a").await, None);
    }
}
