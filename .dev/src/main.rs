//! What a developer of Ramjet runs: `cargo ci` and `cargo dev …`.

mod ci;
mod fuzz;
mod samples;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
cargo ci                      everything the suite checks, as CI runs it
cargo ci --no-install         the same, but missing packages are only named
cargo dev packages            installs the packages the suite needs
cargo dev with COMMAND …      runs a command with PostgreSQL, chromedriver and SMTP at its side
cargo dev floors              measures how well documents are read, against tests/floors.txt
cargo dev fuzz                runs every fuzz target for a minute
cargo dev fuzz --seconds N T… runs the targets T for N seconds each
cargo dev samples             writes the demo samples into templates/demo
cargo dev samples --draw      draws the page of the scanned sample anew, with pdftoppm
cargo dev samples --check     fails where a committed sample is not what is written";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["ci"] => ci::run(&root(), true),
        ["ci", "--no-install"] => ci::run(&root(), false),
        ["packages"] => ci::provide_packages(&root()),
        ["with", command @ ..] => ci::with_services(&root(), command),
        ["floors"] => ci::check_floors(&root()),
        ["fuzz", words @ ..] => fuzz::run(&root(), words),
        ["samples"] => samples::run(&root().join("templates/demo"), false).map(print),
        ["samples", "--check"] => samples::run(&root().join("templates/demo"), true).map(print),
        ["samples", "--draw"] => samples::draw_again(&root().join(".dev/src/samples")).map(print),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("{sentence}");
            ExitCode::FAILURE
        }
    }
}

fn print(sentence: String) {
    println!("{sentence}");
}

/// The folder of the repository: the one above this package.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}
