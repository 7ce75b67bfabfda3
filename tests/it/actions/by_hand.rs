//! Not an order; an order after all; refused, and the same as another one.

use ramjet::entity::message;
use ramjet::entity::states::{Fate, OrderState, SetAside};
use ramjet::intake::page::MessageRow;
use ramjet::journal;
use ramjet::pipeline;
use ramjet::review::evidence::FieldName;
use ramjet::review::order::{
    Correction, Original, ReviewError, correct, is_an_order, not_an_order, read_message_again, reject, reopen,
    set_aside_as_duplicate,
};
use sea_orm::EntityTrait as _;

use crate::desk::{Desk, both, mail};

/// An order that no rule takes for one.
const PROSE: &[u8] = b"From: Renae Holt <renae.holt@shapealuminium.example>\r\nTo: orders@ramjet.example\r\nSubject: hello\r\n\
    Date: Thu, 5 Feb 2026 09:00:00 +1100\r\nMessage-ID: <prose@shapealuminium.example>\r\nMIME-Version: 1.0\r\n\
    Content-Type: text/plain; charset=utf-8\r\n\r\nHi Sharon,\r\n\r\n1000 LOCAP2 please, our number 5554.\r\n\r\nThanks\r\nRenae\r\n";

/// The same mail as it arrives in another mailbox.
fn by_another_way(bytes: &[u8]) -> Vec<u8> {
    [b"X-Delivered-By: another mailbox\r\n", bytes].concat()
}

async fn newest(desk: &Desk) -> MessageRow {
    desk.inbox().await.swap_remove(0)
}

