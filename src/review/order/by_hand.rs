//! A person decides about a message: it is an order after all, or it is to be read again although it became nothing.

use sea_orm::{ColumnTrait, DatabaseTransaction, QueryFilter, QueryOrder, QuerySelect};
use serde_json::json;

use super::open::{Origins, open};
use super::{ReviewError, decide};
use crate::auth::Right;
use crate::entity::ids::{MessageId, OrderId};
use crate::entity::states::{Fate, SetAside};
use crate::entity::{OfOrganisation, Scope, message, order};
use crate::jobs::{self, Job, NextJob};
use crate::journal;
use crate::ops::deed::{Deed, Done};
use crate::review::OpenOrders;
use crate::understanding::{self, ExtractMessage, ReadMessage};

/// Why a message is ignored that could not be read and that a person has dealt with.
const PUT_AWAY: &str = "put_away";

/// Makes a message an order because a person says that it is one: opened from what can be found in it, or empty and to be filled in, with
/// the message as its source. Gives the order.
///
/// A message that was put away as "not an order" gets that order back. Refuses a message that is still being read or has an order with
/// [`ReviewError::MessageNotNow`].
pub async fn is_an_order(deed: &Deed<'_>, id: MessageId) -> Result<OrderId, ReviewError> {
    refuse_others(deed, id)?;
    if let Some(put_away) = put_away_as_none(deed, id).await? {
        decide::reopen_at_any_version(deed, put_away).await?;
        return Ok(put_away);
    }
    let failed = ReviewError::save("an order by hand");
    // Computing is done before the lock is taken; the message and what was read of it do not change.
    let found = understanding::as_an_order(deed.db, deed.scope, id).await.map_err(&failed)?;
    let found = found.ok_or(ReviewError::MissingMessage(id))?;
    let Some(mut tx) = begin(deed).await? else {
        return newest_order(deed, id).await?.ok_or(ReviewError::MissingMessage(id));
    };
    let row = locked(&tx, deed.scope, id).await?;
    if !row.fate.may_become_an_order() {
        return Err(ReviewError::MessageNotNow(id));
    }
    let row = understanding::adopt(&tx, deed.scope, row).await.map_err(&failed)?;
    let run = understanding::keep_run(&tx, deed.scope, id, &found, deed.now).await.map_err(&failed)?;
    let mut first = None;
    for (position, order) in (0..).zip(&found.orders) {
        let sender = row.sender_address.as_deref();
        let origins = Origins {
            message: id,
            run,
            position,
            sender,
            received_at: row.received_at,
            notes: &found.notes,
            kept: &deed.db.kept,
            by_hand: deed.actor,
        };
        let opened;
        (tx, opened) = open(tx, deed.scope, deed.now, &origins, order).await?;
        first = first.or(Some(opened));
    }
    turn(&tx, deed, &row, (Fate::InRecord, None)).await?;
    crate::kp!("by_hand.written");
    tx.commit().await.map_err(&failed)?;
    crate::kp!("by_hand.committed");
    first.ok_or(ReviewError::MissingMessage(id))
}

/// Has a message read again that was ignored or failed, from the beginning of the road.
///
/// * `first` — the job that begins it, from the pipeline.
///
/// Refuses any other message with [`ReviewError::MessageNotNow`], and one that a person put away: they have read it.
pub async fn read_message_again(
    deed: &Deed<'_>, id: MessageId, first: fn(MessageId) -> NextJob,
) -> Result<Done, ReviewError> {
    refuse_others(deed, id)?;
    let failed = ReviewError::save("a message");
    if put_away_as_none(deed, id).await?.is_some() {
        return Err(ReviewError::MessageNotNow(id));
    }
    let Some(tx) = begin(deed).await? else { return Ok(Done::Again) };
    let row = locked(&tx, deed.scope, id).await?;
    if !row.fate.may_be_read_again() {
        return Err(ReviewError::MessageNotNow(id));
    }
    forget_given_up(&tx, deed, id).await?;
    turn(&tx, deed, &row, (Fate::Waiting, None)).await?;
    let organisation = Some(deed.scope.organisation());
    jobs::enqueue_next(&tx, organisation, first(id), deed.now).await.map_err(&failed)?;
    tx.commit().await.map_err(&failed)?;
    Ok(Done::First)
}

