//! Draws the two form templates. Run it to change their look, then look at the result on paper:
//!
//! `cargo test --test it forms_templates -- --ignored`
//!
//! The rules of placeholders stand in `src/fulfilment/forms/sheet.rs`. A template may as well be edited by hand in any
//! spreadsheet program; then this drawing no longer tells the truth and should go.

mod office;
mod works;

use std::path::Path;

use umya_spreadsheet::{
    HorizontalAlignmentValues as Across, OrientationValues, SheetView, SheetViews, Style,
    VerticalAlignmentValues as Down, Workbook, Worksheet,
};

const INK: &str = "FF111827";
const QUIET: &str = "FF6B7280";
const HAIR: &str = "FFD1D5DB";
const BAND: &str = "FFF5F6F8";
const DATE: &str = "dd/mm/yyyy";

/// How a cell looks. Starts plain: 10 points, ink, left, middle.
#[derive(Clone)]
struct Look {
    size: f64,
    bold: bool,
    color: &'static str,
    across: Across,
    down: Down,
    wrap: bool,
    indent: u32,
    fill: Option<&'static str>,
    format: Option<&'static str>,
    /// Left, right, top, bottom: line style and colour.
    lines: [Option<(&'static str, &'static str)>; 4],
}

fn plain() -> Look {
    Look {
        size: 10.0,
        bold: false,
        color: INK,
        across: Across::Left,
        down: Down::Center,
        wrap: false,
        indent: 0,
        fill: None,
        format: None,
        lines: [None; 4],
    }
}

impl Look {
    fn size(mut self, size: f64) -> Self {
        self.size = size;
        self
    }
    fn bold(mut self) -> Self {
        self.bold = true;
        self
    }
    fn quiet(mut self) -> Self {
        self.color = QUIET;
        self
    }
    fn right(mut self) -> Self {
        self.across = Across::Right;
        self
    }
    fn top(mut self) -> Self {
        self.down = Down::Top;
        self
    }
    fn low(mut self) -> Self {
        self.down = Down::Bottom;
        self
    }
    fn wrap(mut self) -> Self {
        self.wrap = true;
        self
    }
    fn indent(mut self, indent: u32) -> Self {
        self.indent = indent;
        self
    }
    fn fill(mut self, fill: &'static str) -> Self {
        self.fill = Some(fill);
        self
    }
    fn format(mut self, format: &'static str) -> Self {
        self.format = Some(format);
        self
    }
    fn under(mut self, style: &'static str, color: &'static str) -> Self {
        self.lines[3] = Some((style, color));
        self
    }
    fn over(mut self, style: &'static str, color: &'static str) -> Self {
        self.lines[2] = Some((style, color));
        self
    }
    fn left_line(mut self, style: &'static str, color: &'static str) -> Self {
        self.lines[0] = Some((style, color));
        self
    }

    fn style(&self) -> Style {
        let mut style = Style::default();
        let font = style.font_mut();
        font.set_name("Arial").set_size(self.size).set_bold(self.bold);
        font.color_mut().set_argb_str(self.color);
        let alignment = style.alignment_mut();
        alignment.set_horizontal(self.across.clone());
        alignment.set_vertical(self.down.clone());
        if self.wrap {
            alignment.set_wrap_text(true);
        }
        if self.indent > 0 {
            alignment.set_indent(self.indent);
        }
        if let Some(fill) = self.fill {
            style.set_background_color(fill);
        }
        if let Some(format) = self.format {
            style.number_format_mut().set_format_code(format);
        }
        let borders = style.borders_mut();
        let sides = [Borders::Left, Borders::Right, Borders::Top, Borders::Bottom];
        for (side, line) in sides.into_iter().zip(self.lines) {
            let Some((line, color)) = line else { continue };
            let border = match side {
                Borders::Left => borders.left_mut(),
                Borders::Right => borders.right_mut(),
                Borders::Top => borders.top_mut(),
                Borders::Bottom => borders.bottom_mut(),
            };
            border.set_border_style(line);
            let mut tone = umya_spreadsheet::Color::default();
            tone.set_argb_str(color);
            border.set_color(tone);
        }
        style
    }
}

