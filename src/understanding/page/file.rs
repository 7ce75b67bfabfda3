//! Files as they came: a message, or one of its documents.

use sea_orm::{ColumnTrait, QueryFilter};

use super::source::SourceError;
use crate::entity::ids::{DocumentId, MessageId};
use crate::entity::{OfOrganisation, Scope, document, message};
use crate::intake::upload::plain_name;
use crate::ops::blobs::Blobs;
use crate::ops::db::Db;

/// A file as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileOf {
    /// The name it came under, without folders; a stranger chose it.
    pub name: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// The bytes of a document.
///
/// # Errors
/// [`SourceError::MissingDocument`] when there is no such document in this organisation.
pub async fn document_file(db: &Db, store: &Blobs, scope: &Scope, id: DocumentId) -> Result<FileOf, SourceError> {
    let row = document::Entity::of(scope)
        .filter(document::Column::Id.eq(id))
        .one(&db.read)
        .await?
        .ok_or(SourceError::MissingDocument(id))?;
    let name = row.name.unwrap_or_else(|| format!("{}.{}", row.part.replace('.', "-"), ending(&row.media_type)));
    Ok(FileOf { name: safe(&name), bytes: store.get(&row.blob).await? })
}

/// The bytes of a message as it was received.
///
/// # Errors
/// [`SourceError::MissingMessage`] when there is no such message in this organisation.
pub async fn message_file(db: &Db, store: &Blobs, scope: &Scope, id: MessageId) -> Result<FileOf, SourceError> {
    let row = message::Entity::of(scope)
        .filter(message::Column::Id.eq(id))
        .one(&db.read)
        .await?
        .ok_or(SourceError::MissingMessage(id))?;
    Ok(FileOf { name: safe(&row.file_name), bytes: store.get(&row.blob).await? })
}

/// The end of a name for a document that has none.
fn ending(media_type: &str) -> &'static str {
    match media_type {
        "application/pdf" => "pdf",
        "text/html" => "html",
        "message/rfc822" => "eml",
        kind if kind.starts_with("text/") => "txt",
        _ => "bin",
    }
}

/// A name to save a file under: plain, and not one that hides the file.
fn safe(name: &str) -> String {
    let name = plain_name(name);
    let name = name.trim_start_matches('.').trim();
    if name.is_empty() { "file".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn a_name_with_a_path_or_tricks_becomes_a_plain_one() {
        for (given, expected) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\orders\\PO 12.pdf", "PO 12.pdf"),
            ("invoice\u{202E}fdp.exe", "invoicefdp.exe"),
            ("...", "file"),
            ("a\r\nSet-Cookie: x", "aSet-Cookie: x"),
            (".htaccess", "htaccess"),
        ] {
            assert_eq!(safe(given), expected, "{given:?}");
        }
    }
}
