//! A later order that changes this one, and about which nobody has decided yet.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::earlier::of_number;
use super::raise;
use crate::entity::ids::OrderId;
use crate::entity::states::OrderState;
use crate::entity::{OfOrganisation, Scope, objection, order};
use crate::review::objection::Doubt;
use crate::review::order::ReviewError;

/// The stable short name of [`Doubt::Revises`].
const REVISES: &str = "revises";
/// That of [`Doubt::Overtaken`].
const OVERTAKEN: &str = "overtaken";

/// What there is to object to in an order that a later one under review changes: the newest of them, while its own objection is open.
pub(super) async fn doubt(
    db: &impl ConnectionTrait, scope: &Scope, order: &order::Model,
) -> Result<Option<Doubt>, ReviewError> {
    let Some(key) = &order.po_key else { return Ok(None) };
    let failed = ReviewError::save("a look for a later order");
    let later = of_number(scope, key)
        .filter(order::Column::Id.gt(order.id))
        .filter(order::Column::State.eq(OrderState::InReview))
        .all(db)
        .await
        .map_err(&failed)?;
    if later.is_empty() {
        return Ok(None);
    }
    let open = objection::Entity::of(scope)
        .filter(objection::Column::OrderId.is_in(later.iter().map(|row| row.id)))
        .filter(objection::Column::Kind.eq(REVISES))
        .filter(objection::Column::SettledAt.is_null())
        .all(db)
        .await
        .map_err(&failed)?;
    let by = open.iter().filter(|row| revised(row) == Some(order.id)).map(|row| row.order_id).max();
    Ok(by.and_then(|by| later.into_iter().find(|row| row.id == by)).map(|row| Doubt::Overtaken {
        order: row.id,
        po_number: row.po_number.unwrap_or_default(),
        received_at: row.received_at,
    }))
}

fn revised(row: &objection::Model) -> Option<OrderId> {
    match serde_json::from_value(row.detail.clone()) {
        Ok(Doubt::Revises { order, .. }) => Some(order),
        _ => None,
    }
}

/// The orders that the stored objections of an order say it changes.
pub(in crate::review::order) async fn named(
    db: &impl ConnectionTrait, scope: &Scope, order: OrderId,
) -> Result<Vec<OrderId>, ReviewError> {
    let rows = objection::Entity::of(scope)
        .filter(objection::Column::OrderId.eq(order))
        .filter(objection::Column::Kind.eq(REVISES))
        .all(db)
        .await
        .map_err(ReviewError::save("the orders that are changed"))?;
    Ok(rows.iter().filter_map(revised).collect())
}

/// Tells earlier orders whether a later one still changes them: their objection comes and goes with that of the later one.
pub(in crate::review::order) async fn tell(
    db: &impl ConnectionTrait, scope: &Scope, now: DateTime<Utc>, earlier: &[OrderId],
) -> Result<(), ReviewError> {
    let failed = ReviewError::save("an objection to an earlier order");
    for id in earlier {
        let found = order::Entity::of(scope).filter(order::Column::Id.eq(*id)).one(db).await.map_err(&failed)?;
        // Nobody asks about an order that is decided; one that was approved has nothing open.
        let Some(row) = found.filter(|row| !row.state.is_released()) else { continue };
        let doubt = if row.state == OrderState::InReview { doubt(db, scope, &row).await? } else { None };
        raise::of_kind(db, scope, row.id, now, (OVERTAKEN, doubt)).await?;
        let open = objection::Entity::of(scope)
            .filter(objection::Column::OrderId.eq(row.id))
            .filter(objection::Column::SettledAt.is_null())
            .count(db)
            .await
            .map_err(&failed)?;
        let open = i64::try_from(open).unwrap_or(i64::MAX);
        if open != row.open_count {
            let change = order::ActiveModel { open_count: Set(open), ..Default::default() };
            order::Entity::update_many()
                .set(change)
                .filter(order::Column::OrganisationId.eq(scope.organisation()))
                .filter(order::Column::Id.eq(row.id))
                .exec(db)
                .await
                .map_err(&failed)?;
        }
    }
    Ok(())
}
