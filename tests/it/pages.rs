//! The pages, as somebody uses them whose browser runs no scripts: find the form in the page, fill it in, send it.

use ramjet::auth::{Role, Scope};
use ramjet::entity::document;
use ramjet::entity::ids::OrderId;
use ramjet::entity::states::{ImportSubject, OrderState};
use ramjet::entity::{OfOrganisation as _, form, outbox};
use ramjet::matching::catalogue::import::{self, HandedIn};
use ramjet::review::evidence::FieldName;
use ramjet::web::routes::{Need, ROUTES};

use crate::desk::html::{Form, tags};
use crate::desk::visitor::{Answer, Visitor};
use crate::desk::{Desk, both, mail};

/// The page of an order.
fn order(visitor: &mut Visitor, id: OrderId) -> Answer {
    let answer = visitor.get(&format!("/orders/{id}")).unwrap();
    assert_eq!(answer.status, 200);
    answer
}

/// The form for the values of an order, or of the first line it offers.
fn edit(visitor: &mut Visitor, id: OrderId, of_line: bool) -> Form {
    let page = order(visitor, id);
    let start = format!("/orders/{id}/edit");
    let link = tags(&page.text()).into_iter().find(|tag| {
        tag.name == "a" && tag.get("href").starts_with(&start) && tag.get("href").contains("line=") == of_line
    });
    let link = link.unwrap_or_else(|| panic!("the page offers nothing to edit"));
    let path = link.get("href").split('#').next().unwrap().to_owned();
    visitor.get(&path).unwrap().form("/correction")
}

/// A file for the catalogue that nobody has accepted yet.
async fn hand_in_a_catalogue(desk: &Desk) {
    let bytes = b"Code;Description\nNEW1;A new cap\n".to_vec();
    let file = HandedIn { subject: ImportSubject::Products, name: "new.csv".to_owned(), bytes };
    import::hand_in(&desk.deed(&desk.grant), &desk.blobs, &desk.ctx.isolate, file).await.unwrap();
}

/// A route with its places filled in.
async fn address(desk: &Desk, pattern: &str, id: OrderId) -> String {
    let scope = Scope::system(desk.row(id).await.organisation_id);
    let message = desk.row(id).await.message_id.unwrap();
    let form = form::Entity::of(&scope).one(&desk.db.read).await.unwrap().map_or(0, |row| row.id.0);
    let documents = document::Entity::of(&scope).all(&desk.db.read).await.unwrap();
    let of_type = |kind: &str| documents.iter().find(|row| row.media_type == kind).map_or(0, |row| row.id.0);
    let (pdf, html) = (of_type("application/pdf"), of_type("text/html"));
    let id = match pattern {
        _ if pattern.starts_with("/inbox") => message.0,
        "/documents/{id}/page" => html,
        _ if pattern.starts_with("/documents") => pdf,
        _ => id.0,
    };
    pattern
        .replace("{id}", &id.to_string())
        .replace("{form}", &form.to_string())
        .replace("{kind}", "office-order")
        .replace("{page}", "1")
        .replace("{colour}", "1")
        .replace("{file}", "products.csv")
        .replace("{name}", "nothing.css")
        .replace("{document}", &html.to_string())
}

/// The page without what differs each time: its reference number.
fn without_reference(text: &str) -> String {
    let mut kept = String::new();
    for (n, part) in text.split("Reference ").enumerate() {
        kept.push_str(if n == 0 { part } else { part.split_once('<').map_or("", |(_, rest)| rest) });
    }
    kept
}

