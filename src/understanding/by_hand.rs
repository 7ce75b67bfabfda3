//! A person says that a message is an order: it is looked at as one, whatever the rules thought of it.

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel,
    QueryFilter, QueryOrder,
};

use super::extract::{hints, reading_of};
use crate::entity::ids::MessageId;
use crate::entity::{OfOrganisation, Scope, document, message};
use crate::ops::db::Db;
use crate::reader::extraction::{Extraction, Hints, extract};

/// What a message holds when it is taken for an order: one order or more, perhaps without a single value. `None` when there is no such
/// message. The same bytes that came in again are looked at where they were read first.
pub(crate) async fn as_an_order(db: &Db, scope: &Scope, id: MessageId) -> Result<Option<Extraction>, DbErr> {
    let find = async |id| message::Entity::of(scope).filter(message::Column::Id.eq(id)).one(&db.read).await;
    let Some(row) = find(id).await? else { return Ok(None) };
    let mut reading = reading_of(&db.read, scope, &row).await?;
    if reading.documents.is_empty()
        && let Some(first) = row.of_message_id
        && let Some(first) = find(first).await?
    {
        reading = reading_of(&db.read, scope, &first).await?;
    }
    let hints = Hints { is_order: true, ..hints(&db.read, scope, &reading).await? };
    let found = tokio::task::spawn_blocking(move || extract(&reading, &hints)).await;
    found.map(Some).map_err(|error| DbErr::Custom(format!("looking at a message ended early: {error}")))
}

/// Gives a message that was never read, because the same bytes had come before, what was read of the first of its kind. Others stay as they
/// are.
pub(crate) async fn adopt(
    tx: &DatabaseTransaction, scope: &Scope, row: message::Model,
) -> Result<message::Model, DbErr> {
    let Some(first) = row.of_message_id else { return Ok(row) };
    let of = |id| document::Entity::of(scope).filter(document::Column::MessageId.eq(id));
    if of(row.id).one(tx).await?.is_some() {
        return Ok(row);
    }
    for read in of(first).order_by_asc(document::Column::Id).all(tx).await? {
        let mut copy = read.into_active_model().reset_all();
        copy.id = sea_orm::ActiveValue::NotSet;
        copy.message_id = Set(row.id);
        document::Entity::insert(copy).exec_without_returning(tx).await?;
    }
    let Some(first) = message::Entity::of(scope).filter(message::Column::Id.eq(first)).one(tx).await? else {
        return Ok(row);
    };
    let mut row = row.into_active_model();
    row.sender_name = Set(first.sender_name);
    row.sender_address = Set(first.sender_address);
    row.subject = Set(first.subject);
    row.message_id = Set(first.message_id);
    row.sent_at = Set(first.sent_at);
    row.update(tx).await
}
