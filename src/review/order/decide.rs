//! A person settles an objection, refuses the order, puts it away, or takes that back.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ColumnTrait, IntoActiveModel, QueryFilter, QuerySelect};
use serde_json::{Value, json};

use super::change::Begun;
use super::replacement::{self, save_and_give_back};
use super::{Change, ReviewError, by_hand};
use crate::entity::ids::{MessageId, ObjectionId, OrderId, UserId};
use crate::entity::states::{Action, Fate, SetAside};
use crate::entity::{OfOrganisation, objection, order};
use crate::ops::deed::{Deed, Done};
use crate::review::objection::Doubt;

/// Longest reason.
const REASON_CHARACTERS_MAX: usize = 1_000;

/// Why a message is ignored whose order a person put away.
const NOT_AN_ORDER: &str = "not_an_order";

/// Keeps things as they are against one objection. Refuses where a value is needed: see [`Doubt::can_be_settled`].
pub async fn settle(deed: &Deed<'_>, id: OrderId, version: i64, objection: ObjectionId) -> Result<Done, ReviewError> {
    let Begun::Change(change) = Change::begin(deed, id, version, Action::Correct).await? else {
        return Ok(Done::Again);
    };
    let found = objection_of(&change, deed, objection).await?;
    let doubt: Doubt = serde_json::from_value(found.detail.clone()).map_err(ReviewError::stored("an objection"))?;
    if !doubt.can_be_settled() {
        return Err(ReviewError::NeedsValue(id));
    }
    answer(change, found, (Some(deed.now), deed.scope.user()), "settled").await
}

/// Takes the answer to an objection back: it is open again, unless what it was about has changed since.
///
/// Refuses one that nobody has settled with [`ReviewError::Missing`].
pub async fn ask_again(
    deed: &Deed<'_>, id: OrderId, version: i64, objection: ObjectionId,
) -> Result<Done, ReviewError> {
    let Begun::Change(change) = Change::begin(deed, id, version, Action::Correct).await? else {
        return Ok(Done::Again);
    };
    let found = objection_of(&change, deed, objection).await?;
    if found.settled_at.is_none() {
        return Err(ReviewError::Missing(id));
    }
    answer(change, found, (None, None), "asked_again").await
}

/// An objection to the order.
async fn objection_of(change: &Change, deed: &Deed<'_>, id: ObjectionId) -> Result<objection::Model, ReviewError> {
    objection::Entity::of(deed.scope)
        .filter(objection::Column::Id.eq(id))
        .filter(objection::Column::OrderId.eq(change.order.id))
        .one(&change.tx)
        .await
        .map_err(ReviewError::save("an objection"))?
        .ok_or(ReviewError::Missing(change.order.id))
}

/// Keeps when an objection was settled and by whom, or that it is open, and tells it as `action`.
async fn answer(
    mut change: Box<Change>, found: objection::Model, (at, by): (Option<DateTime<Utc>>, Option<UserId>),
    action: &'static str,
) -> Result<Done, ReviewError> {
    let detail = json!({ "objection": found.detail, "line": position(&change, &found) });
    let mut row = found.into_active_model();
    row.settled_at = sea_orm::ActiveValue::Set(at);
    row.settled_by = sea_orm::ActiveValue::Set(by);
    row.update(&change.tx).await.map_err(ReviewError::save("an objection"))?;
    change.recompute().await?;
    change.save(vec![(action, detail)]).await
}

fn position(change: &Change, objection: &objection::Model) -> Option<i64> {
    change.lines.iter().find(|line| Some(line.row.id) == objection.line_id).map(|line| line.row.position)
}

/// Refuses the order; the reason is owed and kept.
pub async fn reject(deed: &Deed<'_>, id: OrderId, version: i64, reason: &str) -> Result<Done, ReviewError> {
    let reason = reason.replace("\r\n", "\n").replace('\0', "").trim().to_owned();
    if reason.is_empty() {
        return Err(ReviewError::ReasonNeeded);
    }
    if reason.chars().count() > REASON_CHARACTERS_MAX {
        return Err(ReviewError::ReasonTooLong(REASON_CHARACTERS_MAX));
    }
    move_to(deed, (id, version), Action::Reject, "rejected", |change| {
        change.order.note = Some(reason.clone());
        json!({ "reason": reason })
    })
    .await
}

/// Which order another one repeats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Original {
    /// The one a check found, or none.
    AsFound,
    /// This one.
    Order(OrderId),
    /// The one with this number, the customer's or our own.
    Number(String),
}

/// Puts the order away as a duplicate, linked to the order it repeats.
///
/// Refuses an order that is not there, or is this one, with [`ReviewError::UnknownOrder`]; so a number that several orders carry.
pub async fn set_aside_as_duplicate(
    deed: &Deed<'_>, id: OrderId, version: i64, original: &Original,
) -> Result<Done, ReviewError> {
    let Begun::Change(mut change) = Change::begin(deed, id, version, Action::SetAside).await? else {
        return Ok(Done::Again);
    };
    let original = match original {
        Original::AsFound => found_original(&change).await?,
        Original::Order(other) => Some(by_id(&change, *other).await?),
        Original::Number(number) => Some(by_number(&change, number.trim()).await?),
    };
    change.order.set_aside = Some(SetAside::Duplicate);
    change.order.of_order_id = original;
    let detail = json!({ "as": "duplicate", "of": original });
    save_and_give_back(*change, vec![("set_aside", detail)]).await
}

