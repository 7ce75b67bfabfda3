//! A mail and the documents attached to it: the document is the order, the mail may complete it and may contradict it.

use crate::evidence::{Field, Found};
use crate::extraction::found::FoundOrder;

/// Doubt on a value that mail and document state differently.
pub(crate) const SOURCES_DIFFER: &str = "sources_differ";

/// Completes an order from the text of the mail it came with.
///
/// * a value that the document does not state is taken from the mail;
/// * a value that both state differently keeps the document's, with the mail's as a candidate and a doubt;
/// * lines and sums of the mail are never mixed into the document's.
pub(crate) fn complete(order: &mut FoundOrder, mail: FoundOrder) {
    merge(&mut order.po_number, mail.po_number, |a, b| crate::units::normal_key(a) == crate::units::normal_key(b));
    merge(&mut order.delivery_date, mail.delivery_date, PartialEq::eq);
    merge(&mut order.currency, mail.currency, PartialEq::eq);
    merge(&mut order.total, mail.total, PartialEq::eq);
    merge(&mut order.ship_to_name, mail.ship_to_name, |a, b| super::is_same_company(a, b));
    merge(&mut order.ship_to_address, mail.ship_to_address, |a, b| {
        crate::units::normal_key(a) == crate::units::normal_key(b)
    });
    // Two texts of instructions complete each other, and a sender may write for a buyer: neither is a contradiction.
    merge(&mut order.instructions, mail.instructions, |_, _| true);
    merge(&mut order.buyer_name, mail.buyer_name, |_, _| true);
}

fn merge<T>(field: &mut Field<T>, mail: Field<T>, is_same: impl Fn(&T, &T) -> bool) {
    if field.candidates.is_empty() {
        *field = mail;
        return;
    }
    let differs = matches!((field.value(), mail.value()), (Some(own), Some(other)) if !is_same(own, other));
    if differs {
        field.doubt = Some(SOURCES_DIFFER.to_owned());
    }
    field.candidates.extend(mail.candidates);
}

/// A value of the mail's head as a last resort, marked as such.
pub(crate) fn fall_back<T>(field: &mut Field<T>, found: Option<Found<T>>, doubt: &str) {
    if field.candidates.is_empty()
        && let Some(found) = found
    {
        *field = Field { candidates: vec![found], chosen: Some(0), doubt: Some(doubt.to_owned()) };
    }
}
