//! Files as they are handed out: to be saved, never to be shown by the browser.

use actix_web::HttpResponse;
use actix_web::http::header::{self, Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue};
use actix_web::web::{self, Data};

use super::App;
use super::error::WebError;
use super::headers::FOREIGN_FILE;
use super::session::Visit;
use crate::entity::ids::{DocumentId, MessageId};
use crate::understanding::page::{FileOf, document_file, message_file};

/// A file to be saved under a name; whatever it says it is, the browser is not told to believe it.
pub fn attachment(name: String, media_type: &str, bytes: Vec<u8>) -> HttpResponse {
    let name =
        ExtendedValue { charset: Charset::Ext("UTF-8".to_owned()), language_tag: None, value: name.into_bytes() };
    let disposition = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::FilenameExt(name)],
    };
    HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((header::CONTENT_SECURITY_POLICY, FOREIGN_FILE))
        .insert_header(disposition)
        .body(bytes)
}

fn foreign(file: FileOf) -> HttpResponse {
    attachment(file.name, "application/octet-stream", file.bytes)
}

/// `GET /documents/{id}/file` — a document as it came.
pub async fn document(app: Data<App>, visit: Visit, id: web::Path<i64>) -> Result<HttpResponse, WebError> {
    Ok(foreign(document_file(&app.db, &app.blobs, visit.scope(), DocumentId(*id)).await?))
}

/// `GET /inbox/{id}/file` — a message as it was received.
pub async fn message(app: Data<App>, visit: Visit, id: web::Path<i64>) -> Result<HttpResponse, WebError> {
    Ok(foreign(message_file(&app.db, &app.blobs, visit.scope(), MessageId(*id)).await?))
}
