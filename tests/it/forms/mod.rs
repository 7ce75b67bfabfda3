//! The Office Order and the Works Orders as a person opens them: every cell is read back from the finished file.

mod office;
mod works;

use std::io::Cursor;
use std::time::Instant;

use calamine::{Data, Reader, Xlsx};
use chrono::NaiveDate;
use ramjet::fulfilment::forms::{Form, FormWords, OfficeLine, OfficeOrder, WorksOrder, office_order, works_order};
use ramjet::fulfilment::requirements::{Manufacturing, Material, Packaging, Specification};
use ramjet::reader::units::{Currency, Millionths, Money};

use crate::desk::workbook::as_shown;

const WORDS: FormWords = FormWords {
    unavailable: "unavailable",
    unmatched: "not matched to a product",
    unknown: "unknown",
    not_stated: "not stated",
    none: "none",
    unknown_colour: "unknown colour",
    colour_not_stated: "colour not stated",
    only_colour: "only colour of this product",
    impossible_rates: "rates exceed 100 %",
    out_of_range: "too large",
    tax_at: "{name} ({percent} %)",
    no_tax: "No {name}",
    total_with: "Total {currency} incl. {name}",
    total_without: "Total {currency}, no {name}",
    see_notes: "See the notes at the end",
};

fn number(text: &str) -> Millionths {
    text.parse().unwrap()
}

fn aud(minor: i64) -> Option<Money> {
    Some(Money { minor, currency: Currency::AUD })
}

fn day(year: i32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, month, day)
}

fn line(place: u32, code: &str, description: &str, price: &str, total: i64) -> OfficeLine {
    OfficeLine {
        number: place,
        product_code: Some(code.into()),
        description: Some(description.into()),
        colour: Some("Black".into()),
        quantity: Some(Millionths::whole(1000)),
        unit: Some("EA".into()),
        unit_price: Some(number(price)),
        price_per: Millionths::whole(1),
        total: aud(total),
        works_order: Some(format!("WO-12022-{place}")),
        in_stock: None,
        to_produce: Some(Millionths::whole(1000)),
        date_required: day(2026, 2, 27),
    }
}

/// Purchase order 12022 of the acceptance test.
fn office() -> OfficeOrder {
    OfficeOrder {
        company: "Ramjet Plastics".into(),
        address: "12 Example Street\nDandenong VIC 3175".into(),
        order_number: "O-00017".into(),
        number: "12022".into(),
        po_number: Some("12022".into()),
        customer: Some("Shape Aluminium Pty Ltd".into()),
        po_date: day(2026, 2, 4),
        delivery_date: day(2026, 2, 27),
        deliver_to: Some("Store 2, 22 Example Road, gate C\nBayswater VIC 3153".into()),
        currency: Currency::AUD,
        lines: vec![
            line(1, "LOCAP2", "LOUVRE END CAP 152mm", "1.32", 132_000),
            line(2, "GLCAPRB", "50mm RND PLASTIC CAP BLACK", "0.73", 73_000),
        ],
        subtotal: aud(205_000),
        tax_name: "GST".into(),
        tax_percent: Millionths::whole(10),
        tax: aud(20_500),
        tax_reason: None,
        total: aud(225_500),
        special_instructions: Some("MUST BE UV STABLE".into()),
        release: "Approved by Sharon Lee, 04/02/2026 14:05".into(),
    }
}

fn office_of(lines: u32) -> OfficeOrder {
    let codes = ["LOCAP2", "GLCAPRB", "PY0069-1A", "GROM16"];
    let lines = (1..=lines)
        .map(|place| line(place, codes[place as usize % 4], "Spacer, square, 5 mm, countersunk", "1.32", 132_000))
        .collect();
    OfficeOrder { lines, ..office() }
}

/// The worked example: LOCAP2 Black × 1000.
fn works() -> WorksOrder {
    WorksOrder {
        company: "Ramjet Plastics".into(),
        address: "12 Example Street\nDandenong VIC 3175".into(),
        number: "WO-12022-1".into(),
        version: 1,
        issued: day(2026, 2, 5),
        position: 1,
        positions: 2,
        po_number: Some("12022".into()),
        customer: Some("Shape Aluminium Pty Ltd".into()),
        po_date: day(2026, 2, 4),
        delivery_date: day(2026, 2, 27),
        product_code: Some("LOCAP2".into()),
        customer_code: Some("LOCAP2".into()),
        description: Some("LOUVRE END CAP 152mm".into()),
        colour: Some("BLACK".into()),
        ordered: Some(Millionths::whole(1000)),
        unit: None,
        produce: Some(Millionths::whole(1000)),
        stock_note: None,
        line_total: aud(132_000),
        specification: Some(locap2()),
        special_instructions: Some("MUST BE UV STABLE".into()),
        release: "Approved by Sharon Lee, 04/02/2026 14:05".into(),
    }
}

fn locap2() -> Specification {
    Specification {
        manufacturing: Manufacturing {
            mould: Some("M-LC152".into()),
            cavities: Some(2),
            cycle_seconds: Some(number("35")),
            shot_weight_grams: Some(number("88.4")),
            product_weight_grams: Some(number("42")),
            machine_minimum: Some("120 t".into()),
        },
        materials: vec![Material {
            colour: "Black".into(),
            grade: Some("PP H520".into()),
            kind: Some("Polypropylene".into()),
            colour_number: Some("BK 9005".into()),
            colour_supplier: Some("Example Colours".into()),
            masterbatch_percent: Some(number("2.5")),
            additive: Some("UV stabiliser".into()),
            additive_percent: Some(number("1")),
            additive_supplier: Some("Example Additives".into()),
        }],
        packaging: Packaging {
            pieces_per_bag: Some(50),
            bag_size: Some("300 × 450 mm".into()),
            pieces_per_carton: Some(200),
            carton_size: Some("400 × 300 × 250 mm".into()),
            cartons_per_pallet: Some(36),
            cartons_per_layer: Some(9),
        },
    }
}

