//! Approval, its forms and its letter.

use super::*;

both! {
    // 14
    async fn approval_queues_one_letter_with_all_forms_and_they_can_be_downloaded(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.approve(&desk.sharon, id).await.unwrap();
        let forms = desk.forms(id).await;
        let names: Vec<_> = forms.iter().map(|(_, _, name, _)| name.as_str()).collect();
        let expected = ["Office_Order_12022.xlsx", "Works_Order_WO-12022-1.xlsx", "Works_Order_WO-12022-2.xlsx"];
        assert_eq!(names, expected);
        let office = Workbook::open(&forms[0].3);
        for text in ["Shape Aluminium Pty Ltd", "12022", "04/02/2026", "18/02/2026", "MUST BE UV STABLE", "2050", "205", "2255"] {
            assert!(office.reads(text), "{text}: {:?}", office.texts());
        }
        let letter = desk.page(id).await.letter.unwrap();
        assert_eq!(letter.state, OutboxState::Waiting);
        assert_eq!(letter.recipients, ["office@ramjet.example", "factory@ramjet.example"]);
        assert_eq!(desk.letters().len(), 0, "it waits for its time");
        desk.evening().await;
        assert_eq!(desk.page(id).await.state, OrderState::Sent);
        let letters = desk.letters();
        assert_eq!(letters.len(), 1);
        let read = mail_parser::MessageParser::default().parse(&letters[0]).unwrap();
        assert!(read.subject().unwrap().contains("12022") && read.subject().unwrap().contains("Shape Aluminium"));
        let attached: Vec<(String, Vec<u8>)> = read
            .attachments()
            .map(|part| (mail_parser::MimeHeaders::attachment_name(part).unwrap().to_owned(), part.contents().to_vec()))
            .collect();
        let stored: Vec<(String, Vec<u8>)> = forms.into_iter().map(|(_, _, name, bytes)| (name, bytes)).collect();
        assert_eq!(attached, stored, "what was approved is what is sent");
    }

    async fn a_recalled_approval_leaves_no_letter_and_the_next_one_is_a_new_revision(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.approve(&desk.sharon, id).await.unwrap();
        let first = desk.forms(id).await;
        desk.advance(29);
        desk.recall(&desk.sharon, id).await.unwrap();
        let page = desk.page(id).await;
        assert_eq!((page.state, page.revision), (OrderState::InReview, 2));
        assert!(page.forms.is_empty() && page.letter.is_none() && page.lines[0].works_order_no.is_none());
        desk.evening().await;
        assert!(desk.letters().is_empty());
        desk.approve(&desk.sharon, id).await.unwrap();
        let numbers: Vec<_> = desk.page(id).await.lines.into_iter().map(|line| line.works_order_no.unwrap()).collect();
        assert_eq!(numbers, ["WO-12022-1-R2", "WO-12022-2-R2"]);
        assert_ne!(desk.forms(id).await, first);
        assert_eq!(desk.count::<form::Entity>().await, 6, "the recalled forms are kept");
        desk.evening().await;
        assert_eq!(desk.letters().len(), 1);
    }

    async fn once_its_time_has_come_a_letter_is_not_recalled(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.approve(&desk.sharon, id).await.unwrap();
        desk.advance(30);
        let row = desk.row(id).await;
        let refused = desk.recall(&desk.sharon, id).await.unwrap_err();
        assert!(matches!(refused, FulfilmentError::Outbox(OutboxError::TooLate(OutboxState::Waiting))), "{refused}");
        assert_eq!(desk.row(id).await, row);
        desk.evening().await;
        let refused = desk.recall(&desk.sharon, id).await.unwrap_err();
        assert!(matches!(refused, FulfilmentError::Review(ReviewError::NotAllowed(_))), "{refused}");
    }

    async fn nothing_is_approved_while_nobody_would_get_the_forms(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.change_settings(|settings| settings.distribution.clear()).await;
        let refused = desk.approve(&desk.sharon, id).await.unwrap_err();
        assert!(matches!(refused, FulfilmentError::NobodyToSendTo), "{refused}");
        assert_eq!((desk.page(id).await.state, desk.count::<revision::Entity>().await), (OrderState::InReview, 0));
    }

    // Numbers of works orders
    async fn works_orders_of_an_order_without_a_number_are_called_after_the_order(desk: Desk) {
        let lines = ["1000 x LOCAP2 louvre end cap 152mm, black @ $1.32 each"];
        let id = desk.receive_order(&mail::order(mail::SHAPE_ALUMINIUM, None, &lines), "without.eml").await;
        assert!(desk.page(id).await.po_number.value.is_none());
        desk.settle_and_approve(&desk.sharon, id).await;
        assert_eq!(desk.line(id, 1).await.works_order_no, Some(format!("WO-#{id}-1")));
        desk.evening().await;
    }

    async fn two_customers_may_use_the_same_number_and_no_works_order_is_called_like_another(desk: Desk) {
        let lines = ["1000 x LOCAP2 louvre end cap 152mm, black @ $1.32 each"];
        let mut numbers = Vec::new();
        for (name, customer) in [("a", mail::SHAPE_ALUMINIUM), ("b", mail::FERNLEIGH_HARDWARE), ("c", mail::CLEBER_PTY)] {
            let id = desk.receive_order(&mail::order(customer, Some("4711"), &lines), &format!("{name}.eml")).await;
            assert_eq!(desk.open_doubts(id).await, [], "another customer's order is not repeated by this one");
            desk.approve(&desk.sharon, id).await.unwrap();
            numbers.push(desk.line(id, 1).await.works_order_no.unwrap());
        }
        assert_eq!(numbers, ["WO-4711-1", "WO-4711-1-B", "WO-4711-1-C"]);
        desk.evening().await;
    }

    // 17
    async fn neither_the_warehouse_nor_a_viewer_approves_or_recalls(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let row = desk.row(id).await;
        for person in [&desk.mika, &desk.vera] {
            assert!(desk.approve(person, id).await.is_err(), "{}", person.name);
            assert_eq!(desk.row(id).await, row);
        }
        desk.approve(&desk.sharon, id).await.unwrap();
        for person in [&desk.mika, &desk.vera] {
            let refused = desk.recall(person, id).await.unwrap_err();
            assert!(matches!(refused, FulfilmentError::Review(ReviewError::NotPermitted(_))), "{}: {refused}", person.name);
        }
        assert_eq!(desk.page(id).await.state, OrderState::Approved);
        desk.evening().await;
    }

    async fn a_person_whose_access_ended_a_moment_ago_approves_nothing(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        ramjet::auth::disable(&desk.db, &desk.clock, &desk.grant.scope, desk.sharon.scope.user().unwrap()).await.unwrap();
        let refused = desk.approve(&desk.sharon, id).await.unwrap_err();
        assert!(matches!(refused, FulfilmentError::Outbox(OutboxError::NotApproved)), "{refused}");
        assert_eq!(desk.page(id).await.state, OrderState::InReview);
    }

    // Double clicks
    async fn a_second_click_on_approve_is_answered_like_the_first_and_does_nothing(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let version = desk.page(id).await.version;
        let once = ramjet::ops::deed::OnceForm { key: "0195-key", route: "POST /orders/1/approval", location: "/orders/1" };
        let deed = ramjet::ops::deed::Deed { once: Some(once), ..desk.deed(&desk.sharon) };
        let first = fulfilment::order::approve(&deed, &desk.blobs, id, version).await.unwrap();
        let again = fulfilment::order::approve(&deed, &desk.blobs, id, version).await.unwrap();
        assert_eq!((first, again), (Done::First, Done::Again));
        assert_eq!((desk.count::<form::Entity>().await, desk.count::<outbox::Entity>().await), (3, 1));
        desk.evening().await;
    }
}

