//! A scan: a typed order that was printed, signed and put on a scanner. The PDF in the mail holds a picture and no text.
//!
//! The page is drawn here like the others. A program that draws PDFs made a bitmap of it, kept beside this file
//! (`harrow.runs`), because this package has no fonts: `cargo dev samples --draw` makes it again with `pdftoppm`.

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use super::mail::{multipart, pdf, text};
use super::messages::{Envelope, Sample, posted};
use super::order::{Date, Order, line, money, whole};
use super::pdf::{BLACK, PAGE_HEIGHT, PAGE_WIDTH, Page, Properties, assemble, bold, plain, properties_object, write};
use super::picture::Picture;
use super::truth::Printed;

/// Dots per inch of the scan.
const DPI: &str = "300";

/// Specks of dust on the glass.
const SPECKS: usize = 900;

static KEPT: &[u8] = include_bytes!("harrow.runs");

/// HJ-0589: three lines on paper.
const HARROW: Order = Order {
    po: "HJ-0589",
    buyer: "Harrow Joinery",
    ship_to: "Harrow Joinery",
    date: Date::february(3),
    delivery: Date::february(27),
    currency: "AUD",
    lines: &[
        line("1", "SQCAP25", &["Square cap 25 mm"], 800, 17).coloured("White"),
        line("2", "WBRK120", &["Wall bracket 120 mm"], 60, 320).coloured("Black"),
        line("3", "SPC40", &["Spacer 40 mm"], 1000, 8).coloured("Natural"),
    ],
};

/// The mail of the scanner.
pub fn scan() -> Sample {
    let name = "13-harrow-HJ-0589-scan.eml";
    let body = "\
Sent from the office scanner.
";
    let parts = [text("plain", body), pdf("Scan_20260205_0841.pdf", &scanned())];
    let envelope = Envelope {
        from: "Harrow Office <office@harrowjoinery.example>",
        subject: "Purchase order HJ-0589",
        date: "Thu, 5 Feb 2026 08:41:30 +1100",
        id: "<scan-0841@harrowjoinery.example>",
        by: "scanner.harrowjoinery.example",
        more: &[],
    };
    let bytes = posted(&envelope, &multipart("mixed", "harrow-0589", &parts));
    Sample::order(name, bytes, (&HARROW, Printed::FormWithoutTax), &[])
}

/// Draws the page with `pdftoppm` and keeps the bitmap in `folder`. A fault is a sentence.
pub fn draw_again(folder: &Path) -> Result<String, String> {
    let place = env::temp_dir().join(format!("ramjet-scan-{}", std::process::id()));
    let paper = place.with_extension("pdf");
    fs::write(&paper, draw(&HARROW)).map_err(|fault| format!("writing {}: {fault}", paper.display()))?;
    let ran = Command::new("pdftoppm").args(["-r", DPI, "-mono", "-singlefile"]).arg(&paper).arg(&place).status();
    let bitmap = place.with_extension("pbm");
    let drawn = match ran {
        Ok(status) if status.success() => fs::read(&bitmap).map_err(|fault| format!("reading the bitmap: {fault}")),
        Ok(status) => Err(format!("pdftoppm failed: {status}")),
        Err(fault) => Err(format!("pdftoppm, of the package poppler-utils, does not run: {fault}")),
    };
    // Whatever came of it, nothing stays behind.
    let _ = (fs::remove_file(&paper), fs::remove_file(&bitmap));
    let kept = Picture::of_bitmap(&drawn?)?.kept();
    let file = folder.join("harrow.runs");
    fs::write(&file, &kept).map_err(|fault| format!("writing {}: {fault}", file.display()))?;
    Ok(format!("{} bytes in {}; run this command once more without --draw", kept.len(), file.display()))
}

