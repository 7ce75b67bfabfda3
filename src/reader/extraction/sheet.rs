//! Pages of words, running text and sheets of cells in one shape: rows of tokens with an x extent and a place.
//!
//! A text line is a row whose x counts characters, so a table typed into a mail and a table on a page are read by
//! the same rules. The cells of a spreadsheet are laid out likewise, each column at an x of its own. Hidden words are left out wherever a page also has visible ones: nobody checks them.

use super::rows::{rows_of_cells, rows_of_page, rows_of_text};
use crate::evidence::{Place, Region};
use crate::reading::{Content, Document, is_laid_out};

/// Where a token stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Spot {
    Box { y0: f32, y1: f32 },
    Span { start: u32, end: u32 },
    Cell { sheet: u32, row: u32, column: u32 },
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
    /// Where it stands in the document.
    pub(super) spot: Spot,
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
    pub(super) gap: f32,
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
    /// Name on the tab of a spreadsheet, otherwise empty.
    pub name: String,
    /// Whether the rows come from running text, such as the body of a mail.
    pub is_text: bool,
    /// Whether the rows come from cells.
    pub is_cells: bool,
    /// Whether the document itself knows which cells are numbers: those prove nothing about how its texts write them.
    pub is_typed: bool,
    /// Whether its words were recognised in pictures, so that letters may be wrong.
    pub is_scan: bool,
    /// Whether it is the text of a mail that passes another one on: what it quotes is what it says.
    pub is_forwarded: bool,
    /// Width of a character: about 6 points on a page, 1 where x counts characters.
    pub em: f32,
    /// All rows, page after page, from top to bottom.
    pub rows: Vec<Row>,
}

impl Sheet {
    /// A document as one sheet, each sheet of a workbook as one of its own; none when it was not read, and none of a
    /// sheet that nobody sees.
    pub fn all_of(document: &Document) -> Vec<Self> {
        let one = |rows: Vec<Row>, is_text: bool, em: f32| {
            let (part, name) = (document.part.clone(), String::new());
            let is_scan =
                matches!(&document.content, Content::Pages { pages } if pages.iter().any(|page| page.is_scan));
            Self { part, name, is_text, is_cells: false, is_typed: false, is_scan, is_forwarded: false, em, rows }
        };
        match &document.content {
            Content::Pages { pages } => vec![one(pages.iter().flat_map(rows_of_page).collect(), false, 6.0)],
            Content::Text { text } => vec![one(rows_of_text(text), !is_laid_out(document), 1.0)],
            Content::Sheets { sheets } => {
                let seen = (0_u32..).zip(sheets).filter(|(_, cells)| !cells.hidden);
                let sheet = |(number, cells): (u32, &crate::reading::SheetOfCells)| Self {
                    name: cells.name.clone(),
                    is_cells: true,
                    is_typed: cells.is_typed,
                    ..one(rows_of_cells(number, cells), false, 1.0)
                };
                seen.map(sheet).collect()
            }
            Content::Unreadable { .. } => Vec::new(),
        }
    }

    /// The rows of some of its pages alone.
    pub fn of_pages(&self, pages: std::ops::Range<u32>) -> Self {
        let rows = self.rows.iter().filter(|row| pages.contains(&row.page)).cloned().collect();
        Self { part: self.part.clone(), name: self.name.clone(), rows, ..*self }
    }

