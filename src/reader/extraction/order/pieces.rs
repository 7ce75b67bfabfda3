//! The headings in one row of words, before rows are joined to a header.

use super::columns::COLUMNS;
use super::columns::Column::{self, BuyerCode, Code, Description, Item, LineNo, Price, SellerCode, Unit};
use super::headings::behind_slash;
use super::phrases::keys;
use crate::extraction::conventions::code_of;
use crate::extraction::sheet::{Run, Sheet};
use crate::units::normal_key;

/// A heading with its words, before rows are joined.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub column: Option<Column>,
    pub keys: Vec<String>,
    pub x0: f32,
    pub x1: f32,
    /// The word that states a base for all prices.
    pub base: Option<Run>,
}

/// The headings of one row. A cell may hold several ("Order qty. Unit"), a heading is never cut by a cell's edge.
pub(super) fn pieces(sheet: &Sheet, row: usize) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for cell in sheet.cells(row) {
        let tokens = sheet.tokens(cell);
        let words: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
        let mut keys = keys(words.iter().copied());
        for (key, word) in keys.iter_mut().zip(&words) {
            // A currency inside a heading says nothing about its meaning.
            if code_of(word).is_some() || matches!(key.as_str(), "gross") {
                key.clear();
            }
            if *word == "%" {
                "pct".clone_into(key);
            }
            // "Preis/100": a base glued to the name of its column.
            if let Some((name, base)) = word.split_once('/')
                && is_base(base)
                && name.len() >= 3
            {
                *key = normal_key(name);
            }
        }
        let piece = |from: usize, to: usize, column: Option<Column>| {
            let (x0, x1) = sheet.extent(Run { row, from: cell.from + from, to: cell.from + to });
            let words = cell.from + from..(cell.from + to + 1).min(cell.to);
            let base = words
                .map(|at| Run { row, from: at, to: at + 1 })
                .find(|&word| is_base(behind_slash(&sheet.text(word))));
            Piece { column, keys: keys[from..to].to_vec(), x0, x1, base: base.filter(|_| column == Some(Price)) }
        };
        let first = pieces.len();
        let (mut at, mut open) = (0, None);
        while at < keys.len() {
            // "Vendor Mat No." is no number of lines: such a word counts only where its cell begins.
            let phrase = COLUMNS.longest_at(&keys, at);
            match phrase.filter(|(column, _)| at == 0 || **column != LineNo || open.is_none()) {
                Some((&column, len)) => {
                    if let Some(from) = open.take() {
                        pieces.push(piece(from, at, None));
                    }
                    pieces.push(piece(at, at + len, Some(column)));
                    at += len;
                }
                None => {
                    if !keys[at].is_empty() && open.is_none() {
                        open = Some(at);
                    }
                    at += 1;
                }
            }
        }
        if let Some(from) = open {
            pieces.push(piece(from, keys.len(), None));
        }
        settle_cell(&mut pieces, first, &words);
    }
    pieces
}

/// What the headings of one cell, those from `first` on, mean together.
fn settle_cell(pieces: &mut Vec<Piece>, first: usize, words: &[&str]) {
    // "Unit $" is what a unit costs.
    let is_money = |word: &str| matches!(word, "$" | "€" | "£" | "($)" | "(€)" | "(£)") || code_of(word).is_some();
    let has_money = words.iter().any(|word| is_money(word));
    for piece in pieces[first..].iter_mut().filter(|piece| has_money && piece.column == Some(Unit)) {
        piece.column = Some(Price);
    }
    // "Part number / Description": one column for both.
    let is_name = |piece: &Piece| matches!(piece.column, Some(Code | SellerCode | BuyerCode | Item | Description));
    if let [.., left, right] = &pieces[first..]
        && pieces.len() - first == 2
        && is_name(left)
        && is_name(right)
        && words.contains(&"/")
    {
        let both = Piece { column: Some(Description), x1: right.x1, ..left.clone() };
        pieces.truncate(first);
        pieces.push(both);
    }
}

/// Headings of a scan that were recognised not quite right, in a row that has three others: `DESCR1PTION`, `UNIF`.
pub(super) fn mend(pieces: &mut [Piece]) {
    if pieces.iter().filter(|piece| piece.column.is_some()).count() < 3 {
        return;
    }
    for piece in pieces.iter_mut().filter(|piece| piece.column.is_none()) {
        let letters = piece.keys.concat();
        let is_unit = letters.len() == 4 && strsim::levenshtein(&letters, "unit") == 1;
        piece.column = COLUMNS.nearest(&letters).copied().or(is_unit.then_some(Unit));
    }
}

/// Whether a word is the base of prices as headings state it: `100`, `1000`, `1.000`.
pub(super) fn is_base(word: &str) -> bool {
    matches!(word, "10" | "100" | "1000" | "1,000" | "1.000")
}

/// Words that only make sense together with the line above: "no.", "(AUD)", "price".
pub(super) fn is_fragment(piece: &Piece) -> bool {
    piece.keys.iter().all(|key| key.is_empty() || key.len() <= 4 && !key.chars().any(|c| c.is_ascii_digit()))
}
