//! A colour as a customer wrote it, beside the colours a product comes in.

use crate::reader::units::{fold, normal_key};

/// Abbreviations and other languages, each with the English word.
const MEANINGS: [(&str, &str); 34] = [
    ("blk", "black"),
    ("bk", "black"),
    ("schwarz", "black"),
    ("tiefschwarz", "black"),
    ("wht", "white"),
    ("wh", "white"),
    ("weiss", "white"),
    ("reinweiss", "white"),
    ("gry", "grey"),
    ("gray", "grey"),
    ("grau", "grey"),
    ("nat", "natural"),
    ("ntl", "natural"),
    ("natur", "natural"),
    ("naturfarben", "natural"),
    ("slv", "silver"),
    ("silber", "silver"),
    ("grn", "green"),
    ("grun", "green"),
    ("blu", "blue"),
    ("blau", "blue"),
    ("yel", "yellow"),
    ("ylw", "yellow"),
    ("gelb", "yellow"),
    ("org", "orange"),
    ("brn", "brown"),
    ("braun", "brown"),
    ("rot", "red"),
    ("clr", "clear"),
    ("klar", "clear"),
    ("glasklar", "clear"),
    ("ivy", "ivory"),
    ("elfenbein", "ivory"),
    ("beg", "beige"),
];

/// The colours of a product, the likeliest first: those that what was written means, abbreviates or nearly spells, then the others in their
/// order. `written` is everything on the line that may name a colour, what names it most plainly first.
pub fn likeliest_first(ours: &[String], written: &[&str]) -> Vec<String> {
    let written: Vec<Vec<String>> = written.iter().map(|text| words(text)).collect();
    let distances = |colour: &String| {
        let key = normal_key(colour);
        written.iter().map(|words| distance(&key, words)).collect::<Vec<u32>>()
    };
    let mut ranked: Vec<(Vec<u32>, &String)> = ours.iter().map(|colour| (distances(colour), colour)).collect();
    ranked.sort_by(|(one, _), (other, _)| one.cmp(other));
    ranked.into_iter().map(|(_, colour)| colour.clone()).collect()
}

fn words(text: &str) -> Vec<String> {
    let folded = fold(text);
    let apart = folded.split(|c: char| !c.is_alphanumeric()).map(str::to_owned);
    std::iter::once(normal_key(text)).chain(apart).filter(|word| word.chars().count() >= 2).collect()
}

fn distance(ours: &str, words: &[String]) -> u32 {
    let of = |word: &String| {
        if word == ours || meaning(word) == meaning(ours) {
            0
        } else if (word.len() >= 4 && ours.contains(word.as_str())) || (ours.len() >= 4 && word.contains(ours)) {
            1
        } else if word.len() >= 4 && strsim::osa_distance(word, ours) <= 1 {
            2
        } else {
            3
        }
    };
    words.iter().map(of).min().unwrap_or(3)
}

fn meaning(word: &str) -> &str {
    MEANINGS.iter().find(|(short, _)| *short == word).map_or(word, |(_, long)| long)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(ours: &[&str], written: &[&str]) -> String {
        let ours: Vec<String> = ours.iter().map(|colour| (*colour).to_owned()).collect();
        likeliest_first(&ours, written).remove(0)
    }

    #[test]
    fn an_abbreviation_another_language_and_a_slip_of_the_finger_are_understood() {
        let ours = ["Black", "Grey", "White"];
        for (written, colour) in
            [("BLK", "Black"), ("Weiß", "White"), ("gray", "Grey"), ("Wihte", "White"), ("LOCAP2-WHT", "White")]
        {
            assert_eq!(first(&ours, &[written]), colour, "{written}");
        }
        assert_eq!(
            first(&["Grey", "Light grey"], &["light gray cap, light grey"]),
            "Grey",
            "both fit, the order of ours decides"
        );
    }

    #[test]
    fn a_colour_that_is_none_of_ours_changes_nothing() {
        for written in ["Teal", "", "a", "RED"] {
            assert_eq!(first(&["Black", "White"], &[written]), "Black", "{written}");
        }
        assert!(likeliest_first(&[], &["Black"]).is_empty());
    }
}
