//! `ramjet serve`: the desk itself, in one process: pages, workers, watched folders.

use std::fs::File;
use std::io;
use std::net::TcpListener;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::{ConnectionTrait, DbErr, Statement};
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::auth::Gate;
use crate::intake::folder::Watch;
use crate::jobs::{Ctx, Runner, RunnerSettings, Wake, reclaim_all};
use crate::ops::cache::Cache;
use crate::ops::config::Config;
use crate::ops::db::Db;
use crate::ops::health::Health;
use crate::ops::isolate::Isolate;
use crate::ops::{once, telemetry};
use crate::web::assets::Assets;
use crate::{pipeline, web};

use super::flags::Flags;
use super::house::{House, OpenError, lock, make_directory};
use super::{because, refuse};

/// After this long the process ends, whatever is still going on: a stop must take less than twenty seconds.
const STOP_WITHIN: Duration = Duration::from_secs(18);

/// How often what is of no use any more is thrown away.
const TIDY_EVERY: Duration = Duration::from_secs(24 * 60 * 60);

/// Arguments of `ramjet serve`.
#[derive(clap::Args, Debug)]
pub struct ServeArgs {
    #[command(flatten)]
    flags: Flags,
}

/// Why the desk cannot serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Rows and contents cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Nobody can listen there.
    #[error("listening at {host} port {port}; another one can be chosen with --port")]
    Listen {
        /// The address.
        host: String,
        /// The port.
        port: u16,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The database does not answer.
    #[error("preparing the work")]
    Database(#[from] DbErr),
    /// Several machines share jobs by their clocks.
    #[error(
        "this machine's clock is {0} s away from the database's; leases of jobs need clocks that agree: set it right"
    )]
    Clock(i64),
    /// The system refused.
    #[error("starting the desk")]
    System(#[from] io::Error),
}

/// Serves until SIGTERM or SIGINT.
pub fn run(args: &ServeArgs) -> ExitCode {
    let config = match args.flags.config() {
        Ok(config) => config,
        Err(error) => return refuse(&error.to_string()),
    };
    on_runtime(&config, async |config| {
        let desk = Desk::open(config).await?;
        tracing::info!(url = desk.url(), "the desk is open");
        desk.run(stop_signal()?).await
    })
}

/// Starts logging and a runtime, runs `work` on it, and says why it failed if it did.
pub(super) fn on_runtime<F: AsyncFnOnce(Config) -> Result<(), ServeError>>(config: &Config, work: F) -> ExitCode {
    telemetry::start(&config.log);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return refuse(&because(error)),
    };
    let done = runtime.block_on(work(config.clone()));
    // A blocking call that never returns must not keep the process.
    runtime.shutdown_timeout(Duration::from_secs(1));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&because(error)),
    }
}

/// Cancelled by the first SIGTERM or SIGINT; the second one ends the process at once.
///
/// # Errors
/// The system does not let us listen for signals.
pub(super) fn stop_signal() -> io::Result<CancellationToken> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    tokio::spawn(async move {
        for is_first in [true, false] {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            if !is_first {
                std::process::exit(130);
            }
            stopped.cancel();
        }
    });
    Ok(stop)
}

/// A desk that is open and listens, but does not answer yet.
#[derive(Debug)]
pub struct Desk {
    /// The configuration.
    pub config: Arc<Config>,
    /// Rows and contents.
    pub house: House,
    listener: TcpListener,
    /// Held as long as the desk is open: a SQLite desk belongs to one process.
    lock: Option<File>,
}

impl Desk {
    /// Opens rows and contents, alone if they are on SQLite, and begins to listen.
    ///
    /// # Errors
    /// See [`ServeError`].
    pub async fn open(config: Config) -> Result<Self, ServeError> {
        make_directory(&config.place.data)?;
        let is_postgres = crate::ops::db::is_postgres(&config.place.database());
        let lock = if is_postgres { None } else { Some(lock(&config.place.data)?) };
        let house = House::open(&config).await?;
        if is_postgres {
            compare_clocks(&house).await?;
        }
        let listen = |source| ServeError::Listen { host: config.web.host.clone(), port: config.web.port, source };
        let listener = TcpListener::bind((config.web.host.as_str(), config.web.port)).map_err(listen)?;
        Ok(Self { config: Arc::new(config), house, listener, lock })
    }

    /// Where a browser on this machine finds the desk.
    pub fn url(&self) -> String {
        let port = self.listener.local_addr().map_or(self.config.web.port, |address| address.port());
        match self.config.web.host.as_str() {
            "0.0.0.0" | "::" => format!("http://127.0.0.1:{port}/"),
            host if host.contains(':') => format!("http://[{host}]:{port}/"),
            host => format!("http://{host}:{port}/"),
        }
    }

