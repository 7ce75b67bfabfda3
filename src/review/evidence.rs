//! Where each value of an order came from, as the order remembers it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::reader::evidence::{Fault, Origin, Place};

/// A value of an order or of one of its lines that a person can look at, correct and doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldName {
    /// Who orders.
    Customer,
    /// The customer's order number.
    PoNumber,
    /// Date of the order.
    OrderDate,
    /// Date the goods are wanted.
    DeliveryDate,
    /// Name in the delivery address.
    ShipToName,
    /// Delivery address.
    ShipToAddress,
    /// Instructions to us.
    Instructions,
    /// Currency of all amounts.
    Currency,
    /// Net total as printed.
    StatedSubtotal,
    /// Tax as printed.
    StatedTax,
    /// Grand total as printed.
    StatedTotal,
    /// Product code as the customer wrote it.
    Code,
    /// The product of ours that a line is for.
    Product,
    /// Description of a line.
    Description,
    /// Colour of a line.
    Colour,
    /// Quantity of a line.
    Quantity,
    /// Unit of measure of a line.
    Unit,
    /// Price of a line.
    UnitPrice,
    /// Price base of a line.
    PricePer,
    /// Total of a line as printed.
    LineTotal,
}

impl FieldName {
    /// The stable short name, as in JSON, forms and the journal.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::PoNumber => "po_number",
            Self::OrderDate => "order_date",
            Self::DeliveryDate => "delivery_date",
            Self::ShipToName => "ship_to_name",
            Self::ShipToAddress => "ship_to_address",
            Self::Instructions => "instructions",
            Self::Currency => "currency",
            Self::StatedSubtotal => "stated_subtotal",
            Self::StatedTax => "stated_tax",
            Self::StatedTotal => "stated_total",
            Self::Code => "code",
            Self::Product => "product",
            Self::Description => "description",
            Self::Colour => "colour",
            Self::Quantity => "quantity",
            Self::Unit => "unit",
            Self::UnitPrice => "unit_price",
            Self::PricePer => "price_per",
            Self::LineTotal => "line_total",
        }
    }
}

/// What is remembered of one value: where it came from, and what else was found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Support {
    /// Origin of the value in force; absent when there is no value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// A reason to look again; a stable short name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<String>,
    /// Other values that were found, as text, each with its place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Other>,
}

/// Another value that was found for the same field.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Other {
    /// The value in the plain form that a correction takes.
    pub value: String,
    /// Where it stands.
    pub places: Vec<Place>,
    /// The reason to look again that it had while it was in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub doubt: Option<String>,
}

/// The evidence of an order, or of one line, by value. Stored as versioned JSON beside the values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Version of this shape.
    pub version: u32,
    /// By value; a value without an entry has none.
    pub of: BTreeMap<FieldName, Support>,
    /// What was wrong with the electronic document that the order was read from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<Fault>,
    /// What is to be said of the message as a whole, as stable short names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Rows of the source that look like an item although no line was made of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub untaken: Vec<Place>,
}

impl Evidence {
    /// The version written today.
    pub const VERSION: u32 = 1;

    /// Evidence of nothing yet.
    pub fn new() -> Self {
        Self { version: Self::VERSION, of: BTreeMap::new(), faults: Vec::new(), notes: Vec::new(), untaken: Vec::new() }
    }

    /// What is known of `field`.
    pub fn get(&self, field: FieldName) -> Option<&Support> {
        self.of.get(&field)
    }

    /// Notes that the value was recalled from a record of ours, such as `alias:12`; `None` forgets where it came from.
    pub fn recalled(&mut self, field: FieldName, record: Option<String>) {
        match record {
            None => drop(self.of.remove(&field)),
            Some(record) => {
                let origin = Some(Origin::Recalled { record });
                self.of.insert(field, Support { origin, doubt: None, others: Vec::new() });
            }
        }
    }

    /// The number of the record that the value was recalled from, where its kind is `kind`: 12 of `alias:12`.
    pub fn record(&self, field: FieldName, kind: &str) -> Option<i64> {
        match self.get(field)?.origin.as_ref()? {
            Origin::Recalled { record } => record.strip_prefix(kind)?.strip_prefix(':')?.parse().ok(),
            _ => None,
        }
    }

    /// The value as it was read in the source, whoever changed it afterwards; `None` when none was read. `now` is the value in force.
    pub fn as_read<'a>(&'a self, field: FieldName, now: Option<&'a str>) -> Option<&'a str> {
        self.read(field, now).map(|(value, _)| value)
    }

    /// As [`as_read`](Self::as_read), and `None` where the reading itself was doubtful: what a scan may not even say is never learned.
    pub fn read_surely<'a>(&'a self, field: FieldName, now: Option<&'a str>) -> Option<&'a str> {
        self.read(field, now).filter(|(_, is_doubtful)| !is_doubtful).map(|(value, _)| value)
    }

    /// The value as it was read, and whether that was doubtful.
    fn read<'a>(&'a self, field: FieldName, now: Option<&'a str>) -> Option<(&'a str, bool)> {
        let support = self.get(field)?;
        match support.origin.as_ref()? {
            Origin::Person { .. } => {
                let read = support.others.iter().find(|other| !other.places.is_empty())?;
                Some((&read.value, read.doubt.is_some()))
            }
            origin => now.filter(|_| !origin.places().is_empty()).map(|value| (value, support.doubt.is_some())),
        }
    }

    /// Notes that a person entered the value: the places of what was read before stay reachable as another value.
    pub fn entered_by(&mut self, field: FieldName, name: &str, before: Option<String>) {
        let old = self.of.remove(&field);
        let mut others = old.as_ref().map(|support| support.others.clone()).unwrap_or_default();
        if let (Some(value), Some(Support { origin: Some(origin), doubt, .. })) = (before, old)
            && !origin.places().is_empty()
        {
            others.insert(0, Other { value, places: origin.places().to_vec(), doubt });
        }
        let origin = Some(Origin::Person { name: name.to_owned() });
        self.of.insert(field, Support { origin, doubt: None, others });
    }
}
