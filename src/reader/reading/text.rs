//! Bytes of a text → UTF-8 with `\n` line ends and no NUL.

use mail_parser::decoders::charsets::map::charset_decoder;

use super::document::Unreadable;

/// Largest text that is read, in bytes.
pub const TEXT_BYTES_MAX: usize = 5 << 20;

/// The normalised text of a plain text part.
///
/// * `charset` — as declared; a byte order mark, and UTF-8 that is valid beyond doubt, count for more.
/// * Undeclared or wrongly declared 8-bit text is read as windows-1252, line by line.
pub(super) fn plain(bytes: &[u8], charset: Option<&str>) -> Result<String, Unreadable> {
    let text = normalise(&decode(bytes, charset)?);
    if text.trim().is_empty() { Err(Unreadable::Empty) } else { Ok(text) }
}

/// The characters outside tags, scripts and styles, with a space for each tag.
pub(super) fn without_tags(source: &str) -> String {
    let mut text = String::with_capacity(source.len() / 4);
    let mut rest = source;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        text.push(' ');
        rest = &rest[start..];
        let name: String = rest[1..].chars().take(6).collect::<String>().to_ascii_lowercase();
        let end = ["script", "style"].into_iter().find(|element| name.starts_with(element));
        let end = match end {
            Some("script") => find_caseless(rest, "</script"),
            Some(_) => find_caseless(rest, "</style"),
            None => Some(0),
        };
        let Some(end) = end.and_then(|from| Some(from + rest[from..].find('>')? + 1)) else { break };
        rest = &rest[end..];
        if rest.is_empty() {
            return text;
        }
    }
    if !rest.starts_with('<') {
        text.push_str(rest);
    }
    text
}

fn find_caseless(hay: &str, needle: &str) -> Option<usize> {
    hay.as_bytes().windows(needle.len()).position(|window| window.eq_ignore_ascii_case(needle.as_bytes()))
}

/// UTF-8 from bytes in whatever character set they are.
pub(super) fn decode(bytes: &[u8], charset: Option<&str>) -> Result<String, Unreadable> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty);
    }
    if bytes.len() > TEXT_BYTES_MAX {
        return Err(Unreadable::TooLarge);
    }
    let marked = match bytes {
        [0xEF, 0xBB, 0xBF, rest @ ..] => Some((rest, "utf-8")),
        [0xFF, 0xFE, rest @ ..] => Some((rest, "utf-16le")),
        [0xFE, 0xFF, rest @ ..] => Some((rest, "utf-16be")),
        _ => None,
    };
    let (bytes, charset) = marked.map_or((bytes, charset.unwrap_or_default()), |(rest, charset)| (rest, charset));
    let charset = charset.trim().to_ascii_lowercase();
    // Nobody needs it in mail, and it hides letters from whoever checks the bytes.
    if matches!(charset.as_str(), "utf-7" | "unicode-1-1-utf-7" | "csunicode11utf7") {
        return Err(Unreadable::Unsupported);
    }
    let western = ["", "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "windows-1252", "latin1"];
    if !western.contains(&charset.as_str())
        && let Some(decoder) = charset_decoder(charset.as_bytes())
    {
        return Ok(decoder(bytes));
    }
    if let Some(endian) = unmarked_utf16(bytes)
        && let Some(decoder) = charset_decoder(endian)
    {
        return Ok(decoder(bytes));
    }
    Ok(by_line(bytes))
}

/// UTF-16 without a mark: every other byte of western text is NUL.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static [u8]> {
    let head = &bytes[..bytes.len().min(512) & !1];
    let nul = |offset: usize| head.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd, half) = (nul(0), nul(1), head.len() / 2);
    if half < 4 {
        None
    } else if odd * 10 >= half * 9 && even * 10 <= half {
        Some(b"utf-16le")
    } else if even * 10 >= half * 9 && odd * 10 <= half {
        Some(b"utf-16be")
    } else {
        None
    }
}

/// UTF-8 where it is valid, windows-1252 on the lines where it is not.
pub(super) fn by_line(bytes: &[u8]) -> String {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match (std::str::from_utf8(line), charset_decoder(b"windows-1252")) {
            (Ok(line), _) => text.push_str(line),
            (Err(_), Some(decoder)) => text.push_str(&decoder(line)),
            (Err(_), None) => text.push_str(&String::from_utf8_lossy(line)),
        }
    }
    text
}

/// `\n` line ends, no NUL, no byte order mark inside.
pub(super) fn normalise(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(one) = rest.next() {
        match one {
            '\0' | '\u{FEFF}' => {}
            '\r' => {
                if rest.peek() != Some(&'\n') {
                    clean.push('\n');
                }
            }
            _ => clean.push(one),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::{TEXT_BYTES_MAX, plain};
    use crate::reading::Unreadable;

    #[test]
    fn line_ends_marks_and_nuls_are_normalised() {
        assert_eq!(plain(b"\xEF\xBB\xBFa\r\nb\rc\0d\n", None).as_deref(), Ok("a\nb\ncd\n"));
    }

    #[test]
    fn utf_16_is_read_with_and_without_its_mark() {
        let le: Vec<u8> = "PO 12022".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(plain(&le, None).as_deref(), Ok("PO 12022"));
        assert_eq!(plain(&[&[0xFF, 0xFE], &le[..]].concat(), Some("us-ascii")).as_deref(), Ok("PO 12022"));
        let be: Vec<u8> = "PO 12022".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(plain(&[&[0xFE, 0xFF], &be[..]].concat(), None).as_deref(), Ok("PO 12022"));
    }

    #[test]
    fn undeclared_eight_bit_is_windows_1252_but_only_on_its_lines() {
        assert_eq!(plain(b"Gr\xFC\xDFe 5 \x80\nGr\xC3\xBC\xC3\x9Fe", None).as_deref(), Ok("Grüße 5 €\nGrüße"));
    }

    #[test]
    fn utf_8_declared_as_latin_1_is_still_utf_8_and_a_true_other_set_is_obeyed() {
        assert_eq!(plain("Öl".as_bytes(), Some("ISO-8859-1")).as_deref(), Ok("Öl"));
        assert_eq!(plain(b"\xD6l", Some("iso-8859-1")).as_deref(), Ok("Öl"));
        assert_eq!(plain(b"\xCF\xF0\xE8\xE2\xE5\xF2", Some("windows-1251")).as_deref(), Ok("Привет"));
        assert_eq!(plain(b"\xD6l", Some("no-such-set")).as_deref(), Ok("Öl"));
    }

    #[test]
    fn east_asian_and_cyrillic_sets_are_read_and_utf_7_is_refused() {
        assert_eq!(plain(b"\x1b$BCmJ8\x1b(B 12", Some("ISO-2022-JP")).as_deref(), Ok("注文 12"));
        assert_eq!(plain(b"\xb6\xa9\xb5\xa5", Some("gb2312")).as_deref(), Ok("订单"));
        assert_eq!(plain(b"\xfa\xc1\xcb\xc1\xda", Some("koi8-r")).as_deref(), Ok("Заказ"));
        assert_eq!(plain(b"+ADw-script+AD4-", Some("UTF-7")), Err(Unreadable::Unsupported));
    }

    #[test]
    fn nothing_and_too_much_are_refused() {
        assert_eq!(plain(b"", None), Err(Unreadable::Empty));
        assert_eq!(plain(b" \r\n\0\n", None), Err(Unreadable::Empty));
        assert_eq!(plain(&vec![b'a'; TEXT_BYTES_MAX + 1], None), Err(Unreadable::TooLarge));
    }
}
