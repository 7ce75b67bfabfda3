//! Messages as received. The first columns never change; the database refuses it.

use sea_orm::entity::prelude::*;

use crate::entity::{
    OfOrganisation,
    ids::{BlobHash, MessageId, OrganisationId, SourceId},
    states::Fate,
};

/// One message.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "messages")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: MessageId,
    pub organisation_id: OrganisationId,
    pub source_id: SourceId,
    /// What makes the message unique at its source.
    pub provider_id: String,
    /// The bytes as received.
    pub blob: BlobHash,
    pub size_bytes: i64,
    pub file_name: String,
    pub received_at: DateTimeUtc,
    pub fate: Fate,
    /// Stable short name; the sentence stands in the words.
    pub fate_reason: Option<String>,
    /// The first of its kind, for copies and repeats.
    pub of_message_id: Option<MessageId>,
    pub sender_name: Option<String>,
    pub sender_address: Option<String>,
    pub subject: Option<String>,
    /// Message-ID by its own word.
    pub message_id: Option<String>,
    /// SHA-256 over body and attachments; tells copies apart from other mails.
    pub content_digest: Option<String>,
    pub sent_at: Option<DateTimeUtc>,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
