//! Where review meets the queue: orders that were found are opened, and those that are under review take over what a later run found.

use std::time::Duration;

use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, QueryFilter, QueryOrder};
use serde::{Deserialize, Serialize};

use super::order::{Fresh, Origins, open, po_key, refresh, tell_orders, wishes};
use crate::entity::ids::{MessageId, OrderId};
use crate::entity::states::{Fate, OrderState};
use crate::entity::{OfOrganisation, Scope, message, order, run};
use crate::jobs::{Ctx, Job, JobError, Lease, Outcome};
use crate::reader::evidence::Verdict;
use crate::reader::extraction::Extraction;
use crate::understanding::{give_up, settle};

/// Opens every order of the chosen run of a message for review, and tells the orders that it speaks of. Of a message that has its orders already, refreshes those under review from
/// a run they are not from, and opens what was not found before.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct OpenOrders {
    /// Which message.
    pub message: MessageId,
}

impl Job for OpenOrders {
    const NAME: &'static str = "open_orders";
    const ATTEMPTS_MAX: i64 = 5;
    const TIMEOUT: Duration = Duration::from_secs(60);

    async fn run(&self, ctx: &Ctx, lease: &Lease) -> Result<Outcome, JobError> {
        let scope = lease.scope()?;
        let mut tx = ctx.db.begin_write().await?;
        let of_message = message::Entity::of(&scope).filter(message::Column::Id.eq(self.message));
        let has_orders_or_waits = |row: &message::Model| matches!(row.fate, Fate::Waiting | Fate::InRecord);
        let Some(row) = of_message.one(&tx).await?.filter(has_orders_or_waits) else {
            return Ok(Outcome::Done(Verdict::NotForUs));
        };
        let chosen = run::Entity::of(&scope)
            .filter(run::Column::MessageId.eq(self.message))
            .filter(run::Column::IsChosen.eq(true))
            .one(&tx)
            .await?;
        let Some(chosen) = chosen else {
            return Ok(Outcome::GiveUp("the message has no chosen extraction".to_owned()));
        };
        let found: Extraction = serde_json::from_value(chosen.found.clone()).map_err(JobError::other)?;
        let opened = orders_of(&tx, &scope, self.message).await?;
        let of_this_run = |row: &order::Model| row.run_id == Some(chosen.id);
        if row.fate == Fate::InRecord && (opened.is_empty() || opened.iter().any(of_this_run)) {
            // What this run found is in the orders already.
            return Ok(Outcome::Done(Verdict::NotForUs));
        }
        let now = ctx.clock.now();
        let plan = plan(&opened, &found);
        let notes = &found.notes[..];
        for (position, (found, known)) in (0..).zip(found.orders.iter().zip(&plan.of_found)) {
            let sender = row.sender_address.as_deref();
            tx = match known {
                Some((id, OrderState::InReview)) => {
                    let fresh =
                        Fresh { run: chosen.id, position, sender, found: Some(found), notes, kept: &ctx.db.kept };
                    refresh(tx, &scope, now, *id, &fresh).await.map_err(JobError::other)?
                }
                // It is decided about: what was found now is kept in the run, and nowhere else.
                Some(_) => tx,
                None => {
                    let received_at = row.received_at;
                    let (message, run, kept) = (row.id, chosen.id, &ctx.db.kept);
                    let origins = Origins { message, run, position, sender, received_at, notes, kept, by_hand: "" };
                    open(tx, &scope, now, &origins, found).await.map_err(JobError::other)?.0
                }
            };
        }
        let beyond = i64::try_from(found.orders.len()).unwrap_or(i64::MAX);
        for (position, id) in (beyond..).zip(plan.left) {
            let fresh = Fresh { run: chosen.id, position, sender: None, found: None, notes, kept: &ctx.db.kept };
            tx = refresh(tx, &scope, now, id, &fresh).await.map_err(JobError::other)?;
        }
        let wishes = wishes(&found);
        let all_object;
        (tx, all_object) =
            tell_orders(tx, &scope, (now, &ctx.db.kept), &row, &wishes).await.map_err(JobError::other)?;
        let fate = match wishes.first() {
            // What was approved or sent does not object, and what is not here cannot: a person looks at the message.
            Some((wish, _)) if found.orders.is_empty() => {
                (if all_object { Fate::InRecord } else { Fate::Failed }, Some(wish.reason()))
            }
            _ => (Fate::InRecord, None),
        };
        settle(&tx, &scope, self.message, fate).await?;
        lease.finish(&tx, Verdict::Done).await?;
        crate::kp!("open.written");
        tx.commit().await?;
        crate::kp!("open.committed");
        Ok(Outcome::Done(Verdict::Done))
    }

    async fn given_up(&self, _: &Ctx, lease: &Lease, tx: &DatabaseTransaction, _: &str) -> Result<(), DbErr> {
        give_up(tx, lease, self.message, "not_opened").await
    }
}

/// Every order of the message, oldest first.
async fn orders_of(db: &impl ConnectionTrait, scope: &Scope, message: MessageId) -> Result<Vec<order::Model>, DbErr> {
    order::Entity::of(scope).filter(order::Column::MessageId.eq(message)).order_by_asc(order::Column::Id).all(db).await
}

/// Which order is which.
struct Plan {
    /// For each found order the one that was opened for it before, and where that stands.
    of_found: Vec<Option<(OrderId, OrderState)>>,
    /// Orders under review that were not found this time.
    left: Vec<OrderId>,
}

/// The same order has the same number; without a number, the same place in the message.
fn plan(opened: &[order::Model], found: &Extraction) -> Plan {
    let mut of_found: Vec<Option<(OrderId, OrderState)>> = vec![None; found.orders.len()];
    let is_taken = |of_found: &[Option<(OrderId, OrderState)>], row: &order::Model| {
        of_found.iter().flatten().any(|(id, _)| *id == row.id)
    };
    for by_number in [true, false] {
        for (at, wanted) in found.orders.iter().enumerate() {
            let number = po_key(wanted.po_number.value().map(String::as_str));
            let is_it = |row: &&order::Model| {
                if by_number {
                    number.is_some() && row.po_key == number
                } else {
                    i64::try_from(at) == Ok(row.run_position)
                }
            };
            if of_found[at].is_none() {
                let free = opened.iter().filter(|row| !is_taken(&of_found, row));
                of_found[at] = free.into_iter().find(is_it).map(|row| (row.id, row.state));
            }
        }
    }
    let is_left = |row: &&order::Model| row.state == OrderState::InReview && !is_taken(&of_found, row);
    let left = opened.iter().filter(is_left).map(|row| row.id).collect();
    Plan { of_found, left }
}
