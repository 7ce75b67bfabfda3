//! Descriptions, found by the words they share, rare words counting more.

use std::collections::{BTreeMap, HashMap};

use super::texts::{Postings, Texts, deletions, is_one_edit_apart};
use crate::reader::units::fold;

/// Shortest word that may stand for a longer one: "plas" for "plastic".
const SHORT_FOR_BYTES_MIN: usize = 3;
/// Shortest word in which one wrong letter may be overlooked.
const ONE_EDIT_BYTES_MIN: usize = 5;
/// Words of a description that are looked at.
const WORDS_MAX: usize = 16;
/// Other words that one word may stand for, at most.
const MEANINGS_MAX: usize = 4;
/// How many descriptions are counted for one question.
const COUNTED_MAX: usize = 24_000;
/// Descriptions that share the most, at most.
const ALIKE_MAX: usize = 48;
/// What a word that only resembles ours is worth, out of 1000.
const RESEMBLES: u32 = 800;
/// Units that belong to the number before them.
const UNITS: [&str; 18] =
    ["mm", "cm", "m", "um", "in", "inch", "ml", "l", "cl", "kg", "g", "mg", "v", "w", "a", "kw", "bar", "way"];

/// The descriptions of a catalogue.
#[derive(Debug, Default)]
pub(super) struct Words {
    vocabulary: Texts,
    weights: Vec<u32>,
    in_descriptions: Postings,
    bare: HashMap<String, Vec<u32>>,
    spellings: Postings,
    starts: Vec<u32>,
    of: Vec<u32>,
    unknown: u32,
}

/// A wanted description, made comparable.
pub(super) struct Wanted {
    groups: Vec<Group>,
    weight: u32,
}

/// One wanted word: our words it may mean, each with what that is worth out of 1000.
struct Group {
    meanings: Vec<(u32, u32)>,
    weight: u32,
}

/// What two descriptions have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shared {
    /// Out of 1000: twice the weight of the shared words by the weight of all.
    pub alike: u32,
    /// How many words are shared.
    pub words: u32,
}

