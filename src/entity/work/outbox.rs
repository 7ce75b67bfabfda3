//! Everything that leaves the house.

use sea_orm::entity::prelude::*;

use crate::entity::{
    OfOrganisation,
    ids::{BlobHash, OrderId, OrganisationId, OutboxId, UserId},
    states::{Cause, OutboxState},
};

/// One letter.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: OutboxId,
    pub organisation_id: OrganisationId,
    pub cause: Cause,
    pub approved_by: Option<UserId>,
    pub order_id: Option<OrderId>,
    pub revision: Option<i64>,
    pub recipients: Json,
    pub subject: String,
    pub message_id: String,
    /// The exact bytes that leave.
    pub blob: BlobHash,
    pub state: OutboxState,
    pub send_after: DateTimeUtc,
    pub attempts: i64,
    pub last_error: Option<String>,
    pub receipt: Option<String>,
    pub created_at: DateTimeUtc,
    pub sent_at: Option<DateTimeUtc>,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
