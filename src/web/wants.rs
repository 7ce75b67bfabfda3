//! Whether the browser wants a whole page or one fragment of it.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::{StatusCode, header};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use maud::Markup;

/// Whether the browser wants a whole page or one fragment of it; htmx 4 says so in `HX-Request-Type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wants {
    /// A whole page: a link, a plain form, a reload, the back button.
    Page,
    /// The fragment that takes the place of the target.
    Fragment,
}

impl Wants {
    /// What `request` wants.
    pub fn of(request: &HttpRequest) -> Self {
        let partial = request.headers().get("HX-Request-Type").is_some_and(|kind| kind == "partial");
        if partial { Self::Fragment } else { Self::Page }
    }

    /// The answer to a change that was made: the fragment under the address of the page it belongs to, or a redirect
    /// that a plain browser follows.
    pub fn after_post(self, to: &str, fragment: Markup) -> HttpResponse {
        match self {
            Self::Fragment => html(StatusCode::OK).insert_header(("HX-Replace-Url", to)).body(fragment.into_string()),
            Self::Page => see_other(to),
        }
    }
}

impl FromRequest for Wants {
    type Error = actix_web::Error;
    type Future = Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

/// An answer of HTML that still lacks its body.
pub fn html(status: StatusCode) -> actix_web::HttpResponseBuilder {
    let mut answer = HttpResponse::build(status);
    answer.content_type("text/html; charset=utf-8");
    answer
}

/// A whole page.
pub fn page(markup: Markup) -> HttpResponse {
    html(StatusCode::OK).body(markup.into_string())
}

/// Sends the browser to another address with a `GET`.
pub fn see_other(to: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, to)).finish()
}
