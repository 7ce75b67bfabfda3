//! The door and the person's own page: first run, signing in and out, colours and keys.

pub mod first_run;
pub mod look;
pub mod sign_in;

use actix_web::HttpResponse;

use super::{paths, wants};

/// `GET /` — the desk begins with its orders.
pub async fn home() -> HttpResponse {
    wants::see_other(paths::ORDERS)
}
