//! The acceptance list of the order desk (domain A8), walked along the real road: folder, jobs, review, fulfilment, outbox.

use ramjet::entity::states::{Fate, FormKind, OrderState, OutboxState};
use ramjet::entity::{form, outbox, revision};
use ramjet::fulfilment::{self, FulfilmentError};
use ramjet::ops::deed::Done;
use ramjet::outbox::OutboxError;
use ramjet::review::evidence::FieldName;
use ramjet::review::objection::Doubt;
use ramjet::review::order::ReviewError;
use ramjet::review::page::{Mark, OrderPage};

use crate::desk::workbook::Workbook;
use crate::desk::{Desk, both, mail};

/// Net, tax and total as a person would read them aloud.
fn totals(page: &OrderPage) -> [String; 3] {
    [page.totals.net, page.totals.tax, page.totals.total].map(|sum| money(sum.unwrap()))
}

fn money(sum: ramjet::reader::units::Money) -> String {
    format!("{} {}", sum.to_decimal(), sum.currency.code())
}

/// The works order of a line of an order in force.
async fn works_order(desk: &Desk, id: ramjet::entity::ids::OrderId, line: usize) -> Workbook {
    let forms = desk.forms(id).await;
    let works: Vec<_> = forms.iter().filter(|(kind, ..)| *kind == FormKind::WorksOrder).collect();
    Workbook::open(&works[line - 1].3)
}

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
