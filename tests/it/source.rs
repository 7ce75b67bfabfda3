//! The documents of a message on the page: each medium with its places, files to save, and nothing of a stranger that acts.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ramjet::entity::ids::{DocumentId, MessageId};
use ramjet::entity::{OfOrganisation as _, document};
use sea_orm::{ColumnTrait as _, QueryFilter as _};

use crate::desk::browser::desk_with_browser;
use crate::desk::html::tags;
use crate::desk::visitor::{Answer, Visitor};
use crate::desk::{Desk, both, mail};

/// An order in a workbook.
const COBALT: &[u8] = include_bytes!("../../templates/demo/09-cobalt-CW-20887.eml");

/// The documents of a message, in the order they were read.
async fn documents(desk: &Desk, message: MessageId) -> Vec<document::Model> {
    let wanted = document::Entity::of(&desk.sharon.scope).filter(document::Column::MessageId.eq(message));
    wanted.all(&desk.db.read).await.unwrap()
}

async fn document_of_type(desk: &Desk, message: MessageId, media_type: &str) -> DocumentId {
    let documents = documents(desk, message).await;
    documents.iter().find(|row| row.media_type == media_type).unwrap_or_else(|| panic!("{documents:?}")).id
}

/// The address of the frame on a page.
fn frame(page: &Answer) -> String {
    let tags = tags(&page.text());
    let frame = tags.iter().find(|tag| tag.name == "iframe").unwrap_or_else(|| panic!("no frame: {}", page.text()));
    assert_eq!(frame.get("sandbox"), "allow-top-navigation-by-user-activation", "no scripts, no forms, no origin");
    frame.get("src").to_owned()
}

fn look(visitor: &mut Visitor, path: &str) -> Answer {
    let answer = visitor.get(path).unwrap();
    assert_eq!(answer.status, 200, "{path}: {}", answer.text());
    answer
}

/// A mail with a mail attached, which has a text of its own.
fn forwarded() -> Vec<u8> {
    let inner = mail::order(
        mail::FERNLEIGH_HARDWARE,
        Some("FH-90"),
        &["1000 x LOCAP2 louvre end cap 152mm, black @ $1.32 each"],
    );
    let inner = String::from_utf8(inner).unwrap();
    format!(
        "From: Grant <grant@ramjet.example>\r\nTo: orders@ramjet.example\r\nSubject: FW: from the road\r\n\
         Date: Thu, 5 Feb 2026 15:00:00 +1100\r\nMessage-ID: <fw@ramjet.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"=x\"\r\n\r\n--=x\r\nContent-Type: text/plain\r\n\r\nplease see below\r\n\
         --=x\r\nContent-Type: message/rfc822\r\n\r\n{inner}\r\n--=x--\r\n"
    )
    .into_bytes()
}

/// A mail whose HTML is `shown`, with a PNG (`logo@x`) and a drawing in SVG that says it is a PNG (`drawing@x`).
fn with_pictures(number: &str, shown: &str) -> Vec<u8> {
    format!(
        "From: Dale Whitcombe <dale@fernleighhardware.example>\r\nTo: orders@ramjet.example\r\nSubject: Purchase order {number}\r\n\
         Date: Thu, 5 Feb 2026 14:03:28 +1100\r\nMessage-ID: <p{number}@mail.example>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/related; boundary=\"=r\"\r\n\r\n--=r\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
         <html><body><p>Purchase Order {number}</p>{shown}</body></html>\r\n\
         --=r\r\nContent-Type: image/png\r\nContent-ID: <logo@x>\r\nContent-Transfer-Encoding: base64\r\n\r\n\
         iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==\r\n\
         --=r\r\nContent-Type: image/png\r\nContent-ID: <drawing@x>\r\n\r\n<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>\r\n--=r--\r\n"
    )
    .into_bytes()
}

