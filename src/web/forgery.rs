//! A change is accepted only from a page of this desk.
//!
//! Browsers say where a request comes from: `Sec-Fetch-Site` on https and localhost, `Origin` everywhere. There is
//! nothing to hide in the form, and nothing for a form to lose.

use actix_web::HttpRequest;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::web::Data;

use super::App;
use super::error::WebError;

/// Middleware: lets `GET` and `HEAD` pass, everything else only from a page of this desk.
pub async fn guard<B: MessageBody>(
    request: ServiceRequest, next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    if request.method().is_safe() || is_ours(request.request()) {
        return next.call(request).await.map(ServiceResponse::map_into_left_body);
    }
    Ok(request.error_response(WebError::Forged).map_into_right_body())
}

/// Whether the request was made by a page of this desk.
fn is_ours(request: &HttpRequest) -> bool {
    let text = |name: &str| request.headers().get(name).map(|value| value.to_str().unwrap_or("?"));
    if let Some(site) = text("Sec-Fetch-Site") {
        return site == "same-origin";
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else { return false };
    let public = request.app_data::<Data<App>>().and_then(|app| app.config.web.public_url.clone());
    let ours = public.unwrap_or_else(|| {
        let connection = request.connection_info();
        format!("{}://{}", connection.scheme(), connection.host())
    });
    origin.eq_ignore_ascii_case(&ours)
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn asked(headers: &[(&'static str, &'static str)]) -> bool {
        let request = headers
            .iter()
            .fold(TestRequest::post().insert_header(("Host", "desk.example:8080")), |r, h| r.insert_header(*h));
        is_ours(&request.to_http_request())
    }

    #[test]
    fn a_page_of_this_desk_may_change_something() {
        assert!(asked(&[("Sec-Fetch-Site", "same-origin")]));
        assert!(asked(&[("Origin", "http://desk.example:8080")]));
        assert!(asked(&[("Sec-Fetch-Site", "same-origin"), ("Origin", "http://localhost:1")]));
    }

    #[test]
    fn a_foreign_page_may_not() {
        assert!(!asked(&[("Sec-Fetch-Site", "cross-site"), ("Origin", "http://desk.example:8080")]));
        assert!(!asked(&[("Sec-Fetch-Site", "same-site")]));
        assert!(!asked(&[("Sec-Fetch-Site", "none")]));
        assert!(!asked(&[("Origin", "http://evil.example")]));
        assert!(!asked(&[("Origin", "https://desk.example:8080")]), "another scheme is another origin");
        assert!(!asked(&[("Origin", "null")]));
    }

    #[test]
    fn a_request_that_does_not_say_where_it_comes_from_is_refused() {
        assert!(!asked(&[]));
        assert!(!asked(&[("Referer", "http://desk.example:8080/orders")]));
    }
}
