//! `cargo ci`: everything the suite checks, in the order that fails fastest, exactly as CI runs it.
//!
//! Each step's output goes to a file under `target/dev/log`; only the output of the step that failed is printed.

mod command;
mod licences;
mod packages;
mod services;

use std::path::Path;
use std::time::{Duration, Instant};

use command::{Environment, Log};
use services::Services;

/// Name of a step, and what it does with the services' addresses.
type Step<'a> = (&'static str, Box<dyn FnOnce(&Log) -> Result<String, String> + 'a>);

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
    let dev = ["--manifest-path", ".dev/Cargo.toml"];
    let own = |words: &[&'static str]| [words, &dev].concat();
    let early: Vec<Step> = vec![
        ("packages", Box::new(|log| packages::provide(root, install, log))),
        (
            "format",
            Box::new(|log| {
                cargo(&["fmt", "--all", "--check"], log)?;
                cargo(&own(&["fmt", "--check"]), log)
            }),
        ),
        ("demo samples", Box::new(|_| crate::samples::run(&root.join("templates/demo"), true).map(|()| String::new()))),
        (
            "clippy",
            Box::new(|log| cargo(&["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"], log)),
        ),
        ("developer commands", Box::new(|log| developer_commands(root, &quiet, log))),
        ("licences", Box::new(|log| licences::check(root, &quiet, log))),
    ];
    for step in early {
        report.step(root, step)?;
    }

    let build: Step = ("build tests", Box::new(|log| cargo(&["test", "--workspace", "--locked", "--no-run"], log)));
    report.step(root, build)?;
    let mut services = None;
    let start: Step = (
        "services",
        Box::new(|log| {
            let started = services.insert(Services::start(root, log)?);
            Ok(started.to_string())
        }),
    );
    report.step(root, start)?;
    let services = services.ok_or("no services were started")?;
    let complete = Environment::of_tests(&services.variables());
    let tests: Step = (
        "tests",
        Box::new(|log| {
            let words = ["test", "--workspace", "--locked", "--no-fail-fast"];
            command::run(root, "cargo", &words, &complete, log)?;
            Ok(command::Counts::of(&log.text()).to_string())
        }),
    );
    report.step(root, tests)
}

/// Clippy and the tests of this package.
fn developer_commands(root: &Path, quiet: &Environment, log: &Log) -> Result<String, String> {
    let own = ["--manifest-path", ".dev/Cargo.toml", "--target-dir", "target/dev", "--locked"];
    let clippy = [&["clippy", "--all-targets"], own.as_slice(), &["--", "-D", "warnings"]].concat();
    command::run(root, "cargo", &clippy, quiet, log)?;
    command::run(root, "cargo", &[&["test"], own.as_slice()].concat(), quiet, log)?;
    Ok(command::Counts::of(&log.text()).to_string())
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
}

struct Row {
    name: &'static str,
    took: Duration,
    verdict: String,
}

impl Report {
    /// Runs one step, prints a line about it and remembers it for the table.
    fn step(&mut self, root: &Path, (name, work): Step) -> Result<(), String> {
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
            eprint!("{}", log.text());
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
    }
}

/// `  83.4 s`, right aligned.
fn seconds(time: Duration) -> String {
    format!("{:>7.1} s", time.as_secs_f64())
}
