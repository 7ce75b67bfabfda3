//! What can be done to an order: one handler a noun, each for a form with its own key and the version it was drawn from.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::draft::{Draft, Editing, OF_LINE, OF_ORDER};
use super::scene::{Scene, Typed};
use super::sentences;
use crate::entity::ids::{AliasId, BlobHash, CustomerId, CustomerNameId, LineId, ObjectionId, OrderId, ProductId};
use crate::fulfilment::{self, FulfilmentError};
use crate::ops::deed::{Deed, Done, OnceForm};
use crate::ops::once::OnceError;
use crate::review::evidence::FieldName;
use crate::review::order::{self as review, Correction, Fault, ProductChoice, ReviewError};
use crate::web::error::WebError;
use crate::web::session::Visit;
use crate::web::ui::Mistake;
use crate::web::wants::{self, Wants};
use crate::web::{App, paths};
use crate::words::Voice;

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
}

/// The request behind a deed.
struct Request<'a> {
    app: &'a App,
    visit: &'a Visit,
    wants: Wants,
    id: OrderId,
    route: String,
    location: String,
    /// A text that is worth keeping when the deed is refused.
    typed: Typed,
}

impl<'a> Request<'a> {
    fn new(app: &'a App, visit: &'a Visit, request: &HttpRequest, id: i64) -> Self {
        let id = OrderId(id);
        let route = format!("{} {}", request.method(), request.path());
        Self { app, visit, wants: Wants::of(request), id, route, location: paths::order(id), typed: Typed::Nothing }
    }

    fn deed<'d>(&'d self, once: &'d str) -> Deed<'d> {
        Deed {
            db: &self.app.db,
            now: self.app.clock.now(),
            scope: self.visit.scope(),
            actor: &self.visit.signed.user_name,
            once: Some(OnceForm { key: once, route: &self.route, location: &self.location }),
        }
    }

    /// The order as it is now; or the same page with what stands against the deed.
    async fn answer(&self, result: Result<Done, FulfilmentError>, editing: Editing) -> Result<HttpResponse, WebError> {
        let error = match result {
            Ok(_) if self.wants == Wants::Page => return Ok(wants::see_other(&self.location)),
            Ok(_) => {
                let scene = Scene::load(self.app, self.visit, self.id, Editing::Nothing).await?;
                return Ok(scene.answer(self.wants, StatusCode::OK));
            }
            Err(error) => error,
        };
        let voice = self.visit.voice;
        let refusal = refusal(voice, error)?;
        // An outdated form says so itself, beside both versions.
        let is_said = refusal.is_outdated && !matches!(editing, Editing::Nothing);
        let editing = refusal.shown_in(editing);
        let scene = Scene::load(self.app, self.visit, self.id, editing).await?.with_typed(self.typed.clone());
        let scene = match &refusal.sentence {
            Some(sentence) if !is_said => scene.with_notice("conflict", refusal.title(voice), sentence),
            _ => scene,
        };
        Ok(scene.answer(self.wants, refusal.status))
    }
}

/// Why a deed was not done, for the reader.
struct Refusal {
    status: StatusCode,
    /// What to say on top of the page; `None` where the form itself says it.
    sentence: Option<String>,
    mistakes: Vec<Mistake>,
    is_outdated: bool,
}

impl Refusal {
    fn fix(sentence: impl Into<String>) -> Self {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Self { status, sentence: Some(sentence.into()), mistakes: Vec::new(), is_outdated: false }
    }

    fn not_now(sentence: impl Into<String>) -> Self {
        Self { status: StatusCode::CONFLICT, ..Self::fix(sentence) }
    }

    fn title(&self, voice: Voice) -> &'static str {
        if self.is_outdated { voice.conflict_title() } else { voice.refused_title() }
    }

    /// The form with what was typed, what is wrong with it, and whether somebody was faster.
    fn shown_in(&self, editing: Editing) -> Editing {
        let with = |draft: Draft| Draft { mistakes: self.mistakes.clone(), is_outdated: self.is_outdated, ..draft };
        match editing {
            Editing::Nothing => Editing::Nothing,
            Editing::Order(draft) => Editing::Order(with(draft)),
            Editing::Line(line, draft) => Editing::Line(line, with(draft)),
        }
    }
}

/// Turns what a room says into words, or into an error of its own page.
fn refusal(voice: Voice, error: FulfilmentError) -> Result<Refusal, WebError> {
    use crate::outbox::OutboxError;
    let error = match error {
        FulfilmentError::Review(error) => error,
        FulfilmentError::NobodyToSendTo => return Ok(Refusal::fix(voice.nobody_to_send_to())),
        FulfilmentError::Letter(_) => return Ok(Refusal::fix(voice.letter_impossible())),
        FulfilmentError::Outbox(OutboxError::TooLate(_)) => return Ok(Refusal::not_now(voice.recall_too_late())),
        error => return Err(error.into()),
    };
    Ok(match error {
        // The same form, filled in differently after going back: what was saved stands beside what is typed now.
        ReviewError::Outdated { .. } | ReviewError::Once(OnceError::OtherRoute(_)) => {
            Refusal { is_outdated: true, ..Refusal::not_now(voice.conflict_text()) }
        }
        ReviewError::NotAllowed(_) => Refusal::not_now(voice.not_now_text()),
        ReviewError::Held { reason, .. } => Refusal::not_now(voice.held_by(&reason)),
        ReviewError::Unsettled { left, .. } => Refusal::fix(voice.unsettled(left)),
        ReviewError::NeedsValue(_) => Refusal::fix(voice.needs_value_text()),
        ReviewError::NoLines(_) => Refusal::fix(voice.no_lines_to_approve()),
        ReviewError::ReasonNeeded => Refusal::fix(voice.reason_needed()),
        ReviewError::UnknownProduct => Refusal::fix(voice.unknown_code()),
        ReviewError::Invalid(faults) => {
            let mistake = |fault: Fault| {
                Mistake::new(fault.field.word(), sentences::problem(voice, fault.problem))
                    .of(sentences::field_name(voice, fault.field))
            };
            let mistakes = faults.into_iter().map(mistake).collect();
            Refusal { mistakes, sentence: None, ..Refusal::fix("") }
        }
        error => return Err(error.into()),
    })
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

/// `POST /orders/{id}/setting-aside` — puts the order away as a duplicate.
pub async fn set_aside(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, asked: web::Form<Asked>,
) -> Result<HttpResponse, WebError> {
    let request = Request::new(&app, &visit, &request, *id);
    let done = review::set_aside_as_duplicate(&request.deed(&asked.once), request.id, asked.version).await;
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

/// `POST /orders/{id}/correction` — values as typed, of the order or of one line. What cannot be read comes back in the
/// same form with a sentence beside it; so does everything typed when somebody else was faster.
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
    let fields: &[FieldName] = if line.is_some() { &OF_LINE } else { &OF_ORDER };
    let typed: Vec<(FieldName, String)> =
        fields.iter().filter_map(|field| Some((*field, text(field.word())?.to_owned()))).collect();
    let values = typed.iter().map(|(field, text)| (line, *field, text.clone())).collect();
    let done = review::correct(&request.deed(once), request.id, version, &Correction { values }).await;
    let draft = Draft { typed: typed.into_iter().collect(), ..Draft::default() };
    request.answer(done.map_err(Into::into), Editing::of(line, draft)).await
}
