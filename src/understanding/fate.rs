//! What becomes of a message that waits.

use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};

use crate::entity::ids::MessageId;
use crate::entity::states::Fate;
use crate::entity::{Scope, message};
use crate::jobs::Lease;

/// Gives a waiting message its fate, with the stable short name of the reason where people are owed one. A message that has its fate keeps
/// it; its bytes stay in any case.
pub(crate) async fn settle(
    tx: &DatabaseTransaction, scope: &Scope, id: MessageId, (fate, reason): (Fate, Option<&str>),
) -> Result<(), DbErr> {
    let settled =
        message::ActiveModel { fate: Set(fate), fate_reason: Set(reason.map(str::to_owned)), ..Default::default() };
    message::Entity::update_many()
        .set(settled)
        .filter(message::Column::OrganisationId.eq(scope.organisation()))
        .filter(message::Column::Id.eq(id))
        .filter(message::Column::Fate.eq(Fate::Waiting))
        .exec(tx)
        .await
        .map(|_| ())
}

/// Gives a message another fate because a person decided so: it may become an order, be put away as none, or wait to be read once more. What
/// it was a copy of is no longer its fate.
pub(crate) async fn decide(
    tx: &DatabaseTransaction, scope: &Scope, id: MessageId, (fate, reason): (Fate, Option<&str>),
) -> Result<(), DbErr> {
    let decided = message::ActiveModel {
        fate: Set(fate),
        fate_reason: Set(reason.map(str::to_owned)),
        of_message_id: Set(None),
        ..Default::default()
    };
    message::Entity::update_many()
        .set(decided)
        .filter(message::Column::OrganisationId.eq(scope.organisation()))
        .filter(message::Column::Id.eq(id))
        .exec(tx)
        .await
        .map(|_| ())
}

/// The fate of a waiting message whose job was given up for good.
pub(crate) async fn give_up(tx: &DatabaseTransaction, lease: &Lease, id: MessageId, reason: &str) -> Result<(), DbErr> {
    match lease.organisation() {
        Some(organisation) => settle(tx, &Scope::system(organisation), id, (Fate::Failed, Some(reason))).await,
        None => Ok(()),
    }
}
