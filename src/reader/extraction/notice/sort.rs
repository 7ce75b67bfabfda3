//! What a message that is no order is, by what it says of itself.

use crate::extraction::kind::{body_text, has_any};
use crate::extraction::sheet::Sheet;
use crate::reading::{Header, Reading};
use crate::units::fold;

use super::parcel::is_carrier;

const DELAYED: &[&str] = &[
    "has been delayed",
    "is delayed",
    "are delayed",
    "will be delayed",
    "delivery delay",
    "shipping delay",
    "order delay",
    "shipment delay",
    "delayed shipment",
    "delayed delivery",
    "later than expected",
    "later than planned",
    "on back order",
    "on backorder",
    "backordered",
    "new delivery date",
    "revised delivery date",
    "unable to ship",
    "cannot deliver on time",
    "will not arrive",
    "lieferverzogerung",
    "verzogert sich",
    "verzogerung",
    "verspatet",
    "spater als geplant",
    "lieferruckstand",
    "neuer liefertermin",
    "kann nicht rechtzeitig",
];

const DELIVERED: &[&str] = &[
    "out for delivery",
    "has been delivered",
    "have been delivered",
    "was delivered",
    "we delivered",
    "your delivery is",
    "delivery attempt",
    "delivered today",
    "coming today",
    "arriving today",
    "arrives today",
    "estimated delivery date",
    "estimated delivery time",
    "scheduled delivery",
    "delivery confirmation",
    "proof of delivery",
    "delivery scheduled",
    "follow your delivery",
    "wird heute zugestellt",
    "wurde zugestellt",
    "zugestellt",
    "zustellung heute",
    "kommt heute",
    "in zustellung",
    "voraussichtliche zustellung",
    "zustellversuch",
];

const SHIPPED: &[&str] = &[
    "has shipped",
    "have shipped",
    "has been shipped",
    "have been shipped",
    "was shipped",
    "shipped:",
    "shipping confirmation",
    "shipment confirmation",
    "shipment notification",
    "shipping notification",
    "dispatch confirmation",
    "despatch confirmation",
    "has been dispatched",
    "was dispatched",
    "we've dispatched",
    "we have dispatched",
    "has been despatched",
    "have despatched",
    "order is on the way",
    "is on its way",
    "are on their way",
    "your shipment",
    "left our warehouse",
    "handed over to",
    "track your package",
    "wurde versandt",
    "wurde versendet",
    "versandbestatigung",
    "versandmitteilung",
    "ist unterwegs",
    "haben wir versandt",
    "haben versandt",
    "sendungsverfolgung",
];

const CONFIRMED: &[&str] = &[
    "order confirmation",
    "confirmation of your order",
    "confirm your order",
    "thank you for your order",
    "thanks for your order",
    "thank you for your purchase",
    "thank you for shopping",
    "we have received your order",
    "we've received your order",
    "order received",
    "order acknowledgement",
    "order acknowledgment",
    "auftragsbestatigung",
    "bestellbestatigung",
    "vielen dank fur ihre bestellung",
    "vielen dank fur ihren auftrag",
    "ihre bestellung ist eingegangen",
];

const CANCELLED: &[&str] = &[
    "please cancel",
    "need to cancel",
    "cancel our",
    "cancel po",
    "cancel purchase order",
    "order cancellation",
    "cancellation of our order",
    "cancellation of order",
    "bitte stornieren",
    "stornieren wir",
    "stornieren sie",
    "storno",
    "stornierung",
];

const CHANGED: &[&str] = &[
    "please change",
    "please amend",
    "please update our order",
    "change the quantity",
    "amend our order",
    "amended order",
    "revised order",
    "change order",
    "change to po",
    "change to our order",
    "change to order",
    "order change",
    "bitte andern",
    "bestellanderung",
    "anderung der bestellung",
    "anderung unserer bestellung",
    "menge andern",
    "auftragsanderung",
];

/// Words of who speaks of an order.
const ORDERS: &[&str] = &["po", "order", "purchase order", "bestellung", "auftrag", "bestell"];

const CREDITOR: &[&str] = &[
    "schuldenbereinigung",
    "schuldenbereinigungsplan",
    "forderungsaufstellung",
    "hauptforderung",
    "gesamtforderung",
    "restforderung",
    "aktuelle forderung",
    "inkasso",
    "vergleichsvorschlag",
    "zwangsvollstreckung",
    "forderungsmanagement",
    "glaubiger",
    "insolvenz",
    "vollstreckungsbescheid",
    "mahnbescheid",
    "ratenzahlung",
    "teilzahlungsvergleich",
    "forderung",
];

/// Words of a till. Three of them make a receipt.
const TILL: &[&str] = &[
    "cash",
    "change",
    "cashier",
    "rounding",
    "thank you",
    "goods sold",
    "not returnable",
    "receipt",
    "bar",
    "ruckgeld",
    "kassenbon",
    "bediener",
    "kasse",
    "gegeben",
    "visa",
    "card payment",
    "salesperson",
    "tel",
    "gst id",
    "please come again",
    "no exchange",
];

