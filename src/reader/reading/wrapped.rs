//! Files inside files: archives and Outlook's wrapping are taken apart once, and what is in them is listed beside them,
//! as are electronic orders inside of a PDF.
//!
//! Nothing is written anywhere, names are only names, and every size is limited while unpacking, whatever the archive
//! says about itself. An archive inside an archive is listed and not entered.

mod outlook;
mod tnef;

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::document::{Part, Unreadable};
use super::{electronic, kind, mail, pdf};

/// Most files of an archive that are listed one by one; the rest is listed as one.
pub const MEMBERS_MAX: usize = 100;
/// Most bytes that one archive may unpack to.
pub const ARCHIVE_BYTES_MAX: usize = 50 << 20;
/// Most bytes that the archives of one message may unpack to.
const MESSAGE_BYTES_MAX: usize = 64 << 20;

/// The kind of file whose embedded orders are listed beside it.
const PDF: &str = "application/pdf";

/// A file that was taken out of another.
struct Inner {
    name: Option<String>,
    /// Its bytes, or why they are not there.
    bytes: Result<Vec<u8>, Unreadable>,
    /// Whether it is the text of a mail.
    is_body: bool,
    /// Its media type, where the wrapping knows it.
    declared: Option<&'static str>,
}

/// Whether a file of this kind is taken apart.
pub(super) fn is_wrapping(media_type: &str) -> bool {
    matches!(media_type, "application/zip" | "application/ms-tnef" | "application/vnd.ms-outlook")
}

/// Whether a part may be followed by what is in it.
fn may_hold(part: &Part) -> bool {
    part.refused.is_none() && (is_wrapping(&part.media_type) || part.media_type == PDF)
}

/// All parts, each wrapping followed by what is in it.
pub(super) fn unwrapped(parts: Vec<Part>) -> Vec<Part> {
    if !parts.iter().any(may_hold) {
        return parts;
    }
    let mut all = Vec::with_capacity(parts.len() + 8);
    let mut room = MESSAGE_BYTES_MAX;
    for mut part in parts {
        if !may_hold(&part) {
            all.push(part);
            continue;
        }
        if part.media_type == PDF {
            // The page is read as any other; the order in it stands beside it.
            let inside = pdf::attached(&part.bytes, |content| electronic::media_type(content).is_some());
            let path = part.path.clone();
            all.push(part);
            for (index, (name, bytes)) in inside.into_iter().enumerate() {
                let inner = Inner { name: Some(name), bytes: Ok(bytes), is_body: false, declared: None };
                all.push(listed(inner, format!("{path}.{}", index + 1)));
            }
            continue;
        }
        let inner = take_apart(&part, room.min(ARCHIVE_BYTES_MAX));
        let inner = match inner {
            Ok(inner) => inner,
            Err(refused) => {
                part.refused = Some(refused);
                all.push(part);
                continue;
            }
        };
        part.refused = Some(Unreadable::Unpacked);
        let path = part.path.clone();
        all.push(part);
        for (index, inner) in inner.into_iter().enumerate() {
            let inner = listed(inner, format!("{path}.{}", index + 1));
            room = room.saturating_sub(inner.bytes.len());
            all.push(inner);
        }
    }
    all
}

fn take_apart(part: &Part, room: usize) -> Result<Vec<Inner>, Unreadable> {
    match part.media_type.as_str() {
        "application/zip" => unzip(&part.bytes, room),
        "application/ms-tnef" => tnef::attachments(&part.bytes, room).ok_or(Unreadable::Tnef),
        _ => outlook::parts(&part.bytes, room).ok_or(Unreadable::OutlookMessage),
    }
}

fn listed(inner: Inner, path: String) -> Part {
    let name = inner.name.and_then(|name| mail::plain_name(&name));
    let (bytes, refused) = match inner.bytes {
        Ok(bytes) => (bytes, None),
        Err(refused) => (Vec::new(), Some(refused)),
    };
    let media_type = kind::media_type(&bytes, inner.declared, name.as_deref());
    // One level is enough for people; more is how bombs are built.
    let refused = refused.or_else(|| is_wrapping(&media_type).then_some(Unreadable::Unsupported));
    Part { path, name, media_type, is_body: inner.is_body, bytes, refused, ..Part::default() }
}

