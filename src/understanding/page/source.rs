//! A message with its documents, and pictures of their pages.

use sea_orm::{ColumnTrait, DbErr, QueryFilter, QueryOrder};

use super::{DocumentView, PageSize, Shape, Source};
use crate::entity::ids::{DocumentId, MessageId};
use crate::entity::{OfOrganisation, Scope, document, message};
use crate::ops::blobs::{BlobError, Blobs};
use crate::ops::db::Db;
use crate::ops::isolate::{Isolate, IsolateError};
use crate::reader::reading::Content;

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
        documents: documents.into_iter().map(view).collect(),
    })
}

fn view(row: document::Model) -> DocumentView {
    let content = match row.content.content {
        Content::Text { text } => Shape::Text(text),
        Content::Pages { pages } => Shape::Pages(
            pages.iter().map(|page| PageSize { number: page.number, width: page.width, height: page.height }).collect(),
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
        blob: row.blob,
        content,
    }
}

/// A page of a PDF document as PNG, drawn in a child process.
pub async fn picture(
    tools: &Tools<'_>, scope: &Scope, id: DocumentId, page: u32, dpi: u16,
) -> Result<Vec<u8>, SourceError> {
    let row = document::Entity::of(scope)
        .filter(document::Column::Id.eq(id))
        .one(&tools.db.read)
        .await?
        .filter(|row| matches!(row.content.content, Content::Pages { .. }))
        .ok_or(SourceError::MissingDocument(id))?;
    let bytes = tools.blobs.get(&row.blob).await?;
    Ok(tools.isolate.render(&bytes, page, dpi).await?)
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
}
