//! Pages of words and running text in one shape: rows of tokens with an x extent and a place.
//!
//! A text line is a row whose x counts characters, so a table typed into a mail and a table on a page are read by
//! the same rules. Hidden words are left out wherever a page also has visible ones: nobody checks them.

use crate::evidence::{Place, Region};
use crate::reading::{Content, Document, Page, Word};

/// Where a token stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Spot {
    Box { y0: f32, y1: f32 },
    Span { start: u32, end: u32 },
}

/// One word.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    /// The characters.
    pub text: String,
    /// Left edge: points on a page, characters in running text.
    pub x0: f32,
    /// Right edge.
    pub x1: f32,
    spot: Spot,
}

/// Words on one line, from left to right.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    /// Page, from 1; 1 for running text.
    pub page: u32,
    /// Top edge: points on a page, lines in running text.
    pub y0: f32,
    /// Bottom edge.
    pub y1: f32,
    /// The words.
    pub tokens: Vec<Token>,
    /// A gap wider than this separates two cells.
    gap: f32,
}

/// Consecutive words of one row: `from..to` of [`Row::tokens`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Run {
    /// Index of the row in its sheet.
    pub row: usize,
    /// First word.
    pub from: usize,
    /// One past the last word.
    pub to: usize,
}

/// A document as rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sheet {
    /// MIME part path of the document.
    pub part: String,
    /// Whether the rows come from running text.
    pub is_text: bool,
    /// All rows, page after page, from top to bottom.
    pub rows: Vec<Row>,
}

impl Sheet {
    /// The rows of a document; `None` when it was not read.
    pub fn of(document: &Document) -> Option<Self> {
        let (is_text, rows) = match &document.content {
            Content::Pages { pages } => (false, pages.iter().flat_map(rows_of_page).collect()),
            Content::Text { text } => (true, rows_of_text(text)),
            Content::Unreadable { .. } => return None,
        };
        Some(Self { part: document.part.clone(), is_text, rows })
    }

    /// The words of a run, joined by single blanks.
    pub fn text(&self, run: Run) -> String {
        let mut joined = String::new();
        for token in self.tokens(run) {
            if !joined.is_empty() {
                joined.push(' ');
            }
            joined.push_str(&token.text);
        }
        joined
    }

