//! A filled sheet as it lies on paper: every cell with its place, its text as a spreadsheet program shows it, and its look.
//!
//! It is made of the very sheet that is written as the workbook, so a preview cannot say something else.

use std::collections::BTreeMap;

use umya_spreadsheet::{Border, Cell, HorizontalAlignmentValues as Across, VerticalAlignmentValues as Down, Worksheet};

use super::measure::{COLUMN_UNIT_POINTS, lines};
use super::sheet::{column_letters, font};
use super::value::localised;
use crate::words::Locale;

/// Width of a column and height of a row that say nothing about it.
const COLUMN_UNITS: f64 = 8.43;
const ROW_POINTS: f64 = 12.75;
/// Space a cell keeps free on both sides of its text, in points; as in the template's own measure.
const PADDING_POINTS: f64 = 2.0;
/// One step of indentation, in points.
const INDENT_POINTS: f64 = 7.0;
/// Height of one line of text in multiples of its font size.
const LINE_HEIGHT: f64 = 1.28;

/// A sheet of paper, in points.
#[derive(Clone, Debug, PartialEq)]
pub struct Paper {
    /// Its width.
    pub width: f64,
    /// Its height; as long as the sheet, however many pages that is.
    pub height: f64,
    /// Its cells, row by row; those without text, fill and lines are left out.
    pub cells: Vec<PaperCell>,
}

/// One cell, or one merged range.
#[derive(Clone, Debug, PartialEq)]
pub struct PaperCell {
    /// Its name on the sheet: `G8`.
    pub name: String,
    /// Left, top, width and height in points.
    pub place: [f64; 4],
    /// The text as shown, empty for a box.
    pub text: String,
    /// The text line by line, with the place of each: left or right edge, and baseline.
    pub lines: Vec<(f64, f64, String)>,
    /// Whether the lines end at their place instead of beginning there.
    pub is_right: bool,
    /// Size of the letters in points.
    pub size: f64,
    /// Whether they are bold.
    pub is_bold: bool,
    /// Colour of the letters: `#111827`.
    pub color: String,
    /// Colour of the ground.
    pub fill: Option<String>,
    /// Lines at its sides as from x, y to x, y, with width and colour.
    pub borders: Vec<([f64; 4], f64, String)>,
}

/// Lays the sheet out.
///
/// * `locale` — how numbers look: a spreadsheet shows them as its reader's computer does.
pub(super) fn paper(sheet: &Worksheet, locale: Locale) -> Paper {
    let (columns, rows) = (sheet.highest_column(), sheet.highest_row());
    let widths: BTreeMap<u32, f64> = sheet.column_dimensions().iter().map(|c| (c.col_num(), c.width())).collect();
    let lefts = edges((1..=columns).map(|c| widths.get(&c).copied().unwrap_or(COLUMN_UNITS) * COLUMN_UNIT_POINTS));
    let tops = edges((1..=rows).map(|row| {
        sheet.row_dimension(row).map(|row| row.height()).filter(|height| *height > 0.0).unwrap_or(ROW_POINTS)
    }));
    let mut ends: BTreeMap<(u32, u32), (u32, u32)> = BTreeMap::new();
    let mut ranges: Vec<[u32; 4]> = Vec::new();
    for range in sheet.merge_cells() {
        let corner = range.coordinate_start_col().zip(range.coordinate_start_row());
        let end = range.coordinate_end_col().zip(range.coordinate_end_row());
        if let Some(((left, top), (right, bottom))) = corner.zip(end) {
            ends.insert((top.num(), left.num()), (bottom.num(), right.num()));
            ranges.push([left.num(), top.num(), right.num(), bottom.num()]);
        }
    }
    let edge = |edges: &[f64], at: u32| edges.get(at as usize).or(edges.last()).copied().unwrap_or_default();
    let cells = sheet.cells_sorted().into_iter().filter_map(|cell| {
        let (row, column) = (cell.coordinate().row_num(), cell.coordinate().col_num());
        let (bottom, right) = ends.get(&(row, column)).copied().unwrap_or((row, column));
        let (x, y) = (edge(&lefts, column - 1), edge(&tops, row - 1));
        // Lines and grounds belong to each cell of a merged range, its text to all of it.
        let own = [x, y, edge(&lefts, column) - x, edge(&tops, row) - y];
        let whole = [x, y, edge(&lefts, right) - x, edge(&tops, bottom) - y];
        // Inside a merged range no program draws a line.
        let range = ranges
            .iter()
            .find(|[left, top, right, bottom]| (*left..=*right).contains(&column) && (*top..=*bottom).contains(&row));
        let [left, top, right, bottom] = range.copied().unwrap_or([column, row, column, row]);
        one(cell, locale, (own, whole), [column == left, column == right, row == top, row == bottom])
    });
    Paper {
        width: lefts.last().copied().unwrap_or_default(),
        height: tops.last().copied().unwrap_or_default(),
        cells: cells.collect(),
    }
}