/// Puts a message away that could not be read: a person has looked, and it needs nobody any more. It can still be read again or become an
/// order.
///
/// Refuses any other message with [`ReviewError::MessageNotNow`].
pub async fn put_message_away(deed: &Deed<'_>, id: MessageId) -> Result<Done, ReviewError> {
    refuse_others(deed, id)?;
    let Some(tx) = begin(deed).await? else { return Ok(Done::Again) };
    let row = locked(&tx, deed.scope, id).await?;
    if row.fate != Fate::Failed {
        return Err(ReviewError::MessageNotNow(id));
    }
    forget_given_up(&tx, deed, id).await?;
    turn(&tx, deed, &row, (Fate::Ignored, Some(PUT_AWAY))).await?;
    tx.commit().await.map_err(ReviewError::save("a message"))?;
    Ok(Done::First)
}

/// What was given up for a message is nobody's concern any more.
async fn forget_given_up(tx: &DatabaseTransaction, deed: &Deed<'_>, id: MessageId) -> Result<(), ReviewError> {
    let names = [ReadMessage::NAME, ExtractMessage::NAME, OpenOrders::NAME];
    let replaced = jobs::replaced(tx, deed.scope.organisation(), &names, &id.to_string()).await;
    replaced.map(|_| ()).map_err(ReviewError::save("a message"))
}

/// The newest order of a message that is in force or under review.
pub async fn newest_order(deed: &Deed<'_>, id: MessageId) -> Result<Option<OrderId>, ReviewError> {
    order::Entity::of(deed.scope)
        .filter(order::Column::MessageId.eq(id))
        .order_by_desc(order::Column::Id)
        .select_only()
        .column(order::Column::Id)
        .into_tuple()
        .one(&deed.db.read)
        .await
        .map_err(ReviewError::save("the order of a message"))
}

/// Gives a message another fate because a person decided so, and notes it.
pub(super) async fn turn(
    tx: &DatabaseTransaction, deed: &Deed<'_>, row: &message::Model, to: (Fate, Option<&str>),
) -> Result<(), ReviewError> {
    let failed = ReviewError::save("a message");
    let entry = journal::Entry {
        record: "message",
        record_id: row.id.0,
        version: 0,
        action: "fate_changed",
        detail: json!({ "from": row.fate, "because": row.fate_reason, "of": row.of_message_id, "to": to.0, "reason": to.1 }),
        actor: deed.actor.to_owned(),
        at: deed.now,
    };
    // The journal comes before the fate: with the fate the count of failed messages is locked, and both locks are taken in one order.
    journal::append(tx, deed.scope, entry).await.map_err(&failed)?;
    understanding::decide(tx, deed.scope, row.id, to).await.map_err(&failed)
}

/// The message's row, locked.
pub(super) async fn locked(
    tx: &DatabaseTransaction, scope: &Scope, id: MessageId,
) -> Result<message::Model, ReviewError> {
    message::Entity::of(scope)
        .filter(message::Column::Id.eq(id))
        .lock_exclusive()
        .one(tx)
        .await
        .map_err(ReviewError::save("a message"))?
        .ok_or(ReviewError::MissingMessage(id))
}

fn refuse_others(deed: &Deed<'_>, id: MessageId) -> Result<(), ReviewError> {
    if deed.scope.may(Right::ReviewOrders) { Ok(()) } else { Err(ReviewError::MissingMessage(id)) }
}

/// A transaction with the form's key in it; `None` when the same form was answered before.
async fn begin(deed: &Deed<'_>) -> Result<Option<DatabaseTransaction>, ReviewError> {
    let tx = deed.db.begin_write().await.map_err(ReviewError::save("a decision"))?;
    Ok((deed.begin(&tx).await? == Done::First).then_some(tx))
}

/// The order of a message that a person put away because it is none.
async fn put_away_as_none(deed: &Deed<'_>, id: MessageId) -> Result<Option<OrderId>, ReviewError> {
    order::Entity::of(deed.scope)
        .filter(order::Column::MessageId.eq(id))
        .filter(order::Column::SetAside.eq(SetAside::NotAnOrder))
        .order_by_asc(order::Column::Id)
        .select_only()
        .column(order::Column::Id)
        .into_tuple()
        .one(&deed.db.read)
        .await
        .map_err(ReviewError::save("the order of a message"))
}
