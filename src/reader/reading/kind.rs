//! What kind of file some bytes are: by their first bytes, then by their declared type and name.

use super::{electronic, office};

/// Whether these bytes are a mail (RFC 5322) rather than a lone file.
///
/// A name ending in `.eml` decides; with another name, or none, the bytes must begin with at least two header
/// fields that mails have.
pub(super) fn is_mail(bytes: &[u8], name: Option<&str>) -> bool {
    match extension(name).as_deref() {
        Some("eml") => true,
        Some("txt" | "csv" | "pdf" | "md" | "log" | "html" | "htm") => false,
        _ => mail_fields(bytes) >= 2,
    }
}

/// How many of the fields at the head of the bytes are known from mails; 0 when something else stands there.
fn mail_fields(bytes: &[u8]) -> usize {
    const KNOWN: [&str; 12] = [
        "from",
        "to",
        "cc",
        "subject",
        "date",
        "message-id",
        "received",
        "mime-version",
        "content-type",
        "return-path",
        "delivered-to",
        "reply-to",
    ];
    let head = &bytes[..bytes.len().min(64 << 10)];
    let mut known = 0;
    for (index, line) in head.split(|byte| *byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.trim_ascii().is_empty() && known + index > 0 {
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") || (index == 0 && line.starts_with(b"From ")) {
            continue;
        }
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { return 0 };
        let field = &line[..colon];
        if field.is_empty() || !field.iter().all(|byte| byte.is_ascii_graphic()) {
            return 0;
        }
        known += usize::from(KNOWN.iter().any(|name| name.as_bytes().eq_ignore_ascii_case(field)));
    }
    known
}

/// The media type of a part: as found from its bytes, otherwise as declared, otherwise by its name.
pub(super) fn media_type(bytes: &[u8], declared: Option<&str>, name: Option<&str>) -> String {
    let declared = declared.map(str::to_ascii_lowercase).filter(|declared| declared != "application/octet-stream");
    if let Some(found) = by_magic(bytes, declared.as_deref(), name) {
        return found.to_owned();
    }
    if let Some(declared) = declared.filter(|declared| !(declared == "application/pdf" && looks_like_text(bytes))) {
        return match declared.as_str() {
            "text/tab-separated-values" | "text/comma-separated-values" | "application/csv" | "text/x-csv" => {
                "text/csv".to_owned()
            }
            _ => declared,
        };
    }
    if !looks_like_text(bytes) {
        return "application/octet-stream".to_owned();
    }
    match extension(name).as_deref() {
        Some("csv" | "tsv") => "text/csv",
        Some("htm" | "html") => "text/html",
        _ => "text/plain",
    }
    .to_owned()
}

fn by_magic(bytes: &[u8], declared: Option<&str>, name: Option<&str>) -> Option<&'static str> {
    let head = &bytes[..bytes.len().min(1024)];
    let starts = |magic: &[u8]| bytes.starts_with(magic);
    // Some programs write a line before the header; text that merely quotes it is still text.
    let named = declared == Some("application/pdf") || extension(name).as_deref() == Some("pdf");
    let quoted = !named && (declared.is_some_and(|kind| kind.starts_with("text/")) || looks_like_text(bytes));
    if head.trim_ascii_start().starts_with(b"%PDF-") || (!quoted && contains(head, b"%PDF-")) {
        return Some("application/pdf");
    }
    if starts(b"PK\x03\x04") {
        return Some(zip_kind(bytes));
    }
    for (magic, kind) in [
        (&b"\x78\x9F\x3E\x22"[..], "application/ms-tnef"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xFF\xD8\xFF", "image/jpeg"),
        (b"GIF8", "image/gif"),
        (b"II*\0", "image/tiff"),
        (b"MM\0*", "image/tiff"),
        (b"{\\rtf", "application/rtf"),
        (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "application/x-ole-storage"),
        (b"\x1F\x8B", "application/gzip"),
    ] {
        if starts(magic) {
            return Some(if kind == "application/x-ole-storage" { ole_kind(bytes) } else { kind });
        }
    }
    if let Some(kind) = marked_later(bytes) {
        return Some(kind);
    }
    if declared != Some("text/html")
        && let Some(kind) = electronic::media_type(bytes)
    {
        return Some(kind);
    }
    // Mail programs declare it as whatever opens it.
    if matches!(extension(name).as_deref(), Some("csv" | "tsv" | "tab")) && looks_like_text(bytes) {
        return Some("text/csv");
    }
    let text = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let html = |text: &[u8]| {
        let word = &text[..text.len().min(14)].to_ascii_lowercase();
        word.starts_with(b"<html") || word.starts_with(b"<!doctype html")
    };
    match text {
        _ if declared == Some("text/html") => None,
        _ if html(text) => Some("text/html"),
        [b'<', b'?', b'x', b'm', b'l', ..] if contains(head, b"<html") => Some("text/html"),
        _ => None,
    }
}

/// Whether a kind of part never holds an order: signatures, business cards, calendar entries.
pub(super) fn is_aside(media_type: &str) -> bool {
    const ASIDE: [&str; 12] = [
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "application/pgp-keys",
        "application/pgp-encrypted",
        "application/ics",
        "text/calendar",
        "text/vcard",
        "text/x-vcard",
        "text/directory",
        "text/x-amp-html",
        "application/mac-binhex40",
    ];
    ASIDE.contains(&media_type)
}

