//! Words that name colours, English and German, as [`normal_key`] writes them.
//!
//! Which of them a product comes in, the catalogue says. Here only stands what people mean when they write them.

use crate::units::normal_key;

/// Words that are colours wherever they stand.
#[rustfmt::skip]
const COLOURS: &[&str] = &[
    // English
    "black", "white", "red", "blue", "green", "yellow", "orange", "grey", "gray", "brown", "natural", "clear",
    "transparent", "ivory", "cream", "beige", "silver", "gold", "bronze", "purple", "violet", "pink", "charcoal",
    "tan", "navy", "maroon", "teal", "amber", "translucent", "opaque", "magnolia", "surfmist", "monument",
    "mauve", "lilac", "lavender", "turquoise", "cyan", "magenta", "crimson", "scarlet", "burgundy", "indigo", "aqua",
    "aquamarine", "khaki", "ochre", "taupe", "fuchsia", "vermilion", "sepia", "chartreuse", "periwinkle", "anthracite",
    "terracotta", "offwhite", "claret", "mahogany", "fawn", "ecru", "azure", "cobalt", "umber", "heliotrope",
    // German
    "schwarz", "weiss", "rot", "blau", "grun", "gelb", "grau", "braun", "natur", "naturfarben", "klar", "glasklar",
    "elfenbein", "silber", "lila", "violett", "rosa", "anthrazit", "turkis", "bordeaux", "mauvefarben", "flieder",
    "fliederfarben", "ocker", "cremefarben", "sandfarben", "silberfarben", "goldfarben", "purpur", "aubergine",
];

/// Words that are colours only where a colour is spoken of: behind "in", "colour", "Farbe".
#[rustfmt::skip]
const OFTEN_OTHER: &[&str] = &[
    "olive", "mint", "lime", "rose", "plum", "cherry", "salmon", "peach", "sand", "stone", "slate", "chocolate",
    "coffee", "honey", "wine", "copper", "brass", "chrome", "pearl", "ice", "rust", "oak", "walnut", "coral", "ruby",
    "emerald", "sapphire", "mustard", "lemon", "apricot", "caramel", "champagne", "smoke", "snow", "graphite", "jade",
    "gunmetal", "sage", "eggshell", "moss", "sky", "denim", "petrol", "graphit", "creme", "kupfer", "messing",
    "lachs", "koralle", "zitrone", "oliv", "senf", "rost", "stahl", "pink", "eierschale", "champagner", "karamell",
];

/// Words that say which of a colour: "light grey", "powder blue", "duck egg blue".
#[rustfmt::skip]
const SHADES: &[&str] = &[
    "light", "dark", "bright", "deep", "pale", "off", "hell", "dunkel", "traffic", "signal", "powder", "sky", "navy",
    "royal", "baby", "midnight", "forest", "lime", "olive", "mint", "sea", "bottle", "racing", "emerald", "pearl",
    "pure", "jet", "snow", "hot", "neon", "fluoro", "fluorescent", "soft", "dusty", "rose", "burnt", "blood", "ruby",
    "wine", "cherry", "coral", "fire", "safety", "golden", "lemon", "mustard", "canary", "sand", "stone", "slate",
    "ash", "charcoal", "gunmetal", "steel", "smoke", "smoky", "warm", "cool", "matt", "matte", "gloss", "metallic",
    "pastel", "electric", "cobalt", "petrol", "duck", "egg", "medium", "mid", "heritage", "nut", "chocolate", "apple",
    "grass", "moss", "leaf", "ocean", "ice", "icy", "arctic", "antique", "brick", "rust", "turquoise", "blue", "green",
    "helles", "dunkles", "leuchtend", "tief", "rein",
];

/// German colours that others are made of: `signalrot`, `lichtgrau`.
const BASES: &[&str] = &[
    "rot", "blau", "grun", "gelb", "grau", "weiss", "schwarz", "braun", "orange", "violett", "rosa", "turkis", "beige",
    "silber", "gold", "lila",
];

/// What German colours are made with.
#[rustfmt::skip]
const FIRST_PARTS: &[&str] = &[
    "hell", "dunkel", "licht", "signal", "verkehrs", "tief", "rein", "perl", "creme", "fein", "feuer", "himmel",
    "moos", "gras", "mint", "zitronen", "mais", "korall", "korallen", "wein", "rubin", "purpur", "kobalt", "enzian",
    "saphir", "azur", "stahl", "tauben", "schiefer", "asphalt", "beton", "basalt", "fenster", "kiesel", "platin",
    "silber", "seiden", "tele", "smaragd", "patina", "farn", "laub", "oliv", "blass", "leucht", "reh", "kupfer", "nuss",
    "mahagoni", "schokoladen", "lehm", "sand", "ocker", "safran", "honig", "curry", "ginster", "melonen", "lachs",
    "rost", "karmin", "oxid", "tomaten", "antik", "alt", "erdbeer", "himbeer", "orient", "nacht", "wasser", "meer",
    "pastell", "ultramarin", "brillant", "graphit", "anthrazit", "umbra", "quarz", "achat", "papyrus", "staub", "eis",
    "granit", "maus", "zement", "blut", "kirsch", "ziegel", "flaschen", "tannen", "schilf", "reseda", "gelb", "blau",
    "grau", "weiss", "schwarz", "grun", "rot", "tuerkis", "turkis", "opal", "capri", "aqua", "marine", "stein", "rauch",
    "elfenbein", "bronze", "gold", "altweiss", "natur", "cremig", "neon", "orange", "violett", "rubinrot", "bordeaux",
];

