//! Orders, value, speed and trend of a period.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use rust_decimal::Decimal;
use sea_orm::sea_query::{Alias, CaseStatement, Expr, ExprTrait as _, Query, SelectStatement, SimpleExpr};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, QueryFilter, QuerySelect, Select};

use super::people::{self, Corrected, Top};
use super::period::beginning;
use super::{InsightError, Period};
use crate::entity::states::OrderState;
use crate::entity::{OfOrganisation, Scope, Settings, journal, line, objection, order, organisation};
use crate::ops::db::Db;
use crate::reader::units::{Currency, Millionths, Money};

/// What the orders of a period amount to.
#[derive(Clone, Debug)]
pub struct Figures {
    /// The period.
    pub period: Period,
    /// Orders that came in, and what became of those that were not released.
    pub received: Received,
    /// Orders that were released, whatever their currency.
    pub released: i64,
    /// Net value of the released orders in the organisation's currency.
    pub revenue: Money,
    /// Orders in that currency whose value is known.
    pub valued: i64,
    /// Net value by other currency, by its code.
    pub elsewhere: Vec<InOtherCurrency>,
    /// Released orders of which no value is known: a line has no price.
    pub without_value: i64,
    /// Sum of the quantities of the released lines.
    pub units: Millionths,
    /// From the arrival of the message to the approval; `None` without released orders.
    pub waits: Option<Waits>,
    /// Released orders that had an objection, a correction or another decision of a person.
    pub reviewed: i64,
    /// Released orders by step, oldest first, also where there were none.
    pub trend: Vec<Point>,
    /// Customers by value in the organisation's currency, at most ten.
    pub customers: Vec<Top>,
    /// Products by value in the organisation's currency, at most ten.
    pub products: Vec<Top>,
    /// Fields that were corrected in the released orders, most often corrected first.
    pub corrected: Vec<Corrected>,
}

impl Figures {
    /// Revenue by order, rounded to the minor unit; `None` when there is none to divide.
    pub fn average(&self) -> Option<Money> {
        let by = Decimal::from(self.valued);
        Money::from_decimal(self.revenue.to_decimal().checked_div(by)?, self.revenue.currency)
    }

    /// Whether nothing came in and nothing was released.
    pub fn is_empty(&self) -> bool {
        self.released == 0 && self.received.all == 0
    }
}

/// Orders by the day their message came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// All.
    pub all: i64,
    /// Of those: rejected.
    pub rejected: i64,
    /// Of those: set aside.
    pub set_aside: i64,
    /// Of those: still in review.
    pub in_review: i64,
}

/// Orders in a currency that is not the organisation's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InOtherCurrency {
    /// Their net value.
    pub value: Money,
    /// How many.
    pub orders: i64,
}

/// How long orders waited for their approval, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waits {
    /// Half of the orders waited no longer than this.
    pub median_secs: i64,
    /// The mean, cut off.
    pub mean_secs: i64,
}

/// One step of the trend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// Its first day.
    pub first: NaiveDate,
    /// Orders released.
    pub orders: i64,
    /// Their net value in the organisation's currency.
    pub revenue: Money,
}

/// The figures of a period, by a fixed number of queries.
///
/// # Errors
/// [`InsightError`] when the database fails.
pub async fn figures(db: &Db, scope: &Scope, period: Period) -> Result<Figures, InsightError> {
    let db = &db.read;
    let settings = organisation::Entity::find_by_id(scope.organisation())
        .one(db)
        .await
        .map_err(InsightError::of("the settings"))?
        .map(|row| row.settings)
        .unwrap_or_default();
    let zone: Tz = settings.time_zone.parse().unwrap_or(Tz::UTC);
    let span = Released::of(scope, period.instants(zone), settings.currency);
    let mut figures = Figures {
        period,
        received: received(db, &span).await?,
        released: 0,
        revenue: Money { minor: 0, currency: settings.currency },
        valued: 0,
        elsewhere: Vec::new(),
        without_value: 0,
        units: units(db, &span).await?,
        waits: None,
        reviewed: 0,
        trend: Vec::new(),
        customers: people::customers(db, &span).await?,
        products: people::products(db, &span).await?,
        corrected: people::corrected(db, &span).await?,
    };
    add_up(db, &span, (&settings, zone), &mut figures).await?;
    if figures.released > 0 {
        figures.waits = waits(db, &span, figures.released).await?;
        figures.reviewed = reviewed(db, &span).await?;
    }
    Ok(figures)
}

/// The orders released in a span of time.
pub(super) struct Released<'a> {
    /// On whose behalf.
    pub scope: &'a Scope,
    /// From the first instant to before the second.
    pub span: (DateTime<Utc>, DateTime<Utc>),
    /// The organisation's currency, which orders are in that name none.
    pub currency: Currency,
}

