//! Lines that people add, take out and put back.

use ramjet::entity::ids::{LineId, OrderId};
use ramjet::entity::states::Action;
use ramjet::fulfilment::FulfilmentError;
use ramjet::ops::deed::Done;
use ramjet::review::evidence::FieldName;
use ramjet::review::objection::Doubt;
use ramjet::review::order::{Correction, ReviewError, correct, remove_line, restore_line};
use ramjet::review::page::Mark;

use crate::desk::{Desk, Person, both, mail};

/// A new line as somebody types it.
fn typed(code: &str, quantity: &str, price: &str) -> Vec<(FieldName, String)> {
    [
        (FieldName::Code, code),
        (FieldName::Quantity, quantity),
        (FieldName::UnitPrice, price),
        (FieldName::Colour, "Black"),
    ]
    .map(|(field, text)| (field, text.to_owned()))
    .to_vec()
}

async fn add(
    desk: &Desk, who: &Person, id: OrderId, added: Vec<Vec<(FieldName, String)>>,
) -> Result<Done, ReviewError> {
    let version = desk.page(id).await.version;
    correct(&desk.deed(who), id, version, &Correction { added, ..Correction::default() }).await
}

async fn id_of(desk: &Desk, id: OrderId, position: i64) -> LineId {
    desk.line(id, position).await.id
}

async fn remove(desk: &Desk, id: OrderId, line: LineId) -> Result<Done, ReviewError> {
    remove_line(&desk.deed(&desk.sharon), id, desk.page(id).await.version, line).await
}

async fn positions(desk: &Desk, id: OrderId) -> Vec<i64> {
    desk.page(id).await.lines.iter().map(|line| line.position).collect()
}

