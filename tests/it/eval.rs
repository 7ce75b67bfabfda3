//! `ramjet eval`: figures for a folder of documents with truth files, comparison with an earlier run, refusals.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::desk::process::PROGRAM;
use crate::desk::skip;

const ORDER: &str = "Purchase Order 88123\nDate: 3 February 2026\n\nItem      Description   Qty   Price   Total\nLOCAP2    End cap       100   1.32    132.00\n";

fn eval(folder: &Path, more: &[&str]) -> Output {
    Command::new(PROGRAM).env("RAMJET_ISOLATE_SECONDS", "120").arg("eval").arg(folder).args(more).output().unwrap()
}

fn json_of(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// A folder with one order and the truth about it.
fn folder(number: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("text")).unwrap();
    fs::write(folder.path().join("text/order.txt"), ORDER).unwrap();
    state(&folder, number);
    folder
}

fn state(folder: &tempfile::TempDir, number: &str) {
    let lines = json!([{ "code": "LOCAP2", "qty": 100, "unit_price": 1.32, "line_total": 132 }]);
    let truth = json!({ "kind": "order", "po_number": number, "document_date": "2026-02-03", "lines": lines });
    fs::write(folder.path().join("text/order.txt.expected.json"), truth.to_string()).unwrap();
}

#[test]
fn a_folder_of_documents_is_measured_and_told_as_text_json_and_page() {
    let folder = folder("88123");
    let (kept, page) = (folder.path().join("kept.json"), folder.path().join("page.html"));
    let ran =
        eval(folder.path(), &["--json", kept.to_str().unwrap(), "--html", page.to_str().unwrap(), "--need", "full=1"]);
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let said = String::from_utf8_lossy(&ran.stdout);
    assert!(
        said.contains("po_number") && said.contains("[format txt] 1") && said.contains("[folder text] 1"),
        "{said}"
    );
    let kept = json_of(&kept);
    assert_eq!(
        (&kept["figures"]["docs"], &kept["figures"]["full"], &kept["figures"]["lines"]),
        (&json!(1), &json!(1.0), &json!(1.0))
    );
    assert_eq!(kept["documents"][0]["file"], "text/order.txt");
    let page = fs::read_to_string(page).unwrap();
    assert!(page.contains("text/order.txt") && !page.contains("<script"), "a page that stands alone");
}

#[test]
fn a_real_drop_below_the_baseline_fails_and_names_the_document() {
    let folder = folder("88123");
    let kept = folder.path().join("kept.json");
    assert!(eval(folder.path(), &["--json", kept.to_str().unwrap()]).status.success());
    let again = eval(folder.path(), &["--baseline", kept.to_str().unwrap()]);
    assert!(again.status.success(), "the same is no drop: {}", String::from_utf8_lossy(&again.stderr));
    state(&folder, "88124");
    let worse = eval(folder.path(), &["--baseline", kept.to_str().unwrap()]);
    assert_eq!(worse.status.code(), Some(1));
    let said = String::from_utf8_lossy(&worse.stderr);
    assert!(said.contains("full dropped from 1.0000 to 0.0000") && said.contains("text/order.txt was right"), "{said}");
}

#[test]
fn what_cannot_be_measured_is_refused_with_a_sentence() {
    let empty = tempfile::tempdir().unwrap();
    let folder = folder("88124");
    let broken = empty.path().join("broken.json");
    fs::write(&broken, "{").unwrap();
    for (ran, sentence) in [
        (eval(&empty.path().join("absent"), &[]), "absent"),
        (eval(tempfile::tempdir().unwrap().path(), &[]), "holds no truth files"),
        (eval(folder.path(), &["--baseline", broken.to_str().unwrap()]), "broken.json cannot be used"),
        (eval(folder.path(), &["--need", "beauty=1"]), "There is no figure “beauty=1”"),
        (eval(folder.path(), &["--need", "full=1"]), "full is 0.0000 and falls short of 1"),
    ] {
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(ran.status.code(), Some(1), "{said}");
        assert!(said.contains(sentence), "{said}");
    }
}

