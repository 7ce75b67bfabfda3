//! What was found in a message, as the values of an order and of its lines, each with its evidence.

use rust_decimal::Decimal;

use crate::entity::{Exact, line, order};
use crate::reader::evidence::{Field, Found, Origin, Place};
use crate::reader::extraction::{FoundLine, FoundOrder, is_electronic_rule};
use crate::reader::units::{Currency, Millionths, normal_key, unit_name};
use crate::review::evidence::{Evidence, FieldName, Other, Support};

/// Every value of the whole order that can be found.
pub(super) const OF_HEAD: [FieldName; 11] = [
    FieldName::Customer,
    FieldName::PoNumber,
    FieldName::OrderDate,
    FieldName::DeliveryDate,
    FieldName::ShipToName,
    FieldName::ShipToAddress,
    FieldName::Instructions,
    FieldName::Currency,
    FieldName::StatedSubtotal,
    FieldName::StatedTax,
    FieldName::StatedTotal,
];

/// Every value of a line that can be found.
pub(super) const OF_FOUND_LINE: [FieldName; 9] = [
    FieldName::Code,
    FieldName::Description,
    FieldName::Colour,
    FieldName::Quantity,
    FieldName::Unit,
    FieldName::UnitPrice,
    FieldName::PricePer,
    FieldName::LineTotal,
    FieldName::DeliveryDate,
];

/// Puts what was found into the row of an order, and where it stands into `evidence`.
pub(super) fn head(row: &mut order::Model, evidence: &mut Evidence, found: &FoundOrder) {
    evidence.faults = found.electronic.as_ref().map(|electronic| electronic.faults.clone()).unwrap_or_default();
    evidence.untaken = found.untaken.clone();
    let of = evidence;
    row.customer_name = keep(of, FieldName::Customer, &found.buyer_name);
    row.po_number = keep(of, FieldName::PoNumber, &found.po_number);
    row.po_key = po_key(row.po_number.as_deref());
    row.order_date = keep(of, FieldName::OrderDate, &found.document_date);
    row.delivery_date = keep(of, FieldName::DeliveryDate, &found.delivery_date);
    row.ship_to_name = keep(of, FieldName::ShipToName, &found.ship_to_name);
    row.ship_to_address = keep(of, FieldName::ShipToAddress, &found.ship_to_address);
    row.instructions = keep(of, FieldName::Instructions, &found.instructions);
    row.currency = keep(of, FieldName::Currency, &found.currency).map(|currency: Currency| currency.code().to_owned());
    row.stated_subtotal = keep(of, FieldName::StatedSubtotal, &found.subtotal).map(Exact::from);
    row.stated_tax = keep(of, FieldName::StatedTax, &found.tax_total).map(Exact::from);
    row.stated_total = keep(of, FieldName::StatedTotal, &found.total).map(Exact::from);
}

/// Puts what was found into the row of a line, and where it stands into `evidence`.
pub(super) fn line(row: &mut line::Model, evidence: &mut Evidence, found: &FoundLine) {
    let of = evidence;
    let quantity = only(&found.quantity, |n| n.0 > 0);
    let unit_price = only(&less_discount(&found.unit_price, &found.discount_percent), |n| n.0 >= 0);
    let price_per = only(&found.price_per, |n| n.0 > 0);
    row.code = keep(of, FieldName::Code, &found.code);
    row.description = keep(of, FieldName::Description, &found.description);
    row.colour = keep(of, FieldName::Colour, &found.colour);
    row.quantity = keep(of, FieldName::Quantity, &quantity).map(Exact::from);
    row.unit = keep(of, FieldName::Unit, &named(&found.unit));
    row.unit_price = keep(of, FieldName::UnitPrice, &unit_price).map(Exact::from);
    row.price_per = keep(of, FieldName::PricePer, &price_per).map(Exact::from);
    row.stated_total = keep(of, FieldName::LineTotal, &found.line_total).map(Exact::from);
    row.delivery_date = keep(of, FieldName::DeliveryDate, &found.delivery_date);
}

/// The number in the form in which two writings of it are the same.
pub(crate) fn po_key(number: Option<&str>) -> Option<String> {
    number.map(normal_key).filter(|key| !key.is_empty())
}

/// The value of the whole order in plain form.
pub(super) fn plain_of_head(row: &order::Model, field: FieldName) -> Option<String> {
    use FieldName as F;
    match field {
        F::Customer => row.customer_name.clone(),
        F::PoNumber => row.po_number.clone(),
        F::OrderDate => row.order_date.map(|date| date.to_string()),
        F::DeliveryDate => row.delivery_date.map(|date| date.to_string()),
        F::ShipToName => row.ship_to_name.clone(),
        F::ShipToAddress => row.ship_to_address.clone(),
        F::Instructions => row.instructions.clone(),
        F::Currency => row.currency.clone(),
        F::StatedSubtotal => row.stated_subtotal.map(|value| value.to_string()),
        F::StatedTax => row.stated_tax.map(|value| value.to_string()),
        F::StatedTotal => row.stated_total.map(|value| value.to_string()),
        _ => None,
    }
}