both! {
    async fn a_value_of_an_html_mail_leads_to_its_mark_in_the_frame_and_back(desk: Desk) {
        let id = desk.receive_order(&mail::html_order("FH-77", ""), "html.eml").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let page = look(&mut sharon, &format!("/orders/{id}"));
        let value = tags(&page.text()).into_iter().find(|tag| tag.get("id") == "v-po_number").unwrap();
        assert!(value.get("href").ends_with("mark=po_number#e-po_number"), "{value:?}");
        let turned = look(&mut sharon, value.get("href").split('#').next().unwrap());
        let src = frame(&turned);
        assert!(src.ends_with("#e-po_number"), "{src}");
        let inside = look(&mut sharon, src.split('#').next().unwrap()).text();
        for key in ["po_number", "1-code", "1-quantity"] {
            assert_eq!(inside.matches(&format!("id=\"e-{key}\"")).count(), 1, "{key}: {inside}");
            assert!(inside.contains(&format!("#v-{key}\"")), "{key} leads back");
        }
        let mark = inside.split("id=\"e-1-quantity\"").nth(1).unwrap();
        assert!(mark.split("</mark>").next().unwrap().ends_with(">1000</a>"), "{mark}");
    }

    async fn a_form_that_is_open_is_not_left_by_a_mark(desk: Desk) {
        let id = desk.receive_order(&mail::html_order("FH-77", ""), "html.eml").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let src = frame(&look(&mut sharon, &format!("/orders/{id}/edit")));
        let inside = look(&mut sharon, &src).text();
        assert!(inside.contains("id=\"e-po_number\"") && !inside.contains("<a "), "{inside}");
    }

    async fn html_is_also_shown_as_its_text_with_the_same_places(desk: Desk) {
        let id = desk.receive_order(&mail::html_order("FH-77", ""), "html.eml").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let page = look(&mut sharon, &format!("/orders/{id}?doc=1&as=text")).text();
        assert!(!page.contains("<iframe"), "{page}");
        assert_eq!(page.matches("id=\"e-1-quantity\"").count(), 1);
    }

    async fn the_page_of_a_stranger_has_a_policy_of_its_own_and_files_are_only_saved(desk: Desk) {
        let id = desk.receive_order(&mail::shape_in_html(), "12022.eml").await;
        let message = desk.message_of(id).await;
        let html = document_of_type(&desk, message, "text/html").await;
        let pdf = document_of_type(&desk, message, "application/pdf").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        for path in [format!("/documents/{html}/page"), format!("/orders/{id}/documents/{html}")] {
            let page = look(&mut sharon, &path);
            let policy = page.header("content-security-policy");
            for rule in ["default-src 'none'", "img-src data:", "form-action 'none'", "base-uri 'none'", "frame-ancestors 'self'", "sandbox "] {
                assert!(policy.contains(rule), "{path}: {policy}");
            }
            assert!(!policy.contains("script-src") && !policy.contains("allow-scripts") && !policy.contains("allow-same-origin"), "{policy}");
            assert_eq!((page.header("x-frame-options"), page.header("x-content-type-options")), ("SAMEORIGIN", "nosniff"), "{path}");
        }
        for path in [format!("/documents/{html}/file"), format!("/documents/{pdf}/file"), format!("/inbox/{message}/file")] {
            let file = look(&mut sharon, &path);
            assert!(file.header("content-disposition").starts_with("attachment;"), "{path}");
            assert_eq!((file.header("content-type"), file.header("x-content-type-options")), ("application/octet-stream", "nosniff"), "{path}");
            assert!(file.header("content-security-policy").contains("sandbox"), "{path}");
        }
        assert_eq!(look(&mut sharon, &format!("/inbox/{message}/file")).bytes, mail::shape_in_html());
    }

    async fn what_was_not_read_is_listed_with_its_reason_and_can_be_saved(desk: Desk) {
        desk.receive(&mail::announcement("4711"), "announced.eml").await;
        let message = desk.inbox().await[0].id;
        let served = desk.serve();
        let mut vera = served.visit(&desk.vera);
        let page = look(&mut vera, &format!("/inbox/{message}?doc=files")).text();
        for expected in ["order.wk4", "12 B", "Not read", "not read yet", "The whole message"] {
            assert!(page.contains(expected), "{expected}: {page}");
        }
        let saves: Vec<String> = tags(&page).into_iter().filter(|tag| tag.attributes.contains_key("download")).map(|tag| tag.get("href").to_owned()).collect();
        assert_eq!(saves.len(), 3, "{saves:?}");
        for save in saves {
            look(&mut vera, &save);
        }
    }

    async fn a_picture_that_came_with_the_mail_stands_in_its_page_and_no_other_does(desk: Desk) {
        let shown = "<p>see <img src=\"cid:logo@x\" alt=\"Our logo\" width=\"40\" onerror=\"alert(1)\"></p><img src=\"cid:drawing@x\" alt=\"A drawing\">\
            <img src=\"cid:stranger@y\" alt=\"Of another mail\"><img src=\"http://tracker.example/p.png\" alt=\"Far away\"><img src=\"data:image/svg+xml,x\" alt=\"Inline\">\
            <p> data-picture=\"0\" </p>";
        desk.receive(&with_pictures("FH-88", shown), "pictures.eml").await;
        let message = desk.inbox().await[0].id;
        let html = document_of_type(&desk, message, "text/html").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let page = look(&mut sharon, &format!("/documents/{html}/page"));
        let inside = page.text();
        assert_eq!(inside.matches("<img").count(), 1, "{inside}");
        assert!(inside.contains("<img src=\"data:image/png;base64,iVBORw0KGgo") && inside.contains("width=\"40\" alt=\"Our logo\">"), "{inside}");
        for instead in ["A drawing", "Of another mail", "Far away", "Inline"] {
            assert!(inside.contains(&format!("<span class=\"picture\">{instead}</span>")), "{instead}: {inside}");
        }
        for never in ["svg", "tracker.example/p", "onerror", "cid:", "alert"] {
            assert!(!inside.contains(never), "{never}: {inside}");
        }
        assert!(page.header("content-security-policy").contains("default-src 'none'") && page.header("content-security-policy").contains("img-src data:;"), "as strict as ever");
        assert_eq!(served.visit(&desk.olga).get(&format!("/documents/{html}/page")).unwrap().status, 404);
        assert_eq!(served.visit(&desk.mika).get(&format!("/documents/{html}/page")).unwrap().status, 404);
    }

    async fn an_attached_message_shows_its_own_head(desk: Desk) {
        desk.receive(&forwarded(), "forwarded.eml").await;
        let message = desk.inbox().await[0].id;
        let inner = documents(&desk, message).await.into_iter().find(|row| row.part.starts_with("2.") && row.media_type == "text/plain").unwrap();
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let page = look(&mut sharon, &format!("/inbox/{message}?doc={}", inner.part)).text();
        for expected in ["Attached message", "dale@fernleighhardware.example", "Purchase order"] {
            assert!(page.contains(expected), "{expected}: {page}");
        }
    }

    async fn a_spreadsheet_is_a_table_with_the_letters_and_numbers_of_its_cells(desk: Desk) {
        desk.receive(COBALT, "cobalt.eml").await;
        let message = desk.inbox().await[0].id;
        let workbook = documents(&desk, message).await.into_iter().find(|row| row.name.as_deref() == Some("CW-20887.xlsx")).unwrap();
        let served = desk.serve();
        let mut vera = served.visit(&desk.vera);
        let page = look(&mut vera, &format!("/inbox/{message}?doc={}", workbook.part)).text();
        for expected in ["<th scope=\"col\">A</th>", "<th scope=\"row\">10</th>", "<td>RCAP40</td>", "<td class=\"figure\">1000</td>"] {
            assert!(page.contains(expected), "{expected}: {page}");
        }
        assert_eq!(vera.get(&format!("/inbox/{message}?doc={}&sheet=99&row=999999", workbook.part)).unwrap().status, 200, "what is not there is not shown");
        assert_eq!(vera.get(&format!("/inbox/{message}?sheet=first")).unwrap().status, 404);
    }

    async fn a_page_is_drawn_once_and_still_nobody_elses(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let pdf = document_of_type(&desk, desk.message_of(id).await, "application/pdf").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let path = format!("/documents/{pdf}/pages/1.png");
        let first = look(&mut sharon, &path).bytes;
        let folder = desk.ctx.config.place.pictures();
        let kept: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(kept.len(), 1);
        assert_eq!(std::fs::read(&kept[0]).unwrap(), first);
        std::fs::write(&kept[0], b"the picture that was kept").unwrap();
        assert_eq!(look(&mut sharon, &path).bytes, b"the picture that was kept", "it is not drawn again");
        assert_eq!(served.visit(&desk.olga).get(&path).unwrap().status, 404);
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(look(&mut sharon, &path).bytes, first, "and is not missed when it is gone");
    }

    async fn documents_of_another_organisation_do_not_exist(desk: Desk) {
        let id = desk.receive_order(&mail::shape_in_html(), "12022.eml").await;
        let message = desk.message_of(id).await;
        let html = document_of_type(&desk, message, "text/html").await;
        let served = desk.serve();
        let (mut olga, mut mika) = (served.visit(&desk.olga), served.visit(&desk.mika));
        for path in [
            format!("/documents/{html}/page"), format!("/documents/{html}/file"), format!("/orders/{id}/documents/{html}"),
            format!("/inbox/{message}/file"), format!("/inbox/{message}?doc=files"),
        ] {
            assert_eq!(olga.get(&path).unwrap().status, 404, "another organisation: {path}");
            assert_eq!(mika.get(&path).unwrap().status, 404, "the warehouse reads no mail: {path}");
        }
    }

    async fn a_document_of_another_order_or_of_no_html_has_no_page(desk: Desk) {
        let id = desk.receive_order(&mail::shape_in_html(), "12022.eml").await;
        let other = desk.receive_order(&mail::html_order("FH-77", ""), "html.eml").await;
        let of_other = document_of_type(&desk, desk.message_of(other).await, "text/html").await;
        let pdf = document_of_type(&desk, desk.message_of(id).await, "application/pdf").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        for path in [format!("/orders/{id}/documents/{of_other}"), format!("/documents/{pdf}/page"), "/documents/999999/page".to_owned()] {
            assert_eq!(sharon.get(&path).unwrap().status, 404, "{path}");
        }
    }

    async fn text_that_cannot_be_seen_is_no_evidence_and_the_page_says_so(desk: Desk) {
        let hidden = "<p style=\"color:#ffffff\">Purchase Order Number: 666</p><div style=\"display:none\">Qty 99999</div>";
        let id = desk.receive_order(&mail::html_order("FH-78", hidden), "hidden.eml").await;
        assert_eq!(desk.page(id).await.po_number.value.as_deref(), Some("FH-78"));
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let src = frame(&look(&mut sharon, &format!("/orders/{id}")));
        let inside = look(&mut sharon, &src).text();
        assert!(inside.contains("text that cannot be seen (2 passages)"), "{inside}");
        assert!(inside.contains("99999"), "what it says can be looked up");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hostile_mail_runs_nothing_fetches_nothing_and_its_marks_light_up() {
    let Some((desk, _served, browser)) = desk_with_browser(true).await else { return };
    let trap = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = trap.local_addr().unwrap();
    let calls = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&calls);
    std::thread::spawn(move || {
        for _ in trap.incoming() {
            counted.fetch_add(1, Ordering::SeqCst);
        }
    });
    let hostile = format!(
        "<script>fetch('http://{address}/a'); top.wasRun = 1</script><img src='http://{address}/b.png' onerror=\"top.wasRun = 1\">\
         <svg onload=\"top.wasRun = 1\"><image href='http://{address}/c'/></svg><link rel=stylesheet href='http://{address}/d.css'>\
         <style>@import 'http://{address}/e.css'; body {{ background: url(http://{address}/f) }}</style>\
         <p style=\"background:url(http://{address}/g);position:fixed;inset:0\">x</p><iframe src='http://{address}/h'></iframe>\
         <object data='http://{address}/i'></object><meta http-equiv=refresh content='0;url=http://{address}/j'>\
         <base href='http://{address}/'><video src='http://{address}/k' autoplay></video><form action='http://{address}/l'><button autofocus>x</button></form>"
    );
    let id = desk.receive_order(&mail::html_order("FH-79", &hostile), "hostile.eml").await;
    browser.sign_in(&desk.sharon).await;
    browser.go(&format!("/orders/{id}")).await;
    browser.see("iframe.mail").await;
    browser.run("document.getElementById('v-1-quantity').focus()").await;
    browser.see_that("return document.querySelector('iframe.mail').src.endsWith('#e-1-quantity')").await;
    browser.client.enter_frame(0).await.unwrap();
    browser.see_that("return document.querySelector('mark:target').textContent === '1000'").await;
    // The mark is seen.
    browser.see_that("return getComputedStyle(document.querySelector('mark:target')).outlineStyle === 'solid'").await;
    browser.client.enter_parent_frame().await.unwrap();
    browser.picture("hostile-mail").await;
    // What would run or be fetched had its time.
    tokio::time::sleep(Duration::from_millis(900)).await;
    assert_eq!(browser.run("return window.wasRun ?? null").await, serde_json::Value::Null);
    assert_eq!(calls.load(Ordering::SeqCst), 0, "nothing was fetched");
    assert_eq!(browser.complaints().await, Vec::<String>::new(), "and nothing had to be forbidden");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mark_leads_to_its_value_without_scripts() {
    let Some((desk, _served, browser)) = desk_with_browser(false).await else { return };
    let id = desk.receive_order(&mail::html_order("FH-80", ""), "html.eml").await;
    browser.sign_in(&desk.sharon).await;
    browser.go(&format!("/orders/{id}")).await;
    browser.see("iframe.mail").await;
    browser.client.enter_frame(0).await.unwrap();
    browser.click("#e-1-quantity a").await;
    browser.client.enter_parent_frame().await.unwrap();
    browser.see("#v-1-quantity:target").await;
    browser.see_that("return location.hash === '#v-1-quantity'").await;
}
