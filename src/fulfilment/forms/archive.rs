//! Packs a workbook so that equal content gives equal bytes.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The default font as the workbook library writes it, and ours. Column widths are counted in digits of the default
/// font: Arial at 10 points, or its metric twin, is everywhere, so a sheet is equally wide in every program.
const LIBRARY_FONT: &str =
    r#"<font><sz val="11"/><color theme="1"/><name val="Calibri"/><family val="2"/><scheme val="minor"/></font>"#;
const DEFAULT_FONT: &str = r#"<font><sz val="10"/><color theme="1"/><name val="Arial"/><family val="2"/></font>"#;

/// Compresses the stored workbook `bytes` again, every entry dated 1 January 1980.
///
/// The workbook library keeps number formats in a hash map and writes them in another order on every run; they are
/// sorted here. Cells refer to them by number, so that order has no meaning.
pub(super) fn packed(bytes: &[u8]) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut stored = ZipArchive::new(Cursor::new(bytes))?;
    let mut packed = ZipWriter::new(Cursor::new(Vec::with_capacity(bytes.len() / 4)));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for index in 0..stored.len() {
        let mut entry = stored.by_index(index)?;
        let mut content = Vec::with_capacity(usize::try_from(entry.size()).unwrap_or_default());
        entry.read_to_end(&mut content)?;
        if entry.name() == "xl/styles.xml" {
            content = with_default_font(with_sorted_formats(content));
        }
        packed.start_file(entry.name(), options)?;
        packed.write_all(&content)?;
    }
    Ok(packed.finish()?.into_inner())
}

/// Sorts the entries of `<numFmts>`; anything unexpected is left as it is.
fn with_sorted_formats(styles: Vec<u8>) -> Vec<u8> {
    const ENTRY: &str = "<numFmt ";
    let Ok(text) = std::str::from_utf8(&styles) else { return styles };
    let Some(end) = text.find("</numFmts>") else { return styles };
    let Some(start) = text[..end].find(ENTRY) else { return styles };
    let mut entries: Vec<&str> = text[start..end].split(ENTRY).skip(1).collect();
    entries.sort_unstable();
    let mut sorted = text[..start].to_owned();
    for entry in entries {
        sorted.push_str(ENTRY);
        sorted.push_str(entry);
    }
    sorted.push_str(&text[end..]);
    sorted.into_bytes()
}

/// Replaces the library's default font, once.
fn with_default_font(styles: Vec<u8>) -> Vec<u8> {
    match std::str::from_utf8(&styles) {
        Ok(text) => text.replacen(LIBRARY_FONT, DEFAULT_FONT, 1).into_bytes(),
        Err(_) => styles,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(text: &str) -> String {
        String::from_utf8(with_sorted_formats(text.as_bytes().to_vec())).unwrap()
    }

    #[test]
    fn number_formats_come_in_one_order() {
        let one = r#"<a/><numFmts count="2"><numFmt id="2" c="x"/><numFmt id="1" c="y"/></numFmts><b/>"#;
        let other = r#"<a/><numFmts count="2"><numFmt id="1" c="y"/><numFmt id="2" c="x"/></numFmts><b/>"#;
        assert_eq!(sorted(one), other);
        assert_eq!(sorted(other), other);
    }

    #[test]
    fn styles_without_formats_stay_as_they_are() {
        for text in ["", "<a/>", "<numFmts count=\"0\"></numFmts>", "</numFmts><numFmt id=\"1\"/>"] {
            assert_eq!(sorted(text), text);
        }
    }

    #[test]
    fn what_is_not_an_archive_is_refused() {
        assert!(packed(b"no archive").is_err());
    }
}
