//! From a message to an order whose lines are matched.

use super::*;

both! {
    // 1
    async fn purchase_order_12022_becomes_one_order_with_two_lines_matched_exactly(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let page = desk.page(id).await;
        assert_eq!(page.state, OrderState::InReview);
        assert_eq!(page.customer.value.as_deref(), Some("Shape Aluminium Pty Ltd"));
        assert_eq!(page.po_number.value.as_deref(), Some("12022"));
        assert_eq!(page.order_date.value.unwrap().to_string(), "2026-02-04");
        assert_eq!(page.delivery_date.value.unwrap().to_string(), "2026-02-18");
        assert_eq!(page.instructions.value.as_deref(), Some("MUST BE UV STABLE"));
        let lines: Vec<_> = page
            .lines
            .iter()
            .map(|line| {
                let product = line.product.as_ref().unwrap();
                let colour = line.colour.value.as_deref().unwrap();
                (product.code.as_str(), product.rule.as_str(), line.quantity.value.unwrap().to_string(), colour)
            })
            .collect();
        let thousand = || "1000".to_owned();
        let matched = [("LOCAP2", "exact_code", thousand(), "Black"), ("GLCAPRB", "exact_code", thousand(), "Black")];
        assert_eq!(lines, matched);
        assert_eq!(totals(&page), ["2050.00 AUD", "205.00 AUD", "2255.00 AUD"]);
        assert_eq!(desk.open_doubts(id).await, []);
        assert_eq!(desk.fates().await, [Fate::InRecord]);
    }

    async fn every_value_of_an_order_that_was_read_points_at_its_place(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let page = desk.page(id).await;
        assert_eq!((page.customer.mark, page.po_number.mark, page.stated_total.mark), (Mark::Found, Mark::Found, Mark::Found));
        assert!(!page.customer.places.is_empty() && !page.po_number.places.is_empty());
        for line in &page.lines {
            for (mark, places) in [
                (line.code.mark, &line.code.places),
                (line.description.mark, &line.description.places),
                (line.quantity.mark, &line.quantity.places),
                (line.unit_price.mark, &line.unit_price.places),
            ] {
                assert_eq!(mark, Mark::Found);
                assert!(places.iter().all(|place| !place.regions.is_empty()) && !places.is_empty());
            }
        }
    }

    // 2
    async fn the_works_order_of_line_1_shows_what_the_golden_example_says(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.approve(&desk.sharon, id).await.unwrap();
        assert_eq!(desk.line(id, 1).await.works_order_no.as_deref(), Some("WO-12022-1"));
        let sheet = works_order(&desk, id, 1).await;
        assert!(sheet.reads("WO-12022-1"));
        assert_eq!(sheet.beside("Mould"), "M-LC152");
        assert_eq!(sheet.row_of("Total, 5 % waste included").last().unwrap(), "44.1");
        assert_eq!(sheet.row_of("Base resin").last().unwrap(), "42.56");
        assert_eq!(sheet.row_of("Masterbatch").last().unwrap(), "1.1");
        assert_eq!(sheet.row_of("Additive").last().unwrap(), "0.44");
        assert_eq!((sheet.beside("Bags needed"), sheet.beside("Cartons needed")), ("20".into(), "5".into()));
        assert_eq!(sheet.beside("Running time"), "4.86");
        desk.evening().await;
    }

    // 3
    async fn one_piece_more_takes_one_more_bag_and_carton(desk: Desk) {
        let lines = ["1001 x LOCAP2 louvre end cap 152mm, black @ $1.32 each"];
        let id = desk.receive_order(&mail::order(mail::SHAPE_ALUMINIUM, Some("12023"), &lines), "12023.eml").await;
        desk.approve(&desk.sharon, id).await.unwrap();
        let sheet = works_order(&desk, id, 1).await;
        assert_eq!((sheet.beside("Bags needed"), sheet.beside("Cartons needed")), ("21".into(), "6".into()));
        desk.evening().await;
    }

    // 4
    async fn a_code_in_small_letters_is_matched_and_there_is_nothing_to_check(desk: Desk) {
        let lines = ["1000 x locap2 louvre end cap 152mm, black @ $1.32 each"];
        let id = desk.receive_order(&mail::order(mail::SHAPE_ALUMINIUM, Some("4711"), &lines), "4711.eml").await;
        let line = desk.line(id, 1).await;
        assert_eq!(line.code.value.as_deref(), Some("locap2"));
        assert_eq!(line.product.unwrap().code, "LOCAP2");
        assert_eq!(desk.open_doubts(id).await, []);
    }

    async fn a_part_of_a_code_proposes_products_and_picks_none(desk: Desk) {
        let lines = ["10 x LOCAP end cap, black @ $1.00 each"];
        let id = desk.receive_order(&mail::order(mail::SHAPE_ALUMINIUM, Some("4711"), &lines), "4711.eml").await;
        let line = desk.line(id, 1).await;
        assert!(line.product.is_none());
        let proposed: Vec<_> = line.proposals.iter().map(|proposal| proposal.code.as_str()).collect();
        assert_eq!(proposed, ["LOCAP2", "LOCAP3"]);
        assert!(line.proposals.iter().all(|proposal| !proposal.reasons.is_empty()));
        let wanted = "LOCAP".to_owned();
        assert_eq!(desk.open_doubts(id).await, [(Some(1), Doubt::ChooseProduct { wanted, proposals: 2 })]);
        let refused = desk.approve(&desk.sharon, id).await.unwrap_err();
        assert!(matches!(refused, FulfilmentError::Review(ReviewError::Unsettled { left: 1, .. })), "{refused}");
    }

    async fn an_unknown_code_stays_unmatched_and_its_works_order_can_still_be_printed(desk: Desk) {
        let lines = ["5 x UNKNOWNPROD special bracket, black @ $2.00 each"];
        let id = desk.receive_order(&mail::order(mail::SHAPE_ALUMINIUM, Some("4711"), &lines), "4711.eml").await;
        let line = desk.line(id, 1).await;
        assert!(line.product.is_none() && line.proposals.is_empty());
        let wanted = "UNKNOWNPROD".to_owned();
        assert_eq!(desk.open_doubts(id).await, [(Some(1), Doubt::UnknownProduct { wanted })]);
        desk.settle_and_approve(&desk.sharon, id).await;
        let sheet = works_order(&desk, id, 1).await;
        assert!(sheet.reads("UNKNOWNPROD") && sheet.reads("WO-4711-1"));
        for label in ["Mould", "Bags needed", "Cartons needed"] {
            assert_eq!(sheet.beside(label), "unavailable", "{label}");
        }
        desk.evening().await;
    }

    // 5
    async fn the_same_message_delivered_twice_is_one_order_and_both_are_in_the_inbox(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.receive(mail::SHAPE, "12022 once more.eml").await;
        assert_eq!(desk.orders().await, [id]);
        assert_eq!(desk.fates().await, [Fate::InRecord, Fate::Repeat]);
        assert_eq!(desk.inbox().await[0].of, Some(desk.message_of(id).await));
    }

    async fn the_same_mail_out_of_another_mailbox_is_a_copy(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let mut forwarded = b"Received: by mx2.ramjet.example; Wed, 4 Feb 2026 10:41:09 +1100\r\n".to_vec();
        forwarded.extend_from_slice(mail::SHAPE);
        desk.receive(&forwarded, "out of the second mailbox.eml").await;
        assert_eq!(desk.orders().await, [id]);
        assert_eq!(desk.fates().await, [Fate::InRecord, Fate::Copy]);
    }

    async fn the_same_order_in_another_mail_is_opened_and_says_what_it_repeats(desk: Desk) {
        let first = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let second = desk.receive_order(mail::SHAPE_AGAIN, "12022 again.eml").await;
        let doubts = desk.open_doubts(second).await;
        let repeats = Doubt::Repeats { order: first, po_number: "12022".to_owned(), is_same: true };
        assert_eq!(doubts, [(None, repeats)]);
        let version = desk.page(second).await.version;
        ramjet::review::order::set_aside_as_duplicate(&desk.deed(&desk.sharon), second, version, &ramjet::review::order::Original::AsFound).await.unwrap();
        let page = desk.page(second).await;
        assert_eq!((page.state, page.set_aside.unwrap().1), (OrderState::SetAside, Some(first)));
        assert_eq!(desk.page(first).await.state, OrderState::InReview);
    }

    async fn an_order_whose_worker_died_before_reading_appears_after_the_restart(desk: Desk) {
        assert_eq!(desk.deliver(mail::SHAPE, "12022.eml").await, 1);
        desk.lose_the_worker_of_the_next_job().await;
        assert_eq!(desk.work_until_idle().await, 0, "its lease still lasts");
        desk.restart().await;
        desk.work_until_idle().await;
        assert_eq!(desk.fates().await, [Fate::InRecord]);
        assert_eq!(desk.orders().await.len(), 1);
    }

    // 6
    async fn a_newsletter_is_never_an_order_and_the_inbox_says_why(desk: Desk) {
        desk.receive(mail::NEWSLETTER, "newsletter.eml").await;
        let inbox = desk.inbox().await;
        assert_eq!((inbox[0].fate, inbox[0].fate_reason.as_deref()), (Fate::Ignored, Some("newsletter")));
        assert_eq!(inbox[0].sender.as_deref(), Some("The Polymer Post"));
        assert!(inbox[0].orders.is_empty() && desk.orders().await.is_empty());
    }
}