/// A form read back: cells by their names, merged ranges, formulas.
struct Sheet {
    cells: calamine::Range<Data>,
    formulas: usize,
    merges: Vec<String>,
}

fn open(form: &Form) -> Sheet {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(form.bytes.clone())).unwrap();
    let name = book.sheet_names()[0].clone();
    let formulas = book.worksheet_formula(&name).unwrap().cells().filter(|(_, _, text)| !text.is_empty()).count();
    let umya = umya_spreadsheet::reader::xlsx::read_reader(Cursor::new(&form.bytes), true).unwrap();
    let merges = umya.sheet(0).unwrap().merge_cells().iter().map(|range| range.range()).collect();
    Sheet { cells: book.worksheet_range(&name).unwrap(), formulas, merges }
}

impl Sheet {
    /// `C8` as text, with numbers in plain decimals and dates as day numbers.
    fn at(&self, name: &str) -> String {
        let column = u32::from(name.as_bytes()[0] - b'A');
        let row: u32 = name[1..].parse().unwrap();
        match self.cells.get_value((row - 1, column)).unwrap_or(&Data::Empty) {
            Data::String(text) => text.clone(),
            Data::Float(value) => value.to_string(),
            Data::DateTime(value) => {
                let date = NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
                #[allow(clippy::cast_possible_truncation)]
                (date + chrono::Days::new(value.as_f64() as u64)).format("date %d/%m/%Y").to_string()
            }
            Data::Empty => String::new(),
            other => format!("{other:?}"),
        }
    }

    fn row(&self, row: u32, columns: &str) -> Vec<String> {
        columns.chars().map(|column| self.at(&format!("{column}{row}"))).collect()
    }

    /// The value beside the first cell that reads `label`.
    fn beside(&self, label: &str) -> String {
        let (row, column) = self.find(label).unwrap_or_else(|| panic!("no cell reads {label}"));
        self.at(&format!("{}{row}", char::from(b'A' + column + 1)))
    }

    /// Row from 1 and column from 0 of the first cell that reads `text`.
    fn find(&self, text: &str) -> Option<(u32, u8)> {
        let (row, column, _) = self.cells.used_cells().find(|(_, _, cell)| text_of(cell) == text)?;
        Some((u32::try_from(row).ok()? + 1, u8::try_from(column).ok()?))
    }

    fn count(&self, text: &str) -> usize {
        self.cells.used_cells().filter(|(_, _, cell)| text_of(cell) == text).count()
    }

    fn texts(&self) -> String {
        self.cells.used_cells().map(|(_, _, cell)| cell.to_string() + "\n").collect()
    }
}

/// The text of one file inside the workbook.
fn part(form: &Form, path: &str) -> String {
    let book = umya_spreadsheet::reader::xlsx::read_reader(Cursor::new(&form.bytes), true).unwrap();
    let sheet = book.sheet(0).unwrap();
    match path {
        "footer" => sheet.header_footer().odd_footer().value().to_owned(),
        name => {
            let found = sheet.defined_names().iter().find(|defined| defined.name() == name);
            found.map(umya_spreadsheet::DefinedName::address).unwrap_or_default()
        }
    }
}

fn text_of(cell: &Data) -> String {
    cell.to_string()
}

fn office_sheet(order: &OfficeOrder) -> Sheet {
    open(&office_order(order, &WORDS).unwrap())
}

fn works_sheet(order: &WorksOrder) -> Sheet {
    open(&works_order(order, &WORDS).unwrap())
}

#[test]
#[ignore = "writes sample forms for the eye into target/forms and prints how long a form takes"]
fn samples_for_the_eye() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/forms");
    std::fs::create_dir_all(&folder).unwrap();
    let long = "Deliver in two lots, the first before noon. ".repeat(60);
    let hard = WorksOrder {
        number: "WO-PO-2026/000123-REV-4-12-R2".into(),
        product_code: Some("PY0069-1A-LONGVARIANT-0001-B".into()),
        description: Some("ECJ terminal block, component A, with brass inserts and a very long description".into()),
        colour: Some("Traffic Grey B, semi-transparent, RAL 7043".into()),
        produce: Some(number("1234567890.5")),
        ordered: Some(number("1234567890.5")),
        unit: Some("pieces".into()),
        special_instructions: Some(long.clone()),
        ..works()
    };
    let unmatched = WorksOrder { specification: None, product_code: Some("UNKNOWNPROD".into()), ..works() };
    let unknown_colour = WorksOrder { colour: Some("Purple".into()), ..works() };
    for (name, form) in [
        ("office-2", office_order(&office(), &WORDS)),
        ("office-60", office_order(&office_of(60), &WORDS)),
        ("office-long", office_order(&OfficeOrder { special_instructions: Some(long.repeat(7)), ..office() }, &WORDS)),
        ("works", works_order(&works(), &WORDS)),
        ("works-unmatched", works_order(&unmatched, &WORDS)),
        ("works-colour", works_order(&unknown_colour, &WORDS)),
        ("works-hard", works_order(&hard, &WORDS)),
    ] {
        std::fs::write(folder.join(format!("{name}.xlsx")), form.unwrap().bytes).unwrap();
    }
    let fifty = office_of(50);
    let started = Instant::now();
    for _ in 0..20 {
        office_order(&fifty, &WORDS).unwrap();
    }
    eprintln!("a form of 50 lines: {:?}", started.elapsed() / 20);
}
