//! What can be done to an order: one handler a noun, each for a form with its own key and the version it was drawn from.

use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::draft::{Draft, Editing};
use super::request::Request;
use super::scene::Typed;
use crate::entity::ids::{AliasId, BlobHash, CustomerId, CustomerNameId, LineId, ObjectionId, OrderId, ProductId};
use crate::entity::states::OrderState;
use crate::fulfilment;
use crate::fulfilment::order::Older;
use crate::review::order::{self as review, Original, ProductChoice};
use crate::web::App;
use crate::web::error::WebError;
use crate::web::session::Visit;

/// What every form about an order carries, and what some of them add.
#[derive(Debug, Deserialize)]
pub struct Asked {
    once: String,
    version: i64,
    #[serde(default)]
    reason: String,
    objection: Option<i64>,
    line: Option<i64>,
    product: Option<i64>,
    alias: Option<i64>,
    name: Option<i64>,
    customer: Option<i64>,
    code: Option<String>,
    /// The order that this one repeats: chosen, or by its number.
    of: Option<String>,
    #[serde(default)]
    number: String,
    /// Where the older order stood that this one replaces.
    was: Option<OrderState>,
    /// Whether the order is free of tax.
    untaxed: Option<bool>,
}

/// `POST /orders/{id}/approval` — the reviewer accepts the order as shown.
pub async fn approve(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let request = Request::new(&app, &visit, &request, *id);
    let done = fulfilment::order::approve(&request.deed(&asked.once), &app.blobs, request.id, asked.version).await;
    request.answer(done, Editing::Nothing).await
}

/// `POST /orders/{id}/recall` — takes an approval back while its letter still waits.
pub async fn recall(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let request = Request::new(&app, &visit, &request, *id);
    let done = fulfilment::order::recall(&request.deed(&asked.once), request.id, asked.version).await;
    request.answer(done, Editing::Nothing).await
}

/// `POST /orders/{id}/sending` — a held or failed letter goes out once more.
pub async fn send_again(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let request = Request::new(&app, &visit, &request, *id);
    let done = fulfilment::order::send_again(&request.deed(&asked.once), request.id, asked.version).await;
    request.answer(done, Editing::Nothing).await
}

/// `POST /orders/{id}/arrival` — a held letter has arrived, says a person.
pub async fn mark_arrived(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let request = Request::new(&app, &visit, &request, *id);
    let done = fulfilment::order::mark_arrived(&request.deed(&asked.once), request.id, asked.version).await;
    request.answer(done, Editing::Nothing).await
}

/// `POST /orders/{id}/rejection` — refuses the order with a reason.
pub async fn reject(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let mut request = Request::new(&app, &visit, &request, *id);
    request.typed = Typed::Reason(asked.reason.clone());
    let done = review::reject(&request.deed(&asked.once), request.id, asked.version, &asked.reason).await;
    request.answer(done.map_err(Into::into), Editing::Nothing).await
}

/// `POST /orders/{id}/setting-aside` — puts the order away as a duplicate: of the chosen order, of the one whose number was typed, or of
/// the one a check found.
pub async fn set_aside(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let mut request = Request::new(&app, &visit, &request, *id);
    request.typed = Typed::Number(asked.number.clone());
    let chosen = asked.of.as_deref().filter(|of| !of.is_empty());
    let original = match (asked.number.trim(), chosen) {
        ("", None) => Original::AsFound,
        ("", Some(chosen)) => Original::Order(OrderId(chosen.parse().map_err(|_| WebError::Malformed)?)),
        (number, _) => Original::Number(number.to_owned()),
    };
    let done = review::set_aside_as_duplicate(&request.deed(&asked.once), request.id, asked.version, &original).await;
    request.answer(done.map_err(Into::into), Editing::Nothing).await
}

/// `POST /orders/{id}/tax` — the order is free of tax, or is not after all.
pub async fn tax(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let request = Request::new(&app, &visit, &request, *id);
    let is_untaxed = asked.untaxed.ok_or(WebError::Malformed)?;
    let done = review::choose_tax(&request.deed(&asked.once), request.id, asked.version, is_untaxed).await;
    request.answer(done.map_err(Into::into), Editing::Nothing).await
}

/// `POST /orders/{id}/replacement` — the order replaces the older one that it changes.
pub async fn replace(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let request = Request::new(&app, &visit, &request, *id);
    let of = asked.of.as_deref().and_then(|of| of.parse().ok()).ok_or(WebError::Malformed)?;
    let older = Older { order: OrderId(of), was: asked.was.ok_or(WebError::Malformed)? };
    let done = fulfilment::order::replace(&request.deed(&asked.once), request.id, asked.version, older).await;
    request.answer(done, Editing::Nothing).await
}

/// `POST /orders/{id}/separation` — the order replaces none after all.
pub async fn separate(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let request = Request::new(&app, &visit, &request, *id);
    let done = review::replaces_nothing(&request.deed(&asked.once), request.id, asked.version).await;
    request.answer(done.map_err(Into::into), Editing::Nothing).await
}

/// `POST /orders/{id}/dismissal` — puts the order away because it is none.
pub async fn dismiss(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let request = Request::new(&app, &visit, &request, *id);
    let done = review::not_an_order(&request.deed(&asked.once), request.id, asked.version).await;
    request.answer(done.map_err(Into::into), Editing::Nothing).await
}

