//! Layout 1, Shape Aluminium: a wide modern form, dark bar over the table, totals flush right.

use super::order::{Order, money, whole};
use super::pdf::{BLACK, Ink, PAGE_WIDTH, Page, Properties, WHITE, bold, plain, write};

const NAVY: Ink = (27, 54, 93);
const STEEL: Ink = (92, 108, 128);
const HAIR: Ink = (205, 212, 221);
const PALE: Ink = (243, 246, 249);
const LEFT: f64 = 48.0;
const RIGHT: f64 = PAGE_WIDTH - 48.0;

/// Right edges of the number columns: quantity, unit price, amount.
const QTY: f64 = 402.0;
const PRICE: f64 = 468.0;
const AMOUNT: f64 = RIGHT - 10.0;

/// Draws the order.
pub fn draw(order: &Order) -> Vec<u8> {
    let mut page = Page::default();
    head(&mut page, order);
    parties(&mut page);
    let below = table(&mut page, order);
    closing(&mut page, order, below);
    write(
        vec![page],
        &Properties {
            title: &format!("Purchase Order {}", order.po),
            author: "Shape Aluminium Pty Ltd",
            creator: "Shape Aluminium Purchasing",
            created: &format!("{}103811", order.date.iso().replace('-', "")),
        },
    )
}

fn head(page: &mut Page, order: &Order) {
    // Three louvre blades as the mark of the company.
    for (at, ink) in [(0.0, NAVY), (1.0, STEEL), (2.0, NAVY)] {
        let y = 46.0 + at * 13.0;
        page.shape(&[(LEFT, y + 9.0), (LEFT + 30.0, y), (LEFT + 42.0, y), (LEFT + 12.0, y + 9.0)], ink);
    }
    page.text(LEFT + 54.0, 66.0, bold(19.0, NAVY), "SHAPE ALUMINIUM");
    page.text(LEFT + 54.0, 80.0, plain(8.5, STEEL), "Louvres · Screens · Architectural systems");
    page.text_right(RIGHT, 62.0, bold(17.0, NAVY), "PURCHASE ORDER");
    page.text_right(RIGHT, 80.0, bold(12.0, BLACK), &format!("No. {}", order.po));
    page.line((LEFT, 98.0), (RIGHT, 98.0), 1.5, NAVY);

    let dates = [("Order date", order.date.short()), ("Delivery date", order.delivery.short())];
    let terms = [("Terms", "30 days EOM".to_owned()), ("Buyer", "Renae Holt".to_owned())];
    for (at, (label, value)) in dates.into_iter().chain(terms).enumerate() {
        let x = LEFT + at as f64 * 127.0;
        page.text(x, 117.0, plain(7.5, STEEL), label);
        page.text(x, 131.0, bold(10.5, BLACK), &value);
    }
    page.line((LEFT, 144.0), (RIGHT, 144.0), 0.6, HAIR);
}

fn parties(page: &mut Page) {
    let blocks = [
        (LEFT, "Supplier", ["Ramjet Plastics", "7 Injection Place", "Millbrae NSW 2998", "orders@ramjet.example"]),
        (
            LEFT + 254.0,
            "Deliver to",
            ["Shape Aluminium Pty Ltd", "14 Foundry Road, Dock 3", "Braemore NSW 2999", "Ph (02) 5550 4120"],
        ),
    ];
    for (x, heading, lines) in blocks {
        page.text(x, 164.0, bold(8.5, NAVY), heading);
        page.text(x, 180.0, bold(10.0, BLACK), lines[0]);
        page.block((x, 194.0), 13.0, plain(9.5, BLACK), &lines[1..]);
    }
}

/// Returns the lower edge of the table.
fn table(page: &mut Page, order: &Order) -> f64 {
    let top = 252.0;
    page.bar((LEFT, top), (RIGHT - LEFT, 22.0), NAVY);
    let heading = bold(8.5, WHITE);
    let base = top + 14.5;
    page.text(LEFT + 10.0, base, heading, "Line");
    page.text(LEFT + 42.0, base, heading, "Product code");
    page.text(LEFT + 118.0, base, heading, "Description");
    page.text(LEFT + 282.0, base, heading, "Colour");
    page.text_right(QTY, base, heading, "Qty");
    page.text_right(PRICE, base, heading, "Unit price");
    page.text_right(AMOUNT, base, heading, "Amount");

    let mut y = top + 22.0;
    for (at, line) in order.lines.iter().enumerate() {
        if at % 2 == 1 {
            page.bar((LEFT, y), (RIGHT - LEFT, 24.0), PALE);
        }
        let base = y + 15.5;
        let value = plain(9.5, BLACK);
        page.text(LEFT + 10.0, base, value, line.no);
        page.text(LEFT + 42.0, base, bold(9.5, BLACK), line.code);
        page.text(LEFT + 118.0, base, value, line.description[0]);
        page.text(LEFT + 282.0, base, value, line.colour.unwrap_or_default());
        page.text_right(QTY, base, value, &whole(line.qty));
        page.text_right(PRICE, base, value, &money(line.price_cents));
        page.text_right(AMOUNT, base, value, &money(line.total_cents()));
        y += 24.0;
        page.line((LEFT, y), (RIGHT, y), 0.5, HAIR);
    }
    y
}

fn closing(page: &mut Page, order: &Order, below: f64) {
    let subtotal = order.subtotal_cents();
    let gst = order.gst_cents();
    let label = 374.0;
    let mut y = below + 24.0;
    for (name, cents) in [("Subtotal", subtotal), ("GST 10%", gst)] {
        page.text(label, y, plain(9.5, STEEL), name);
        page.text_right(AMOUNT, y, plain(9.5, BLACK), &money(cents));
        y += 17.0;
    }
    page.bar((label - 12.0, y - 10.0), (RIGHT - label + 12.0, 25.0), NAVY);
    page.text(label, y + 6.5, bold(10.0, WHITE), "Total AUD incl. GST");
    page.text_right(AMOUNT, y + 6.5, bold(11.0, WHITE), &money(subtotal + gst));

    let note = below + 14.0;
    page.frame((LEFT, note), (272.0, 58.0), 0.8, NAVY);
    page.text(LEFT + 12.0, note + 17.0, bold(8.5, NAVY), "Special instructions");
    page.text(LEFT + 12.0, note + 38.0, bold(12.0, BLACK), "MUST BE UV STABLE");

    let foot = 748.0;
    page.line((LEFT, foot), (RIGHT, foot), 0.6, HAIR);
    let small = plain(8.0, STEEL);
    page.text(LEFT, foot + 16.0, small, "Please quote our order number on delivery dockets and invoices.");
    page.text(LEFT, foot + 28.0, small, "Invoices to accounts@shapealuminium.example. Prices in Australian dollars.");
    page.text_right(RIGHT, foot + 16.0, small, "Authorised by Renae Holt");
    page.text_right(RIGHT, foot + 28.0, small, "Page 1 of 1");
}
