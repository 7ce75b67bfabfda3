//! The orders that the page of another one speaks of: what it replaces, what replaces it, what it is said to change.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect};

use super::ObjectionView;
use crate::entity::ids::OrderId;
use crate::entity::states::{OrderState, OutboxState, SetAside};
use crate::entity::{OfOrganisation, Scope, order, outbox};
use crate::review::objection::Doubt;
use crate::review::order::{ReviewError, superseded_by};

/// Another order that the page speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linked {
    /// Which.
    pub id: OrderId,
    /// What a form about it is posted against.
    pub version: i64,
    /// Where it stands.
    pub state: OrderState,
    /// Their number.
    pub po_number: Option<String>,
    /// When its message came in.
    pub received_at: DateTime<Utc>,
    /// When its letter left, where it has been sent.
    pub sent_at: Option<DateTime<Utc>>,
}

/// How an order and others stand to each other.
pub(super) struct Related {
    /// Orders that were set aside for this one, and the one that was sent and that it is a revision of.
    pub replaces: Vec<Linked>,
    /// The order that replaces this one.
    pub replaced_by: Option<Linked>,
    /// Orders that objections to this one name.
    pub named: Vec<Linked>,
}

/// Looks them up as they stand now.
pub(super) async fn related(
    db: &impl ConnectionTrait, scope: &Scope, row: &order::Model, objections: &[ObjectionView],
) -> Result<Related, ReviewError> {
    let mut replaces = superseded_by(db, scope, row.id).await?;
    replaces.extend(row.replaces_id);
    let replaced_by = match row.set_aside {
        Some(SetAside::Superseded) => row.of_order_id,
        _ if row.state.is_released() => revision_of(db, scope, row.id).await?,
        _ => None,
    };
    let named: Vec<OrderId> = objections.iter().filter_map(|objection| named(&objection.doubt)).collect();
    let all: Vec<OrderId> = replaces.iter().chain(&replaced_by).chain(&named).copied().collect();
    let known = linked(db, scope, &all).await?;
    let of = |ids: &[OrderId]| ids.iter().filter_map(|id| known.get(id).cloned()).collect::<Vec<_>>();
    Ok(Related {
        replaces: of(&replaces),
        replaced_by: replaced_by.and_then(|id| known.get(&id).cloned()),
        named: of(&named),
    })
}

fn named(doubt: &Doubt) -> Option<OrderId> {
    match doubt {
        Doubt::Repeats { order, .. } | Doubt::Revises { order, .. } | Doubt::Overtaken { order, .. } => Some(*order),
        _ => None,
    }
}

/// The newest order in force or under review that is a revision of one that was sent.
async fn revision_of(db: &impl ConnectionTrait, scope: &Scope, sent: OrderId) -> Result<Option<OrderId>, ReviewError> {
    order::Entity::of(scope)
        .filter(order::Column::ReplacesId.eq(sent))
        .filter(order::Column::State.is_not_in([OrderState::Rejected, OrderState::SetAside]))
        .order_by_desc(order::Column::Id)
        .select_only()
        .column(order::Column::Id)
        .limit(1)
        .into_tuple()
        .one(db)
        .await
        .map_err(ReviewError::save("the revision of an order"))
}

async fn linked(
    db: &impl ConnectionTrait, scope: &Scope, ids: &[OrderId],
) -> Result<HashMap<OrderId, Linked>, ReviewError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let failed = ReviewError::save("the orders that a page speaks of");
    let rows =
        order::Entity::of(scope).filter(order::Column::Id.is_in(ids.iter().copied())).all(db).await.map_err(&failed)?;
    let sent: Vec<OrderId> = rows.iter().filter(|row| row.state == OrderState::Sent).map(|row| row.id).collect();
    let left: HashMap<OrderId, DateTime<Utc>> = if sent.is_empty() {
        HashMap::new()
    } else {
        let letters = outbox::Entity::of(scope)
            .filter(outbox::Column::OrderId.is_in(sent))
            .filter(outbox::Column::State.eq(OutboxState::Sent))
            .all(db)
            .await
            .map_err(&failed)?;
        letters.into_iter().filter_map(|row| row.order_id.zip(row.sent_at)).collect()
    };
    let shown = |row: order::Model| Linked {
        id: row.id,
        version: row.version,
        state: row.state,
        po_number: row.po_number,
        received_at: row.received_at,
        sent_at: left.get(&row.id).copied(),
    };
    Ok(rows.into_iter().map(|row| (row.id, shown(row))).collect())
}
