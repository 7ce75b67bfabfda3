//! Reading and drawing in a child process, and on the command line.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use ramjet::ops::isolate::{Isolate, IsolateError};
use ramjet::reader::reading::{Content, Part, Unreadable};

/// Longer than any machine needs for what is read here.
const PATIENCE: Duration = Duration::from_secs(120);
const RAMJET: &str = env!("CARGO_BIN_EXE_ramjet");
const MAIL: &[u8] = b"From: Sharon <s@shape.example>\nTo: o@ramjet.example\nSubject: PO 12022\n\n1000 LOCAP2\n";

/// A PDF of one page that says `PO-12022`, without a table of objects: readers rebuild it.
const PDF: &str = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
    3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>endobj\n\
    4 0 obj<</Length 42>>stream\nBT /F1 10 Tf 20 50 Td (PO-12022) Tj ET    \nendstream endobj\n\
    5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\ntrailer<</Root 1 0 R>>\n";

fn isolate() -> Isolate {
    Isolate::new(PathBuf::from(RAMJET), PATIENCE, 2)
}

fn pdf(bytes: &[u8]) -> Part {
    Part { path: "2".to_owned(), media_type: "application/pdf".to_owned(), bytes: bytes.to_vec(), ..Part::default() }
}

/// A stand-in for the child: a shell script in `folder`.
///
/// Another process writes it: were it open for writing here while another test starts a child, that child would
/// inherit the open file for a moment, and the system refuses to run a file that somebody can write.
fn script(folder: &Path, text: &str, deadline: Duration) -> Isolate {
    let path = folder.join("child");
    let made = Command::new("/bin/sh")
        .args(["-c", "printf '#!/bin/sh\\n%s\\n' \"$1\" > \"$0\" && chmod 700 \"$0\""])
        .arg(&path)
        .arg(text)
        .status();
    assert!(made.unwrap().success());
    Isolate::new(path, deadline, 1)
}

fn reason(content: &Content) -> Option<Unreadable> {
    match content {
        Content::Unreadable { reason } => Some(*reason),
        _ => None,
    }
}

#[tokio::test]
async fn a_child_takes_a_mail_apart_reads_a_pdf_and_draws_its_page() {
    let (header, parts) = isolate().split(MAIL, None).await.unwrap();
    assert_eq!((header.subject.as_str(), parts[0].path.as_str()), ("PO 12022", "1"));
    let document = isolate().read(&pdf(PDF.as_bytes())).await.unwrap();
    assert!(
        matches!(&document.content, Content::Pages { pages } if pages[0].words[0].text == "PO-12022"),
        "{document:?}"
    );
    assert_eq!(document.part, "2");
    let png = isolate().render(PDF.as_bytes(), 1, 110).await.unwrap();
    assert!(png.starts_with(b"\x89PNG"));
}

#[tokio::test]
async fn a_document_that_cannot_be_read_or_drawn_says_why() {
    let document = isolate().read(&pdf(b"%PDF-1.4 nothing")).await.unwrap();
    assert_eq!(reason(&document.content), Some(Unreadable::Damaged));
    let missing = isolate().render(PDF.as_bytes(), 7, 110).await;
    assert!(matches!(missing, Err(IsolateError::Render(_))), "{missing:?}");
}

#[tokio::test]
async fn a_child_that_takes_too_long_is_killed_and_its_document_is_too_slow() {
    let folder = tempfile::tempdir().unwrap();
    let slow = script(folder.path(), "exec /bin/sleep 600", Duration::from_millis(200));
    let document = slow.read(&pdf(PDF.as_bytes())).await.unwrap();
    assert_eq!(reason(&document.content), Some(Unreadable::TooSlow));
    assert!(matches!(slow.split(MAIL, None).await, Err(IsolateError::TooSlow(_))));
    assert!(matches!(slow.render(b"", 1, 110).await, Err(IsolateError::TooSlow(_))));
}

#[tokio::test]
async fn a_child_that_crashes_costs_one_document() {
    let folder = tempfile::tempdir().unwrap();
    let broken = script(folder.path(), "kill -SEGV $$", PATIENCE);
    let document = broken.read(&pdf(PDF.as_bytes())).await.unwrap();
    assert_eq!(reason(&document.content), Some(Unreadable::Damaged));
    assert!(matches!(broken.split(MAIL, None).await, Err(IsolateError::Crashed(_))));
}

#[tokio::test]
async fn a_child_of_another_kind_and_a_missing_one_are_errors_not_documents() {
    let folder = tempfile::tempdir().unwrap();
    let other = script(folder.path(), "echo hello", PATIENCE);
    assert!(matches!(other.read(&pdf(PDF.as_bytes())).await, Err(IsolateError::Answer(_))));
    let missing = Isolate::new(folder.path().join("nobody"), PATIENCE, 1);
    assert!(matches!(missing.read(&pdf(PDF.as_bytes())).await, Err(IsolateError::Start { .. })));
}

#[tokio::test]
async fn a_child_inherits_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let seen = folder.path().join("seen");
    // The script's own shell sets PWD and the like; what matters is that nothing of ours is among it.
    let nosy = script(folder.path(), &format!("/usr/bin/env > {}", seen.display()), PATIENCE);
    let _ = nosy.read(&pdf(PDF.as_bytes())).await;
    let seen = std::fs::read_to_string(seen).unwrap();
    assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
    assert!(!seen.contains("CARGO_MANIFEST_DIR=") && !seen.contains("HOME="), "{seen}");
}