/// Where each column or row begins, and where the last one ends.
fn edges(sizes: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut edges = vec![0.0];
    for size in sizes {
        edges.push(edges.last().copied().unwrap_or_default() + size);
    }
    edges
}

fn one(cell: &Cell, locale: Locale, (own, whole): ([f64; 4], [f64; 4]), sides: [bool; 4]) -> Option<PaperCell> {
    let style = cell.style();
    let text = shown(cell, locale);
    let fill = style.background_color().map(|color| rgb(&color.argb_str())).filter(|color| color != "#000000");
    let borders = borders(cell, own, sides);
    if text.is_empty() && fill.is_none() && borders.is_empty() {
        return None;
    }
    let font_of = font(style);
    let alignment = style.alignment();
    let is_number = cell.value_number().is_some();
    let is_right = match alignment.map(|alignment| alignment.horizontal()) {
        Some(Across::Right) => true,
        Some(Across::General) | None => is_number,
        Some(_) => false,
    };
    let indent = alignment.map_or(0, |alignment| alignment.indent());
    let margin = PADDING_POINTS + f64::from(indent) * INDENT_POINTS;
    let [x, y, width, height] = whole;
    let wrapped: Vec<&str> = if alignment.is_some_and(|alignment| alignment.wrap_text()) {
        lines(&text, width - 2.0 * PADDING_POINTS, font_of)
    } else {
        text.split('\n').collect()
    };
    let step = font_of.size * LINE_HEIGHT;
    let used = font_of.height(wrapped.len());
    let top = match alignment.map(|alignment| alignment.vertical()) {
        Some(Down::Top) => y + 1.0,
        Some(Down::Center) => y + ((height - used) / 2.0).max(0.0),
        _ => y + (height - used - 1.0).max(0.0),
    };
    let at = if is_right { x + width - margin } else { x + margin };
    let baselines = std::iter::successors(Some(top + step * 0.78), |baseline| Some(baseline + step));
    let placed = wrapped.iter().zip(baselines).filter(|(line, _)| !line.trim().is_empty());
    let lines = placed.map(|(line, baseline)| (at, baseline, line.trim_end().to_owned())).collect();
    Some(PaperCell {
        name: format!("{}{}", column_letters(cell.coordinate().col_num()), cell.coordinate().row_num()),
        place: own,
        text,
        lines,
        is_right,
        size: font_of.size,
        is_bold: font_of.bold,
        color: style.font().map_or_else(|| "#000000".to_owned(), |font| rgb(&font.color().argb_str())),
        fill,
        borders,
    })
}

/// The text of a cell. Numbers in the formats that the forms are filled with are shown whole, with what stands behind them.
fn shown(cell: &Cell, locale: Locale) -> String {
    let format = cell.style().number_format().map_or("General", |format| format.format_code());
    let number = cell.value_number().and_then(|_| localised(&cell.value(), format, locale));
    number.unwrap_or_else(|| cell.formatted_value())
}

/// The lines at the sides that are the outside of their range: left, right, top, bottom.
fn borders(cell: &Cell, [x, y, width, height]: [f64; 4], outside: [bool; 4]) -> Vec<([f64; 4], f64, String)> {
    let Some(borders) = cell.style().borders() else { return Vec::new() };
    let (right, bottom) = (x + width, y + height);
    let sides = [
        (borders.left(), [x, y, x, bottom]),
        (borders.right(), [right, y, right, bottom]),
        (borders.top(), [x, y, right, y]),
        (borders.bottom(), [x, bottom, right, bottom]),
    ];
    let drawn = sides.into_iter().zip(outside).filter(|(_, is_outside)| *is_outside).map(|(side, _)| side);
    drawn.filter_map(|(border, line)| Some((line, thickness(border)?, colour(border)))).collect()
}

/// In points; `None` where there is no line.
fn thickness(border: &Border) -> Option<f64> {
    match border.border_style() {
        "none" | "" => None,
        "medium" | "mediumDashed" => Some(1.5),
        "thick" | "double" => Some(2.25),
        _ => Some(0.75),
    }
}

fn colour(border: &Border) -> String {
    border.color().map_or_else(|| "#000000".to_owned(), |color| rgb(&color.argb_str()))
}

/// `FF111827` → `#111827`; anything else is black.
fn rgb(argb: &str) -> String {
    match argb.get(2..8) {
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => format!("#{digits}"),
        _ => "#000000".to_owned(),
    }
}
