//! The desk over HTTP, as a browser without scripts sees it.

mod door;
mod insight;
mod orders;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{Service, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::test::{self, TestRequest};
use actix_web::web::Data;
use ramjet::auth::{self, NewOwner, NewUser, Password, Role, Scope};
use ramjet::entity::Settings;
use ramjet::entity::ids::OrganisationId;
use ramjet::ops::blobs::Blobs;
use ramjet::ops::cache::Cache;
use ramjet::ops::clock::Clock;
use ramjet::ops::config::{Config, Given};
use ramjet::ops::db::Db;
use ramjet::ops::health::Health;
use ramjet::ops::isolate::Isolate;
use ramjet::web::assets::Assets;
use ramjet::web::{self, App};

const PASSWORD: &str = "a long and quiet sentence";

/// A desk over HTTP without anything behind it.
pub struct Shell {
    app: Data<App>,
    folder: tempfile::TempDir,
}

/// What came back, read to the end.
pub struct Answer {
    pub status: StatusCode,
    headers: header::HeaderMap,
    pub text: String,
}

impl Shell {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::fake("2026-02-05T03:00:00Z".parse().unwrap());
        let config = Config::read(&mut Given::gather(&BTreeMap::new(), &BTreeMap::new())).unwrap();
        let health = Health::new(clock.clone());
        health.started();
        let app = App {
            db: Db::open(folder.path().join("ramjet.db").to_str().unwrap()).await.unwrap(),
            clock,
            blobs: Blobs::open(&folder.path().join("blobs")).unwrap(),
            isolate: Isolate::new(env!("CARGO_BIN_EXE_ramjet").into(), Duration::from_secs(120), 2),
            config: Arc::new(config),
            health,
            gate: auth::Gate::default(),
            pictures: Cache::open(&folder.path().join("pictures"), web::PICTURES_BYTES_MAX),
            wake: ramjet::jobs::Wake::default(),
            assets: Assets::load(),
            road: ramjet::pipeline::ROAD,
        };
        Self { app: Data::new(app), folder }
    }

    pub async fn with_owner() -> (Self, OrganisationId) {
        let shell = Self::open().await;
        let new = NewOwner {
            organisation: "Ramjet Plastics".into(),
            settings: Settings { distribution: vec!["office@ramjet.example".into()], ..Settings::default() },
            name: "Grant".into(),
            address: "grant@ramjet.example".into(),
            password: Password::from(PASSWORD),
        };
        let owner = auth::create_owner(&shell.app.db, &shell.app.clock, &shell.app.gate.hasher, &new).await.unwrap();
        (shell, owner.organisation)
    }

    pub async fn send(&self, request: TestRequest) -> Answer {
        let app = test::init_service(web::application(self.app.clone())).await;
        read(app.call(request.to_request()).await.unwrap()).await
    }

    pub async fn get(&self, path: &str, cookie: &str) -> Answer {
        self.send(TestRequest::get().uri(path).insert_header((header::COOKIE, cookie))).await
    }

    pub async fn post(&self, path: &str, cookie: &str, form: &[(&str, &str)]) -> Answer {
        let request = TestRequest::post().uri(path).insert_header((header::COOKIE, cookie));
        self.send(request.insert_header(("Sec-Fetch-Site", "same-origin")).set_form(form)).await
    }

    /// Signs somebody in and gives the cookie.
    pub async fn sign_in(&self, address: &str) -> String {
        let answer = self.post("/sign-in", "", &[("address", address), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        answer.cookie()
    }

    async fn add(&self, organisation: OrganisationId, role: Role) -> String {
        let address = format!("{role:?}@ramjet.example").to_lowercase();
        let new = NewUser { name: format!("{role:?}"), address: address.clone(), password: PASSWORD.into(), role };
        let scope = Scope::system(organisation);
        auth::add_user(&self.app.db, &self.app.clock, &self.app.gate.hasher, &scope, &new).await.unwrap();
        address
    }
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn cookie(&self) -> String {
        self.header("set-cookie").split(';').next().unwrap_or_default().to_owned()
    }
}

async fn read<B: MessageBody + 'static>(answer: ServiceResponse<B>) -> Answer {
    let (status, headers) = (answer.status(), answer.headers().clone());
    let answer: ServiceResponse<BoxBody> = answer.map_into_boxed_body();
    let text = String::from_utf8_lossy(&test::read_body(answer).await).into_owned();
    Answer { status, headers, text }
}
