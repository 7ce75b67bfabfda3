//! A newer order takes the place of an older one, and gives it back.
//!
//! An older order that was not sent is set aside and points at the newer one. One that was sent never changes: the newer one points at it, is
//! its next revision, and says so in its letter and on its forms. Taking an approval back stands in fulfilment, which begins a replacement;
//! whatever ends one is here. The newer order is locked before the older one, whoever comes first.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, QueryFilter, QueryOrder, QuerySelect};
use serde_json::{Value, json};

use super::change::Begun;
use super::{Change, ReviewError};
use crate::entity::ids::OrderId;
use crate::entity::states::{Action, NotAllowed, OrderState, SetAside};
use crate::entity::{OfOrganisation, Scope, number, order, revision};
use crate::journal;
use crate::ops::deed::{Deed, Done};
use crate::ops::kept::Kept;

/// On whose behalf and when something is written.
type Who<'a> = (&'a Scope, &'a str, DateTime<Utc>);

/// The orders that were set aside because this one replaces them, oldest first.
pub(crate) async fn superseded_by(
    db: &impl ConnectionTrait, scope: &Scope, newer: OrderId,
) -> Result<Vec<OrderId>, ReviewError> {
    let rows = order::Entity::of(scope)
        .filter(order::Column::OfOrderId.eq(newer))
        .filter(order::Column::SetAside.eq(SetAside::Superseded))
        .order_by_asc(order::Column::Id)
        .select_only()
        .column(order::Column::Id)
        .into_tuple()
        .all(db)
        .await;
    rows.map_err(ReviewError::save("the orders that are replaced"))
}

/// Sets the order aside because `by` replaces it; the caller has begun [`Action::Supersede`] and has taken its approval back.
///
/// Gives the order that was sent and that this one was to replace: it is the newer one's matter now.
pub(crate) async fn supersede(
    change: &mut Change, by: OrderId, was: OrderState,
) -> Result<Option<OrderId>, ReviewError> {
    change.order.set_aside = Some(SetAside::Superseded);
    change.order.of_order_id = Some(by);
    change.order.replaced_by_id = Some(by);
    change.write(vec![("superseded", json!({ "by": by, "was": was }))]).await?;
    Ok(change.order.replaces_id)
}

/// Makes the order a revision of one that was sent, and says so; `None`: of none.
///
/// * `aside` — the orders that were set aside for it. Where forms of theirs were made, sent or not, this one is the next revision of them.
pub(crate) async fn revise(change: &mut Change, sent: Option<OrderId>, aside: &[OrderId]) -> Result<(), ReviewError> {
    let failed = ReviewError::save("the revisions of an order");
    let frozen: Option<i64> = revision::Entity::of(&change.scope)
        .filter(revision::Column::OrderId.eq(change.order.id))
        .order_by_desc(revision::Column::Revision)
        .select_only()
        .column(revision::Column::Revision)
        .into_tuple()
        .one(&change.tx)
        .await
        .map_err(&failed)?;
    let replaced = match sent {
        Some(sent) => row(&change.tx, &change.scope, sent).await?.map(|row| row.revision),
        None => None,
    };
    let older: Vec<OrderId> = sent.into_iter().chain(aside.iter().copied()).collect();
    let given = last_given(&change.tx, &change.scope, &older).await?;
    change.order.replaces_id = sent;
    change.order.revision = frozen.max(replaced).max(given).map_or(1, |before| before + 1);
    Ok(())
}

/// The last revision that was given under the numbers of these orders, to whichever order.
async fn last_given(db: &impl ConnectionTrait, scope: &Scope, older: &[OrderId]) -> Result<Option<i64>, ReviewError> {
    if older.is_empty() {
        return Ok(None);
    }
    let failed = ReviewError::save("the numbers of an order");
    let of = |column: number::Column| number::Entity::of(scope).select_only().column(column);
    let keys: Vec<String> = of(number::Column::NumberKey)
        .filter(number::Column::OrderId.is_in(older.iter().copied()))
        .into_tuple()
        .all(db)
        .await
        .map_err(&failed)?;
    let revisions: Vec<i64> = of(number::Column::Revision)
        .filter(number::Column::NumberKey.is_in(keys))
        .into_tuple()
        .all(db)
        .await
        .map_err(&failed)?;
    Ok(revisions.into_iter().max())
}

async fn row(db: &impl ConnectionTrait, scope: &Scope, id: OrderId) -> Result<Option<order::Model>, ReviewError> {
    let found = order::Entity::of(scope).filter(order::Column::Id.eq(id)).one(db).await;
    found.map_err(ReviewError::save("an order that is replaced"))
}

/// Notes something about an order that does not change by it.
pub(crate) async fn note(
    tx: &impl ConnectionTrait, (scope, actor, at): Who<'_>, row: &order::Model, (action, detail): (&'static str, Value),
) -> Result<(), ReviewError> {
    let actor = actor.to_owned();
    // No new version comes of it: it is told beside the deed that made this one.
    let version = row.version - 1;
    let entry = journal::Entry { record: "order", record_id: row.id.0, version, action, detail, actor, at };
    journal::append(tx, scope, entry).await.map_err(ReviewError::save("the history of an order"))
}

