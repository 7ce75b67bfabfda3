//! What a check objects to.

use serde::{Deserialize, Serialize};

use super::evidence::FieldName;
use crate::entity::ids::OrderId;
use crate::reader::units::{Currency, Millionths, Money};

/// A doubt about an order or one of its lines, with everything its sentence needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Doubt {
    /// The order has no lines.
    NoLines,
    /// A value that is needed is missing.
    Missing {
        /// Which.
        field: FieldName,
    },
    /// A value was found but should be looked at.
    Unclear {
        /// Which.
        field: FieldName,
        /// Why; the stable short name that extraction gave.
        reason: String,
        /// The values that compete, in plain form; the one in force first.
        values: Vec<String>,
    },
    /// The customer is not among our customers.
    UnknownCustomer {
        /// The name as read.
        name: String,
    },
    /// No product of ours is like this.
    UnknownProduct {
        /// The code, or the description when there is no code.
        wanted: String,
    },
    /// Several products could be meant; none was picked.
    ChooseProduct {
        /// The code, or the description when there is no code.
        wanted: String,
        /// How many are proposed.
        proposals: usize,
    },
    /// We do not make the product in this colour.
    UnknownColour {
        /// As the customer wrote it.
        colour: String,
        /// Our code.
        product: String,
    },
    /// The product comes in several colours and the line names none.
    ColourNotStated {
        /// Our code.
        product: String,
    },
    /// The order's price is not the list price.
    PriceDiffers {
        /// Price on the order.
        stated: Millionths,
        /// Its price base.
        stated_per: Millionths,
        /// Price on the list.
        list: Millionths,
        /// Its price base.
        list_per: Millionths,
        /// Currency of both.
        currency: Currency,
        /// What the line is worth by the order less what it is worth by the list.
        difference: Money,
    },
    /// Quantity × price is not the line's total.
    LineTotalDiffers {
        /// As printed.
        stated: Millionths,
        /// As computed.
        computed: Money,
    },
    /// The lines do not add up to a printed total.
    TotalDiffers {
        /// Which printed total.
        field: FieldName,
        /// As printed.
        stated: Millionths,
        /// As computed.
        computed: Money,
    },
    /// An order with this number exists.
    Repeats {
        /// The older order.
        order: OrderId,
        /// Their number.
        po_number: String,
        /// Whether lines and quantities are the same, too.
        is_same: bool,
    },
}

impl Doubt {
    /// The stable short name, as stored.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::NoLines => "no_lines",
            Self::Missing { .. } => "missing",
            Self::Unclear { .. } => "unclear",
            Self::UnknownCustomer { .. } => "unknown_customer",
            Self::UnknownProduct { .. } => "unknown_product",
            Self::ChooseProduct { .. } => "choose_product",
            Self::UnknownColour { .. } => "unknown_colour",
            Self::ColourNotStated { .. } => "colour_not_stated",
            Self::PriceDiffers { .. } => "price_differs",
            Self::LineTotalDiffers { .. } => "line_total_differs",
            Self::TotalDiffers { .. } => "total_differs",
            Self::Repeats { .. } => "repeats",
        }
    }

    /// The value under which the page shows the sentence; `None` for the order as a whole.
    pub const fn field(&self) -> Option<FieldName> {
        match self {
            Self::NoLines => None,
            Self::Missing { field } | Self::Unclear { field, .. } | Self::TotalDiffers { field, .. } => Some(*field),
            Self::UnknownCustomer { .. } => Some(FieldName::Customer),
            Self::UnknownProduct { .. } | Self::ChooseProduct { .. } => Some(FieldName::Code),
            Self::UnknownColour { .. } | Self::ColourNotStated { .. } => Some(FieldName::Colour),
            Self::PriceDiffers { .. } => Some(FieldName::UnitPrice),
            Self::LineTotalDiffers { .. } => Some(FieldName::LineTotal),
            Self::Repeats { .. } => Some(FieldName::PoNumber),
        }
    }

    /// Whether a person may keep things as they are. Without a line, a quantity or a number there is nothing to produce or to call it by.
    pub const fn can_be_settled(&self) -> bool {
        !matches!(self, Self::NoLines | Self::Missing { field: FieldName::Quantity })
    }
}
