//! The same deeds as somebody does them whose browser runs no scripts: find the form in the page, fill it in, send it.

use ramjet::entity::ids::OrderId;
use ramjet::entity::states::{Fate, OrderState};
use ramjet::review::evidence::FieldName;

use crate::desk::html::{Form, tags};
use crate::desk::visitor::{Answer, Visitor};
use crate::desk::{both, mail};

/// The form for the whole order.
fn edit(visitor: &mut Visitor, id: OrderId) -> Form {
    visitor.get(&format!("/orders/{id}/edit")).unwrap().form("/correction")
}

/// The form as the button of this name and value sends it.
fn pressed(mut form: Form, name: &str, value: &str) -> Form {
    form.fields.push((name.to_owned(), value.to_owned()));
    form
}

/// The one field whose name ends so, of the line at this place.
fn of_line(form: &Form, place: usize, end: &str) -> String {
    let names = form.fields.iter().map(|(name, _)| name);
    names.filter(|name| name.starts_with('l') && name.ends_with(end)).nth(place).unwrap().clone()
}

fn submit(visitor: &mut Visitor, page: &Answer, noun: &str) -> Answer {
    visitor.submit(&page.form(noun)).unwrap()
}

both! {
    async fn lines_are_changed_added_and_taken_out_in_one_form(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let form = edit(&mut sharon, id);
        let quantity = of_line(&form, 0, "-quantity");
        let form = form.with(&quantity, "500").with("instructions", "By Friday");
        let more = sharon.send(&pressed(form, "more", "1")).unwrap();
        assert_eq!(more.status, 200);
        let form = more.form("/correction");
        assert_eq!((form.value(&quantity), form.value("instructions"), form.value("n1-code")), (Some("500"), Some("By Friday"), Some("")));
        assert_eq!(desk.line(id, 1).await.quantity.value.unwrap().to_string(), "1000", "nothing is saved yet");
        let more = sharon.send(&pressed(form.with("n1-code", "locap2"), "more", "2")).unwrap().form("/correction");
        assert_eq!((more.value("n1-code"), more.value("n2-code")), (Some("locap2"), Some("")));
        let removed = format!("remove-l{}", desk.line(id, 2).await.id);
        let form = pressed(more.with("n1-quantity", "10").with("n1-unit_price", "1.32").with("n1-delivery_date", "1/3/2026"), &removed, "on");
        assert_eq!(sharon.send(&form).unwrap().status, 303);
        let page = desk.page(id).await;
        assert_eq!(page.lines.iter().map(|line| line.position).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(page.totals.net.unwrap().minor, 66_000 + 1_320);
        assert_eq!(page.lines[1].delivery_date.value.unwrap().to_string(), "2026-03-01");
        // What was taken out is put back where that is told.
        let told = sharon.get(&format!("/orders/{id}")).unwrap();
        submit(&mut sharon, &told, "/line-restoration");
        assert_eq!(desk.page(id).await.lines.len(), 3);
    }

    async fn a_form_of_a_whole_order_saved_as_it_was_drawn_changes_nothing(desk: Desk) {
        let id = desk.receive_order(mail::FERNLEIGH, "f.eml").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let (form, row) = (edit(&mut sharon, id), desk.row(id).await);
        assert!(form.fields.len() > 8 + 8, "with its lines: {}", form.fields.len());
        assert_eq!(sharon.send(&form).unwrap().status, 303);
        assert_eq!(desk.row(id).await, row);
    }

    async fn a_new_line_that_cannot_be_read_comes_back_with_a_sentence_and_nothing_is_lost(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let form = sharon.get(&format!("/orders/{id}/edit?add=1")).unwrap().form("/correction");
        let answer = sharon.send(&form.with("n1-code", "LOCAP2").with("n1-quantity", "a <b>few")).unwrap();
        assert_eq!(answer.status, 422);
        let wrong: Vec<_> = tags(&answer.text()).into_iter().filter(|tag| tag.get("aria-invalid") == "true").collect();
        assert_eq!((wrong.len(), wrong[0].get("name")), (1, "n1-quantity"));
        let form = answer.form("/correction");
        assert_eq!((form.value("n1-code"), form.value("n1-quantity")), (Some("LOCAP2"), Some("a <b>few")));
        assert_eq!(desk.page(id).await.lines.len(), 2);
        let strange = sharon.get(&format!("/orders/{id}/edit?add=1")).unwrap().form("/correction");
        let strange = pressed(strange, "l999999-quantity", "1");
        assert_eq!(sharon.send(&strange).unwrap().status, 404, "a line of no order of ours");
    }

    async fn where_two_changed_the_same_each_value_is_chosen_and_what_only_one_changed_is_taken_over(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let served = desk.serve();
        let (mut sharon, mut grant) = (served.visit(&desk.sharon), served.visit(&desk.grant));
        let (first, second) = (edit(&mut sharon, id), edit(&mut grant, id));
        let (quantity, colour) = (of_line(&first, 0, "-quantity"), of_line(&first, 1, "-colour"));
        let first = first.with(&quantity, "500").with("po_number", "12022-A").with("instructions", "From Sharon");
        assert_eq!(sharon.send(&first).unwrap().status, 303);
        let second = second.with(&quantity, "700").with("instructions", "From Grant").with(&colour, "White");
        let answer = grant.send(&second).unwrap();
        assert_eq!(answer.status, 409);
        assert_eq!(answer.text().matches("Somebody was faster").count(), 1);
        let form = answer.form("/correction");
        // Both changed quantity and instructions; Sharon alone the number, Grant alone the colour.
        assert_eq!((form.value(&format!("pick-{quantity}")), form.value("pick-instructions"), form.value("pick-po_number")), (Some("yours"), Some("yours"), None));
        assert_eq!((form.value(&quantity), form.value("po_number"), form.value(&colour)), (Some("700"), Some("12022-A"), Some("White")));
        let choice = form.with("pick-instructions", "theirs");
        assert_eq!(grant.send(&choice).unwrap().status, 303);
        let page = desk.page(id).await;
        assert_eq!((page.instructions.value.as_deref(), page.po_number.value.as_deref()), (Some("From Sharon"), Some("12022-A")));
        assert_eq!((page.lines[0].quantity.value.unwrap().to_string().as_str(), page.lines[1].colour.value.as_deref()), ("700", Some("White")));
    }

    async fn what_was_typed_into_a_line_that_is_gone_is_kept_until_somebody_decides(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let served = desk.serve();
        let (mut sharon, mut grant) = (served.visit(&desk.sharon), served.visit(&desk.grant));
        let line = desk.line(id, 2).await.id;
        let single = format!("/orders/{id}/edit?line={line}");
        let (kept, dropped) = (grant.get(&single).unwrap().form("/correction"), grant.get(&single).unwrap().form("/correction"));
        let page = sharon.get(&single).unwrap();
        submit(&mut sharon, &page, "/line-removal");
        assert_eq!(desk.page(id).await.lines.len(), 1);
        let answer = grant.send(&dropped.with("quantity", "750")).unwrap();
        assert_eq!((answer.status, answer.form("/correction").value(&format!("pick-l{line}"))), (409, Some("theirs")));
        assert_eq!(grant.send(&answer.form("/correction")).unwrap().status, 303);
        assert_eq!(desk.page(id).await.lines.len(), 1, "left out, as chosen");
        let answer = grant.send(&kept.with("quantity", "750")).unwrap();
        assert_eq!(answer.status, 409);
        assert_eq!(grant.send(&answer.form("/correction").with(&format!("pick-l{line}"), "yours")).unwrap().status, 303);
        assert_eq!(desk.line(id, 2).await.quantity.value.unwrap().to_string(), "750");
    }

    async fn a_message_becomes_an_order_and_none_again_by_its_buttons(desk: Desk) {
        desk.receive(mail::NEWSLETTER, "news.eml").await;
        let message = desk.inbox().await[0].id;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let path = format!("/inbox/{message}");
        let page = sharon.get(&path).unwrap();
        assert!(page.find_form("/reading").is_some());
        let (made, again) = (sharon.send(&page.form("/order")).unwrap(), sharon.send(&page.form("/order")).unwrap());
        let id = desk.orders().await[0];
        assert_eq!((made.header("location"), again.header("location")), (format!("/orders/{id}").as_str(), format!("/orders/{id}").as_str()));
        assert_eq!(desk.orders().await.len(), 1);
        assert!(sharon.get(&path).unwrap().find_form("/order").is_none());
        let order = sharon.get(&format!("/orders/{id}")).unwrap();
        assert!(order.text().contains("made the mail an order"));
        let put_away = submit(&mut sharon, &order, "/dismissal");
        assert_eq!((put_away.status, desk.page(id).await.state, desk.fates().await), (200, OrderState::SetAside, vec![Fate::Ignored]));
        let page = sharon.get(&path).unwrap();
        assert!(page.text().contains("A person put it away") && page.find_form("/reading").is_none());
        submit(&mut sharon, &page, "/order");
        assert_eq!(desk.page(id).await.state, OrderState::InReview);
        for person in [&desk.vera, &desk.mika, &desk.olga] {
            let mut visitor = served.visit(person);
            assert_eq!(visitor.send(&page.form("/order")).unwrap().status, 404, "{}", person.name);
        }
    }

    async fn reading_again_is_asked_for_by_a_button_and_its_end_is_told(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.correct(&desk.sharon, id, &[(Some(1), FieldName::Quantity, "500")]).await.unwrap();
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let page = sharon.get(&format!("/orders/{id}")).unwrap();
        let asked = submit(&mut sharon, &page, "/reading");
        assert!(asked.text().contains("Being read again") && asked.text().contains("data-look-again"));
        desk.work_until_idle().await;
        let done = sharon.get(&format!("/orders/{id}")).unwrap().text();
        assert!(done.contains("found nothing new") && done.contains("660.00") && !done.contains("Being read again"));
    }

    async fn a_reason_that_is_too_long_comes_back_whole(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let form = sharon.get(&format!("/orders/{id}")).unwrap().form("/rejection");
        let long = "because ".repeat(200);
        let answer = sharon.send(&form.with("reason", &long)).unwrap();
        assert_eq!((answer.status, answer.form("/rejection").value("reason")), (422, Some(long.as_str())));
        assert_eq!(desk.page(id).await.state, OrderState::InReview);
    }

    async fn a_duplicate_of_an_order_that_is_not_there_is_refused_and_the_number_kept(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let form = sharon.get(&format!("/orders/{id}")).unwrap().form("/setting-aside");
        let answer = sharon.send(&form.with("number", "no such")).unwrap();
        assert_eq!((answer.status, answer.form("/setting-aside").value("number")), (422, Some("no such")));
    }

    async fn a_head_is_answered_like_a_page_without_its_text_and_a_wrong_method_names_the_right_ones(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let origin = served.url.trim_end_matches('/').to_owned();
        for path in [format!("/orders/{id}"), "/orders".to_owned(), "/livez".to_owned()] {
            let (head, page) = (sharon.ask("HEAD", &path, &[], "").unwrap(), sharon.get(&path).unwrap());
            assert_eq!((head.status, head.header("content-type"), head.bytes.len()), (200, page.header("content-type"), 0), "{path}");
        }
        assert_eq!(sharon.ask("HEAD", "/nowhere", &[], "").unwrap().status, 404);
        let headers = [("Origin", origin.as_str())];
        for (method, path, allow) in [("POST", format!("/orders/{id}"), "GET, HEAD"), ("GET", format!("/orders/{id}/approval"), "POST"), ("DELETE", "/sign-in".to_owned(), "GET, HEAD, POST")] {
            let answer = sharon.ask(method, &path, &headers, "").unwrap();
            assert_eq!((answer.status, answer.header("allow")), (405, allow), "{method} {path}");
        }
    }
}
