//! Tests that failed in the run of all of them and pass alone: the step passes, and they are named until somebody mends them.
//!
//! A machine that stands still for a moment is no fault of the program. What fails twice, fails with many others, or ends
//! its whole binary is one.

use super::command::Counts;

/// Most failed tests that are tried again: more of them are no accident.
const FAILED_MAX: usize = 3;

/// What is said of tests that passed only alone.
pub const UNSTEADY: &str = "unsteady: failed once, passed alone: mend it";

/// Names of the tests that failed in `output`, where they may be tried again; `None` where the run stays a failure.
///
/// * `output` — of `cargo test` with any number of test binaries, what passed tests printed included.
fn to_try_again(output: &str) -> Option<Vec<String>> {
    let binaries = binaries(output);
    let is_told = binaries.iter().all(|binary| binary.failed == Some(binary.names.len()));
    let is_repeatable = binaries.iter().all(|binary| !binary.is_documentation || binary.names.is_empty());
    let names: Vec<String> = binaries.into_iter().flat_map(|binary| binary.names).collect();
    let is_few = (1..=FAILED_MAX).contains(&names.len());
    (is_told && is_repeatable && is_few).then_some(names)
}

/// What one test binary said.
#[derive(Debug, Default)]
struct Binary {
    is_documentation: bool,
    /// The list at its end.
    names: Vec<String>,
    /// How many it says have failed; `None` when it ended without a result.
    failed: Option<usize>,
}

/// Every binary that was started, in order.
fn binaries(output: &str) -> Vec<Binary> {
    let mut binaries: Vec<Binary> = Vec::new();
    let mut is_list = false;
    for line in output.lines() {
        let head = line.trim_start();
        let is_documentation = head.starts_with("Doc-tests ");
        if is_documentation || (head.starts_with("Running ") && line.ends_with(')')) {
            binaries.push(Binary { is_documentation, ..Binary::default() });
            is_list = false;
            continue;
        }
        let Some(binary) = binaries.last_mut() else { continue };
        if line == "failures:" {
            // Said twice: before what the tests printed, and before their names. The last one counts.
            is_list = true;
            binary.names.clear();
        } else if let Some(result) = line.strip_prefix("test result: ") {
            is_list = false;
            binary.failed = failed(result);
        } else if let Some(name) = line.strip_prefix("    ").filter(|_| is_list) {
            binary.names.push(name.to_owned());
        }
    }
    binaries
}

/// `FAILED. 30 passed; 1 failed; …`
fn failed(result: &str) -> Option<usize> {
    result.split([';', '.']).find_map(|part| part.trim().strip_suffix(" failed")?.parse().ok())
}

