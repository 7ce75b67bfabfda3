//! Approval and recall of an order.

pub(in crate::fulfilment) mod draw;
mod job;
pub(in crate::fulfilment) mod number;
mod replace;
pub(in crate::fulfilment) mod replaced;

pub use draw::form_words;
pub use job::OrderSent;
pub use replace::{Older, replace};

use chrono::{DateTime, TimeDelta, Utc};
use draw::{Drawing, Drawn, Subject};
use number::Numbers;
use replaced::Replaced;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::json;

use super::FulfilmentError;
use super::templates::Templates;
use crate::entity::ids::{OrderId, OutboxId};
use crate::entity::states::{Action, Cause, OrderState, OutboxState};
use crate::entity::{
    OfOrganisation, Scope, Settings, form, hold, number as given, order, organisation, outbox as letters, revision,
};
use crate::ops::blobs::{self, Blobs};
use crate::ops::deed::{Deed, Done};
use crate::outbox::{self, Letter};
use crate::review::order::{Begun, Change, Line, ReviewError, load_lines, settings};

/// Accepts the order as shown: freezes it as a revision, makes its forms, and posts one letter to the distribution list.
///
/// The forms are drawn before the transaction, which compares what they print with the order under its lock, so that nobody waits for the
/// drawing. Everything is in one transaction; after it the bytes of forms and letter never change. The letter leaves after the organisation's
/// waiting time and can be recalled until then. Everything is checked once more: an order that waited may be late by now, or priced
/// otherwise. Refuses an order without lines, with open objections, or held by a side room, and an
/// approval while the distribution list is empty: forms that reach nobody would look finished.
pub async fn approve(deed: &Deed<'_>, store: &Blobs, id: OrderId, version: i64) -> Result<Done, FulfilmentError> {
    // Where it fails, the same will fail below and be said; where the order refuses, it refuses below.
    let early = draw_early(deed, store, id, version).await.ok().flatten();
    let Begun::Change(mut change) = Change::begin(deed, id, version, Action::Approve).await? else {
        return Ok(Done::Again);
    };
    let (before, sums) = (change.order.open_count, (change.order.tax_minor, change.order.total_minor));
    change.recompute().await?;
    let left = change.order.open_count;
    if left > 0 && left != before {
        // What was right when the page was drawn no longer is: the new objections are kept, so that the page shows them.
        change.order.state = OrderState::InReview;
        change.save(vec![("rechecked", json!({ "left": left }))]).await?;
        return Err(ReviewError::Unsettled { id, left }.into());
    }
    if left == 0 && sums != (change.order.tax_minor, change.order.total_minor) {
        // The tax of the customer or of the organisation has changed; nobody approves a sum that was not shown.
        change.order.state = OrderState::InReview;
        change.save(vec![("recalculated", json!({}))]).await?;
        return Err(ReviewError::SumsChanged(id).into());
    }
    refuse_unready(&change).await?;
    let Some(approver) = deed.scope.user() else {
        return Err(outbox::OutboxError::NotApproved.into());
    };
    change.order.approved_by = Some(approver);
    change.order.approved_at = Some(deed.now);
    let subject = Subject::of(&change, deed.actor).await?;
    let numbers = subject.numbers.clone();
    let drawing = Drawing::of(&change.tx, deed.scope, &subject).await?;
    let drawn = match early {
        Some((same, drawn)) if same == drawing => drawn,
        // The catalogue, the settings or a number has changed in between; rare enough to let the others wait.
        _ => drawn(store, drawing).await?,
    };
    change.order.revision = numbers.revision;
    for (line, number) in change.lines.iter_mut().zip(&numbers.works) {
        line.row.works_order_no = Some(number.clone());
    }
    freeze(&change, deed, approver).await?;
    give(&change, &numbers).await?;
    keep_forms(&change, store, &drawn).await?;
    post(&change, deed, store, &drawn).await?;
    // Last: the kept counts are locked from here on, and everybody needs them.
    takes_the_place(&change, Some(change.order.id)).await?;
    crate::kp!("approval.written");
    let numbers: Vec<&str> = drawn.forms.iter().map(|drawn| drawn.number.as_str()).collect();
    let detail = json!({ "revision": change.order.revision, "forms": numbers, "replaces": change.order.replaces_id });
    let done = change.save(vec![("approved", detail)]).await?;
    crate::kp!("approval.committed");
    Ok(done)
}

