//! `cargo ci`: everything the suite checks, in the order that fails fastest, exactly as CI runs it.
//!
//! Each step's output goes to a file under `target/dev/log`; only the output of the step that failed is printed.

mod again;
mod command;
mod floors;
mod licences;
mod packages;
mod services;

use std::path::Path;
use std::time::{Duration, Instant};

use command::{Environment, Log};
use services::Services;

/// The whole suite. Output of passed tests is kept as well: it may say that something was skipped.
const TESTS: [&str; 6] = ["test", "--workspace", "--locked", "--no-fail-fast", "--", "--show-output"];

/// Runs all steps; the first that fails ends the run. With `install` false missing packages are only named.
pub fn run(root: &Path, install: bool) -> Result<(), String> {
    let began = Instant::now();
    let mut report = Report::default();
    let verdict = steps(root, install, &mut report);
    report.print(began.elapsed());
    verdict
}

fn steps(root: &Path, install: bool, report: &mut Report) -> Result<(), String> {
    let quiet = Environment::of_tests(&[]);
    let cargo = |words: &[&str], log: &Log| command::run(root, "cargo", words, &quiet, log).map(|()| String::new());
    report.step(root, "packages", |log| packages::provide(root, install, log))?;
    report.step(root, "format", |log| {
        cargo(&["fmt", "--all", "--check"], log)?;
        cargo(&["fmt", "--manifest-path", ".dev/Cargo.toml", "--check"], log)?;
        cargo(&["fmt", "--manifest-path", "fuzz/Cargo.toml", "--check"], log)
    })?;
    report.step(root, "demo samples", |_| crate::samples::run(&root.join("templates/demo"), true))?;
    report.step(root, "licences", |log| licences::check(root, &quiet, log))?;
    report.step(root, "developer commands", |log| developer_commands(root, &quiet, log))?;
    report.step(root, "clippy", |log| {
        cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"], log)
    })?;
    report.step(root, "build tests", |log| cargo(&["test", "--workspace", "--locked", "--no-run"], log))?;
    report.step(root, "how well documents are read", |log| floors::check(root, &patient(), log))?;

    let mut services = None;
    report.step(root, "services", |log| Ok(services.insert(Services::start(root, log)?).to_string()))?;
    let services = services.ok_or("no services were started")?;
    let complete = Environment::of_tests(&services.variables());
    let mut unsteady = Vec::new();
    report.step(root, "tests", |log| {
        let run = command::run(root, "cargo", &TESTS, &complete, log);
        let output = log.text();
        if let Err(fault) = run {
            unsteady = again::judge(&output, fault, |names| alone(root, names, &complete))?;
        }
        Ok(command::Counts::of(&output).to_string())
    })?;
    report.unsteady = unsteady;
    Ok(())
}

/// Runs exactly these tests, one after the other; gives what they said.
fn alone(root: &Path, names: &[String], environment: &Environment) -> Result<String, String> {
    eprintln!("· failed, and run again alone: {} …", names.join(", "));
    let log = Log::open(root, "tests alone")?;
    let names = names.iter().map(String::as_str);
    let words: Vec<&str> = TESTS.into_iter().chain(["--test-threads=1", "--exact"]).chain(names).collect();
    let run = command::run(root, "cargo", &words, environment, &log);
    run.inspect_err(|_| eprint!("{}", command::without_successes(&log.text())))?;
    Ok(log.text())
}

/// How well a document is read does not hang on how quick this machine is.
fn patient() -> Environment {
    Environment::of_tests(&[("RAMJET_ISOLATE_SECONDS", "120".to_owned())])
}

/// Clippy and the tests of this package.
fn developer_commands(root: &Path, quiet: &Environment, log: &Log) -> Result<String, String> {
    let own = ["--manifest-path", ".dev/Cargo.toml", "--target-dir", "target/dev", "--locked"];
    let clippy = [&["clippy", "--all-targets"], own.as_slice(), &["--", "-D", "warnings"]].concat();
    command::run(root, "cargo", &clippy, quiet, log)?;
    command::run(root, "cargo", &[&["test"], own.as_slice()].concat(), quiet, log)?;
    Ok(command::Counts::of(&log.text()).to_string())
}

/// Only how well documents are read, by the program as it is now.
pub fn check_floors(root: &Path) -> Result<(), String> {
    let quiet = Environment::of_tests(&[]);
    command::run_in_sight(root, "cargo", &["build", "--workspace", "--locked"], &quiet)?;
    let log = Log::open(root, "floors")?;
    let verdict = floors::check(root, &patient(), &log);
    eprint!("{}", log.text());
    eprintln!("{}", verdict?);
    Ok(())
}

/// Only the first step.
pub fn provide_packages(root: &Path) -> Result<(), String> {
    let log = Log::open(root, "packages")?;
    let verdict = packages::provide(root, true, &log).inspect_err(|_| eprint!("{}", log.text()))?;
    eprintln!("{verdict}");
    Ok(())
}

/// Starts the services, runs a command with their addresses in its environment, and stops them.
pub fn with_services(root: &Path, words: &[&str]) -> Result<(), String> {
    let (program, arguments) = words.split_first().ok_or("cargo dev with needs a command to run")?;
    let services = Services::start(root, &Log::open(root, "services")?)?;
    eprintln!("{services}");
    command::run_in_sight(root, program, arguments, &Environment::of_tests(&services.variables()))
}

/// What has been done so far.
#[derive(Default)]
struct Report {
    rows: Vec<Row>,
    /// Tests that failed once and passed alone.
    unsteady: Vec<String>,
}

struct Row {
    name: &'static str,
    took: Duration,
    verdict: String,
}

impl Report {
    /// Runs one step, prints a line about it and remembers it for the table.
    fn step(
        &mut self, root: &Path, name: &'static str, work: impl FnOnce(&Log) -> Result<String, String>,
    ) -> Result<(), String> {
        eprintln!("· {name} …");
        let began = Instant::now();
        let log = Log::open(root, name)?;
        let outcome = work(&log);
        let took = began.elapsed();
        let verdict = match &outcome {
            Ok(note) if note.is_empty() => "ok".to_owned(),
            Ok(note) => format!("ok: {note}"),
            Err(_) => "FAILED".to_owned(),
        };
        self.rows.push(Row { name, took, verdict });
        outcome.map(drop).map_err(|fault| {
            eprint!("{}", command::without_successes(&log.text()));
            format!("{name}: {fault} (the output above is kept in {})", log.path().display())
        })
    }

    fn print(&self, total: Duration) {
        let width = self.rows.iter().map(|row| row.name.chars().count()).max().unwrap_or_default();
        println!();
        for Row { name, took, verdict } in &self.rows {
            println!("{name:width$}  {}  {verdict}", seconds(*took));
        }
        println!("{:width$}  {}", "total", seconds(total));
        if !self.unsteady.is_empty() {
            println!("{}: {}", again::UNSTEADY, self.unsteady.join(", "));
        }
    }
}

/// `  83.4 s`, right aligned.
fn seconds(time: Duration) -> String {
    format!("{:>7.1} s", time.as_secs_f64())
}
