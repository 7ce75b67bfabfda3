//! `ramjet extract` on mails and documents of our own, on the samples of the demo, and on foreign ones.
//!
//! A golden case is a folder in `tests/orders` with a message, what must be found in it, and why it is there; adding
//! one needs no Rust. A key that is expected as `null` must be absent; a key that is not listed says nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ramjet::reader::evidence::{Field, Origin};
use ramjet::reader::extraction::{Extraction, FoundOrder, Hints, extract, grounding};
use ramjet::reader::reading::{Reading, read_all};
use serde_json::Value;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn run(files: &[PathBuf], out: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ramjet"));
    command
        .env("RAMJET_ISOLATE_SECONDS", "120")
        .arg("extract")
        .args(files)
        .arg("--out")
        .arg(out)
        .args(more)
        .output()
        .unwrap()
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
        .unwrap()
}

fn files(folder: &Path, keep: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| keep(&path.file_name().unwrap().to_string_lossy()));
    found.sort();
    found
}

/// What differs between an expected object and an answer, key by key.
fn differences(expected: &Value, got: &Value) -> Vec<String> {
    const ABOUT: [&str; 8] = ["schema", "file", "certainty", "language", "notes", "layout", "seed", "desk"];
    let mut found = Vec::new();
    for (key, want) in expected.as_object().unwrap() {
        if ABOUT.contains(&key.as_str()) {
            continue;
        }
        let have = &got[key];
        if key == "lines" || key == "documents" {
            found.extend(line_differences(want.as_array().unwrap(), have.as_array().unwrap()));
        } else if !fits(want, have) {
            found.push(format!("{key}: expected {want}, found {have}"));
        }
    }
    found
}

fn line_differences(expected: &[Value], got: &[Value]) -> Vec<String> {
    if expected.len() != got.len() {
        return vec![format!("{} lines or orders expected, {} found", expected.len(), got.len())];
    }
    let pairs = expected.iter().zip(got).enumerate();
    let each = pairs.map(|(at, (want, have))| (at, differences(want, have)));
    each.flat_map(|(at, found)| found.into_iter().map(move |each| format!("no. {}: {each}", at + 1))).collect()
}

/// One acceptable value, or one of several; numbers by value, an absent key as `null`.
fn fits(want: &Value, have: &Value) -> bool {
    if let Some(choices) = want.get("any").and_then(Value::as_array) {
        return choices.iter().any(|choice| fits(choice, have));
    }
    match (want, have) {
        (Value::Number(want), Value::Number(have)) => {
            (want.as_f64().unwrap() - have.as_f64().unwrap()).abs() < 0.000_000_5
        }
        (Value::Array(want), Value::Null) => want.is_empty(),
        (want, have) => want == have,
    }
}

/// The one message of a golden case: a mail or a lone file.
fn message_of(case: &Path) -> PathBuf {
    match &files(case, |name| name.starts_with("message."))[..] {
        [only] => only.clone(),
        several => panic!("{}: {} messages", case.display(), several.len()),
    }
}

