//! The check of a whole journal, as a job: a long chain must not hold up a page.

use std::time::Duration;

use sea_orm::{ActiveValue::NotSet, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _, Set};
use serde::{Deserialize, Serialize};

use super::{Broken, Head, verify, verify_since};
use crate::auth::Right;
use crate::entity::{OfOrganisation as _, journal_check};
use crate::jobs::{self, Ctx, Enqueue, Job, JobError, Lease, Outcome};
use crate::ops::deed::{Deed, Done};
use crate::ops::once::OnceError;
use crate::reader::evidence::Verdict;

/// Walks along the journal of its organisation and keeps what it found.
///
/// The chain must still pass through the end that the last good check has kept, so a journal that was written anew as a whole is noticed.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct CheckJournal {}

impl Job for CheckJournal {
    const NAME: &'static str = "check_journal";
    const ATTEMPTS_MAX: i64 = 3;
    /// A million entries take about half a minute.
    const TIMEOUT: Duration = Duration::from_secs(600);

    async fn run(&self, ctx: &Ctx, lease: &Lease) -> Result<Outcome, JobError> {
        let scope = lease.scope()?;
        let organisation = scope.organisation();
        let kept = journal_check::Entity::of(&scope)
            .filter(journal_check::Column::Fault.is_null())
            .order_by_desc(journal_check::Column::Id)
            .one(&ctx.db.read)
            .await?;
        let kept = kept.and_then(|row| Some(Head { number: row.head_number?, hash: row.head_hash? }));
        let found = match &kept {
            Some(head) => verify_since(&ctx.db.read, organisation, head).await,
            None => verify(&ctx.db.read, organisation).await,
        };
        let (entries, head, fault) = match found {
            Ok(verified) => (i64::try_from(verified.rows).unwrap_or(i64::MAX), verified.head, None),
            Err(Broken::Read(error)) => return Err(error.into()),
            Err(broken @ Broken::Row { number, .. }) => (number - 1, None, Some(broken.to_string())),
            Err(broken @ Broken::OtherChain(_)) => (0, None, Some(broken.to_string())),
        };
        let tx = ctx.db.begin_write().await?;
        let row = journal_check::ActiveModel {
            id: NotSet,
            organisation_id: Set(organisation),
            at: Set(ctx.clock.now()),
            entries: Set(entries),
            head_number: Set(head.as_ref().map(|head| head.number)),
            head_hash: Set(head.map(|head| head.hash)),
            fault: Set(fault),
        };
        journal_check::Entity::insert(row).exec_without_returning(&tx).await?;
        lease.finish(&tx, Verdict::Done).await?;
        tx.commit().await?;
        Ok(Outcome::Done(Verdict::Done))
    }
}

/// Asks for a check of the organisation's journal. While one waits or runs, another one is not added. `false` without the right to.
///
/// # Errors
/// The form's key cannot be used, or the database failed.
pub async fn ask_for_check(deed: &Deed<'_>) -> Result<bool, OnceError> {
    if !deed.scope.may(Right::ManageOrganisation) {
        return Ok(false);
    }
    let tx = deed.db.begin_write().await?;
    if deed.begin(&tx).await? == Done::First {
        let organisation = deed.scope.organisation();
        let how = Enqueue::at(deed.now).unique(organisation.to_string());
        jobs::enqueue(&tx, Some(organisation), &CheckJournal {}, how).await?;
        tx.commit().await?;
    }
    Ok(true)
}
