//! Lines written as text: `1000 x LOCAP2 Black @ 1.32`, `LOCAP2 – Louvre end cap – 1000 pcs Black`, and items that
//! run over several lines with labels such as `part no`, `qty`, `unit price`.

use super::Context;
use super::item::{Item, Word};
use super::labels::Label;
use super::phrases::keys;
use crate::extraction::found::FoundLine;
use crate::extraction::sheet::{Run, Sheet};

/// The lines found in running text, and the rows they take up.
#[derive(Clone, Debug, Default)]
pub(crate) struct Items {
    /// The lines in reading order.
    pub lines: Vec<FoundLine>,
    /// Rows that belong to them.
    pub rows: Vec<usize>,
}

/// Reads the lines of an order from text without a table header. What follows the closing words of a mail, and text
/// quoted from an earlier mail, is left out.
pub(crate) fn items(context: &Context) -> Items {
    let sheet = context.sheet;
    let end = super::closing_row(sheet);
    let mut found = Items::default();
    let mut row = 0;
    while row < end {
        let group = group_at(context, row, end);
        row += group.len();
        let bullet = bullet(sheet, group[0]);
        let words = words_of(sheet, &group, bullet);
        if let Some(line) = Item::new(context, words, bullet > 0).into_line() {
            found.lines.push(line);
            found.rows.extend(group);
        }
    }
    found
}

/// The rows of one item: a row, and the rows right under it that are indented or start with a label of a line.
fn group_at(context: &Context, first: usize, end: usize) -> Vec<usize> {
    let sheet = context.sheet;
    let left = |row: usize| sheet.rows[row].tokens.first().map_or(0.0, |token| token.x0);
    let has_bullet = bullet(sheet, first) > 0;
    let mut rows = vec![first];
    for row in first + 1..end {
        let is_indented = left(row) >= left(first) + sheet.em;
        let starts_anew = bullet(sheet, row) > 0
            || context
                .hits_in(row)
                .iter()
                .any(|hit| hit.starts_cell && hit.label != Label::Other && !is_line_label(sheet, row));
        let continues =
            sheet.is_close(row - 1, row) && !starts_anew && ((has_bullet && is_indented) || is_line_label(sheet, row));
        if !continues || rows.len() >= 8 {
            break;
        }
        rows.push(row);
    }
    rows
}

/// Whether a row starts with a label that belongs to a line: `part no`, `qty`, `unit price`.
fn is_line_label(sheet: &Sheet, row: usize) -> bool {
    let words = sheet.rows[row].tokens.iter().map(|token| token.text.as_str()).take(4);
    super::item::label_at(&keys(words), 0).is_some()
}

/// How many words of bullet or ordinal a row starts with: `*`, `-`, `1.`, `2)`, `(3)`, `Pos. 4:`.
fn bullet(sheet: &Sheet, row: usize) -> usize {
    let tokens = &sheet.rows[row].tokens;
    let Some(first) = tokens.first() else { return 0 };
    let text = first.text.as_str();
    if matches!(text, "*" | "-" | "•" | "–" | "—" | "·" | "o" | "+" | "▪" | "‣") && tokens.len() > 1 {
        return 1;
    }
    let inner = text.trim_start_matches('(').trim_end_matches([')', '.', ':']);
    let is_ordinal =
        !inner.is_empty() && inner.len() <= 3 && inner.len() < text.len() && inner.chars().all(|c| c.is_ascii_digit());
    if is_ordinal && tokens.len() > 1 {
        return 1;
    }
    let key = crate::units::normal_key(text);
    let numbered = tokens.get(1).is_some_and(|next| next.text.trim_end_matches([':', '.', ')']).parse::<u16>().is_ok());
    if matches!(key.as_str(), "pos" | "position" | "item" | "line") && numbered && tokens.len() > 2 { 2 } else { 0 }
}

fn words_of(sheet: &Sheet, rows: &[usize], bullet: usize) -> Vec<Word> {
    let mut words = Vec::new();
    for (at, &row) in rows.iter().enumerate() {
        let skip = if at == 0 { bullet } else { 0 };
        for (from, token) in sheet.rows[row].tokens.iter().enumerate().skip(skip) {
            let cell_start = from == skip || token.x0 - sheet.rows[row].tokens[from - 1].x1 > 1.5;
            words.push(Word {
                run: Run { row, from, to: from + 1 },
                text: token.text.clone(),
                starts_row: from == skip,
                starts_cell: cell_start,
            });
        }
    }
    words
}
