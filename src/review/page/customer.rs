//! What the page says of the customer: who it is in our records, or who it could be.

use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};

use super::{CustomerCandidate, CustomerView};
use crate::entity::states::OrderState;
use crate::entity::{OfOrganisation, Scope, customer_name, only, order};
use crate::matching::customers::{self, name_key};
use crate::review::evidence::Evidence;
use crate::review::order::{ReviewError, wanted};

/// Our customer behind the order.
pub(super) async fn known(
    db: &impl ConnectionTrait, scope: &Scope, row: &order::Model,
) -> Result<Option<CustomerView>, ReviewError> {
    let Some(id) = row.customer_id else { return Ok(None) };
    let Some(customer) = customers::by_id(db, scope, id).await? else { return Ok(None) };
    let names = customer_name::Entity::of(scope)
        .filter(customer_name::Column::OrderId.eq(row.id))
        .filter(customer_name::Column::CustomerId.eq(id))
        .filter(customer_name::Column::EndedAt.is_null())
        .order_by_desc(customer_name::Column::Id);
    let taught = only(db, names).await.map_err(ReviewError::save("what a customer calls itself"))?;
    Ok(Some(CustomerView {
        id,
        is_called_otherwise: row.customer_name.as_deref().is_none_or(|name| name_key(name) != customer.name_key),
        name: customer.name,
        taught: taught.map(|name| (name.id, name.name)),
    }))
}

/// Who it could be, while nobody knows.
pub(super) async fn proposals(
    db: &impl ConnectionTrait, scope: &Scope, row: &order::Model, evidence: &Evidence,
) -> Result<Vec<CustomerCandidate>, ReviewError> {
    if row.customer_id.is_some() || row.state != OrderState::InReview {
        return Ok(Vec::new());
    }
    let mut sender = None;
    let wanted = wanted(db, scope, row, &mut sender, evidence).await?;
    Ok(customers::proposals(db, scope, wanted).await?)
}
