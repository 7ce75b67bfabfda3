//! Where the text of a mail ends: at its closing words, and before what it quotes from an earlier mail.
//!
//! What is quoted was written before and mostly by somebody else, an offer of ours for instance: nothing is read from it. A mail that
//! passes another one on is the exception; it says what it quotes.

use super::sheet::Sheet;
use crate::units::{fold, folded_words};

/// Words with which a mail is closed.
const CLOSINGS: [&str; 20] = [
    "kind regards",
    "regards",
    "best regards",
    "best wishes",
    "warm regards",
    "many thanks",
    "thanks",
    "thank you",
    "cheers",
    "sincerely",
    "yours sincerely",
    "yours faithfully",
    "yours truly",
    "mit freundlichen grussen",
    "freundliche grusse",
    "viele grusse",
    "beste grusse",
    "mit besten grussen",
    "mfg",
    "with regards",
];

/// Lines that programs write above a mail they quote.
const QUOTES: [&str; 3] = ["original message", "ursprungliche nachricht", "original appointment"];
/// Lines that programs write above a mail they pass on.
const PASSES_ON: [&str; 4] = [
    "begin forwarded message",
    "forwarded message",
    "weitergeleitete nachricht",
    "anfang der weitergeleiteten nachricht",
];

/// Words with which somebody sends the reader on to what is quoted.
const SEE_BELOW: [&str; 11] = [
    "see below",
    "as below",
    "order below",
    "po below",
    "mail below",
    "email below",
    "s u",
    "siehe unten",
    "untenstehende",
    "unten stehende",
    "bestellung unten",
];

/// Rows that the head of a quoted mail takes up at most: from, sent, to, cc, subject, each of them perhaps wrapped.
const HEAD_ROWS_MAX: usize = 8;

/// The row with which the closing words of a mail begin, or a quoted earlier mail; the number of rows without either.
pub(crate) fn closing_row(sheet: &Sheet) -> usize {
    if !sheet.is_text {
        return sheet.rows.len();
    }
    let closes = |row: usize| {
        let line = words_of(sheet, row);
        line.split(' ').count() <= 5
            && CLOSINGS.iter().any(|closing| line == *closing || line.starts_with(&format!("{closing} ")))
    };
    let first = |is_it: &dyn Fn(usize) -> bool| (0..sheet.rows.len()).find(|&row| is_it(row));
    // What is passed on begins behind its head; the closing words above it are those of who passed it on.
    let head =
        || first(&|row| starts_quote(sheet, row)).or_else(|| first(&|row| words_of(sheet, row).starts_with("from ")));
    let from = if sheet.is_forwarded { head().map_or(0, |row| row + 1) } else { 0 };
    (from..sheet.rows.len())
        .find(|&row| {
            let is_end = sheet.text(sheet.whole(row)) == "--" || starts_quote(sheet, row) && !sheet.is_forwarded;
            is_end || closes(row)
        })
        .unwrap_or(sheet.rows.len())
}

/// Takes what a mail quotes out of its own text, unless it passes it on: by a line that says so, or by words that send the reader there.
pub(crate) fn separate(sheet: &mut Sheet) {
    if !sheet.is_text || sheet.is_forwarded {
        return;
    }
    let Some(row) = (1..sheet.rows.len()).find(|&row| starts_quote(sheet, row)) else { return };
    let says = |phrases: &[&str], text: &str| phrases.iter().any(|phrase| text.contains(phrase));
    let above = (0..row).map(|row| words_of(sheet, row)).collect::<Vec<_>>().join(" ");
    if says(&PASSES_ON, &words_of(sheet, row)) || says(&SEE_BELOW, &format!(" {above} ")) {
        sheet.is_forwarded = true;
    } else {
        sheet.rows.truncate(row);
    }
}

/// Whether a row is the first one of a quoted mail.
fn starts_quote(sheet: &Sheet, row: usize) -> bool {
    let text = sheet.text(sheet.whole(row));
    let line = words_of(sheet, row);
    let is_marked = QUOTES.iter().chain(&PASSES_ON).any(|mark| line.starts_with(mark)) || text.starts_with('>');
    is_marked || row > 0 && (starts_head(sheet, row) || introduces(sheet, row))
}

