//! The Works Order.

use super::*;

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
