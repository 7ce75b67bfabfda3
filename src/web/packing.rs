//! Pages are packed with gzip on their way out.
//!
//! A page is whole in memory before its first byte leaves, so it is packed in one go where it was made: no other thread is asked, and its
//! length is known. What streams, what is small and what is packed by its nature goes out as it is.

use std::io::Write as _;

use actix_web::body::{BodySize, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, AcceptEncoding, ContentEncoding, Encoding, Header as _, HeaderMap, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web::{self, Bytes};
use flate2::Compression;
use flate2::write::GzEncoder;

/// Below this packing saves no packet.
const BYTES_MIN: u64 = 1_024;
/// Beyond this packing takes so long that other requests of the same thread would feel it.
const BYTES_HERE_MAX: usize = 512 * 1_024;
/// The second of nine levels: two thirds of the time of the usual sixth go for a tenth of the bytes.
const LEVEL: u32 = 2;

/// Middleware: packs text for whoever accepts it.
pub async fn pack<B: MessageBody + 'static>(
    request: ServiceRequest, next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B, Bytes>>, actix_web::Error> {
    let is_accepted = accepts_gzip(&request);
    let mut answer = next.call(request).await?;
    if !is_text(answer.headers()) || answer.headers().contains_key(header::CONTENT_ENCODING) {
        return Ok(answer.map_into_left_body());
    }
    answer.headers_mut().append(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    let is_long = matches!(answer.response().body().size(), BodySize::Sized(bytes) if bytes >= BYTES_MIN);
    if !is_accepted || !is_long {
        return Ok(answer.map_into_left_body());
    }
    let (request, response) = answer.into_parts();
    let (mut response, body) = response.into_parts();
    let bytes = match body.try_into_bytes() {
        Ok(bytes) => bytes,
        Err(body) => return Ok(ServiceResponse::new(request, response.set_body(body)).map_into_left_body()),
    };
    let packed = if bytes.len() > BYTES_HERE_MAX {
        web::block(move || packed(&bytes)).await.map_err(actix_web::error::ErrorInternalServerError)?
    } else {
        packed(&bytes)
    };
    response.headers_mut().insert(header::CONTENT_ENCODING, ContentEncoding::Gzip.to_header_value());
    Ok(ServiceResponse::new(request, response.set_body(packed)).map_into_right_body())
}

fn accepts_gzip(request: &ServiceRequest) -> bool {
    let offered = [Encoding::gzip(), Encoding::identity()];
    AcceptEncoding::parse(request).is_ok_and(|accepted| accepted.negotiate(offered.iter()) == Some(Encoding::gzip()))
}

/// Pictures, workbooks and PDFs are packed by their nature.
fn is_text(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/"))
}

fn packed(bytes: &[u8]) -> Bytes {
    let mut packer = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::new(LEVEL));
    // Writing into memory cannot fail; if it did, an empty page would be seen at once.
    let packed = packer.write_all(bytes).and_then(|()| packer.finish());
    packed.unwrap_or_default().into()
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use actix_web::http::StatusCode;
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service, read_body};
    use actix_web::{App, HttpResponse};

    use super::*;

    const LONG: &str = "A purchase order of several lines, each of which repeats what the one before it said. ";

    /// The answer to a request for `text` of `kind` by somebody who accepts `accepted`.
    async fn answer(text: String, kind: &'static str, accepted: &str) -> (HeaderMap, Bytes) {
        let page = move || {
            let text = text.clone();
            async move { HttpResponse::Ok().content_type(kind).body(text) }
        };
        let app = init_service(App::new().default_service(web::to(page)).wrap(from_fn(pack))).await;
        let request = TestRequest::get().insert_header((header::ACCEPT_ENCODING, accepted)).to_request();
        let answer = call_service(&app, request).await;
        assert_eq!(answer.status(), StatusCode::OK);
        (answer.headers().clone(), read_body(answer).await)
    }

    #[actix_web::test]
    async fn a_page_is_packed_and_unpacks_to_what_it_was() {
        for times in [20, 20_000] {
            let text = LONG.repeat(times);
            let (headers, body) = answer(text.clone(), "text/html; charset=utf-8", "gzip, deflate, br").await;
            assert_eq!(headers.get(header::CONTENT_ENCODING).unwrap(), "gzip");
            assert_eq!(headers.get(header::VARY).unwrap(), "Accept-Encoding");
            assert!(body.len() * 4 < text.len());
            let mut unpacked = String::new();
            flate2::read::GzDecoder::new(&body[..]).read_to_string(&mut unpacked).unwrap();
            assert!(unpacked == text, "{} and {} bytes", unpacked.len(), text.len());
        }
    }

    #[actix_web::test]
    async fn who_does_not_accept_gzip_gets_the_page_as_it_is() {
        for accepted in ["identity", "gzip;q=0, identity", "br"] {
            let (headers, body) = answer(LONG.repeat(20), "text/html; charset=utf-8", accepted).await;
            assert!(headers.get(header::CONTENT_ENCODING).is_none(), "{accepted}");
            assert_eq!(body, LONG.repeat(20), "{accepted}");
        }
    }

    #[actix_web::test]
    async fn what_is_small_or_packed_by_its_nature_is_left_alone() {
        for (text, kind) in [("short".to_owned(), "text/html; charset=utf-8"), (LONG.repeat(20), "image/png")] {
            let (headers, body) = answer(text.clone(), kind, "gzip").await;
            assert!(headers.get(header::CONTENT_ENCODING).is_none(), "{kind}");
            assert_eq!(body, text);
        }
    }
}
