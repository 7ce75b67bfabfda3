//! What of a source is open, as it stands in the address.

use serde::Deserialize;

use super::cells;
use crate::reader::evidence::{Place, Region};
use crate::understanding::page::{DocumentView, Shape, Source};
use crate::web::paths::escaped;

/// HTML shown as its text.
const AS_TEXT: &str = "text";

/// What of a source is open. The empty one leaves the choice to the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Turn {
    /// Part of the message.
    pub doc: Option<String>,
    /// Sheet of a workbook, from 0.
    pub sheet: Option<u32>,
    /// A row of the sheet that is to be seen, from 0.
    pub row: Option<u32>,
    /// `text` shows HTML as its text.
    #[serde(rename = "as")]
    pub shown_as: Option<String>,
    /// The value whose mark is to be seen in a page of HTML.
    pub mark: Option<String>,
}

impl Turn {
    /// To a document.
    pub fn to(part: &str) -> Self {
        Self { doc: Some(part.to_owned()), ..Self::default() }
    }

    /// The same as text.
    pub fn with_text(self) -> Self {
        Self { shown_as: Some(AS_TEXT.to_owned()), ..self }
    }

    /// Whether HTML is shown as its text.
    pub fn is_as_text(&self) -> bool {
        self.shown_as.as_deref() == Some(AS_TEXT)
    }

    /// The mark that is to be seen, if it is the name of a value.
    pub fn mark(&self) -> Option<&str> {
        let is_name =
            |mark: &&str| mark.len() < 64 && mark.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        self.mark.as_deref().filter(is_name)
    }

    /// The query of an address, without the question mark; empty for the empty one.
    pub fn query(&self) -> String {
        let numbers = [("sheet", self.sheet), ("row", self.row)];
        let numbers = numbers.into_iter().filter_map(|(name, n)| Some((name, n?.to_string())));
        let texts = [("doc", &self.doc), ("as", &self.shown_as), ("mark", &self.mark)];
        let texts = texts.into_iter().filter_map(|(name, text)| Some((name, escaped(text.as_deref()?))));
        texts.chain(numbers).map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    }

    /// To a place, where the value `key` was found; with what is open now. `None` when the place cannot be shown.
    pub fn to_place(&self, source: &Source, place: &Place, key: &str) -> Option<Self> {
        if place.part == Place::HEAD {
            return (!place.quote.is_empty()).then(|| Self::to(Place::HEAD));
        }
        let document = source.documents.iter().find(|document| document.part == place.part)?;
        if !is_in(document, place) {
            return None;
        }
        let turn = Self::to(&place.part);
        Some(match document.content {
            Shape::Sheets(_) => {
                let cell = cells::first_cell(place);
                Self { sheet: cell.map(|(sheet, ..)| sheet), row: cell.map(|(_, row, _)| row), ..turn }
            }
            Shape::Html(_) if self.is_as_text() => turn.with_text(),
            Shape::Html(_) => Self { mark: Some(key.to_owned()), ..turn },
            _ => turn,
        })
    }
}

/// Whether a place can be shown in its document.
fn is_in(document: &DocumentView, place: &Place) -> bool {
    place.regions.iter().any(|region| match (*region, &document.content) {
        (Region::Box { page, .. }, Shape::Pages(pages)) => pages.iter().any(|other| other.number == page),
        (Region::Span { start, end }, Shape::Text(text) | Shape::Html(text)) => {
            text.get(start as usize..end as usize).is_some_and(|quote| !quote.is_empty())
        }
        (Region::Cell { sheet, row, column }, Shape::Sheets(sheets)) => cells::is_in(sheets, (sheet, row, column)),
        _ => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_open_and_nothing_else() {
        assert_eq!(Turn::default().query(), "");
        assert_eq!(Turn::to("2.1").query(), "doc=2.1");
        let all = Turn { sheet: Some(1), row: Some(40), mark: Some("1-code".into()), ..Turn::to("a&b").with_text() };
        assert_eq!(all.query(), "doc=a%26b&as=text&mark=1-code&sheet=1&row=40");
    }

    #[test]
    fn a_mark_that_is_no_name_of_a_value_is_none() {
        for (given, expected) in [("1-code", Some("1-code")), ("x\"onload=", None), ("a#b", None), ("", Some(""))] {
            assert_eq!(Turn { mark: Some(given.into()), ..Turn::default() }.mark(), expected, "{given}");
        }
    }
}