#[test]
fn only_the_documents_that_are_asked_for_are_measured() {
    let folder = folder("88124");
    fs::write(folder.path().join("note.csv"), "a;b\n1;2\n").unwrap();
    fs::write(folder.path().join("note.csv.expected.json"), json!({ "kind": "other", "po_number": null }).to_string())
        .unwrap();
    let kept = folder.path().join("kept.json");
    let csv = eval(folder.path(), &["--only", "format=csv", "--need", "full=1", "--json", kept.to_str().unwrap()]);
    assert!(csv.status.success(), "{}", String::from_utf8_lossy(&csv.stderr));
    assert_eq!(json_of(&kept)["documents"].as_array().unwrap().len(), 1);
    for (only, sentence) in [("format=pdf", "holds no truth files"), ("colour=red", "names no group of documents")] {
        let ran = eval(folder.path(), &["--only", only]);
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(ran.status.code() == Some(1) && said.contains(sentence), "{said}");
    }
}

#[test]
fn a_golden_case_is_measured_by_its_folder() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cases = fs::read_dir(root.join("tests/orders")).unwrap().count();
    let kept = tempfile::tempdir().unwrap();
    let file = kept.path().join("kept.json");
    let ran = eval(
        &root.join("tests/orders"),
        &[
            "--seller",
            "Ramjet Plastics",
            "--json",
            file.to_str().unwrap(),
            "--need",
            "full=1",
            "--need",
            "sure_right=1",
        ],
    );
    assert!(ran.status.success(), "{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
    assert_eq!(json_of(&file)["documents"].as_array().unwrap().len(), cases);
}

/// The figures of the corpus' own scorer on answers of `ramjet extract`, and ours.
fn both_figures(corpus: &Path, folder: &str, out: &Path) -> Option<(Value, Value)> {
    let mut documents: Vec<PathBuf> = Vec::new();
    let mut folders = vec![corpus.join(folder)];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            match path.to_string_lossy() {
                _ if path.is_dir() => folders.push(path),
                name if !name.ends_with(".expected.json") => documents.push(path),
                _ => {}
            }
        }
    }
    let (answers, theirs, ours) = (out.join("answers"), out.join("theirs.json"), out.join("ours.json"));
    let catalogue = corpus.join("catalogue-57.csv");
    let hints = ["--seller", "Ramjet Plastics", "--catalogue", catalogue.to_str().unwrap()];
    Command::new(PROGRAM)
        .env("RAMJET_ISOLATE_SECONDS", "120")
        .arg("extract")
        .args(&documents)
        .arg("--out")
        .arg(&answers)
        .args(hints)
        .output()
        .unwrap();
    let scored = Command::new("python3")
        .arg(corpus.join("score.py"))
        .args(["--expected".as_ref(), corpus.join(folder).as_os_str(), "--pred".as_ref(), answers.as_os_str()])
        .arg("--json")
        .arg(&theirs)
        .output()
        .ok()?;
    assert!(scored.status.success(), "{}", String::from_utf8_lossy(&scored.stderr));
    eval(&corpus.join(folder), &[&hints[..], &["--json", ours.to_str().unwrap()]].concat());
    Some((json_of(&theirs), json_of(&ours)))
}

#[test]
fn the_figures_agree_with_the_scorer_of_the_corpus() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if !corpus.exists() {
        return crate::desk::say("skipped (1 test): the corpus is not here");
    }
    for folder in ["orders-sheet", "mail", "orders-edi", "orders-xml", "orders-pdf", "letters-de"] {
        let out = tempfile::tempdir().unwrap();
        let Some((theirs, ours)) = both_figures(&corpus, folder, out.path()) else {
            return skip("python3 is not installed");
        };
        for (name, value) in theirs["figures"].as_object().unwrap() {
            let off = (value.as_f64().unwrap() - ours["figures"][name].as_f64().unwrap()).abs();
            assert!(off < 1e-9, "{folder} {name}: {value} and {}", ours["figures"][name]);
        }
        assert_eq!(theirs["fields"], ours["fields"], "{folder}");
    }
}
