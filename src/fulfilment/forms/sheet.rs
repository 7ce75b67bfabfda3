//! Fills a template workbook.
//!
//! A template is an ordinary workbook; its first sheet is the form. Rules, all of them:
//!
//! * `{{name}}` alone in a cell becomes a typed value (number, date or text) in the style of that cell; inside other
//!   text, and in the footer, it becomes text;
//! * a row with `{{list.name}}` is repeated once for each entry of the list; rows of one list directly below each
//!   other take turns, which gives banded tables; an empty list leaves the row out;
//! * `{{?list}}` in front of a text keeps its row only when the list has entries, and vanishes from the text;
//! * merged cells may span several rows only where none of them is repeated or left out;
//! * rows grow with wrapped text, the print area ends at the last row, repeated title rows move with their row.
//!
//! Each form starts as a new workbook that takes the sheet without its cells: a clone of the parsed template would
//! share its table of texts with every other form and carry one customer's words into the file of the next.

use std::collections::BTreeMap;

use umya_spreadsheet::{Cell, Style, Workbook, Worksheet};

use super::FormError;
use super::archive::packed;
use super::marks::{Piece, Presence};
use super::measure::{Font, lines};
use super::names::{adjust_names, keep_together};
use super::value::{Entry, Page, Value, cell_day, cell_number, cell_text, shown_number};

/// Highest row a spreadsheet allows, in points.
const ROW_POINTS_MAX: f64 = 409.0;

/// Space above and below the text of a grown row, in points.
const ROW_PADDING_POINTS: f64 = 6.0;

/// Smallest font a number is shrunk to, in points.
const FONT_POINTS_MIN: f64 = 5.0;

/// Most characters of one value in the footer, which holds 255 in all.
const FOOTER_VALUE_MAX: usize = 120;

/// Sizes of a phrase in place of a value, in small and in big print.
const QUIET_POINTS: f64 = 10.0;
const QUIET_BIG_POINTS: f64 = 14.0;

/// Colour of a phrase that stands in place of a value.
const QUIET: &str = "FF6B7280";

/// A parsed template; made once, filled many times.
pub(super) struct Template {
    /// Its file name.
    pub name: &'static str,
    /// The form sheet without cells, rows and merged ranges.
    pub shell: Worksheet,
    /// Its rows, the first one first.
    pub rows: Vec<TemplateRow>,
    /// The footer, taken apart.
    pub footer: Vec<Piece>,
    /// First and last template row of the sums.
    pub sums: Option<(u32, u32)>,
}

/// One row of a template.
pub(super) struct TemplateRow {
    /// Its cells.
    pub cells: Vec<TemplateCell>,
    /// Merged ranges that start here: rows spanned, first and last column.
    pub merges: Vec<(u32, u32, u32)>,
    /// In points, where the template gives one.
    pub height: Option<f64>,
    /// When it appears.
    pub presence: Presence,
}

/// One cell of a template.
pub(super) struct TemplateCell {
    /// With its style.
    pub cell: Cell,
    /// Width of the cell, or of the range it is merged into, in points.
    pub width: f64,
    /// Text with placeholders; `None` keeps the cell as it is.
    pub pieces: Option<Vec<Piece>>,
}

/// A template row (from 1) that appears on the sheet, with the entry it shows.
struct Printed<'p> {
    template_row: u32,
    entry: Option<&'p Entry>,
}

impl Template {
    /// Makes a workbook of `page`; `title` goes into the file's properties.
    ///
    /// The same page gives the same bytes. [`FormError::Template`] names a placeholder the page has no value for.
    pub fn fill(&self, page: &Page, title: &str) -> Result<Vec<u8>, FormError> {
        let sheet = self.filled(page)?;
        let mut book: Workbook = umya_spreadsheet::new_file_empty_worksheet();
        book.properties_mut().set_title(cell_text(title)).set_creator("Ramjet");
        let write = |source| FormError::Write { template: self.name, source };
        book.add_sheet(sheet).map_err(write)?;
        let mut bytes = Vec::new();
        umya_spreadsheet::writer::xlsx::write_writer_light(&book, &mut bytes).map_err(write)?;
        packed(&bytes).map_err(|source| FormError::Pack { template: self.name, source })
    }

