//! A tree → lines of text as a person would type them: a block on lines of its own, a table row on one line with its cells
//! apart and under each other. Every word remembers the node and the bytes it came from.

use super::style::{Ink, Sheet, inside};
use super::tree::{Kind, NodeId, Tree};
use super::{DEPTH_MAX, is_silent};

/// Lines are broken at the first blank after this many characters.
const LINE_CHARS: usize = 400;
/// Blanks between two cells of a row.
const CELL_GAP: usize = 3;
/// A cell wider than this does not push the cells under its neighbour to the right.
const COLUMN_CHARS_MAX: usize = 160;
/// Most columns of a table that are lined up.
const COLUMNS_MAX: usize = 60;
/// Most texts that nobody can see which are told about.
const HIDDEN_MAX: usize = 20;
/// Most characters of each.
const HIDDEN_CHARS_MAX: usize = 300;

/// A word and where it came from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// The node.
    pub node: NodeId,
    /// First byte in the text of the node.
    pub start: usize,
    /// One past the last.
    pub end: usize,
    /// Blanks before it.
    blanks: usize,
}

#[derive(Clone, Debug, Default)]
struct Line {
    words: Vec<Word>,
    chars: usize,
}

impl Line {
    fn push(&mut self, word: Word, chars: usize) {
        self.chars += word.blanks + chars;
        self.words.push(word);
    }
}

/// The text of a document, and what of it nobody can see.
#[derive(Clone, Debug, Default)]
pub(super) struct Laid {
    /// The text; `\n` line ends, no trailing blanks, at most one empty line in a row.
    pub text: String,
    /// The words with the byte of the text each begins at, in its order.
    pub words: Vec<(usize, Word)>,
    /// Texts that nobody can see; they are in no line.
    pub hidden: Vec<String>,
}

/// Lays a document out.
pub(super) fn lay_out(tree: &Tree, sheet: &Sheet) -> Laid {
    let mut flow = Flow { tree, sheet, lines: Vec::new(), open: Line::default(), is_apart: false, hidden: Vec::new() };
    flow.children(0, Around { ink: Ink::default(), is_pre: false, depth: 0 });
    flow.end_line();
    let mut laid = Laid { hidden: flow.hidden, ..Laid::default() };
    let mut is_blank = true;
    for line in flow.lines {
        if line.words.is_empty() {
            if !is_blank {
                laid.text.push('\n');
            }
            is_blank = true;
            continue;
        }
        is_blank = false;
        for word in line.words {
            laid.text.extend(std::iter::repeat_n(' ', word.blanks));
            laid.words.push((laid.text.len(), word));
            laid.text.push_str(&tree.text(word.node)[word.start..word.end]);
        }
        laid.text.push('\n');
    }
    laid
}

/// What holds around a node.
#[derive(Clone, Copy)]
struct Around {
    ink: Ink,
    is_pre: bool,
    depth: usize,
}

/// Lines as they grow.
struct Flow<'t> {
    tree: &'t Tree,
    sheet: &'t Sheet,
    lines: Vec<Line>,
    open: Line,
    /// Whether a blank stands between the last word and the next.
    is_apart: bool,
    hidden: Vec<String>,
}

