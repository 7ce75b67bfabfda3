//! A stored message → its documents, read.

use std::time::Duration;

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};

use super::extract::newest_run;
use super::give_up;
use crate::entity::ids::{BlobHash, MessageId, RunId};
use crate::entity::states::Fate;
use crate::entity::{OfOrganisation, Scope, StoredReading, document, message};
use crate::jobs::{Ctx, Job, JobError, Lease, Outcome};
use crate::ops::blobs;
use crate::ops::isolate::IsolateError;
use crate::reader::evidence::Verdict;
use crate::reader::reading::{Document, Header, Part, READER_VERSION};

/// Reads a message: its head, its parts, the words in them. Notices a copy of a mail that another source delivered.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ReadMessage {
    /// Which message.
    pub message: MessageId,
    /// For an order that is read again: the newest run when that was asked for. The fate of the message stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<RunId>,
}

impl Job for ReadMessage {
    const NAME: &'static str = "read_message";
    const ATTEMPTS_MAX: i64 = 5;
    const TIMEOUT: Duration = Duration::from_secs(300);

    async fn run(&self, ctx: &Ctx, lease: &Lease) -> Result<Outcome, JobError> {
        let scope = lease.scope()?;
        let Some(row) = find(ctx, &scope, self.message).await? else {
            return Ok(Outcome::Done(Verdict::NotForUs));
        };
        if !is_wanted(ctx, &scope, &row, self.after).await? {
            return Ok(Outcome::Done(Verdict::NotForUs));
        }
        let bytes = ctx.blobs.get(&row.blob).await?;
        let (header, parts) = match ctx.isolate.split(&bytes, Some(&row.file_name)).await {
            Ok(taken_apart) => taken_apart,
            // The same bytes would do the same to the next child.
            Err(error @ (IsolateError::TooSlow(_) | IsolateError::Crashed(_))) => {
                return Ok(Outcome::GiveUp(error.to_string()));
            }
            Err(error) => return Err(JobError::other(error)),
        };
        let documents = ctx.isolate.read_all(&parts).await.map_err(JobError::other)?;
        let contents: Vec<&[u8]> = parts.iter().map(|part| part.bytes.as_slice()).collect();
        let hashes = ctx.blobs.put_all(&contents).await?;
        crate::kp!("read.blobs_kept");
        let digest = digest_of(&parts, &hashes);
        let tx = ctx.db.begin_write().await?;
        let now = ctx.clock.now();
        for ((part, hash), document) in parts.iter().zip(&hashes).zip(&documents) {
            blobs::note(&tx, &scope, hash, part.bytes.len(), now).await?;
            keep(&tx, &scope, row.id, (part, document), hash).await?;
        }
        let original = match self.after {
            None => original_of(&tx, &scope, &row, &header, &digest).await?,
            Some(_) => None,
        };
        let verdict = if original.is_some() { Verdict::NotForUs } else { Verdict::Done };
        describe(&tx, row, header, digest, original).await?;
        lease.finish(&tx, verdict).await?;
        crate::kp!("read.written");
        tx.commit().await?;
        crate::kp!("read.committed");
        Ok(Outcome::Done(verdict))
    }

    async fn given_up(&self, _: &Ctx, lease: &Lease, tx: &DatabaseTransaction, _: &str) -> Result<(), DbErr> {
        give_up(tx, lease, self.message, "not_readable").await
    }
}

/// Whether there is work to do: the message waits for its fate, or it is an order's and nothing was found in it since it was asked for.
pub(super) async fn is_wanted(
    ctx: &Ctx, scope: &Scope, row: &message::Model, after: Option<RunId>,
) -> Result<bool, DbErr> {
    match after {
        None => Ok(!row.fate.is_settled()),
        Some(run) => Ok(row.fate == Fate::InRecord && newest_run(&ctx.db.write, scope, row.id).await? == Some(run)),
    }
}

pub(super) async fn find(ctx: &Ctx, scope: &Scope, id: MessageId) -> Result<Option<message::Model>, DbErr> {
    message::Entity::of(scope).filter(message::Column::Id.eq(id)).one(&ctx.db.write).await
}

/// A second reading of the same message replaces nothing: the same bytes and version give the same rows.
async fn keep(
    tx: &DatabaseTransaction, scope: &Scope, message: MessageId, (part, read): (&Part, &Document), blob: &BlobHash,
) -> Result<(), DbErr> {
    use sea_orm::sea_query::OnConflict;
    let row = document::ActiveModel {
        organisation_id: Set(scope.organisation()),
        message_id: Set(message),
        part: Set(read.part.clone()),
        name: Set(read.name.clone()),
        media_type: Set(read.media_type.clone()),
        charset: Set(part.charset.as_ref().map(|charset| charset.replace('\0', ""))),
        is_body: Set(read.is_body),
        size_bytes: Set(i64::try_from(read.size_bytes).unwrap_or(i64::MAX)),
        blob: Set(blob.clone()),
        content: Set(StoredReading { version: READER_VERSION, content: read.content.clone() }),
        ..Default::default()
    };
    let columns = [document::Column::OrganisationId, document::Column::MessageId, document::Column::Part];
    document::Entity::insert(row)
        .on_conflict(OnConflict::columns(columns).update_column(document::Column::Content).to_owned())
        .exec_without_returning(tx)
        .await
        .map(|_| ())
}

/// SHA-256 over what the parts are, in their order: two mails with one Message-ID and one digest are copies of one mail, whatever their
/// transport headers say.
fn digest_of(parts: &[Part], hashes: &[BlobHash]) -> String {
    let mut text = String::new();
    for (part, hash) in parts.iter().zip(hashes) {
        text.push_str(&format!("{} {} {}\n", part.is_body, part.media_type, hash));
    }
    BlobHash::of(text.as_bytes()).to_string()
}

/// The same mail that came in before from another mailbox: the Message-ID **and** the content agree.
async fn original_of(
    tx: &DatabaseTransaction, scope: &Scope, row: &message::Model, header: &Header, digest: &str,
) -> Result<Option<MessageId>, DbErr> {
    let Some(id) = &header.message_id else { return Ok(None) };
    message::Entity::of(scope)
        .filter(message::Column::MessageId.eq(id.as_str()))
        .filter(message::Column::ContentDigest.eq(digest))
        .filter(message::Column::Id.lt(row.id))
        .filter(message::Column::Fate.is_not_in([Fate::Copy, Fate::Repeat]))
        .order_by_asc(message::Column::Id)
        .select_only()
        .column(message::Column::Id)
        .into_tuple()
        .one(tx)
        .await
}

/// Fills in what the head says.
async fn describe(
    tx: &DatabaseTransaction, row: message::Model, header: Header, digest: String, original: Option<MessageId>,
) -> Result<(), DbErr> {
    let text = |text: String| (!text.is_empty()).then_some(text);
    let mut row = row.into_active_model();
    row.sender_name = Set(text(header.from_name));
    row.sender_address = Set(text(header.from_address));
    row.subject = Set(text(header.subject));
    row.message_id = Set(header.message_id);
    row.sent_at = Set(header.sent_at);
    row.content_digest = Set(Some(digest));
    if original.is_some() {
        row.fate = Set(Fate::Copy);
        row.of_message_id = Set(original);
    }
    row.update(tx).await.map(|_| ())
}
