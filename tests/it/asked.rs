//! Changes and cancellations of orders: they find the order they speak of, change nothing by themselves, and nobody misses them.

use std::fs;
use std::path::Path;

use ramjet::entity::ids::OrderId;
use ramjet::entity::states::{Fate, OrderState};
use ramjet::fulfilment::FulfilmentError;
use ramjet::review::objection::Doubt;
use ramjet::review::order::{ReviewError, Wish, put_message_away};

use crate::desk::{Desk, both, mail};

const LINE: &str = "1000 x LOCAP2 louvre end cap 152mm, black @ $1.32 each";
const BRIXTON: (&str, &str) = ("Brixton Glazing", "buyer@brixtonglazing.example");

fn golden(case: &str, file: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/orders").join(case).join(file)).unwrap()
}

/// An order change 860 for order 6990; `01` takes the order back, `04` changes it.
fn x12(purpose: &str) -> Vec<u8> {
    format!(
        "ISA*00*          *00*          *ZZ*BRIXTON        *ZZ*RAMJET         *261103*0915*U*00401*000000905*0*P*>~\n\
         GS*PC*BRIXTON*RAMJET*20261103*0915*905*X*004010~\nST*860*0001~\nBCH*{purpose}*SA*6990***20261103~\n\
         N1*BY*Brixton Glazing~\nSE*4*0001~\nGE*1*905~\nIEA*1*000000905~\n"
    )
    .into_bytes()
}

/// A cancellation as UBL.
fn ubl(number: &str) -> Vec<u8> {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><OrderCancellation xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:OrderCancellation-2\" \
         xmlns:cac=\"urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2\" \
         xmlns:cbc=\"urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2\"><cbc:ID>C-1</cbc:ID>\
         <cbc:IssueDate>2026-02-06</cbc:IssueDate><cbc:CancellationNote>no longer needed</cbc:CancellationNote>\
         <cac:OrderReference><cbc:ID>{number}</cbc:ID></cac:OrderReference><cac:BuyerCustomerParty><cac:Party><cac:PartyName>\
         <cbc:Name>Brixton Glazing</cbc:Name></cac:PartyName></cac:Party></cac:BuyerCustomerParty></OrderCancellation>"
    )
    .into_bytes()
}

/// A mail of Shape Aluminium about one of its orders.
fn letter(from: (&str, &str), number: &str, text: &str) -> Vec<u8> {
    format!(
        "From: Renae Holt <{}>\r\nTo: Ramjet Plastics Orders <orders@ramjet.example>\r\nSubject: Purchase order {number}\r\n\
         Date: Fri, 6 Feb 2026 09:00:00 +1100\r\nMessage-ID: <change{number}{}@mail.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\nHi Sharon,\r\n\r\n{text}\r\n\r\nThanks\r\nRenae\r\n\r\n-- \r\nRenae Holt\r\n{}\r\n",
        from.1,
        text.len(),
        from.0
    )
    .into_bytes()
}

async fn order(desk: &Desk, from: (&str, &str), number: &str) -> OrderId {
    desk.receive_order(&mail::order(from, Some(number), &[LINE]), &format!("{number}.eml")).await
}

/// What the open objections say is wanted.
async fn wishes(desk: &Desk, id: OrderId) -> Vec<Wish> {
    let asked = |(_, doubt)| if let Doubt::Asked { asked } = doubt { Some(asked.wish) } else { None };
    desk.open_doubts(id).await.into_iter().filter_map(asked).collect()
}

/// The newest message: its fate, why, and the orders it speaks of.
async fn newest(desk: &Desk) -> (Fate, Option<String>, Vec<(OrderId, OrderState)>) {
    let row = desk.inbox().await.remove(0);
    (row.fate, row.fate_reason, row.about)
}

