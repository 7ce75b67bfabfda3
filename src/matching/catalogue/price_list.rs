//! A person sets a price from a day on, ends one, or takes one back. A price is never overwritten: a new one is a new row.

use chrono::NaiveDate;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::change::{self, CatalogueError, Refusal};
use super::fields::{Kind, Numbers, Problem, plain};
use super::products::Typed;
use crate::auth::Right;
use crate::entity::ids::{CustomerId, ProductId};
use crate::entity::{Exact, OfOrganisation, Scope, customer, price};
use crate::matching::customers::name_key;
use crate::ops::deed::{Deed, Done};
use crate::reader::units::{Millionths, normal_key};
use crate::words::Locale;

/// Most quantity breaks of one price.
pub const BREAKS_MAX: usize = 5;
/// What a person's price is called in `origin`.
const BY_PERSON: &str = "person";

/// For whom and in which colour and currency a price is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PriceOf {
    /// The customer; `None` for the list price.
    pub customer: Option<CustomerId>,
    /// The colour, normalised; `None` for every colour.
    pub colour_key: Option<String>,
    /// Three letters.
    pub currency: String,
}

impl PriceOf {
    /// What the row is a price of.
    pub fn row(row: &price::Model) -> Self {
        Self { customer: row.customer_id, colour_key: row.colour_key.clone(), currency: row.currency.clone() }
    }
}

/// The name of a typed quantity break, from 1: `quantity_1`.
pub fn quantity_name(place: usize) -> String {
    format!("quantity_{place}")
}

/// The name of the typed price of a break, from 1: `price_1`.
pub fn price_name(place: usize) -> String {
    format!("price_{place}")
}

/// A price as read, before it is stored.
struct NewPrice {
    of: PriceOf,
    price_per: Exact,
    from: NaiveDate,
    until: Option<NaiveDate>,
    /// From which quantity on, and how much.
    breaks: Vec<(Exact, Exact)>,
}

/// A person sets a price with its breaks from a day on; what was there for the same day is withdrawn, what was there before counts until
/// that day. The texts are called `customer`, `colour`, `currency`, `price_per`, `effective_from`, `effective_until`, `quantity_1`,
/// `price_1` and so on; without a day it is today, without a first quantity it is any.
pub async fn set_price(deed: &Deed<'_>, id: ProductId, version: i64, typed: &Typed) -> Result<Done, CatalogueError> {
    let Some(tx) = change::begin(deed, Right::ManageCatalogue).await? else { return Ok(Done::Again) };
    let mut product = change::lock_product(&tx, deed.scope, id, version).await?;
    let new = read(&tx, deed, typed).await?;
    withdraw_same_day(&tx, deed, id, &new.of, new.from).await?;
    let rows = new.breaks.iter().map(|(quantity, price)| price::ActiveModel {
        organisation_id: Set(deed.scope.organisation()),
        product_id: Set(id),
        colour_key: Set(new.of.colour_key.clone()),
        customer_id: Set(new.of.customer),
        unit_price: Set(*price),
        price_per: Set(new.price_per),
        currency: Set(new.of.currency.clone()),
        quantity_from: Set(*quantity),
        effective_from: Set(new.from),
        effective_until: Set(new.until),
        created_at: Set(Some(deed.now)),
        created_by: Set(deed.scope.user()),
        origin: Set(BY_PERSON.to_owned()),
        ..Default::default()
    });
    price::Entity::insert_many(rows.collect::<Vec<_>>()).exec_without_returning(&tx).await?;
    change::save_product(&tx, deed.scope, &mut product).await?;
    let breaks: Vec<_> = new
        .breaks
        .iter()
        .map(|(from, price)| json!({ "from": from.to_string(), "price": price.to_string() }))
        .collect();
    let detail = json!({
        "customer": name_of(&tx, deed.scope, new.of.customer).await?,
        "colour": new.of.colour_key,
        "currency": new.of.currency,
        "price_per": new.price_per.to_string(),
        "effective_from": new.from.to_string(),
        "effective_until": new.until.map(|day| day.to_string()),
        "breaks": breaks,
    });
    change::note(&tx, deed, ("product", id.0, version), "priced", detail).await?;
    tx.commit().await?;
    Ok(Done::First)
}

