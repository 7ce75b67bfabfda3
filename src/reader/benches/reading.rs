//! How long reading and drawing take: `cargo bench --workspace --bench reading`.
//!
//! Each figure is the processor time of one thread in the best of several runs. The documents are those of the shared
//! corpus; without it only the mail is measured.

#![expect(clippy::print_stdout, reason = "a bench talks to whoever started it")]

#[path = "../../../benches/spent.rs"]
mod spent;

use std::path::Path;
use std::time::Duration;

use ramjet_reader::extraction::{Hints, extract};
use ramjet_reader::reading::{Content, Part, read_all, read_part, render, split};

const RUNS: u32 = 3;

/// The best of several runs.
fn best<T>(work: impl FnMut() -> T) -> (Duration, T) {
    spent::best(RUNS, work)
}

/// The PDFs of one folder of the corpus with their names, in order.
fn pdfs(folder: &str) -> Vec<(String, Part)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus").join(folder);
    let mut files: Vec<_> = std::fs::read_dir(folder).map(|entries| entries.flatten().collect()).unwrap_or_default();
    files.sort_by_key(std::fs::DirEntry::file_name);
    let pdf = |entry: &std::fs::DirEntry| entry.path().extension().is_some_and(|extension| extension == "pdf");
    let part = |entry: std::fs::DirEntry| {
        let bytes = std::fs::read(entry.path()).expect("the corpus is readable");
        let part = Part { media_type: "application/pdf".to_owned(), bytes, ..Part::default() };
        (entry.file_name().to_string_lossy().into_owned(), part)
    };
    files.into_iter().filter(pdf).map(part).collect()
}

fn measure(folder: &str) {
    let (mut pages, mut reading, mut drawn, mut drawing) = (0_u32, Duration::ZERO, 0_u32, Duration::ZERO);
    let (mut slowest_read, mut slowest_drawn) = ((Duration::ZERO, String::new()), (Duration::ZERO, String::new()));
    for (name, part) in pdfs(folder) {
        let (took, document) = best(|| read_part(&part));
        let text = matches!(document.content, Content::Pages { .. });
        if let Content::Pages { pages: found } = document.content {
            pages += found.len() as u32;
            reading += took;
            slowest_read = slowest_read.max((took / found.len() as u32, name.clone()));
        }
        let (took, picture) = best(|| render(&part.bytes, 1, 110));
        if let Ok(png) = picture {
            println!("{folder}/{name}: {took:.1?} for {} kB{}", png.len() / 1000, if text { "" } else { " (scan)" });
            if text {
                drawn += 1;
                drawing += took;
                slowest_drawn = slowest_drawn.max((took, name));
            }
        }
    }
    if pages > 0 {
        println!("{folder}: text {:.3?} a page over {pages} pages, slowest {slowest_read:.3?}", reading / pages);
        println!(
            "{folder}: drawing at 110 dpi {:.2?} a text page over {drawn}, slowest {slowest_drawn:.2?}",
            drawing / drawn
        );
    }
}

/// Rows of the sheets that are measured.
const ROWS: usize = 1_000;

/// A workbook of one sheet with a header and [`ROWS`] rows of seven cells.
fn workbook() -> Vec<u8> {
    use std::fmt::Write as _;
    use std::io::{Cursor, Write as _};
    let mut rows = String::from("<worksheet><sheetData>");
    for row in 1..=ROWS {
        let text =
            |column: char, text: &str| format!("<c r=\"{column}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
        let number = |column: char, number: f64| format!("<c r=\"{column}{row}\"><v>{number}</v></c>");
        let cells = [
            number('A', row as f64),
            text('B', &format!("CAP-{row:05}-BLK")),
            text('C', "Cap, screw, 38 mm, black"),
            number('D', (row * 10) as f64),
            text('E', "EA"),
            number('F', row as f64 / 100.0),
            number('G', (row * 10) as f64 * (row as f64 / 100.0)),
        ];
        write!(rows, "<row r=\"{row}\">{}</row>", cells.concat()).expect("a text takes what is written");
    }
    rows.push_str("</sheetData></worksheet>");
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        (
            "_rels/.rels",
            "<Relationships><Relationship Id=\"rId1\" Target=\"xl/workbook.xml\" \
              Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\"/></Relationships>",
        ),
        (
            "xl/workbook.xml",
            "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets>\
             <sheet name=\"Order\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>",
        ),
        (
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\" \
             Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\"/></Relationships>",
        ),
        ("xl/worksheets/sheet1.xml", &rows),
    ] {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(name, options).expect("a package in memory takes every file");
        writer.write_all(text.as_bytes()).expect("a package in memory takes every byte");
    }
    writer.finish().expect("a package in memory closes").into_inner()
}

/// Milliseconds for [`ROWS`] rows, to read them and to find the lines in them.
fn measure_sheets() {
    let head = "PO;Line;Part no;Description;Qty;UoM;Unit price;Total\n";
    let row = |n: usize| format!("4711;{n};CAP-{n:05}-BLK;Cap, screw, 38 mm;{};EA;0.25;{}.50\n", n * 10, n * 2);
    let csv = head.to_owned() + &(1..=ROWS).map(row).collect::<String>();
    for (name, bytes) in [("order.xlsx", workbook()), ("order.csv", csv.into_bytes())] {
        let (read, reading) = best(|| read_all(&bytes, Some(name)));
        let (found, extraction) = best(|| extract(&reading, &Hints::default()));
        let lines: usize = extraction.orders.iter().map(|order| order.lines.len()).sum();
        println!("{name}: {ROWS} rows read in {read:.1?}, {lines} lines found in {found:.1?}");
    }
}

fn main() {
    measure_sheets();
    measure("orders-pdf");
    measure("generated-dev");
    let mail = format!(
        "From: a@b.example\r\nTo: c@d.example\r\nSubject: PO 1\r\nContent-Type: text/plain\r\n\r\n{}",
        "1000 LOCAP2 black\r\n".repeat(100)
    );
    let (took, _) = best(|| (0..1_000).for_each(|_| drop(std::hint::black_box(split(mail.as_bytes(), None)))));
    println!("mail of {} bytes: {:.0} a second", mail.len(), 1_000.0 / took.as_secs_f64());
}
