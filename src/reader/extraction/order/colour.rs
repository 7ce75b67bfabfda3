//! Colours named inside a description.

use super::tints::named;
use crate::extraction::sheet::{Run, Sheet};
use crate::units::normal_key;

/// The last colour of the runs, with a shade before it: in `Cap, black, with white ring` it would be `white`,
/// so a description that names two different colours gives none.
pub(crate) fn colour_in(sheet: &Sheet, runs: &[Run]) -> Option<Run> {
    let mut found: Option<Run> = None;
    for &run in runs {
        let row = &sheet.rows[run.row].tokens;
        let words: Vec<&str> = sheet.tokens(run).iter().map(|token| token.text.as_str()).collect();
        let before = run.from.checked_sub(1).map(|at| row[at].text.as_str());
        for named in named(&words, before) {
            let colour = Run { row: run.row, from: run.from + named.start, to: run.from + named.end };
            let key = |run: Run| sheet.tokens(run).last().map(|word| normal_key(&word.text));
            if found.is_some_and(|known| key(known) != key(colour)) {
                return None;
            }
            found = Some(colour);
        }
    }
    found
}

/// How many words from the start of a run are one colour: two of `powder blue, 500 pcs`.
pub(crate) fn colour_words(sheet: &Sheet, run: Run) -> usize {
    let words: Vec<&str> = sheet.tokens(run).iter().map(|token| token.text.as_str()).collect();
    named(&words, Some("colour")).first().filter(|range| range.start == 0).map_or(0, |range| range.end)
}

/// Where in a text its colour stands, in bytes, with a shade before it; none where two different colours are named.
pub(crate) fn colour_at(text: &str) -> Option<std::ops::Range<usize>> {
    let mut words: Vec<(usize, &str)> = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (c.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push((from, &text[from..at]));
                start = None;
            }
            _ => {}
        }
    }
    let bare: Vec<&str> = words.iter().map(|(_, word)| *word).collect();
    let found = named(&bare, None);
    let last = found.last()?.clone();
    let key = |range: &std::ops::Range<usize>| normal_key(bare[range.end - 1]);
    if found.iter().any(|range| key(range) != key(&last)) {
        return None;
    }
    let (end, word) = words[last.end - 1];
    Some(words[last.start].0..end + word.len())
}

/// The words without the punctuation around them.
pub(crate) fn colour_name(text: &str) -> String {
    text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_found_in_a_text_with_its_shade_and_not_among_two() {
        let found = |text: &str| colour_at(text).map(|place| text[place].to_owned());
        assert_eq!(found("LOUVRE CAP,LIGHT GREY/38").as_deref(), Some("LIGHT GREY"));
        assert_eq!(found("Kappe schwarz").as_deref(), Some("schwarz"));
        assert_eq!(found("Cap, black, with white ring"), None);
        assert_eq!(found("Blackboard"), None);
    }
    use crate::extraction::sheet::tests::text_document;

    fn colour(text: &str) -> Option<String> {
        let sheet = Sheet::of(&text_document(text)).unwrap();
        colour_in(&sheet, &[sheet.whole(0)]).map(|run| colour_name(&sheet.text(run)))
    }

    #[test]
    fn a_colour_word_is_found_with_its_shade() {
        assert_eq!(colour("Wheel, castor, 50 mm, green").as_deref(), Some("green"));
        assert_eq!(colour("50mm RND PLASTIC CAP BLACK").as_deref(), Some("BLACK"));
        assert_eq!(colour("Deckel, hell grau").as_deref(), Some("hell grau"));
        assert_eq!(colour("Kappe weiß (weiß)").as_deref(), Some("weiß"));
        assert_eq!(colour("500 x LOCAP2 in powder blue, thanks").as_deref(), Some("powder blue"));
        assert_eq!(colour("LOCAP2 signalrot (RAL 3001)").as_deref(), Some("signalrot"));
    }

    #[test]
    fn no_colour_is_guessed() {
        assert_eq!(colour("LOUVRE END CAP 152mm"), None);
        assert_eq!(colour("Blackburn bracket"), None, "a part of a word is not a colour");
        assert_eq!(colour("Cap, black with white ring"), None, "two colours are no answer");
    }
}
