//! The list of orders.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use sea_orm::sea_query::{Alias, Condition, Expr, ExprTrait as _, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use serde_json::Value;

use super::{ListQuery, OrderList, OrderRow, Progress, View};
use crate::entity::ids::OrderId;
use crate::entity::states::{Fate, OrderState, SetAside};
use crate::entity::{OfOrganisation, Scope, Settings, few, line, message, objection, order, order_count, organisation};
use crate::ops::db::Db;
use crate::reader::units::Money;
use crate::review::order::ReviewError;

/// One row of the list as it is stored, with what stands in other tables.
#[derive(FromQueryResult)]
struct Row {
    id: OrderId,
    state: OrderState,
    set_aside: Option<SetAside>,
    of_order_id: Option<OrderId>,
    replaced_by_id: Option<OrderId>,
    customer_name: Option<String>,
    po_number: Option<String>,
    delivery_date: Option<NaiveDate>,
    currency: Option<String>,
    net_minor: Option<i64>,
    line_count: i64,
    open_count: i64,
    received_at: DateTime<Utc>,
    sender_address: Option<String>,
    doubt: Option<Value>,
    doubt_position: Option<i64>,
}

/// What the page says beside its rows.
#[derive(Default, FromQueryResult)]
struct Beside {
    settings: Settings,
    reading: Option<i64>,
    in_review: Option<i64>,
    approved: Option<i64>,
    sent: Option<i64>,
    rejected: Option<i64>,
    set_aside: Option<i64>,
    replaced: Option<i64>,
    waiting: i64,
}

/// One page of orders, newest first, by two queries whatever the number of orders, and a third while messages are being read.
pub async fn list(db: &Db, scope: &Scope, now: DateTime<Utc>, query: &ListQuery) -> Result<OrderList, ReviewError> {
    let db = &db.read;
    let mut rows = rows(db, scope, query).await?;
    let has_older = rows.len() as u64 > OrderList::ROWS_MAX;
    rows.truncate(usize::try_from(OrderList::ROWS_MAX).unwrap_or(usize::MAX));
    let older = has_older.then(|| rows.last().map(|row| row.id)).flatten();
    let beside = beside(db, scope).await?;
    Ok(OrderList {
        query: *query,
        rows: rows.into_iter().map(|row| shown(row, &beside.settings)).collect::<Result<_, _>>()?,
        counts: View::ALL.into_iter().map(|view| (view, beside.count(view))).collect(),
        older,
        reading: reading(db, scope, now, beside.waiting).await?,
    })
}

/// The orders with their senders and the first open objection of each that is in review.
async fn rows(db: &impl ConnectionTrait, scope: &Scope, query: &ListQuery) -> Result<Vec<Row>, ReviewError> {
    let mut wanted = order::Entity::of(scope);
    if let Some(state) = state_of(query.view) {
        wanted = wanted.filter(order::Column::State.eq(state));
    }
    if query.view == View::Replaced {
        wanted = wanted.filter(order::Column::ReplacedById.is_not_null());
    }
    if let Some(before) = query.before {
        wanted = wanted.filter(order::Column::Id.lt(before));
    }
    let message = order::Entity::belongs_to(message::Entity)
        .from((order::Column::OrganisationId, order::Column::MessageId))
        .to((message::Column::OrganisationId, message::Column::Id));
    let doubt = order::Entity::belongs_to(objection::Entity)
        .from((order::Column::OrganisationId, order::Column::Id))
        .to((objection::Column::OrganisationId, objection::Column::OrderId))
        .on_condition(|_, _| is_first_doubt());
    let about = objection::Entity::belongs_to(line::Entity)
        .from((objection::Column::OrganisationId, objection::Column::LineId))
        .to((line::Column::OrganisationId, line::Column::Id));
    let wanted = wanted
        .select_only()
        .columns([
            order::Column::Id,
            order::Column::State,
            order::Column::SetAside,
            order::Column::OfOrderId,
            order::Column::ReplacedById,
            order::Column::CustomerName,
            order::Column::PoNumber,
            order::Column::DeliveryDate,
            order::Column::Currency,
            order::Column::NetMinor,
            order::Column::LineCount,
            order::Column::OpenCount,
            order::Column::ReceivedAt,
        ])
        .column(message::Column::SenderAddress)
        .column_as(objection::Column::Detail, "doubt")
        .column_as(line::Column::Position, "doubt_position")
        .join(JoinType::LeftJoin, message.into())
        .join(JoinType::LeftJoin, doubt.into())
        .join(JoinType::LeftJoin, about.into())
        .order_by_desc(order::Column::Id);
    let failed = ReviewError::save("the list");
    let found = few(db, wanted, OrderList::ROWS_MAX + 1).await.map_err(&failed)?;
    found.iter().map(|row| Row::from_query_result(row, "")).collect::<Result<_, _>>().map_err(&failed)
}

