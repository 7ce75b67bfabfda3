//! A tree → HTML that can be shown: elements and attributes of a short list, no address anywhere but the ones we put in, and
//! a mark at each text span where a value was found.

use std::collections::HashMap;

use super::layout::Laid;
use super::style::{Ink, Sheet, inside, kept};
use super::tree::{Kind, NodeId, Tree};
use super::{DEPTH_MAX, Mark, is_silent};

/// Elements that are written again, by their own name.
const KEPT: [&str; 58] = [
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "bdi",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "center",
    "cite",
    "code",
    "dd",
    "del",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "i",
    "ins",
    "kbd",
    "li",
    "main",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
];

/// Largest width or height of a picture that is taken from the source, in pixels.
const SIDE_MAX: u32 = 2_000;

/// A piece of a node's text that belongs to a mark.
#[derive(Clone, Copy, Debug)]
struct Piece {
    start: usize,
    end: usize,
    mark: usize,
    is_first: bool,
}

/// Writes the document; gives the HTML and which marks are in it, by their index.
pub(super) fn write(
    tree: &Tree, sheet: &Sheet, laid: &Laid, (marks, pictures): (&[Mark], &[String]),
) -> (String, Vec<usize>) {
    let pieces = pieces(laid, marks);
    let mut placed: Vec<usize> = pieces.values().flatten().map(|piece| piece.mark).collect();
    placed.sort_unstable();
    placed.dedup();
    let mut writer = Writer { tree, sheet, marks, pictures, pieces, html: String::new() };
    writer.children(0, Ink::default(), 0);
    (writer.html, placed)
}

/// Where the marks are in the nodes: words side by side in one node are one piece.
fn pieces(laid: &Laid, marks: &[Mark]) -> HashMap<NodeId, Vec<Piece>> {
    let mut pieces: HashMap<NodeId, Vec<Piece>> = HashMap::new();
    for (index, mark) in marks.iter().enumerate() {
        let (from, to) = (mark.start as usize, mark.end as usize);
        let first = laid.words.partition_point(|(at, word)| at + (word.end - word.start) <= from);
        let mut last: Option<NodeId> = None;
        for (at, word) in laid.words[first..].iter().take_while(|(at, _)| *at < to) {
            // A span ends where characters do: it was made from the same text.
            let start = word.start + from.saturating_sub(*at);
            let end = word.end - (at + word.end - word.start).saturating_sub(to);
            let of_node = pieces.entry(word.node).or_default();
            match of_node.last_mut().filter(|piece| last == Some(word.node) && piece.mark == index) {
                Some(piece) => piece.end = end,
                None => of_node.push(Piece { start, end, mark: index, is_first: last.is_none() }),
            }
            last = Some(word.node);
        }
    }
    pieces
}

struct Writer<'t> {
    tree: &'t Tree,
    sheet: &'t Sheet,
    marks: &'t [Mark],
    pictures: &'t [String],
    pieces: HashMap<NodeId, Vec<Piece>>,
    html: String,
}

