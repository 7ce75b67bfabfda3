//! Widths of the two standard fonts the sample orders are set in, and the encoding of their text.
//!
//! Every PDF viewer brings Helvetica itself, so nothing is embedded; but whoever wants to set a number flush right
//! must know how wide it comes out. The widths are those of Adobe's metric files for the standard 14 fonts.

/// A standard font.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Font {
    /// Helvetica.
    Plain,
    /// Helvetica-Bold.
    Bold,
}

/// Advance widths of the characters 32 to 126 in thousandths of the font size.
const PLAIN: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, // space to slash
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, // 0 to ?
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, // @ to O
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, // P to _
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, // ` to o
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, // p to ~
];

/// The same of Helvetica-Bold.
const BOLD: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, // space to slash
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, // 0 to ?
    975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778, // @ to O
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556, // P to _
    333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, // ` to o
    611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584, // p to ~
];

impl Font {
    /// The name of the font as a resource of a page.
    pub fn resource(self) -> &'static str {
        match self {
            Font::Plain => "F1",
            Font::Bold => "F2",
        }
    }

    /// How wide `text` comes out at `size`, in points.
    pub fn width_points(self, text: &str, size: f64) -> f64 {
        text.chars().map(|c| f64::from(self.advance(c))).sum::<f64>() * size / 1000.0
    }

    fn advance(self, c: char) -> u16 {
        let widths = if self == Font::Plain { &PLAIN } else { &BOLD };
        match c {
            ' '..='~' => widths[c as usize - 32],
            '–' | '€' => 556,
            'ä' => 556,
            'ö' | 'ü' if self == Font::Plain => 556,
            'ö' | 'ü' | 'ß' => 611,
            'Ä' if self == Font::Plain => 667,
            'Ä' | 'Ü' => 722,
            'Ö' => 778,
            '·' => 278,
            '×' => 584,
            _ => panic!("no width is known for {c:?}"),
        }
    }
}

/// `text` as a PDF string in WinAnsiEncoding, with its brackets.
pub fn pdf_string(text: &str) -> Vec<u8> {
    let mut out = vec![b'('];
    for c in text.chars() {
        match c {
            '(' | ')' | '\\' => out.extend([b'\\', c as u8]),
            ' '..='~' => out.push(c as u8),
            '–' => out.push(0x96),
            '€' => out.push(0x80),
            // These have the same numbers in WinAnsiEncoding as in Unicode.
            'Ä' | 'Ö' | 'Ü' | 'ß' | 'ä' | 'ö' | 'ü' => out.push(c as u8),
            '·' => out.push(0xB7),
            '×' => out.push(0xD7),
            _ => panic!("{c:?} cannot be written in WinAnsiEncoding here"),
        }
    }
    out.push(b')');
    out
}
