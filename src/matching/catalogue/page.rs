//! Everything the pages of one product and of one customer show: plain values, ready to be put into words.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde_json::Value;

use super::change::{self, CatalogueError};
use super::clients;
use super::fields::{CustomerField, MaterialField, ProductField};
use super::goods;
use super::price_list::PriceOf;
use crate::entity::ids::{CustomerId, OrderId, ProductId, UserId};
use crate::entity::states::OrderState;
use crate::entity::{OfOrganisation, Scope, alias, customer, line, material, order, price, product, user};
use crate::journal;
use crate::ops::db::Db;
use crate::reader::units::{Currency, Millionths};

/// Orders shown on a page.
const ORDERS_MAX: u64 = 10;
/// Names shown on the page of a customer.
const NAMES_MAX: u64 = 200;

/// One product with everything known of it.
#[derive(Clone, Debug)]
pub struct ProductPage {
    /// Which.
    pub id: ProductId,
    /// The version a change must be made against.
    pub version: i64,
    /// Its values in plain form; those that are not known are absent.
    pub values: BTreeMap<ProductField, String>,
    /// What replaces it.
    pub successor: Option<(ProductId, String)>,
    /// What it replaces.
    pub predecessors: Vec<(ProductId, String)>,
    /// What it is moulded from, by colour.
    pub colours: Vec<Colour>,
    /// Prices in force, to come and gone, by whom and what they are for, newest first.
    pub prices: Vec<Prices>,
    /// What customers call it; those that count first.
    pub names: Vec<PartNumber>,
    /// The newest orders it stands on.
    pub orders: Vec<OrderOf>,
    /// What happened to it, newest first.
    pub history: Vec<HistoryEntry>,
    /// Currency of the price list.
    pub currency: Currency,
    /// The day on which prices are looked at.
    pub today: NaiveDate,
}

impl ProductPage {
    /// A value in plain form; empty when it is not known.
    pub fn value(&self, field: ProductField) -> &str {
        self.values.get(&field).map_or("", String::as_str)
    }
}

/// One colour of a product.
#[derive(Clone, Debug)]
pub struct Colour {
    /// Which.
    pub id: i64,
    /// Its values in plain form.
    pub values: BTreeMap<MaterialField, String>,
}

/// The prices of one customer, colour and currency.
#[derive(Clone, Debug)]
pub struct Prices {
    /// The customer; `None` for the list price.
    pub customer: Option<(CustomerId, String)>,
    /// The colour; `None` for every colour.
    pub colour: Option<String>,
    /// Three letters.
    pub currency: String,
    /// Newest first.
    pub sets: Vec<PriceSet>,
}

/// Where a price stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceState {
    /// It counts.
    Current,
    /// It will count.
    Future,
    /// It counted.
    Past,
    /// It was a mistake, or was replaced on the same day.
    Withdrawn,
}

/// One price with its breaks.
#[derive(Clone, Debug)]
pub struct PriceSet {
    /// One of its rows, by which it is ended.
    pub id: i64,
    /// Where it stands.
    pub state: PriceState,
    /// How many units the price is for.
    pub price_per: Millionths,
    /// From which quantity on, and how much; the lowest quantity first.
    pub breaks: Vec<(Millionths, Millionths)>,
    /// The first day.
    pub from: NaiveDate,
    /// The last day, if one is set.
    pub until: Option<NaiveDate>,
    /// When it was entered.
    pub entered_at: Option<DateTime<Utc>>,
    /// By whom; `None` for a file or the desk itself.
    pub entered_by: Option<String>,
}

/// What a customer calls a product.
#[derive(Clone, Debug)]
pub struct PartNumber {
    /// Which.
    pub id: i64,
    /// The product.
    pub product: (ProductId, String),
    /// Who says so; `None` for everybody.
    pub customer: Option<(CustomerId, String)>,
    /// The name.
    pub name: String,
    /// Where it was learned, a stable short name.
    pub origin: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// When it was ended.
    pub ended_at: Option<DateTime<Utc>>,
}

