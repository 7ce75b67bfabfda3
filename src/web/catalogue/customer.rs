//! One customer with everything known of it, and the forms for its values.

use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};

use super::names::{self, Adding};
use super::request::{Asked, Fields};
use super::sheet::{Draft, Entry, Sheet};
use super::{history, labels, product};
use crate::auth::Right;
use crate::entity::ids::CustomerId;
use crate::matching::catalogue::clients as room;
use crate::matching::catalogue::fields::CustomerField;
use crate::matching::catalogue::page::{self, CustomerPage};
use crate::web::error::WebError;
use crate::web::said::Said;
use crate::web::session::Visit;
use crate::web::ui::{Frame, Here, badge, kbd};
use crate::web::{App, paths, wants};
use crate::words::Voice;

/// `GET /customers/{id}`
pub async fn show(app: Data<App>, visit: Visit, id: web::Path<i64>) -> Result<HttpResponse, WebError> {
    let page = load(&app, &visit, CustomerId(*id)).await?;
    Ok(wants::page(frame(&visit, &page, &Adding::default()).page()))
}

/// The page's values.
pub async fn load(app: &App, visit: &Visit, id: CustomerId) -> Result<CustomerPage, WebError> {
    Ok(page::customer(&app.db, visit.scope(), id).await?)
}

/// The page, with what somebody is adding to it.
pub fn frame<'a>(visit: &'a Visit, page: &CustomerPage, adding: &Adding) -> Frame<'a> {
    let voice = visit.voice;
    let may_manage = visit.scope().may(Right::ManageCatalogue);
    let edit = paths::of_customer(page.id, "edit");
    let is_active = page.value(CustomerField::IsActive) != "no";
    let head = html! {
        h1 tabindex="-1" { bdi { (page.value(CustomerField::Name)) } " " span.muted { bdi { (page.value(CustomerField::Number)) } } }
        div.end {
            @if is_active { (badge("clean", "approve", voice.product_active())) } @else { (badge("quiet", "none", voice.product_gone())) }
            @if may_manage { a.btn href=(edit) data-key="e" aria-keyshortcuts="e" { (voice.edit()) " " (kbd("e")) } }
        }
    };
    let body = html! {
        div.fill.scroll {
            div.record {
                div.record-main {
                    section {
                        div.title { h2 { (voice.group_customer()) } }
                        dl.facts { @for field in CustomerField::ALL { (fact(voice, page, *field)) } }
                    }
                    (names::of_customer(visit, page, adding))
                    @if !page.own_prices.is_empty() { (own_prices(voice, page)) }
                }
                div.record-side {
                    (product::orders(voice, &page.orders, false))
                    (history::history(voice, &page.history))
                }
            }
        }
    };
    Frame::new(visit, "", Here::Catalogue)
        .title(page.value(CustomerField::Name).to_owned())
        .views(super::views(visit, None))
        .head(head)
        .body(body)
}

fn fact(voice: Voice, page: &CustomerPage, field: CustomerField) -> Markup {
    let is_wide = matches!(field, CustomerField::Domains | CustomerField::Address | CustomerField::TaxReason);
    html! {
        @if !matches!(field, CustomerField::Name | CustomerField::IsActive) {
            div.two[is_wide] {
                dt { (labels::of_customer(voice, field)) }
                dd {
                    @match page.values.get(&field) {
                        Some(value) => {
                            @for (place, line) in labels::shown(voice, field.kind(), value).lines().enumerate() {
                                @if place > 0 { br; } bdi { (line) }
                            }
                        }
                        None => { span.muted { "–" } }
                    }
                }
            }
        }
    }
}

fn own_prices(voice: Voice, page: &CustomerPage) -> Markup {
    html! {
        section {
            div.title { h2 { (voice.group_own_prices()) } }
            table.rows { tbody {
                @for (id, code, description) in &page.own_prices {
                    tr { td { a href={ (paths::product(*id)) "#prices" } { bdi { (code) } } p { bdi { (description) } } } }
                }
            } }
        }
    }
}