both! {
    async fn an_order_is_found_corrected_approved_recalled_and_approved_again_with_plain_forms(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let list = sharon.get("/orders").unwrap().text();
        assert!(list.contains(&format!("/orders/{id}")) && list.contains("12022") && list.contains("Shape Aluminium"));

        let line = edit(&mut sharon, id, true);
        assert_eq!(line.value("quantity"), Some("1000"));
        let saved = sharon.submit(&line.with("quantity", "500")).unwrap();
        assert!(saved.text().contains("660.00"), "the line is worth less now");
        while let Some(settlement) = order(&mut sharon, id).find_form("/settlement") {
            sharon.submit(&settlement).unwrap();
        }
        let checked = order(&mut sharon, id);
        let approved = sharon.submit(&checked.form("/approval")).unwrap();
        assert_eq!(desk.page(id).await.state, OrderState::Approved);
        assert!(approved.text().contains("data-seconds-left=\"30\""), "it says how long it can be recalled");
        assert!(approved.find_form("/approval").is_none());
        let recalled = sharon.submit(&approved.form("/recall")).unwrap();
        assert_eq!(desk.page(id).await.state, OrderState::InReview);
        let approved = sharon.submit(&recalled.form("/approval")).unwrap();
        let files: Vec<_> = tags(&approved.text()).into_iter().filter(|tag| tag.attributes.contains_key("download")).collect();
        assert_eq!(files.len(), 3);
        for file in &files {
            let answer = sharon.get(file.get("href")).unwrap();
            assert_eq!((answer.status, &answer.bytes[..4]), (200, b"PK\x03\x04".as_slice()));
            assert!(answer.header("content-disposition").starts_with("attachment"), "{}", answer.header("content-disposition"));
        }
        desk.evening().await;
        let sent = order(&mut sharon, id);
        assert!(sent.find_form("/recall").is_none() && sent.find_form("/rejection").is_none());
    }

    async fn a_form_that_is_saved_as_it_was_drawn_changes_nothing(desk: Desk) {
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let bare = mail::order(mail::SHAPE_ALUMINIUM, None, &["1000 x LOCAP2 louvre end cap 152mm @ 1.32 each"]);
        for (bytes, name) in [(mail::SHAPE, "pdf.eml"), (mail::FERNLEIGH, "text.eml"), (&bare, "bare.eml")] {
            let id = desk.receive_order(bytes, name).await;
            let two_lines = [(None, FieldName::Instructions, "Two pallets\nBoth wrapped")];
            desk.correct(&desk.sharon, id, &two_lines).await.unwrap();
            for of_line in [false, true] {
                let drawn = edit(&mut sharon, id, of_line);
                let (row, history) = (desk.row(id).await, desk.page(id).await.history);
                assert_eq!(sharon.send(&drawn).unwrap().status, 303);
                let entries: Vec<_> = desk.page(id).await.history.into_iter().map(|entry| entry.detail).collect();
                assert_eq!(entries.len(), history.len(), "{name}, line {of_line}: {:?}", entries.first());
                assert_eq!(desk.row(id).await, row, "{name}, line {of_line}");
            }
        }
    }

    async fn what_cannot_be_read_comes_back_in_the_same_form_with_a_sentence_beside_it(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let drawn = edit(&mut sharon, id, true);
        let answer = sharon.send(&drawn.with("quantity", "a few").with("description", "<b>cap</b>")).unwrap();
        assert_eq!(answer.status, 422);
        let again = answer.form("/correction");
        assert_eq!((again.value("quantity"), again.value("description")), (Some("a few"), Some("<b>cap</b>")));
        let wrong = tags(&answer.text()).into_iter().find(|tag| tag.get("aria-invalid") == "true").unwrap();
        assert_eq!(wrong.get("name"), "quantity");
        assert!(!answer.text().contains("<b>cap"), "text is text");
        assert_eq!(desk.line(id, 1).await.quantity.value.unwrap().to_string(), "1000");
    }

    async fn whoever_saves_second_sees_both_versions_and_keeps_what_was_typed(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let served = desk.serve();
        let (mut sharon, mut grant) = (served.visit(&desk.sharon), served.visit(&desk.grant));
        let (first, second) = (edit(&mut sharon, id, false), edit(&mut grant, id, false));
        assert_eq!(sharon.send(&first.with("po_number", "12022-A")).unwrap().status, 303);
        let answer = grant.send(&second.with("instructions", "Two pallets, please")).unwrap();
        assert_eq!(answer.status, 409);
        assert!(answer.text().contains("12022-A"), "what is saved");
        let again = answer.form("/correction");
        assert_eq!(again.value("instructions"), Some("Two pallets, please"), "what was typed");
        assert_eq!(desk.page(id).await.instructions.value.as_deref(), Some("MUST BE UV STABLE"));
        let page = grant.submit(&again.with("po_number", "12022-A")).unwrap();
        assert_eq!(page.status, 200);
        let page = desk.page(id).await;
        assert_eq!((page.po_number.value.as_deref(), page.instructions.value.as_deref()), (Some("12022-A"), Some("Two pallets, please")));
    }

    async fn every_form_sent_twice_is_done_once(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let twice = |visitor: &mut Visitor, form: &Form| {
            let answers = [visitor.send(form).unwrap(), visitor.send(form).unwrap()];
            assert_eq!(answers.map(|answer| (answer.status, answer.header("location").to_owned())), [(); 2].map(|()| (303, format!("/orders/{id}"))));
        };
        let correction = edit(&mut sharon, id, true).with("unit_price", "1.30");
        twice(&mut sharon, &correction);
        let settlement = order(&mut sharon, id).form("/settlement");
        twice(&mut sharon, &settlement);
        while let Some(settlement) = order(&mut sharon, id).find_form("/settlement") {
            twice(&mut sharon, &settlement);
        }
        let rejection = order(&mut sharon, id).form("/rejection").with("reason", "No credit");
        twice(&mut sharon, &rejection);
        let reopening = order(&mut sharon, id).form("/reopening");
        twice(&mut sharon, &reopening);
        let approval = order(&mut sharon, id).form("/approval");
        twice(&mut sharon, &approval);
        let recall = order(&mut sharon, id).form("/recall");
        twice(&mut sharon, &recall);
        let history: Vec<_> = desk.page(id).await.history.into_iter().rev().map(|entry| entry.action).collect();
        let counted = |word: &str| history.iter().filter(|action| *action == word).count();
        assert_eq!(["corrected", "rejected", "reopened", "approved", "recalled"].map(counted), [1; 5], "{history:?}");
        assert_eq!(desk.count::<outbox::Entity>().await, 1);
        desk.evening().await;
    }

    async fn the_same_approval_sent_twice_at_once_is_done_once(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let approval = order(&mut sharon, id).form("/approval");
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let clicks: Vec<_> = (0..4).map(|_| scope.spawn(|| sharon.clone().send(&approval).unwrap().status)).collect();
            clicks.into_iter().map(|click| click.join().unwrap()).collect()
        });
        assert_eq!(statuses, [303; 4]);
        assert_eq!((desk.count::<form::Entity>().await, desk.count::<outbox::Entity>().await), (3, 1));
        desk.evening().await;
        assert_eq!(desk.letters().len(), 1);
    }

    async fn the_key_of_one_form_does_nothing_else(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let page = order(&mut sharon, id);
        let key = page.form("/approval").value("once").unwrap().to_owned();
        assert_eq!(sharon.send(&page.form("/approval")).unwrap().status, 303);
        let borrowed = order(&mut sharon, id).form("/recall").with("once", &key);
        let answer = sharon.send(&borrowed).unwrap();
        assert!((400..500).contains(&answer.status), "{}", answer.status);
        assert_eq!(desk.page(id).await.state, OrderState::Approved);
        desk.evening().await;
    }

    async fn each_route_opens_to_exactly_the_roles_of_the_table(desk: Desk) {
        let id = desk.receive_order(&mail::shape_in_html(), "12022.eml").await;
        desk.approve(&desk.sharon, id).await.unwrap();
        hand_in_a_catalogue(&desk).await;
        let served = desk.serve();
        let people = [&desk.grant, &desk.sharon, &desk.mika, &desk.vera];
        assert_eq!(people.map(|person| person.scope.role().unwrap()), [Role::Owner, Role::Reviewer, Role::Warehouse, Role::Viewer]);
        let mut visitors = people.map(|person| (person, served.visit(person)));
        let origin = served.url.trim_end_matches('/').to_owned();
        let before = desk.dump().await;
        let mut cells = 0;
        for route in ROUTES.iter().filter(|route| route.path != "/sign-out" && route.path != "/account/look") {
            let path = address(&desk, route.path, id).await;
            let headers = [("Origin", origin.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
            let mut stranger = Visitor::of(&served.url);
            let strange = stranger.ask(route.method.as_str(), &path, &headers, "").unwrap().status;
            match (route.need, route.method.as_str()) {
                (Need::Nothing, _) => assert_ne!(strange, 401),
                (_, "GET") => assert_eq!(strange, 303, "{path}: a stranger is led to the door"),
                _ => assert_eq!(strange, 401, "{path}"),
            }
            for (person, visitor) in &mut visitors {
                // A change without any value is malformed; whether it is looked at is the question here.
                let answer = visitor.ask(route.method.as_str(), &path, &headers, "").unwrap();
                let may = match route.need {
                    Need::Nothing => continue,
                    Need::Session => true,
                    Need::Right(right) => person.scope.may(right),
                };
                cells += 1;
                if may {
                    assert_ne!(answer.status, 404, "{} {} {path}", person.name, route.method);
                    assert!(answer.status < 500, "{} {} {path}: {}", person.name, route.method, answer.status);
                } else {
                    assert_eq!(answer.status, 404, "{} {} {path}", person.name, route.method);
                    let nowhere = visitor.ask(route.method.as_str(), "/nowhere", &headers, "").unwrap();
                    assert_eq!(without_reference(&answer.text()), without_reference(&nowhere.text()), "as if it did not exist");
                }
            }
        }
        assert_eq!(desk.dump().await, before);
        crate::desk::say(&format!("role cells {cells}, mismatches 0"));
        desk.evening().await;
    }

    async fn looking_at_any_page_changes_nothing(desk: Desk) {
        let id = desk.receive_order(&mail::shape_in_html(), "12022.eml").await;
        desk.receive(mail::SHAPE_AGAIN, "again.eml").await;
        desk.receive(mail::NEWSLETTER, "news.eml").await;
        desk.approve(&desk.sharon, id).await.unwrap();
        hand_in_a_catalogue(&desk).await;
        let served = desk.serve();
        let mut grant = served.visit(&desk.grant);
        let before = desk.dump().await;
        let mut pages = vec!["/orders?view=all".to_owned(), "/orders?view=sent&before=9".to_owned(), "/inbox?before=2".to_owned()];
        for route in ROUTES.iter().filter(|route| route.method == "GET") {
            pages.push(address(&desk, route.path, id).await);
        }
        for page in &pages {
            for other in ["", "HX-Request-Type"] {
                let headers: &[(&str, &str)] = if other.is_empty() { &[] } else { &[("HX-Request-Type", "partial")] };
                let answer = grant.ask("GET", page, headers, "").unwrap();
                assert!(answer.status < 500, "{page}: {}", answer.status);
            }
        }
        assert_eq!(desk.dump().await, before);
        desk.evening().await;
    }

    async fn a_change_that_does_not_come_from_our_own_pages_is_refused(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let approval = order(&mut sharon, id).form("/approval");
        let body = crate::desk::visitor::encoded(&approval.fields);
        let before = desk.dump().await;
        let content = ("Content-Type", "application/x-www-form-urlencoded");
        for headers in [
            vec![content],
            vec![content, ("Origin", "http://evil.example")],
            vec![content, ("Origin", "null")],
            vec![content, ("Referer", "http://127.0.0.1/orders")],
            vec![content, ("Sec-Fetch-Site", "cross-site"), ("Origin", served.url.trim_end_matches('/'))],
        ] {
            let answer = sharon.ask("POST", &approval.action, &headers, &body).unwrap();
            assert_eq!(answer.status, 403, "{headers:?}");
        }
        assert_eq!(desk.dump().await, before);
        assert_eq!(sharon.send(&approval).unwrap().status, 303, "the form itself is fine");
        desk.evening().await;
    }

    async fn every_answer_carries_the_headers_that_protect_it(desk: Desk) {
        let id = desk.receive_order(&mail::shape_in_html(), "12022.eml").await;
        let served = desk.serve();
        let mut grant = served.visit(&desk.grant);
        let mut pages = vec!["/nowhere".to_owned(), format!("/orders/{}", id.0 + 999)];
        for route in ROUTES.iter().filter(|route| route.method == "GET") {
            pages.push(address(&desk, route.path, id).await);
        }
        for page in &pages {
            let answer = grant.get(page).unwrap();
            let policy = answer.header("content-security-policy");
            // What comes from strangers has a stricter policy; see the tests of sources.
            let is_foreign = policy.contains("; sandbox");
            let is_workbook = page.ends_with("/template") || page.contains("/drafts/");
            assert_eq!(is_foreign && !is_workbook, page.ends_with("/file") || page.ends_with("/page") || page.contains("/documents/") && page.starts_with("/orders"), "{page}");
            if is_foreign {
                assert!(policy.starts_with("default-src 'none'") && !policy.contains("script-src"), "{page}: {policy}");
                assert_eq!(answer.header("x-content-type-options"), "nosniff", "{page}");
                continue;
            }
            assert!(policy.contains("script-src 'self';") && policy.contains("default-src 'none'"), "{page}: {policy}");
            assert!(!policy.contains("unsafe"), "{page}: {policy}");
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("x-frame-options", "DENY"),
                ("referrer-policy", "no-referrer"),
                ("cross-origin-opener-policy", "same-origin"),
            ] {
                assert_eq!(answer.header(name), value, "{page}");
            }
            assert!(!answer.header("cache-control").is_empty() && !answer.header("cache-control").starts_with("public, no"), "{page}");
        }
    }

    async fn nothing_of_a_page_needs_what_the_policy_forbids(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        for page in ["/orders".to_owned(), format!("/orders/{id}"), format!("/orders/{id}/edit"), "/inbox".to_owned(), "/account".to_owned()] {
            for tag in tags(&sharon.get(&page).unwrap().text()) {
                assert!(!tag.attributes.contains_key("style"), "{page}: {tag:?}");
                assert!(!tag.attributes.keys().any(|name| name.starts_with("on")), "{page}: {tag:?}");
                assert!(tag.name != "script" || !tag.get("src").is_empty(), "{page}: {tag:?}");
                assert!(!tag.get("href").starts_with("javascript:"), "{page}: {tag:?}");
            }
        }
    }

    async fn words_of_a_stranger_are_shown_as_words(desk: Desk) {
        let lines = ["10 x LOCAP2 <script>alert(1)</script> \"><img src=x onerror=alert(2)> cap, black @ $1.32 each"];
        let id = desk.receive_order(&mail::order(("<b>Evil</b> Pty Ltd", "evil@evil.example"), Some("4711"), &lines), "evil.eml").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let message = desk.message_of(id).await;
        for page in ["/orders".to_owned(), format!("/orders/{id}"), "/inbox".to_owned(), format!("/inbox/{message}")] {
            let text = sharon.get(&page).unwrap().text();
            assert!(!text.contains("<script>alert") && !text.contains("<img src=x") && !text.contains("<b>Evil"), "{page}");
        }
        assert!(order(&mut sharon, id).text().contains("&lt;script&gt;alert(1)"), "it is there to be read");
    }

    async fn the_warehouse_sees_the_order_and_its_forms_but_nothing_to_press_and_no_mail(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.approve(&desk.sharon, id).await.unwrap();
        let served = desk.serve();
        for person in [&desk.mika, &desk.vera] {
            let mut visitor = served.visit(person);
            let page = order(&mut visitor, id);
            for noun in ["/approval", "/recall", "/correction", "/rejection", "/settlement", "/product", "/reopening", "/setting-aside"] {
                assert!(page.find_form(noun).is_none(), "{}: {noun}", person.name);
            }
            assert!(page.text().contains("Works_Order_WO-12022-1.xlsx"));
        }
        let mut mika = served.visit(&desk.mika);
        assert_eq!(mika.get("/inbox").unwrap().status, 404);
        assert!(!order(&mut mika, id).text().contains("renae.holt@"), "the mail is not for the warehouse");
        desk.evening().await;
    }
}
