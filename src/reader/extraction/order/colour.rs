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

/// The words without the punctuation around them.
pub(crate) fn colour_name(text: &str) -> String {
    text.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
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
