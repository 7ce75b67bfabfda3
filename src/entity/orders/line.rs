//! The lines of orders.

use sea_orm::entity::prelude::*;

use crate::entity::{
    Exact, OfOrganisation,
    ids::{LineId, OrderId, OrganisationId, ProductId, UserId},
};

/// One line.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "order_lines")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: LineId,
    pub organisation_id: OrganisationId,
    pub order_id: OrderId,
    pub position: i64,
    /// As the customer wrote it.
    pub code: Option<String>,
    pub product_id: Option<ProductId>,
    /// The rule that matched, or `person`.
    pub match_rule: Option<String>,
    /// Ranked proposals with their reasons.
    pub candidates: Json,
    pub description: Option<String>,
    pub colour: Option<String>,
    pub quantity: Option<Exact>,
    pub unit: Option<String>,
    pub unit_price: Option<Exact>,
    pub price_per: Option<Exact>,
    pub stated_total: Option<Exact>,
    pub total_minor: Option<i64>,
    /// The price of the list for everybody, at this quantity.
    pub list_price: Option<Exact>,
    pub list_price_per: Option<Exact>,
    pub delivery_date: Option<Date>,
    pub works_order_no: Option<String>,
    /// Where each value came from.
    pub evidence: Json,
    /// The customer's own price, which goes before the list's.
    pub own_price: Option<Exact>,
    pub own_price_per: Option<Exact>,
    /// The quantity from which the price in force holds, where it is a break.
    pub price_from: Option<Exact>,
    /// Which line of its run, from 0; empty for a line that a person added.
    pub run_line: Option<i64>,
    /// Who added it.
    pub added_by: Option<UserId>,
    /// When it was taken out of the order; its row and its position stay.
    pub removed_at: Option<DateTimeUtc>,
    /// Who took it out; empty when it was no longer found in the message.
    pub removed_by: Option<UserId>,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
