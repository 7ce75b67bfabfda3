//! What happened to the order, newest first.

use maud::{Markup, html};
use serde_json::Value;

use super::scene::Scene;
use super::sentences;
use crate::review::evidence::FieldName;
use crate::review::objection::Doubt;
use crate::review::page::HistoryEntry;
use crate::web::ui::icon;
use crate::words::Voice;

/// The timeline.
pub fn history(scene: &Scene<'_>) -> Markup {
    let voice = scene.voice();
    html! {
        div.title #history { h2 { (voice.history()) " " span.count { (scene.page.history.len()) } } }
        ol.timeline { @for entry in &scene.page.history { (one(voice, entry)) } }
    }
}

fn one(voice: Voice, entry: &HistoryEntry) -> Markup {
    let name = if entry.actor.is_empty() { voice.the_desk() } else { entry.actor.as_str() };
    html! {
        li data-state=[state(&entry.action)] {
            (icon(shape(&entry.action)))
            time datetime=(entry.at.to_rfc3339()) { (voice.date_time(entry.at)) }
            span { b { bdi { (name) } } " " (what(voice, entry)) }
        }
    }
}

fn shape(action: &str) -> &'static str {
    match action {
        "opened" => "reading",
        "corrected" => "pen",
        "learned" => "rule",
        "settled" | "approved" => "approve",
        "rejected" => "missing",
        "set_aside" => "same",
        "sent" | "sent_again" => "out",
        _ => "back",
    }
}

fn state(action: &str) -> Option<&'static str> {
    match action {
        "approved" | "sent" => Some("ok"),
        "rejected" => Some("rejected"),
        _ => None,
    }
}

fn what(voice: Voice, entry: &HistoryEntry) -> Markup {
    let detail = &entry.detail;
    let sentence = match entry.action.as_str() {
        "opened" => voice.was_opened(detail["lines"].as_i64().unwrap_or(0)),
        "corrected" => return corrected(voice, detail),
        "learned" => learned(voice, detail),
        "rechecked" => voice.was_rechecked(detail["left"].as_i64().unwrap_or(0)),
        "forgot" => voice.was_forgotten(text(detail, "text"), text(detail, "product")),
        "settled" => voice.accepted(&objection(voice, detail)),
        "approved" => voice.was_approved().to_owned(),
        "recalled" => voice.was_recalled().to_owned(),
        "sent" => voice.was_sent().to_owned(),
        "sent_again" => voice.was_sent_again().to_owned(),
        "rejected" => voice.was_rejected(detail["reason"].as_str().unwrap_or_default()),
        "set_aside" => voice.was_set_aside().to_owned(),
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

fn objection(voice: Voice, detail: &Value) -> String {
    let line = detail["line"].as_i64();
    let doubt = serde_json::from_value::<Doubt>(detail["objection"].clone());
    doubt.map(|doubt| sentences::placed(voice, line, &doubt)).unwrap_or_default()
}

/// A changed value with the old and the new one.
fn corrected(voice: Voice, detail: &Value) -> Markup {
    let field = serde_json::from_value::<FieldName>(detail["field"].clone()).ok();
    let name = field.map_or(voice.product(), |field| sentences::field_name(voice, field));
    let sentence = match detail["line"].as_i64() {
        Some(line) => voice.corrected_on_line(name, line),
        None => voice.corrected(name),
    };
    let shown = |value: &Value| match (value.as_str(), field) {
        (None, _) => voice.empty_value().to_owned(),
        (Some(text), Some(field)) => sentences::plain(voice, field, text),
        (Some(text), None) => text.to_owned(),
    };
    html! {
        (sentence) ": "
        del { span.hushed { (voice.changed_from()) " " } bdi { (shown(&detail["from"])) } } " "
        ins { span.hushed { (voice.changed_to()) " " } bdi { (shown(&detail["to"])) } }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(action: &str, detail: Value) -> String {
        let entry =
            HistoryEntry { at: chrono::DateTime::UNIX_EPOCH, actor: "Sharon".into(), action: action.into(), detail };
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
        assert!(html.contains("nothing") && html.contains("&lt;b&gt;Black"), "{html}");
    }

    #[test]
    fn an_entry_of_another_version_still_says_something() {
        assert!(said("teleported", json!(null)).contains("teleported"));
        assert!(!said("settled", json!({ "objection": { "kind": "from_the_future" } })).is_empty());
    }
}
