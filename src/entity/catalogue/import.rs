//! Files that were handed in to change the catalogue.

use sea_orm::entity::prelude::*;

use crate::entity::{
    OfOrganisation,
    ids::{BlobHash, ImportId, OrganisationId, UserId},
    states::{ImportState, ImportSubject},
};

/// One file.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "catalogue_imports")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ImportId,
    pub organisation_id: OrganisationId,
    pub subject: ImportSubject,
    pub state: ImportState,
    pub file_name: String,
    /// The file as it came.
    pub file_blob: BlobHash,
    /// Its rows as separated values in UTF-8, the line of headings first.
    pub rows_blob: BlobHash,
    /// Without the headings.
    pub row_count: i64,
    /// How the columns are read; see `matching::catalogue::import`.
    pub reading: Json,
    /// What it would change, or has changed.
    pub preview: Json,
    pub version: i64,
    pub created_at: DateTimeUtc,
    pub created_by: Option<UserId>,
    pub applied_at: Option<DateTimeUtc>,
    pub applied_by: Option<UserId>,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
