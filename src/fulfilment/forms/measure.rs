//! How much room a text needs on paper: spreadsheets do not grow a row of merged cells by themselves.
//!
//! Widths are estimated from classes of characters in the proportions of Arial, a little on the wide side, so that a
//! row is rather too tall than cut off. All lengths are in points (1/72 inch). Floats are fine here: this is layout.

/// Height of one line of text in multiples of its font size.
const LINE_HEIGHT: f64 = 1.28;

/// Width of one unit of a column's width in points: 7 pixels at 96 dpi.
pub(super) const COLUMN_UNIT_POINTS: f64 = 5.25;

/// A font as far as its size on paper matters.
#[derive(Clone, Copy, Debug)]
pub(super) struct Font {
    /// Size in points.
    pub size: f64,
    /// Bold letters are about 6 % wider.
    pub bold: bool,
}

impl Font {
    /// Height of `lines` lines in points.
    pub fn height(self, lines: usize) -> f64 {
        // A sheet has at most a few thousand lines, far below 2^52.
        #[allow(clippy::cast_precision_loss)]
        let lines = lines as f64;
        lines * self.size * LINE_HEIGHT
    }

    /// Estimated width of one character in points.
    fn width(self, letter: char) -> f64 {
        let em = match letter {
            'i' | 'j' | 'l' | '\'' => 0.23,
            ' ' | 'f' | 't' | 'I' | '.' | ',' | ':' | ';' | '|' | '!' | '/' | '\\' | '[' | ']' => 0.29,
            'r' | '-' | '(' | ')' => 0.34,
            'c' | 'k' | 's' | 'v' | 'x' | 'y' | 'z' | 'J' => 0.49,
            'A' | 'B' | 'E' | 'K' | 'P' | 'S' | 'V' | 'X' | 'Y' | '&' => 0.66,
            'C' | 'D' | 'H' | 'N' | 'R' | 'U' | 'w' => 0.73,
            'F' | 'T' | 'Z' => 0.62,
            'G' | 'O' | 'Q' | 'M' | 'm' => 0.83,
            'W' | '@' | '%' => 1.0,
            '\u{0}'..='\u{24f}' => 0.545,
            '\u{250}'..='\u{10ff}' => 0.64,
            _ => 1.0,
        };
        self.size * em * if self.bold { 1.06 } else { 1.0 }
    }
}

/// Cuts `text` where a cell of `width` points would break its lines: after spaces, inside words that are too long, and
/// at line ends. The pieces joined give `text` again.
pub(super) fn lines(text: &str, width: f64, font: Font) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut used) = (0, 0.0);
    let mut last_space: Option<(usize, f64)> = None;
    for (place, letter) in text.char_indices() {
        let after = place + letter.len_utf8();
        if letter == '\n' {
            pieces.push(&text[start..after]);
            (start, used, last_space) = (after, 0.0, None);
            continue;
        }
        let step = font.width(letter);
        if used + step > width && place > start && letter != ' ' {
            let (cut, used_there) = last_space.take().unwrap_or((place, used));
            pieces.push(&text[start..cut]);
            (start, used) = (cut, used - used_there);
        }
        used += step;
        if letter == ' ' {
            last_space = Some((after, used));
        }
    }
    if start < text.len() || pieces.is_empty() {
        pieces.push(&text[start..]);
    }
    pieces
}

/// Cuts `text` into blocks of at most `lines_max` lines each; the blocks joined give `text` again.
///
/// One row holds at most 409 points and never breaks across pages, so a long text takes several rows.
pub(super) fn blocks(text: &str, width: f64, font: Font, lines_max: usize) -> Vec<String> {
    lines(text, width, font).chunks(lines_max.max(1)).map(<[&str]>::concat).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FONT: Font = Font { size: 10.0, bold: false };

    #[test]
    fn pieces_joined_give_the_text_again() {
        for text in
            ["", "a", "one two three four five", "a\n\nb\n", "äöü 日本語のテキスト ☐", "   spaces   everywhere   "]
        {
            assert_eq!(lines(text, 30.0, FONT).concat(), text);
            assert_eq!(blocks(text, 30.0, FONT, 2).concat(), text);
        }
    }

    #[test]
    fn a_line_is_broken_after_a_space_and_not_inside_a_word() {
        assert_eq!(lines("one two three", 40.0, FONT), ["one two ", "three"]);
    }

    #[test]
    fn a_word_longer_than_the_line_is_broken_anyway() {
        let long = "n".repeat(100);
        let pieces = lines(&long, 54.6, FONT);
        assert_eq!(pieces.len(), 10);
        assert_eq!(pieces.concat(), long);
    }

    #[test]
    fn a_width_of_nothing_still_ends() {
        assert_eq!(lines("abc", 0.0, FONT).len(), 3);
    }

    #[test]
    fn wide_letters_need_more_lines() {
        assert!(lines(&"日".repeat(40), 100.0, FONT).len() > lines(&"i".repeat(40), 100.0, FONT).len());
    }
}
