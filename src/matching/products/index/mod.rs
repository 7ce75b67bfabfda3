//! The codes and descriptions of a whole catalogue in memory, to find what is like a line that names none of ours exactly.
//!
//! What comes in: products as they are now. What goes out: the best candidates with a score out of 1000 and the reasons for it, the same for
//! the same question and catalogue. It knows no database and picks nothing. A hundred thousand products take about 25 MB.

mod codes;
mod texts;
mod words;

use std::sync::{Mutex, PoisonError};

use codes::Codes;
use words::{Shared, Words};

use crate::entity::ids::ProductId;
use crate::reader::units::normal_key;

/// Candidates given back, at most.
pub const HITS_MAX: usize = 8;

/// What is less like the wanted line than this, out of 1000, is not worth showing.
const SCORE_MIN: u32 = 440;
/// Candidates this far below the best one, out of 1000, would only distract.
const BELOW_BEST_MAX: u32 = 350;
/// From here on code and description agree so well that nobody has to look for another description.
const SCORE_ENOUGH: u32 = 850;
/// Words that a description must share when no code speaks for it.
const SHARED_WORDS_MIN: u32 = 2;

/// One product as the index is made from it.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// Which.
    pub product: ProductId,
    /// Our code.
    pub code: &'a str,
    /// Our description.
    pub description: &'a str,
}

/// A product that is like the wanted line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which.
    pub product: ProductId,
    /// How much, out of 1000.
    pub score: u32,
    /// How much by its code alone.
    pub by_code: u32,
    /// How much by its description alone.
    pub by_words: u32,
    /// Why, best reason first: stable short names.
    pub reasons: Vec<&'static str>,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// Best first, at most [`HITS_MAX`].
    pub hits: Vec<Hit>,
    /// How many codes read the same as the wanted one when O and 0, I, L and 1 are not told apart.
    pub look_alikes: usize,
}

/// A catalogue, ready to be asked.
#[derive(Debug, Default)]
pub struct Index {
    products: Vec<ProductId>,
    codes: Codes,
    words: Words,
    counters: Mutex<Vec<Counters>>,
}

/// One counter a product, all zero between questions; kept because making them anew takes longer than a question.
#[derive(Debug, Default)]
struct Counters {
    pieces: Vec<u16>,
    sums: Vec<u32>,
}

/// A candidate on its way.
struct Scored {
    score: u32,
    at: u32,
    by_code: codes::Likeness,
    shared: Shared,
}

/// A question made comparable.
struct Asked {
    code: Option<codes::Wanted>,
    words: Option<words::Wanted>,
}

impl Index {
    /// Makes the index. Equal entries in equal order give an index with equal answers; ties are broken by that order.
    pub fn of(entries: &[Entry<'_>]) -> Self {
        let keys: Vec<String> = entries.iter().map(|entry| normal_key(entry.code)).collect();
        Self {
            products: entries.iter().map(|entry| entry.product).collect(),
            codes: Codes::of(keys.iter().map(String::as_str)),
            words: Words::of(entries.iter().map(|entry| entry.description)),
            counters: Mutex::default(),
        }
    }

    /// How many products it knows.
    pub fn len(&self) -> usize {
        self.products.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.products.is_empty()
    }

    /// The memory it takes, in bytes, near enough.
    pub fn bytes(&self) -> usize {
        self.products.capacity() * size_of::<ProductId>() + self.codes.bytes() + self.words.bytes()
    }

    /// The products most like a code and a description as a customer wrote them.
    pub fn find(&self, code: Option<&str>, description: Option<&str>) -> Found {
        let asked = Asked {
            code: code.and_then(|code| codes::Wanted::of(normal_key(code))),
            words: description.and_then(|description| self.words.wanted(description)),
        };
        let mut counters = self.counters();
        let mut scored: Vec<Scored> = Vec::new();
        let mut look_alikes = 0;
        if let Some(code) = &asked.code {
            let near = sorted(self.codes.near(code, &mut counters.pieces));
            look_alikes = near.iter().filter(|at| self.codes.reads_as(code, **at)).count();
            scored.extend(near.into_iter().filter_map(|at| self.score(&asked, at)));
        }
        let is_enough = scored.iter().any(|one| one.score >= SCORE_ENOUGH);
        if let Some(words) = asked.words.as_ref().filter(|_| !is_enough) {
            let known: Vec<u32> = sorted(scored.iter().map(|one| one.at).collect());
            let near = self.words.near(words, &mut counters.sums).into_iter();
            let near = near.filter(|at| known.binary_search(at).is_err());
            scored.extend(near.filter_map(|at| self.score(&asked, at)));
        }
        self.counters.lock().unwrap_or_else(PoisonError::into_inner).push(counters);
        scored.sort_unstable_by_key(|one| (u32::MAX - one.score, one.at));
        let best = scored.first().map_or(0, |one| one.score);
        scored.retain(|one| one.score + BELOW_BEST_MAX >= best);
        scored.truncate(HITS_MAX);
        Found { hits: scored.into_iter().map(|one| self.hit(&one)).collect(), look_alikes }
    }

    fn counters(&self) -> Counters {
        let kept = self.counters.lock().unwrap_or_else(PoisonError::into_inner).pop();
        kept.unwrap_or_else(|| Counters { pieces: vec![0; self.len()], sums: vec![0; self.len()] })
    }

    fn score(&self, asked: &Asked, at: u32) -> Option<Scored> {
        let by_code = asked.code.as_ref().map_or((0, None), |code| self.codes.likeness(code, at));
        let shared = asked.words.as_ref().map(|words| self.words.shared(words, at)).unwrap_or_default();
        let score = together(by_code.0, shared, asked.words.is_some());
        (score >= SCORE_MIN).then_some(Scored { score, at, by_code, shared })
    }

    fn hit(&self, &Scored { score, at, by_code: (by_code, why), shared }: &Scored) -> Hit {
        let mut reasons: Vec<&'static str> = why.into_iter().collect();
        if shared.alike >= 900 {
            reasons.push("description");
        } else if shared.alike >= 400 {
            reasons.push("some_words");
        }
        Hit { product: self.products[at as usize], score, by_code, by_words: shared.alike, reasons }
    }
}

fn sorted(mut positions: Vec<u32>) -> Vec<u32> {
    positions.sort_unstable();
    positions.dedup();
    positions
}

/// Code and description together: the better of the two speaks, the other one may agree. A description speaks alone only with two shared
/// words.
fn together(by_code: u32, shared: Shared, has_words: bool) -> u32 {
    if !has_words {
        return by_code;
    }
    let by_words = if by_code > 0 || shared.words >= SHARED_WORDS_MIN { shared.alike } else { 0 };
    by_code.max(by_words) * 4 / 5 + by_code.min(by_words) / 5
}

#[cfg(test)]
mod tests;
