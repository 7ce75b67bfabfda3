//! What every job is handed.

use std::path::PathBuf;
use std::sync::Arc;

use crate::ops::blobs::Blobs;
use crate::ops::clock::Clock;
use crate::ops::config::Config;
use crate::ops::db::Db;
use crate::ops::health::Health;
use crate::ops::isolate::Isolate;

use super::Wake;

/// What every job is handed, made once at start. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Ctx {
    /// The database.
    pub db: Db,
    /// The contents.
    pub blobs: Blobs,
    /// The time.
    pub clock: Clock,
    /// Where documents of strangers are read.
    pub isolate: Isolate,
    /// The configuration.
    pub config: Arc<Config>,
    /// The data directory.
    pub data_dir: PathBuf,
    /// Where the runner reports how it is.
    pub health: Health,
    /// The bell of the runner.
    pub wake: Wake,
}
