//! One product with everything known of it, and the forms for its values.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};
use serde::Deserialize;

use super::names::Adding;
use super::request::{Asked, Fields};
use super::sheet::{Draft, Entry, Sheet};
use super::{colours, history, labels, names, prices};
use crate::auth::Right;
use crate::entity::ids::ProductId;
use crate::matching::catalogue::fields::{Kind, ProductField};
use crate::matching::catalogue::page::{self, OrderOf, ProductPage};
use crate::matching::catalogue::products as room;
use crate::web::error::WebError;
use crate::web::said::Said;
use crate::web::session::Visit;
use crate::web::ui::{Frame, Here, badge, state_of_order};
use crate::web::wants;
use crate::web::{App, paths};
use crate::words::Voice;

/// What the product is and how it is sold.
const TERMS: [ProductField; 12] = [
    ProductField::OtherDescription,
    ProductField::CustomerName,
    ProductField::Family,
    ProductField::Size,
    ProductField::Unit,
    ProductField::MinimumQuantity,
    ProductField::PackMultiple,
    ProductField::LeadDays,
    ProductField::DrawingNo,
    ProductField::DrawingRevision,
    ProductField::Gtin,
    ProductField::CustomsCode,
];
const MOULD: [ProductField; 8] = [
    ProductField::MouldNo,
    ProductField::Cavities,
    ProductField::CycleSeconds,
    ProductField::MachineMinimum,
    ProductField::ProductWeightGrams,
    ProductField::RunnerWeightGrams,
    ProductField::ShotWeightGrams,
    ProductField::RunningHours,
];
const PACKAGING: [ProductField; 7] = [
    ProductField::PiecesPerBag,
    ProductField::BagSize,
    ProductField::PiecesPerCarton,
    ProductField::CartonSize,
    ProductField::CartonsPerLayer,
    ProductField::CartonsPerPallet,
    ProductField::CartonGrossKilograms,
];

/// `GET /products/{id}`
pub async fn show(app: Data<App>, visit: Visit, id: web::Path<i64>) -> Result<HttpResponse, WebError> {
    let page = load(&app, &visit, ProductId(*id)).await?;
    Ok(wants::page(frame(&visit, &page, &Adding::default()).page()))
}

/// The page's values.
pub async fn load(app: &App, visit: &Visit, id: ProductId) -> Result<ProductPage, WebError> {
    Ok(page::product(&app.db, visit.scope(), app.clock.now(), id).await?)
}

/// The page, with what somebody is adding to it.
pub fn frame<'a>(visit: &'a Visit, page: &ProductPage, adding: &Adding) -> Frame<'a> {
    let voice = visit.voice;
    let may_manage = visit.scope().may(Right::ManageCatalogue);
    let edit = paths::of_product(page.id, "edit");
    let head = html! {
        h1 tabindex="-1" { bdi { (page.value(ProductField::Code)) } " " span.muted { bdi { (page.value(ProductField::Description)) } } }
        div.end {
            (labels::state_badge(voice, page.value(ProductField::State)))
            @if may_manage {
                a.btn href=(edit) data-key="e" aria-keyshortcuts="e" { (voice.edit()) " " (crate::web::ui::kbd("e")) }
            }
        }
    };
    let body = html! {
        div.fill.scroll {
            div.record {
                div.record-main {
                    (replaced(voice, page))
                    (group(voice, page, (voice.group_terms(), &TERMS)))
                    (prices::section(visit, page))
                    (colours::section(visit, page))
                    (group(voice, page, (voice.group_mould(), &MOULD)))
                    (group(voice, page, (voice.group_packaging(), &PACKAGING)))
                    @if may_manage { p.pair { a.btn href=(paths::product_like(page.id)) { (voice.replace_product()) } } }
                }
                div.record-side {
                    (names::of_product(visit, page, adding))
                    (orders(voice, &page.orders, true))
                    (history::history(voice, &page.history))
                }
            }
        }
    };
    Frame::new(visit, "", Here::Catalogue)
        .title(format!("{} – {}", page.value(ProductField::Code), page.value(ProductField::Description)))
        .views(super::views(visit, None))
        .head(head)
        .body(body)
}

