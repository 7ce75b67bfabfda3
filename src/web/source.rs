//! The source of an order or message: its mail text with marks, its pages as pictures with boxes, one document at a
//! time. Each mark and box has the name of the value it supports, so that plain links lead from one to the other.

use maud::{Markup, html};

use super::paths;
use super::ui::icon;
use crate::reader::evidence::{Place, Region, cell_name};
use crate::understanding::page::{DocumentView, PageSize, Shape, SheetOfCells, Source, Unreadable};
use crate::words::{Voice, why_unread};

/// A place that supports a value.
#[derive(Clone, Debug)]
pub struct Spot<'a> {
    /// Name of the value; `e-` before it is the id here, `v-` before it the id of the value.
    pub key: String,
    /// Where.
    pub place: &'a Place,
    /// What the value is called.
    pub label: String,
    /// Whether somebody should look.
    pub is_doubtful: bool,
}

impl Spot<'_> {
    fn id(&self) -> String {
        format!("e-{}", self.key)
    }

    fn state(&self) -> Option<&'static str> {
        self.is_doubtful.then_some("check")
    }
}

/// The pane with its tabs.
///
/// * `chosen` — the part to show; without one the document that supports the most values.
/// * `address` — the page with another part open.
pub fn pane(
    voice: Voice, source: &Source, chosen: Option<&str>, spots: &[Spot<'_>], address: &dyn Fn(&str) -> String,
) -> Markup {
    let shown = shown(source, chosen, spots);
    html! {
        section.source #source aria-label=(voice.source()) {
            nav.tabs aria-label=(voice.source()) {
                @for document in source.documents.iter().filter(is_told_apart) {
                    @let current = shown.is_some_and(|shown| shown.part == document.part);
                    a href=(address(&document.part)) aria-current=[current.then_some("page")] {
                        (icon(shape_of(document))) (name_of(voice, document))
                        @if let Shape::Pages(pages) = &document.content {
                            @if pages.len() > 1 { span.count { (pages.len()) } }
                        }
                    }
                }
            }
            section.doc tabindex="0" aria-label=(shown.map_or_else(|| voice.source().to_owned(), |shown| name_of(voice, shown))) {
                @if let Some(document) = shown {
                    @if document.is_body { (letter_head(voice, source)) }
                    (content(voice, document, spots))
                }
            }
        }
    }
}

/// Whether a document has a tab: the same text in another form has none.
fn is_told_apart(document: &&DocumentView) -> bool {
    !matches!(document.content, Shape::Unreadable(Unreadable::Alternative))
}

/// The document to show.
fn shown<'a>(source: &'a Source, chosen: Option<&str>, spots: &[Spot<'_>]) -> Option<&'a DocumentView> {
    let named = chosen.and_then(|part| source.documents.iter().find(|document| document.part == part));
    let support = |document: &&DocumentView| spots.iter().filter(|spot| spot.place.part == document.part).count();
    // The last of the greatest would win: among equals the first document is meant.
    named.or_else(|| source.documents.iter().filter(is_told_apart).rev().max_by_key(support))
}

fn shape_of(document: &DocumentView) -> &'static str {
    if document.is_body { "mail" } else { "file" }
}

/// What a document is called on its tab.
pub fn name_of(voice: Voice, document: &DocumentView) -> String {
    match &document.name {
        Some(name) => name.clone(),
        None if document.is_body => voice.mail_text().to_owned(),
        None => document.media_type.clone(),
    }
}

fn letter_head(voice: Voice, source: &Source) -> Markup {
    let from = match (&source.sender_name, &source.sender_address) {
        (Some(name), Some(address)) => voice.mail_from(name, address),
        (Some(one), None) | (None, Some(one)) => one.clone(),
        (None, None) => return html! {},
    };
    html! {
        header.letter-head {
            p { b { (source.subject.as_deref().unwrap_or(voice.no_subject())) } }
            p.muted { (from) " · " (voice.date_time(source.sent_at.unwrap_or(source.received_at))) }
        }
    }
}

