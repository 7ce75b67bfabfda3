//! The lists of products and of customers, by page, and found by what is typed.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseConnection, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};

use super::change::{self, CatalogueError};
use super::goods::state_of;
use crate::entity::ids::{CustomerId, ProductId};
use crate::entity::{OfOrganisation, Scope, customer, customer_domain, material, price, product};
use crate::matching::customers::name_key;
use crate::ops::db::Db;
use crate::reader::units::{Currency, Millionths, normal_key, search_text};

/// Rows of a page.
pub const ROWS_MAX: u64 = 50;
/// Most products a search looks at. Who finds more than these types another word.
pub const HITS_MAX: usize = 500;
/// Most words of a search.
const WORDS_MAX: usize = 8;

/// Which products are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListQuery {
    /// What was typed; empty for all of them.
    pub words: String,
    /// Below this one.
    pub after: Option<i64>,
}

/// One page of products.
#[derive(Clone, Debug)]
pub struct ProductList {
    /// What was asked.
    pub query: ListQuery,
    /// In the order of their codes; a search puts codes that begin as typed first.
    pub rows: Vec<ProductRow>,
    /// The last one, when there are more below it.
    pub next: Option<ProductId>,
    /// How many the search found; `None` without a search.
    pub hits: Option<usize>,
    /// Whether there may be more than [`HITS_MAX`].
    pub is_cut: bool,
    /// Currency of the price list.
    pub currency: Currency,
}

/// One product of the list.
#[derive(Clone, Debug)]
pub struct ProductRow {
    /// Which.
    pub id: ProductId,
    /// Our code.
    pub code: String,
    /// What it is.
    pub description: String,
    /// For whom it is made.
    pub customer: Option<String>,
    /// One of [`super::fields::STATES`].
    pub state: &'static str,
    /// The first day on which it can no longer be ordered.
    pub discontinued_on: Option<NaiveDate>,
    /// Its colours, in alphabetical order.
    pub colours: Vec<String>,
    /// The list price of today, its base and currency; the lowest break.
    pub price: Option<(Millionths, Millionths, String)>,
    /// Unit of measure.
    pub unit: Option<String>,
    /// Days from order to delivery.
    pub lead_days: Option<i64>,
}

/// One page of products; a fixed number of queries whatever the number of products.
pub async fn products(
    db: &Db, scope: &Scope, now: DateTime<Utc>, query: &ListQuery,
) -> Result<ProductList, CatalogueError> {
    let db = &db.read;
    let settings = change::settings(db, scope).await?;
    let today = settings.day_of(now);
    let (mut rows, hits) = if query.words.trim().is_empty() {
        (all(db, scope, query.after.map(ProductId)).await?, None)
    } else {
        let found = search(db, scope, &query.words).await?;
        let start = query.after.and_then(|after| found.iter().position(|row| row.id.0 == after)).map_or(0, |at| at + 1);
        let hits = found.len();
        let limit = usize::try_from(ROWS_MAX + 1).unwrap_or(usize::MAX);
        (found.into_iter().skip(start).take(limit).collect(), Some(hits))
    };
    let has_more = rows.len() as u64 > ROWS_MAX;
    rows.truncate(usize::try_from(ROWS_MAX).unwrap_or(usize::MAX));
    let next = has_more.then(|| rows.last().map(|row| row.id)).flatten();
    let is_cut = hits.is_some_and(|hits| hits >= HITS_MAX);
    let rows = shown(db, scope, today, rows).await?;
    Ok(ProductList { query: query.clone(), rows, next, hits, is_cut, currency: settings.currency })
}

/// The products below `after` in the order of their codes.
async fn all(
    db: &DatabaseConnection, scope: &Scope, after: Option<ProductId>,
) -> Result<Vec<product::Model>, CatalogueError> {
    let mut wanted = product::Entity::of(scope);
    if let Some(after) = after {
        let before = product::Entity::of(scope).filter(product::Column::Id.eq(after)).one(db).await?;
        if let Some(before) = before {
            wanted = wanted.filter(product::Column::Code.gt(before.code));
        }
    }
    Ok(wanted.order_by_asc(product::Column::Code).limit(ROWS_MAX + 1).all(db).await?)
}

