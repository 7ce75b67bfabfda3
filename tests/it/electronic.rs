//! Electronic orders from the watched folder to the desk, and what becomes of damaged ones.

use std::fs;
use std::path::{Path, PathBuf};

use ramjet::entity::states::Fate;
use ramjet::reader::evidence::FaultKind;
use ramjet::reader::extraction::{Extraction, FoundOrder, Hints, extract, grounding};
use ramjet::reader::reading::{Reading, read_all};
use ramjet::reader::units::Millionths;
use ramjet::review::evidence::FieldName;
use ramjet::review::objection::Doubt;

use crate::desk::{Desk, both};

fn golden(case: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/orders").join(case);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    files.into_iter().find(|path| path.file_stem().is_some_and(|stem| stem == "message")).unwrap()
}

fn bytes(case: &str) -> Vec<u8> {
    fs::read(golden(case)).unwrap()
}

/// Every golden case that is an electronic document.
fn cases() -> Vec<PathBuf> {
    const FORMATS: [&str; 6] = ["edifact_", "x12_", "tradacoms_", "ubl_", "orderx_", "cxml_"];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/orders");
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| FORMATS.iter().any(|format| name.starts_with(format)));
    names.sort();
    names.iter().map(|name| golden(name)).collect()
}

/// All that was read, orders or not.
fn all(found: &Extraction) -> impl Iterator<Item = &FoundOrder> {
    found.orders.iter().chain(found.recognised.iter().map(|one| &one.order))
}

/// Places that do not hold what they say.
fn ungrounded(reading: &Reading, found: &Extraction) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut look = |name: &str, places: &[ramjet::reader::evidence::Place]| {
        for place in places.iter().filter(|place| !grounding::stands(reading, place)) {
            wrong.push(format!("{name}: {place:?}"));
        }
    };
    for order in all(found) {
        let own = order.electronic.as_ref().and_then(|own| own.place.clone());
        look("kind", own.as_slice());
        for field in [&order.po_number, &order.document_number, &order.buyer_name, &order.ship_to_address] {
            field.candidates.iter().for_each(|one| look("text", one.origin.places()));
        }
        for line in &order.lines {
            line.code.candidates.iter().for_each(|one| look("code", one.origin.places()));
            line.description.candidates.iter().for_each(|one| look("description", one.origin.places()));
            line.unit_price.candidates.iter().for_each(|one| look("price", one.origin.places()));
            for delivery in &line.schedule {
                delivery.date.candidates.iter().for_each(|one| look("delivery", one.origin.places()));
            }
        }
    }
    wrong
}

#[test]
fn a_document_that_is_cut_or_changed_anywhere_is_read_without_fault_and_every_place_stands() {
    let cases = cases();
    assert!(cases.len() >= 20, "the golden cases of electronic orders are gone");
    for path in cases.iter().filter(|path| path.extension().is_some_and(|end| end != "eml" && end != "pdf")) {
        let whole = fs::read(path).unwrap();
        let step = (whole.len() / 60).max(1);
        for at in (0..whole.len()).step_by(step) {
            let mut changed = whole.clone();
            changed[at] = [b'+', b'\'', b':', b'<', b'"', b'*', b'~', b'\n', 0xFF][at % 9];
            for bytes in [&whole[..at], &changed[..]] {
                let reading = read_all(bytes, None);
                let found = extract(&reading, &Hints::default());
                assert_eq!(ungrounded(&reading, &found), Vec::<String>::new(), "{} at {at}", path.display());
            }
        }
    }
}

#[test]
fn an_order_that_is_cut_off_is_never_called_whole() {
    let whole = |format: &[u8]| {
        let found = extract(&read_all(format, None), &Hints::default());
        all(&found).all(|order| order.electronic.as_ref().is_none_or(|own| own.faults.is_empty()))
    };
    for (case, ends) in [
        ("edifact_schedule", &b"'"[..]),
        ("x12_price_per_hundred", b"~"),
        ("tradacoms_two_orders", b"'"),
        ("ubl_any_prefix", b">"),
        ("cxml_price_basis", b">"),
    ] {
        let bytes = bytes(case);
        assert!(whole(&bytes), "{case}");
        // Behind every sign that ends a segment or a tag, but for those behind the last one that counts.
        let places: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at..].starts_with(ends)).collect();
        let found_whole: Vec<usize> = places[..places.len() - 1]
            .iter()
            .copied()
            .filter(|&at| {
                let found = extract(&read_all(&bytes[..=at], None), &Hints::default());
                !found.orders.is_empty()
                    && found
                        .orders
                        .iter()
                        .all(|order| order.electronic.as_ref().is_none_or(|own| own.faults.is_empty()))
            })
            .collect();
        assert_eq!(found_whole, Vec::<usize>::new(), "{case} is called whole although it is cut off");
    }
}

