//! Scans: recognised by tesseract where it is installed, and told apart from orders where it is not.
//!
//! The scans are drawn here: a page of our own as a picture, whole or inside a PDF, upright, on its side or askew.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use ramjet::entity::states::Fate;
use ramjet::ops::isolate::Isolate;
use ramjet::ops::tesseract::{Choice, Missing};
use ramjet::reader::reading::{Content, Page, Part, Unreadable, render_turned};

use crate::desk::{Desk, both, skip};

/// Longer than any machine needs for what is read here.
const PATIENCE: Duration = Duration::from_secs(120);

const LINES: [(u32, u32, &str); 12] = [
    (220, 780, "PURCHASE ORDER"),
    (60, 740, "Ramjet Plastics, 12 Moulding Road, Dandenong"),
    (60, 720, "From: Shape Aluminium Pty Ltd"),
    (60, 690, "Order No: 60689"),
    (60, 670, "Date: 23/04/2026"),
    (60, 630, "Code"),
    (200, 630, "Description"),
    (420, 630, "Quantity"),
    (60, 610, "LOCAP-2"),
    (200, 610, "Locking cap, two way, black"),
    (420, 610, "1,500"),
    (60, 570, "Please deliver to our warehouse in Dandenong before noon."),
];

/// A PDF page in A4 with the lines of an order; `more` is drawn behind them.
fn letter() -> Vec<u8> {
    let text: String = LINES.iter().map(|(x, y, line)| format!("BT /F1 12 Tf {x} {y} Td ({line}) Tj ET ")).collect();
    pdf(&[(text, None)])
}

/// A gray PNG as its width, height and packed samples.
fn packed(png: &[u8]) -> (u32, u32, Vec<u8>) {
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    let (mut at, mut samples) = (8, Vec::new());
    while at + 8 <= png.len() {
        let length = number(at) as usize;
        if &png[at + 4..at + 8] == b"IDAT" {
            samples.extend_from_slice(&png[at + 8..at + 8 + length]);
        }
        at += 12 + length;
    }
    (number(16), number(20), samples)
}

/// A PDF with pages of text, each with or without a picture over the whole of it.
fn pdf(pages: &[(String, Option<&[u8]>)]) -> Vec<u8> {
    let kids: String = (0..pages.len()).map(|index| format!("{} 0 R ", 4 + 3 * index)).collect();
    let mut objects: Vec<Vec<u8>> = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Kids[{kids}]/Count {}>>", pages.len()).into_bytes(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>".to_vec(),
    ];
    for (index, (text, picture)) in pages.iter().enumerate() {
        let first = 4 + 3 * index;
        let content = match picture {
            Some(_) => format!("q 595 0 0 842 0 0 cm /I Do Q {text}"),
            None => text.clone(),
        };
        objects.push(
            format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {} 0 R\
                /Resources<</Font<</F1 3 0 R>>/XObject<</I {} 0 R>>>>>>",
                first + 1,
                first + 2
            )
            .into_bytes(),
        );
        objects.push(format!("<</Length {}>>stream\n{content}\nendstream", content.len()).into_bytes());
        objects.push(match picture {
            Some(png) => {
                let (width, height, samples) = packed(png);
                let head = format!(
                    "<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 8\
                    /Filter/FlateDecode/DecodeParms<</Predictor 15/Columns {width}>>/Length {}>>stream\n",
                    samples.len()
                );
                [head.as_bytes(), &samples, b"\nendstream"].concat()
            }
            None => b"null".to_vec(),
        });
    }
    let mut file = b"%PDF-1.4\n".to_vec();
    for (index, object) in objects.iter().enumerate() {
        file.extend([format!("{} 0 obj\n", index + 1).as_bytes(), object, b"\nendobj\n"].concat());
    }
    file.extend_from_slice(b"trailer<</Root 1 0 R>>\n");
    file
}

/// The letter as a picture, turned clockwise by hundredths of a degree.
fn photographed(turned: u16) -> Vec<u8> {
    render_turned(&letter(), 1, 200, turned).unwrap()
}

