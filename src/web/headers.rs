//! The headers of every answer: what a page may load, who may frame it, who may keep it.
//!
//! The policy allows our own scripts and style sheets and nothing else; there is no inline style or script to allow.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::Next;

use super::session::is_https;

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'";

const PERMISSIONS: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), \
    magnetometer=(), microphone=(), midi=(), payment=(), usb=(), browsing-topics=()";

const ALWAYS: [(&str, &str); 8] = [
    ("content-security-policy", POLICY),
    ("permissions-policy", PERMISSIONS),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
];

/// The policy of a page of strangers in a frame: its look, and nothing else. Only a click of a person on a link of ours leads
/// out of it.
pub const FOREIGN_PAGE: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; \
    base-uri 'none'; frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation";
/// The policy of a file of strangers, in case a browser shows it after all.
pub const FOREIGN_FILE: &str =
    "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox";

/// For two years, sub-domains included; only on https, where a browser heeds it.
const TRANSPORT: &str = "max-age=63072000; includeSubDomains; preload";

/// For what never changes under its address.
pub const IMMUTABLE: &str = "private, max-age=31536000, immutable";
/// The same for files that hold nothing of anybody.
pub const IMMUTABLE_PUBLIC: &str = "public, max-age=31536000, immutable";
/// For pages with secrets: the door and the account.
pub const NO_STORE: &str = "no-store";

/// Middleware: answers `HEAD` as it would answer `GET`; the connection, which has read the method, leaves the body away.
pub async fn head_as_get(
    mut request: ServiceRequest, next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    if request.method() == Method::HEAD {
        request.head_mut().method = Method::GET;
    }
    next.call(request).await
}

/// Middleware: sets every header the answer does not carry yet.
///
/// HTML may be kept by the browser alone and asked for again each time; the answer varies with the person and with
/// page or fragment. Handlers of files and of account pages set `Cache-Control` themselves.
pub async fn set(
    request: ServiceRequest, next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let https = is_https(request.request());
    let mut answer = next.call(request).await?;
    let headers = answer.headers_mut();
    for (name, value) in ALWAYS {
        // What comes from strangers is answered under a stricter policy of its own.
        if !headers.contains_key(name) {
            headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
        }
    }
    if https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(TRANSPORT));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    let is_kept_for_ever = headers
        .get(header::CACHE_CONTROL)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|v| v.contains("immutable"));
    if !is_kept_for_ever {
        headers.append(header::VARY, HeaderValue::from_static("HX-Request-Type, Cookie"));
    }
    Ok(answer)
}
