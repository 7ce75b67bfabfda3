//! What customers call our products: shown on the pages of both, added and ended there.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};

use super::request::{Asked, Fields};
use super::{customer, labels, product};
use crate::auth::Right;
use crate::entity::ids::{CustomerId, ProductId};
use crate::matching::catalogue::fields::{CustomerField, ProductField};
use crate::matching::catalogue::page::{CustomerPage, PartNumber, ProductPage};
use crate::matching::catalogue::part_numbers::{self as room, NewPartNumber};
use crate::web::error::WebError;
use crate::web::said::Said;
use crate::web::session::Visit;
use crate::web::ui::{Button, Mistake, Post, mistakes, once, text_field};
use crate::web::{App, paths};
use crate::words::Voice;

/// A name somebody is adding, and what stands against it.
#[derive(Clone, Debug, Default)]
pub struct Adding {
    new: NewPartNumber,
    mistakes: Vec<Mistake>,
}

/// The names on the page of a product.
pub fn of_product(visit: &Visit, page: &ProductPage, adding: &Adding) -> Markup {
    let voice = visit.voice;
    let to = paths::of_product(page.id, "part-numbers");
    let end = |name: &PartNumber| (paths::of_product(page.id, "part-number-end"), name.product.0);
    let who = |name: &PartNumber| {
        html! {
            @match &name.customer {
                Some((id, customer)) => { a href=(paths::customer(*id)) { bdi { (customer) } } }
                None => { (voice.everybody()) }
            }
        }
    };
    section(visit, (voice.group_names(), voice.no_names()), &page.names, (&who, &end), form(voice, &to, adding, true))
}

/// The names on the page of a customer.
pub fn of_customer(visit: &Visit, page: &CustomerPage, adding: &Adding) -> Markup {
    let voice = visit.voice;
    let to = paths::of_customer(page.id, "part-numbers");
    let end = |name: &PartNumber| (paths::of_customer(page.id, "part-number-end"), name.product.0);
    let what = |name: &PartNumber| html! { a href=(paths::product(name.product.0)) { bdi { (name.product.1) } } };
    let words = (voice.group_their_names(), voice.no_their_names());
    section(visit, words, &page.names, (&what, &end), form(voice, &to, adding, false))
}

/// Where the form that ends a name goes, and the product it names.
type Ending<'a> = &'a dyn Fn(&PartNumber) -> (String, ProductId);

fn section(
    visit: &Visit, (heading, nothing): (&str, &str), names: &[PartNumber],
    (beside, end): (&dyn Fn(&PartNumber) -> Markup, Ending<'_>), form: Markup,
) -> Markup {
    let voice = visit.voice;
    let may_name = visit.scope().may(Right::NameProducts);
    html! {
        section #names {
            div.title { h2 { (heading) } }
            @if names.is_empty() { p.muted { (nothing) } } @else {
                table.rows { tbody {
                    @for name in names {
                        tr.muted[name.ended_at.is_some()] {
                            td { b { bdi { (name.name) } } p { (origin(voice, name)) } }
                            td { (beside(name)) p { (voice.since(&voice.date_brief(voice.today(name.since)))) } }
                            td.figure {
                                @if name.ended_at.is_some() { (voice.name_ended()) }
                                @else if may_name { (ending(voice, name, end(name))) }
                            }
                        }
                    }
                } }
            }
            @if may_name { (form) }
        }
    }
}

fn origin(voice: Voice, name: &PartNumber) -> &'static str {
    match name.origin.as_str() {
        "typed" => voice.name_typed(),
        origin if origin.starts_with("order") => voice.name_from_order(),
        _ => voice.name_from_import(),
    }
}

fn ending(voice: Voice, name: &PartNumber, (to, product): (String, ProductId)) -> Markup {
    Post::to(&to).into_target("#main").around(html! {
        (once())
        input type="hidden" name="product" value=(product);
        input type="hidden" name="name" value=(name.id);
        (Button::new(voice.end_name()).small())
    })
}

