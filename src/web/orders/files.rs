//! Files of an order: generated forms, and pictures of the pages they were read from.

use actix_web::HttpResponse;
use actix_web::http::header::{self, Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue};
use actix_web::web::{self, Data};

use crate::entity::ids::{DocumentId, FormId, OrderId};
use crate::fulfilment;
use crate::understanding::page::{Tools, picture as draw};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::headers::IMMUTABLE;
use crate::web::session::Visit;

/// Sharp enough to read on a screen, small enough to arrive at once.
const DPI: u16 = 110;
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /orders/{id}/forms/{form}` — the form as it was frozen at approval, byte for byte.
pub async fn form(app: Data<App>, visit: Visit, path: web::Path<(i64, i64)>) -> Result<HttpResponse, WebError> {
    let (order, id) = path.into_inner();
    let which = (OrderId(order), FormId(id));
    let (name, bytes) = fulfilment::page::form(&app.db, &app.blobs, visit.scope(), which).await?;
    let name =
        ExtendedValue { charset: Charset::Ext("UTF-8".to_owned()), language_tag: None, value: name.into_bytes() };
    let disposition = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::FilenameExt(name)],
    };
    Ok(HttpResponse::Ok().content_type(WORKBOOK).insert_header(disposition).body(bytes))
}

/// `GET /documents/{id}/pages/{page}.png` — a page as a picture, drawn by the isolated child. The address holds the hash
/// of the document, so the browser keeps it for ever.
pub async fn picture(app: Data<App>, visit: Visit, path: web::Path<(i64, u32)>) -> Result<HttpResponse, WebError> {
    let (document, page) = path.into_inner();
    let tools = Tools { db: &app.db, blobs: &app.blobs, isolate: &app.isolate };
    let bytes = draw(&tools, visit.scope(), DocumentId(document), page, DPI).await?;
    Ok(HttpResponse::Ok().content_type("image/png").insert_header((header::CACHE_CONTROL, IMMUTABLE)).body(bytes))
}
