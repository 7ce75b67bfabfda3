//! What is said when something is not possible, in HTML and in the language of the reader.
//!
//! Handlers return a [`WebError`]; the middleware [`speak`] turns it into a page, or into a notice for a fragment. A
//! fault is logged here, once, with the number that the reader is asked to quote.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, ResponseError};
use maud::{Markup, html};

use super::paths;
use super::session::{Guest, Visit};
use super::ui::{Frame, Here, door};
use super::wants::{self, Wants};
use crate::auth::{OrganisationError, PeopleError};
use crate::fulfilment::FulfilmentError;
use crate::fulfilment::templates::TemplateChangeError;
use crate::intake::sources::SourceChangeError;
use crate::jobs::DecideError;
use crate::matching::catalogue::CatalogueError;
use crate::ops::busy::is_busy;
use crate::ops::isolate::IsolateError;
use crate::ops::once::OnceError;
use crate::ops::telemetry::whole;
use crate::review::order::ReviewError;
use crate::understanding::page::SourceError;
use crate::words::Voice;

/// Who finds the desk busy is asked to come back after this long.
const BUSY_SECS: u32 = 5;

/// Why a request gets no page of its own.
#[derive(Debug, thiserror::Error)]
pub enum WebError {
    /// There is no such page, or not for this person: the answer does not say which.
    #[error("there is no such page")]
    Missing,
    /// The page is there, but answers to other methods: these.
    #[error("the page answers to {0}")]
    WrongMethod(String),
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    SignIn,
    /// The request does not come from a page of this desk.
    #[error("the request comes from a foreign page")]
    Forged,
    /// A form that lacks a field, or is none.
    #[error("the form cannot be read")]
    Malformed,
    /// A form beyond the limit.
    #[error("the form is too large")]
    TooLarge,
    /// The key of the form was used for another deed.
    #[error("the form was sent before, for something else")]
    KeyUsed,
    /// Somebody else has changed the record.
    #[error("the record has changed since the page was opened")]
    Conflict,
    /// The record is in another state by now.
    #[error("that is not possible in this state")]
    NotNow,
    /// The machine is busy, or the database is; nothing was done.
    #[error("busy")]
    Busy,
    /// Our fault.
    #[error("a fault")]
    Fault(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl WebError {
    /// A fault of ours, whatever it is; a database that was only busy is none.
    pub fn fault(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        if is_busy(&error) {
            tracing::warn!(cause = %whole(&error), "the database was busy for too long");
            return Self::Busy;
        }
        Self::Fault(Box::new(error))
    }
}

impl From<ReviewError> for WebError {
    fn from(error: ReviewError) -> Self {
        match error {
            ReviewError::Missing(_) | ReviewError::MissingMessage(_) | ReviewError::NotPermitted(_) => Self::Missing,
            ReviewError::NotAllowed(_) | ReviewError::MessageNotNow(_) => Self::NotNow,
            ReviewError::Outdated { .. } => Self::Conflict,
            ReviewError::Once(OnceError::OtherRoute(_)) => Self::KeyUsed,
            ReviewError::Once(OnceError::Malformed) => Self::Malformed,
            error => Self::fault(error),
        }
    }
}

impl From<FulfilmentError> for WebError {
    fn from(error: FulfilmentError) -> Self {
        match error {
            FulfilmentError::Review(error) => error.into(),
            FulfilmentError::MissingForm(_) => Self::Missing,
            error => Self::fault(error),
        }
    }
}

impl From<CatalogueError> for WebError {
    fn from(error: CatalogueError) -> Self {
        match error {
            CatalogueError::Missing | CatalogueError::NotPermitted => Self::Missing,
            CatalogueError::Outdated { .. } => Self::Conflict,
            CatalogueError::Once(error) => error.into(),
            CatalogueError::Refused(_) => Self::Malformed,
            error => Self::fault(error),
        }
    }
}

impl From<PeopleError> for WebError {
    fn from(error: PeopleError) -> Self {
        match error {
            PeopleError::Missing | PeopleError::NotAllowed => Self::Missing,
            PeopleError::Locale => Self::Malformed,
            PeopleError::Once(error) => error.into(),
            error => Self::fault(error),
        }
    }
}

impl From<OrganisationError> for WebError {
    fn from(error: OrganisationError) -> Self {
        match error {
            OrganisationError::Missing | OrganisationError::NotAllowed => Self::Missing,
            OrganisationError::Once(error) => error.into(),
            error => Self::fault(error),
        }
    }
}

impl From<DecideError> for WebError {
    fn from(error: DecideError) -> Self {
        match error {
            DecideError::Missing | DecideError::NotAllowed => Self::Missing,
            DecideError::NotStuck(_) | DecideError::AlreadyWaiting => Self::NotNow,
            DecideError::Once(error) => error.into(),
            error => Self::fault(error),
        }
    }
}

impl From<TemplateChangeError> for WebError {
    fn from(error: TemplateChangeError) -> Self {
        match error {
            TemplateChangeError::NotAllowed => Self::Missing,
            TemplateChangeError::Once(error) => error.into(),
            error => Self::fault(error),
        }
    }
}

impl From<SourceChangeError> for WebError {
    fn from(error: SourceChangeError) -> Self {
        match error {
            SourceChangeError::Missing | SourceChangeError::NotWatched | SourceChangeError::NotAllowed => Self::Missing,
            SourceChangeError::Once(error) => error.into(),
            error => Self::fault(error),
        }
    }
}

impl From<OnceError> for WebError {
    fn from(error: OnceError) -> Self {
        match error {
            OnceError::OtherRoute(_) => Self::KeyUsed,
            OnceError::Malformed => Self::Malformed,
            error => Self::fault(error),
        }
    }
}

impl From<SourceError> for WebError {
    fn from(error: SourceError) -> Self {
        match error {
            SourceError::MissingMessage(_) | SourceError::MissingDocument(_) | SourceError::NoPage(_) => Self::Missing,
            // A page that the document does not have, or one that cannot be drawn: there is no picture.
            SourceError::Draw(IsolateError::Render(_)) => Self::Missing,
            error => Self::fault(error),
        }
    }
}

impl ResponseError for WebError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Missing => StatusCode::NOT_FOUND,
            Self::WrongMethod(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::Forged => StatusCode::FORBIDDEN,
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::KeyUsed => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict | Self::NotNow => StatusCode::CONFLICT,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Only the status: the words come from [`speak`], which knows the reader.
    fn error_response(&self) -> HttpResponse {
        HttpResponse::new(self.status_code())
    }
}

/// Answers a path that is not in the table.
pub async fn missing() -> Result<HttpResponse, WebError> {
    Err(WebError::Missing)
}

/// Turns what actix says about a form into our own error.
pub fn of_form(error: actix_web::error::UrlencodedError, _: &HttpRequest) -> actix_web::Error {
    use actix_web::error::UrlencodedError::Overflow;
    if matches!(error, Overflow { .. }) { WebError::TooLarge.into() } else { WebError::Malformed.into() }
}

/// Middleware: gives every error its words.
pub async fn speak<B: MessageBody>(
    request: ServiceRequest, next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let answer = next.call(request).await?;
    let Some(error) = answer.response().error() else { return Ok(answer.map_into_left_body()) };
    let spoken = match error.as_error::<WebError>() {
        Some(error) => spoken(answer.request(), error),
        None => spoken(answer.request(), &WebError::Fault(error.to_string().into())),
    };
    let (request, _) = answer.into_parts();
    Ok(ServiceResponse::new(request, spoken).map_into_right_body())
}

/// The words, the status and the place of one error.
fn spoken(request: &HttpRequest, error: &WebError) -> HttpResponse {
    let wants = Wants::of(request);
    if matches!(error, WebError::SignIn) && wants == Wants::Page && request.method() == Method::GET {
        let next = request.uri().path_and_query().map_or("/", |path| path.as_str());
        return wants::see_other(&paths::sign_in_then(next));
    }
    let reference = reference();
    if let WebError::Fault(cause) = error {
        let cause = whole(cause.as_ref());
        tracing::error!(error.reference = %reference, error.cause = %cause, "a request failed");
    }
    let visit = request.extensions().get::<Visit>().cloned();
    let guest = Guest::of(request);
    let voice = visit.as_ref().map_or(guest.voice, |visit| visit.voice);
    let (title, text) = sentences(error, voice);
    let state = if matches!(error, WebError::Conflict | WebError::NotNow) { "conflict" } else { "fault" };
    let mut answer = wants::html(error.status_code());
    answer.insert_header((header::CACHE_CONTROL, super::headers::NO_STORE));
    match error {
        WebError::WrongMethod(allowed) => drop(answer.insert_header((header::ALLOW, allowed.as_str()))),
        WebError::Busy => drop(answer.insert_header((header::RETRY_AFTER, BUSY_SECS))),
        _ => {}
    }
    if wants == Wants::Fragment {
        answer.insert_header(("HX-Retarget", "#notice")).insert_header(("HX-Reswap", "innerHTML"));
        let way_in = matches!(error, WebError::SignIn).then(|| voice.sign_in());
        return answer.body(notice_with(state, title, text, &voice.reference(&reference), way_in).into_string());
    }
    let way_out = if matches!(error, WebError::SignIn) { paths::SIGN_IN } else { paths::ORDERS };
    let label = if matches!(error, WebError::SignIn) { voice.sign_in() } else { voice.to_orders() };
    let body = html! {
        p { (text) }
        p.muted { (voice.reference(&reference)) }
        p.pair { a.btn href=(way_out) { (label) } }
    };
    let page = match &visit {
        Some(visit) => Frame::new(visit, title, Here::Nowhere)
            .head(html! { h1 tabindex="-1" { (title) } })
            .body(html! { div.fill.scroll { div.page { (body) } } })
            .page(),
        None => door(&guest, title, html! { (body) }),
    };
    answer.body(page.into_string())
}

/// A short notice at the top of the page, read out at once.
pub fn notice(state: &str, title: &str, text: &str, small: &str) -> Markup {
    notice_with(state, title, text, small, None)
}

/// The same with a way to the door, in another window: this one keeps what was typed.
fn notice_with(state: &str, title: &str, text: &str, small: &str, way_in: Option<&str>) -> Markup {
    html! {
        div.note role="alert" data-state=(state) {
            h2 { (title) }
            p { (text) }
            @if let Some(label) = way_in {
                p { a href=(paths::SIGN_IN) target="_blank" rel="noopener" { (label) } }
            }
            @if !small.is_empty() { small { (small) } }
        }
    }
}

fn sentences(error: &WebError, voice: Voice) -> (&'static str, &'static str) {
    match error {
        WebError::Missing | WebError::WrongMethod(_) => (voice.missing_title(), voice.missing_text()),
        WebError::SignIn => (voice.sign_in_needed_title(), voice.sign_in_needed_text()),
        WebError::Forged => (voice.refused_title(), voice.forged_text()),
        WebError::Malformed => (voice.refused_title(), voice.malformed_text()),
        WebError::TooLarge => (voice.refused_title(), voice.too_large_text()),
        WebError::KeyUsed => (voice.refused_title(), voice.key_used_text()),
        WebError::Conflict => (voice.conflict_title(), voice.conflict_text()),
        WebError::NotNow => (voice.refused_title(), voice.not_now_text()),
        WebError::Busy => (voice.not_ready_title(), voice.not_ready_text()),
        WebError::Fault(_) => (voice.fault_title(), voice.fault_text()),
    }
}

/// A number short enough to be read out on the telephone: 8 random hex digits.
fn reference() -> String {
    let text = uuid::Uuid::now_v7().simple().to_string();
    text[24..].to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_words_in_both_languages_and_its_own_status() {
        let all = [
            (WebError::Missing, 404),
            (WebError::WrongMethod("GET".into()), 405),
            (WebError::SignIn, 401),
            (WebError::Forged, 403),
            (WebError::Malformed, 400),
            (WebError::TooLarge, 413),
            (WebError::KeyUsed, 422),
            (WebError::Conflict, 409),
            (WebError::NotNow, 409),
            (WebError::Busy, 503),
            (WebError::Fault("x".into()), 500),
        ];
        for (error, status) in all {
            assert_eq!(error.status_code().as_u16(), status);
            let (en, de) = (sentences(&error, Voice::new("en", "UTC")), sentences(&error, Voice::new("de", "UTC")));
            assert_ne!(en.0, de.0);
            assert_ne!(en.1, de.1);
        }
    }

    #[test]
    fn a_reference_is_short_and_never_the_same() {
        let (one, other) = (reference(), reference());
        assert_eq!(one.len(), 8);
        assert_ne!(one, other);
    }
}
