//! The rows of the outbox: posting, recalling, sending again, looking.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::NotSet, ColumnTrait as _, Condition, ConnectionTrait, DbErr, EntityTrait as _, ExprTrait as _,
    JoinType, PaginatorTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _, Set, SqlErr,
};
use serde_json::json;

use super::compose::{ComposeError, address, is_message_id};
use super::job::SendOutbox;
use crate::auth::Right;
use crate::entity::ids::{BlobHash, OrderId, OutboxId, UserId};
use crate::entity::states::{Cause, OutboxState};
use crate::entity::{OfOrganisation as _, Scope, membership, outbox, user};
use crate::jobs::{self, Enqueue};
use crate::journal::{self, Entry};

/// A letter to be posted. Its bytes are a blob of the organisation already.
#[derive(Clone, Debug)]
pub struct Letter {
    /// Why it may leave. [`Cause::Approval`]: the scope's person has approved it, and must have the right to. [`Cause::System`]: to own
    /// members only.
    pub cause: Cause,
    /// The order and the revision it belongs to.
    pub order: Option<(OrderId, i64)>,
    /// Addresses, at least one.
    pub recipients: Vec<String>,
    /// As in the bytes; for lists.
    pub subject: String,
    /// As in the bytes, with its angle brackets; unique in the organisation.
    pub message_id: String,
    /// The exact bytes, from [`compose`](super::compose).
    pub blob: BlobHash,
    /// It leaves then, and can be recalled until.
    pub send_after: DateTime<Utc>,
    /// Now.
    pub posted_at: DateTime<Utc>,
}

/// Why a letter was not posted, recalled or sent again.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// Nobody has approved it, or somebody without the right to.
    #[error("a letter leaves only with the approval of somebody who may release orders")]
    NotApproved,
    /// The one who asks may not do that.
    #[error("that needs another role")]
    NotAllowed,
    /// The desk itself writes to own members only; this address is not one's.
    #[error("{0} is not a member of the organisation")]
    NotAMember(String),
    /// No recipient, not an address, not a Message-ID, a line break in the subject.
    #[error(transparent)]
    Malformed(#[from] ComposeError),
    /// A letter with this Message-ID was posted before.
    #[error("a letter with this Message-ID was posted before")]
    MessageIdTaken,
    /// There is no such letter in the organisation.
    #[error("there is no such letter")]
    Missing,
    /// Its time has come, or it has left, or it was recalled before.
    #[error("the letter is {0:?} and its time has come")]
    TooLate(OutboxState),
    /// It needs nobody to send it again.
    #[error("the letter is {0:?}, not held or failed")]
    NotStuck(OutboxState),
    /// The database failed.
    #[error("reading or writing the outbox")]
    Database(#[from] DbErr),
}

/// A letter as pages show it.
#[derive(Clone, Debug, PartialEq)]
pub struct LetterState {
    /// Which.
    pub id: OutboxId,
    /// The revision of the order it carries.
    pub revision: Option<i64>,
    /// To whom.
    pub recipients: Vec<String>,
    /// Its subject.
    pub subject: String,
    /// Where it stands.
    pub state: OutboxState,
    /// It leaves then; can be recalled until.
    pub send_after: DateTime<Utc>,
    /// When it left.
    pub sent_at: Option<DateTime<Utc>>,
    /// What the other side said when it took it.
    pub receipt: Option<String>,
    /// Why it did not leave, in the words of the other side.
    pub last_error: Option<String>,
}

/// Puts a letter into the outbox and enqueues its sending, in the transaction that decides.
pub async fn post(tx: &impl ConnectionTrait, scope: &Scope, letter: &Letter) -> Result<OutboxId, OutboxError> {
    check_form(letter)?;
    let approved_by = match letter.cause {
        Cause::Approval => Some(approver(tx, scope).await?),
        Cause::System => {
            check_members(tx, scope, &letter.recipients).await?;
            None
        }
    };
    let row = outbox::ActiveModel {
        id: NotSet,
        organisation_id: Set(scope.organisation()),
        cause: Set(letter.cause),
        approved_by: Set(approved_by),
        order_id: Set(letter.order.map(|(order, _)| order)),
        revision: Set(letter.order.map(|(_, revision)| revision)),
        recipients: Set(json!(letter.recipients)),
        subject: Set(letter.subject.clone()),
        message_id: Set(letter.message_id.clone()),
        blob: Set(letter.blob.clone()),
        state: Set(OutboxState::Waiting),
        send_after: Set(letter.send_after),
        attempts: Set(0),
        last_error: Set(None),
        receipt: Set(None),
        created_at: Set(letter.posted_at),
        sent_at: Set(None),
    };
    let posted = outbox::Entity::insert(row).exec(tx).await;
    let posted = posted.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => OutboxError::MessageIdTaken,
        _ => OutboxError::Database(error),
    })?;
    let id = posted.last_insert_id;
    enqueue(tx, scope, id, letter.send_after).await?;
    Ok(id)
}

