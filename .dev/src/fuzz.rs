//! `cargo dev fuzz`: every parser of the reader against mutated files for a while each, guided by the code that runs.
//!
//! The targets stand in `fuzz/`. They are built with the coverage of LLVM, which a stable compiler offers as well, and run by libFuzzer; no
//! nightly toolchain and no sanitizer is needed, for the reader is safe Rust: a panic, an overflow, too much time or too much memory is what
//! can be found.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// How long each target runs, if nothing else is said.
const SECONDS: u32 = 60;
/// Longest a parser may take over one input.
const INPUT_SECONDS_MAX: u32 = 20;
/// Most memory of the program: the corpus, the counters and what a parser takes.
const MEMORY_MB_MAX: u32 = 2048;
/// Longest input that is made.
const INPUT_BYTES_MAX: u32 = 400_000;
/// What makes the compiler count which code runs and what is compared with what.
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
     -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
     -Cllvm-args=-sanitizer-coverage-trace-compares --cfg fuzzing -Ccodegen-units=1";
/// Where the targets find their first files; what is not there is left out.
const SEEDS: [&str; 5] = ["../shared/corpus", "tests/orders", "templates", "src/reader/tests", "fuzz/cases"];

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    seconds: u32,
    targets: Vec<String>,
}

/// Builds the targets, gathers the seeds and runs each target; a finding is a fault that names its file.
pub fn run(root: &Path, words: &[&str]) -> Result<(), String> {
    let asked = asked(words)?;
    let program = build(root)?;
    let work = root.join("target/fuzz");
    let known = known(&program)?;
    if let Some(unknown) = asked.targets.iter().find(|name| !known.contains(name)) {
        return Err(format!("there is no target {unknown}; known are {}", known.join(", ")));
    }
    let seeds = work.join("seeds");
    let _ = fs::remove_dir_all(&seeds);
    let from: Vec<String> = SEEDS.iter().map(|folder| root.join(folder).display().to_string()).collect();
    let mut sorter = Command::new(&program);
    finish(sorter.env("RAMJET_FUZZ_SEEDS", &seeds).env("RAMJET_FUZZ_FROM", from.join("\n")))?;
    let mut findings = 0;
    println!("{:<12} {:>12} {:>8} {:>8} {:>8}  findings", "target", "executions", "per s", "edges", "corpus");
    for name in known.iter().filter(|name| asked.targets.is_empty() || asked.targets.contains(name)) {
        let told = fuzz(&program, &work, name, asked.seconds)?;
        println!("{name:<12} {told}");
        findings += told.findings.len();
    }
    match findings {
        0 => Ok(()),
        n => Err(format!("{n} findings: mend the reader, then keep each file in fuzz/cases/TARGET/")),
    }
}

fn asked(words: &[&str]) -> Result<Asked, String> {
    let mut asked = Asked { seconds: SECONDS, targets: Vec::new() };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if *word == "--seconds" {
            let number = words.next().and_then(|number| number.parse().ok()).filter(|number| *number > 0);
            asked.seconds = number.ok_or("--seconds needs a number above 0")?;
        } else if word.starts_with('-') {
            return Err(format!("cargo dev fuzz knows no {word}"));
        } else {
            asked.targets.push((*word).to_owned());
        }
    }
    Ok(asked)
}

/// Builds the program of all targets and says where it is.
fn build(root: &Path) -> Result<PathBuf, String> {
    let said =
        Command::new("rustc").arg("-vV").output().map_err(|fault| format!("rustc cannot be started: {fault}"))?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let host = said.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc does not name its host")?;
    // With a target of its own, build scripts and macros are built without the counters.
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--locked", "--manifest-path", "fuzz/Cargo.toml", "--target-dir", "target/fuzz"]);
    finish(cargo.args(["--target", host]).env("RUSTFLAGS", COVERAGE).current_dir(root))?;
    Ok(root.join("target/fuzz").join(host).join("release/ramjet-fuzz"))
}

/// The names of the targets, as the program tells them when it gets none.
fn known(program: &Path) -> Result<Vec<String>, String> {
    let said = Command::new(program).env("RAMJET_FUZZ_TARGET", "?").output();
    let said = said.map_err(|fault| format!("{} cannot be started: {fault}", program.display()))?;
    let text = String::from_utf8_lossy(&said.stderr).into_owned();
    let names = text.lines().find_map(|line| line.strip_prefix("RAMJET_FUZZ_TARGET must be one of "));
    Ok(names.ok_or("the program names no targets")?.split(", ").map(str::to_owned).collect())
}

