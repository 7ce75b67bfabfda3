//! Whether a value really stands where it says.

use crate::evidence::{Place, Region};
use crate::reading::{Content, Document, Reading};

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
    let read: Option<String> = place.regions.iter().map(|region| text_in(document, region)).collect();
    !place.regions.is_empty() && read.is_some_and(|read| squeezed(&read) == squeezed(&place.quote))
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn text_in(document: &Document, region: &Region) -> Option<String> {
    match (&document.content, *region) {
        (Content::Text { text }, Region::Span { start, end }) => {
            text.get(start as usize..end as usize).map(str::to_owned)
        }
        (Content::Pages { pages }, Region::Box { page, x0, y0, x1, y1 }) => {
            let page = pages.iter().find(|candidate| candidate.number == page)?;
            let is_inside = |word: &&crate::reading::Word| {
                let (x, y) = ((word.x0 + word.x1) / 2.0, (word.y0 + word.y1) / 2.0);
                (x0..=x1).contains(&x) && (y0..=y1).contains(&y)
            };
            let mut words: Vec<_> = page.words.iter().filter(is_inside).collect();
            words.sort_by(|a, b| a.x0.total_cmp(&b.x0));
            Some(words.into_iter().map(|word| word.text.as_str()).collect())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::sheet::tests::{page_document, text_document};

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
    fn a_box_holds_the_words_whose_centres_lie_in_it() {
        let reading = Reading { documents: vec![page_document("Order no.   12022")], ..Reading::default() };
        let region = |x0| Region::Box { page: 1, x0, y0: 0.0, x1: 102.0, y1: 10.0 };
        assert!(stands(&reading, &place(vec![region(72.0)], "12022", "0")));
        assert!(!stands(&reading, &place(vec![region(0.0)], "12022", "0")), "other words stand there too");
    }
}
