//! What customers call our products.

use sea_orm::entity::prelude::*;

use crate::entity::{
    OfOrganisation,
    ids::{CustomerId, OrganisationId, ProductId},
};

/// One name for one product.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "aliases")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub organisation_id: OrganisationId,
    /// Empty: whoever says it.
    pub customer_id: Option<CustomerId>,
    pub alias: String,
    pub alias_key: String,
    pub product_id: ProductId,
    /// Where it was learned: `import`, or `order:12`.
    pub origin: String,
    pub created_at: DateTimeUtc,
    pub ended_at: Option<DateTimeUtc>,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
