//! Whether the process lives and can take work; for the machine that watches it.

use actix_web::HttpResponse;
use actix_web::web::Data;

use super::App;
use crate::ops::health::PartState;

/// `GET /livez` — answers as long as the process does.
pub async fn live() -> HttpResponse {
    plain(true, "alive\n".to_owned())
}

/// `GET /readyz` — 200 when requests may come, otherwise 503; one line for each part.
pub async fn ready(app: Data<App>) -> HttpResponse {
    let readiness = app.health.readiness(&app.db).await;
    let mut text = format!("{}\n", if readiness.is_ready { "ready" } else { "not ready" });
    for (part, state) in &readiness.parts {
        // What went wrong stays in the log: this page is open to everybody.
        let state = match state {
            PartState::Well => "well",
            PartState::Faulty(_) => "faulty",
            PartState::Silent => "silent",
        };
        text.push_str(&format!("{part}: {state}\n"));
    }
    plain(readiness.is_ready, text)
}

fn plain(is_well: bool, text: String) -> HttpResponse {
    let mut answer = if is_well { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    answer.insert_header(("Cache-Control", "no-store")).content_type("text/plain; charset=utf-8").body(text)
}