#[test]
fn every_golden_order_is_found_as_its_folder_says() {
    let cases: Vec<PathBuf> = files(&root().join("tests/orders"), |_| true);
    assert!(cases.len() >= 16, "the golden cases are gone");
    let mut wrong = Vec::new();
    for case in cases {
        let out = tempfile::tempdir().unwrap();
        let message = message_of(&case);
        let ran = run(std::slice::from_ref(&message), out.path(), &["--seller", "Ramjet Plastics"]);
        assert!(ran.status.success(), "{}: {}", case.display(), String::from_utf8_lossy(&ran.stderr));
        let answer = out.path().join(format!("{}.json", message.file_name().unwrap().to_string_lossy()));
        let found = differences(&json(&case.join("expected.json")), &json(&answer));
        wrong.extend(found.into_iter().map(|each| format!("{}: {each}", case.display())));
        assert!(case.join("why.md").exists(), "{} does not say why", case.display());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_value_of_the_demo_samples_is_found() {
    // The customer of 11 is known by its address alone, which only a desk knows; 13 is a scan, which needs tesseract.
    const ELSEWHERE: [&str; 2] = ["11-", "13-"];
    let is_read = |name: &str| name.ends_with(".eml") && !ELSEWHERE.iter().any(|number| name.starts_with(number));
    let samples = files(&root().join("templates/demo"), is_read);
    assert!(samples.len() >= 19, "the samples of the demo are gone");
    let out = tempfile::tempdir().unwrap();
    assert!(run(&samples, out.path(), &["--seller", "Ramjet Plastics"]).status.success());
    let mut wrong = Vec::new();
    for sample in samples {
        let name = sample.file_name().unwrap().to_string_lossy().into_owned();
        let expected = json(&sample.with_file_name(format!("{name}.expected.json")));
        let found = differences(&expected, &json(&out.path().join(format!("{name}.json"))));
        wrong.extend(found.into_iter().map(|each| format!("{name}: {each}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_file_that_cannot_be_read_is_answered_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let broken = folder.path().join("broken.pdf");
    fs::write(&broken, b"%PDF-1.7\nnothing of a document").unwrap();
    let good = root().join("tests/orders/newsletter/message.eml");
    let out = folder.path().join("deep/out");
    let ran = run(&[broken, folder.path().join("absent.eml"), good], &out, &[]);
    assert_eq!(ran.status.code(), Some(1));
    let said = String::from_utf8_lossy(&ran.stderr).into_owned();
    assert_eq!(said.lines().count(), 2, "one sentence a file: {said}");
    assert!(json(&out.join("broken.pdf.json"))["error"].is_string());
    assert_eq!(json(&out.join("absent.eml.json"))["error"], "not_opened");
    assert_eq!(json(&out.join("message.eml.json"))["kind_reason"], "newsletter");
}

#[test]
fn two_files_of_one_name_do_not_overwrite_each_other() {
    let cases = ["newsletter", "enquiry"].map(|case| root().join("tests/orders").join(case).join("message.eml"));
    let out = tempfile::tempdir().unwrap();
    let target = out.path().join("answers");
    let ran = run(&cases, &target, &[]);
    assert_eq!(ran.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&ran.stderr).contains("message.eml"));
    assert!(!target.exists(), "nothing is written");
}

#[test]
fn a_catalogue_says_which_code_is_ours() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("order.txt");
    let text = "Purchase Order 88123\n\nItem code    Our part no    Description   Qty   Price\nX-4411-B     LOCAP2         End cap       100   1.32\n";
    fs::write(&file, text).unwrap();
    let catalogue = folder.path().join("catalogue.csv");
    fs::write(&catalogue, "code,description\nLOCAP2,End cap\n").unwrap();
    let told = |out: &str, more: &[&str]| {
        let out = folder.path().join(out);
        assert!(run(std::slice::from_ref(&file), &out, more).status.success());
        json(&out.join("order.txt.json"))["lines"][0].clone()
    };
    assert_eq!(told("without", &[])["code"], "X-4411-B");
    let with = told("with", &["--catalogue", &catalogue.display().to_string()]);
    assert_eq!((with["code"].clone(), with["alt_codes"][0].clone()), ("LOCAP2".into(), "X-4411-B".into()));
}

/// Everything that was read at a place, with the name of its field.
fn origins(order: &FoundOrder) -> Vec<(&'static str, Origin)> {
    fn add<T>(list: &mut Vec<(&'static str, Origin)>, name: &'static str, field: &Field<T>) {
        list.extend(field.candidates.iter().map(|found| (name, found.origin.clone())));
    }
    let mut list = Vec::new();
    add(&mut list, "buyer_name", &order.buyer_name);
    add(&mut list, "seller_name", &order.seller_name);
    add(&mut list, "ship_to_name", &order.ship_to_name);
    add(&mut list, "ship_to_address", &order.ship_to_address);
    add(&mut list, "po_number", &order.po_number);
    add(&mut list, "document_date", &order.document_date);
    add(&mut list, "delivery_date", &order.delivery_date);
    add(&mut list, "currency", &order.currency);
    add(&mut list, "subtotal", &order.subtotal);
    add(&mut list, "tax_total", &order.tax_total);
    add(&mut list, "total", &order.total);
    add(&mut list, "instructions", &order.instructions);
    for line in &order.lines {
        add(&mut list, "line_no", &line.line_no);
        add(&mut list, "code", &line.code);
        add(&mut list, "description", &line.description);
        add(&mut list, "colour", &line.colour);
        add(&mut list, "quantity", &line.quantity);
        add(&mut list, "unit", &line.unit);
        add(&mut list, "unit_price", &line.unit_price);
        add(&mut list, "price_per", &line.price_per);
        add(&mut list, "line_total", &line.line_total);
        add(&mut list, "delivery_date", &line.delivery_date);
    }
    list
}

/// Values whose quote does not stand where they say.
fn ungrounded(reading: &Reading, found: &Extraction) -> Vec<String> {
    let all = found.orders.iter().flat_map(origins);
    all.filter(|(_, origin)| origin.places().iter().any(|place| !grounding::stands(reading, place)))
        .map(|(name, origin)| format!("{name}: {origin:?}"))
        .collect()
}

#[test]
fn every_value_stands_where_it_says() {
    let mut messages = files(&root().join("templates/demo"), |name| name.ends_with(".eml"));
    messages.extend(files(&root().join("tests/orders"), |_| true).iter().map(|case| message_of(case)));
    let mut count = 0;
    for message in messages {
        let name = message.file_name().unwrap().to_string_lossy().into_owned();
        let reading = read_all(&fs::read(&message).unwrap(), Some(&name));
        let found = extract(&reading, &Hints::default());
        assert_eq!(ungrounded(&reading, &found), Vec::<String>::new(), "{}", message.display());
        count += found.orders.iter().flat_map(origins).count();
    }
    assert!(count > 200, "only {count} values were looked up");
}

#[test]
fn foreign_documents_are_read_without_fault_and_the_generated_ones_well() {
    let corpus = root().join("../shared/corpus");
    let folders = ["generated-dev", "hostile", "invoices", "letters-de", "mail", "orders-pdf", "orders-sheet"];
    let documents: Vec<PathBuf> = folders
        .iter()
        .flat_map(|folder| files(&corpus.join(folder), |name| !name.ends_with(".expected.json")))
        .collect();
    if documents.is_empty() {
        eprintln!("skipped (1 test): no foreign documents beside the repository");
        return;
    }
    let mut right: BTreeMap<bool, u32> = BTreeMap::new();
    for path in documents {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let reading = read_all(&fs::read(&path).unwrap(), Some(&name));
        let found = extract(&reading, &Hints::default());
        assert_eq!(ungrounded(&reading, &found), Vec::<String>::new(), "{name}");
        if !path.parent().unwrap().ends_with("generated-dev")
            || ![".pdf", ".eml", ".xlsx", ".csv"].iter().any(|end| name.ends_with(end))
        {
            continue;
        }
        let expected = json(&path.with_file_name(format!("{name}.expected.json")));
        *right.entry(is_right(&expected, &found)).or_default() += 1;
    }
    // Five of the 54 are scans, which have no text to read.
    let (right, wrong) = (right.get(&true).copied().unwrap_or(0), right.get(&false).copied().unwrap_or(0));
    assert!(right >= 48, "{right} of {} generated orders are right", right + wrong);
}

/// Number, dates, amounts, and code, quantity and price of every line.
fn is_right(expected: &Value, found: &Extraction) -> bool {
    let [order] = &found.orders[..] else { return false };
    let text = |field: Option<String>| field.map_or(Value::Null, Value::from);
    let number = |field: Option<String>| field.map_or(Value::Null, |number| serde_json::from_str(&number).unwrap());
    let header = [
        ("po_number", text(order.po_number.value().cloned())),
        ("document_date", text(order.document_date.value().map(ToString::to_string))),
        ("delivery_date", text(order.delivery_date.value().map(ToString::to_string))),
        ("currency", text(order.currency.value().map(ToString::to_string))),
        ("total", number(order.total.value().map(ToString::to_string))),
    ];
    let stated = header.iter().all(|(key, have)| expected.get(key).is_none_or(|want| fits(want, have)));
    let lines = expected["lines"].as_array().unwrap();
    let same = |(want, have): (&Value, &ramjet::reader::extraction::FoundLine)| {
        let codes = have.code.candidates.iter().any(|code| want["code"] == code.value.as_str());
        (codes || !want["code"].is_string())
            && fits(&want["qty"], &number(have.quantity.value().map(ToString::to_string)))
            && fits(&want["unit_price"], &number(have.unit_price.value().map(ToString::to_string)))
    };
    stated && lines.len() == order.lines.len() && lines.iter().zip(&order.lines).all(same)
}
