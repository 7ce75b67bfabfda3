//! A file → its rows: separated values in whatever encoding and with whatever separator, or the cells of a sheet.
//!
//! Separated values are read here and not in the child: a walk over bytes that builds nothing but rows. They are kept as separated values
//! in UTF-8, so that every later look at them is a stream.

use super::ImportError;
use crate::reader::reading::{Content, Document};

/// Largest file, in bytes.
pub const FILE_BYTES_MAX: usize = 64 << 20;
/// Most rows of one file.
pub const ROWS_MAX: usize = 200_000;
/// Most columns that are looked at.
pub const COLUMNS_MAX: usize = 200;
/// The headings stand within the first rows.
const HEADINGS_WITHIN: usize = 10;
/// What Windows makes of the bytes from 0x80 to 0x9f; a blank where it makes nothing.
const WINDOWS_1252: &str = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/// The rows of a file with its headings first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// What stands above each column.
    pub headings: Vec<String>,
    /// Row number in the file, from 1, and its cells; empty rows are left out.
    pub rows: Vec<(usize, Vec<String>)>,
}

/// Whether a file is a workbook, to be opened in the child, and not a text.
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

/// The rows of a text of separated values.
///
/// # Errors
/// Nothing in it, no row below the headings, too much of it.
pub fn of_text(bytes: &[u8], is_heading: &dyn Fn(&str) -> bool) -> Result<Table, ImportError> {
    let text = decoded(bytes);
    let (named, text) = match text.split_once('\n') {
        Some((first, rest)) if first.trim().trim_matches('"').starts_with("sep=") => {
            (first.trim().trim_matches('"').as_bytes().get(4).copied(), rest)
        }
        _ => (None, text.as_str()),
    };
    let separator = named.unwrap_or_else(|| separator_of(text));
    let mut rows = Vec::new();
    for (place, record) in reader(text, separator).into_records().enumerate() {
        // The reader is flexible and the text is valid: what is left are quotes that never end, which it takes to the end.
        let Ok(record) = record else { continue };
        if rows.len() > ROWS_MAX {
            return Err(ImportError::TooLarge);
        }
        let number = record.position().map_or(place + 1, |at| usize::try_from(at.line()).unwrap_or(place + 1));
        rows.push((number, record.iter().take(COLUMNS_MAX).map(|cell| cell.trim().to_owned()).collect()));
    }
    table(rows, is_heading)
}

/// The rows of the first sheet that has any, of a workbook as the child read it.
///
/// # Errors
/// The child could not read it; nothing in it.
pub fn of_document(document: Document, is_heading: &dyn Fn(&str) -> bool) -> Result<Table, ImportError> {
    let sheets = match document.content {
        Content::Sheets { sheets } => sheets,
        Content::Unreadable { reason } => return Err(ImportError::Unreadable(reason)),
        _ => return Err(ImportError::NoTable),
    };
    let filled = |sheet: &crate::reader::reading::SheetOfCells| sheet.rows.len() > 1 && !sheet.hidden;
    let sheet = sheets.into_iter().find(filled).ok_or(ImportError::Empty)?;
    let rows = sheet.rows.into_iter().enumerate().map(|(place, cells)| (place + 1, cells));
    table(rows.collect(), is_heading)
}

fn table(rows: Vec<(usize, Vec<String>)>, is_heading: &dyn Fn(&str) -> bool) -> Result<Table, ImportError> {
    let mut rows: Vec<_> =
        rows.into_iter().filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty())).collect();
    if rows.is_empty() {
        return Err(ImportError::Empty);
    }
    let known = |cells: &[String]| cells.iter().filter(|cell| is_heading(cell)).count();
    let best =
        (0..rows.len().min(HEADINGS_WITHIN)).max_by_key(|place| (known(&rows[*place].1), std::cmp::Reverse(*place)));
    let below = rows.split_off(best.unwrap_or(0) + 1);
    let headings = rows.pop().map(|(_, cells)| cells).unwrap_or_default();
    if below.is_empty() {
        return Err(ImportError::OnlyHeadings);
    }
    Ok(Table {
        headings,
        rows: below.into_iter().map(|(row, cells)| (row, cells.into_iter().map(unquoted).collect())).collect(),
    })
}

/// A cell without the apostrophe that keeps a spreadsheet from taking it for a formula; see the export.
fn unquoted(cell: String) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) => rest.to_owned(),
        _ => cell,
    }
}