    /// The words of several runs, joined by single blanks.
    pub fn text_of(&self, runs: &[Run]) -> String {
        runs.iter().map(|&run| self.text(run)).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// The words of a run.
    pub fn tokens(&self, run: Run) -> &[Token] {
        self.rows.get(run.row).and_then(|row| row.tokens.get(run.from..run.to)).unwrap_or(&[])
    }

    /// The whole row as a run.
    pub fn whole(&self, row: usize) -> Run {
        Run { row, from: 0, to: self.rows.get(row).map_or(0, |row| row.tokens.len()) }
    }

    /// Left and right edge of a run; `(0, 0)` for an empty one.
    pub fn extent(&self, run: Run) -> (f32, f32) {
        match self.tokens(run) {
            [] => (0.0, 0.0),
            [first, .., last] => (first.x0, last.x1),
            [only] => (only.x0, only.x1),
        }
    }

    /// The place of several runs: one region a run, the quote as it reads.
    pub fn place(&self, runs: &[Run]) -> Place {
        let regions = runs.iter().filter_map(|&run| self.region(run)).collect();
        Place { part: self.part.clone(), regions, quote: self.text_of(runs) }
    }

    fn region(&self, run: Run) -> Option<Region> {
        let tokens = self.tokens(run);
        let (first, last) = (tokens.first()?, tokens.last()?);
        Some(match (first.spot, last.spot) {
            (Spot::Span { start, .. }, Spot::Span { end, .. }) => Region::Span { start, end },
            _ => {
                let (mut top, mut bottom) = (f32::MAX, f32::MIN);
                for token in tokens {
                    if let Spot::Box { y0, y1 } = token.spot {
                        (top, bottom) = (top.min(y0), bottom.max(y1));
                    }
                }
                Region::Box { page: self.rows[run.row].page, x0: first.x0, y0: top, x1: last.x1, y1: bottom }
            }
        })
    }

    /// The cells of a row: its words split where the gap is wider than a blank.
    pub fn cells(&self, row: usize) -> Vec<Run> {
        let Some(Row { tokens, gap, .. }) = self.rows.get(row) else { return Vec::new() };
        let mut cells = Vec::new();
        let mut from = 0;
        for to in 1..=tokens.len() {
            if to == tokens.len() || tokens[to].x0 - tokens[to - 1].x1 > *gap || self.starts_column(row, to) {
                cells.push(Run { row, from, to });
                from = to;
            }
        }
        cells
    }

    /// Whether a word that all but touches the one before it stands where cells of the neighbouring rows begin: text
    /// of one column that ran into the next.
    fn starts_column(&self, row: usize, word: usize) -> bool {
        let Row { tokens, gap, page, .. } = &self.rows[row];
        let x0 = tokens[word].x0;
        if self.is_text || x0 - tokens[word - 1].x1 > 0.17 * gap {
            return false;
        }
        let near = (row.saturating_sub(3)..(row + 4).min(self.rows.len()))
            .filter(|&other| other != row && self.rows[other].page == *page);
        let begins = |other: usize| {
            let Row { tokens, gap, .. } = &self.rows[other];
            (1..tokens.len()).any(|at| (tokens[at].x0 - x0).abs() < 0.8 && tokens[at].x0 - tokens[at - 1].x1 > *gap)
        };
        near.filter(|&other| begins(other)).count() >= 1
    }

    /// The cell that contains the word.
    pub fn cell_at(&self, row: usize, word: usize) -> Run {
        self.cells(row).into_iter().find(|cell| (cell.from..cell.to).contains(&word)).unwrap_or(Run {
            row,
            from: word,
            to: word,
        })
    }

    /// The first cell under a heading: on the same page, less than `lines` heights below, and within the width that
    /// belongs to the heading, up to the next cell of its row.
    pub fn under(&self, heading: Run, lines: f32) -> Option<Run> {
        let row = &self.rows[heading.row];
        let (x0, x1) = self.extent(heading);
        let height = row.y1 - row.y0;
        let next = self.cells(heading.row).into_iter().find(|cell| cell.from >= heading.to);
        let end = next.map_or(x1 + 8.0 * height, |next| self.extent(next).0);
        (heading.row + 1..self.rows.len())
            .take_while(|&below| self.rows[below].page == row.page && self.rows[below].y0 - row.y1 < lines * height)
            .flat_map(|below| self.cells(below))
            .find(|&cell| {
                let (left, right) = self.extent(cell);
                left < end - 1.0 && right > x0 - 0.5 * height
            })
    }

    /// Whether `next` follows `row` on the same page without a blank line between them.
    pub fn is_close(&self, row: usize, next: usize) -> bool {
        let (Some(above), Some(below)) = (self.rows.get(row), self.rows.get(next)) else { return false };
        let height = (above.y1 - above.y0).min(below.y1 - below.y0);
        above.page == below.page && below.y0 - above.y1 < 0.95 * height
    }
}

fn rows_of_page(page: &Page) -> Vec<Row> {
    let is_scan_layer = page.words.iter().all(|word| word.hidden);
    let mut words: Vec<&Word> =
        page.words.iter().filter(|word| (is_scan_layer || !word.hidden) && !is_drawn_rule(&word.text)).collect();
    words.sort_by(|a, b| centre(a).total_cmp(&centre(b)));
    let mut lines: Vec<Vec<&Word>> = Vec::new();
    for word in words {
        match lines.last_mut() {
            Some(line) if continues(line, word) => line.push(word),
            _ => lines.push(vec![word]),
        }
    }
    let lines = lines.into_iter().flat_map(levelled);
    lines.filter(|line| !line.is_empty()).map(|line| row_of_words(page.number, line)).collect()
}

/// Whether a word may stand on a line with the words above it, all sorted by height on the page.
fn continues(line: &[&Word], word: &Word) -> bool {
    let (Some(first), Some(last)) = (line.first(), line.last()) else { return true };
    let is_near = centre(word) - centre(last) < 0.35 * height(word).max(height(last));
    is_near && centre(word) - centre(first) < 1.2 * height(word).max(height(first))
}

fn centre(word: &Word) -> f32 {
    (word.y0 + word.y1) / 2.0
}

fn height(word: &Word) -> f32 {
    word.y1 - word.y0
}

/// A line drawn with characters, or nothing at all.
fn is_drawn_rule(text: &str) -> bool {
    let text = text.trim();
    let is_stroke = |c| matches!(c, '_' | '-' | '=' | '─' | '*' | '.' | '—' | '–' | '~');
    text.is_empty() || (text.chars().count() >= 3 && text.chars().all(is_stroke))
}

/// Divides words, sorted by height on the page, until each group stands on one level: lines of two columns that are a
/// hair apart are two lines. Divided where the distance is largest.
fn levelled(words: Vec<&Word>) -> Vec<Vec<&Word>> {
    let (mut open, mut done) = (vec![words], Vec::new());
    while let Some(mut words) = open.pop() {
        match uneven_at(&words) {
            Some(at) => {
                let below = words.split_off(at);
                open.push(below);
                open.push(words);
            }
            None => done.push(words),
        }
    }
    done
}

/// Where words on more than one level are divided; `None` when they stand on one, or cannot be told apart.
fn uneven_at(words: &[&Word]) -> Option<usize> {
    let (first, last) = (words.first()?, words.last()?);
    let heights = words.iter().map(|word| height(word));
    let (least, most) =
        heights.fold((f32::MAX, 0.0_f32), |(least, most), height| (least.min(height), most.max(height)));
    if centre(last) - centre(first) <= (0.2 * most).max(1.0) && least >= 0.4 * most {
        return None;
    }
    let gap = |at: &usize| centre(words[*at]) - centre(words[*at - 1]);
    (1..words.len()).max_by(|a, b| gap(a).total_cmp(&gap(b))).filter(|at| gap(at) > 0.2)
}

fn row_of_words(page: u32, mut line: Vec<&Word>) -> Row {
    line.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let mut heights: Vec<f32> = line.iter().map(|word| word.y1 - word.y0).collect();
    heights.sort_by(f32::total_cmp);
    let height = heights[heights.len() / 2];
    let token = |word: &&Word| Token {
        text: word.text.clone(),
        x0: word.x0,
        x1: word.x1,
        spot: Spot::Box { y0: word.y0, y1: word.y1 },
    };
    Row {
        page,
        y0: line.iter().map(|word| word.y0).fold(f32::MAX, f32::min),
        y1: line.iter().map(|word| word.y1).fold(f32::MIN, f32::max),
        tokens: line.iter().map(token).flat_map(unglued).collect(),
        gap: 0.75 * height,
    }
}

/// Units that people glue to a quantity, and the multiplication sign.
const GLUED: [&str; 10] = ["pcs", "pc", "ea", "each", "stk", "x", "units", "off", "pces", "×"];

/// Where a word must be cut: `PO#12022` and `Qty:500` after the sign, `@0.73` after the at, `1000pcs` before the unit.
fn seam(text: &str) -> Option<usize> {
    let digits = text.trim_end_matches(|c: char| c.is_alphabetic() || c == '×');
    if text.starts_with('@') && text[1..].contains(|c: char| c.is_ascii_digit()) {
        return Some(1);
    }
    let is_quantity = !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    let unit = &text[digits.len()..];
    // A capital X ends part numbers.
    let is_glued = unit != "X" && GLUED.contains(&unit.to_lowercase().as_str());
    if is_quantity && is_glued && digits.len() <= 7 {
        return Some(digits.len());
    }
    let sign = text.find([':', '#']).filter(|&at| {
        let (label, value) = (&text[..at], &text[at + 1..]);
        label.chars().next().is_some_and(char::is_alphabetic)
            && label.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-'))
            && value.chars().next().is_some_and(char::is_alphanumeric)
            && !matches!(label, "http" | "https" | "mailto" | "tel")
    });
    sign.map(|at| at + 1)
}

/// Cuts a word at its [`seam`], so that label and value, quantity and unit are two words.
fn unglued(token: Token) -> Vec<Token> {
    let Some(at) = seam(&token.text) else { return vec![token] };
    let (left, right) = token.text.split_at(at);
    let share = left.chars().count() as f32 / token.text.chars().count() as f32;
    let x = token.x0 + share * (token.x1 - token.x0);
    let (near, far) = match token.spot {
        Spot::Box { .. } => (token.spot, token.spot),
        Spot::Span { start, end } => {
            let middle = start + left.len() as u32;
            (Spot::Span { start, end: middle }, Spot::Span { start: middle, end })
        }
    };
    vec![
        Token { text: left.to_owned(), x0: token.x0, x1: x, spot: near },
        Token { text: right.to_owned(), x0: x, x1: token.x1, spot: far },
    ]
}

/// Longest text line that is read; what follows on it is machine output, not an order.
const LINE_CHARS_MAX: usize = 2_000;

fn rows_of_text(text: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut offset = 0;
    for (number, line) in text.split('\n').enumerate() {
        let words = tokens_of_line(line, offset).into_iter().filter(|token| !is_drawn_rule(&token.text));
        let tokens: Vec<Token> = words.flat_map(unglued).collect();
        if !tokens.is_empty() {
            let y0 = number as f32;
            rows.push(Row { page: 1, y0, y1: y0 + 1.0, tokens, gap: 1.5 });
        }
        offset += line.len() + 1;
    }
    rows
}

/// Words of a text line; a tabulator counts as a column edge and moves on to the next multiple of eight.
fn tokens_of_line(line: &str, offset: usize) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let (mut column, mut open) = (0_usize, false);
    for (at, c) in line.char_indices() {
        if column >= LINE_CHARS_MAX {
            break;
        }
        if c.is_whitespace() {
            column = if c == '\t' { (column + 2).next_multiple_of(8) } else { column + 1 };
            open = false;
            continue;
        }
        let (start, end) = ((offset + at) as u32, (offset + at + c.len_utf8()) as u32);
        match tokens.last_mut() {
            Some(token) if open => {
                token.text.push(c);
                token.x1 = (column + 1) as f32;
                if let Spot::Span { end: token_end, .. } = &mut token.spot {
                    *token_end = end;
                }
            }
            _ => tokens.push(Token {
                text: c.to_string(),
                x0: column as f32,
                x1: (column + 1) as f32,
                spot: Spot::Span { start, end },
            }),
        }
        column += 1;
        open = true;
    }
    tokens
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A body of running text.
    pub(crate) fn text_document(text: &str) -> Document {
        Document {
            part: "1".into(),
            name: None,
            media_type: "text/plain".into(),
            is_body: true,
            size_bytes: text.len() as u64,
            content: Content::Text { text: text.into() },
        }
    }

