//! What a product is moulded from, by colour.

use sea_orm::entity::prelude::*;

use crate::entity::{
    Exact, OfOrganisation,
    ids::{OrganisationId, ProductId},
};

/// One colour of one product.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "materials")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub organisation_id: OrganisationId,
    pub product_id: ProductId,
    pub colour: String,
    pub colour_key: String,
    pub grade: Option<String>,
    pub kind: Option<String>,
    pub colour_no: Option<String>,
    pub colour_supplier: Option<String>,
    pub masterbatch_percent: Option<Exact>,
    pub additive: Option<String>,
    pub additive_percent: Option<Exact>,
    pub additive_supplier: Option<String>,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