/// Takes a letter back. Possible while it waits and its time has not come, and when it has failed, because then it certainly did not leave.
///
/// A letter that a server has put off waits with a new time and can be recalled until then. The caller writes the journal entry of the
/// record the letter belongs to, in the same transaction.
pub async fn recall(
    tx: &impl ConnectionTrait, scope: &Scope, id: OutboxId, now: DateTime<Utc>,
) -> Result<(), OutboxError> {
    if !scope.may(Right::ApproveOrders) {
        return Err(OutboxError::NotAllowed);
    }
    let before_its_time = outbox::Column::State.eq(OutboxState::Waiting).and(outbox::Column::SendAfter.gt(now));
    let change = outbox::ActiveModel { state: Set(OutboxState::Recalled), ..Default::default() };
    let recalled = outbox::Entity::update_many()
        .set(change)
        .filter(outbox::Column::OrganisationId.eq(scope.organisation()))
        .filter(outbox::Column::Id.eq(id))
        .filter(Condition::any().add(before_its_time).add(outbox::Column::State.eq(OutboxState::Failed)))
        .exec(tx)
        .await?;
    match recalled.rows_affected {
        1 => Ok(()),
        _ => Err(OutboxError::TooLate(find(tx, scope, id).await?.state)),
    }
}

/// A person decides that a held or failed letter is sent once more, at once. Whoever decides that about a held one has looked whether it
/// arrived.
///
/// * `actor` — the person's name for the journal.
pub async fn send_again(
    tx: &impl ConnectionTrait, scope: &Scope, actor: &str, id: OutboxId, now: DateTime<Utc>,
) -> Result<(), OutboxError> {
    let change = outbox::ActiveModel {
        state: Set(OutboxState::Waiting),
        send_after: Set(now),
        last_error: Set(None),
        ..Default::default()
    };
    let stuck = [OutboxState::Held, OutboxState::Failed];
    decide(tx, scope, (actor, now), id, (&stuck, change, "sent_again")).await?;
    Ok(enqueue(tx, scope, id, now).await?)
}

/// A person says that a held letter has arrived: it counts as sent and never leaves again.
///
/// * `actor` — the person's name, for the receipt and the journal.
pub async fn mark_arrived(
    tx: &impl ConnectionTrait, scope: &Scope, actor: &str, id: OutboxId, now: DateTime<Utc>,
) -> Result<(), OutboxError> {
    let change = outbox::ActiveModel {
        state: Set(OutboxState::Sent),
        receipt: Set(Some(format!("{actor}, {}", now.format("%Y-%m-%dT%H:%MZ")))),
        sent_at: Set(Some(now)),
        ..Default::default()
    };
    decide(tx, scope, (actor, now), id, (&[OutboxState::Held], change, "marked_as_arrived")).await
}

