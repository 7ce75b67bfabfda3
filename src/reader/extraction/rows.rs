//! Words of a page, characters of a text and cells of a sheet → rows of tokens.

use super::blocks::edges_by_line;
use super::sheet::{Row, Spot, Token};
use crate::reading::{Page, SheetOfCells, Word};

/// The rows of a page, from top to bottom.
pub(super) fn rows_of_page(page: &Page) -> Vec<Row> {
    // Under a scan the text that nobody sees is somebody else's recognition: no evidence.
    let is_scan_layer = !page.is_scan && page.words.iter().all(|word| word.hidden);
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
    lines.filter(|line| !line.is_empty()).map(|line| row_of_words(page, line)).collect()
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

/// The words of a row without the strokes between the columns of a drawn table: three at least, one alone may divide a
/// sender's name from its street.
fn without_bars(mut tokens: Vec<Token>) -> Vec<Token> {
    let is_bar = |token: &Token| matches!(token.text.as_str(), "|" | "¦" | "│" | "┃");
    if tokens.iter().filter(|token| is_bar(token)).count() >= 3 {
        tokens.retain(|token| !is_bar(token));
    }
    tokens
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

fn row_of_words(page: &Page, mut line: Vec<&Word>) -> Row {
    line.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    let middle = |mut values: Vec<f32>| {
        values.sort_by(f32::total_cmp);
        values[values.len() / 2]
    };
    let height = middle(line.iter().map(|word| word.y1 - word.y0).collect());
    // A box that was recognised fits tightly around its letters: there the width of a letter tells a blank from a gap.
    let letter =
        middle(line.iter().map(|word| (word.x1 - word.x0) / word.text.chars().count().max(1) as f32).collect());
    let gap = if page.is_scan { (0.75 * height).max(1.6 * letter) } else { 0.75 * height };
    let token = |word: &&Word| Token {
        text: word.text.clone(),
        x0: word.x0,
        x1: word.x1,
        spot: Spot::Box { y0: word.y0, y1: word.y1 },
    };
    Row {
        page: page.number,
        y0: line.iter().map(|word| word.y0).fold(f32::MAX, f32::min),
        y1: line.iter().map(|word| word.y1).fold(f32::MIN, f32::max),
        tokens: without_bars(line.iter().map(token).flat_map(unglued).collect()),
        gap,
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
        Spot::Box { .. } | Spot::Cell { .. } => (token.spot, token.spot),
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

/// Widest column of a sheet in characters; longer texts are squeezed into it.
const COLUMN_CHARS_MAX: usize = 60;
/// Blank between two columns of a sheet.
const COLUMN_GAP: f32 = 3.0;

/// The rows of a sheet of cells. Columns stand side by side, each as wide as its longest text; a cell with line breaks
/// takes as many rows.
pub(super) fn rows_of_cells(sheet: u32, cells: &SheetOfCells) -> Vec<Row> {
    let columns = cells.rows.iter().map(Vec::len).max().unwrap_or_default();
    let mut widths = vec![0_usize; columns];
    for row in &cells.rows {
        for (width, cell) in widths.iter_mut().zip(row).filter(|(width, _)| **width < COLUMN_CHARS_MAX) {
            *width = (*width).max(cell.chars().count().min(COLUMN_CHARS_MAX));
        }
    }
    let edges: Vec<f32> = widths
        .iter()
        .scan(0.0, |edge, &width| {
            let x0 = *edge;
            *edge += width as f32 + COLUMN_GAP;
            Some(x0)
        })
        .collect();
    let (mut rows, mut y0) = (Vec::new(), 0.0_f32);
    for (number, cells) in (0_u32..).zip(&cells.rows) {
        let height = cells.iter().map(|cell| cell.matches('\n').count() + 1).max().unwrap_or(1);
        for line in 0..height {
            let mut tokens = Vec::new();
            for (column, cell) in (0_u32..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                let Some(text) = cell.split('\n').nth(line) else { continue };
                let (x0, width) = (edges[column as usize], widths[column as usize] as f32);
                tokens.extend(tokens_of_cell(text, (x0, width), Spot::Cell { sheet, row: number, column }));
            }
            if !tokens.is_empty() {
                rows.push(Row { page: 1, y0, y1: y0 + 1.0, tokens, gap: 1.5 });
            }
            y0 += 1.0;
        }
    }
    rows
}

/// The words of one line of a cell, within the width of its column.
fn tokens_of_cell(text: &str, (x0, width): (f32, f32), spot: Spot) -> Vec<Token> {
    let chars = text.chars().count().max(1) as f32;
    let scale = (width / chars).min(1.0);
    let words = tokens_of_line(text, 0).into_iter().filter(|token| !is_drawn_rule(&token.text));
    let mut at = 0.0;
    let placed = words.map(|token| {
        let len = token.text.chars().count() as f32;
        let start = x0 + at * scale;
        at += len + 1.0;
        Token { text: token.text, x0: start, x1: start + len * scale, spot }
    });
    placed.flat_map(unglued).collect()
}

/// Longest text line that is read; what follows on it is machine output, not an order.
pub(super) const LINE_CHARS_MAX: usize = 2_000;

/// The rows of running text, one a line that has words.
pub(super) fn rows_of_text(text: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut offset = 0;
    let lines: Vec<&str> = text.split('\n').collect();
    for (number, (line, block)) in lines.iter().zip(edges_by_line(&lines)).enumerate() {
        let words = block.map_or_else(|| tokens_of_line(line, offset), |block| block.tokens(line, offset));
        let words = words.into_iter().filter(|token| !is_drawn_rule(&token.text));
        let tokens: Vec<Token> = without_bars(words.flat_map(unglued).collect());
        if !tokens.is_empty() {
            let y0 = number as f32;
            rows.push(Row { page: 1, y0, y1: y0 + 1.0, tokens, gap: 1.5 });
        }
        offset += line.len() + 1;
    }
    rows
}

/// Words of a text line; a tabulator counts as a column edge and moves on to the next multiple of eight.
pub(super) fn tokens_of_line(line: &str, offset: usize) -> Vec<Token> {
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
