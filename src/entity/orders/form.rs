//! Forms as generated at approval, byte for byte.

use sea_orm::entity::prelude::*;

use crate::entity::{
    OfOrganisation,
    ids::{BlobHash, FormId, OrderId, OrganisationId},
    states::FormKind,
};

/// One form.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "forms")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: FormId,
    pub organisation_id: OrganisationId,
    pub order_id: OrderId,
    pub revision: i64,
    pub kind: FormKind,
    pub number: String,
    pub file_name: String,
    pub blob: BlobHash,
    /// The template it was made on; absent for forms older than this column.
    pub template: Option<BlobHash>,
    pub created_at: DateTimeUtc,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
