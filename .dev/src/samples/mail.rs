//! Mails as they cross the wire: headers, MIME parts, transfer encodings, CRLF.

/// A part of a mail: its headers and its encoded body.
pub struct Part {
    headers: Vec<String>,
    body: String,
}

/// Longest line of an encoded body, without its line break.
const LINE_MAX: usize = 76;

/// A text part, `subtype` being `plain` or `html`, in quoted-printable UTF-8.
pub fn text(subtype: &str, body: &str) -> Part {
    Part {
        headers: vec![
            format!("Content-Type: text/{subtype}; charset=utf-8"),
            "Content-Transfer-Encoding: quoted-printable".to_owned(),
        ],
        body: quoted_printable(body),
    }
}

/// An attached PDF.
pub fn pdf(name: &str, bytes: &[u8]) -> Part {
    attached("application/pdf", name, bytes)
}

/// A whole mail attached to another, as "forward as attachment" does it.
pub fn forwarded(mail: &[u8]) -> Part {
    Part {
        headers: vec!["Content-Type: message/rfc822".to_owned(), "Content-Disposition: attachment".to_owned()],
        body: String::from_utf8_lossy(mail).into_owned(),
    }
}

/// An attached file of any kind.
pub fn attached(media_type: &str, name: &str, bytes: &[u8]) -> Part {
    Part {
        headers: vec![
            format!("Content-Type: {media_type}; name=\"{name}\""),
            format!("Content-Disposition: attachment; filename=\"{name}\""),
            "Content-Transfer-Encoding: base64".to_owned(),
        ],
        body: base64(bytes),
    }
}

/// Several parts in one, `subtype` being `mixed` or `alternative`.
pub fn multipart(subtype: &str, boundary: &str, parts: &[Part]) -> Part {
    let mut body = String::new();
    for part in parts {
        body.push_str(&format!("--{boundary}\r\n{}", part.written()));
    }
    body.push_str(&format!("--{boundary}--\r\n"));
    Part { headers: vec![format!("Content-Type: multipart/{subtype}; boundary=\"{boundary}\"")], body }
}

impl Part {
    fn written(&self) -> String {
        let headers: String = self.headers.iter().map(|header| format!("{header}\r\n")).collect();
        format!("{headers}\r\n{}", self.body)
    }
}

/// A whole mail: the headers in the order given, `MIME-Version`, then the part.
pub fn message(headers: &[(&str, &str)], part: &Part) -> Vec<u8> {
    let mut out = String::new();
    for (name, value) in headers {
        out.push_str(&format!("{name}: {value}\r\n"));
    }
    out.push_str("MIME-Version: 1.0\r\n");
    out.push_str(&part.written());
    out.into_bytes()
}

/// Bytes as base64 in lines of 76 characters.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    let mut column = 0;
    for chunk in bytes.chunks(3) {
        let block = chunk.iter().fold(0_u32, |block, byte| block << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let letter = if at <= chunk.len() { ALPHABET[(block >> (18 - 6 * at)) as usize & 63] } else { b'=' };
            out.push(char::from(letter));
        }
        column += 4;
        if column == LINE_MAX {
            out.push_str("\r\n");
            column = 0;
        }
    }
    if column > 0 {
        out.push_str("\r\n");
    }
    out
}

/// Text as quoted-printable; its line breaks stay, long lines get soft ones.
fn quoted_printable(text: &str) -> String {
    let mut out = String::new();
    for line in text.trim_end_matches('\n').split('\n') {
        let mut column = 0;
        let last = line.len().saturating_sub(1);
        for (at, byte) in line.bytes().enumerate() {
            let printed = match byte {
                b'=' => "=3D".to_owned(),
                b' ' if at == last => "=20".to_owned(),
                b' '..=b'~' => char::from(byte).to_string(),
                _ => format!("={byte:02X}"),
            };
            if column + printed.len() >= LINE_MAX {
                out.push_str("=\r\n");
                column = 0;
            }
            column += printed.len();
            out.push_str(&printed);
        }
        out.push_str("\r\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{base64, quoted_printable};

    #[test]
    fn base64_pads_what_is_not_a_multiple_of_three() {
        assert_eq!(base64(b"Man"), "TWFu\r\n");
        assert_eq!(base64(b"Ma"), "TWE=\r\n");
        assert_eq!(base64(b"M"), "TQ==\r\n");
        assert_eq!(base64(b""), "");
    }

    #[test]
    fn no_line_of_base64_is_longer_than_76_characters() {
        let encoded = base64(&[0x5A; 200]);
        assert!(encoded.lines().all(|line| line.len() <= 76));
        assert_eq!(encoded.lines().next().map(str::len), Some(76));
    }

    #[test]
    fn quoted_printable_escapes_equal_signs_umlauts_and_trailing_spaces() {
        assert_eq!(quoted_printable("a=b é \nc"), "a=3Db =C3=A9=20\r\nc\r\n");
    }

    #[test]
    fn no_line_of_quoted_printable_is_longer_than_76_characters() {
        let encoded = quoted_printable(&"word ".repeat(60));
        assert!(encoded.lines().all(|line| line.len() <= 76), "{encoded}");
        assert_eq!(encoded.replace("=\r\n", "").trim_end(), "word ".repeat(60).trim_end().to_owned() + "=20");
    }
}
