//! A revised order: it replaces the earlier one, once, whoever decides, and both say so.

use ramjet::entity::ids::OrderId;
use ramjet::entity::states::{FormKind, NotAllowed, OrderState, OutboxState, SetAside};
use ramjet::entity::{OfOrganisation as _, journal, order, outbox, revision};
use ramjet::fulfilment::order::{Older, replace};
use ramjet::fulfilment::{self, FulfilmentError};
use ramjet::insight::{Asked, Period, figures};
use ramjet::ops::deed::{Deed, Done, OnceForm};
use ramjet::review::evidence::FieldName;
use ramjet::review::objection::Doubt;
use ramjet::review::order::{self as review, ReviewError};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use crate::desk::{Desk, Person, both, mail};
use ramjet::words::Locale;

const LOCAP2: &str = "1000 x LOCAP2 louvre end cap 152mm, black @ $1.32 each";
const FEWER: &str = "900 x LOCAP2 louvre end cap 152mm, black @ $1.32 each";
const LOCAP3: &str = "10 x LOCAP3 louvre end cap 178mm, black @ $1.54 each";

async fn order(desk: &Desk, number: &str, lines: &[&str]) -> OrderId {
    let name = format!("{number}-{}.eml", lines.len() + lines[0].len());
    desk.receive_order(&mail::order(mail::SHAPE_ALUMINIUM, Some(number), lines), &name).await
}

/// Order 9001, and the same for fewer caps.
async fn two(desk: &Desk) -> (OrderId, OrderId) {
    (order(desk, "9001", &[LOCAP2]).await, order(desk, "9001", &[FEWER]).await)
}

async fn take(desk: &Desk, person: &Person, newer: OrderId, older: OrderId) -> Result<Done, FulfilmentError> {
    let (version, was) = (desk.row(newer).await.version, desk.row(older).await.state);
    replace(&desk.deed(person), newer, version, Older { order: older, was }).await
}

async fn kinds(desk: &Desk, id: OrderId) -> Vec<&'static str> {
    desk.open_doubts(id).await.iter().map(|(_, doubt)| doubt.kind()).collect()
}

async fn told(desk: &Desk, id: OrderId) -> Vec<String> {
    desk.page(id).await.history.into_iter().map(|entry| entry.action).collect()
}

async fn reopen(desk: &Desk, id: OrderId) -> Result<Done, ReviewError> {
    let version = desk.row(id).await.version;
    review::reopen(&desk.deed(&desk.sharon), id, version).await
}

async fn letter(desk: &Desk, id: OrderId) -> outbox::Model {
    let wanted = outbox::Entity::of(&desk.sharon.scope).filter(outbox::Column::OrderId.eq(id));
    wanted.one(&desk.db.read).await.unwrap().unwrap()
}

/// Approves the order and lets its letter leave.
async fn send(desk: &Desk, id: OrderId) {
    desk.settle_and_approve(&desk.sharon, id).await;
    desk.evening().await;
    assert_eq!(desk.row(id).await.state, OrderState::Sent);
}