enum Borders {
    Left,
    Right,
    Top,
    Bottom,
}

/// A sheet being drawn from top to bottom.
struct Drawing {
    sheet: Worksheet,
    row: u32,
}

impl Drawing {
    fn new(name: &str, widths: &[f64]) -> Self {
        let mut book = umya_spreadsheet::new_file_empty_worksheet();
        let mut sheet = book.new_sheet(name).unwrap().clone();
        for (column, width) in widths.iter().enumerate() {
            sheet.column_dimension_by_number_mut(u32::try_from(column).unwrap() + 1).set_width(*width);
        }
        let mut view = SheetView::default();
        view.set_show_grid_lines(false).set_workbook_view_id(0);
        let mut views = SheetViews::default();
        views.add_sheet_view_list_mut(view);
        sheet.set_sheets_views(views);
        Self { sheet, row: 0 }
    }

    /// Starts the next row, `height` points high.
    fn row(&mut self, height: f64) -> &mut Self {
        self.row += 1;
        self.sheet.row_dimension_mut(self.row).set_height(height).set_custom_height(true);
        self
    }

    /// Writes `text` into columns such as `A` or `B:C` (merged) of the current row.
    fn put(&mut self, columns: &str, text: &str, look: &Look) -> &mut Self {
        let (first, last) = columns.split_once(':').unwrap_or((columns, columns));
        let (row, style) = (self.row, look.style());
        let columns = column(first)..=column(last);
        for column in columns {
            self.sheet.cell_mut((column, row)).set_style(style.clone());
        }
        if !text.is_empty() {
            self.sheet.cell_mut((column(first), row)).set_value_string(text);
        }
        if first != last {
            self.sheet.add_merge_cells(format!("{first}{row}:{last}{row}"));
        }
        self
    }

    /// Paper, margins, footer and print area, then the file.
    fn save(mut self, file: &str, paper: &Paper) {
        let sheet = &mut self.sheet;
        sheet
            .page_setup_mut()
            .set_paper_size(9)
            .set_orientation(paper.orientation.clone())
            .set_fit_to_page(true)
            .set_fit_to_width(1)
            .set_fit_to_height(paper.pages_down);
        let margins = sheet.page_margins_mut();
        margins.set_left(0.5).set_right(0.5).set_top(0.5).set_bottom(0.65).set_header(0.3).set_footer(0.35);
        sheet.print_options_mut().set_horizontal_centered(true);
        sheet.header_footer_mut().odd_footer_mut().set_value(paper.footer);
        let (name, last_row) = (sheet.name().to_owned(), self.row);
        sheet
            .add_defined_name("_xlnm.Print_Area".to_owned(), format!("'{name}'!$A$1:${}${last_row}", paper.last_column))
            .unwrap();
        if let Some(rows) = paper.title_rows {
            sheet.add_defined_name("_xlnm.Print_Titles".to_owned(), format!("'{name}'!{rows}")).unwrap();
        }
        for name in sheet.defined_names_mut() {
            name.set_local_sheet_id(0);
        }
        let mut book: Workbook = umya_spreadsheet::new_file_empty_worksheet();
        book.add_sheet(self.sheet).unwrap();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/forms").join(file);
        umya_spreadsheet::writer::xlsx::write(&book, path).unwrap();
    }
}

struct Paper {
    orientation: OrientationValues,
    pages_down: u32,
    last_column: &'static str,
    title_rows: Option<&'static str>,
    footer: &'static str,
}

fn column(letters: &str) -> u32 {
    letters.bytes().fold(0, |number, letter| number * 26 + u32::from(letter - b'A') + 1)
}
