//! What tests stand on: fresh databases of either kind, and one test body for both.

pub mod database;

pub use database::{Database, Kind};

/// Writes one test for SQLite and one for PostgreSQL from the same body: `both! { async fn sentence(database: Database) { … } }`.
///
/// Without `RAMJET_TEST_POSTGRES` (the URL of a throw-away server, as a user who may create databases) the second one is skipped, and
/// says so.
macro_rules! both {
    ($($(#[$meta:meta])* async fn $name:ident($database:ident: Database) $body:block)*) => {$(
        mod $name {
            #[allow(unused_imports, reason = "some bodies need nothing from outside")]
            use super::*;

            async fn body($database: crate::desk::Database) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                body(crate::desk::Database::fresh(crate::desk::Kind::Sqlite).await.unwrap()).await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                match crate::desk::Database::fresh(crate::desk::Kind::Postgres).await {
                    Some(database) => body(database).await,
                    None => eprintln!("skipped (1 test): RAMJET_TEST_POSTGRES is not set"),
                }
            }
        }
    )*};
}
pub(crate) use both;
