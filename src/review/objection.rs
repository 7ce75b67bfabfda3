//! What a check objects to.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::evidence::FieldName;
use super::order::Asked;
use crate::entity::ids::{OrderId, ProductId};
use crate::entity::states::OrderState;
use crate::reader::evidence::{Fault, Place};
use crate::reader::units::{Currency, Millionths, Money};

/// A doubt about an order or one of its lines, with everything its sentence needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// The name on the order means one customer, the mail domain of its sender another one.
    CustomerContradicts {
        /// Our customer of that name.
        by_name: String,
        /// Our customer of that domain.
        by_domain: String,
        /// The domain.
        domain: String,
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
        /// Whether `list` is the customer's own price and not that of the list for everybody.
        #[serde(default)]
        is_own: bool,
    },
    /// The order names no price for the line.
    PriceMissing {
        /// Our price and its base, if there is one.
        list: Option<(Millionths, Millionths)>,
        /// Whether that is the customer's own.
        is_own: bool,
        /// Currency of it.
        currency: Currency,
    },
    /// Products of the order have a price, but not in its currency.
    OtherCurrency {
        /// The order's.
        order: Currency,
        /// That of the price list.
        list: Currency,
    },
    /// The customer is abroad, or may be, and is charged the organisation's tax.
    TaxAbroad {
        /// Its country, where that is known.
        country: Option<String>,
        /// What the tax is called.
        name: String,
        /// In percent.
        percent: Millionths,
    },
    /// Less than we sell of the product.
    BelowMinimum {
        /// Our code.
        product: String,
        /// As ordered.
        quantity: Millionths,
        /// The least, a whole number of packs.
        minimum: Millionths,
    },
    /// No whole number of packs.
    NotPackMultiple {
        /// Our code.
        product: String,
        /// As ordered.
        quantity: Millionths,
        /// How many are in a pack.
        multiple: Millionths,
        /// The next lower quantity that we sell.
        below: Option<Millionths>,
        /// The next higher one.
        above: Millionths,
    },
    /// A part of a piece.
    Fractional {
        /// Our code.
        product: String,
        /// As ordered.
        quantity: Millionths,
        /// The next lower whole number.
        below: Option<Millionths>,
        /// The next higher one.
        above: Millionths,
    },
    /// The product is no longer sold, or not for the time being.
    Discontinued {
        /// Our code.
        product: String,
        /// Since when, if that was said.
        on: Option<NaiveDate>,
        /// What came after it.
        successor: Option<(ProductId, String)>,
    },
    /// The goods are wanted on a day that has passed.
    DatePast {
        /// That day.
        date: NaiveDate,
    },
    /// The goods are wanted sooner than they can be made.
    TooSoon {
        /// The day they are wanted.
        date: NaiveDate,
        /// The first day that is possible, counted from today.
        earliest: NaiveDate,
        /// The lead time in calendar days.
        days: i64,
    },
    /// The order is dated in the future.
    OrderDateAhead {
        /// Its date.
        date: NaiveDate,
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
    /// Something is wrong with the electronic document that the order was read from.
    Transmission {
        /// What, and where.
        fault: Fault,
    },
    /// Something is to be said of the message that the order came in.
    Noted {
        /// A stable short name: `unread_attachment`, `hidden_text`.
        note: String,
    },
    /// A row of the source looks like an item, and no line was made of it.
    RowNotTaken {
        /// Where it stands; the quote is the row.
        place: Place,
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
    /// An order with this number exists, and this one changes it.
    Revises {
        /// The older order.
        order: OrderId,
        /// Its number.
        po_number: String,
        /// Whether the older one was approved already.
        is_released: bool,
        /// What is different.
        differences: Vec<Difference>,
    },
    /// A message of the customer changes the order or takes it back.
    Asked {
        /// What it says.
        asked: Asked,
    },
    /// A later order under review changes this one.
    Overtaken {
        /// The later order.
        order: OrderId,
        /// Its number.
        po_number: String,
        /// When its message came in.
        received_at: DateTime<Utc>,
    },
}

/// One difference between an order and the one it revises.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what_is", rename_all = "snake_case")]
pub enum Difference {
    /// A line that is new.
    Added {
        /// What it is for.
        what: String,
        /// How many.
        quantity: Option<Millionths>,
    },
    /// A line that is gone.
    Removed {
        /// What it was for.
        what: String,
        /// How many.
        quantity: Option<Millionths>,
    },
    /// Another value.
    Changed {
        /// The line; `None` for a value of the whole order.
        what: Option<String>,
        /// Which value.
        field: FieldName,
        /// As it was, in plain form.
        from: Option<String>,
        /// As it is, in plain form.
        to: Option<String>,
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
            Self::CustomerContradicts { .. } => "customer_contradicts",
            Self::UnknownProduct { .. } => "unknown_product",
            Self::ChooseProduct { .. } => "choose_product",
            Self::UnknownColour { .. } => "unknown_colour",
            Self::ColourNotStated { .. } => "colour_not_stated",
            Self::PriceDiffers { .. } => "price_differs",
            Self::PriceMissing { .. } => "price_missing",
            Self::OtherCurrency { .. } => "other_currency",
            Self::TaxAbroad { .. } => "tax_abroad",
            Self::BelowMinimum { .. } => "below_minimum",
            Self::NotPackMultiple { .. } => "not_pack_multiple",
            Self::Fractional { .. } => "fractional",
            Self::Discontinued { .. } => "discontinued",
            Self::DatePast { .. } => "date_past",
            Self::TooSoon { .. } => "too_soon",
            Self::OrderDateAhead { .. } => "order_date_ahead",
            Self::LineTotalDiffers { .. } => "line_total_differs",
            Self::TotalDiffers { .. } => "total_differs",
            Self::Transmission { .. } => "transmission",
            Self::Noted { .. } => "noted",
            Self::RowNotTaken { .. } => "row_not_taken",
            Self::Repeats { .. } => "repeats",
            Self::Revises { .. } => "revises",
            Self::Asked { .. } => "asked",
            Self::Overtaken { .. } => "overtaken",
        }
    }

    /// The value under which the page shows the sentence; `None` for the order as a whole.
    pub const fn field(&self) -> Option<FieldName> {
        match self {
            Self::NoLines
            | Self::Transmission { .. }
            | Self::Noted { .. }
            | Self::RowNotTaken { .. }
            | Self::Asked { .. } => None,
            Self::Missing { field } | Self::Unclear { field, .. } | Self::TotalDiffers { field, .. } => Some(*field),
            Self::UnknownCustomer { .. } | Self::CustomerContradicts { .. } => Some(FieldName::Customer),
            Self::UnknownProduct { .. } | Self::ChooseProduct { .. } => Some(FieldName::Code),
            Self::UnknownColour { .. } | Self::ColourNotStated { .. } => Some(FieldName::Colour),
            Self::Discontinued { .. } => Some(FieldName::Code),
            Self::PriceDiffers { .. } | Self::PriceMissing { .. } => Some(FieldName::UnitPrice),
            Self::OtherCurrency { .. } => Some(FieldName::Currency),
            Self::TaxAbroad { .. } => Some(FieldName::StatedTax),
            Self::BelowMinimum { .. } | Self::NotPackMultiple { .. } | Self::Fractional { .. } => {
                Some(FieldName::Quantity)
            }
            Self::DatePast { .. } | Self::TooSoon { .. } => Some(FieldName::DeliveryDate),
            Self::OrderDateAhead { .. } => Some(FieldName::OrderDate),
            Self::LineTotalDiffers { .. } => Some(FieldName::LineTotal),
            Self::Repeats { .. } | Self::Revises { .. } | Self::Overtaken { .. } => Some(FieldName::PoNumber),
        }
    }

    /// The doubt without what moves by itself, from day to day or because another order goes on: whoever accepted it once is not asked again
    /// tomorrow.
    pub fn lasting(&self) -> Self {
        match self {
            Self::TooSoon { date, days, .. } => Self::TooSoon { date: *date, earliest: *date, days: *days },
            Self::Revises { order, po_number, differences, .. } => Self::Revises {
                order: *order,
                po_number: po_number.clone(),
                is_released: false,
                differences: differences.clone(),
            },
            // Whoever has decided about it is not asked again because the order has moved since.
            Self::Asked { asked } => Self::Asked { asked: Asked { state: OrderState::InReview, ..asked.clone() } },
            doubt => doubt.clone(),
        }
    }

    /// Whether a person may keep things as they are. Without a line, a quantity or a number there is nothing to produce or to call it by.
    pub const fn can_be_settled(&self) -> bool {
        !matches!(self, Self::NoLines | Self::Missing { field: FieldName::Quantity })
    }
}
