//! Feeds the parsers of the reader with what strangers might send, guided by the code that runs (libFuzzer).
//!
//! `RAMJET_FUZZ_TARGET` names the parser. With `RAMJET_FUZZ_SEEDS=OUT` the program fuzzes nothing: it sorts the files of the folders named in
//! `RAMJET_FUZZ_FROM` (one a line) into `OUT/TARGET`, mails and archives taken apart. `cargo dev fuzz` does both.
#![no_main]

mod seeds;
mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, OnceLock, PoisonError};

use targets::Target;

/// Where the last panic was, also when the reader itself caught it.
static LAST_PANIC: Mutex<String> = Mutex::new(String::new());
static TARGET: OnceLock<&'static Target> = OnceLock::new();

libfuzzer_sys::fuzz_target!(
    init: {
        begin();
    },
    |bytes: &[u8]| {
        let Some(target) = TARGET.get() else { return };
        // The reader catches panics of the libraries for office files; what gets out of it is a finding.
        if catch_unwind(AssertUnwindSafe(|| (target.run)(bytes))).is_err() {
            eprintln!("finding in {}: {}", target.name, LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner));
            std::process::abort();
        }
    }
);

fn begin() {
    if let Ok(out) = std::env::var("RAMJET_FUZZ_SEEDS") {
        let from = std::env::var("RAMJET_FUZZ_FROM").unwrap_or_default();
        let counts = seeds::sort(out.as_ref(), from.lines().map(AsRef::as_ref));
        eprintln!("{counts} seeds");
        std::process::exit(0);
    }
    let name = std::env::var("RAMJET_FUZZ_TARGET").unwrap_or_default();
    let Some(target) = targets::TARGETS.iter().find(|target| target.name == name) else {
        let known: Vec<&str> = targets::TARGETS.iter().map(|target| target.name).collect();
        eprintln!("RAMJET_FUZZ_TARGET must be one of {}", known.join(", "));
        std::process::exit(2);
    };
    let _ = TARGET.set(target);
    std::panic::set_hook(Box::new(|panic| {
        *LAST_PANIC.lock().unwrap_or_else(PoisonError::into_inner) = panic.to_string();
    }));
}
