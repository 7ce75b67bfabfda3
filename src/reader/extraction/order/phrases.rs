//! Words of a document against lists of phrases, longest first.

use std::collections::HashMap;

use crate::units::normal_key;

/// Longest phrase in words.
const PHRASE_WORDS_MAX: usize = 6;
/// Longest phrase in pieces of words, where somebody printed it with a blank between its letters.
const PIECES_MAX: usize = 20;

/// Phrases, each with what it means. Words are compared by [`normal_key`]: `P.O.`, `po` and `PO:` are one word. Blanks
/// between them count for nothing: `P.O.DATE`, `PO Date` and `P O  D A T E` are one phrase.
pub(crate) struct Phrases<T: 'static> {
    by_words: HashMap<String, &'static T>,
    /// The same without blanks, where no other phrase reads so.
    by_letters: HashMap<String, &'static T>,
}

impl<T> Phrases<T> {
    /// Builds the lookup from `(meaning, phrases divided by "|")`; words of a phrase are divided by blanks.
    pub fn new(table: &'static [(T, &'static str)]) -> Self {
        let (mut by_words, mut by_letters) = (HashMap::new(), HashMap::new());
        for (meaning, phrases) in table {
            for phrase in phrases.split('|') {
                let previous = by_words.insert(phrase.trim().to_owned(), meaning);
                debug_assert!(previous.is_none(), "“{phrase}” is listed twice");
                by_letters.entry(phrase.split_whitespace().collect()).or_insert(meaning);
            }
        }
        Self { by_words, by_letters }
    }

    /// The meaning of exactly these words.
    pub fn exact(&self, keys: &[String]) -> Option<&'static T> {
        let words: Vec<&str> = keys.iter().map(String::as_str).filter(|key| !key.is_empty()).collect();
        self.by_words.get(&words.join(" ")).or_else(|| self.by_letters.get(&words.concat())).copied()
    }

    /// The longest phrase that starts at `at`, and how many words it takes. Words without letters or digits count
    /// as nothing inside a phrase.
    pub fn longest_at(&self, keys: &[String], at: usize) -> Option<(&'static T, usize)> {
        let first = keys.get(at).filter(|key| !key.is_empty())?;
        let spaced = keys[at..].iter().take_while(|key| key.chars().count() <= 2).count();
        let longest = if first.chars().count() <= 2 && spaced >= 3 { PIECES_MAX } else { PHRASE_WORDS_MAX };
        (1..=longest.min(keys.len() - at))
            .rev()
            .find_map(|len| self.exact(&keys[at..at + len]).map(|meaning| (meaning, len)))
    }
}

impl<T: PartialEq> Phrases<T> {
    /// The meaning of the phrases that differ from `letters` by the least, one letter in seven or two in eight and more;
    /// `None` when nothing is that near, or two meanings are. For words that were recognised in a picture.
    pub fn nearest(&self, letters: &str) -> Option<&'static T> {
        let count = letters.chars().count();
        if count < 6 {
            return None;
        }
        let most = if count < 8 { 1 } else { 2 };
        let mut best: Option<(usize, &'static T)> = None;
        let mut is_shared = false;
        for (phrase, &meaning) in &self.by_letters {
            if phrase.len().abs_diff(letters.len()) > most || phrase.len() < 6 {
                continue;
            }
            let distance = strsim::levenshtein(phrase, letters);
            match best {
                _ if distance > most => {}
                Some((least, known)) if distance == least => is_shared |= *known != *meaning,
                Some((least, _)) if distance > least => {}
                _ => (best, is_shared) = (Some((distance, meaning)), false),
            }
        }
        best.filter(|_| !is_shared).map(|(_, meaning)| meaning)
    }
}

/// The keys of words, one each; a word of punctuation has an empty key.
pub(crate) fn keys<'t>(words: impl IntoIterator<Item = &'t str>) -> Vec<String> {
    words.into_iter().map(key).collect()
}

/// Letters and digits of a word; `#`, alone or at its end, stands for "number": `PO#:`.
fn key(word: &str) -> String {
    let bare = word.trim_end_matches(':');
    if bare.ends_with('#') { format!("{}no", normal_key(bare)) } else { normal_key(word) }
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
    fn blanks_inside_a_phrase_count_for_nothing() {
        let phrases = Phrases::new(TABLE);
        assert_eq!(phrases.longest_at(&keys(["O", "R", "D", "ER", "N", "O."]), 0), Some((&2, 6)));
        assert_eq!(phrases.longest_at(&keys(["Order-No."]), 0), Some((&2, 1)));
        assert_eq!(phrases.longest_at(&keys(["Order#:"]), 0), Some((&2, 1)));
        assert_eq!(phrases.longest_at(&keys(["Order", "#:", "7"]), 0), Some((&2, 2)));
    }

    #[test]
    fn a_misread_phrase_is_known_when_only_one_meaning_is_near() {
        let phrases = Phrases::new(TABLE);
        assert_eq!(phrases.nearest("bestelinr"), Some(&3));
        assert_eq!(phrases.nearest("orderna"), Some(&2));
        assert_eq!(phrases.nearest("ordr"), None, "too short to tell");
        assert_eq!(phrases.nearest("bestimmung"), None);
    }

    #[test]
    fn a_part_of_a_word_is_not_the_word() {
        let phrases = Phrases::new(TABLE);
        assert_eq!(phrases.longest_at(&keys(["orders", "reorder"]), 0), None);
        assert_eq!(phrases.exact(&keys(["order", "date"])), None);
    }
}
