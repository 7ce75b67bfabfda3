//! Mails and files that could not be read: counted on every page, listed with what to do, and off the count once somebody has dealt with them.

use ramjet::entity::ids::MessageId;
use ramjet::entity::states::Fate;
use ramjet::ops::deed::{Deed, Done, OnceForm};
use ramjet::ops::once::new_key;
use ramjet::ops::status;
use ramjet::pipeline;
use ramjet::review::order::{self as review, ReviewError};

use crate::desk::statements::Listened;
use crate::desk::{Desk, Kind, Person, both, mail};

impl Desk {
    async fn unread(&self, person: &Person) -> i64 {
        status::attention(&self.db, &person.scope).await.unwrap().unread
    }

    /// A mail with an order in a file that nothing here reads.
    async fn receive_unreadable(&self, number: &str) -> MessageId {
        let mut bytes = mail::announcement(number);
        // Nothing in its text speaks of an order, so it is not even one that was announced.
        bytes = String::from_utf8(bytes)
            .unwrap()
            .replace("please find attached our purchase order", "see")
            .replace("Purchase Order", "File")
            .into_bytes();
        self.receive(&bytes, &format!("{number}.eml")).await;
        let row = self.inbox().await.remove(0);
        assert_eq!(row.fate, Fate::Failed, "{row:?}");
        row.id
    }

    /// A lone file of no known kind.
    async fn receive_file(&self, name: &str) -> MessageId {
        self.receive(format!("\u{1}\u{2}{name}").as_bytes(), name).await;
        let row = self.inbox().await.remove(0);
        assert_eq!(row.fate, Fate::Failed, "{row:?}");
        row.id
    }
}