/// What became of one target.
#[derive(Debug, Default, PartialEq, Eq)]
struct Told {
    executions: u64,
    per_second: u64,
    edges: u64,
    corpus: usize,
    findings: Vec<PathBuf>,
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { executions, per_second, edges, corpus, findings } = self;
        write!(f, "{executions:>12} {per_second:>8} {edges:>8} {corpus:>8}  {}", findings.len())?;
        findings.iter().try_for_each(|file| write!(f, "\n             {}", file.display()))
    }
}

fn fuzz(program: &Path, work: &Path, name: &str, seconds: u32) -> Result<Told, String> {
    let (corpus, seeds) = (work.join("corpus").join(name), work.join("seeds").join(name));
    let (found, log) = (work.join("findings").join(name), work.join("log").join(format!("{name}.log")));
    let _ = fs::remove_dir_all(&found);
    let made = [&corpus, &seeds, &found, &work.join("log")].into_iter().try_for_each(fs::create_dir_all);
    made.map_err(|fault| format!("making the folders of {name}: {fault}"))?;
    let output = fs::File::create(&log).and_then(|file| Ok((file.try_clone()?, file)));
    let (out, errors) = output.map_err(|fault| format!("making {}: {fault}", log.display()))?;
    // Politely: whoever fuzzes also works.
    let mut command = Command::new("nice");
    command.arg(program).arg(format!("-artifact_prefix={}/", found.display()));
    command.arg(format!("-max_total_time={seconds}")).arg(format!("-timeout={INPUT_SECONDS_MAX}"));
    command.arg(format!("-rss_limit_mb={MEMORY_MB_MAX}")).arg(format!("-max_len={INPUT_BYTES_MAX}"));
    command.args(["-print_final_stats=1", "-use_value_profile=0", "-report_slow_units=10"]).arg(&corpus).arg(&seeds);
    command.env("RAMJET_FUZZ_TARGET", name).stdin(Stdio::null()).stdout(out).stderr(errors);
    command.status().map_err(|fault| format!("nice cannot be started: {fault}"))?;
    let text = fs::read(&log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let told = told(&text, files(&corpus).len(), files(&found));
    if told.executions == 0 && told.findings.is_empty() {
        return Err(format!("{name} did not run; see {}", log.display()));
    }
    Ok(told)
}

/// Reads what libFuzzer printed. Inputs that were only slow are told by it as `slow-unit-…` and are no findings.
fn told(log: &str, corpus: usize, found: Vec<PathBuf>) -> Told {
    let number = |name: &str| {
        let line = log.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.and_then(|number| number.trim().parse().ok()).unwrap_or_default()
    };
    let edges = log.lines().filter_map(|line| line.split_once(" cov: ")?.1.split(' ').next()?.parse().ok()).max();
    let is_slow =
        |file: &PathBuf| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with("slow-unit-"));
    Told {
        executions: number("stat::number_of_executed_units"),
        per_second: number("stat::average_exec_per_sec"),
        edges: edges.unwrap_or_default(),
        corpus,
        findings: found.into_iter().filter(|file| !is_slow(file)).collect(),
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).map(|entries| entries.flatten().map(|entry| entry.path()).collect()).unwrap_or_default();
    files.sort();
    files
}

fn finish(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{program} ended with {status}")),
        Err(fault) => Err(format!("{program} cannot be started: {fault}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_target_runs_for_a_minute_unless_something_else_is_said() {
        assert_eq!(asked(&[]), Ok(Asked { seconds: 60, targets: Vec::new() }));
        let some = Asked { seconds: 5, targets: vec!["mail".to_owned(), "pdf".to_owned()] };
        assert_eq!(asked(&["mail", "--seconds", "5", "pdf"]), Ok(some));
    }

    #[test]
    fn words_without_a_meaning_are_refused() {
        for words in [&["--seconds"][..], &["--seconds", "0"], &["--seconds", "mail"], &["--forever"]] {
            assert!(asked(words).is_err(), "{words:?}");
        }
    }

    #[test]
    fn the_figures_of_a_run_are_read_and_slow_inputs_are_no_findings() {
        let log = "#2\tINITED cov: 100 ft: 5\n#9\tNEW    cov: 1234 ft: 99 corp: 3/5b\n#10\tDONE   cov: 1200 ft: 99\n\
                   stat::number_of_executed_units: 4711\nstat::average_exec_per_sec:     78\n";
        let found = ["slow-unit-ab", "crash-cd"].map(PathBuf::from).to_vec();
        let told = told(log, 3, found);
        let findings = vec![PathBuf::from("crash-cd")];
        assert_eq!(told, Told { executions: 4711, per_second: 78, edges: 1234, corpus: 3, findings });
    }
}
