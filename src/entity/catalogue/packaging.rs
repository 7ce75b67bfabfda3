//! How a product is packed.

use sea_orm::entity::prelude::*;

use crate::entity::{
    Exact, OfOrganisation,
    ids::{OrganisationId, ProductId},
};

/// Bags, cartons and pallets of one product.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "packaging")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: OrganisationId,
    #[sea_orm(primary_key, auto_increment = false)]
    pub product_id: ProductId,
    pub pieces_per_bag: Option<i64>,
    pub bag_size: Option<String>,
    pub pieces_per_carton: Option<i64>,
    pub carton_size: Option<String>,
    pub cartons_per_pallet: Option<i64>,
    pub cartons_per_layer: Option<i64>,
    /// A full carton on the scales.
    pub carton_gross_kilograms: Option<Exact>,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
