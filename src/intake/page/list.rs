//! The inbox: every message with its one fate.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, ExprTrait as _, Func, LikeExpr};
use sea_orm::{ColumnTrait, Condition, DbErr, QueryFilter, QueryOrder, QuerySelect};

use super::{Inbox, InboxQuery, MessageRow};
use crate::entity::ids::{MessageId, OrderId};
use crate::entity::states::OrderState;
use crate::entity::{OfOrganisation, Scope, message, order};
use crate::journal;
use crate::ops::db::Db;

/// Why a message has its fate that speaks of an order without being one.
const ABOUT_ONE: [&str; 2] = ["order_change", "order_cancellation"];
/// Longest text that is looked for, in characters.
const TEXT_CHARS_MAX: usize = 100;

/// One page of messages, newest first, older than `before`.
pub async fn inbox(db: &Db, scope: &Scope, before: Option<MessageId>) -> Result<Inbox, DbErr> {
    inbox_of(db, scope, &InboxQuery { before, ..InboxQuery::default() }).await
}

/// One page of the messages that are asked for, newest first.
pub async fn inbox_of(db: &Db, scope: &Scope, query: &InboxQuery) -> Result<Inbox, DbErr> {
    let mut wanted = message::Entity::of(scope);
    if let Some(before) = query.before {
        wanted = wanted.filter(message::Column::Id.lt(before));
    }
    if let Some(fate) = query.fate {
        wanted = wanted.filter(message::Column::Fate.eq(fate));
    }
    if let Some(text) = query.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        wanted = wanted.filter(holds(text));
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
    let is_nameless = |row: &&message::Model| sender(row).is_none();
    let nameless: Vec<i64> = rows.iter().filter(is_nameless).map(|row| row.id.0).collect();
    let mut added_by = journal::actors_of(&db.read, scope, ("message", "added"), &nameless).await?;
    let mut about = about(db, scope, &rows).await?;
    let older = has_older.then(|| rows.last().map(|row| row.id)).flatten();
    let rows = rows
        .into_iter()
        .map(|row| MessageRow {
            orders: orders.remove(&row.id).unwrap_or_default(),
            about: about.remove(&row.id.0).unwrap_or_default(),
            id: row.id,
            sender: sender(&row),
            added_by: added_by.remove(&row.id.0),
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

/// The orders that messages speak of which became none themselves.
async fn about(
    db: &Db, scope: &Scope, rows: &[message::Model],
) -> Result<HashMap<i64, Vec<(OrderId, OrderState)>>, DbErr> {
    let speaks = |row: &&message::Model| row.fate_reason.as_deref().is_some_and(|reason| ABOUT_ONE.contains(&reason));
    let ids: Vec<i64> = rows.iter().filter(speaks).map(|row| row.id.0).collect();
    let mut found: HashMap<i64, Vec<(OrderId, OrderState)>> = HashMap::new();
    for (message, detail) in journal::details_of(&db.read, scope, ("message", "about_order"), &ids).await? {
        let state = serde_json::from_value(detail["state"].clone()).ok();
        found.entry(message).or_default().extend(detail["order"].as_i64().map(OrderId).zip(state));
    }
    Ok(found)
}

/// The sender's name, or address.
fn sender(row: &message::Model) -> Option<String> {
    row.sender_name.clone().filter(|name| !name.is_empty()).or_else(|| row.sender_address.clone())
}

/// Messages with these characters in what the list shows of them.
fn holds(text: &str) -> Condition {
    let text: String = text.to_lowercase().chars().filter(|c| *c != '\0').take(TEXT_CHARS_MAX).collect();
    let pattern = format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
    use message::Column::{FileName, SenderAddress, SenderName, Subject};
    [SenderName, SenderAddress, Subject, FileName].into_iter().fold(Condition::any(), |any, column| {
        let column = Expr::expr(Func::lower(Expr::col((message::Entity, column))));
        any.add(column.like(LikeExpr::new(pattern.clone()).escape('\\')))
    })
}

/// The name of the person who added a message by hand; `None` for one that a source delivered.
pub async fn added_by(db: &Db, scope: &Scope, id: MessageId) -> Result<Option<String>, DbErr> {
    let events = journal::of_record(&db.read, scope, "message", id.0).await?;
    Ok(events.into_iter().find(|event| event.action == "added").map(|event| event.actor))
}