/// Prices of the same customer, colour, currency and first day give way; they stay in the history.
pub(super) async fn withdraw_same_day(
    tx: &impl ConnectionTrait, deed: &Deed<'_>, id: ProductId, of: &PriceOf, from: NaiveDate,
) -> Result<u64, CatalogueError> {
    let mut same = price::Entity::update_many()
        .col_expr(price::Column::WithdrawnAt, Expr::value(deed.now))
        .filter(price::Column::OrganisationId.eq(deed.scope.organisation()))
        .filter(price::Column::ProductId.eq(id))
        .filter(price::Column::Currency.eq(&of.currency))
        .filter(price::Column::EffectiveFrom.eq(from))
        .filter(price::Column::WithdrawnAt.is_null());
    same = match of.customer {
        Some(customer) => same.filter(price::Column::CustomerId.eq(customer)),
        None => same.filter(price::Column::CustomerId.is_null()),
    };
    same = match &of.colour_key {
        Some(colour) => same.filter(price::Column::ColourKey.eq(colour)),
        None => same.filter(price::Column::ColourKey.is_null()),
    };
    Ok(same.exec(tx).await?.rows_affected)
}

/// What a person does with a price that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PriceEnd {
    /// It counts until and with this day.
    After(NaiveDate),
    /// It was a mistake and never counts.
    Withdrawn,
}

/// A person ends the price that `price` is a break of, with all its breaks.
///
/// A last day before the first is refused: what never counted is withdrawn.
pub async fn end_price(
    deed: &Deed<'_>, id: ProductId, version: i64, price_id: i64, end: PriceEnd,
) -> Result<Done, CatalogueError> {
    let Some(tx) = change::begin(deed, Right::ManageCatalogue).await? else { return Ok(Done::Again) };
    let mut product = change::lock_product(&tx, deed.scope, id, version).await?;
    let found = price::Entity::of(deed.scope)
        .filter(price::Column::ProductId.eq(id))
        .filter(price::Column::Id.eq(price_id))
        .filter(price::Column::WithdrawnAt.is_null())
        .one(&tx)
        .await?
        .ok_or(CatalogueError::Missing)?;
    let of = PriceOf::row(&found);
    let detail = json!({
        "customer": name_of(&tx, deed.scope, of.customer).await?,
        "colour": of.colour_key,
        "currency": of.currency,
        "effective_from": found.effective_from.to_string(),
        "effective_until": if let PriceEnd::After(day) = end { Some(day.to_string()) } else { None },
    });
    let action = match end {
        PriceEnd::After(day) => {
            if day < found.effective_from {
                return Err(Refusal::new("effective_until", Problem::EndsBefore).into());
            }
            end_same_day(&tx, deed.scope, &found, day).await?;
            "price_ended"
        }
        PriceEnd::Withdrawn => {
            withdraw_same_day(&tx, deed, id, &of, found.effective_from).await?;
            "price_withdrawn"
        }
    };
    change::save_product(&tx, deed.scope, &mut product).await?;
    change::note(&tx, deed, ("product", id.0, version), action, detail).await?;
    tx.commit().await?;
    Ok(Done::First)
}

async fn end_same_day(
    tx: &impl ConnectionTrait, scope: &Scope, found: &price::Model, day: NaiveDate,
) -> Result<(), CatalogueError> {
    let of = PriceOf::row(found);
    let rows = price::Entity::of(scope)
        .filter(price::Column::ProductId.eq(found.product_id))
        .filter(price::Column::EffectiveFrom.eq(found.effective_from))
        .filter(price::Column::WithdrawnAt.is_null())
        .all(tx)
        .await?;
    let ids: Vec<i64> = rows.iter().filter(|row| PriceOf::row(row) == of).map(|row| row.id).collect();
    price::Entity::update_many()
        .col_expr(price::Column::EffectiveUntil, Expr::value(day))
        .filter(price::Column::OrganisationId.eq(scope.organisation()))
        .filter(price::Column::Id.is_in(ids))
        .exec(tx)
        .await?;
    Ok(())
}

