//! The Office Order and the Works Orders as a person opens them: every cell is read back from the finished file.

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
fn the_office_order_has_every_cell_in_its_place() {
    let form = office_order(&office(), &WORDS).unwrap();
    assert_eq!(form.file_name, "Office_Order_12022.xlsx");
    let sheet = open(&form);
    assert_eq!((sheet.at("A1"), sheet.at("A2")), ("Ramjet Plastics".into(), "Office Order".into()));
    assert_eq!(sheet.row(4, "ABEF"), ["Customer", "Shape Aluminium Pty Ltd", "PO number", "12022"]);
    assert_eq!(sheet.row(5, "ABEF"), ["PO date", "date 04/02/2026", "Delivery date", "date 27/02/2026"]);
    assert_eq!(
        sheet.row(7, "ABCDEFG"),
        ["Line", "Product Code", "Description", "Colour", "Qty", "Unit Price", "Line Total"]
    );
    assert_eq!(sheet.row(8, "ABCDEFG"), ["1", "LOCAP2", "LOUVRE END CAP 152mm", "Black", "1000", "1.32", "1320"]);
    assert_eq!(
        sheet.row(9, "ABCDEFGHI"),
        ["2", "GLCAPRB", "50mm RND PLASTIC CAP BLACK", "Black", "1000", "0.73", "730", "EA", "WO-12022-2"]
    );
    assert_eq!(
        sheet.row(7, "HIJKLMNOPQ"),
        [
            "Unit",
            "Works order",
            "F20",
            "Qty in stock",
            "To be produced",
            "Date Required",
            "Date Sent",
            "Balance",
            "Exact amt. to be invoiced",
            "Invoice No."
        ]
    );
    assert_eq!(
        sheet.row(8, "JKLMNOPQ"),
        ["", "", "1000", "date 27/02/2026", "", "", "", ""],
        "boxes for a pen stay empty"
    );
    assert_eq!(sheet.row(10, "ABCDEFG"), [""; 7]);
    assert_eq!(sheet.row(11, "DG"), ["Subtotal", "2050"]);
    assert_eq!(sheet.row(12, "DG"), ["GST (10 %)", "205"]);
    assert_eq!(sheet.row(13, "DG"), ["Total AUD incl. GST", "2255"]);
    assert_eq!((sheet.at("A15"), sheet.at("A16")), ("Special Instructions".into(), "MUST BE UV STABLE".into()));
    for range in ["A1:G1", "A2:G2", "B4:C4", "F4:G4", "B5:C5", "F5:G5", "D13:F13", "A16:Q16"] {
        assert!(sheet.merges.iter().any(|merge| merge == range), "{range} of {:?}", sheet.merges);
    }
    assert_eq!(sheet.formulas, 0);
}

#[test]
fn numbers_and_dates_are_shown_as_people_write_them() {
    let mut order = office();
    order.lines[1].unit_price = Some(number("65"));
    order.lines[1].price_per = Millionths::whole(1000);
    order.lines[1].quantity = Some(number("1000.5"));
    let form = office_order(&order, &WORDS).unwrap();
    let book = umya_spreadsheet::reader::xlsx::read_reader(Cursor::new(&form.bytes), true).unwrap();
    let shown = |cell: &str| book.sheet(0).unwrap().formatted_value(cell);
    assert_eq!((shown("B5"), shown("G8"), shown("G13")), ("04/02/2026".into(), "1,320.00".into(), "2,255.00".into()));
    assert_eq!((shown("E8"), shown("E9")), ("1,000".into(), "1,000.5".into()));
    let format = book.sheet(0).unwrap().style("F9").number_format().unwrap().format_code().to_owned();
    assert_eq!(format, "#,##0.00\" /1000\"");
}