fn isolate() -> Isolate {
    Isolate::new(PathBuf::from(env!("CARGO_BIN_EXE_ramjet")), PATIENCE, 2)
}

/// A child that reads with the installed tesseract; `None`, and a word about it, where there is none.
async fn with_tesseract() -> Option<Isolate> {
    let isolate = isolate();
    match isolate.scans().await {
        Ok(_) => Some(isolate),
        Err(missing) => {
            skip(&missing.to_string());
            None
        }
    }
}

fn part(bytes: Vec<u8>, media_type: &str) -> Part {
    Part { path: "2".to_owned(), media_type: media_type.to_owned(), bytes, ..Part::default() }
}

async fn pages(isolate: &Isolate, part: &Part) -> Vec<Page> {
    match isolate.read(part).await.unwrap().content {
        Content::Pages { pages } => pages,
        other => panic!("{other:?}"),
    }
}

async fn refused(isolate: &Isolate, part: &Part) -> Option<Unreadable> {
    match isolate.read(part).await.unwrap().content {
        Content::Unreadable { reason } => Some(reason),
        _ => None,
    }
}

fn text(page: &Page) -> String {
    page.words.iter().filter(|word| !word.hidden).map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_picture_of_an_order_becomes_words_where_they_stand() {
    let Some(isolate) = with_tesseract().await else { return };
    let read = pages(&isolate, &part(photographed(0), "image/png")).await.remove(0);
    let printed = pages(&isolate, &part(letter(), "application/pdf")).await.remove(0);
    assert!(read.is_scan && !printed.is_scan && read.unread.is_none());
    for word in &printed.words {
        let found = read.words.iter().find(|found| found.text == word.text && (found.y0 - word.y0).abs() < 8.0);
        let found = found.unwrap_or_else(|| panic!("{} is not in: {}", word.text, text(&read)));
        let is_near = (found.x0 - word.x0).abs() < 4.0 && (found.x1 - word.x1).abs() < 4.0;
        assert!(is_near && found.confidence.is_some_and(|sure| sure > 50), "{found:?} {word:?}");
    }
}

#[tokio::test]
async fn a_page_on_its_side_or_on_its_head_is_read_upright() {
    let Some(isolate) = with_tesseract().await else { return };
    for (turned, back) in [(9_000, 27_000), (18_000, 18_000), (27_000, 9_000)] {
        let picture = photographed(turned);
        let read = pages(&isolate, &part(picture.clone(), "image/png")).await.remove(0);
        assert!(text(&read).contains("Order No: 60689"), "{turned}: {}", text(&read));
        assert_eq!((read.turned, read.width < read.height), (back, true), "{turned}");
        let drawn = isolate.render_turned(&picture, 1, 72, read.turned).await.unwrap();
        let (width, height, _) = packed(&drawn);
        assert!((width as f32 - read.width).abs() < 2.0 && (height as f32 - read.height).abs() < 2.0);
    }
}

#[tokio::test]
async fn a_page_that_lies_askew_is_levelled() {
    let Some(isolate) = with_tesseract().await else { return };
    let read = pages(&isolate, &part(photographed(200), "image/png")).await.remove(0);
    assert!((35_780..=35_820).contains(&read.turned), "{}", read.turned);
    let row: Vec<f32> = read
        .words
        .iter()
        .filter(|word| ["LOCAP-2", "1,500"].contains(&word.text.as_str()))
        .map(|word| word.y0)
        .collect();
    assert!(row.len() == 2 && (row[0] - row[1]).abs() < 2.0, "{}", text(&read));
}

#[tokio::test]
async fn of_a_pdf_only_the_pages_without_text_are_recognised() {
    let Some(isolate) = with_tesseract().await else { return };
    let picture = photographed(0);
    let mixed = pdf(&[
        ("BT /F1 12 Tf 60 700 Td (Terms of the purchase, page one of two) Tj ET".to_owned(), None),
        ("BT 3 Tr /F1 12 Tf 60 690 Td (somebody elses recognition) Tj ET".to_owned(), Some(&picture[..])),
    ]);
    let pages = pages(&isolate, &part(mixed, "application/pdf")).await;
    assert_eq!((pages[0].is_scan, pages[1].is_scan), (false, true));
    assert!(text(&pages[1]).contains("Order No: 60689"), "{}", text(&pages[1]));
    assert!(pages[1].words.iter().any(|word| word.hidden && word.text == "recognition"), "kept for comparison");
    assert!(pages[1].words.iter().all(|word| word.hidden == word.confidence.is_none()));
}

#[tokio::test]
async fn a_picture_without_text_says_that_nothing_was_recognised() {
    let Some(isolate) = with_tesseract().await else { return };
    let blank = pdf(&[("0.5 g 100 100 300 300 re f".to_owned(), None)]);
    let refused = refused(&isolate, &part(blank, "application/pdf")).await;
    assert_eq!(refused, Some(Unreadable::NoText));
}

#[tokio::test]
async fn without_tesseract_a_scan_says_so_and_a_mixed_file_keeps_its_text() {
    let nobody = isolate().with_tesseract(Choice::Nobody);
    assert_eq!(nobody.scans().await, Err(Missing::Off));
    let picture = photographed(0);
    assert_eq!(refused(&nobody, &part(picture.clone(), "image/png")).await, Some(Unreadable::NoReader));
    let mixed = pdf(&[
        ("BT /F1 12 Tf 60 700 Td (Terms of the purchase) Tj ET".to_owned(), None),
        (String::new(), Some(&picture[..])),
    ]);
    let pages = pages(&nobody, &part(mixed, "application/pdf")).await;
    assert_eq!((pages[0].unread, pages[1].unread), (None, Some(Unreadable::NoReader)));
    assert!(text(&pages[0]).contains("Terms") && pages[1].words.is_empty());
}

/// A stand-in for tesseract that says it is one, and does `deed` when it is given a picture.
fn stand_in(folder: &Path, deed: &str) -> Choice {
    let path = folder.join("tesseract");
    let script = format!(
        "#!/bin/sh\ncase \"$1\" in --version) echo 'tesseract 9.9.9';; --list-langs) printf 'List of\\neng\\n';; *) {deed};; esac\n"
    );
    // Written by another process, as in the tests of reading: no test then holds it open for writing.
    let write = ["-c", "printf '%s' \"$1\" > \"$0\" && chmod 700 \"$0\""];
    assert!(Command::new("/bin/sh").args(write).arg(&path).arg(script).status().unwrap().success());
    Choice::Program(path)
}

/// A child that gives up after so many seconds.
fn waiting(seconds: u64, choice: Choice) -> Isolate {
    Isolate::new(PathBuf::from(env!("CARGO_BIN_EXE_ramjet")), Duration::from_secs(seconds), 2).with_tesseract(choice)
}

#[tokio::test]
async fn a_recognition_that_hangs_crashes_or_never_stops_talking_costs_one_page() {
    let folder = tempfile::tempdir().unwrap();
    let scan = part(photographed(0), "image/png");
    let began = Instant::now();
    for (deed, seconds, reason) in [
        ("exec /bin/sleep 6000", 3, Unreadable::TooSlow),
        ("kill -SEGV $$", 120, Unreadable::TooLarge),
        ("exec /usr/bin/yes", 120, Unreadable::TooLarge),
        ("echo nonsense", 120, Unreadable::NoText),
        ("while :; do :; done", 3, Unreadable::TooSlow),
    ] {
        let isolate = waiting(seconds, stand_in(folder.path(), deed));
        assert_eq!(isolate.scans().await.map(|installed| installed.version), Ok("9.9.9".to_owned()));
        assert_eq!(refused(&isolate, &scan).await, Some(reason), "{deed}");
    }
    assert!(began.elapsed() < Duration::from_secs(600), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_recognition_writes_no_file_and_learns_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let stray = folder.path().join("stray");
    let deed =
        format!("(echo x > {}) 2>/dev/null; test -z \"$CARGO_MANIFEST_DIR$HOME\" || kill -SEGV $$", stray.display());
    let isolate = waiting(120, stand_in(folder.path(), &deed));
    assert_eq!(refused(&isolate, &part(photographed(0), "image/png")).await, Some(Unreadable::NoText));
    assert_eq!(std::fs::read(&stray).unwrap_or_default(), b"", "a file may appear, but nothing can be written into it");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_recognition_ends_with_the_program_that_asked_for_it() {
    let folder = tempfile::tempdir().unwrap();
    // A time of our own, so that we know it from the sleep of anybody else.
    let asleep = format!("/bin/sleep 4321.{}", std::process::id());
    let Choice::Program(program) = stand_in(folder.path(), &format!("exec {asleep}")) else { unreachable!() };
    let asleep = format!("{}\0", asleep.replace(' ', "\0"));
    let scan = folder.path().join("scan.png");
    std::fs::write(&scan, photographed(0)).unwrap();
    let mut asking = Command::new(env!("CARGO_BIN_EXE_ramjet"))
        .arg("read")
        .arg(&scan)
        .env("RAMJET_TESSERACT", &program)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let sleeps = || {
        let processes = std::fs::read_dir("/proc").unwrap();
        let lines = processes.filter_map(|entry| std::fs::read(entry.ok()?.path().join("cmdline")).ok());
        lines.filter(|line| line.starts_with(asleep.as_bytes())).count()
    };
    let wait = async |wanted: &dyn Fn(usize) -> bool| {
        for _ in 0..1_200 {
            if wanted(sleeps()) {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        false
    };
    assert!(wait(&|count| count > 0).await, "the recognition never began");
    asking.kill().unwrap();
    asking.wait().unwrap();
    assert!(wait(&|count| count == 0).await, "the recognition outlived its asker");
}

/// A mail with a picture attached.
fn mail(subject: &str, text: &str, picture: &[u8]) -> Vec<u8> {
    use base64::Engine as _;
    let coded = base64::engine::general_purpose::STANDARD.encode(picture);
    let lines: Vec<&str> = coded.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!(
        "From: Sam Buyer <sam@shape.example>\r\nTo: orders@ramjet.example\r\nSubject: {subject}\r\n\
        Message-ID: <{subject}@shape.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
        --b\r\nContent-Type: text/plain\r\n\r\n{text}\r\n--b\r\nContent-Type: image/png; name=scan.png\r\n\
        Content-Disposition: attachment; filename=scan.png\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
        lines.join("\r\n")
    )
    .into_bytes()
}

async fn without_a_reader(kind: crate::desk::Kind) -> Option<Desk> {
    Desk::open(kind, &[("tesseract", "none")]).await
}

both! {
    async fn a_scan_that_cannot_be_read_is_never_an_order_nor_put_away_as_something_else(database: Database) {
        let kind = if database.db().is_sqlite() { crate::desk::Kind::Sqlite } else { crate::desk::Kind::Postgres };
        let desk = without_a_reader(kind).await.unwrap();
        let picture = photographed(0);
        desk.receive(&mail("announced", "Please find attached our purchase order.", &picture), "announced.eml").await;
        desk.receive(&mail("news", "Our news. To unsubscribe click here.", &picture), "news.eml").await;
        desk.receive(&picture, "scan.png").await;
        assert_eq!(desk.fates().await, [Fate::Failed, Fate::Failed, Fate::Failed]);
        assert!(desk.orders().await.is_empty());
        for row in desk.inbox().await {
            assert_eq!(row.fate_reason.as_deref(), Some("scan_unread"), "{row:?}");
        }
    }

    async fn a_scanned_order_is_read_and_what_is_unsure_is_doubted(desk: Desk) {
        if desk.ctx.isolate.scans().await.is_err() {
            return skip("tesseract is not installed");
        }
        let order = desk.receive_order(&photographed(0), "scan.png").await;
        let row = desk.row(order).await;
        assert_eq!(row.po_number.as_deref(), Some("60689"));
    }
}
