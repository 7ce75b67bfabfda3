//! Who is behind a request, and whether they may use its route.

use std::cell::Cell;
use std::future::{Ready, ready};
use std::rc::Rc;
use std::sync::Arc;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};

use super::App;
use super::assets::Files;
use super::error::WebError;
use super::routes::{self, Need};
use super::said::{self, Said};
use super::wants::Wants;
use crate::auth::{self, Right, Scope, Signed, Token};
use crate::ops::status::{self, Attention};
use crate::words::Voice;

/// The cookie of a session where the connection is encrypted; browsers keep its name to this host.
const COOKIE_HTTPS: &str = "__Host-ramjet";
/// The same on plain http.
const COOKIE_HTTP: &str = "ramjet";
/// The cookie of [`Look`].
pub const COOKIE_LOOK: &str = "ramjet-look";

/// How the desk looks in this browser, as the person chose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// `light` or `dark`; `None` follows the system.
    pub theme: Option<&'static str>,
    /// Whether rows are higher.
    pub is_comfortable: bool,
    /// Whether keys with a single letter are off.
    pub is_without_letters: bool,
}

impl Look {
    /// Reads the words of the cookie; unknown words are nothing.
    pub fn of(words: &str) -> Self {
        let has = |word: &str| words.split('.').any(|other| other == word);
        let theme = ["light", "dark"].into_iter().find(|theme| has(theme));
        Self { theme, is_comfortable: has("comfortable"), is_without_letters: has("no-letters") }
    }

    /// The words for the cookie.
    pub fn words(self) -> String {
        let words =
            [self.theme, self.is_comfortable.then_some("comfortable"), self.is_without_letters.then_some("no-letters")];
        words.into_iter().flatten().collect::<Vec<_>>().join(".")
    }
}

/// Somebody at the door.
#[derive(Clone)]
pub struct Guest {
    /// How to speak to them.
    pub voice: Voice,
    /// How the page looks.
    pub look: Look,
    /// The files a page links to.
    pub files: Arc<Files>,
}

impl Guest {
    /// Who sends `request`, as far as a stranger is known.
    pub fn of(request: &HttpRequest) -> Self {
        let language = request.headers().get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let look = request.cookie(COOKIE_LOOK).map(|cookie| Look::of(cookie.value())).unwrap_or_default();
        Self { voice: Voice::for_stranger(language.unwrap_or_default()), look, files: app(request).assets.files() }
    }
}

impl FromRequest for Guest {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

/// Somebody signed in.
#[derive(Clone)]
pub struct Visit {
    /// Who, and where.
    pub signed: Rc<Signed>,
    /// How to speak to them.
    pub voice: Voice,
    /// How the page looks.
    pub look: Look,
    /// The files a page links to.
    pub files: Arc<Files>,
    /// How many things at the desk need a person; 0 for those who may not see them.
    pub alarms: i64,
    /// How many messages could not be read and wait for a person; 0 for those who may not read messages.
    pub unread: i64,
    /// How many letters were refused and are tried again; 0 for those who may not see the status.
    pub put_off: i64,
    /// What was just done, to be said once by the first page that can.
    pub said: Rc<Cell<Option<Said>>>,
}

impl Visit {
    /// What rooms ask for.
    pub fn scope(&self) -> &Scope {
        &self.signed.scope
    }
}

impl FromRequest for Visit {
    type Error = WebError;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.extensions().get::<Self>().cloned().ok_or(WebError::SignIn))
    }
}

/// Middleware: looks up the session and the right that the route needs, in the table of routes.
///
/// Without a session the answer is the door; without the right it is the one of a page that does not exist.
pub async fn admit<B: MessageBody>(
    request: ServiceRequest, next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    match check(request.request()).await {
        Ok(visit) => {
            let said = visit.as_ref().map(|visit| Rc::clone(&visit.said)).filter(|said| said.get().is_some());
            if let Some(visit) = visit {
                request.extensions_mut().insert(visit);
            }
            let mut answer = next.call(request).await?.map_into_left_body();
            // A page has said it: the next one will not.
            if said.is_some_and(|said| said.get().is_none()) {
                said::forget(&mut answer);
            }
            Ok(answer)
        }
        Err((visit, error)) => {
            if let Some(visit) = visit {
                request.extensions_mut().insert(visit);
            }
            Ok(request.error_response(error).map_into_right_body())
        }
    }
}

