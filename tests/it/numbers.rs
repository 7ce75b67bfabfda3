//! The numbers of forms: given once, one an order, and the next revision for whatever takes an order's place.

use std::collections::BTreeSet;

use ramjet::entity::ids::OrderId;
use ramjet::entity::states::{FormKind, OrderState};
use ramjet::entity::{OfOrganisation as _, form, number};
use ramjet::fulfilment::order::{Older, replace};
use ramjet::fulfilment::{self};
use ramjet::review::evidence::FieldName;
use ramjet::review::order as review;
use ramjet::review::page::{ListQuery, View, list};
use ramjet::words::Locale;
use sea_orm::EntityTrait as _;

use crate::desk::{Desk, both, mail};

const LOCAP2: &str = "1000 x LOCAP2 louvre end cap 152mm, black @ $1.32 each";
const FEWER: &str = "900 x LOCAP2 louvre end cap 152mm, black @ $1.32 each";
const LOCAP3: &str = "10 x LOCAP3 louvre end cap 178mm, black @ $1.54 each";

async fn order(desk: &Desk, number: &str, lines: &[&str]) -> OrderId {
    let name = format!("{number}-{}.eml", lines.len() + lines[0].len()).replace('/', "_");
    desk.receive_order(&mail::order(mail::SHAPE_ALUMINIUM, Some(number), lines), &name).await
}

async fn take(desk: &Desk, newer: OrderId, older: OrderId) {
    let (version, was) = (desk.row(newer).await.version, desk.row(older).await.state);
    replace(&desk.deed(&desk.sharon), newer, version, Older { order: older, was }).await.unwrap();
}

async fn separate(desk: &Desk, newer: OrderId) {
    let version = desk.row(newer).await.version;
    review::replaces_nothing(&desk.deed(&desk.sharon), newer, version).await.unwrap();
}

/// Numbers of the forms in force, the Office Order's first, and the file name of that one.
async fn forms(desk: &Desk, id: OrderId) -> (Vec<String>, String) {
    let forms = desk.forms(id).await;
    assert_eq!(forms[0].0, FormKind::OfficeOrder);
    (forms.iter().map(|form| form.1.clone()).collect(), forms[0].2.clone())
}

async fn send(desk: &Desk, id: OrderId) {
    desk.settle_and_approve(&desk.sharon, id).await;
    desk.evening().await;
    assert_eq!(desk.row(id).await.state, OrderState::Sent);
}

/// The orders of a view of the list with the ones that hold instead, and the kept count.
async fn shown(desk: &Desk, view: View) -> (Vec<(OrderId, Option<OrderId>)>, u64) {
    let query = ListQuery { view, before: None };
    let list = list(&desk.db, &desk.sharon.scope, desk.clock.now(), &query).await.unwrap();
    let count = list.counts.iter().find(|(of, _)| *of == view).unwrap().1;
    (list.rows.iter().map(|row| (row.id, row.replaced_by)).collect(), count)
}

fn plain_text(letter: &[u8]) -> String {
    String::from_utf8_lossy(letter).replace("=\r\n", "").replace("\r\n", "\n")
}

