//! A form as it lies on paper, drawn as a picture of lines and text: positions need no style attribute then.

use maud::{Markup, html};

use crate::fulfilment::forms::{Paper, PaperCell};

/// The sheet.
///
/// * `label` — what it is, for those who cannot see it.
pub fn paper(label: &str, sheet: &Paper) -> Markup {
    html! {
        div.paper tabindex="0" {
            svg role="img" aria-label=(label) width=(format!("{:.0}pt", sheet.width)) viewBox=(format!("-2 -2 {:.1} {:.1}", sheet.width + 4.0, sheet.height + 4.0)) {
                @for cell in &sheet.cells { @if let Some(fill) = &cell.fill { (ground(cell, fill)) } }
                @for cell in &sheet.cells { (lines(cell)) }
                @for cell in &sheet.cells { (text(cell)) }
            }
        }
    }
}

fn ground(cell: &PaperCell, fill: &str) -> Markup {
    let [x, y, width, height] = cell.place.map(place);
    html! { path d=(format!("M{x} {y}h{width}v{height}h-{width}z")) fill=(fill) {} }
}

fn lines(cell: &PaperCell) -> Markup {
    html! {
        @for (line, thickness, color) in &cell.borders {
            @let [x1, y1, x2, y2] = line.map(place);
            line x1=(x1) y1=(y1) x2=(x2) y2=(y2) stroke=(color) stroke-width=(thickness) {}
        }
    }
}

fn text(cell: &PaperCell) -> Markup {
    let weight = cell.is_bold.then_some("700");
    let anchor = cell.is_right.then_some("end");
    html! {
        @if !cell.lines.is_empty() {
            text data-cell=(cell.name) font-size=(cell.size) font-weight=[weight] text-anchor=[anchor] fill=(cell.color) {
                @for (x, y, line) in &cell.lines { tspan x=(place(*x)) y=(place(*y)) { (line) } }
            }
        }
    }
}

/// A tenth of a point is finer than any printer.
fn place(points: f64) -> String {
    format!("{points:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_customer_wrote_is_text_on_the_paper() {
        let cell = PaperCell {
            name: "B4".into(),
            place: [0.0, 0.0, 10.0, 10.0],
            text: "<b>&".into(),
            lines: vec![(2.0, 9.0, "<b>&".into())],
            is_right: true,
            size: 11.0,
            is_bold: true,
            color: "#111827".into(),
            fill: Some("#F5F6F8".into()),
            borders: vec![([0.0, 10.0, 10.0, 10.0], 0.75, "#D1D5DB".into())],
        };
        let html = paper("Office Order", &Paper { width: 10.0, height: 10.0, cells: vec![cell] }).into_string();
        assert!(html.contains("data-cell=\"B4\"") && html.contains("&lt;b&gt;&amp;") && !html.contains("<b>"));
        assert!(html.contains("text-anchor=\"end\"") && !html.contains("style="));
    }
}
