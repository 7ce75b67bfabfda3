//! What the fuzzer found once (`fuzz/cases`), and what is simply broken, given to every parser there is: none panics, and what is found
//! stands where it says.

use std::fs;
use std::path::{Path, PathBuf};

use ramjet_reader::extraction::{Hints, extract};
use ramjet_reader::reading::{
    Header, Part, Reading, ScanPicture, html_view, read_all, read_part, render, scan, scan_words,
};

const KINDS: [&str; 22] = [
    "application/pdf",
    "text/html",
    "text/plain",
    "text/csv",
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/tiff",
    "image/webp",
    "image/bmp",
    "application/edifact",
    "application/edi-x12",
    "application/edi-consent",
    "application/xml",
    "text/xml",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel.sheet.binary.macroenabled.12",
    "application/vnd.ms-excel",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.oasis.opendocument.text",
    "message/rfc822",
];

/// Gives the bytes to every parser.
fn endure(bytes: &[u8]) {
    for kind in KINDS {
        let part = Part { path: "0".to_owned(), media_type: kind.to_owned(), bytes: bytes.to_vec(), ..Part::default() };
        let reading = Reading { header: Header::default(), documents: vec![read_part(&part)] };
        extract(&reading, &Hints::default());
    }
    for name in ["case.eml", "case.txt", "case"] {
        extract(&read_all(bytes, Some(name)), &Hints::default());
    }
    let _ = html_view(bytes, None, &[]);
    let _ = render(bytes, 1, 72);
    for turned in [0, 9_000] {
        let _ = scan(bytes, 1, turned);
    }
    let picture =
        ScanPicture { width: 60, height: 80, points: (14.4, 19.2), turned: 0, dpi: 300, grey: vec![255; 4_800] };
    let _ = scan_words(&String::from_utf8_lossy(bytes), &picture);
}

fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/cases");
    let folders = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    folders.flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path())).collect()
}

#[test]
fn no_parser_panics_over_what_the_fuzzer_found() {
    for case in cases() {
        eprintln!("{}", case.display());
        endure(&fs::read(case).unwrap());
    }
}

#[test]
fn no_parser_panics_over_files_that_end_in_the_middle() {
    let heads: [&[u8]; 12] = [
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\xff\xff\xff\xff",
        b"PK\x03\x04\x14\0\0\0\x08\0",
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\xff\xff",
        b"UNB+UNOC:3+A+B+260101:1200+1'UNH+1+ORDERS:D:96A:UN'LIN+1",
        b"ISA*00*          *00*",
        b"STX=ANA:1+5000000000000:A+",
        b"<?xml version=\"1.0\"?><Order xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Order-2\"><",
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=\"x\"\r\n\r\n--x\r\nContent-Type: multipart/mixed; boundary=\"x\"",
        b"<table><tr><td colspan=4294967295 rowspan=4294967295>1",
        b"GIF89a\xff\xff\xff\xff\x80\0\0",
        b"II*\0\x08\0\0\0\xff\xff",
    ];
    for head in heads {
        for end in 0..=head.len() {
            let part = &head[..end];
            extract(&read_all(part, None), &Hints::default());
        }
        endure(head);
    }
}
