//! Companies that use this desk; everything else belongs to one of them.

use sea_orm::entity::prelude::*;

use crate::entity::ids::OrganisationId;

use super::settings::Settings;

/// One organisation.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "organisations")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: OrganisationId,
    /// Short name in paths, such as the watched folder.
    #[sea_orm(unique)]
    pub slug: String,
    pub name: String,
    /// What the organisation decided once.
    pub settings: Settings,
    pub created_at: DateTimeUtc,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