both! {
    async fn an_order_under_review_is_set_aside_for_the_one_that_replaces_it_and_both_say_so(desk: Desk) {
        let (older, newer) = two(&desk).await;
        assert_eq!((kinds(&desk, older).await, kinds(&desk, newer).await), (vec!["overtaken"], vec!["revises"]));
        take(&desk, &desk.sharon, newer, older).await.unwrap();
        let row = desk.row(older).await;
        assert_eq!((row.state, row.set_aside, row.of_order_id), (OrderState::SetAside, Some(SetAside::Superseded), Some(newer)));
        assert_eq!((desk.open_doubts(older).await, row.open_count), (vec![], 0), "nobody is asked about what was decided");
        let (before, after) = (desk.page(older).await, desk.page(newer).await);
        assert_eq!(before.replaced_by.map(|linked| linked.id), Some(newer));
        assert_eq!(after.replaces.iter().map(|linked| linked.id).collect::<Vec<_>>(), [older]);
        assert_eq!(desk.open_doubts(newer).await, []);
        assert_eq!((told(&desk, older).await[0].as_str(), told(&desk, newer).await[0].as_str()), ("superseded", "replaces"));
        send(&desk, newer).await;
        assert_eq!(desk.forms(newer).await[1].1, "WO-9001-1", "nothing of the older one has left the house");
        assert_eq!(desk.letters().len(), 1);
    }

    async fn an_order_that_a_newer_version_overtakes_is_not_approved_before_somebody_decides(desk: Desk) {
        let (older, newer) = two(&desk).await;
        let refused = desk.approve(&desk.sharon, older).await.unwrap_err();
        assert!(matches!(refused, FulfilmentError::Review(ReviewError::Unsettled { left: 1, .. })), "{refused}");
        let doubts = desk.open_doubts(older).await;
        assert!(matches!(doubts.as_slice(), [(None, Doubt::Overtaken { order, po_number, .. })] if *order == newer && po_number == "9001"), "{doubts:?}");
        desk.settle_all(&desk.sharon, newer).await;
        assert_eq!(desk.open_doubts(older).await, [], "both were kept, so there is nothing to decide any more");
        desk.approve(&desk.sharon, older).await.unwrap();
        desk.approve(&desk.sharon, newer).await.unwrap();
        desk.evening().await;
        assert_eq!(desk.forms(newer).await[1].1, "WO-9001-1-B", "of two orders with one number the newer one has the letter");
    }

    async fn whoever_looks_at_an_older_order_that_waits_is_told_however_the_number_came_to_be_the_same(desk: Desk) {
        let older = order(&desk, "9001", &[LOCAP2]).await;
        let newer = order(&desk, "9100", &[FEWER]).await;
        assert_eq!((desk.open_doubts(older).await, desk.row(older).await.open_count), (vec![], 0));
        desk.correct(&desk.sharon, newer, &[(None, FieldName::PoNumber, "9001 Rev 2")]).await.unwrap();
        assert_eq!((kinds(&desk, older).await, desk.row(older).await.open_count), (vec!["overtaken"], 1));
        desk.correct(&desk.sharon, newer, &[(None, FieldName::PoNumber, "9100")]).await.unwrap();
        assert_eq!((desk.open_doubts(older).await, desk.row(older).await.open_count), (vec![], 0));
        desk.correct(&desk.sharon, newer, &[(None, FieldName::PoNumber, "9001")]).await.unwrap();
        desk.reject(&desk.sharon, newer, "a mistake of theirs").await.unwrap();
        assert_eq!((desk.open_doubts(older).await, desk.row(older).await.open_count), (vec![], 0));
    }

    async fn the_same_order_once_more_does_not_hold_up_the_first_one(desk: Desk) {
        let first = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let again = desk.receive_order(mail::SHAPE_AGAIN, "again.eml").await;
        assert_eq!((desk.open_doubts(first).await, kinds(&desk, again).await), (vec![], vec!["repeats"]));
    }

    async fn the_letter_of_an_approved_order_is_recalled_with_it(desk: Desk) {
        let older = order(&desk, "9001", &[LOCAP2]).await;
        desk.approve(&desk.sharon, older).await.unwrap();
        let newer = order(&desk, "9001", &[FEWER]).await;
        take(&desk, &desk.sharon, newer, older).await.unwrap();
        assert_eq!(letter(&desk, older).await.state, OutboxState::Recalled);
        let frozen = revision::Entity::of(&desk.sharon.scope).one(&desk.db.read).await.unwrap().unwrap();
        assert!(frozen.recalled_at.is_some());
        let row = desk.row(older).await;
        assert_eq!((row.state, row.approved_at, row.of_order_id), (OrderState::SetAside, None, Some(newer)));
        desk.approve(&desk.sharon, newer).await.unwrap();
        desk.evening().await;
        assert_eq!(desk.letters().len(), 1, "the older one has never left");
        assert_eq!(desk.forms(newer).await[1].1, "WO-9001-1-R2", "a number is given once, also where its letter was recalled");
    }

    async fn of_an_order_that_was_sent_the_newer_one_is_the_next_revision_and_the_sent_one_stays(desk: Desk) {
        let older = order(&desk, "9001", &[LOCAP2, LOCAP3]).await;
        send(&desk, older).await;
        let (sent, forms) = (desk.row(older).await, desk.forms(older).await);
        let newer = order(&desk, "9001 Rev 2", &["10 x LOCAP3 louvre end cap 178mm, black @ $1.54 each", "50 x SPC10 spacer 10 mm, black @ $0.06 each"]).await;
        take(&desk, &desk.sharon, newer, older).await.unwrap();
        assert_eq!(desk.row(older).await, sent, "what was sent never changes");
        assert_eq!(desk.forms(older).await, forms);
        let row = desk.row(newer).await;
        assert_eq!((row.replaces_id, row.revision), (Some(older), 2));
        send(&desk, newer).await;
        let numbers: Vec<_> = desk.forms(newer).await.into_iter().map(|(_, number, name, _)| (number, name)).collect();
        assert_eq!(numbers[0].1, "Office_Order_9001-R2.xlsx");
        assert_eq!((numbers[1].0.as_str(), numbers[2].0.as_str()), ("WO-9001-2-R2", "WO-9001-3-R2"), "by product, not by place");
        let letters = desk.letters();
        let text = String::from_utf8_lossy(letters.iter().find(|letter| letter.windows(8).any(|part| part == b"replaces")).unwrap()).replace("\r\n ", " ");
        assert!(text.contains("Subject: Order 9001 of Shape Aluminium Pty Ltd approved, replaces the Office Order of") , "{text:.900}");
        assert!(text.contains("Thu 5 Feb 2026"), "{text:.900}");
        assert_eq!(told(&desk, older).await[0], "replaced");
        assert_eq!(desk.page(older).await.replaced_by.map(|linked| linked.id), Some(newer));
        let frozen = revision::Entity::of(&desk.sharon.scope).filter(revision::Column::OrderId.eq(newer)).one(&desk.db.read).await.unwrap().unwrap();
        assert_eq!((frozen.revision, frozen.frozen["order"]["replaces"].as_i64()), (2, Some(older.0)));
    }

    async fn the_forms_of_a_revision_say_which_office_order_they_replace(desk: Desk) {
        let older = order(&desk, "9001", &[LOCAP2]).await;
        send(&desk, older).await;
        let newer = order(&desk, "9001", &[FEWER]).await;
        take(&desk, &desk.sharon, newer, older).await.unwrap();
        let now = desk.clock.now();
        let papers = fulfilment::page::preview(&desk.db, &desk.blobs, &desk.sharon.scope, (newer, now), Locale::of("en-AU")).await.unwrap();
        assert_eq!(papers.iter().map(|form| form.kind).collect::<Vec<_>>(), [FormKind::OfficeOrder, FormKind::WorksOrder]);
        for form in &papers {
            let shown = format!("{:?}", form.paper);
            assert!(shown.contains("REPLACES the Office Order of Thu 5 Feb 2026 for order 9001"), "{shown:.600}");
        }
        assert_eq!(papers[1].number, "WO-9001-1-R2");
    }

    async fn the_figures_count_an_order_and_its_revision_once(desk: Desk) {
        let older = order(&desk, "9001", &[LOCAP2]).await;
        send(&desk, older).await;
        let newer = order(&desk, "9001", &[FEWER]).await;
        take(&desk, &desk.sharon, newer, older).await.unwrap();
        let asked = || Asked { period: Some("custom"), from: Some("2026-02-01"), until: Some("2026-02-28"), by: Some("day") };
        let seen = async || figures(&desk.db, &desk.sharon.scope, Period::of(asked(), chrono::NaiveDate::MIN).unwrap()).await.unwrap();
        let before = seen().await;
        assert_eq!((before.released, before.revenue.minor), (1, 132_000), "until the newer one is approved, the older one holds");
        send(&desk, newer).await;
        let after = seen().await;
        assert_eq!((after.released, after.revenue.minor, after.units.to_string()), (1, 118_800, "900".to_owned()));
    }

    async fn an_order_that_was_replaced_can_be_brought_back_and_the_newer_one_objects_again(desk: Desk) {
        let (older, newer) = two(&desk).await;
        take(&desk, &desk.sharon, newer, older).await.unwrap();
        reopen(&desk, older).await.unwrap();
        let row = desk.row(older).await;
        assert_eq!((row.state, row.set_aside, row.of_order_id), (OrderState::InReview, None, None));
        assert_eq!((kinds(&desk, older).await, kinds(&desk, newer).await), (vec!["overtaken"], vec!["revises"]));
        assert_eq!((told(&desk, older).await[0].as_str(), told(&desk, newer).await[0].as_str()), ("brought_back", "replaces_no_more"));
        take(&desk, &desk.sharon, newer, older).await.unwrap();
        assert_eq!(desk.row(older).await.set_aside, Some(SetAside::Superseded), "and replaced once more");
    }

    async fn from_the_newer_order_the_same_way_leads_back(desk: Desk) {
        let older = order(&desk, "9001", &[LOCAP2]).await;
        send(&desk, older).await;
        let newer = order(&desk, "9001", &[FEWER]).await;
        take(&desk, &desk.sharon, newer, older).await.unwrap();
        let version = desk.row(newer).await.version;
        review::replaces_nothing(&desk.deed(&desk.sharon), newer, version).await.unwrap();
        let row = desk.row(newer).await;
        assert_eq!((row.replaces_id, row.revision), (None, 1));
        assert_eq!((kinds(&desk, newer).await, told(&desk, older).await[0].as_str()), (vec!["revises"], "replaced_no_more"));
        let again = review::replaces_nothing(&desk.deed(&desk.sharon), newer, row.version).await.unwrap_err();
        assert!(matches!(again, ReviewError::ReplacesNothing(id) if id == newer), "{again}");
    }

    async fn an_order_comes_back_when_the_one_that_replaced_it_is_rejected(desk: Desk) {
        let (older, newer) = two(&desk).await;
        take(&desk, &desk.sharon, newer, older).await.unwrap();
        desk.reject(&desk.sharon, newer, "withdrawn on the phone").await.unwrap();
        assert_eq!(desk.row(older).await.state, OrderState::InReview, "otherwise the customer had no order at all");
        assert_eq!((desk.open_doubts(older).await, told(&desk, older).await[0].as_str()), (vec![], "brought_back"));
    }

    async fn an_order_is_not_brought_back_while_the_one_that_replaces_it_is_approved(desk: Desk) {
        let (older, newer) = two(&desk).await;
        take(&desk, &desk.sharon, newer, older).await.unwrap();
        desk.approve(&desk.sharon, newer).await.unwrap();
        let before = desk.row(older).await;
        let refused = reopen(&desk, older).await.unwrap_err();
        assert!(matches!(refused, ReviewError::InForce { by, .. } if by == newer), "{refused}");
        assert_eq!(desk.row(older).await, before);
        desk.evening().await;
    }

    async fn the_third_version_replaces_the_second_and_is_the_next_revision_of_what_was_sent(desk: Desk) {
        let first = order(&desk, "9001", &[LOCAP2]).await;
        send(&desk, first).await;
        let second = order(&desk, "9001", &[FEWER]).await;
        take(&desk, &desk.sharon, second, first).await.unwrap();
        let third = order(&desk, "9001", &["800 x LOCAP2 louvre end cap 152mm, black @ $1.32 each"]).await;
        take(&desk, &desk.sharon, third, second).await.unwrap();
        assert_eq!((desk.row(third).await.replaces_id, desk.row(third).await.revision), (Some(first), 2));
        assert_eq!(desk.open_doubts(third).await, []);
        reopen(&desk, second).await.unwrap();
        assert_eq!((desk.row(third).await.replaces_id, desk.row(third).await.revision), (None, 1), "the second one is its revision again");
        assert_eq!(desk.row(second).await.replaces_id, Some(first));
        take(&desk, &desk.sharon, third, second).await.unwrap();
        send(&desk, third).await;
        assert_eq!(desk.forms(third).await[1].1, "WO-9001-1-R2");
    }

    async fn an_order_that_was_approved_between_the_page_and_the_click_is_left_alone(desk: Desk) {
        let older = order(&desk, "9001", &[LOCAP2]).await;
        let newer = order(&desk, "9001", &[FEWER]).await;
        let version = desk.row(newer).await.version;
        desk.settle_and_approve(&desk.grant, older).await;
        let (before, orders) = (desk.count::<journal::Entity>().await, [desk.row(older).await, desk.row(newer).await]);
        let refused = replace(&desk.deed(&desk.sharon), newer, version, Older { order: older, was: OrderState::InReview }).await;
        let refused = refused.unwrap_err();
        assert!(matches!(refused, FulfilmentError::Review(ReviewError::OtherMoved { id, state: OrderState::Approved }) if id == older), "{refused}");
        assert_eq!((desk.count::<journal::Entity>().await, [desk.row(older).await, desk.row(newer).await]), (before, orders));
        assert_eq!(letter(&desk, older).await.state, OutboxState::Waiting);
        desk.evening().await;
    }

    async fn an_order_whose_letter_is_leaving_cannot_be_replaced_at_that_moment(desk: Desk) {
        let older = order(&desk, "9001", &[LOCAP2]).await;
        desk.approve(&desk.sharon, older).await.unwrap();
        let newer = order(&desk, "9001", &[FEWER]).await;
        desk.advance(31);
        let refused = take(&desk, &desk.sharon, newer, older).await.unwrap_err();
        assert!(matches!(refused, FulfilmentError::OtherIsLeaving(id) if id == older), "{refused}");
        assert_eq!((desk.row(older).await.state, kinds(&desk, newer).await), (OrderState::Approved, vec!["revises"]));
        desk.evening().await;
    }

    async fn a_second_click_replaces_nothing_twice(desk: Desk) {
        let (older, newer) = two(&desk).await;
        let version = desk.row(newer).await.version;
        let key = ramjet::ops::once::new_key();
        let once = Some(OnceForm { key: &key, route: "POST /orders/2/replacement", location: "/orders/2" });
        let deed = Deed { once, ..desk.deed(&desk.sharon) };
        let asked = Older { order: older, was: OrderState::InReview };
        assert_eq!(replace(&deed, newer, version, asked).await.unwrap(), Done::First);
        assert_eq!(replace(&deed, newer, version, asked).await.unwrap(), Done::Again);
        assert_eq!(told(&desk, older).await.iter().filter(|action| *action == "superseded").count(), 1);
    }

    async fn of_two_people_who_decide_at_once_one_is_told_that_the_other_was_faster(desk: Desk) {
        let (older, newer) = two(&desk).await;
        let version = desk.row(newer).await.version;
        let asked = Older { order: older, was: OrderState::InReview };
        let (one, other) = (desk.deed(&desk.sharon), desk.deed(&desk.grant));
        let (one, other) = tokio::join!(replace(&one, newer, version, asked), replace(&other, newer, version, asked));
        let refused: Vec<_> = [one, other].into_iter().filter_map(Result::err).collect();
        assert!(matches!(refused.as_slice(), [FulfilmentError::Review(ReviewError::Outdated { .. })]), "{refused:?}");
        assert_eq!(told(&desk, older).await.iter().filter(|action| *action == "superseded").count(), 1);
    }

    async fn replacing_and_approving_at_once_end_in_one_of_both(desk: Desk) {
        let (older, newer) = two(&desk).await;
        let open = desk.page(older).await.objections[0].id;
        review::settle(&desk.deed(&desk.sharon), older, desk.row(older).await.version, open).await.unwrap();
        let (at_older, at_newer) = (desk.row(older).await.version, desk.row(newer).await.version);
        let (one, other) = (desk.deed(&desk.sharon), desk.deed(&desk.grant));
        let asked = Older { order: older, was: OrderState::InReview };
        let (replaced, approved) = tokio::join!(
            replace(&one, newer, at_newer, asked),
            fulfilment::order::approve(&other, &desk.blobs, older, at_older)
        );
        assert!(replaced.is_ok() != approved.is_ok(), "{replaced:?} {approved:?}");
        let expected = if replaced.is_ok() { OrderState::SetAside } else { OrderState::Approved };
        assert_eq!(desk.row(older).await.state, expected);
        desk.evening().await;
    }

    async fn only_an_order_that_it_changes_can_be_replaced(desk: Desk) {
        let (older, newer) = two(&desk).await;
        let stranger = order(&desk, "7777", &[LOCAP2]).await;
        let refused = take(&desk, &desk.sharon, newer, stranger).await.unwrap_err();
        assert!(matches!(refused, FulfilmentError::Review(ReviewError::UnknownOrder(_))), "{refused}");
        let round = take(&desk, &desk.sharon, older, newer).await.unwrap_err();
        assert!(matches!(round, FulfilmentError::Review(ReviewError::UnknownOrder(_))), "an older one replaces no newer one: {round}");
        desk.reject(&desk.sharon, older, "not wanted").await.unwrap();
        let gone = take(&desk, &desk.sharon, newer, older).await.unwrap_err();
        assert!(matches!(gone, FulfilmentError::Review(ReviewError::OtherMoved { state: OrderState::Rejected, .. })), "{gone}");
    }

    async fn nobody_replaces_the_orders_of_another_organisation_and_viewers_replace_none(desk: Desk) {
        let (older, newer) = two(&desk).await;
        let (version, asked) = (desk.row(newer).await.version, Older { order: older, was: OrderState::InReview });
        let stranger = replace(&desk.deed(&desk.olga), newer, version, asked).await.unwrap_err();
        assert!(matches!(stranger, FulfilmentError::Review(ReviewError::Missing(_))), "{stranger}");
        let viewer = replace(&desk.deed(&desk.vera), newer, version, asked).await.unwrap_err();
        assert!(matches!(viewer, FulfilmentError::Review(ReviewError::NotPermitted(_))), "{viewer}");
        assert_eq!(desk.row(older).await.state, OrderState::InReview);
    }

    async fn the_database_itself_refuses_a_revision_of_another_organisations_order(desk: Desk) {
        let (older, _) = two(&desk).await;
        assert_eq!(desk.deliver_to("other-works", &mail::order(mail::SHAPE_ALUMINIUM, Some("9001"), &[LOCAP2]), "theirs.eml").await, 1);
        desk.work_until_idle().await;
        let theirs = *desk.orders().await.last().unwrap();
        let change = order::ActiveModel { replaces_id: sea_orm::Set(Some(older)), ..Default::default() };
        let refused = order::Entity::update_many().set(change).filter(order::Column::Id.eq(theirs)).exec(&desk.db.write).await;
        assert!(refused.is_err(), "{refused:?}");
        let page = desk.page_for(&desk.olga.scope, theirs).await.unwrap();
        assert!(page.objections.iter().all(|objection| objection.doubt.kind() != "revises"));
    }

    async fn an_order_that_was_set_aside_or_rejected_cannot_be_superseded(desk: Desk) {
        for state in [OrderState::Rejected, OrderState::SetAside, OrderState::Sent, OrderState::Reading] {
            let refused = state.after(ramjet::entity::states::Action::Supersede).unwrap_err();
            assert_eq!(refused, NotAllowed { action: ramjet::entity::states::Action::Supersede, state });
        }
        assert!(desk.orders().await.is_empty());
    }

    async fn without_scripts_the_revision_is_taken_looked_at_and_given_back(desk: Desk) {
        let (older, newer) = two(&desk).await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let page = sharon.get(&format!("/orders/{newer}")).unwrap();
        let first = page.text().find("Take as replacement").unwrap();
        let [keep, duplicate] = ["Keep both", "Set aside as duplicate"].map(|label| page.text().find(label).unwrap());
        assert!(first < keep && keep < duplicate, "on a revision the duplicate stands last");
        assert!(page.text().contains(&format!("#{older} is still to do")));
        let shown = sharon.get(&format!("/orders/{older}")).unwrap();
        assert!(shown.text().contains(&format!("A newer version of this order, #{newer} (PO 9001), arrived on")));
        assert_eq!(sharon.send(&page.form("/replacement")).unwrap().status, 303);
        let before = sharon.get(&format!("/orders/{older}")).unwrap();
        assert!(before.text().contains(&format!("replaced by #{newer}")) && before.text().contains(&format!("href=\"/orders/{newer}\"")));
        let after = sharon.get(&format!("/orders/{newer}")).unwrap();
        assert!(after.text().contains(&format!("This order replaces #{older}")) && after.text().contains(&format!("href=\"/orders/{older}\"")));
        let list = sharon.get("/orders?view=set_aside").unwrap();
        assert!(list.text().contains(&format!("replaced by #{newer}")) && list.text().contains("Replaced"));
        let stale = sharon.send(&page.find_form("/setting-aside").unwrap()).unwrap();
        assert_eq!(stale.status, 409, "what the page showed is decided");
        assert_eq!(sharon.send(&after.form("/separation")).unwrap().status, 303);
        assert_eq!((desk.row(older).await.state, kinds(&desk, newer).await), (OrderState::InReview, vec!["revises"]));
    }

    async fn a_click_that_comes_too_late_is_answered_with_a_sentence_in_either_language(desk: Desk) {
        let older = order(&desk, "9001", &[LOCAP2]).await;
        let newer = order(&desk, "9001", &[FEWER]).await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let page = sharon.get(&format!("/orders/{newer}")).unwrap();
        desk.settle_and_approve(&desk.grant, older).await;
        let refused = sharon.send(&page.form("/replacement")).unwrap();
        assert_eq!(refused.status, 409);
        assert!(refused.text().contains(&format!("#{older} has changed meanwhile: Approved")), "{:.400}", refused.text());
        assert!(refused.text().contains("its letter is recalled"), "the page says how it stands now");
        desk.advance(31);
        let leaving = sharon.send(&refused.form("/replacement")).unwrap();
        assert!(leaving.status == 409 && leaving.text().contains(&format!("The letter of #{older} is on its way")), "{}", leaving.status);
        desk.evening().await;
        let sent = sharon.get(&format!("/orders/{newer}")).unwrap();
        assert!(sent.text().contains(&format!("#{older} was sent on")) && sent.text().contains("sending this one replaces it"));
    }
}
