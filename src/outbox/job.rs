//! The job that ships one letter.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use lettre::Address;
use sea_orm::{ColumnTrait as _, DatabaseTransaction, DbErr, EntityTrait as _, QueryFilter as _, Set, UpdateMany};
use serde::{Deserialize, Serialize};

use super::letters::recipients_of;
use super::sender::{Delivery, Parcel, Proof, Refusal, Sender};
use crate::entity::ids::OutboxId;
use crate::entity::states::OutboxState;
use crate::entity::{OfOrganisation as _, Scope, outbox};
use crate::jobs::{Ctx, Job, JobError, Lease, Outcome};
use crate::reader::evidence::Verdict;

/// Attempts of one letter before a person has to look; counted in its row.
const ATTEMPTS: i64 = 5;
/// The pause after the first refusal for the moment; it doubles, so that five attempts take a quarter of an hour: the usual greylisting
/// is over by then.
const PAUSE_SECS_FIRST: i64 = 60;

/// Ships one letter of the outbox.
///
/// It ends with [`Verdict::Done`] when the letter was taken over, with [`Verdict::Stuck`] when a person must look (held, failed), and with
/// [`Verdict::NotForUs`] when there was nothing to do any more (recalled).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendOutbox {
    /// Which letter.
    pub outbox: OutboxId,
}

impl Job for SendOutbox {
    const NAME: &'static str = "send_outbox";
    /// For faults of our own: the database, the blob store. Refusals are counted in the letter's row.
    const ATTEMPTS_MAX: i64 = 5;
    /// Longer than the longest talk with a server, so that the letter's own limits decide.
    const TIMEOUT: Duration = Duration::from_secs(300);

    async fn run(&self, ctx: &Ctx, lease: &Lease) -> Result<Outcome, JobError> {
        let scope = lease.scope()?;
        let found = outbox::Entity::of(&scope).filter(outbox::Column::Id.eq(self.outbox)).one(&ctx.db.write).await?;
        let Some(row) = found else { return Ok(Outcome::GiveUp("no such letter".to_owned())) };
        let now = ctx.clock.now();
        match row.state {
            OutboxState::Waiting if row.send_after > now => Ok(Outcome::Snooze(until(row.send_after, now))),
            OutboxState::Waiting => Dispatch::of(ctx, lease, row).await?.send().await,
            OutboxState::Sending => Dispatch::of(ctx, lease, row).await?.resume().await,
            OutboxState::Sent | OutboxState::Recalled | OutboxState::Held | OutboxState::Failed => {
                Ok(Outcome::Done(Verdict::NotForUs))
            }
        }
    }

    /// A letter that was on its way is held, one that was not has failed; both say why.
    async fn given_up(&self, _: &Ctx, lease: &Lease, tx: &DatabaseTransaction, reason: &str) -> Result<(), DbErr> {
        let Some(organisation) = lease.organisation() else { return Ok(()) };
        let ends = [(OutboxState::Sending, OutboxState::Held), (OutboxState::Waiting, OutboxState::Failed)];
        for (from, to) in ends {
            let change =
                outbox::ActiveModel { state: Set(to), last_error: Set(Some(reason.to_owned())), ..Default::default() };
            outbox::Entity::update_many()
                .set(change)
                .filter(outbox::Column::OrganisationId.eq(organisation))
                .filter(outbox::Column::Id.eq(self.outbox))
                .filter(outbox::Column::State.eq(from))
                .exec(tx)
                .await?;
        }
        Ok(())
    }
}

/// One run for one letter.
struct Dispatch<'a> {
    ctx: &'a Ctx,
    lease: &'a Lease,
    scope: Scope,
    row: outbox::Model,
    sender: Sender,
    parcel: Parcel,
}

