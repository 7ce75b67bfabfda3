//! Layout 3, Marlow Shutters & Blinds: green band, airy rows with two-row descriptions, two pages.

use super::order::{Line, Order, money, whole};
use super::pdf::{BLACK, Ink, PAGE_WIDTH, Page, Properties, WHITE, bold, plain, write};

const GREEN: Ink = (38, 92, 76);
const LEAF: Ink = (226, 238, 232);
const SOFT: Ink = (96, 110, 104);
const LEFT: f64 = 56.0;
const RIGHT: f64 = PAGE_WIDTH - 44.0;
const ROW: f64 = 37.0;
/// Lines that fit on the first page.
const FIRST_PAGE_LINES: usize = 10;

/// Draws the order.
pub fn draw(order: &Order) -> Vec<u8> {
    let (first, rest) = order.lines.split_at(FIRST_PAGE_LINES);
    let mut one = Page::default();
    band(&mut one, order);
    parties(&mut one, order);
    let below = rows(&mut one, 276.0, first);
    carried(&mut one, below, "Carried forward", first);
    foot(&mut one, 1);

    let mut two = Page::default();
    two.bar((0.0, 0.0), (18.0, 842.0), GREEN);
    two.text(LEFT, 60.0, bold(12.0, GREEN), "Marlow Shutters & Blinds");
    two.text_right(RIGHT, 60.0, plain(10.0, SOFT), &format!("Purchase order {} of {}", order.po, order.date.long()));
    let below = rows(&mut two, 84.0, rest);
    totals(&mut two, order, below);
    foot(&mut two, 2);
    write(
        vec![one, two],
        &Properties {
            title: "Purchase order MSB-4471",
            author: "Marlow Shutters & Blinds Pty Ltd",
            creator: "Stockroom 4",
            created: "20260205090530",
        },
    )
}

fn band(page: &mut Page, order: &Order) {
    page.bar((0.0, 0.0), (18.0, 842.0), GREEN);
    page.bar((LEFT, 42.0), (34.0, 34.0), GREEN);
    for at in 0..4 {
        page.bar((LEFT + 5.0, 48.0 + f64::from(at) * 6.5), (24.0, 2.6), WHITE);
    }
    page.text(LEFT + 46.0, 58.0, bold(15.0, GREEN), "Marlow Shutters & Blinds");
    page.text(LEFT + 46.0, 72.0, plain(8.5, SOFT), "Made to measure since 1987");
    page.text_right(RIGHT, 56.0, plain(15.0, GREEN), "Purchase order");
    page.text_right(RIGHT, 73.0, bold(12.0, BLACK), order.po);
}

fn parties(page: &mut Page, order: &Order) {
    let label = plain(8.0, SOFT);
    let value = plain(9.5, BLACK);
    let columns = [
        (LEFT, "Ordered from", ["Ramjet Plastics", "7 Injection Place", "Millbrae NSW 2998", "Australia"]),
        (
            LEFT + 168.0,
            "Invoice to",
            ["Marlow Shutters & Blinds Pty Ltd", "PO Box 61", "Wattle Flat QLD 4998", "Australia"],
        ),
    ];
    for (x, heading, lines) in columns {
        page.text(x, 106.0, label, heading);
        page.text(x, 121.0, bold(9.5, BLACK), lines[0]);
        page.block((x, 135.0), 13.0, value, &lines[1..]);
    }
    page.text(LEFT, 192.0, label, "Deliver to");
    page.text(LEFT, 207.0, bold(9.5, BLACK), order.ship_to);
    page.block((LEFT, 221.0), 13.0, value, &["Gate 2, 88 Cane Cutters Way", "Wattle Flat QLD 4998", "Australia"]);

    let x = LEFT + 344.0;
    page.bar((x - 12.0, 94.0), (RIGHT - x + 12.0, 158.0), LEAF);
    let facts = [
        ("Date", order.date.long()),
        ("Requested delivery", order.delivery.long()),
        ("Payment", "14 days from invoice".to_owned()),
        ("Contact", "Jo Brannigan".to_owned()),
        ("Phone", "(07) 5550 2866".to_owned()),
    ];
    for (at, (name, fact)) in facts.into_iter().enumerate() {
        let y = 111.0 + at as f64 * 29.0;
        page.text(x, y, label, name);
        page.text(x, y + 12.5, bold(9.5, BLACK), &fact);
    }
}

