//! How a product is moulded.

use sea_orm::entity::prelude::*;

use crate::entity::{
    Exact, OfOrganisation,
    ids::{OrganisationId, ProductId},
};

/// The mould and machine of one product.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "manufacturing")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: OrganisationId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub product_id: ProductId,
    pub mould_no: Option<String>,
    pub cycle_seconds: Option<Exact>,
    pub shot_weight_grams: Option<Exact>,
    pub cavities: Option<i64>,
    pub product_weight_grams: Option<Exact>,
    pub machine_minimum: Option<String>,
    pub runner_weight_grams: Option<Exact>,
    /// Estimated, as on the specification sheet.
    pub running_hours: Option<Exact>,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
