//! The source of an order or message: its documents as tabs, and in each the places that support values.
//!
//! Each place has the name of the value it supports, so that plain links lead from one to the other: boxes on pictures of
//! pages, marks in text and in cleaned HTML, cells in tables. A medium a file.

mod cells;
mod files;
mod frame;
mod head;
mod pages;
mod text;
mod turn;

pub use frame::{FramePage, frame_page, marks};
pub use head::quote_shown;
pub use turn::Turn;

use maud::{Markup, html};

use super::ui::icon;
use crate::reader::evidence::Place;
use crate::understanding::page::{DocumentView, Shape, Source, Unreadable};
use crate::words::{Voice, why_unread};
use files::FILES;

/// A place that supports a value.
#[derive(Clone, Debug)]
pub struct Spot<'a> {
    /// Name of the value; `e-` before it is the id here, `v-` before it the id of the value.
    pub key: String,
    /// Where.
    pub place: &'a Place,
    /// What the value is called.
    pub label: String,
    /// Whether somebody should look.
    pub is_doubtful: bool,
}

impl Spot<'_> {
    fn id(&self) -> String {
        format!("e-{}", self.key)
    }

    /// The same value, supported at another place.
    fn at<'p>(&self, place: &'p Place) -> Spot<'p> {
        Spot { place, key: self.key.clone(), label: self.label.clone(), is_doubtful: self.is_doubtful }
    }

    fn state(&self) -> Option<&'static str> {
        self.is_doubtful.then_some("check")
    }
}

/// What the pane is drawn from.
pub struct Pane<'a> {
    /// How to speak to the reader.
    pub voice: Voice,
    /// The message.
    pub source: &'a Source,
    /// What of it is open.
    pub turn: &'a Turn,
    /// The places to show.
    pub spots: &'a [Spot<'a>],
    /// The page with something else of the source open.
    pub address: &'a dyn Fn(&Turn) -> String,
    /// Where the page of an HTML document is found.
    pub frame: &'a dyn Fn(&DocumentView) -> String,
}

/// The pane with its tabs.
pub fn pane(pane: &Pane<'_>) -> Markup {
    let (voice, source) = (pane.voice, pane.source);
    let shown = shown(pane);
    let is_files = shown.is_none();
    let tabs: Vec<&DocumentView> = source.documents.iter().filter(|document| has_tab(pane, document)).collect();
    let at = tabs.iter().position(|tab| shown.is_some_and(|shown| shown.part == tab.part)).unwrap_or(tabs.len());
    let key = |number: usize| match number {
        number if number + 1 == at => Some(","),
        number if number == at + 1 => Some("."),
        _ => None,
    };
    let label = shown.map_or_else(|| voice.files().to_owned(), |shown| name_of(voice, shown));
    html! {
        section.source #source aria-label=(voice.source()) {
            nav.tabs aria-label=(voice.source()) {
                @for (number, document) in tabs.iter().enumerate() {
                    a href=((pane.address)(&Turn::to(&document.part))) aria-current=[(number == at).then_some("page")] data-key=[key(number)] aria-keyshortcuts=[key(number)] {
                        (icon(shape_of(document))) (name_of(voice, document))
                        @if let Shape::Pages(pages) = &document.content {
                            @if pages.len() > 1 { span.count { (pages.len()) } }
                        }
                    }
                }
                a.end href=((pane.address)(&Turn::to(FILES))) aria-current=[is_files.then_some("page")] data-key=[key(tabs.len())] aria-keyshortcuts=[key(tabs.len())] {
                    (icon("same")) (voice.files())
                    @let unread = files::unread(&source.documents);
                    @if unread > 0 { span.count data-state="check" title=(voice.not_read()) { (unread) } }
                }
            }
            section.doc tabindex="0" aria-label=(label) {
                @if let Some(document) = shown { (open(pane, document)) } @else { (files::files(pane)) }
            }
        }
    }
}

/// A document with what stands above it.
fn open(pane: &Pane<'_>, document: &DocumentView) -> Markup {
    let is_mail = document.is_body || pane.turn.doc.as_deref() == Some(Place::HEAD);
    html! {
        @if is_mail { (head::letter_head(pane)) }
        (head::nested_head(pane, document))
        (content(pane, document))
    }
}

fn content(pane: &Pane<'_>, document: &DocumentView) -> Markup {
    let here: Vec<&Spot<'_>> = pane.spots.iter().filter(|spot| spot.place.part == document.part).collect();
    match &document.content {
        Shape::Text(text) => {
            let kind = is_code(document).then_some("code");
            html! { div.letter data-kind=[kind] { (text::marked(text, &here)) } }
        }
        Shape::Html(text) if pane.turn.is_as_text() => frame::as_text(pane, document, text::marked(text, &here)),
        Shape::Html(_) => frame::frame(pane, document),
        Shape::Pages(pages) => pages::pages(pane.voice, document, pages, &here),
        Shape::Sheets(sheets) => cells::sheets(pane, document, sheets, &here),
        Shape::Unreadable(reason) => {
            html! { div.note data-state="check" { p { (why_unread(&*pane.voice, *reason)) } } }
        }
    }
}

/// Whether a text is written by machines: then its columns count.
fn is_code(document: &DocumentView) -> bool {
    let kind = document.media_type.as_str();
    kind.starts_with("application/edi") || matches!(kind, "application/xml" | "text/xml")
}

/// Whether a document counts: the same text in another form does not.
fn is_told_apart(document: &DocumentView) -> bool {
    !matches!(document.content, Shape::Unreadable(Unreadable::Alternative))
}

/// Whether a document has a tab of its own: what was not read stands in the list of files, and the head of an attached
/// message over its documents, unless a value was found in it.
fn has_tab(pane: &Pane<'_>, document: &DocumentView) -> bool {
    let is_asked = pane.turn.doc.as_deref() == Some(document.part.as_str());
    let has_places = || pane.spots.iter().any(|spot| spot.place.part == document.part);
    is_asked || !matches!(document.content, Shape::Unreadable(_)) && (!document.is_head || has_places())
}

/// The document to show: the one that is asked for, else the one that supports the most values; none for the list of files.
fn shown<'a>(pane: &Pane<'a>) -> Option<&'a DocumentView> {
    let documents = &pane.source.documents;
    match pane.turn.doc.as_deref() {
        Some(FILES) => return None,
        Some(Place::HEAD) => {
            let body = documents.iter().find(|document| document.is_body && has_tab(pane, document));
            return body.or_else(|| documents.iter().find(|document| has_tab(pane, document)));
        }
        Some(part) => {
            if let Some(named) = documents.iter().find(|document| document.part == part) {
                return Some(named);
            }
        }
        None => {}
    }
    let support = |document: &&DocumentView| pane.spots.iter().filter(|spot| spot.place.part == document.part).count();
    // The last of the greatest would win: among equals the first document is meant.
    documents.iter().filter(|document| has_tab(pane, document)).rev().max_by_key(support)
}

fn shape_of(document: &DocumentView) -> &'static str {
    match document.content {
        _ if document.is_body => "mail",
        Shape::Sheets(_) => "orders",
        _ => "file",
    }
}

/// What a document is called on its tab.
pub fn name_of(voice: Voice, document: &DocumentView) -> String {
    match &document.name {
        Some(name) => name.clone(),
        None if document.is_body => voice.mail_text().to_owned(),
        None if document.is_head || !document.head.is_empty() => voice.attached_message().to_owned(),
        None => document.media_type.clone(),
    }
}
