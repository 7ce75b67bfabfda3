//! Running text with a mark at each span that supports a value.

use maud::{Markup, html};

use super::Spot;
use crate::reader::evidence::Region;

/// A span of the text and the value it supports; only the first span of a value carries its id.
struct Span<'a> {
    start: usize,
    end: usize,
    spot: &'a Spot<'a>,
    is_first: bool,
}

/// The text with a mark at each span. Spans inside others are marked inside them; of spans that cross, the later one
/// keeps its id as an empty anchor.
pub(super) fn marked(text: &str, spots: &[&Spot<'_>]) -> Markup {
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
    use crate::reader::evidence::Place;

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
}