fn groups(voice: Voice, page: Option<&CustomerPage>) -> Vec<(&'static str, Vec<Entry>)> {
    use CustomerField as F;
    let entry = |field: F| {
        let saved = page.map_or("", |page| page.value(field));
        let saved = if field == F::IsActive && saved.is_empty() { "yes" } else { saved };
        let entry = Entry::new(field.word(), labels::of_customer(voice, field), field.kind());
        let entry = match field {
            F::Domains => entry.hint(voice.hint_domains()),
            F::PriceTolerance => entry.hint(voice.hint_tolerance()),
            F::LeadDays => entry.hint(voice.hint_customer_lead()),
            F::TaxPercent => entry.hint(voice.hint_customer_tax()),
            F::TaxReason => entry.hint(voice.hint_tax_reason()),
            _ => entry,
        };
        entry.saved(labels::typed(voice, field.kind(), saved))
    };
    let of = |fields: &[F]| fields.iter().copied().map(entry).collect::<Vec<_>>();
    vec![
        (voice.group_customer(), of(&[F::Name, F::Number, F::Domains, F::Address])),
        (voice.group_tax(), of(&[F::Country, F::TaxPercent, F::TaxName, F::TaxReason])),
        (voice.group_habits(), of(&[F::PriceTolerance, F::LeadDays, F::IsActive])),
    ]
}

/// `GET /customers/new`
pub async fn new(visit: Visit) -> HttpResponse {
    wants::page(new_sheet(&visit, Draft::default()).frame().page())
}

fn new_sheet(visit: &Visit, draft: Draft) -> Sheet<'_> {
    let voice = visit.voice;
    Sheet {
        visit,
        title: voice.add_customer().to_owned(),
        lead: None,
        to: paths::CUSTOMERS.to_owned(),
        back: paths::CUSTOMERS.to_owned(),
        version: None,
        hidden: Vec::new(),
        groups: groups(voice, None),
        draft,
    }
}

/// `POST /customers`
pub async fn create(
    app: Data<App>, visit: Visit, request: HttpRequest, form: Fields,
) -> Result<HttpResponse, WebError> {
    let asked = Asked::read(&app, &visit, &request, form, paths::CUSTOMERS.to_owned())?;
    match room::create(&asked.deed(), &asked.typed).await {
        Ok(id) => {
            let page = load(&app, &visit, id).await?;
            Ok(asked.done(&paths::customer(id), Said::Customer, frame(&visit, &page, &Adding::default())))
        }
        Err(error) => {
            let (status, draft) = asked.draft(error)?;
            Ok(asked.answer(status, new_sheet(&visit, draft).frame()))
        }
    }
}

/// `GET /customers/{id}/edit`
pub async fn edit(app: Data<App>, visit: Visit, id: web::Path<i64>) -> Result<HttpResponse, WebError> {
    let page = load(&app, &visit, CustomerId(*id)).await?;
    Ok(wants::page(edit_sheet(&visit, &page, Draft::default()).frame().page()))
}

fn edit_sheet<'a>(visit: &'a Visit, page: &CustomerPage, draft: Draft) -> Sheet<'a> {
    let voice = visit.voice;
    Sheet {
        visit,
        title: format!("{} – {}", page.value(CustomerField::Name), voice.edit_customer()),
        lead: None,
        to: paths::of_customer(page.id, "correction"),
        back: paths::customer(page.id),
        version: Some(page.version),
        hidden: Vec::new(),
        groups: groups(voice, Some(page)),
        draft,
    }
}

/// `POST /customers/{id}/correction`
pub async fn correct(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, form: Fields,
) -> Result<HttpResponse, WebError> {
    let id = CustomerId(*id);
    let asked = Asked::read(&app, &visit, &request, form, paths::customer(id))?;
    let done = room::correct(&asked.deed(), id, asked.version()?, &asked.typed).await;
    let draft = done.map_or_else(|error| asked.draft(error).map(Some), |_| Ok(None))?;
    let page = load(&app, &visit, id).await?;
    match draft {
        None => Ok(asked.done(&paths::customer(id), Said::Customer, frame(&visit, &page, &Adding::default()))),
        Some((status, draft)) => Ok(asked.answer(status, edit_sheet(&visit, &page, draft).frame())),
    }
}
