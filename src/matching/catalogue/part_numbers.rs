//! What customers call our products: a person adds a name, or ends one. What was ended stays known.

use sea_orm::ActiveModelTrait;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use serde_json::json;

use super::change::{self, CatalogueError, Refusal};
use super::fields::{Kind, Numbers, Problem, plain};
use crate::auth::Right;
use crate::entity::ids::{CustomerId, ProductId};
use crate::entity::{OfOrganisation, Scope, alias, customer, product};
use crate::matching::customers::name_key;
use crate::ops::deed::{Deed, Done};
use crate::reader::units::normal_key;

/// How a name that a person typed is marked in `origin`.
pub const BY_PERSON: &str = "typed";

/// A name for a product as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPartNumber {
    /// Our code of the product.
    pub code: String,
    /// The name of the customer; empty: whoever says it.
    pub customer: String,
    /// What they call it.
    pub part_number: String,
}

/// A person adds what a customer calls a product; gives the product.
///
/// Refused: a name that means another product to the same customer already, and one without a letter or digit. One that is there already
/// is passed over.
pub async fn add(deed: &Deed<'_>, new: &NewPartNumber) -> Result<ProductId, CatalogueError> {
    let found = product::Entity::of(deed.scope).filter(product::Column::CodeKey.eq(normal_key(&new.code)));
    let Some(tx) = change::begin(deed, Right::NameProducts).await? else {
        let known = found.one(&deed.db.read).await?;
        return known.map(|product| product.id).ok_or(CatalogueError::Missing);
    };
    let mut refused = Vec::new();
    let named = plain(Kind::Text, &new.part_number, Numbers::Certain);
    let name = named.unwrap_or_else(|problem| {
        refused.push(Refusal::new("part_number", problem));
        None
    });
    let products = found.lock_exclusive().all(&tx).await?;
    let product = products.iter().find(|product| product.code == new.code.trim()).or(products.first());
    if product.is_none() {
        refused.push(Refusal::new("code", Problem::UnknownProduct));
    }
    let customer = customer_named(&tx, deed.scope, &new.customer).await?;
    if customer.is_none() && !new.customer.trim().is_empty() {
        refused.push(Refusal::new("customer", Problem::UnknownCustomer));
    }
    let key = name.as_deref().map(normal_key).unwrap_or_default();
    if key.is_empty() && refused.iter().all(|fault| fault.field != "part_number") {
        let problem = if name.is_some() { Problem::NoCode } else { Problem::Needed };
        refused.push(Refusal::new("part_number", problem));
    }
    let (Some(product), Some(name), true) = (product, name, refused.is_empty()) else {
        return Err(CatalogueError::Refused(refused));
    };
    let customer_id = customer.as_ref().map(|row| row.id);
    if let Some(other) = meaning(&tx, deed.scope, customer_id, &key).await? {
        if other.id == product.id {
            tx.commit().await?;
            return Ok(product.id);
        }
        return Err(Refusal::new("part_number", Problem::Taken).because_of(other.code).into());
    }
    let row = alias::ActiveModel {
        organisation_id: Set(deed.scope.organisation()),
        customer_id: Set(customer_id),
        alias: Set(name.clone()),
        alias_key: Set(key),
        product_id: Set(product.id),
        origin: Set(BY_PERSON.to_owned()),
        created_at: Set(deed.now),
        created_by: Set(deed.scope.user()),
        ..Default::default()
    };
    alias::Entity::insert(row).exec_without_returning(&tx).await?;
    let detail = json!({ "customer": customer.map(|row| row.name), "part_number": name });
    let id = product.id;
    written(&tx, deed, (id, product.version), "named", detail).await?;
    tx.commit().await?;
    Ok(id)
}

/// A person ends a name of a product: from now on it means nothing.
pub async fn end(deed: &Deed<'_>, id: ProductId, part_number: i64) -> Result<Done, CatalogueError> {
    let Some(tx) = change::begin(deed, Right::NameProducts).await? else { return Ok(Done::Again) };
    let product = product::Entity::of(deed.scope).filter(product::Column::Id.eq(id)).lock_exclusive().one(&tx).await?;
    let product = product.ok_or(CatalogueError::Missing)?;
    let found = alias::Entity::of(deed.scope)
        .filter(alias::Column::ProductId.eq(id))
        .filter(alias::Column::Id.eq(part_number))
        .one(&tx)
        .await?
        .ok_or(CatalogueError::Missing)?;
    if found.ended_at.is_some() {
        tx.commit().await?;
        return Ok(Done::First);
    }
    let name = match found.customer_id {
        Some(customer) => Some(change::customer_of(&tx, deed.scope, customer).await?.name),
        None => None,
    };
    let detail = json!({ "customer": name, "part_number": found.alias });
    let mut row = found.into_active_model();
    row.ended_at = Set(Some(deed.now));
    row.ended_by = Set(deed.scope.user());
    row.update(&tx).await?;
    written(&tx, deed, (id, product.version), "name_ended", detail).await?;
    tx.commit().await?;
    Ok(Done::First)
}

async fn written(
    tx: &impl ConnectionTrait, deed: &Deed<'_>, (id, version): (ProductId, i64), action: &'static str,
    detail: serde_json::Value,
) -> Result<(), CatalogueError> {
    let mut goods = change::lock_product(tx, deed.scope, id, version).await?;
    change::save_product(tx, deed.scope, &mut goods).await?;
    change::note(tx, deed, ("product", id.0, version), action, detail).await
}

/// The product that a customer, or everybody, calls so.
async fn meaning(
    db: &impl ConnectionTrait, scope: &Scope, customer: Option<CustomerId>, key: &str,
) -> Result<Option<product::Model>, CatalogueError> {
    let whose = match customer {
        Some(id) => alias::Column::CustomerId.eq(id),
        None => alias::Column::CustomerId.is_null(),
    };
    let known = alias::Entity::of(scope)
        .filter(alias::Column::AliasKey.eq(key))
        .filter(alias::Column::EndedAt.is_null())
        .filter(whose)
        .one(db)
        .await?;
    let Some(known) = known else { return Ok(None) };
    Ok(product::Entity::of(scope).filter(product::Column::Id.eq(known.product_id)).one(db).await?)
}

/// The customer of this name, whatever its legal form.
pub(super) async fn customer_named(
    db: &impl ConnectionTrait, scope: &Scope, name: &str,
) -> Result<Option<customer::Model>, CatalogueError> {
    let key = name_key(name);
    if key.is_empty() {
        return Ok(None);
    }
    Ok(customer::Entity::of(scope).filter(customer::Column::NameKey.eq(key)).one(db).await?)
}
