//! `ramjet demo` on an empty directory gives a desk on which people have worked already.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use ramjet::entity::states::OrderState;
use ramjet::entity::{journal, order};
use ramjet::ops::db::Db;
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _};

use crate::desk::process::{Process, check};

/// Longest the demo may take to read its mails and play its part.
const PLAYED_WITHIN: Duration = Duration::from_secs(900);

/// Numbers of the orders in each state; those in review are not told.
async fn decided(db: &Db) -> BTreeMap<String, Vec<String>> {
    let orders = order::Entity::find()
        .filter(order::Column::State.ne(OrderState::InReview))
        .order_by_asc(order::Column::Id)
        .all(&db.read)
        .await
        .unwrap();
    let mut decided: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for order in orders {
        decided.entry(format!("{:?}", order.state)).or_default().extend(order.po_number);
    }
    decided
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demos_people_have_sent_approved_and_rejected_orders_by_the_functions_everybody_uses() {
    let folder = tempfile::tempdir().unwrap();
    let mut process = Process::start_demo(folder.path()).unwrap();
    assert!(process.is_open_within(Duration::from_secs(240)), "it does not open");
    let db = Db::open(folder.path().join("ramjet.db").to_str().unwrap()).await.unwrap();
    let until = Instant::now() + PLAYED_WITHIN;
    let wanted = BTreeMap::from([
        ("Approved".to_owned(), vec!["NC-5533".to_owned()]),
        ("Rejected".to_owned(), vec!["BE-1194".to_owned()]),
        ("Sent".to_owned(), vec!["PO-0020".to_owned(), "12022".to_owned(), "12041".to_owned()]),
    ]);
    let sorted = |mut decided: BTreeMap<String, Vec<String>>| {
        decided.values_mut().for_each(|numbers| numbers.sort());
        decided
    };
    let wanted = sorted(wanted);
    let mut found = BTreeMap::new();
    while found != wanted && Instant::now() < until && process.ended().is_none() {
        tokio::time::sleep(Duration::from_millis(200)).await;
        found = sorted(decided(&db).await);
    }
    assert_eq!(found, wanted);
    let rejected = journal::Entity::find().filter(journal::Column::Action.eq("rejected")).one(&db.read).await.unwrap();
    assert_eq!(rejected.map(|entry| entry.actor), Some("Sharon Lim".to_owned()), "under the name of a person");
    let letters = std::fs::read_dir(folder.path().join("outbox")).unwrap().count();
    db.close().await;
    assert!(process.stop().success());
    assert_eq!(letters, 3, "one for each order that was sent");
    check(folder.path()).unwrap();

    let mut again = Process::start_demo(folder.path()).unwrap();
    assert!(again.is_open_within(Duration::from_secs(240)), "a demo can be started again");
    let db = Db::open(folder.path().join("ramjet.db").to_str().unwrap()).await.unwrap();
    assert_eq!(sorted(decided(&db).await), wanted, "and its people do nothing twice");
    db.close().await;
    assert!(again.stop().success());
}
