//! Files of an order: generated forms, and pictures of the pages they were read from.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{self, Data};
use serde::Deserialize;

use super::draft::Editing;
use super::scene::Scene;
use crate::entity::ids::{DocumentId, FormId, OrderId};
use crate::fulfilment;
use crate::understanding::page::{Mark, SourceError, Tools, mail_page, picture as draw};
use crate::web::App;
use crate::web::download::attachment;
use crate::web::error::WebError;
use crate::web::headers::IMMUTABLE;
use crate::web::session::Visit;
use crate::web::source::{FramePage, frame_page};

/// Sharp enough to read on a screen, small enough to arrive at once.
const DPI: u16 = 110;
const WORKBOOK: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// `GET /orders/{id}/forms/{form}` — the form as it was frozen at approval, byte for byte.
pub async fn form(app: Data<App>, visit: Visit, path: web::Path<(i64, i64)>) -> Result<HttpResponse, WebError> {
    let (order, id) = path.into_inner();
    let which = (OrderId(order), FormId(id));
    let (name, bytes) = fulfilment::page::form(&app.db, &app.blobs, visit.scope(), which).await?;
    Ok(workbook(name, bytes))
}

/// A workbook to be kept under a name.
pub fn workbook(name: String, bytes: Vec<u8>) -> HttpResponse {
    attachment(name, WORKBOOK, bytes)
}

/// `GET /documents/{id}/pages/{page}.png` — a page as a picture, drawn by the isolated child. The address holds the hash
/// of the document, so the browser keeps it for ever.
pub async fn picture(app: Data<App>, visit: Visit, path: web::Path<(i64, u32)>) -> Result<HttpResponse, WebError> {
    let (document, page) = path.into_inner();
    let tools = tools(&app);
    let bytes = draw(&tools, visit.scope(), DocumentId(document), page, DPI).await?;
    Ok(HttpResponse::Ok().content_type("image/png").insert_header((header::CACHE_CONTROL, IMMUTABLE)).body(bytes))
}

/// On which page a frame stands.
#[derive(Debug, Default, Deserialize)]
pub struct FrameAsked {
    #[serde(default)]
    from: String,
}

/// `GET /orders/{id}/documents/{document}` — an HTML document with the places of the values of this order, for a frame.
pub async fn document(
    app: Data<App>, visit: Visit, path: web::Path<(i64, i64)>, asked: web::Query<FrameAsked>,
) -> Result<HttpResponse, WebError> {
    let (order, document) = path.into_inner();
    let scene = Scene::load(&app, &visit, OrderId(order), Editing::Nothing).await?;
    let marks = scene.marks(DocumentId(document), &asked.from).ok_or(WebError::Missing)?;
    framed(&app, &visit, DocumentId(document), marks).await
}

/// The page of an HTML document in its frame.
pub async fn framed(app: &App, visit: &Visit, id: DocumentId, marks: Vec<Mark>) -> Result<HttpResponse, WebError> {
    let tools = tools(app);
    match mail_page(&tools, visit.scope(), id, marks).await {
        Ok(page) => Ok(frame_page(&FramePage { voice: visit.voice, page: Some(&page) })),
        Err(SourceError::NoPage(_)) => Ok(frame_page(&FramePage { voice: visit.voice, page: None })),
        Err(error) => Err(error.into()),
    }
}

fn tools(app: &App) -> Tools<'_> {
    Tools { db: &app.db, blobs: &app.blobs, isolate: &app.isolate, pictures: &app.pictures }
}