/// An order, as far as a page of the catalogue tells.
#[derive(Clone, Debug)]
pub struct OrderOf {
    /// Which.
    pub id: OrderId,
    /// Where it stands.
    pub state: OrderState,
    /// The customer's number.
    pub po_number: Option<String>,
    /// The customer's name.
    pub customer: Option<String>,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// How many of the product; `None` on the page of a customer.
    pub quantity: Option<Millionths>,
    /// At what price, and for how many; `None` on the page of a customer.
    pub price: Option<(Millionths, Millionths)>,
    /// How many lines.
    pub lines: i64,
}

/// One entry of the history.
#[derive(Clone, Debug)]
pub struct HistoryEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// Who; empty for the desk itself.
    pub actor: String,
    /// What, a stable short name.
    pub action: String,
    /// Old and new values.
    pub detail: Value,
}

/// The page of one product; a fixed number of queries.
pub async fn product(db: &Db, scope: &Scope, now: DateTime<Utc>, id: ProductId) -> Result<ProductPage, CatalogueError> {
    let db = &db.read;
    let settings = change::settings(db, scope).await?;
    let today = settings.day_of(now);
    let row = product::Entity::of(scope).filter(product::Column::Id.eq(id)).one(db).await?;
    let goods = goods::complete(db, scope, vec![row.ok_or(CatalogueError::Missing)?]).await?;
    let goods = goods.into_iter().next().ok_or(CatalogueError::Missing)?;
    let before = product::Entity::of(scope)
        .filter(product::Column::SuccessorId.eq(id))
        .order_by_asc(product::Column::Code)
        .all(db)
        .await?;
    let materials = material::Entity::of(scope)
        .filter(material::Column::ProductId.eq(id))
        .order_by_asc(material::Column::ColourKey)
        .all(db)
        .await?;
    let prices = price::Entity::of(scope).filter(price::Column::ProductId.eq(id)).all(db).await?;
    let names = alias::Entity::of(scope)
        .filter(alias::Column::ProductId.eq(id))
        .order_by_asc(alias::Column::Id)
        .limit(NAMES_MAX)
        .all(db)
        .await?;
    let customers = customer_names(
        db,
        scope,
        prices.iter().filter_map(|row| row.customer_id).chain(names.iter().filter_map(|row| row.customer_id)),
    )
    .await?;
    Ok(ProductPage {
        id,
        version: goods.product.version,
        values: ProductField::ALL.iter().filter_map(|field| Some((*field, goods.get(*field)?))).collect(),
        successor: goods.product.successor_id.zip(goods.successor.clone()),
        predecessors: before.into_iter().map(|row| (row.id, row.code)).collect(),
        prices: price_groups(db, prices, &materials, &customers, today).await?,
        colours: materials.iter().map(colour).collect(),
        names: named(names, &customers, &HashMap::from([(id, goods.product.code.clone())])),
        orders: orders_with(db, scope, id).await?,
        history: history(db, scope, "product", id.0).await?,
        currency: settings.currency,
        today,
    })
}

fn colour(row: &material::Model) -> Colour {
    let values = MaterialField::ALL.iter().filter_map(|field| Some((*field, goods::of_material(row, *field)?)));
    Colour { id: row.id, values: values.collect() }
}

async fn customer_names(
    db: &impl ConnectionTrait, scope: &Scope, ids: impl Iterator<Item = CustomerId>,
) -> Result<HashMap<CustomerId, String>, CatalogueError> {
    let mut ids: Vec<CustomerId> = ids.collect();
    ids.sort();
    ids.dedup();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = customer::Entity::of(scope).filter(customer::Column::Id.is_in(ids)).all(db).await?;
    Ok(found.into_iter().map(|row| (row.id, row.name)).collect())
}

