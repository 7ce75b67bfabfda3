//! What a product is moulded from, by colour.

use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};

use super::labels;
use super::names::Adding;
use super::product::{frame, load};
use super::request::{Asked, Fields};
use super::sheet::{Draft, Entry, Sheet};
use crate::auth::Right;
use crate::entity::ids::ProductId;
use crate::matching::catalogue::fields::{MaterialField, ProductField};
use crate::matching::catalogue::page::{Colour, ProductPage};
use crate::matching::catalogue::products as room;
use crate::web::error::WebError;
use crate::web::said::Said;
use crate::web::session::Visit;
use crate::web::ui::{Button, Kind, Post, once, version};
use crate::web::{App, paths, wants};
use crate::words::Voice;

/// The colours on the page of their product.
pub fn section(visit: &Visit, page: &ProductPage) -> Markup {
    let voice = visit.voice;
    let may_manage = visit.scope().may(Right::ManageCatalogue);
    html! {
        section {
            div.title {
                h2 { (voice.group_colours()) }
                @if may_manage { span.end { a href=(paths::colour(page.id, None)) { (voice.add_colour()) } } }
            }
            @if page.colours.is_empty() { p.muted { (voice.no_colours()) } } @else {
                div.wide tabindex="0" role="group" aria-label=(voice.group_colours()) {
                    table.rows {
                        thead { tr {
                            th scope="col" { (voice.colour()) } th scope="col" { (voice.label_material()) }
                            th scope="col" { (voice.masterbatch()) } th scope="col" { (voice.additive()) }
                        } }
                        tbody { @for colour in &page.colours { (row(voice, page.id, colour, may_manage)) } }
                    }
                }
            }
        }
    }
}

fn row(voice: Voice, product: ProductId, colour: &Colour, may_manage: bool) -> Markup {
    use MaterialField as F;
    let text = |field: F| colour.values.get(&field).map(|value| labels::shown(voice, field.kind(), value));
    let percent = |field: F| text(field).map(|text| format!("{text} %"));
    let pair = |first: Option<String>, second: Option<String>| {
        html! {
            @match (&first, &second) {
                (None, None) => { span.muted { "–" } }
                _ => { bdi { (first.as_deref().unwrap_or_default()) } @if let Some(second) = &second { p { bdi { (second) } } } }
            }
        }
    };
    html! {
        tr {
            th scope="row" {
                @if may_manage { a href=(paths::colour(product, Some(colour.id))) { bdi { (text(F::Colour).unwrap_or_default()) } } }
                @else { bdi { (text(F::Colour).unwrap_or_default()) } }
                @if let Some(number) = text(F::ColourNo) { p { bdi { (number) } } }
            }
            td { (pair(text(F::Grade).or_else(|| text(F::Kind)), text(F::Grade).and_then(|_| text(F::Kind)))) }
            td { (pair(percent(F::MasterbatchPercent), text(F::ColourSupplier))) }
            td {
                (pair(
                    text(F::Additive).map(|name| percent(F::AdditivePercent).map_or(name.clone(), |rate| format!("{rate} {name}"))),
                    text(F::AdditiveSupplier),
                ))
            }
        }
    }
}

/// `GET /products/{id}/colours/new`
pub async fn new(app: Data<App>, visit: Visit, id: web::Path<i64>) -> Result<HttpResponse, WebError> {
    let page = load(&app, &visit, ProductId(*id)).await?;
    Ok(wants::page(sheet(&visit, &page, None, Draft::default()).frame().page()))
}

/// `GET /products/{id}/colours/{colour}`
pub async fn edit(app: Data<App>, visit: Visit, ids: web::Path<(i64, i64)>) -> Result<HttpResponse, WebError> {
    let (id, colour) = *ids;
    let page = load(&app, &visit, ProductId(id)).await?;
    let colour = page.colours.iter().find(|one| one.id == colour).ok_or(WebError::Missing)?;
    let sheet = sheet(&visit, &page, Some(colour), Draft::default());
    let removal = Post::to(&paths::of_product(page.id, "colour-removal")).into_target("#main").around(html! {
        (once()) (version(page.version))
        input type="hidden" name="colour_id" value=(colour.id);
        (Button::new(visit.voice.remove_colour()).kind(Kind::Danger))
    });
    Ok(wants::page(sheet.frame_with(removal).page()))
}

fn sheet<'a>(visit: &'a Visit, page: &ProductPage, colour: Option<&Colour>, draft: Draft) -> Sheet<'a> {
    let voice = visit.voice;
    let entry = |field: &MaterialField| {
        let saved = colour.and_then(|colour| colour.values.get(field)).map_or("", String::as_str);
        Entry::new(field.word(), labels::of_material(voice, *field), field.kind()).saved(labels::typed(
            voice,
            field.kind(),
            saved,
        ))
    };
    let title = if colour.is_some() { voice.edit_colour() } else { voice.add_colour() };
    Sheet {
        visit,
        title: format!("{} – {title}", page.value(ProductField::Code)),
        lead: None,
        to: paths::of_product(page.id, "colours"),
        back: paths::product(page.id),
        version: Some(page.version),
        hidden: colour.map(|colour| ("colour_id", colour.id.to_string())).into_iter().collect(),
        groups: vec![(voice.group_colours(), MaterialField::ALL.iter().map(entry).collect())],
        draft,
    }
}

/// `POST /products/{id}/colours` — a new colour, or new values of one.
pub async fn save(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, form: Fields,
) -> Result<HttpResponse, WebError> {
    let id = ProductId(*id);
    let asked = Asked::read(&app, &visit, &request, form, paths::product(id))?;
    let which = asked.text("colour_id").parse().ok();
    let done = room::set_material(&asked.deed(), id, asked.version()?, which, &asked.typed).await;
    let draft = done.map_or_else(|error| asked.draft(error).map(Some), |_| Ok(None))?;
    let page = load(&app, &visit, id).await?;
    let Some((status, draft)) = draft else {
        return Ok(asked.done(&paths::product(id), Said::Colour, frame(&visit, &page, &Adding::default())));
    };
    let colour = page.colours.iter().find(|one| Some(one.id) == which);
    Ok(asked.answer(status, sheet(&visit, &page, colour, draft).frame()))
}

/// `POST /products/{id}/colour-removal`
pub async fn remove(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, form: Fields,
) -> Result<HttpResponse, WebError> {
    let id = ProductId(*id);
    let asked = Asked::read(&app, &visit, &request, form, paths::product(id))?;
    room::remove_material(&asked.deed(), id, asked.version()?, asked.number("colour_id")?).await?;
    let page = load(&app, &visit, id).await?;
    Ok(asked.done(&paths::product(id), Said::ColourRemoved, frame(&visit, &page, &Adding::default())))
}
