//! The Office Order: one page (or more) for the whole order.

use chrono::NaiveDate;

use crate::reader::units::{Currency, Millionths, Money};

/// Everything the Office Order prints. Absent values are printed as "not stated", never as zero.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeOrder {
    /// Our company, as the title.
    pub company: String,
    /// The order's own number; names the file when there is no PO number.
    pub order_number: String,
    /// The customer's purchase order number.
    pub po_number: Option<String>,
    /// The customer's name.
    pub customer: Option<String>,
    /// Date of the purchase order.
    pub po_date: Option<NaiveDate>,
    /// Date the customer wants the goods.
    pub delivery_date: Option<NaiveDate>,
    /// Delivery address, if the order states one.
    pub deliver_to: Option<String>,
    /// Currency of all prices.
    pub currency: Currency,
    /// The lines in their printed order.
    pub lines: Vec<OfficeLine>,
    /// Sum of the line totals.
    pub subtotal: Option<Money>,
    /// Tax rate in percent, for example 10.
    pub tax_percent: Millionths,
    /// Tax on the subtotal.
    pub tax: Option<Money>,
    /// Subtotal and tax.
    pub total: Option<Money>,
    /// Special instructions; the block is left out when absent or blank.
    pub special_instructions: Option<String>,
    /// One sentence for the foot: who released the order and when, or that nobody has.
    pub release: String,
}

/// One line of the Office Order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfficeLine {
    /// Number of the line on the order.
    pub number: u32,
    /// Our product code when matched, otherwise the code as extracted.
    pub product_code: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Colour.
    pub colour: Option<String>,
    /// Ordered quantity.
    pub quantity: Option<Millionths>,
    /// Unit of measure, for example `EA`.
    pub unit: Option<String>,
    /// Price for `price_per` units.
    pub unit_price: Option<Millionths>,
    /// Price base: the number of units the price is for, usually one.
    pub price_per: Millionths,
    /// Line total.
    pub total: Option<Money>,
    /// Number of the works order; absent when none is made for the line.
    pub works_order: Option<String>,
}