/// Draws the table with its headings from `top`; returns the lower edge.
fn rows(page: &mut Page, top: f64, lines: &[Line]) -> f64 {
    let heading = bold(8.5, GREEN);
    page.text(LEFT, top, heading, "Pos");
    page.text(LEFT + 32.0, top, heading, "Your item");
    page.text(LEFT + 118.0, top, heading, "Description");
    page.text_right(RIGHT - 148.0, top, heading, "Quantity");
    page.text_right(RIGHT - 70.0, top, heading, "Price each");
    page.text_right(RIGHT, top, heading, "Line total");
    page.line((LEFT, top + 7.0), (RIGHT, top + 7.0), 1.4, GREEN);
    for (at, line) in lines.iter().enumerate() {
        let y = top + 7.0 + ROW * at as f64;
        let value = plain(9.5, BLACK);
        page.text(LEFT, y + 16.0, value, line.no);
        page.text(LEFT + 32.0, y + 16.0, bold(9.5, BLACK), line.code);
        page.text(LEFT + 118.0, y + 16.0, value, line.description[0]);
        page.text(LEFT + 118.0, y + 28.0, plain(8.5, SOFT), line.description[1]);
        page.text_right(RIGHT - 148.0, y + 16.0, value, &format!("{} {}", whole(line.qty), line.unit));
        page.text_right(RIGHT - 70.0, y + 16.0, value, &money(line.price_cents));
        page.text_right(RIGHT, y + 16.0, value, &money(line.total_cents()));
        page.line((LEFT, y + ROW), (RIGHT, y + ROW), 0.4, (190, 203, 197));
    }
    top + 7.0 + ROW * lines.len() as f64
}

fn carried(page: &mut Page, below: f64, words: &str, lines: &[Line]) {
    let sum = lines.iter().map(Line::total_cents).sum();
    page.text(LEFT + 118.0, below + 18.0, plain(9.0, SOFT), words);
    page.text_right(RIGHT, below + 18.0, plain(9.0, SOFT), &money(sum));
}

fn totals(page: &mut Page, order: &Order, below: f64) {
    let (subtotal, gst) = (order.subtotal_cents(), order.gst_cents());
    let label = RIGHT - 190.0;
    page.text(label, below + 24.0, plain(9.5, BLACK), "Net total");
    page.text_right(RIGHT, below + 24.0, plain(9.5, BLACK), &money(subtotal));
    page.text(label, below + 41.0, plain(9.5, BLACK), "GST 10%");
    page.text_right(RIGHT, below + 41.0, plain(9.5, BLACK), &money(gst));
    page.line((label, below + 50.0), (RIGHT, below + 50.0), 0.8, GREEN);
    page.text(label, below + 65.0, bold(11.0, GREEN), "Total AUD");
    page.text_right(RIGHT, below + 65.0, bold(11.0, GREEN), &money(subtotal + gst));
    page.line((label, below + 73.0), (RIGHT, below + 73.0), 1.4, GREEN);

    let y = below + 118.0;
    page.bar((LEFT, y - 18.0), (RIGHT - LEFT, 74.0), LEAF);
    page.text(LEFT + 12.0, y, bold(9.5, GREEN), "Notes");
    page.block(
        (LEFT + 12.0, y + 16.0),
        13.5,
        plain(9.5, BLACK),
        &[
            "Please deliver in one consignment and book the dock the day before.",
            "White parts in RAL 9016. Pallets no higher than 1200 mm.",
            "Please confirm prices and delivery by return mail.",
        ],
    );
}

fn foot(page: &mut Page, number: u8) {
    page.line((LEFT, 790.0), (RIGHT, 790.0), 0.4, SOFT);
    let small = plain(8.0, SOFT);
    page.text(LEFT, 804.0, small, "Marlow Shutters & Blinds Pty Ltd · purchasing@marlowshutters.example");
    page.text_right(RIGHT, 804.0, small, &format!("Page {number} of 2"));
}
