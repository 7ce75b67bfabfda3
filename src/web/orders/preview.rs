//! The forms of an order before they are made: computed from the values in force, as sheets to look at and as drafts to take along.

use actix_web::HttpResponse;
use actix_web::web::{self, Data};
use maud::html;

use super::files::workbook;
use crate::entity::ids::OrderId;
use crate::entity::states::FormKind;
use crate::fulfilment::page::{self, Preview};
use crate::web::error::WebError;
use crate::web::session::Visit;
use crate::web::ui::{Frame, Here, icon, paper};
use crate::web::{App, paths, wants};

/// `GET /orders/{id}/forms` — what an approval would write, sheet by sheet.
pub async fn preview(app: Data<App>, visit: Visit, id: web::Path<i64>) -> Result<HttpResponse, WebError> {
    let id = OrderId(*id);
    let forms = page::preview(&app.db, &app.blobs, visit.scope(), (id, app.clock.now()), visit.voice.locale()).await?;
    let voice = visit.voice;
    let name = |form: &Preview| match form.kind {
        FormKind::OfficeOrder => voice.office_order().to_owned(),
        FormKind::WorksOrder => format!("{} {}", voice.works_order(), form.number),
    };
    let frame = Frame::new(&visit, voice.preview(), Here::Orders)
        .rail()
        .head(html! {
            a.btn data-kind="quiet" href=(paths::order(id)) data-key="u" aria-keyshortcuts="u" {
                (icon("back")) span.word-wide { (voice.to_order()) }
            }
            h1 tabindex="-1" { (voice.preview()) }
        })
        .body(html! {
            div.fill.scroll tabindex="-1" {
                div.page.wide {
                    p.muted { (voice.preview_lead()) }
                    @for (place, form) in forms.iter().enumerate() {
                        section aria-label=(name(form)) {
                            div.title {
                                h2 { (name(form)) }
                                a.end.btn data-size="small" href=(paths::draft(id, place)) { (voice.download_draft()) }
                            }
                            (paper(&name(form), &form.paper))
                        }
                    }
                }
            }
        });
    Ok(wants::page(frame.page()))
}

/// `GET /orders/{id}/drafts/{form}` — one of them as a workbook that says what it is.
pub async fn draft(app: Data<App>, visit: Visit, path: web::Path<(i64, usize)>) -> Result<HttpResponse, WebError> {
    let (id, place) = path.into_inner();
    let asked = (OrderId(id), app.clock.now());
    let (name, bytes) = page::draft(&app.db, &app.blobs, visit.scope(), asked, place).await?;
    Ok(workbook(name, bytes))
}