/// Words behind which a colour is spoken of.
const LEADS: &[&str] = &["in", "colour", "color", "colours", "colors", "col", "farbe", "farbton", "farbig"];

/// Every colour that words name, each as the range of its words, in reading order. `before` is the word before the first.
///
/// A shade belongs to its colour; a number of a colour chart (`RAL 9016`) is a colour where no word beside it names one.
pub(super) fn named(words: &[&str], before: Option<&str>) -> Vec<std::ops::Range<usize>> {
    let keys: Vec<String> = words.iter().map(|word| normal_key(word)).collect();
    let is = |list: &[&str], at: usize| list.contains(&keys[at].as_str());
    let is_led = |from: usize| match from.checked_sub(1) {
        Some(at) => is(LEADS, at),
        None => before.is_some_and(|word| LEADS.contains(&normal_key(word).as_str())),
    };
    let mut found = Vec::new();
    let mut charted = Vec::new();
    for at in 0..keys.len() {
        if let Some(to) = of_chart(&keys, at) {
            charted.push(at..to);
            continue;
        }
        let is_plain = is(COLOURS, at) || is_compound(&keys[at]);
        let mut from = at;
        while from > 0 && at - from < 2 && is(SHADES, from - 1) && ends_open(words[from - 1]) {
            from -= 1;
        }
        if is_plain || is(OFTEN_OTHER, at) && is_led(from) {
            // "navy blue" is one colour, and "navy" in it is none of its own.
            found.retain(|known: &std::ops::Range<usize>| known.end <= from);
            found.push(from..at + 1);
        }
    }
    if found.is_empty() { charted } else { found }
}

/// Whether a word may be joined with the next one: no comma, no dash, no bracket ends it.
fn ends_open(word: &str) -> bool {
    word.ends_with(char::is_alphanumeric) || word.ends_with('-')
}

/// Where a number of a colour chart that begins at a word ends: `RAL 9016`, `RAL9016`, `Pantone 485`.
fn of_chart(keys: &[String], at: usize) -> Option<usize> {
    let digits = |text: &str, count: std::ops::RangeInclusive<usize>| {
        count.contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit())
    };
    let key = keys[at].as_str();
    let next = keys.get(at + 1).map_or("", String::as_str);
    match key {
        "ral" => (digits(next, 4..=4) || digits(next, 7..=7)).then_some(at + 2),
        "pantone" | "pms" => digits(next, 3..=4).then_some(at + 2),
        _ => key.strip_prefix("ral").is_some_and(|rest| digits(rest, 4..=4)).then_some(at + 1),
    }
}

/// `signalrot`, `hellgrau`, `skyblue`: one word of a shade and a colour.
fn is_compound(key: &str) -> bool {
    let of = |bases: &[&str], parts: &[&str]| {
        bases.iter().any(|base| key.strip_suffix(base).is_some_and(|part| parts.contains(&part)))
    };
    const ENGLISH: &[&str] = &["black", "white", "red", "blue", "green", "yellow", "grey", "gray", "brown", "pink"];
    of(BASES, FIRST_PARTS) || of(ENGLISH, SHADES)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let words: Vec<&str> = text.split(' ').collect();
        named(&words, None).into_iter().map(|range| words[range].join(" ")).collect()
    }

    #[test]
    fn colours_are_known_in_both_languages_with_their_shades() {
        for (text, colour) in [
            ("500 LOCAP2 in mauve", "mauve"),
            ("in powder blue", "powder blue"),
            ("in duck egg blue", "duck egg blue"),
            ("in navy blue", "navy blue"),
            ("cap off-white", "off-white"),
            ("cap sky-blue", "sky-blue"),
            ("Kappe signalrot", "signalrot"),
            ("Kappe hellgrau", "hellgrau"),
            ("Kappe in Olivgrün", "Olivgrün"),
            ("in olive", "olive"),
            ("Farbe: Rost", "Rost"),
            ("cap RAL 7035", "RAL 7035"),
            ("cap RAL7035", "RAL7035"),
            ("signalrot RAL 3001", "signalrot"),
            ("cap Pantone 485", "Pantone 485"),
        ] {
            assert_eq!(told(text), [colour], "{text}");
        }
    }

    #[test]
    fn goods_and_materials_are_no_colours() {
        for text in
            ["Olive oil", "Stone guard", "Schrot und Brot", "RAL chart", "RAL 12", "Copper pipe", "Mint box", "Rotor"]
        {
            assert!(told(text).is_empty(), "{text}: {:?}", told(text));
        }
    }
}
