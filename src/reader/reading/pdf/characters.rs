//! What a font calls a character, as a reader would type it.

/// Adds a character to the text of a page.
///
/// Spaces and everything without a shape add nothing; ligatures fall into their letters; the hyphens that look
/// like the one on the keyboard become it, because product codes are compared by their characters.
pub(super) fn push(text: &mut String, one: char) {
    match one {
        'a'..='z' | 'A'..='Z' | '0'..='9' => text.push(one),
        '\u{00AD}' | '\u{2010}' | '\u{2011}' => text.push('-'),
        '\u{FB00}' => text.push_str("ff"),
        '\u{FB01}' => text.push_str("fi"),
        '\u{FB02}' => text.push_str("fl"),
        '\u{FB03}' => text.push_str("ffi"),
        '\u{FB04}' => text.push_str("ffl"),
        '\u{FB05}' | '\u{FB06}' => text.push_str("st"),
        '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => {}
        _ if one.is_whitespace() || one.is_control() => {}
        _ => text.push(one),
    }
}

#[cfg(test)]
mod tests {
    use super::push;

    fn read(source: &str) -> String {
        let mut text = String::new();
        source.chars().for_each(|one| push(&mut text, one));
        text
    }

    #[test]
    fn a_ligature_falls_into_its_letters_and_a_soft_hyphen_becomes_a_hyphen() {
        assert_eq!(read("o\u{FB03}ce LC\u{AD}152"), "officeLC-152");
    }

    #[test]
    fn spaces_controls_and_marks_without_a_shape_add_nothing() {
        assert_eq!(read(" \u{A0}\t\0\u{7}\u{200B}\u{FEFF}"), "");
    }

    #[test]
    fn letters_of_any_script_stay_as_they_are() {
        assert_eq!(read("Öl–Größe€注文"), "Öl–Größe€注文");
    }
}
