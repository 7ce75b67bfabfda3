//! Running commands: their environment, where their output goes, and the counts of a test run.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The environment of the commands: ours, less what would change their meaning, plus what the tests are told.
pub struct Environment {
    variables: BTreeMap<String, String>,
}

impl Environment {
    /// An environment with `more` in it.
    pub fn of_tests(more: &[(&'static str, String)]) -> Self {
        let kept = std::env::vars().filter(|(name, _)| !is_misleading(name));
        let more = more.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        Self { variables: kept.chain(more).collect() }
    }
}

/// Settings of the application on this machine, and what cargo said to this program about this package.
fn is_misleading(name: &str) -> bool {
    name.starts_with("RAMJET_")
        || name.starts_with("CARGO_PKG_")
        || name.starts_with("CARGO_MANIFEST_")
        || ["DATABASE_URL", "PORT", "CARGO_CRATE_NAME", "CARGO_BIN_NAME", "CARGO_PRIMARY_PACKAGE"].contains(&name)
}

/// The file a step writes its output to.
pub struct Log {
    path: PathBuf,
    file: File,
}

impl Log {
    /// Makes an empty log for the step of this name.
    pub fn open(root: &Path, name: &str) -> Result<Self, String> {
        let folder = root.join("target/dev/log");
        let path = folder.join(format!("{}.log", name.replace(' ', "-")));
        let file = fs::create_dir_all(&folder).and_then(|()| File::create(&path));
        let file = file.map_err(|fault| format!("making {}: {fault}", path.display()))?;
        Ok(Self { path, file })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What has been written so far.
    pub fn text(&self) -> String {
        fs::read(&self.path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    /// Adds a piece of text, in one go: several threads may write.
    pub fn write(&self, text: &str) -> Result<(), String> {
        (&self.file).write_all(text.as_bytes()).map_err(|fault| format!("writing {}: {fault}", self.path.display()))
    }

    /// A handle for a child's output.
    pub fn output(&self) -> Result<Stdio, String> {
        let handle = self.file.try_clone().map_err(|fault| format!("sharing {}: {fault}", self.path.display()))?;
        Ok(handle.into())
    }
}

/// Runs a command to its end; a status other than 0 is a fault.
pub fn run(root: &Path, program: &str, words: &[&str], environment: &Environment, log: &Log) -> Result<(), String> {
    let mut command = prepared(root, program, words, environment);
    command.stdin(Stdio::null()).stdout(log.output()?).stderr(log.output()?);
    finish(command, program, words)
}

/// The same with its output on ours.
pub fn run_in_sight(root: &Path, program: &str, words: &[&str], environment: &Environment) -> Result<(), String> {
    finish(prepared(root, program, words, environment), program, words)
}

/// Runs a command and returns what it printed on stdout; its stderr goes to the log.
pub fn read(
    root: &Path, program: &str, words: &[&str], environment: &Environment, log: &Log,
) -> Result<String, String> {
    let mut command = prepared(root, program, words, environment);
    let output = command.stdin(Stdio::null()).stderr(log.output()?).output();
    let output = output.map_err(|fault| format!("{program} cannot be started: {fault}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{program} {} ended with {}", words.join(" "), output.status))
    }
}

/// A command with its folder and its environment, not yet started.
pub fn prepared(root: &Path, program: &str, words: &[&str], environment: &Environment) -> Command {
    let mut command = Command::new(program);
    command.args(words).current_dir(root).env_clear().envs(&environment.variables);
    command
}

fn finish(mut command: Command, program: &str, words: &[&str]) -> Result<(), String> {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{program} {} ended with {status}", words.join(" "))),
        Err(fault) => Err(format!("{program} cannot be started: {fault}")),
    }
}

/// The output of a test run without what passed tests printed.
pub fn without_successes(output: &str) -> String {
    let mut kept = String::new();
    let mut is_success = false;
    for line in output.lines() {
        is_success = match line {
            "successes:" => true,
            "failures:" => false,
            line => is_success && !line.starts_with("test result: "),
        };
        if !is_success {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// What test binaries said at their end, summed up.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counts {
    passed: u64,
    ignored: u64,
    skipped: u64,
}

impl Counts {
    /// How many have passed.
    pub fn passed(&self) -> u64 {
        self.passed
    }

    /// Reads the `test result:` lines and the lines of tests that skipped themselves (`skipped (1 test): …`).
    pub fn of(output: &str) -> Self {
        let mut counts = Self::default();
        for line in output.lines() {
            if let Some(result) = line.strip_prefix("test result: ") {
                counts.passed += number_before(result, " passed");
                counts.ignored += number_before(result, " ignored");
            } else if let Some((_, rest)) = line.split_once("skipped (") {
                counts.skipped += number_before(rest, " test");
            }
        }
        counts
    }
}

/// The number that stands directly before `word`, 0 where there is none.
fn number_before(text: &str, word: &str) -> u64 {
    let before = text.find(word).map_or("", |at| &text[..at]);
    let digits = before.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    digits.parse().unwrap_or_default()
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} ignored, {} skipped", self.passed, self.ignored, self.skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::{Counts, is_misleading, without_successes};

    #[test]
    fn the_results_of_all_test_binaries_are_summed() {
        let output = "running 3 tests\n\
            test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
            skipped (2 tests): the corpus is not here\n\
            test result: FAILED. 30 passed; 1 failed; 0 ignored; 0 measured; 1 filtered out\n";
        assert_eq!(Counts::of(output), Counts { passed: 42, ignored: 3, skipped: 2 });
    }

    #[test]
    fn words_that_only_look_like_results_count_nothing() {
        assert_eq!(Counts::of("the test result: 7 passed\nskipped ( test\n"), Counts::default());
    }

    #[test]
    fn what_passed_tests_printed_is_not_shown() {
        let output = "running 2 tests\nsuccesses:\n\n---- one stdout ----\nhello\n\nfailures:\n\n---- two ----\nwrong\n\
            test result: FAILED. 1 passed\nsuccesses:\nmore\ntest result: ok. 1 passed\nerror: failed\n";
        let shown = "running 2 tests\nfailures:\n\n---- two ----\nwrong\ntest result: FAILED. 1 passed\n\
            test result: ok. 1 passed\nerror: failed\n";
        assert_eq!(without_successes(output), shown);
    }

    #[test]
    fn settings_of_the_machine_do_not_reach_the_tests() {
        assert!(is_misleading("RAMJET_DATABASE") && is_misleading("DATABASE_URL") && is_misleading("CARGO_PKG_NAME"));
        assert!(!is_misleading("PATH") && !is_misleading("CARGO_HOME") && !is_misleading("CARGO_BUILD_JOBS"));
    }
}
