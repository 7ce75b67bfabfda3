//! Documents that were read → an extraction run, chosen.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde::{Deserialize, Serialize};

use super::read::{find, is_wanted};
use super::{give_up, settle};
use crate::entity::ids::{MessageId, RunId};
use crate::entity::states::{Fate, SourceKind};
use crate::entity::{OfOrganisation, Scope, alias, document, message, organisation, product, run, source};
use crate::jobs::{Ctx, Job, JobError, Lease, Outcome};
use crate::reader::evidence::Verdict;
use crate::reader::extraction::{BY_HAND, EXTRACTOR_VERSION, Extraction, Hints, IsCode, extract};
use crate::reader::reading::{Content, Document, Header, READER_VERSION, Reading, Unreadable};
use crate::reader::units::normal_key;

/// How extraction names a message that may be an order in a file or a scan it could not read.
const UNREADABLE: [&str; 3] = ["unreadable", "scan_unread", "electronic_unknown"];

/// How extraction names what changes an order without being one: whoever keeps the orders has to look for it.
const ABOUT_AN_ORDER: [&str; 2] = ["order_change", "order_cancellation"];

/// How extraction names a message that says nothing about what it is.
const NOTHING_FOUND: &str = "no_order_found";

/// Shorter words are not looked up: they are units and articles.
const CODE_BYTES_MIN: usize = 3;
/// Words looked up by one query; both databases take more.
const KEYS_AT_ONCE: usize = 500;

/// The extractor that works by rules, without a model.
const BY_RULES: &str = "rules";

/// Finds out what a message is and, for an order, its values.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ExtractMessage {
    /// Which message.
    pub message: MessageId,
    /// For an order that is read again: the newest run when that was asked for. The fate of the message stays.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<RunId>,
}

impl Job for ExtractMessage {
    const NAME: &'static str = "extract_message";
    const ATTEMPTS_MAX: i64 = 5;
    const TIMEOUT: Duration = Duration::from_secs(120);

    async fn run(&self, ctx: &Ctx, lease: &Lease) -> Result<Outcome, JobError> {
        let scope = lease.scope()?;
        let Some(row) = find(ctx, &scope, self.message).await? else {
            return Ok(Outcome::Done(Verdict::NotForUs));
        };
        if !is_wanted(ctx, &scope, &row, self.after).await? {
            return Ok(Outcome::Done(Verdict::NotForUs));
        }
        let reading = reading_of(&ctx.db.write, &scope, &row).await?;
        let has_missed = has_missed(&reading);
        let is_order = is_order_by_hand(&ctx.db.write, &scope, row.id).await?;
        let is_added = is_added_by_hand(&ctx.db.write, &scope, &row).await?;
        let hints = Hints { is_order, is_added, ..hints(&ctx.db.write, &scope, &reading).await? };
        let found = tokio::task::spawn_blocking(move || extract(&reading, &hints)).await.map_err(JobError::other)?;
        let is_order = !found.orders.is_empty();
        let tx = ctx.db.begin_write().await?;
        keep_run(&tx, &scope, row.id, &found, ctx.clock.now()).await?;
        // Who asked to have an order read again is told, also when none was found this time.
        let is_about_one = ABOUT_AN_ORDER.contains(&found.kind_reason.as_str());
        let verdict = if is_order || is_about_one || self.after.is_some() { Verdict::Done } else { Verdict::NotForUs };
        if verdict == Verdict::NotForUs {
            // An order may be in what could not be read: a person has to look, it is not "nothing for us".
            let reason = reason_of(&found, has_missed);
            let fate = if UNREADABLE.contains(&reason) { Fate::Failed } else { Fate::Ignored };
            settle(&tx, &scope, self.message, (fate, Some(reason))).await?;
        }
        lease.finish(&tx, verdict).await?;
        crate::kp!("extract.written");
        tx.commit().await?;
        crate::kp!("extract.committed");
        Ok(Outcome::Done(verdict))
    }

    async fn given_up(&self, _: &Ctx, lease: &Lease, tx: &DatabaseTransaction, _: &str) -> Result<(), DbErr> {
        give_up(tx, lease, self.message, "not_understood").await
    }
}

/// Why a message is no order. Where nothing in what was read says what it is, and something attached could not be read, that is the reason.
fn reason_of(found: &Extraction, has_missed: bool) -> &str {
    if found.kind_reason == NOTHING_FOUND && has_missed { UNREADABLE[0] } else { &found.kind_reason }
}

/// Whether something attached could not be read although it may say something. A picture on which nothing stands is none of that.
fn has_missed(reading: &Reading) -> bool {
    let attached = reading.documents.iter().filter(|document| !document.is_body);
    attached.map(|document| &document.content).any(|content| match content {
        Content::Unreadable { reason } => reason.is_missed() && *reason != Unreadable::NoText,
        _ => false,
    })
}

/// The message as it was read, from its rows.
pub(super) async fn reading_of(
    db: &impl ConnectionTrait, scope: &Scope, row: &message::Model,
) -> Result<Reading, DbErr> {
    let rows = document::Entity::of(scope)
        .filter(document::Column::MessageId.eq(row.id))
        .order_by_asc(document::Column::Id)
        .all(db)
        .await?;
    Ok(Reading {
        header: Header {
            from_name: row.sender_name.clone().unwrap_or_default(),
            from_address: row.sender_address.clone().unwrap_or_default(),
            subject: row.subject.clone().unwrap_or_default(),
            message_id: row.message_id.clone(),
            sent_at: row.sent_at,
            ..Header::default()
        },
        documents: rows.into_iter().map(as_read).collect(),
    })
}

