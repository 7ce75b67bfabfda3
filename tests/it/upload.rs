//! Files that people add at the desk: by the form, by dropping them, and what is refused.

use ramjet::entity::states::Fate;
use ramjet::entity::{OfOrganisation as _, message};
use ramjet::intake::page::{InboxQuery, added_by, inbox_of};
use sea_orm::QueryOrder as _;

use crate::desk::browser::{desk_with_browser, wait_until};
use crate::desk::multipart::Multipart;
use crate::desk::visitor::Visitor;
use crate::desk::{Desk, both, mail};

/// The key of the form on a list.
fn key(visitor: &mut Visitor, list: &str) -> String {
    let page = visitor.get(list).unwrap();
    let form = page.find_form("/inbox").unwrap_or_else(|| panic!("no form to add orders: {}", page.text()));
    assert_eq!(form.value("to"), Some(list), "it leads back to the list it stands on");
    form.value("once").unwrap().to_owned()
}

/// File name and fate of every message, oldest first.
async fn messages(desk: &Desk) -> Vec<(String, Fate)> {
    let rows =
        message::Entity::of(&desk.sharon.scope).order_by_asc(message::Column::Id).all(&desk.db.read).await.unwrap();
    rows.into_iter().map(|row| (row.file_name, row.fate)).collect()
}

