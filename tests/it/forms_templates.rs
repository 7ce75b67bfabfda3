//! Draws the two form templates. Run it to change their look, then look at the result on paper:
//!
//! `cargo test --test it forms_templates -- --ignored`
//!
//! The rules of placeholders stand in `src/fulfilment/forms/sheet.rs`. A template may as well be edited by hand in any
//! spreadsheet program; then this drawing no longer tells the truth and should go.

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

#[test]
#[ignore = "rewrites templates/forms/office-order.xlsx; run with -- --ignored forms_templates"]
fn draw_the_office_order() {
    let mut page = Drawing::new(
        "Office Order",
        &[8.0, 15.0, 28.0, 12.0, 9.0, 11.0, 13.0, 6.0, 15.0, 6.0, 8.5, 10.0, 12.0, 10.0, 9.0, 11.0, 11.0],
    );
    let label = plain().size(9.0).quiet();
    let title_rule = |look: Look| look.under("medium", INK);
    page.row(16.0).put("A:G", "{{company}}", &label).put(
        "H:Q",
        "Number (our reference: {{reference}})",
        &label.clone().right(),
    );
    page.row(32.0).put("A:G", "Office Order", &title_rule(plain().size(22.0).bold())).put(
        "H:Q",
        "{{number}}",
        &title_rule(plain().size(22.0).bold().right()),
    );
    page.row(12.0);
    let big = plain().size(17.0).bold().wrap();
    let fact = plain().size(12.0).bold();
    page.row(27.0)
        .put("A", "Customer", &label)
        .put("B:C", "{{customer}}", &big)
        .put("E", "PO number", &label.clone().right().indent(1))
        .put("F:G", "{{po_number}}", &big)
        .put("I", "Deliver to", &label.clone().right().indent(1))
        .put("J:Q", "{{deliver_to}}", &plain().wrap());
    page.row(22.0)
        .put("A", "PO date", &label)
        .put("B:C", "{{po_date}}", &fact.clone().format(DATE))
        .put("E", "Delivery date", &label.clone().right().indent(1))
        .put("F:G", "{{delivery_date}}", &fact.format(DATE));
    page.row(14.0);
    office_lines(&mut page);
    office_totals(&mut page);
    office_foot(&mut page);
    page.save(
        "office-order.xlsx",
        &Paper {
            orientation: OrientationValues::Landscape,
            pages_down: 0,
            last_column: "Q",
            title_rows: Some("$7:$7"),
            footer: "&L&\"Arial,Regular\"&8 {{release}}&C&\"Arial,Regular\"&8 PO {{po_number}}  ·  Form F-21 rev. 4&R&\"Arial,Regular\"&8 Page &P of &N",
        },
    );
}

