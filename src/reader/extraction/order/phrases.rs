//! Words of a document against lists of phrases, longest first.

use std::collections::HashMap;

use crate::units::normal_key;

/// Longest phrase in words.
const PHRASE_WORDS_MAX: usize = 6;

/// Phrases, each with what it means. Words are compared by [`normal_key`]: `P.O.`, `po` and `PO:` are one word.
pub(crate) struct Phrases<T: 'static> {
    by_words: HashMap<String, &'static T>,
}

impl<T> Phrases<T> {
    /// Builds the lookup from `(meaning, phrases divided by "|")`; words of a phrase are divided by blanks.
    pub fn new(table: &'static [(T, &'static str)]) -> Self {
        let mut by_words = HashMap::new();
        for (meaning, phrases) in table {
            for phrase in phrases.split('|') {
                let previous = by_words.insert(phrase.trim().to_owned(), meaning);
                debug_assert!(previous.is_none(), "“{phrase}” is listed twice");
            }
        }
        Self { by_words }
    }

    /// The meaning of exactly these words.
    pub fn exact(&self, keys: &[String]) -> Option<&'static T> {
        self.by_words.get(&keys.join(" ")).copied()
    }

    /// The longest phrase that starts at `at`, and how many words it takes. Words without letters or digits count
    /// as nothing inside a phrase.
    pub fn longest_at(&self, keys: &[String], at: usize) -> Option<(&'static T, usize)> {
        (1..=PHRASE_WORDS_MAX.min(keys.len().saturating_sub(at))).rev().find_map(|len| {
            let words: Vec<&str> =
                keys[at..at + len].iter().map(String::as_str).filter(|key| !key.is_empty()).collect();
            if words.is_empty() || keys[at].is_empty() {
                return None;
            }
            self.by_words.get(&words.join(" ")).map(|&meaning| (meaning, len))
        })
    }
}

/// The keys of words, one each; a word of punctuation has an empty key.
pub(crate) fn keys<'t>(words: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    words.into_iter().map(key).collect()
}

/// `#` alone stands for "number", everything else for its letters and digits.
fn key(word: &str) -> String {
    if word == "#" { "no".to_owned() } else { normal_key(word) }
}

#[cfg(test)]
mod tests {
    use super::*;

    static TABLE: &[(u8, &str)] = &[(1, "order"), (2, "order no|po"), (3, "bestellnr")];

    #[test]
    fn the_longest_phrase_wins_and_punctuation_does_not_matter() {
        let phrases = Phrases::new(TABLE);
        let words = keys(["Our", "Order", "No.:", "P.O.", "#", "Bestell-Nr."]);
        assert_eq!(phrases.longest_at(&words, 1), Some((&2, 2)));
        assert_eq!(phrases.longest_at(&words, 3), Some((&2, 1)));
        assert_eq!(phrases.longest_at(&words, 5), Some((&3, 1)));
    }

    #[test]
    fn a_part_of_a_word_is_not_the_word() {
        let phrases = Phrases::new(TABLE);
        assert_eq!(phrases.longest_at(&keys(["orders", "reorder"]), 0), None);
        assert_eq!(phrases.exact(&keys(["order", "date"])), None);
    }
}
