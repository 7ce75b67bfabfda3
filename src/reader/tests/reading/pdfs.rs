//! Words and their boxes in PDFs.

use ramjet_reader::reading::{
    Content, PAGES_MAX, PDF_BYTES_MAX, Page, Part, Unreadable, Word, read_all, read_part, split,
};

use crate::paper::Paper;

/// The pages of a PDF, or why there are none.
fn read(bytes: &[u8]) -> Result<Vec<Page>, Unreadable> {
    let part = Part { media_type: "application/pdf".to_owned(), bytes: bytes.to_vec(), ..Part::default() };
    match read_part(&part).content {
        Content::Pages { pages } => Ok(pages),
        Content::Unreadable { reason } => Err(reason),
        other => panic!("a PDF became something else: {other:?}"),
    }
}

/// The words of the first page of a one-page file with this content.
fn words(content: &str) -> Vec<Word> {
    read(&Paper::new().page(content).bytes()).unwrap().remove(0).words
}

fn texts(words: &[Word]) -> Vec<&str> {
    words.iter().map(|word| word.text.as_str()).collect()
}

#[track_caller]
fn assert_box(word: &Word, expected: [f32; 4]) {
    let found = [word.x0, word.y0, word.x1, word.y1];
    let near = found.iter().zip(expected).all(|(found, expected)| (found - expected).abs() < 0.05);
    assert!(near, "{} stands at {found:?}, not at {expected:?}", word.text);
}

#[test]
fn a_word_has_its_place_in_points_from_the_top_left() {
    let words = words("BT /F1 20 Tf 50 200 Td (Hello World) Tj ET");
    assert_eq!(texts(&words), ["Hello", "World"]);
    // Helvetica: Hello is 2.278 em wide, a space 0.278; 0.75 em above and 0.2 below the baseline at 300 − 200.
    assert_box(&words[0], [50.0, 85.0, 95.56, 104.0]);
    assert!((words[1].x0 - (50.0 + 20.0 * 2.556)).abs() < 0.05);
}

#[test]
fn text_that_runs_upwards_does_not_fall_into_letters() {
    let words = words("BT /F1 10 Tf 0 1 -1 0 200 50 Tm (ROTATED ORDER) Tj ET");
    assert_eq!(texts(&words), ["ROTATED", "ORDER"]);
    let width = 10.0 * (0.722 + 0.778 + 0.611 + 0.667 + 0.611 + 0.667 + 0.722);
    assert_box(&words[0], [200.0 - 7.5, 250.0 - width, 202.0, 250.0]);
}

#[test]
fn text_upside_down_and_slanting_text_stay_whole() {
    let words =
        words("BT /F1 10 Tf -1 0 0 -1 300 200 Tm (DOWN) Tj .7071 .7071 -.7071 .7071 100 100 Tm (SLANT 77) Tj ET");
    assert_eq!(texts(&words), ["DOWN", "SLANT", "77"]);
}

#[test]
fn upright_text_comes_before_text_in_the_margin() {
    let words = words(
        "BT /F1 10 Tf 0 1 -1 0 20 50 Tm (margin) Tj 1 0 0 1 50 100 Tm (second) Tj 1 0 0 1 50 200 Tm (first) Tj ET",
    );
    assert_eq!(texts(&words), ["first", "second", "margin"]);
}

#[test]
fn a_turned_page_is_read_as_it_is_displayed() {
    let paper =
        Paper::new().page_with("/MediaBox[0 0 400 300]/Rotate 90", "BT /F1 10 Tf 0 1 -1 0 350 20 Tm (Order) Tj ET");
    let page = read(&paper.bytes()).unwrap().remove(0);
    assert_eq!((page.number, page.width, page.height), (1, 300.0, 400.0));
    // Displayed upright: 20 from the left, baseline 350 from the top.
    assert!((page.words[0].x0 - 20.0).abs() < 0.05 && (page.words[0].y1 - 352.0).abs() < 0.05, "{:?}", page.words);
}

#[test]
fn the_crop_box_moves_the_origin_and_hides_what_lies_outside() {
    let content = "BT /F1 10 Tf 110 60 Td (in) Tj -100 0 Td (out) Tj ET";
    let paper = Paper::new().page_with("/MediaBox[0 0 400 300]/CropBox[100 50 300 250]", content);
    let page = read(&paper.bytes()).unwrap().remove(0);
    assert_eq!((page.width, page.height), (200.0, 200.0));
    assert_eq!(texts(&page.words), ["in"]);
    assert_box(&page.words[0], [10.0, 182.5, 10.0 + 7.78, 192.0]);
}