#[test]
fn one_and_sixty_lines_move_everything_below_them() {
    for lines in [1_u32, 60] {
        let form = office_order(&office_of(lines), &WORDS).unwrap();
        let sheet = open(&form);
        let last = 7 + lines;
        assert_eq!(sheet.at(&format!("A{last}")), lines.to_string());
        assert_eq!(sheet.at(&format!("A{}", last + 1)), "");
        assert_eq!(sheet.row(last + 2, "DG"), ["Subtotal", "2050"]);
        assert_eq!(sheet.row(last + 4, "DG"), ["Total AUD incl. GST", "2255"]);
        assert_eq!(sheet.at(&format!("A{}", last + 6)), "Special Instructions");
        assert!(sheet.merges.contains(&format!("D{0}:F{0}", last + 4)), "{:?}", sheet.merges);
        let last_row = sheet.find("Signature").unwrap().0;
        assert!(part(&form, "_xlnm.Print_Area").ends_with(&format!("!$A$1:$Q${last_row}")));
        assert!(part(&form, "_xlnm.Print_Titles").ends_with("!$7:$7"));
        assert!(!sheet.texts().contains("{{"));
    }
}

#[test]
fn the_file_has_the_number_of_the_office_order_whatever_the_customer_calls_it() {
    for missing in [None, Some("  ".to_owned())] {
        let form =
            office_order(&OfficeOrder { po_number: missing, number: "#17-R2".into(), ..office() }, &WORDS).unwrap();
        assert_eq!(form.file_name, "Office_Order_17-R2.xlsx");
        assert_eq!((open(&form).at("F4"), open(&form).at("H2")), ("not stated".to_owned(), "#17-R2".to_owned()));
    }
}

#[test]
fn an_order_without_tax_says_so_and_why() {
    let free = OfficeOrder {
        tax_percent: Millionths(0),
        tax: aud(0),
        total: aud(205_000),
        tax_reason: Some("GST-free: delivery abroad".into()),
        ..office()
    };
    let texts = |order: &OfficeOrder| {
        let sheet = open(&office_order(order, &WORDS).unwrap());
        sheet.cells.used_cells().map(|(_, _, cell)| cell.to_string()).collect::<Vec<_>>()
    };
    let said = texts(&free);
    assert!(
        ["No GST", "Total AUD, no GST", "GST-free: delivery abroad"]
            .iter()
            .all(|text| said.iter().any(|cell| cell == text)),
        "{said:?}"
    );
    assert!(!said.iter().any(|cell| cell.contains("incl.") || cell.contains("0 %")), "{said:?}");
    let usual = texts(&office());
    assert!(
        usual.iter().any(|cell| cell == "GST (10 %)") && usual.iter().any(|cell| cell == "Total AUD incl. GST"),
        "{usual:?}"
    );
    assert!(!usual.iter().any(|cell| cell.contains("abroad")));
}

#[test]
fn what_an_order_does_not_state_is_not_invented() {
    let bare = OfficeLine {
        product_code: None,
        description: None,
        colour: None,
        quantity: None,
        unit: None,
        unit_price: None,
        total: None,
        works_order: None,
        to_produce: None,
        date_required: None,
        ..line(1, "", "", "0", 0)
    };
    let order = OfficeOrder {
        customer: None,
        po_date: None,
        delivery_date: None,
        deliver_to: None,
        subtotal: None,
        tax: None,
        total: None,
        special_instructions: Some(" \n ".into()),
        lines: vec![bare],
        ..office()
    };
    let sheet = office_sheet(&order);
    assert_eq!(sheet.row(8, "ABCDEFG"), ["1", "not stated", "", "", "not stated", "not stated", "unknown"]);
    assert_eq!(
        (sheet.at("B5"), sheet.at("F5"), sheet.at("G12")),
        ("not stated".into(), "not stated".into(), "unknown".into())
    );
    assert_eq!(sheet.find("Special Instructions"), None);
}

#[test]
fn text_of_a_customer_never_becomes_a_formula() {
    let mut order = office();
    let hostile =
        ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0", "{{customer}}", "0012", "1e5", "TRUE", "<b>&amp;"];
    order.lines = hostile.iter().zip(1..).map(|(text, place)| line(place, text, text, "1", 100)).collect();
    order.customer = Some("=HYPERLINK(\"http://x\")".into());
    order.special_instructions = Some("=1+1".into());
    let form = office_order(&order, &WORDS).unwrap();
    let sheet = open(&form);
    for (text, row) in hostile.iter().zip(8..) {
        assert_eq!(sheet.row(row, "BC"), [*text, *text]);
    }
    assert_eq!(sheet.at("B4"), "=HYPERLINK(\"http://x\")");
    assert_eq!(sheet.formulas, 0);
    assert!(matches!(sheet.cells.get_value((13, 1)), Some(Data::String(text)) if text == "0012"));
}

