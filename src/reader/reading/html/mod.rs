//! HTML of strangers → text, and HTML that can be shown.
//!
//! One walk gives both: [`text`] lays the tree out in lines, [`view`] writes it again with marks where spans of that very text
//! stand. What a person cannot see (switched off, tiny, in the colour of its ground) is in neither; the view tells about it.

mod layout;
mod style;
mod tree;
mod view;

use serde::{Deserialize, Serialize};

use super::document::Unreadable;
use super::text::{decode, normalise, without_tags};

/// Elements inside each other that keep their shape; what is deeper is read as a run of words.
const DEPTH_MAX: usize = 200;
/// Tags that may be open at the same time; a source with more is built to exhaust its reader and is read without its tags.
const OPEN_TAGS_MAX: usize = 3_000;

/// A span of the text that supports a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// First byte of the text.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// The id of the mark in the page.
    pub id: String,
    /// What the value is called.
    pub label: String,
    /// Address of the value, for a link from the mark to it.
    pub back: Option<String>,
    /// Whether somebody should look.
    pub is_doubtful: bool,
}

/// HTML that can be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HtmlView {
    /// Elements of a short list; it runs nothing, fetches nothing and leads nowhere but to [`Mark::back`].
    pub html: String,
    /// The text that marks point into.
    pub text: String,
    /// The ids of the marks that are in it.
    pub placed: Vec<String>,
    /// What is written in the source where nobody can see it; at most 20 pieces of 300 characters.
    pub hidden: Vec<String>,
}

/// The text of an HTML part: blocks and table rows on lines of their own, cells kept apart, nothing that cannot be seen.
///
/// * `charset` — as declared.
/// * [`Unreadable::Empty`] and [`Unreadable::TooLarge`] as for plain text.
pub(super) fn text(bytes: &[u8], charset: Option<&str>) -> Result<String, Unreadable> {
    let source = normalise(&decode(bytes, charset)?);
    let text = match shape(&source) {
        Some((tree, sheet)) => layout::lay_out(&tree, &sheet).text,
        None => {
            without_tags(&source).lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
        }
    };
    if text.trim().is_empty() { Err(Unreadable::Empty) } else { Ok(text) }
}

/// The HTML part as it can be shown, with marks at spans of its text.
///
/// A source that is too deep to be shaped is shown as its text. Marks outside the text are left out; see [`HtmlView::placed`].
pub fn html_view(bytes: &[u8], charset: Option<&str>, marks: &[Mark]) -> Result<HtmlView, Unreadable> {
    html_view_with(bytes, charset, marks, &[])
}

/// The same with places for pictures of the mail itself.
///
/// * `pictures` — Content-IDs that can be shown. An image of the source that names the one at index `n` becomes
///   `<img data-picture="n">`, without an address; whoever has the picture puts it there. Nothing else in the HTML carries that attribute.
pub fn html_view_with(
    bytes: &[u8], charset: Option<&str>, marks: &[Mark], pictures: &[String],
) -> Result<HtmlView, Unreadable> {
    let source = normalise(&decode(bytes, charset)?);
    let Some((tree, sheet)) = shape(&source) else { return Err(Unreadable::TooLarge) };
    let laid = layout::lay_out(&tree, &sheet);
    let marks: Vec<Mark> = marks.iter().filter(|mark| is_span(&laid.text, mark)).cloned().collect();
    let (html, placed) = view::write(&tree, &sheet, &laid, (&marks, pictures));
    let placed = placed.into_iter().map(|index| marks[index].id.clone()).collect();
    Ok(HtmlView { html, text: laid.text, placed, hidden: laid.hidden })
}

fn is_span(text: &str, mark: &Mark) -> bool {
    text.get(mark.start as usize..mark.end as usize).is_some_and(|quote| !quote.trim().is_empty())
}

fn shape(source: &str) -> Option<(tree::Tree, style::Sheet)> {
    if open_tags(source) > OPEN_TAGS_MAX {
        return None;
    }
    let tree = tree::Tree::of(source);
    let sheet = style::Sheet::of(&tree);
    Some((tree, sheet))
}

/// How many tags are open at the same time at most, counted without understanding them; those that need no end do not count.
fn open_tags(source: &str) -> usize {
    const ENDLESS: [&str; 24] = [
        "br", "img", "hr", "meta", "link", "input", "col", "wbr", "area", "base", "source", "p", "li", "td", "th",
        "tr", "dt", "dd", "option", "tbody", "thead", "tfoot", "html", "body",
    ];
    let (mut open, mut most) = (0_usize, 0);
    for (at, _) in source.match_indices('<') {
        let rest = &source[at + 1..];
        if rest.starts_with('/') {
            open = open.saturating_sub(1);
        } else if rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
            let is_endless = ENDLESS.iter().any(|name| name.eq_ignore_ascii_case(&rest[..end]));
            open += usize::from(!is_endless);
        }
        most = most.max(open);
    }
    most
}

/// Elements of which nothing is read or shown: programs, styles, foreign drawings, things to type into.
fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "title"
            | "head"
            | "template"
            | "svg"
            | "math"
            | "iframe"
            | "object"
            | "embed"
            | "applet"
            | "audio"
            | "video"
            | "canvas"
            | "map"
            | "textarea"
            | "select"
            | "noembed"
            | "noframes"
            | "frameset"
            | "xmp"
            | "plaintext"
            | "dialog"
            | "datalist"
            | "meter"
            | "progress"
            | "link"
            | "meta"
            | "base"
            | "input"
    )
}
