//! The desk in a real Chromium: swaps under the strict policy, evidence that lights up, the keyboard alone, and no scripts at all.

use std::time::Duration;

use ramjet::entity::states::OrderState;
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};

use crate::desk::browser::{Browser, desk_with_browser, wait_until};
use crate::desk::{Desk, mail};

/// The button of a deed.
fn deed(noun: &str) -> String {
    format!("form[action$='/{noun}'] button")
}

/// Something that only a page load can wipe out.
async fn mark_the_window(browser: &Browser) {
    browser.run("window.sameWindow = 'yes'").await;
}

/// Letters wait so long that no machine is too slow to recall them.
async fn wait_for_half_an_hour(desk: &Desk) {
    let patient = "update organisations set settings = json_set(settings, '$.wait_seconds', 1800) where id = 1";
    desk.db.write.execute_unprepared(patient).await.unwrap();
}

async fn is_the_same_window(browser: &Browser) -> bool {
    browser.run("return window.sameWindow").await == "yes"
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_approval_swaps_its_answer_in_under_the_strict_policy_and_loads_no_page() {
    let Some((desk, _served, browser)) = desk_with_browser(true).await else { return };
    wait_for_half_an_hour(&desk).await;
    let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
    browser.sign_in(&desk.sharon).await;
    browser.go(&format!("/orders/{id}")).await;
    browser.see(&deed("approval")).await;
    mark_the_window(&browser).await;
    browser.click(&deed("approval")).await;
    browser.see(&deed("recall")).await;
    assert_eq!(desk.page(id).await.state, OrderState::Approved);
    assert!(is_the_same_window(&browser).await, "the answer was swapped in");
    let shown = "Number(document.querySelector('[data-seconds]').textContent)";
    let first = browser.run(&format!("return {shown}")).await.as_f64().unwrap();
    assert!((1.0..=1_800.0).contains(&first), "{first}");
    browser.see_that(&format!("return {shown} < {first}")).await;
    browser.click(&deed("recall")).await;
    browser.see(&deed("approval")).await;
    assert_eq!(desk.page(id).await.state, OrderState::InReview);
    browser.click(&deed("approval")).await;
    browser.see(&deed("recall")).await;
    assert!(is_the_same_window(&browser).await, "still the same");
    assert_eq!(desk.page(id).await.lines[0].works_order_no.as_deref(), Some("WO-12022-1-R2"));
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    desk.evening().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_policy_really_forbids_what_it_says() {
    let Some((desk, _served, browser)) = desk_with_browser(true).await else { return };
    browser.sign_in(&desk.sharon).await;
    let inject = "const s = document.createElement('script'); s.textContent = 'window.wasRun = true'; document.body.append(s); \
                  document.body.insertAdjacentHTML('beforeend', '<p id=\"painted\" style=\"color: red\">x</p><img src=\"x\" onerror=\"window.wasRun = true\">')";
    browser.run(inject).await;
    wait_until("a complaint is noticed".to_owned(), async || !browser.complaints().await.is_empty()).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(browser.run("return window.wasRun").await, Value::Null);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_corrected_value_stays_in_place_and_the_history_tells() {
    let Some((desk, _served, browser)) = desk_with_browser(true).await else { return };
    let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
    browser.sign_in(&desk.sharon).await;
    browser.go(&format!("/orders/{id}")).await;
    browser.click("a[href*='/edit?line=']").await;
    let field = browser.see("#f-quantity").await;
    mark_the_window(&browser).await;
    field.clear().await.unwrap();
    field.send_keys("a few").await.unwrap();
    browser.click("button[form='edit']").await;
    browser.see("#f-quantity[aria-invalid='true']").await;
    assert!(is_the_same_window(&browser).await);
    let field = browser.see("#f-quantity").await;
    assert_eq!(field.prop("value").await.unwrap().as_deref(), Some("a few"), "what was typed is not lost");
    field.clear().await.unwrap();
    field.send_keys("500").await.unwrap();
    browser.click("button[form='edit']").await;
    browser.see_gone("#f-quantity").await;
    assert!(is_the_same_window(&browser).await);
    browser.see_text("660.00").await;
    assert_eq!(desk.page(id).await.history[0].actor, "Sharon");
    // The answer 422 is logged by the browser as a failed request; nothing else may be.
    let complaints: Vec<_> = browser.complaints().await.into_iter().filter(|text| !text.contains("422")).collect();
    assert_eq!(complaints, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_place_of_the_focused_value_lights_up_on_the_page_of_the_pdf() {
    let Some((desk, _served, browser)) = desk_with_browser(true).await else { return };
    let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
    browser.sign_in(&desk.sharon).await;
    browser.go(&format!("/orders/{id}")).await;
    browser.see("figure.sheet img").await;
    let is_drawn = "const i = document.querySelector('figure.sheet img'); i.loading = 'eager'; return i.complete && i.naturalWidth > 500";
    browser.see_that(is_drawn).await;
    let values = browser.run("return [...document.querySelectorAll('a.value[href*=\"#\"]')].map(a => a.hash)").await;
    let values: Vec<String> = serde_json::from_value(values).unwrap();
    assert!(values.len() >= 10, "{values:?}");
    for hash in &values {
        browser.run(&format!("document.querySelector('a.value[href$={hash:?}]').focus()")).await;
        // The place before may be lit a moment longer, and the page is scrolled gently.
        let lit = format!(
            "const lit = document.querySelector('.lit'); const box = (lit.querySelector('rect') ?? lit).getBoundingClientRect();
             const pane = document.querySelector('.doc').getBoundingClientRect();
             return lit.id === {:?} && box.width > 3 && box.bottom > pane.top && box.top < pane.bottom",
            &hash[1..]
        );
        browser.see_that(&lit).await;
    }
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_scripts_the_same_walk_works_by_plain_forms() {
    let Some((desk, _served, browser)) = desk_with_browser(false).await else { return };
    wait_for_half_an_hour(&desk).await;
    let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
    browser.sign_in(&desk.sharon).await;
    browser.see(&format!("a[href='/orders/{id}']")).await;
    browser.click(&format!("a[href='/orders/{id}']")).await;
    browser.click("a[href*='/edit?line=']").await;
    let field = browser.see("#f-quantity").await;
    field.clear().await.unwrap();
    field.send_keys("500").await.unwrap();
    browser.click("button[form='edit']").await;
    browser.see_gone("#f-quantity").await;
    browser.see_text("660.00").await;
    let left =
        async || desk.page(id).await.objections.iter().filter(|objection| objection.settled_by.is_none()).count();
    for settled in (0..left().await).rev() {
        browser.click(&deed("settlement")).await;
        wait_until(format!("{settled} objections are left"), async || left().await == settled).await;
        browser.go(&format!("/orders/{id}")).await;
    }
    browser.click(&deed("approval")).await;
    browser.see(&deed("recall")).await;
    assert_eq!(desk.page(id).await.state, OrderState::Approved);
    browser.click(&deed("recall")).await;
    browser.see(&deed("approval")).await;
    browser.click(&deed("approval")).await;
    browser.see(&deed("recall")).await;
    assert_eq!(desk.page(id).await.state, OrderState::Approved);
    desk.evening().await;
    assert_eq!(desk.letters().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn scripts_are_really_off_where_they_should_be() {
    let Some((desk, _served, browser)) = desk_with_browser(false).await else { return };
    let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
    browser.sign_in(&desk.sharon).await;
    browser.go(&format!("/orders/{id}")).await;
    mark_the_window(&browser).await;
    browser.click(&deed("approval")).await;
    browser.see(&deed("recall")).await;
    assert!(!is_the_same_window(&browser).await, "a whole page was loaded");
    desk.evening().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_keyboard_alone_is_enough_from_the_door_to_the_approval() {
    let Some((desk, _served, browser)) = desk_with_browser(true).await else { return };
    wait_for_half_an_hour(&desk).await;
    let newer = desk.receive_order(mail::FERNLEIGH, "fernleigh.eml").await;
    let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
    browser.go("/sign-in").await;
    browser.tab_to("#f-address").await;
    browser.press(&desk.sharon.address).await;
    browser.tab_to("#f-password").await;
    browser.press(crate::desk::PASSWORD).await;
    browser.press("\u{e007}").await;
    browser.see(".row-link").await;
    browser.press("j").await;
    browser.press("\u{e007}").await;
    browser.see(&deed("approval")).await;
    assert!(browser.client.current_url().await.unwrap().path().ends_with(&format!("/{id}")), "the newest order");
    browser.press("a").await;
    browser.see(&deed("recall")).await;
    browser.press("z").await;
    browser.see(&deed("approval")).await;
    assert_eq!(desk.page(id).await.state, OrderState::InReview);
    browser.press("a").await;
    browser.see(&deed("recall")).await;
    // Enter goes to the next order.
    browser.run("document.activeElement.blur()").await;
    browser.press("\u{e007}").await;
    browser.see(&deed("approval")).await;
    assert!(browser.client.current_url().await.unwrap().path().ends_with(&format!("/{newer}")));
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    desk.evening().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_are_added_and_taken_out_by_the_keyboard_alone() {
    let Some((desk, _served, browser)) = desk_with_browser(true).await else { return };
    let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
    browser.sign_in(&desk.sharon).await;
    browser.go(&format!("/orders/{id}")).await;
    browser.see(&deed("approval")).await;
    browser.press("n").await;
    browser.see("#f-n1-code:focus").await;
    browser.press("locap2").await;
    browser.tab_to("#f-n1-quantity").await;
    browser.press("10").await;
    browser.tab_to("button[name='more']").await;
    browser.press("\u{e007}").await;
    browser.see("#f-n2-code:focus").await;
    let first = browser.see("#f-n1-code").await.prop("value").await.unwrap();
    assert_eq!(first.as_deref(), Some("locap2"), "what was typed is still there");
    browser.press("glcaprb").await;
    browser.press("\u{e007}").await;
    browser.see("#l-4").await;
    assert_eq!(desk.page(id).await.lines.len(), 4);
    browser.tab_to("#l-4 a[href*='/edit?line=']").await;
    browser.press("\u{e007}").await;
    browser.see("form[action$='/line-removal']").await;
    browser.see("#f-code:focus").await;
    browser.press("\u{e00c}").await;
    browser.press("x").await;
    browser.see("form[action$='/line-restoration']").await;
    assert_eq!(desk.page(id).await.lines.len(), 3);
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_begins_at_its_first_field_and_is_saved_from_anywhere_by_keys() {
    let Some((desk, _served, browser)) = desk_with_browser(true).await else { return };
    let id = desk.receive_order(mail::MARLOW, "marlow.eml").await;
    browser.sign_in(&desk.sharon).await;
    browser.go(&format!("/orders/{id}")).await;
    browser.press("e").await;
    browser.see("#f-customer:focus").await;
    let in_sight = "const box = document.querySelector('[data-save]').getBoundingClientRect(); return box.height > 20 && box.bottom <= innerHeight";
    browser.see_that(in_sight).await;
    browser.tab_to("#f-po_number").await;
    browser.run("document.activeElement.value = 'MSB-9'").await;
    let control_enter = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true }))";
    browser.run(control_enter).await;
    browser.see_gone("[data-save]").await;
    wait_until("it is saved".to_owned(), async || desk.row(id).await.po_number.as_deref() == Some("MSB-9")).await;
    let lines = desk.page(id).await.lines.len();
    browser.click("#l-2 a[href*='/edit?line=']").await;
    browser.see("#f-code:focus").await;
    browser.press("\u{e00c}").await;
    browser.press("\u{e00c}").await;
    browser.see_gone("[data-save]").await;
    browser.press("e").await;
    browser.see("#f-customer:focus").await;
    browser.press("\u{e007}").await;
    browser.see_gone("[data-save]").await;
    assert_eq!(desk.page(id).await.lines.len(), lines, "Enter saves; it adds no line");
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_scripts_a_form_begins_at_its_first_field_and_the_bar_saves_it() {
    let Some((desk, _served, browser)) = desk_with_browser(false).await else { return };
    let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
    browser.sign_in(&desk.sharon).await;
    browser.go(&format!("/orders/{id}")).await;
    browser.click("a[data-key='e']").await;
    browser.see("#f-customer:focus").await;
    let field = browser.see("#f-po_number").await;
    field.clear().await.unwrap();
    field.send_keys("12099").await.unwrap();
    browser.click("button[form='edit']").await;
    wait_until("it is saved".to_owned(), async || desk.row(id).await.po_number.as_deref() == Some("12099")).await;
    browser.see("a[data-key='e']").await;
    browser.click("#l-2 a[href*='/edit?line=']").await;
    browser.see("#f-code:focus").await;
    browser.click("footer a[data-key='Escape']").await;
    browser.see("a[data-key='e']").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_a_phone_the_bar_is_one_row_and_the_rest_opens_above_it() {
    let Some((desk, _served, browser)) = desk_with_browser(true).await else { return };
    let id = desk.receive_order(mail::CLEBER, "cleber.eml").await;
    desk.settle_all(&desk.sharon, id).await;
    browser.go("/sign-in").await;
    let window = json!({ "width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": true });
    browser.tell("Emulation.setDeviceMetricsOverride", window).await;
    browser.sign_in(&desk.sharon).await;
    browser.go(&format!("/orders/{id}")).await;
    let height = browser.run("return document.querySelector('footer.bar').offsetHeight").await;
    assert!(height.as_i64().unwrap() < 72, "{height} px");
    let hidden = "return !document.querySelector('#more a.btn').checkVisibility()";
    assert_eq!(browser.run(hidden).await, true);
    browser.click(".more-opener").await;
    browser.see("#more:popover-open a.btn").await;
    browser.picture("phone-more").await;
    browser.click("#more button[popovertarget='ending']").await;
    browser.see("#ending:popover-open textarea").await;
    browser.press("\u{e00c}").await;
    browser.press("\u{e00c}").await;
    browser.click("form[action$='/approval'] button").await;
    browser.see("form[action$='/recall'] button").await;
    assert_eq!(desk.page(id).await.state, OrderState::Approved, "the second tap after the list");
    desk.evening().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_typed_into_a_field_presses_no_button() {
    let Some((desk, _served, browser)) = desk_with_browser(true).await else { return };
    let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
    browser.sign_in(&desk.sharon).await;
    browser.go(&format!("/orders/{id}/edit")).await;
    browser.tab_to("#f-instructions").await;
    browser.press("ra za").await;
    let typed = browser.see("#f-instructions").await.prop("value").await.unwrap().unwrap();
    assert!(typed.contains("ra za"), "{typed}");
    assert_eq!(desk.page(id).await.state, OrderState::InReview);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_page_is_wider_than_its_window() {
    let Some((desk, _served, browser)) = desk_with_browser(true).await else { return };
    let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
    for (bytes, name) in [(mail::MARLOW, "m.eml"), (mail::NEWSLETTER, "n.eml"), (mail::SHAPE_AGAIN, "a.eml")] {
        desk.receive(bytes, name).await;
    }
    let marlow = desk.orders().await[1];
    browser.go("/sign-in").await;
    let pages = [
        ("list", "/orders".to_owned()),
        ("order", format!("/orders/{id}")),
        ("long-order", format!("/orders/{marlow}")),
        ("edit", format!("/orders/{id}/edit")),
        ("inbox", "/inbox".to_owned()),
    ];
    let mut too_wide = Vec::new();
    for scheme in ["light", "dark"] {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        for (size, width, height) in [("wide", 1366, 768), ("phone", 390, 844)] {
            browser.tell("Emulation.setEmulatedMedia", features.clone()).await;
            let window = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == "phone" });
            browser.tell("Emulation.setDeviceMetricsOverride", window).await;
            browser.client.delete_all_cookies().await.unwrap();
            browser.go("/sign-in").await;
            browser.picture(&format!("sign-in-{scheme}-{size}")).await;
            browser.sign_in(&desk.sharon).await;
            for (name, path) in &pages {
                browser.go(path).await;
                browser.see("h1").await;
                tokio::time::sleep(Duration::from_millis(if name.contains("order") { 900 } else { 150 })).await;
                browser.picture(&format!("{name}-{scheme}-{size}")).await;
                let overhang = browser.run("return document.documentElement.scrollWidth - innerWidth").await;
                if overhang.as_i64().unwrap() > 0 {
                    too_wide.push(format!("{name} {scheme} {size}: {overhang} px"));
                }
            }
        }
    }
    assert_eq!(too_wide, Vec::<String>::new());
}
