//! The desk of orders: the list, one order beside its source, and everything that can be decided about it.

mod asked;
mod bar;
mod deeds;
mod draft;
mod edit;
mod facts;
mod files;
mod history;
mod keys;
mod learned;
mod lines;
mod list;
mod objections;
mod preview;
mod remedies;
mod request;
mod scene;
mod sentences;

pub use asked::stood;
pub use deeds::{
    approve, ask_again, correct, customer, dismiss, forget, mark_arrived, product, read_again, recall, reject,
    remove_line, reopen, replace, restore_line, send_again, separate, set_aside, settle, tax,
};
pub use files::{document, form, framed, picture, workbook};
pub use preview::{draft, preview};
pub use sentences::field_name;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{self, Data};
use serde::Deserialize;

use super::error::WebError;
use super::session::Visit;
use super::source::Turn;
use super::wants::Wants;
use super::{App, wants};
use crate::entity::ids::{LineId, OrderId};
use crate::review::page::{self, ListQuery, View};
use draft::{Draft, Editing};
use scene::Scene;

/// What is asked of the list.
#[derive(Debug, Default, Deserialize)]
pub struct ListAsked {
    view: Option<String>,
    before: Option<i64>,
}

/// What is asked of an order's page.
#[derive(Debug, Default, Deserialize)]
pub struct OrderAsked {
    /// The line whose form is open.
    line: Option<i64>,
    /// New lines to begin with.
    add: Option<usize>,
}

/// `GET /orders` — one view of the list. An unknown view is no page.
pub async fn index(app: Data<App>, visit: Visit, asked: web::Query<ListAsked>) -> Result<HttpResponse, WebError> {
    let view = match asked.view.as_deref() {
        None => View::default(),
        Some(word) => View::of_word(word).ok_or(WebError::Missing)?,
    };
    let query = ListQuery { view, before: asked.before.map(OrderId) };
    let now = app.clock.now();
    let list = page::list(&app.db, visit.scope(), now, &query).await?;
    Ok(wants::page(list::page(&visit, &list, now)))
}

/// `GET /orders/{id}` — the order beside its source.
pub async fn show(
    app: Data<App>, visit: Visit, id: web::Path<i64>, turn: web::Query<Turn>,
) -> Result<HttpResponse, WebError> {
    let scene = Scene::load(&app, &visit, OrderId(*id), Editing::Nothing).await?;
    Ok(scene.with_turn(turn.into_inner()).answer(Wants::Page, StatusCode::OK))
}

/// `GET /orders/{id}/edit` — the same with a form in the place of the values of the order, or of one line.
pub async fn edit(
    app: Data<App>, visit: Visit, id: web::Path<i64>, asked: web::Query<OrderAsked>, turn: web::Query<Turn>,
) -> Result<HttpResponse, WebError> {
    let asked = asked.into_inner();
    let draft = if asked.add.is_some() { Draft::default().with_another_row() } else { Draft::default() };
    let editing = Editing::of(asked.line.map(LineId), draft);
    let scene = Scene::load(&app, &visit, OrderId(*id), editing).await?;
    if !scene.may_correct() {
        return Ok(wants::see_other(&super::paths::order(OrderId(*id))));
    }
    if scene.is_editing_a_line_of_another_order() {
        return Err(WebError::Missing);
    }
    Ok(scene.with_turn(turn.into_inner()).answer(Wants::Page, StatusCode::OK))
}