impl<'a> Dispatch<'a> {
    async fn of(ctx: &'a Ctx, lease: &'a Lease, row: outbox::Model) -> Result<Self, JobError> {
        let bytes = ctx.blobs.get(&row.blob).await?;
        let from = sender_of(&bytes).ok_or_else(|| JobError::other("the stored letter has no sender"))?;
        let to: Result<Vec<Address>, _> = recipients_of(&row).iter().map(|address| address.parse()).collect();
        let parcel = Parcel { message_id: row.message_id.clone(), from, to: to.map_err(JobError::other)?, bytes };
        Ok(Self { ctx, lease, scope: lease.scope()?, sender: Sender::of(&ctx.config), row, parcel })
    }

    /// `waiting` → the other side is ready → `sending` → what it says.
    async fn send(mut self) -> Result<Outcome, JobError> {
        let sender = self.sender.clone();
        let ready = match sender.prepare(&self.parcel).await {
            Ok(ready) => ready,
            Err(refusal) => return self.refused(refusal).await,
        };
        if !self.begin(OutboxState::Waiting).await? {
            // Recalled, or another worker's by now; nothing was handed over.
            return Ok(Outcome::Snooze(Duration::from_secs(1)));
        }
        crate::kp!("outbox.sending");
        let delivery = ready.hand_over(&self.parcel).await;
        self.delivered(delivery).await
    }

    /// Found `sending`: an earlier run was interrupted, or another worker is at it right now.
    async fn resume(mut self) -> Result<Outcome, JobError> {
        match self.sender.prove(&self.parcel).await {
            Proof::Sent { receipt } => self.sent(receipt).await,
            Proof::Unknown => self.stuck(OutboxState::Held, "interrupted while it was being sent").await,
            Proof::NotSent => {
                let sender = self.sender.clone();
                let ready = match sender.prepare(&self.parcel).await {
                    Ok(ready) => ready,
                    Err(refusal) => return self.refused(refusal).await,
                };
                if !self.begin(OutboxState::Sending).await? {
                    return Ok(Outcome::Snooze(Duration::from_secs(1)));
                }
                let delivery = ready.hand_over(&self.parcel).await;
                self.delivered(delivery).await
            }
        }
    }

    /// Commits that the letter is on its way, and counts the attempt. `false` when somebody else has moved it since it was read.
    async fn begin(&mut self, from: OutboxState) -> Result<bool, DbErr> {
        let next = self.row.attempts + 1;
        let change =
            outbox::ActiveModel { state: Set(OutboxState::Sending), attempts: Set(next), ..Default::default() };
        let begun = self.mine(outbox::Entity::update_many().set(change), from).exec(&self.ctx.db.write).await?;
        if begun.rows_affected == 1 {
            (self.row.state, self.row.attempts) = (OutboxState::Sending, next);
        }
        Ok(begun.rows_affected == 1)
    }

    async fn delivered(self, delivery: Delivery) -> Result<Outcome, JobError> {
        match delivery {
            Delivery::Sent { receipt } => self.sent(receipt).await,
            Delivery::Refused(refusal) => self.refused(refusal).await,
            Delivery::Unclear(reason) => match self.sender.prove(&self.parcel).await {
                Proof::Sent { receipt } => self.sent(receipt).await,
                Proof::NotSent => self.refused(Refusal::Later(reason)).await,
                Proof::Unknown => self.stuck(OutboxState::Held, &reason).await,
            },
        }
    }

    async fn sent(self, receipt: String) -> Result<Outcome, JobError> {
        crate::kp!("outbox.sent_unrecorded");
        let change = outbox::ActiveModel {
            state: Set(OutboxState::Sent),
            receipt: Set(Some(receipt)),
            sent_at: Set(Some(self.ctx.clock.now())),
            last_error: Set(None),
            ..Default::default()
        };
        let outcome = self.end(change, Verdict::Done).await?;
        crate::kp!("outbox.recorded");
        Ok(outcome)
    }