/// Row 7 with the headers and one pair of rows for the lines.
fn office_lines(page: &mut Drawing) {
    let head = plain().bold().low().wrap().under("medium", INK);
    page.row(42.0);
    for (column, text, right) in [
        ("A", "Line", false),
        ("B", "Product Code", false),
        ("C", "Description", false),
        ("D", "Colour", false),
        ("E", "Qty", true),
        ("F", "Unit Price", true),
        ("G", "Line Total", true),
        ("H", "Unit", false),
        ("I", "Works order", false),
        ("L", "To be produced", true),
        ("M", "Date Required", true),
    ] {
        let look = if right { head.clone().right() } else { head.clone() };
        // Between a right-aligned and a left-aligned column there must be room.
        let look = if ["H", "M"].contains(&column) { look.indent(1) } else { look };
        page.put(column, text, &look);
    }
    // Boxes that people fill in on paper.
    for (column, text) in [
        ("J", "F20"),
        ("K", "Qty in stock"),
        ("N", "Date Sent"),
        ("O", "Balance"),
        ("P", "Exact amt. to be invoiced"),
        ("Q", "Invoice No."),
    ] {
        page.put(column, text, &head.clone().quiet());
    }
    for banded in [false, true] {
        let tone = |look: Look| if banded { look.fill(BAND) } else { look };
        // The line above is what remains of the header's line where a page begins with a banded row.
        let cell = tone(plain().size(11.0).wrap().under("thin", HAIR).over("thin", HAIR));
        let number = tone(plain().size(11.0).right().under("thin", HAIR).over("thin", HAIR));
        page.row(23.0)
            .put("A", "{{line.number}}", &cell.clone().format("0"))
            .put("B", "{{line.code}}", &cell.clone().bold())
            .put("C", "{{line.description}}", &cell)
            .put("D", "{{line.colour}}", &cell)
            .put("E", "{{line.quantity}}", &number.clone().bold().format("#,##0"))
            .put("F", "{{line.unit_price}}", &number.clone().format("#,##0.00"))
            .put("G", "{{line.total}}", &number.clone().format("#,##0.00"))
            .put("H", "{{line.unit}}", &cell.clone().size(10.0).indent(1))
            .put("I", "{{line.works_order}}", &cell.clone().size(10.0))
            .put("K", "{{line.in_stock}}", &number.clone().left_line("thin", HAIR).format("#,##0"))
            .put("L", "{{line.to_produce}}", &number.clone().left_line("thin", HAIR).bold().format("#,##0"))
            .put("M", "{{line.date_required}}", &number.clone().size(10.0).indent(1).format(DATE));
        for column in ["J", "N", "O", "P", "Q"] {
            page.put(column, "", &cell.clone().left_line("thin", HAIR));
        }
    }
    page.row(9.0);
}

fn office_totals(page: &mut Drawing) {
    let sum = plain().size(11.0).right();
    page.row(19.0).put("D:F", "Subtotal", &sum.clone().quiet()).put(
        "G",
        "{{subtotal}}",
        &sum.clone().format("#,##0.00"),
    );
    page.row(19.0)
        .put("D:F", "{{tax_label}}", &sum.clone().quiet())
        .put("G", "{{tax}}", &sum.clone().format("#,##0.00"))
        .put("H:Q", "{{tax_reason}}", &plain().indent(1).wrap());
    let total = sum.size(13.0).bold().over("thin", INK);
    page.row(25.0).put("D:F", "{{total_label}}", &total).put("G", "{{total}}", &total.clone().format("#,##0.00"));
    page.row(12.0);
}

fn office_foot(page: &mut Drawing) {
    let heading = plain().bold().low();
    page.row(18.0).put("A:Q", "{{?note}}Special Instructions", &heading);
    let mut frame = plain().size(12.0).bold().wrap().indent(1);
    frame.lines = [Some(("thin", INK)); 4];
    page.row(30.0).put("A:Q", "{{note.text}}", &frame);
    page.row(14.0);
    page.row(18.0).put("A:D", "Administration", &heading.clone().under("thin", INK)).put(
        "F:Q",
        "Sign-off",
        &heading.under("thin", INK),
    );
    let label = plain().quiet();
    let line = |look: Look| look.under("thin", HAIR);
    page.row(23.0).put("A:B", "Order approved", &line(label.clone())).put("C:D", "☐  Yes        ☐  No", &line(plain()));
    page.row(23.0).put("A:B", "Address sticker", &line(label.clone())).put(
        "C:D",
        "☐  Yes        ☐  No",
        &line(plain()),
    );
    let rule = plain().over("thin", INK);
    let small = label.size(9.0).top();
    page.row(15.0);
    for (columns, text) in [("F:I", "Name"), ("K:N", "Signature"), ("P:Q", "Date")] {
        let look = Look { color: QUIET, ..small.clone() };
        page.put(columns, text, &Look { lines: rule.lines, ..look });
    }
}

