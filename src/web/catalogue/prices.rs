//! Prices of a product: in force, to come and gone, and the form for a new one.

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
use crate::matching::catalogue::fields::Problem;
use crate::matching::catalogue::fields::{Kind, ProductField};
use crate::matching::catalogue::page::{PriceSet, PriceState, Prices, ProductPage};
use crate::matching::catalogue::price_list::{self as room, BREAKS_MAX, PriceEnd, price_name, quantity_name};
use crate::matching::catalogue::{CatalogueError, Refusal};
use crate::reader::units::{Currency, Millionths};
use crate::web::error::{WebError, notice};
use crate::web::said::Said;
use crate::web::session::Visit;
use crate::web::ui::{Button, Kind as Look, Post, badge, once, version};
use crate::web::{App, paths, wants};
use crate::words::{Voice, typed_date};

/// Prices that are shown before the rest is folded.
const OPEN: usize = 3;

/// The prices on the page of their product.
pub fn section(visit: &Visit, page: &ProductPage) -> Markup {
    let voice = visit.voice;
    let may_manage = visit.scope().may(Right::ManageCatalogue);
    html! {
        section #prices {
            div.title {
                h2 { (voice.group_prices()) }
                @if may_manage {
                    span.end { a href=(paths::of_product(page.id, "prices/new")) data-key="p" aria-keyshortcuts="p" { (voice.add_price()) } }
                }
            }
            @if page.prices.is_empty() { p.muted { (voice.no_prices()) } } @else {
                div.wide tabindex="0" role="group" aria-label=(voice.group_prices()) {
                    table.rows.prices {
                        thead { tr {
                            th scope="col" { (voice.for_whom()) } th scope="col" { (voice.price_word()) }
                            th scope="col" { (voice.price_from_day()) } th scope="col" { (voice.price_until_day()) }
                            th scope="col" { (voice.state_word()) }
                        } }
                        @for prices in &page.prices { (of_one(voice, page, prices, may_manage)) }
                    }
                }
            }
        }
    }
}

fn of_one(voice: Voice, page: &ProductPage, prices: &Prices, may_manage: bool) -> Markup {
    html! {
        @for (place, set) in prices.sets.iter().enumerate().take(OPEN) { tbody data-state=[tone(set.state)] { (row(voice, page, prices, (place, set), may_manage)) } }
        @if prices.sets.len() > OPEN {
            tbody.older-prices { tr { td colspan="5" { details { summary { (voice.further_down()) " (" (prices.sets.len() - OPEN) ")" }
                table.rows.prices { tbody { @for (place, set) in prices.sets.iter().enumerate().skip(OPEN) { (row(voice, page, prices, (place, set), may_manage)) } } }
            } } } }
        }
    }
}

fn tone(state: PriceState) -> Option<&'static str> {
    (state == PriceState::Current).then_some("current")
}

fn row(
    voice: Voice, page: &ProductPage, prices: &Prices, (place, set): (usize, &PriceSet), may_manage: bool,
) -> Markup {
    let is_open = matches!(set.state, PriceState::Current | PriceState::Future);
    html! {
        tr.muted[!is_open] {
            th scope="row" {
                @if place == 0 {
                    @match &prices.customer {
                        Some((id, name)) => { a href=(paths::customer(*id)) { bdi { (name) } } }
                        None => { (voice.price_list()) }
                    }
                    p { bdi { (prices.colour.as_deref().unwrap_or(voice.every_colour())) } }
                }
            }
            td { (breaks(voice, set, &prices.currency, page.currency)) }
            td {
                time datetime=(set.from) { (voice.date_named(set.from)) }
                @if let Some(name) = &set.entered_by { p { bdi { (name) } } }
            }
            td { @if let Some(until) = set.until { time datetime=(until) { (voice.date_named(until)) } } @else { span.muted { "–" } } }
            td {
                (state(voice, set.state))
                @if may_manage && is_open { (ending(voice, page, set)) }
            }
        }
    }
}

fn breaks(voice: Voice, set: &PriceSet, currency: &str, own: Currency) -> Markup {
    html! {
        ul.breaks {
            @for (from, price) in &set.breaks {
                li {
                    span.figure { (labels::price(voice, (*price, set.price_per), currency, own)) }
                    @if *from > Millionths::whole(1) { span.muted { (voice.beginning_at(&voice.number(*from))) } }
                }
            }
        }
    }
}

fn state(voice: Voice, state: PriceState) -> Markup {
    let (tone, shape, word) = match state {
        PriceState::Current => ("clean", "approve", voice.price_current()),
        PriceState::Future => ("waiting", "waiting", voice.price_future()),
        PriceState::Past => ("quiet", "none", voice.price_past()),
        PriceState::Withdrawn => ("quiet", "missing", voice.price_withdrawn()),
    };
    badge(tone, shape, word)
}

