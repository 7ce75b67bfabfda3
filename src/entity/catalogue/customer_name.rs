//! What customers call themselves on their orders, as people taught it.

use sea_orm::entity::prelude::*;

use crate::entity::{
    OfOrganisation,
    ids::{CustomerId, CustomerNameId, OrderId, OrganisationId, UserId},
    states::NameKind,
};

/// One name, or one mail domain, that stands for a customer.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "customer_names")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: CustomerNameId,
    pub organisation_id: OrganisationId,
    pub customer_id: CustomerId,
    pub kind: NameKind,
    /// As read on the order.
    pub name: String,
    /// Made comparable: without case and legal form, or the domain in small letters.
    pub name_key: String,
    pub created_at: DateTimeUtc,
    pub created_by: Option<UserId>,
    /// The order whose correction taught it.
    pub order_id: Option<OrderId>,
    pub ended_at: Option<DateTimeUtc>,
    pub ended_by: Option<UserId>,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