impl Words {
    /// `descriptions` in the order of the catalogue.
    pub fn of<'a>(descriptions: impl Iterator<Item = &'a str>) -> Self {
        let mut numbers: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        let mut count = 0_u32;
        for description in descriptions {
            for word in terms(description) {
                let of = numbers.entry(word).or_default();
                if of.last() != Some(&count) {
                    of.push(count);
                }
            }
            count += 1;
        }
        let mut words = Self { unknown: weight(count, 0), ..Self::default() };
        let (mut pairs, mut forward, mut spellings) = (Vec::new(), Vec::new(), Vec::new());
        for (number, (word, of)) in (0..).zip(&numbers) {
            words.vocabulary.push(word);
            words.weights.push(weight(count, u32::try_from(of.len()).unwrap_or(u32::MAX)));
            pairs.extend(of.iter().map(|at| (number, *at)));
            forward.extend(of.iter().map(|at| (*at, number)));
            if let Some(bare) = bare(word) {
                words.bare.entry(bare).or_default().push(number);
            }
            if word.len() >= ONE_EDIT_BYTES_MIN {
                deletions(word, |hash| spellings.push((hash, number)));
            }
        }
        words.in_descriptions = Postings::of(pairs);
        words.spellings = Postings::of(spellings);
        forward.sort_unstable();
        words.starts = (0..=count).map(|at| forward.partition_point(|(of, _)| *of < at) as u32).collect();
        words.of = forward.into_iter().map(|(_, word)| word).collect();
        words
    }

    pub fn bytes(&self) -> usize {
        let lists = self.weights.capacity() + self.starts.capacity() + self.of.capacity();
        let bare: usize = self.bare.iter().map(|(word, of)| word.capacity() + of.capacity() * 4 + 64).sum();
        lists * size_of::<u32>()
            + bare
            + self.vocabulary.bytes()
            + self.in_descriptions.bytes()
            + self.spellings.bytes()
    }

    /// The description made comparable; `None` when it has no words.
    pub fn wanted(&self, description: &str) -> Option<Wanted> {
        let mut words: Vec<String> = Vec::new();
        for word in terms(description) {
            if words.len() < WORDS_MAX && !words.contains(&word) {
                words.push(word);
            }
        }
        let groups: Vec<Group> = words.iter().map(|word| self.group(word)).collect();
        let weight = groups.iter().map(|group| group.weight).sum();
        (!groups.is_empty()).then_some(Wanted { groups, weight })
    }

    /// What the description at `at` shares with the wanted one.
    pub fn shared(&self, wanted: &Wanted, at: u32) -> Shared {
        let at = at as usize;
        let (Some(from), Some(to)) = (self.starts.get(at), self.starts.get(at + 1)) else { return Shared::default() };
        let ours = &self.of[*from as usize..*to as usize];
        let (mut sum, mut words) = (0, 0);
        for group in &wanted.groups {
            let worth = |(word, part): &(u32, u32)| {
                ours.binary_search(word).ok().map(|_| self.weights[*word as usize] * part / 1000)
            };
            if let Some(most) = group.meanings.iter().filter_map(worth).max() {
                sum += most;
                words += 1;
            }
        }
        let all = wanted.weight + ours.iter().map(|word| self.weights[*word as usize]).sum::<u32>();
        Shared { alike: (sum * 2000).checked_div(all).unwrap_or(0).min(1000), words }
    }

    /// Descriptions worth comparing with the wanted one: those that share the heaviest words, rare words first.
    pub fn near(&self, wanted: &Wanted, sums: &mut [u32]) -> Vec<u32> {
        let mut lists: Vec<(&[u32], u32)> = Vec::new();
        for group in &wanted.groups {
            for (word, part) in &group.meanings {
                lists.push((self.in_descriptions.get(*word), self.weights[*word as usize] * part / 1000));
            }
        }
        lists.sort_by_key(|(list, worth)| (list.len(), *worth));
        let mut left = COUNTED_MAX;
        let mut touched: Vec<u32> = Vec::new();
        for (list, worth) in lists {
            // The first list is always counted: a description of common words only is still a description.
            if list.len() > left && !touched.is_empty() {
                break;
            }
            left = left.saturating_sub(list.len());
            for at in list {
                let sum = &mut sums[*at as usize];
                if *sum == 0 {
                    touched.push(*at);
                }
                *sum += worth.max(1);
            }
        }
        if touched.len() > ALIKE_MAX {
            touched.select_nth_unstable_by_key(ALIKE_MAX, |at| (u32::MAX - sums[*at as usize], *at));
        }
        for at in &touched {
            sums[*at as usize] = 0;
        }
        touched.truncate(ALIKE_MAX);
        touched
    }

    /// Our words that `word` may mean: itself, the same without its vowels, what it begins, what is one letter away.
    fn group(&self, word: &str) -> Group {
        let mut meanings: Vec<(u32, u32)> = Vec::new();
        if let Some(same) = self.number(word) {
            meanings.push((same, 1000));
        }
        let mut add = |number: u32| {
            if meanings.len() < MEANINGS_MAX && !meanings.iter().any(|(known, _)| *known == number) {
                meanings.push((number, RESEMBLES));
            }
        };
        if let Some(same) = bare(word).and_then(|bare| self.bare.get(&bare)) {
            same.iter().for_each(|number| add(*number));
        }
        if self.number(word).is_none() {
            self.begun_by(word).for_each(&mut add);
            if word.len() >= ONE_EDIT_BYTES_MIN - 1 && !word.starts_with(|c: char| c.is_ascii_digit()) {
                let mut near = Vec::new();
                deletions(word, |hash| near.extend(self.spellings.get(hash)));
                near.sort_unstable();
                near.dedup();
                near.into_iter()
                    .filter(|other| is_one_edit_apart(self.vocabulary.get(*other), word))
                    .for_each(&mut add);
            }
        }
        let weight = meanings.iter().map(|(word, _)| self.weights[*word as usize]).max().unwrap_or(self.unknown);
        Group { meanings, weight }
    }

    fn number(&self, word: &str) -> Option<u32> {
        let at = self.position(word);
        (self.vocabulary.get(at) == word).then_some(at)
    }

    fn position(&self, word: &str) -> u32 {
        let (mut from, mut to) = (0, u32::try_from(self.vocabulary.len()).unwrap_or(u32::MAX));
        while from < to {
            let middle = from + (to - from) / 2;
            if self.vocabulary.get(middle) < word { from = middle + 1 } else { to = middle }
        }
        from
    }

    /// Our words that begin with `word`; for a number only the same number with a unit.
    fn begun_by(&self, word: &str) -> impl Iterator<Item = u32> {
        let is_number = word.chars().all(|c| c.is_ascii_digit() || c == '.');
        let is_enough = is_number || word.len() >= SHORT_FOR_BYTES_MIN;
        let all = self.position(word)..u32::try_from(self.vocabulary.len()).unwrap_or(u32::MAX);
        all.take_while(move |at| is_enough && self.vocabulary.get(*at).starts_with(word))
            .filter(move |at| !is_number || UNITS.contains(&&self.vocabulary.get(*at)[word.len()..]))
            .take(MEANINGS_MAX)
    }
}