both! {
    async fn an_order_that_was_recalled_keeps_its_number_when_a_revision_of_it_is_kept_beside_it(desk: Desk) {
        let older = order(&desk, "9001", &[LOCAP2]).await;
        desk.approve(&desk.sharon, older).await.unwrap();
        assert_eq!(forms(&desk, older).await, (vec!["9001".into(), "WO-9001-1".into()], "Office_Order_9001.xlsx".into()));
        let newer = order(&desk, "9001", &[FEWER]).await;
        desk.recall(&desk.sharon, older).await.unwrap();
        desk.settle_all(&desk.sharon, newer).await;
        desk.approve(&desk.sharon, newer).await.unwrap();
        desk.settle_and_approve(&desk.sharon, older).await;
        assert_eq!(forms(&desk, older).await, (vec!["9001-R2".into(), "WO-9001-1-R2".into()], "Office_Order_9001-R2.xlsx".into()));
        assert_eq!(forms(&desk, newer).await, (vec!["9001-B".into(), "WO-9001-1-B".into()], "Office_Order_9001-B.xlsx".into()));
        desk.evening().await;
    }

    async fn an_order_with_a_letter_keeps_it_for_good(desk: Desk) {
        let first = order(&desk, "9001", &[LOCAP2]).await;
        let second = order(&desk, "9001", &[FEWER]).await;
        desk.settle_all(&desk.sharon, second).await;
        for id in [first, second] {
            desk.approve(&desk.sharon, id).await.unwrap();
        }
        desk.recall(&desk.sharon, second).await.unwrap();
        desk.settle_and_approve(&desk.sharon, second).await;
        assert_eq!(forms(&desk, second).await.0, ["9001-B-R2", "WO-9001-1-B-R2"], "never the number of the first one");
        let third = order(&desk, "9001", &[LOCAP3]).await;
        desk.settle_all(&desk.sharon, third).await;
        desk.approve(&desk.sharon, third).await.unwrap();
        assert_eq!(forms(&desk, third).await.0, ["9001-C", "WO-9001-1-C"]);
        desk.evening().await;
        let names: Vec<String> = form::Entity::of(&desk.sharon.scope).all(&desk.db.read).await.unwrap().into_iter().map(|form| form.file_name).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
    }

    async fn a_revision_of_a_sent_order_with_a_letter_is_the_next_revision_of_that_letter(desk: Desk) {
        let first = order(&desk, "9001", &[LOCAP2]).await;
        desk.approve(&desk.sharon, first).await.unwrap();
        let second = order(&desk, "9001", &[FEWER]).await;
        desk.settle_all(&desk.sharon, second).await;
        send(&desk, second).await;
        let revision = order(&desk, "9001 Rev 2", &[LOCAP3, "800 x LOCAP2 louvre end cap 152mm, black @ $1.32 each"]).await;
        take(&desk, revision, second).await;
        send(&desk, revision).await;
        let (numbers, name) = forms(&desk, revision).await;
        assert_eq!((numbers, name.as_str()), (vec!["9001-B-R2".into(), "WO-9001-2-B-R2".into(), "WO-9001-1-B-R2".into()], "Office_Order_9001-B-R2.xlsx"));
    }

    async fn a_number_that_a_recalled_revision_had_is_given_to_no_later_one(desk: Desk) {
        let sent = order(&desk, "9001", &[LOCAP2]).await;
        send(&desk, sent).await;
        let second = order(&desk, "9001", &[FEWER]).await;
        take(&desk, second, sent).await;
        desk.approve(&desk.sharon, second).await.unwrap();
        assert_eq!(forms(&desk, second).await.0[0], "9001-R2");
        let third = order(&desk, "9001", &["800 x LOCAP2 louvre end cap 152mm, black @ $1.32 each"]).await;
        take(&desk, third, second).await;
        assert_eq!(desk.row(third).await.revision, 3, "R2 has been printed");
        desk.settle_and_approve(&desk.sharon, third).await;
        assert_eq!(forms(&desk, third).await.0, ["9001-R3", "WO-9001-1-R3"]);
        desk.evening().await;
    }

    async fn what_does_not_replace_an_order_after_all_has_a_number_of_its_own(desk: Desk) {
        let sent = order(&desk, "9001", &[LOCAP2]).await;
        send(&desk, sent).await;
        let newer = order(&desk, "9001", &[FEWER]).await;
        take(&desk, newer, sent).await;
        desk.approve(&desk.sharon, newer).await.unwrap();
        desk.recall(&desk.sharon, newer).await.unwrap();
        separate(&desk, newer).await;
        desk.settle_and_approve(&desk.sharon, newer).await;
        assert_eq!(forms(&desk, newer).await.0, ["9001-B-R3", "WO-9001-1-B-R3"], "R2 of 9001 stays with its recalled forms");
        desk.evening().await;
        assert!(desk.page(sent).await.replaced_by.is_none());
    }

    async fn two_numbers_that_would_be_one_file_are_told_apart(desk: Desk) {
        let one = order(&desk, "9001/7", &[LOCAP2]).await;
        let other = order(&desk, "9002", &[LOCAP2]).await;
        desk.correct(&desk.sharon, other, &[(None, FieldName::PoNumber, "9001:7")]).await.unwrap();
        for id in [one, other] {
            desk.settle_and_approve(&desk.sharon, id).await;
        }
        assert_eq!(forms(&desk, one).await.1, "Office_Order_9001_7.xlsx");
        let (numbers, name) = forms(&desk, other).await;
        assert_eq!((numbers[0].as_str(), name.as_str()), ("9001:7-B", "Office_Order_9001_7-B.xlsx"));
        desk.evening().await;
    }

    async fn another_number_of_the_customer_after_a_recall_is_a_number_of_its_own(desk: Desk) {
        let id = order(&desk, "9001", &[LOCAP2]).await;
        desk.approve(&desk.sharon, id).await.unwrap();
        desk.recall(&desk.sharon, id).await.unwrap();
        desk.correct(&desk.sharon, id, &[(None, FieldName::PoNumber, "9002")]).await.unwrap();
        desk.approve(&desk.sharon, id).await.unwrap();
        assert_eq!(forms(&desk, id).await.0, ["9002-R2", "WO-9002-1-R2"]);
        let other = order(&desk, "9001", &[LOCAP3]).await;
        desk.settle_and_approve(&desk.sharon, other).await;
        assert_eq!(forms(&desk, other).await.0[0], "9001-B", "9001 was printed for another order");
        desk.evening().await;
    }

    async fn the_preview_says_the_numbers_that_an_approval_gives(desk: Desk) {
        let older = order(&desk, "9001", &[LOCAP2]).await;
        desk.approve(&desk.sharon, older).await.unwrap();
        let newer = order(&desk, "9001", &[FEWER]).await;
        desk.settle_all(&desk.sharon, newer).await;
        let previewed = async |id| {
            let now = desk.clock.now();
            let papers = fulfilment::page::preview(&desk.db, &desk.blobs, &desk.sharon.scope, (id, now), Locale::of("en-AU")).await.unwrap();
            papers.into_iter().map(|form| form.number).collect::<Vec<_>>()
        };
        assert_eq!(previewed(newer).await, ["9001-B", "WO-9001-1-B"]);
        assert_eq!(previewed(older).await, ["9001", "WO-9001-1"], "of what is approved, as it was given");
        desk.approve(&desk.sharon, newer).await.unwrap();
        assert_eq!(forms(&desk, newer).await.0, ["9001-B", "WO-9001-1-B"]);
        desk.evening().await;
    }

    async fn the_database_refuses_to_give_a_number_twice_or_to_take_one_back(desk: Desk) {
        let id = order(&desk, "9001", &[LOCAP2]).await;
        send(&desk, id).await;
        let given = number::Entity::of(&desk.sharon.scope).one(&desk.db.read).await.unwrap().unwrap();
        assert_eq!((given.number.as_str(), given.number_key.as_str(), given.revision, given.order_id), ("9001", "9001", 1, id));
        let again = number::ActiveModel { id: sea_orm::NotSet, revision: sea_orm::Set(1), ..given.clone().into() };
        assert!(number::Entity::insert(again).exec_without_returning(&desk.db.write).await.is_err());
        let other = number::Entity::update_many().set(number::ActiveModel { number: sea_orm::Set("9002".into()), ..Default::default() });
        assert!(other.exec(&desk.db.write).await.is_err());
        assert!(number::Entity::delete_many().exec(&desk.db.write).await.is_err());
    }

    async fn a_sent_order_is_shown_as_replaced_only_while_its_revision_is_released(desk: Desk) {
        let sent = order(&desk, "9001", &[LOCAP2]).await;
        send(&desk, sent).await;
        let newer = order(&desk, "9001", &[FEWER]).await;
        take(&desk, newer, sent).await;
        assert_eq!(shown(&desk, View::Replaced).await, (vec![], 0), "until the newer one is approved, the older one holds");
        assert_eq!(shown(&desk, View::Sent).await, (vec![(sent, None)], 1));
        desk.settle_and_approve(&desk.sharon, newer).await;
        assert_eq!(shown(&desk, View::Replaced).await, (vec![(sent, Some(newer))], 1));
        assert_eq!(shown(&desk, View::Sent).await, (vec![(sent, Some(newer))], 1));
        desk.recall(&desk.sharon, newer).await.unwrap();
        assert_eq!(shown(&desk, View::Replaced).await, (vec![], 0));
        desk.reject(&desk.sharon, newer, "withdrawn").await.unwrap();
        assert_eq!(shown(&desk, View::Sent).await, (vec![(sent, None)], 1));
        desk.evening().await;
    }

    async fn the_list_of_replaced_orders_holds_those_set_aside_as_well(desk: Desk) {
        let older = order(&desk, "9001", &[LOCAP2]).await;
        let newer = order(&desk, "9001", &[FEWER]).await;
        take(&desk, newer, older).await;
        assert_eq!(shown(&desk, View::Replaced).await, (vec![(older, Some(newer))], 1));
        let served = desk.serve();
        let page = served.visit(&desk.sharon).get("/orders?view=replaced").unwrap();
        assert!(page.text().contains(&format!("replaced by #{newer}")), "{:.900}", page.text());
        separate(&desk, newer).await;
        assert_eq!(shown(&desk, View::Replaced).await, (vec![], 0));
    }

    async fn the_page_of_a_sent_order_says_replaced_instead_of_sent(desk: Desk) {
        let sent = order(&desk, "9001", &[LOCAP2]).await;
        send(&desk, sent).await;
        let newer = order(&desk, "9001", &[FEWER]).await;
        take(&desk, newer, sent).await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let badge = |page: &str| page.split("<h1").nth(1).unwrap().split("class=\"end\"").next().unwrap().to_owned();
        let before = badge(&sharon.get(&format!("/orders/{sent}")).unwrap().text());
        assert!(before.contains("Sent") && !before.contains("Replaced"), "{before}");
        send(&desk, newer).await;
        let after = badge(&sharon.get(&format!("/orders/{sent}")).unwrap().text());
        assert!(after.contains("Replaced") && !after.contains("Sent"), "{after}");
    }

    async fn the_letter_of_a_revision_says_which_works_orders_are_void_and_who_writes(desk: Desk) {
        desk.change_settings(|settings| settings.address = "12 Example Street\n\n  Dandenong VIC 3175  ".into()).await;
        let sent = order(&desk, "9001", &[LOCAP2, LOCAP3]).await;
        send(&desk, sent).await;
        let first = plain_text(&desk.letters()[0]);
        assert!(!first.contains("Void") && first.contains("after approval.\n\nRamjet Plastics\n12 Example Street\nDandenong VIC 3175\n"), "{first:.1400}");
        let newer = order(&desk, "9001", &[FEWER]).await;
        take(&desk, newer, sent).await;
        send(&desk, newer).await;
        let letters = desk.letters();
        let second = letters.iter().map(|letter| plain_text(letter)).find(|text| text.contains("Void")).unwrap();
        assert!(second.contains("Void from now on: WO-9001-1, WO-9001-2."), "{second:.1400}");
    }

    async fn the_letter_of_an_order_approved_again_makes_nothing_void_that_never_left(desk: Desk) {
        let id = order(&desk, "9001", &[LOCAP2]).await;
        desk.approve(&desk.sharon, id).await.unwrap();
        desk.recall(&desk.sharon, id).await.unwrap();
        send(&desk, id).await;
        let letter = plain_text(&desk.letters()[0]);
        assert!(letter.contains("This is revision 2.") && !letter.contains("Void"), "{letter:.1200}");
    }
}
