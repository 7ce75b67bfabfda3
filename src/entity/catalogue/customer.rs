//! Companies that order.

use sea_orm::entity::prelude::*;

use crate::entity::{
    OfOrganisation,
    ids::{CustomerId, OrganisationId},
};

/// One customer.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "customers")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: CustomerId,
    pub organisation_id: OrganisationId,
    pub name: String,
    /// Normalised name without legal form.
    pub name_key: String,
    pub created_at: DateTimeUtc,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
