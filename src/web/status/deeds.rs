//! What can be decided on the page; each answer is the page again, or the page with what stands against it.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use maud::html;
use serde::Deserialize;

use super::show;
use crate::entity::ids::{JobId, OrderId};
use crate::fulfilment::{self, FulfilmentError};
use crate::intake::again;
use crate::jobs::DecideError;
use crate::journal;
use crate::ops::deed::{Deed, Done, OnceForm};
use crate::outbox::OutboxError;
use crate::review::order::ReviewError;
use crate::web::error::{WebError, notice};
use crate::web::session::Visit;
use crate::web::{App, paths, wants};

/// The form of one button.
#[derive(Debug, Deserialize)]
pub struct Pressed {
    once: String,
}

/// The form of one button beside a letter.
#[derive(Debug, Deserialize)]
pub struct Decided {
    once: String,
    order: i64,
    version: i64,
}

/// `POST /status/jobs/{id}/repetition` — a given-up job is tried anew.
pub async fn try_again(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, pressed: web::Form<Pressed>,
) -> Result<HttpResponse, WebError> {
    let done = again::try_again(&deed(&app, &visit, &request, &pressed.once), JobId(*id)).await;
    of_job(&app, &visit, done).await
}

/// `POST /status/jobs/{id}/dismissal` — a given-up job needs nobody any more.
pub async fn put_away(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, pressed: web::Form<Pressed>,
) -> Result<HttpResponse, WebError> {
    let done = again::put_away(&deed(&app, &visit, &request, &pressed.once), JobId(*id)).await;
    of_job(&app, &visit, done).await
}

/// `POST /status/letters/sending` — a held or failed letter goes out once more.
pub async fn send_again(
    app: Data<App>, visit: Visit, request: HttpRequest, decided: web::Form<Decided>,
) -> Result<HttpResponse, WebError> {
    let deed = deed(&app, &visit, &request, &decided.once);
    let done = fulfilment::order::send_again(&deed, OrderId(decided.order), decided.version).await;
    of_letter(&app, &visit, done).await
}

/// `POST /status/letters/arrival` — a held letter has arrived.
pub async fn mark_arrived(
    app: Data<App>, visit: Visit, request: HttpRequest, decided: web::Form<Decided>,
) -> Result<HttpResponse, WebError> {
    let deed = deed(&app, &visit, &request, &decided.once);
    let done = fulfilment::order::mark_arrived(&deed, OrderId(decided.order), decided.version).await;
    of_letter(&app, &visit, done).await
}

/// `POST /status/letters/recall` — takes the approval behind a letter back.
pub async fn recall(
    app: Data<App>, visit: Visit, request: HttpRequest, decided: web::Form<Decided>,
) -> Result<HttpResponse, WebError> {
    let deed = deed(&app, &visit, &request, &decided.once);
    let done = fulfilment::order::recall(&deed, OrderId(decided.order), decided.version).await;
    of_letter(&app, &visit, done).await
}

/// `POST /status/journal-check` — the chain is walked by a job.
pub async fn check_journal(
    app: Data<App>, visit: Visit, request: HttpRequest, pressed: web::Form<Pressed>,
) -> Result<HttpResponse, WebError> {
    let is_allowed = journal::ask_for_check(&deed(&app, &visit, &request, &pressed.once)).await?;
    if is_allowed { Ok(wants::see_other(paths::STATUS)) } else { Err(WebError::Missing) }
}

fn deed<'a>(app: &'a App, visit: &'a Visit, request: &'a HttpRequest, key: &'a str) -> Deed<'a> {
    Deed {
        db: &app.db,
        now: app.clock.now(),
        scope: visit.scope(),
        actor: &visit.signed.user_name,
        once: Some(OnceForm { key, route: request.path(), location: paths::STATUS }),
    }
}

async fn of_job(app: &App, visit: &Visit, done: Result<Done, DecideError>) -> Result<HttpResponse, WebError> {
    let voice = visit.voice;
    let sentence = match done {
        Ok(_) => return Ok(wants::see_other(paths::STATUS)),
        Err(DecideError::NotStuck(_)) => voice.not_stuck_any_more(),
        Err(DecideError::AlreadyWaiting) => voice.already_waiting(),
        Err(error) => return Err(error.into()),
    };
    refused(app, visit, sentence).await
}

async fn of_letter(app: &App, visit: &Visit, done: Result<Done, FulfilmentError>) -> Result<HttpResponse, WebError> {
    let voice = visit.voice;
    let sentence = match done {
        Ok(_) => return Ok(wants::see_other(paths::STATUS)),
        Err(FulfilmentError::Outbox(OutboxError::TooLate(_))) => voice.recall_too_late(),
        Err(
            FulfilmentError::Outbox(OutboxError::NotStuck(_) | OutboxError::Missing)
            | FulfilmentError::Review(ReviewError::Outdated { .. } | ReviewError::NotAllowed(_)),
        ) => voice.not_stuck_any_more(),
        Err(error) => return Err(error.into()),
    };
    refused(app, visit, sentence).await
}

async fn refused(app: &App, visit: &Visit, sentence: &str) -> Result<HttpResponse, WebError> {
    let said = notice("conflict", visit.voice.refused_title(), sentence, "");
    show(app, visit, StatusCode::CONFLICT, html! { (said) }).await
}
