//! What a check objects to.

use sea_orm::entity::prelude::*;

use crate::entity::{
    OfOrganisation,
    ids::{LineId, ObjectionId, OrderId, OrganisationId, UserId},
};

/// One objection.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "objections")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: ObjectionId,
    pub organisation_id: OrganisationId,
    pub order_id: OrderId,
    pub line_id: Option<LineId>,
    /// Kind, line and the values it is about: the same doubt is raised once.
    pub identity: String,
    pub kind: String,
    pub detail: Json,
    pub raised_at: DateTimeUtc,
    pub settled_at: Option<DateTimeUtc>,
    pub settled_by: Option<UserId>,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