/// What is to be known before ordering it: discontinued, replaced, replacing.
fn replaced(voice: Voice, page: &ProductPage) -> Markup {
    let gone = page.values.get(&ProductField::DiscontinuedOn);
    html! {
        @if gone.is_some() || page.successor.is_some() {
            div.note data-state="check" {
                @if let Some(day) = gone { p { (voice.label_discontinued_on()) ": " (labels::shown(voice, Kind::Day, day)) } }
                @if let Some((id, code)) = &page.successor {
                    p { (voice.label_successor()) ": " a href=(paths::product(*id)) { bdi { (code) } } }
                }
            }
        }
        @if !page.predecessors.is_empty() {
            p.muted { (voice.replaces_word()) ": "
                @for (place, (id, code)) in page.predecessors.iter().enumerate() {
                    @if place > 0 { ", " } a href=(paths::product(*id)) { bdi { (code) } }
                }
            }
        }
    }
}

fn group(voice: Voice, page: &ProductPage, (heading, fields): (&str, &[ProductField])) -> Markup {
    html! {
        section {
            div.title { h2 { (heading) } }
            dl.facts {
                @for field in fields {
                    div {
                        dt { (labels::of_product(voice, *field)) }
                        dd {
                            @match page.values.get(field) {
                                Some(value) => { bdi { (labels::shown(voice, field.kind(), value)) } }
                                None => { span.muted { "–" } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The newest orders, with how many and at what price on the page of a product.
pub fn orders(voice: Voice, orders: &[OrderOf], is_product: bool) -> Markup {
    html! {
        section {
            div.title { h2 { (voice.group_orders()) } }
            @if orders.is_empty() { p.muted { (voice.no_orders_with()) } } @else {
                table.rows {
                    tbody {
                        @for order in orders {
                            @let (tone, shape) = state_of_order(order.state);
                            tr {
                                td {
                                    a href=(paths::order(order.id)) { bdi { (order.po_number.as_deref().unwrap_or(voice.no_number())) } }
                                    p { @if is_product { bdi { (order.customer.as_deref().unwrap_or(voice.no_customer())) } } @else { (voice.lines(order.lines)) } }
                                }
                                td { (badge(tone, shape, state_name(voice, order))) }
                                td.figure {
                                    @if let Some(quantity) = order.quantity { (voice.number(quantity)) }
                                    @if let Some((price, _)) = order.price { p { (voice.price(price)) } }
                                    @if !is_product { (voice.date_brief(voice.today(order.received_at))) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn state_name(voice: Voice, order: &OrderOf) -> &'static str {
    use crate::entity::states::OrderState as State;
    match order.state {
        State::Reading => voice.state_reading(),
        State::InReview => voice.view_to_do(),
        State::Approved => voice.state_approved(),
        State::Sent => voice.state_sent(),
        State::Rejected => voice.state_rejected(),
        State::SetAside => voice.state_set_aside(),
    }
}

/// The fields of the form, with what is saved.
fn groups(voice: Voice, page: Option<&ProductPage>, is_new: bool) -> Vec<(&'static str, Vec<Entry>)> {
    use ProductField as F;
    let entry = |field: F| {
        let saved = page.map_or("", |page| page.value(field));
        let saved = if field == F::State && saved.is_empty() { "active" } else { saved };
        let entry = Entry::new(field.word(), labels::of_product(voice, field), field.kind());
        let entry = if field == F::Successor { entry.hint(voice.hint_successor()) } else { entry };
        entry.saved(labels::typed(voice, field.kind(), saved))
    };
    let of = |fields: &[F]| fields.iter().copied().map(entry).collect::<Vec<_>>();
    let mut what = if is_new { of(&[F::Code]) } else { Vec::new() };
    what.extend(of(&[F::Description, F::OtherDescription, F::CustomerName, F::Family, F::Size]));
    vec![
        (voice.group_what(), what),
        (
            voice.group_terms(),
            of(&[F::State, F::DiscontinuedOn, F::Successor, F::Unit, F::MinimumQuantity, F::PackMultiple, F::LeadDays]),
        ),
        (voice.group_mould(), of(&MOULD)),
        (voice.group_packaging(), of(&PACKAGING)),
        (voice.group_numbers(), of(&[F::DrawingNo, F::DrawingRevision, F::Gtin, F::CustomsCode])),
    ]
}

/// Of which product a new one takes the values, and the place.
#[derive(Debug, Default, Deserialize)]
pub struct NewAsked {
    replaces: Option<i64>,
}

/// `GET /products/new`
pub async fn new(app: Data<App>, visit: Visit, asked: web::Query<NewAsked>) -> Result<HttpResponse, WebError> {
    let sheet = new_sheet(&app, &visit, asked.replaces.map(ProductId), Draft::default()).await?;
    Ok(wants::page(sheet.frame().page()))
}

async fn new_sheet<'a>(
    app: &App, visit: &'a Visit, replaces: Option<ProductId>, draft: Draft,
) -> Result<Sheet<'a>, WebError> {
    let voice = visit.voice;
    let mut like = None;
    if let Some(id) = replaces {
        let mut page = load(app, visit, id).await?;
        for field in [ProductField::Code, ProductField::DiscontinuedOn, ProductField::Successor, ProductField::Gtin] {
            page.values.remove(&field);
        }
        like = Some(page);
    }
    Ok(Sheet {
        visit,
        title: if like.is_some() { voice.replace_product() } else { voice.add_product() }.to_owned(),
        lead: like.is_some().then(|| voice.code_is_fixed().to_owned()),
        to: paths::PRODUCTS.to_owned(),
        back: replaces.map_or_else(|| paths::PRODUCTS.to_owned(), paths::product),
        version: None,
        hidden: replaces.map(|id| ("replaces", id.to_string())).into_iter().collect(),
        groups: groups(voice, like.as_ref(), true),
        draft,
    })
}

/// `POST /products`
pub async fn create(
    app: Data<App>, visit: Visit, request: HttpRequest, form: Fields,
) -> Result<HttpResponse, WebError> {
    let asked = Asked::read(&app, &visit, &request, form, paths::PRODUCTS.to_owned())?;
    let replaces = asked.text("replaces").parse().ok().map(ProductId);
    match room::create(&asked.deed(), &asked.typed, replaces).await {
        Ok(id) => {
            let page = load(&app, &visit, id).await?;
            Ok(asked.done(&paths::product(id), Said::Product, frame(&visit, &page, &Adding::default())))
        }
        Err(error) => {
            let (status, draft) = asked.draft(error)?;
            let sheet = new_sheet(&app, &visit, replaces, draft).await?;
            Ok(asked.answer(status, sheet.frame()))
        }
    }
}

/// `GET /products/{id}/edit`
pub async fn edit(app: Data<App>, visit: Visit, id: web::Path<i64>) -> Result<HttpResponse, WebError> {
    let page = load(&app, &visit, ProductId(*id)).await?;
    Ok(wants::html(StatusCode::OK).body(edit_sheet(&visit, &page, Draft::default()).frame().page().into_string()))
}

fn edit_sheet<'a>(visit: &'a Visit, page: &ProductPage, draft: Draft) -> Sheet<'a> {
    let voice = visit.voice;
    Sheet {
        visit,
        title: format!("{} – {}", page.value(ProductField::Code), voice.edit_product()),
        lead: Some(voice.code_is_fixed().to_owned()),
        to: paths::of_product(page.id, "correction"),
        back: paths::product(page.id),
        version: Some(page.version),
        hidden: Vec::new(),
        groups: groups(voice, Some(page), false),
        draft,
    }
}

/// `POST /products/{id}/correction`
pub async fn correct(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, form: Fields,
) -> Result<HttpResponse, WebError> {
    let id = ProductId(*id);
    let asked = Asked::read(&app, &visit, &request, form, paths::product(id))?;
    let done = room::correct(&asked.deed(), id, asked.version()?, &asked.typed).await;
    let draft = done.map_or_else(|error| asked.draft(error).map(Some), |_| Ok(None))?;
    let page = load(&app, &visit, id).await?;
    match draft {
        None => Ok(asked.done(&paths::product(id), Said::Product, frame(&visit, &page, &Adding::default()))),
        Some((status, draft)) => Ok(asked.answer(status, edit_sheet(&visit, &page, draft).frame())),
    }
}