/// What the message is, a stable short name; `None` when it is none of the papers that go with orders. `reason` is why it
/// is no order.
pub(super) fn sort(reading: &Reading, sheets: &[Sheet], reason: &str) -> Option<&'static str> {
    match reason {
        "auto_reply" | "bounce" | "enquiry" | "quotation" | "price_list" | "scan_unread" | "empty" | "unreadable" => {
            return None;
        }
        _ => {}
    }
    let attached =
        sheets.iter().filter(|sheet| reading.documents.iter().any(|one| one.part == sheet.part && !one.is_body));
    let attached = fold(&attached.map(text_of).collect::<Vec<String>>().join("\n"));
    if !attached.trim().is_empty() && reading.documents.iter().all(|document| !document.is_body) {
        return of_paper(sheets, &attached, reason);
    }
    let paper = of_reason(reason);
    let subject = fold(&reading.header.subject);
    let text = body_text(reading);
    // A claim is written in German by who is owed money: one word may be chance, two are a letter.
    let letter = format!("{subject} {text} {attached}");
    let asks = || {
        let all = format!("{subject} {text}");
        let sorts = [("order_cancellation", CANCELLED), ("order_change", CHANGED)];
        let sort = sorts.into_iter().find(|(_, phrases)| has_any(&all, phrases)).map(|(sort, _)| sort);
        sort.filter(|_| has_any(&all, ORDERS))
    };
    paper
        .or_else(|| of_mail(&reading.header, &subject, &text))
        .or_else(asks)
        .or_else(|| is_claim(&letter).then_some("creditor_letter"))
}

/// The sort of a mail: its subject says it better than its text, and later news count for more than earlier ones.
fn of_mail(header: &Header, subject: &str, text: &str) -> Option<&'static str> {
    const SORTS: [(&str, &[&str]); 4] = [
        ("delay_notice", DELAYED),
        ("delivery_notice", DELIVERED),
        ("shipment_notice", SHIPPED),
        ("order_confirmation", CONFIRMED),
    ];
    let of = |text: &str| SORTS.iter().find(|(_, phrases)| has_any(text, phrases)).map(|(sort, _)| *sort);
    let by_text = || {
        // What is in a text beside other things: a confirmation says when it will be delivered, too.
        let confirmed = has_any(text, CONFIRMED);
        let shipped = has_any(text, SHIPPED);
        match of(text) {
            Some("delivery_notice") if shipped && !is_carrier(header) => Some("shipment_notice"),
            Some("delivery_notice") if confirmed && !is_carrier(header) => Some("order_confirmation"),
            sort => sort,
        }
    };
    of(subject).or_else(by_text).or_else(|| is_carrier(header).then_some("delivery_notice"))
}

/// The sort of a document that came alone.
fn of_paper(sheets: &[Sheet], text: &str, reason: &str) -> Option<&'static str> {
    let is_till = TILL.iter().filter(|word| has_any(text, &[word])).count() >= 3 && is_narrow(sheets);
    match of_reason(reason) {
        _ if is_till => Some("receipt"),
        Some(sort) => Some(sort),
        None if is_claim(text) => Some("creditor_letter"),
        None if has_any(
            text,
            &["rechnungsnummer", "rechnungsdatum", "invoice number", "invoice date", "factuurnummer", "factuurdatum"],
        ) =>
        {
            Some("invoice")
        }
        None => None,
    }
}

/// The sort of a message that a title or a sentence has told already, by the stable short name of why it is no order.
fn of_reason(reason: &str) -> Option<&'static str> {
    match reason {
        "invoice" | "credit_note" => Some("invoice"),
        "order_confirmation" => Some("order_confirmation"),
        "delivery_note" => Some("despatch_advice"),
        "receipt" => Some("receipt"),
        "order_change" => Some("order_change"),
        "order_cancellation" => Some("order_cancellation"),
        _ => None,
    }
}

/// Whether the words of pages stand in a strip as a till prints it.
fn is_narrow(sheets: &[Sheet]) -> bool {
    let widest = sheets.iter().flat_map(|sheet| &sheet.rows).map(|row| row.tokens.len()).max().unwrap_or(0);
    (1..=14).contains(&widest)
}

fn is_claim(text: &str) -> bool {
    CREDITOR.iter().filter(|word| has_any(text, &[word])).count() >= 2
        || has_any(text, &["aktenzeichen", "unser zeichen"]) && has_any(text, &["forderung", "inkasso", "glaubiger"])
        || has_any(text, &["aktuelle forderung", "schuldenbereinigungsplan", "gesamtforderung"])
}

fn text_of(sheet: &Sheet) -> String {
    (0..sheet.rows.len()).map(|row| sheet.text(sheet.whole(row))).collect::<Vec<String>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::sheet::tests::text_document;

    fn of(subject: &str, text: &str) -> Option<&'static str> {
        let header = Header { subject: subject.to_owned(), ..Header::default() };
        let reading = Reading { header, documents: vec![text_document(text)] };
        let sheets: Vec<Sheet> = reading.documents.iter().flat_map(Sheet::all_of).collect();
        sort(&reading, &sheets, "no_order_found")
    }

    #[test]
    fn messages_of_sellers_and_carriers_are_told_apart() {
        for (subject, text, expected) in [
            ("Your parcel", "Your parcel is out for delivery.", "delivery_notice"),
            ("Order 4711 has shipped", "Estimated delivery date: Monday", "shipment_notice"),
            ("Order confirmation 4711", "It will arrive on Friday", "order_confirmation"),
            ("Your order 4711", "We are sorry: your order is delayed by a week.", "delay_notice"),
            ("Versandbestätigung", "Ihre Ware ist unterwegs", "shipment_notice"),
            ("PO 4711", "Please cancel purchase order 4711.", "order_cancellation"),
            ("PO 4711", "Please change the quantity on our order from 500 to 750.", "order_change"),
            ("Ihre Anfrage", "Die Gesamtforderung beträgt 120,00 EUR", "creditor_letter"),
        ] {
            assert_eq!(of(subject, text), Some(expected), "{subject}");
        }
    }

    #[test]
    fn ordinary_mail_is_none_of_them() {
        assert_eq!(of("Flight", "Please change the date of the flight."), None, "no order is spoken of");
        assert_eq!(of("Lunch", "Shall we meet at noon?"), None);
        assert_eq!(of("Forderung", "Eine Forderung allein ist noch kein Brief."), None);
    }
}
