//! Numbers that have stood on forms, one row an approval; the database refuses changes.

use sea_orm::entity::prelude::*;

use crate::entity::{
    OfOrganisation,
    ids::{OrderId, OrganisationId},
};

/// One number of one approved revision. No key and revision is ever given twice in an organisation.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "form_numbers")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub organisation_id: OrganisationId,
    /// As it is printed, without its revision: `12022`, `12022-B`.
    pub number: String,
    /// As it stands in the names of files, in lower case: two numbers of one key would be one file.
    pub number_key: String,
    pub revision: i64,
    pub order_id: OrderId,
    pub given_at: DateTimeUtc,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
