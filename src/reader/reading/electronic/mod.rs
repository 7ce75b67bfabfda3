//! Electronic orders: what kind of interchange or XML some bytes are, and their text as people can look at it.
//!
//! * [`segments`] — EDIFACT, X12 and TRADACOMS: segments with their places;
//! * [`tree`] — XML: elements with their places;
//! * `layout` — one segment, or one element, a line.

mod layout;
pub(crate) mod segments;
pub(crate) mod tree;

use mail_parser::decoders::charsets::map::charset_decoder;

use super::document::Unreadable;
use super::text;
use segments::Dialect;

/// Media type of an EDIFACT interchange (RFC 1767).
pub(super) const EDIFACT: &str = "application/edifact";
/// Media type of an X12 interchange (RFC 1767).
pub(super) const X12: &str = "application/edi-x12";
/// Media type of any other interchange (RFC 1767); here TRADACOMS.
pub(super) const CONSENT: &str = "application/edi-consent";
/// Media type of XML.
pub(super) const XML: &str = "application/xml";

/// How much of a text is looked at to tell what it is, in bytes.
const HEAD_BYTES: usize = 4 << 10;

/// The media type of the interchange or XML that some bytes begin with, whatever their file is called.
pub(super) fn media_type(bytes: &[u8]) -> Option<&'static str> {
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    let head = match head {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => text::decode(&head[..head.len() & !1], None).ok()?,
        _ => String::from_utf8_lossy(head).into_owned(),
    };
    match segments::begins(&head.replace(['\r', '\0'], "")) {
        Some(Dialect::Edifact) => Some(EDIFACT),
        Some(Dialect::X12) => Some(X12),
        Some(Dialect::Tradacoms) => Some(CONSENT),
        None => begins_xml(&head).then_some(XML),
    }
}

/// Whether a text begins as XML of an electronic document does; web pages and drawings are something else.
fn begins_xml(head: &str) -> bool {
    let head = head.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if !head.starts_with('<') {
        return false;
    }
    let folded = head.to_ascii_lowercase();
    let is_other = ["<html", "<!doctype html", "<svg"].iter().any(|mark| folded.contains(mark));
    !is_other && (head.starts_with("<?xml") || is_family(head))
}

/// Whether the head of an XML text names one of the families of electronic documents that are read.
fn is_family(head: &str) -> bool {
    const FAMILIES: [&str; 5] = [
        "oasis:names:specification:ubl:schema:xsd",
        "SCRDMCCBDACI",
        "uncefact:data:standard:CrossIndustry",
        "<cXML",
        "StandardBusinessDocument",
    ];
    FAMILIES.iter().any(|mark| head.contains(mark))
}

/// Whether a kind of part is read here.
pub(super) fn is_electronic(media_type: &str) -> bool {
    matches!(media_type, EDIFACT | X12 | CONSENT | XML | "text/xml")
}

/// The text of an electronic document, one segment or element a line.
///
/// * `charset` — as a mail declares it; what the document says of itself counts for more.
/// * XML of an unknown family is [`Unreadable::Unsupported`]: nobody knows what its elements mean.
pub(super) fn plain(bytes: &[u8], media_type: &str, charset: Option<&str>) -> Result<String, Unreadable> {
    if matches!(media_type, XML | "text/xml") {
        let declared = xml_encoding(bytes);
        let text = text::plain(bytes, declared.as_deref().or(charset))?;
        // A comment or a list of entities may stand before the root.
        let head: String = text.chars().take(4 * HEAD_BYTES).collect();
        if !is_family(&head) {
            return Err(Unreadable::Unsupported);
        }
        return Ok(layout::elements(&text).unwrap_or(text));
    }
    let text = match media_type {
        EDIFACT => text::normalise(&edifact_text(bytes, charset)?),
        _ => text::plain(bytes, charset)?,
    };
    Ok(layout::segments(&text))
}

/// The encoding that an XML declaration states.
fn xml_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    let declaration = head.get(head.find("<?xml")?..)?;
    let declaration = &declaration[..declaration.find("?>")?];
    let value = declaration[declaration.find("encoding")? + "encoding".len()..].trim_start().strip_prefix('=')?;
    let value = value.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value[1..].split(quote).next().map(str::to_owned)
}

