//! The list of orders.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{ListQuery, OrderList, OrderRow, Progress, View};
use crate::entity::ids::{LineId, MessageId, OrderId};
use crate::entity::states::{Fate, OrderState};
use crate::entity::{OfOrganisation, Scope, Settings, line, message, objection, order, order_count};
use crate::ops::db::Db;
use crate::reader::units::Money;
use crate::review::objection::Doubt;
use crate::review::order::ReviewError;

/// One page of orders, newest first, by a fixed number of queries whatever the number of orders.
pub async fn list(db: &Db, scope: &Scope, now: DateTime<Utc>, query: &ListQuery) -> Result<OrderList, ReviewError> {
    let db = &db.read;
    let settings = super::super::order::settings(db, scope).await?;
    let mut wanted = order::Entity::of(scope);
    if let Some(state) = state_of(query.view) {
        wanted = wanted.filter(order::Column::State.eq(state));
    }
    if let Some(before) = query.before {
        wanted = wanted.filter(order::Column::Id.lt(before));
    }
    let mut rows = wanted
        .order_by_desc(order::Column::Id)
        .limit(OrderList::ROWS_MAX + 1)
        .all(db)
        .await
        .map_err(ReviewError::save("the list"))?;
    let has_older = rows.len() as u64 > OrderList::ROWS_MAX;
    rows.truncate(usize::try_from(OrderList::ROWS_MAX).unwrap_or(usize::MAX));
    let older = has_older.then(|| rows.last().map(|row| row.id)).flatten();
    let doubts = first_doubts(db, scope, &rows).await?;
    let senders = senders(db, scope, &rows).await?;
    Ok(OrderList {
        query: *query,
        rows: rows.into_iter().map(|row| shown(row, &settings, &doubts, &senders)).collect(),
        counts: counts(db, scope).await?,
        older,
        reading: reading(db, scope, now).await?,
    })
}

const fn state_of(view: View) -> Option<OrderState> {
    match view {
        View::ToDo => Some(OrderState::InReview),
        View::Approved => Some(OrderState::Approved),
        View::Sent => Some(OrderState::Sent),
        View::Rejected => Some(OrderState::Rejected),
        View::SetAside => Some(OrderState::SetAside),
        View::All => None,
    }
}

fn shown(
    row: order::Model, settings: &Settings, doubts: &HashMap<OrderId, (Option<i64>, Doubt)>,
    senders: &HashMap<MessageId, String>,
) -> OrderRow {
    let currency = super::super::order::currency_of(&row, settings);
    OrderRow {
        id: row.id,
        state: row.state,
        set_aside: row.set_aside,
        of: row.of_order_id,
        net: row.net_minor.map(|minor| Money { minor, currency }),
        sender: row.message_id.and_then(|id| senders.get(&id).cloned()),
        first_doubt: doubts.get(&row.id).cloned(),
        customer: row.customer_name,
        po_number: row.po_number,
        delivery_date: row.delivery_date,
        line_count: row.line_count,
        open_count: row.open_count,
        received_at: row.received_at,
    }
}

/// The first open objection of each order in review, with the position of its line.
async fn first_doubts(
    db: &impl ConnectionTrait, scope: &Scope, rows: &[order::Model],
) -> Result<HashMap<OrderId, (Option<i64>, Doubt)>, ReviewError> {
    let open: Vec<OrderId> =
        rows.iter().filter(|row| row.state == OrderState::InReview && row.open_count > 0).map(|row| row.id).collect();
    if open.is_empty() {
        return Ok(HashMap::new());
    }
    let failed = ReviewError::save("the objections of the list");
    let mut found = objection::Entity::of(scope)
        .filter(objection::Column::OrderId.is_in(open))
        .filter(objection::Column::SettledAt.is_null())
        .all(db)
        .await
        .map_err(&failed)?;
    // Newest first, so that the oldest of each order is the one that stays. A page has few of them: asked for in order, SQLite would look at
    // every objection of the organisation.
    found.sort_by_key(|row| std::cmp::Reverse(row.id));
    let about: Vec<LineId> = found.iter().filter_map(|row| row.line_id).collect();
    let positions: HashMap<LineId, i64> = line::Entity::of(scope)
        .filter(line::Column::Id.is_in(about))
        .select_only()
        .columns([line::Column::Id, line::Column::Position])
        .into_tuple::<(LineId, i64)>()
        .all(db)
        .await
        .map_err(&failed)?
        .into_iter()
        .collect();
    found
        .into_iter()
        .map(|row| {
            let doubt = serde_json::from_value(row.detail).map_err(ReviewError::stored("an objection"))?;
            Ok((row.order_id, (row.line_id.and_then(|id| positions.get(&id).copied()), doubt)))
        })
        .collect()
}

async fn senders(
    db: &impl ConnectionTrait, scope: &Scope, rows: &[order::Model],
) -> Result<HashMap<MessageId, String>, ReviewError> {
    let found = message::Entity::of(scope)
        .filter(message::Column::Id.is_in(rows.iter().filter_map(|row| row.message_id)))
        .select_only()
        .columns([message::Column::Id, message::Column::SenderAddress])
        .into_tuple::<(MessageId, Option<String>)>()
        .all(db)
        .await
        .map_err(ReviewError::save("the senders of the list"))?;
    Ok(found.into_iter().filter_map(|(id, sender)| Some((id, sender?))).collect())
}

async fn counts(db: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<(View, u64)>, ReviewError> {
    let kept = order_count::Entity::of(scope).one(db).await.map_err(ReviewError::save("the counts of the list"))?;
    let of = |view: View| {
        let Some(kept) = &kept else { return 0 };
        match view {
            View::ToDo => kept.in_review,
            View::Approved => kept.approved,
            View::Sent => kept.sent,
            View::Rejected => kept.rejected,
            View::SetAside => kept.set_aside,
            View::All => kept.reading + kept.in_review + kept.approved + kept.sent + kept.rejected + kept.set_aside,
        }
    };
    Ok(View::ALL.into_iter().map(|view| (view, u64::try_from(of(view)).unwrap_or(0))).collect())
}

/// How many messages wait to be read, of all that came in during the last day or still wait.
async fn reading(db: &impl ConnectionTrait, scope: &Scope, now: DateTime<Utc>) -> Result<Progress, ReviewError> {
    use sea_orm::PaginatorTrait;
    let failed = ReviewError::save("how far reading has come");
    let waiting =
        message::Entity::of(scope).filter(message::Column::Fate.eq(Fate::Waiting)).count(db).await.map_err(&failed)?;
    if waiting == 0 {
        return Ok(Progress::default());
    }
    let settled = message::Entity::of(scope)
        .filter(message::Column::Fate.ne(Fate::Waiting))
        .filter(message::Column::ReceivedAt.gt(now - TimeDelta::days(1)))
        .count(db)
        .await
        .map_err(&failed)?;
    Ok(Progress { waiting, total: waiting + settled })
}