/// The visit, if the route needs one; or why there is no way in, with the visit so that the page can still be theirs.
async fn check(request: &HttpRequest) -> Result<Option<Visit>, (Option<Visit>, WebError)> {
    let need = request.match_pattern().and_then(|pattern| routes::need(request.method(), &pattern));
    if need == Some(Need::Nothing) {
        return Ok(None);
    }
    let visit = visit(request).await.map_err(|error| (None, error))?;
    match (need, visit) {
        (None, visit) => {
            let allowed = request.match_pattern().and_then(|pattern| routes::allowed(&pattern));
            Err((visit, allowed.map_or(WebError::Missing, WebError::WrongMethod)))
        }
        (Some(_), None) => Err((None, WebError::SignIn)),
        (Some(Need::Right(right)), Some(visit)) if !visit.scope().may(right) => Err((Some(visit), WebError::Missing)),
        (Some(_), visit) => Ok(visit),
    }
}

async fn visit(request: &HttpRequest) -> Result<Option<Visit>, WebError> {
    let Some(token) = token(request) else { return Ok(None) };
    let app = app(request);
    let signed = auth::session(&app.db, &app.clock, &token).await.map_err(WebError::fault)?;
    let guest = Guest::of(request);
    let Some(signed) = signed else { return Ok(None) };
    let attention = attention(request, app, &signed.scope).await?;
    Ok(Some(Visit {
        alarms: attention.alarms,
        unread: attention.unread,
        put_off: attention.put_off,
        said: Rc::new(Cell::new(said::of(request))),
        voice: Voice::new(&signed.locale, &signed.settings.time_zone),
        signed: Rc::new(signed),
        look: guest.look,
        files: guest.files,
    }))
}

/// What the navigation shows in colour; only whole pages have one.
async fn attention(request: &HttpRequest, app: &App, scope: &Scope) -> Result<Attention, WebError> {
    let is_page = Wants::of(request) == Wants::Page && !request.path().ends_with(".png");
    let (sees_status, sees_inbox) = (scope.may(Right::SeeStatus), scope.may(Right::SeeInbox));
    if !is_page || !sees_status && !sees_inbox {
        return Ok(Attention::default());
    }
    let found = status::attention(&app.db, scope).await.map_err(WebError::fault)?;
    let seen = |n: i64, may: bool| if may { n } else { 0 };
    Ok(Attention {
        alarms: seen(found.alarms, sees_status),
        unread: seen(found.unread, sees_inbox),
        put_off: seen(found.put_off, sees_status),
    })
}

/// What the cookie brought, if there is one.
pub fn token(request: &HttpRequest) -> Option<Token> {
    let cookie = request.cookie(cookie_name(request))?;
    Some(Token::from_cookie(cookie.value()))
}

/// The cookie of a fresh session.
pub fn cookie(request: &HttpRequest, token: &Token) -> Cookie<'static> {
    Cookie::build(cookie_name(request), token.reveal().to_owned())
        .path("/")
        .http_only(true)
        .secure(is_https(request))
        .same_site(SameSite::Lax)
        .max_age(Duration::days(auth::SESSION_DAYS_MAX))
        .finish()
}

/// The cookie that ends the session in the browser.
pub fn cookie_gone(request: &HttpRequest) -> Cookie<'static> {
    let mut cookie = Cookie::build(cookie_name(request), "")
        .path("/")
        .http_only(true)
        .secure(is_https(request))
        .same_site(SameSite::Lax)
        .finish();
    cookie.make_removal();
    cookie
}

/// Whether people reach this desk by https: as configured, otherwise as the request came.
pub fn is_https(request: &HttpRequest) -> bool {
    let public = request.app_data::<Data<App>>().and_then(|app| app.config.web.public_url.as_deref());
    match public {
        Some(url) => url.starts_with("https://"),
        None => request.connection_info().scheme() == "https",
    }
}

fn cookie_name(request: &HttpRequest) -> &'static str {
    if is_https(request) { COOKIE_HTTPS } else { COOKIE_HTTP }
}

/// The application behind a request.
fn app(request: &HttpRequest) -> &Data<App> {
    #[allow(clippy::expect_used, reason = "`application` puts it there before any route or middleware runs")]
    request.app_data::<Data<App>>().expect("the application is part of every request")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_survives_its_cookie() {
        let look = Look { theme: Some("dark"), is_comfortable: true, is_without_letters: true };
        assert_eq!(Look::of(&look.words()), look);
        assert_eq!(Look::of(&Look::default().words()), Look::default());
    }

    #[test]
    fn a_look_that_nobody_wrote_is_the_usual_one() {
        assert_eq!(Look::of("\"><script>.DARK.x"), Look::default());
    }
}