/// Draws the forms of the order as it is read now; `None` when it is not the one that was approved.
async fn draw_early(
    deed: &Deed<'_>, store: &Blobs, id: OrderId, version: i64,
) -> Result<Option<(Drawing, Drawn)>, FulfilmentError> {
    let read = &deed.db.read;
    let found = order::Entity::of(deed.scope).filter(order::Column::Id.eq(id)).one(read).await?;
    let Some(row) = found.filter(|row| row.version == version && row.state == OrderState::InReview) else {
        return Ok(None);
    };
    let lines = load_lines(read, deed.scope, id).await?;
    let settings = settings(read, deed.scope).await?;
    let subject = Subject::load(read, deed.scope, (&row, &lines), &settings, (deed.now, Some(deed.actor))).await?;
    let drawing = Drawing::of(read, deed.scope, &subject).await?;
    let drawn = drawn(store, drawing.clone()).await?;
    Ok(Some((drawing, drawn)))
}

/// Draws. It takes milliseconds of pure computing, which must not hold up the thread that serves the others.
async fn drawn(store: &Blobs, drawing: Drawing) -> Result<Drawn, FulfilmentError> {
    let templates = Templates::load(store, &drawing.chosen).await?;
    let drawn = tokio::task::spawn_blocking(move || drawing.draw(&templates)).await;
    drawn.map_err(|_| FulfilmentError::Interrupted)?
}

impl<'a> Subject<'a> {
    /// The order under its lock.
    async fn of(change: &'a Change, actor: &str) -> Result<Self, FulfilmentError> {
        let (order, lines) = (&change.order, change.lines.as_slice());
        Self::load(&change.tx, &change.scope, (order, lines), &change.settings, (change.now, Some(actor))).await
    }

    /// The order as it is read; whoever approves it stands at the foot of its forms.
    pub(in crate::fulfilment) async fn load(
        conn: &impl ConnectionTrait, scope: &Scope, (order, lines): (&'a order::Model, &'a [Line]),
        settings: &'a Settings, (now, approver): (DateTime<Utc>, Option<&str>),
    ) -> Result<Self, FulfilmentError> {
        let replaced = Replaced::of(conn, scope, order, settings).await?;
        let prefix = &settings.works_order_prefix;
        let numbers = number::wanted(conn, scope, (order, lines), prefix, replaced.as_ref()).await?;
        let released = |actor| draw::release(settings, now, actor, numbers.revision);
        let release = approver.map_or_else(draw::not_released, released);
        Ok(Self { order, lines, settings, now, release, numbers, replaced })
    }
}

async fn refuse_unready(change: &Change) -> Result<(), FulfilmentError> {
    let id = change.order.id;
    if change.lines.is_empty() {
        return Err(ReviewError::NoLines(id).into());
    }
    if change.order.open_count > 0 {
        return Err(ReviewError::Unsettled { id, left: change.order.open_count }.into());
    }
    let held = hold::Entity::of(&change.scope)
        .filter(hold::Column::OrderId.eq(id))
        .filter(hold::Column::ReleasedAt.is_null())
        .one(&change.tx)
        .await?;
    if let Some(held) = held {
        return Err(ReviewError::Held { id, reason: held.reason }.into());
    }
    if change.settings.distribution.is_empty() {
        return Err(FulfilmentError::NobodyToSendTo);
    }
    Ok(())
}