/// The products whose code begins as typed, then those that hold every typed word, at most [`HITS_MAX`].
///
/// * `text` — as typed; words need only their beginning.
pub async fn search(
    db: &impl ConnectionTrait, scope: &Scope, text: &str,
) -> Result<Vec<product::Model>, CatalogueError> {
    let key = normal_key(text);
    if key.is_empty() {
        return Ok(Vec::new());
    }
    let mut ids = ids(db, by_code(db, scope, &key)).await?;
    if ids.len() < HITS_MAX {
        let more = self::ids(db, by_words(db, scope, text)).await?;
        ids.extend(more);
        ids.sort();
        ids.dedup();
    }
    let mut found = product::Entity::of(scope).filter(product::Column::Id.is_in(ids)).all(db).await?;
    let place = |row: &product::Model| match () {
        () if row.code_key == key => 0,
        () if row.code_key.starts_with(&key) => 1,
        () => 2,
    };
    found.sort_by(|one, other| place(one).cmp(&place(other)).then_with(|| one.code.cmp(&other.code)));
    found.truncate(HITS_MAX);
    Ok(found)
}

async fn ids(db: &impl ConnectionTrait, statement: Statement) -> Result<Vec<ProductId>, CatalogueError> {
    let rows = db.query_all_raw(statement).await?;
    let ids: Result<Vec<i64>, _> = rows.iter().map(|row| row.try_get::<i64>("", "id")).collect();
    Ok(ids?.into_iter().map(ProductId).collect())
}

/// Products whose code begins with `key`: a range of the index by code.
pub fn by_code(db: &impl ConnectionTrait, scope: &Scope, key: &str) -> Statement {
    let backend = db.get_database_backend();
    let text = if backend == sea_orm::DatabaseBackend::Sqlite {
        "select id from products where organisation_id = ? and code_key >= ? and code_key < ? order by code_key limit ?"
    } else {
        "select id from products where organisation_id = $1 and code_key collate \"C\" >= $2
         and code_key collate \"C\" < $3 order by code_key collate \"C\" limit $4"
    };
    // No key goes beyond the last character there is.
    let end = format!("{key}\u{10ffff}");
    let limit = i64::try_from(HITS_MAX).unwrap_or(i64::MAX);
    Statement::from_sql_and_values(backend, text, [scope.organisation().0.into(), key.into(), end.into(), limit.into()])
}

/// Products that hold every word of `text`, or a word that begins so: the full-text index of either database.
pub fn by_words(db: &impl ConnectionTrait, scope: &Scope, text: &str) -> Statement {
    let words = search_text(text);
    // Words are letters and digits, so nothing in them is an operator of either language.
    let words: Vec<&str> = words.split(' ').filter(|word| !word.is_empty()).take(WORDS_MAX).collect();
    let organisation = scope.organisation().0;
    let limit = i64::try_from(HITS_MAX).unwrap_or(i64::MAX);
    let backend = db.get_database_backend();
    if backend == sea_orm::DatabaseBackend::Sqlite {
        let wanted = words.iter().map(|word| format!("\"{word}\" *")).collect::<Vec<_>>().join(" ");
        let text = "select p.id from product_search s join products p on p.id = s.rowid
                    where product_search match ? and p.organisation_id = ? order by s.rowid limit ?";
        Statement::from_sql_and_values(backend, text, [wanted.into(), organisation.into(), limit.into()])
    } else {
        let wanted = words.iter().map(|word| format!("{word}:*")).collect::<Vec<_>>().join(" & ");
        let text = "select id from products where to_tsvector('simple', search_words) @@ to_tsquery('simple', $1)
                    and organisation_id = $2 order by id limit $3";
        Statement::from_sql_and_values(backend, text, [wanted.into(), organisation.into(), limit.into()])
    }
}

async fn shown(
    db: &impl ConnectionTrait, scope: &Scope, today: NaiveDate, rows: Vec<product::Model>,
) -> Result<Vec<ProductRow>, CatalogueError> {
    let ids = || rows.iter().map(|row| row.id);
    let mut colours: HashMap<ProductId, Vec<String>> = HashMap::new();
    let materials = material::Entity::of(scope)
        .filter(material::Column::ProductId.is_in(ids()))
        .order_by_asc(material::Column::ColourKey)
        .all(db)
        .await?;
    for row in materials {
        colours.entry(row.product_id).or_default().push(row.colour);
    }
    let mut prices = price::Entity::of(scope)
        .filter(price::Column::ProductId.is_in(ids()))
        .filter(price::Column::CustomerId.is_null())
        .filter(price::Column::WithdrawnAt.is_null())
        .filter(price::Column::EffectiveFrom.lte(today))
        .filter(price::Column::EffectiveUntil.is_null().or(price::Column::EffectiveUntil.gte(today)))
        .all(db)
        .await?;
    // The last one put in wins: every colour before one colour, the newest day, the lowest break, the newest row.
    prices.sort_by_key(|row| {
        (row.colour_key.is_none(), row.effective_from, std::cmp::Reverse(row.quantity_from), row.id)
    });
    let mut current: HashMap<ProductId, price::Model> = prices.into_iter().map(|row| (row.product_id, row)).collect();
    Ok(rows
        .into_iter()
        .map(|row| ProductRow {
            id: row.id,
            state: state_of(&row),
            discontinued_on: row.discontinued_on,
            colours: colours.remove(&row.id).unwrap_or_default(),
            price: current
                .remove(&row.id)
                .map(|price| (price.unit_price.into(), price.price_per.into(), price.currency)),
            code: row.code,
            description: row.description,
            customer: row.customer_name,
            unit: row.unit,
            lead_days: row.lead_days,
        })
        .collect())
}