#[test]
#[ignore = "rewrites templates/forms/works-order.xlsx; run with -- --ignored forms_templates"]
fn draw_the_works_order() {
    let mut page = Drawing::new("Works Order", &[16.3; 6]);
    let label = plain().size(9.0).quiet();
    let title = plain().size(20.0).bold().under("medium", INK).wrap().low();
    page.row(14.0).put("A:C", "{{company}}", &label).put(
        "D:F",
        "{{position}} of {{positions}} for PO {{po_number}}",
        &label.clone().right(),
    );
    page.row(31.0).put("A:C", "Works Order", &title).put("D:F", "{{number}}", &title.clone().right());
    page.row(10.0);
    let big = plain().size(23.0).bold().wrap().top();
    page.row(13.0).put("A:C", "Part", &label).put("D:F", "Quantity to produce", &label);
    page.row(31.0).put("A:C", "{{product_code}}", &big).put("D:F", "{{produce}}", &big.clone().format("#,##0"));
    page.row(17.0).put("A:C", "{{description}}", &plain().size(11.0).wrap().top()).put(
        "D:F",
        "{{stock_note}}",
        &plain().size(11.0).wrap().top(),
    );
    page.row(15.0).put("A:C", "Colour", &label.clone().low()).put("D:F", "Date required", &label.clone().low());
    page.row(32.0).put("A:C", "{{colour}}", &big).put("D:F", "{{delivery_date}}", &big.format(DATE));
    page.row(6.0);
    let mut frame = plain().size(13.0).bold().wrap().indent(1);
    frame.lines = [Some(("thin", INK)); 4];
    page.row(30.0).put("A:F", "{{frame.text}}", &frame);
    page.row(8.0);
    works_pairs(&mut page);
    works_material(&mut page);
    works_packaging(&mut page);
    works_checks(&mut page);
    page.row(14.0).put("A:F", "{{?note}}", &plain());
    page.row(17.0).put("A:F", "{{?note}}Notes", &heading());
    page.row(17.0).put("A:F", "{{note.text}}", &plain().wrap().top());
    page.save(
        "works-order.xlsx",
        &Paper {
            orientation: OrientationValues::Portrait,
            pages_down: 1,
            last_column: "F",
            title_rows: Some("$1:$2"),
            footer: "&L&\"Arial,Regular\"&8 {{release}}&C&\"Arial,Regular\"&8 Form WO rev. 4&R&\"Arial,Regular\"&8 Page &P of &N",
        },
    );
}

fn heading() -> Look {
    plain().size(9.0).bold().low().under("thin", INK)
}