fn as_read(row: document::Model) -> Document {
    Document {
        part: row.part,
        name: row.name,
        media_type: row.media_type,
        is_body: row.is_body,
        size_bytes: u64::try_from(row.size_bytes).unwrap_or(0),
        content: row.content.content,
    }
}

/// What the organisation knows before it reads: its own names, and which words are codes of its catalogue, however they are written.
pub(super) async fn hints(db: &impl ConnectionTrait, scope: &Scope, reading: &Reading) -> Result<Hints, DbErr> {
    let found = organisation::Entity::find_by_id(scope.organisation()).one(db).await?;
    let seller_names = found.map(|row| {
        let mut names = row.settings.seller_names;
        names.push(row.name);
        names
    });
    let codes = known_codes(db, scope, reading).await?;
    let is_code: IsCode = Arc::new(move |word: &str| codes.contains(&normal_key(word)));
    Ok(Hints { seller_names: seller_names.unwrap_or_default(), catalogue_codes: Some(is_code), ..Hints::default() })
}

/// Which words of the message are codes of our catalogue, whatever its size: only the words that occur are asked for.
async fn known_codes(db: &impl ConnectionTrait, scope: &Scope, reading: &Reading) -> Result<HashSet<String>, DbErr> {
    let mut keys: Vec<String> = reading.documents.iter().flat_map(words).map(normal_key).collect();
    keys.retain(|key| key.len() >= CODE_BYTES_MIN);
    keys.sort_unstable();
    keys.dedup();
    let mut known = HashSet::new();
    for some in keys.chunks(KEYS_AT_ONCE) {
        let found: Vec<String> = product::Entity::of(scope)
            .filter(product::Column::CodeKey.is_in(some))
            .select_only()
            .column(product::Column::CodeKey)
            .into_tuple()
            .all(db)
            .await?;
        known.extend(found);
        let names: Vec<String> = alias::Entity::of(scope)
            .filter(alias::Column::AliasKey.is_in(some.iter().cloned()))
            .filter(alias::Column::EndedAt.is_null())
            .select_only()
            .column(alias::Column::AliasKey)
            .into_tuple()
            .all(db)
            .await?;
        // What a customer calls a product is a code, too, unless it could be a quantity.
        known.extend(names.into_iter().filter(|name| name.chars().any(|c| !c.is_ascii_digit())));
    }
    Ok(known)
}

fn words(document: &Document) -> Vec<&str> {
    match &document.content {
        Content::Pages { pages } => pages.iter().flat_map(|page| &page.words).map(|word| word.text.as_str()).collect(),
        Content::Text { text } => text.split_whitespace().collect(),
        Content::Sheets { sheets } => {
            let cells = sheets.iter().filter(|sheet| !sheet.hidden).flat_map(|sheet| sheet.rows.iter().flatten());
            // A code may be a whole cell, blanks included, or one of its words.
            cells.flat_map(|cell| std::iter::once(cell.as_str()).chain(cell.split_whitespace())).collect()
        }
        Content::Unreadable { .. } => Vec::new(),
    }
}

/// The newest run of a message.
pub(crate) async fn newest_run(
    db: &impl ConnectionTrait, scope: &Scope, message: MessageId,
) -> Result<Option<RunId>, DbErr> {
    run::Entity::of(scope)
        .filter(run::Column::MessageId.eq(message))
        .order_by_desc(run::Column::Id)
        .select_only()
        .column(run::Column::Id)
        .into_tuple()
        .one(db)
        .await
}

/// Whether a person has said that the message is an order.
async fn is_order_by_hand(db: &impl ConnectionTrait, scope: &Scope, message: MessageId) -> Result<bool, DbErr> {
    let of_message = run::Entity::of(scope).filter(run::Column::MessageId.eq(message));
    Ok(of_message.filter(run::Column::Reason.eq(BY_HAND)).one(db).await?.is_some())
}

/// Whether a person brought the message here, and no mailbox or folder.
async fn is_added_by_hand(db: &impl ConnectionTrait, scope: &Scope, row: &message::Model) -> Result<bool, DbErr> {
    let added = source::Entity::of(scope)
        .filter(source::Column::Id.eq(row.source_id))
        .filter(source::Column::Kind.eq(SourceKind::Upload));
    Ok(added.one(db).await?.is_some())
}

/// Keeps the run and makes it the chosen one; earlier runs stay.
pub(crate) async fn keep_run(
    tx: &DatabaseTransaction, scope: &Scope, message: MessageId, found: &Extraction, now: DateTime<Utc>,
) -> Result<RunId, DbErr> {
    run::Entity::update_many()
        .set(run::ActiveModel { is_chosen: Set(false), ..Default::default() })
        .filter(run::Column::OrganisationId.eq(scope.organisation()))
        .filter(run::Column::MessageId.eq(message))
        .exec(tx)
        .await?;
    let json = |error: serde_json::Error| DbErr::Json(error.to_string());
    let kind = serde_json::to_value(found.kind).map_err(json)?;
    let run = run::ActiveModel {
        organisation_id: Set(scope.organisation()),
        message_id: Set(message),
        extractor: Set(BY_RULES.to_owned()),
        reader_version: Set(i64::from(READER_VERSION)),
        extractor_version: Set(i64::from(EXTRACTOR_VERSION)),
        kind: Set(kind.as_str().unwrap_or_default().to_owned()),
        reason: Set(found.kind_reason.clone()),
        found: Set(serde_json::to_value(found).map_err(json)?),
        is_chosen: Set(true),
        created_at: Set(now),
        ..Default::default()
    };
    run::Entity::insert(run).exec_with_returning(tx).await.map(|run| run.id)
}