both! {
    async fn a_change_in_every_electronic_format_is_found_at_its_order(desk: Desk) {
        let id = order(&desk, BRIXTON, "6990").await;
        desk.settle_all(&desk.sharon, id).await;
        for (name, bytes, wish) in [
            ("change.edi", golden("edifact_change", "message.txt"), Wish::Change),
            ("860.edi", x12("04"), Wish::Change),
            ("860-01.edi", x12("01"), Wish::Cancellation),
            ("cancel.xml", ubl("6990"), Wish::Cancellation),
        ] {
            desk.receive(&bytes, name).await;
            assert_eq!(wishes(&desk, id).await, [wish], "{name}");
            let (fate, reason, about) = newest(&desk).await;
            assert_eq!((fate, reason.as_deref(), about), (Fate::InRecord, Some(wish.reason()), vec![(id, OrderState::InReview)]), "{name}");
            desk.settle_all(&desk.sharon, id).await;
        }
        assert_eq!(desk.orders().await.len(), 1, "nothing of it became an order");
        assert_eq!(desk.row(id).await.state, OrderState::InReview, "and nothing was done by itself");
    }

    async fn an_order_that_its_customer_cancels_by_mail_is_not_approved_before_somebody_decides(desk: Desk) {
        let id = order(&desk, mail::SHAPE_ALUMINIUM, "9001").await;
        assert_eq!(desk.open_doubts(id).await, []);
        desk.receive(&letter(mail::SHAPE_ALUMINIUM, "9001", "please cancel purchase order 9001, our customer has withdrawn."), "cancel.eml").await;
        assert_eq!(wishes(&desk, id).await, [Wish::Cancellation]);
        let refused = desk.approve(&desk.sharon, id).await.unwrap_err();
        assert!(matches!(refused, FulfilmentError::Review(ReviewError::Unsettled { left: 1, .. })), "{refused}");
        desk.reject(&desk.sharon, id, "cancelled by the customer").await.unwrap();
        let told: Vec<String> = desk.page(id).await.history.into_iter().map(|entry| entry.action).collect();
        assert!(told.iter().any(|action| action == "asked"), "{told:?}");
    }

    async fn whoever_leaves_the_order_as_it_is_is_asked_once(desk: Desk) {
        let id = order(&desk, mail::SHAPE_ALUMINIUM, "9001").await;
        desk.receive(&letter(mail::SHAPE_ALUMINIUM, "9001", "please change the quantity on our order 9001 from 1000 to 750."), "change.eml").await;
        assert_eq!(wishes(&desk, id).await, [Wish::Change]);
        desk.settle_all(&desk.sharon, id).await;
        desk.approve(&desk.sharon, id).await.unwrap();
        desk.recall(&desk.sharon, id).await.unwrap();
        assert_eq!(wishes(&desk, id).await, [], "also after a recall");
        desk.approve(&desk.sharon, id).await.unwrap();
        desk.evening().await;
    }

    async fn what_changes_an_order_that_was_sent_waits_for_a_person_and_the_order_says_so(desk: Desk) {
        let id = order(&desk, mail::SHAPE_ALUMINIUM, "9001").await;
        desk.settle_and_approve(&desk.sharon, id).await;
        desk.evening().await;
        let sent = desk.row(id).await;
        desk.receive(&letter(mail::SHAPE_ALUMINIUM, "9001", "please change the quantity on our order 9001 from 1000 to 750."), "change.eml").await;
        assert_eq!(desk.row(id).await, sent, "what was sent never changes");
        let (fate, reason, about) = newest(&desk).await;
        assert_eq!((fate, reason.as_deref(), about), (Fate::Failed, Some("order_change"), vec![(id, OrderState::Sent)]));
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let page = sharon.get(&format!("/orders/{id}")).unwrap();
        assert!(page.text().contains("when it was sent already: what went out is changed"), "{:.900}", page.text());
        let inbox = sharon.get("/inbox?fate=failed").unwrap();
        assert!(inbox.text().contains("Change of an order") && inbox.text().contains(&format!("It changes #{id}, which was sent already.")), "{:.1200}", inbox.text());
        let message = desk.inbox().await[0].id;
        put_message_away(&desk.deed(&desk.sharon), message).await.unwrap();
        assert_eq!(newest(&desk).await.0, Fate::Ignored);
    }

    async fn an_approved_order_that_is_cancelled_before_it_left_asks_once_it_is_taken_back(desk: Desk) {
        let id = order(&desk, mail::SHAPE_ALUMINIUM, "9001").await;
        desk.approve(&desk.sharon, id).await.unwrap();
        desk.receive(&letter(mail::SHAPE_ALUMINIUM, "9001", "please cancel purchase order 9001."), "cancel.eml").await;
        let (fate, _, about) = newest(&desk).await;
        assert_eq!((fate, about), (Fate::Failed, vec![(id, OrderState::Approved)]), "its letter may leave any moment: somebody has to look");
        desk.recall(&desk.sharon, id).await.unwrap();
        assert_eq!(wishes(&desk, id).await, [Wish::Cancellation]);
        desk.reject(&desk.sharon, id, "cancelled").await.unwrap();
        desk.evening().await;
        assert_eq!(desk.letters().len(), 0);
    }

    async fn a_change_of_an_order_that_is_not_here_says_so_and_waits_for_a_person(desk: Desk) {
        let other = order(&desk, mail::SHAPE_ALUMINIUM, "9002").await;
        desk.receive(&letter(mail::SHAPE_ALUMINIUM, "9001", "please cancel purchase order 9001."), "cancel.eml").await;
        assert_eq!(newest(&desk).await, (Fate::Failed, Some("order_cancellation".to_owned()), vec![]));
        assert_eq!(wishes(&desk, other).await, []);
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let message = desk.inbox().await[0].id;
        let page = sharon.get(&format!("/inbox/{message}")).unwrap();
        assert!(page.text().contains("no order of this customer has the number it names") && page.text().contains("Cancellation"), "{:.900}", page.text());
    }

    async fn the_same_number_of_another_customer_is_another_order(desk: Desk) {
        let theirs = order(&desk, mail::CLEBER_PTY, "9001").await;
        desk.receive(&letter(mail::SHAPE_ALUMINIUM, "9001", "please cancel purchase order 9001."), "cancel.eml").await;
        assert_eq!(wishes(&desk, theirs).await, [], "nobody else takes an order back");
        assert_eq!(newest(&desk).await.0, Fate::Failed);
    }

    async fn a_message_about_an_order_that_is_read_again_finds_it_once(desk: Desk) {
        desk.receive(&letter(mail::SHAPE_ALUMINIUM, "9001", "please cancel purchase order 9001."), "cancel.eml").await;
        let message = desk.inbox().await[0].id;
        let id = order(&desk, mail::SHAPE_ALUMINIUM, "9001").await;
        assert_eq!(wishes(&desk, id).await, [], "the order came later");
        for _ in 0..2 {
            if desk.inbox().await.iter().any(|row| row.id == message && row.fate == Fate::Failed) {
                ramjet::review::order::read_message_again(&desk.deed(&desk.sharon), message, ramjet::pipeline::first).await.unwrap();
                desk.work_until_idle().await;
            }
        }
        assert_eq!(wishes(&desk, id).await, [Wish::Cancellation]);
        let asked = desk.page(id).await.history.into_iter().filter(|entry| entry.action == "asked").count();
        assert_eq!(asked, 1);
    }

    async fn without_scripts_an_order_is_left_as_it_is_against_a_change(desk: Desk) {
        let id = order(&desk, mail::SHAPE_ALUMINIUM, "9001").await;
        desk.receive(&letter(mail::SHAPE_ALUMINIUM, "9001", "please change the quantity on our order 9001 from 1000 to 750."), "change.eml").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let page = sharon.get(&format!("/orders/{id}")).unwrap();
        assert!(page.text().contains("changes this order by a message of") && page.text().contains("Leave the order as it is"), "{:.900}", page.text());
        let message = desk.inbox().await[0].id;
        assert!(page.text().contains(&format!("/inbox/{message}")));
        assert_eq!(sharon.send(&page.form("/settlement")).unwrap().status, 303);
        assert_eq!(wishes(&desk, id).await, []);
        let mut vera = served.visit(&desk.vera);
        assert!(!vera.get(&format!("/orders/{id}")).unwrap().text().contains("/question"), "who only looks takes nothing back");
    }
}
