//! What we make.

use sea_orm::entity::prelude::*;

use crate::entity::{
    OfOrganisation,
    ids::{OrganisationId, ProductId},
};

/// One product.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "products")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ProductId,
    pub organisation_id: OrganisationId,
    pub code: String,
    /// Normalised code: letters and digits, lower case.
    pub code_key: String,
    pub description: String,
    pub customer_name: Option<String>,
    pub is_active: bool,
    pub search_text: String,
    pub created_at: DateTimeUtc,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
