//! Orders that are, or could be, the same order once more.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::entity::ids::OrderId;
use crate::entity::states::{OrderState, SetAside};
use crate::entity::{OfOrganisation, Scope, order};
use crate::review::order::ReviewError;

/// Orders offered at most; others are named by their number.
const OFFERED_MAX: usize = 5;
/// Orders that are named as repeating this one, at most.
const REPEATING_MAX: u64 = 20;

/// An order that another one repeats, or could.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Like {
    /// Which.
    pub id: OrderId,
    /// Where it stands.
    pub state: OrderState,
    /// Their number.
    pub po_number: Option<String>,
    /// Who orders.
    pub customer: Option<String>,
    /// When its message came in.
    pub received_at: DateTime<Utc>,
    /// Whether it carries the same number.
    pub is_same_number: bool,
}

/// The orders that were set aside because they repeat this one, oldest first.
pub(super) async fn repeated_by(
    db: &impl ConnectionTrait, scope: &Scope, id: OrderId,
) -> Result<Vec<Like>, ReviewError> {
    let rows = order::Entity::of(scope)
        .filter(order::Column::OfOrderId.eq(id))
        .filter(order::Column::SetAside.eq(SetAside::Duplicate))
        .order_by_asc(order::Column::Id)
        .limit(REPEATING_MAX)
        .all(db)
        .await
        .map_err(ReviewError::save("the orders that repeat this one"))?;
    Ok(rows.into_iter().map(|row| like(row, None)).collect())
}

/// The orders that this one could repeat: those with its number, then the newest of the same customer. Only asked while it can be set aside.
pub(super) async fn alike(
    db: &impl ConnectionTrait, scope: &Scope, row: &order::Model,
) -> Result<Vec<Like>, ReviewError> {
    if row.state != OrderState::InReview {
        return Ok(Vec::new());
    }
    let mut likes = Vec::new();
    let same_number = row.po_key.as_ref().map(|key| order::Column::PoKey.eq(key));
    let same_customer = row.customer_id.map(|customer| order::Column::CustomerId.eq(customer));
    for same in [same_number, same_customer].into_iter().flatten() {
        let rows = order::Entity::of(scope)
            .filter(same)
            .filter(order::Column::Id.ne(row.id))
            .filter(order::Column::SetAside.is_null())
            .order_by_desc(order::Column::Id)
            .limit(OFFERED_MAX as u64)
            .all(db)
            .await
            .map_err(ReviewError::save("the orders like this one"))?;
        likes.extend(rows.into_iter().map(|other| like(other, row.po_key.as_deref())));
    }
    let mut seen = HashSet::new();
    likes.retain(|like| seen.insert(like.id));
    likes.truncate(OFFERED_MAX);
    Ok(likes)
}

fn like(row: order::Model, key: Option<&str>) -> Like {
    Like {
        id: row.id,
        state: row.state,
        is_same_number: key.is_some() && row.po_key.as_deref() == key,
        po_number: row.po_number,
        customer: row.customer_name,
        received_at: row.received_at,
    }
}
