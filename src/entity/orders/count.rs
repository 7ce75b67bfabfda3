//! How many orders of an organisation stand in each state. Triggers of the database keep the row; nobody else writes it.

use sea_orm::entity::prelude::*;

use crate::entity::{OfOrganisation, ids::OrganisationId};

/// The counts of one organisation; an organisation that never had an order has none.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "order_counts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub organisation_id: OrganisationId,
    pub reading: i64,
    pub in_review: i64,
    pub approved: i64,
    pub sent: i64,
    pub rejected: i64,
    pub set_aside: i64,
    /// Those that another order has replaced, whatever their state.
    pub replaced: i64,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
