//! What a product costs this customer, in this colour and quantity, on this day.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, ExprTrait, QueryFilter, QuerySelect};

use super::MatchError;
use crate::entity::ids::{CustomerId, ProductId};
use crate::entity::{OfOrganisation, Scope, price};
use crate::reader::units::{Currency, Millionths};

/// What decides about the price.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The product.
    pub product: ProductId,
    /// Normalised colour, if known.
    pub colour_key: Option<&'a str>,
    /// The customer, if known.
    pub customer: Option<CustomerId>,
    /// How many.
    pub quantity: Millionths,
    /// Currency of the order.
    pub currency: Currency,
    /// The day the price must be in force.
    pub on: NaiveDate,
}

/// One of our prices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// For `per` units.
    pub price: Millionths,
    /// Its price base.
    pub per: Millionths,
    /// The quantity from which it holds; zero for every quantity.
    pub from: Millionths,
}

/// What a product costs: by the list, and for this customer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// For everybody.
    pub list: Option<Price>,
    /// For this customer; it goes before the list.
    pub own: Option<Price>,
    /// A currency in which the product has a price when it has none in the one asked for.
    pub elsewhere: Option<Currency>,
}

impl Offer {
    /// The price that counts.
    pub fn in_force(&self) -> Option<Price> {
        self.own.or(self.list)
    }
}

/// The prices in force, of the customer and of the list. Of each: a colour's before every colour's, the newest in force, then the highest
/// quantity break reached.
///
/// The day comes before the break: a new price without breaks ends the breaks of the one before.
pub async fn offer(db: &impl ConnectionTrait, scope: &Scope, asked: Asked<'_>) -> Result<Offer, MatchError> {
    let rows = price::Entity::of(scope)
        .filter(price::Column::ProductId.eq(asked.product))
        .filter(price::Column::EffectiveFrom.lte(asked.on))
        .filter(price::Column::EffectiveUntil.is_null().or(price::Column::EffectiveUntil.gte(asked.on)))
        .filter(price::Column::WithdrawnAt.is_null())
        .all(db)
        .await
        .map_err(MatchError::of("the price of a product"))?;
    let fits = |row: &&price::Model| {
        row.quantity_from.0 <= asked.quantity.0
            && (row.customer_id.is_none() || row.customer_id == asked.customer)
            && (row.colour_key.is_none() || row.colour_key.as_deref() == asked.colour_key)
    };
    let is_in = |row: &&price::Model| row.currency == asked.currency.code();
    let best = |is_own: bool| {
        rows.iter()
            .filter(fits)
            .filter(is_in)
            .filter(|row| row.customer_id.is_some() == is_own)
            .max_by_key(|row| (row.colour_key.is_some(), row.effective_from, row.quantity_from, row.id))
            .map(|row| Price {
                price: row.unit_price.into(),
                per: row.price_per.into(),
                from: row.quantity_from.into(),
            })
    };
    let (list, own) = (best(false), best(true));
    let is_listed = rows.iter().any(|row| is_in(&row));
    let elsewhere =
        rows.iter().filter(fits).filter(|row| !is_in(row)).filter_map(|row| row.currency.parse().ok()).min();
    Ok(Offer { list, own, elsewhere: elsewhere.filter(|_| !is_listed) })
}

/// The currencies in which prices are agreed with a customer that are in force on a day or later, each once, by their codes.
pub async fn agreed_currencies(
    db: &impl ConnectionTrait, scope: &Scope, customer: CustomerId, on: NaiveDate,
) -> Result<Vec<Currency>, MatchError> {
    let codes: Vec<String> = price::Entity::of(scope)
        .select_only()
        .column(price::Column::Currency)
        .distinct()
        .filter(price::Column::CustomerId.eq(customer))
        .filter(price::Column::EffectiveUntil.is_null().or(price::Column::EffectiveUntil.gte(on)))
        .filter(price::Column::WithdrawnAt.is_null())
        .into_tuple()
        .all(db)
        .await
        .map_err(MatchError::of("the currencies of agreed prices"))?;
    let mut currencies: Vec<Currency> = codes.iter().filter_map(|code| code.parse().ok()).collect();
    currencies.sort_unstable();
    Ok(currencies)
}

/// The price and its base that count: see [`offer`]. `None` when there is none in this currency.
pub async fn find(
    db: &impl ConnectionTrait, scope: &Scope, asked: Asked<'_>,
) -> Result<Option<(Millionths, Millionths)>, MatchError> {
    Ok(offer(db, scope, asked).await?.in_force().map(|price| (price.price, price.per)))
}
