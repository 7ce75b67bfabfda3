//! The files of a message: each with its size, what was made of it or why it was not read, and a way to save it.

use maud::{Markup, html};

use super::{Pane, Turn, is_told_apart, name_of};
use crate::understanding::page::{DocumentView, Shape};
use crate::web::paths;
use crate::web::ui::{badge, icon};
use crate::words::why_unread;

/// The name of the list among the documents.
pub(super) const FILES: &str = "files";

/// How many files nobody has read.
pub(super) fn unread(documents: &[DocumentView]) -> usize {
    let is_unread =
        |document: &&DocumentView| matches!(document.content, Shape::Unreadable(_)) && is_told_apart(document);
    documents.iter().filter(is_unread).count()
}

/// The list.
pub(super) fn files(pane: &Pane<'_>) -> Markup {
    let voice = pane.voice;
    let documents = pane.source.documents.iter().filter(|document| is_told_apart(document) && !document.is_head);
    html! {
        ul.attached {
            @for document in documents {
                li {
                    (icon(if document.is_body { "mail" } else { "file" }))
                    div {
                        @if matches!(document.content, Shape::Unreadable(_)) {
                            b { bdi { (name_of(voice, document)) } }
                        } @else {
                            a href=((pane.address)(&Turn::to(&document.part))) { b { bdi { (name_of(voice, document)) } } }
                        }
                        " " span.muted { (voice.bytes(document.size_bytes)) " · " (document.media_type) }
                        @if let Shape::Unreadable(reason) = document.content {
                            p { (badge("check", "check", voice.not_read())) " " (why_unread(&*voice, reason)) }
                        }
                    }
                    a.btn data-size="small" href=(paths::document_file(document.id)) download { (voice.save_file()) }
                }
            }
            li {
                (icon("inbox"))
                div { b { (voice.whole_message()) } p.muted { (voice.whole_message_why()) } }
                a.btn data-size="small" href=(paths::message_file(pane.source.id)) download { (voice.save_file()) }
            }
        }
    }
}
