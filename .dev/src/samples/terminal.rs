//! Layout 2, Cleber: a ruled form as an old accounting program prints it: boxes, a grid, quantity before description.

use super::order::{Order, money, whole};
use super::pdf::{BLACK, Ink, PAGE_WIDTH, Page, Properties, bold, plain, write};

const GREY: Ink = (226, 226, 222);
const RULE: Ink = (60, 60, 60);
const LEFT: f64 = 36.0;
const RIGHT: f64 = PAGE_WIDTH - 36.0;

/// Left edges of the columns: item, quantity, unit, part number, description, unit price, amount.
const COLUMNS: [f64; 7] = [LEFT, 68.0, 122.0, 156.0, 240.0, 408.0, 482.0];
const HEADINGS: [&str; 7] = ["Item", "Quantity", "UOM", "Part No.", "Description", "Unit Price", "Amount"];
/// Rows drawn, filled or not.
const ROWS: usize = 12;
const ROW: f64 = 21.0;

/// Draws the order.
pub fn draw(order: &Order) -> Vec<u8> {
    let mut page = Page::default();
    head(&mut page, order);
    addresses(&mut page, order);
    let below = grid(&mut page, order);
    closing(&mut page, order, below);
    write(
        vec![page],
        &Properties {
            title: "Order PO-0020",
            author: "Cleber Pty Ltd",
            creator: "Ledgerline Business 11.2",
            created: "20260203161502",
        },
    )
}

fn head(page: &mut Page, order: &Order) {
    page.text(LEFT, 62.0, bold(24.0, BLACK), "CLEBER");
    page.text(LEFT, 77.0, plain(9.0, BLACK), "Electrical Components");
    page.block(
        (LEFT, 96.0),
        11.5,
        plain(8.5, BLACK),
        &["Cleber Pty Ltd", "Unit 5, 220 Tannery Lane", "Eastvale VIC 3999", "Tel (03) 5550 7710"],
    );

    let (x, width, height) = (352.0, RIGHT - 352.0, 19.0);
    page.bar((x, 40.0), (width, 24.0), GREY);
    page.frame((x, 40.0), (width, 24.0), 0.8, RULE);
    page.text_centre(x + width / 2.0, 57.0, bold(14.0, BLACK), "PURCHASE ORDER");
    let rows = [
        ("Order No.", order.po.to_owned()),
        ("Order Date", order.date.slashes()),
        ("Required By", order.delivery.slashes()),
        ("Page", "1 / 1".to_owned()),
    ];
    for (at, (label, value)) in rows.into_iter().enumerate() {
        let y = 64.0 + at as f64 * height;
        page.frame((x, y), (84.0, height), 0.8, RULE);
        page.frame((x + 84.0, y), (width - 84.0, height), 0.8, RULE);
        page.text(x + 6.0, y + 13.0, plain(8.5, BLACK), label);
        page.text(x + 90.0, y + 13.0, bold(9.5, BLACK), &value);
    }
}

fn addresses(page: &mut Page, order: &Order) {
    let top = 164.0;
    let half = (RIGHT - LEFT) / 2.0;
    let boxes = [
        (LEFT, "TO:", ["Ramjet Plastics", "7 Injection Place", "Millbrae NSW 2998", "Attn: Sales"]),
        (
            LEFT + half,
            "SHIP TO:",
            [order.ship_to, "Unit 5, 220 Tannery Lane", "Eastvale VIC 3999", "Mon to Fri 7:00 to 15:00"],
        ),
    ];
    for (x, heading, lines) in boxes {
        page.frame((x, top), (half, 78.0), 0.8, RULE);
        page.text(x + 6.0, top + 13.0, bold(8.0, BLACK), heading);
        page.block((x + 52.0, top + 18.0), 14.0, plain(9.5, BLACK), &lines);
    }
    let cells = [("Ship Via", "Supplier's carrier"), ("Terms", "Net 30"), ("Buyer", "P. Okafor"), ("Currency", "AUD")];
    let width = (RIGHT - LEFT) / 4.0;
    for (at, (label, value)) in cells.into_iter().enumerate() {
        let x = LEFT + at as f64 * width;
        page.bar((x, 252.0), (width, 14.0), GREY);
        page.frame((x, 252.0), (width, 14.0), 0.8, RULE);
        page.frame((x, 266.0), (width, 19.0), 0.8, RULE);
        page.text_centre(x + width / 2.0, 262.0, bold(7.5, BLACK), label);
        page.text_centre(x + width / 2.0, 279.0, plain(9.5, BLACK), value);
    }
}