/// Whether a row is the first one of the head of a mail: its sender, below it what it is about and when it was sent, and somewhere in it
/// an address or a time of day. An order that names sender, recipient, date and subject at its top has neither.
fn starts_head(sheet: &Sheet, row: usize) -> bool {
    const SENDER: &[&str] = &["from:", "von:", "de:"];
    const SUBJECT: &[&str] = &["subject:", "betreff:", "objet:"];
    const SENT: &[&str] = &["sent:", "date:", "gesendet:", "datum:", "envoye:"];
    let text = |row: usize| fold(&sheet.text(sheet.whole(row))).replace('*', "");
    let starts = |row: usize, heads: &[&str]| heads.iter().any(|head| text(row).starts_with(head));
    if !starts(row, SENDER) {
        return false;
    }
    let below = row + 1..(row + HEAD_ROWS_MAX).min(sheet.rows.len());
    let Some(last) = below.clone().find(|&below| starts(below, SUBJECT)) else { return false };
    below.take_while(|&below| below <= last).any(|below| starts(below, SENT))
        && (row..=last).any(|row| text(row).contains('@') || has_time(&text(row)))
}

/// Whether a time of day stands in a text: `9:11`.
fn has_time(text: &str) -> bool {
    let is_digit = |at: usize| text.as_bytes().get(at).is_some_and(u8::is_ascii_digit);
    text.match_indices(':').any(|(at, _)| at > 0 && is_digit(at - 1) && is_digit(at + 1) && is_digit(at + 2))
}

/// Whether a row, with the one below it where it was wrapped, introduces a quotation: `On Monday, Jo wrote:`, `Am 3.2. schrieb Jo:`.
fn introduces(sheet: &Sheet, row: usize) -> bool {
    let next = if row + 1 < sheet.rows.len() && sheet.is_close(row, row + 1) {
        sheet.text(sheet.whole(row + 1))
    } else {
        String::new()
    };
    let own = sheet.text(sheet.whole(row));
    let starts = ["On ", "Am ", "Le "].iter().any(|word| own.starts_with(word));
    let has_number = own.contains(|c: char| c.is_ascii_digit());
    let wrote = |text: &str| {
        let text = fold(text);
        text.ends_with(':') && ["wrote", "schrieb", "a ecrit"].iter().any(|word| text.contains(word))
    };
    starts && has_number && (wrote(&own) || wrote(&format!("{own} {next}")))
}

fn words_of(sheet: &Sheet, row: usize) -> String {
    folded_words(&sheet.text(sheet.whole(row))).join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::sheet::tests::text_document;

    fn sheet(text: &str) -> Sheet {
        Sheet::of(&text_document(text)).unwrap()
    }

    /// What is left of a mail.
    fn own(text: &str) -> String {
        let mut sheet = sheet(text);
        separate(&mut sheet);
        (0..sheet.rows.len()).map(|row| sheet.text(sheet.whole(row))).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn a_mail_that_is_passed_on_ends_with_its_own_closing_words() {
        let text = "See below.\nRegards, Ben\n-----Original Message-----\nFrom: Site\n500 x LOCAP2\nThanks\nJo";
        let mut sheet = sheet(text);
        assert_eq!(closing_row(&sheet), 1);
        sheet.is_forwarded = true;
        assert_eq!(closing_row(&sheet), 5);
    }

    #[test]
    fn what_a_mail_quotes_is_not_what_it_says() {
        let head = "From: Bob Keller <bob@seller.example>\nSent: Monday, 20 July 2026 9:11\nTo: Priya\nSubject: Quote";
        assert_eq!(own(&format!("Go ahead with 100 x A-1\n\n{head}\n\n500 x A-1")), "Go ahead with 100 x A-1");
        assert_eq!(
            own("100 x A-1\nOn Mon, 3 Feb 2026 at 10:12, Bob\n<bob@seller.example> wrote:\n500 x A-1"),
            "100 x A-1"
        );
        assert_eq!(own("100 x A-1\nAm 03.02.2026 um 10:12 schrieb Bob Keller:\n500 x A-1"), "100 x A-1");
        assert_eq!(own("100 x A-1\n> 500 x A-1"), "100 x A-1");
    }

    #[test]
    fn what_is_passed_on_stays() {
        let text = "Jo, please put it through\n---------- Forwarded message ---------\nFrom: Col\n500 x A-1";
        assert_eq!(own(text).matches('|').count(), 3);
        assert_eq!(own("Please see the order below.\n-----Original Message-----\n500 x A-1").matches('|').count(), 2);
    }

    #[test]
    fn a_head_at_the_top_and_sentences_are_no_quotation() {
        let pasted = "From: Col Brandis\nSent: 3 May 2026\nTo: Rick\nSubject: tags\n3000 x A-1";
        assert_eq!(own(pasted), pasted.replace('\n', "|"));
        let memo = "ORDER 4711\nFrom: Orr Ltd\nTo: Ramjet\nDate: 3 May 2026\nSubject: caps\n3000 x A-1";
        assert_eq!(own(memo), memo.replace('\n', "|"));
        let sentence = "We order\nFrom: stock if possible\n500 x A-1\nOn 3 March at the latest, as Bob said:\n1 x B-2";
        assert_eq!(own(sentence), sentence.replace('\n', "|"));
    }
}
