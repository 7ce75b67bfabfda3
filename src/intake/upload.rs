//! Files that people add at the desk: dropped on a page, chosen in a form, or typed into it.
//!
//! Every file is one message, whatever its kind: what cannot be read is listed with the reason. The same bytes once more become a
//! message of their own, marked as a repeat. All files of one form are stored, or none.

use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::json;

use super::store::{Received, StoreError, Stored, keep};
use crate::auth::Right;
use crate::entity::ids::{MessageId, SourceId};
use crate::entity::states::SourceKind;
use crate::entity::{OfOrganisation, Scope, source};
use crate::jobs::NextJob;
use crate::journal;
use crate::ops::blobs::{BlobError, Blobs};
use crate::ops::deed::{Deed, Done};
use crate::ops::once::OnceError;
use crate::reader::units::turns_text;

/// Most files of one form.
pub const FILES_MAX: usize = 20;
/// Largest file, in bytes: the largest mail that is read.
pub const FILE_BYTES_MAX: usize = 50 << 20;
/// All files of one form together, in bytes.
pub const UPLOAD_BYTES_MAX: usize = 60 << 20;
/// Longest text typed into the form, in bytes.
pub const TEXT_BYTES_MAX: usize = 200 << 10;

/// Longest file name that is kept, in characters.
const NAME_CHARS_MAX: usize = 200;
/// Name of the source that all uploads of an organisation come from.
const SOURCE_NAME: &str = "upload";
/// A file as somebody added it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AddedFile {
    /// The name it came under; a stranger may have chosen it.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why nothing was added.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// This person may not.
    #[error("this person may not add messages")]
    NotPermitted,
    /// There is nothing in the form.
    #[error("no file and no text")]
    Nothing,
    /// A file has no bytes.
    #[error("{0} is empty")]
    Empty(String),
    /// A file is larger than [`FILE_BYTES_MAX`], or the text longer than [`TEXT_BYTES_MAX`].
    #[error("{0} is too large")]
    TooLarge(String),
    /// More than [`FILES_MAX`] files, or together more than [`UPLOAD_BYTES_MAX`].
    #[error("too many files at once")]
    TooMany,
    /// The key of the form cannot be used.
    #[error(transparent)]
    Once(#[from] OnceError),
    /// The bytes could not be kept.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DbErr> for UploadError {
    fn from(error: DbErr) -> Self {
        Self::Store(StoreError::Save(error))
    }
}

impl From<BlobError> for UploadError {
    fn from(error: BlobError) -> Self {
        Self::Store(StoreError::Blob(error))
    }
}

/// Adds every file as a message, with its first job and a journal entry that names the person.
///
/// * `deed` — its key makes the ids of the messages, so it must carry one.
/// * `first` — the first job of the road, from the pipeline.
/// * Nothing is stored unless all of it is; a second click is [`Done::Again`].
pub async fn upload(
    deed: &Deed<'_>, store: &Blobs, files: &[AddedFile], first: fn(MessageId) -> NextJob,
) -> Result<Done, UploadError> {
    if !deed.scope.may(Right::ReviewOrders) {
        return Err(UploadError::NotPermitted);
    }
    check(files)?;
    let form = deed.once.ok_or(OnceError::Malformed)?;
    let contents: Vec<&[u8]> = files.iter().map(|file| file.bytes.as_slice()).collect();
    let hashes = store.put_all(&contents).await?;
    let tx = deed.db.begin_write().await?;
    if deed.begin(&tx).await? == Done::Again {
        return Ok(Done::Again);
    }
    let source = source_of(&tx, deed).await?;
    for (position, (file, hash)) in files.iter().zip(&hashes).enumerate() {
        let name = plain_name(&file.name);
        let provider_id = format!("{}/{}", form.key, position + 1);
        let received = Received { source, provider_id, file_name: &name, bytes: &file.bytes, at: deed.now };
        if let Stored::New(id) | Stored::Repeat(id) = keep(&tx, deed.scope, &received, hash, first).await? {
            let detail = json!({ "file_name": name, "size_bytes": file.bytes.len() });
            note(&tx, deed, id, detail).await?;
        }
    }
    crate::kp!("upload.written");
    tx.commit().await?;
    crate::kp!("upload.committed");
    Ok(Done::First)
}

