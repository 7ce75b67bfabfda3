//! What was found when somebody had the journal checked.

use sea_orm::entity::prelude::*;

use crate::entity::{
    OfOrganisation,
    ids::{JournalCheckId, OrganisationId},
};

/// One walk along the chain.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "journal_checks")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: JournalCheckId,
    pub organisation_id: OrganisationId,
    pub at: DateTimeUtc,
    /// Entries followed.
    pub entries: i64,
    /// The end of the chain: the next check must still pass through it.
    pub head_number: Option<i64>,
    pub head_hash: Option<String>,
    /// What is wrong; absent when the chain is whole.
    pub fault: Option<String>,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
