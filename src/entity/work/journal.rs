//! Every accepted change of a business record or a right, append-only and hash-chained.

use sea_orm::entity::prelude::*;

use crate::entity::{
    OfOrganisation,
    ids::{JournalId, OrganisationId, UserId},
};

/// One entry.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "journal")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: JournalId,
    pub organisation_id: OrganisationId,
    /// From 1, without gaps, per organisation.
    pub number: i64,
    pub at: DateTimeUtc,
    pub actor_id: Option<UserId>,
    pub actor: String,
    pub record: String,
    pub record_id: i64,
    pub record_version: i64,
    pub action: String,
    pub detail: Json,
    pub previous_hash: String,
    pub hash: String,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
