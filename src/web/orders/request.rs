//! One request about one order: whose it is, and how it is answered, also when the deed is refused.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};

use super::draft::{Draft, Editing, mistakes};
use super::scene::{Scene, Typed};
use crate::entity::ids::OrderId;
use crate::fulfilment::FulfilmentError;
use crate::ops::deed::{Deed, Done, OnceForm};
use crate::ops::once::OnceError;
use crate::review::order::ReviewError;
use crate::review::page::meanwhile;
use crate::web::error::WebError;
use crate::web::session::Visit;
use crate::web::ui::Mistake;
use crate::web::wants::{self, Wants};
use crate::web::{App, paths};
use crate::words::Voice;

/// The request behind a deed.
pub(super) struct Request<'a> {
    pub app: &'a App,
    pub visit: &'a Visit,
    wants: Wants,
    pub id: OrderId,
    /// Method and path, by which the form's key is kept.
    pub route: String,
    location: String,
    /// The version the form was drawn from, for one whose values are set against newer ones.
    pub version: Option<i64>,
    /// A text that is worth keeping when the deed is refused.
    pub typed: Typed,
}

impl<'a> Request<'a> {
    /// The request for one order.
    pub fn new(app: &'a App, visit: &'a Visit, request: &HttpRequest, id: i64) -> Self {
        let id = OrderId(id);
        let route = format!("{} {}", request.method(), request.path());
        let location = paths::order(id);
        Self { app, visit, wants: Wants::of(request), id, route, location, version: None, typed: Typed::Nothing }
    }

    /// The deed it asks for.
    pub fn deed<'d>(&'d self, once: &'d str) -> Deed<'d> {
        Deed {
            db: &self.app.db,
            now: self.app.clock.now(),
            scope: self.visit.scope(),
            actor: &self.visit.signed.user_name,
            once: Some(OnceForm { key: once, route: &self.route, location: &self.location }),
        }
    }

    /// The form once more, nothing decided; it keeps the version it was drawn from, so that saving it still meets what is newer.
    pub async fn draw(&self, editing: Editing, version: i64) -> Result<HttpResponse, WebError> {
        let scene = Scene::load(self.app, self.visit, self.id, editing).await?;
        if !scene.may_correct() {
            return Ok(wants::see_other(&self.location));
        }
        Ok(scene.at_version(version).answer(self.wants, StatusCode::OK))
    }

    /// The order as it is now; or the same page with what stands against the deed.
    pub async fn answer(
        &self, result: Result<Done, FulfilmentError>, editing: Editing,
    ) -> Result<HttpResponse, WebError> {
        let error = match result {
            Ok(_) if self.wants == Wants::Page => return Ok(wants::see_other(&self.location)),
            Ok(_) => {
                let scene = Scene::load(self.app, self.visit, self.id, Editing::Nothing).await?;
                return Ok(scene.answer(self.wants, StatusCode::OK));
            }
            Err(error) => error,
        };
        let voice = self.visit.voice;
        let refusal = refusal(voice, error, &editing)?;
        let meanwhile = match self.version.filter(|_| refusal.is_outdated) {
            Some(version) => Some(meanwhile(&self.app.db, self.visit.scope(), self.id, version).await?),
            None => None,
        };
        // An outdated form says so itself, beside both versions.
        let is_said = refusal.is_outdated && !matches!(editing, Editing::Nothing);
        let editing = editing.with(|draft| Draft { mistakes: refusal.mistakes.clone(), meanwhile, ..draft });
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
}

/// Turns what a room says into words, or into an error of its own page.
fn refusal(voice: Voice, error: FulfilmentError, editing: &Editing) -> Result<Refusal, WebError> {
    use crate::outbox::OutboxError;
    let error = match error {
        FulfilmentError::Review(error) => error,
        FulfilmentError::NobodyToSendTo => return Ok(Refusal::fix(voice.nobody_to_send_to())),
        FulfilmentError::Letter(_) => return Ok(Refusal::fix(voice.letter_impossible())),
        FulfilmentError::OtherIsLeaving(other) => {
            return Ok(Refusal::not_now(voice.other_is_leaving(&other.to_string())));
        }
        FulfilmentError::Outbox(OutboxError::TooLate(_)) => return Ok(Refusal::not_now(voice.recall_too_late())),
        error => return Err(error.into()),
    };
    Ok(match error {
        // The same form, filled in differently after going back: what was saved stands beside what is typed now.
        ReviewError::Outdated { .. } | ReviewError::Once(OnceError::OtherRoute(_)) => {
            Refusal { is_outdated: true, ..Refusal::not_now(voice.conflict_text()) }
        }
        ReviewError::NotAllowed(_) => Refusal::not_now(voice.not_now_text()),
        ReviewError::SumsChanged(_) => Refusal::not_now(voice.sums_changed()),
        ReviewError::InForce { by, .. } => Refusal::not_now(voice.newer_is_in_force(&by.to_string())),
        ReviewError::ReplacesNothing(_) => Refusal::not_now(voice.replaces_nothing()),
        ReviewError::OtherMoved { id, state } => {
            Refusal::not_now(voice.other_has_moved(&id.to_string(), super::bar::state_word(voice, state)))
        }
        ReviewError::Held { reason, .. } => Refusal::not_now(voice.held_by(&reason)),
        ReviewError::Unsettled { left, .. } => Refusal::fix(voice.unsettled(left)),
        ReviewError::NeedsValue(_) => Refusal::fix(voice.needs_value_text()),
        ReviewError::NoLines(_) => Refusal::fix(voice.no_lines_to_approve()),
        ReviewError::ReasonNeeded => Refusal::fix(voice.reason_needed()),
        ReviewError::ReasonTooLong(most) => Refusal::fix(voice.reason_too_long(most)),
        ReviewError::UnknownOrder(number) => Refusal::fix(voice.no_such_original(&number)),
        ReviewError::NoMessage(_) => Refusal::not_now(voice.nothing_to_read_again()),
        ReviewError::UnknownProduct => Refusal::fix(voice.unknown_code()),
        ReviewError::Invalid(faults) => {
            let line = if let Editing::Line(line, _) = editing { Some(*line) } else { None };
            Refusal { mistakes: mistakes(voice, faults, line), sentence: None, ..Refusal::fix("") }
        }
        error => return Err(error.into()),
    })
}
