//! `ramjet read FILE`: what the reader sees in a file, as JSON.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use ramjet_reader::reading::{MAIL_BYTES_MAX, Reading, Unreadable};

use super::{alone, isolate_time, name_of, refuse, within};
use crate::ops::isolate::{Isolate, IsolateError};
use crate::words::{En, ReadingWords, why_not_read, why_unread};

/// Arguments of `ramjet read`.
#[derive(clap::Args, Debug)]
pub struct ReadArgs {
    /// A mail (.eml), a PDF or a text.
    file: PathBuf,
}

/// Prints the head of the message and every part, with pages and words, as JSON.
///
/// A part that cannot be read is listed with its reason and does not make the command fail. Every risky part is read
/// in a child; call this outside of an asynchronous runtime.
pub fn run(args: &ReadArgs) -> ExitCode {
    let file = args.file.display().to_string();
    let bytes = match within(&args.file, MAIL_BYTES_MAX) {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return refuse(why_unread(&En, Unreadable::TooLarge)),
        Err(error) => return refuse(&En.file_not_read(&file, &error.to_string())),
    };
    let isolate = match Isolate::of_this_program(isolate_time(), 1) {
        Ok(isolate) => isolate,
        Err(error) => return refuse(&En.reader_not_started(&error.to_string())),
    };
    let read = alone(read(&isolate, &bytes, name_of(&args.file).as_deref()));
    match read {
        Ok(Ok(reading)) => print(&reading),
        Ok(Err(error)) => refuse(&why_not_read(&En, &error)),
        Err(error) => refuse(&En.reader_not_started(&error.to_string())),
    }
}

/// Takes a message apart and reads its parts, each risky one in a child.
pub(super) async fn read(isolate: &Isolate, bytes: &[u8], name: Option<&str>) -> Result<Reading, IsolateError> {
    let (header, parts) = isolate.split(bytes, name).await?;
    let documents = isolate.read_all(&parts).await?;
    Ok(Reading { header, documents })
}

fn print(reading: &Reading) -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    let written = serde_json::to_writer_pretty(&mut out, reading).map_err(io::Error::from);
    match written.and_then(|()| out.write_all(b"\n")).and_then(|()| out.flush()) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever closed the pipe has read enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => refuse(&En.file_not_written("-", &error.to_string())),
    }
}