/// The text of a file: UTF-8 or UTF-16 where it says so or is so, otherwise as Windows writes it in the West.
fn decoded(bytes: &[u8]) -> String {
    let wide = |little: bool| {
        let units = bytes[2..].chunks_exact(2).map(move |pair| {
            let pair = [pair[0], pair[1]];
            if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
        });
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    };
    let text = match bytes {
        [0xff, 0xfe, ..] => wide(true),
        [0xfe, 0xff, ..] => wide(false),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        bytes => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => {
                let high: Vec<char> = WINDOWS_1252.chars().collect();
                bytes
                    .iter()
                    .map(|byte| match byte {
                        0x80..=0x9f => high.get(usize::from(byte - 0x80)).copied().unwrap_or(' '),
                        byte => char::from(*byte),
                    })
                    .collect()
            }
        },
    };
    text.replace('\0', "")
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(text.as_bytes())
}

/// The separator that divides most of the first rows into the same number of columns, and into the most.
fn separator_of(text: &str) -> u8 {
    let weight = |separator: u8| {
        let counts: Vec<usize> =
            reader(text, separator).records().take(30).filter_map(|row| row.ok().map(|row| row.len())).collect();
        let most = counts.iter().copied().max().unwrap_or(0);
        if most < 2 { (0, 0) } else { (counts.iter().filter(|count| **count == most).count(), most) }
    };
    [b',', b'|', b'\t', b';'].into_iter().max_by_key(|separator| weight(*separator)).unwrap_or(b',')
}

/// Rows as they are kept: separated values in UTF-8, the row number first.
pub fn packed(table: &Table) -> Result<Vec<u8>, ImportError> {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let failed = |_| ImportError::NoTable;
    writer.write_record(std::iter::once("0").chain(table.headings.iter().map(String::as_str))).map_err(failed)?;
    for (number, cells) in &table.rows {
        let number = number.to_string();
        writer
            .write_record(std::iter::once(number.as_str()).chain(cells.iter().map(String::as_str)))
            .map_err(failed)?;
    }
    writer.into_inner().map_err(|_| ImportError::NoTable)
}

/// The kept rows again, one after the other; the headings are passed over.
pub fn unpacked(bytes: &[u8]) -> impl Iterator<Item = (usize, Vec<String>)> {
    let reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(bytes);
    reader.into_records().skip(1).filter_map(|record| {
        let record = record.ok()?;
        let mut cells = record.iter();
        let number = cells.next()?.parse().ok()?;
        Some((number, cells.map(str::to_owned).collect()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Table {
        of_text(bytes, &|cell| ["code", "farbe", "name"].contains(&cell.to_lowercase().as_str())).unwrap()
    }

    #[test]
    fn every_encoding_and_separator_gives_the_same_rows() {
        let plain = "Code;Farbe\nA-1;grün, hell\n";
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(plain.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let western: Vec<u8> = plain.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        let marked = [b"\xef\xbb\xbf", plain.as_bytes()].concat();
        let tabs = plain.replace(';', "\t");
        let commas = "Code,Farbe\r\nA-1,\"grün, hell\"\r\n";
        let named = format!("sep=;\n{plain}");
        for bytes in [plain.as_bytes(), &wide, &western, &marked, tabs.as_bytes(), commas.as_bytes(), named.as_bytes()]
        {
            let table = read(bytes);
            assert_eq!(
                (table.headings, table.rows[0].1.as_slice()),
                (vec!["Code".to_owned(), "Farbe".to_owned()], ["A-1".to_owned(), "grün, hell".to_owned()].as_slice())
            );
        }
    }

    #[test]
    fn headings_below_a_title_are_found_and_empty_rows_left_out() {
        let table = read(b"Price list 2026;\n;\nCode;Farbe\n;\nA-1;x\n");
        assert_eq!(table.headings, ["Code", "Farbe"]);
        assert_eq!(table.rows, [(5, vec!["A-1".to_owned(), "x".to_owned()])]);
    }

    #[test]
    fn nothing_and_headings_alone_are_no_table() {
        let is_heading = |_: &str| true;
        assert!(matches!(of_text(b"", &is_heading), Err(ImportError::Empty)));
        assert!(matches!(of_text(b" ;\n\n", &is_heading), Err(ImportError::Empty)));
        assert!(matches!(of_text(b"code;name\n", &is_heading), Err(ImportError::OnlyHeadings)));
    }

    #[test]
    fn rows_are_kept_as_they_are() {
        let table = read("Code;Farbe\n\"A\"\"1\";\"two\nlines\"\nB;\n".as_bytes());
        let again: Vec<_> = unpacked(&packed(&table).unwrap()).collect();
        assert_eq!(again, table.rows);
    }

    #[test]
    fn a_cell_that_was_kept_from_being_a_formula_is_itself_again() {
        assert_eq!(unquoted("'=1+1".to_owned()), "=1+1");
        assert_eq!(unquoted("''s".to_owned()), "'s");
        assert_eq!(unquoted("'tis".to_owned()), "'tis");
    }
}