/// Label and value, twice in a row.
fn pairs(page: &mut Drawing, rows: &[[(&str, &str, Option<&'static str>); 2]]) {
    for row in rows {
        page.row(17.5);
        for ((label, value, format), (at, over, indent)) in row.iter().zip([("A", "B:C", 0), ("D", "E:F", 1)]) {
            let line = plain().under("thin", HAIR);
            let mut look = line.clone().bold().wrap();
            look.format = *format;
            page.put(at, label, &line.size(9.0).quiet().indent(indent)).put(over, value, &look);
        }
    }
    page.row(7.0);
}

fn works_pairs(page: &mut Drawing) {
    page.row(16.0).put("A:C", "Order", &heading()).put("D:F", "Machine", &heading().indent(1));
    pairs(
        page,
        &[
            [("Customer", "{{customer}}", None), ("Mould", "{{mould}}", None)],
            [("PO number", "{{po_number}}", None), ("Cavities", "{{cavities}}", Some("0"))],
            [("Date ordered", "{{po_date}}", Some(DATE)), ("Cycle", "{{cycle}}", Some("General\" s\""))],
            [("Ordered", "{{ordered}}", Some("#,##0")), ("Shot weight", "{{shot_weight}}", Some("General\" g\""))],
            [
                ("From stock", "{{from_stock}}", Some("#,##0")),
                ("Product weight", "{{product_weight}}", Some("General\" g\"")),
            ],
            [
                ("Line total", "{{line_total}}", Some("#,##0.00")),
                ("Running time", "{{running_hours}}", Some("#,##0.00\" h\"")),
            ],
            [("Their part no.", "{{customer_code}}", None), ("Machine minimum", "{{machine_minimum}}", None)],
            [("Version", "{{version}}", None), ("Date issued", "{{issued}}", Some(DATE))],
        ],
    );
}

fn works_material(page: &mut Drawing) {
    page.row(16.0).put("A:C", "Material", &heading()).put("D:F", "{{material_note}}", &heading().right());
    let head = plain().size(8.5).quiet().under("thin", HAIR);
    page.row(15.0);
    for (column, text) in
        [("A", "Part of the mix"), ("B", "Grade or number"), ("C", "Type or colour"), ("D", "Supplier")]
    {
        page.put(column, text, &head);
    }
    page.put("E", "Rate", &head.clone().right()).put("F", "kg", &head.right());
    let line = plain().under("thin", HAIR).wrap();
    let rate = plain().under("thin", HAIR).right().format("0.0##\" %\"");
    let kilograms = plain().under("thin", HAIR).right().size(12.0).bold().format("#,##0.00");
    for cells in [
        ["Base resin", "{{grade}}", "{{type}}", "", "{{base_rate}}", "{{base_kg}}"],
        [
            "Masterbatch",
            "{{colour_number}}",
            "{{material_colour}}",
            "{{colour_supplier}}",
            "{{masterbatch_rate}}",
            "{{masterbatch_kg}}",
        ],
        ["Additive", "{{additive}}", "", "{{additive_supplier}}", "{{additive_rate}}", "{{additive_kg}}"],
    ] {
        page.row(19.0)
            .put("A", cells[0], &line.clone().bold())
            .put("B", cells[1], &line.clone().size(9.5))
            .put("C", cells[2], &line.clone().size(9.5))
            .put("D", cells[3], &line.clone().size(9.5))
            .put("E", cells[4], &rate)
            .put("F", cells[5], &kilograms);
    }
    page.row(20.0).put("A:E", "Total, 5 % waste included", &plain().bold()).put(
        "F",
        "{{total_kg}}",
        &plain().right().size(12.0).bold().format("#,##0.00"),
    );
    page.row(7.0);
}

fn works_packaging(page: &mut Drawing) {
    page.row(16.0).put("A:C", "Packaging", &heading()).put("D:F", "", &heading());
    let count = Some("#,##0");
    pairs(
        page,
        &[
            [("Bags needed", "{{bags}}", count), ("Cartons needed", "{{cartons}}", count)],
            [("Pieces per bag", "{{pieces_per_bag}}", count), ("Pieces per carton", "{{pieces_per_carton}}", count)],
            [("Bag size", "{{bag_size}}", None), ("Carton size", "{{carton_size}}", None)],
            [
                ("Cartons per layer", "{{cartons_per_layer}}", count),
                ("Cartons per pallet", "{{cartons_per_pallet}}", count),
            ],
        ],
    );
}

fn works_checks(page: &mut Drawing) {
    page.row(16.0).put("A:F", "Checks and sign-off", &heading());
    let head = plain().size(8.5).quiet().under("thin", HAIR);
    let boxed = |look: Look| look.left_line("thin", HAIR);
    page.row(15.0).put("A:B", "Check", &head);
    for (column, text) in [("C", "Name"), ("D", "Signature"), ("E", "Date"), ("F", "Time")] {
        page.put(column, text, &head);
    }
    for text in [
        "Instructions, labels, packaging",
        "First-off issued",
        "Last-off issued",
        "Quality check every ____ h",
        "Admin",
        "Authorised",
    ] {
        let line = plain().under("thin", HAIR);
        page.row(26.0).put("A:B", text, &line.clone().bold().wrap());
        for column in ["C", "D", "E", "F"] {
            page.put(column, "", &boxed(line.clone()));
        }
    }
}
