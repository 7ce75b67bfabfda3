//! Templates of an organisation's own; the newest row of a kind is in force, older ones are kept.

use sea_orm::entity::prelude::*;

use crate::entity::{
    OfOrganisation,
    ids::{BlobHash, FormTemplateId, OrganisationId, UserId},
    states::FormKind,
};

/// One decision about a template.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "form_templates")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: FormTemplateId,
    pub organisation_id: OrganisationId,
    pub kind: FormKind,
    /// The workbook; absent where the built-in template was restored.
    pub blob: Option<BlobHash>,
    pub file_name: String,
    pub created_by: UserId,
    pub created_at: DateTimeUtc,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
