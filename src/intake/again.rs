//! A message whose work was given up is worked on once more, or left.

use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, DbErr, IntoActiveModel as _, QueryFilter as _,
    QuerySelect as _,
};
use serde_json::{Value, json};

use crate::auth::Right;
use crate::entity::ids::{JobId, MessageId};
use crate::entity::states::Fate;
use crate::entity::{OfOrganisation as _, message};
use crate::jobs::{self, DecideError};
use crate::journal::{self, Entry};
use crate::ops::deed::{Deed, Done};

/// Tries a given-up job anew. The message it worked on, if there is one, waits again and is not failed any more; the journal says who
/// wanted that.
pub async fn try_again(deed: &Deed<'_>, id: JobId) -> Result<Done, DecideError> {
    if !deed.scope.may(Right::ManageOrganisation) {
        return Err(DecideError::NotAllowed);
    }
    let tx = deed.db.begin_write().await?;
    if deed.begin(&tx).await? == Done::Again {
        return Ok(Done::Again);
    }
    let payload = jobs::try_again(&tx, deed.scope, id, deed.now).await?;
    if let Some(message) = payload.get("message").and_then(Value::as_i64) {
        wait_again(deed, &tx, MessageId(message)).await?;
    }
    tx.commit().await?;
    tracing::info!(job.id = %id, "a given-up job is tried again");
    Ok(Done::First)
}

/// Leaves a given-up job for good. What it worked on keeps its fate.
pub async fn put_away(deed: &Deed<'_>, id: JobId) -> Result<Done, DecideError> {
    if !deed.scope.may(Right::ManageOrganisation) {
        return Err(DecideError::NotAllowed);
    }
    let tx = deed.db.begin_write().await?;
    if deed.begin(&tx).await? == Done::Again {
        return Ok(Done::Again);
    }
    jobs::put_away(&tx, deed.scope, id).await?;
    tx.commit().await?;
    tracing::info!(job.id = %id, "a given-up job was put away");
    Ok(Done::First)
}

async fn wait_again(deed: &Deed<'_>, tx: &sea_orm::DatabaseTransaction, id: MessageId) -> Result<(), DbErr> {
    let failed = message::Entity::of(deed.scope)
        .filter(message::Column::Id.eq(id))
        .filter(message::Column::Fate.eq(Fate::Failed))
        .lock_exclusive()
        .one(tx)
        .await?;
    let Some(row) = failed else { return Ok(()) };
    let reason = row.fate_reason.clone();
    let entry = Entry {
        record: "message",
        record_id: id.0,
        version: 0,
        action: "tried_again",
        detail: json!({ "was": Fate::Failed, "reason": reason }),
        actor: deed.actor.to_owned(),
        at: deed.now,
    };
    // The journal comes before the fate, here and in review: with the fate the count of failed messages is locked.
    journal::append(tx, deed.scope, entry).await?;
    let mut row = row.into_active_model();
    row.fate = Set(Fate::Waiting);
    row.fate_reason = Set(None);
    row.update(tx).await.map(|_| ())
}