    /// It certainly did not leave: once more after a pause, or for a person.
    async fn refused(self, refusal: Refusal) -> Result<Outcome, JobError> {
        // An attempt that never got as far as `sending` counts as well.
        let attempts = match self.row.state {
            OutboxState::Waiting => self.row.attempts + 1,
            _ => self.row.attempts,
        };
        let (reason, is_final) = match refusal {
            Refusal::Later(reason) => (reason, attempts % ATTEMPTS == 0),
            Refusal::Never(reason) => (reason, true),
        };
        if is_final {
            return self.stuck(OutboxState::Failed, &reason).await;
        }
        let now = self.ctx.clock.now();
        let doublings = (attempts - 1).rem_euclid(ATTEMPTS);
        let send_after = now + TimeDelta::seconds(PAUSE_SECS_FIRST << doublings);
        let change = outbox::ActiveModel {
            state: Set(OutboxState::Waiting),
            attempts: Set(attempts),
            send_after: Set(send_after),
            last_error: Set(Some(reason)),
            ..Default::default()
        };
        let update = self.mine(outbox::Entity::update_many().set(change), self.row.state);
        update.exec(&self.ctx.db.write).await?;
        Ok(Outcome::Snooze(until(send_after, now)))
    }

    async fn stuck(self, state: OutboxState, reason: &str) -> Result<Outcome, JobError> {
        let attempts = match self.row.state {
            OutboxState::Waiting => self.row.attempts + 1,
            _ => self.row.attempts,
        };
        let change = outbox::ActiveModel {
            state: Set(state),
            attempts: Set(attempts),
            last_error: Set(Some(reason.to_owned())),
            ..Default::default()
        };
        self.end(change, Verdict::Stuck).await
    }

    /// Writes how it ended and finishes the job, both or neither.
    async fn end(self, change: outbox::ActiveModel, verdict: Verdict) -> Result<Outcome, JobError> {
        let tx = self.ctx.db.begin_write().await?;
        let update = self.mine(outbox::Entity::update_many().set(change), self.row.state);
        if update.exec(&tx).await?.rows_affected != 1 {
            return Err(JobError::LeaseLost);
        }
        self.lease.finish(&tx, verdict).await?;
        tx.commit().await?;
        Ok(Outcome::Done(verdict))
    }

    /// Only as long as the letter is where this run put it: every move counts an attempt or changes the state.
    fn mine(&self, update: UpdateMany<outbox::Entity>, state: OutboxState) -> UpdateMany<outbox::Entity> {
        update
            .filter(outbox::Column::OrganisationId.eq(self.scope.organisation()))
            .filter(outbox::Column::Id.eq(self.row.id))
            .filter(outbox::Column::State.eq(state))
            .filter(outbox::Column::Attempts.eq(self.row.attempts))
    }
}

/// The address in the `From` of a letter that [`compose`](super::compose) made: it is the last thing in that header, in angle brackets
/// when a name stands before it.
fn sender_of(bytes: &[u8]) -> Option<Address> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(bytes.len());
    let head = std::str::from_utf8(&bytes[..end]).ok()?.replace("\r\n ", " ").replace("\r\n\t", " ");
    let from = head.lines().find_map(|line| line.strip_prefix("From:"))?.trim();
    let address = match from.strip_suffix('>') {
        Some(rest) => rest.rsplit_once('<')?.1,
        None => from,
    };
    address.parse().ok()
}

/// From `now` until `at`, at least a second.
fn until(at: DateTime<Utc>, now: DateTime<Utc>) -> Duration {
    (at - now).to_std().unwrap_or_default().max(Duration::from_secs(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sender_is_read_from_the_letter_itself() {
        let read = |text: &str| sender_of(text.as_bytes()).map(|address| address.to_string());
        assert_eq!(read("From: a@example.com\r\nTo: b@example.com\r\n\r\nx"), Some("a@example.com".to_owned()));
        assert_eq!(
            read("Date: x\r\nFrom: =?utf-8?b?TcO8bGxlcg==?=\r\n <orders@example.com>\r\n\r\n"),
            Some("orders@example.com".to_owned())
        );
        assert_eq!(read("To: b@example.com\r\n\r\nFrom: mallory@example.com\r\n"), None, "the body is no header");
        assert_eq!(read("From: nobody\r\n\r\n"), None);
    }
}
