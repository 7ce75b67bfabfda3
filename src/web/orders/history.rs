//! What happened to the order, newest first.

use maud::{Markup, html};
use serde_json::Value;

use super::asked;
use super::draft::Editing;
use super::edit::line_deed;
use super::scene::Scene;
use super::sentences;
use crate::entity::ids::{LineId, OrderId};
use crate::entity::states::Action;
use crate::review::evidence::FieldName;
use crate::review::objection::Doubt;
use crate::review::page::HistoryEntry;
use crate::web::paths;
use crate::web::ui::{Button, Kind, Post, icon, once, version};
use crate::words::Voice;

/// Deeds that are shown at once; earlier ones are behind one more click.
const SHOWN_AT_ONCE: usize = 12;

/// The timeline: by day, and what was done together together.
pub fn history(scene: &Scene<'_>) -> Markup {
    let voice = scene.voice();
    let deeds = deeds(&scene.page.history);
    let (newest, earlier) = deeds.split_at(deeds.len().min(SHOWN_AT_ONCE));
    html! {
        div.title #history {
            h2 { (voice.history()) " " span.count { (deeds.len()) } }
            // What is being typed would be gone with the page.
            @if scene.may(Action::ReadAgain) && matches!(scene.editing, Editing::Nothing) { (reading(scene)) }
        }
        (days(scene, newest))
        @if !earlier.is_empty() {
            details.earlier {
                summary { (voice.earlier_deeds()) " " span.count { (earlier.len()) } }
                (days(scene, earlier))
            }
        }
    }
}

/// The button that has the mail read again. A page of its own answers, which looks again by itself.
fn reading(scene: &Scene<'_>) -> Markup {
    let voice = scene.voice();
    let to = paths::of_order(scene.page.id, "reading");
    html! {
        div.end title=(voice.read_again_hint()) {
            (Post::to(&to).around(html! {
                (once()) (version(scene.page.version))
                (Button::new(voice.read_again()).kind(Kind::Quiet).small().key("g"))
            }))
        }
    }
}

/// Entries of one deed: by one person, against one version.
fn deeds(entries: &[HistoryEntry]) -> Vec<&[HistoryEntry]> {
    entries.chunk_by(|one, next| (one.version, one.at, &one.actor) == (next.version, next.at, &next.actor)).collect()
}

fn days(scene: &Scene<'_>, deeds: &[&[HistoryEntry]]) -> Markup {
    let voice = scene.voice();
    let day = |deed: &[HistoryEntry]| deed.first().map(|entry| voice.today(entry.at));
    html! {
        @for of_day in deeds.chunk_by(|one, next| day(one) == day(next)) {
            @if let Some(day) = of_day.first().and_then(|deed| day(deed)) { h3.day { time datetime=(day) { (voice.date_named(day)) } } }
            ol.timeline { @for deed in of_day { (one(scene, deed)) } }
        }
    }
}

/// One deed; its entries in the order in which they were done.
fn one(scene: &Scene<'_>, deed: &[HistoryEntry]) -> Markup {
    let voice = scene.voice();
    let Some(entry) = deed.last() else { return html! {} };
    let name = if entry.actor.is_empty() { voice.the_desk() } else { entry.actor.as_str() };
    html! {
        li data-state=[state(&entry.action)] {
            (icon(shape(&entry.action)))
            time datetime=(entry.at.to_rfc3339()) title=(voice.date_time(entry.at)) { (voice.time(entry.at)) }
            div {
                b { bdi { (name) } } " "
                @if deed.len() == 1 { (what(voice, entry)) (undo(scene, entry)) } @else {
                    ul { @for entry in deed.iter().rev() { li { (what(voice, entry)) (undo(scene, entry)) } } }
                }
            }
        }
    }
}

/// A line that was taken out, and still is, can be put back where that is told.
fn undo(scene: &Scene<'_>, entry: &HistoryEntry) -> Markup {
    let line = entry.detail["id"].as_i64().map(LineId);
    let gone = line.filter(|line| scene.may_correct() && scene.page.gone.contains(line));
    let is_newest = |line: LineId| {
        let tells = |other: &&HistoryEntry| is_removal(&other.action) && other.detail["id"].as_i64() == Some(line.0);
        scene.page.history.iter().find(tells).is_some_and(|newest| std::ptr::eq(newest, entry))
    };
    html! {
        @if let Some(line) = gone.filter(|line| is_removal(&entry.action) && is_newest(*line)) {
            " " (line_deed(scene, "line-restoration", line, Button::new(scene.voice().put_back()).small()))
        }
    }
}

