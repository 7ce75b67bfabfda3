//! How well documents must be read: `ramjet eval` on every set of `tests/floors.txt`, several at the same time.

use std::path::Path;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::command::{Environment, Log, prepared};

/// The sets, from the top of the repository.
const FLOORS: &str = "tests/floors.txt";
/// The program that measures, as `build tests` left it.
const PROGRAM: &str = "target/debug/ramjet";
/// The seller of all documents: never the customer of one.
const SELLER: &str = "Ramjet Plastics";
/// Sets that are measured at the same time; each reads one document after the other, in a child.
const AT_ONCE: usize = 2;

/// One set of documents and the least that is asked of it.
#[derive(Debug, PartialEq, Eq)]
struct Set<'a> {
    name: &'a str,
    folder: &'a str,
    catalogue: Option<&'a str>,
    only: Option<&'a str>,
    figures: Vec<&'a str>,
}

/// Measures every set that is there; says how many, and fails where one falls short.
pub fn check(root: &Path, environment: &Environment, log: &Log) -> Result<String, String> {
    let text = std::fs::read_to_string(root.join(FLOORS)).map_err(|fault| format!("reading {FLOORS}: {fault}"))?;
    let all = sets(&text)?;
    let (here, absent): (Vec<&Set<'_>>, Vec<&Set<'_>>) = all.iter().partition(|set| root.join(set.folder).is_dir());
    let next = AtomicUsize::new(0);
    let short = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some(set) = here.get(next.fetch_add(1, Ordering::SeqCst)) {
                    if let Err(fault) = measure(root, set, environment, log) {
                        short.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(fault);
                    }
                }
            });
        }
    });
    let short = short.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    if !short.is_empty() {
        return Err(short.join("; "));
    }
    let skipped = if absent.is_empty() { String::new() } else { format!(", {} skipped: not here", absent.len()) };
    Ok(format!("{} sets hold{skipped}", here.len()))
}

/// Runs `ramjet eval` on one set; what it printed goes to the log in one piece.
fn measure(root: &Path, set: &Set<'_>, environment: &Environment, log: &Log) -> Result<(), String> {
    let mut words = vec!["eval", set.folder, "--seller", SELLER];
    words.extend(set.catalogue.iter().flat_map(|file| ["--catalogue", file]));
    words.extend(set.only.iter().flat_map(|only| ["--only", only]));
    words.extend(set.figures.iter().flat_map(|figure| ["--need", figure]));
    let program = root.join(PROGRAM);
    let mut command = prepared(root, &program.to_string_lossy(), &words, environment);
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|fault| format!("{} cannot be started: {fault}", program.display()))?;
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    log.write(&format!("[{}]\n{}{}\n", set.name, said(&output.stdout), said(&output.stderr)))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{}: {}", set.name, said(&output.stderr).trim().replace('\n', " ")))
}

/// The rows of the file; one that is not complete is a fault.
fn sets(text: &str) -> Result<Vec<Set<'_>>, String> {
    text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')).map(set).collect()
}

fn set(row: &str) -> Result<Set<'_>, String> {
    let words: Vec<&str> = row.split_whitespace().collect();
    match words.as_slice() {
        [name, folder, catalogue, only, figures @ ..]
            if !figures.is_empty() && figures.iter().all(|figure| figure.contains('=')) =>
        {
            let given = |word: &&'_ str| *word != "-";
            let (catalogue, only) = (Some(*catalogue).filter(given), Some(*only).filter(given));
            Ok(Set { name, folder, catalogue, only, figures: figures.to_vec() })
        }
        _ => Err(format!("{FLOORS}: this row needs name, folder, catalogue, only and figures: {row}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_a_set_with_the_least_of_its_figures() {
        let text = "# comment\n\ngolden tests/orders - layout=1,2 full=1 sure_right=0.99\n";
        let set = Set {
            name: "golden",
            folder: "tests/orders",
            catalogue: None,
            only: Some("layout=1,2"),
            figures: vec!["full=1", "sure_right=0.99"],
        };
        assert_eq!(sets(text), Ok(vec![set]));
    }

    #[test]
    fn a_row_without_a_figure_is_refused_for_it_would_hold_nothing() {
        for row in ["golden tests/orders - -", "golden tests/orders", "golden tests/orders - - full"] {
            assert!(sets(row).is_err(), "{row}");
        }
    }

    #[test]
    fn the_floors_of_this_repository_can_be_read() {
        let text = std::fs::read_to_string(crate::root().join(FLOORS)).unwrap();
        let sets = sets(&text).unwrap();
        assert!(sets.len() >= 8 && sets.iter().any(|set| set.name == "golden"), "{sets:?}");
    }
}