fn content(voice: Voice, document: &DocumentView, spots: &[Spot<'_>]) -> Markup {
    let here: Vec<&Spot<'_>> = spots.iter().filter(|spot| spot.place.part == document.part).collect();
    match &document.content {
        Shape::Text(text) => html! { div.letter { (marked(text, &here)) } },
        Shape::Pages(pages) => html! { @for page in pages { (sheet(voice, document, *page, &here)) } },
        Shape::Sheets(sheets) => cells(voice, sheets, &here),
        Shape::Unreadable(reason) => {
            html! { div.note data-state="check" { p { (why_unread(&*voice, *reason)) } } }
        }
    }
}

/// The cells that values were read from, each with the name of its sheet and its own, as a spreadsheet program shows
/// them.
fn cells(voice: Voice, sheets: &[SheetOfCells], spots: &[&Spot<'_>]) -> Markup {
    html! {
        dl.facts {
            @for spot in spots {
                dt { (spot.label) }
                dd id=(spot.id()) {
                    mark data-state=[spot.state()] { a href={ "#v-" (spot.key) } { (spot.place.quote) } }
                    @for (sheet, cell) in named_cells(sheets, spot.place) {
                        " " span.muted { (voice.cell_of(sheet, &cell)) }
                    }
                }
            }
        }
    }
}

/// Sheet and name of each cell of a place; a sheet that is not there has none.
fn named_cells<'a>(sheets: &'a [SheetOfCells], place: &Place) -> Vec<(&'a str, String)> {
    let named = place.regions.iter().filter_map(|region| match *region {
        Region::Cell { sheet, row, column } => {
            Some((sheets.get(sheet as usize)?.name.as_str(), cell_name(row, column)))
        }
        _ => None,
    });
    named.collect()
}

/// One page: its picture, and over it the boxes in the page's own points.
fn sheet(voice: Voice, document: &DocumentView, page: PageSize, spots: &[&Spot<'_>]) -> Markup {
    let name = name_of(voice, document);
    let (width, height) = (page.width.max(1.0), page.height.max(1.0));
    html! {
        figure.sheet {
            img src=(paths::picture(document.id, page.number, &document.blob)) alt=(voice.page_of(page.number, &name))
                width=(format!("{width:.0}")) height=(format!("{height:.0}")) loading=[(page.number > 1).then_some("lazy")] decoding="async";
            svg viewBox={ "0 0 " (format!("{width:.1}")) " " (format!("{height:.1}")) } {
                @for spot in spots {
                    @let boxes: Vec<_> = boxes_on(spot.place, page.number);
                    @if !boxes.is_empty() {
                        a id=(spot.id()) href={ "#v-" (spot.key) } data-state=[spot.state()] aria-label={ (spot.label) ": " (spot.place.quote) } {
                            @for (x, y, w, h) in boxes {
                                rect x=(format!("{x:.1}")) y=(format!("{y:.1}")) width=(format!("{w:.1}")) height=(format!("{h:.1}")) {}
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The boxes of a place on one page, two points wider than the words so that the frame does not touch them.
fn boxes_on(place: &Place, number: u32) -> Vec<(f32, f32, f32, f32)> {
    const ROOM: f32 = 2.0;
    let boxes = place.regions.iter().filter_map(|region| match *region {
        Region::Box { page, x0, y0, x1, y1 } if page == number => {
            Some((x0 - ROOM, y0 - ROOM, (x1 - x0).max(1.0) + 2.0 * ROOM, (y1 - y0).max(1.0) + 2.0 * ROOM))
        }
        _ => None,
    });
    boxes.collect()
}

/// A span of the text and the value it supports; only the first span of a value carries its id.
struct Span<'a> {
    start: usize,
    end: usize,
    spot: &'a Spot<'a>,
    is_first: bool,
}

/// The text with a mark at each span. Spans inside others are marked inside them; of spans that cross, the later one
/// keeps its id as an empty anchor.
fn marked(text: &str, spots: &[&Spot<'_>]) -> Markup {
    let mut spans: Vec<Span<'_>> = Vec::new();
    for spot in spots {
        let mut is_first = true;
        for region in &spot.place.regions {
            if let Region::Span { start, end } = *region {
                let (start, end) = (start as usize, end as usize);
                if text.get(start..end).is_some_and(|quote| !quote.is_empty()) {
                    spans.push(Span { start, end, spot, is_first });
                    is_first = false;
                }
            }
        }
    }
    spans.sort_by_key(|span| (span.start, usize::MAX - span.end));
    stretch(text, 0..text.len(), &spans)
}

fn stretch(text: &str, range: std::ops::Range<usize>, spans: &[Span<'_>]) -> Markup {
    let piece = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let mut at = range.start;
    let mut parts = Vec::new();
    let mut rest = spans;
    while let Some((span, others)) = rest.split_first() {
        if span.start < at || span.end > range.end {
            parts.push(html! { span id=[span.is_first.then(|| span.spot.id())] {} });
            rest = others;
            continue;
        }
        let inside = others.iter().take_while(|other| other.start < span.end).count();
        let (inner, after) = others.split_at(inside);
        let is_leaf = inner.iter().all(|other| other.end > span.end);
        parts.push(html! {
            (piece(at, span.start))
            mark id=[span.is_first.then(|| span.spot.id())] data-state=[span.spot.state()] title=(span.spot.label) {
                @if is_leaf {
                    a href={ "#v-" (span.spot.key) } { (piece(span.start, span.end)) }
                } @else {
                    (stretch(text, span.start..span.end, inner))
                }
            }
        });
        if is_leaf {
            parts.extend(inner.iter().map(|other| html! { span id=[other.is_first.then(|| other.spot.id())] {} }));
        }
        at = span.end;
        rest = after;
    }
    html! { @for part in parts { (part) } (piece(at, range.end)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(regions: Vec<Region>) -> Place {
        Place { part: "1".into(), regions, quote: "…".into() }
    }

    fn marked_with(text: &str, spans: &[(&str, u32, u32)]) -> String {
        let places: Vec<Place> =
            spans.iter().map(|(_, start, end)| place(vec![Region::Span { start: *start, end: *end }])).collect();
        let spots: Vec<Spot<'_>> = spans
            .iter()
            .zip(&places)
            .map(|((key, ..), place)| Spot { key: (*key).into(), place, label: (*key).into(), is_doubtful: false })
            .collect();
        marked(text, &spots.iter().collect::<Vec<_>>()).into_string()
    }

    fn without_tags(html: &str) -> String {
        let mut text = String::new();
        let mut is_tag = false;
        for c in html.chars() {
            match c {
                '<' => is_tag = true,
                '>' => is_tag = false,
                c if !is_tag => text.push(c),
                _ => {}
            }
        }
        text
    }

    #[test]
    fn the_text_stays_the_same_whatever_is_marked_in_it() {
        let text = "PO 12022 of 4 Feb: 1000 × LOCAP2, süß";
        for spans in [
            vec![],
            vec![("po_number", 3, 8)],
            vec![("po_number", 3, 8), ("order_date", 12, 17)],
            vec![("instructions", 0, 40), ("po_number", 3, 8), ("same", 3, 8)],
            vec![("one", 0, 8), ("crossing", 3, 17)],
            vec![("middle_of_a_letter", 24, 25), ("beyond", 3, 900)],
        ] {
            assert_eq!(without_tags(&marked_with(text, &spans)), text, "{spans:?}");
        }
    }

    #[test]
    fn every_value_finds_its_place_even_where_spans_cross_or_nest() {
        let text = "PO 12022 of 4 Feb: 1000 × LOCAP2";
        let html = marked_with(text, &[("all", 0, 30), ("po_number", 3, 8), ("same", 3, 8), ("crossing", 5, 17)]);
        for key in ["all", "po_number", "same", "crossing"] {
            assert_eq!(html.matches(&format!("id=\"e-{key}\"")).count(), 1, "{key}: {html}");
        }
        assert!(!html.contains("<a href=\"#v-all\">"), "no link around another link");
    }

    #[test]
    fn text_from_outside_is_text() {
        let html = marked_with("<script>alert(1)</script>", &[("x", 0, 8)]);
        assert!(!html.contains("<script"));
    }

    #[test]
    fn a_cell_is_named_with_its_sheet_and_one_of_no_sheet_is_not() {
        let sheets = [SheetOfCells { name: "Order <1>".into(), ..SheetOfCells::default() }];
        let place =
            place(vec![Region::Cell { sheet: 0, row: 6, column: 1 }, Region::Cell { sheet: 9, row: 0, column: 0 }]);
        assert_eq!(named_cells(&sheets, &place), [("Order <1>", "B7".to_owned())]);
        let spot = Spot { key: "po_number".into(), place: &place, label: "Order number".into(), is_doubtful: false };
        let html = cells(Voice::new("en-AU", "UTC"), &sheets, &[&spot]).into_string();
        assert!(html.contains("Order &lt;1&gt;, cell B7") && html.contains("id=\"e-po_number\""), "{html}");
    }

    #[test]
    fn a_box_is_drawn_on_its_own_page_only() {
        let place = place(vec![
            Region::Box { page: 1, x0: 10.0, y0: 20.0, x1: 30.0, y1: 28.0 },
            Region::Box { page: 2, x0: 1.0, y0: 1.0, x1: 2.0, y1: 2.0 },
        ]);
        assert_eq!(boxes_on(&place, 1), [(8.0, 18.0, 24.0, 12.0)]);
        assert_eq!(boxes_on(&place, 2).len(), 1);
        assert!(boxes_on(&place, 3).is_empty());
    }
}