/// The order and its lines exactly as approved, as a row the database never lets change.
async fn freeze(change: &Change, deed: &Deed<'_>, approver: crate::entity::ids::UserId) -> Result<(), FulfilmentError> {
    let lines: Vec<_> = change.lines.iter().map(|line| &line.row).collect();
    let frozen = json!({ "version": 1, "order": draw::plain_order(&change.order), "lines": draw::plain_lines(&lines) });
    let row = revision::ActiveModel {
        organisation_id: Set(change.scope.organisation()),
        order_id: Set(change.order.id),
        revision: Set(change.order.revision),
        frozen: Set(frozen),
        approved_by: Set(approver),
        approved_at: Set(deed.now),
        ..Default::default()
    };
    revision::Entity::insert(row).exec_without_returning(&change.tx).await?;
    Ok(())
}

/// The number of the forms is given, for ever.
async fn give(change: &Change, numbers: &Numbers) -> Result<(), FulfilmentError> {
    let row = given::ActiveModel {
        organisation_id: Set(change.scope.organisation()),
        number: Set(numbers.number.clone()),
        number_key: Set(number::key_of(&numbers.number)),
        revision: Set(numbers.revision),
        order_id: Set(change.order.id),
        given_at: Set(change.now),
        ..Default::default()
    };
    given::Entity::insert(row).exec_without_returning(&change.tx).await?;
    Ok(())
}

/// The order that was sent and that this one replaces says by which it was replaced: by this one while it is released, by another one or
/// none after its recall.
async fn takes_the_place(change: &Change, by: Option<OrderId>) -> Result<(), FulfilmentError> {
    let Some(sent) = change.order.replaces_id else { return Ok(()) };
    let by = match by {
        Some(by) => Some(by),
        None => another_revision(change, sent).await?,
    };
    order::Entity::update_many()
        .set(order::ActiveModel { replaced_by_id: Set(by), ..Default::default() })
        .filter(order::Column::OrganisationId.eq(change.scope.organisation()))
        .filter(order::Column::Id.eq(sent))
        .exec(&change.tx)
        .await?;
    Ok(())
}

/// Another released order that replaces the same one.
async fn another_revision(change: &Change, sent: OrderId) -> Result<Option<OrderId>, FulfilmentError> {
    let others = order::Entity::of(&change.scope)
        .filter(order::Column::ReplacesId.eq(sent))
        .filter(order::Column::Id.ne(change.order.id))
        .filter(order::Column::State.is_in([OrderState::Approved, OrderState::Sent]))
        .all(&change.tx)
        .await?;
    Ok(others.into_iter().map(|row| row.id).max())
}

async fn keep_forms(change: &Change, store: &Blobs, drawn: &draw::Drawn) -> Result<(), FulfilmentError> {
    let contents: Vec<&[u8]> = drawn.forms.iter().map(|form| form.form.bytes.as_slice()).collect();
    let hashes = store.put_all(&contents).await?;
    for (one, hash) in drawn.forms.iter().zip(hashes) {
        blobs::note(&change.tx, &change.scope, &hash, one.form.bytes.len(), change.now).await?;
        let row = form::ActiveModel {
            organisation_id: Set(change.scope.organisation()),
            order_id: Set(change.order.id),
            revision: Set(change.order.revision),
            kind: Set(one.kind),
            number: Set(one.number.clone()),
            file_name: Set(one.form.file_name.clone()),
            blob: Set(hash),
            template: Set(Some(one.template.clone())),
            created_at: Set(change.now),
            ..Default::default()
        };
        form::Entity::insert(row).exec_without_returning(&change.tx).await?;
    }
    Ok(())
}

async fn post(change: &Change, deed: &Deed<'_>, store: &Blobs, drawn: &draw::Drawn) -> Result<(), FulfilmentError> {
    let replaced = Replaced::of(&change.tx, deed.scope, &change.order, &change.settings).await?;
    let company = organisation::Entity::find_by_id(deed.scope.organisation()).one(&change.tx).await?;
    let company = company.map(|row| row.name).unwrap_or_default();
    let draft = draw::letter(change, (deed.actor, &company), drawn, replaced.as_ref())?;
    let bytes = outbox::compose(&draft)?;
    let blob = store.put(&bytes).await?;
    blobs::note(&change.tx, &change.scope, &blob, bytes.len(), change.now).await?;
    let letter = Letter {
        cause: Cause::Approval,
        order: Some((change.order.id, change.order.revision)),
        recipients: draft.to,
        subject: draft.subject,
        message_id: draft.message_id,
        blob,
        send_after: deed.now + TimeDelta::seconds(change.settings.wait_seconds.max(0)),
        posted_at: deed.now,
    };
    outbox::post(&change.tx, deed.scope, &letter).await?;
    Ok(())
}

