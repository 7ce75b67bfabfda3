//! What happened to a product or a customer, newest first.

use maud::{Markup, html};
use serde_json::Value;

use super::labels;
use crate::matching::catalogue::page::HistoryEntry;
use crate::reader::units::Millionths;
use crate::web::ui::icon;
use crate::words::Voice;

/// The timeline; of a long one the newest part, the rest folded.
pub fn history(voice: Voice, entries: &[HistoryEntry]) -> Markup {
    const OPEN: usize = 12;
    let (open, folded) = entries.split_at(entries.len().min(OPEN));
    html! {
        section aria-labelledby="history" {
            div.title { h2 #history { (voice.history()) " " span.count { (entries.len()) } } }
            ol.timeline data-of="catalogue" { @for entry in open { (one(voice, entry)) } }
            @if !folded.is_empty() {
                details { summary { (voice.further_down()) } ol.timeline data-of="catalogue" { @for entry in folded { (one(voice, entry)) } } }
            }
        }
    }
}

fn one(voice: Voice, entry: &HistoryEntry) -> Markup {
    let name = if entry.actor.is_empty() { voice.the_desk() } else { entry.actor.as_str() };
    let shape = match entry.action.as_str() {
        "added" => "approve",
        "price_withdrawn" | "colour_removed" | "name_ended" | "price_ended" => "missing",
        _ => "pen",
    };
    html! {
        li {
            (icon(shape))
            time datetime=(entry.at.to_rfc3339()) { (voice.date_time(entry.at)) }
            span { b { bdi { (name) } } " " (what(voice, &entry.action, &entry.detail)) }
        }
    }
}

fn what(voice: Voice, action: &str, detail: &Value) -> Markup {
    let text = |name: &str| detail[name].as_str().unwrap_or_default();
    let customer = detail["customer"].as_str().unwrap_or(voice.everybody());
    match action {
        "added" => html! { (voice.was_added()) },
        "corrected" => corrected(voice, detail),
        "priced" => html! { (voice.did_priced()) ": " (priced(voice, detail)) },
        "price_ended" => html! { (voice.did_price_end()) ": " (price_of(voice, detail)) },
        "price_withdrawn" => html! { (voice.did_price_withdraw()) ": " (price_of(voice, detail)) },
        "colour_removed" => html! { (voice.did_colour_remove()) ": " bdi { (text("colour")) } },
        "named" => html! { (voice.did_name(customer, text("part_number"))) },
        "name_ended" => html! { (voice.did_end_name(customer, text("part_number"))) },
        other => html! { (voice.did(other)) },
    }
}

fn corrected(voice: Voice, detail: &Value) -> Markup {
    let field = labels::of_word(voice, detail["field"].as_str().unwrap_or_default());
    let name = field.map_or(voice.field(), |(name, _)| name);
    let shown = |value: &Value| match (value.as_str(), field) {
        (None, _) => voice.empty_value().to_owned(),
        (Some(text), Some((_, kind))) => labels::shown(voice, kind, text),
        (Some(text), None) => text.to_owned(),
    };
    html! {
        (voice.corrected(name)) @if let Some(colour) = detail["colour"].as_str() { " (" bdi { (colour) } ")" } ": "
        del { span.hushed { (voice.changed_from()) " " } bdi { (shown(&detail["from"])) } } " "
        ins { span.hushed { (voice.changed_to()) " " } bdi { (shown(&detail["to"])) } }
    }
}

fn number(value: &Value) -> Option<Millionths> {
    value.as_str().and_then(|text| text.parse().ok())
}

fn priced(voice: Voice, detail: &Value) -> Markup {
    let breaks = detail["breaks"].as_array().map(Vec::as_slice).unwrap_or_default();
    let told: Vec<String> =
        breaks
            .iter()
            .filter_map(|one| {
                let price = voice.price(number(&one["price"])?);
                let from = number(&one["from"]).filter(|from| from.0 > 0);
                Some(from.map_or_else(
                    || price.clone(),
                    |from| format!("{price} {}", voice.beginning_at(&voice.number(from))),
                ))
            })
            .collect();
    let per = number(&detail["price_per"]).filter(|per| *per != Millionths::whole(1));
    html! {
        (told.join(", ")) " " (detail["currency"].as_str().unwrap_or_default())
        @if let Some(per) = per { " " (voice.per(&voice.number(per))) }
        ", " (price_of(voice, detail))
    }
}

/// For whom, in which colour, on which days.
fn price_of(voice: Voice, detail: &Value) -> Markup {
    let day = |name: &str| {
        detail[name].as_str().and_then(|text| text.parse().ok()).map(|day: chrono::NaiveDate| voice.date_named(day))
    };
    html! {
        bdi { (detail["customer"].as_str().unwrap_or(voice.price_list())) }
        @if let Some(colour) = detail["colour"].as_str() { ", " bdi { (colour) } }
        @if let Some(from) = day("effective_from") { ", " (voice.price_from_day()) " " (from) }
        @if let Some(until) = day("effective_until") { ", " (voice.price_until_day()) " " (until) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(action: &str, detail: &Value) -> String {
        what(Voice::new("en-AU", "UTC"), action, detail).into_string()
    }

    #[test]
    fn a_change_shows_the_old_and_the_new_value() {
        let html = said("corrected", &json!({ "field": "minimum_quantity", "from": null, "to": "1000" }));
        assert!(html.contains("changed Minimum quantity") && html.contains("1,000</bdi></ins>"), "{html}");
        assert!(html.contains("nothing"), "{html}");
    }

    #[test]
    fn a_price_says_for_whom_from_when_and_in_which_breaks() {
        let detail = json!({ "customer": "Cleber", "currency": "AUD", "price_per": "100", "effective_from": "2026-12-04",
            "breaks": [{ "from": "0", "price": "8.5" }, { "from": "1000", "price": "8" }] });
        let html = said("priced", &detail);
        for part in ["8.50, 8.00 from 1,000", "AUD", "per 100", "Cleber", "Fri 4 Dec 2026"] {
            assert!(html.contains(part), "{part} in {html}");
        }
    }

    #[test]
    fn an_entry_of_another_version_still_says_something_and_text_stays_text() {
        assert!(said("teleported", &json!(null)).contains("teleported"));
        assert!(said("corrected", &json!({ "field": "from_the_future", "to": "<b>" })).contains("&lt;b&gt;"));
    }
}
