//! The parsers, one row each.

use ramjet_reader::extraction::{Hints, extract, grounding};
use ramjet_reader::reading::{
    Header, Part, Reading, ScanPicture, html_view, read_all, read_part, render, scan, scan_words, split,
};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const XLS: &str = "application/vnd.ms-excel";
const XLSB: &str = "application/vnd.ms-excel.sheet.binary.macroenabled.12";
const ODS: &str = "application/vnd.oasis.opendocument.spreadsheet";
const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const ODT: &str = "application/vnd.oasis.opendocument.text";
const PDF: &str = "application/pdf";
const EDIFACT: &str = "application/edifact";
const X12: &str = "application/edi-x12";
const TRADACOMS: &str = "application/edi-consent";

/// A parser and what belongs to it.
pub struct Target {
    /// Its name on the command line.
    pub name: &'static str,
    /// Media types, as the reader finds them, of the files it begins with.
    pub seeds: &'static [&'static str],
    /// Reads the bytes; a panic, too much time and too much memory are findings.
    pub run: fn(&[u8]),
}

/// All of them.
pub const TARGETS: &[Target] = &[
    Target { name: "mail", seeds: &["message/rfc822"], run: mail },
    Target { name: "html", seeds: &["text/html"], run: html },
    Target { name: "pdf", seeds: &[PDF], run: |bytes| found_in(PDF, bytes) },
    Target { name: "raster", seeds: &[PDF], run: raster },
    Target { name: "picture", seeds: &["image/"], run: picture },
    Target { name: "recognised", seeds: &["tesseract"], run: recognised },
    Target { name: "xlsx", seeds: &[XLSX], run: |bytes| found_in(XLSX, bytes) },
    Target { name: "xlsb", seeds: &[XLSB], run: |bytes| found_in(XLSB, bytes) },
    Target { name: "xls", seeds: &[XLS], run: |bytes| found_in(XLS, bytes) },
    Target { name: "ods", seeds: &[ODS], run: |bytes| found_in(ODS, bytes) },
    Target { name: "docx", seeds: &[DOCX], run: |bytes| found_in(DOCX, bytes) },
    Target { name: "odt", seeds: &[ODT], run: |bytes| found_in(ODT, bytes) },
    Target { name: "csv", seeds: &["text/csv"], run: |bytes| found_in("text/csv", bytes) },
    Target { name: "archive", seeds: &["application/zip", "application/ms-tnef"], run: archive },
    Target { name: "edifact", seeds: &[EDIFACT], run: |bytes| found_in(EDIFACT, bytes) },
    Target { name: "x12", seeds: &[X12], run: |bytes| found_in(X12, bytes) },
    Target { name: "tradacoms", seeds: &[TRADACOMS], run: |bytes| found_in(TRADACOMS, bytes) },
    Target { name: "xml", seeds: &["application/xml", "text/xml"], run: |bytes| found_in("application/xml", bytes) },
    Target { name: "order", seeds: &["text/plain"], run: order },
];

/// A lone file of this kind, read; and the orders in it, whose places must stand where they say.
fn found_in(media_type: &str, bytes: &[u8]) {
    let part =
        Part { path: "0".to_owned(), media_type: media_type.to_owned(), bytes: bytes.to_vec(), ..Part::default() };
    found(&Reading { header: Header::default(), documents: vec![read_part(&part)] });
}

fn found(reading: &Reading) {
    let extraction = extract(reading, &Hints::default());
    for field in extraction.orders.iter().map(|order| &order.po_number) {
        for place in field.candidates.iter().flat_map(|candidate| candidate.origin.places()) {
            assert!(grounding::stands(reading, place), "a number stands nowhere: {place:?}");
        }
    }
}

fn mail(bytes: &[u8]) {
    found(&read_texts(bytes, "fuzz.eml"));
}

fn archive(bytes: &[u8]) {
    for part in split(bytes, None).1 {
        assert!(part.refused.is_none() || part.path != "0" || !part.bytes.is_empty() || bytes.is_empty());
    }
}

/// A mail with the parts that have no target of their own.
fn read_texts(bytes: &[u8], name: &str) -> Reading {
    let (header, parts) = split(bytes, Some(name));
    let texts = parts.iter().filter(|part| part.media_type.starts_with("text/"));
    Reading { header, documents: texts.map(read_part).collect() }
}

fn html(bytes: &[u8]) {
    found_in("text/html", bytes);
    // Whether it can be shown is another walk over the same tree.
    let _ = html_view(bytes, None, &[]);
}

/// The first page drawn, and the picture of a scan in it taken out.
fn raster(bytes: &[u8]) {
    let _ = render(bytes, 1, 72);
    let _ = scan(bytes, 1, 0);
}

fn picture(bytes: &[u8]) {
    let Some(part) = split(bytes, None).1.into_iter().find(|part| part.media_type.starts_with("image/")) else {
        return;
    };
    let _ = read_part(&part);
    let _ = scan(bytes, 1, 9_000);
}

/// The table that tesseract writes.
fn recognised(bytes: &[u8]) {
    let picture =
        ScanPicture { width: 600, height: 800, points: (144.0, 192.0), turned: 0, dpi: 300, grey: vec![255; 480_000] };
    let _ = scan_words(&String::from_utf8_lossy(bytes), &picture);
}

/// The order in a text that somebody typed, and in the same text as the body of a mail.
fn order(bytes: &[u8]) {
    found(&read_all(bytes, Some("order.txt")));
    let mail = [b"From: a@example.com\r\nTo: b@example.com\r\nSubject: Purchase order\r\n\r\n", bytes].concat();
    found(&read_texts(&mail, "order.eml"));
}