#[test]
fn words_drawn_in_any_order_are_read_line_by_line() {
    let words = words("BT /F1 10 Tf 200 100 Td (4) Tj -150 0 Td (3) Tj 150 51 Td (2) Tj -150 -1 Td (1) Tj ET");
    assert_eq!(texts(&words), ["1", "2", "3", "4"]);
}

#[test]
fn kerning_keeps_a_word_whole_and_a_wide_step_ends_it() {
    let words = words("BT /F1 10 Tf 50 200 Td [(LOC) 80 (AP) -140 (2) -400 (Black)] TJ ET");
    assert_eq!(texts(&words), ["LOCAP2", "Black"]);
}

#[test]
fn pieces_of_a_word_drawn_apart_in_time_are_joined_by_place() {
    let words = words("BT /F1 10 Tf 50 200 Td (PO-) Tj 100 0 Td (x) Tj -82.22 0 Td (12022) Tj ET");
    // "PO-" is 1.778 em: 667 + 778 + 333; the number starts at its end.
    assert_eq!(texts(&words), ["PO-12022", "x"]);
}

#[test]
fn fake_bold_is_read_once() {
    let string = "BT /F1 10 Tf 50 200 Td (TOTAL) Tj 0.3 0 Td (TOTAL) Tj ET";
    assert_eq!(texts(&words(string)), ["TOTAL"]);
    let letters = "BT /F2 10 Tf 50 200 Td (A) Tj 0.2 0 Td (A) Tj 5.8 0 Td (B) Tj 0.2 0 Td (B) Tj ET";
    assert_eq!(texts(&words(letters)), ["AB"]);
    assert_eq!(texts(&words("BT /F1 10 Tf 2 Tr 50 200 Td (BOTH) Tj ET")), ["BOTH"], "filled and stroked");
}

#[test]
fn a_letter_that_stands_twice_is_read_twice() {
    assert_eq!(texts(&words("BT /F1 10 Tf 50 200 Td (Bill 1100 ..) Tj ET")), ["Bill", "1100", ".."]);
    assert_eq!(texts(&words("BT /F1 10 Tf 50 200 Td (10) Tj 60 0 Td (10) Tj ET")), ["10", "10"]);
}

#[test]
fn letters_spread_on_purpose_make_a_word_and_table_cells_do_not() {
    assert_eq!(texts(&words("BT /F1 10 Tf 3 Tc 50 200 Td (INVOICE) Tj ET")), ["INVOICE"]);
    let cells = "BT /F1 10 Tf 50 200 Td (S) Tj 30 0 Td (M) Tj 30 0 Td (L) Tj 30 0 Td (X) Tj ET";
    assert_eq!(texts(&words(cells)), ["S", "M", "L", "X"]);
    let digits = "BT /F1 10 Tf 3 Tc 50 200 Td (12345) Tj ET";
    assert_eq!(texts(&words(digits)).len(), 5, "digits could be quantities of neighbours");
}

#[test]
fn what_nobody_sees_is_marked() {
    let content = "0 0 0.5 rg 40 90 200 20 re f BT /F1 10 Tf 1 g 50 95 Td (heading) Tj 0 100 Td (secret) Tj \
        0 g 3 Tr 0 -50 Td (layer) Tj 0 Tr 0 -20 Td (plain) Tj ET";
    let words = words(content);
    let hidden: Vec<&str> = words.iter().filter(|word| word.hidden).map(|word| word.text.as_str()).collect();
    assert_eq!(hidden, ["secret", "layer"]);
    assert_eq!(words.len(), 4);
}

#[test]
fn what_is_not_on_the_page_or_has_no_size_is_left_out() {
    let content = "BT /F1 10 Tf 50 200 Td (here) Tj 900 0 Td (gone) Tj -1800 0 Td (gone) Tj ET \
        BT /F1 0.001 Tf 50 100 Td (dust) Tj ET";
    assert_eq!(texts(&words(content)), ["here"]);
}

#[test]
fn every_page_is_listed_also_one_without_text() {
    let paper = Paper::new().page("BT /F1 10 Tf 50 200 Td (one) Tj ET").page("0 0 10 10 re f");
    let pages = read(&paper.bytes()).unwrap();
    assert_eq!(pages.iter().map(|page| (page.number, page.words.len())).collect::<Vec<_>>(), [(1, 1), (2, 0)]);
}

