//! Two German customers: a form by DIN 5008 with decimal commas and prices by the hundred, and a list with semicolons.

use super::mail::{Part, attached, multipart, pdf, text};
use super::messages::{Envelope, Sample, posted};
use super::order::{Date, Order, line, money_german, whole_german};
use super::pdf::{BLACK, Ink, PAGE_WIDTH, Page, Properties, bold, plain, write};
use super::truth::Printed;

const RED: Ink = (139, 30, 34);
const SOFT: Ink = (110, 106, 104);
const LEFT: f64 = 71.0;
const RIGHT: f64 = PAGE_WIDTH - 57.0;

/// B-2026-0117: three lines in euros, two of them priced by the hundred.
const KESSLER: Order = Order {
    po: "B-2026-0117",
    buyer: "Kessler Rollladenbau GmbH",
    ship_to: "Kessler Rollladenbau GmbH",
    date: Date::february(5),
    delivery: Date::march(16),
    currency: "EUR",
    lines: &[
        super::order::Line { unit: "Stk", ..line("10", "SQPLUG30", &["Vierkantstopfen 30 mm"], 2000, 1450).per(100) },
        super::order::Line { unit: "Stk", ..line("20", "PCLIP32", &["Rohrschelle 32 mm"], 1500, 3800).per(100) },
        super::order::Line { unit: "Stk", ..line("30", "JCOVER200", &["Kastendeckel 200 mm"], 120, 485) },
    ],
};

/// LF-2026-031: three lines in a list with semicolons.
const LINDNER: Order = Order {
    po: "LF-2026-031",
    buyer: "Lindner Fensterbau GmbH",
    ship_to: "Lindner Fensterbau GmbH",
    date: Date::february(5),
    delivery: Date::march(12),
    currency: "EUR",
    lines: &[
        super::order::Line { unit: "Stk", ..line("1", "SQCAP50", &["Vierkantkappe 50 mm"], 1200, 26) },
        super::order::Line { unit: "Stk", ..line("2", "RCAP75", &["Rundkappe 75 mm"], 400, 55) },
        super::order::Line { unit: "Stk", ..line("3", "VCOVER120", &["Lüftungsabdeckung 120 mm"], 75, 240) },
    ],
};

/// The form of Kessler.
pub fn form() -> Sample {
    let name = "07-kessler-B-2026-0117.eml";
    let body = "\
Guten Tag,

anbei unsere Bestellung B-2026-0117. Bitte bestätigen Sie uns den Liefertermin.

Mit freundlichen Grüßen
Anke Vogt
Einkauf

Kessler Rollladenbau GmbH
Am Mühlgraben 12 · 99998 Altenbrück
";
    let parts = [text("plain", body), pdf("Bestellung_B-2026-0117.pdf", &draw(&KESSLER))];
    let envelope = Envelope {
        from: "Anke Vogt <einkauf@kessler-rollladen.example>",
        subject: "Bestellung B-2026-0117",
        date: "Thu, 5 Feb 2026 09:48:02 +0100",
        id: "<0117.20260205@kessler-rollladen.example>",
        by: "mail.kessler-rollladen.example",
        more: &[("Content-Language", "de-DE")],
    };
    let bytes = posted(&envelope, &multipart("mixed", "kessler-0117", &parts));
    Sample::order(name, bytes, (&KESSLER, Printed::FormWithoutTax), &[])
}

/// The list of Lindner.
pub fn list() -> Sample {
    let name = "10-lindner-LF-2026-031.eml";
    let body = "\
Guten Tag,

unsere Bestellung LF-2026-031 finden Sie im Anhang als CSV-Datei.

Viele Grüße
Torsten Brandt
Lindner Fensterbau GmbH
";
    let parts = [text("plain", body), semicolons(&LINDNER)];
    let envelope = Envelope {
        from: "Torsten Brandt <t.brandt@lindner-fenster.example>",
        subject: "=?utf-8?Q?Bestellung_LF-2026-031_f=C3=BCr_M=C3=A4rz?=",
        date: "Thu, 5 Feb 2026 11:20:37 +0100",
        id: "<lf-2026-031@lindner-fenster.example>",
        by: "smtp.lindner-fenster.example",
        more: &[],
    };
    let bytes = posted(&envelope, &multipart("mixed", "lindner-031", &parts));
    Sample::order(name, bytes, (&LINDNER, Printed::Table), &["order tax_abroad"])
}

fn semicolons(order: &Order) -> Part {
    let mut rows = vec![
        "Bestellung".to_owned(),
        format!("Bestellnummer;{}", order.po),
        format!("Bestelldatum;{}", order.date.dots()),
        format!("Liefertermin;{}", order.delivery.dots()),
        format!("Besteller;{}", order.buyer),
        "Währung;EUR".to_owned(),
        String::new(),
        "Pos;Artikelnummer;Bezeichnung;Menge;ME;Einzelpreis;Gesamtpreis".to_owned(),
    ];
    rows.extend(order.lines.iter().map(|line| {
        let (price, total) = (money_german(line.price_cents), money_german(line.total_cents()));
        let quantity = whole_german(line.qty);
        format!("{};{};{};{quantity};{};{price};{total}", line.no, line.code, line.description[0], line.unit)
    }));
    rows.push(format!(";;;;;Summe netto;{}", money_german(order.subtotal_cents())));
    // As a German spreadsheet program saves it: one byte a letter.
    let file: Vec<u8> = rows.join("\r\n").chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    attached("text/csv; charset=iso-8859-1", &format!("{}.csv", order.po), &file)
}

