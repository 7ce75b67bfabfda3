//! What was found in a message, by which extractor and version. Nothing is overwritten; one run is chosen.

use sea_orm::entity::prelude::*;

use crate::entity::{
    OfOrganisation,
    ids::{MessageId, OrganisationId, RunId},
};

/// One run.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "extraction_runs")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: RunId,
    pub organisation_id: OrganisationId,
    pub message_id: MessageId,
    pub extractor: String,
    pub reader_version: i64,
    pub extractor_version: i64,
    pub kind: String,
    pub reason: String,
    /// The extraction as versioned JSON.
    pub found: Json,
    pub is_chosen: bool,
    pub created_at: DateTimeUtc,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
