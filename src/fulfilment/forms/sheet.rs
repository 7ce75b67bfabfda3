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
use std::io::Cursor;

use umya_spreadsheet::{Cell, DefinedName, Style, Workbook, Worksheet};

use super::FormError;
use super::archive::packed;
use super::marks::{Piece, Presence, marks};
use super::measure::{COLUMN_UNIT_POINTS, Font, lines};
use super::value::{Entry, Page, Value, cell_day, cell_number, cell_text, shown_number};

/// Highest row a spreadsheet allows, in points.
const ROW_POINTS_MAX: f64 = 409.0;

/// Space above and below the text of a grown row, in points.
const ROW_PADDING_POINTS: f64 = 6.0;

/// Space a cell keeps free on both sides of its text, in points.
const CELL_PADDING_POINTS: f64 = 4.0;

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
    name: &'static str,
    /// The form sheet without cells, rows and merged ranges.
    shell: Worksheet,
    rows: Vec<TemplateRow>,
    footer: Vec<Piece>,
}

struct TemplateRow {
    cells: Vec<TemplateCell>,
    /// Merged ranges that start here: rows spanned, first and last column.
    merges: Vec<(u32, u32, u32)>,
    height: Option<f64>,
    presence: Presence,
}

struct TemplateCell {
    cell: Cell,
    /// Width of the cell, or of the range it is merged into, in points.
    width: f64,
    /// Text with placeholders; `None` keeps the cell as it is.
    pieces: Option<Vec<Piece>>,
}

/// A template row (from 1) that appears on the sheet, with the entry it shows.
struct Printed<'p> {
    template_row: u32,
    entry: Option<&'p Entry>,
}

impl Template {
    /// Parses the template workbook `bytes`; the fault is a sentence for the developer.
    pub fn read(name: &'static str, bytes: &[u8]) -> Result<Self, String> {
        let book = umya_spreadsheet::reader::xlsx::read_reader(Cursor::new(bytes), true)
            .map_err(|fault| format!("not a workbook: {fault:?}"))?;
        let sheet = book.sheet_collection().first().ok_or("no sheet")?;
        let widths: BTreeMap<u32, f64> =
            sheet.column_dimensions().iter().map(|column| (column.col_num(), column.width())).collect();
        let mut rows: Vec<TemplateRow> = (1..=sheet.highest_row()).map(|row| empty_row(sheet, row)).collect();
        let mut spans: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        for range in sheet.merge_cells() {
            let corner = |column: Option<u32>, row: Option<u32>| column.zip(row).ok_or("a merged range is open");
            let (left, top) =
                corner(range.coordinate_start_col().map(|c| c.num()), range.coordinate_start_row().map(|r| r.num()))?;
            let (right, bottom) =
                corner(range.coordinate_end_col().map(|c| c.num()), range.coordinate_end_row().map(|r| r.num()))?;
            let row = rows.get_mut(top as usize - 1).ok_or("a merged range starts below the last row")?;
            row.merges.push((bottom - top + 1, left, right));
            spans.insert((top, left), right);
        }
        for cell in sheet.cells_sorted() {
            let (row, column) = (cell.coordinate().row_num(), cell.coordinate().col_num());
            let right = spans.get(&(row, column)).copied().unwrap_or(column);
            let width = (column..=right).map(|c| widths.get(&c).copied().unwrap_or(8.43)).sum::<f64>();
            rows[row as usize - 1].add(cell, width * COLUMN_UNIT_POINTS - CELL_PADDING_POINTS)?;
        }
        for (index, row) in rows.iter().enumerate() {
            for (span, _, _) in &row.merges {
                let covered =
                    rows.get(index..index + *span as usize).ok_or("a merged range ends below the last row")?;
                if *span > 1 && covered.iter().any(|row| row.presence != Presence::Always) {
                    return Err(format!("row {}: merged over rows that repeat or may be left out", index + 1));
                }
            }
        }
        let footer = marks(sheet.header_footer().odd_footer().value())?.pieces;
        Ok(Self { name, shell: shell(sheet), rows, footer })
    }

    /// Makes a workbook of `page`; `title` goes into the file's properties.
    ///
    /// The same page gives the same bytes. [`FormError::Template`] names a placeholder the page has no value for.
    pub fn fill(&self, page: &Page, title: &str) -> Result<Vec<u8>, FormError> {
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
        let footer = self.join(&self.footer, page, None, footer_text)?;
        sheet.header_footer_mut().odd_footer_mut().set_value(footer);

        let mut book: Workbook = umya_spreadsheet::new_file_empty_worksheet();
        book.properties_mut().set_title(cell_text(title)).set_creator("Ramjet");
        let write = |source| FormError::Write { template: self.name, source };
        book.add_sheet(sheet).map_err(write)?;
        let mut bytes = Vec::new();
        umya_spreadsheet::writer::xlsx::write_writer_light(&book, &mut bytes).map_err(write)?;
        packed(&bytes).map_err(|source| FormError::Pack { template: self.name, source })
    }