impl<'a> Released<'a> {
    fn of(scope: &'a Scope, span: (DateTime<Utc>, DateTime<Utc>), currency: Currency) -> Self {
        Self { scope, span, currency }
    }

    /// Their rows.
    pub fn orders(&self) -> Select<order::Entity> {
        order::Entity::of(self.scope)
            .filter(order::Column::ApprovedAt.gte(self.span.0))
            .filter(order::Column::ApprovedAt.lt(self.span.1))
            .filter(order::Column::State.is_in([OrderState::Approved, OrderState::Sent]))
            .filter(Expr::exists(revised(self.scope)).not())
    }

    /// Those whose amounts are in the organisation's currency.
    pub fn at_home(&self) -> Select<order::Entity> {
        let is_ours = order::Column::Currency.is_null().or(order::Column::Currency.eq(self.currency.code()));
        self.orders().filter(is_ours)
    }
}

/// A released order that replaces the one at hand: then only the newer one counts.
fn revised(scope: &Scope) -> SelectStatement {
    let newer = Alias::new("newer");
    let column = |column: order::Column| Expr::col((newer.clone(), column));
    Query::select()
        .expr(Expr::cust("1"))
        .from_as(order::Entity, newer.clone())
        .and_where(column(order::Column::OrganisationId).eq(scope.organisation()))
        .and_where(column(order::Column::ReplacesId).equals((order::Entity, order::Column::Id)))
        .and_where(column(order::Column::State).is_in(["approved", "sent"]))
        .to_owned()
}

/// The ids of the selected orders, to look for what belongs to them.
pub(super) fn ids(orders: Select<order::Entity>) -> SelectStatement {
    use sea_orm::QueryTrait as _;
    orders.select_only().column(order::Column::Id).into_query()
}

/// A sum of whole numbers as a whole number: PostgreSQL widens it otherwise.
pub(super) fn total(column: impl ColumnTrait) -> SimpleExpr {
    Expr::col(column).sum().cast_as("bigint")
}

async fn received(db: &impl ConnectionTrait, span: &Released<'_>) -> Result<Received, InsightError> {
    let found: Vec<(OrderState, i64)> = order::Entity::of(span.scope)
        .filter(order::Column::ReceivedAt.gte(span.span.0))
        .filter(order::Column::ReceivedAt.lt(span.span.1))
        .select_only()
        .column(order::Column::State)
        .column_as(order::Column::Id.count(), "orders")
        .group_by(order::Column::State)
        .into_tuple()
        .all(db)
        .await
        .map_err(InsightError::of("the orders that came in"))?;
    let of = |state: OrderState| found.iter().filter(|(known, _)| *known == state).map(|(_, orders)| orders).sum();
    Ok(Received {
        all: found.iter().map(|(_, orders)| orders).sum(),
        rejected: of(OrderState::Rejected),
        set_aside: of(OrderState::SetAside),
        in_review: of(OrderState::InReview),
    })
}

async fn units(db: &impl ConnectionTrait, span: &Released<'_>) -> Result<Millionths, InsightError> {
    let found: Option<Option<i64>> = line::Entity::of(span.scope)
        .filter(line::Column::OrderId.in_subquery(ids(span.orders())))
        .select_only()
        .expr_as(total(line::Column::Quantity), "units")
        .into_tuple()
        .one(db)
        .await
        .map_err(InsightError::of("the units"))?;
    Ok(Millionths(found.flatten().unwrap_or(0)))
}

/// One sum as the database gives it: step, currency, orders, orders with a value, their value.
type Sum = (i64, Option<String>, i64, i64, Option<i64>);

/// Orders and value by step and currency: the sums and the trend come out of one walk over the period.
async fn add_up(
    db: &impl ConnectionTrait, span: &Released<'_>, (settings, zone): (&Settings, Tz), figures: &mut Figures,
) -> Result<(), InsightError> {
    let steps = figures.period.steps();
    let currency = settings.currency;
    figures.trend =
        steps.iter().map(|first| Point { first: *first, orders: 0, revenue: Money { minor: 0, currency } }).collect();
    let found: Vec<Sum> = span
        .orders()
        .select_only()
        .expr_as(step_of(&steps, zone), "step")
        .column(order::Column::Currency)
        .column_as(order::Column::Id.count(), "orders")
        .column_as(order::Column::NetMinor.count(), "valued")
        .expr_as(total(order::Column::NetMinor), "net")
        .group_by(Expr::cust("step"))
        .group_by(order::Column::Currency)
        .into_tuple()
        .all(db)
        .await
        .map_err(InsightError::of("orders and value"))?;
    for (step, code, orders, valued, net) in found {
        figures.released += orders;
        figures.without_value += orders - valued;
        let point = usize::try_from(step).ok().and_then(|step| figures.trend.get_mut(step));
        let theirs: Currency = code.and_then(|code| code.parse().ok()).unwrap_or(currency);
        let net = net.unwrap_or(0);
        if let Some(point) = point {
            point.orders += orders;
            point.revenue.minor += if theirs == currency { net } else { 0 };
        }
        if theirs == currency {
            figures.valued += valued;
            figures.revenue.minor += net;
        } else if let Some(known) = figures.elsewhere.iter_mut().find(|known| known.value.currency == theirs) {
            known.value.minor += net;
            known.orders += orders;
        } else {
            figures.elsewhere.push(InOtherCurrency { value: Money { minor: net, currency: theirs }, orders });
        }
    }
    figures.elsewhere.sort_by_key(|known| known.value.currency.code().to_owned());
    Ok(())
}