async fn name_of(
    db: &impl ConnectionTrait, scope: &Scope, customer: Option<CustomerId>,
) -> Result<Option<String>, CatalogueError> {
    let Some(id) = customer else { return Ok(None) };
    Ok(Some(change::customer_of(db, scope, id).await?.name))
}

/// Reads every text; gives all that are not taken at once.
async fn read(db: &impl ConnectionTrait, deed: &Deed<'_>, typed: &Typed) -> Result<NewPrice, CatalogueError> {
    let settings = change::settings(db, deed.scope).await?;
    let numbers = Numbers::Typed(Locale::of(&settings.locale));
    let mut refused = Vec::new();
    let mut take = |name: &str, kind: Kind| {
        let read = plain(kind, typed.get(name).map_or("", String::as_str), numbers);
        read.unwrap_or_else(|problem| {
            refused.push(Refusal::new(name, problem));
            None
        })
    };
    let customer_name = take("customer", Kind::Text);
    let colour_key = take("colour", Kind::Text).map(|colour| normal_key(&colour)).filter(|key| !key.is_empty());
    let currency = take("currency", Kind::Money).unwrap_or_else(|| settings.currency.code().to_owned());
    let price_per = exact(take("price_per", Kind::Positive)).unwrap_or(Exact(1_000_000));
    let from = date(take("effective_from", Kind::Day)).unwrap_or_else(|| settings.day_of(deed.now));
    let until = date(take("effective_until", Kind::Day));
    let mut typed_breaks = Vec::new();
    for place in 1..=BREAKS_MAX {
        let quantity = exact(take(&quantity_name(place), Kind::Number));
        typed_breaks.push((place, quantity, exact(take(&price_name(place), Kind::Number))));
    }
    let breaks = rising(&typed_breaks, typed, &mut refused);
    if until.is_some_and(|until| until < from) {
        refused.push(Refusal::new("effective_until", Problem::EndsBefore));
    }
    let mut customer = None;
    if let Some(name) = customer_name {
        let found =
            customer::Entity::of(deed.scope).filter(customer::Column::NameKey.eq(name_key(&name))).one(db).await?;
        customer = found.map(|row| row.id);
        if customer.is_none() {
            refused.push(Refusal::new("customer", Problem::UnknownCustomer));
        }
    }
    if !refused.is_empty() {
        return Err(CatalogueError::Refused(refused));
    }
    Ok(NewPrice { of: PriceOf { customer, colour_key, currency }, price_per, from, until, breaks })
}

/// The breaks that were filled in: the first for any quantity, each further one from more than the one before.
fn rising(
    typed: &[(usize, Option<Exact>, Option<Exact>)], texts: &Typed, refused: &mut Vec<Refusal>,
) -> Vec<(Exact, Exact)> {
    let is_typed = |name: String| texts.get(&name).is_some_and(|text| !text.trim().is_empty());
    let mut breaks: Vec<(Exact, Exact)> = Vec::new();
    for (place, quantity, price) in typed {
        let is_first = *place == 1;
        match (quantity, price) {
            (_, None) if is_typed(price_name(*place)) => {}
            (None, None) if !is_first => {}
            (_, None) if is_first => refused.push(Refusal::new(price_name(1), Problem::Needed)),
            (Some(_), None) => refused.push(Refusal::new(price_name(*place), Problem::HalfABreak)),
            (None, Some(_)) if !is_first => {
                if !is_typed(quantity_name(*place)) {
                    refused.push(Refusal::new(quantity_name(*place), Problem::HalfABreak));
                }
            }
            (quantity, Some(price)) => {
                let quantity = quantity.unwrap_or(Exact(0));
                if breaks.last().is_some_and(|(before, _)| *before >= quantity) {
                    refused.push(Refusal::new(quantity_name(*place), Problem::BreaksMustRise));
                }
                breaks.push((quantity, *price));
            }
            (None, None) => {}
        }
    }
    breaks
}

fn exact(text: Option<String>) -> Option<Exact> {
    text.and_then(|text| text.parse::<Millionths>().ok()).map(Exact::from)
}

fn date(text: Option<String>) -> Option<NaiveDate> {
    text.and_then(|text| text.parse().ok())
}