impl Flow<'_> {
    fn children(&mut self, id: NodeId, around: Around) {
        for child in &self.tree.node(id).children {
            self.node(*child, around);
        }
    }

    fn node(&mut self, id: NodeId, around: Around) {
        let name = self.tree.name(id);
        if matches!(self.tree.node(id).kind, Kind::Text(_)) {
            return if around.ink.is_hidden() { self.unseen(id) } else { self.text(id, around.is_pre) };
        }
        if is_silent(name) {
            return;
        }
        let ink = inside(self.tree, self.sheet, id, around.ink);
        if around.depth >= DEPTH_MAX || ink.is_gone {
            for text in self.tree.texts_below(id) {
                if ink.is_hidden() { self.unseen(text) } else { self.text(text, false) }
            }
            return;
        }
        let around = Around { ink, is_pre: around.is_pre || name == "pre", depth: around.depth + 1 };
        match name {
            "br" => self.break_line(),
            "hr" => self.end_line(),
            "img" if !ink.is_hidden() => self.text(id, false),
            "table" => self.table(id, around),
            name if is_paragraph(name) => {
                self.blank_line();
                self.children(id, around);
                self.blank_line();
            }
            name if is_block(name) => {
                self.end_line();
                self.children(id, around);
                self.end_line();
            }
            _ => self.children(id, around),
        }
    }

    /// Notes a text that nobody can see.
    fn unseen(&mut self, id: NodeId) {
        let text = self.tree.text(id).split_whitespace().collect::<Vec<_>>().join(" ");
        // Senders pad what a list of mails shows with invisible characters; those hide nothing.
        if text.chars().filter(|c| c.is_alphanumeric()).count() > 1 && self.hidden.len() < HIDDEN_MAX {
            self.hidden.push(text.chars().take(HIDDEN_CHARS_MAX).collect());
        }
    }

    fn text(&mut self, id: NodeId, is_pre: bool) {
        let text = self.tree.text(id);
        let (mut blanks, mut start) = (0, None);
        for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
            let is_blank = matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}');
            if !is_blank {
                start = start.or(Some(at));
                continue;
            }
            if let Some(start) = start.take() {
                self.word(Word { node: id, start, end: at, blanks });
                blanks = 0;
            }
            if at == text.len() {
                break;
            }
            match c {
                '\n' if is_pre => {
                    self.break_line();
                    blanks = 0;
                }
                '\t' if is_pre => blanks += 4,
                _ if is_pre => blanks += 1,
                _ => self.is_apart = true,
            }
        }
    }

    fn word(&mut self, word: Word) {
        let apart = usize::from(std::mem::take(&mut self.is_apart) && !self.open.words.is_empty());
        if apart > 0 && self.open.chars > LINE_CHARS {
            self.end_line();
        }
        let blanks = if self.open.words.is_empty() { word.blanks } else { word.blanks.max(apart) };
        let chars = self.tree.text(word.node)[word.start..word.end].chars().count();
        self.open.push(Word { blanks, ..word }, chars);
    }

    fn break_line(&mut self) {
        self.lines.push(std::mem::take(&mut self.open));
        self.is_apart = false;
    }

    fn end_line(&mut self) {
        if !self.open.words.is_empty() {
            self.break_line();
        }
        self.is_apart = false;
    }

    fn blank_line(&mut self) {
        self.end_line();
        if self.lines.last().is_some_and(|line| !line.words.is_empty()) {
            self.lines.push(Line::default());
        }
    }

    /// What stands in one cell, as lines of its own.
    fn cell(&mut self, id: NodeId, around: Around) -> Vec<Line> {
        let mut flow = Flow {
            tree: self.tree,
            sheet: self.sheet,
            lines: Vec::new(),
            open: Line::default(),
            is_apart: false,
            hidden: std::mem::take(&mut self.hidden),
        };
        let ink = inside(self.tree, self.sheet, id, around.ink);
        if ink.is_gone {
            for text in self.tree.texts_below(id) {
                flow.unseen(text);
            }
        } else {
            flow.children(id, Around { ink, depth: around.depth + 1, ..around });
        }
        flow.end_line();
        self.hidden = flow.hidden;
        let is_empty = |line: &Line| line.words.is_empty();
        let first = flow.lines.iter().position(|line| !is_empty(line)).unwrap_or(flow.lines.len());
        let mut lines = flow.lines.split_off(first);
        while lines.last().is_some_and(is_empty) {
            lines.pop();
        }
        lines
    }

    fn table(&mut self, id: NodeId, around: Around) {
        self.blank_line();
        let mut rows: Vec<Vec<(usize, Vec<Line>)>> = Vec::new();
        for part in &self.tree.node(id).children {
            match self.tree.name(*part) {
                "tr" => rows.push(self.row(*part, around)),
                "thead" | "tbody" | "tfoot" => {
                    let ink = inside(self.tree, self.sheet, *part, around.ink);
                    for row in self.tree.node(*part).children.iter().filter(|row| self.tree.name(**row) == "tr") {
                        rows.push(self.row(*row, Around { ink, depth: around.depth + 1, ..around }));
                    }
                }
                "caption" => {
                    self.children(*part, around);
                    self.end_line();
                }
                _ => {}
            }
        }
        let starts = column_starts(&rows);
        for row in rows {
            self.lines.extend(side_by_side(row, &starts));
        }
        self.blank_line();
    }

    /// The cells of a row with the columns each takes.
    fn row(&mut self, id: NodeId, around: Around) -> Vec<(usize, Vec<Line>)> {
        let ink = inside(self.tree, self.sheet, id, around.ink);
        let around = Around { ink, depth: around.depth + 1, ..around };
        let cells = self.tree.node(id).children.iter().filter(|cell| matches!(self.tree.name(**cell), "td" | "th"));
        let span = |cell: &NodeId| self.tree.attribute(*cell, "colspan").and_then(|n| n.trim().parse::<usize>().ok());
        let cells: Vec<NodeId> = cells.copied().collect();
        cells.into_iter().map(|cell| (span(&cell).unwrap_or(1).clamp(1, 50), self.cell(cell, around))).collect()
    }
}

/// Where each column begins, in characters.
fn column_starts(rows: &[Vec<(usize, Vec<Line>)>]) -> Vec<usize> {
    let mut widths = [0_usize; COLUMNS_MAX];
    for row in rows {
        let mut column = 0;
        for (span, lines) in row {
            let width = lines.iter().map(|line| line.chars).max().unwrap_or(0).min(COLUMN_CHARS_MAX);
            if let Some(widest) = widths.get_mut(column).filter(|_| *span == 1) {
                *widest = (*widest).max(width);
            }
            column += span;
        }
    }
    let mut start = 0;
    let mut starts = vec![0];
    for width in widths {
        start += if width == 0 { 0 } else { width + CELL_GAP };
        starts.push(start);
    }
    starts
}

/// The lines of a row: each cell from its column on, further right where the cell before it is too wide.
fn side_by_side(row: Vec<(usize, Vec<Line>)>, starts: &[usize]) -> Vec<Line> {
    let height = row.iter().map(|(_, lines)| lines.len()).max().unwrap_or(0);
    let mut joined: Vec<Line> = vec![Line::default(); height];
    let mut column = 0;
    for (span, lines) in row {
        let start = starts.get(column).or(starts.last()).copied().unwrap_or(0);
        for (line, cell) in joined.iter_mut().zip(lines) {
            let least = if line.words.is_empty() { 0 } else { CELL_GAP };
            let shift = start.saturating_sub(line.chars).max(least);
            let mut words = cell.words.into_iter();
            if let Some(first) = words.next() {
                line.words.push(Word { blanks: first.blanks + shift, ..first });
                line.words.extend(words);
                line.chars += shift + cell.chars;
            }
        }
        column += span;
    }
    joined
}

fn is_paragraph(name: &str) -> bool {
    matches!(name, "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "dl" | "blockquote" | "pre")
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "html"
            | "body"
            | "div"
            | "section"
            | "article"
            | "header"
            | "footer"
            | "address"
            | "center"
            | "form"
            | "fieldset"
            | "legend"
            | "li"
            | "dt"
            | "dd"
            | "figure"
            | "figcaption"
            | "main"
            | "nav"
            | "aside"
            | "details"
            | "summary"
            | "tr"
            | "caption"
    )
}