both! {
    async fn a_newsletter_becomes_an_order_by_hand_and_none_again(desk: Desk) {
        desk.receive(mail::NEWSLETTER, "news.eml").await;
        let row = newest(&desk).await;
        assert_eq!((row.fate, desk.orders().await.len()), (Fate::Ignored, 0));
        let id = is_an_order(&desk.deed(&desk.sharon), row.id).await.unwrap();
        let page = desk.page(id).await;
        assert_eq!((page.state, page.message), (OrderState::InReview, Some(row.id)));
        assert_eq!((page.history[0].actor.as_str(), &page.history[0].detail["by_hand"]), ("Sharon", &true.into()));
        assert_eq!(newest(&desk).await.fate, Fate::InRecord);
        not_an_order(&desk.deed(&desk.grant), id, page.version).await.unwrap();
        let put_away = newest(&desk).await;
        assert_eq!((put_away.fate, put_away.fate_reason.as_deref()), (Fate::Ignored, Some("not_an_order")));
        assert_eq!(desk.row(id).await.set_aside, Some(SetAside::NotAnOrder));
        // The message gives the same order back, not a second one.
        assert_eq!(is_an_order(&desk.deed(&desk.sharon), row.id).await.unwrap(), id);
        assert_eq!((desk.orders().await.len(), newest(&desk).await.fate), (1, Fate::InRecord));
        let told = journal::of_record(&desk.db.read, &desk.sharon.scope, "message", row.id.0).await.unwrap();
        let told: Vec<_> = told.iter().map(|event| (event.actor.as_str(), event.detail["to"].as_str().unwrap())).collect();
        assert_eq!(told, [("Sharon", "in_record"), ("Grant", "ignored"), ("Sharon", "in_record")]);
    }

    async fn an_order_in_a_sentence_is_made_by_hand_filled_in_and_approved(desk: Desk) {
        desk.receive(PROSE, "prose.eml").await;
        let row = newest(&desk).await;
        assert!(row.fate.may_become_an_order(), "{row:?}");
        let id = is_an_order(&desk.deed(&desk.sharon), row.id).await.unwrap();
        let page = desk.page(id).await;
        assert_eq!(page.customer.value.as_deref(), Some("Shape Aluminium"), "the sender is known");
        let line = [(FieldName::Code, "LOCAP2"), (FieldName::Quantity, "1000"), (FieldName::Colour, "Black"), (FieldName::UnitPrice, "1.32")];
        let line = line.map(|(field, text)| (field, text.to_owned())).to_vec();
        let number = vec![(None, FieldName::PoNumber, "5554".to_owned()), (None, FieldName::DeliveryDate, "20/02/2026".to_owned())];
        let removed = page.lines.iter().map(|line| line.id).collect();
        let typed = Correction { values: number, added: vec![line], removed, ..Correction::default() };
        correct(&desk.deed(&desk.sharon), id, page.version, &typed).await.unwrap();
        desk.settle_and_approve(&desk.sharon, id).await;
        assert_eq!(desk.page(id).await.totals.net.unwrap().minor, 132_000);
        desk.evening().await;
        assert_eq!(desk.letters().len(), 1);
    }

    async fn a_copy_and_the_same_file_again_can_become_orders_of_their_own(desk: Desk) {
        let first = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.receive(&by_another_way(mail::SHAPE), "copy.eml").await;
        desk.receive(mail::SHAPE, "repeat.eml").await;
        let inbox = desk.inbox().await;
        assert_eq!((inbox[1].fate, inbox[0].fate), (Fate::Copy, Fate::Repeat));
        for row in &inbox[..2] {
            let id = is_an_order(&desk.deed(&desk.sharon), row.id).await.unwrap();
            let page = desk.page(id).await;
            assert_eq!((page.lines.len(), page.po_number.value.as_deref()), (2, Some("12022")), "{:?}", row.fate);
            assert_ne!(id, first);
            assert!(!page.lines[0].quantity.places.is_empty(), "with its places in its own source");
        }
        let messages = message::Entity::find().all(&desk.db.read).await.unwrap();
        assert!(messages.iter().all(|row| row.fate == Fate::InRecord && row.of_message_id.is_none()));
        assert!(messages.iter().all(|row| row.sender_address.is_some()));
    }

    async fn a_message_is_made_an_order_only_by_those_who_may_and_only_once(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let message = desk.message_of(id).await;
        desk.receive(mail::NEWSLETTER, "news.eml").await;
        let news = newest(&desk).await.id;
        let refused = is_an_order(&desk.deed(&desk.sharon), message).await;
        assert!(matches!(refused, Err(ReviewError::MessageNotNow(_))), "{refused:?}");
        for person in [&desk.mika, &desk.vera, &desk.olga] {
            for refused in [is_an_order(&desk.deed(person), news).await, is_an_order(&desk.deed(person), message).await] {
                assert!(matches!(refused, Err(ReviewError::MissingMessage(_))), "{}: {refused:?}", person.name);
            }
            let refused = read_message_again(&desk.deed(person), news, pipeline::first).await;
            assert!(matches!(refused, Err(ReviewError::MissingMessage(_))), "{}: {refused:?}", person.name);
        }
        assert_eq!(desk.orders().await.len(), 1);
        desk.deliver(mail::FERNLEIGH, "waits.eml").await;
        let waiting = newest(&desk).await.id;
        assert!(matches!(is_an_order(&desk.deed(&desk.sharon), waiting).await, Err(ReviewError::MessageNotNow(_))));
        assert!(matches!(read_message_again(&desk.deed(&desk.sharon), message, pipeline::first).await, Err(ReviewError::MessageNotNow(_))));
        desk.work_until_idle().await;
    }

    async fn a_message_that_became_nothing_is_read_again_and_one_that_a_person_put_away_is_not(desk: Desk) {
        desk.receive(mail::NEWSLETTER, "news.eml").await;
        let news = newest(&desk).await.id;
        read_message_again(&desk.deed(&desk.sharon), news, pipeline::first).await.unwrap();
        assert_eq!(newest(&desk).await.fate, Fate::Waiting);
        assert_eq!(desk.work_until_idle().await, 2);
        assert_eq!((newest(&desk).await.fate, newest(&desk).await.fate_reason.as_deref()), (Fate::Ignored, Some("newsletter")));
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        not_an_order(&desk.deed(&desk.sharon), id, desk.page(id).await.version).await.unwrap();
        let refused = read_message_again(&desk.deed(&desk.sharon), desk.message_of(id).await, pipeline::first).await;
        assert!(matches!(refused, Err(ReviewError::MessageNotNow(_))), "{refused:?}");
    }

    async fn an_order_that_is_none_leaves_what_is_to_do_and_comes_back_as_it_was(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let before = desk.page(id).await;
        not_an_order(&desk.deed(&desk.sharon), id, before.version).await.unwrap();
        assert_eq!(desk.page(id).await.state, OrderState::SetAside);
        assert!(matches!(not_an_order(&desk.deed(&desk.sharon), id, before.version + 1).await, Err(ReviewError::NotAllowed(_))));
        assert_eq!(desk.fates().await, [Fate::Ignored]);
        reopen(&desk.deed(&desk.grant), id, before.version + 1).await.unwrap();
        let after = desk.page(id).await;
        assert_eq!((after.state, after.set_aside, after.totals.net), (OrderState::InReview, None, before.totals.net));
        assert_eq!(desk.fates().await, [Fate::InRecord]);
        desk.settle_and_approve(&desk.sharon, id).await;
        let version = desk.page(id).await.version;
        let refused = not_an_order(&desk.deed(&desk.sharon), id, version).await;
        assert!(matches!(refused, Err(ReviewError::NotAllowed(_))), "an approved order is one: {refused:?}");
        desk.evening().await;
    }

    async fn a_reason_that_is_too_long_is_refused_and_not_cut_off(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let version = desk.page(id).await.version;
        let long = "ä".repeat(1_001);
        let refused = reject(&desk.deed(&desk.sharon), id, version, &long).await;
        assert!(matches!(refused, Err(ReviewError::ReasonTooLong(1_000))), "{refused:?}");
        reject(&desk.deed(&desk.sharon), id, version, &long[2..]).await.unwrap();
        assert_eq!(desk.page(id).await.note.unwrap().chars().count(), 1_000);
    }

    async fn a_duplicate_is_linked_both_ways_to_the_order_that_was_chosen(desk: Desk) {
        let first = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let second = desk.receive_order(mail::FERNLEIGH, "f.eml").await;
        let version = desk.page(second).await.version;
        for nobody in [Original::Number("99999".to_owned()), Original::Order(second), Original::Number("FH-3318".to_owned()), Original::Number(String::new())] {
            let refused = set_aside_as_duplicate(&desk.deed(&desk.sharon), second, version, &nobody).await;
            assert!(matches!(refused, Err(ReviewError::UnknownOrder(_))), "{nobody:?}: {refused:?}");
        }
        set_aside_as_duplicate(&desk.deed(&desk.sharon), second, version, &Original::Number("12022".to_owned())).await.unwrap();
        let page = desk.page(second).await;
        assert_eq!(page.set_aside, Some((SetAside::Duplicate, Some(first))));
        assert_eq!(desk.page(first).await.repeated_by.iter().map(|like| like.id).collect::<Vec<_>>(), [second]);
        reopen(&desk.deed(&desk.sharon), second, page.version).await.unwrap();
        assert!(desk.page(first).await.repeated_by.is_empty());
        let alike = desk.receive_order(mail::SHAPE_AGAIN, "again.eml").await;
        let offered = desk.page(alike).await.alike;
        assert_eq!((offered[0].id, offered[0].is_same_number), (first, true));
    }
}