/// `POST /orders/{id}/reading` — has the mail read again; what people entered stays.
pub async fn read_again(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let request = Request::new(&app, &visit, &request, *id);
    let deed = request.deed(&asked.once);
    let done = review::read_again(&deed, request.id, asked.version, app.road.again).await;
    app.wake.ring();
    request.answer(done.map_err(Into::into), Editing::Nothing).await
}

/// `POST /orders/{id}/line-removal` — takes one line out.
pub async fn remove_line(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let request = Request::new(&app, &visit, &request, *id);
    let line = LineId(asked.line.ok_or(WebError::Malformed)?);
    let done = review::remove_line(&request.deed(&asked.once), request.id, asked.version, line).await;
    request.answer(done.map_err(Into::into), Editing::Nothing).await
}

/// `POST /orders/{id}/line-restoration` — puts one line back that was taken out.
pub async fn restore_line(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let request = Request::new(&app, &visit, &request, *id);
    let line = LineId(asked.line.ok_or(WebError::Malformed)?);
    let done = review::restore_line(&request.deed(&asked.once), request.id, asked.version, line).await;
    request.answer(done.map_err(Into::into), Editing::Nothing).await
}

/// `POST /orders/{id}/reopening` — takes a refusal or a setting aside back.
pub async fn reopen(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let request = Request::new(&app, &visit, &request, *id);
    let done = review::reopen(&request.deed(&asked.once), request.id, asked.version).await;
    request.answer(done.map_err(Into::into), Editing::Nothing).await
}

/// `POST /orders/{id}/settlement` — accepts things as they are against one objection.
pub async fn settle(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let request = Request::new(&app, &visit, &request, *id);
    let objection = ObjectionId(asked.objection.ok_or(WebError::Malformed)?);
    let done = review::settle(&request.deed(&asked.once), request.id, asked.version, objection).await;
    request.answer(done.map_err(Into::into), Editing::Nothing).await
}

/// `POST /orders/{id}/question` — the answer to an objection is taken back: it is asked again.
pub async fn ask_again(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let request = Request::new(&app, &visit, &request, *id);
    let objection = ObjectionId(asked.objection.ok_or(WebError::Malformed)?);
    let done = review::ask_again(&request.deed(&asked.once), request.id, asked.version, objection).await;
    request.answer(done.map_err(Into::into), Editing::Nothing).await
}

/// `POST /orders/{id}/product` — makes a line one for a proposed product, or for the one of a typed code.
pub async fn product(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let mut request = Request::new(&app, &visit, &request, *id);
    let asked = asked.into_inner();
    let line = LineId(asked.line.ok_or(WebError::Malformed)?);
    request.typed = asked.code.clone().map_or(Typed::Nothing, |code| Typed::Code(line, code));
    let choice = match (asked.product, asked.code) {
        (Some(product), _) => ProductChoice::Id(ProductId(product)),
        (None, Some(code)) => ProductChoice::Code(code),
        (None, None) => return Err(WebError::Malformed),
    };
    let done = review::choose_product(&request.deed(&asked.once), request.id, asked.version, line, &choice).await;
    request.answer(done.map_err(Into::into), Editing::Nothing).await
}

/// `POST /orders/{id}/customer` — makes the order one of this customer.
pub async fn customer(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let request = Request::new(&app, &visit, &request, *id);
    let customer = CustomerId(asked.customer.ok_or(WebError::Malformed)?);
    let done = review::choose_customer(&request.deed(&asked.once), request.id, asked.version, customer).await;
    request.answer(done.map_err(Into::into), Editing::Nothing).await
}

/// `POST /orders/{id}/forgetting` — takes back what was learned of a customer's word for a product, or for itself.
pub async fn forget(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let request = Request::new(&app, &visit, &request, *id);
    let deed = request.deed(&asked.once);
    let done = match (asked.alias, asked.name) {
        (Some(alias), _) => review::forget(&deed, request.id, asked.version, AliasId(alias)).await,
        (None, Some(name)) => review::forget_name(&deed, request.id, asked.version, CustomerNameId(name)).await,
        (None, None) => return Err(WebError::Malformed),
    };
    request.answer(done.map_err(Into::into), Editing::Nothing).await
}

/// `POST /orders/{id}/correction` — values as typed, of the order with all its lines or of one line; lines to add and to take out. What
/// cannot be read comes back in the same form with a sentence beside it; so does everything typed when somebody else was faster. The button
/// for one more new line saves nothing: the form comes back with it.
pub async fn correct(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, form: web::Form<Vec<(String, String)>>,
) -> Result<HttpResponse, WebError> {
    let mut request = Request::new(&app, &visit, &request, *id);
    // The key is good for these values only: the same form with others is another deed, not a second click.
    request.route = format!("{} {}", request.route, BlobHash::of(format!("{:?}", *form).as_bytes()));
    let text = |name: &str| form.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str());
    let number = |name: &str| text(name).and_then(|text| text.parse::<i64>().ok());
    let once = text("once").ok_or(WebError::Malformed)?;
    let version = number("version").ok_or(WebError::Malformed)?;
    let line = match text("line") {
        Some(_) => Some(LineId(number("line").ok_or(WebError::Malformed)?)),
        None => None,
    };
    let draft = Draft::read(&form, line);
    if text("more").is_some() {
        return request.draw(Editing::of(line, draft.with_another_row()), version).await;
    }
    request.version = Some(version);
    let done = review::correct(&request.deed(once), request.id, version, &draft.correction(line)).await;
    request.answer(done.map_err(Into::into), Editing::of(line, draft)).await
}
