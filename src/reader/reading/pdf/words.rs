//! Glyphs → words → reading order, along the direction of the text, not along the page.

use std::collections::BTreeMap;

use hayro_interpret::kurbo::{Point, Vec2};

use super::glyphs::{self, Glyph, direction};
use crate::reading::Word;

/// A gap wider than this part of an em ends a word.
const GAP_EM: f64 = 0.15;
/// A glyph may start this far before the end of the last one (kerning, accents) and still continue the word.
const OVERLAP_EM: f64 = 0.5;
/// Baselines closer than this continue a word.
const BASELINE_EM: f64 = 0.2;
/// Baselines closer than this belong to one line.
const LINE_EM: f64 = 0.35;
/// The same characters closer than this are one thing drawn twice (fake bold, shadow, fill and stroke).
const TWICE_EM: f64 = 0.1;
/// Box of a glyph above and below its baseline, in em.
const ABOVE_EM: f64 = 0.75;
/// See [`ABOVE_EM`].
const BELOW_EM: f64 = 0.2;
/// Widest gap between letters that are spread out on purpose, in em.
const SPREAD_GAP_EM: f64 = 0.6;
/// Fewest letters that count as a word spread out on purpose.
const SPREAD_LETTERS_MIN: usize = 4;

/// A piece of text without a gap, in the frame of its direction: `start..end` runs along it, `base` grows to its right
/// hand side (downwards for upright text).
#[derive(Clone, Debug)]
struct Piece {
    text: String,
    letters: usize,
    start: f64,
    end: f64,
    base: f64,
    top: f64,
    bottom: f64,
    em: f64,
    hidden: bool,
    /// A space glyph stands before it.
    opened: bool,
    /// A space glyph stands after it.
    closed: bool,
}

/// The words of a page in reading order: upright text first, then other directions, each in its own order of lines.
///
/// `size` is width and height of the page in points; words outside it are not on the page and are left out.
pub(super) fn words(page: &glyphs::Page, size: (f64, f64)) -> Vec<Word> {
    let mut words = Vec::with_capacity(page.glyphs.len() / 5);
    for (angle, pieces) in pieces(page) {
        for line in lines(pieces) {
            words.extend(line.into_iter().map(|piece| word(piece, direction(angle))).filter(|word| is_on(word, size)));
        }
    }
    words
}

/// Cuts the glyphs, in drawing order, into pieces; by direction, upright first.
fn pieces(page: &glyphs::Page) -> BTreeMap<u16, Vec<Piece>> {
    let mut done: BTreeMap<u16, Vec<Piece>> = BTreeMap::new();
    let mut open: Option<(u16, Piece)> = None;
    let mut after_space = false;
    let mut flush = |open: &mut Option<(u16, Piece)>, closed: bool| {
        if let Some((angle, mut piece)) = open.take() {
            piece.closed = closed;
            done.entry(angle).or_default().push(piece);
        }
    };
    for glyph in &page.glyphs {
        if glyph.start == glyph.end {
            flush(&mut open, true);
            after_space = true;
            continue;
        }
        let text = &page.text[glyph.start as usize..glyph.end as usize];
        let next = piece_of(glyph, text, after_space);
        match &mut open {
            // The same letter in the same place once more is fake bold, letter by letter.
            Some((angle, piece)) if *angle == glyph.angle && is_twice(piece, &next) => {}
            Some((angle, piece)) if *angle == glyph.angle && continues(piece, &next) => join(piece, next),
            _ => {
                flush(&mut open, false);
                open = Some((glyph.angle, next));
            }
        }
        after_space = false;
    }
    flush(&mut open, false);
    done
}

fn piece_of(glyph: &Glyph, text: &str, opened: bool) -> Piece {
    let along = direction(glyph.angle);
    let start = along.dot(glyph.origin.to_vec2());
    let base = Vec2::new(-along.y, along.x).dot(glyph.origin.to_vec2());
    let (above, below) = if glyph.mirrored { (BELOW_EM, ABOVE_EM) } else { (ABOVE_EM, BELOW_EM) };
    Piece {
        text: text.to_owned(),
        letters: 1,
        start,
        end: start + glyph.advance,
        base,
        top: base - above * glyph.em,
        bottom: base + below * glyph.em,
        em: glyph.em,
        hidden: glyph.hidden,
        opened,
        closed: false,
    }
}

fn continues(piece: &Piece, next: &Piece) -> bool {
    let em = piece.em.max(next.em);
    let gap = next.start - piece.end;
    gap <= GAP_EM * em
        && gap >= -OVERLAP_EM * em
        && next.start >= piece.start
        && (next.base - piece.base).abs() <= BASELINE_EM * em
        && next.em <= 1.67 * piece.em
        && piece.em <= 1.67 * next.em
        && next.hidden == piece.hidden
}