#[test]
fn a_page_that_shows_something_else_than_text_is_a_scan_nobody_has_read() {
    let told = |content: &str| {
        let pages = read(&Paper::new().page(content).page("BT /F1 10 Tf 50 200 Td (one) Tj ET").bytes()).unwrap();
        (pages[0].is_scan, pages[0].unread, pages[1].is_scan)
    };
    let scan = (true, Some(Unreadable::NoReader), false);
    assert_eq!(told("0.5 g 0 0 400 300 re f"), scan);
    assert_eq!(told("0.5 g 0 0 400 300 re f BT 3 Tr /F1 10 Tf 50 200 Td (hidden) Tj ET"), scan, "text nobody sees");
    assert_eq!(told("0.5 g 0 0 10 10 re f"), (false, None, false), "a dot is no document");
    assert_eq!(told("0.5 g 0 0 400 300 re f 0 g BT /F1 10 Tf 50 200 Td (seen) Tj ET"), (false, None, false));
}

#[test]
fn a_file_of_scans_only_is_unreadable_until_somebody_recognises_it() {
    let reading = read_all(&Paper::new().page("0.5 g 0 0 400 300 re f").bytes(), Some("scan.pdf"));
    assert_eq!(reading.documents[0].content, Content::Unreadable { reason: Unreadable::NoReader });
    assert_eq!(read(&Paper::new().page("BT /F1 10 Tf (   ) Tj ET").bytes()), Err(Unreadable::NoText));
}

#[test]
fn a_file_under_a_password_is_refused_as_encrypted() {
    let key = "00".repeat(32);
    let encrypt = format!("/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<{key}>/U<{key}>>>/ID[<01><01>]");
    let paper = Paper::new().page("BT /F1 10 Tf 50 200 Td (secret) Tj ET").trailer(&encrypt);
    assert_eq!(read(&paper.bytes()), Err(Unreadable::Encrypted));
}

#[test]
fn a_damaged_file_is_refused_as_damaged() {
    assert_eq!(read(b"%PDF-1.7 and then nothing of the kind"), Err(Unreadable::Damaged));
    assert_eq!(read(&Paper::new().bytes()), Err(Unreadable::Damaged), "no page at all");
    assert_eq!(read(b""), Err(Unreadable::Empty));
}

#[test]
fn a_file_cut_off_anywhere_is_read_or_refused() {
    let whole = Paper::new().page("BT /F1 10 Tf 50 200 Td (Hello) Tj ET").bytes();
    let mut refused = 0;
    for end in 0..whole.len() {
        refused += usize::from(read(&whole[..end]).is_err());
    }
    assert!(refused > 50, "only {refused} of {} refused", whole.len());
}

#[test]
fn a_flipped_byte_never_brings_the_reader_down() {
    let whole = Paper::new().page("q BT /F1 10 Tf 50 200 Td [(He) -20 (llo)] TJ ET Q").bytes();
    for place in 0..whole.len() {
        for flip in [0x01, 0x20, 0x80] {
            let mut file = whole.clone();
            file[place] ^= flip;
            // Read or refused: both are fine, a panic is not.
            let _ = read(&file);
        }
    }
}

#[test]
fn too_many_pages_words_and_bytes_are_refused() {
    let many = (0..=PAGES_MAX).fold(Paper::new(), |paper, _| paper.page("BT /F1 10 Tf 50 200 Td (x) Tj ET"));
    assert_eq!(read(&many.bytes()), Err(Unreadable::TooLarge));
    let dense = format!("BT /F1 0.5 Tf 10 1 Td {} ET", "0 0.14 Td (a b c d e f g h i j) Tj ".repeat(2_100));
    assert_eq!(read(&Paper::new().page(&dense).bytes()).map(|pages| pages.len()), Err(Unreadable::TooLarge));
    let mut long = Paper::new().page("BT /F1 10 Tf 50 200 Td (x) Tj ET").bytes();
    long.resize(PDF_BYTES_MAX + 1, b' ');
    assert_eq!(read(&long), Err(Unreadable::TooLarge));
}

#[test]
fn a_lone_file_is_one_part_of_its_kind() {
    let (header, parts) = split(&Paper::new().page("").bytes(), Some("order.pdf"));
    assert_eq!(header, ramjet_reader::reading::Header::default());
    assert_eq!((parts[0].path.as_str(), parts[0].media_type.as_str(), parts.len()), ("0", "application/pdf", 1));
}