/// Sixteen times the binary logarithm of how rare a word is, from 16: a word of every description still counts a little.
fn weight(descriptions: u32, with_it: u32) -> u32 {
    let times = (u64::from(descriptions) + 1) / (u64::from(with_it) + 1);
    let rest = u32::try_from((u64::from(descriptions) + 1) * 16 / (u64::from(with_it) + 1)).unwrap_or(u32::MAX);
    // The whole part of the logarithm from its bits, the four bits behind the first one as its fraction, near enough.
    let whole = times.max(1).ilog2();
    16 + whole * 16 + ((rest >> whole) & 15)
}

/// A word of letters without its vowels, each letter once: "bracket" and "brkt" are both `brckt` or close, "round" and "rnd" are `rnd`.
fn bare(word: &str) -> Option<String> {
    if word.len() < SHORT_FOR_BYTES_MIN || !word.chars().all(char::is_alphabetic) {
        return None;
    }
    let mut bare = String::new();
    for (at, c) in word.chars().enumerate() {
        let c = if c == 'k' || c == 'q' { 'c' } else { c };
        let is_vowel = matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
        if (at == 0 || !is_vowel) && !bare.ends_with(c) {
            bare.push(c);
        }
    }
    (bare.len() >= SHORT_FOR_BYTES_MIN).then_some(bare)
}

/// The words of a description: folded, a number joined with its unit, without the s of a plural.
fn terms(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut words: Vec<String> = Vec::new();
    for word in folded.split(|c: char| !c.is_alphanumeric() && c != '.' && c != ',') {
        let is_decimal = word.starts_with(|c: char| c.is_ascii_digit())
            && word.contains(['.', ','])
            && word.trim_end_matches(|c: char| c.is_alphabetic()).ends_with(|c: char| c.is_ascii_digit());
        let parts: Vec<String> =
            if is_decimal { vec![word.replace(',', ".")] } else { word.split(['.', ',']).map(str::to_owned).collect() };
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            let is_number = |text: &str| text.chars().all(|c| c.is_ascii_digit() || c == '.');
            match words.last_mut() {
                Some(last) if UNITS.contains(&part.as_str()) && is_number(last) => last.push_str(&part),
                _ => words.push(singular(part)),
            }
        }
    }
    words
}

fn singular(word: String) -> String {
    let is_plural =
        word.len() >= 4 && word.ends_with('s') && !word.ends_with("ss") && word.chars().all(char::is_alphabetic);
    if is_plural { word[..word.len() - 1].to_owned() } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(ours: &[&str], wanted: &str) -> Vec<u32> {
        let words = Words::of(ours.iter().copied());
        let wanted = words.wanted(wanted).unwrap();
        (0..).zip(ours).map(|(at, _)| words.shared(&wanted, at).alike).collect()
    }

    #[test]
    fn the_same_words_in_another_order_are_the_same_description() {
        assert_eq!(alike(&["LOUVRE END CAP 152mm", "Pivot pin"], "End cap, louvre, 152 mm"), [1000, 0]);
    }

    #[test]
    fn abbreviations_are_understood_in_both_directions() {
        let ours = ["50mm RND PLASTIC CAP BLACK", "Round tube plug 25 mm", "Mounting bracket 45 mm"];
        let by = |wanted| alike(&ours, wanted);
        assert!(by("50mm round plastic cap black")[0] > 900);
        assert!(by("rnd tube plug 25mm")[1] > 900);
        assert!(by("mtg brkt 45mm")[2] > by("mtg brkt 45mm")[1]);
    }

    #[test]
    fn a_rare_word_counts_more_than_a_common_one() {
        let found = alike(&["cap blue", "cap green", "cap red", "cap with gasket"], "gasket cap");
        assert!(found[3] > 2 * found[0], "{found:?}");
    }

    #[test]
    fn a_number_is_not_another_number() {
        let found = alike(&["spacer 10 mm", "spacer 100 mm"], "spacer 10");
        assert!(found[0] > found[1], "{found:?}");
        assert_eq!(alike(&["bore 5.2 mm"], "bore 5,2mm"), [1000]);
    }

    #[test]
    fn no_words_are_no_description() {
        assert!(Words::of(["cap"].into_iter()).wanted(" - / % _ ").is_none());
        assert_eq!(alike(&["", "cap"], "lid"), [0, 0]);
    }
}
