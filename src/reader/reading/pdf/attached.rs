//! Files inside of a PDF: the XML of an electronic order that travels in its own printed form (PDF/A-3, Order-X).

use hayro_interpret::hayro_syntax::object::{Array, Dict, Stream, String as PdfString};

use super::{PDF_BYTES_MAX, open};

/// The most embedded files that are looked at.
const FILES_MAX: usize = 32;
/// The most nodes of the tree of names that are looked at; a tree that refers to itself ends here.
const NODES_MAX: usize = 64;
/// The largest embedded file, in bytes.
const FILE_BYTES_MAX: usize = 5 << 20;

/// The files embedded in a PDF that `is_wanted`, each with its name, in the order of the file. Both ways of listing
/// them are followed: the tree of names and the associated files.
pub(in crate::reading) fn attached(bytes: &[u8], is_wanted: impl Fn(&[u8]) -> bool) -> Vec<(String, Vec<u8>)> {
    let mut found: Vec<(String, Vec<u8>)> = Vec::new();
    if !may_have(bytes) {
        return found;
    }
    let Ok(pdf) = open(bytes) else { return found };
    let xref = pdf.xref();
    let Some(catalog) = xref.get::<Dict<'_>>(xref.root_id()) else { return found };
    let mut specifications = Vec::new();
    if let Some(tree) = catalog.get::<Dict<'_>>("Names").and_then(|names| names.get::<Dict<'_>>("EmbeddedFiles")) {
        from_tree(tree, &mut specifications);
    }
    match catalog.get::<Array<'_>>("AF") {
        Some(associated) => specifications.extend(associated.iter::<Dict<'_>>().take(FILES_MAX)),
        None => specifications.extend(catalog.get::<Dict<'_>>("AF")),
    }
    for specification in specifications.iter().take(2 * FILES_MAX) {
        let Some((name, content)) = file(specification) else { continue };
        let is_new = !found.iter().any(|(_, known)| *known == content);
        if is_new && content.len() <= FILE_BYTES_MAX && is_wanted(&content) {
            found.push((name, content));
        }
    }
    found
}

/// Whether a PDF can list a file: its lists stand in the open, or may be hidden in packed objects.
pub(in crate::reading) fn may_have(bytes: &[u8]) -> bool {
    const MARKS: [&[u8]; 3] = [b"/EmbeddedFile", b"/ObjStm", b"/AF"];
    bytes.len() <= PDF_BYTES_MAX
        && bytes
            .iter()
            .enumerate()
            .any(|(at, byte)| *byte == b'/' && MARKS.iter().any(|mark| bytes[at..].starts_with(mark)))
}

/// The file specifications in a tree of names.
fn from_tree<'a>(root: Dict<'a>, found: &mut Vec<Dict<'a>>) {
    let mut left = vec![root];
    let mut seen = 0;
    while let Some(node) = left.pop() {
        seen += 1;
        if seen > NODES_MAX || found.len() >= FILES_MAX {
            return;
        }
        if let Some(kids) = node.get::<Array<'_>>("Kids") {
            left.extend(kids.iter::<Dict<'_>>().take(NODES_MAX));
        }
        if let Some(names) = node.get::<Array<'_>>("Names") {
            let mut pairs = names.flex_iter();
            while let Some(_name) = pairs.next::<PdfString<'_>>() {
                match pairs.next::<Dict<'_>>() {
                    Some(specification) if found.len() < FILES_MAX => found.push(specification),
                    _ => break,
                }
            }
        }
    }
}

/// Name and content of an embedded file.
fn file(specification: &Dict<'_>) -> Option<(String, Vec<u8>)> {
    let name = ["UF", "F"].iter().find_map(|key| specification.get::<PdfString<'_>>(key))?;
    let streams = specification.get::<Dict<'_>>("EF")?;
    let stream = ["F", "UF"].iter().find_map(|key| streams.get::<Stream<'_>>(key))?;
    Some((text(name.as_bytes()), stream.decoded().ok()?.into_owned()))
}

/// A text string of a PDF: UTF-16 with its mark, otherwise one byte a character.
fn text(bytes: &[u8]) -> String {
    match bytes {
        [0xFE, 0xFF, rest @ ..] => {
            let units: Vec<u16> = rest.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            String::from_utf16_lossy(&units)
        }
        bytes => String::from_utf8_lossy(bytes).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PDF with one page and one file in it, listed in the tree of names.
    fn with_file(content: &str, is_listed_in_tree: bool) -> Vec<u8> {
        let list =
            if is_listed_in_tree { "/Names << /EmbeddedFiles << /Names [(a.xml) 4 0 R] >> >>" } else { "/AF [4 0 R]" };
        let objects = [
            format!("<< /Type /Catalog /Pages 2 0 R {list} >>"),
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>".to_owned(),
            "<< /Type /Filespec /F (a.xml) /UF (a.xml) /EF << /F 5 0 R >> >>".to_owned(),
            format!("<< /Type /EmbeddedFile /Length {} >>\nstream\n{content}\nendstream", content.len()),
        ];
        let mut pdf = b"%PDF-1.7\n".to_vec();
        let mut places = Vec::new();
        for (index, object) in objects.iter().enumerate() {
            places.push(pdf.len());
            pdf.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).bytes());
        }
        let table = pdf.len();
        pdf.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
        for place in places {
            pdf.extend(format!("{place:010} 00000 n \n").bytes());
        }
        pdf.extend(format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF", objects.len() + 1).bytes());
        pdf
    }

    #[test]
    fn an_embedded_file_is_found_however_it_is_listed() {
        for is_listed_in_tree in [true, false] {
            let found = attached(&with_file("<cXML/>", is_listed_in_tree), |_| true);
            assert_eq!(found, [("a.xml".to_owned(), b"<cXML/>".to_vec())], "{is_listed_in_tree}");
        }
    }

    #[test]
    fn what_is_not_wanted_and_what_is_no_pdf_gives_nothing() {
        assert!(attached(&with_file("hello", true), |content| content.starts_with(b"<")).is_empty());
        assert!(attached(b"%PDF-1.7 /EmbeddedFile but nothing else", |_| true).is_empty());
        assert!(attached(b"", |_| true).is_empty());
    }
}
