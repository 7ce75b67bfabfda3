//! What looks like a code of goods, by its letters and digits alone.

use super::cells::is_unit;
use super::values::{bare_reference, is_reference};

/// Capital letters, digits and hyphens only, four or more: `GLCAPRB`.
pub(super) fn is_capital_code(text: &str) -> bool {
    let bare = bare_reference(text);
    bare.len() >= 4
        && bare.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || matches!(c, '-' | '/' | '.'))
        && bare.chars().any(|c| c.is_ascii_uppercase())
}

/// Capital letters and digits together, or groups of digits with hyphens: `LOCAP2`, `PY0069-1A`, `63.533.37`. Sizes
/// are none: `M8`, `50mm`, `1/2-13`, `152 mm`.
pub(crate) fn is_code_shaped(text: &str, next: &str) -> bool {
    let bare = bare_reference(text);
    let letters = bare.chars().filter(|c| c.is_ascii_uppercase()).count();
    let digits = bare.chars().filter(char::is_ascii_digit).count();
    let others = bare.chars().filter(|c| c.is_alphabetic() && !c.is_ascii_uppercase()).count();
    if !is_reference(text) || is_unit(next) {
        return false;
    }
    if letters == 0 {
        return others == 0 && digits >= 5 && !bare.contains('/');
    }
    others == 0 && letters + digits >= 4 && digits >= 1
}

/// Whether a word of a text looks like a code: who finds none in a column may have overlooked it there.
pub fn names_code(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_long_number = |word: &str| word.len() >= 6 && word.chars().all(|c| c.is_ascii_digit());
    words.iter().enumerate().any(|(at, word)| {
        let next = words.get(at + 1).copied().unwrap_or_default();
        is_code_shaped(word, next) || is_long_number(bare_reference(word))
    })
}

#[cfg(test)]
mod tests {
    use super::names_code;

    #[test]
    fn a_code_inside_a_description_is_noticed() {
        for text in ["PALLET BLUE - 10800001", "Bracket BRK-1001-GRN green", "Cap LOCAP2"] {
            assert!(names_code(text), "{text}");
        }
        for text in ["Hose clamp 8 mm, steel", "FUEL SURCHARGE", "48X40 pallets"] {
            assert!(!names_code(text), "{text}");
        }
    }
}