#[tokio::test]
async fn children_over_the_limit_wait_for_a_place() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let text = format!("echo in >> {0}; /bin/sleep 0.05; echo out >> {0}; exit 1", log.display());
    let one = script(folder.path(), &text, PATIENCE);
    let part = pdf(PDF.as_bytes());
    let _ = tokio::join!(one.read(&part), one.read(&part), one.read(&part));
    let log = std::fs::read_to_string(log).unwrap();
    assert_eq!(log.lines().collect::<Vec<_>>(), ["in", "out"].repeat(3));
}

#[tokio::test]
async fn a_picture_bomb_ends_its_child_and_nothing_else() {
    // Each byte pair of a run-length stream makes 128 bytes: three times over, 5 kB become more than a gigabyte.
    let bomb = "\u{1}".repeat(5_000);
    let image = format!(
        "<</Type/XObject/Subtype/Image/Width 20000/Height 20000/ColorSpace/DeviceRGB/BitsPerComponent 8\
        /Filter[/RunLengthDecode/RunLengthDecode/RunLengthDecode]/Length {}>>stream\n{bomb}\nendstream",
        bomb.len()
    );
    let file = PDF
        .replace("/Resources<<", "/Resources<</XObject<</I 6 0 R>>")
        .replace("BT /F1 10 Tf 20 50 Td (PO-12022) Tj ET    ", "q 200 0 0 100 0 0 cm /I Do Q                ")
        .replace("trailer", &format!("6 0 obj{image}endobj\ntrailer"));
    let file: Vec<u8> = file.bytes().map(|byte| if byte == 1 { 129 } else { byte }).collect();
    let drawn = isolate().render(&file, 1, 72).await;
    assert!(matches!(drawn, Ok(_) | Err(IsolateError::Crashed(_) | IsolateError::TooSlow(_))), "{drawn:?}");
    assert!(isolate().render(PDF.as_bytes(), 1, 72).await.is_ok(), "the next one is served");
}

#[tokio::test]
async fn every_file_of_the_corpus_is_read_or_refused() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let (mut files, mut documents, mut drawn) = (0, 0, 0);
    for folder in ["hostile", "mail", "orders-pdf", "generated-dev"] {
        let Ok(entries) = std::fs::read_dir(corpus.join(folder)) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if name.ends_with(".expected.json") {
                continue;
            }
            let bytes = std::fs::read(&path).unwrap();
            files += 1;
            let (_, parts) =
                isolate().split(&bytes, Some(&name)).await.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(!parts.is_empty(), "{name}");
            for part in &parts {
                let document = isolate().read(part).await.unwrap_or_else(|error| panic!("{name}: {error}"));
                assert_ne!(reason(&document.content), Some(Unreadable::TooSlow), "{name}");
                documents += 1;
                if part.media_type == "application/pdf" {
                    match isolate().render(&part.bytes, 1, 110).await {
                        Ok(_) => drawn += 1,
                        Err(IsolateError::Render(_)) => {}
                        Err(error) => panic!("{name}: {error}"),
                    }
                }
            }
        }
    }
    if files == 0 {
        eprintln!("skipped: 1 test needs the corpus");
        return;
    }
    eprintln!("{files} files, {documents} documents, {drawn} first pages drawn");
    assert!(files > 100 && documents > files && drawn > 60);
}

#[test]
fn the_commands_print_words_and_write_pictures() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("order.pdf");
    std::fs::write(&file, PDF).unwrap();
    let read = Command::new(RAMJET).arg("read").arg(&file).output().unwrap();
    let json: serde_json::Value = serde_json::from_slice(&read.stdout).unwrap();
    assert_eq!(json["documents"][0]["content"]["pages"][0]["words"][0]["text"], "PO-12022");
    let out = folder.path().join("page.png");
    let drawn =
        Command::new(RAMJET).arg("render").arg(&file).args(["--page", "1", "--dpi", "72", "--out"]).arg(&out).status();
    assert!(drawn.unwrap().success());
    assert!(std::fs::read(out).unwrap().starts_with(b"\x89PNG"));
}

#[test]
fn a_command_that_cannot_do_it_says_one_sentence_and_ends_with_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("order.pdf");
    std::fs::write(&file, PDF).unwrap();
    let out = folder.path().join("page.png");
    let refused = |args: &[&str]| {
        let output = Command::new(RAMJET).args(args).output().unwrap();
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0), "{args:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    let (file, out) = (file.to_str().unwrap(), out.to_str().unwrap());
    assert!(refused(&["read", "no such file"]).starts_with("no such file cannot be opened"));
    assert!(refused(&["render", file, "--page", "2", "--out", out]).starts_with("There is no page 2"));
    assert!(refused(&["render", file, "--dpi", "5000", "--out", out]).starts_with("5000 dots per inch"));
    assert!(refused(&["render", file, "--out", "/no/such/folder/x.png"]).contains("cannot be written"));
    assert!(!Path::new(out).exists());
}

#[test]
fn a_child_without_a_request_ends_with_one_and_says_nothing() {
    let output = Command::new(RAMJET).arg("isolate").stdin(std::process::Stdio::null()).output().unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
}
