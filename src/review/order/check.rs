//! What there is to object to in an order.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::compute::currency_of;
use super::{Line, ReviewError};
use crate::entity::ids::{BlobHash, LineId, OrderId};
use crate::entity::states::OrderState;
use crate::entity::{Exact, OfOrganisation, Scope, Settings, line, objection, order};
use crate::matching::specification;
use crate::reader::evidence::Origin;
use crate::reader::units::{Millionths, Money, normal_key};
use crate::review::evidence::{Evidence, FieldName, Support};
use crate::review::objection::Doubt;

/// Doubts of extraction that a check here says better, with both numbers.
const SAID_BETTER_HERE: [&str; 3] = ["line_total_differs", "subtotal_differs", "total_differs"];

/// The order as the checks see it.
pub(super) struct Subject<'a> {
    /// The row.
    pub order: &'a order::Model,
    /// Where its values came from.
    pub evidence: &'a Evidence,
    /// Its lines.
    pub lines: &'a [Line],
    /// What the organisation decided once.
    pub settings: &'a Settings,
}

/// Everything there is to object to, the order's values first, then its lines in their order.
pub(super) async fn doubts(
    db: &impl ConnectionTrait, scope: &Scope, subject: &Subject<'_>,
) -> Result<Vec<(Option<LineId>, Doubt)>, ReviewError> {
    let mut found: Vec<(Option<LineId>, Doubt)> =
        header(subject).into_iter().chain(totals(subject)).map(|doubt| (None, doubt)).collect();
    if let Some(repeats) = repeated(db, scope, subject).await? {
        found.push((None, repeats));
    }
    let products: Vec<_> = subject.lines.iter().filter_map(|line| line.row.product_id).collect();
    let known = specification::load(db, scope, &products).await?;
    for line in subject.lines {
        let specification = line.row.product_id.and_then(|id| known.get(&id));
        let about = of_line(line, specification, currency_of(subject.order, subject.settings))?;
        found.extend(about.into_iter().map(|doubt| (Some(line.row.id), doubt)));
    }
    Ok(found)
}

fn header(subject: &Subject<'_>) -> Vec<Doubt> {
    let order = subject.order;
    let mut found = Vec::new();
    if subject.lines.is_empty() {
        found.push(Doubt::NoLines);
    }
    match (&order.customer_name, order.customer_id) {
        (None, None) => found.push(Doubt::Missing { field: FieldName::Customer }),
        (Some(name), None) => found.push(Doubt::UnknownCustomer { name: name.clone() }),
        _ => {}
    }
    if order.po_number.is_none() {
        found.push(Doubt::Missing { field: FieldName::PoNumber });
    }
    let dated_lines = subject.lines.iter().all(|line| line.row.delivery_date.is_some());
    if order.delivery_date.is_none() && (subject.lines.is_empty() || !dated_lines) {
        found.push(Doubt::Missing { field: FieldName::DeliveryDate });
    }
    found.extend(unclear(subject.evidence, |field| match field {
        FieldName::Customer => order.customer_name.clone(),
        FieldName::PoNumber => order.po_number.clone(),
        FieldName::OrderDate => order.order_date.map(|date| date.to_string()),
        FieldName::DeliveryDate => order.delivery_date.map(|date| date.to_string()),
        FieldName::ShipToName => order.ship_to_name.clone(),
        FieldName::ShipToAddress => order.ship_to_address.clone(),
        FieldName::Instructions => order.instructions.clone(),
        FieldName::Currency => order.currency.clone(),
        FieldName::StatedSubtotal => order.stated_subtotal.map(|value| value.to_string()),
        FieldName::StatedTax => order.stated_tax.map(|value| value.to_string()),
        FieldName::StatedTotal => order.stated_total.map(|value| value.to_string()),
        _ => None,
    }));
    found
}

/// Values that extraction itself doubts, unless a check here says it better or the value is missing anyway.
fn unclear(evidence: &Evidence, value: impl Fn(FieldName) -> Option<String>) -> Vec<Doubt> {
    let doubtful =
        |support: &Support| support.doubt.clone().filter(|doubt| !SAID_BETTER_HERE.contains(&doubt.as_str()));
    evidence
        .of
        .iter()
        .filter_map(|(field, support)| {
            let reason = doubtful(support)?;
            let values: Vec<String> =
                value(*field).into_iter().chain(support.others.iter().map(|other| other.value.clone())).collect();
            (!values.is_empty()).then_some(Doubt::Unclear { field: *field, reason, values })
        })
        .collect()
}

