//! After a form the page says what was done: once, in the reader's language, without a script and without anything in the address.

use ramjet::auth;

use crate::desk::both;
use crate::desk::visitor::Visitor;

/// Saves a form and asserts that the page says so, and that the next one does not.
fn says_once(visitor: &mut Visitor, form: &crate::desk::html::Form, page: &str, sentence: &str) {
    let answer = visitor.send(form).unwrap();
    assert_eq!((answer.status, answer.header("location")), (303, page), "{}", answer.text());
    let first = visitor.get(page).unwrap().text();
    let note = "<div class=\"note said\" data-state=\"ok\" data-said-once>";
    assert!(first.contains(note) && first.contains(sentence), "{sentence}: {first}");
    assert!(first.contains("<div id=\"notice\" aria-live=\"polite\"><div class=\"note said\""), "in the live region");
    let again = visitor.get(page).unwrap().text();
    assert!(!again.contains(note) && !again.contains(sentence), "a reload says nothing: {again}");
}

both! {
    async fn settings_people_sources_and_the_catalogue_say_what_was_saved(desk: Desk) {
        let served = desk.serve();
        tokio::task::block_in_place(|| {
            let mut grant = served.visit(&desk.grant);
            let form = grant.get("/settings").unwrap().form("/settings").with("tax_percent", "15");
            says_once(&mut grant, &form, "/settings", "The company's settings are saved.");
            let people = grant.get("/settings/people").unwrap();
            let form = people.form("/settings/people").with("name", "Nora").with("address", "nora@ramjet.example");
            let form = form.with("password", "a long and quiet sentence").with("role", "viewer");
            says_once(&mut grant, &form, "/settings/people", "The person is added and can sign in.");
            let form = grant.get("/settings/sources").unwrap().form("/pause");
            says_once(&mut grant, &form, "/settings/sources", "The source is paused.");
            let page = grant.get("/customers/1/edit").unwrap();
            let form = page.form("/correction").with("number", "C-77");
            says_once(&mut grant, &form, "/customers/1", "The customer is saved.");
            let page = grant.get("/products/1/edit").unwrap();
            let form = page.form("/correction");
            says_once(&mut grant, &form, "/products/1", "The product is saved.");
        });
    }

    async fn what_was_saved_is_said_in_the_language_of_the_reader(desk: Desk) {
        auth::set_own_locale(&desk.deed(&desk.grant), Some("de-DE")).await.unwrap();
        let served = desk.serve();
        tokio::task::block_in_place(|| {
            let mut grant = served.visit(&desk.grant);
            let form = grant.get("/settings").unwrap().form("/settings");
            says_once(&mut grant, &form, "/settings", "Die Einstellungen der Firma sind gespeichert.");
        });
    }

    async fn a_form_that_was_refused_says_nothing_was_saved(desk: Desk) {
        let served = desk.serve();
        tokio::task::block_in_place(|| {
            let mut grant = served.visit(&desk.grant);
            let form = grant.get("/settings").unwrap().form("/settings").with("tax_percent", "many");
            let refused = grant.send(&form).unwrap();
            assert_eq!(refused.status, 422);
            assert!(!refused.text().contains("data-said-once") && !refused.text().contains("are saved"), "{}", refused.text());
            assert!(!grant.get("/settings").unwrap().text().contains("data-said-once"));
        });
    }

    async fn a_word_that_somebody_puts_into_the_cookie_is_not_said(desk: Desk) {
        let served = desk.serve();
        tokio::task::block_in_place(|| {
            let mut grant = served.visit(&desk.grant);
            for word in ["<b>hello</b>", "everything", ""] {
                grant.keep("ramjet-said", word);
                let page = grant.get("/settings").unwrap();
                assert!(!page.text().contains("data-said-once") && !page.text().contains("hello"), "{word}");
            }
            let stranger = Visitor::of(&served.url).get("/sign-in").unwrap();
            assert!(!stranger.text().contains("data-said-once"));
        });
    }
}
