//! The inbox: every message with its one fate.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, DbErr, QueryFilter, QueryOrder, QuerySelect};

use super::{Inbox, MessageRow};
use crate::entity::ids::{MessageId, OrderId};
use crate::entity::{OfOrganisation, Scope, message, order};
use crate::ops::db::Db;

/// One page of messages, newest first, older than `before`.
pub async fn inbox(db: &Db, scope: &Scope, before: Option<MessageId>) -> Result<Inbox, DbErr> {
    let mut wanted = message::Entity::of(scope);
    if let Some(before) = before {
        wanted = wanted.filter(message::Column::Id.lt(before));
    }
    let mut rows = wanted.order_by_desc(message::Column::Id).limit(Inbox::ROWS_MAX + 1).all(&db.read).await?;
    let has_older = rows.len() as u64 > Inbox::ROWS_MAX;
    rows.truncate(usize::try_from(Inbox::ROWS_MAX).unwrap_or(usize::MAX));
    let mut orders: HashMap<MessageId, Vec<OrderId>> = HashMap::new();
    let opened = order::Entity::of(scope)
        .filter(order::Column::MessageId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(order::Column::Id)
        .select_only()
        .columns([order::Column::MessageId, order::Column::Id])
        .into_tuple::<(MessageId, OrderId)>()
        .all(&db.read)
        .await?;
    for (message, order) in opened {
        orders.entry(message).or_default().push(order);
    }
    let older = has_older.then(|| rows.last().map(|row| row.id)).flatten();
    let rows = rows
        .into_iter()
        .map(|row| MessageRow {
            orders: orders.remove(&row.id).unwrap_or_default(),
            id: row.id,
            sender: row.sender_name.filter(|name| !name.is_empty()).or(row.sender_address),
            subject: row.subject,
            file_name: row.file_name,
            received_at: row.received_at,
            fate: row.fate,
            fate_reason: row.fate_reason,
            of: row.of_message_id,
        })
        .collect();
    Ok(Inbox { rows, older })
}
