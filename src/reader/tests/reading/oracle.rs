//! Our words against those of poppler's `pdftotext`, on the shared corpus; skipped where either is absent.

use std::path::Path;
use std::process::Command;

use ramjet_reader::reading::{Content, Page, read_all};

/// A word as poppler sees it: text, left, top, right, bottom.
type Theirs = (String, [f32; 4]);

/// The words of each page as `pdftotext -bbox` prints them; `None` where it is not installed.
fn poppler(file: &Path) -> Option<Vec<Vec<Theirs>>> {
    let output = Command::new("pdftotext").arg("-bbox").arg(file).arg("-").output().ok()?;
    let html = String::from_utf8(output.stdout).ok()?;
    Some(html.split("<page ").skip(1).map(|page| page.lines().filter_map(word).collect()).collect())
}

fn word(line: &str) -> Option<Theirs> {
    let (attributes, rest) = line.trim().strip_prefix("<word ")?.split_once('>')?;
    let text = rest.strip_suffix("</word>")?;
    let mut sides = attributes.split('"').skip(1).step_by(2).map(|side| side.parse::<f32>());
    let mut side = || sides.next()?.ok();
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
    Some((text.replace("&amp;", "&"), [side()?, side()?, side()?, side()?]))
}

/// Whether we have the same word at the same place: within two points from the left, and as high.
fn found(page: &Page, (text, [x0, y0, _, y1]): &Theirs) -> bool {
    let plain = |text: &str| text.replace(['\u{AD}', '\u{2010}', '\u{2011}'], "-");
    page.words
        .iter()
        .any(|word| plain(&word.text) == plain(text) && (word.x0 - x0).abs() < 2.0 && word.y0 < *y1 && word.y1 > *y0)
}

#[test]
fn our_words_are_those_of_poppler() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let (mut files, mut theirs, mut same, mut ours) = (0, 0, 0, 0);
    for folder in ["orders-pdf", "generated-dev", "invoices", "letters-de"] {
        let Ok(entries) = std::fs::read_dir(corpus.join(folder)) else { continue };
        for path in
            entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|is| is == "pdf"))
        {
            let reading = read_all(&std::fs::read(&path).unwrap(), path.file_name().and_then(|name| name.to_str()));
            let (Content::Pages { pages }, Some(words)) = (&reading.documents[0].content, poppler(&path)) else {
                continue;
            };
            assert_eq!(pages.len(), words.len(), "{}", path.display());
            files += 1;
            ours += pages.iter().map(|page| page.words.len()).sum::<usize>();
            for (page, words) in pages.iter().zip(&words) {
                theirs += words.len();
                same += words.iter().filter(|word| found(page, word)).count();
            }
        }
    }
    if files == 0 {
        eprintln!("skipped: 1 test needs pdftotext and the corpus");
        return;
    }
    eprintln!("{files} files: {same} of poppler's {theirs} words are ours at the same place, we have {ours}");
    assert!(same * 1000 >= theirs * 995, "{same} of {theirs}");
    assert!(ours * 1000 <= theirs * 1005, "{ours} words where poppler has {theirs}");
}