    /// A page drawn with characters: each is 6 points wide, each line 12 points high.
    pub(crate) fn page_document(drawing: &str) -> Document {
        let mut words = Vec::new();
        for (number, line) in drawing.lines().enumerate() {
            for token in tokens_of_line(line, 0) {
                let y0 = number as f32 * 12.0;
                words.push(Word {
                    text: token.text,
                    x0: token.x0 * 6.0,
                    x1: token.x1 * 6.0,
                    y0,
                    y1: y0 + 10.0,
                    hidden: false,
                });
            }
        }
        let page = Page { number: 1, width: 842.0, height: 595.0, words };
        Document {
            part: "0".into(),
            name: Some("order.pdf".into()),
            media_type: "application/pdf".into(),
            is_body: false,
            size_bytes: 1,
            content: Content::Pages { pages: vec![page] },
        }
    }

    #[test]
    fn spans_point_at_the_bytes_of_the_words() {
        let text = "Größe\n  PO  12022 ok";
        let sheet = Sheet::of(&text_document(text)).unwrap();
        let run = Run { row: 1, from: 0, to: 2 };
        let place = sheet.place(&[run]);
        let [Region::Span { start, end }] = place.regions[..] else { panic!("{place:?}") };
        assert_eq!(&text[start as usize..end as usize], "PO  12022");
        assert_eq!(place.quote, "PO 12022");
    }