/// Saves an order that leaves review without being approved, and gives back what it had replaced: an order that was set aside for it is to be
/// reviewed again, so that the customer's order is never lost between the two.
pub(super) async fn save_and_give_back(
    mut change: Change, entries: Vec<(&'static str, Value)>,
) -> Result<Done, ReviewError> {
    let (id, scope, actor, now) = (change.order.id, change.scope, change.actor.clone(), change.now);
    let kept = change.kept.clone();
    let back = superseded_by(&change.tx, &scope, id).await?;
    let sent = change.order.replaces_id;
    if sent.is_some() || !back.is_empty() {
        revise(&mut change, None, &[]).await?;
    }
    change.write(entries).await?;
    let mut tx = change.tx;
    let who = (&scope, actor.as_str(), now);
    forget_sent(&tx, who, sent, id).await?;
    for older in back {
        tx = bring_back(tx, &kept, who, (older, None), id).await?;
    }
    tx.commit().await.map_err(ReviewError::save("an order"))?;
    Ok(Done::First)
}

async fn forget_sent(
    tx: &impl ConnectionTrait, who: Who<'_>, sent: Option<OrderId>, by: OrderId,
) -> Result<(), ReviewError> {
    let Some(sent) = sent else { return Ok(()) };
    let Some(row) = row(tx, who.0, sent).await? else { return Ok(()) };
    note(tx, who, &row, ("replaced_no_more", json!({ "by": by }))).await
}

/// Puts an order that was set aside for `newer` under review again.
async fn bring_back(
    tx: DatabaseTransaction, kept: &Kept, who: Who<'_>, older: (OrderId, Option<i64>), newer: OrderId,
) -> Result<DatabaseTransaction, ReviewError> {
    let mut change = Change::within(tx, kept, who, older, Action::Reopen).await?;
    if (change.order.set_aside, change.order.of_order_id) != (Some(SetAside::Superseded), Some(newer)) {
        return Err(NotAllowed { action: Action::Reopen, state: OrderState::SetAside }.into());
    }
    change.order.set_aside = None;
    change.order.of_order_id = None;
    change.order.replaced_by_id = None;
    change.recompute().await?;
    change.write(vec![("brought_back", json!({ "from": newer }))]).await?;
    Ok(change.tx)
}

/// Puts an order that was set aside for a newer one under review again; the newer one objects once more.
///
/// Refuses with [`ReviewError::InForce`] while the newer one is approved or sent.
pub(super) async fn reopen(
    deed: &Deed<'_>, older: (OrderId, Option<i64>), newer: OrderId,
) -> Result<Done, ReviewError> {
    let failed = ReviewError::save("a replacement");
    let mut tx = deed.db.begin_write().await.map_err(&failed)?;
    if deed.begin(&tx).await? == Done::Again {
        return Ok(Done::Again);
    }
    let who = (deed.scope, deed.actor, deed.now);
    let locked = order::Entity::of(deed.scope).filter(order::Column::Id.eq(newer)).lock_exclusive().one(&tx).await;
    let by = locked.map_err(&failed)?.ok_or(ReviewError::Missing(newer))?;
    if by.state.is_released() {
        return Err(ReviewError::InForce { id: older.0, by: newer });
    }
    let inherited = row(&tx, deed.scope, older.0).await?.and_then(|row| row.replaces_id);
    tx = bring_back(tx, &deed.db.kept, who, older, newer).await?;
    let told = ("replaces_no_more", json!({ "of": older.0 }));
    if by.state == OrderState::InReview {
        let mut change = Change::within(tx, &deed.db.kept, who, (newer, None), Action::Correct).await?;
        let sent = change.order.replaces_id.filter(|sent| Some(*sent) != inherited);
        let left = superseded_by(&change.tx, deed.scope, newer).await?;
        revise(&mut change, sent, &left).await?;
        change.recompute().await?;
        change.write(vec![told]).await?;
        tx = change.tx;
    } else {
        note(&tx, who, &by, told).await?;
    }
    crate::kp!("brought_back.written");
    tx.commit().await.map_err(&failed)?;
    Ok(Done::First)
}

/// A person says that the order replaces none after all: what was set aside for it is to be reviewed again, and it objects once more.
///
/// Refuses with [`ReviewError::ReplacesNothing`] where it replaces none.
pub async fn replaces_nothing(deed: &Deed<'_>, id: OrderId, version: i64) -> Result<Done, ReviewError> {
    let Begun::Change(change) = Change::begin(deed, id, version, Action::Correct).await? else {
        return Ok(Done::Again);
    };
    let who = (deed.scope, deed.actor, deed.now);
    let back = superseded_by(&change.tx, deed.scope, id).await?;
    let sent = change.order.replaces_id;
    if back.is_empty() && sent.is_none() {
        return Err(ReviewError::ReplacesNothing(id));
    }
    let mut tx = change.tx;
    forget_sent(&tx, who, sent, id).await?;
    for older in &back {
        tx = bring_back(tx, &deed.db.kept, who, (*older, None), id).await?;
    }
    // Bringing another order back has changed nothing of this one but what it objects to.
    let mut change = Change::within(tx, &deed.db.kept, who, (id, None), Action::Correct).await?;
    revise(&mut change, None, &[]).await?;
    change.recompute().await?;
    let told = back.iter().chain(&sent).map(|of| ("replaces_no_more", json!({ "of": of }))).collect();
    change.save(told).await
}
