//! What every room stands on: the database handles, the clock, the blob store, configuration, logging, health and kill points.
//!
//! Nothing here knows an order, a message or the web. Everything is made once at start and handed down; there is no global state.

pub mod blobs;
pub mod busy;
pub mod cache;
pub mod clock;
pub mod config;
pub mod db;
pub mod deed;
pub mod frugal;
pub mod health;
pub mod isolate;
pub mod kept;
pub mod kill;
pub mod once;
pub mod secret;
pub mod status;
pub mod telemetry;
pub mod tesseract;