/// The character sets of the syntax identifiers of ISO 9735.
const SETS: [(&[u8], &str); 12] = [
    (b"UNOC", "iso-8859-1"),
    (b"UNOD", "iso-8859-2"),
    (b"UNOE", "iso-8859-5"),
    (b"UNOF", "iso-8859-7"),
    (b"UNOG", "iso-8859-3"),
    (b"UNOH", "iso-8859-4"),
    (b"UNOI", "iso-8859-6"),
    (b"UNOJ", "iso-8859-8"),
    (b"UNOK", "iso-8859-9"),
    (b"UNOX", "iso-2022-jp"),
    (b"UNOY", "utf-8"),
    (b"UNOW", "utf-8"),
];

/// EDIFACT in the character set that its header names; UTF-8 that is valid beyond doubt counts for more.
fn edifact_text(bytes: &[u8], charset: Option<&str>) -> Result<String, Unreadable> {
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    let named = SETS.iter().find(|(name, _)| head.windows(name.len()).any(|window| window == *name));
    let is_plain_utf8 = std::str::from_utf8(bytes).is_ok();
    match named {
        Some((_, set)) if !is_plain_utf8 && !set.starts_with("utf") && *set != "iso-8859-1" => {
            match charset_decoder(set.as_bytes()) {
                Some(decoder) if bytes.len() <= text::TEXT_BYTES_MAX => Ok(decoder(bytes)),
                _ => text::decode(bytes, charset),
            }
        }
        _ => text::decode(bytes, charset),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_tell_what_it_is_whatever_it_is_called() {
        for (bytes, expected) in [
            (&b"UNA:+.? 'UNB+UNOC:3+A+B+1:1+7'"[..], Some(EDIFACT)),
            (b"\xEF\xBB\xBF\r\nUNB+UNOC:3+A+B+1:1+7'", Some(EDIFACT)),
            (b"UNH+1+ORDERS:D:96A:UN'BGM+220+1'", Some(EDIFACT)),
            (b"ISA*00*          *00*          *ZZ*A              *ZZ*B              *260203*0915*U*00401*1", Some(X12)),
            (b"ST*850*0001~BEG*00*SA*1**20260203~", Some(X12)),
            (b"STX=ANA:1+500:SHOPS+501:US+070315:130233+7'", Some(CONSENT)),
            (b"<?xml version=\"1.0\"?><Order/>", Some(XML)),
            (b"<cXML payloadID=\"1\">", Some(XML)),
            (b"<Order xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Order-2\">", Some(XML)),
            (b"<html><body>", None),
            (b"<?xml version=\"1.0\"?><!DOCTYPE html><html>", None),
            (b"<?xml version=\"1.0\"?><svg>", None),
            (b"UNBELIEVABLE+OFFER", None),
            (b"STX is a sign", None),
            (b"GS*1", None),
        ] {
            assert_eq!(media_type(bytes), expected, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn the_syntax_identifier_names_the_character_set() {
        let with = |set: &str, byte: u8| {
            let mut bytes = format!("UNB+{set}:3+A+B+1:1+7'NAD+BY+++").into_bytes();
            bytes.extend([byte, b'\'']);
            plain(&bytes, EDIFACT, None).unwrap()
        };
        assert!(with("UNOC", 0xFC).contains('ü'));
        assert!(with("UNOD", 0xE8).contains('č'), "{}", with("UNOD", 0xE8));
        assert!(with("UNOE", 0xBF).contains('П'));
        assert!(with("UNOA", 0xE4).contains('ä'), "who says that it has no umlauts still writes them");
        let utf8 = plain("UNB+UNOD:3+A+B+1:1+7'NAD+BY+++Müller'".as_bytes(), EDIFACT, None).unwrap();
        assert!(utf8.contains("Müller"), "UTF-8 is UTF-8, whatever the header says");
    }

    #[test]
    fn xml_says_its_encoding_itself_and_an_unknown_family_is_not_read() {
        let order = "<cXML payloadID='1'><Name>Gr\u{fc}n</Name></cXML>";
        let latin: Vec<u8> =
            format!("<?xml version='1.0' encoding='ISO-8859-1'?>{order}").chars().map(|c| c as u8).collect();
        assert!(plain(&latin, XML, None).unwrap().contains("Grün"));
        let wide: Vec<u8> = std::iter::once(0xFEFF).chain(order.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        assert!(plain(&wide, XML, None).unwrap().contains("Grün"));
        assert_eq!(plain(b"<?xml version='1.0'?><recipe/>", XML, None), Err(Unreadable::Unsupported));
    }
}
