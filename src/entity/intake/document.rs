//! The parts of a message, each with what could be read in it.

use sea_orm::entity::prelude::*;

use crate::entity::{
    OfOrganisation,
    ids::{BlobHash, DocumentId, MessageId, OrganisationId},
};

use super::reading::Reading;

/// One part.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "documents")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: DocumentId,
    pub organisation_id: OrganisationId,
    pub message_id: MessageId,
    /// MIME part path; evidence refers to it.
    pub part: String,
    pub name: Option<String>,
    pub media_type: String,
    /// Declared character set of a text, as the mail spells it.
    pub charset: Option<String>,
    pub is_body: bool,
    pub size_bytes: i64,
    pub blob: BlobHash,
    /// What was read, versioned by the run.
    pub content: Reading,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