    /// Serves pages, works on jobs and watches the folders until `stop`: then it finishes what runs, gives the other jobs back, takes
    /// no more requests, and returns in less than twenty seconds.
    ///
    /// # Errors
    /// The work cannot be prepared, or the pages cannot be served.
    pub async fn run(self, stop: CancellationToken) -> Result<(), ServeError> {
        let ctx = self.ctx()?;
        let health = ctx.health.clone();
        let registry = Arc::new(pipeline::registry());
        if self.lock.is_some() {
            // Nobody else can be at work here: what is leased or half written was left by a process that died.
            let reclaimed = reclaim_all(&ctx, &registry).await?;
            let swept = ctx.blobs.sweep().map_err(OpenError::from)?;
            if reclaimed + swept > 0 {
                tracing::warn!(jobs = reclaimed, files = swept, "the last process ended in the middle of its work");
            }
        }
        let runner = Runner::new(Arc::clone(&ctx), registry, RunnerSettings::new(&self.config.work));
        let app = web::App {
            db: ctx.db.clone(),
            clock: ctx.clock.clone(),
            blobs: ctx.blobs.clone(),
            isolate: ctx.isolate.clone(),
            config: Arc::clone(&self.config),
            health: health.clone(),
            gate: Gate::default(),
            pictures: Cache::open(&self.config.place.pictures(), web::PICTURES_BYTES_MAX),
            wake: ctx.wake.clone(),
            assets: Assets::load(),
            road: pipeline::ROAD,
        };
        let work = {
            let stop = stop.clone();
            tokio::spawn(async move { runner.run(stop).await })
        };
        let folders = tokio::spawn(watch(Arc::clone(&ctx), stop.clone()));
        let tidy = tokio::spawn(tidy(Arc::clone(&ctx), stop.clone()));
        // The pages stop last: their threads drive the connections they opened to a PostgreSQL, which the work may be using.
        let work_ended = CancellationToken::new();
        let pages = tokio::spawn(web::run(app, self.listener, work_ended.clone().cancelled_owned()));
        health.started();
        stop.cancelled().await;
        health.stopping();
        tracing::info!("the desk is closing");
        let all = async {
            let (work, folders, tidy) = tokio::join!(work, folders, tidy);
            work_ended.cancel();
            (work, folders, tidy, pages.await)
        };
        let Ok((work, folders, tidy, pages)) = timeout(STOP_WITHIN, all).await else {
            tracing::warn!("something took too long to stop; what it was doing will be taken up at the next start");
            return Ok(());
        };
        pages.map_err(io::Error::other)??;
        work.and(folders).and(tidy).map_err(io::Error::other)?;
        self.house.db.close().await;
        tracing::info!("the desk is closed");
        Ok(())
    }

    fn ctx(&self) -> Result<Arc<Ctx>, ServeError> {
        let House { db, blobs, clock } = self.house.clone();
        Ok(Arc::new(Ctx {
            health: Health::new(clock.clone()),
            isolate: Isolate::from_settings(&self.config.isolate)?,
            config: Arc::clone(&self.config),
            data_dir: self.config.place.data.clone(),
            wake: Wake::default(),
            db,
            blobs,
            clock,
        }))
    }
}

/// Looks into the watched folders again and again until `stop`.
async fn watch(ctx: Arc<Ctx>, stop: CancellationToken) {
    let place = ctx.config.place.inbox();
    let mut watch = Watch::new(ctx.db.clone(), ctx.blobs.clone(), ctx.clock.clone(), place, pipeline::first);
    while !stop.is_cancelled() {
        match watch.look().await {
            Ok(stored) => {
                ctx.health.well("folders");
                if stored > 0 {
                    ctx.wake.ring();
                }
            }
            Err(error) => {
                let fault = because(error);
                tracing::error!(fault, "the watched folders could not be looked into");
                ctx.health.faulty("folders", fault);
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = sleep(ctx.config.work.poll.min(Duration::from_secs(30))) => {}
        }
    }
}

/// Throws away what is of no use any more, at once and then every day, until `stop`. Several processes may do so at the same time.
async fn tidy(ctx: Arc<Ctx>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        match once::forget(&ctx.db.write, ctx.clock.now()).await {
            Ok(0) => {}
            Ok(keys) => tracing::info!(keys, "keys of old forms were forgotten"),
            Err(error) => tracing::warn!(fault = because(error), "keys of old forms could not be forgotten"),
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = sleep(TIDY_EVERY) => {}
        }
    }
}

/// Several machines tell by their clocks whether a lease has run out, so the clocks must agree.
async fn compare_clocks(house: &House) -> Result<(), ServeError> {
    let Db { read, .. } = &house.db;
    let asked = Statement::from_string(read.get_database_backend(), "select clock_timestamp() as now");
    let Some(row) = read.query_one_raw(asked).await? else { return Ok(()) };
    let theirs: chrono::DateTime<chrono::Utc> = row.try_get("", "now")?;
    let seconds = (house.clock.now() - theirs).num_seconds();
    if seconds.abs() > 10 { Err(ServeError::Clock(seconds)) } else { Ok(()) }
}
