//! The page around HTML of strangers. It is a document of its own, in a frame, under a policy that allows nothing but its look.

use maud::{DOCTYPE, Markup, PreEscaped, html};

/// The look of such a page; a frame without an origin may load nothing, so it stands inside.
const SHEET: &str = include_str!("../../../static/css/mail.css");

/// The whole document.
///
/// * `said` — what the desk has to say about it, above it.
/// * `cleaned` — as the isolated child has written it: elements of a short list, no address but our own.
pub fn foreign_page(language: &str, title: &str, said: &Markup, cleaned: &str) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (title) }
                (PreEscaped("<style>")) (PreEscaped(SHEET)) (PreEscaped("</style>"))
            }
            body {
                @if !said.0.is_empty() { div.said { (said) } }
                main { (PreEscaped(cleaned)) }
            }
        }
    };
    page.into_string()
}
