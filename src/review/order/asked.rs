//! A message about an order that came before: the customer changes it or takes it back.
//!
//! Nothing is taken over by itself. The order is found by its number and its customer, and its history tells of the message. Where it is under
//! review it objects until somebody has decided; where it was approved or sent, the message waits for a person, because what went out is
//! changed; and where there is no such order, the message says so.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::check::{is_same_customer_as, of_number, without_revision};
use super::{Change, ReviewError, po_key};
use crate::entity::ids::{CustomerId, MessageId, OrderId};
use crate::entity::states::{Action, OrderState};
use crate::entity::{Scope, message, order};
use crate::journal;
use crate::matching::customers::{self, Answer, Wanted};
use crate::ops::kept::Kept;
use crate::reader::extraction::{Extraction, FoundOrder};

/// What the history of an order calls such a message.
pub(crate) const ASKED: &str = "asked";
/// What the history of the message calls the order it speaks of.
pub(crate) const ABOUT: &str = "about_order";

/// What the customer wants of an order it placed before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wish {
    /// Other values, other lines.
    Change,
    /// No order at all.
    Cancellation,
}

impl Wish {
    /// How extraction names a message of this sort, which is also the reason of its fate.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Change => "order_change",
            Self::Cancellation => "order_cancellation",
        }
    }

    /// What a message of this sort, or with this reason of its fate, wants; `None` where it wants nothing of the kind.
    pub fn of(sort: &str) -> Option<Self> {
        [Self::Change, Self::Cancellation].into_iter().find(|wish| wish.reason() == sort)
    }
}

/// What is kept of such a message with its order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Which message.
    pub message: MessageId,
    /// What it wants.
    pub wish: Wish,
    /// Who sent it: a name, or an address; empty where nobody knows.
    pub from: String,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// Where the order stood.
    pub state: OrderState,
}

/// Everything a message says about orders that came before.
pub(crate) fn wishes(found: &Extraction) -> Vec<(Wish, &FoundOrder)> {
    let recognised = found.recognised.iter().filter_map(|other| Some((Wish::of(&other.kind)?, &other.order)));
    let told = found.notice.iter().filter_map(|notice| Some((Wish::of(&notice.sort)?, &notice.values)));
    recognised.chain(told).collect()
}

/// Tells the orders that a message is about, in the caller's transaction.
///
/// Gives it back with whether nobody has to look at the message any more: every order it speaks of is under review and objects itself.
pub(crate) async fn tell_orders(
    mut tx: DatabaseTransaction, scope: &Scope, (now, kept): (DateTime<Utc>, &Kept), row: &message::Model,
    wishes: &[(Wish, &FoundOrder)],
) -> Result<(DatabaseTransaction, bool), ReviewError> {
    let mut all_object = true;
    for (wish, found) in wishes {
        let Some(older) = older(&tx, scope, found, row.sender_address.as_deref()).await? else {
            all_object = false;
            continue;
        };
        let from = row.sender_name.clone().filter(|name| !name.is_empty()).or_else(|| row.sender_address.clone());
        let asked = Asked {
            message: row.id,
            wish: *wish,
            from: from.unwrap_or_default(),
            received_at: row.received_at,
            state: older.state,
        };
        all_object &= older.state == OrderState::InReview;
        tx = tell(tx, scope, now, kept, (&older, &asked)).await?;
    }
    Ok((tx, all_object))
}

/// Once for each order and message, however often that is read.
async fn tell(
    tx: DatabaseTransaction, scope: &Scope, now: DateTime<Utc>, kept: &Kept, (older, asked): (&order::Model, &Asked),
) -> Result<DatabaseTransaction, ReviewError> {
    let failed = ReviewError::save("a message about an order");
    if asked_of(&tx, scope, older.id).await?.iter().any(|known| known.message == asked.message) {
        return Ok(tx);
    }
    let detail = serde_json::to_value(asked).map_err(ReviewError::stored("a message about an order"))?;
    let entry = |record, record_id, version, action, detail| journal::Entry {
        record,
        record_id,
        version,
        action,
        detail,
        actor: String::new(),
        at: now,
    };
    let about = json!({ "order": older.id, "state": older.state });
    let of_message = entry("message", asked.message.0, 0, ABOUT, about);
    if older.state != OrderState::InReview {
        // What is decided does not change by it: it is told beside the deed that made this version.
        let told = entry("order", older.id.0, older.version - 1, ASKED, detail);
        journal::append_all(&tx, scope, vec![told, of_message]).await.map_err(&failed)?;
        return Ok(tx);
    }
    let mut change = Change::within(tx, kept, (scope, "", now), (older.id, None), Action::ReadAgain).await?;
    change.asked.push(asked.clone());
    change.recompute().await?;
    change.write(vec![(ASKED, detail)]).await?;
    journal::append(&change.tx, scope, of_message).await.map_err(&failed)?;
    Ok(change.tx)
}

/// The messages about an order, oldest first.
pub(crate) async fn asked_of(
    db: &impl ConnectionTrait, scope: &Scope, order: OrderId,
) -> Result<Vec<Asked>, ReviewError> {
    let told = journal::details_of(db, scope, ("order", ASKED), &[order.0]).await;
    let told = told.map_err(ReviewError::save("the messages about an order"))?;
    let read = |(_, detail)| serde_json::from_value(detail).map_err(ReviewError::stored("a message about an order"));
    told.into_iter().map(read).collect()
}

/// The order that a message speaks of: of this number and this customer, the newest that is not put away; otherwise the newest.
async fn older(
    db: &impl ConnectionTrait, scope: &Scope, found: &FoundOrder, sender: Option<&str>,
) -> Result<Option<order::Model>, ReviewError> {
    let Some(key) = po_key(found.po_number.value().map(String::as_str)) else { return Ok(None) };
    let name = found.buyer_name.value().map(String::as_str);
    let answer = customers::find(db, scope, Wanted { name, sender, address: None }).await?;
    let customer: Option<CustomerId> =
        if let Answer::Picked { customer, .. } = &answer { Some(customer.id) } else { None };
    let base = without_revision(&key);
    let is_it = |row: &order::Model| {
        row.po_key.as_deref().is_some_and(|theirs| without_revision(theirs) == base)
            && is_same_customer_as((customer, name), row, base)
    };
    let rows = of_number(scope, &key)
        .filter(order::Column::State.ne(OrderState::Reading))
        .all(db)
        .await
        .map_err(ReviewError::save("a look for the order of a message"))?;
    let is_put_away = |row: &order::Model| matches!(row.state, OrderState::Rejected | OrderState::SetAside);
    Ok(rows.into_iter().filter(is_it).max_by_key(|row| (!is_put_away(row), row.id)))
}
