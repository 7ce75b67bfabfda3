//! `ramjet isolate`: the child that reads or draws one document and ends. Started by the desk, not by people.
//!
//! It limits itself before it looks at the first byte: processor time, memory, open files, no files written, no core.
//! Run it before anything else of the program is set up: it needs no configuration, no logging and no runtime.

use std::io;
use std::process::ExitCode;

use ramjet_reader::reading::frames;
use rlimit::Resource;

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
