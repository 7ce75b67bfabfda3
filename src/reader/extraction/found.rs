//! What extraction reports: the canonical order, every value with its candidates and places.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::evidence::{Fault, Field, Found, Place};
use crate::units::{Currency, Millionths};

/// Raises with every change that finds other values in the same documents; stored beside each run.
pub const EXTRACTOR_VERSION: u32 = 4;

/// What a message is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A purchase order.
    Order,
    /// Anything else: newsletter, enquiry, auto-reply.
    #[default]
    Other,
}

/// An order as found in one or several documents of a message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FoundOrder {
    /// The company that buys.
    pub buyer_name: Field<String>,
    /// The company that is asked to deliver.
    pub seller_name: Field<String>,
    /// Name in the delivery address.
    pub ship_to_name: Field<String>,
    /// The delivery address, lines joined by `", "`.
    pub ship_to_address: Field<String>,
    /// The buyer's order number.
    pub po_number: Field<String>,
    /// Date of the order.
    pub document_date: Field<NaiveDate>,
    /// Delivery date of the whole order.
    pub delivery_date: Field<NaiveDate>,
    /// Currency of all amounts.
    pub currency: Field<Currency>,
    /// Net total as printed.
    pub subtotal: Field<Millionths>,
    /// Tax as printed.
    pub tax_total: Field<Millionths>,
    /// Grand total as printed.
    pub total: Field<Millionths>,
    /// Instructions to the seller.
    pub instructions: Field<String>,
    /// The lines, in the order of the document.
    pub lines: Vec<FoundLine>,
    /// Rows that look like an item although no line was made of them; the quote is the row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub untaken: Vec<Place>,
    /// Number of the document itself, where it has one; of an order that is the order's.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub document_number: Field<String>,
    /// Set where the order is an electronic document: its values are stated and not laid out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub electronic: Option<Electronic>,
}

fn is_empty<T>(field: &Field<T>) -> bool {
    field.candidates.is_empty() && field.doubt.is_none()
}

/// What only an electronic document has.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Electronic {
    /// What it is written in: `edifact`, `x12`, `tradacoms`, `ubl`, `cii`, `cxml`.
    pub format: String,
    /// Where it says what kind of document it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// What is wrong with it, or with the envelope it came in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
}

/// One of several deliveries of a line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    /// The day.
    pub date: Field<NaiveDate>,
    /// How much of the line.
    pub quantity: Field<Millionths>,
}

/// One line of an order as found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FoundLine {
    /// Line or position number as printed.
    pub line_no: Field<String>,
    /// The code the seller would look up.
    pub code: Field<String>,
    /// Description, wrapped lines joined by a space.
    pub description: Field<String>,
    /// Colour, where the document names it apart or in the description.
    pub colour: Field<String>,
    /// Quantity.
    pub quantity: Field<Millionths>,
    /// Unit of measure as printed.
    pub unit: Field<String>,
    /// Price for [`FoundLine::price_per`] units.
    pub unit_price: Field<Millionths>,
    /// Price base: how many units the price is for; empty means it is not printed.
    pub price_per: Field<Millionths>,
    /// Discount in percent, already taken off the total of the line.
    #[serde(default)]
    pub discount_percent: Field<Millionths>,
    /// Total of the line as printed.
    pub line_total: Field<Millionths>,
    /// Delivery date of this line.
    pub delivery_date: Field<NaiveDate>,
    /// The deliveries of a line that is wanted in parts; empty otherwise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schedule: Vec<Delivery>,
}

/// What a message that is no order says: a confirmation, a notice of a shipment, an invoice, a receipt, a letter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct FoundNotice {
    /// What it is, a stable short name: `order_confirmation`, `shipment_notice`, `delivery_notice`, `delay_notice`,
    /// `despatch_advice`, `invoice`, `receipt`, `creditor_letter`.
    pub sort: String,
    /// The number of the document itself; the order it speaks of is `values.po_number`.
    pub document_number: Field<String>,
    /// Who carries the goods.
    pub carrier: Field<String>,
    /// The numbers under which a carrier follows them.
    pub tracking_numbers: Vec<Found<String>>,
    /// The values it has in common with orders. The seller is who sends it.
    pub values: FoundOrder,
}
