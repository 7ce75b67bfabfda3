//! The customer of an order: found when it is opened, chosen by a person where the name is not ours, and remembered for the next order.

use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QuerySelect};
use serde_json::{Value, json};

use super::change::Begun;
use super::product::{BY_PERSON, match_again};
use super::{Change, ReviewError};
use crate::entity::ids::{CustomerId, CustomerNameId, MessageId, OrderId};
use crate::entity::states::{Action, NameKind};
use crate::entity::{OfOrganisation, Scope, customer, message, order};
use crate::matching::customers::{self, Answer, Learned, Taught, Wanted};
use crate::ops::deed::{Deed, Done};
use crate::review::evidence::{Evidence, FieldName};

/// Makes the order one of the chosen customer; prices, products and objections follow.
///
/// The name as read stays on the order and is remembered as this customer's; where none was read, the sender's mail domain is, unless
/// everybody may have an address there. Refuses a customer that is not ours with [`ReviewError::Missing`].
pub async fn choose_customer(
    deed: &Deed<'_>, id: OrderId, version: i64, customer: CustomerId,
) -> Result<Done, ReviewError> {
    let Begun::Change(mut change) = Change::begin(deed, id, version, Action::Correct).await? else {
        return Ok(Done::Again);
    };
    let chosen = customers::by_id(&change.tx, deed.scope, customer).await?.ok_or(ReviewError::Missing(id))?;
    let before = change.order.customer_name.clone();
    let detail = json!({ "field": "customer", "line": null, "from": before, "to": chosen.name });
    let mut entries = vec![("corrected", detail)];
    entries.extend(remember(&change, &chosen).await?);
    if change.order.customer_id != Some(chosen.id) {
        // What was decided about the tax was decided about another customer.
        change.order.is_untaxed = false;
    }
    change.order.customer_id = Some(chosen.id);
    if change.order.customer_name.is_none() {
        change.order.customer_name = Some(chosen.name.clone());
        change.evidence.entered_by(FieldName::Customer, deed.actor, None);
    }
    match_for_customer(&mut change).await?;
    change.recompute().await?;
    change.save(entries).await
}

/// Puts an end to a name that was learned, from the page of an order that shows it; the order keeps its customer, whom a person can change.
///
/// Refuses with [`ReviewError::Missing`] when it is not there or has ended before.
pub async fn forget_name(
    deed: &Deed<'_>, id: OrderId, version: i64, name: CustomerNameId,
) -> Result<Done, ReviewError> {
    let Begun::Change(mut change) = Change::begin(deed, id, version, Action::Correct).await? else {
        return Ok(Done::Again);
    };
    let ended = customers::end(&change.tx, deed.scope, name, deed.now).await?.ok_or(ReviewError::Missing(id))?;
    let whose = customers::by_id(&change.tx, deed.scope, ended.customer_id).await?.map(|customer| customer.name);
    let detail = json!({ "name": ended.id, "text": ended.name, "product": whose, "customer": ended.customer_id });
    change.recompute().await?;
    change.save(vec![("forgot", detail)]).await
}

/// Remembers by what the buyer called itself that it was this customer; gives the journal's entry.
async fn remember(change: &Change, chosen: &customer::Model) -> Result<Option<(&'static str, Value)>, ReviewError> {
    let read = change.evidence.read_surely(FieldName::Customer, change.order.customer_name.as_deref());
    let sender = sender(&change.tx, &change.scope, change.order.message_id).await?;
    let known = customers::find(&change.tx, &change.scope, Wanted { name: read, sender: None, address: None }).await?;
    if read.is_some() && matches!(known, Answer::Picked { .. } | Answer::Contradiction { .. }) {
        // The name is that of one of our customers: whoever chooses another one means this order.
        return Ok(None);
    }
    let domain = sender.as_deref().and_then(|sender| sender.rsplit_once('@')).map(|(_, domain)| domain);
    let (kind, name) = match (read, domain) {
        (Some(name), _) => (NameKind::Name, name),
        (None, Some(domain)) => (NameKind::Domain, domain),
        (None, None) => return Ok(None),
    };
    let taught = Taught { customer: chosen.id, kind, name, order: Some(change.order.id), at: change.now };
    let Learned::New { name, replaced } = customers::learn(&change.tx, &change.scope, taught).await? else {
        return Ok(None);
    };
    let mut instead = Vec::with_capacity(replaced.len());
    for other in replaced {
        instead
            .push(customers::by_id(&change.tx, &change.scope, other.customer_id).await?.map(|customer| customer.name));
    }
    let detail = json!({
        "name": name.id, "text": name.name, "product": chosen.name, "customer": chosen.id, "instead_of": instead,
    });
    Ok(Some(("learned", detail)))
}

/// Products that are known by what the customer calls them are looked for again; what a code of ours or a person said stays.
pub(super) async fn match_for_customer(change: &mut Change) -> Result<(), ReviewError> {
    match_again(change, |line| {
        matches!(line.row.match_rule.as_deref(), None | Some("customer_alias" | "common_alias" | "look_alike"))
            && line.row.match_rule.as_deref() != Some(BY_PERSON)
    })
    .await
}

/// A corrected name may be another customer of ours, or none.
pub(super) async fn find_again(change: &mut Change) -> Result<(), ReviewError> {
    let wanted = Wanted { name: change.order.customer_name.as_deref(), ..Wanted::default() };
    let found = customers::find(&change.tx, &change.scope, wanted).await?;
    let customer = if let Answer::Picked { customer, .. } = found { Some(customer.id) } else { None };
    if customer != change.order.customer_id {
        change.order.customer_id = customer;
        change.order.is_untaxed = false;
        match_for_customer(change).await?;
    }
    Ok(())
}

/// What is known of the buyer of an order, for a look into our records.
pub(crate) async fn wanted<'a>(
    db: &impl ConnectionTrait, scope: &Scope, order: &'a order::Model, sender: &'a mut Option<String>,
    evidence: &Evidence,
) -> Result<Wanted<'a>, ReviewError> {
    // Whoever typed the name knows better than the envelope.
    let is_typed = matches!(
        evidence.get(FieldName::Customer).and_then(|support| support.origin.as_ref()),
        Some(crate::reader::evidence::Origin::Person { .. })
    );
    *sender = if is_typed { None } else { self::sender(db, scope, order.message_id).await? };
    Ok(Wanted {
        name: order.customer_name.as_deref(),
        sender: sender.as_deref(),
        address: order.ship_to_address.as_deref(),
    })
}

async fn sender(
    db: &impl ConnectionTrait, scope: &Scope, id: Option<MessageId>,
) -> Result<Option<String>, ReviewError> {
    let Some(id) = id else { return Ok(None) };
    let found: Option<Option<String>> = message::Entity::of(scope)
        .filter(message::Column::Id.eq(id))
        .select_only()
        .column(message::Column::SenderAddress)
        .into_tuple()
        .one(db)
        .await
        .map_err(ReviewError::save("the sender of an order"))?;
    Ok(found.flatten())
}
