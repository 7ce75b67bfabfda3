//! Colours named inside a description.

use crate::extraction::sheet::{Run, Sheet};
use crate::units::normal_key;

/// Colour words as [`normal_key`] writes them, English and German.
const COLOURS: &[&str] = &[
    "black",
    "white",
    "red",
    "blue",
    "green",
    "yellow",
    "orange",
    "grey",
    "gray",
    "brown",
    "natural",
    "clear",
    "transparent",
    "ivory",
    "cream",
    "beige",
    "silver",
    "gold",
    "bronze",
    "purple",
    "violet",
    "pink",
    "charcoal",
    "tan",
    "navy",
    "maroon",
    "teal",
    "amber",
    "translucent",
    "opaque",
    "magnolia",
    "surfmist",
    "monument",
    "schwarz",
    "weiss",
    "rot",
    "blau",
    "grun",
    "gelb",
    "grau",
    "braun",
    "natur",
    "naturfarben",
    "klar",
    "glasklar",
    "elfenbein",
    "silber",
    "lila",
    "violett",
    "rosa",
    "anthrazit",
    "turkis",
    "lichtgrau",
    "verkehrsrot",
    "tiefschwarz",
    "reinweiss",
];

/// Words that go with a colour: "light grey", "dark blue".
const SHADES: &[&str] = &["light", "dark", "bright", "deep", "pale", "off", "hell", "dunkel", "traffic", "signal"];

/// The last colour word of the runs, with a shade before it: in `Cap, black, with white ring` it would be `white`,
/// so a description that names two different colours gives none.
pub(crate) fn colour_in(sheet: &Sheet, runs: &[Run]) -> Option<Run> {
    let mut found: Option<Run> = None;
    for &run in runs {
        for (at, token) in sheet.tokens(run).iter().enumerate() {
            let key = normal_key(&token.text);
            if !COLOURS.contains(&key.as_str()) {
                continue;
            }
            let at = run.from + at;
            let is_other = found
                .is_some_and(|known| sheet.tokens(known).last().is_some_and(|known| normal_key(&known.text) != key));
            if is_other {
                return None;
            }
            let has_shade =
                at > run.from && SHADES.contains(&normal_key(&sheet.rows[run.row].tokens[at - 1].text).as_str());
            found = Some(Run { row: run.row, from: at - usize::from(has_shade), to: at + 1 });
        }
    }
    found
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
    let named: Vec<usize> =
        (0..words.len()).filter(|&at| COLOURS.contains(&normal_key(words[at].1).as_str())).collect();
    let last = *named.last()?;
    if named.iter().any(|&at| normal_key(words[at].1) != normal_key(words[last].1)) {
        return None;
    }
    let has_shade = last > 0 && SHADES.contains(&normal_key(words[last - 1].1).as_str());
    Some(words[last - usize::from(has_shade)].0..words[last].0 + words[last].1.len())
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
    }

    #[test]
    fn no_colour_is_guessed() {
        assert_eq!(colour("LOUVRE END CAP 152mm"), None);
        assert_eq!(colour("Blackburn bracket"), None, "a part of a word is not a colour");
        assert_eq!(colour("Cap, black with white ring"), None, "two colours are no answer");
    }
}