/// Returns the lower edge of the grid.
fn grid(page: &mut Page, order: &Order) -> f64 {
    let top = 297.0;
    page.bar((LEFT, top), (RIGHT - LEFT, 19.0), GREY);
    let bottom = top + 19.0 + ROW * ROWS as f64;
    let right_of = |column: usize| COLUMNS.get(column + 1).copied().unwrap_or(RIGHT);
    for (column, heading) in HEADINGS.iter().enumerate() {
        page.text_centre((COLUMNS[column] + right_of(column)) / 2.0, top + 13.0, bold(8.0, BLACK), heading);
        page.line((COLUMNS[column], top), (COLUMNS[column], bottom), 0.8, RULE);
    }
    page.line((RIGHT, top), (RIGHT, bottom), 0.8, RULE);
    page.line((LEFT, top), (RIGHT, top), 0.8, RULE);
    for row in 0..=ROWS {
        let y = top + 19.0 + ROW * row as f64;
        page.line((LEFT, y), (RIGHT, y), if row == 0 || row == ROWS { 0.8 } else { 0.4 }, RULE);
    }
    for (row, line) in order.lines.iter().enumerate() {
        let y = top + 19.0 + ROW * row as f64 + 14.0;
        let value = plain(9.0, BLACK);
        page.text_centre((COLUMNS[0] + COLUMNS[1]) / 2.0, y, value, line.no);
        page.text_right(COLUMNS[2] - 6.0, y, value, &whole(line.qty));
        page.text_centre((COLUMNS[2] + COLUMNS[3]) / 2.0, y, value, line.unit);
        page.text(COLUMNS[3] + 6.0, y, value, line.code);
        page.text(COLUMNS[4] + 6.0, y, plain(8.5, BLACK), line.description[0]);
        page.text_right(COLUMNS[6] - 6.0, y, value, &money(line.price_cents));
        page.text_right(RIGHT - 6.0, y, value, &money(line.total_cents()));
    }
    bottom
}

fn closing(page: &mut Page, order: &Order, top: f64) {
    let total = COLUMNS[5] - 74.0;
    page.frame((LEFT, top), (total - LEFT, 46.0), 0.8, RULE);
    page.text(LEFT + 6.0, top + 14.0, bold(8.0, BLACK), "REMARKS");
    page.text(
        LEFT + 6.0,
        top + 27.0,
        plain(9.0, BLACK),
        "Part deliveries accepted. Label each carton with the part no.",
    );
    page.text(LEFT + 6.0, top + 39.0, plain(9.0, BLACK), "All prices exclude GST.");
    page.bar((total, top), (RIGHT - total, 46.0), GREY);
    page.frame((total, top), (RIGHT - total, 46.0), 0.8, RULE);
    page.text(total + 8.0, top + 27.0, bold(10.0, BLACK), "TOTAL AUD excl. GST");
    page.text_right(RIGHT - 6.0, top + 27.5, bold(12.0, BLACK), &money(order.subtotal_cents()));

    let sign = 726.0;
    page.line((LEFT, sign), (LEFT + 190.0, sign), 0.8, RULE);
    page.text(LEFT, sign + 11.0, plain(8.0, BLACK), "Authorised signature");
    page.text(LEFT + 8.0, sign - 6.0, plain(11.0, BLACK), "P. Okafor");
    page.line((LEFT + 240.0, sign), (LEFT + 350.0, sign), 0.8, RULE);
    page.text(LEFT + 240.0, sign + 11.0, plain(8.0, BLACK), "Date");
    page.text(LEFT + 248.0, sign - 6.0, plain(11.0, BLACK), &order.date.slashes());
    let last = "Cleber Pty Ltd – goods remain subject to our conditions of purchase, sent on request.";
    page.text_centre(PAGE_WIDTH / 2.0, 792.0, plain(7.5, BLACK), last);
}