/// One page of customers.
#[derive(Clone, Debug)]
pub struct CustomerList {
    /// What was asked.
    pub query: ListQuery,
    /// In the order of their names.
    pub rows: Vec<CustomerRow>,
    /// The last one, when there are more below it.
    pub next: Option<CustomerId>,
}

/// One customer of the list.
#[derive(Clone, Debug)]
pub struct CustomerRow {
    /// Which.
    pub id: CustomerId,
    /// Their name.
    pub name: String,
    /// Our number for them.
    pub number: Option<String>,
    /// Their mail domains.
    pub domains: Vec<String>,
    /// By how many per cent a price may differ.
    pub price_tolerance_percent: Option<Millionths>,
    /// Agreed days from order to delivery.
    pub lead_days: Option<i64>,
    /// Whether they still order.
    pub is_active: bool,
}

/// One page of customers whose name, number or mail domain holds what was typed.
pub async fn customers(db: &Db, scope: &Scope, query: &ListQuery) -> Result<CustomerList, CatalogueError> {
    let db = &db.read;
    let mut wanted = customer::Entity::of(scope);
    let typed = query.words.trim();
    if !typed.is_empty() {
        wanted = wanted.filter(holding(scope, typed));
    }
    if let Some(after) = query.after {
        let before = customer::Entity::of(scope).filter(customer::Column::Id.eq(after)).one(db).await?;
        if let Some(before) = before {
            wanted = wanted.filter(customer::Column::NameKey.gt(before.name_key));
        }
    }
    let mut rows = wanted.order_by_asc(customer::Column::NameKey).limit(ROWS_MAX + 1).all(db).await?;
    let has_more = rows.len() as u64 > ROWS_MAX;
    rows.truncate(usize::try_from(ROWS_MAX).unwrap_or(usize::MAX));
    let next = has_more.then(|| rows.last().map(|row| row.id)).flatten();
    let mut domains: HashMap<CustomerId, Vec<String>> = HashMap::new();
    let found = customer_domain::Entity::of(scope)
        .filter(customer_domain::Column::CustomerId.is_in(rows.iter().map(|row| row.id)))
        .order_by_asc(customer_domain::Column::Domain)
        .all(db)
        .await?;
    for row in found {
        domains.entry(row.customer_id).or_default().push(row.domain);
    }
    let rows = rows.into_iter().map(|row| CustomerRow {
        domains: domains.remove(&row.id).unwrap_or_default(),
        price_tolerance_percent: row.price_tolerance_percent.map(Millionths::from),
        id: row.id,
        name: row.name,
        number: row.number,
        lead_days: row.lead_days,
        is_active: row.is_active,
    });
    Ok(CustomerList { query: query.clone(), rows: rows.collect(), next })
}

/// Customers whose name, number or mail domain holds what was typed. There are hundreds of them, not hundreds of thousands.
fn holding(scope: &Scope, typed: &str) -> Condition {
    let like = |text: &str| sea_orm::sea_query::LikeExpr::new(format!("%{}%", escaped(text))).escape('\\');
    let mut any = Condition::any();
    let name = name_key(typed);
    if !name.is_empty() {
        any = any.add(Expr::col((customer::Entity, customer::Column::NameKey)).like(like(&name)));
    }
    let lower = typed.to_lowercase();
    let domains = customer_domain::Entity::of(scope)
        .select_only()
        .column(customer_domain::Column::CustomerId)
        .filter(Expr::col((customer_domain::Entity, customer_domain::Column::Domain)).like(like(&lower)));
    any.add(Expr::col((customer::Entity, customer::Column::Number)).like(like(typed)))
        .add(customer::Column::Id.in_subquery(sea_orm::QueryTrait::into_query(domains)))
}

/// The text with the signs of a pattern taken literally.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
