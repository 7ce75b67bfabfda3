//! HTTP and HTML.
//!
//! Requests come in; pages, fragments, files and redirects go out. A handler reads its input, calls one function of a
//! room, and answers. This room owns no rule and writes no SQL: it imports ids, states and page structs, never entity
//! models. It refuses requests from foreign pages, requests without the right they need (with the same answer as for a
//! page that does not exist), and forms it cannot read.
//!
//! Every URL renders alone and every change is a `POST` to a noun, so all of it works without a script.

pub mod account;
pub mod assets;
mod catalogue;
mod download;
pub mod error;
pub mod forgery;
pub mod headers;
mod health;
mod inbox;
mod insight;
mod orders;
mod packing;
pub mod paths;
pub mod routes;
pub mod said;
pub mod session;
mod settings;
mod source;
mod status;
pub mod ui;
mod upload;
pub mod wants;

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::middleware::from_fn;
use actix_web::{App as ActixApp, HttpServer, web};
use tracing_actix_web::TracingLogger;

use crate::auth;
use crate::jobs::{Road, Wake};
use crate::ops::blobs::Blobs;
use crate::ops::cache::Cache;
use crate::ops::clock::Clock;
use crate::ops::config::Config;
use crate::ops::db::Db;
use crate::ops::health::Health;
use crate::ops::isolate::Isolate;
use assets::Assets;

/// Most bytes of a form. The largest one is that of a whole order: 500 lines of eight values each.
const FORM_BYTES_MAX: usize = 512 * 1024;
/// How long requests in flight may take once the work has ended: both together must take less than twenty seconds.
const SHUTDOWN_SECS_MAX: u64 = 5;

/// Most threads that answer requests. Four readers of the database keep no more of them busy.
const WORKERS_MAX: usize = 4;

/// Room for pictures of pages that were drawn, in bytes: some thousand pages.
pub const PICTURES_BYTES_MAX: u64 = 256 << 20;

/// What the handlers stand on; made once at start.
pub struct App {
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// The contents.
    pub blobs: Blobs,
    /// Where documents are drawn.
    pub isolate: Isolate,
    /// Pictures of pages that were drawn.
    pub pictures: Cache,
    /// The configuration.
    pub config: Arc<Config>,
    /// The state of the process.
    pub health: Health,
    /// What every sign-in passes.
    pub gate: auth::Gate,
    /// Wakes the workers of this process.
    pub wake: Wake,
    /// Style sheets, scripts and pictures of the desk itself.
    pub assets: Assets,
    /// Where the road begins, for messages that are added or read again.
    pub road: Road,
}

/// Serves the desk until `shutdown` resolves, then lets requests in flight finish.
///
/// * `listener` — bound by the caller, who prints the address.
/// * The process ends its own way on signals; this function installs no handler for them.
///
/// # Errors
/// The listener cannot be used.
pub async fn run(app: App, listener: TcpListener, shutdown: impl Future<Output = ()>) -> std::io::Result<()> {
    let app = web::Data::new(app);
    let server = HttpServer::new(move || application(app.clone()))
        .disable_signals()
        .workers(workers())
        // Otherwise the last packet of an answer may wait forty milliseconds for the browser to acknowledge the one before.
        .tcp_nodelay(true)
        .shutdown_timeout(SHUTDOWN_SECS_MAX)
        .listen(listener)?
        .run();
    let handle = server.handle();
    let serving = tokio::spawn(server);
    shutdown.await;
    handle.stop(true).await;
    serving.await.map_err(std::io::Error::other)?
}

/// Threads that answer requests: as many as there are processors.
fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(WORKERS_MAX)
}

/// The whole application: routes within, then rights, forgery rule, errors and headers around them. Tests call it, too.
pub fn application(
    app: web::Data<App>,
) -> ActixApp<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    ActixApp::new()
        .app_data(app)
        .app_data(web::FormConfig::default().limit(FORM_BYTES_MAX).error_handler(error::of_form))
        .app_data(web::PathConfig::default().error_handler(|_, _| error::WebError::Missing.into()))
        .app_data(web::QueryConfig::default().error_handler(|_, _| error::WebError::Missing.into()))
        .configure(routes::configure)
        .default_service(web::to(error::missing))
        .wrap(from_fn(session::admit))
        .wrap(from_fn(forgery::guard))
        .wrap(from_fn(error::speak))
        .wrap(from_fn(headers::set))
        .wrap(from_fn(packing::pack))
        .wrap(from_fn(headers::head_as_get))
        .wrap(TracingLogger::default())
}
