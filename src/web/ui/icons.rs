//! Small pictures, drawn once in a sprite at the top of each page and used by name.

use maud::{Markup, html};

/// Name and drawing on a field of 16 × 16.
const ICONS: &[(&str, &str)] = &[
    ("add", "M8 3v10M3 8h10"),
    ("again", "M13 8a5 5 0 1 1-1.500-3.500M13 2v3h-3"),
    ("approve", "m3 8.500 3.500 3.500L13 4.500"),
    ("back", "M9.500 3.500 5 8l4.500 4.500"),
    ("box", "M2.500 5 8 2l5.500 3v6L8 14l-5.500-3zM2.500 5 8 8l5.500-3M8 8v6"),
    ("down", "m4 6 4 4 4-4"),
    ("figures", "M2.500 13.500v-4M6.200 13.500v-8M9.800 13.500v-5M13.500 13.500v-11"),
    ("file", "M4 1.500h5l3.500 3.500v9.500H4zM9 1.500V5h3.500"),
    ("inbox", "M2 9 4 3.500h8L14 9v4H2zM2 9h3.500l1 2h3l1-2H14"),
    ("leave", "M6 2.500H2.500v11H6M10 4.500 13.500 8 10 11.500M13.500 8H6"),
    ("mail", "M2 3.500h12v9H2zM2 4.500l6 4.500 6-4.500"),
    ("missing", "m4 4 8 8m0-8-8 8"),
    ("none", "M3 8h10"),
    ("orders", "M3 2.500h10v11H3zM5.500 6h5M5.500 8.500h5M5.500 11h3"),
    ("out", "M3 13 13 3M6 3h7v7"),
    ("pen", "m3 13 .700-2.700L11 3l2 2-7.300 7.300z"),
    (
        "person",
        "M8 2.500a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5M3 13.500c0-2.800 2.200-4.500 5-4.500s5 1.700 5 4.500",
    ),
    ("pulse", "M1.500 8.500h3l2-5 3 9 2-4h3"),
    ("reading", "M3 5h10M3 8h10M3 11h5"),
    (
        "rule",
        "M2.500 6.200c2-2 3.500-1.600 5.500-.400s3.500 1.600 5.500-.400M2.500 11.200c2-2 3.500-1.600 5.500-.400s3.500 1.600 5.500-.400",
    ),
    ("same", "M2.500 2.500h7v7h-7zM6.500 12v1.500h7v-7H12"),
    (
        "sliders",
        "M2 4.500h7m3.500 0H14M2 11.500h1.500m3.500 0h7M9 4.500a1.750 1.750 0 1 0 3.500 0 1.750 1.750 0 1 0-3.500 0M3.500 11.500a1.750 1.750 0 1 0 3.500 0 1.750 1.750 0 1 0-3.500 0",
    ),
    ("stop", "M5.500 2h5L14 5.500v5L10.500 14h-5L2 10.500v-5zM8 5v3.500M8 11h.010"),
    ("up", "m4 10 4-4 4 4"),
    ("waiting", "M8 2.500a5.500 5.500 0 1 1 0 11 5.500 5.500 0 0 1 0-11M8 4.800V8l2.200 1.500"),
];

/// Drawings that are filled: name and path.
const FILLED: &[(&str, &str)] =
    &[("check", "M8 2 15 14H1z"), ("ramjet", "M2 3h4l5 5-5 5H2l5-5zM9 3h1.500l4.500 5-4.500 5H9l4.500-5z")];

/// One icon; decoration only, so a word always stands beside it.
///
/// * `name` — one of the drawings of this file; a name that is not among them shows nothing.
pub fn icon(name: &str) -> Markup {
    html! { svg.icon aria-hidden="true" focusable="false" { use href={ "#i-" (name) } {} } }
}

/// All drawings, hidden, for the top of the page.
pub(super) fn sprite() -> Markup {
    html! {
        svg.sprite aria-hidden="true" focusable="false" {
            @for (name, path) in ICONS { symbol id={ "i-" (name) } viewBox="0 0 16 16" { path d=(path) {} } }
            @for (name, path) in FILLED {
                symbol id={ "i-" (name) } viewBox="0 0 16 16" { path d=(path) fill="currentColor" stroke-linejoin="round" {} }
            }
        }
    }
}

/// Whether a drawing of this name exists.
#[cfg(test)]
pub(super) fn exists(name: &str) -> bool {
    ICONS.iter().chain(FILLED).any(|(other, _)| *other == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_used_is_drawn() {
        for name in ["approve", "check", "missing", "rule", "waiting", "ramjet"] {
            assert!(exists(name), "{name}");
            assert!(icon(name).into_string().contains(&format!("#i-{name}\"")));
        }
        assert!(!exists("check2"));
    }
}
