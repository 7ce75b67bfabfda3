//! A mail in Outlook's own format (.msg; MS-OXMSG): a compound file whose streams are named after properties.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use cfb::CompoundFile;

use super::Inner;
use super::tnef::utf16;
use crate::reading::Unreadable;

/// Most attachments that are taken out.
const ATTACHMENTS_MAX: usize = 100;
/// Longest text property that is read, in bytes.
const TEXT_BYTES_MAX: usize = 4 << 20;
/// Properties: subject, text, sender's name and addresses, long and short name and bytes of an attachment.
const SUBJECT: &str = "0037";
const BODY: &str = "1000";
const SENDER_NAME: &str = "0C1A";
const SENDER_ADDRESSES: [&str; 3] = ["5D01", "0C1F", "0065"];
const NAMES: [&str; 2] = ["3707", "3704"];
const CONTENT: &str = "37010102";

type File<'b> = CompoundFile<Cursor<&'b [u8]>>;

/// The text of the mail with the lines of its head, and its attachments; `None` when nothing of it can be read.
pub(super) fn parts(bytes: &[u8], mut room: usize) -> Option<Vec<Inner>> {
    let mut file = CompoundFile::open(Cursor::new(bytes)).ok()?;
    let mut parts = Vec::new();
    let root = Path::new("/");
    if let Some(body) = text(&mut file, root, BODY) {
        let subject = text(&mut file, root, SUBJECT).unwrap_or_default();
        let name = text(&mut file, root, SENDER_NAME).unwrap_or_default();
        let address =
            SENDER_ADDRESSES.iter().find_map(|one| text(&mut file, root, one).filter(|one| one.contains('@')));
        let from = format!("{name} <{}>", address.unwrap_or_default());
        let letter = format!("From: {}\nSubject: {subject}\n\n{body}", from.trim_end_matches("<>").trim());
        parts.push(Inner { name: None, bytes: Ok(letter.into_bytes()), is_body: true, declared: Some("text/plain") });
    }
    let folders: Vec<PathBuf> = file
        .read_root_storage()
        .filter(|entry| entry.is_storage() && entry.name().starts_with("__attach_version1.0_"))
        .map(|entry| entry.path().to_path_buf())
        .take(ATTACHMENTS_MAX)
        .collect();
    for folder in folders {
        let name = NAMES.iter().find_map(|name| text(&mut file, &folder, name));
        let bytes = stream(&mut file, &folder.join(format!("__substg1.0_{CONTENT}")), room);
        let bytes = match bytes {
            Some(bytes) => bytes,
            // A mail attached to a mail, or a link: listed, not entered.
            None => Err(Unreadable::OutlookMessage),
        };
        room -= bytes.as_ref().map_or(0, Vec::len);
        parts.push(Inner { name, bytes, is_body: false, declared: None });
    }
    (!parts.is_empty()).then_some(parts)
}

/// A text property: in UTF-16, or in an 8-bit set.
fn text(file: &mut File<'_>, folder: &Path, property: &str) -> Option<String> {
    let wide = stream(file, &folder.join(format!("__substg1.0_{property}001F")), TEXT_BYTES_MAX);
    let text = match wide {
        Some(bytes) => utf16(&bytes.ok()?),
        None => {
            let narrow = stream(file, &folder.join(format!("__substg1.0_{property}001E")), TEXT_BYTES_MAX)?.ok()?;
            crate::reading::text::by_line(&narrow)
        }
    };
    let text = text.trim_matches(['\0', ' ', '\r', '\n']).to_owned();
    (!text.is_empty()).then_some(text)
}

/// The bytes of a stream, if it is there.
fn stream(file: &mut File<'_>, path: &Path, room: usize) -> Option<Result<Vec<u8>, Unreadable>> {
    let stream = file.open_stream(path).ok()?;
    if stream.len() > room as u64 {
        return Some(Err(Unreadable::TooLarge));
    }
    let mut bytes = Vec::new();
    let read = stream.take(room as u64).read_to_end(&mut bytes);
    Some(read.map(|_| bytes).map_err(|_| Unreadable::Damaged))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn message() -> Vec<u8> {
        let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
        let folder = "/__attach_version1.0_#00000000";
        file.create_storage(folder).unwrap();
        let streams = [
            ("/__substg1.0_0037001F".to_owned(), wide("Bestellung 4711")),
            ("/__substg1.0_1000001F".to_owned(), wide("anbei unsere Bestellung\r\n")),
            ("/__substg1.0_0C1A001E".to_owned(), b"J\xF6rg".to_vec()),
            ("/__substg1.0_5D01001F".to_owned(), wide("joerg@werk.example")),
            (format!("{folder}/__substg1.0_3707001F"), wide("PO 4711.pdf")),
            (format!("{folder}/__substg1.0_37010102"), b"%PDF-1.4 x".to_vec()),
        ];
        for (path, content) in streams {
            file.create_stream(path).unwrap().write_all(&content).unwrap();
        }
        file.flush().unwrap();
        file.into_inner().into_inner()
    }

    #[test]
    fn the_text_with_its_head_and_the_attachments_come_out() {
        let found = parts(&message(), 1_000).unwrap();
        let letter = String::from_utf8(found[0].bytes.clone().unwrap()).unwrap();
        assert_eq!(letter, "From: Jörg <joerg@werk.example>\nSubject: Bestellung 4711\n\nanbei unsere Bestellung");
        assert!(found[0].is_body);
        assert_eq!(
            (found[1].name.as_deref(), found[1].bytes.as_deref()),
            (Some("PO 4711.pdf"), Ok(&b"%PDF-1.4 x"[..]))
        );
    }

    #[test]
    fn a_file_that_is_cut_off_or_too_large_says_so() {
        let whole = message();
        assert!(parts(&whole[..600], 1_000).is_none());
        assert!(parts(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 1_000).is_none());
        assert_eq!(parts(&whole, 5).unwrap()[1].bytes, Err(Unreadable::TooLarge));
    }
}
