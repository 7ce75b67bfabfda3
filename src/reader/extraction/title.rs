//! Titles of documents that are no orders.

use super::sheet::Sheet;
use crate::units::folded_words;

/// What such documents are called, folded, and the stable short name of what they are.
pub(crate) const TITLES: &[(&str, &str)] = &[
    ("invoice", "invoice"),
    ("factuur", "invoice"),
    ("kopie factuur", "invoice"),
    ("facture", "invoice"),
    ("fattura", "invoice"),
    ("copy invoice", "invoice"),
    ("tax invoice", "invoice"),
    ("proforma invoice", "invoice"),
    ("pro forma invoice", "invoice"),
    ("commercial invoice", "invoice"),
    ("rechnung", "invoice"),
    ("credit note", "credit_note"),
    ("gutschrift", "credit_note"),
    ("quotation", "quotation"),
    ("quote", "quotation"),
    ("angebot", "quotation"),
    ("estimate", "quotation"),
    ("price list", "price_list"),
    ("preisliste", "price_list"),
    ("order confirmation", "order_confirmation"),
    ("order acknowledgement", "order_confirmation"),
    ("order acknowledgment", "order_confirmation"),
    ("sales order", "order_confirmation"),
    ("sales order confirmation", "order_confirmation"),
    ("auftragsbestatigung", "order_confirmation"),
    ("bestellbestatigung", "order_confirmation"),
    ("delivery note", "delivery_note"),
    ("delivery note packing slip", "delivery_note"),
    ("delivery docket", "delivery_note"),
    ("packing slip", "delivery_note"),
    ("packing list", "delivery_note"),
    ("despatch advice", "delivery_note"),
    ("dispatch note", "delivery_note"),
    ("lieferschein", "delivery_note"),
    ("statement", "statement"),
    ("statement of account", "statement"),
    ("kontoauszug", "statement"),
    ("mahnung", "reminder"),
    ("remittance advice", "remittance"),
    ("receipt", "receipt"),
    ("quittung", "receipt"),
    ("order change", "order_change"),
    ("purchase order change", "order_change"),
    ("purchase order change notice", "order_change"),
    ("order amendment", "order_change"),
    ("purchase order amendment", "order_change"),
    ("amendment to purchase order", "order_change"),
    ("amendment to order", "order_change"),
    ("bestellanderung", "order_change"),
    ("anderung zur bestellung", "order_change"),
    ("auftragsanderung", "order_change"),
    ("order cancellation", "order_cancellation"),
    ("purchase order cancellation", "order_cancellation"),
    ("cancellation of purchase order", "order_cancellation"),
    ("cancellation of order", "order_cancellation"),
    ("stornierung", "order_cancellation"),
    ("bestellstornierung", "order_cancellation"),
    ("stornierung der bestellung", "order_cancellation"),
    ("request for quotation", "enquiry"),
    ("request for quote", "enquiry"),
    ("anfrage", "enquiry"),
    ("preisanfrage", "enquiry"),
];

/// The title of a document that is something else than an order, from its first lines.
pub(crate) fn other_title(sheet: &Sheet) -> Option<&'static str> {
    if sheet.is_text {
        return None;
    }
    let cells = (0..sheet.rows.len().min(25)).filter(|&row| sheet.rows[row].page == 1).flat_map(|row| sheet.cells(row));
    for cell in cells {
        let words = folded_words(&sheet.text(cell));
        let plain = words.iter().take_while(|word| {
            !word.chars().any(|c| c.is_ascii_digit()) && !matches!(word.as_str(), "no" | "nr" | "number")
        });
        let title = plain.cloned().collect::<Vec<_>>().join(" ");
        if words.len() <= 6
            && let Some((_, reason)) = TITLES.iter().find(|(name, _)| *name == title)
        {
            return Some(reason);
        }
    }
    None
}