/// A person decides about a letter that is stuck in one of these states: it is changed and the journal says so, under the name of the letter.
async fn decide(
    tx: &impl ConnectionTrait, scope: &Scope, (actor, now): (&str, DateTime<Utc>), id: OutboxId,
    (stuck, change, action): (&[OutboxState], outbox::ActiveModel, &'static str),
) -> Result<(), OutboxError> {
    if !scope.may(Right::ApproveOrders) {
        return Err(OutboxError::NotAllowed);
    }
    let before = find(tx, scope, id).await?;
    let changed = outbox::Entity::update_many()
        .set(change)
        .filter(outbox::Column::OrganisationId.eq(scope.organisation()))
        .filter(outbox::Column::Id.eq(id))
        .filter(outbox::Column::State.is_in(stuck.iter().copied()))
        .exec(tx)
        .await?;
    if changed.rows_affected != 1 {
        return Err(OutboxError::NotStuck(before.state));
    }
    let entry = Entry {
        record: "letter",
        record_id: id.0,
        version: before.attempts,
        action,
        detail: json!({ "was": before.state, "reason": before.last_error, "order": before.order_id }),
        actor: actor.to_owned(),
        at: now,
    };
    Ok(journal::append(tx, scope, entry).await?)
}

/// The letters of one order, newest first.
pub async fn letters_of(conn: &impl ConnectionTrait, scope: &Scope, order: OrderId) -> Result<Vec<LetterState>, DbErr> {
    let rows = outbox::Entity::of(scope)
        .filter(outbox::Column::OrderId.eq(order))
        .order_by_desc(outbox::Column::Id)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(LetterState::from).collect())
}

impl From<outbox::Model> for LetterState {
    fn from(row: outbox::Model) -> Self {
        Self {
            id: row.id,
            revision: row.revision,
            recipients: recipients_of(&row),
            subject: row.subject,
            state: row.state,
            send_after: row.send_after,
            sent_at: row.sent_at,
            receipt: row.receipt,
            last_error: row.last_error,
        }
    }
}

/// The addresses of a stored letter.
pub(super) fn recipients_of(row: &outbox::Model) -> Vec<String> {
    let list = row.recipients.as_array().map(Vec::as_slice).unwrap_or_default();
    list.iter().filter_map(|address| address.as_str().map(str::to_owned)).collect()
}

async fn find(conn: &impl ConnectionTrait, scope: &Scope, id: OutboxId) -> Result<outbox::Model, OutboxError> {
    let row = outbox::Entity::of(scope).filter(outbox::Column::Id.eq(id)).one(conn).await?;
    row.ok_or(OutboxError::Missing)
}

async fn enqueue(tx: &impl ConnectionTrait, scope: &Scope, id: OutboxId, at: DateTime<Utc>) -> Result<(), DbErr> {
    jobs::enqueue(tx, Some(scope.organisation()), &SendOutbox { outbox: id }, Enqueue::at(at).unique(id.to_string()))
        .await
}

fn check_form(letter: &Letter) -> Result<(), ComposeError> {
    if letter.recipients.is_empty() {
        return Err(ComposeError::NoRecipient);
    }
    for recipient in &letter.recipients {
        address(recipient)?;
    }
    if letter.subject.chars().any(char::is_control) {
        return Err(ComposeError::ControlCharacter("subject"));
    }
    if is_message_id(&letter.message_id) { Ok(()) } else { Err(ComposeError::MessageId) }
}

/// The person of the scope, whose right is read again in this transaction: it may have ended since the request began.
async fn approver(tx: &impl ConnectionTrait, scope: &Scope) -> Result<UserId, OutboxError> {
    let person = scope.user().ok_or(OutboxError::NotApproved)?;
    let role = members(scope)
        .filter(user::Column::Id.eq(person))
        .select_only()
        .column(membership::Column::Role)
        .into_tuple()
        .one(tx)
        .await?;
    let role: crate::entity::states::Role = role.ok_or(OutboxError::NotApproved)?;
    if role.may(Right::ApproveOrders) { Ok(person) } else { Err(OutboxError::NotApproved) }
}

async fn check_members(tx: &impl ConnectionTrait, scope: &Scope, recipients: &[String]) -> Result<(), OutboxError> {
    let wanted: BTreeSet<String> = recipients.iter().map(|address| address.to_lowercase()).collect();
    for address in wanted {
        if members(scope).filter(user::Column::Address.eq(&address)).count(tx).await? == 0 {
            return Err(OutboxError::NotAMember(address));
        }
    }
    Ok(())
}

/// People who belong to the scope's organisation and were not disabled.
fn members(scope: &Scope) -> sea_orm::Select<user::Entity> {
    let membership = user::Entity::belongs_to(membership::Entity).from(user::Column::Id).to(membership::Column::UserId);
    user::Entity::find()
        .join(JoinType::InnerJoin, membership.into())
        .filter(membership::Column::OrganisationId.eq(scope.organisation()))
        .filter(user::Column::DisabledAt.is_null())
}
