//! Prices with their history.

use sea_orm::entity::prelude::*;

use crate::entity::{
    Exact, OfOrganisation,
    ids::{CustomerId, OrganisationId, ProductId, UserId},
};

/// One price.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "prices")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub organisation_id: OrganisationId,
    pub product_id: ProductId,
    /// Empty: every colour.
    pub colour_key: Option<String>,
    /// Empty: the list price.
    pub customer_id: Option<CustomerId>,
    /// For `price_per` units.
    pub unit_price: Exact,
    pub price_per: Exact,
    pub currency: String,
    /// The quantity break: from how many on; 0 for any quantity.
    pub quantity_from: Exact,
    pub effective_from: Date,
    /// The last day on which it counts; empty: until a later one.
    pub effective_until: Option<Date>,
    /// Since when it never counts: a mistake, or replaced by another of the same first day. The row stays as it was.
    pub withdrawn_at: Option<DateTimeUtc>,
    /// Empty for prices older than this column.
    pub created_at: Option<DateTimeUtc>,
    /// Empty: the desk itself.
    pub created_by: Option<UserId>,
    /// `import`, `import:12` or `person`.
    pub origin: String,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