/// The kind of a file whose first bytes alone are not enough.
fn marked_later(bytes: &[u8]) -> Option<&'static str> {
    match bytes.get(..18)? {
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        [_, _, _, _, b'f', b't', b'y', b'p', b'h', b'e', b'i' | b'v', ..] => Some("image/heic"),
        // A bitmap says how long its second header is: 40 bytes, or one of its later forms.
        [b'B', b'M', .., 40 | 52 | 56 | 108 | 124, 0, 0, 0] => Some("image/bmp"),
        _ => None,
    }
}

/// The kind of a ZIP file by the names of its members, which stand uncompressed in it.
fn zip_kind(bytes: &[u8]) -> &'static str {
    let head = &bytes[..bytes.len().min(64 << 10)];
    let tail = &bytes[bytes.len().saturating_sub(64 << 10)..];
    let has = |name: &[u8]| contains(head, name) || contains(tail, name);
    if has(b"xl/workbook.bin") {
        office::XLSB
    } else if has(b"xl/workbook") {
        office::XLSX
    } else if has(b"word/document") {
        office::DOCX
    } else if has(office::ODS.as_bytes()) {
        office::ODS
    } else if has(office::ODT.as_bytes()) {
        office::ODT
    } else {
        "application/zip"
    }
}

/// The kind of an OLE file by the names of its streams.
fn ole_kind(bytes: &[u8]) -> &'static str {
    let has_start = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        contains(bytes, &name)
    };
    let has = |name: &str| has_start(&format!("{name}\0"));
    match () {
        () if is_locked_office_file(bytes) => "application/x-ole-storage",
        // A mail of Outlook: its streams are named after properties.
        () if has("__properties_version1.0") || has_start("__substg1.0_") => "application/vnd.ms-outlook",
        () if has("WordDocument") => "application/msword",
        () if has("Workbook") || has("Book") => office::XLS,
        () => "application/x-ole-storage",
    }
}

/// Whether bytes of no known kind are text: hardly any control characters, or UTF-16 with its mark.
fn looks_like_text(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(8 << 10)];
    if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        return true;
    }
    let odd =
        head.iter().filter(|byte| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r' | b'\t' | 0x0C)).count();
    odd * 100 <= head.len()
}

/// The extension of a file name in lower case, without the dot.
fn extension(name: Option<&str>) -> Option<String> {
    let (_, extension) = name?.rsplit_once('.')?;
    Some(extension.to_ascii_lowercase())
}

/// Whether an OLE file is an office document under a password: it holds a stream called `EncryptedPackage`.
pub(super) fn is_locked_office_file(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    contains(bytes, &name)
}

/// Whether `needle` occurs in `hay`.
fn contains(hay: &[u8], needle: &[u8]) -> bool {
    hay.windows(needle.len()).any(|window| window == needle)
}

#[cfg(test)]
mod tests {
    use super::{is_mail, media_type};

    #[test]
    fn two_known_fields_make_a_mail_without_a_name() {
        assert!(is_mail(b"Received: from a\n by b\nFrom: a@b.example\n\nhello", None));
        assert!(is_mail(b"From a@b Sat Nov 21\nFrom: a@b.example\nTo: c@d.example\n\n", None));
        assert!(is_mail(b"just words", Some("order.EML")));
    }

    #[test]
    fn a_text_that_speaks_of_a_sender_is_not_a_mail() {
        assert!(!is_mail(b"Order: 12\nFrom: Shape Aluminium\n\nplease send", None));
        assert!(!is_mail(b"From: a@b.example\nSubject: x\n\n", Some("note.txt")));
        assert!(!is_mail(b"", None));
        assert!(!is_mail(b"%PDF-1.4\nFrom: x\nTo: y\n", None));
    }

    #[test]
    fn the_bytes_decide_before_the_declared_type_and_the_name() {
        assert_eq!(media_type(b"\n%PDF-1.7 ...", Some("text/plain"), Some("a.txt")), "application/pdf");
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n....", Some("application/pdf"), None), "image/png");
        assert_eq!(media_type(b"a;b\n1;2\n", Some("application/octet-stream"), Some("a.CSV")), "text/csv");
        assert_eq!(media_type(b"a;b\n1;2\n", Some("application/vnd.ms-excel"), Some("a.csv")), "text/csv");
        assert_eq!(media_type(b"a\tb\n", Some("text/tab-separated-values"), None), "text/csv");
        assert_eq!(media_type(b"UNA:+.? 'UNB+UNOC:3+a+b'", Some("text/plain"), Some("o.txt")), "application/edifact");
        assert_eq!(media_type(b"ST*850*0001~BEG*00*SA*1~", None, Some("o.csv")), "application/edi-x12");
    }

    #[test]
    fn bytes_full_of_controls_are_not_called_text() {
        assert_eq!(media_type(&[0, 1, 2, 3, 4, 5, 6, 7], None, Some("a.txt")), "application/octet-stream");
        assert_eq!(media_type(b"Isabelle ordered", None, None), "text/plain");
    }
}
