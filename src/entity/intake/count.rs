//! How many messages of an organisation could not be read. Triggers of the database keep the row; nobody else writes it.

use sea_orm::entity::prelude::*;

use crate::entity::{OfOrganisation, ids::OrganisationId};

/// The counts of one organisation; an organisation in which everything could always be read has none.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "message_counts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: OrganisationId,
    /// Messages with the fate *failed*.
    pub failed: i64,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
