//! Text made comparable.

/// Lower case, diacritics removed, `ß` as `ss`, common ligatures and wide forms resolved; everything else stays.
///
/// `fold("Gehäuse, Weiß") == "gehause, weiss"`.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        match plain(c) {
            "" => folded.push(c),
            letters => folded.push_str(letters),
        }
    }
    folded.retain(|c| !('\u{300}'..='\u{36f}').contains(&c));
    folded
}

/// Letters and digits of [`fold`] only: two codes that differ in hyphens, blanks or case have the same key.
///
/// `normal_key("PY0069-1A") == "py00691a"`.
pub fn normal_key(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

/// What a full-text search indexes: the folded words, and for every word with inner punctuation also its joined
/// form, so that `py0069-1a`, `py0069` and `py00691a` all find it.
pub fn search_text(text: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in fold(text).split_whitespace() {
        let parts: Vec<&str> = word.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
        words.extend(parts.iter().map(|&part| part.to_owned()));
        if parts.len() > 1 && word.chars().any(|c| c.is_ascii_digit()) {
            words.push(parts.concat());
        }
    }
    words.join(" ")
}

/// A text as one line: control characters and line breaks as blanks, marks that nobody sees (zero width, direction)
/// left out, blanks in a row as one, none at the ends.
///
/// `one_line("PO\r\n12\u{202e}022 ") == "PO 12022"`.
pub fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars().filter(|&c| !is_unseen(c)) {
        if !(c.is_whitespace() || c.is_control()) {
            line.push(c);
        } else if !line.is_empty() && !line.ends_with(' ') {
            line.push(' ');
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// Marks that turn the direction of writing: with them a name reads otherwise than it is.
pub fn turns_text(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Marks without a width: joiners, byte order, direction of writing, soft hyphens.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
    )
}

/// The text with its lines as they are, ended by `\n`, and its tabs: other control characters mean nothing to a person, break headers, and
/// NUL cannot be stored on PostgreSQL; unseen characters are left out as in [`one_line`].
pub fn plain_lines(text: &str) -> String {
    let kept = |c: &char| (!c.is_control() || matches!(c, '\n' | '\t')) && !is_unseen(*c);
    text.replace("\r\n", "\n").replace('\r', "\n").chars().filter(kept).collect::<String>().trim().to_owned()
}

/// The folded words of a text, punctuation taken off both ends of each.
pub fn folded_words(text: &str) -> Vec<String> {
    fold(text)
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
        .filter(|word| !word.is_empty())
        .collect()
}

/// Plain letters for the Latin letters of European languages; `""` when the character stays as it is.
fn plain(c: char) -> &'static str {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ă' | 'ą' => "a",
        'ç' | 'ć' | 'č' | 'ċ' | 'ĉ' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ğ' | 'ĝ' | 'ġ' | 'ģ' => "g",
        'ì' | 'í' | 'î' | 'ï' | 'ī' | 'į' | 'ı' => "i",
        'ķ' => "k",
        'ł' | 'ľ' | 'ļ' | 'ĺ' => "l",
        'ñ' | 'ń' | 'ň' | 'ņ' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ō' | 'ő' => "o",
        'ŕ' | 'ř' => "r",
        'ś' | 'š' | 'ş' | 'ș' | 'ŝ' => "s",
        'ß' => "ss",
        'ţ' | 'ť' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ū' | 'ů' | 'ű' | 'ų' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ž' | 'ż' => "z",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬀ' => "ff",
        '\u{a0}' | '\u{2009}' | '\u{202f}' => " ",
        '‐' | '‑' | '‒' | '–' | '—' | '−' => "-",
        '’' | '‘' | '´' | '`' => "'",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding_makes_spellings_of_people_comparable() {
        assert_eq!(fold("Gehäuse, WEISS"), fold("Gehause, weiß"));
        assert_eq!(fold("A\u{308}pfel"), "apfel", "a combining mark is a diacritic too");
        assert_eq!(fold("Łódź–Ost"), "lodz-ost");
    }

    #[test]
    fn a_key_keeps_letters_and_digits_only() {
        assert_eq!(normal_key(" PY0069-1A "), "py00691a");
        assert_eq!(normal_key("63.533.37"), "6353337");
        assert_eq!(normal_key("— / —"), "");
        assert_ne!(normal_key("LOCAP2"), normal_key("LOCAP"));
    }

    #[test]
    fn search_finds_a_part_number_whole_joined_and_by_its_parts() {
        assert_eq!(search_text("Kappe PY0069-1A, schwarz"), "kappe py0069 1a py00691a schwarz");
        assert_eq!(search_text("snap-in"), "snap in", "a word without digits is not a part number");
        assert_eq!(search_text("  "), "");
    }

    #[test]
    fn a_line_has_no_breaks_and_nothing_that_turns_it_round() {
        assert_eq!(one_line(" PO\r\n12022\t \u{0} "), "PO 12022");
        assert_eq!(one_line("12\u{202E}34\u{202C}\u{FEFF}"), "1234");
        assert_eq!(one_line("\u{200B} \u{2066}"), "");
    }

    #[test]
    fn lines_stay_lines_and_lose_what_nobody_sees() {
        assert_eq!(plain_lines("a\r\nb\rc\td\u{0}\n"), "a\nb\nc\td");
        assert_eq!(plain_lines("gate \u{202E}3"), "gate 3");
    }

    #[test]
    fn one_line_has_no_breaks_and_nothing_unseen() {
        assert_eq!(one_line("PO\r\n12\u{202e}022\u{200b} \t A\0B "), "PO 12022 A B");
        assert_eq!(one_line("\u{feff}\n"), "");
        assert_eq!(one_line("Gehäuse, weiß"), "Gehäuse, weiß");
    }

    #[test]
    fn words_lose_their_punctuation_but_not_their_inside() {
        assert_eq!(folded_words("Pos. (Bestell-Nr.):"), ["pos", "bestell-nr"]);
        assert!(folded_words(" - ").is_empty());
    }
}