/// Whether `next` is the last letter of `piece` drawn again.
fn is_twice(piece: &Piece, next: &Piece) -> bool {
    piece.text.ends_with(&next.text)
        && (piece.end - next.end).abs() <= TWICE_EM * next.em
        && (piece.base - next.base).abs() <= TWICE_EM * next.em
}

fn join(piece: &mut Piece, next: Piece) {
    piece.text.push_str(&next.text);
    piece.letters += next.letters;
    piece.end = piece.end.max(next.end);
    piece.top = piece.top.min(next.top);
    piece.bottom = piece.bottom.max(next.bottom);
    piece.em = piece.em.max(next.em);
    piece.closed = next.closed;
}

/// Sorts the pieces of one direction into lines from top to bottom, each from left to right, with pieces that
/// touch joined and pieces drawn twice dropped.
fn lines(mut pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    pieces.sort_by(|a, b| a.base.total_cmp(&b.base));
    let mut lines: Vec<Vec<Piece>> = Vec::new();
    for piece in pieces {
        match lines.last_mut() {
            Some(line) if piece.base - line[0].base <= LINE_EM * piece.em.min(line[0].em) => line.push(piece),
            _ => lines.push(vec![piece]),
        }
    }
    lines.into_iter().map(|line| unspread(touching(line))).collect()
}

fn touching(mut line: Vec<Piece>) -> Vec<Piece> {
    line.sort_by(|a, b| a.start.total_cmp(&b.start));
    let mut kept: Vec<Piece> = Vec::with_capacity(line.len());
    for next in line {
        let near = |piece: &&Piece| (piece.start - next.start).abs() <= TWICE_EM * next.em;
        if kept.iter().rev().take_while(near).any(|piece| piece.text == next.text && same_place(piece, &next)) {
            continue;
        }
        match kept.last_mut() {
            Some(piece)
                if !piece.closed
                    && !next.opened
                    && continues(piece, &next)
                    && next.start - piece.end >= -TWICE_EM * piece.em =>
            {
                join(piece, next);
            }
            _ => kept.push(next),
        }
    }
    kept
}

fn same_place(one: &Piece, two: &Piece) -> bool {
    (one.base - two.base).abs() <= TWICE_EM * two.em && (one.end - two.end).abs() <= 2.0 * TWICE_EM * two.em
}

/// Joins letters that stand apart on purpose (`I N V O I C E`): at least four single letters with equal gaps and no
/// space between them.
fn unspread(line: Vec<Piece>) -> Vec<Piece> {
    let mut kept: Vec<Piece> = Vec::with_capacity(line.len());
    let mut rest = line.into_iter().peekable();
    let mut run: Vec<Piece> = Vec::new();
    while let Some(piece) = rest.next() {
        run.push(piece);
        let goes_on = rest.peek().is_some_and(|next| is_spread(&run, next));
        if goes_on {
            continue;
        }
        if run.len() >= SPREAD_LETTERS_MIN {
            let mut letters = run.drain(..);
            if let Some(mut whole) = letters.next() {
                letters.for_each(|next| join(&mut whole, next));
                kept.push(whole);
            }
        } else {
            kept.append(&mut run);
        }
    }
    kept
}

/// Whether `next` follows the last letter of the run at the gap that the first two set.
fn is_spread(run: &[Piece], next: &Piece) -> bool {
    let (Some(first), Some(piece)) = (run.first(), run.last()) else { return false };
    let single = |piece: &Piece| piece.letters == 1 && piece.text.chars().all(char::is_alphabetic);
    let pace = run.get(1).unwrap_or(next).start - first.end;
    let gap = next.start - piece.end;
    single(piece)
        && single(next)
        && !piece.closed
        && !next.opened
        && (next.em - piece.em).abs() < 0.01 * piece.em
        && gap > 0.0
        && gap <= SPREAD_GAP_EM * piece.em
        && (gap - pace).abs() <= 0.05 * piece.em
}

fn word(piece: Piece, along: Vec2) -> Word {
    let across = Vec2::new(-along.y, along.x);
    let corner = |s: f64, c: f64| (s * along + c * across).to_point();
    let (one, two) = (corner(piece.start, piece.top), corner(piece.end, piece.bottom));
    let (three, four) = (corner(piece.start, piece.bottom), corner(piece.end, piece.top));
    let range = |axis: fn(Point) -> f64| {
        let values = [axis(one), axis(two), axis(three), axis(four)];
        values.into_iter().fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)))
    };
    let ((x0, x1), (y0, y1)) = (range(|point| point.x), range(|point| point.y));
    // A hundredth of a point is a thirtieth of a pixel on any screen, and half the digits in storage.
    let [x0, y0, x1, y1] = [x0, y0, x1, y1].map(|value| ((value * 100.0).round() / 100.0) as f32);
    Word { text: piece.text, x0, y0, x1, y1, hidden: piece.hidden, confidence: None }
}

fn is_on(word: &Word, (width, height): (f64, f64)) -> bool {
    word.x1 > 0.0 && word.y1 > 0.0 && f64::from(word.x0) < width && f64::from(word.y0) < height
}