fn is_removal(action: &str) -> bool {
    matches!(action, "line_removed" | "line_gone")
}

fn shape(action: &str) -> &'static str {
    match action {
        "opened" => "reading",
        "reading_again" | "read_again" => "again",
        "corrected" => "pen",
        "learned" => "rule",
        "line_added" | "line_restored" => "add",
        "line_removed" => "none",
        "settled" | "approved" => "approve",
        "asked" => "check",
        "rejected" | "not_an_order" => "missing",
        "set_aside" | "superseded" | "replaced" | "replaces" => "same",
        "sent" | "sent_again" => "out",
        _ => "back",
    }
}

fn state(action: &str) -> Option<&'static str> {
    match action {
        "approved" | "sent" => Some("ok"),
        "rejected" => Some("rejected"),
        "contradicted" | "asked" => Some("check"),
        _ => None,
    }
}

fn what(voice: Voice, entry: &HistoryEntry) -> Markup {
    let detail = &entry.detail;
    let line = || (detail["line"].as_i64().unwrap_or(0), recognised(voice, detail));
    let sentence = match entry.action.as_str() {
        "opened" if detail["by_hand"] == true => voice.was_opened_by_hand().to_owned(),
        "opened" => voice.was_opened(detail["lines"].as_i64().unwrap_or(0)),
        "corrected" => return corrected(voice, detail),
        "learned" => learned(voice, detail),
        "rechecked" => voice.was_rechecked(detail["left"].as_i64().unwrap_or(0)),
        "forgot" => voice.was_forgotten(text(detail, "text"), text(detail, "product")),
        "reread" => return reread(voice, detail),
        "contradicted" => contradicted(voice, detail),
        "line_added" => told_of(line(), |n, what| voice.line_added(n, what)),
        "line_removed" => told_of(line(), |n, what| voice.line_removed(n, what)),
        "line_restored" => told_of(line(), |n, what| voice.line_restored(n, what)),
        "line_found" => told_of(line(), |n, what| voice.line_found(n, what)),
        "line_gone" => told_of(line(), |n, what| voice.line_gone(n, what)),
        "reading_again" => voice.was_asked_again().to_owned(),
        "read_again" if detail["found"] == false => voice.read_again_no_order().to_owned(),
        "read_again" => match detail["changes"].as_i64().unwrap_or(0) {
            0 => voice.read_again_nothing().to_owned(),
            n => voice.was_read_again(n),
        },
        "settled" => settled(voice, detail),
        "asked_again" => voice.did_ask_again(&objection(voice, detail)),
        "asked" => return asked_for(voice, entry),
        "approved" => return approved(voice, detail),
        "recalled" => voice.was_recalled().to_owned(),
        "sent" => voice.was_sent().to_owned(),
        "sent_again" => voice.was_sent_again().to_owned(),
        "rejected" => voice.was_rejected(detail["reason"].as_str().unwrap_or_default()),
        "set_aside" => return set_aside(voice, detail),
        "recalculated" => voice.was_recalculated().to_owned(),
        "taxed" if detail["is_untaxed"] == true => voice.did_untax(text(detail, "reason")),
        "taxed" => {
            let percent =
                text(detail, "percent").parse().map_or_else(|_| String::new(), |percent| voice.number(percent));
            voice.did_tax(&voice.tax_of(text(detail, "name"), &percent))
        }
        "superseded" | "replaced" => return linked(detail, "by", |n| voice.did_superseded(n)),
        "replaces" => return linked(detail, "of", |n| voice.did_replace(n)),
        "brought_back" => return linked(detail, "from", |n| voice.did_bring_back(n)),
        "replaces_no_more" => return linked(detail, "of", |n| voice.did_separate(n)),
        "replaced_no_more" => return linked(detail, "by", |n| voice.did_separate_from(n)),
        "not_an_order" => voice.was_not_an_order().to_owned(),
        "reopened" => voice.was_reopened().to_owned(),
        other => voice.did(other),
    };
    html! { (sentence) }
}

fn learned(voice: Voice, detail: &Value) -> String {
    let before: Vec<&str> = detail["instead_of"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let (word, product) = (text(detail, "text"), text(detail, "product"));
    if before.is_empty() {
        voice.was_learned(word, product)
    } else {
        voice.was_learned_instead(word, product, &before.join(", "))
    }
}

fn text<'a>(detail: &'a Value, name: &str) -> &'a str {
    detail[name].as_str().unwrap_or_default()
}

