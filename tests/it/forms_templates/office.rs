//! The Office Order.

use super::*;

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
