//! The Works Order.

use super::*;

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
