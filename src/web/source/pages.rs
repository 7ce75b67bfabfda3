//! Pages as pictures, with a box around each place that supports a value.

use maud::{Markup, html};

use super::{Spot, name_of};
use crate::reader::evidence::{Place, Region};
use crate::understanding::page::{DocumentView, PageSize};
use crate::web::paths;
use crate::words::Voice;

/// Every page, one under the other; said first when the words were recognised in pictures.
pub(super) fn pages(voice: Voice, document: &DocumentView, pages: &[PageSize], spots: &[&Spot<'_>]) -> Markup {
    html! {
        @if pages.iter().any(|page| page.is_scan) {
            p.note data-state="rule" { b { (voice.read_by_ocr()) } " " (voice.read_by_ocr_why()) }
        }
        @for page in pages { (sheet(voice, document, *page, spots)) }
    }
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
                        a id=[is_first_page(spot.place, page.number).then(|| spot.id())] href={ "#v-" (spot.key) } data-state=[spot.state()] aria-label={ (spot.label) ": " (spot.place.quote) } {
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

/// Whether a place that goes over several pages begins on this one: an id stands once.
fn is_first_page(place: &Place, number: u32) -> bool {
    let pages = place.regions.iter().filter_map(|region| match *region {
        Region::Box { page, .. } => Some(page),
        _ => None,
    });
    pages.min() == Some(number)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_drawn_on_its_own_page_only_and_its_id_stands_once() {
        let regions = vec![
            Region::Box { page: 1, x0: 10.0, y0: 20.0, x1: 30.0, y1: 28.0 },
            Region::Box { page: 2, x0: 1.0, y0: 1.0, x1: 2.0, y1: 2.0 },
        ];
        let place = Place { part: "1".into(), regions, quote: "…".into() };
        assert_eq!(boxes_on(&place, 1), [(8.0, 18.0, 24.0, 12.0)]);
        assert_eq!(boxes_on(&place, 2).len(), 1);
        assert!(boxes_on(&place, 3).is_empty());
        assert_eq!([1, 2, 3].map(|page| is_first_page(&place, page)), [true, false, false]);
    }
}
