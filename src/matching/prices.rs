//! What a product costs this customer, in this colour and quantity, on this day.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, ExprTrait, QueryFilter};

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

/// The price and its base in force: the customer's own before the list's, a colour's before every colour's, the newest in force, then the
/// highest quantity break reached. `None` when the list has no price in this currency.
///
/// The day comes before the break: a new price without breaks ends the breaks of the one before.
pub async fn find(
    db: &impl ConnectionTrait, scope: &Scope, asked: Asked<'_>,
) -> Result<Option<(Millionths, Millionths)>, MatchError> {
    let rows = price::Entity::of(scope)
        .filter(price::Column::ProductId.eq(asked.product))
        .filter(price::Column::Currency.eq(asked.currency.code()))
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
    Ok(rows
        .iter()
        .filter(fits)
        .max_by_key(|row| {
            (row.customer_id.is_some(), row.colour_key.is_some(), row.effective_from, row.quantity_from, row.id)
        })
        .map(|row| (row.unit_price.into(), row.price_per.into())))
}
