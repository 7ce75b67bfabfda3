//! Messages that go with orders and are none: confirmations, notices of shipments, invoices, receipts, letters.
//!
//! * [`sort`] — which of them a message is;
//! * [`parcel`] — carrier and tracking numbers;
//! * [`when`] — the day of delivery, as notices say it;
//! * [`paper`] — invoices, receipts and other documents, read with the rules for orders;
//! * [`twin`] — the same where XML of it travels inside of the pages.

mod paper;
mod parcel;
mod sort;
mod twin;
mod when;

pub(super) use twin::twin;

use super::Hints;
use super::conventions::Conventions;
use super::found::{FoundNotice, FoundOrder};
use super::order::sight;
use super::scanned::{doubt_text, doubt_unsure};
use super::sheet::Sheet;
use super::tidy::{tidy, tidy_field};
use crate::evidence::{Field, Found, Origin, Place};
use crate::reading::{Header, Reading};

/// What a message says that is no order for `reason`; `None` when it is none of the papers that go with orders.
pub(super) fn notice(reading: &Reading, sheets: &[Sheet], hints: &Hints, reason: &str) -> Option<FoundNotice> {
    let sort = sort::sort(reading, sheets, reason)?;
    let mut found = match sort {
        "shipment_notice" | "delivery_notice" | "delay_notice" => parcels(reading, sheets, hints),
        "order_confirmation" if reading.documents.iter().any(|document| document.is_body) => {
            parcels(reading, sheets, hints)
        }
        "order_change" | "order_cancellation" => asked(reading, sheets, hints),
        // Claims have rules of their own.
        "creditor_letter" => FoundNotice::default(),
        _ => paper::paper(sheets, hints, sort),
    };
    sort.clone_into(&mut found.sort);
    doubt_unsure(reading, &mut found.values, hints.catalogue_codes.as_ref());
    doubt_text(reading, &mut found.document_number);
    tidy(&mut found.values);
    tidy_field(&mut found.document_number);
    Some(found)
}

/// What a customer writes about an order it placed before, in a mail or in a document: which one, and who.
fn asked(reading: &Reading, sheets: &[Sheet], hints: &Hints) -> FoundNotice {
    let is_body =
        |sheet: &&Sheet| reading.documents.iter().any(|document| document.is_body && document.part == sheet.part);
    let attached = || sheets.iter().find(|sheet| !is_body(sheet));
    let Some(told) = attached().or_else(|| sheets.iter().find(is_body)) else { return FoundNotice::default() };
    let FoundOrder { po_number, buyer_name, .. } =
        sight(told, &Conventions::of(sheets, hints), hints, Some(&reading.header)).order;
    FoundNotice { values: FoundOrder { po_number, buyer_name, ..FoundOrder::default() }, ..FoundNotice::default() }
}

/// A mail about goods on their way.
fn parcels(reading: &Reading, sheets: &[Sheet], hints: &Hints) -> FoundNotice {
    let header = &reading.header;
    let is_body =
        |sheet: &&Sheet| reading.documents.iter().any(|document| document.is_body && document.part == sheet.part);
    let bodies: Vec<&Sheet> = sheets.iter().filter(is_body).collect();
    let conventions = Conventions::of(sheets, hints);
    let mut sighted = FoundOrder::default();
    if let Some(body) = bodies.first() {
        sighted = sight(body, &conventions, hints, Some(header)).order;
    }
    let is_sent_by_carrier = parcel::is_carrier(header);
    let seller = if is_sent_by_carrier { Field::default() } else { sender(header, &bodies) };
    let FoundOrder { po_number, currency, total, .. } = sighted;
    // What a carrier calls a reference may be anybody's number.
    let po_number = if is_sent_by_carrier { Field::default() } else { po_number };
    let values = FoundOrder {
        seller_name: seller,
        po_number,
        currency,
        total,
        delivery_date: when::delivery_date(&bodies, &conventions, header.sent_at),
        ..FoundOrder::default()
    };
    FoundNotice {
        carrier: parcel::carrier(header, &bodies),
        tracking_numbers: parcel::tracking_numbers(&bodies),
        values,
        ..FoundNotice::default()
    }
}

/// Who sent a notice: the name above a forwarded message, else the display name of the sender.
fn sender(header: &Header, bodies: &[&Sheet]) -> Field<String> {
    use super::order::values::read;
    use super::sheet::Run;
    for sheet in bodies {
        for row in 0..sheet.rows.len().min(40) {
            let words = &sheet.rows[row].tokens;
            let Some(at) = words.iter().take(3).position(|word| matches!(word.text.as_str(), "From:" | "Von:")) else {
                continue;
            };
            let end = (at + 1..words.len()).find(|&end| words[end].text.contains(['<', '@'])).unwrap_or(words.len());
            let run = Run { row, from: at + 1, to: end };
            let name = sheet.text(run).trim_matches(['"', '\'', ' ']).to_owned();
            if name.chars().any(char::is_alphabetic) {
                return Field::one(read(sheet, name, &[run], "forwarded_from"));
            }
        }
    }
    if header.from_name.is_empty() {
        return Field::default();
    }
    let place = Place { part: Place::HEAD.to_owned(), regions: Vec::new(), quote: header.from_name.clone() };
    Field::one(Found {
        value: header.from_name.clone(),
        origin: Origin::Read { place },
        rule: "mail_sender".to_owned(),
    })
}
