//! Orders under review and after it.

use sea_orm::entity::prelude::*;

use crate::entity::{
    Exact, OfOrganisation,
    ids::{CustomerId, MessageId, OrderId, OrganisationId, RunId, UserId},
    states::{OrderState, SetAside},
};

/// One order.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "orders")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: OrderId,
    pub organisation_id: OrganisationId,
    pub message_id: Option<MessageId>,
    pub run_id: Option<RunId>,
    /// Which of the orders found in the run, from 0.
    pub run_position: i64,
    pub state: OrderState,
    /// Why, when it was set aside.
    pub set_aside: Option<SetAside>,
    /// The reason a person gave for rejecting.
    pub note: Option<String>,
    /// The order this one repeats, or the one that replaces it.
    pub of_order_id: Option<OrderId>,
    /// The revision under review or frozen, from 1.
    pub revision: i64,
    /// Raised by every accepted change; a form posts the one it was drawn from.
    pub version: i64,
    pub customer_id: Option<CustomerId>,
    pub customer_name: Option<String>,
    pub po_number: Option<String>,
    pub po_key: Option<String>,
    pub order_date: Option<Date>,
    pub delivery_date: Option<Date>,
    pub ship_to_name: Option<String>,
    pub ship_to_address: Option<String>,
    pub instructions: Option<String>,
    pub currency: Option<String>,
    pub stated_subtotal: Option<Exact>,
    pub stated_tax: Option<Exact>,
    pub stated_total: Option<Exact>,
    /// Sum of the line totals; empty while one is unknown.
    pub net_minor: Option<i64>,
    pub tax_minor: Option<i64>,
    pub total_minor: Option<i64>,
    pub line_count: i64,
    /// Objections nobody has settled.
    pub open_count: i64,
    /// Where each value came from: `review::evidence::OrderEvidence`.
    pub evidence: Json,
    pub received_at: DateTimeUtc,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
    pub approved_by: Option<UserId>,
    pub approved_at: Option<DateTimeUtc>,
    /// The order that was sent and that this one replaces.
    pub replaces_id: Option<OrderId>,
    /// Whether a person decided that this order is free of tax.
    pub is_untaxed: bool,
    /// The tax that the sums were made with, in percent; empty in rows that are older than this column: the organisation's.
    pub tax_percent: Option<Exact>,
    /// What it is called.
    pub tax_name: Option<String>,
    /// Why it is not the usual one; printed on the Office Order.
    pub tax_reason: Option<String>,
    /// The order that holds instead of this one: it was set aside for that one, or was sent and is revised by one that is released.
    pub replaced_by_id: Option<OrderId>,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl OfOrganisation for Entity {
    const ORGANISATION: Column = Column::OrganisationId;
}
