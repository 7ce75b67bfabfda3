//! The mails of the demo, one after the other as they arrive, against what their truth files state.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use ramjet::entity::states::Fate;
use ramjet::review::page::OrderPage;
use sea_orm::ActiveEnum as _;
use serde_json::Value;

use crate::desk::{Desk, both, skip};

/// From the opening of the desk to the morning on which the demo begins.
const TO_THE_DEMO_SECS: u64 = 22 * 3600 + 40 * 60;

/// Every mail with its truth, oldest first.
fn samples() -> Vec<(String, Vec<u8>, Value)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/demo");
    let mut mails: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    mails.retain(|path| path.extension().is_some_and(|ending| ending == "eml"));
    mails.sort();
    let with_truth = |path: PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let truth = fs::read(path.with_file_name(format!("{name}.expected.json"))).unwrap();
        (name, fs::read(path).unwrap(), serde_json::from_slice(&truth).unwrap())
    };
    mails.into_iter().map(with_truth).collect()
}

/// What differs between what the desk shows and the truth: objections, customer, number, codes, quantities, sum.
///
/// A scan is read by a program of its own, and not the same in every version of it: there a wrong value must be objected to.
async fn differences(desk: &Desk, page: &OrderPage, truth: &Value, is_scan: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    let open = desk.open_doubts(page.id).await;
    let is_doubted = |line: i64| is_scan && open.iter().any(|(about, _)| *about == Some(line));
    let objections: BTreeSet<String> = open
        .iter()
        .map(|(line, doubt)| line.map_or("order".to_owned(), |line| format!("line {line}")) + " " + doubt.kind())
        .collect();
    let expected: BTreeSet<String> =
        truth["desk"]["objections"].as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect();
    if !is_scan && objections != expected {
        wrong.push(format!("objects {open:?}, should object {expected:?}"));
    }
    if page.po_number.value.as_deref() != truth["po_number"].as_str() {
        wrong.push(format!("the number is {:?}", page.po_number.value));
    }
    if page.customer.value.as_deref() != truth["buyer_name"].as_str() {
        wrong.push(format!("the customer is {:?}", page.customer.value));
    }
    let lines = truth["lines"].as_array().unwrap();
    if lines.len() != page.lines.len() {
        wrong.push(format!("{} lines", page.lines.len()));
    }
    for (line, truth) in page.lines.iter().zip(lines) {
        let got = (line.code.value.as_deref(), line.quantity.value.map(|quantity| quantity.to_string()));
        let is_right = got == (truth["code"].as_str(), Some(truth["qty"].to_string()));
        if !is_right && !is_doubted(line.position) {
            wrong.push(format!("line {} has {got:?}", line.position));
        }
    }
    wrong
}

both! {
    async fn every_mail_of_the_demo_meets_its_fate_and_its_objections(desk: Desk) {
        desk.advance(TO_THE_DEMO_SECS);
        let samples = samples();
        assert!(samples.len() >= 20, "twenty samples were promised");
        let reads_scans = desk.ctx.isolate.scans().await.is_ok();
        let mut wrong = Vec::new();
        for (name, bytes, truth) in samples {
            if name == SCAN && !reads_scans {
                skip(&format!("{name} needs tesseract"));
                continue;
            }
            let before = desk.orders().await;
            desk.receive(&bytes, &name).await;
            let shown = desk.inbox().await.remove(0);
            let new: Vec<_> = desk.orders().await.into_iter().filter(|order| !before.contains(order)).collect();
            let expected = truth["desk"]["fate"].as_str().unwrap();
            if shown.fate.to_value() != expected || shown.fate_reason.as_deref() != truth["desk"]["reason"].as_str() {
                wrong.push(format!("{name}: {:?} because of {:?}", shown.fate, shown.fate_reason));
            } else if shown.fate == Fate::InRecord {
                assert_eq!(new.len(), 1, "{name} is one order");
                let page = desk.page(new[0]).await;
                let found = differences(&desk, &page, &truth, name == SCAN).await;
                wrong.extend(found.into_iter().map(|each| format!("{name}: {each}")));
            } else {
                assert!(new.is_empty(), "{name} is no order");
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// The sample that is a picture of a page.
const SCAN: &str = "13-harrow-HJ-0589-scan.eml";
