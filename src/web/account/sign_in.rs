//! Signing in and out.

use std::net::{IpAddr, Ipv4Addr};

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};
use serde::Deserialize;

use crate::auth::{self, Attempt, Password, SignInError};
use crate::web::error::WebError;
use crate::web::headers::NO_STORE;
use crate::web::session::{self, Guest};
use crate::web::ui::{Button, Field, Input, Kind, Mistake, Post, door, mistakes, text_field};
use crate::web::{App, paths, wants};

/// Characters of a browser's name that are looked at.
const AGENT_CHARS_MAX: usize = 200;

/// Where to go behind the door.
#[derive(Debug, Default, Deserialize)]
pub struct Next {
    /// An address of this desk; anything else is ignored.
    #[serde(default)]
    next: String,
}

/// What is typed at the door.
#[derive(Debug, Deserialize)]
pub struct Typed {
    address: String,
    password: Password,
    #[serde(default)]
    next: String,
}

/// `GET /sign-in`
pub async fn page(app: Data<App>, guest: Guest, next: web::Query<Next>) -> Result<HttpResponse, WebError> {
    if auth::first_run(&app.db).await.map_err(WebError::fault)? {
        return Ok(wants::see_other(paths::FIRST_RUN));
    }
    Ok(at_the_door(&guest, StatusCode::OK, "", &next.next, &[]))
}

/// `POST /sign-in` — a session, or the same form again.
pub async fn create(
    app: Data<App>, guest: Guest, request: HttpRequest, typed: web::Form<Typed>,
) -> Result<HttpResponse, WebError> {
    let typed = typed.into_inner();
    let attempt = attempt(&app, &request, &typed.address, typed.password);
    let voice = guest.voice;
    let (status, mistake) = match auth::sign_in(&app.db, &app.clock, &app.gate, &attempt).await {
        Ok(signed_in) => {
            let to = if paths::is_local(&typed.next) { typed.next.as_str() } else { paths::ORDERS };
            let mut answer = wants::see_other(to);
            // A cookie of our own making is always a valid header.
            let _ = answer.add_cookie(&session::cookie(&request, &signed_in.token));
            return Ok(answer);
        }
        Err(SignInError::Refused) => (StatusCode::UNPROCESSABLE_ENTITY, voice.sign_in_refused().to_owned()),
        Err(SignInError::TooMany { retry_secs }) => (StatusCode::TOO_MANY_REQUESTS, voice.sign_in_later(retry_secs)),
        Err(SignInError::Hash(error)) => return Err(busy_or_fault(error)),
        Err(error @ SignInError::Database(_)) => return Err(WebError::fault(error)),
    };
    Ok(at_the_door(&guest, status, &typed.address, &typed.next, &[Mistake::new("address", mistake)]))
}

/// `POST /sign-out` — ends the session here and in the browser.
pub async fn end(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, WebError> {
    if let Some(token) = session::token(&request) {
        auth::sign_out(&app.db, &token).await.map_err(WebError::fault)?;
    }
    let mut answer = wants::see_other(paths::SIGN_IN);
    // A cookie of our own making is always a valid header.
    let _ = answer.add_cookie(&session::cookie_gone(&request));
    answer.headers_mut().insert(
        header::HeaderName::from_static("clear-site-data"),
        header::HeaderValue::from_static("\"cache\", \"storage\""),
    );
    Ok(answer)
}

/// An attempt with what the request says about itself. Behind a proxy, which a public address tells of, the network
/// is the one the proxy names.
pub(super) fn attempt(app: &App, request: &HttpRequest, address: &str, password: Password) -> Attempt {
    let agent = request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    // A proxy adds the address it saw at the end; whatever stands before it, anybody could have written.
    let added = request.headers().get_all("x-forwarded-for").last().and_then(|value| value.to_str().ok());
    let named = added.and_then(|list| list.rsplit(',').next()?.trim().parse::<IpAddr>().ok());
    let peer = request.peer_addr().map(|peer| peer.ip());
    let network = if app.config.web.public_url.is_some() { named.or(peer) } else { peer };
    Attempt {
        address: address.to_owned(),
        password,
        agent: agent.chars().take(AGENT_CHARS_MAX).collect(),
        network: network.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
    }
}

/// Too many at once is no fault; everything else is.
pub(in crate::web) fn busy_or_fault(error: auth::HashError) -> WebError {
    if matches!(error, auth::HashError::Busy) { WebError::Busy } else { WebError::fault(error) }
}

fn at_the_door(guest: &Guest, status: StatusCode, address: &str, next: &str, wrong: &[Mistake]) -> HttpResponse {
    let page = door(guest, guest.voice.sign_in(), form(guest, address, next, wrong));
    wants::html(status).insert_header((header::CACHE_CONTROL, NO_STORE)).body(page.into_string())
}

fn form(guest: &Guest, address: &str, next: &str, wrong: &[Mistake]) -> Markup {
    let voice = guest.voice;
    let password = Field { autocomplete: "current-password", ..text_field("password", voice.password(), "", &[]) };
    html! {
        (mistakes(voice, wrong))
        (Post::to(paths::SIGN_IN).class("form").around(html! {
            @if !next.is_empty() { input type="hidden" name="next" value=(next); }
            (text_field("address", voice.address(), address, &[]).input(Input::Address).autocomplete("username"))
            (password.input(Input::Password))
            (Button::new(voice.sign_in()).kind(Kind::Primary).wide())
        }))
    }
}
