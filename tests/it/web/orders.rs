//! Orders over HTTP, from the mails of the demo: looked at, corrected, decided, by several people and by none.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::test::TestRequest;
use ramjet::auth::{Role, Scope};
use ramjet::entity::ids::OrganisationId;
use ramjet::jobs::{Ctx, Runner, RunnerSettings, Wake};
use ramjet::{intake, matching, pipeline};

use super::{Answer, Shell};

const MAILS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/templates/demo");

/// The same desk after the mails of the demo have come in.
struct Desk {
    shell: Shell,
    organisation: OrganisationId,
    cookie: String,
}

impl Desk {
    async fn open() -> Self {
        let (shell, organisation) = Shell::with_owner().await;
        let app = &shell.app;
        let scope = Scope::system(organisation);
        let tx = app.db.begin_write().await.unwrap();
        let catalogue = std::fs::read(Path::new(MAILS).join("catalogue.json")).unwrap();
        matching::catalogue::load(&tx, &scope, app.clock.now(), &catalogue).await.unwrap();
        tx.commit().await.unwrap();
        let folder = shell.folder.path().join("inbox");
        let mut watch = intake::folder::Watch::new(
            app.db.clone(),
            app.blobs.clone(),
            app.clock.clone(),
            folder.clone(),
            pipeline::first,
        );
        watch.look().await.unwrap();
        let inbox = std::fs::read_dir(&folder).unwrap().next().unwrap().unwrap().path();
        let mut mails: Vec<_> = std::fs::read_dir(MAILS).unwrap().map(|file| file.unwrap().path()).collect();
        mails.retain(|path| path.extension().is_some_and(|extension| extension == "eml"));
        mails.sort();
        for mail in &mails {
            std::fs::copy(mail, inbox.join(mail.file_name().unwrap())).unwrap();
            // A file is taken once it has stopped growing.
            while watch.look().await.unwrap() == 0 {
                app.clock.advance(std::time::Duration::from_secs(1));
            }
        }
        let desk = Self { cookie: shell.sign_in("grant@ramjet.example").await, shell, organisation };
        desk.work().await;
        desk
    }

    /// Runs every job that is due.
    async fn work(&self) {
        let app = &self.shell.app;
        let ctx = Ctx {
            db: app.db.clone(),
            blobs: app.blobs.clone(),
            clock: app.clock.clone(),
            isolate: app.isolate.clone(),
            config: Arc::clone(&app.config),
            data_dir: self.shell.folder.path().to_owned(),
            health: app.health.clone(),
            wake: Wake::default(),
        };
        let settings = RunnerSettings::new(&app.config.work);
        let runner = Runner::new(Arc::new(ctx), Arc::new(pipeline::registry()), settings);
        runner.drain(app.clock.now()).await.unwrap();
    }

    async fn get(&self, path: &str) -> Answer {
        self.shell.get(path, &self.cookie).await
    }

    /// The address of the order with this number; of several, the first that came in.
    async fn order(&self, number: &str) -> String {
        let list = self.get("/orders?view=all").await.text;
        let rows = list.split("<li class=\"row\">").filter(|row| row.contains(&format!("<bdi>{number}</bdi>")));
        let row = rows.last().unwrap_or_else(|| panic!("no order {number} in {list}"));
        between(row, "href=\"", "\"").to_owned()
    }

    /// Fills the form that posts to `action` with `typed` and sends it with everything that is hidden in it.
    async fn fill(&self, page: &str, action: &str, typed: &[(&str, &str)]) -> Answer {
        let form = form_to(page, action);
        let hidden = fields_of(form);
        let kept = hidden.iter().filter(|(name, _)| !typed.iter().any(|(other, _)| other == name));
        let all: Vec<(&str, &str)> =
            kept.map(|(name, value)| (name.as_str(), value.as_str())).chain(typed.iter().copied()).collect();
        self.shell.post(action, &self.cookie, &all).await
    }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let from = text.find(start).unwrap_or_else(|| panic!("no {start:?} in {text}")) + start.len();
    &text[from..from + text[from..].find(end).unwrap()]
}

