//! Tables pasted into running text: lines whose cells are separated by tabulators, bars or semicolons.
//!
//! Whoever copies cells out of a spreadsheet into a mail sends such lines. Laid out by their signs they would stagger; laid
//! out as columns they are a table like any other.

use std::rc::Rc;

use super::rows::tokens_of_line;
use super::sheet::Token;

/// Blank between two columns, in characters.
const GAP: f32 = 3.0;
/// Most cells of a line; more are no table that somebody typed.
const CELLS_MAX: usize = 60;

/// The signs that separate cells, and how many of them a line needs: bars and tabulators seldom stand in sentences.
const SEPARATORS: [(&[char], usize); 3] = [(&['\t'], 2), (&['|', '¦', '│', '┃'], 2), (&[';'], 3)];

/// What separates the cells of a line, and how often it stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cut {
    signs: &'static [char],
    count: usize,
}

/// Where each line of a text stands in a block of lines with the same number of the same separators: the left edges of its
/// columns; `None` for every other line.
pub(super) fn edges_by_line(lines: &[&str]) -> Vec<Option<Rc<Block>>> {
    let cuts: Vec<Option<Cut>> = lines.iter().map(|line| cut(line)).collect();
    let mut found = vec![None; lines.len()];
    let mut first = 0;
    while first < lines.len() {
        let Some(cut) = cuts[first] else {
            first += 1;
            continue;
        };
        let end = (first..lines.len()).find(|&at| cuts[at] != Some(cut)).unwrap_or(lines.len());
        if end - first >= 2 {
            let block = Block { signs: cut.signs, edges: edges(&lines[first..end], cut.signs) };
            found[first..end].fill(Some(Rc::new(block)));
        }
        first = end;
    }
    found
}

/// A block of lines that are cells.
#[derive(Debug, PartialEq)]
pub(super) struct Block {
    signs: &'static [char],
    /// Left edge of each column.
    edges: Vec<f32>,
}

impl Block {
    /// The words of one of its lines, each at the x of its column; `offset` is where the line begins in its text.
    pub fn tokens(&self, line: &str, offset: usize) -> Vec<Token> {
        let mut tokens = Vec::new();
        let mut from = 0;
        for (cell, &edge) in line.split(self.signs).zip(&self.edges) {
            let mut x = edge;
            for word in tokens_of_line(cell, offset + from) {
                let width = word.x1 - word.x0;
                tokens.push(Token { x0: x, x1: x + width, ..word });
                x += width + 1.0;
            }
            // The sign itself stands behind the cell.
            from += cell.len();
            from += line[from..].chars().next().map_or(0, char::len_utf8);
        }
        tokens
    }
}

fn cut(line: &str) -> Option<Cut> {
    let bare = line.trim_end_matches(['\r', '\n']);
    SEPARATORS.into_iter().find_map(|(signs, least)| {
        let count = bare.matches(signs).count();
        let has_words = bare.contains(char::is_alphanumeric) || bare.contains("--");
        ((least..CELLS_MAX).contains(&count) && has_words).then_some(Cut { signs, count })
    })
}

/// Left edges of columns that are as wide as their widest cell.
fn edges(lines: &[&str], signs: &'static [char]) -> Vec<f32> {
    let mut widths: Vec<f32> = Vec::new();
    for line in lines {
        for (at, cell) in line.split(signs).enumerate() {
            let words: Vec<usize> = cell.split_whitespace().map(|word| word.chars().count() + 1).collect();
            let width = words.iter().sum::<usize>().saturating_sub(1) as f32;
            match widths.get_mut(at) {
                Some(widest) => *widest = widest.max(width),
                None => widths.push(width),
            }
        }
    }
    let mut left = 0.0;
    let place = |width: f32| {
        let edge = left;
        left += width + GAP;
        edge
    };
    widths.into_iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::sheet::Spot;

    /// The words of every line of a block with their x and where they begin in the text.
    fn told(lines: &str) -> Vec<Vec<(String, u32, u32)>> {
        let all: Vec<&str> = lines.split('\n').collect();
        let mut offset = 0;
        let mut found = Vec::new();
        for (line, block) in all.iter().zip(edges_by_line(&all)) {
            let tokens = block.map_or_else(Vec::new, |block| block.tokens(line, offset));
            let start = |token: &Token| if let Spot::Span { start, .. } = token.spot { start } else { 0 };
            found.push(tokens.iter().map(|token| (token.text.clone(), token.x0 as u32, start(token))).collect());
            offset += line.len() + 1;
        }
        found
    }

    #[test]
    fn cells_between_tabulators_stand_in_columns_whatever_their_width() {
        let text = "Code\tQty\tPrice\nA-LONGER-CODE\t1000\t1.32\nB2\t\t0.73";
        let found = told(text);
        let x = |line: usize, word: &str| found[line].iter().find(|(text, ..)| text == word).unwrap().1;
        assert_eq!(x(0, "Qty"), x(1, "1000"));
        assert_eq!((x(0, "Price"), x(0, "Price")), (x(1, "1.32"), x(2, "0.73")));
        let (word, _, start) = &found[1][1];
        assert_eq!(&text[*start as usize..*start as usize + word.len()], "1000", "places stay those of the text");
    }

    #[test]
    fn bars_may_frame_the_cells() {
        let found = told("| Code | Qty |\n|---|---|\n| LOCAP2 | 1000 |");
        assert_eq!(found[2].iter().map(|(text, ..)| text.as_str()).collect::<Vec<_>>(), ["LOCAP2", "1000"]);
        assert_eq!(found[0][1].1, found[2][1].1);
    }

    #[test]
    fn sentences_and_single_lines_are_no_blocks() {
        for text in ["one\ttwo", "Tel | Fax | Mail", "a; b; c and more\nPlease call; or write"] {
            assert!(told(text).iter().all(Vec::is_empty), "{text}");
        }
    }
}
