//! One file a verb of the command line.

pub mod backup;
pub mod check;
pub mod config;
pub mod demo;
pub mod eval;
pub mod extract;
pub mod fill;
pub mod flags;
pub mod golden;
pub mod house;
pub mod isolate;
pub mod read;
pub mod render;
pub mod restore;
pub mod serve;
pub mod user;

use std::error::Error;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use crate::ops::telemetry::whole;

/// How long a command lets the child work on one document, unless the setting says otherwise.
const ISOLATE_TIME: Duration = Duration::from_secs(20);

/// The setting `isolate-seconds` of the environment, which is all that commands without a desk know of settings; see [`ISOLATE_TIME`].
fn isolate_time() -> Duration {
    let said = std::env::var("RAMJET_ISOLATE_SECONDS").ok().and_then(|seconds| seconds.parse().ok());
    said.filter(|seconds| (1..=600).contains(seconds)).map_or(ISOLATE_TIME, Duration::from_secs)
}

/// Says one sentence on standard error and ends with 1.
fn refuse(sentence: &str) -> ExitCode {
    eprintln!("{sentence}");
    ExitCode::FAILURE
}

/// The last part of a path as text, for the reader to judge a file by.
fn name_of(path: &Path) -> Option<String> {
    Some(path.file_name()?.to_string_lossy().into_owned())
}

/// The bytes of a file, `None` when there are more than `most`: it is not read to its end then.
fn within(path: &Path, most: usize) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= most).then_some(bytes))
}

/// Runs one future to its end on this thread, for commands that need nothing else of a runtime.
fn alone<F: Future>(future: F) -> io::Result<F::Output> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(future))
}

/// Runs one future to its end on this thread; what stops it is said as one line.
fn work<T, F: Future<Output = Result<T, String>>>(future: F) -> Result<T, String> {
    alone(future).map_err(because)?
}

/// An error and its causes as one line.
fn because(error: impl Error + 'static) -> String {
    whole(&error)
}

/// Writes text to standard output, which belongs to the answers of commands. Whoever closed it has read enough.
fn say(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