    /// The first sheet of a document.
    #[cfg(test)]
    pub fn of(document: &Document) -> Option<Self> {
        Self::all_of(document).into_iter().next()
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

    /// The place of several runs: one region a run, or one a cell; the quote as it reads.
    pub fn place(&self, runs: &[Run]) -> Place {
        let mut regions: Vec<Region> = runs.iter().flat_map(|&run| self.regions(run)).collect();
        regions.dedup();
        Place { part: self.part.clone(), regions, quote: self.text_of(runs) }
    }

    fn regions(&self, run: Run) -> Vec<Region> {
        let tokens = self.tokens(run);
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else { return Vec::new() };
        match (first.spot, last.spot) {
            (Spot::Span { start, .. }, Spot::Span { end, .. }) => vec![Region::Span { start, end }],
            (Spot::Cell { .. }, _) => {
                let cell = |token: &Token| match token.spot {
                    Spot::Cell { sheet, row, column } => Some(Region::Cell { sheet, row, column }),
                    _ => None,
                };
                let mut cells: Vec<Region> = tokens.iter().filter_map(cell).collect();
                cells.dedup();
                cells
            }
            _ => {
                let (mut top, mut bottom) = (f32::MAX, f32::MIN);
                for token in tokens {
                    if let Spot::Box { y0, y1 } = token.spot {
                        (top, bottom) = (top.min(y0), bottom.max(y1));
                    }
                }
                vec![Region::Box { page: self.rows[run.row].page, x0: first.x0, y0: top, x1: last.x1, y1: bottom }]
            }
        }
    }

    /// Whether two words of a row stand in one cell of a spreadsheet, or in none.
    pub fn are_together(&self, row: usize, (one, other): (usize, usize)) -> bool {
        let tokens = self.tokens(self.whole(row));
        match (tokens.get(one), tokens.get(other)) {
            (Some(one), Some(other)) => !self.is_cells || one.spot == other.spot,
            _ => false,
        }
    }

    /// The last row that belongs to the same row of a spreadsheet: a cell with line breaks takes several.
    pub fn record_end(&self, row: usize) -> usize {
        let record = |row: usize| match self.rows.get(row).and_then(|row| row.tokens.first())?.spot {
            Spot::Cell { row, .. } => Some(row),
            _ => None,
        };
        let Some(own) = record(row) else { return row };
        (row + 1..self.rows.len()).take_while(|&next| record(next) == Some(own)).last().unwrap_or(row)
    }

    /// The column of a spreadsheet in which a word stands.
    pub fn column_of(&self, token: &Token) -> Option<u32> {
        match token.spot {
            Spot::Cell { column, .. } => Some(column),
            _ => None,
        }
    }

    /// The cells of a row: its words split where the gap is wider than a blank.
    pub fn cells(&self, row: usize) -> Vec<Run> {
        let Some(Row { tokens, gap, .. }) = self.rows.get(row) else { return Vec::new() };
        let mut cells = Vec::new();
        let mut from = 0;
        for to in 1..=tokens.len() {
            let is_edge = to == tokens.len()
                || if self.is_cells {
                    tokens[to].spot != tokens[to - 1].spot
                } else {
                    tokens[to].x0 - tokens[to - 1].x1 > *gap || self.starts_column(row, to)
                };
            if is_edge {
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
        if self.is_text || self.is_cells || x0 - tokens[word - 1].x1 > 0.17 * gap {
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

    /// The first cell with letters or digits to the right of a cell: in its row, or on a page in a row of its own that is
    /// set a little higher or lower, as the fields of forms are.
    pub fn beside(&self, cell: Run) -> Option<Run> {
        let says_something =
            |run: &Run| self.tokens(*run).iter().any(|token| token.text.chars().any(char::is_alphanumeric));
        let own = self.cells(cell.row).into_iter().find(|next| next.from >= cell.to && says_something(next));
        if own.is_some() || self.is_text || self.is_cells {
            return own;
        }
        let (row, end) = (&self.rows[cell.row], self.extent(cell).1);
        let centre = |row: &Row| (row.y0 + row.y1) / 2.0;
        let away = |other: usize| (centre(&self.rows[other]) - centre(row)).abs();
        let near = cell.row.saturating_sub(2)..(cell.row + 3).min(self.rows.len());
        let near = near.filter(|&other| {
            other != cell.row && self.rows[other].page == row.page && away(other) <= 0.9 * (row.y1 - row.y0)
        });
        let right = |other: usize| {
            let next =
                self.cells(other).into_iter().find(|next| self.extent(*next).0 >= end && says_something(next))?;
            Some((other, next))
        };
        near.filter_map(right).min_by(|(a, _), (b, _)| away(*a).total_cmp(&away(*b))).map(|(_, next)| next)
    }

    /// Whether `next` follows `row` on the same page without a blank line between them.
    pub fn is_close(&self, row: usize, next: usize) -> bool {
        let (Some(above), Some(below)) = (self.rows.get(row), self.rows.get(next)) else { return false };
        let height = (above.y1 - above.y0).min(below.y1 - below.y0);
        above.page == below.page && below.y0 - above.y1 < 0.95 * height
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::extraction::rows::{LINE_CHARS_MAX, tokens_of_line};
    use crate::reading::{Page, Word};

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
                    confidence: None,
                });
            }
        }
        let page = Page { number: 1, width: 842.0, height: 595.0, words, ..Page::default() };
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
    fn strokes_between_columns_are_no_words_and_one_alone_is() {
        let sheet = Sheet::of(&text_document("1 | LOCAP2 | 10 | EA\nRedgum Ltd | 4 Jetty Road")).unwrap();
        assert_eq!(sheet.text(sheet.whole(0)), "1 LOCAP2 10 EA");
        assert_eq!(sheet.text(sheet.whole(1)), "Redgum Ltd | 4 Jetty Road");
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
