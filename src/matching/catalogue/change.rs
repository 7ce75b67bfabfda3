//! What every change of the catalogue has in common: one transaction, once, with the right, against a known version, journalled.

use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QuerySelect};
use serde_json::Value;

use super::fields::Problem;
use super::goods::{self, Goods};
use crate::auth::Right;
use crate::entity::ids::{CustomerId, ProductId};
use crate::entity::{OfOrganisation, Scope, Settings, alias, customer, organisation, product};
use crate::journal;
use crate::ops::deed::{Deed, Done};
use crate::ops::once::OnceError;

/// Why the catalogue was not changed, or not shown.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// There is no such record in this organisation.
    #[error("there is no such record in the catalogue")]
    Missing,
    /// The person may look at it and not change it.
    #[error("this needs a right the person does not have")]
    NotPermitted,
    /// Somebody else has changed it since the form was drawn.
    #[error("the record is at version {current} by now")]
    Outdated {
        /// Its version now.
        current: i64,
    },
    /// Texts that are not taken, by name of the field; nothing was changed.
    #[error("{} values are not taken", .0.len())]
    Refused(Vec<Refusal>),
    /// The form's key was used for something else.
    #[error(transparent)]
    Once(#[from] OnceError),
    /// The database failed; nothing was changed.
    #[error("the catalogue")]
    Save(#[from] DbErr),
}

/// A text that is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Name of the field.
    pub field: String,
    /// Why.
    pub problem: Problem,
    /// What stands in the way: the code or the name of the other record.
    pub other: Option<String>,
}

impl Refusal {
    /// `field` is not taken because of `problem`.
    pub fn new(field: impl Into<String>, problem: Problem) -> Self {
        Self { field: field.into(), problem, other: None }
    }

    /// Because of another record.
    pub fn because_of(mut self, other: impl Into<String>) -> Self {
        self.other = Some(other.into());
        self
    }
}

impl From<Refusal> for CatalogueError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(vec![refusal])
    }
}

/// Begins a change: checks the right, opens the transaction and asks whether this form was sent before. `None`: it was, and is done.
pub(crate) async fn begin(deed: &Deed<'_>, right: Right) -> Result<Option<DatabaseTransaction>, CatalogueError> {
    if !deed.scope.may(right) {
        return Err(CatalogueError::NotPermitted);
    }
    let tx = deed.db.begin_write().await?;
    Ok((deed.begin(&tx).await? == Done::First).then_some(tx))
}

/// The product under its lock, refused when it is not at `version` any more.
pub(crate) async fn lock_product(
    tx: &impl ConnectionTrait, scope: &Scope, id: ProductId, version: i64,
) -> Result<Goods, CatalogueError> {
    let found = product::Entity::of(scope).filter(product::Column::Id.eq(id)).lock_exclusive().one(tx).await?;
    let found = found.ok_or(CatalogueError::Missing)?;
    if found.version != version {
        return Err(CatalogueError::Outdated { current: found.version });
    }
    goods::complete(tx, scope, vec![found]).await?.pop().ok_or(CatalogueError::Missing)
}

/// Stores the product as its next version, with the words it is found by.
pub(crate) async fn save_product(
    tx: &impl ConnectionTrait, scope: &Scope, goods: &mut Goods,
) -> Result<(), CatalogueError> {
    let names: Vec<String> = alias::Entity::of(scope)
        .filter(alias::Column::ProductId.eq(goods.product.id))
        .filter(alias::Column::EndedAt.is_null())
        .select_only()
        .column(alias::Column::Alias)
        .into_tuple()
        .all(tx)
        .await?;
    goods.product.version += 1;
    goods.derive(names.iter().map(String::as_str));
    goods.save(tx).await?;
    Ok(())
}

/// The customer of this id.
pub(crate) async fn customer_of(
    db: &impl ConnectionTrait, scope: &Scope, id: CustomerId,
) -> Result<customer::Model, CatalogueError> {
    let found = customer::Entity::of(scope).filter(customer::Column::Id.eq(id)).one(db).await?;
    found.ok_or(CatalogueError::Missing)
}

/// What the organisation decided once.
pub(crate) async fn settings(db: &impl ConnectionTrait, scope: &Scope) -> Result<Settings, CatalogueError> {
    let found = organisation::Entity::find_by_id(scope.organisation()).one(db).await?;
    Ok(found.map(|row| row.settings).unwrap_or_default())
}

/// One entry of the journal, in the transaction of the change.
///
/// * `record` — `product` or `customer`, with its id and the version the change was made against.
pub(crate) async fn note(
    tx: &impl ConnectionTrait, deed: &Deed<'_>, (record, id, version): (&'static str, i64, i64), action: &'static str,
    detail: Value,
) -> Result<(), CatalogueError> {
    let actor = deed.actor.to_owned();
    let entry = journal::Entry { record, record_id: id, version, action, detail, actor, at: deed.now };
    Ok(journal::append(tx, deed.scope, entry).await?)
}
