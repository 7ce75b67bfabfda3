//! What else speaks for a proposal, or against it: its price, its customer, its colours.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QuerySelect};

use super::index::Hit;
use super::{Candidate, Wanted};
use crate::entity::ids::ProductId;
use crate::entity::{OfOrganisation, Scope, material, price, product};
use crate::matching::MatchError;
use crate::matching::customers::name_key;
use crate::reader::units::{Millionths, normal_key};

/// The price on the order is one of ours for the product.
const SAME_PRICE: i64 = 50;
/// The product is made for this customer.
const SAME_CUSTOMER: i64 = 30;
/// It is made for another one.
const OTHER_CUSTOMER: i64 = -40;
/// It comes in the wanted colour, and not every proposal does.
const SAME_COLOUR: i64 = 20;
/// It is no longer sold.
const NOT_SOLD: i64 = -60;

/// A proposal with everything that speaks for it.
#[derive(Clone, Debug)]
pub(super) struct Weighed {
    pub product: product::Model,
    pub score: i64,
    pub hit: Hit,
    pub reasons: Vec<String>,
}

impl Weighed {
    pub fn candidate(self) -> Candidate {
        Candidate {
            product: self.product.id,
            code: self.product.code,
            description: self.product.description,
            reasons: self.reasons,
        }
    }
}

/// The hits with their products, best first. Equal scores keep the order of the index.
pub(super) async fn weighed(
    db: &impl ConnectionTrait, scope: &Scope, wanted: Wanted<'_>, hits: Vec<Hit>,
) -> Result<Vec<Weighed>, MatchError> {
    let failed = MatchError::of("what speaks for a product");
    let ids: Vec<ProductId> = hits.iter().map(|hit| hit.product).collect();
    let rows = product::Entity::of(scope)
        .filter(product::Column::Id.is_in(ids.iter().copied()))
        .all(db)
        .await
        .map_err(&failed)?;
    let mut rows: HashMap<ProductId, product::Model> = rows.into_iter().map(|row| (row.id, row)).collect();
    let priced = at_this_price(db, scope, wanted, &ids).await?;
    let coloured = in_this_colour(db, scope, wanted, &ids).await?;
    let customer = wanted.customer_name.map(name_key);
    let mut all: Vec<Weighed> = Vec::with_capacity(hits.len());
    for hit in hits {
        // A product that was removed since the index was made is no proposal.
        let Some(product) = rows.remove(&hit.product) else { continue };
        let mut reasons: Vec<String> = hit.reasons.iter().map(|reason| (*reason).to_owned()).collect();
        let mut score = i64::from(hit.score);
        let mut add = |points: i64, reason: Option<&str>| {
            score += points;
            reasons.extend(reason.map(str::to_owned));
        };
        if priced.contains(&product.id) {
            add(SAME_PRICE, Some("price"));
        }
        match (&customer, product.customer_name.as_deref().map(name_key)) {
            (Some(ours), Some(theirs)) if *ours == theirs => add(SAME_CUSTOMER, Some("customer")),
            (Some(_), Some(_)) => add(OTHER_CUSTOMER, None),
            _ => {}
        }
        if coloured.contains(&product.id) && coloured.len() < ids.len() {
            add(SAME_COLOUR, Some("colour"));
        }
        if !product.is_active || product.discontinued_on.is_some() {
            add(NOT_SOLD, Some("discontinued"));
        }
        all.push(Weighed { product, score, hit, reasons });
    }
    all.sort_by_key(|weighed| -weighed.score);
    Ok(all)
}

/// The products that cost what the order says, to anybody or to this customer.
async fn at_this_price(
    db: &impl ConnectionTrait, scope: &Scope, wanted: Wanted<'_>, ids: &[ProductId],
) -> Result<Vec<ProductId>, MatchError> {
    let Some((stated, per)) = wanted.unit_price.filter(|(stated, _)| stated.0 > 0) else { return Ok(Vec::new()) };
    let rows = price::Entity::of(scope)
        .filter(price::Column::ProductId.is_in(ids.iter().copied()))
        .filter(price::Column::WithdrawnAt.is_null())
        .all(db)
        .await
        .map_err(MatchError::of("the prices of proposals"))?;
    let is_same = |row: &&price::Model| {
        let (list, list_per) = (Millionths::from(row.unit_price), Millionths::from(row.price_per));
        let ours = list.to_decimal().checked_mul(per.to_decimal());
        let theirs = stated.to_decimal().checked_mul(list_per.to_decimal());
        (row.customer_id.is_none() || row.customer_id == wanted.customer) && ours.is_some() && ours == theirs
    };
    Ok(rows.iter().filter(is_same).map(|row| row.product_id).collect())
}

async fn in_this_colour(
    db: &impl ConnectionTrait, scope: &Scope, wanted: Wanted<'_>, ids: &[ProductId],
) -> Result<Vec<ProductId>, MatchError> {
    let Some(colour) = wanted.colour.map(normal_key).filter(|key| !key.is_empty()) else { return Ok(Vec::new()) };
    material::Entity::of(scope)
        .filter(material::Column::ProductId.is_in(ids.iter().copied()))
        .filter(material::Column::ColourKey.eq(colour))
        .select_only()
        .column(material::Column::ProductId)
        .into_tuple()
        .all(db)
        .await
        .map_err(MatchError::of("the colours of proposals"))
}
