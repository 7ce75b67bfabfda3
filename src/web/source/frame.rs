//! HTML of a mail: shown in a frame of its own that runs nothing and fetches nothing, or as its text.

use actix_web::HttpResponse;
use actix_web::http::header;
use maud::{Markup, html};

use super::{Pane, Spot, Turn, name_of};
use crate::reader::evidence::Region;
use crate::understanding::page::{DocumentView, MailPage, Mark};
use crate::web::headers::FOREIGN_PAGE;
use crate::web::ui::foreign_page;
use crate::words::Voice;

/// The frame, with the switch to the text.
pub(super) fn frame(pane: &Pane<'_>, document: &DocumentView) -> Markup {
    let voice = pane.voice;
    let mark = pane.turn.mark().map(|mark| format!("#e-{mark}")).unwrap_or_default();
    html! {
        (switch(voice, &(pane.address)(&Turn::to(&document.part).with_text()), voice.as_text()))
        iframe.mail data-doc=(document.part) sandbox="allow-top-navigation-by-user-activation" referrerpolicy="no-referrer" title=(name_of(voice, document))
            src={ ((pane.frame)(document)) (mark) } {}
    }
}

/// The text, with the switch to the frame.
pub(super) fn as_text(pane: &Pane<'_>, document: &DocumentView, text: Markup) -> Markup {
    html! {
        (switch(pane.voice, &(pane.address)(&Turn::to(&document.part)), pane.voice.as_page()))
        div.letter { (text) }
    }
}

fn switch(voice: Voice, to: &str, word: &str) -> Markup {
    html! { nav.pair.stretch aria-label=(voice.shown_as()) { a.btn data-size="small" href=(to) { (word) } } }
}

/// The marks of the values found in an HTML document; `back` is the address of the page with the values, where a mark may lead
/// away from it.
pub fn marks(spots: &[Spot<'_>], part: &str, back: Option<&str>) -> Vec<Mark> {
    let mut marks = Vec::new();
    for spot in spots.iter().filter(|spot| spot.place.part == part) {
        let spans = spot.place.regions.iter().filter_map(|region| match *region {
            Region::Span { start, end } => Some((start, end)),
            _ => None,
        });
        for (n, (start, end)) in spans.enumerate() {
            marks.push(Mark {
                start,
                end,
                id: if n == 0 { spot.id() } else { format!("{}-part-{n}", spot.id()) },
                label: spot.label.clone(),
                back: back.map(|back| format!("{back}#v-{}", spot.key)),
                is_doubtful: spot.is_doubtful,
            });
        }
    }
    marks
}

/// What the document in the frame is drawn from.
pub struct FramePage<'a> {
    /// How to speak to the reader.
    pub voice: Voice,
    /// The cleaned page; `None` when only its text can be shown.
    pub page: Option<&'a MailPage>,
}

/// The document in the frame, under a policy of its own.
pub fn frame_page(frame: &FramePage<'_>) -> HttpResponse {
    let voice = frame.voice;
    let said = html! {
        @match frame.page {
            None => p { (voice.only_as_text()) },
            Some(page) => {
                @if page.is_without_marks { p { (voice.places_not_shown_here()) } }
                @if !page.hidden.is_empty() {
                    details {
                        summary { (voice.hidden_text(i64::try_from(page.hidden.len()).unwrap_or(i64::MAX))) }
                        ul { @for text in &page.hidden { li { bdi { (text) } } } }
                    }
                }
            }
        }
    };
    let html = frame.page.map_or("", |page| page.html.as_str());
    HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((header::CONTENT_SECURITY_POLICY, FOREIGN_PAGE))
        .insert_header((header::X_FRAME_OPTIONS, "SAMEORIGIN"))
        .insert_header(("cross-origin-opener-policy", "unsafe-none"))
        .body(foreign_page(voice.locale().tag(), voice.mail_text(), &said, html))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::evidence::Place;

    #[test]
    fn a_mark_leads_back_only_where_nothing_can_be_lost_and_ids_stand_once() {
        let regions = vec![Region::Span { start: 0, end: 4 }, Region::Span { start: 9, end: 12 }];
        let place = Place { part: "1".into(), regions, quote: "…".into() };
        let spots = [Spot { key: "po_number".into(), place: &place, label: "Order number".into(), is_doubtful: true }];
        let there = marks(&spots, "1", Some("/orders/7"));
        let ids: Vec<&str> = there.iter().map(|mark| mark.id.as_str()).collect();
        assert_eq!(ids, ["e-po_number", "e-po_number-part-1"]);
        assert_eq!(there[1].back.as_deref(), Some("/orders/7#v-po_number"));
        assert!(marks(&spots, "1", None).iter().all(|mark| mark.back.is_none()));
        assert!(marks(&spots, "2", None).is_empty());
    }
}
