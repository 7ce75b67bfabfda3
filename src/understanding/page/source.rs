//! A message with its documents, and pictures of their pages.

use sea_orm::{ColumnTrait, DbErr, QueryFilter, QueryOrder};

use super::{DocumentView, PageSize, Shape, Source};
use crate::entity::ids::{DocumentId, MessageId};
use crate::entity::{OfOrganisation, Scope, document, message};
use crate::ops::blobs::{BlobError, Blobs};
use crate::ops::cache::Cache;
use crate::ops::db::Db;
use crate::ops::isolate::{Isolate, IsolateError};
use crate::reader::reading::{Content, READER_VERSION};

/// Why a source or a picture cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// There is no such message in this organisation.
    #[error("message {0} does not exist")]
    MissingMessage(MessageId),
    /// There is no such document in this organisation, or it has no pages.
    #[error("document {0} does not exist or has no pages")]
    MissingDocument(DocumentId),
    /// The page could not be drawn.
    #[error("drawing a page")]
    Draw(#[from] IsolateError),
    /// The bytes are not there, or not what they were.
    #[error("reading the document")]
    Blob(#[from] BlobError),
    /// The HTML of the document can be shown as its text only.
    #[error("the document {0} cannot be shown as a page")]
    NoPage(DocumentId),
    /// The database failed.
    #[error("looking up a source")]
    Lookup(#[from] DbErr),
}

/// A message with its documents, bodies first.
pub async fn source(db: &Db, scope: &Scope, id: MessageId) -> Result<Source, SourceError> {
    let row = message::Entity::of(scope)
        .filter(message::Column::Id.eq(id))
        .one(&db.read)
        .await?
        .ok_or(SourceError::MissingMessage(id))?;
    let documents = document::Entity::of(scope)
        .filter(document::Column::MessageId.eq(id))
        .order_by_desc(document::Column::IsBody)
        .order_by_asc(document::Column::Id)
        .all(&db.read)
        .await?;
    Ok(Source {
        id: row.id,
        sender_name: row.sender_name,
        sender_address: row.sender_address,
        subject: row.subject,
        sent_at: row.sent_at,
        received_at: row.received_at,
        documents: with_heads(documents.into_iter().map(view).collect()),
    })
}

/// The media type of the head of an attached message; its documents have its part path before their own.
const HEAD: &str = "text/rfc822-headers";

/// Gives each document the head of the attached message it belongs to: of several inside each other, the innermost.
fn with_heads(mut documents: Vec<DocumentView>) -> Vec<DocumentView> {
    let mut heads: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for document in documents.iter().filter(|document| document.media_type == HEAD) {
        if let Shape::Text(text) = &document.content {
            heads.push((format!("{}.", document.part), head_lines(text)));
        }
    }
    let parts: Vec<String> = documents.iter().map(|document| document.part.clone()).collect();
    for document in &mut documents {
        let around = heads.iter().filter(|(path, _)| document.part.starts_with(path.as_str()));
        document.head = around.max_by_key(|(path, _)| path.len()).map(|(_, head)| head.clone()).unwrap_or_default();
        // A head without anything below it is all there is of its message, and is shown as it is.
        let path = format!("{}.", document.part);
        document.is_head = document.media_type == HEAD && parts.iter().any(|part| part.starts_with(&path));
    }
    documents
}

/// `Subject: …` as name and value; lines without a name go on with the value above.
fn head_lines(text: &str) -> Vec<(String, String)> {
    let mut lines: Vec<(String, String)> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match (line.split_once(':'), lines.last_mut()) {
            (Some((name, value)), _) if !name.contains(' ') => lines.push((name.to_owned(), value.trim().to_owned())),
            (_, Some((_, value))) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            _ => {}
        }
    }
    lines
}

fn view(row: document::Model) -> DocumentView {
    let content = match row.content.content {
        Content::Text { text } if row.media_type == "text/html" => Shape::Html(text),
        Content::Text { text } => Shape::Text(text),
        Content::Pages { pages } => Shape::Pages(
            pages
                .iter()
                .map(|page| PageSize {
                    number: page.number,
                    width: page.width,
                    height: page.height,
                    is_scan: page.is_scan,
                })
                .collect(),
        ),
        Content::Sheets { sheets } => Shape::Sheets(sheets),
        Content::Unreadable { reason } => Shape::Unreadable(reason),
    };
    DocumentView {
        id: row.id,
        part: row.part,
        name: row.name,
        media_type: row.media_type,
        is_body: row.is_body,
        size_bytes: row.size_bytes,
        head: Vec::new(),
        is_head: false,
        blob: row.blob,
        content,
    }
}

/// A page of a PDF or picture as PNG, turned as it was read, drawn in a child process.
pub async fn picture(
    tools: &Tools<'_>, scope: &Scope, id: DocumentId, page: u32, dpi: u16,
) -> Result<Vec<u8>, SourceError> {
    let row = document::Entity::of(scope)
        .filter(document::Column::Id.eq(id))
        .one(&tools.db.read)
        .await?
        .ok_or(SourceError::MissingDocument(id))?;
    let Content::Pages { pages } = &row.content.content else { return Err(SourceError::MissingDocument(id)) };
    let turned = pages.iter().find(|known| known.number == page).map_or(0, |page| page.turned);
    // Named by what it is drawn from and by whom: another version may draw otherwise.
    let name = format!("{}-{page}-{dpi}-{turned}-{READER_VERSION}", row.blob);
    if let Some(picture) = tools.pictures.get(&name).await {
        return Ok(picture);
    }
    let bytes = tools.blobs.get(&row.blob).await?;
    let picture = tools.isolate.render_turned(&bytes, page, dpi, turned).await?;
    tools.pictures.put(&name, picture.clone()).await;
    Ok(picture)
}

/// What drawing a page needs.
#[derive(Clone, Copy, Debug)]
pub struct Tools<'a> {
    /// The database.
    pub db: &'a Db,
    /// The contents.
    pub blobs: &'a Blobs,
    /// Where documents are drawn.
    pub isolate: &'a Isolate,
    /// Pictures that were drawn.
    pub pictures: &'a Cache,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_told_by_its_lines_even_where_a_value_is_folded() {
        let lines = head_lines(
            "From: Renae <renae@shape.example>\nSubject: Purchase order\n 12022: two lines\n\nDate: today\n",
        );
        let expected = [
            ("From", "Renae <renae@shape.example>"),
            ("Subject", "Purchase order 12022: two lines"),
            ("Date", "today"),
        ];
        assert_eq!(lines, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}
