//! Whether a value really stands where it says.

use crate::evidence::{Place, Region};
use crate::reading::{Content, Document, Reading, Word};

/// Looks a place up in the reading it came from: the quote must stand in its regions, word for word.
///
/// Word for word means: without regard to blanks. `false` for a document, page or span that does not exist.
pub fn stands(reading: &Reading, place: &Place) -> bool {
    if place.part == Place::HEAD {
        let header = &reading.header;
        let sent = header.sent_at.map(|sent| sent.to_rfc3339());
        return place.quote == header.subject
            || place.quote == header.from_name
            || sent.as_deref() == Some(&place.quote);
    }
    let Some(document) = reading.documents.iter().find(|document| document.part == place.part) else { return false };
    let read: Option<Vec<Read>> = place.regions.iter().map(|region| text_in(document, region)).collect();
    let Some(read) = read.filter(|read| !read.is_empty()) else { return false };
    let text: String = read.iter().map(|read| read.text.as_str()).collect();
    let cut = |read: Option<&Read>, end: fn(&Read) -> usize| read.map_or(0, end);
    let (before, behind) = (cut(read.first(), |read| read.cut_before), cut(read.last(), |read| read.cut_behind));
    let quote = squeezed(&place.quote);
    text.match_indices(&quote).any(|(at, _)| at <= before && text.len() - at - quote.len() <= behind)
}

/// The text of one region without blanks.
struct Read {
    text: String,
    /// How many bytes at the start belong to a word that begins outside of the region.
    cut_before: usize,
    /// How many bytes at the end belong to a word that ends outside of it.
    cut_behind: usize,
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn text_in(document: &Document, region: &Region) -> Option<Read> {
    match (&document.content, *region) {
        (Content::Text { text }, Region::Span { start, end }) => {
            let text = squeezed(text.get(start as usize..end as usize)?);
            Some(Read { text, cut_before: 0, cut_behind: 0 })
        }
        (Content::Pages { pages }, Region::Box { page, x0, y0, x1, y1 }) => {
            let page = pages.iter().find(|candidate| candidate.number == page)?;
            // A region is one line: words of a line that is a hair higher or lower belong to another column.
            let level = |word: &Word| ((word.y0 + word.y1) - (y0 + y1)).abs() / 2.0 <= (0.2 * (y1 - y0)).max(1.0);
            let covered = |word: &Word| (word.x1.min(x1) - word.x0.max(x0)) / (word.x1 - word.x0).max(0.1);
            let mut words: Vec<&Word> = page.words.iter().filter(|word| level(word) && covered(word) > 0.1).collect();
            words.sort_by(|a, b| a.x0.total_cmp(&b.x0));
            let cut = |word: Option<&&Word>| word.filter(|word| covered(word) < 0.98).map_or(0, |word| word.text.len());
            let (cut_before, cut_behind) = (cut(words.first()), cut(words.last()));
            let text = squeezed(&words.into_iter().map(|word| word.text.as_str()).collect::<String>());
            Some(Read { text, cut_before, cut_behind })
        }
        (Content::Sheets { sheets }, Region::Cell { sheet, row, column }) => {
            let sheet = sheets.get(sheet as usize).filter(|sheet| !sheet.hidden)?;
            let text = squeezed(sheet.rows.get(row as usize)?.get(column as usize)?);
            // A quote may be a part of its cell: `12022` of `PO 12022`.
            let (cut_before, cut_behind) = (text.len(), text.len());
            Some(Read { text, cut_before, cut_behind })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::sheet::tests::{page_document, text_document};
    use crate::reading::SheetOfCells;

    fn place(regions: Vec<Region>, quote: &str, part: &str) -> Place {
        Place { part: part.to_owned(), regions, quote: quote.to_owned() }
    }

    #[test]
    fn a_quote_is_looked_up_where_it_says_it_stands() {
        let reading = Reading { documents: vec![text_document("PO  12022")], ..Reading::default() };
        let whole = Region::Span { start: 0, end: 9 };
        assert!(stands(&reading, &place(vec![whole], "PO 12022", "1")));
        assert!(!stands(&reading, &place(vec![whole], "PO 12023", "1")));
        assert!(!stands(&reading, &place(vec![whole], "PO 12022", "2")), "no such document");
        assert!(
            !stands(&reading, &place(vec![Region::Span { start: 0, end: 90 }], "PO 12022", "1")),
            "outside of the text"
        );
        assert!(!stands(&reading, &place(Vec::new(), "", "1")), "a place without a region is no place");
    }

    #[test]
    fn a_cell_is_looked_up_in_its_sheet_and_a_hidden_sheet_is_no_evidence() {
        let rows = vec![vec![String::new(), "PO 12022".to_owned()]];
        let sheets = [false, true].map(|hidden| SheetOfCells { hidden, rows: rows.clone(), ..SheetOfCells::default() });
        let document = Document { content: Content::Sheets { sheets: sheets.into() }, ..text_document("") };
        let reading = Reading { documents: vec![document], ..Reading::default() };
        let cell = |sheet, row, column| vec![Region::Cell { sheet, row, column }];
        assert!(stands(&reading, &place(cell(0, 0, 1), "12022", "1")));
        assert!(!stands(&reading, &place(cell(0, 0, 1), "12023", "1")));
        assert!(!stands(&reading, &place(cell(0, 0, 0), "12022", "1")), "the cell beside it");
        assert!(!stands(&reading, &place(cell(1, 0, 1), "12022", "1")), "nobody sees that sheet");
        assert!(!stands(&reading, &place(cell(0, 9, 1), "12022", "1")), "no such row");
    }

    #[test]
    fn a_box_holds_the_words_whose_centres_lie_in_it() {
        let reading = Reading { documents: vec![page_document("Order no.   12022")], ..Reading::default() };
        let region = |x0| Region::Box { page: 1, x0, y0: 0.0, x1: 102.0, y1: 10.0 };
        assert!(stands(&reading, &place(vec![region(72.0)], "12022", "0")));
        assert!(!stands(&reading, &place(vec![region(0.0)], "12022", "0")), "other words stand there too");
    }
}
