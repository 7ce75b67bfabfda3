//! What there is to object to in an order.
//!
//! One file a subject; each is a plain function from the order and our records to doubts. [`raise`] makes them rows.

mod customer;
mod dates;
mod earlier;
mod later;
mod price;
mod product;
mod raise;
mod totals;

pub(crate) use earlier::counterparts;
pub(super) use earlier::{is_same_customer_as, of_number, without_revision};
pub(super) use later::{named, tell};
pub(super) use raise::raise;
pub(crate) use totals::printed_sums_agree;

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};

use super::asked::asked_of;
use super::compute::currency_of;
use super::found::{plain_of_head, plain_of_line};
use super::product::BY_PERSON;
use super::{Asked, Line, ReviewError, tax};
use crate::entity::ids::{LineId, ProductId};
use crate::entity::{OfOrganisation, Scope, Settings, customer as customers, order, product as products};
use crate::matching::specification::{self, Specification};
use crate::reader::evidence::Origin;
use crate::reader::units::{Currency, Millionths, Money};
use crate::review::evidence::{Evidence, FieldName, Support};
use crate::review::objection::Doubt;

/// Doubts of extraction that a check here says better, with both numbers.
const SAID_BETTER_HERE: [&str; 3] = ["line_total_differs", "subtotal_differs", "total_differs"];

/// The doubt of extraction on an empty field whose label has something beside it that was not understood.
const STATED_UNREAD: &str = "stated_unread";

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
    /// Messages about the order that are not in its history yet.
    pub asked: &'a [Asked],
    /// Whether lines were taken out.
    pub is_shortened: bool,
    /// The customer, if known.
    pub customer: Option<&'a customers::Model>,
    /// Today, in the zone of the organisation.
    pub today: NaiveDate,
    /// The currency in which products of the order are listed when they are not in the order's own.
    pub listed_in: Option<Currency>,
}

impl Subject<'_> {
    /// How far a price may be off, in percent: what was agreed with the customer, otherwise what holds for all.
    fn tolerance(&self) -> Millionths {
        let own = self.customer.and_then(|customer| customer.price_tolerance_percent).map(Millionths::from);
        own.unwrap_or(self.settings.price_tolerance_percent)
    }
}

/// Everything there is to object to, the order's values first, then its lines in their order.
pub(super) async fn doubts(
    db: &impl ConnectionTrait, scope: &Scope, subject: &Subject<'_>,
) -> Result<Vec<(Option<LineId>, Doubt)>, ReviewError> {
    let mut found: Vec<(Option<LineId>, Doubt)> =
        header(subject).into_iter().chain(totals::totals(subject)).map(|doubt| (None, doubt)).collect();
    found.extend(customer::doubt(db, scope, subject).await?.map(|doubt| (None, doubt)));
    found.extend(earlier::doubt(db, scope, subject).await?.map(|doubt| (None, doubt)));
    found.extend(later::doubt(db, scope, subject.order).await?.map(|doubt| (None, doubt)));
    let asked = asked_of(db, scope, subject.order.id).await?;
    found.extend(asked.into_iter().chain(subject.asked.iter().cloned()).map(|asked| (None, Doubt::Asked { asked })));
    let products: Vec<_> = subject.lines.iter().filter_map(|line| line.row.product_id).collect();
    let known = specification::load(db, scope, &products).await?;
    let successors = successors(db, scope, &known).await?;
    found.extend(dates::doubts(subject, &known));
    for line in subject.lines {
        let about = of_line(line, subject, &Known { known: &known, successors: &successors });
        found.extend(about.into_iter().map(|doubt| (Some(line.row.id), doubt)));
    }
    Ok(found)
}

/// What our records say of the ordered products.
struct Known<'a> {
    known: &'a HashMap<ProductId, Specification>,
    successors: &'a HashMap<ProductId, products::Model>,
}