async fn found_original(change: &Change) -> Result<Option<OrderId>, ReviewError> {
    let found = objection::Entity::of(&change.scope)
        .filter(objection::Column::OrderId.eq(change.order.id))
        .filter(objection::Column::Kind.is_in(["repeats", "revises"]))
        .one(&change.tx)
        .await
        .map_err(ReviewError::save("the order that is repeated"))?
        .and_then(|row| serde_json::from_value::<Doubt>(row.detail).ok());
    Ok(found.and_then(|doubt| match doubt {
        Doubt::Repeats { order, .. } | Doubt::Revises { order, .. } => Some(order),
        _ => None,
    }))
}

async fn by_id(change: &Change, id: OrderId) -> Result<OrderId, ReviewError> {
    let unknown = || ReviewError::UnknownOrder(id.to_string());
    if id == change.order.id {
        return Err(unknown());
    }
    let found = order::Entity::of(&change.scope).filter(order::Column::Id.eq(id)).one(&change.tx).await;
    found.map_err(ReviewError::save("the order that is repeated"))?.map(|row| row.id).ok_or_else(unknown)
}

async fn by_number(change: &Change, number: &str) -> Result<OrderId, ReviewError> {
    let unknown = || ReviewError::UnknownOrder(number.to_owned());
    let Some(key) = super::po_key(Some(number)) else { return Err(unknown()) };
    let found: Vec<OrderId> = order::Entity::of(&change.scope)
        .filter(order::Column::PoKey.eq(key))
        .filter(order::Column::Id.ne(change.order.id))
        .filter(order::Column::SetAside.is_null())
        .select_only()
        .column(order::Column::Id)
        .into_tuple()
        .all(&change.tx)
        .await
        .map_err(ReviewError::save("the order that is repeated"))?;
    match (found.as_slice(), number.strip_prefix('#').and_then(|id| id.parse().ok())) {
        ([only], _) => Ok(*only),
        ([], Some(id)) => by_id(change, OrderId(id)).await,
        _ => Err(unknown()),
    }
}

/// Puts the order away because it is none. When none of its orders is left, the message is ignored with that reason.
pub async fn not_an_order(deed: &Deed<'_>, id: OrderId, version: i64) -> Result<Done, ReviewError> {
    let Begun::Change(mut change) = Change::begin(deed, id, version, Action::NotAnOrder).await? else {
        return Ok(Done::Again);
    };
    change.order.set_aside = Some(SetAside::NotAnOrder);
    if let Some(message) = change.order.message_id {
        let row = by_hand::locked(&change.tx, deed.scope, message).await?;
        if !has_another(&change, message).await? {
            by_hand::turn(&change.tx, deed, &row, (Fate::Ignored, Some(NOT_AN_ORDER))).await?;
        }
    }
    save_and_give_back(*change, vec![("not_an_order", json!({}))]).await
}

/// Whether the message has another order that was not put away as none.
async fn has_another(change: &Change, message: MessageId) -> Result<bool, ReviewError> {
    let others = order::Entity::of(&change.scope)
        .filter(order::Column::MessageId.eq(message))
        .filter(order::Column::Id.ne(change.order.id))
        .all(&change.tx)
        .await
        .map_err(ReviewError::save("the orders of a message"))?;
    Ok(others.iter().any(|row| row.set_aside != Some(SetAside::NotAnOrder)))
}

/// Takes a refusal or a setting aside back. An approval is taken back by fulfilment, which also stops the letter.
pub async fn reopen(deed: &Deed<'_>, id: OrderId, version: i64) -> Result<Done, ReviewError> {
    reopen_at(deed, id, Some(version)).await
}

/// The same for somebody who looks at the message and not at the order.
pub(super) async fn reopen_at_any_version(deed: &Deed<'_>, id: OrderId) -> Result<Done, ReviewError> {
    reopen_at(deed, id, None).await
}

async fn reopen_at(deed: &Deed<'_>, id: OrderId, version: Option<i64>) -> Result<Done, ReviewError> {
    if let Some(newer) = replaced_by(deed, id).await? {
        return replacement::reopen(deed, (id, version), newer).await;
    }
    let begun = match version {
        Some(version) => Change::begin(deed, id, version, Action::Reopen).await?,
        None => Change::begin_at_any_version(deed, id, Action::Reopen).await?,
    };
    let Begun::Change(mut change) = begun else {
        return Ok(Done::Again);
    };
    if change.order.approved_at.is_some() {
        return Err(ReviewError::NotAllowed(crate::entity::states::NotAllowed {
            action: Action::Reopen,
            state: crate::entity::states::OrderState::Approved,
        }));
    }
    if let (Some(SetAside::NotAnOrder), Some(message)) = (change.order.set_aside, change.order.message_id) {
        let row = by_hand::locked(&change.tx, deed.scope, message).await?;
        by_hand::turn(&change.tx, deed, &row, (Fate::InRecord, None)).await?;
    }
    change.order.note = None;
    change.order.set_aside = None;
    change.order.of_order_id = None;
    change.recompute().await?;
    change.save(vec![("reopened", json!({}))]).await
}

/// The order that a superseded one was set aside for. It is asked for before any lock is taken: the newer order is locked first.
async fn replaced_by(deed: &Deed<'_>, id: OrderId) -> Result<Option<OrderId>, ReviewError> {
    let row = order::Entity::of(deed.scope).filter(order::Column::Id.eq(id)).one(&deed.db.read).await;
    let row = row.map_err(ReviewError::save("the order that replaces another"))?;
    Ok(row.filter(|row| row.set_aside == Some(SetAside::Superseded)).and_then(|row| row.of_order_id))
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
    save_and_give_back(*change, vec![(word, detail)]).await
}
