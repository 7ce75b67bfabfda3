//! Where review meets the queue: orders that were found are opened.

use std::time::Duration;

use sea_orm::{ColumnTrait, DatabaseTransaction, DbErr, QueryFilter};
use serde::{Deserialize, Serialize};

use super::order::{Origins, open};
use crate::entity::ids::MessageId;
use crate::entity::states::Fate;
use crate::entity::{OfOrganisation, Scope, message, run};
use crate::jobs::{Ctx, Job, JobError, Lease, Outcome};
use crate::reader::evidence::Verdict;
use crate::reader::extraction::Extraction;
use crate::understanding::settle;

/// Opens every order of the chosen run of a message for review.
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
        let Some(row) = of_message.one(&tx).await?.filter(|row| row.fate == Fate::Waiting) else {
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
        let found: Extraction = serde_json::from_value(chosen.found).map_err(JobError::other)?;
        for (position, order) in (0..).zip(&found.orders) {
            let origins = Origins {
                message: row.id,
                run: chosen.id,
                position,
                sender: row.sender_address.as_deref(),
                received_at: row.received_at,
                kept: &ctx.db.kept,
            };
            (tx, _) = open(tx, &scope, ctx.clock.now(), &origins, order).await.map_err(JobError::other)?;
        }
        settle(&tx, &scope, self.message, (Fate::InRecord, None)).await?;
        lease.finish(&tx, Verdict::Done).await?;
        crate::kp!("open.written");
        tx.commit().await?;
        crate::kp!("open.committed");
        Ok(Outcome::Done(Verdict::Done))
    }

    async fn given_up(&self, _: &Ctx, lease: &Lease, tx: &DatabaseTransaction, _: &str) -> Result<(), DbErr> {
        match lease.organisation() {
            Some(organisation) => {
                settle(tx, &Scope::system(organisation), self.message, (Fate::Failed, Some("not_opened"))).await
            }
            None => Ok(()),
        }
    }
}