fn form_to<'a>(page: &'a str, action: &str) -> &'a str {
    between(page, &format!("action=\"{action}\""), "</form>")
}

/// Names and values of the inputs of a form.
fn fields_of(form: &str) -> Vec<(String, String)> {
    let inputs = form.split("<input ").skip(1).filter(|input| input.contains("name=\""));
    let value = |input: &str| input.split("value=\"").nth(1).and_then(|rest| rest.split('"').next()).map(unescaped);
    inputs.map(|input| (between(input, "name=\"", "\"").to_owned(), value(input).unwrap_or_default())).collect()
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[actix_web::test]
async fn an_order_is_shown_beside_its_source_with_a_place_for_each_value() {
    let desk = Desk::open().await;
    let path = desk.order("12022").await;
    let page = desk.get(&path).await.text;
    assert!(page.contains("<title>PO 12022 – Shape Aluminium Pty Ltd – Ramjet</title>"));
    for figure in ["2,050.00", "205.00", "2,255.00", "44.10 kg", "20 bags", "5 cartons", "M-LC152"] {
        assert!(page.contains(figure), "{figure}");
    }
    for key in ["po_number", "1-quantity", "2-code", "stated_total"] {
        assert!(page.contains(&format!("id=\"v-{key}\"")), "value {key}");
        assert!(page.contains(&format!("id=\"e-{key}\"")), "place {key}");
    }
    assert!(!page.contains('%') || !page.contains("confidence"), "words and shapes, no percentages");
}

#[actix_web::test]
async fn every_page_is_sound_html_without_anything_inline() {
    let desk = Desk::open().await;
    let order = desk.order("MSB-4471").await;
    let other = desk.order("PO-0020").await;
    let list = desk.get("/orders").await.text;
    assert!(list.contains("to check"));
    let edit = format!("{order}/edit");
    for path in ["/orders", "/orders?view=sent", "/inbox", "/inbox/3", "/account", &order, &other, &edit] {
        let answer = desk.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let page = answer.text;
        assert_eq!(page.matches("<h1").count(), 1, "{path}");
        assert!(!page.contains(" style=") && !page.contains(" onclick") && !page.contains("hx-on"), "{path}");
        for part in page.split("data-hx-").skip(1) {
            assert!(["post=", "target=", "swap="].iter().any(|name| part.starts_with(name)), "{path}: {part:.20}");
        }
        let mut ids = HashSet::new();
        for id in page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(ids.insert(id), "{path}: id {id} stands twice");
        }
        for label in page.split("<label for=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(ids.contains(label), "{path}: label for {label} without a field");
        }
    }
}

#[actix_web::test]
async fn approving_makes_forms_that_can_be_downloaded_and_recalling_takes_them_back() {
    let desk = Desk::open().await;
    let path = desk.order("12022").await;
    let page = desk.get(&path).await.text;
    let answer = desk.fill(&page, &format!("{path}/approval"), &[]).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, path.as_str()), "{}", answer.text);
    let page = desk.get(&path).await.text;
    assert!(page.contains("WO-12022-1") && page.contains("data-seconds-left=\"30\""));
    let form = between(&page, &format!("href=\"{path}/forms/"), "\"");
    let file = desk.get(&format!("{path}/forms/{form}")).await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(
        file.header("content-type").contains("spreadsheetml")
            && file.header("content-disposition").starts_with("attachment")
    );
    assert!(file.text.starts_with("PK"), "a workbook is a zip file");
    let recall = desk.fill(&page, &format!("{path}/recall"), &[]).await;
    assert_eq!(recall.status, StatusCode::SEE_OTHER);
    let page = desk.get(&path).await.text;
    assert!(page.contains("/approval") && !page.contains("data-seconds-left"));
    desk.work().await;
}