fn told_of((n, what): (i64, String), say: impl Fn(i64, &str) -> String) -> String {
    say(n, &what).trim_end_matches([':', ' ']).to_owned()
}

/// A line in a few words: quantity, code, description.
fn recognised(voice: Voice, detail: &Value) -> String {
    let text = |name: &str| detail[name].as_str().unwrap_or_default().to_owned();
    let quantity = sentences::plain(voice, FieldName::Quantity, &text("quantity"));
    let parts = [quantity, text("code"), text("description"), text("colour")];
    parts.iter().filter(|part| !part.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
}

fn approved(voice: Voice, detail: &Value) -> Markup {
    let forms: Vec<&str> = detail["forms"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    html! {
        (voice.was_approved())
        @if !forms.is_empty() { ". " span.muted { (voice.with_forms(&forms.join(", "))) } }
    }
}

fn set_aside(voice: Voice, detail: &Value) -> Markup {
    match detail["of"].as_i64() {
        Some(of) => html! { a href=(paths::order(OrderId(of))) { (voice.was_set_aside_of(&of.to_string())) } },
        None => html! { (voice.was_set_aside()) },
    }
}

/// A sentence about another order, as a link to it.
fn linked(detail: &Value, name: &str, say: impl Fn(&str) -> String) -> Markup {
    match detail[name].as_i64() {
        Some(other) => html! { a href=(paths::order(OrderId(other))) { (say(&other.to_string())) } },
        None => html! { (say("–")) },
    }
}

fn objection(voice: Voice, detail: &Value) -> String {
    let line = detail["line"].as_i64();
    let doubt = serde_json::from_value::<Doubt>(detail["objection"].clone());
    doubt.map(|doubt| sentences::placed(voice, line, &doubt)).unwrap_or_default()
}

/// What was answered: where the objection is a question, the answer itself.
fn settled(voice: Voice, detail: &Value) -> String {
    match serde_json::from_value(detail["objection"].clone()) {
        Ok(Doubt::TaxAbroad { name, percent, .. }) => voice.did_tax(&voice.tax_of(&name, &voice.number(percent))),
        _ => voice.accepted(&objection(voice, detail)),
    }
}

/// A message about the order came in.
fn asked_for(voice: Voice, entry: &HistoryEntry) -> Markup {
    match asked::told(entry) {
        Some(asked) => html! { a href=(paths::message(asked.message)) { (asked::deed(voice, &asked)) } },
        None => html! { (voice.did(&entry.action)) },
    }
}

/// A changed value with the old and the new one.
fn corrected(voice: Voice, detail: &Value) -> Markup {
    let name = name_of(voice, detail);
    let line = detail["line"].as_i64();
    let (from, to) = (shown(voice, detail, "from"), shown(voice, detail, "to"));
    let told = match (detail["from"].is_null(), detail["to"].is_null(), line) {
        (true, false, Some(line)) => Some(voice.value_set_on_line(name, line, &to)),
        (true, false, None) => Some(voice.value_set(name, &to)),
        (false, true, Some(line)) => Some(voice.value_cleared_on_line(name, line, &from)),
        (false, true, None) => Some(voice.value_cleared(name, &from)),
        _ => None,
    };
    if let Some(told) = told {
        return html! { (told) };
    }
    let sentence = match line {
        Some(line) => voice.corrected_on_line(name, line),
        None => voice.corrected(name),
    };
    changed(voice, &sentence, detail)
}

/// A value that reads otherwise now.
fn reread(voice: Voice, detail: &Value) -> Markup {
    let name = name_of(voice, detail);
    let sentence = match detail["line"].as_i64() {
        Some(line) => voice.reread_on_line(name, line),
        None => voice.reread(name),
    };
    changed(voice, &sentence, detail)
}

fn contradicted(voice: Voice, detail: &Value) -> String {
    let name = match detail["line"].as_i64() {
        Some(line) => format!("{} ({})", name_of(voice, detail), voice.line_no(line)),
        None => name_of(voice, detail).to_owned(),
    };
    voice.contradicted(&name, &shown(voice, detail, "found"), &shown(voice, detail, "kept"))
}

fn field_of(detail: &Value) -> Option<FieldName> {
    serde_json::from_value(detail["field"].clone()).ok()
}

fn name_of(voice: Voice, detail: &Value) -> &'static str {
    match field_of(detail) {
        // The form asks “Price is for”; the history tells of a thing.
        Some(FieldName::PricePer) => voice.price_base(),
        Some(field) => sentences::field_name(voice, field),
        None => voice.product(),
    }
}

fn shown(voice: Voice, detail: &Value, name: &str) -> String {
    match (detail[name].as_str(), field_of(detail)) {
        (None, _) => voice.empty_value().to_owned(),
        (Some(text), Some(field)) => sentences::plain(voice, field, text),
        (Some(text), None) => text.to_owned(),
    }
}

fn changed(voice: Voice, sentence: &str, detail: &Value) -> Markup {
    html! {
        (sentence) ": "
        del { span.hushed { (voice.changed_from()) " " } bdi { (shown(voice, detail, "from")) } } " "
        ins { span.hushed { (voice.changed_to()) " " } bdi { (shown(voice, detail, "to")) } }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(action: &str, detail: Value) -> String {
        let entry = HistoryEntry {
            at: chrono::DateTime::UNIX_EPOCH,
            version: 1,
            actor: "Sharon".into(),
            action: action.into(),
            detail,
        };
        what(Voice::new("en-AU", "UTC"), &entry).into_string()
    }

    #[test]
    fn a_correction_shows_the_old_and_the_new_value() {
        let html = said("corrected", json!({ "field": "quantity", "line": 1, "from": "1000", "to": "500" }));
        assert!(
            html.contains("changed Quantity of line 1")
                && html.contains("1,000</bdi></del>")
                && html.contains("500</bdi></ins>"),
            "{html}"
        );
    }

    #[test]
    fn a_value_that_was_empty_says_so_and_text_stays_text() {
        let html = said("corrected", json!({ "field": "colour", "line": 2, "from": null, "to": "<b>Black" }));
        assert_eq!(html, "set Colour of line 2 to &lt;b&gt;Black");
        let base = said("corrected", json!({ "field": "price_per", "line": 1, "from": null, "to": "1" }));
        assert_eq!(base, "set Price base of line 1 to 1");
        let gone = said("corrected", json!({ "field": "instructions", "from": "ring first", "to": null }));
        assert_eq!(gone, "cleared Instructions, which was ring first");
    }

    #[test]
    fn an_entry_of_another_version_still_says_something() {
        assert!(said("teleported", json!(null)).contains("teleported"));
        assert!(!said("settled", json!({ "objection": { "kind": "from_the_future" } })).is_empty());
    }

    #[test]
    fn what_was_done_together_is_one_deed_also_among_a_hundred() {
        let entry = |n: i64| HistoryEntry {
            at: chrono::DateTime::UNIX_EPOCH,
            version: n / 4,
            actor: if n < 50 { "Sharon" } else { "" }.into(),
            action: "corrected".into(),
            detail: json!({ "field": "quantity", "line": n, "from": "1", "to": "2" }),
        };
        let entries: Vec<HistoryEntry> = (0..100).map(entry).collect();
        let deeds = deeds(&entries);
        assert_eq!(deeds.iter().map(|deed| deed.len()).sum::<usize>(), 100);
        assert_eq!(deeds.len(), 26, "every fourth one, and one more where the person changes");
    }

    #[test]
    fn lines_that_come_and_go_are_told_by_what_makes_them_recognisable() {
        let detail =
            json!({ "line": 3, "id": 9, "code": "LOCAP2", "description": "<cap>", "colour": null, "quantity": "1000" });
        assert_eq!(said("line_removed", detail.clone()), "took out line 3: 1,000 LOCAP2 &lt;cap&gt;");
        assert_eq!(said("line_gone", json!({ "line": 3 })), "no longer found line 3");
        assert!(said("line_added", detail).starts_with("added line 3"));
    }

    #[test]
    fn what_reading_again_found_is_told_with_its_number_of_differences() {
        assert_eq!(said("read_again", json!({ "changes": 1, "found": true })), "read the mail again: 1 difference");
        assert!(said("read_again", json!({ "changes": 0, "found": true })).contains("nothing new"));
        assert!(said("read_again", json!({ "changes": 0, "found": false })).contains("no order"));
        let detail = json!({ "field": "quantity", "line": 1, "kept": "500", "found": "1000" });
        assert!(said("contradicted", detail).contains("1,000"));
    }
}
