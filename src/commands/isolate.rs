//! `ramjet isolate`: the child that reads or draws one document and ends. Started by the desk, not by people.
//!
//! It limits itself before it looks at the first byte: processor time, memory, open files, no files written, no core.
//! With `--tesseract` it then becomes that program, which inherits the limits, and ends when the desk does.
//! Run it before anything else of the program is set up: it needs no configuration, no logging and no runtime.

use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use ramjet_reader::reading::frames;
use rlimit::Resource;

use crate::ops::tesseract::Question;

/// Memory the child may map, in bytes: the largest picture allowed fits, a bomb does not.
const MEMORY_BYTES_MAX: u64 = 512 << 20;
/// Files the child may have open: its three pipes and a few for the runtime.
const FILES_MAX: u64 = 16;

/// Arguments of `ramjet isolate`; the request itself comes on standard input.
#[derive(clap::Args, Debug)]
pub struct IsolateArgs {
    /// Processor time after which the system ends the process.
    #[arg(long, default_value_t = 20)]
    cpu_seconds: u64,
    /// The program to become instead of reading a request: it recognises the picture on standard input.
    #[arg(long)]
    tesseract: Option<PathBuf>,
    /// What that program is asked for.
    #[arg(long, default_value = "lines")]
    question: String,
    /// Its languages, joined by a plus sign.
    #[arg(long, default_value = "eng")]
    languages: String,
    /// Dots per inch of the picture.
    #[arg(long, default_value_t = 300)]
    dpi: u16,
}

/// One request in, one answer out. Ends with 1, and a line on standard error, when the input is not a request.
pub fn run(args: &IsolateArgs) -> ExitCode {
    // The message of a panic can quote the document; the place cannot.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        eprintln!("isolate: panic at {place}");
    }));
    let served = limit(args.cpu_seconds).and_then(|()| match &args.tesseract {
        Some(program) => Err(become_tesseract(program, args)),
        None => frames::serve(io::stdin().lock(), io::stdout().lock()),
    });
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("isolate: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Replaces this process by the program for scans; returns only when that is not possible.
fn become_tesseract(program: &Path, args: &IsolateArgs) -> io::Error {
    let Some(question) = Question::of_word(&args.question) else {
        return io::Error::new(io::ErrorKind::InvalidInput, "no such question");
    };
    // Whoever asked may be killed without a chance to end us. Elsewhere the limit of processor time has to do.
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL)) {
        return error.into();
    }
    // One thread: several only wait for each other on pages of this size.
    Command::new(program)
        .args(["stdin", "stdout"])
        .args(question.arguments(&args.languages, args.dpi))
        .env("OMP_THREAD_LIMIT", "1")
        .exec()
}

fn limit(cpu_seconds: u64) -> io::Result<()> {
    for (resource, most) in [
        (Resource::CPU, cpu_seconds),
        (Resource::AS, MEMORY_BYTES_MAX),
        (Resource::FSIZE, 0),
        (Resource::CORE, 0),
        (Resource::NOFILE, FILES_MAX),
    ] {
        // Whoever started us may have set a stricter limit, and nobody can raise it again.
        let (_, hard) = resource.get()?;
        let most = most.min(hard);
        resource.set(most, hard.min(most.saturating_add(1)))?;
    }
    Ok(())
}
