//! The values a person may type: read from text, put into the rows, and back into plain text.

use super::found;
use crate::entity::{Exact, Settings};
use crate::reader::units::{Currency, Millionths, one_line, plain_lines};
use crate::review::evidence::FieldName;
use crate::words::{Locale, NotTyped, typed_date, typed_number};

/// Longest text a person may enter for one value.
const TEXT_CHARACTERS_MAX: usize = 4_000;

/// Values of the whole order that a person may type, in the order of the form.
pub const OF_ORDER: [FieldName; 8] = [
    FieldName::Customer,
    FieldName::PoNumber,
    FieldName::OrderDate,
    FieldName::DeliveryDate,
    FieldName::ShipToName,
    FieldName::ShipToAddress,
    FieldName::Instructions,
    FieldName::Currency,
];

/// Values of a line that a person may type, in the order of the form.
pub const OF_LINE: [FieldName; 8] = [
    FieldName::Code,
    FieldName::Description,
    FieldName::Colour,
    FieldName::Quantity,
    FieldName::Unit,
    FieldName::UnitPrice,
    FieldName::PricePer,
    FieldName::DeliveryDate,
];

/// A text as the value it stands for.
pub(super) enum Typed {
    /// Text.
    Text(Option<String>),
    /// A civil date.
    Date(Option<chrono::NaiveDate>),
    /// An exact number.
    Number(Option<Exact>),
}

impl Typed {
    /// Reads a typed text, or says with a stable short name why it cannot.
    pub(super) fn read(field: FieldName, text: &str, settings: &Settings) -> Result<Self, &'static str> {
        use FieldName as F;
        let text = text.trim();
        match field {
            F::OrderDate | F::DeliveryDate => typed_date(text).map(Self::Date).map_err(problem),
            F::Quantity | F::UnitPrice | F::PricePer => {
                let value = typed_number(Locale::of(&settings.locale), text).map_err(problem)?;
                let is_enough = |value: &Millionths| value.0 > 0 || (field == F::UnitPrice && value.0 == 0);
                match value {
                    Some(value) if !is_enough(&value) => Err("not_positive"),
                    value => Ok(Self::Number(value.map(Exact::from))),
                }
            }
            F::Currency => match text {
                "" => Ok(Self::Text(None)),
                text => match text.parse::<Currency>() {
                    Ok(currency) => Ok(Self::Text(Some(currency.code().to_owned()))),
                    Err(_) => Err("not_a_currency"),
                },
            },
            _ if text.chars().count() > TEXT_CHARACTERS_MAX => Err("too_long"),
            // Only these two have lines; a number with a line break would break whatever is named after it.
            F::ShipToAddress | F::Instructions => {
                Ok(Self::Text(Some(plain_lines(text)).filter(|text| !text.is_empty())))
            }
            _ => Ok(Self::Text(Some(one_line(text)).filter(|text| !text.is_empty()))),
        }
    }

    fn text(self) -> Option<String> {
        if let Self::Text(text) = self { text } else { None }
    }

    fn date(self) -> Option<chrono::NaiveDate> {
        if let Self::Date(date) = self { date } else { None }
    }

    fn number(self) -> Option<Exact> {
        if let Self::Number(number) = self { number } else { None }
    }
}

const fn problem(not: NotTyped) -> &'static str {
    match not {
        NotTyped::NotANumber => "not_a_number",
        NotTyped::TwoReadings { .. } => "ambiguous_number",
        NotTyped::NotADate => "not_a_date",
    }
}

/// The value in plain form; `None` when it is not a value of the whole order that a person may edit.
pub(super) fn header_value(order: &crate::entity::order::Model, field: FieldName) -> Option<Option<String>> {
    OF_ORDER.contains(&field).then(|| found::plain_of_head(order, field))
}

/// Sets a value of the whole order.
pub(super) fn set_header(order: &mut crate::entity::order::Model, field: FieldName, typed: Typed) {
    use FieldName as F;
    match field {
        F::Customer => order.customer_name = typed.text(),
        F::PoNumber => {
            order.po_number = typed.text();
            order.po_key = found::po_key(order.po_number.as_deref());
        }
        F::OrderDate => order.order_date = typed.date(),
        F::DeliveryDate => order.delivery_date = typed.date(),
        F::ShipToName => order.ship_to_name = typed.text(),
        F::ShipToAddress => order.ship_to_address = typed.text(),
        F::Instructions => order.instructions = typed.text(),
        F::Currency => order.currency = typed.text(),
        _ => {}
    }
}

/// The value in plain form; `None` when it is not a value of a line that a person may edit.
pub(super) fn line_value(line: &crate::entity::line::Model, field: FieldName) -> Option<Option<String>> {
    OF_LINE.contains(&field).then(|| found::plain_of_line(line, field))
}

/// Sets a value of a line.
pub(super) fn set_line(line: &mut crate::entity::line::Model, field: FieldName, typed: Typed) {
    use FieldName as F;
    match field {
        F::Code => line.code = typed.text(),
        F::Description => line.description = typed.text(),
        F::Colour => line.colour = typed.text(),
        F::Quantity => line.quantity = typed.number(),
        F::Unit => line.unit = typed.text(),
        F::UnitPrice => line.unit_price = typed.number(),
        F::PricePer => line.price_per = typed.number(),
        F::DeliveryDate => line.delivery_date = typed.date(),
        _ => {}
    }
}
