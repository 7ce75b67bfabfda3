//! What becomes of a message that waits.

use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter};

use crate::entity::ids::MessageId;
use crate::entity::states::Fate;
use crate::entity::{Scope, message};

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