    /// The sheet of `page`: what becomes the workbook, and what the preview draws.
    pub fn filled(&self, page: &Page) -> Result<Worksheet, FormError> {
        let mut sheet = self.shell.clone();
        let mut first_row_of: BTreeMap<u32, u32> = BTreeMap::new();
        let mut next = 1;
        for printed in self.plan(page)? {
            first_row_of.entry(printed.template_row).or_insert(next);
            self.emit(&mut sheet, next, &printed, page)?;
            next += 1;
        }
        if page.may_take_more_pages {
            sheet.page_setup_mut().set_fit_to_height(0);
        }
        adjust_names(&mut sheet, &first_row_of, next - 1);
        let place = |row: u32| first_row_of.get(&row).copied();
        if let Some((first, last)) = self.sums.and_then(|(first, last)| place(first).zip(place(last))) {
            keep_together(&mut sheet, (first, last), next - 1);
        }
        let footer = self.join(&self.footer, page, None, footer_text)?;
        sheet.header_footer_mut().odd_footer_mut().set_value(footer);
        Ok(sheet)
    }

    /// Width in points and font of the cell that prints the first field of `list`, to divide a long text into rows.
    pub fn room(&self, list: &str) -> Option<(f64, Font)> {
        let row = self.rows.iter().find(|row| row.presence == Presence::Each(list.to_owned()))?;
        let cell = row.cells.iter().find(|cell| cell.pieces.is_some())?;
        Some((cell.width, font(cell.cell.style())))
    }

    /// Whether it prints a value of the page.
    pub fn prints(&self, name: &str) -> bool {
        let pieces = self.rows.iter().flat_map(|row| &row.cells).filter_map(|cell| cell.pieces.as_ref()).flatten();
        pieces.chain(&self.footer).any(|piece| matches!(piece, Piece::Value(named) if named == name))
    }

    /// The template rows in the order they appear on the sheet.
    fn plan<'p>(&self, page: &'p Page) -> Result<Vec<Printed<'p>>, FormError> {
        let mut plan = Vec::new();
        let mut index = 0;
        while let Some(row) = self.rows.get(index) {
            let printed =
                |index: usize, entry| Printed { template_row: u32::try_from(index + 1).unwrap_or(u32::MAX), entry };
            let mut rows_taken = 1;
            match &row.presence {
                Presence::Always => plan.push(printed(index, None)),
                Presence::If(list) => {
                    if !self.list(page, list)?.is_empty() {
                        plan.push(printed(index, None));
                    }
                }
                Presence::Each(list) => {
                    rows_taken = self.rows[index..].iter().take_while(|next| next.presence == row.presence).count();
                    let entries = self.list(page, list)?.iter().enumerate();
                    plan.extend(entries.map(|(turn, entry)| printed(index + turn % rows_taken, Some(entry))));
                }
            }
            index += rows_taken;
        }
        Ok(plan)
    }

    /// Writes one printed row as row `row` of the sheet.
    fn emit(&self, sheet: &mut Worksheet, row: u32, printed: &Printed, page: &Page) -> Result<(), FormError> {
        let source = &self.rows[printed.template_row as usize - 1];
        let entry = printed.entry;
        let mut height = source.height;
        for template_cell in &source.cells {
            let mut cell = template_cell.cell.clone();
            cell.set_coordinate((cell.coordinate().col_num(), row));
            if let Some(pieces) = &template_cell.pieces {
                match pieces.as_slice() {
                    [piece @ (Piece::Value(_) | Piece::Entry(_))] => {
                        let value = self.value(piece, page, entry)?;
                        write(&mut cell, value);
                        shrink(&mut cell, value, template_cell.width);
                    }
                    pieces => {
                        let text = self.join(pieces, page, entry, str::to_owned)?;
                        cell.set_value_string(cell_text(&text));
                    }
                }
            }
            if let (Some(given), true) = (height, wraps(cell.style())) {
                height = Some(given.max(needed_height(&cell, template_cell.width)));
            }
            sheet.set_cell(cell);
        }
        for (span, left, right) in &source.merges {
            let (left, right) = (column_letters(*left), column_letters(*right));
            sheet.add_merge_cells(format!("{left}{row}:{right}{}", row + span - 1));
        }
        let dimension = sheet.row_dimension_mut(row);
        if let Some(height) = height {
            dimension.set_height(height.min(ROW_POINTS_MAX)).set_custom_height(true);
        }
        Ok(())
    }

    /// The text of `pieces` with every value passed through `escape`.
    fn join(
        &self, pieces: &[Piece], page: &Page, entry: Option<&Entry>, escape: impl Fn(&str) -> String,
    ) -> Result<String, FormError> {
        pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => Ok(text.clone()),
                _ => Ok(escape(&self.value(piece, page, entry)?.as_text())),
            })
            .collect()
    }

    fn value<'p>(&self, piece: &Piece, page: &'p Page, entry: Option<&'p Entry>) -> Result<&'p Value, FormError> {
        let (name, value) = match piece {
            Piece::Value(name) => (name, page.values.get(name.as_str())),
            Piece::Entry(name) => (name, entry.and_then(|entry| entry.get(name.as_str()))),
            Piece::Text(text) => (text, None),
        };
        value.ok_or_else(|| self.fault(format!("there is no value {name}")))
    }

    fn list<'p>(&self, page: &'p Page, name: &str) -> Result<&'p [Entry], FormError> {
        page.lists.get(name).map(Vec::as_slice).ok_or_else(|| self.fault(format!("there is no list {name}")))
    }

    fn fault(&self, fault: String) -> FormError {
        FormError::Template { template: self.name, fault }
    }
}