/// Of the objections of an order in review, the one raised first that nobody has settled.
fn is_first_doubt() -> Condition {
    let others = Alias::new("others");
    let of = |column: objection::Column| Expr::col((others.clone(), column));
    let first: SelectStatement = Query::select()
        // Plain, SQLite would walk the index of ids for the smallest, through the objections of every order.
        .expr(of(objection::Column::Id).add(0).min())
        .from_as(objection::Entity, others.clone())
        .and_where(of(objection::Column::OrganisationId).equals((order::Entity, order::Column::OrganisationId)))
        .and_where(of(objection::Column::OrderId).equals((order::Entity, order::Column::Id)))
        .and_where(of(objection::Column::SettledAt).is_null())
        .to_owned();
    let has_doubts =
        Condition::all().add(order::Column::State.eq(OrderState::InReview)).add(order::Column::OpenCount.gt(0));
    // As a case, so that the others are looked up only where there are any.
    let first = Expr::case(has_doubts, Expr::SubQuery(None, Box::new(first.into())));
    Condition::all().add(Expr::col((objection::Entity, objection::Column::Id)).eq(first))
}

const fn state_of(view: View) -> Option<OrderState> {
    match view {
        View::ToDo => Some(OrderState::InReview),
        View::Approved => Some(OrderState::Approved),
        View::Sent => Some(OrderState::Sent),
        View::Rejected => Some(OrderState::Rejected),
        View::SetAside => Some(OrderState::SetAside),
        View::Replaced | View::All => None,
    }
}

fn shown(row: Row, settings: &Settings) -> Result<OrderRow, ReviewError> {
    let currency = super::super::order::currency_named(row.currency.as_deref(), settings);
    let doubt = row.doubt.map(serde_json::from_value).transpose().map_err(ReviewError::stored("an objection"))?;
    Ok(OrderRow {
        id: row.id,
        state: row.state,
        set_aside: row.set_aside,
        of: row.of_order_id,
        replaced_by: row.replaced_by_id,
        net: row.net_minor.map(|minor| Money { minor, currency }),
        sender: row.sender_address,
        first_doubt: doubt.map(|doubt| (row.doubt_position, doubt)),
        customer: row.customer_name,
        po_number: row.po_number,
        delivery_date: row.delivery_date,
        line_count: row.line_count,
        open_count: row.open_count,
        received_at: row.received_at,
    })
}

/// The settings of the organisation, the kept counts of its orders, and how many messages wait to be read.
async fn beside(db: &impl ConnectionTrait, scope: &Scope) -> Result<Beside, ReviewError> {
    let kept = organisation::Entity::belongs_to(order_count::Entity)
        .from(organisation::Column::Id)
        .to(order_count::Column::OrganisationId);
    let waiting: SelectStatement = Query::select()
        .expr(Expr::col(message::Column::Id).count())
        .from(message::Entity)
        .and_where(message::Column::OrganisationId.eq(scope.organisation()))
        .and_where(message::Column::Fate.eq(Fate::Waiting))
        .to_owned();
    let found = organisation::Entity::find_by_id(scope.organisation())
        .select_only()
        .column(organisation::Column::Settings)
        .columns([
            order_count::Column::Reading,
            order_count::Column::InReview,
            order_count::Column::Approved,
            order_count::Column::Sent,
            order_count::Column::Rejected,
            order_count::Column::SetAside,
            order_count::Column::Replaced,
        ])
        .expr_as(Expr::SubQuery(None, Box::new(waiting.into())), "waiting")
        .join(JoinType::LeftJoin, kept.into())
        .into_model::<Beside>()
        .all(db)
        .await
        .map_err(ReviewError::save("the counts of the list"))?;
    Ok(found.into_iter().next().unwrap_or_default())
}

impl Beside {
    fn count(&self, view: View) -> u64 {
        let all = [self.reading, self.in_review, self.approved, self.sent, self.rejected, self.set_aside];
        let kept = match view {
            View::ToDo => self.in_review,
            View::Approved => self.approved,
            View::Sent => self.sent,
            View::Rejected => self.rejected,
            View::SetAside => self.set_aside,
            View::Replaced => self.replaced,
            View::All => Some(all.into_iter().flatten().sum()),
        };
        kept.and_then(|count| u64::try_from(count).ok()).unwrap_or(0)
    }
}

/// How many messages wait to be read, of all that came in during the last day or still wait.
async fn reading(
    db: &impl ConnectionTrait, scope: &Scope, now: DateTime<Utc>, waiting: i64,
) -> Result<Progress, ReviewError> {
    let waiting = u64::try_from(waiting).unwrap_or(0);
    if waiting == 0 {
        return Ok(Progress::default());
    }
    let settled = message::Entity::of(scope)
        .filter(message::Column::Fate.ne(Fate::Waiting))
        .filter(message::Column::ReceivedAt.gt(now - TimeDelta::days(1)))
        .count(db)
        .await
        .map_err(ReviewError::save("how far reading has come"))?;
    Ok(Progress { waiting, total: waiting + settled })
}