both! {
    async fn several_files_of_one_form_are_messages_that_become_orders_and_the_journal_says_who(desk: Desk) {
        let served = desk.serve();
        let origin = served.url.trim_end_matches('/').to_owned();
        let mut sharon = served.visit(&desk.sharon);
        let once = key(&mut sharon, "/orders");
        let answer = Multipart::of(&once, "/orders").file("12022.eml", mail::SHAPE).file("fh.eml", mail::FERNLEIGH).file("photo.xyz", b"\x01\x02\x03").send(&mut sharon, &origin);
        assert_eq!((answer.status, answer.header("location")), (303, "/orders"), "{}", answer.text());
        assert!(sharon.get("/orders").unwrap().text().contains("data-state=\"reading\""), "the list says that it reads");
        desk.work_until_idle().await;
        assert_eq!(messages(&desk).await, [("12022.eml".to_owned(), Fate::InRecord), ("fh.eml".to_owned(), Fate::InRecord), ("photo.xyz".to_owned(), Fate::Failed)]);
        assert_eq!(desk.orders().await.len(), 2);
        for row in desk.inbox().await {
            assert_eq!(added_by(&desk.db, &desk.sharon.scope, row.id).await.unwrap().as_deref(), Some("Sharon"));
            assert!(sharon.get(&format!("/inbox/{}", row.id)).unwrap().text().contains("Added by Sharon"));
        }
    }

    async fn the_same_form_sent_twice_adds_its_files_once(desk: Desk) {
        let served = desk.serve();
        let origin = served.url.trim_end_matches('/').to_owned();
        let mut sharon = served.visit(&desk.sharon);
        let once = key(&mut sharon, "/inbox");
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let clicks: Vec<_> = (0..4).map(|_| scope.spawn(|| Multipart::of(&once, "/inbox").file("a.eml", mail::SHAPE).send(&mut sharon.clone(), &origin).status)).collect();
            clicks.into_iter().map(|click| click.join().unwrap()).collect()
        });
        assert_eq!(statuses, [303; 4]);
        assert_eq!(messages(&desk).await.len(), 1);
        desk.work_until_idle().await;
    }

    async fn the_same_bytes_added_again_are_a_message_of_their_own_marked_as_a_repeat(desk: Desk) {
        desk.receive_order(mail::SHAPE, "12022.eml").await;
        let served = desk.serve();
        let origin = served.url.trim_end_matches('/').to_owned();
        let mut sharon = served.visit(&desk.sharon);
        for list in ["/orders", "/inbox"] {
            let once = key(&mut sharon, list);
            assert_eq!(Multipart::of(&once, list).file("again.eml", mail::SHAPE).send(&mut sharon, &origin).status, 303);
        }
        desk.work_until_idle().await;
        let fates: Vec<Fate> = messages(&desk).await.into_iter().map(|(_, fate)| fate).collect();
        assert_eq!(fates, [Fate::InRecord, Fate::Repeat, Fate::Repeat]);
        assert_eq!(desk.orders().await.len(), 1);
    }

    async fn a_pasted_text_is_an_order_too(desk: Desk) {
        let served = desk.serve();
        let origin = served.url.trim_end_matches('/').to_owned();
        let mut sharon = served.visit(&desk.sharon);
        let once = key(&mut sharon, "/orders");
        let mail = String::from_utf8(mail::order(mail::FERNLEIGH_HARDWARE, Some("FH-91"), &["1000 x LOCAP2 louvre end cap 152mm, black @ $1.32 each"])).unwrap();
        let text = mail.split_once("\r\n\r\n").unwrap().1;
        assert_eq!(Multipart::of(&once, "/orders").field("text", text).file("", b"").send(&mut sharon, &origin).status, 303);
        desk.work_until_idle().await;
        assert_eq!(messages(&desk).await, [("pasted order.txt".to_owned(), Fate::InRecord)]);
    }

    async fn a_text_that_says_little_is_an_order_to_be_looked_at_and_a_newsletter_is_none(desk: Desk) {
        let served = desk.serve();
        let origin = served.url.trim_end_matches('/').to_owned();
        let mut sharon = served.visit(&desk.sharon);
        for text in ["The usual for next week, same as last time. Jo", "Our news of May. To unsubscribe, click here."] {
            let once = key(&mut sharon, "/orders");
            assert_eq!(Multipart::of(&once, "/orders").field("text", text).file("", b"").send(&mut sharon, &origin).status, 303);
        }
        desk.work_until_idle().await;
        let fates: Vec<Fate> = messages(&desk).await.into_iter().map(|(_, fate)| fate).collect();
        assert_eq!(fates, [Fate::InRecord, Fate::Ignored]);
        assert_eq!(desk.orders().await.len(), 1);
    }

    async fn nothing_and_empty_files_come_back_in_the_form_with_a_sentence_and_the_text_typed(desk: Desk) {
        let served = desk.serve();
        let origin = served.url.trim_end_matches('/').to_owned();
        let mut sharon = served.visit(&desk.sharon);
        let before = desk.dump().await;
        let once = key(&mut sharon, "/orders");
        let nothing = Multipart::of(&once, "/orders").file("", b"").field("text", "  ").send(&mut sharon, &origin);
        assert_eq!(nothing.status, 422);
        assert!(nothing.text().contains("Choose a file, or paste a text."));
        let empty = Multipart::of(&once, "/orders").field("text", "PO <12>").file("ok.eml", mail::SHAPE).file("none.pdf", b"").send(&mut sharon, &origin);
        assert_eq!(empty.status, 422);
        assert!(empty.text().contains("none.pdf is empty"));
        assert_eq!(empty.form("/inbox").value("text"), Some("PO <12>"), "what was typed is not lost");
        let many = (0..21).fold(Multipart::of(&once, "/orders"), |form, n| form.file(&format!("{n}.txt"), b"x")).send(&mut sharon, &origin);
        assert_eq!(many.status, 422);
        assert!(many.text().contains("more than 20 files"));
        assert_eq!(desk.dump().await, before, "all or nothing");
    }

    async fn a_file_over_the_limit_is_refused_with_a_sentence(desk: Desk) {
        let served = desk.serve();
        let origin = served.url.trim_end_matches('/').to_owned();
        let mut sharon = served.visit(&desk.sharon);
        let once = key(&mut sharon, "/orders");
        let large = Multipart::of(&once, "/orders").file("../film.mp4", &vec![7; (50 << 20) + 1]).send(&mut sharon, &origin);
        assert_eq!(large.status, 422);
        assert!(large.text().contains("film.mp4 is larger than 50 MB") && !large.text().contains("../film"), "{}", large.text());
        assert!(messages(&desk).await.is_empty());
    }

    async fn a_viewer_the_warehouse_and_strangers_add_nothing(desk: Desk) {
        let served = desk.serve();
        let origin = served.url.trim_end_matches('/').to_owned();
        let mut sharon = served.visit(&desk.sharon);
        let once = key(&mut sharon, "/orders");
        let before = desk.dump().await;
        let form = || Multipart::of(&once, "/orders").file("a.eml", mail::SHAPE);
        for person in [&desk.vera, &desk.mika] {
            let mut visitor = served.visit(person);
            assert!(visitor.get("/orders").unwrap().find_form("/inbox").is_none(), "{} is offered no form", person.name);
            assert_eq!(form().send(&mut visitor, &origin).status, 404, "{}", person.name);
            assert_eq!(visitor.get("/inbox/new").unwrap().status, 404);
        }
        assert_eq!(form().send(&mut Visitor::of(&served.url), &origin).status, 401);
        assert_eq!(form().send(&mut sharon, "http://evil.example").status, 403);
        let garbage = sharon.ask("POST", "/inbox", &[("Origin", origin.as_str()), ("Content-Type", "multipart/form-data; boundary=x")], "--x\r\nnonsense").unwrap();
        assert_eq!(garbage.status, 400);
        assert_eq!(desk.dump().await, before);
    }

    async fn the_inbox_names_the_person_who_added_a_file_and_the_file_as_its_subject(desk: Desk) {
        let served = desk.serve();
        let origin = served.url.trim_end_matches('/').to_owned();
        let mut sharon = served.visit(&desk.sharon);
        let once = key(&mut sharon, "/inbox");
        assert_eq!(Multipart::of(&once, "/inbox").file("12022.eml", mail::SHAPE).file("PO 4711.wk4", b"\x01\x02").send(&mut sharon, &origin).status, 303);
        desk.work_until_idle().await;
        desk.deliver(b"\x01\x02\x03", "scan.wk4").await;
        desk.work_until_idle().await;
        let rows: Vec<_> = desk.inbox().await.into_iter().map(|row| (row.file_name, row.sender.is_some(), row.added_by)).collect();
        let added = |by: &str| Some(by.to_owned());
        assert_eq!(rows, [("scan.wk4".to_owned(), false, None), ("PO 4711.wk4".to_owned(), false, added("Sharon")), ("12022.eml".to_owned(), true, None)]);
        let page = sharon.get("/inbox").unwrap().text();
        assert!(page.contains("<b><bdi>Sharon</bdi></b>") && page.contains("<div class=\"row-what\"><bdi>PO 4711.wk4</bdi>"), "{page}");
        assert!(page.contains("<b><bdi>Watched folder</bdi></b>") && !page.contains("<b><bdi>PO 4711.wk4"), "{page}");
    }

    async fn names_with_tricks_are_kept_as_plain_names(desk: Desk) {
        let served = desk.serve();
        let origin = served.url.trim_end_matches('/').to_owned();
        let mut sharon = served.visit(&desk.sharon);
        let once = key(&mut sharon, "/orders");
        assert_eq!(Multipart::of(&once, "/orders").file("../../../etc/<b>passwd", b"x").file("C:\\\\a\\\\b.txt", b"y").send(&mut sharon, &origin).status, 303);
        desk.work_until_idle().await;
        let names: Vec<String> = messages(&desk).await.into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["<b>passwd", "b.txt"]);
        assert!(!sharon.get("/inbox").unwrap().text().contains("<b>passwd"));
    }

    async fn the_inbox_is_searched_and_filtered(desk: Desk) {
        desk.receive(mail::SHAPE, "12022.eml").await;
        desk.receive(mail::NEWSLETTER, "100%_off.eml").await;
        desk.receive(mail::FERNLEIGH, "fh.eml").await;
        let found = async |fate, text: &str| {
            let text = Some(text.to_owned()).filter(|text| !text.is_empty());
            let query = InboxQuery { fate, text, before: None };
            let rows = inbox_of(&desk.db, &desk.sharon.scope, &query).await.unwrap().rows;
            rows.into_iter().map(|row| row.file_name).collect::<Vec<_>>()
        };
        assert_eq!(found(None, "").await, ["fh.eml", "100%_off.eml", "12022.eml"]);
        assert_eq!(found(Some(Fate::Ignored), "").await, ["100%_off.eml"]);
        assert_eq!(found(None, "FERNLEIGH").await, ["fh.eml"], "whatever the case");
        assert_eq!(found(None, "0%_o").await, ["100%_off.eml"], "signs are signs");
        assert!(found(None, "1_022").await.is_empty() && found(None, "\\").await.is_empty());
        assert!(found(Some(Fate::Ignored), "fernleigh").await.is_empty());
        let served = desk.serve();
        let mut vera = served.visit(&desk.vera);
        let page = vera.get("/inbox?fate=in_record&q=shape").unwrap().text();
        assert!(page.contains("12022") && !page.contains("fh.eml"), "{page}");
        assert_eq!(vera.get("/inbox?fate=lost").unwrap().status, 404);
        assert!(vera.get("/inbox?q=zzz").unwrap().text().contains("No such message"));
    }

    async fn a_folder_or_a_link_in_the_watched_folder_is_left_alone_and_the_source_says_so(desk: Desk) {
        use ramjet::entity::source;
        let folder = desk.ctx.config.place.inbox().join("ramjet-plastics");
        std::fs::create_dir_all(folder.join("March")).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", folder.join("link.eml")).unwrap();
        assert_eq!(desk.look().await, 0);
        let said = async || source::Entity::of(&desk.sharon.scope).one(&desk.db.read).await.unwrap().unwrap().last_error;
        assert!(said().await.is_some_and(|said| said.contains("March is a folder or a link and is left alone")), "{:?}", said().await);
        std::fs::remove_dir(folder.join("March")).unwrap();
        std::fs::remove_file(folder.join("link.eml")).unwrap();
        assert_eq!(desk.deliver(mail::SHAPE, "12022.eml").await, 1);
        assert_eq!(said().await, None);
        desk.work_until_idle().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_dropped_on_the_list_is_added() {
    let Some((desk, _served, browser)) = desk_with_browser(true).await else { return };
    browser.sign_in(&desk.sharon).await;
    browser.go("/orders").await;
    let shown = "return !document.querySelector('[data-drop]').hidden";
    let drag = |kind: &str| {
        format!(
            "const t = new DataTransfer(); t.items.add(new File([{:?}], 'dropped.eml')); \
             document.body.dispatchEvent(new DragEvent({kind:?}, {{ dataTransfer: t, bubbles: true, cancelable: true }}))",
            String::from_utf8(mail::FERNLEIGH.to_vec()).unwrap()
        )
    };
    assert_eq!(browser.run(shown).await, false);
    browser.run(&drag("dragenter")).await;
    browser.see_that(shown).await;
    browser.picture("drop").await;
    browser.run(&drag("dragleave")).await;
    assert_eq!(browser.run(shown).await, false);
    browser.run(&drag("drop")).await;
    browser.see(".reading-line").await;
    assert_eq!(messages(&desk).await.len(), 1);
    desk.work_until_idle().await;
    assert_eq!(desk.orders().await.len(), 1);
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

/// Somebody presses the keys for pasting with a file and perhaps a text on the clipboard.
fn paste(name: &str, text: Option<&str>) -> String {
    format!(
        "const t = new DataTransfer(); t.items.add(new File([{:?}], {name:?})); \
         const text = {}; if (text) t.setData('text/plain', text); \
         return document.activeElement.dispatchEvent(new ClipboardEvent('paste', {{ clipboardData: t, bubbles: true, cancelable: true }}))",
        String::from_utf8(mail::FERNLEIGH.to_vec()).unwrap(),
        serde_json::json!(text)
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copied_file_is_pasted_on_a_list_and_on_the_page_of_the_form() {
    let Some((desk, _served, browser)) = desk_with_browser(true).await else { return };
    browser.sign_in(&desk.sharon).await;
    for (n, (page, text)) in
        [("/orders", None), ("/inbox", Some("fh.eml")), ("/inbox/new", None)].into_iter().enumerate()
    {
        browser.go(page).await;
        browser.see("form[data-upload]").await;
        browser.run(&paste("fh.eml", text)).await;
        // The list may show rows of before: what counts is that the message has come, and that the page has heard of it.
        wait_until(format!("{page} adds the file"), async || messages(&desk).await.len() == n + 1).await;
        browser.see_gone("form[data-sent]").await;
        desk.work_until_idle().await;
    }
    browser.go("/inbox/new").await;
    browser.see("[data-paste]:not([hidden])").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn copied_cells_stay_text_and_a_page_without_the_form_takes_no_files() {
    let Some((desk, _served, browser)) = desk_with_browser(true).await else { return };
    browser.sign_in(&desk.sharon).await;
    browser.go("/inbox/new").await;
    browser.tab_to("#f-text").await;
    assert_eq!(browser.run(&paste("image.png", Some("LOCAP2\t1000"))).await, true, "left to the browser");
    browser.go("/account").await;
    browser.see("h1").await;
    assert_eq!(browser.run(&paste("fh.eml", None)).await, true, "nothing to add it to");
    browser.go("/orders").await;
    browser.see("h1").await;
    assert!(messages(&desk).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_is_pasted_by_keyboard_alone_and_a_mistake_comes_back_in_place() {
    let Some((desk, _served, browser)) = desk_with_browser(true).await else { return };
    browser.sign_in(&desk.sharon).await;
    browser.go("/orders").await;
    browser.press("n").await;
    browser.see("#add:popover-open").await;
    browser.tab_to("#add form .btn[data-kind=primary]").await;
    browser.press("\u{e007}").await;
    browser.see("#add .fault").await;
    browser.tab_to("#f-text").await;
    browser.press("Purchase order FH-92: 1000 x LOCAP2 louvre end cap 152mm, black @ $1.32 each").await;
    browser.tab_to("#add form .btn[data-kind=primary]").await;
    browser.press("\u{e007}").await;
    browser.see(".reading-line").await;
    desk.work_until_idle().await;
    assert_eq!(messages(&desk).await.len(), 1);
}