    /// Width in points and font of the cell that prints the first field of `list`, to divide a long text into rows.
    pub fn room(&self, list: &str) -> Option<(f64, Font)> {
        let row = self.rows.iter().find(|row| row.presence == Presence::Each(list.to_owned()))?;
        let cell = row.cells.iter().find(|cell| cell.pieces.is_some())?;
        Some((cell.width, font(cell.cell.style())))
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

impl TemplateRow {
    /// Takes over one cell of the template.
    fn add(&mut self, cell: &Cell, width: f64) -> Result<(), String> {
        let text = cell.value();
        if cell.is_formula() {
            return Err(format!("{}: formulas are not filled, write a placeholder", cell.coordinate()));
        }
        let pieces = if text.contains("{{") {
            let marks = marks(&text).map_err(|fault| format!("{}: {fault}", cell.coordinate()))?;
            if self.presence != Presence::Always
                && marks.presence != Presence::Always
                && self.presence != marks.presence
            {
                return Err(format!("{}: one row, two lists", cell.coordinate()));
            }
            if marks.presence != Presence::Always {
                self.presence = marks.presence;
            }
            Some(marks.pieces)
        } else {
            None
        };
        self.cells.push(TemplateCell { cell: cell.clone(), width, pieces });
        Ok(())
    }
}

fn empty_row(sheet: &Worksheet, row: u32) -> TemplateRow {
    let height = sheet.row_dimension(row).map(|row| row.height()).filter(|height| *height > 0.0);
    TemplateRow { cells: Vec::new(), merges: Vec::new(), height, presence: Presence::Always }
}

/// The sheet without cells, rows and merged ranges.
fn shell(sheet: &Worksheet) -> Worksheet {
    let mut shell = sheet.clone();
    let places: Vec<(u32, u32)> =
        shell.cells().iter().map(|cell| (cell.coordinate().col_num(), cell.coordinate().row_num())).collect();
    for place in places {
        shell.remove_cell(place);
    }
    shell.row_dimensions_to_hashmap_mut().clear();
    shell.merge_cells_mut().clear();
    shell
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
fn font(style: &Style) -> Font {
    style.font().map_or(Font { size: 11.0, bold: false }, |font| Font { size: font.size(), bold: font.bold() })
}

/// Moves the print area and the repeated rows to where their rows are now.
fn adjust_names(sheet: &mut Worksheet, first_row_of: &BTreeMap<u32, u32>, last_row: u32) {
    let names = std::mem::take(sheet.defined_names_mut());
    for name in names {
        let mut moved = DefinedName::default();
        moved.set_name(name.name());
        moved.set_address(moved_rows(name.name(), &name.address(), first_row_of, last_row));
        moved.set_local_sheet_id(0);
        sheet.add_defined_names(moved);
    }
}

/// `'Sheet'!$A$1:$G$9` with its rows replaced; the print area always ends at the last row.
fn moved_rows(name: &str, address: &str, first_row_of: &BTreeMap<u32, u32>, last_row: u32) -> String {
    let (prefix, range) = address.rsplit_once('!').map_or(("", address), |(sheet, range)| (sheet, range));
    let ends: Vec<String> = range
        .split(':')
        .enumerate()
        .map(|(place, end)| {
            let digits = end.trim_start_matches(|letter: char| !letter.is_ascii_digit());
            let column = &end[..end.len() - digits.len()];
            let row = match digits.parse::<u32>() {
                Ok(_) if name == "_xlnm.Print_Area" && place == 1 => last_row.to_string(),
                Ok(row) => first_row_of.get(&row).copied().unwrap_or(row).to_string(),
                Err(_) => String::new(),
            };
            format!("{column}{row}")
        })
        .collect();
    let range = ends.join(":");
    if prefix.is_empty() { range } else { format!("{prefix}!{range}") }
}

/// One line for the footer: no codes, no line ends, not too long.
fn footer_text(text: &str) -> String {
    let line: String = cell_text(text).split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(FOOTER_VALUE_MAX).collect::<String>().replace('&', "&&")
}

/// 1 is `A`, 27 is `AA`.
fn column_letters(column: u32) -> String {
    umya_spreadsheet::helper::coordinate::string_from_column_index(column)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A template whose first column holds `cells`.
    fn template(cells: &[&str], merges: &[&str], formula: Option<&str>) -> Result<Template, String> {
        let mut book = umya_spreadsheet::new_file();
        let sheet = book.sheet_mut(0).unwrap();
        for (text, row) in cells.iter().zip(1..) {
            sheet.cell_mut((1, row)).set_value_string(*text);
        }
        for merge in merges {
            sheet.add_merge_cells(*merge);
        }
        if let Some(formula) = formula {
            sheet.cell_mut((2, 1)).set_formula(formula);
        }
        let mut bytes = Vec::new();
        umya_spreadsheet::writer::xlsx::write_writer(&book, &mut bytes).unwrap();
        Template::read("test.xlsx", &bytes)
    }

    #[test]
    fn a_template_that_would_print_wrong_is_refused() {
        let fault = |template: Result<Template, String>| template.err().unwrap();
        assert!(fault(Template::read("test.xlsx", b"no workbook")).contains("not a workbook"));
        assert!(fault(template(&["a"], &[], Some("SUM(A1:A1)"))).contains("formulas"));
        assert!(fault(template(&["{{line.a}}", "b"], &["A1:B2"], None)).contains("merged over rows"));
        assert!(fault(template(&["a", "{{?line}}b"], &["A1:B2"], None)).contains("merged over rows"));
        assert!(fault(template(&["{{broken"], &[], None)).contains("closing braces"));
        assert!(fault(template(&["{{a.x}} {{b.y}}"], &[], None)).contains("two lists"));
    }

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

    #[test]
    fn the_print_area_ends_at_the_last_row_and_titles_follow_their_row() {
        let moved = BTreeMap::from([(1, 1), (3, 2), (9, 40)]);
        assert_eq!(moved_rows("_xlnm.Print_Area", "'A B'!$A$1:$G$9", &moved, 44), "'A B'!$A$1:$G$44");
        assert_eq!(moved_rows("_xlnm.Print_Titles", "'A B'!$3:$3", &moved, 44), "'A B'!$2:$2");
        assert_eq!(moved_rows("total", "Sheet!$G$9", &moved, 44), "Sheet!$G$40");
    }
}