/// Rows of prices as people think of them: by whom, colour and currency; of each, the prices by their first day.
async fn price_groups(
    db: &impl ConnectionTrait, rows: Vec<price::Model>, materials: &[material::Model],
    customers: &HashMap<CustomerId, String>, today: NaiveDate,
) -> Result<Vec<Prices>, CatalogueError> {
    let people: Vec<UserId> = rows.iter().filter_map(|row| row.created_by).collect();
    let people: HashMap<UserId, String> = if people.is_empty() {
        HashMap::new()
    } else {
        let found = user::Entity::find().filter(user::Column::Id.is_in(people)).all(db).await?;
        found.into_iter().map(|row| (row.id, row.name)).collect()
    };
    let mut groups: BTreeMap<PriceOf, BTreeMap<_, Vec<price::Model>>> = BTreeMap::new();
    for row in rows {
        // What was withdrawn stands beside what took its place.
        let set = (row.effective_from, row.withdrawn_at.is_none(), row.withdrawn_at, row.price_per);
        groups.entry(PriceOf::row(&row)).or_default().entry(set).or_default().push(row);
    }
    let shown = groups.into_iter().map(|(of, sets)| {
        let newest = sets
            .iter()
            .filter(|((from, counts, ..), rows)| *counts && *from <= today && rows.iter().all(|row| lasts(row, today)))
            .map(|((from, ..), _)| *from)
            .max();
        let mut sets: Vec<PriceSet> =
            sets.into_values().filter_map(|rows| price_set(rows, newest, today, &people)).collect();
        sets.reverse();
        let colour = of.colour_key.as_deref().map(|key| {
            materials.iter().find(|row| row.colour_key == key).map_or_else(|| key.to_owned(), |row| row.colour.clone())
        });
        let customer = of.customer.map(|id| (id, customers.get(&id).cloned().unwrap_or_default()));
        Prices { customer, colour, currency: of.currency, sets }
    });
    Ok(shown.collect())
}

fn lasts(row: &price::Model, today: NaiveDate) -> bool {
    row.effective_until.is_none_or(|until| until >= today)
}

fn price_set(
    mut rows: Vec<price::Model>, newest: Option<NaiveDate>, today: NaiveDate, people: &HashMap<UserId, String>,
) -> Option<PriceSet> {
    rows.sort_by_key(|row| (row.quantity_from, row.id));
    let first = rows.first()?;
    let state = match () {
        () if first.withdrawn_at.is_some() => PriceState::Withdrawn,
        () if first.effective_from > today => PriceState::Future,
        () if newest == Some(first.effective_from) && lasts(first, today) => PriceState::Current,
        () => PriceState::Past,
    };
    Some(PriceSet {
        id: first.id,
        state,
        price_per: first.price_per.into(),
        from: first.effective_from,
        until: first.effective_until,
        entered_at: first.created_at,
        entered_by: first.created_by.and_then(|id| people.get(&id).cloned()),
        breaks: rows.iter().map(|row| (row.quantity_from.into(), row.unit_price.into())).collect(),
    })
}

fn named(
    rows: Vec<alias::Model>, customers: &HashMap<CustomerId, String>, codes: &HashMap<ProductId, String>,
) -> Vec<PartNumber> {
    let mut names: Vec<PartNumber> = rows
        .into_iter()
        .map(|row| PartNumber {
            id: row.id.0,
            product: (row.product_id, codes.get(&row.product_id).cloned().unwrap_or_default()),
            customer: row.customer_id.map(|id| (id, customers.get(&id).cloned().unwrap_or_default())),
            name: row.alias,
            origin: row.origin,
            since: row.created_at,
            ended_at: row.ended_at,
        })
        .collect();
    names.sort_by_key(|name| (name.ended_at.is_some(), name.customer.clone(), name.name.clone()));
    names
}

async fn orders_with(db: &impl ConnectionTrait, scope: &Scope, id: ProductId) -> Result<Vec<OrderOf>, CatalogueError> {
    let lines = line::Entity::of(scope)
        .filter(line::Column::ProductId.eq(id))
        .order_by_desc(line::Column::Id)
        .limit(ORDERS_MAX)
        .all(db)
        .await?;
    let orders = order::Entity::of(scope)
        .filter(order::Column::Id.is_in(lines.iter().map(|line| line.order_id)))
        .all(db)
        .await?;
    let orders: HashMap<OrderId, order::Model> = orders.into_iter().map(|row| (row.id, row)).collect();
    let shown = lines.into_iter().filter_map(|line| {
        let order = orders.get(&line.order_id)?;
        let price =
            line.unit_price.map(|price| (price.into(), line.price_per.map_or(Millionths::whole(1), Millionths::from)));
        Some(OrderOf { quantity: line.quantity.map(Millionths::from), price, ..order_of(order) })
    });
    Ok(shown.collect())
}