#[test]
fn text_in_the_footer_cannot_add_codes_or_overflow_it() {
    let release = format!("R&D &P \n{}", "x".repeat(500));
    let form = office_order(&OfficeOrder { release, ..office() }, &WORDS).unwrap();
    let footer = part(&form, "footer");
    assert!(footer.contains("R&&D &&P xxx") && footer.encode_utf16().count() <= 255, "{footer}");
    assert!(footer.ends_with("Page &P of &N"), "{footer}");
}

#[test]
fn very_long_instructions_are_printed_in_full() {
    let sentence = "Pack in new cartons only; Ä 日本 label on the short side. ";
    let long: String = sentence.chars().cycle().take(20_000).collect::<String>().trim().to_owned();
    let sheet = office_sheet(&OfficeOrder { special_instructions: Some(long.clone()), ..office() });
    let (heading, end) = (sheet.find("Special Instructions").unwrap().0, sheet.find("Administration").unwrap().0);
    let rows: Vec<String> = (heading + 1..end).map(|row| sheet.at(&format!("A{row}"))).collect();
    assert!(rows.len() > 4, "{}", rows.len());
    assert_eq!(rows.concat(), long);

    let sheet = works_sheet(&WorksOrder { special_instructions: Some(long.clone()), ..works() });
    assert_eq!(sheet.count("See the notes at the end"), 1);
    let (heading, last) = (sheet.find("Notes").unwrap().0, u32::try_from(sheet.cells.height()).unwrap());
    assert_eq!((heading + 1..=last).map(|row| sheet.at(&format!("A{row}"))).collect::<String>(), long);
}

#[test]
fn text_in_any_script_survives_and_control_characters_do_not() {
    let mut order = office();
    order.customer = Some("株式会社サンプル Ω Ж עברית 😀".into());
    order.lines[0].description = Some("tube\u{0} 20\u{1b}mm _x0041_\u{ffff}".into());
    let sheet = office_sheet(&order);
    assert_eq!(sheet.at("B4"), "株式会社サンプル Ω Ж עברית 😀");
    assert_eq!(sheet.at("C8"), "tube 20mm _x0041_");
}

#[test]
fn an_amount_too_long_for_a_spreadsheet_number_is_written_out_exactly() {
    let sheet = office_sheet(&OfficeOrder { total: aud(9_999_999_999_999_999), ..office() });
    assert_eq!(sheet.at("G13"), "99999999999999.99");
}

#[test]
fn the_same_order_gives_the_same_bytes() {
    let (office, works) = (office_of(60), works());
    let first = (office_order(&office, &WORDS).unwrap(), works_order(&works, &WORDS).unwrap());
    let mut other = office.clone();
    other.customer = Some("Somebody Else".into());
    office_order(&other, &WORDS).unwrap();
    let second = (office_order(&office, &WORDS).unwrap(), works_order(&works, &WORDS).unwrap());
    assert!(first == second);
    // The date and time of the first entry of the archive: 1 January 1980, 00:00.
    assert_eq!(first.0.bytes[10..14], [0x00, 0x00, 0x21, 0x00]);
}

#[test]
fn one_customers_words_never_reach_the_file_of_the_next() {
    let secret = OfficeOrder { customer: Some("Secret Customer GmbH".into()), ..office() };
    office_order(&secret, &WORDS).unwrap();
    let form = office_order(&office(), &WORDS).unwrap();
    let mut strings = String::new();
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(form.bytes.clone())).unwrap();
    let mut cells = book.worksheet_cells_reader("Office Order").unwrap();
    while let Some(cell) = cells.next_cell().unwrap() {
        strings.push_str(&format!("{:?}\n", cell.get_value()));
    }
    assert!(!strings.contains("Secret") && strings.contains("Shape Aluminium"));
    let shared = raw(&form.bytes, "xl/sharedStrings.xml");
    assert!(!shared.contains("Secret") && !shared.contains("{{") && shared.contains("Shape Aluminium"), "{shared}");
}

