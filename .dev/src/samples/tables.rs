//! Orders in tables that are no PDF: a workbook, and a table in the mail itself.

use super::mail::{attached, multipart, text};
use super::messages::{Envelope, Sample, posted};
use super::order::{Date, Order, line, money, whole};
use super::truth::Printed;
use super::workbook::{self, Cell, head, label};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// 4 February 2026 in the count of spreadsheets.
const FOURTH_OF_FEBRUARY: i64 = 46_057;

/// CW-20887: four lines in a workbook, nothing to object to.
const COBALT: Order = Order {
    po: "CW-20887",
    buyer: "Cobalt Windows",
    ship_to: "Cobalt Windows",
    date: Date::february(4),
    delivery: Date::february(25),
    currency: "AUD",
    lines: &[
        line("1", "RCAP40", &["Round cap 40 mm"], 1000, 24).coloured("Black"),
        line("2", "RCAP60", &["Round cap 60 mm"], 500, 38).coloured("Black"),
        line("3", "VCOVER60", &["Vent cover 60 mm"], 200, 110).coloured("White"),
        line("4", "HSG75", &["Sensor housing 75 mm"], 50, 360).coloured("Black"),
    ],
};

/// TM-7741: a table in the mail, colours in capitals.
const TIDEWATER: Order = Order {
    po: "TM-7741",
    buyer: "Tidewater Marine",
    ship_to: "Tidewater Marine",
    date: Date::february(5),
    delivery: Date::february(24),
    currency: "AUD",
    lines: &[
        line("1", "PCLIP25", &["Pipe clip 25 mm"], 800, 21).coloured("BLACK"),
        line("2", "PCLIP50", &["Pipe clip 50 mm"], 400, 34).coloured("BLACK"),
        line("3", "SCOVER150", &["Switch box cover 150 mm"], 60, 275).coloured("WHITE"),
    ],
};

/// The workbook of Cobalt Windows.
pub fn workbook() -> Sample {
    let name = "09-cobalt-CW-20887.eml";
    let body = "\
Hi,

our order CW-20887 is in the attached spreadsheet.

Thanks
Rafael Nunes
Cobalt Windows
";
    let parts = [text("plain", body), attached(XLSX, "CW-20887.xlsx", &sheet(&COBALT))];
    let envelope = Envelope {
        from: "Rafael Nunes <rafael@cobaltwindows.example>",
        subject: "Order CW-20887",
        date: "Wed, 4 Feb 2026 15:27:10 +1000",
        id: "<20887-rn@cobaltwindows.example>",
        by: "mail.cobaltwindows.example",
        more: &[],
    };
    let bytes = posted(&envelope, &multipart("mixed", "cobalt-20887", &parts));
    Sample::order(name, bytes, (&COBALT, Printed::TableWithTax), &[])
}

fn sheet(order: &Order) -> Vec<u8> {
    let days = |date: Date| {
        let since = i64::from(date.day) - 4 + if date.month == 3 { 28 } else { 0 };
        Cell::Day(FOURTH_OF_FEBRUARY + since)
    };
    let mut rows = vec![
        vec![head("PURCHASE ORDER")],
        vec![],
        vec![label("PO number"), label(order.po)],
        vec![label("Order date"), days(order.date)],
        vec![label("Delivery date"), days(order.delivery)],
        vec![label("Customer"), label(order.buyer)],
        vec![label("Supplier"), label("Ramjet Plastics")],
        vec![],
        ["Line", "Product code", "Description", "Colour", "Qty", "Unit price", "Amount"].map(head).into(),
    ];
    for line in order.lines {
        rows.push(vec![
            Cell::Whole(line.no.parse().unwrap_or(0)),
            label(line.code),
            label(line.description[0]),
            label(line.colour.unwrap_or_default()),
            Cell::Whole(line.qty),
            Cell::Cents(line.price_cents),
            Cell::Cents(line.total_cents()),
        ]);
    }
    let (subtotal, gst) = (order.subtotal_cents(), order.gst_cents());
    for (name, cents) in [("Subtotal", subtotal), ("GST 10%", gst), ("Total AUD", subtotal + gst)] {
        let mut row: Vec<Cell> = (0..5).map(|_| Cell::Empty).collect();
        row.extend([label(name), Cell::Cents(cents)]);
        rows.push(row);
    }
    workbook::workbook("Order", &[14, 16, 30, 12, 10, 14, 14], &rows)
}

/// The table of Tidewater Marine.
pub fn html() -> Sample {
    let name = "11-tidewater-TM-7741.eml";
    let envelope = Envelope {
        from: "Marnie Aldous <stores@tidewatermarine.example>",
        subject: "Purchase Order TM-7741",
        date: "Thu, 5 Feb 2026 13:55:19 +1000",
        id: "<tm7741.stores@tidewatermarine.example>",
        by: "outbound.tidewatermarine.example",
        more: &[],
    };
    Sample::order(name, posted(&envelope, &text("html", &page(&TIDEWATER))), (&TIDEWATER, Printed::Table), &[])
}

fn page(order: &Order) -> String {
    let row = |cells: [&str; 7], tag: &str| -> String {
        let cells: String = cells.iter().map(|cell| format!("<{tag}>{cell}</{tag}>")).collect();
        format!("<tr>{cells}</tr>\n")
    };
    let mut rows = row(["Line", "Product code", "Description", "Colour", "Qty", "Unit price", "Amount"], "th");
    for line in order.lines {
        let (price, total) = (money(line.price_cents), money(line.total_cents()));
        let colour = line.colour.unwrap_or_default();
        rows += &row([line.no, line.code, line.description[0], colour, &whole(line.qty), &price, &total], "td");
    }
    rows += &row(["", "", "", "", "", "Subtotal", &money(order.subtotal_cents())], "td");
    format!(
        "<!doctype html>\n<html><body style=\"font-family:Segoe UI,Arial,sans-serif;font-size:14px\">\n\
         <p>Good afternoon,</p>\n<p>please supply the following on our purchase order <b>{}</b>, dated {}, \
         delivery by <b>{}</b>.</p>\n<table border=\"1\" cellpadding=\"5\" style=\"border-collapse:collapse\">\n{rows}</table>\n\
         <p>Prices exclude GST.</p>\n<p>Marnie Aldous<br>Stores<br>Tidewater Marine<br>\
         Berth 4, Slipway Road, Coral Bay QLD 4996</p>\n</body></html>\n",
        order.po,
        order.date.slashes(),
        order.delivery.slashes(),
    )
}