/// The products that came after the ordered ones, by their own id.
async fn successors(
    db: &impl ConnectionTrait, scope: &Scope, known: &HashMap<ProductId, Specification>,
) -> Result<HashMap<ProductId, products::Model>, ReviewError> {
    let wanted: Vec<ProductId> = known.values().filter_map(|known| known.product.successor_id).collect();
    if wanted.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = products::Entity::of(scope)
        .filter(products::Column::Id.is_in(wanted))
        .all(db)
        .await
        .map_err(ReviewError::save("the successors of products"))?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

fn header(subject: &Subject<'_>) -> Vec<Doubt> {
    let order = subject.order;
    let mut found = Vec::new();
    if subject.lines.is_empty() {
        found.push(Doubt::NoLines);
    }
    if order.customer_name.is_none() && order.customer_id.is_none() {
        found.push(Doubt::Missing { field: FieldName::Customer });
    }
    if order.po_number.is_none() {
        found.push(Doubt::Missing { field: FieldName::PoNumber });
    }
    let dated_lines = subject.lines.iter().all(|line| line.row.delivery_date.is_some());
    if order.delivery_date.is_none() && (subject.lines.is_empty() || !dated_lines) {
        found.push(Doubt::Missing { field: FieldName::DeliveryDate });
    }
    let currency = currency_of(order, subject.settings);
    found.extend(tax::doubt(order, subject.customer, subject.settings));
    found.extend(subject.listed_in.map(|listed| Doubt::OtherCurrency { order: currency, list: listed }));
    let faults = subject.evidence.faults.iter();
    found.extend(faults.map(|fault| Doubt::Transmission { fault: fault.clone() }));
    found.extend(subject.evidence.notes.iter().map(|note| Doubt::Noted { note: note.clone() }));
    found.extend(subject.evidence.untaken.iter().map(|place| Doubt::RowNotTaken { place: place.clone() }));
    found.extend(unclear(subject.evidence, |field| plain_of_head(order, field)));
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
            // What is stated and was not read is asked until there is a value; everything else is about a value.
            (values.is_empty() == (reason == STATED_UNREAD)).then_some(Doubt::Unclear { field: *field, reason, values })
        })
        .collect()
}

/// Whether a person entered the line's quantity or price.
fn is_revalued(line: &Line) -> bool {
    [FieldName::Quantity, FieldName::UnitPrice, FieldName::PricePer].into_iter().any(|field| {
        let origin = line.evidence.get(field).and_then(|support| support.origin.as_ref());
        matches!(origin, Some(Origin::Person { .. }))
    })
}

fn of_line(line: &Line, subject: &Subject<'_>, records: &Known<'_>) -> Vec<Doubt> {
    let row = &line.row;
    let currency = currency_of(subject.order, subject.settings);
    let specification = row.product_id.and_then(|id| records.known.get(&id));
    let mut found = Vec::new();
    match (specification, row.code.as_ref().or(row.description.as_ref())) {
        (Some(known), _) => {
            let successor = known.product.successor_id.and_then(|id| records.successors.get(&id));
            found.extend(product::doubts(row, known, successor, subject.today));
        }
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
    found.extend(price::doubt(row, currency, subject.tolerance()));
    let minor = row.total_minor.filter(|_| !is_revalued(line));
    if let (Some(stated), Some(minor)) = (row.stated_total.map(Millionths::from), minor) {
        let computed = Money { minor, currency };
        if stated.to_decimal() != computed.to_decimal() {
            found.push(Doubt::LineTotalDiffers { stated, computed });
        }
    }
    let is_chosen = row.product_id.is_some() && row.match_rule.as_deref() == Some(BY_PERSON);
    let unclear = unclear(&line.evidence, |field| plain_of_line(row, field));
    // Whoever chose the product has looked at what the line calls it.
    let is_moot = |doubt: &Doubt| is_chosen && matches!(doubt, Doubt::Unclear { field: FieldName::Code, .. });
    found.extend(unclear.into_iter().filter(|doubt| !is_moot(doubt)));
    found
}
