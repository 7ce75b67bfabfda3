//! The letter has left: the order is sent.

use std::time::Duration;

use sea_orm::{ColumnTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::entity::ids::OutboxId;
use crate::entity::states::{Action, NotAllowed, OrderState, OutboxState};
use crate::entity::{OfOrganisation, outbox};
use crate::jobs::{Ctx, Job, JobError, Lease, Outcome};
use crate::ops::deed::Deed;
use crate::reader::evidence::Verdict;
use crate::review::order::{Begun, Change, ReviewError};

/// Moves the order of a letter that has left to *sent*.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct OrderSent {
    /// The letter.
    pub outbox: OutboxId,
}

impl Job for OrderSent {
    const NAME: &'static str = "order_sent";
    const ATTEMPTS_MAX: i64 = 5;
    const TIMEOUT: Duration = Duration::from_secs(30);

    async fn run(&self, ctx: &Ctx, lease: &Lease) -> Result<Outcome, JobError> {
        let scope = lease.scope()?;
        let letter = outbox::Entity::of(&scope).filter(outbox::Column::Id.eq(self.outbox)).one(&ctx.db.write).await?;
        let Some((id, revision)) =
            letter.filter(|row| row.state == OutboxState::Sent).and_then(|row| row.order_id.zip(row.revision))
        else {
            return Ok(Outcome::Done(Verdict::NotForUs));
        };
        let deed = Deed { db: &ctx.db, now: ctx.clock.now(), scope: &scope, actor: "", once: None };
        let mut change = match Change::begin_at_any_version(&deed, id, Action::Send).await {
            Ok(Begun::Change(change)) => change,
            // Told twice: the order is where it should be.
            Err(ReviewError::NotAllowed(NotAllowed { state: OrderState::Sent, .. })) | Ok(Begun::Again) => {
                return Ok(Outcome::Done(Verdict::NotForUs));
            }
            Err(error) => return Err(JobError::other(error)),
        };
        let entry = ("sent", json!({ "letter": self.outbox, "revision": revision }));
        change.write(vec![entry]).await.map_err(JobError::other)?;
        lease.finish(&change.tx, Verdict::Done).await?;
        crate::kp!("sent.written");
        change.tx.commit().await?;
        Ok(Outcome::Done(Verdict::Done))
    }
}