/// The folded form by which a price is ended.
fn ending(voice: Voice, page: &ProductPage, set: &PriceSet) -> Markup {
    let id = format!("last-day-{}", set.id);
    html! {
        details.ending {
            summary { (voice.end_price()) }
            (Post::to(&paths::of_product(page.id, "price-end")).into_target("#main").class("inline").around(html! {
                (once()) (version(page.version))
                input type="hidden" name="price" value=(set.id);
                label for=(id) { (voice.price_last_day()) }
                input id=(id) type="text" name="until" autocomplete="off" value=(voice.date_typed(page.today));
                (Button::new(voice.end_price()).small().value("how", "end"))
                (Button::new(voice.withdraw_price()).small().kind(Look::Danger).value("how", "withdraw"))
                small.muted { (voice.end_price_hint()) }
            }))
        }
    }
}

/// `GET /products/{id}/prices/new`
pub async fn new(app: Data<App>, visit: Visit, id: web::Path<i64>) -> Result<HttpResponse, WebError> {
    let page = load(&app, &visit, ProductId(*id)).await?;
    Ok(wants::page(sheet(&visit, &page, Draft::default()).frame().page()))
}

fn sheet<'a>(visit: &'a Visit, page: &ProductPage, draft: Draft) -> Sheet<'a> {
    let voice = visit.voice;
    let per =
        page.prices.iter().flat_map(|prices| &prices.sets).next().map_or(Millionths::whole(1), |set| set.price_per);
    let whose = vec![
        Entry::new("customer", voice.customer(), Kind::Text).hint(voice.hint_customer_price()),
        Entry::new("colour", voice.colour(), Kind::Text).hint(voice.hint_colour_price()),
        Entry::new("currency", voice.currency(), Kind::Money).saved(page.currency.code()),
        Entry::new("price_per", voice.price_per(), Kind::Positive).hint(voice.hint_price_per()).saved(voice.plain(per)),
        Entry::new("effective_from", voice.price_from_day(), Kind::Day)
            .hint(voice.hint_from_day())
            .saved(voice.date_typed(page.today)),
        Entry::new("effective_until", voice.price_until_day(), Kind::Day).hint(voice.hint_until_day()),
    ];
    let mut breaks = vec![Entry::new(price_name(1), voice.price_word(), Kind::Number)];
    for place in 2..=BREAKS_MAX {
        breaks.push(Entry::new(quantity_name(place), voice.break_quantity(place), Kind::Number));
        breaks.push(Entry::new(price_name(place), voice.break_price(place), Kind::Number));
    }
    Sheet {
        visit,
        title: format!("{} – {}", page.value(ProductField::Code), voice.add_price()),
        lead: None,
        to: paths::of_product(page.id, "prices"),
        back: paths::product(page.id),
        version: Some(page.version),
        hidden: Vec::new(),
        groups: vec![(voice.for_whom(), whose), (voice.price_word(), breaks)],
        draft,
    }
}

/// `POST /products/{id}/prices`
pub async fn set(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, form: Fields,
) -> Result<HttpResponse, WebError> {
    let id = ProductId(*id);
    let asked = Asked::read(&app, &visit, &request, form, paths::product(id))?;
    let done = room::set_price(&asked.deed(), id, asked.version()?, &asked.typed).await;
    let draft = done.map_or_else(|error| asked.draft(error).map(Some), |_| Ok(None))?;
    let page = load(&app, &visit, id).await?;
    match draft {
        None => Ok(asked.done(&paths::product(id), Said::Price, frame(&visit, &page, &Adding::default()))),
        Some((status, draft)) => Ok(asked.answer(status, sheet(&visit, &page, draft).frame())),
    }
}

/// `POST /products/{id}/price-end` — a price ends on a day, or is withdrawn.
pub async fn end(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, form: Fields,
) -> Result<HttpResponse, WebError> {
    let id = ProductId(*id);
    let asked = Asked::read(&app, &visit, &request, form, paths::product(id))?;
    let (version, price) = (asked.version()?, asked.number("price")?);
    let end = match asked.text("how") {
        "withdraw" => Ok(PriceEnd::Withdrawn),
        _ => typed_date(asked.text("until")).ok().flatten().map(PriceEnd::After).ok_or(Problem::NotADay),
    };
    let done = match end {
        Ok(end) => room::end_price(&asked.deed(), id, version, price, end).await,
        Err(problem) => Err(CatalogueError::from(Refusal::new("until", problem))),
    };
    let said = done.map_or_else(|error| asked.draft(error).map(Some), |_| Ok(None))?;
    let page = load(&app, &visit, id).await?;
    let frame = frame(&visit, &page, &Adding::default());
    let Some((status, draft)) = said else { return Ok(asked.done(&paths::product(id), Said::PriceEnded, frame)) };
    let voice = visit.voice;
    let sentence = match draft.refused.first() {
        Some(refusal) => labels::problem(voice, refusal),
        None => voice.conflict_text().to_owned(),
    };
    let title = if draft.is_outdated { voice.conflict_title() } else { voice.refused_title() };
    Ok(asked.answer(status, frame.notice(notice("conflict", title, &sentence, ""))))
}
