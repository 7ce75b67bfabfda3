//! Signed-in browsers.

use sea_orm::entity::prelude::*;

use crate::entity::{
    OfOrganisation,
    ids::{OrganisationId, SessionId, UserId},
};

/// One session.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: SessionId,
    /// SHA-256 of the token in the cookie, hex.
    #[sea_orm(unique)]
    pub token_hash: String,
    pub user_id: UserId,
    pub organisation_id: OrganisationId,
    pub agent: String,
    pub created_at: DateTimeUtc,
    pub seen_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
