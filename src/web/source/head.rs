//! The head of a message over its text: from, to, subject, date. Values that were found in it are marked there.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use maud::{Markup, html};

use super::text::marked;
use super::{Pane, Spot};
use crate::reader::evidence::{Place, Region};
use crate::understanding::page::DocumentView;
use crate::words::Voice;

/// The head of the message itself.
pub(super) fn letter_head(pane: &Pane<'_>) -> Markup {
    let (voice, source) = (pane.voice, pane.source);
    let from = match (&source.sender_name, &source.sender_address) {
        (Some(name), Some(address)) => voice.mail_from(name, address),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => return html! {},
    };
    let subject = source.subject.as_deref().unwrap_or(voice.no_subject()).to_owned();
    let spots: Vec<&Spot<'_>> = pane.spots.iter().filter(|spot| spot.place.part == Place::HEAD).collect();
    let (of_subject, rest): (Vec<&Spot<'_>>, Vec<&Spot<'_>>) =
        spots.into_iter().partition(|spot| holds(&subject, spot));
    let (of_sender, rest): (Vec<&Spot<'_>>, Vec<&Spot<'_>>) = rest.into_iter().partition(|spot| holds(&from, spot));
    let sent = voice.date_time(source.sent_at.unwrap_or(source.received_at));
    let is_date = |spot: &&Spot<'_>| quote_shown(voice, &spot.place.quote) == sent;
    let (of_date, rest): (Vec<&Spot<'_>>, Vec<&Spot<'_>>) = rest.into_iter().partition(is_date);
    html! {
        header.letter-head {
            p { b { (with_marks(&subject, &of_subject)) } }
            p.muted { (with_marks(&from, &of_sender)) " · " (with_marks_at(voice, &sent, &of_date)) }
            @for spot in rest { p.muted { (spot.label) ": " (with_marks_at(voice, &quote_shown(voice, &spot.place.quote), &[spot])) } }
        }
    }
}

/// A quote as people read it: a moment in the reader's own zone and format, anything else as it stands.
pub fn quote_shown<'q>(voice: Voice, quote: &'q str) -> Cow<'q, str> {
    match DateTime::parse_from_rfc3339(quote).or_else(|_| DateTime::parse_from_rfc2822(quote)) {
        Ok(at) => Cow::Owned(voice.date_time(at.with_timezone(&Utc))),
        Err(_) => Cow::Borrowed(quote),
    }
}

/// The same as [`with_marks`] for quotes that are shown in another form than they have.
fn with_marks_at(voice: Voice, text: &str, spots: &[&Spot<'_>]) -> Markup {
    let shown =
        |spot: &&Spot<'_>| Place { quote: quote_shown(voice, &spot.place.quote).into_owned(), ..spot.place.clone() };
    let places: Vec<Place> = spots.iter().map(shown).collect();
    let spots: Vec<Spot<'_>> = spots.iter().zip(&places).map(|(spot, place)| spot.at(place)).collect();
    with_marks(text, &spots.iter().collect::<Vec<_>>())
}

fn holds(text: &str, spot: &Spot<'_>) -> bool {
    !spot.place.quote.is_empty() && text.contains(spot.place.quote.as_str())
}

/// A line of the head with a mark where each quote first stands.
fn with_marks(text: &str, spots: &[&Spot<'_>]) -> Markup {
    let span = |spot: &&Spot<'_>| {
        let start = text.find(spot.place.quote.as_str()).unwrap_or(0);
        let end = start + spot.place.quote.len();
        let region = Region::Span { start: bytes(start), end: bytes(end) };
        Place { regions: vec![region], ..spot.place.clone() }
    };
    let places: Vec<Place> = spots.iter().map(span).collect();
    let moved: Vec<Spot<'_>> = spots.iter().zip(&places).map(|(spot, place)| spot.at(place)).collect();
    marked(text, &moved.iter().collect::<Vec<_>>())
}

fn bytes(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The head of the attached message that a document belongs to.
pub(super) fn nested_head(pane: &Pane<'_>, document: &DocumentView) -> Markup {
    let voice = pane.voice;
    html! {
        @if !document.head.is_empty() {
            header.letter-head {
                p.muted { (voice.attached_message()) }
                dl.heads {
                    @for (name, value) in &document.head {
                        @if !value.is_empty() {
                            dt { (voice.head_name(name)) }
                            dd { bdi { (quote_shown(voice, value)) } }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_of_the_subject_is_marked_in_it_and_one_of_nowhere_is_still_shown() {
        let place = Place { part: Place::HEAD.into(), regions: vec![], quote: "12022".into() };
        let spot = Spot { key: "po_number".into(), place: &place, label: "Order number".into(), is_doubtful: false };
        let html = with_marks("PO <12022>", &[&spot]).into_string();
        assert!(html.starts_with("PO &lt;<mark id=\"e-po_number\""), "{html}");
        assert!(holds("PO 12022", &spot) && !holds("PO 1202", &spot));
    }

    #[test]
    fn a_moment_of_the_head_is_shown_in_the_zone_and_the_format_of_the_reader() {
        let (en, de) = (Voice::new("en-AU", "Australia/Melbourne"), Voice::new("de-DE", "Europe/Berlin"));
        let quote = "2026-02-05T03:03:28+00:00";
        assert_eq!(quote_shown(en, quote), "5 Feb 2026, 2:03 pm");
        assert_eq!(quote_shown(de, quote), "05.02.2026, 04:03");
        assert_eq!(quote_shown(en, "12022"), "12022");
        let place = Place { part: Place::HEAD.into(), regions: vec![], quote: quote.into() };
        let spot = Spot { key: "order_date".into(), place: &place, label: "Order date".into(), is_doubtful: true };
        let html = with_marks_at(en, "5 Feb 2026, 2:03 pm", &[&spot]).into_string();
        assert!(
            html.contains("id=\"e-order_date\"") && html.contains("5 Feb 2026, 2:03 pm") && !html.contains("T03:03"),
            "{html}"
        );
    }
}