/// Takes an approval back before its letter has left: the letter is recalled and the order is reviewed again as its next revision.
///
/// The recalled revision and its forms are kept. Refuses when the letter's time has come.
pub async fn recall(deed: &Deed<'_>, id: OrderId, version: i64) -> Result<Done, FulfilmentError> {
    let Begun::Change(mut change) = Change::begin(deed, id, version, Action::Reopen).await? else {
        return Ok(Done::Again);
    };
    let revision = take_back(&mut change, deed).await?;
    change.recompute().await?;
    Ok(change.save(vec![("recalled", json!({ "revision": revision }))]).await?)
}

/// Recalls the letter of an approved order and opens its next revision, in the transaction of a change; gives the recalled revision.
async fn take_back(change: &mut Change, deed: &Deed<'_>) -> Result<i64, FulfilmentError> {
    let (id, revision) = (change.order.id, change.order.revision);
    takes_the_place(change, None).await?;
    outbox::recall(&change.tx, deed.scope, letter_of(change).await?, deed.now).await?;
    let mut row = revision::Entity::of(deed.scope)
        .filter(revision::Column::OrderId.eq(id))
        .filter(revision::Column::Revision.eq(revision))
        .one(&change.tx)
        .await?
        .ok_or(ReviewError::Missing(id))?
        .into_active_model();
    row.recalled_at = Set(Some(deed.now));
    row.update(&change.tx).await?;
    change.order.revision += 1;
    change.order.approved_at = None;
    change.order.approved_by = None;
    for line in &mut change.lines {
        line.row.works_order_no = None;
    }
    Ok(revision)
}

/// Sends a held or failed letter once more, at once. Whoever decides that about a held one has looked whether it arrived.
pub async fn send_again(deed: &Deed<'_>, id: OrderId, version: i64) -> Result<Done, FulfilmentError> {
    let Begun::Change(change) = Change::begin(deed, id, version, Action::SendAgain).await? else {
        return Ok(Done::Again);
    };
    let letter = letter_of(&change).await?;
    outbox::send_again(&change.tx, deed.scope, deed.actor, letter, deed.now).await?;
    let detail = json!({ "letter": letter, "revision": change.order.revision });
    Ok(change.save(vec![("sent_again", detail)]).await?)
}

/// A person says that a held letter has arrived: the order is sent, and the letter never leaves again.
pub async fn mark_arrived(deed: &Deed<'_>, id: OrderId, version: i64) -> Result<Done, FulfilmentError> {
    let Begun::Change(change) = Change::begin(deed, id, version, Action::Send).await? else {
        return Ok(Done::Again);
    };
    let letter = letter_of(&change).await?;
    outbox::mark_arrived(&change.tx, deed.scope, deed.actor, letter, deed.now).await?;
    let detail = json!({ "letter": letter, "revision": change.order.revision, "by": "person" });
    Ok(change.save(vec![("sent", detail)]).await?)
}

/// The letter of the revision in force.
async fn letter_of(change: &Change) -> Result<OutboxId, FulfilmentError> {
    let letter = letters::Entity::of(&change.scope)
        .filter(letters::Column::OrderId.eq(change.order.id))
        .filter(letters::Column::Revision.eq(change.order.revision))
        .filter(letters::Column::State.ne(OutboxState::Recalled))
        .one(&change.tx)
        .await?
        .ok_or(outbox::OutboxError::Missing)?;
    Ok(letter.id)
}
