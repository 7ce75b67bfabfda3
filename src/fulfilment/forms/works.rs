//! The Works Order: one page for one line, for the shop floor.

use chrono::NaiveDate;

use crate::fulfilment::requirements::Specification;
use crate::reader::units::{Millionths, Money};

/// Everything a Works Order prints. What the line needs is calculated from `specification`, `colour` and `produce` while
/// the form is made, so that the sheet cannot disagree with itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorksOrder {
    /// Our company, as the title.
    pub company: String,
    /// Works order number, unique in the organisation, for example `WO-12022-1`; also names the file.
    pub number: String,
    /// Place of this works order among those of the order, from 1.
    pub position: u32,
    /// How many works orders the order has.
    pub positions: u32,
    /// The customer's purchase order number.
    pub po_number: Option<String>,
    /// The customer's name.
    pub customer: Option<String>,
    /// Date of the purchase order.
    pub po_date: Option<NaiveDate>,
    /// Date the customer wants the goods.
    pub delivery_date: Option<NaiveDate>,
    /// Our product code when matched, otherwise the code as extracted.
    pub product_code: Option<String>,
    /// The code the customer wrote.
    pub customer_code: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Colour as stated on the line.
    pub colour: Option<String>,
    /// Ordered quantity; absent when the order does not say.
    pub ordered: Option<Millionths>,
    /// Quantity to produce: ordered less what comes from stock.
    pub produce: Option<Millionths>,
    /// A sentence about the stock that was deducted; absent when none was.
    pub stock_note: Option<String>,
    /// Line total.
    pub line_total: Option<Money>,
    /// What the catalogue keeps about the matched product; `None` when the line is not matched.
    pub specification: Option<Specification>,
    /// Special instructions of the order.
    pub special_instructions: Option<String>,
    /// One sentence for the foot: who released the order and when, or that nobody has.
    pub release: String,
}
