//! The pages of a desk, served within the test, and what the database holds.

use std::net::TcpListener;

use ramjet::auth::Gate;
use ramjet::ops::cache::Cache;
use ramjet::web::{self, App, assets::Assets};
use sea_orm::{FromQueryResult as _, JsonValue, Statement};

use super::visitor::Visitor;
use super::{Desk, Person};

/// Every table with rows of people or organisations. Sessions are left out: each request says that the person is still there.
const TABLES: [&str; 26] = [
    "organisations",
    "users",
    "memberships",
    "sources",
    "blobs",
    "messages",
    "documents",
    "extraction_runs",
    "customers",
    "customer_domains",
    "products",
    "manufacturing",
    "materials",
    "packaging",
    "prices",
    "aliases",
    "orders",
    "order_lines",
    "objections",
    "order_revisions",
    "form_numbers",
    "forms",
    "form_templates",
    "outbox",
    "journal",
    "journal_checks",
];

/// The pages of a desk at a port of their own, for as long as the desk is there.
///
/// They are not stopped before: their threads drive the connections they opened to a PostgreSQL, which the test goes on using.
pub struct Served {
    /// Where they are found.
    pub url: String,
}

impl Served {
    /// Signs somebody in.
    pub fn visit(&self, person: &Person) -> Visitor {
        Visitor::signed_in(&self.url, &person.address).unwrap()
    }
}

impl Desk {
    /// Serves the pages.
    pub fn serve(&self) -> Served {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        self.ctx.health.started();
        let app = App {
            db: self.db.clone(),
            clock: self.clock.clone(),
            blobs: self.blobs.clone(),
            isolate: self.ctx.isolate.clone(),
            config: self.ctx.config.clone(),
            health: self.ctx.health.clone(),
            gate: Gate::default(),
            pictures: Cache::open(&self.ctx.config.place.pictures(), web::PICTURES_BYTES_MAX),
            wake: self.ctx.wake.clone(),
            assets: Assets::load(),
            road: ramjet::pipeline::ROAD,
        };
        tokio::spawn(web::run(app, listener, self.closing.clone().cancelled_owned()));
        Served { url }
    }

    /// Everything the database holds, as text, for comparing before and after.
    pub async fn dump(&self) -> String {
        let backend = self.db.read.get_database_backend();
        let mut dump = String::new();
        for table in TABLES.iter().chain(&["holds", "jobs", "once_keys"]) {
            let query = Statement::from_string(backend, format!("select * from {table}"));
            let rows = JsonValue::find_by_statement(query).all(&self.db.read).await.unwrap();
            let mut rows: Vec<_> = rows.iter().map(|row| format!("{table} {row}\n")).collect();
            rows.sort();
            dump.extend(rows);
        }
        dump
    }
}