/// 14: the mail server is down for good.
async fn a_letter_no_server_takes_is_tried_again_and_then_shown_as_failed(kind: crate::desk::Kind) -> Option<()> {
    // Bound and never accepting would hang; a port that was just given back refuses at once.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let server = [("smtp-host", "127.0.0.1"), ("smtp-port", port.as_str()), ("smtp-tls", "none")];
    let desk = Desk::open(kind, &server).await?;
    let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
    desk.approve(&desk.sharon, id).await.unwrap();
    desk.advance(30);
    desk.work_until_idle().await;
    let letter = desk.page(id).await.letter.unwrap();
    assert_eq!(letter.state, OutboxState::Waiting, "it is tried again");
    assert!(letter.last_error.is_some() && letter.send_after > desk.clock.now());
    desk.evening().await;
    let page = desk.page(id).await;
    assert_eq!((page.state, page.letter.as_ref().unwrap().state), (OrderState::Approved, OutboxState::Failed));
    assert!(page.letter.unwrap().last_error.unwrap().starts_with("smtp:"), "and says why");
    assert_eq!(desk.forms(id).await.len(), 3, "nothing of it is lost");
    Some(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_no_server_takes_is_shown_as_failed_on_sqlite() {
    a_letter_no_server_takes_is_tried_again_and_then_shown_as_failed(crate::desk::Kind::Sqlite).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_no_server_takes_is_shown_as_failed_on_postgres() {
    let done = a_letter_no_server_takes_is_tried_again_and_then_shown_as_failed(crate::desk::Kind::Postgres).await;
    if done.is_none() {
        crate::desk::skip("RAMJET_TEST_POSTGRES is not set");
    }
}