/// A PDF with one picture as large as its page.
fn scanned() -> Vec<u8> {
    let page = Picture::of_kept(KEPT).unwrap_or_else(|_| Picture::white(2480, 3509)).crooked().dusty(SPECKS);
    let runs = page.run_lengths();
    let mut picture = format!(
        "<< /Type /XObject /Subtype /Image /Width {} /Height {} /ColorSpace /DeviceGray /BitsPerComponent 1 \
         /Decode [1 0] /Filter /RunLengthDecode /Length {} >>\nstream\n",
        page.width,
        page.height,
        runs.len()
    )
    .into_bytes();
    picture.extend(runs);
    picture.extend(b"\nendstream");
    let draw = format!("q {PAGE_WIDTH} 0 0 {PAGE_HEIGHT} 0 0 cm /Im0 Do Q");
    assemble(&[
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {PAGE_WIDTH} {PAGE_HEIGHT}] \
             /Resources << /XObject << /Im0 6 0 R >> >> /Contents 4 0 R >>"
        )
        .into_bytes(),
        format!("<< /Length {} >>\nstream\n{draw}\nendstream", draw.len()).into_bytes(),
        properties_object(&Properties {
            title: "Scan_20260205_0841",
            author: "Harrow Office",
            creator: "Officecopy 3300",
            created: "20260205084112",
        }),
        picture,
    ])
}

fn draw(order: &Order) -> Vec<u8> {
    let mut page = Page::default();
    let (left, right) = (64.0, PAGE_WIDTH - 64.0);
    page.text(left, 78.0, bold(20.0, BLACK), "Harrow Joinery");
    page.text(left, 96.0, plain(11.0, BLACK), "27 Mill Lane, Harrowdale TAS 7998");
    page.line((left, 108.0), (right, 108.0), 1.2, BLACK);
    page.text(left, 142.0, bold(16.0, BLACK), "PURCHASE ORDER");
    let facts = [
        ("PO Number:", order.po.to_owned()),
        ("Order Date:", order.date.long()),
        ("Delivery Date:", order.delivery.long()),
        ("Currency:", order.currency.to_owned()),
    ];
    for (at, (label, value)) in facts.into_iter().enumerate() {
        let y = 172.0 + at as f64 * 20.0;
        page.text(left, y, plain(12.0, BLACK), label);
        page.text(left + 110.0, y, bold(12.0, BLACK), &value);
    }
    for (x, heading, lines) in [
        (left, "Supplier:", ["Ramjet Plastics", "7 Injection Place", "Millbrae NSW 2998"]),
        (left + 240.0, "Deliver to:", ["Harrow Joinery", "27 Mill Lane", "Harrowdale TAS 7998"]),
    ] {
        page.text(x, 272.0, bold(12.0, BLACK), heading);
        page.block((x, 290.0), 16.0, plain(12.0, BLACK), &lines);
    }
    let below = table(&mut page, order, (left, right));
    page.text(left + 250.0, below + 30.0, bold(12.0, BLACK), "Total AUD excl. GST");
    page.text_right(right, below + 30.0, bold(12.0, BLACK), &money(order.subtotal_cents()));
    page.text(left, below + 110.0, plain(12.0, BLACK), "Signed: W. Harrow");
    let about = Properties { title: "HJ-0589", author: "", creator: "", created: "20260203120000" };
    write(vec![page], &about)
}

fn table(page: &mut Page, order: &Order, (left, right): (f64, f64)) -> f64 {
    let top = 372.0;
    let (quantity, price) = (left + 344.0, left + 406.0);
    let heading = bold(11.0, BLACK);
    page.text(left, top, heading, "Line");
    page.text(left + 36.0, top, heading, "Code");
    page.text(left + 100.0, top, heading, "Description");
    page.text(left + 262.0, top, heading, "Colour");
    page.text_right(quantity, top, heading, "Qty");
    page.text_right(price, top, heading, "Price");
    page.text_right(right, top, heading, "Amount");
    page.line((left, top + 8.0), (right, top + 8.0), 1.0, BLACK);
    let value = plain(11.0, BLACK);
    let mut y = top + 30.0;
    for line in order.lines {
        page.text(left, y, value, line.no);
        page.text(left + 36.0, y, value, line.code);
        page.text(left + 100.0, y, value, line.description[0]);
        page.text(left + 262.0, y, value, line.colour.unwrap_or_default());
        page.text_right(quantity, y, value, &whole(line.qty));
        page.text_right(price, y, value, &money(line.price_cents));
        page.text_right(right, y, value, &money(line.total_cents()));
        y += 24.0;
    }
    page.line((left, y - 8.0), (right, y - 8.0), 1.0, BLACK);
    y
}