/// Printed totals against computed ones, unless a person changed what they are the sums of.
fn totals(subject: &Subject<'_>) -> Vec<Doubt> {
    // Whoever changed a quantity or a price knows that the printed sum no longer fits.
    if subject.lines.iter().any(is_revalued) { Vec::new() } else { differences(subject.order, subject.settings) }
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
    if prints_tax || !is_net {
        compare(FieldName::StatedTotal, order.stated_total, total);
    }
    found
}

/// Whether a person entered the line's quantity or price.
fn is_revalued(line: &Line) -> bool {
    [FieldName::Quantity, FieldName::UnitPrice, FieldName::PricePer].into_iter().any(|field| {
        let origin = line.evidence.get(field).and_then(|support| support.origin.as_ref());
        matches!(origin, Some(Origin::Person { .. }))
    })
}

/// An older order of the same customer with the same number that is still in force.
async fn repeated(
    db: &impl ConnectionTrait, scope: &Scope, subject: &Subject<'_>,
) -> Result<Option<Doubt>, ReviewError> {
    let (Some(key), Some(po_number)) = (&subject.order.po_key, &subject.order.po_number) else {
        return Ok(None);
    };
    let failed = ReviewError::save("a look for the same order");
    let older = order::Entity::of(scope)
        .filter(order::Column::PoKey.eq(key))
        .filter(order::Column::Id.lt(subject.order.id))
        .filter(order::Column::State.is_not_in([OrderState::Rejected, OrderState::SetAside]))
        .order_by_asc(order::Column::Id)
        .all(db)
        .await
        .map_err(&failed)?;
    // Two customers may well use the same number.
    let same_customer = |other: &&order::Model| match (other.customer_id, subject.order.customer_id) {
        (Some(theirs), Some(ours)) => theirs == ours,
        _ => other.customer_name == subject.order.customer_name,
    };
    let Some(first) = older.iter().find(same_customer) else {
        return Ok(None);
    };
    let theirs = line::Entity::of(scope)
        .filter(line::Column::OrderId.eq(first.id))
        .order_by_asc(line::Column::Position)
        .all(db)
        .await
        .map_err(&failed)?;
    let wanted = |row: &line::Model| {
        (row.product_id, row.code.as_deref().map(normal_key), row.colour.as_deref().map(normal_key), row.quantity)
    };
    let is_same = theirs.iter().map(wanted).eq(subject.lines.iter().map(|line| wanted(&line.row)));
    Ok(Some(Doubt::Repeats { order: first.id, po_number: po_number.clone(), is_same }))
}

fn of_line(
    line: &Line, specification: Option<&specification::Specification>, currency: crate::reader::units::Currency,
) -> Result<Vec<Doubt>, ReviewError> {
    let row = &line.row;
    let mut found = Vec::new();
    match (specification, row.code.as_ref().or(row.description.as_ref())) {
        (Some(known), _) => found.extend(colour(row, known)),
        (None, None) => found.push(Doubt::Missing { field: FieldName::Code }),
        (None, Some(wanted)) => {
            let proposals = row.candidates.as_array().map_or(0, Vec::len);
            let wanted = wanted.clone();
            found.push(if proposals == 0 {
                Doubt::UnknownProduct { wanted }
            } else {
                Doubt::ChooseProduct { wanted, proposals }
            });
        }
    }
    if row.quantity.is_none() {
        found.push(Doubt::Missing { field: FieldName::Quantity });
    }
    found.extend(price(row, currency));
    let minor = row.total_minor.filter(|_| !is_revalued(line));
    if let (Some(stated), Some(minor)) = (row.stated_total.map(Millionths::from), minor) {
        let computed = Money { minor, currency };
        if stated.to_decimal() != computed.to_decimal() {
            found.push(Doubt::LineTotalDiffers { stated, computed });
        }
    }
    found.extend(unclear(&line.evidence, |field| match field {
        FieldName::Code => row.code.clone(),
        FieldName::Description => row.description.clone(),
        FieldName::Colour => row.colour.clone(),
        FieldName::Quantity => row.quantity.map(|value| value.to_string()),
        FieldName::Unit => row.unit.clone(),
        FieldName::UnitPrice => row.unit_price.map(|value| value.to_string()),
        FieldName::PricePer => row.price_per.map(|value| value.to_string()),
        FieldName::LineTotal => row.stated_total.map(|value| value.to_string()),
        FieldName::DeliveryDate => row.delivery_date.map(|date| date.to_string()),
        _ => None,
    }));
    Ok(found)
}

