//! Files built to bring a reader down: each behaves as the sidecar beside it says.
//!
//! Each file is given to `ramjet extract` in a folder of its own, under a limit of memory that its children inherit.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::desk::say;

/// Memory that the program and each of its children may map, in kilobytes.
const MEMORY_KB: u32 = 512 << 10;
/// Seconds of work that the program and each of its children may take; the system ends what takes more.
const WORK_SECS_MAX: u32 = 20;
/// How long a file may take on a machine that has much else to do: who only waits is found by this.
const TIME_MAX: Duration = Duration::from_secs(120);

/// Said to be locked, and opens without a password, here as in poppler: only its owner's password is set.
const OPEN_TO_ALL: &str = "pypdf_r6-user-password.pdf";

/// What one file came to.
struct Deed {
    output: Output,
    took: Duration,
    /// The answer that was written; every file gets one.
    answer: Value,
    /// What else lies in the folder.
    strays: Vec<String>,
}

fn extract(file: &Path, folder: &Path) -> Deed {
    let name = file.file_name().unwrap().to_str().unwrap();
    let began = Instant::now();
    let command = format!("ulimit -v {MEMORY_KB} && ulimit -t {WORK_SECS_MAX} && exec \"$0\" extract \"$1\" --out out");
    let output = Command::new("/bin/sh")
        .args(["-c", &command, env!("CARGO_BIN_EXE_ramjet")])
        .arg(file)
        .env("RAMJET_ISOLATE_SECONDS", WORK_SECS_MAX.to_string())
        .current_dir(folder)
        .output()
        .unwrap();
    let took = began.elapsed();
    let answer = std::fs::read_to_string(folder.join("out").join(format!("{name}.json")))
        .unwrap_or_else(|error| panic!("{name}: no answer: {error}; {}", String::from_utf8_lossy(&output.stderr)));
    let answer = serde_json::from_str(&answer).unwrap_or_else(|error| panic!("{name}: {error}: {answer}"));
    let mut strays = Vec::new();
    for folder in [folder.to_owned(), folder.join("out")] {
        strays
            .extend(std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()));
    }
    strays.retain(|stray| stray != "out" && *stray != format!("{name}.json"));
    Deed { output, took, answer, strays }
}

/// Whether one sentence of a sidecar holds; `None` for a sentence that nothing here can judge.
fn holds(must: &str, deed: &Deed, expected: &Value) -> Option<bool> {
    let error = deed.answer["error"].as_str();
    let lines = deed.answer["lines"].as_array().unwrap();
    Some(match must {
        "does not crash or hang" | "read in linear time" => matches!(deed.output.status.code(), Some(0 | 1)),
        "ends within 20 s and 500 MB" => deed.took <= TIME_MAX && deed.output.status.code().is_some(),
        "writes nothing outside its own work folder" => deed.strays.is_empty(),
        "attachments are stored under names of the desk's own making" => deed.strays.is_empty(),
        // The extractor has no network; what the page shows is looked at by the tests of the page.
        "opens no network connection" => true,
        "no script, handler, form, frame or javascript: address survives in what is shown"
        | "the subject is shown as text"
        | "exports escape a leading = + - @"
        | "a quantity of -5 is flagged, not booked" => return None,
        "reported as locked" => error == Some("encrypted") || expected["file"] == OPEN_TO_ALL,
        "reported as incomplete" | "reported as incomplete; not booked silently" => {
            let notes = deed.answer["notes"].as_array();
            let is_told = notes.is_some_and(|notes| notes.iter().any(|note| note == "incomplete"));
            error.is_some() || (is_told && deed.answer["clean"] == false && deed.answer["faults"].is_array())
        }
        "the size is checked before decoding" => error == Some("too_large"),
        "refused or read with a limit" | "a size limit is kept while unpacking" | "a depth limit is kept" => {
            lines.is_empty()
        }
        "entities are not expanded" | "no file is read, no address is asked" => {
            !deed.answer.to_string().contains("root:") && deed.answer.to_string().len() < 100_000
        }
        "the printed values come out, the hidden text changes nothing" => {
            let line = |line: &Value| (line["code"].clone(), line["qty"].as_f64(), line["unit_price"].as_f64());
            let wanted: Vec<_> = expected["lines"].as_array().unwrap().iter().map(line).collect();
            deed.answer["po_number"] == expected["po_number"] && lines.iter().map(line).collect::<Vec<_>>() == wanted
        }
        unknown => panic!("a sidecar demands what this test does not know: {unknown}"),
    })
}

#[test]
fn every_hostile_file_behaves_as_its_sidecar_says() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/hostile");
    let Ok(entries) = std::fs::read_dir(&corpus) else {
        return say("skipped (1 test): no corpus beside the repository");
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| !file.to_str().unwrap().ends_with(".expected.json"));
    files.sort();
    let mut broken = Vec::new();
    let mut judged = 0;
    for file in &files {
        let name = file.file_name().unwrap().to_str().unwrap();
        let sidecar = std::fs::read_to_string(corpus.join(format!("{name}.expected.json"))).unwrap();
        let expected: Value = serde_json::from_str(&sidecar).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let deed = extract(&file.canonicalize().unwrap(), folder.path());
        for must in expected["must"].as_array().unwrap().iter().map(|must| must.as_str().unwrap()) {
            match holds(must, &deed, &expected) {
                Some(true) => judged += 1,
                Some(false) => broken.push(format!(
                    "{name}: {must} (ended with {:?} after {:?}; {})",
                    deed.output.status, deed.took, deed.answer
                )),
                None => {}
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(files.len() > 30 && judged > 4 * files.len(), "{} files, {judged} sentences", files.len());
}
