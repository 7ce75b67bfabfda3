//! A newer order replaces an older one of the same number.

use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::super::FulfilmentError;
use super::take_back;
use crate::entity::ids::OrderId;
use crate::entity::states::{Action, OrderState};
use crate::entity::{OfOrganisation, objection, order};
use crate::ops::deed::{Deed, Done};
use crate::outbox::OutboxError;
use crate::review::objection::Doubt;
use crate::review::order::{Change, ReviewError, note, revise, supersede, superseded_by};

/// The order that is to be replaced, as the form showed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Older {
    /// Which.
    pub order: OrderId,
    /// Where it stood.
    pub was: OrderState,
}

/// Makes the order the one that replaces an older one, in one transaction and told in the history of both.
///
/// An older order under review is set aside; of one that was approved the letter is recalled first. One that was sent stays as it is: the
/// newer order becomes its next revision, see [`Change`]. Refuses an order that the newer one does not object to, with
/// [`ReviewError::UnknownOrder`]; one that is not where the form showed it, with [`ReviewError::OtherMoved`]; and one whose letter is on its
/// way, with [`FulfilmentError::OtherIsLeaving`].
pub async fn replace(deed: &Deed<'_>, id: OrderId, version: i64, older: Older) -> Result<Done, FulfilmentError> {
    let tx = deed.db.begin_write().await?;
    if deed.begin(&tx).await.map_err(ReviewError::from)? == Done::Again {
        return Ok(Done::Again);
    }
    let (who, kept) = ((deed.scope, deed.actor, deed.now), &deed.db.kept);
    // The newer order is locked first, as in every deed that touches both.
    let newer = Change::within(tx, kept, who, (id, Some(version)), Action::Correct).await?;
    if !objects_to(&newer, older.order).await? {
        return Err(ReviewError::UnknownOrder(older.order.to_string()).into());
    }
    let tx = newer.tx;
    let wanted = order::Entity::of(deed.scope).filter(order::Column::Id.eq(older.order)).lock_exclusive();
    let row = wanted.one(&tx).await?.ok_or(ReviewError::Missing(older.order))?;
    if row.state != older.was {
        return Err(ReviewError::OtherMoved { id: row.id, state: row.state }.into());
    }
    let (tx, sent) = match row.state {
        OrderState::InReview | OrderState::Approved => {
            let mut change = Change::within(tx, kept, who, (row.id, None), Action::Supersede).await?;
            if row.state == OrderState::Approved {
                take_back(&mut change, deed).await.map_err(|error| match error {
                    FulfilmentError::Outbox(OutboxError::TooLate(_)) => FulfilmentError::OtherIsLeaving(row.id),
                    error => error,
                })?;
            }
            let inherited = supersede(&mut change, id, row.state).await?;
            (change.tx, inherited)
        }
        OrderState::Sent => {
            note(&tx, who, &row, ("replaced", json!({ "by": id }))).await?;
            (tx, Some(row.id))
        }
        state => return Err(ReviewError::OtherMoved { id: row.id, state }.into()),
    };
    let mut newer = Change::within(tx, kept, who, (id, Some(version)), Action::Correct).await?;
    let sent = sent.or(newer.order.replaces_id);
    let aside = superseded_by(&newer.tx, deed.scope, id).await?;
    revise(&mut newer, sent, &aside).await?;
    newer.recompute().await?;
    newer.write(vec![("replaces", json!({ "of": row.id, "was": row.state }))]).await?;
    crate::kp!("replaced.written");
    newer.tx.commit().await?;
    crate::kp!("replaced.committed");
    Ok(Done::First)
}

/// Whether the newer order is said to change the older one.
async fn objects_to(newer: &Change, older: OrderId) -> Result<bool, FulfilmentError> {
    let rows = objection::Entity::of(&newer.scope)
        .filter(objection::Column::OrderId.eq(newer.order.id))
        .filter(objection::Column::Kind.is_in(["revises", "repeats"]))
        .all(&newer.tx)
        .await?;
    let names = |row: objection::Model| match serde_json::from_value(row.detail) {
        Ok(Doubt::Revises { order, .. } | Doubt::Repeats { order, .. }) => order == older,
        _ => false,
    };
    Ok(rows.into_iter().any(names))
}
