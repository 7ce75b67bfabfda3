//! What the demo's people have done before somebody looks: a few orders driven on by the functions everybody uses.

use std::fs;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::people::{Character, GRANT, SHARON};
use crate::commands::because;
use crate::commands::house::House;
use crate::entity::ids::{OrderId, UserId};
use crate::entity::states::OrderState;
use crate::entity::{OfOrganisation, Scope, line, order, organisation, user};
use crate::fulfilment::{self, FulfilmentError};
use crate::ops::config::Config;
use crate::ops::deed::Deed;
use crate::reader::units::normal_key;
use crate::review::evidence::FieldName;
use crate::review::order::{self as reviewing, Correction, ReviewError};
use crate::review::page::{ListQuery, list};

/// There once the demo's people have done their part.
pub(super) const PLAYED: &str = "demo-played";

/// Seconds between approval and sending from then on: long enough to see an order that waits, and to recall it.
const WAIT_SECONDS: i64 = 300;

/// How often is looked whether everything was read, and how long at most.
const LOOK_EVERY: Duration = Duration::from_millis(500);
const LOOKS_MAX: u32 = 1_200;

/// What somebody does with an order.
enum Act {
    /// Types values into its lines, by position, where they are not there yet.
    Correct(i64, FieldName, &'static str),
    /// Approves it.
    Approve,
    /// Rejects it, with the reason.
    Reject(&'static str),
}

/// Who does what with the oldest order of a number. Both corrections and the reason are what a reader of the source would do.
const BEFORE: [(&Character, &str, Act); 5] = [
    (&SHARON, "12022", Act::Approve),
    (&SHARON, "PO-0020", Act::Correct(5, FieldName::Colour, "Grey")),
    (&GRANT, "PO-0020", Act::Approve),
    (
        &SHARON,
        "BE-1194",
        Act::Reject("We do not make thermostat knobs. Owen was told on the phone and will order elsewhere."),
    ),
    (&GRANT, "12041", Act::Approve),
];

/// Why the demo's people could not do their part.
#[derive(Debug, thiserror::Error)]
enum PlayError {
    #[error(transparent)]
    Database(#[from] sea_orm::DbErr),
    #[error(transparent)]
    Review(#[from] ReviewError),
    #[error(transparent)]
    Fulfilment(#[from] FulfilmentError),
    #[error("{0} is not there")]
    Nobody(&'static str),
}

/// Waits until `mails` messages were read, then has the demo's people act, once in the life of a demo.
///
/// What cannot be done is logged and left: the demo is there without it.
pub(super) async fn play(config: Arc<Config>, house: House, mails: usize, stop: CancellationToken) {
    let played = config.place.data.join(PLAYED);
    if played.exists() {
        return;
    }
    for _ in 0..LOOKS_MAX {
        tokio::select! {
            () = stop.cancelled() => return,
            () = sleep(LOOK_EVERY) => {}
        }
        match everything_read(&house, mails).await {
            Ok(false) => {}
            Ok(true) => break,
            Err(error) => tracing::warn!(fault = because(error), "the demo could not be looked at"),
        }
    }
    match act(&house).await {
        Ok(()) => {
            if let Err(error) = fs::write(&played, "") {
                tracing::warn!(fault = because(error), "the demo will be played again at the next start");
            }
        }
        Err(error) => tracing::warn!(fault = because(error), "the demo's people did not finish"),
    }
}

async fn everything_read(house: &House, mails: usize) -> Result<bool, PlayError> {
    use sea_orm::PaginatorTrait;
    let scope = organisation(house).await?;
    let stored = crate::entity::message::Entity::of(&scope).count(&house.db.read).await?;
    let list = list(&house.db, &scope, house.clock.now(), &ListQuery::default()).await?;
    Ok(stored >= mails as u64 && list.reading.waiting == 0)
}

async fn organisation(house: &House) -> Result<Scope, PlayError> {
    let row = organisation::Entity::find().order_by_asc(organisation::Column::Id).one(&house.db.read).await?;
    row.map(|row| Scope::system(row.id)).ok_or(PlayError::Nobody("the organisation"))
}

async fn act(house: &House) -> Result<(), PlayError> {
    let desk = organisation(house).await?;
    for (who, number, act) in &BEFORE {
        one(house, &desk, who, number, act).await?;
    }
    let row = organisation::Entity::find_by_id(desk.organisation()).one(&house.db.read).await?;
    let mut row = row.ok_or(PlayError::Nobody("the organisation"))?;
    row.settings.wait_seconds = WAIT_SECONDS;
    let settings = Set(row.settings.clone());
    organisation::ActiveModel { settings, ..row.into() }.update(&house.db.write).await?;
    // This one stays approved for a while, and can be recalled.
    one(house, &desk, &SHARON, "NC-5533", &Act::Approve).await
}

/// One deed. An order that is gone or decided already is left alone: somebody was faster, or the demo was stopped half-way.
async fn one(house: &House, desk: &Scope, who: &Character, number: &str, act: &Act) -> Result<(), PlayError> {
    let found = order::Entity::of(desk)
        .filter(order::Column::PoKey.eq(normal_key(number)))
        .order_by_asc(order::Column::Id)
        .one(&house.db.read)
        .await?;
    let Some(order) = found.filter(|order| order.state == OrderState::InReview) else {
        tracing::info!(number, "the demo's people found nothing to do about this order");
        return Ok(());
    };
    let scope = Scope::person(desk.organisation(), person(house, who).await?, who.role);
    let deed = Deed { db: &house.db, now: house.clock.now(), scope: &scope, actor: who.name, once: None };
    match act {
        Act::Approve if order.open_count > 0 => {
            tracing::info!(number, "the demo's people leave an order with objections to you");
        }
        Act::Approve => drop(fulfilment::order::approve(&deed, &house.blobs, order.id, order.version).await?),
        Act::Reject(reason) => drop(reviewing::reject(&deed, order.id, order.version, reason).await?),
        Act::Correct(position, field, value) => correct(house, &deed, &order, (*position, *field, value)).await?,
    }
    Ok(())
}

async fn correct(
    house: &House, deed: &Deed<'_>, order: &order::Model, (position, field, value): (i64, FieldName, &str),
) -> Result<(), PlayError> {
    let Some(line) = line_at(house, deed.scope, order.id, position).await? else { return Ok(()) };
    let values = vec![(Some(line.id), field, value.to_owned())];
    reviewing::correct(deed, order.id, order.version, &Correction { values, ..Correction::default() }).await?;
    Ok(())
}

async fn line_at(
    house: &House, scope: &Scope, order: OrderId, position: i64,
) -> Result<Option<line::Model>, PlayError> {
    let found = line::Entity::of(scope)
        .filter(line::Column::OrderId.eq(order))
        .filter(line::Column::Position.eq(position))
        .one(&house.db.read)
        .await?;
    Ok(found)
}

async fn person(house: &House, who: &Character) -> Result<UserId, PlayError> {
    let row = user::Entity::find().filter(user::Column::Address.eq(who.address)).one(&house.db.read).await?;
    row.map(|row| row.id).ok_or(PlayError::Nobody(who.name))
}