#[actix_web::test]
async fn a_second_click_repeats_the_answer_and_not_the_deed() {
    let desk = Desk::open().await;
    let path = desk.order("12022").await;
    let page = desk.get(&path).await.text;
    let action = format!("{path}/rejection");
    let first = desk.fill(&page, &action, &[("reason", "twice")]).await;
    let second = desk.fill(&page, &action, &[("reason", "twice")]).await;
    assert_eq!((first.status, second.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
    let page = desk.get(&path).await.text;
    assert_eq!(page.matches("rejected the order").count(), 1, "once in the history");
}

#[actix_web::test]
async fn approving_with_open_objections_says_how_many_are_left_and_sends_nothing() {
    let desk = Desk::open().await;
    let path = desk.order("MSB-4471").await;
    let page = desk.get(&path).await.text;
    let answer = desk.fill(&page, &format!("{path}/approval"), &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("Not approved yet") && answer.text.contains("role=\"alert\""));
    assert!(!desk.get(&path).await.text.contains("data-seconds-left"));
}

#[actix_web::test]
async fn rejecting_without_a_reason_is_refused() {
    let desk = Desk::open().await;
    let path = desk.order("12022").await;
    let page = desk.get(&path).await.text;
    let answer = desk.fill(&page, &format!("{path}/rejection"), &[("reason", "  ")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("Write a reason"));
}

#[actix_web::test]
async fn a_value_that_cannot_be_read_comes_back_in_its_field_with_a_sentence() {
    let desk = Desk::open().await;
    let path = desk.order("12022").await;
    let page = desk.get(&path).await.text;
    let line = between(&page, "/edit?line=", "#").to_owned();
    let form = desk.get(&format!("{path}/edit?line={line}")).await.text;
    let answer = desk.fill(&form, &format!("{path}/correction"), &[("quantity", "1.234"), ("colour", "<i>Blue")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("value=\"1.234\"") && answer.text.contains("aria-invalid=\"true\""));
    assert!(answer.text.contains("can be read in two ways"));
    assert!(answer.text.contains("&lt;i&gt;Blue") && !answer.text.contains("<i>Blue"));
    assert!(desk.get(&path).await.text.contains("1,000"), "nothing was changed");
}

#[actix_web::test]
async fn a_corrected_quantity_changes_total_preview_and_history() {
    let desk = Desk::open().await;
    let path = desk.order("12022").await;
    let page = desk.get(&path).await.text;
    let line = between(&page, "/edit?line=", "#").to_owned();
    let form = desk.get(&format!("{path}/edit?line={line}")).await.text;
    let answer = desk.fill(&form, &format!("{path}/correction"), &[("quantity", "500")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let page = desk.get(&path).await.text;
    assert!(page.contains("660.00") && page.contains("22.05 kg") && page.contains("10 bags"));
    assert!(page.contains("changed Quantity of line 1") && page.contains("<b><bdi>Grant</bdi></b>"));
}

#[actix_web::test]
async fn whoever_saves_second_sees_both_versions_and_loses_nothing() {
    let desk = Desk::open().await;
    let path = desk.order("12022").await;
    let action = format!("{path}/correction");
    let mine = desk.get(&format!("{path}/edit")).await.text;
    let theirs = desk.get(&format!("{path}/edit")).await.text;
    let first = desk.fill(&theirs, &action, &[("instructions", "Pack in white bags")]).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    let second = desk.fill(&mine, &action, &[("instructions", "Label every carton")]).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    for text in ["Somebody was faster", "Pack in white bags", "Label every carton"] {
        assert!(second.text.contains(text), "{text}");
    }
    // The form carries the newer version now: saving again is a decision, not an accident.
    let third = desk.fill(&second.text, &action, &[("instructions", "Label every carton")]).await;
    assert_eq!(third.status, StatusCode::SEE_OTHER, "{}", third.text);
    assert!(desk.get(&path).await.text.contains("Label every carton"));
}

#[actix_web::test]
async fn an_objection_is_settled_or_cured_by_its_own_buttons() {
    let desk = Desk::open().await;
    let path = desk.order("MSB-4471").await;
    let page = desk.get(&path).await.text;
    assert!(page.contains("The order says 1.30, your list says 1.32"));
    let use_list = form_to(&page, &format!("{path}/correction"));
    assert!(use_list.contains("Use 1.32"));
    let fields = fields_of(use_list);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = desk.shell.post(&format!("{path}/correction"), &desk.cookie, &fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let page = desk.get(&path).await.text;
    assert!(!page.contains("your list says 1.32"), "the price agrees now");
    assert!(!page.contains("The order prints"), "whoever takes our price knows that the printed sums no longer fit");
    let answer = desk.fill(&page, &format!("{path}/product"), &[("code", "no such code")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("value=\"no such code\""), "what was typed is drawn again");
    let answer = desk.fill(&page, &format!("{path}/product"), &[("code", "locap2")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
}

#[actix_web::test]
async fn a_swap_gets_the_main_part_and_its_address_and_a_link_the_whole_page() {
    let desk = Desk::open().await;
    let path = desk.order("12022").await;
    let page = desk.get(&path).await.text;
    let fields = fields_of(form_to(&page, &format!("{path}/rejection")));
    let request = TestRequest::post()
        .uri(&format!("{path}/rejection"))
        .insert_header((header::COOKIE, desk.cookie.as_str()))
        .insert_header(("Sec-Fetch-Site", "same-origin"))
        .insert_header(("HX-Request-Type", "partial"));
    let fields: Vec<(String, String)> =
        fields.into_iter().chain([("reason".to_owned(), "wrong customer".to_owned())]).collect();
    let answer = desk.shell.send(request.set_form(fields)).await;
    assert_eq!((answer.status, answer.header("hx-replace-url")), (StatusCode::OK, path.as_str()));
    assert!(answer.text.starts_with("<main") && answer.text.contains("wrong customer"));
}

#[actix_web::test]
async fn a_viewer_sees_the_order_but_no_button_and_the_warehouse_sees_no_mail() {
    let desk = Desk::open().await;
    let path = desk.order("12022").await;
    for (role, sees_source) in [(Role::Viewer, true), (Role::Warehouse, false)] {
        let address = desk.shell.add(desk.organisation, role).await;
        let cookie = desk.shell.sign_in(&address).await;
        let page = desk.shell.get(&path, &cookie).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text.contains("/approval") && !page.text.contains("/edit"), "{role:?}");
        assert_eq!(page.text.contains("id=\"source\""), sees_source, "{role:?}");
        let answer = desk.shell.post(&format!("{path}/approval"), &cookie, &[("once", "x"), ("version", "1")]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{role:?}");
    }
}

#[actix_web::test]
async fn a_page_is_drawn_as_a_picture_that_is_kept_for_ever() {
    let desk = Desk::open().await;
    let path = desk.order("12022").await;
    let page = desk.get(&path).await.text;
    let picture = between(&page, "<img src=\"", "\"").to_owned();
    let answer = desk.get(&unescaped(&picture)).await;
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "image/png"));
    assert!(answer.header("cache-control").contains("immutable"));
    let beyond = picture.replace("/pages/1.png", "/pages/99.png");
    assert_eq!(desk.get(&beyond).await.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.get("/documents/999/pages/1.png").await.status, StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn the_inbox_says_what_became_of_every_message() {
    let desk = Desk::open().await;
    let inbox = desk.get("/inbox").await.text;
    assert_eq!(inbox.matches("<li class=\"row\">").count(), 23);
    assert!(inbox.contains("Not an order") && inbox.contains("A newsletter"));
    assert_eq!(desk.get("/inbox/999").await.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.get("/orders/999").await.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.get("/orders?view=nonsense").await.status, StatusCode::NOT_FOUND);
    assert_eq!(desk.get("/orders/nonsense").await.status, StatusCode::NOT_FOUND);
}
