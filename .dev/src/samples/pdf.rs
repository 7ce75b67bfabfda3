//! A very small PDF writer: text in the standard fonts, lines, bars and frames on A4 pages.
//!
//! Coordinates are points (1/72 inch) from the top left corner, as one reads. Content streams stay uncompressed and
//! nothing in the file depends on the day it is made, so the same order gives the same bytes for ever.

use super::font::{Font, pdf_string};

/// Width of an A4 page in points.
pub const PAGE_WIDTH: f64 = 595.0;
/// Height of an A4 page in points.
pub const PAGE_HEIGHT: f64 = 842.0;

/// A colour: red, green and blue from 0 to 255.
pub type Ink = (u8, u8, u8);

/// Almost black: body text.
pub const BLACK: Ink = (24, 26, 30);
/// White: text on filled bars.
pub const WHITE: Ink = (255, 255, 255);

/// Font, size in points and colour of a text.
#[derive(Clone, Copy)]
pub struct Style {
    /// The font.
    pub font: Font,
    /// The size in points.
    pub size: f64,
    /// The colour.
    pub ink: Ink,
}

/// Helvetica in one size and colour.
pub const fn plain(size: f64, ink: Ink) -> Style {
    Style { font: Font::Plain, size, ink }
}

/// Helvetica-Bold in one size and colour.
pub const fn bold(size: f64, ink: Ink) -> Style {
    Style { font: Font::Bold, size, ink }
}

/// One page being drawn.
#[derive(Default)]
pub struct Page {
    operators: Vec<u8>,
}

impl Page {
    /// Writes `text` with its left end at `x` and its base line at `y`.
    pub fn text(&mut self, x: f64, y: f64, style: Style, text: &str) {
        let Style { font, size, ink } = style;
        self.push(&format!(
            "BT {} rg /{} {} Tf {} {} Td ",
            colour(ink),
            font.resource(),
            number(size),
            number(x),
            number(PAGE_HEIGHT - y)
        ));
        self.operators.extend(pdf_string(text));
        self.push(" Tj ET\n");
    }

    /// Writes `text` with its right end at `x`.
    pub fn text_right(&mut self, x: f64, y: f64, style: Style, text: &str) {
        self.text(x - style.font.width_points(text, style.size), y, style, text);
    }

    /// Writes `text` with its middle at `x`.
    pub fn text_centre(&mut self, x: f64, y: f64, style: Style, text: &str) {
        self.text(x - style.font.width_points(text, style.size) / 2.0, y, style, text);
    }

    /// Writes `lines` below each other, the first base line at `y`; returns the base line after the last one.
    pub fn block(&mut self, (x, y): (f64, f64), leading: f64, style: Style, lines: &[&str]) -> f64 {
        for (at, line) in lines.iter().enumerate() {
            self.text(x, y + leading * at as f64, style, line);
        }
        y + leading * lines.len() as f64
    }

    /// Draws a straight line of the given weight.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), weight: f64, ink: Ink) {
        self.push(&format!(
            "{} RG {} w {} {} m {} {} l S\n",
            colour(ink),
            number(weight),
            number(from.0),
            number(PAGE_HEIGHT - from.1),
            number(to.0),
            number(PAGE_HEIGHT - to.1)
        ));
    }

    /// Fills a rectangle.
    pub fn bar(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), ink: Ink) {
        self.push(&format!("{} rg {} f\n", colour(ink), rectangle(x, y, width, height)));
    }

    /// Draws the outline of a rectangle.
    pub fn frame(&mut self, (x, y): (f64, f64), (width, height): (f64, f64), weight: f64, ink: Ink) {
        self.push(&format!("{} RG {} w {} S\n", colour(ink), number(weight), rectangle(x, y, width, height)));
    }

    /// Fills a polygon.
    pub fn shape(&mut self, points: &[(f64, f64)], ink: Ink) {
        self.push(&format!("{} rg ", colour(ink)));
        for (at, (x, y)) in points.iter().enumerate() {
            let operator = if at == 0 { "m" } else { "l" };
            self.push(&format!("{} {} {operator} ", number(*x), number(PAGE_HEIGHT - y)));
        }
        self.push("h f\n");
    }

    fn push(&mut self, operators: &str) {
        self.operators.extend(operators.as_bytes());
    }
}

fn rectangle(x: f64, y: f64, width: f64, height: f64) -> String {
    format!("{} {} {} {} re", number(x), number(PAGE_HEIGHT - y - height), number(width), number(height))
}

fn colour((red, green, blue): Ink) -> String {
    let part = |value: u8| {
        let text = format!("{:.3}", f64::from(value) / 255.0);
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    format!("{} {} {}", part(red), part(green), part(blue))
}

/// A coordinate with at most two decimals.
fn number(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

/// What stands in the properties of a file.
pub struct Properties<'a> {
    /// Title of the document.
    pub title: &'a str,
    /// The company it comes from.
    pub author: &'a str,
    /// The program that claims to have made it.
    pub creator: &'a str,
    /// When it was made, as `YYYYMMDDHHMMSS`.
    pub created: &'a str,
}

/// Puts the pages together into one file.
pub fn write(pages: Vec<Page>, properties: &Properties) -> Vec<u8> {
    let first_page = 6;
    let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", first_page + 2 * at)).collect();
    let mut objects: Vec<Vec<u8>> = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()).into_bytes(),
        font_object("Helvetica"),
        font_object("Helvetica-Bold"),
        properties_object(properties),
    ];
    for (at, page) in pages.into_iter().enumerate() {
        objects.push(
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE_WIDTH} {PAGE_HEIGHT}] \
                 /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {} 0 R >>",
                first_page + 2 * at + 1
            )
            .into_bytes(),
        );
        let mut stream = format!("<< /Length {} >>\nstream\n", page.operators.len()).into_bytes();
        stream.extend(page.operators);
        stream.extend(b"\nendstream");
        objects.push(stream);
    }
    assemble(&objects)
}

fn font_object(name: &str) -> Vec<u8> {
    format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>").into_bytes()
}

pub(super) fn properties_object(properties: &Properties) -> Vec<u8> {
    let mut object = b"<< ".to_vec();
    let created = format!("D:{}+11'00'", properties.created);
    let entries = [
        ("Title", properties.title),
        ("Author", properties.author),
        ("Creator", properties.creator),
        ("CreationDate", &created),
    ];
    for (key, value) in entries {
        object.extend(format!("/{key} ").as_bytes());
        object.extend(pdf_string(value));
        object.push(b' ');
    }
    object.extend(b">>");
    object
}

/// Header, numbered objects, cross-reference table and trailer.
pub(super) fn assemble(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut offsets = Vec::with_capacity(objects.len());
    for (at, object) in objects.iter().enumerate() {
        offsets.push(file.len());
        file.extend(format!("{} 0 obj\n", at + 1).as_bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let table = file.len();
    file.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    for offset in offsets {
        file.extend(format!("{offset:010} 00000 n \n").as_bytes());
    }
    let trailer =
        format!("trailer\n<< /Size {} /Root 1 0 R /Info 5 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1);
    file.extend(trailer.as_bytes());
    file
}