both! {
    async fn what_could_not_be_read_is_counted_and_every_way_of_dealing_with_it_takes_it_off(desk: Desk) {
        desk.receive_order(mail::SHAPE, "12022.eml").await;
        assert_eq!(desk.unread(&desk.sharon).await, 0);
        let (one, two, three) = (desk.receive_file("a.wk4").await, desk.receive_file("b.wk4").await, desk.receive_file("c.wk4").await);
        assert_eq!((desk.unread(&desk.sharon).await, desk.unread(&desk.olga).await), (3, 0), "others count their own");
        assert_eq!(review::put_message_away(&desk.deed(&desk.sharon), one).await.unwrap(), Done::First);
        assert_eq!(desk.unread(&desk.sharon).await, 2);
        review::is_an_order(&desk.deed(&desk.sharon), two).await.unwrap();
        assert_eq!(desk.unread(&desk.sharon).await, 1);
        review::read_message_again(&desk.deed(&desk.sharon), three, pipeline::first).await.unwrap();
        assert_eq!(desk.unread(&desk.sharon).await, 0, "it waits");
        desk.work_until_idle().await;
        assert_eq!(desk.unread(&desk.sharon).await, 1, "and could not be read again");
    }

    async fn a_message_that_was_put_away_stays_in_the_inbox_and_may_still_become_an_order(desk: Desk) {
        let id = desk.receive_file("a.wk4").await;
        review::put_message_away(&desk.deed(&desk.sharon), id).await.unwrap();
        let row = desk.inbox().await.remove(0);
        assert_eq!((row.fate, row.fate_reason.as_deref()), (Fate::Ignored, Some("put_away")));
        review::is_an_order(&desk.deed(&desk.sharon), id).await.unwrap();
        assert_eq!(desk.fates().await, [Fate::InRecord]);
    }

    async fn only_what_could_not_be_read_is_put_away_and_only_by_those_who_may(desk: Desk) {
        let order = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let (read, unread) = (desk.message_of(order).await, desk.receive_file("a.wk4").await);
        let before = desk.dump().await;
        let refused = review::put_message_away(&desk.deed(&desk.sharon), read).await;
        assert!(matches!(refused, Err(ReviewError::MessageNotNow(_))), "{refused:?}");
        for person in [&desk.vera, &desk.mika, &desk.olga] {
            let refused = review::put_message_away(&desk.deed(person), unread).await;
            assert!(matches!(refused, Err(ReviewError::MissingMessage(_))), "{}: {refused:?}", person.name);
        }
        let missing = review::put_message_away(&desk.deed(&desk.sharon), MessageId(9_999)).await;
        assert!(matches!(missing, Err(ReviewError::MissingMessage(_))), "{missing:?}");
        assert_eq!(desk.dump().await, before);
    }

    async fn a_second_click_puts_away_once(desk: Desk) {
        let id = desk.receive_file("a.wk4").await;
        let key = new_key();
        let form = OnceForm { key: &key, route: "POST /inbox/1/dismissal", location: "/inbox" };
        let deed = Deed { once: Some(form), ..desk.deed(&desk.sharon) };
        assert_eq!(review::put_message_away(&deed, id).await.unwrap(), Done::First);
        assert_eq!(review::put_message_away(&deed, id).await.unwrap(), Done::Again);
        assert_eq!(desk.unread(&desk.sharon).await, 0);
    }

    async fn the_pages_show_the_number_say_what_to_do_and_do_it_without_a_script(desk: Desk) {
        desk.receive_unreadable("4711").await;
        desk.receive_file("order.wk4").await;
        let served = desk.serve();
        tokio::task::block_in_place(|| {
            let mut sharon = served.visit(&desk.sharon);
            for path in ["/orders", "/inbox", "/products", "/account"] {
                let page = sharon.get(path).unwrap().text();
                assert!(page.contains("data-state=\"failed\">2<span class=\"hushed\"> could not be read"), "{path}: {page}");
            }
            let status = sharon.get("/status").unwrap().text();
            assert!(status.contains("2 messages could not be read.") && status.contains("href=\"/inbox?fate=failed\""), "{status}");
            assert!(!status.contains("All is well"), "{status}");
            let list = sharon.get("/inbox?fate=failed").unwrap();
            let text = list.text();
            assert!(text.contains("order.wk4") && text.contains("Each of these needs somebody"), "{text}");
            assert!(text.contains("Open the file and look."), "what to do: {text}");
            assert!(list.find_form("/reading").is_some());
            let after = sharon.submit(&list.form("/dismissal")).unwrap().text();
            assert!(after.contains("The message is put away."), "{after}");
            assert_eq!(after.matches("/dismissal\"").count(), 1, "one is left");
            let left = sharon.get("/inbox?fate=failed").unwrap();
            let empty = sharon.submit(&left.form("/dismissal")).unwrap().text();
            assert!(empty.contains("Everything could be read") && !empty.contains("data-state=\"failed\""), "{empty}");
        });
    }

    async fn those_who_only_look_see_the_number_and_no_button_and_the_warehouse_neither(desk: Desk) {
        let id = desk.receive_file("order.wk4").await;
        let served = desk.serve();
        tokio::task::block_in_place(|| {
            let mut vera = served.visit(&desk.vera);
            let list = vera.get("/inbox?fate=failed").unwrap();
            assert!(list.text().contains("could not be read") && list.find_form("/dismissal").is_none() && list.find_form("/reading").is_none());
            let mut form = served.visit(&desk.sharon).get(&format!("/inbox/{id}")).unwrap().form("/dismissal");
            form.fields.iter_mut().for_each(|(_, value)| *value = new_key());
            assert_eq!(vera.send(&form).unwrap().status, 404);
            let mut mika = served.visit(&desk.mika);
            assert!(!mika.get("/orders").unwrap().text().contains("could not be read"));
            assert_eq!(mika.send(&form).unwrap().status, 404);
        });
        assert_eq!(desk.fates().await, [Fate::Failed]);
    }
}

#[tokio::test]
async fn the_number_on_every_page_walks_no_table() {
    let desk = Desk::fresh(Kind::Sqlite).await.unwrap();
    desk.receive_file("a.wk4").await;
    let listened = Listened::to(&desk.db);
    let found = status::attention(&listened.db, &desk.sharon.scope).await.unwrap();
    assert_eq!(found.unread, 1);
    let asked = listened.take();
    assert_eq!(asked.len(), 1);
    assert!(asked.iter().all(|statement| !statement.sql.contains("from messages")), "{asked:?}");
    status::attention(&listened.db, &desk.sharon.scope).await.unwrap();
    // The row that the numbers stand in comes from nowhere.
    listened.assert_flat(&["CONSTANT"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_that_cannot_read_scans_says_so_and_that_all_is_not_well() {
    let desk = Desk::open(Kind::Sqlite, &[("tesseract", "none")]).await.unwrap();
    let served = desk.serve();
    let page = tokio::task::block_in_place(|| served.visit(&desk.grant).get("/status").unwrap().text());
    assert!(page.contains("Scans and photos are not read here") && !page.contains("All is well"), "{page}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_without_tesseract_names_the_package_to_install() {
    let desk = Desk::open(Kind::Sqlite, &[("tesseract", "/nowhere/tesseract")]).await.unwrap();
    let served = desk.serve();
    let page = tokio::task::block_in_place(|| served.visit(&desk.grant).get("/status").unwrap().text());
    assert!(page.contains("apt install tesseract-ocr tesseract-ocr-deu") && !page.contains("All is well"), "{page}");
}