fn draw(order: &Order) -> Vec<u8> {
    let mut page = Page::default();
    head(&mut page, order);
    let below = table(&mut page, order);
    closing(&mut page, order, below);
    write(
        vec![page],
        &Properties {
            title: "Bestellung B-2026-0117",
            author: "Kessler Rollladenbau GmbH",
            creator: "Handwerk Büro 9",
            created: "20260205094502",
        },
    )
}

fn head(page: &mut Page, order: &Order) {
    for at in 0..5 {
        page.bar((RIGHT - 60.0, 40.0 + f64::from(at) * 7.0), (60.0 - f64::from(at) * 8.0, 4.5), RED);
    }
    page.text(LEFT, 58.0, bold(16.0, RED), "Kessler Rollladenbau");
    page.text(LEFT, 72.0, plain(8.5, SOFT), "Rollläden · Raffstores · Insektenschutz");
    page.text(LEFT, 128.0, plain(7.0, SOFT), "Kessler Rollladenbau GmbH · Am Mühlgraben 12 · 99998 Altenbrück");
    page.line((LEFT, 131.0), (LEFT + 220.0, 131.0), 0.4, SOFT);
    page.text(LEFT, 146.0, plain(7.5, SOFT), "Lieferant");
    page.text(LEFT, 160.0, plain(10.0, BLACK), "Ramjet Plastics");
    page.block((LEFT, 173.0), 13.0, plain(10.0, BLACK), &["7 Injection Place", "Millbrae NSW 2998", "Australien"]);
    let facts = [
        ("Bestellnummer", order.po.to_owned()),
        ("Bestelldatum", order.date.dots()),
        ("Liefertermin", order.delivery.dots()),
        ("Ansprechpartnerin", "Anke Vogt".to_owned()),
        ("Währung", order.currency.to_owned()),
    ];
    for (at, (label, value)) in facts.into_iter().enumerate() {
        let y = 140.0 + at as f64 * 15.0;
        page.text(372.0, y, plain(9.0, SOFT), label);
        page.text(464.0, y, bold(9.5, BLACK), &value);
    }
    page.text(LEFT, 262.0, bold(14.0, BLACK), "Bestellung");
    page.text(LEFT, 284.0, plain(9.5, BLACK), "Wir bestellen zu unseren Einkaufsbedingungen:");
}

fn table(page: &mut Page, order: &Order) -> f64 {
    let top = 312.0;
    let heading = bold(8.5, RED);
    let (quantity, price, base) = (352.0, 432.0, 464.0);
    page.text(LEFT, top, heading, "Pos.");
    page.text(LEFT + 34.0, top, heading, "Artikelnummer");
    page.text(LEFT + 118.0, top, heading, "Bezeichnung");
    page.text_right(quantity, top, heading, "Menge");
    page.text(quantity + 8.0, top, heading, "ME");
    page.text_right(price, top, heading, "Einzelpreis");
    page.text_right(base, top, heading, "je");
    page.text_right(RIGHT, top, heading, "Gesamtpreis");
    page.line((LEFT, top + 6.0), (RIGHT, top + 6.0), 1.0, RED);
    let value = plain(9.5, BLACK);
    let mut y = top + 22.0;
    for line in order.lines {
        page.text(LEFT, y, value, line.no);
        page.text(LEFT + 34.0, y, bold(9.5, BLACK), line.code);
        page.text(LEFT + 118.0, y, value, line.description[0]);
        page.text_right(quantity, y, value, &whole_german(line.qty));
        page.text(quantity + 8.0, y, value, line.unit);
        page.text_right(price, y, value, &money_german(line.price_cents));
        page.text_right(base, y, value, &line.per.to_string());
        page.text_right(RIGHT, y, value, &money_german(line.total_cents()));
        y += 20.0;
    }
    page.line((LEFT, y - 8.0), (RIGHT, y - 8.0), 0.5, SOFT);
    y
}

fn closing(page: &mut Page, order: &Order, below: f64) {
    page.text(372.0, below + 12.0, bold(10.0, BLACK), "Summe netto EUR");
    page.text_right(RIGHT, below + 12.0, bold(10.0, BLACK), &money_german(order.subtotal_cents()));
    page.text(LEFT, below + 52.0, bold(9.0, BLACK), "Lieferanschrift");
    page.block(
        (LEFT, below + 66.0),
        13.0,
        plain(9.5, BLACK),
        &["Kessler Rollladenbau GmbH", "Am Mühlgraben 12", "99998 Altenbrück", "Deutschland"],
    );
    let small = plain(7.5, SOFT);
    page.line((LEFT, 776.0), (RIGHT, 776.0), 0.4, SOFT);
    page.text(LEFT, 788.0, small, "Geschäftsführer: M. Kessler · Registergericht Altenbrück HRB 00017");
    page.text_right(RIGHT, 788.0, small, "Seite 1 von 1");
}