/// The number of the step an order was approved in, from 0.
fn step_of(steps: &[NaiveDate], zone: Tz) -> SimpleExpr {
    let ends = steps.iter().skip(1).map(|first| beginning(*first, zone));
    let mut case = CaseStatement::new();
    let mut last = 0_i64;
    for (number, end) in (0_i64..).zip(ends) {
        case = case.case(order::Column::ApprovedAt.lt(end), Expr::cust(number.to_string()));
        last = number + 1;
    }
    // Without a second step there is nothing to tell apart, and a CASE without a branch is none.
    let step: SimpleExpr = if last == 0 { Expr::cust("0") } else { case.finally(Expr::cust(last.to_string())).into() };
    step.cast_as("bigint")
}

/// Seconds between two columns: the one thing here that the databases say differently.
fn waited(db: &impl ConnectionTrait) -> &'static str {
    if db.get_database_backend() == DatabaseBackend::Sqlite {
        "unixepoch(approved_at) - unixepoch(received_at)"
    } else {
        "cast(floor(extract(epoch from approved_at)) - floor(extract(epoch from received_at)) as bigint)"
    }
}

async fn waits(db: &impl ConnectionTrait, span: &Released<'_>, orders: i64) -> Result<Option<Waits>, InsightError> {
    use sea_orm::QueryOrder as _;
    let failed = InsightError::of("the time to approval");
    let seconds = Expr::cust(waited(db));
    let sum: Option<Option<i64>> = span
        .orders()
        .select_only()
        .expr_as(seconds.clone().sum().cast_as("bigint"), "seconds")
        .into_tuple()
        .one(db)
        .await
        .map_err(&failed)?;
    // Of an even number of orders the two in the middle.
    let (skip, take) = if orders % 2 == 0 { (orders / 2 - 1, 2) } else { (orders / 2, 1) };
    let middle: Vec<i64> = span
        .orders()
        .select_only()
        .expr_as(seconds, "seconds")
        .order_by_asc(Expr::cust("seconds"))
        .offset(u64::try_from(skip).unwrap_or(0))
        .limit(take)
        .into_tuple()
        .all(db)
        .await
        .map_err(&failed)?;
    let Ok(count) = i64::try_from(middle.len()) else { return Ok(None) };
    if count == 0 {
        return Ok(None);
    }
    Ok(Some(Waits { median_secs: middle.iter().sum::<i64>() / count, mean_secs: sum.flatten().unwrap_or(0) / orders }))
}

/// What the history calls a decision of a person about what was read. An objection that a decision has put out of the world leaves no other
/// trace: a question about the tax, an order that is replaced.
const BY_A_PERSON: [&str; 7] =
    ["corrected", "taxed", "replaces", "replaces_no_more", "line_added", "line_removed", "line_restored"];

/// How many had an objection, settled by somebody, or another decision.
async fn reviewed(db: &impl ConnectionTrait, span: &Released<'_>) -> Result<i64, InsightError> {
    use sea_orm::PaginatorTrait as _;
    let organisation = span.scope.organisation();
    let objected = Query::select()
        .expr(Expr::cust("1"))
        .from(objection::Entity)
        .and_where(Expr::col((objection::Entity, objection::Column::OrganisationId)).eq(organisation))
        .and_where(
            Expr::col((objection::Entity, objection::Column::OrderId)).equals((order::Entity, order::Column::Id)),
        )
        .to_owned();
    let corrected = Query::select()
        .expr(Expr::cust("1"))
        .from(journal::Entity)
        .and_where(Expr::col((journal::Entity, journal::Column::OrganisationId)).eq(organisation))
        .and_where(Expr::col((journal::Entity, journal::Column::Record)).eq("order"))
        .and_where(Expr::col((journal::Entity, journal::Column::RecordId)).equals((order::Entity, order::Column::Id)))
        .and_where(Expr::col((journal::Entity, journal::Column::Action)).is_in(BY_A_PERSON))
        .to_owned();
    let orders = span.orders().filter(Expr::exists(objected).or(Expr::exists(corrected))).count(db).await;
    orders.map(|orders| i64::try_from(orders).unwrap_or(i64::MAX)).map_err(InsightError::of("the review rate"))
}