fn check(files: &[AddedFile]) -> Result<(), UploadError> {
    if files.is_empty() {
        return Err(UploadError::Nothing);
    }
    if let Some(empty) = files.iter().find(|file| file.bytes.is_empty()) {
        return Err(UploadError::Empty(plain_name(&empty.name)));
    }
    if let Some(large) = files.iter().find(|file| file.bytes.len() > FILE_BYTES_MAX) {
        return Err(UploadError::TooLarge(plain_name(&large.name)));
    }
    let bytes: usize = files.iter().map(|file| file.bytes.len()).sum();
    if files.len() > FILES_MAX || bytes > UPLOAD_BYTES_MAX { Err(UploadError::TooMany) } else { Ok(()) }
}

/// A name without folders and without characters that cannot be seen; one that is nothing else becomes `file`.
pub fn plain_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|one| !one.is_control() && !turns_text(*one)).take(NAME_CHARS_MAX).collect();
    let name = name.trim();
    if name.trim_matches('.').is_empty() { "file".to_owned() } else { name.to_owned() }
}

/// The source of all uploads of the organisation, which notes when it was last used; made with the first one, under the lock of the
/// journal.
async fn source_of(tx: &DatabaseTransaction, deed: &Deed<'_>) -> Result<SourceId, DbErr> {
    let scope: &Scope = deed.scope;
    journal::lock(tx, scope).await?;
    let known = source::Entity::of(scope).filter(source::Column::Kind.eq(SourceKind::Upload)).one(tx).await?;
    if let Some(row) = known {
        let mut used = row.into_active_model();
        used.last_ok_at = Set(Some(deed.now));
        return used.update(tx).await.map(|row| row.id);
    }
    let row = source::ActiveModel {
        id: NotSet,
        organisation_id: Set(scope.organisation()),
        kind: Set(SourceKind::Upload),
        name: Set(SOURCE_NAME.to_owned()),
        enabled: Set(true),
        last_ok_at: Set(Some(deed.now)),
        last_error: Set(None),
        created_at: Set(deed.now),
    };
    Ok(source::Entity::insert(row).exec(tx).await?.last_insert_id)
}

async fn note(
    tx: &DatabaseTransaction, deed: &Deed<'_>, id: MessageId, detail: serde_json::Value,
) -> Result<(), DbErr> {
    let entry = journal::Entry {
        record: "message",
        record_id: id.0,
        version: 0,
        action: "added",
        detail,
        actor: deed.actor.to_owned(),
        at: deed.now,
    };
    journal::append(tx, deed.scope, entry).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_end_and_loses_its_folders() {
        for (given, expected) in [
            ("order.pdf", "order.pdf"),
            ("../../etc/passwd", "passwd"),
            ("C:\\fake\\path\\order.eml", "order.eml"),
            ("..", "file"),
            ("", "file"),
            ("a\0b\n.pdf", "ab.pdf"),
            ("cod\u{202E}fdp.exe", "codfdp.exe"),
        ] {
            assert_eq!(plain_name(given), expected, "{given:?}");
        }
        assert_eq!(plain_name(&"x".repeat(900)).len(), NAME_CHARS_MAX);
    }

    #[test]
    fn nothing_empty_files_and_too_many_are_refused() {
        let file = |bytes: usize| AddedFile { name: "a.pdf".into(), bytes: vec![1; bytes] };
        assert!(matches!(check(&[]), Err(UploadError::Nothing)));
        assert!(matches!(check(&[file(3), file(0)]), Err(UploadError::Empty(name)) if name == "a.pdf"));
        assert!(matches!(check(&vec![file(1); FILES_MAX + 1]), Err(UploadError::TooMany)));
        assert!(matches!(check(&[file(FILE_BYTES_MAX + 1)]), Err(UploadError::TooLarge(_))));
        assert!(matches!(check(&[file(40 << 20), file(30 << 20)]), Err(UploadError::TooMany)));
        assert!(check(&vec![file(1); FILES_MAX]).is_ok());
    }
}