fn form(voice: Voice, to: &str, adding: &Adding, is_product: bool) -> Markup {
    let (name, label, value) = if is_product {
        ("customer", voice.customer(), &adding.new.customer)
    } else {
        ("code", voice.code(), &adding.new.code)
    };
    Post::to(to).into_target("#main").class("adding").around(html! {
        (once())
        (mistakes(voice, &adding.mistakes))
        (text_field("part_number", voice.label_part_number(), &adding.new.part_number, &adding.mistakes))
        (text_field(name, label, value, &adding.mistakes))
        (Button::new(voice.add_name()))
    })
}

/// `POST /products/{id}/part-numbers`
pub async fn add_to_product(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, form: Fields,
) -> Result<HttpResponse, WebError> {
    let id = ProductId(*id);
    let asked = Asked::read(&app, &visit, &request, form, paths::product(id))?;
    let page = product::load(&app, &visit, id).await?;
    let new = NewPartNumber {
        code: page.value(ProductField::Code).to_owned(),
        customer: asked.text("customer").to_owned(),
        part_number: asked.text("part_number").to_owned(),
    };
    let (status, adding) = added(&asked, new).await?;
    let page = product::load(&app, &visit, id).await?;
    let frame = product::frame(&visit, &page, &adding);
    Ok(if status == StatusCode::OK {
        asked.done(&paths::product(id), Said::PartNumber, frame)
    } else {
        asked.answer(status, frame)
    })
}

/// `POST /customers/{id}/part-numbers`
pub async fn add_to_customer(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, form: Fields,
) -> Result<HttpResponse, WebError> {
    let id = CustomerId(*id);
    let asked = Asked::read(&app, &visit, &request, form, paths::customer(id))?;
    let page = customer::load(&app, &visit, id).await?;
    let new = NewPartNumber {
        code: asked.text("code").to_owned(),
        customer: page.value(CustomerField::Name).to_owned(),
        part_number: asked.text("part_number").to_owned(),
    };
    let (status, adding) = added(&asked, new).await?;
    let page = customer::load(&app, &visit, id).await?;
    let frame = customer::frame(&visit, &page, &adding);
    Ok(if status == StatusCode::OK {
        asked.done(&paths::customer(id), Said::PartNumber, frame)
    } else {
        asked.answer(status, frame)
    })
}

async fn added(asked: &Asked<'_>, new: NewPartNumber) -> Result<(StatusCode, Adding), WebError> {
    let Err(error) = room::add(&asked.deed(), &new).await else { return Ok((StatusCode::OK, Adding::default())) };
    let (status, draft) = asked.draft(error)?;
    let voice = asked.visit.voice;
    let wrong = draft.refused.iter().map(|fault| Mistake::new(&fault.field, labels::problem(voice, fault)));
    Ok((status, Adding { new, mistakes: wrong.collect() }))
}

/// `POST /products/{id}/part-number-end`
pub async fn end_of_product(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, form: Fields,
) -> Result<HttpResponse, WebError> {
    let id = ProductId(*id);
    let asked = Asked::read(&app, &visit, &request, form, paths::product(id))?;
    room::end(&asked.deed(), id, asked.number("name")?).await?;
    let page = product::load(&app, &visit, id).await?;
    Ok(asked.done(&paths::product(id), Said::PartNumberEnded, product::frame(&visit, &page, &Adding::default())))
}

/// `POST /customers/{id}/part-number-end`
pub async fn end_of_customer(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, form: Fields,
) -> Result<HttpResponse, WebError> {
    let id = CustomerId(*id);
    let asked = Asked::read(&app, &visit, &request, form, paths::customer(id))?;
    customer::load(&app, &visit, id).await?;
    room::end(&asked.deed(), ProductId(asked.number("product")?), asked.number("name")?).await?;
    let page = customer::load(&app, &visit, id).await?;
    Ok(asked.done(&paths::customer(id), Said::PartNumberEnded, customer::frame(&visit, &page, &Adding::default())))
}
