//! Letters as files: `outbox/<Message-ID>.eml`, complete or not there.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::sender::{Delivery, Parcel, Proof, Refusal};

/// A folder that letters are put into.
#[derive(Clone, Debug)]
pub struct Folder {
    dir: PathBuf,
}

/// What became of writing one file.
enum Written {
    New,
    /// The same bytes were there.
    Already,
    /// Another letter has this name.
    Taken,
}

impl Folder {
    /// A folder that need not exist yet.
    pub fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    /// Where a letter with this Message-ID lies.
    pub fn path(&self, message_id: &str) -> PathBuf {
        self.dir.join(file_name(message_id))
    }

    pub(super) async fn prepare(&self) -> Result<(), Refusal> {
        let dir = self.dir.clone();
        on_thread(move || std::fs::create_dir_all(dir)).await.map_err(|error| Refusal::Later(reason(&error)))
    }

    pub(super) async fn hand_over(&self, parcel: &Parcel) -> Delivery {
        let (path, bytes) = (self.path(&parcel.message_id), parcel.bytes.clone());
        let receipt = file_name(&parcel.message_id);
        match on_thread(move || write(&path, &bytes)).await {
            Ok(Written::New | Written::Already) => Delivery::Sent { receipt },
            Ok(Written::Taken) => Delivery::Refused(Refusal::Never(format!("{receipt} is another letter"))),
            // The name appears with the whole file or not at all; [`Folder::prove`] sees whether it did.
            Err(error) => Delivery::Unclear(reason(&error)),
        }
    }

    pub(super) async fn prove(&self, parcel: &Parcel) -> Proof {
        let (path, bytes) = (self.path(&parcel.message_id), parcel.bytes.clone());
        match on_thread(move || std::fs::read(path)).await {
            Ok(found) if found == bytes => Proof::Sent { receipt: file_name(&parcel.message_id) },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Proof::NotSent,
            // Handing it over again finds the same thing and says so.
            Ok(_) => Proof::NotSent,
            Err(_) => Proof::Unknown,
        }
    }
}

/// Writes the whole file beside its place, syncs it, and renames it; an existing file is never replaced by another one.
fn write(path: &Path, bytes: &[u8]) -> io::Result<Written> {
    match std::fs::read(path) {
        Ok(found) if found == bytes => return Ok(Written::Already),
        Ok(_) => return Ok(Written::Taken),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let dir = path.parent().unwrap_or_else(|| Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let usual = dir.join(format!(".{name}.part"));
    let open = |beside: &Path| std::fs::File::options().write(true).create_new(true).open(beside);
    let (beside, opened) = match open(&usual) {
        // Left by a process that died, or in the hands of a worker that was overtaken: it is never written to by two.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            let own = dir.join(format!(".{name}.{}.part", uuid::Uuid::now_v7()));
            let opened = open(&own);
            (own, opened)
        }
        opened => (usual.clone(), opened),
    };
    let written = (|| {
        let mut file = opened?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)?;
        if beside != usual {
            // The letter is there; what lay beside it never will be one.
            let _ = std::fs::remove_file(&usual);
        }
        // The new name is on disk only when its folder is.
        std::fs::File::open(dir)?.sync_all()
    })();
    if written.is_err() {
        // What is left over is not a letter; not being able to remove it changes nothing.
        let _ = std::fs::remove_file(&beside);
    }
    written.map(|()| Written::New)
}

/// `<id@domain>` → `id@domain.eml`; whatever is unusual in a file name as `%` and two hex digits, so that no two ids share a name.
fn file_name(message_id: &str) -> String {
    use std::fmt::Write as _;
    let inner = message_id.trim_start_matches('<').trim_end_matches('>');
    let mut name = String::with_capacity(inner.len() + 4);
    for (place, byte) in inner.bytes().enumerate() {
        let is_usual =
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'@') || (byte == b'.' && place > 0);
        if is_usual {
            name.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(name, "%{byte:02x}");
        }
    }
    name.push_str(".eml");
    name
}

fn reason(error: &io::Error) -> String {
    format!("folder: {error}")
}

async fn on_thread<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(io::Error::other(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parcel(id: &str, bytes: &[u8]) -> Parcel {
        let from = "orders@example.com".parse().unwrap();
        Parcel { message_id: id.to_owned(), from, to: Vec::new(), bytes: bytes.to_vec() }
    }

    #[test]
    fn no_message_id_leads_out_of_the_folder() {
        assert_eq!(file_name("<0192-ab@example.com>"), "0192-ab@example.com.eml");
        assert_eq!(file_name("<../../etc/passwd@x>"), "%2e./..%2f".replace('/', "%2f") + "etc%2fpasswd@x.eml");
        assert_eq!(file_name("<.hidden@x>"), "%2ehidden@x.eml");
        assert_ne!(file_name("<a%2fb@x>"), file_name("<a/b@x>"));
    }

    #[tokio::test]
    async fn a_letter_lies_there_once_however_often_it_is_handed_over() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path().join("outbox"));
        let letter = parcel("<1@example.com>", b"Subject: x\r\n\r\ny\r\n");
        assert_eq!(folder.prove(&letter).await, Proof::NotSent);
        folder.prepare().await.unwrap();
        for _ in 0..3 {
            assert!(matches!(folder.hand_over(&letter).await, Delivery::Sent { .. }));
        }
        assert!(matches!(folder.prove(&letter).await, Proof::Sent { .. }));
        let files: Vec<_> = std::fs::read_dir(dir.path().join("outbox")).unwrap().collect();
        assert_eq!(files.len(), 1);
        assert_eq!(std::fs::read(folder.path("<1@example.com>")).unwrap(), letter.bytes);
    }

    #[tokio::test]
    async fn another_letter_of_the_same_name_is_never_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path().to_owned());
        folder.hand_over(&parcel("<1@example.com>", b"first")).await;
        let second = folder.hand_over(&parcel("<1@example.com>", b"second")).await;
        assert!(matches!(second, Delivery::Refused(Refusal::Never(_))), "{second:?}");
        assert_eq!(std::fs::read(folder.path("<1@example.com>")).unwrap(), b"first");
    }

    #[tokio::test]
    async fn a_half_written_letter_has_no_name_and_is_no_proof() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::new(dir.path().to_owned());
        std::fs::write(dir.path().join(".0192.part"), b"fir").unwrap();
        assert_eq!(folder.prove(&parcel("<1@example.com>", b"first")).await, Proof::NotSent);
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_made_is_tried_again_later() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("outbox"), b"a file in the way").unwrap();
        let folder = Folder::new(dir.path().join("outbox"));
        assert!(matches!(folder.prepare().await, Err(Refusal::Later(_))));
    }
}
