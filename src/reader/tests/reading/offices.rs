//! Office files that must be refused, and what is read of those that are not.

use std::io::{Cursor, Write};
use std::path::Path;

use ramjet_reader::reading::{Content, SheetOfCells, UNPACKED_BYTES_MAX, Unreadable, is_risky, read_all, split};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

fn package(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = SimpleFileOptions::default();
        let is_stored = *name == "mimetype";
        let options = if is_stored { options.compression_method(CompressionMethod::Stored) } else { options };
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A workbook of one sheet with these cells as XML.
fn workbook(cells: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{cells}</sheetData></worksheet>");
    package(&[
        (
            "_rels/.rels",
            b"<Relationships><Relationship Id=\"rId1\" Target=\"xl/workbook.xml\" \
              Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            b"<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
              <sheets><sheet name=\"Order\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            b"<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\" \
              Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\"/></Relationships>",
        ),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn refusal(bytes: &[u8], name: &str) -> Option<Unreadable> {
    match read_all(bytes, Some(name)).documents.remove(0).content {
        Content::Unreadable { reason } => Some(reason),
        _ => None,
    }
}

fn sheets(bytes: &[u8], name: &str) -> Vec<SheetOfCells> {
    match read_all(bytes, Some(name)).documents.remove(0).content {
        Content::Sheets { sheets } => sheets,
        other => panic!("{other:?}"),
    }
}

fn golden(case: &str, file: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/orders").join(case).join(file)).unwrap()
}

#[test]
fn a_workbook_is_read_with_its_hidden_sheet_marked() {
    for (case, file) in [("workbook", "message.xlsx"), ("old_workbook", "message.xls")] {
        let sheets = sheets(&golden(case, file), file);
        let told: Vec<(&str, bool)> = sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.hidden)).collect();
        assert_eq!(told, [("Prices", false), ("Order", false), ("Last year", true)], "{file}");
        assert_eq!(sheets[1].rows[12][2], "00731", "{file} keeps the zeros of a code");
        assert_eq!(sheets[1].rows[6][2], "2026-03-04", "{file}");
        assert_eq!(sheets[1].rows[13][8], "105.12", "{file} shows what a formula shows");
    }
}

#[test]
fn every_kind_of_office_file_is_opened_in_the_child_only() {
    for (case, file) in
        [("workbook", "message.xlsx"), ("old_workbook", "message.xls"), ("word_document", "message.docx")]
    {
        let (_, parts) = split(&golden(case, file), Some(file));
        assert!(is_risky(&parts[0]), "{file}");
    }
}

#[test]
fn booleans_errors_and_characters_by_number_are_read() {
    let cells = "<row r=\"1\"><c r=\"A1\" t=\"b\"><v>1</v></c><c r=\"B1\" t=\"e\"><v>#DIV/0!</v></c>\
        <c r=\"C1\" t=\"inlineStr\"><is><t>R&amp;D &#8211; _x000D_x</t></is></c><c r=\"D1\"><f>A1</f></c></row>";
    assert_eq!(sheets(&workbook(cells), "a.xlsx")[0].rows, [["TRUE", "#DIV/0!", "R&D – \nx"]]);
}

#[test]
fn a_workbook_without_a_cell_is_empty() {
    assert_eq!(refusal(&workbook(""), "a.xlsx"), Some(Unreadable::Empty));
}

#[test]
fn a_file_that_unpacks_to_more_than_it_may_is_refused() {
    let blanks = " ".repeat(UNPACKED_BYTES_MAX as usize);
    assert_eq!(refusal(&workbook(&blanks), "a.xlsx"), Some(Unreadable::TooLarge));
    let dense = format!("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>{}</t></is></c></row>", "A".repeat(8 << 20));
    assert_eq!(refusal(&workbook(&dense), "a.xlsx"), Some(Unreadable::TooLarge), "a thousandfold");
    let document = package(&[("word/document.xml", blanks.as_bytes())]);
    assert_eq!(refusal(&document, "a.docx"), Some(Unreadable::TooLarge));
}

#[test]
fn a_size_that_is_a_lie_is_found_out_while_unpacking() {
    let mut bytes = workbook(&" ".repeat(UNPACKED_BYTES_MAX as usize + 1));
    let size = u32::try_from(UNPACKED_BYTES_MAX + 1 + "<worksheet><sheetData></sheetData></worksheet>".len() as u64);
    let told = size.unwrap().to_le_bytes();
    for at in 0..bytes.len() - 4 {
        if bytes[at..at + 4] == told {
            bytes[at..at + 4].copy_from_slice(&1000_u32.to_le_bytes());
        }
    }
    let refused = refusal(&bytes, "a.xlsx");
    assert!(matches!(refused, Some(Unreadable::TooLarge | Unreadable::Damaged)), "{refused:?}");
}

#[test]
fn a_cell_at_the_end_of_the_world_is_refused_and_not_laid_out() {
    let cells = "<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>";
    assert_eq!(refusal(&workbook(cells), "a.xlsx"), Some(Unreadable::TooLarge));
}

#[test]
fn an_entity_that_grows_is_damage() {
    let bomb = b"<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;\">]><w:document><w:p><w:r><w:t>&b;</w:t>\
        </w:r></w:p></w:document>";
    assert_eq!(refusal(&package(&[("word/document.xml", bomb)]), "a.docx"), Some(Unreadable::Damaged));
}

#[test]
fn a_locked_workbook_says_so() {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let locked = [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), &[0; 600], &name, &[0; 600]].concat();
    assert_eq!(refusal(&locked, "a.xlsx"), Some(Unreadable::Encrypted));
    let encrypted = b"<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let sheet = package(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", encrypted),
        ("content.xml", b"\x01\x02"),
    ]);
    assert_eq!(refusal(&sheet, "a.ods"), Some(Unreadable::Encrypted));
}

#[test]
fn files_cut_short_or_scribbled_over_are_refused_without_a_panic() {
    for (case, file) in
        [("workbook", "message.xlsx"), ("old_workbook", "message.xls"), ("word_document", "message.docx")]
    {
        let whole = golden(case, file);
        for end in [9, whole.len() / 3, whole.len() / 2, whole.len() - 30] {
            assert!(refusal(&whole[..end], file).is_some(), "{file} cut at {end}");
        }
        // Wherever a byte is wrong, an answer comes back; what it is depends on the byte.
        for at in (0..whole.len()).step_by(97) {
            let mut scribbled = whole.clone();
            scribbled[at] ^= 0xFF;
            let _answer = read_all(&scribbled, Some(file));
        }
    }
}

#[test]
fn a_table_of_no_known_separator_stays_text() {
    let read = read_all(b"Dear Sir,\nplease send five caps.\n", Some("note.csv"));
    assert!(matches!(&read.documents[0].content, Content::Text { text } if text.contains("five caps")));
}