/// The files of a ZIP archive.
fn unzip(bytes: &[u8], mut room: usize) -> Result<Vec<Inner>, Unreadable> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    let mut files = Vec::new();
    let refused = |name: Option<String>, reason| Inner { name, bytes: Err(reason), is_body: false, declared: None };
    for index in 0..archive.len() {
        if files.len() == MEMBERS_MAX {
            files.push(refused(None, Unreadable::TooLarge));
            break;
        }
        let (name, is_folder, is_locked) = match archive.by_index_raw(index) {
            Ok(file) => {
                let name =
                    file.name().map_or_else(|_| String::from_utf8_lossy(file.name_raw()).into_owned(), Into::into);
                (name, file.is_dir(), file.encrypted())
            }
            Err(_) => (format!("{}", index + 1), false, false),
        };
        if is_folder {
            continue;
        }
        if is_locked {
            files.push(refused(Some(name), Unreadable::Encrypted));
            continue;
        }
        let mut content = Vec::new();
        // What the archive says about its sizes is not believed: reading stops where the room ends.
        let read = archive
            .by_index(index)
            .map_err(|_| Unreadable::Damaged)
            .and_then(|file| file.take(room as u64 + 1).read_to_end(&mut content).map_err(|_| Unreadable::Damaged));
        let content = match read {
            Ok(_) if content.len() > room => Err(Unreadable::TooLarge),
            Ok(_) => Ok(content),
            Err(reason) => Err(reason),
        };
        room -= content.as_ref().map_or(0, Vec::len);
        files.push(Inner { name: Some(name), bytes: content, is_body: false, declared: None });
    }
    if files.is_empty() { Err(Unreadable::Empty) } else { Ok(files) }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::write::SimpleFileOptions;

    use super::*;

    fn zipped(files: &[(&str, Vec<u8>)]) -> Part {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            archive.start_file(*name, SimpleFileOptions::default()).unwrap();
            archive.write_all(content).unwrap();
        }
        let bytes = archive.finish().unwrap().into_inner();
        Part { path: "2".to_owned(), media_type: "application/zip".to_owned(), bytes, ..Part::default() }
    }

    #[test]
    fn the_files_of_an_archive_are_listed_beside_it() {
        let parts = unwrapped(vec![zipped(&[
            ("orders/PO 12022.csv", b"code;quantity\nLOCAP2;1000\n".to_vec()),
            ("../../etc/passwd", b"hello".to_vec()),
        ])]);
        let told: Vec<_> = parts.iter().map(|part| (part.path.as_str(), part.name.as_deref(), part.refused)).collect();
        assert_eq!(
            told,
            [
                ("2", None, Some(Unreadable::Unpacked)),
                ("2.1", Some("PO 12022.csv"), None),
                ("2.2", Some("passwd"), None)
            ]
        );
        assert_eq!(parts[1].media_type, "text/csv");
    }

    #[test]
    fn a_bomb_is_stopped_while_it_unpacks() {
        let bomb = zipped(&[("a.txt", vec![0; ARCHIVE_BYTES_MAX + 1]), ("b.txt", b"still read".to_vec())]);
        assert!(bomb.bytes.len() < 200_000);
        let parts = unwrapped(vec![bomb]);
        assert_eq!((parts[1].refused, parts[1].bytes.len()), (Some(Unreadable::TooLarge), 0));
        assert_eq!(parts[2].bytes, b"still read");
    }

    #[test]
    fn an_archive_in_an_archive_is_listed_and_not_entered() {
        let inner = zipped(&[("order.csv", b"a;b\n".to_vec())]).bytes;
        let parts = unwrapped(vec![zipped(&[("inner.zip", inner)])]);
        assert_eq!((parts.len(), parts[1].refused), (2, Some(Unreadable::Unsupported)));
    }

    #[test]
    fn many_files_are_listed_up_to_a_limit_and_a_broken_archive_says_so() {
        let names: Vec<String> = (0..MEMBERS_MAX + 20).map(|index| format!("{index}.txt")).collect();
        let files: Vec<(&str, Vec<u8>)> = names.iter().map(|name| (name.as_str(), b"x".to_vec())).collect();
        let parts = unwrapped(vec![zipped(&files)]);
        assert_eq!((parts.len(), parts.last().unwrap().refused), (MEMBERS_MAX + 2, Some(Unreadable::TooLarge)));
        let mut broken = zipped(&[("a.txt", b"x".to_vec())]);
        broken.bytes.truncate(30);
        assert_eq!(unwrapped(vec![broken])[0].refused, Some(Unreadable::Damaged));
        assert_eq!(unwrapped(vec![zipped(&[])])[0].refused, Some(Unreadable::Empty));
    }
}
