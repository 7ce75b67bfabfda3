//! Northgate Cabinets: a plain form whose prices are for a hundred or a thousand pieces and less a discount.

use super::mail::{multipart, pdf, text};
use super::messages::{Envelope, Sample, posted};
use super::order::{Date, Line, Order, line, money, whole};
use super::pdf::{BLACK, Ink, PAGE_WIDTH, Page, Properties, bold, plain, write};
use super::truth::Printed;

const INK: Ink = (66, 48, 35);
const SAND: Ink = (240, 232, 220);
const LEFT: f64 = 50.0;
const RIGHT: f64 = PAGE_WIDTH - 50.0;

/// Right edges of quantity, price, price base, discount; left edge of the unit.
const QUANTITY: f64 = 306.0;
const UNIT: f64 = 314.0;
const PRICE: f64 = 396.0;
const BASE: f64 = 436.0;
const DISCOUNT: f64 = 478.0;

/// NC-5521: four lines, three of them priced by the hundred or the thousand, two less a discount.
const NORTHGATE: Order = Order {
    po: "NC-5521",
    buyer: "Northgate Cabinets Pty Ltd",
    ship_to: "Northgate Cabinets Pty Ltd",
    date: Date::february(4),
    delivery: Date::february(27),
    currency: "AUD",
    lines: &[
        line("1", "SPC25", &["Spacer 25 mm"], 5000, 4200).per(1000),
        Line { discount: 5, ..line("2", "GROM32", &["Cable grommet 32 mm"], 2400, 2600).per(100) },
        Line { discount: 10, ..line("3", "CCLIP40", &["Cable clip 40 mm"], 3000, 1100).per(100) },
        line("4", "WBRK120", &["Wall bracket 120 mm"], 80, 320),
    ],
};

/// The mail with the form.
pub fn form() -> Sample {
    let name = "08-northgate-NC-5521.eml";
    let body = "\
Hello Ramjet,

PO NC-5521 attached with our contract prices, grommets and clips less the usual
discount.

Regards
Imogen Vella
Northgate Cabinets
";
    let parts = [text("plain", body), pdf("NC-5521.pdf", &draw(&NORTHGATE))];
    let envelope = Envelope {
        from: "Imogen Vella <orders@northgatecabinets.example>",
        subject: "PO NC-5521 Northgate Cabinets",
        date: "Wed, 4 Feb 2026 16:12:44 +1030",
        id: "<nc5521.a4@northgatecabinets.example>",
        by: "mx1.northgatecabinets.example",
        more: &[],
    };
    let bytes = posted(&envelope, &multipart("mixed", "northgate-5521", &parts));
    Sample::order(name, bytes, (&NORTHGATE, Printed::FormWithTax), &[])
}

fn draw(order: &Order) -> Vec<u8> {
    let mut page = Page::default();
    head(&mut page, order);
    let below = table(&mut page, order);
    closing(&mut page, order, below);
    write(
        vec![page],
        &Properties {
            title: "Purchase order NC-5521",
            author: "Northgate Cabinets",
            creator: "Cutlist Pro 6",
            created: "20260204160801",
        },
    )
}

fn head(page: &mut Page, order: &Order) {
    page.bar((LEFT, 40.0), (RIGHT - LEFT, 44.0), SAND);
    page.text(LEFT + 14.0, 68.0, bold(17.0, INK), "Northgate Cabinets");
    page.text_right(RIGHT - 14.0, 68.0, bold(13.0, INK), "PURCHASE ORDER");
    let facts = [
        ("PO number", order.po.to_owned()),
        ("PO date", order.date.long()),
        ("Delivery date", order.delivery.long()),
        ("Currency", order.currency.to_owned()),
    ];
    for (at, (label, value)) in facts.into_iter().enumerate() {
        let y = 112.0 + at as f64 * 16.0;
        page.text(360.0, y, plain(9.0, INK), label);
        page.text(440.0, y, bold(9.5, BLACK), &value);
    }
    for (x, heading, lines) in [
        (LEFT, "Supplier", ["Ramjet Plastics", "7 Injection Place", "Millbrae NSW 2998"]),
        (LEFT + 150.0, "Deliver to", ["Northgate Cabinets Pty Ltd", "51 Joiners Court", "Northgate SA 5998"]),
    ] {
        page.text(x, 112.0, bold(9.0, INK), heading);
        page.block((x, 128.0), 13.5, plain(9.5, BLACK), &lines);
    }
}

fn table(page: &mut Page, order: &Order) -> f64 {
    let top = 206.0;
    let heading = bold(8.5, INK);
    page.bar((LEFT, top - 14.0), (RIGHT - LEFT, 21.0), SAND);
    page.text(LEFT + 6.0, top, heading, "Line");
    page.text(LEFT + 36.0, top, heading, "Part no.");
    page.text(LEFT + 104.0, top, heading, "Description");
    page.text_right(QUANTITY, top, heading, "Qty");
    page.text(UNIT, top, heading, "Unit");
    page.text_right(PRICE, top, heading, "Price");
    page.text_right(BASE, top, heading, "Per");
    page.text_right(DISCOUNT, top, heading, "Disc %");
    page.text_right(RIGHT - 6.0, top, heading, "Amount");
    let value = plain(9.5, BLACK);
    let mut y = top + 24.0;
    for line in order.lines {
        page.text(LEFT + 6.0, y, value, line.no);
        page.text(LEFT + 36.0, y, bold(9.5, BLACK), line.code);
        page.text(LEFT + 104.0, y, value, line.description[0]);
        page.text_right(QUANTITY, y, value, &whole(line.qty));
        page.text(UNIT, y, value, line.unit);
        page.text_right(PRICE, y, value, &money(line.price_cents));
        page.text_right(BASE, y, value, &line.per.to_string());
        if line.discount > 0 {
            page.text_right(DISCOUNT, y, value, &line.discount.to_string());
        }
        page.text_right(RIGHT - 6.0, y, value, &money(line.total_cents()));
        page.line((LEFT, y + 8.0), (RIGHT, y + 8.0), 0.4, INK);
        y += 24.0;
    }
    y
}

fn closing(page: &mut Page, order: &Order, below: f64) {
    let (subtotal, gst) = (order.subtotal_cents(), order.gst_cents());
    for (at, (label, cents)) in
        [("Subtotal", subtotal), ("GST 10%", gst), ("Total incl. GST", subtotal + gst)].into_iter().enumerate()
    {
        let y = below + 14.0 + at as f64 * 17.0;
        page.text(372.0, y, plain(9.5, INK), label);
        page.text_right(RIGHT - 6.0, y, bold(9.5, BLACK), &money(cents));
    }
    page.text(LEFT, below + 96.0, bold(9.0, INK), "Instructions");
    page.text(LEFT, below + 110.0, plain(9.5, BLACK), "Pack grommets and clips in separate cartons.");
    page.text(
        LEFT,
        790.0,
        plain(8.0, INK),
        "Northgate Cabinets Pty Ltd · 51 Joiners Court, Northgate SA 5998 · (08) 5550 6174",
    );
}