    #[test]
    fn words_glued_together_are_cut_and_part_numbers_are_not() {
        let sheet = Sheet::of(&text_document("PO#12022 1000pcs @0.73 5x 36870X 50mm a:b 12:30")).unwrap();
        let texts: Vec<&str> = sheet.rows[0].tokens.iter().map(|token| token.text.as_str()).collect();
        assert_eq!(texts, ["PO#", "12022", "1000", "pcs", "@", "0.73", "5", "x", "36870X", "50mm", "a:", "b", "12:30"]);
    }

    #[test]
    fn two_blanks_or_a_tab_separate_cells_and_one_blank_does_not() {
        let sheet = Sheet::of(&text_document("Louvre end cap  1000\tpcs")).unwrap();
        let cells: Vec<String> = sheet.cells(0).into_iter().map(|cell| sheet.text(cell)).collect();
        assert_eq!(cells, ["Louvre end cap", "1000", "pcs"]);
    }

    #[test]
    fn words_on_one_line_form_a_row_however_they_were_listed() {
        let mut document = page_document("Qty   Code\n1000  LOCAP2");
        if let Content::Pages { pages } = &mut document.content {
            pages[0].words.reverse();
        }
        let sheet = Sheet::of(&document).unwrap();
        assert_eq!(sheet.rows.len(), 2);
        assert_eq!(sheet.text(sheet.whole(1)), "1000 LOCAP2");
    }

    #[test]
    fn hidden_words_count_only_where_nothing_else_is_visible() {
        let mut document = page_document("PO 1\nPO 2");
        if let Content::Pages { pages } = &mut document.content {
            pages[0].words[3].hidden = true;
        }
        let sheet = Sheet::of(&document).unwrap();
        assert_eq!(sheet.text(sheet.whole(1)), "PO");
        if let Content::Pages { pages } = &mut document.content {
            pages[0].words.iter_mut().for_each(|word| word.hidden = true);
        }
        assert_eq!(Sheet::of(&document).unwrap().rows.len(), 2);
    }

    #[test]
    fn a_line_of_a_million_characters_is_cut_and_read() {
        let sheet = Sheet::of(&text_document(&"x ".repeat(500_000))).unwrap();
        assert!(sheet.rows[0].tokens.len() <= LINE_CHARS_MAX);
    }
}