/// One file of the workbook's archive as it is.
fn raw(bytes: &[u8], path: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    std::io::read_to_string(archive.by_name(path).unwrap()).unwrap()
}

#[test]
fn the_paper_is_a4_and_a_works_order_takes_one_page_unless_its_notes_are_long() {
    let setup = |form: Form| {
        let sheet = raw(&form.bytes, "xl/worksheets/sheet1.xml");
        assert!(sheet.contains(r#"<pageSetUpPr fitToPage=""#), "{sheet}");
        let start = sheet.find("<pageSetup ").unwrap();
        sheet[start..].split_once('>').unwrap().0.to_owned()
    };
    let office = setup(office_order(&office(), &WORDS).unwrap());
    // A program that fits the width itself ignores page breaks, so the scale that fits is written.
    assert!(office.contains(r#"paperSize="9""#) && office.contains(r#"orientation="landscape""#), "{office}");
    let scale = office.split("scale=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    assert!((70..85).contains(&scale.parse::<u32>().unwrap()), "{office}");
    let short = setup(works_order(&works(), &WORDS).unwrap());
    assert!(short.contains(r#"paperSize="9" orientation="portrait" fitToHeight="1" fitToWidth="1""#), "{short}");
    let noisy = WorksOrder { special_instructions: Some("Read this. ".repeat(100)), ..works() };
    let long = setup(works_order(&noisy, &WORDS).unwrap());
    assert!(long.contains(r#"fitToHeight="0" fitToWidth="1""#), "{long}");
}

#[test]
fn the_sums_are_never_split_over_two_pages() {
    let breaks = |lines: u32| {
        let form = office_order(&office_of(lines), &WORDS).unwrap();
        let book = umya_spreadsheet::reader::xlsx::read_reader(Cursor::new(&form.bytes), true).unwrap();
        let found: Vec<u32> = book.sheet(0).unwrap().row_breaks().break_list().iter().map(|one| one.id()).collect();
        (found, open(&form).find("Subtotal").unwrap().0)
    };
    let mut split = 0;
    for lines in 1..=60 {
        let (found, subtotal) = breaks(lines);
        // Where there is a break, it stands right in front of the sums.
        assert!(found.is_empty() || found == [subtotal - 1], "{lines} lines: {found:?}, sums at {subtotal}");
        split += usize::from(!found.is_empty());
    }
    assert!((1..30).contains(&split), "{split} of 60 would have been split");
}

#[test]
fn a_preview_shows_numbers_as_the_reader_writes_them_and_a_price_with_its_base() {
    use ramjet::entity::states::FormKind;
    use ramjet::fulfilment::forms::{FormTemplate, office_paper};
    use ramjet::words::Locale;
    let mut office = office_of(1);
    office.lines[0].unit_price = Some(ramjet::reader::units::Millionths(1_234_500_000));
    office.lines[0].price_per = ramjet::reader::units::Millionths::whole(1000);
    let template = FormTemplate::builtin(FormKind::OfficeOrder).unwrap();
    for (locale, price) in
        [(Locale::EnAu, "1,234.50 /1000"), (Locale::DeDe, "1.234,50 /1000"), (Locale::DeCh, "1’234.50 /1000")]
    {
        let paper = office_paper(&template, &office, (&WORDS, locale)).unwrap();
        let texts: Vec<&str> = paper.cells.iter().map(|cell| cell.text.as_str()).collect();
        assert!(texts.contains(&price), "{locale:?}: {texts:?}");
    }
}

#[test]
fn a_preview_shows_the_cells_of_the_workbook() {
    use ramjet::entity::states::FormKind;
    use ramjet::fulfilment::forms::{FormTemplate, office_paper, works_paper};
    let template = |kind| FormTemplate::builtin(kind).unwrap();
    let office = office_of(7);
    let papers = [
        (
            office_paper(&template(FormKind::OfficeOrder), &office, (&WORDS, ramjet::words::Locale::EnAu)).unwrap(),
            office_order(&office, &WORDS).unwrap(),
        ),
        (
            works_paper(&template(FormKind::WorksOrder), &works(), (&WORDS, ramjet::words::Locale::EnAu)).unwrap(),
            works_order(&works(), &WORDS).unwrap(),
        ),
    ];
    for (paper, form) in papers {
        let book = umya_spreadsheet::reader::xlsx::read_reader(Cursor::new(&form.bytes), true).unwrap();
        let sheet = book.sheet(0).unwrap();
        let mut written: Vec<(String, String)> = sheet
            .cells()
            .iter()
            .map(|cell| (cell.coordinate().to_string(), as_shown(cell)))
            .filter(|(_, text)| !text.is_empty())
            .collect();
        let shown = paper.cells.iter().filter(|cell| !cell.text.is_empty());
        let mut shown: Vec<(String, String)> = shown.map(|cell| (cell.name.clone(), cell.text.clone())).collect();
        written.sort();
        shown.sort();
        assert_eq!(shown, written);
        assert!(shown.len() > 40, "{}", shown.len());
        for cell in &paper.cells {
            let [x, y, width, height] = cell.place;
            assert!(x >= 0.0 && y >= 0.0 && x + width <= paper.width + 0.01 && y + height <= paper.height + 0.01);
        }
    }
}

#[test]
fn columns_are_measured_in_a_font_that_every_program_has() {
    let styles = raw(&works_order(&works(), &WORDS).unwrap().bytes, "xl/styles.xml");
    assert!(
        styles.contains(r#"<font><sz val="10"/><color theme="1"/><name val="Arial"/>"#) && !styles.contains("Calibri")
    );
}

#[test]
fn the_works_order_shows_the_worked_example() {
    let form = works_order(&works(), &WORDS).unwrap();
    assert_eq!(form.file_name, "Works_Order_WO-12022-1.xlsx");
    let sheet = open(&form);
    assert_eq!(sheet.row(1, "AD"), ["Ramjet Plastics", "1 of 2 for PO 12022"]);
    assert_eq!(sheet.row(2, "AD"), ["Works Order", "WO-12022-1"]);
    assert_eq!(sheet.row(5, "AD"), ["LOCAP2", "1000"]);
    assert_eq!(sheet.row(8, "AD"), ["BLACK", "date 27/02/2026"]);
    assert_eq!(sheet.at("A10"), "MUST BE UV STABLE");
    for (label, value) in [
        ("Customer", "Shape Aluminium Pty Ltd"),
        ("PO number", "12022"),
        ("Date ordered", "date 04/02/2026"),
        ("Ordered", "1000"),
        ("From stock", "0"),
        ("Line total", "1320"),
        ("Their part no.", "LOCAP2"),
        ("Version", "1"),
        ("Date issued", "date 05/02/2026"),
        ("Mould", "M-LC152"),
        ("Cavities", "2"),
        ("Cycle", "35"),
        ("Shot weight", "88.4"),
        ("Product weight", "42"),
        ("Running time", "4.86"),
        ("Machine minimum", "120 t"),
        ("Bags needed", "20"),
        ("Cartons needed", "5"),
        ("Pieces per bag", "50"),
        ("Pieces per carton", "200"),
        ("Bag size", "300 × 450 mm"),
        ("Carton size", "400 × 300 × 250 mm"),
        ("Cartons per layer", "9"),
        ("Cartons per pallet", "36"),
    ] {
        assert_eq!(sheet.beside(label), value, "{label}");
    }
    let row = sheet.find("Base resin").unwrap().0;
    assert_eq!(sheet.row(row, "BCDEF"), ["PP H520", "Polypropylene", "", "96.5", "42.56"]);
    assert_eq!(sheet.row(row + 1, "ABCDEF"), ["Masterbatch", "BK 9005", "Black", "Example Colours", "2.5", "1.1"]);
    assert_eq!(sheet.row(row + 2, "ABCDEF"), ["Additive", "UV stabiliser", "", "Example Additives", "1", "0.44"]);
    assert_eq!(sheet.row(row + 3, "AF"), ["Total, 5 % waste included", "44.1"]);
    for check in [
        "Instructions, labels, packaging",
        "First-off issued",
        "Last-off issued",
        "Admin",
        "Authorised",
        "Quality check every ____ h",
    ] {
        assert!(sheet.find(check).is_some(), "{check}");
    }
    assert_eq!((sheet.formulas, sheet.find("Notes")), (0, None));
    assert!(!sheet.texts().contains("{{"));
}

#[test]
fn one_piece_more_needs_one_more_bag_and_carton_on_paper() {
    let thousand_and_one = Some(Millionths::whole(1001));
    let sheet = works_sheet(&WorksOrder { ordered: thousand_and_one, produce: thousand_and_one, ..works() });
    assert_eq!((sheet.beside("Bags needed"), sheet.beside("Cartons needed")), ("21".into(), "6".into()));
}

#[test]
fn stock_is_deducted_and_said() {
    let order = WorksOrder {
        produce: Some(Millionths::whole(700)),
        stock_note: Some("300 taken from stock".into()),
        ..works()
    };
    let sheet = works_sheet(&order);
    assert_eq!((sheet.at("D5"), sheet.at("D6")), ("700".into(), "300 taken from stock".into()));
    assert_eq!((sheet.beside("Ordered"), sheet.beside("From stock")), ("1000".into(), "300".into()));
    assert_eq!(sheet.beside("Bags needed"), "14");
}

#[test]
fn an_unmatched_line_prints_unavailable_for_everything_the_catalogue_would_say() {
    let sheet = works_sheet(&WorksOrder { product_code: Some("UNKNOWNPROD".into()), specification: None, ..works() });
    for label in
        ["Mould", "Cavities", "Cycle", "Running time", "Bags needed", "Cartons needed", "Bag size", "Base resin"]
    {
        assert_eq!(sheet.beside(label), "unavailable", "{label}");
    }
    assert_eq!(sheet.count("▲ not matched to a product"), 1);
    let row = sheet.find("Total, 5 % waste included").unwrap().0;
    assert_eq!(sheet.at(&format!("F{row}")), "unavailable");
    assert_eq!((sheet.at("A5"), sheet.beside("Customer")), ("UNKNOWNPROD".into(), "Shape Aluminium Pty Ltd".into()));
}

#[test]
fn an_unknown_colour_keeps_mould_and_packaging() {
    let sheet = works_sheet(&WorksOrder { colour: Some("Purple".into()), ..works() });
    assert_eq!((sheet.beside("Mould"), sheet.beside("Bags needed")), ("M-LC152".into(), "20".into()));
    assert_eq!((sheet.beside("Base resin"), sheet.count("▲ unknown colour")), ("unknown colour".into(), 1));
    assert_eq!(sheet.count("42.56") + sheet.count("44.1") + sheet.count("PP H520"), 0);
}

#[test]
fn a_line_without_colour_is_never_given_the_first_of_several() {
    let mut order = WorksOrder { colour: None, ..works() };
    assert_eq!(works_sheet(&order).count("▲ only colour of this product: Black"), 1);
    let specification = order.specification.as_mut().unwrap();
    specification.materials.push(Material { colour: "White".into(), ..Material::default() });
    let sheet = works_sheet(&order);
    assert_eq!((sheet.at("A8"), sheet.count("▲ colour not stated")), ("not stated".into(), 1));
    assert_eq!(sheet.beside("Base resin"), "colour not stated");
}

#[test]
fn packaging_the_catalogue_does_not_keep_is_unknown() {
    let mut order = works();
    let specification = order.specification.as_mut().unwrap();
    specification.packaging = Packaging { pieces_per_bag: Some(0), ..Packaging::default() };
    specification.materials[0].additive = None;
    specification.materials[0].additive_percent = None;
    specification.materials[0].additive_supplier = None;
    let sheet = works_sheet(&order);
    for label in ["Bags needed", "Cartons needed", "Pieces per bag", "Carton size"] {
        assert_eq!(sheet.beside(label), "unknown", "{label}");
    }
    assert_eq!(sheet.beside("Additive"), "none");
}

#[test]
fn a_line_without_quantity_needs_an_unknown_amount() {
    let sheet = works_sheet(&WorksOrder { ordered: None, produce: None, ..works() });
    assert_eq!((sheet.at("D5"), sheet.beside("Ordered")), ("not stated".into(), "not stated".into()));
    assert_eq!((sheet.beside("Bags needed"), sheet.beside("Running time")), ("unknown".into(), "unknown".into()));
    assert_eq!((sheet.beside("Pieces per bag"), sheet.beside("From stock")), ("50".into(), "not stated".into()));
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
