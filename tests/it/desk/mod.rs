//! What tests stand on: fresh databases of either kind, a whole desk with named people, and one test body for both databases.

pub mod browser;
pub mod database;
mod deeds;
mod furnish;
pub mod html;
pub mod law;
pub mod mail;
pub mod multipart;
pub mod process;
pub mod statements;
mod served;
pub mod visitor;
mod whole;
pub mod workbook;

use std::io::Write as _;

pub use database::{Database, Kind};
pub use furnish::{PASSWORD, Person, opening, person};
pub use served::Served;
pub use whole::Desk;

/// Says past the capture of the test runner that a test was skipped; under `RAMJET_CI` that is a failure.
pub fn skip(reason: &str) {
    assert!(std::env::var_os("RAMJET_CI").is_none(), "{reason}, which is not accepted under RAMJET_CI");
    say(&format!("skipped (1 test): {reason}"));
}

/// Says something past the capture of the test runner.
pub fn say(sentence: &str) {
    let _ = writeln!(std::io::stderr(), "{sentence}");
}

/// Writes one test for SQLite and one for PostgreSQL from the same body: `both! { async fn sentence(database: Database) { … } }`, or with
/// `desk: Desk` for a whole desk.
///
/// Without `RAMJET_TEST_POSTGRES` (the URL of a throw-away server, as a user who may create databases) the second one is skipped, and
/// says so.
macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($what:ident: $kind:ident) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "some bodies need nothing from outside")]
            use super::*;

            async fn body($what: crate::desk::$kind) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                body(crate::desk::$kind::fresh(crate::desk::Kind::Sqlite).await.unwrap()).await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                match crate::desk::$kind::fresh(crate::desk::Kind::Postgres).await {
                    Some(ready) => body(ready).await,
                    None => crate::desk::skip("RAMJET_TEST_POSTGRES is not set"),
                }
            }
        }
    )*};
}
pub(crate) use both;