fn colour(row: &line::Model, known: &specification::Specification) -> Option<Doubt> {
    let product = known.product.code.clone();
    match row.colour.as_deref() {
        _ if known.materials.is_empty() => None,
        None => (known.materials.len() > 1).then_some(Doubt::ColourNotStated { product }),
        Some(colour) => {
            let key = normal_key(colour);
            let is_ours = known.materials.iter().any(|material| material.colour_key == key);
            (!is_ours).then(|| Doubt::UnknownColour { colour: colour.to_owned(), product })
        }
    }
}

/// The price per piece on the order against the list's, whatever their price bases are.
fn price(row: &line::Model, currency: crate::reader::units::Currency) -> Option<Doubt> {
    let stated = Millionths::from(row.unit_price?);
    let stated_per = row.price_per.map_or(Millionths::whole(1), Millionths::from);
    let (list, list_per) = (Millionths::from(row.list_price?), Millionths::from(row.list_price_per?));
    let quantity = row.quantity.map(Millionths::from)?;
    let by_order = stated.to_decimal().checked_mul(list_per.to_decimal())?;
    let by_list = list.to_decimal().checked_mul(stated_per.to_decimal())?;
    if by_order == by_list {
        return None;
    }
    let ours = Money::line_total(quantity, list, list_per, currency)?;
    let theirs = Money::line_total(quantity, stated, stated_per, currency)?;
    let difference = Money { minor: theirs.minor.checked_sub(ours.minor)?, currency };
    Some(Doubt::PriceDiffers { stated, stated_per, list, list_per, currency, difference })
}

/// Makes the stored objections those of `doubts` and returns how many are open.
///
/// An objection that somebody settled stays settled while it is about the same values; one that no longer holds disappears.
pub(super) async fn raise(
    db: &impl ConnectionTrait, scope: &Scope, order: OrderId, now: DateTime<Utc>, doubts: Vec<(Option<LineId>, Doubt)>,
) -> Result<i64, ReviewError> {
    let failed = ReviewError::save("objections");
    let stored =
        objection::Entity::of(scope).filter(objection::Column::OrderId.eq(order)).all(db).await.map_err(&failed)?;
    let mut current = HashSet::new();
    let mut fresh = Vec::new();
    for (line, doubt) in doubts {
        let detail = serde_json::to_value(&doubt).map_err(ReviewError::stored("an objection"))?;
        let about = line.map_or_else(|| "order".to_owned(), |line| format!("line {line}"));
        let identity = BlobHash::of(format!("{about} {detail}").as_bytes()).to_string();
        if current.insert(identity.clone()) && !stored.iter().any(|row| row.identity == identity) {
            fresh.push(objection::ActiveModel {
                organisation_id: Set(scope.organisation()),
                order_id: Set(order),
                line_id: Set(line),
                identity: Set(identity),
                kind: Set(doubt.kind().to_owned()),
                detail: Set(detail),
                raised_at: Set(now),
                ..Default::default()
            });
        }
    }
    let gone = |row: &&objection::Model| row.settled_at.is_none() && !current.contains(&row.identity);
    for row in stored.iter().filter(gone) {
        objection::Entity::delete_many()
            .filter(objection::Column::OrganisationId.eq(scope.organisation()))
            .filter(objection::Column::Id.eq(row.id))
            .exec(db)
            .await
            .map_err(&failed)?;
    }
    let settled = |identity: &&String| stored.iter().any(|row| row.identity == **identity && row.settled_at.is_some());
    let open = current.len() - current.iter().filter(settled).count();
    if !fresh.is_empty() {
        objection::Entity::insert_many(fresh).exec(db).await.map_err(&failed)?;
    }
    Ok(i64::try_from(open).unwrap_or(i64::MAX))
}
