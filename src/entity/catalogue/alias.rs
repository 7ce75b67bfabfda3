//! What customers call our products.

use sea_orm::entity::prelude::*;

use crate::entity::{
    OfOrganisation,
    ids::{AliasId, CustomerId, OrderId, OrganisationId, ProductId, UserId},
};

/// One name for one product.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "aliases")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: AliasId,
    pub organisation_id: OrganisationId,
    /// Empty: whoever says it.
    pub customer_id: Option<CustomerId>,
    pub alias: String,
    pub alias_key: String,
    pub product_id: ProductId,
    /// How it came here, a stable short name: `import`, `typed`, `order`.
    pub origin: String,
    pub created_at: DateTimeUtc,
    pub ended_at: Option<DateTimeUtc>,
    pub created_by: Option<UserId>,
    /// The order whose correction taught it.
    pub order_id: Option<OrderId>,
    /// The line of that order.
    pub line_position: Option<i64>,
    pub ended_by: Option<UserId>,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