/// The tests that failed in `output` and passed when `alone` ran them by their names, or why the step has failed.
///
/// * `fault` — what is wrong with the run of all tests;
/// * `alone` — runs exactly these tests, one after the other, and gives their output.
pub fn judge(
    output: &str, fault: String, alone: impl FnOnce(&[String]) -> Result<String, String>,
) -> Result<Vec<String>, String> {
    let Some(names) = to_try_again(output) else { return Err(fault) };
    let again = alone(&names).map_err(|again| format!("{fault}; and alone: {again}"))?;
    // A name that nobody knows any more passes, too: it is not run at all.
    if Counts::of(&again).passed() < names.len() as u64 {
        return Err(format!("{fault}; and not every failed test could be run alone"));
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSED: &str = "     Running unittests src/lib.rs (target/debug/deps/ramjet-0a1b)\n\nrunning 2 tests\ntest a::b ... ok\n\
        \nsuccesses:\n\n---- a::b stdout ----\n    indented\n\n\nsuccesses:\n    a::b\n    a::c\n\n\
        test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\n";
    const DOCUMENTATION: &str = "   Doc-tests ramjet\n\nrunning 0 tests\n\n\
        test result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\n";

    /// The output of the binary `it` in which these have failed.
    fn it(names: &[&str]) -> String {
        let told: String = names.iter().map(|name| format!("test {name} ... FAILED\n")).collect();
        let said: String =
            names.iter().map(|name| format!("---- {name} stdout ----\n\nthread panicked:\n    left: 1\n\n")).collect();
        let list: String = names.iter().map(|name| format!("    {name}\n")).collect();
        let result = if names.is_empty() { "ok" } else { "FAILED" };
        format!(
            "     Running tests/it/main.rs (target/debug/deps/it-88f0)\n\nrunning 1055 tests\n{told}\nfailures:\n\n{said}\n\
             failures:\n{list}\ntest result: {result}. {} passed; {} failed; 0 ignored; 0 measured; 0 filtered out\n\n\
             error: test failed, to rerun pass `-p ramjet --test it`\n",
            1055 - names.len(),
            names.len()
        )
    }

    fn judged(output: &str, alone: Result<&str, &str>) -> (Result<Vec<String>, String>, Vec<String>) {
        let mut tried = Vec::new();
        let verdict = judge(output, "cargo ended with 101".to_owned(), |names| {
            tried = names.to_vec();
            alone.map(str::to_owned).map_err(str::to_owned)
        });
        (verdict, tried)
    }

    const NAMES: [&str; 2] = ["jobs::leases::a_slow_job_keeps_its_lease::on_sqlite", "browser::an_approval_swaps"];

    #[test]
    fn few_failed_tests_are_run_alone_and_named_when_they_pass() {
        let output =
            [PASSED, &it(&NAMES), DOCUMENTATION, "error: 1 target failed:\n    `-p ramjet --test it`\n"].concat();
        let (verdict, tried) = judged(&output, Ok("test result: ok. 2 passed; 0 failed; 0 ignored\n"));
        assert_eq!(verdict.as_deref(), Ok(NAMES.map(str::to_owned).as_slice()));
        assert_eq!(tried, NAMES);
    }

    #[test]
    fn tests_of_several_binaries_are_tried_together() {
        let other =
            it(&["x::y"]).replace("tests/it/main.rs (target/debug/deps/it-88f0)", "unittests src/main.rs (target/x)");
        let (verdict, tried) =
            judged(&[it(&NAMES), other].concat(), Ok("test result: ok. 2 passed;\ntest result: ok. 1 passed;\n"));
        assert!(verdict.is_ok() && tried == [NAMES.as_slice(), &["x::y"]].concat(), "{verdict:?} {tried:?}");
    }

    #[test]
    fn what_fails_again_or_is_not_run_again_stays_a_failure() {
        let (verdict, tried) = judged(&it(&NAMES), Err("cargo ended with 101, too"));
        assert!(verdict.is_err_and(|said| said.contains("and alone")) && tried.len() == 2);
        let (verdict, _) = judged(&it(&NAMES), Ok("test result: ok. 1 passed; 0 failed; 0 ignored\n"));
        assert!(verdict.is_err_and(|said| said.contains("could be run alone")));
    }

    #[test]
    fn more_than_three_are_not_tried_again() {
        let (verdict, tried) = judged(&it(&["a", "b", "c", "d"]), Ok("test result: ok. 4 passed;\n"));
        assert_eq!(verdict, Err("cargo ended with 101".to_owned()));
        assert!(tried.is_empty());
        assert!(judged(&it(&["a", "b", "c"]), Ok("test result: ok. 3 passed;\n")).0.is_ok());
    }

    #[test]
    fn a_binary_that_died_an_error_of_the_compiler_and_a_failed_example_are_not_tried_again() {
        let died = [&it(&NAMES), "     Running tests/x.rs (target/x)\n\nrunning 3 tests\nerror: signal: 11\n"].concat();
        let example =
            [DOCUMENTATION, "failures:\n    src/lib.rs - x (line 3)\n\ntest result: FAILED. 0 passed; 1 failed;\n"]
                .concat();
        let miscounted = it(&NAMES).replace("2 failed", "3 failed");
        for output in [died.as_str(), &example, &miscounted, "error[E0308]: mismatched types\n", "", PASSED] {
            let (verdict, tried) = judged(output, Ok("test result: ok. 9 passed;\n"));
            assert!(verdict.is_err() && tried.is_empty(), "{output}");
        }
    }
}