impl Writer<'_> {
    fn children(&mut self, id: NodeId, around: Ink, depth: usize) {
        for child in &self.tree.node(id).children {
            self.node(*child, around, depth);
        }
    }

    fn node(&mut self, id: NodeId, around: Ink, depth: usize) {
        let name = self.tree.name(id);
        if matches!(self.tree.node(id).kind, Kind::Text(_)) {
            if !around.is_hidden() {
                self.text(id);
            }
            return;
        }
        if is_silent(name) {
            return;
        }
        let ink = inside(self.tree, self.sheet, id, around);
        if ink.is_gone {
            return;
        }
        if depth >= DEPTH_MAX {
            for text in self.tree.texts_below(id) {
                self.text(text);
                self.html.push(' ');
            }
            return;
        }
        match name {
            "img" => self.picture(id, ink),
            "a" => self.link(id, ink, around, depth),
            "font" => self.element("span", id, (ink, around), depth),
            name if KEPT.contains(&name) => self.element(name, id, (ink, around), depth),
            _ => self.children(id, ink, depth + 1),
        }
    }

    fn element(&mut self, name: &str, id: NodeId, (ink, around): (Ink, Ink), depth: usize) {
        self.open(name, id, ink, around);
        if !matches!(name, "br" | "hr") {
            self.children(id, ink, depth + 1);
            self.html.push_str("</");
            self.html.push_str(name);
            self.html.push('>');
        }
    }

    fn open(&mut self, name: &str, id: NodeId, ink: Ink, around: Ink) {
        self.html.push('<');
        self.html.push_str(name);
        for span in ["colspan", "rowspan"].into_iter().filter(|_| matches!(name, "td" | "th")) {
            let n = self.tree.attribute(id, span).and_then(|n| n.trim().parse::<u32>().ok());
            if let Some(n) = n.filter(|n| (2..=50).contains(n)) {
                self.html.push_str(&format!(" {span}=\"{n}\""));
            }
        }
        if let Some(direction) = self.tree.attribute(id, "dir").filter(|dir| matches!(*dir, "ltr" | "rtl" | "auto")) {
            self.html.push_str(&format!(" dir=\"{direction}\""));
        }
        let style = kept(self.tree, self.sheet, id, ink, around);
        if !style.is_empty() {
            self.html.push_str(" style=\"");
            escape(&style, &mut self.html);
            self.html.push('"');
        }
        self.html.push('>');
    }

    /// A picture is not fetched: one of the mail itself has its place, of any other what it stands for is said.
    fn picture(&mut self, id: NodeId, ink: Ink) {
        if ink.is_hidden() {
            return;
        }
        if let Some(number) = self.own_picture(id) {
            self.html.push_str(&format!("<img data-picture=\"{number}\""));
            for size in ["width", "height"] {
                let points = self.tree.attribute(id, size).and_then(|size| size.trim().parse::<u32>().ok());
                if let Some(points) = points.filter(|points| (1..=SIDE_MAX).contains(points)) {
                    self.html.push_str(&format!(" {size}=\"{points}\""));
                }
            }
            self.html.push_str(" alt=\"");
            escape(self.tree.text(id), &mut self.html);
            self.html.push_str("\">");
            // Where a value was found in what the picture stands for, that is shown beside it.
            if !self.pieces.contains_key(&id) {
                return;
            }
        }
        if !self.tree.text(id).trim().is_empty() {
            self.html.push_str("<span class=\"picture\">");
            self.text(id);
            self.html.push_str("</span>");
        }
    }

    /// Which of the pictures that can be shown an image names.
    fn own_picture(&self, id: NodeId) -> Option<usize> {
        let source = self.tree.attribute(id, "src")?.trim();
        let wanted = source.get(..4).filter(|scheme| scheme.eq_ignore_ascii_case("cid:")).map(|_| &source[4..])?;
        let plain = wanted.replace("%40", "@");
        self.pictures.iter().position(|known| *known == wanted || *known == plain)
    }

    /// A link leads nowhere; where it would lead is said, if the text does not say the same.
    fn link(&mut self, id: NodeId, ink: Ink, around: Ink, depth: usize) {
        self.html.push_str("<span class=\"link\">");
        self.element("span", id, (ink, around), depth);
        let target = self.tree.attribute(id, "href").map(str::trim).unwrap_or_default();
        let (scheme, rest) = target.split_once(':').unwrap_or_default();
        let rest = rest.trim_start_matches('/');
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let is_shown = ["http", "https", "mailto", "tel"].contains(&scheme.to_ascii_lowercase().as_str());
        let said: String = self.tree.texts_below(id).into_iter().map(|text| self.tree.text(text)).collect();
        if is_shown && !host.is_empty() && !said.to_lowercase().contains(&host.to_lowercase()) {
            self.html.push_str(" <span class=\"target\">");
            escape(&host.chars().take(80).collect::<String>(), &mut self.html);
            self.html.push_str("</span>");
        }
        self.html.push_str("</span>");
    }

    /// The characters of a node with the marks in them; where marks cross, a stretch lies in all of them, the longest outside.
    fn text(&mut self, id: NodeId) {
        let text = self.tree.text(id);
        let Some(pieces) = self.pieces.remove(&id) else { return escape(text, &mut self.html) };
        let mut edges: Vec<usize> =
            pieces.iter().flat_map(|piece| [piece.start, piece.end]).chain([0, text.len()]).collect();
        edges.sort_unstable();
        edges.dedup();
        for pair in edges.windows(2) {
            let (from, to) = (pair[0], pair[1]);
            let mut here: Vec<&Piece> = pieces.iter().filter(|piece| piece.start <= from && to <= piece.end).collect();
            here.sort_by_key(|piece| usize::MAX - (piece.end - piece.start));
            for piece in &here {
                self.open_mark(piece, from == piece.start);
            }
            let back = here.last().and_then(|piece| self.marks[piece.mark].back.as_deref());
            if let Some(back) = back {
                self.html.push_str("<a target=\"_top\" href=\"");
                escape(back, &mut self.html);
                self.html.push_str("\">");
            }
            escape(text.get(from..to).unwrap_or_default(), &mut self.html);
            if back.is_some() {
                self.html.push_str("</a>");
            }
            self.html.extend(here.iter().map(|_| "</mark>"));
        }
    }

    fn open_mark(&mut self, piece: &Piece, is_start: bool) {
        let mark = &self.marks[piece.mark];
        self.html.push_str("<mark");
        if piece.is_first && is_start {
            self.html.push_str(" id=\"");
            escape(&mark.id, &mut self.html);
            self.html.push('"');
        }
        if mark.is_doubtful {
            self.html.push_str(" class=\"check\"");
        }
        self.html.push_str(" title=\"");
        escape(&mark.label, &mut self.html);
        self.html.push_str("\">");
    }
}

fn escape(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            // Characters that no browser shows, or that turn the direction of what follows.
            '\0' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {}
            c => html.push(c),
        }
    }
}