/// Writes a typed value into a styled cell. Text is a string cell, whatever it begins with.
fn write(cell: &mut Cell, value: &Value) {
    match value {
        Value::Text(text) => _ = cell.set_value_string(cell_text(text)),
        Value::Number { amount, format } => match cell_number(*amount) {
            Some(number) => {
                if let Some(format) = format {
                    cell.style_mut().number_format_mut().set_format_code(format.as_str());
                }
                cell.set_value_number(number);
            }
            None => _ = cell.set_value_string(amount.to_string()),
        },
        Value::Date(date) => match cell_day(*date) {
            Some(day) => _ = cell.set_value_number(day),
            None => _ = cell.set_value_string(value.as_text()),
        },
        Value::Absent(phrase) => {
            cell.set_value_string(cell_text(phrase));
            let font = cell.style_mut().font_mut();
            font.set_bold(false);
            font.set_size(font.size().min(if font.size() > QUIET_BIG_POINTS {
                QUIET_BIG_POINTS
            } else {
                QUIET_POINTS
            }));
            font.color_mut().set_argb_str(QUIET);
        }
        Value::Blank => _ = cell.set_blank(),
    }
}

/// Makes the font smaller until the number fits: a spreadsheet shows #### instead of a number that is too wide.
fn shrink(cell: &mut Cell, value: &Value, width: f64) {
    let Value::Number { amount, .. } = value else { return };
    let format = cell.style().number_format().map_or("General", |format| format.format_code());
    let text = shown_number(*amount, format);
    let mut font = font(cell.style());
    let size = font.size;
    while font.size > FONT_POINTS_MIN && lines(&text, width, font).len() > 1 {
        font.size -= 1.0;
    }
    if font.size < size {
        cell.style_mut().font_mut().set_size(font.size);
    }
}

fn wraps(style: &Style) -> bool {
    style.alignment().is_some_and(|alignment| alignment.wrap_text())
}

/// Height the cell's text needs at `width` points, padding included.
fn needed_height(cell: &Cell, width: f64) -> f64 {
    let font = font(cell.style());
    font.height(lines(&cell.value(), width, font).len()) + ROW_PADDING_POINTS
}

/// The font of a style as far as its size matters.
pub(super) fn font(style: &Style) -> Font {
    style.font().map_or(Font { size: 11.0, bold: false }, |font| Font { size: font.size(), bold: font.bold() })
}

/// One line for the footer: no codes, no line ends, not too long.
fn footer_text(text: &str) -> String {
    let line: String = cell_text(text).split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(FOOTER_VALUE_MAX).collect::<String>().replace('&', "&&")
}

/// 1 is `A`, 27 is `AA`.
pub(super) fn column_letters(column: u32) -> String {
    umya_spreadsheet::helper::coordinate::string_from_column_index(column)
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::super::tested::template;
    use super::*;

    #[test]
    fn a_placeholder_without_value_is_named() {
        let mut page = Page::default();
        let fault = template(&["{{customer}}"], &[], None).unwrap().fill(&page, "").unwrap_err();
        assert_eq!(fault.to_string(), "form template test.xlsx: there is no value customer");
        let fault = template(&["{{line.code}}"], &[], None).unwrap().fill(&page, "").unwrap_err();
        assert_eq!(fault.to_string(), "form template test.xlsx: there is no list line");
        page.set_texts("line", ["x".to_owned()]);
        let fault = template(&["{{line.code}}"], &[], None).unwrap().fill(&page, "").unwrap_err();
        assert_eq!(fault.to_string(), "form template test.xlsx: there is no value code");
    }

    #[test]
    fn an_empty_list_leaves_its_rows_out() {
        let mut page = Page::default();
        page.set_texts("line", []);
        let bytes =
            template(&["top", "{{?line}}head", "{{line.text}}", "end"], &[], None).unwrap().fill(&page, "").unwrap();
        let book = umya_spreadsheet::reader::xlsx::read_reader(Cursor::new(bytes), true).unwrap();
        let sheet = book.sheet(0).unwrap();
        assert_eq!(
            (sheet.value("A1"), sheet.value("A2"), sheet.value("A3")),
            ("top".into(), "end".into(), String::new())
        );
    }
}