#[test]
fn every_electronic_document_of_the_corpus_is_read_and_grounded() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let mut count = 0;
    for folder in [
        "orders-edi/edifact",
        "orders-edi/x12",
        "orders-edi/tradacoms",
        "orders-xml/ubl",
        "orders-xml/cxml",
        "orders-xml/orderx",
    ] {
        let Ok(entries) = fs::read_dir(corpus.join(folder)) else { continue };
        for path in
            entries.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end != "json"))
        {
            let reading = read_all(&fs::read(&path).unwrap(), path.file_name().and_then(|name| name.to_str()));
            let found = extract(&reading, &Hints::default());
            assert!(all(&found).next().is_some(), "{}", path.display());
            assert_eq!(ungrounded(&reading, &found), Vec::<String>::new(), "{}", path.display());
            count += 1;
        }
    }
    if count == 0 {
        eprintln!("skipped (1 test): no foreign documents beside the repository");
    }
}

/// The faults that are objected to, by what they are.
async fn faults(desk: &Desk, id: ramjet::entity::ids::OrderId) -> Vec<FaultKind> {
    let open = desk.open_doubts(id).await;
    let fault = |doubt: &Doubt| match doubt {
        Doubt::Transmission { fault } => Some(fault.what),
        _ => None,
    };
    open.iter().filter_map(|(_, doubt)| fault(doubt)).collect()
}

both! {
    async fn an_interchange_in_the_watched_folder_becomes_an_order_with_its_places(desk: Desk) {
        let id = desk.receive_order(&bytes("edifact_schedule"), "20261103.dat").await;
        let page = desk.page(id).await;
        assert_eq!(page.po_number.value.as_deref(), Some("4500071188"));
        let line = desk.line(id, 1).await;
        assert_eq!(line.unit.value.as_deref(), Some("pcs"), "a code of the list has the name that people write");
        assert_eq!(line.quantity.value, Some(Millionths::whole(24_000)));
        assert!(!line.unit_price.places.is_empty());
        assert_eq!(faults(&desk, id).await, []);
    }

    async fn two_orders_of_one_interchange_are_two_orders_on_the_desk(desk: Desk) {
        desk.receive(&bytes("edifact_two_orders"), "two.edi").await;
        let mut numbers = Vec::new();
        for id in desk.orders().await {
            numbers.push(desk.page(id).await.po_number.value.unwrap());
        }
        numbers.sort();
        assert_eq!(numbers, ["7001", "7002"]);
        assert_eq!(desk.fates().await, [Fate::InRecord]);
    }

    async fn a_bad_envelope_is_objected_to_until_somebody_accepts_it(desk: Desk) {
        let id = desk.receive_order(&bytes("edifact_bad_envelope"), "bad.edi").await;
        let told = faults(&desk, id).await;
        assert!(told.contains(&FaultKind::CountDiffers) && told.contains(&FaultKind::ReferenceDiffers), "{told:?}");
        desk.correct(&desk.sharon, id, &[(None, FieldName::PoNumber, "7003-A")]).await.unwrap();
        assert_eq!(faults(&desk, id).await, told, "another correction leaves them as they are");
        desk.settle_all(&desk.sharon, id).await;
        assert_eq!(faults(&desk, id).await, []);
    }

    async fn a_change_of_an_order_is_no_order_and_waits_for_a_person(desk: Desk) {
        desk.receive(&bytes("edifact_change"), "change.txt").await;
        let row = desk.inbox().await.remove(0);
        assert_eq!((row.fate, row.fate_reason.as_deref()), (Fate::Failed, Some("order_change")));
        assert_eq!(desk.orders().await, []);
        desk.receive(&bytes("x12_ship_notice"), "asn.edi").await;
        let row = desk.inbox().await.remove(0);
        assert_eq!((row.fate, row.fate_reason.as_deref()), (Fate::Ignored, Some("despatch_advice")));
    }

    async fn an_order_inside_of_a_pdf_is_one_order_with_both_documents(desk: Desk) {
        let id = desk.receive_order(&bytes("orderx_in_pdf"), "X-4410.pdf").await;
        assert_eq!(desk.orders().await.len(), 1);
        assert_eq!(faults(&desk, id).await, []);
        let page = desk.page(id).await;
        assert_eq!(page.po_number.value.as_deref(), Some("X-4410"));
        assert!(page.po_number.places.iter().all(|place| place.part == "0.1"), "{:?}", page.po_number.places);
        let other = desk.receive_order(&bytes("orderx_page_differs"), "X-4411.pdf").await;
        assert!(faults(&desk, other).await.iter().all(|fault| *fault == FaultKind::NotOnPage));
        assert_eq!(faults(&desk, other).await.len(), 3);
    }
}
