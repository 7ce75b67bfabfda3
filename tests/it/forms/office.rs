//! The Office Order, its paper and its preview.

use super::*;

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
