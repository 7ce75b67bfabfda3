//! `ramjet isolate`: the child that reads or draws one document and ends. Started by the desk, not by people.
//!
//! It limits itself before it looks at the first byte: processor time, memory, open files, no files written, no core.
//! Run it before anything else of the program is set up: it needs no configuration, no logging and no runtime.

use std::io;
use std::process::ExitCode;

use ramjet_reader::reading::frames;
use rlimit::Resource;

/// Memory the child may map, in bytes: four times what the largest picture allowed needs.
const MEMORY_BYTES_MAX: u64 = 1 << 30;
/// Files the child may have open: its three pipes and a few for the runtime.
const FILES_MAX: u64 = 16;

/// Arguments of `ramjet isolate`; the request itself comes on standard input.
#[derive(clap::Args, Debug)]
pub struct IsolateArgs {
    /// Processor time after which the system ends the process.
    #[arg(long, default_value_t = 20)]
    cpu_seconds: u64,
}

/// One request in, one answer out. Ends with 1, and a line on standard error, when the input is not a request.
pub fn run(args: &IsolateArgs) -> ExitCode {
    // The message of a panic can quote the document; the place cannot.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        eprintln!("isolate: panic at {place}");
    }));
    let served = limit(args.cpu_seconds).and_then(|()| frames::serve(io::stdin().lock(), io::stdout().lock()));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("isolate: {error}");
            ExitCode::FAILURE
        }
    }
}

fn limit(cpu_seconds: u64) -> io::Result<()> {
    Resource::CPU.set(cpu_seconds, cpu_seconds.saturating_add(1))?;
    Resource::AS.set(MEMORY_BYTES_MAX, MEMORY_BYTES_MAX)?;
    Resource::FSIZE.set(0, 0)?;
    Resource::CORE.set(0, 0)?;
    Resource::NOFILE.set(FILES_MAX, FILES_MAX)
}