/// The value of a line in plain form.
pub(super) fn plain_of_line(row: &line::Model, field: FieldName) -> Option<String> {
    use FieldName as F;
    let number = |value: Option<Exact>| value.map(|value| value.to_string());
    match field {
        F::Code => row.code.clone(),
        F::Description => row.description.clone(),
        F::Colour => row.colour.clone(),
        F::Quantity => number(row.quantity),
        F::Unit => row.unit.clone(),
        F::UnitPrice => number(row.unit_price),
        F::PricePer => number(row.price_per),
        F::LineTotal => number(row.stated_total),
        F::DeliveryDate => row.delivery_date.map(|date| date.to_string()),
        _ => None,
    }
}

/// Takes one value of the whole order over from another row.
pub(super) fn take_of_head(row: &mut order::Model, from: &order::Model, field: FieldName) {
    use FieldName as F;
    match field {
        F::Customer => row.customer_name.clone_from(&from.customer_name),
        F::PoNumber => {
            row.po_number.clone_from(&from.po_number);
            row.po_key.clone_from(&from.po_key);
        }
        F::OrderDate => row.order_date = from.order_date,
        F::DeliveryDate => row.delivery_date = from.delivery_date,
        F::ShipToName => row.ship_to_name.clone_from(&from.ship_to_name),
        F::ShipToAddress => row.ship_to_address.clone_from(&from.ship_to_address),
        F::Instructions => row.instructions.clone_from(&from.instructions),
        F::Currency => row.currency.clone_from(&from.currency),
        F::StatedSubtotal => row.stated_subtotal = from.stated_subtotal,
        F::StatedTax => row.stated_tax = from.stated_tax,
        F::StatedTotal => row.stated_total = from.stated_total,
        _ => {}
    }
}

/// Takes one value of a line over from another row.
pub(super) fn take_of_line(row: &mut line::Model, from: &line::Model, field: FieldName) {
    use FieldName as F;
    match field {
        F::Code => row.code.clone_from(&from.code),
        F::Description => row.description.clone_from(&from.description),
        F::Colour => row.colour.clone_from(&from.colour),
        F::Quantity => row.quantity = from.quantity,
        F::Unit => row.unit.clone_from(&from.unit),
        F::UnitPrice => row.unit_price = from.unit_price,
        F::PricePer => row.price_per = from.price_per,
        F::LineTotal => row.stated_total = from.stated_total,
        F::DeliveryDate => row.delivery_date = from.delivery_date,
        _ => {}
    }
}

/// The unit of an electronic order under the name that people write; any other as it is printed.
fn named(unit: &Field<String>) -> Field<String> {
    let mut named = unit.clone();
    for found in named.candidates.iter_mut().filter(|found| is_electronic_rule(&found.rule)) {
        if let Some(name) = unit_name(&found.value) {
            name.clone_into(&mut found.value);
        }
    }
    named
}

/// The price less the discount in percent: what the line is really sold at, and what the list is compared with. Both stand in the source,
/// so the price points at both; the printed one stays as a candidate.
fn less_discount(price: &Field<Millionths>, percent: &Field<Millionths>) -> Field<Millionths> {
    let (Some(printed), Some(off)) = (price.chosen(), percent.chosen()) else { return price.clone() };
    let left = Decimal::ONE_HUNDRED - off.value.to_decimal();
    let net = printed.value.to_decimal().checked_mul(left).and_then(|net| net.checked_div(Decimal::ONE_HUNDRED));
    let Some(value) = net.and_then(Millionths::from_decimal).filter(|value| *value != printed.value) else {
        return price.clone();
    };
    let from = printed.origin.places().iter().chain(off.origin.places()).cloned().collect();
    let computed = Found { value, origin: Origin::Computed { from }, rule: "less_discount".to_owned() };
    let candidates = std::iter::once(computed).chain(price.candidates.iter().cloned()).collect();
    Field { chosen: Some(0), candidates, doubt: price.doubt.clone() }
}

/// The field with its choice withdrawn where the value is impossible, as a person's typing of it would be refused; it stays as a candidate.
fn only<T: Clone>(field: &Field<T>, is_possible: impl Fn(&T) -> bool) -> Field<T> {
    let chosen = field.chosen.filter(|_| field.value().is_some_and(is_possible));
    Field { chosen, ..field.clone() }
}

/// The chosen value, its origin noted under `name` together with everything else that was found.
fn keep<T: Clone + PartialEq + ToString>(evidence: &mut Evidence, name: FieldName, field: &Field<T>) -> Option<T> {
    let chosen = field.chosen();
    let mut others: Vec<Other> = Vec::new();
    for candidate in &field.candidates {
        let value = candidate.value.to_string();
        let is_new = chosen.is_none_or(|chosen| chosen.value != candidate.value)
            && !others.iter().any(|other| other.value == value);
        if is_new {
            let places: Vec<Place> = candidate.origin.places().to_vec();
            others.push(Other { value, places, doubt: None });
        }
    }
    if chosen.is_some() || !others.is_empty() || field.doubt.is_some() {
        let origin = chosen.map(|found| found.origin.clone());
        evidence.of.insert(name, Support { origin, doubt: field.doubt.clone(), others });
    }
    chosen.map(|found| found.value.clone())
}
