//! An order is opened from what was found in a message.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait};
use serde_json::json;

use super::change::{Newborn, settings};
use super::{Change, Line, ReviewError, product};
use crate::entity::ids::{MessageId, OrderId, RunId};
use crate::entity::states::OrderState;
use crate::entity::{Exact, Scope, line, order};
use crate::matching::customers::{self, Answer, Wanted};
use crate::ops::kept::Kept;
use crate::reader::evidence::{Field, Found, Origin, Place};
use crate::reader::extraction::{FoundLine, FoundOrder};
use crate::reader::units::{Currency, Millionths, normal_key};
use crate::review::evidence::{Evidence, FieldName, Other, Support};

/// Where the found order came from.
#[derive(Clone, Copy, Debug)]
pub struct Origins<'a> {
    /// The message.
    pub message: MessageId,
    /// The chosen run.
    pub run: RunId,
    /// Which of the orders found in it, from 0.
    pub position: i64,
    /// Address of the sender.
    pub sender: Option<&'a str>,
    /// When the message came in.
    pub received_at: DateTime<Utc>,
    /// What this process keeps beside the database: `db.kept`.
    pub kept: &'a Kept,
}

/// Opens an order for a person to review: values as found, products and customer as matched, objections as checked, one journal entry.
///
/// Runs in the caller's transaction, so that the job that calls it has its effect once.
pub async fn open(
    tx: DatabaseTransaction, scope: &Scope, now: DateTime<Utc>, origins: &Origins<'_>, found: &FoundOrder,
) -> Result<(DatabaseTransaction, OrderId), ReviewError> {
    let failed = ReviewError::save("a new order");
    let settings = settings(&tx, scope).await?;
    let wanted = Wanted {
        name: found.buyer_name.value().map(String::as_str),
        sender: origins.sender,
        address: found.ship_to_address.value().map(String::as_str),
    };
    let customer = customers::find(&tx, scope, wanted).await?;
    let (mut row, evidence) = header(found);
    row.organisation_id = Set(scope.organisation());
    row.message_id = Set(Some(origins.message));
    row.run_id = Set(Some(origins.run));
    row.run_position = Set(origins.position);
    row.received_at = Set(origins.received_at);
    row.created_at = Set(now);
    row.updated_at = Set(now);
    let mut evidence = evidence;
    if let Answer::Picked { customer, rule, learned } = &customer {
        row.customer_id = Set(Some(customer.id));
        if found.buyer_name.value().is_none() {
            row.customer_name = Set(Some(customer.name.clone()));
            let record = match learned {
                Some(name) => format!("customer_name:{name}"),
                None => format!("customer:{} by {}", customer.id, rule.word()),
            };
            evidence.recalled(FieldName::Customer, Some(record));
        }
    }
    let order = order::Entity::insert(row).exec_with_returning(&tx).await.map_err(&failed)?;
    let mut lines = Vec::with_capacity(found.lines.len());
    for (position, found) in (1..).zip(&found.lines) {
        lines.push(insert_line(&tx, scope, (order.id, position), found).await?);
    }
    let id = order.id;
    let detail = json!({ "message": origins.message, "run": origins.run, "lines": lines.len() });
    let mut change = Change::of_new(
        tx,
        Newborn { scope: *scope, now, order, evidence, lines, settings, kept: origins.kept.clone() },
    );
    product::match_again(&mut change, |_| true).await?;
    change.recompute().await?;
    change.write(vec![("opened", detail)]).await?;
    Ok((change.tx, id))
}

async fn insert_line(
    tx: &DatabaseTransaction, scope: &Scope, (order, position): (OrderId, i64), found: &FoundLine,
) -> Result<Line, ReviewError> {
    let mut evidence = Evidence::new();
    let (quantity, unit_price, price_per) = (
        only(&found.quantity, |n| n.0 > 0),
        only(&less_discount(&found.unit_price, &found.discount_percent), |n| n.0 >= 0),
        only(&found.price_per, |n| n.0 > 0),
    );
    let row = line::ActiveModel {
        organisation_id: Set(scope.organisation()),
        order_id: Set(order),
        position: Set(position),
        code: Set(keep(&mut evidence, FieldName::Code, &found.code)),
        description: Set(keep(&mut evidence, FieldName::Description, &found.description)),
        colour: Set(keep(&mut evidence, FieldName::Colour, &found.colour)),
        quantity: Set(keep(&mut evidence, FieldName::Quantity, &quantity).map(Exact::from)),
        unit: Set(keep(&mut evidence, FieldName::Unit, &found.unit)),
        unit_price: Set(keep(&mut evidence, FieldName::UnitPrice, &unit_price).map(Exact::from)),
        price_per: Set(keep(&mut evidence, FieldName::PricePer, &price_per).map(Exact::from)),
        stated_total: Set(keep(&mut evidence, FieldName::LineTotal, &found.line_total).map(Exact::from)),
        delivery_date: Set(keep(&mut evidence, FieldName::DeliveryDate, &found.delivery_date)),
        candidates: Set(json!([])),
        evidence: Set(serde_json::to_value(&evidence).map_err(ReviewError::stored("the evidence"))?),
        ..Default::default()
    };
    let row = line::Entity::insert(row).exec_with_returning(tx).await.map_err(ReviewError::save("a new line"))?;
    Ok(Line { row, evidence })
}

fn header(found: &FoundOrder) -> (order::ActiveModel, Evidence) {
    let mut evidence = Evidence::new();
    let of = &mut evidence;
    let po_number = keep(of, FieldName::PoNumber, &found.po_number);
    let row = order::ActiveModel {
        state: Set(OrderState::InReview),
        revision: Set(1),
        version: Set(0),
        line_count: Set(0),
        open_count: Set(0),
        customer_name: Set(keep(of, FieldName::Customer, &found.buyer_name)),
        po_key: Set(po_number.as_deref().map(normal_key).filter(|key| !key.is_empty())),
        po_number: Set(po_number),
        order_date: Set(keep(of, FieldName::OrderDate, &found.document_date)),
        delivery_date: Set(keep(of, FieldName::DeliveryDate, &found.delivery_date)),
        ship_to_name: Set(keep(of, FieldName::ShipToName, &found.ship_to_name)),
        ship_to_address: Set(keep(of, FieldName::ShipToAddress, &found.ship_to_address)),
        instructions: Set(keep(of, FieldName::Instructions, &found.instructions)),
        currency: Set(
            keep(of, FieldName::Currency, &found.currency).map(|currency: Currency| currency.code().to_owned())
        ),
        stated_subtotal: Set(keep(of, FieldName::StatedSubtotal, &found.subtotal).map(Exact::from)),
        stated_tax: Set(keep(of, FieldName::StatedTax, &found.tax_total).map(Exact::from)),
        stated_total: Set(keep(of, FieldName::StatedTotal, &found.total).map(Exact::from)),
        evidence: Set(json!({})),
        ..Default::default()
    };
    (row, evidence)
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
            others.push(Other { value, places });
        }
    }
    if chosen.is_some() || !others.is_empty() {
        let origin = chosen.map(|found| found.origin.clone());
        evidence.of.insert(name, Support { origin, doubt: field.doubt.clone(), others });
    }
    chosen.map(|found| found.value.clone())
}
