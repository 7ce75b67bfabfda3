//! A person settles an objection, refuses the order, puts it away, or takes that back.

use sea_orm::{ActiveModelTrait, ColumnTrait, IntoActiveModel, QueryFilter};
use serde_json::{Value, json};

use super::change::Begun;
use super::{Change, ReviewError};
use crate::entity::ids::{ObjectionId, OrderId};
use crate::entity::states::{Action, SetAside};
use crate::entity::{OfOrganisation, objection};
use crate::ops::deed::{Deed, Done};
use crate::review::objection::Doubt;

/// Longest reason.
const REASON_CHARACTERS_MAX: usize = 1_000;

/// Keeps things as they are against one objection. Refuses where a value is needed: see [`Doubt::can_be_settled`].
pub async fn settle(deed: &Deed<'_>, id: OrderId, version: i64, objection: ObjectionId) -> Result<Done, ReviewError> {
    let Begun::Change(mut change) = Change::begin(deed, id, version, Action::Correct).await? else {
        return Ok(Done::Again);
    };
    let failed = ReviewError::save("an objection");
    let found = objection::Entity::of(deed.scope)
        .filter(objection::Column::Id.eq(objection))
        .filter(objection::Column::OrderId.eq(id))
        .one(&change.tx)
        .await
        .map_err(&failed)?
        .ok_or(ReviewError::Missing(id))?;
    let doubt: Doubt = serde_json::from_value(found.detail.clone()).map_err(ReviewError::stored("an objection"))?;
    if !doubt.can_be_settled() {
        return Err(ReviewError::NeedsValue(id));
    }
    let detail = json!({ "objection": found.detail, "line": position(&change, &found) });
    let mut row = found.into_active_model();
    row.settled_at = sea_orm::ActiveValue::Set(Some(deed.now));
    row.settled_by = sea_orm::ActiveValue::Set(deed.scope.user());
    row.update(&change.tx).await.map_err(&failed)?;
    change.recompute().await?;
    change.save(vec![("settled", detail)]).await
}

fn position(change: &Change, objection: &objection::Model) -> Option<i64> {
    change.lines.iter().find(|line| Some(line.row.id) == objection.line_id).map(|line| line.row.position)
}

/// Refuses the order; the reason is owed and kept.
pub async fn reject(deed: &Deed<'_>, id: OrderId, version: i64, reason: &str) -> Result<Done, ReviewError> {
    let reason: String = reason.trim().replace('\0', "").chars().take(REASON_CHARACTERS_MAX).collect();
    if reason.is_empty() {
        return Err(ReviewError::ReasonNeeded);
    }
    move_to(deed, (id, version), Action::Reject, "rejected", |change| {
        change.order.note = Some(reason.clone());
        json!({ "reason": reason })
    })
    .await
}

/// Puts the order away as a duplicate, linked to the order it repeats where a check found one.
pub async fn set_aside_as_duplicate(deed: &Deed<'_>, id: OrderId, version: i64) -> Result<Done, ReviewError> {
    let original = objection::Entity::of(deed.scope)
        .filter(objection::Column::OrderId.eq(id))
        .filter(objection::Column::Kind.is_in(["repeats", "revises"]))
        .one(&deed.db.read)
        .await
        .map_err(ReviewError::save("the order that is repeated"))?
        .and_then(|row| serde_json::from_value::<Doubt>(row.detail).ok())
        .and_then(|doubt| match doubt {
            Doubt::Repeats { order, .. } | Doubt::Revises { order, .. } => Some(order),
            _ => None,
        });
    move_to(deed, (id, version), Action::SetAside, "set_aside", |change| {
        change.order.set_aside = Some(SetAside::Duplicate);
        change.order.of_order_id = original;
        json!({ "as": "duplicate", "of": original })
    })
    .await
}

/// Takes a refusal or a setting aside back. An approval is taken back by fulfilment, which also stops the letter.
pub async fn reopen(deed: &Deed<'_>, id: OrderId, version: i64) -> Result<Done, ReviewError> {
    let Begun::Change(mut change) = Change::begin(deed, id, version, Action::Reopen).await? else {
        return Ok(Done::Again);
    };
    if change.order.approved_at.is_some() {
        return Err(ReviewError::NotAllowed(crate::entity::states::NotAllowed {
            action: Action::Reopen,
            state: crate::entity::states::OrderState::Approved,
        }));
    }
    change.order.note = None;
    change.order.set_aside = None;
    change.order.of_order_id = None;
    change.recompute().await?;
    change.save(vec![("reopened", json!({}))]).await
}

/// A move that changes the order's row only; `set` fills it in and gives the journal's detail.
async fn move_to(
    deed: &Deed<'_>, (id, version): (OrderId, i64), action: Action, word: &'static str,
    set: impl FnOnce(&mut Change) -> Value,
) -> Result<Done, ReviewError> {
    let Begun::Change(mut change) = Change::begin(deed, id, version, action).await? else {
        return Ok(Done::Again);
    };
    let detail = set(&mut change);
    change.save(vec![(word, detail)]).await
}
