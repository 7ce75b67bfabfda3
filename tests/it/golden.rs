//! `ramjet golden`: a correction made at the desk becomes a case that the reader is measured by.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use ramjet::entity::ids::OrderId;
use ramjet::entity::order;
use ramjet::ops::db::Db;
use ramjet::ops::deed::Deed;
use ramjet::review::evidence::FieldName;
use ramjet::review::order::{Correction, correct};
use sea_orm::EntityTrait as _;
use serde_json::{Value, json};

use crate::desk::browser::wait_until;
use crate::desk::process::{DataDir, PROGRAM, Process};
use crate::desk::{mail, opening, person};

fn golden(data: &DataDir, order: OrderId, folder: &Path) -> Output {
    let order = order.0.to_string();
    Command::new(PROGRAM).args(["golden", &order]).arg(folder).arg("--data").arg(data.path()).output().unwrap()
}

fn said(ran: &Output) -> String {
    String::from_utf8_lossy(&[&ran.stdout[..], &ran.stderr[..]].concat()).into_owned()
}

/// A desk at rest with one order, whose number Sharon corrected.
async fn corrected() -> (DataDir, OrderId) {
    let data = DataDir::fresh().await;
    data.deliver(mail::SHAPE, "12022.eml");
    let mut process = Process::start(data.path(), &[]).unwrap();
    assert!(process.is_open_within(Duration::from_secs(240)));
    let db = Db::open(data.path().join("ramjet.db").to_str().unwrap()).await.unwrap();
    let found = async || order::Entity::find().one(&db.read).await.unwrap();
    wait_until("the mail is read".to_owned(), async || found().await.is_some()).await;
    assert!(process.stop().success());
    // As the process left it.
    let found = found().await.unwrap();
    let sharon = person(&db, "Sharon").await;
    let deed = Deed { db: &db, now: opening(), scope: &sharon.scope, actor: sharon.name, once: None };
    let values = vec![(None, FieldName::PoNumber, "12022-A".to_owned())];
    let typed = Correction { values, ..Correction::default() };
    correct(&deed, found.id, found.version, &typed).await.unwrap();
    db.close().await;
    (data, found.id)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_order_becomes_a_case_with_the_message_what_it_states_and_why() {
    let (data, id) = corrected().await;
    let folder = data.path().join("cases/shape");
    let ran = golden(&data, id, &folder);
    assert!(ran.status.success() && said(&ran).contains("1 values corrected"), "{}", said(&ran));
    assert_eq!(fs::read(folder.join("message.eml")).unwrap(), mail::SHAPE);
    let expected: Value = serde_json::from_str(&fs::read_to_string(folder.join("expected.json")).unwrap()).unwrap();
    assert_eq!((&expected["kind"], &expected["po_number"]), (&json!("order"), &json!("12022-A")));
    assert!(expected["lines"].as_array().is_some_and(|lines| !lines.is_empty() && lines[0]["code"].is_string()));
    assert!(fs::read_to_string(folder.join("why.md")).unwrap().contains("po_number"));

    let kept = data.path().join("kept.json");
    let measured = Command::new(PROGRAM)
        .arg("eval")
        .env("RAMJET_ISOLATE_SECONDS", "120")
        .arg(&folder)
        .arg("--json")
        .arg(&kept)
        .output()
        .unwrap();
    assert!(measured.status.success(), "{}", said(&measured));
    let kept: Value = serde_json::from_str(&fs::read_to_string(kept).unwrap()).unwrap();
    assert_eq!(kept["figures"]["lines"], json!(1.0), "everything but the correction is read as the desk has it");
    assert_eq!(kept["fields"]["po_number"], json!([0, 1, 0, 1, 1]), "and the correction is what there is to learn");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_overwritten_and_nothing_is_made_of_an_order_that_is_not_there() {
    let (data, id) = corrected().await;
    let folder = data.path().join("case");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("mine.txt"), "mine").unwrap();
    let refused = golden(&data, id, &folder);
    assert_eq!(refused.status.code(), Some(1));
    assert!(said(&refused).contains("is not empty"), "{}", said(&refused));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    let absent = golden(&data, OrderId(99), &data.path().join("none"));
    assert!(absent.status.code() == Some(1) && said(&absent).contains("There is no order 99"), "{}", said(&absent));
    assert!(!data.path().join("none").exists());
}