both! {
    async fn lines_that_a_person_adds_are_matched_priced_and_theirs(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        add(&desk, &desk.sharon, id, vec![typed("locap2", "100", "1.32"), Vec::new(), typed("NOSUCH", "5", "2")]).await.unwrap();
        assert_eq!(positions(&desk, id).await, [1, 2, 3, 4]);
        let line = desk.line(id, 3).await;
        assert_eq!((line.product.unwrap().code.as_str(), line.total.unwrap().minor), ("LOCAP2", 13_200));
        assert_eq!((line.quantity.mark, line.quantity.entered_by.as_deref()), (Mark::Person, Some("Sharon")));
        assert_eq!(line.code.mark, Mark::Person);
        assert!(desk.line(id, 4).await.product.is_none());
        assert!(desk.open_doubts(id).await.iter().any(|(line, doubt)| *line == Some(4) && matches!(doubt, Doubt::UnknownProduct { .. })));
        assert_eq!(desk.page(id).await.totals.net.unwrap().minor, 205_000 + 13_200 + 1_000);
        let history = desk.page(id).await.history;
        assert_eq!((history[0].action.as_str(), history[1].action.as_str()), ("line_added", "line_added"));
        // Neither the printed sums nor the line are held against somebody who knows that there is one line more.
        assert!(!desk.open_doubts(id).await.iter().any(|(_, doubt)| matches!(doubt, Doubt::TotalDiffers { .. })));
    }

    async fn a_position_is_never_given_to_another_line_and_works_orders_keep_theirs(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let second = id_of(&desk, id, 2).await;
        remove(&desk, id, second).await.unwrap();
        add(&desk, &desk.sharon, id, vec![typed("LOCAP2", "100", "1.32")]).await.unwrap();
        assert_eq!(positions(&desk, id).await, [1, 3]);
        desk.settle_and_approve(&desk.sharon, id).await;
        let numbers: Vec<_> = desk.forms(id).await.into_iter().map(|(_, number, ..)| number).collect();
        assert_eq!(numbers[1..], ["WO-12022-1", "WO-12022-3"]);
        desk.evening().await;
    }

    async fn a_line_that_was_taken_out_can_be_put_back_with_everything_it_had(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.correct(&desk.sharon, id, &[(Some(1), FieldName::Quantity, "500")]).await.unwrap();
        let (before, first) = (desk.page(id).await, id_of(&desk, id, 1).await);
        remove(&desk, id, first).await.unwrap();
        let without = desk.page(id).await;
        assert_eq!((without.gone.as_slice(), without.lines.len(), without.totals.net.unwrap().minor), (&[first][..], 1, 73_000));
        assert_eq!(without.history[0].detail["code"], "LOCAP2");
        restore_line(&desk.deed(&desk.grant), id, without.version, first).await.unwrap();
        let after = desk.page(id).await;
        assert_eq!(after.lines[0].quantity.value, before.lines[0].quantity.value);
        assert_eq!((after.gone.len(), after.totals.net.unwrap().minor), (0, before.totals.net.unwrap().minor));
        assert_eq!((after.history[0].actor.as_str(), after.history[0].action.as_str()), ("Grant", "line_restored"));
    }

    async fn without_its_last_line_an_order_has_an_objection_and_no_approval(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        for position in [1, 2] {
            remove(&desk, id, id_of(&desk, id, position).await).await.unwrap();
        }
        assert_eq!(desk.page(id).await.totals.net, None);
        assert!(desk.open_doubts(id).await.iter().any(|(_, doubt)| *doubt == Doubt::NoLines));
        desk.settle_all(&desk.sharon, id).await;
        assert!(desk.open_doubts(id).await.iter().any(|(_, doubt)| *doubt == Doubt::NoLines), "it cannot be waved through");
        let refused = desk.approve(&desk.sharon, id).await;
        assert!(matches!(refused, Err(FulfilmentError::Review(ReviewError::NoLines(_)))), "{refused:?}");
    }

    async fn new_lines_that_cannot_be_read_are_named_and_nothing_is_changed(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let before = desk.row(id).await;
        let refused = add(&desk, &desk.sharon, id, vec![typed("LOCAP2", "100", "1.32"), typed("LOCAP2", "a few", "-1")]).await;
        let Err(ReviewError::Invalid(faults)) = refused else { panic!("{refused:?}") };
        let told: Vec<_> = faults.iter().map(|fault| (fault.row, fault.field, fault.problem)).collect();
        assert_eq!(told[0], (Some(1), FieldName::Quantity, "not_a_number"));
        assert_eq!((told.len(), told[1].0, told[1].1), (2, Some(1), FieldName::UnitPrice));
        assert_eq!((desk.row(id).await, positions(&desk, id).await), (before, vec![1, 2]));
    }

    async fn one_save_changes_takes_out_puts_back_and_adds_or_does_nothing_at_all(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let (first, second) = (id_of(&desk, id, 1).await, id_of(&desk, id, 2).await);
        remove(&desk, id, second).await.unwrap();
        let version = desk.page(id).await.version;
        let everything = Correction {
            values: vec![
                (None, FieldName::Instructions, "By Friday".to_owned()),
                (Some(second), FieldName::Quantity, "750".to_owned()),
                (Some(first), FieldName::Quantity, "not looked at".to_owned()),
            ],
            added: vec![typed("LOCAP2", "100", "1.32")],
            removed: vec![first],
            restored: vec![second],
        };
        correct(&desk.deed(&desk.sharon), id, version, &everything).await.unwrap();
        let page = desk.page(id).await;
        assert_eq!((page.version, positions(&desk, id).await), (version + 1, vec![2, 3]));
        assert_eq!((page.lines[0].quantity.value.unwrap().to_string().as_str(), page.instructions.value.as_deref()), ("750", Some("By Friday")));
        let stale = correct(&desk.deed(&desk.sharon), id, version, &everything).await;
        assert!(matches!(stale, Err(ReviewError::Outdated { .. })), "{stale:?}");
    }

    async fn what_names_something_is_typed_on_one_line_and_an_address_keeps_its_lines(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let typed = [
            (None, FieldName::PoNumber, "12022\r\nBcc: all@example.com"),
            (None, FieldName::ShipToAddress, "Gate 3\r\n12 Dock Road\u{202E}"),
            (Some(1), FieldName::Code, "LOCAP\u{202E}2\t"),
        ];
        desk.correct(&desk.sharon, id, &typed).await.unwrap();
        let row = desk.row(id).await;
        assert_eq!(row.po_number.as_deref(), Some("12022 Bcc: all@example.com"));
        assert_eq!(row.ship_to_address.as_deref(), Some("Gate 3\n12 Dock Road"));
        assert_eq!(desk.line(id, 1).await.code.value.as_deref(), Some("LOCAP2"));
    }

    async fn lines_are_only_for_those_who_may_and_only_while_the_order_is_in_review(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let other = desk.receive_order(mail::FERNLEIGH, "f.eml").await;
        let (first, foreign) = (id_of(&desk, id, 1).await, id_of(&desk, other, 1).await);
        let version = desk.page(id).await.version;
        for person in [&desk.mika, &desk.vera] {
            let refused = remove_line(&desk.deed(person), id, version, first).await;
            assert!(matches!(refused, Err(ReviewError::NotPermitted(_))), "{}: {refused:?}", person.name);
            assert!(add(&desk, person, id, vec![typed("LOCAP2", "1", "1")]).await.is_err());
        }
        for refused in [
            remove_line(&desk.deed(&desk.olga), id, version, first).await,
            remove_line(&desk.deed(&desk.sharon), id, version, foreign).await,
            restore_line(&desk.deed(&desk.sharon), id, version, foreign).await,
        ] {
            assert!(matches!(refused, Err(ReviewError::Missing(_))), "{refused:?}");
        }
        assert!(matches!(remove_line(&desk.deed(&desk.sharon), id, version - 1, first).await, Err(ReviewError::Outdated { .. })));
        desk.settle_and_approve(&desk.sharon, id).await;
        let before = desk.row(id).await;
        let refused = remove(&desk, id, first).await;
        assert!(matches!(&refused, Err(ReviewError::NotAllowed(not)) if not.action == Action::Correct), "{refused:?}");
        assert!(add(&desk, &desk.sharon, id, vec![typed("LOCAP2", "1", "1")]).await.is_err());
        assert_eq!(desk.row(id).await, before);
        desk.evening().await;
    }
}
