//! What people look at all day costs the same at ten orders and at a million: the same number of statements, none of which walks a table.

use ramjet::review::page::{ListQuery, View, list, order};

use crate::desk::statements::Listened;
use crate::desk::{Desk, Kind, mail};

/// A desk with one order in each of several states.
async fn busy() -> Desk {
    let desk = Desk::fresh(Kind::Sqlite).await.unwrap();
    for number in ["12022", "12023", "12024", "12025"] {
        let bytes = String::from_utf8(mail::SHAPE.to_vec()).unwrap().replace("12022", number);
        desk.receive(bytes.as_bytes(), &format!("{number}.eml")).await;
    }
    desk
}

#[tokio::test]
async fn no_statement_of_the_list_walks_a_table() {
    let desk = busy().await;
    let orders = desk.orders().await;
    desk.reject(&desk.sharon, orders[0], "not ours").await.unwrap();
    let listened = Listened::to(&desk.db);
    let mut counts = Vec::new();
    for view in View::ALL {
        for before in [None, orders.last().copied()] {
            let query = ListQuery { view, before };
            list(&listened.db, &desk.sharon.scope, desk.clock.now(), &query).await.unwrap();
            counts.push(listened.assert_flat(&["organisations", "order_counts"]).await);
        }
    }
    desk.deliver(mail::FERNLEIGH, "waits.eml").await;
    let query = ListQuery::default();
    let shown = list(&listened.db, &desk.sharon.scope, desk.clock.now(), &query).await.unwrap();
    assert_eq!(shown.reading.waiting, 1);
    counts.push(listened.assert_flat(&["organisations", "order_counts"]).await);
    assert!(counts.iter().all(|statements| *statements <= 3), "{counts:?}");
    desk.work_until_idle().await;
}

#[tokio::test]
async fn the_number_of_statements_does_not_grow_with_the_orders() {
    let desk = busy().await;
    let listened = Listened::to(&desk.db);
    let query = ListQuery { view: View::All, before: None };
    list(&listened.db, &desk.sharon.scope, desk.clock.now(), &query).await.unwrap();
    let few = listened.take().len();
    for number in 0..12 {
        let bytes = String::from_utf8(mail::SHAPE.to_vec()).unwrap().replace("12022", &format!("9{number:03}"));
        desk.receive(bytes.as_bytes(), &format!("{number}.eml")).await;
    }
    list(&listened.db, &desk.sharon.scope, desk.clock.now(), &query).await.unwrap();
    assert_eq!(listened.take().len(), few);
}

#[tokio::test]
async fn no_statement_of_the_order_page_walks_a_table() {
    let desk = busy().await;
    let id = desk.orders().await[1];
    let listened = Listened::to(&desk.db);
    order(&listened.db, &desk.sharon.scope, desk.clock.now(), id).await.unwrap();
    let in_review = listened.assert_flat(&["organisations"]).await;
    desk.settle_and_approve(&desk.sharon, id).await;
    listened.take();
    order(&listened.db, &desk.sharon.scope, desk.clock.now(), id).await.unwrap();
    let released = listened.assert_flat(&["organisations"]).await;
    assert!(in_review <= 20 && released <= 18, "{in_review} {released}");
    desk.evening().await;
}
