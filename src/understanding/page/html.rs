//! A document of HTML as a page that can be shown.

use sea_orm::{ColumnTrait, QueryFilter};

use super::Mark;
use super::pictures::Pictures;
use super::source::{SourceError, Tools};
use crate::entity::ids::DocumentId;
use crate::entity::{OfOrganisation, Scope, document};
use crate::reader::reading::Content;

/// Most bytes of a page, in case its source is built to become huge.
const PAGE_BYTES_MAX: usize = 20 << 20;

/// HTML that can be shown inside a frame of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailPage {
    /// Cleaned in the isolated child: it runs nothing, fetches nothing and leads only to the addresses of the marks. Pictures that came with
    /// the mail stand in it whole.
    pub html: String,
    /// What is written in the source where nobody can see it.
    pub hidden: Vec<String>,
    /// Whether places of values that stand in the text are missing here; the text itself still shows them.
    pub is_without_marks: bool,
}

/// The page of one HTML document, with marks at spans of its text.
///
/// # Errors
/// [`SourceError::MissingDocument`] when it is not there or no HTML, [`SourceError::NoPage`] when only its text can be shown.
pub async fn mail_page(
    tools: &Tools<'_>, scope: &Scope, id: DocumentId, marks: Vec<Mark>,
) -> Result<MailPage, SourceError> {
    let row = document::Entity::of(scope)
        .filter(document::Column::Id.eq(id))
        .one(&tools.db.read)
        .await?
        .filter(|row| row.media_type == "text/html")
        .ok_or(SourceError::MissingDocument(id))?;
    let Content::Text { text } = row.content.content else { return Err(SourceError::MissingDocument(id)) };
    let bytes = tools.blobs.get(&row.blob).await?;
    let pictures = Pictures::of(tools, scope, row.message_id, &bytes).await?;
    let wanted = marks.len();
    let view = tools.isolate.view(&bytes, row.charset.as_deref(), marks, pictures.ids()).await?.ok();
    let view = view.filter(|view| view.html.len() <= PAGE_BYTES_MAX).ok_or(SourceError::NoPage(id))?;
    if view.text == text {
        let is_without_marks = view.placed.len() < wanted;
        return Ok(MailPage { html: pictures.put_into(view.html), hidden: view.hidden, is_without_marks });
    }
    // Read by an earlier version: the spans are of another text and would mark the wrong words.
    let view = tools.isolate.view(&bytes, row.charset.as_deref(), Vec::new(), pictures.ids()).await?.ok();
    let view = view.ok_or(SourceError::NoPage(id))?;
    Ok(MailPage { html: pictures.put_into(view.html), hidden: view.hidden, is_without_marks: wanted > 0 })
}
