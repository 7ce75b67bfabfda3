//! Companies that order.

use sea_orm::entity::prelude::*;

use crate::entity::{
    Exact, OfOrganisation,
    ids::{CustomerId, OrganisationId},
};

/// One customer.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "customers")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: CustomerId,
    pub organisation_id: OrganisationId,
    pub name: String,
    /// Normalised name without legal form.
    pub name_key: String,
    pub created_at: DateTimeUtc,
    /// Our number for them, unique where there is one.
    pub number: Option<String>,
    /// Postal address, several lines.
    pub address: Option<String>,
    /// By how many per cent a price may differ from ours without an objection; empty: not at all.
    pub price_tolerance_percent: Option<Exact>,
    /// Days from order to delivery that were agreed with them; empty: as the product says.
    pub lead_days: Option<i64>,
    /// `false`: no longer a customer; kept because orders name them.
    pub is_active: bool,
    /// Counts accepted changes, from 1.
    pub version: i64,
    /// Two letters of ISO 3166-1.
    pub country: Option<String>,
    /// The tax they are charged, in percent; empty: the organisation's. Zero is no tax.
    pub tax_percent: Option<Exact>,
    /// What that is called; empty: as the organisation's.
    pub tax_name: Option<String>,
    /// Why it is not the usual one, as it stands on the Office Order.
    pub tax_reason: Option<String>,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
