//! Printed sums against computed ones.

use super::{Subject, currency_of, is_revalued};
use crate::entity::{Exact, Settings, order};
use crate::reader::units::{Millionths, Money};
use crate::review::evidence::FieldName;
use crate::review::objection::Doubt;

/// Printed totals against computed ones, unless a person changed what they are the sums of.
pub(super) fn totals(subject: &Subject<'_>) -> Vec<Doubt> {
    // Whoever changed a quantity or a price knows that the printed sum no longer fits.
    let is_other = |line: &crate::review::order::Line| line.row.added_by.is_some() || is_revalued(line);
    if subject.is_shortened || subject.lines.iter().any(is_other) {
        Vec::new()
    } else {
        differences(subject.order, subject.settings)
    }
}

/// Whether the order prints a sum, and every sum it prints is the computed one.
pub(crate) fn printed_sums_agree(order: &order::Model, settings: &Settings) -> bool {
    let prints = order.stated_subtotal.is_some() || order.stated_total.is_some();
    prints && order.total_minor.is_some() && differences(order, settings).is_empty()
}

/// Printed sums that are not the computed ones. A printed total may or may not include the tax; it is right when it is either of them and the
/// order prints no tax that would decide.
fn differences(order: &order::Model, settings: &Settings) -> Vec<Doubt> {
    let currency = currency_of(order, settings);
    let money = |minor: Option<i64>| minor.map(|minor| Money { minor, currency });
    let (Some(net), Some(tax), Some(total)) =
        (money(order.net_minor), money(order.tax_minor), money(order.total_minor))
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut compare = |field, stated: Option<Exact>, computed: Money| {
        if let Some(stated) = stated.map(Millionths::from)
            && stated.to_decimal() != computed.to_decimal()
        {
            found.push(Doubt::TotalDiffers { field, stated, computed });
        }
    };
    compare(FieldName::StatedSubtotal, order.stated_subtotal, net);
    let prints_tax = order.stated_tax.is_some();
    if prints_tax {
        compare(FieldName::StatedTax, order.stated_tax, tax);
    }
    let is_net = order.stated_total.is_some_and(|stated| Millionths::from(stated).to_decimal() == net.to_decimal());
    // "760 ex GST" is the only sum that is printed: it is net, and said so above.
    let is_only = order.stated_subtotal.is_some() && order.stated_subtotal == order.stated_total;
    if prints_tax || !(is_net || is_only) {
        compare(FieldName::StatedTotal, order.stated_total, total);
    }
    found
}