fn order_of(order: &order::Model) -> OrderOf {
    OrderOf {
        id: order.id,
        state: order.state,
        po_number: order.po_number.clone(),
        customer: order.customer_name.clone(),
        received_at: order.received_at,
        quantity: None,
        price: None,
        lines: order.line_count,
    }
}

async fn history(
    db: &impl ConnectionTrait, scope: &Scope, record: &str, id: i64,
) -> Result<Vec<HistoryEntry>, CatalogueError> {
    let events = journal::of_record(db, scope, record, id).await?;
    let entry = |event: journal::Event| HistoryEntry {
        at: event.at,
        actor: event.actor,
        action: event.action,
        detail: event.detail,
    };
    Ok(events.into_iter().rev().map(entry).collect())
}

/// One customer with everything known of it.
#[derive(Clone, Debug)]
pub struct CustomerPage {
    /// Which.
    pub id: CustomerId,
    /// The version a change must be made against.
    pub version: i64,
    /// Its values in plain form; those that are not known are absent.
    pub values: BTreeMap<CustomerField, String>,
    /// What they call our products; those that count first.
    pub names: Vec<PartNumber>,
    /// Products with a price of their own, by code.
    pub own_prices: Vec<(ProductId, String, String)>,
    /// Their newest orders.
    pub orders: Vec<OrderOf>,
    /// What happened, newest first.
    pub history: Vec<HistoryEntry>,
}

impl CustomerPage {
    /// A value in plain form; empty when it is not known.
    pub fn value(&self, field: CustomerField) -> &str {
        self.values.get(&field).map_or("", String::as_str)
    }
}

/// The page of one customer; a fixed number of queries.
pub async fn customer(db: &Db, scope: &Scope, id: CustomerId) -> Result<CustomerPage, CatalogueError> {
    let db = &db.read;
    let client = clients::load(db, scope, id, false).await?;
    let names = alias::Entity::of(scope)
        .filter(alias::Column::CustomerId.eq(id))
        .order_by_asc(alias::Column::Id)
        .limit(NAMES_MAX)
        .all(db)
        .await?;
    let priced: Vec<ProductId> = price::Entity::of(scope)
        .filter(price::Column::CustomerId.eq(id))
        .filter(price::Column::WithdrawnAt.is_null())
        .select_only()
        .column(price::Column::ProductId)
        .distinct()
        .limit(NAMES_MAX)
        .into_tuple()
        .all(db)
        .await?;
    let mut ids: Vec<ProductId> = names.iter().map(|row| row.product_id).chain(priced.iter().copied()).collect();
    ids.sort();
    ids.dedup();
    let products = product::Entity::of(scope)
        .filter(product::Column::Id.is_in(ids))
        .order_by_asc(product::Column::Code)
        .all(db)
        .await?;
    let codes: HashMap<ProductId, String> = products.iter().map(|row| (row.id, row.code.clone())).collect();
    let orders = order::Entity::of(scope)
        .filter(order::Column::CustomerId.eq(id))
        .order_by_desc(order::Column::Id)
        .limit(ORDERS_MAX)
        .all(db)
        .await?;
    let own = products.into_iter().filter(|row| priced.contains(&row.id));
    Ok(CustomerPage {
        id,
        version: client.row.version,
        values: CustomerField::ALL.iter().filter_map(|field| Some((*field, client.get(*field)?))).collect(),
        own_prices: own.map(|row| (row.id, row.code, row.description)).collect(),
        names: named(names, &HashMap::from([(id, client.row.name.clone())]), &codes),
        orders: orders.iter().map(order_of).collect(),
        history: history(db, scope, "customer", id.0).await?,
    })
}
