//! One page recognised twice → the words both agree on, and what only one of them says, less surely.

use crate::reading::Word;

/// A word that the other reading contradicts is at most this sure.
const CONTRADICTED: u8 = 45;
/// A word that the other reading does not have is at most this sure.
const ALONE: u8 = 70;
/// A word that the other reading does not have is left out below this.
const ALONE_MIN: u8 = 50;

/// Puts two readings of one page together.
///
/// * Where both have the same characters in a place, the word stands with the higher confidence; divided differently,
///   it stands as the reading with fewer pieces has it.
/// * Where they differ, the surer reading stands, marked as unsure. A word that only one has stands as unsure, or falls.
pub fn agreed(first: Vec<Word>, second: Vec<Word>) -> Vec<Word> {
    let mut together = Vec::with_capacity(first.len().max(second.len()));
    let mut words: Vec<(bool, Word)> = first.into_iter().map(|word| (true, word)).collect();
    words.extend(second.into_iter().map(|word| (false, word)));
    for group in groups(words) {
        let (one, other): (Vec<_>, Vec<_>) = group.into_iter().partition(|(is_first, _)| *is_first);
        let plain = |side: Vec<(bool, Word)>| -> Vec<Word> { side.into_iter().map(|(_, word)| word).collect() };
        together.extend(decided(plain(one), plain(other)));
    }
    together.sort_by(|a, b| (a.y0 + a.y1).total_cmp(&(b.y0 + b.y1)).then(a.x0.total_cmp(&b.x0)));
    together
}

/// The words that stand in one place.
fn decided(mut one: Vec<Word>, mut other: Vec<Word>) -> Vec<Word> {
    if one.is_empty() || other.is_empty() {
        one.append(&mut other);
        one.retain(|word| confidence(word) >= ALONE_MIN && word.text.chars().any(char::is_alphanumeric));
        return capped(one, ALONE);
    }
    for side in [&mut one, &mut other] {
        side.sort_by(|a, b| a.x0.total_cmp(&b.x0));
    }
    let text = |side: &[Word]| side.iter().map(|word| word.text.as_str()).collect::<String>();
    let sure = |side: &[Word]| side.iter().map(|word| u64::from(confidence(word))).sum::<u64>() / side.len() as u64;
    if text(&one) == text(&other) {
        let least = |side: &[Word]| side.iter().map(confidence).min().unwrap_or(0);
        let both = least(&one).max(least(&other));
        let mut kept = if other.len() < one.len() { other } else { one };
        kept.iter_mut().for_each(|word| word.confidence = Some(confidence(word).max(both)));
        return kept;
    }
    capped(if sure(&other) > sure(&one) { other } else { one }, CONTRADICTED)
}

fn confidence(word: &Word) -> u8 {
    word.confidence.unwrap_or(0)
}

fn capped(mut words: Vec<Word>, most: u8) -> Vec<Word> {
    words.iter_mut().for_each(|word| word.confidence = Some(confidence(word).min(most)));
    words
}

/// Words of both readings that cover each other, directly or through a third.
fn groups(mut words: Vec<(bool, Word)>) -> Vec<Vec<(bool, Word)>> {
    words.sort_by(|(_, a), (_, b)| a.x0.total_cmp(&b.x0));
    let mut open: Vec<Vec<(bool, Word)>> = Vec::new();
    let mut done = Vec::new();
    for word in words {
        // Sorted by their left edges: what ends before this one begins can meet no other.
        let (ended, going): (Vec<_>, Vec<_>) = open
            .into_iter()
            .partition(|group: &Vec<(bool, Word)>| group.iter().all(|(_, known)| known.x1 <= word.1.x0));
        done.extend(ended);
        let (touching, mut apart): (Vec<_>, Vec<_>) = going
            .into_iter()
            .partition(|group| group.iter().any(|known| known.0 != word.0 && covers(&known.1, &word.1)));
        let mut group: Vec<(bool, Word)> = touching.into_iter().flatten().collect();
        group.push(word);
        apart.push(group);
        open = apart;
    }
    done.extend(open);
    done
}

/// Whether two words take the same place: more than half of the narrower and of the lower one.
fn covers(one: &Word, other: &Word) -> bool {
    let shared = |a: (f32, f32), b: (f32, f32)| {
        let narrower = (a.1 - a.0).min(b.1 - b.0).max(0.1);
        (a.1.min(b.1) - a.0.max(b.0)) / narrower > 0.5
    };
    shared((one.x0, one.x1), (other.x0, other.x1)) && shared((one.y0, one.y1), (other.y0, other.y1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, x0: f32, x1: f32, confidence: u8) -> Word {
        Word { text: text.to_owned(), x0, y0: 10.0, x1, y1: 20.0, hidden: false, confidence: Some(confidence) }
    }

    fn told(words: &[Word]) -> Vec<(&str, u8)> {
        words.iter().map(|word| (word.text.as_str(), word.confidence.unwrap())).collect()
    }

    #[test]
    fn what_both_say_is_as_sure_as_the_surer_says() {
        let both = agreed(vec![word("788.40", 10.0, 40.0, 66)], vec![word("788.40", 11.0, 41.0, 92)]);
        assert_eq!(told(&both), [("788.40", 92)]);
    }

    #[test]
    fn a_contradiction_is_never_sure() {
        let both = agreed(vec![word("788.40", 10.0, 40.0, 90)], vec![word("783.40", 11.0, 41.0, 95)]);
        assert_eq!(told(&both), [("783.40", CONTRADICTED)]);
    }

    #[test]
    fn a_word_in_pieces_is_one_word_when_the_other_reading_says_so() {
        let pieces = vec![word("CLS-1", 10.0, 30.0, 76), word("000-RE", 30.5, 50.0, 90), word("D", 51.0, 55.0, 92)];
        assert_eq!(told(&agreed(pieces, vec![word("CLS-1000-RED", 10.0, 55.0, 90)])), [("CLS-1000-RED", 90)]);
    }

    #[test]
    fn what_only_one_reading_has_is_kept_unsurely_or_left_out() {
        let first = vec![word("5", 10.0, 14.0, 92), word("pcs", 20.0, 35.0, 96), word("~ii", 60.0, 64.0, 30)];
        let second = vec![word("pcs", 20.0, 35.0, 90), word("—", 90.0, 95.0, 95)];
        assert_eq!(told(&agreed(first, second)), [("5", ALONE), ("pcs", 96)]);
        assert!(agreed(Vec::new(), Vec::new()).is_empty());
    }

    #[test]
    fn words_above_each_other_are_two() {
        let lower = Word { y0: 22.0, y1: 32.0, ..word("50", 10.0, 20.0, 90) };
        let both = agreed(vec![word("500", 10.0, 24.0, 90), lower.clone()], vec![word("500", 10.0, 24.0, 80), lower]);
        assert_eq!(told(&both), [("500", 90), ("50", 90)]);
    }
}
