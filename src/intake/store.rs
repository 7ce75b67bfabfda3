//! Stores what a source delivered, before anything else happens to it.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    sea_query::OnConflict,
};

use crate::entity::ids::{BlobHash, MessageId, SourceId};
use crate::entity::states::Fate;
use crate::entity::{OfOrganisation, Scope, message};
use crate::jobs::{NextJob, enqueue_next};
use crate::ops::blobs::{self, BlobError, Blobs};
use crate::ops::db::Db;

/// A message as a source delivered it.
#[derive(Clone, Debug)]
pub struct Received<'a> {
    /// The source.
    pub source: SourceId,
    /// What makes the message unique at its source: the same id is the same delivery, not a second message.
    pub provider_id: String,
    /// The name it came under, if it came as a file.
    pub file_name: &'a str,
    /// The bytes.
    pub bytes: &'a [u8],
    /// When it came in.
    pub at: DateTime<Utc>,
}

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stored {
    /// A new message; work on it is enqueued.
    New(MessageId),
    /// A new row for bytes that had come before; nothing is worked on twice.
    Repeat(MessageId),
    /// This delivery was stored earlier; nothing was added.
    Known,
}

/// Why a delivery was not stored; it must stay at its source.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The blob store refused.
    #[error("keeping the bytes")]
    Blob(#[from] BlobError),
    /// The database refused.
    #[error("keeping the message")]
    Save(#[from] DbErr),
}

/// Keeps the bytes, then, in one transaction, the row and the first job of the road (`first`, from the pipeline).
///
/// After this returns the message is on disk and the source may forget it.
pub async fn store(
    db: &Db, store: &Blobs, scope: &Scope, received: &Received<'_>, first: fn(MessageId) -> NextJob,
) -> Result<Stored, StoreError> {
    let hash = store.put(received.bytes).await?;
    crate::kp!("intake.blob_kept");
    let tx = db.begin_write().await?;
    let stored = keep(&tx, scope, received, &hash, first).await?;
    if stored == Stored::Known {
        return Ok(Stored::Known);
    }
    crate::kp!("intake.row_written");
    tx.commit().await?;
    crate::kp!("intake.committed");
    Ok(stored)
}

/// Writes the row of a message whose bytes are on disk, and its first job, in the caller's transaction.
pub(super) async fn keep(
    tx: &DatabaseTransaction, scope: &Scope, received: &Received<'_>, hash: &BlobHash, first: fn(MessageId) -> NextJob,
) -> Result<Stored, DbErr> {
    blobs::note(tx, scope, hash, received.bytes.len(), received.at).await?;
    let original = message::Entity::of(scope)
        .filter(message::Column::Blob.eq(hash.clone()))
        .filter(message::Column::Fate.ne(Fate::Repeat))
        .order_by_asc(message::Column::Id)
        .one(tx)
        .await?;
    let is_known = |row: &message::Model| row.source_id == received.source && row.provider_id == received.provider_id;
    if original.as_ref().is_some_and(is_known) {
        return Ok(Stored::Known);
    }
    let row = row(scope, received, hash.clone(), original.as_ref().map(|row| row.id));
    let same_delivery =
        OnConflict::columns([message::Column::OrganisationId, message::Column::SourceId, message::Column::ProviderId])
            .do_nothing()
            .to_owned();
    if message::Entity::insert(row).on_conflict(same_delivery).exec_without_returning(tx).await? == 0 {
        return Ok(Stored::Known);
    }
    let stored = message::Entity::of(scope)
        .filter(message::Column::SourceId.eq(received.source))
        .filter(message::Column::ProviderId.eq(received.provider_id.as_str()))
        .one(tx)
        .await?
        .ok_or_else(|| DbErr::RecordNotFound("the message just stored".to_owned()))?;
    if original.is_none() {
        enqueue_next(tx, Some(scope.organisation()), first(stored.id), received.at).await?;
    }
    Ok(if original.is_none() { Stored::New(stored.id) } else { Stored::Repeat(stored.id) })
}

fn row(scope: &Scope, received: &Received<'_>, hash: BlobHash, original: Option<MessageId>) -> message::ActiveModel {
    let fate = if original.is_some() { Fate::Repeat } else { Fate::Waiting };
    message::ActiveModel {
        organisation_id: Set(scope.organisation()),
        source_id: Set(received.source),
        provider_id: Set(received.provider_id.clone()),
        blob: Set(hash),
        size_bytes: Set(i64::try_from(received.bytes.len()).unwrap_or(i64::MAX)),
        file_name: Set(received.file_name.replace('\0', "")),
        received_at: Set(received.at),
        fate: Set(fate),
        of_message_id: Set(original),
        ..Default::default()
    }
}
