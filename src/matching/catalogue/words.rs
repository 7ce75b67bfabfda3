//! The words a product is found by in the list.

use std::collections::HashSet;

use crate::reader::units::{fold, search_text};

/// What the list of products is searched in: the folded words of code, description, customer and part numbers, without repetition, and
/// the parts of the code, so that `0069` finds `PY0069-1A`.
pub fn search_words<'a>(code: &str, others: impl IntoIterator<Item = &'a str>) -> String {
    let mut seen = HashSet::new();
    let mut words = Vec::new();
    let others: Vec<String> = others.into_iter().map(search_text).collect();
    let texts = [search_text(code), parts_of_code(code)];
    for word in texts.iter().chain(&others).flat_map(|text| text.split(' ')) {
        if !word.is_empty() && seen.insert(word) {
            words.push(word);
        }
    }
    words.join(" ")
}

/// The runs of letters and of digits: `"PY0069-1A"` gives `"py 0069 1 a"`.
fn parts_of_code(code: &str) -> String {
    let mut parts = String::new();
    let mut before = None;
    for c in fold(code).chars() {
        let kind = if c.is_numeric() { Some(true) } else { c.is_alphabetic().then_some(false) };
        if kind.is_none() || (before.is_some() && before != kind) {
            parts.push(' ');
        }
        if kind.is_some() {
            parts.push(c);
        }
        before = kind;
    }
    parts.split_whitespace().filter(|part| part.chars().count() > 1).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::search_words;

    #[test]
    fn a_product_is_found_by_the_parts_of_its_code_and_by_what_customers_call_it() {
        let words = search_words("PY0069-1A", ["ECJ Terminal Block", "Cleber", "88/41"]);
        assert_eq!(words, "py0069 1a py00691a py 0069 ecj terminal block cleber 88 41 8841");
    }

    #[test]
    fn a_word_stands_there_once() {
        assert_eq!(search_words("CAP", ["cap Cap CAP"]), "cap");
    }
}
