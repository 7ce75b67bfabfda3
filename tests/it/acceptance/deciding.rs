//! What a person corrects, refuses and is told.

use super::*;

both! {
    // 8
    async fn an_order_without_lines_cannot_be_approved(desk: Desk) {
        let id = desk.receive_order(&mail::announcement("PO-881"), "announced.eml").await;
        let page = desk.page(id).await;
        assert!(page.lines.is_empty());
        assert!(page.objections.iter().any(|objection| objection.doubt == Doubt::NoLines));
        desk.settle_all(&desk.sharon, id).await;
        let refused = desk.approve(&desk.sharon, id).await.unwrap_err();
        assert!(matches!(refused, FulfilmentError::Review(ReviewError::NoLines(_))), "{refused}");
        assert_eq!(desk.page(id).await.state, OrderState::InReview);
        assert_eq!((desk.count::<revision::Entity>().await, desk.count::<outbox::Entity>().await), (0, 0));
    }

    async fn an_order_is_not_rejected_without_a_reason(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        for reason in ["", "   ", "\t\r\n", "\0"] {
            let refused = desk.reject(&desk.sharon, id, reason).await.unwrap_err();
            assert!(matches!(refused, ReviewError::ReasonNeeded), "{reason:?}: {refused}");
        }
        assert_eq!(desk.page(id).await.state, OrderState::InReview);
        desk.reject(&desk.sharon, id, "They have not paid since August.").await.unwrap();
        let page = desk.page(id).await;
        assert_eq!((page.state, page.note.as_deref()), (OrderState::Rejected, Some("They have not paid since August.")));
    }

    async fn an_approved_order_cannot_be_approved_twice_and_its_forms_stay_as_they_are(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.approve(&desk.sharon, id).await.unwrap();
        let (row, forms) = (desk.row(id).await, desk.forms(id).await);
        desk.advance(5);
        let refused = desk.approve(&desk.grant, id).await.unwrap_err();
        assert!(matches!(refused, FulfilmentError::Review(ReviewError::NotAllowed(_))), "{refused}");
        assert_eq!(desk.row(id).await, row);
        assert_eq!(desk.forms(id).await, forms, "byte for byte");
        assert_eq!((desk.count::<form::Entity>().await, desk.count::<outbox::Entity>().await), (3, 1));
        desk.evening().await;
        assert_eq!(desk.letters().len(), 1);
    }

    async fn an_approved_order_is_neither_corrected_nor_rejected_nor_settled_nor_set_aside(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.approve(&desk.sharon, id).await.unwrap();
        for state in [OrderState::Approved, OrderState::Sent] {
            let row = desk.row(id).await;
            assert_eq!(row.state, state);
            let deed = desk.deed(&desk.grant);
            let values = [(Some(1), FieldName::Quantity, "500")];
            let refusals = [
                desk.correct(&desk.grant, id, &values).await,
                desk.choose(&desk.grant, id, 1, "LOCAP3").await,
                desk.reject(&desk.grant, id, "changed my mind").await,
                ramjet::review::order::set_aside_as_duplicate(&deed, id, row.version, &ramjet::review::order::Original::AsFound).await,
                ramjet::review::order::reopen(&deed, id, row.version).await,
            ];
            for refused in refusals {
                assert!(matches!(refused, Err(ReviewError::NotAllowed(_))), "{refused:?}");
            }
            assert_eq!(desk.row(id).await, row);
            desk.evening().await;
        }
    }

    // 9
    async fn halving_a_quantity_changes_total_and_preview_and_the_history_says_who_did_it(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.correct(&desk.sharon, id, &[(Some(1), FieldName::Quantity, "500")]).await.unwrap();
        let page = desk.page(id).await;
        assert_eq!(money(page.lines[0].total.unwrap()), "660.00 AUD");
        assert_eq!(money(page.totals.net.unwrap()), "1390.00 AUD");
        assert_eq!((page.lines[0].quantity.mark, page.lines[0].quantity.entered_by.as_deref()), (Mark::Person, Some("Sharon")));
        let needs = fulfilment::page::needs(&desk.db, &desk.sharon.scope, id).await.unwrap();
        let needed = needs[0].requirements();
        assert_eq!(needed.kilograms.unwrap().total.to_string(), "22.05");
        assert_eq!((needed.bags, needed.cartons), (Ok(10), Ok(3)));
        let entry = &page.history[0];
        assert_eq!((entry.actor.as_str(), entry.action.as_str()), ("Sharon", "corrected"));
        let expected = serde_json::json!({ "field": "quantity", "line": 1, "from": "1000", "to": "500" });
        assert_eq!(entry.detail, expected);
    }

    async fn a_text_that_is_no_number_is_refused_and_nothing_of_the_form_is_taken_over(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let row = desk.row(id).await;
        let typed = [
            (None, FieldName::PoNumber, "12999"),
            (Some(1), FieldName::Quantity, "a few"),
            (Some(2), FieldName::Quantity, "-5"),
            (None, FieldName::DeliveryDate, "31/02/2026"),
        ];
        let Err(ReviewError::Invalid(faults)) = desk.correct(&desk.sharon, id, &typed).await else { panic!("taken over") };
        let problems: Vec<_> = faults.iter().map(|fault| (fault.field, fault.problem)).collect();
        let expected = [
            (FieldName::Quantity, "not_a_number"),
            (FieldName::Quantity, "not_positive"),
            (FieldName::DeliveryDate, "not_a_date"),
        ];
        assert_eq!(problems, expected);
        assert_eq!(desk.row(id).await, row);
        assert_eq!(desk.line(id, 1).await.quantity.value.unwrap().to_string(), "1000");
    }

    // 10
    async fn another_code_brings_another_product_with_its_specification(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.correct(&desk.sharon, id, &[(Some(1), FieldName::Code, "LOCAP3")]).await.unwrap();
        let line = desk.line(id, 1).await;
        assert_eq!(line.product.unwrap().code, "LOCAP3");
        assert_eq!(line.list_price.unwrap().0.to_string(), "1.54");
        let needs = fulfilment::page::needs(&desk.db, &desk.sharon.scope, id).await.unwrap();
        let mould = needs[0].specification.as_ref().unwrap().manufacturing.mould.clone();
        assert_eq!(mould.as_deref(), Some("M-LC178"));
        assert_eq!(needs[0].requirements().kilograms.unwrap().total.to_string(), "51.98");
        assert_eq!(needs[0].requirements().cartons, Ok(7));
        desk.settle_and_approve(&desk.sharon, id).await;
        assert_eq!(works_order(&desk, id, 1).await.beside("Mould"), "M-LC178");
        desk.evening().await;
    }

    async fn a_code_that_is_not_ours_is_no_choice(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let row = desk.row(id).await;
        for code in ["", "NOTHING", "LOCAP", "%", "_OCAP2"] {
            let refused = desk.choose(&desk.sharon, id, 1, code).await.unwrap_err();
            assert!(matches!(refused, ReviewError::UnknownProduct), "{code}: {refused}");
        }
        assert_eq!(desk.row(id).await, row);
        assert_eq!(desk.line(id, 1).await.product.unwrap().code, "LOCAP2");
    }

    // 11
    async fn of_two_people_at_one_order_the_second_is_told_and_nothing_is_lost(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let drawn = desk.page(id).await.version;
        desk.correct_at(&desk.sharon, id, drawn, &[(Some(1), FieldName::Quantity, "500")]).await.unwrap();
        let second = [(None, FieldName::Instructions, "Two pallets")];
        let refused = desk.correct_at(&desk.grant, id, drawn, &second).await.unwrap_err();
        let ReviewError::Outdated { current, .. } = refused else { panic!("{refused}") };
        assert_eq!(current, drawn + 1);
        assert_eq!(desk.page(id).await.instructions.value.as_deref(), Some("MUST BE UV STABLE"));
        let too_old = fulfilment::order::approve(&desk.deed(&desk.grant), &desk.blobs, id, drawn).await.unwrap_err();
        assert!(matches!(too_old, FulfilmentError::Review(ReviewError::Outdated { .. })), "{too_old}");
        desk.correct_at(&desk.grant, id, current, &second).await.unwrap();
        let page = desk.page(id).await;
        assert_eq!(page.lines[0].quantity.value.unwrap().to_string(), "500");
        assert_eq!(page.instructions.value.as_deref(), Some("Two pallets"));
        let who: Vec<_> = page.history.iter().map(|entry| entry.actor.as_str()).collect();
        assert_eq!(who, ["Grant", "Sharon", ""]);
    }

    // 12
    async fn a_price_that_is_not_the_list_price_is_pointed_out_before_approval(desk: Desk) {
        let lines = ["1000 x LOCAP2 louvre end cap 152mm, black @ $1.30 each"];
        let id = desk.receive_order(&mail::order(mail::SHAPE_ALUMINIUM, Some("4711"), &lines), "4711.eml").await;
        let doubts = desk.open_doubts(id).await;
        let [(Some(1), Doubt::PriceDiffers { stated, list, difference, .. })] = doubts.as_slice() else {
            panic!("{doubts:?}")
        };
        assert_eq!((stated.to_string(), list.to_string(), money(*difference)), ("1.3".into(), "1.32".into(), "-20.00 AUD".into()));
        assert_eq!(desk.line(id, 1).await.unit_price.mark, Mark::Check);
        let refused = desk.approve(&desk.sharon, id).await.unwrap_err();
        assert!(matches!(refused, FulfilmentError::Review(ReviewError::Unsettled { left: 1, .. })), "{refused}");
        desk.settle_and_approve(&desk.sharon, id).await;
        desk.evening().await;
    }

    // 13
    async fn a_colour_in_capitals_is_our_colour(desk: Desk) {
        let lines = ["1000 x LOCAP2 louvre end cap 152mm, BLACK @ $1.32 each"];
        let id = desk.receive_order(&mail::order(mail::SHAPE_ALUMINIUM, Some("4711"), &lines), "4711.eml").await;
        assert_eq!(desk.open_doubts(id).await, []);
        desk.approve(&desk.sharon, id).await.unwrap();
        assert!(works_order(&desk, id, 1).await.row_of("Masterbatch").contains(&"BK-9005".to_owned()));
        desk.evening().await;
    }

    async fn an_unknown_colour_keeps_mould_and_packaging_and_says_what_is_unknown(desk: Desk) {
        let lines = ["1000 x LOCAP2 louvre end cap 152mm, purple @ $1.32 each"];
        let id = desk.receive_order(&mail::order(mail::SHAPE_ALUMINIUM, Some("4711"), &lines), "4711.eml").await;
        let (colour, product) = ("purple".to_owned(), "LOCAP2".to_owned());
        assert_eq!(desk.open_doubts(id).await, [(Some(1), Doubt::UnknownColour { colour, product })]);
        desk.settle_and_approve(&desk.sharon, id).await;
        let sheet = works_order(&desk, id, 1).await;
        assert_eq!((sheet.beside("Mould"), sheet.beside("Cartons needed")), ("M-LC152".into(), "5".into()));
        assert_eq!(sheet.row_of("Base resin").last().unwrap(), "unknown colour");
        desk.evening().await;
    }
}
