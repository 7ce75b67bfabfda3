//! A person corrects values.

use serde_json::{Value, json};

use super::change::Begun;
use super::{Change, Fault, ReviewError, currency_of};
use crate::entity::ids::{LineId, OrderId};
use crate::entity::states::Action;
use crate::entity::{Exact, Settings};
use crate::ops::deed::{Deed, Done};
use crate::reader::units::{Currency, Millionths, normal_key};
use crate::review::evidence::FieldName;
use crate::words::{Locale, NotTyped, typed_date, typed_number};

/// Longest text a person may enter for one value.
const TEXT_CHARACTERS_MAX: usize = 4_000;

/// Values as a person typed them; an empty text clears the value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// Line (`None` for a value of the whole order), value, text.
    pub values: Vec<(Option<LineId>, FieldName, String)>,
}

/// Accepts the corrected values, works out everything that follows, and journals each change with its old and new value.
///
/// Values that did not change are passed over. Refuses with [`ReviewError::Invalid`], naming every text that cannot be read, and changes
/// nothing then.
pub async fn correct(deed: &Deed<'_>, id: OrderId, version: i64, correction: &Correction) -> Result<Done, ReviewError> {
    let Begun::Change(mut change) = Change::begin(deed, id, version, Action::Correct).await? else {
        return Ok(Done::Again);
    };
    let mut faults = Vec::new();
    let mut entries = Vec::new();
    for (line, field, text) in &correction.values {
        match apply(&mut change, *line, *field, text, deed.actor) {
            Ok(Some(detail)) => entries.push(("corrected", detail)),
            Ok(None) => {}
            Err(Refused::Typed(problem)) => faults.push(Fault { line: *line, field: *field, problem }),
            Err(Refused::Missing) => return Err(ReviewError::Missing(id)),
        }
    }
    if !faults.is_empty() {
        return Err(ReviewError::Invalid(faults));
    }
    if entries.is_empty() {
        change.tx.commit().await.map_err(ReviewError::save("nothing"))?;
        return Ok(Done::First);
    }
    if correction.values.iter().any(|(_, field, _)| *field == FieldName::Customer) {
        super::customer::find_again(&mut change).await?;
    }
    entries.extend(super::product::match_changed_codes(&mut change, &correction.values).await?);
    change.recompute().await?;
    change.save(entries).await
}

enum Refused {
    Typed(&'static str),
    Missing,
}

/// Sets one value; gives the journal's detail when it changed.
fn apply(
    change: &mut Change, line: Option<LineId>, field: FieldName, text: &str, actor: &str,
) -> Result<Option<Value>, Refused> {
    let typed = Typed::read(field, text, &change.settings).map_err(Refused::Typed)?;
    let is_ours = currency_of(&change.order, &change.settings).code() == text.trim();
    if field == FieldName::Currency && change.order.currency.is_none() && is_ours {
        // The form shows the organisation's currency where the order names none; saving it as shown invents nothing.
        return Ok(None);
    }
    let (evidence, before, after, position) = match line {
        None => {
            let before = header_value(&change.order, field).ok_or(Refused::Typed("not_editable"))?;
            set_header(&mut change.order, field, typed);
            (&mut change.evidence, before, header_value(&change.order, field).flatten(), None)
        }
        Some(id) => {
            let line = change.line_mut(id).map_err(|_| Refused::Missing)?;
            let before = line_value(&line.row, field).ok_or(Refused::Typed("not_editable"))?;
            set_line(&mut line.row, field, typed);
            let after = line_value(&line.row, field).flatten();
            (&mut line.evidence, before, after, Some(line.row.position))
        }
    };
    if before == after {
        return Ok(None);
    }
    evidence.entered_by(field, actor, before.clone());
    Ok(Some(json!({ "field": field, "line": position, "from": before, "to": after })))
}

/// A text as the value it stands for.
enum Typed {
    Text(Option<String>),
    Date(Option<chrono::NaiveDate>),
    Number(Option<Exact>),
}

impl Typed {
    fn read(field: FieldName, text: &str, settings: &Settings) -> Result<Self, &'static str> {
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
            _ => Ok(Self::Text(Some(without_controls(text)).filter(|text| !text.is_empty()))),
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

/// A browser sends lines that end with CR LF; saving a form as it was drawn must change nothing. Other control characters mean nothing to a
/// person, break headers, and NUL cannot be stored on PostgreSQL.
fn without_controls(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect::<String>()
        .trim()
        .to_owned()
}

const fn problem(not: NotTyped) -> &'static str {
    match not {
        NotTyped::NotANumber => "not_a_number",
        NotTyped::TwoReadings { .. } => "ambiguous_number",
        NotTyped::NotADate => "not_a_date",
    }
}

/// The value in plain form; `None` when it is not a value of the whole order that a person may edit.
fn header_value(order: &crate::entity::order::Model, field: FieldName) -> Option<Option<String>> {
    use FieldName as F;
    Some(match field {
        F::Customer => order.customer_name.clone(),
        F::PoNumber => order.po_number.clone(),
        F::OrderDate => order.order_date.map(|date| date.to_string()),
        F::DeliveryDate => order.delivery_date.map(|date| date.to_string()),
        F::ShipToName => order.ship_to_name.clone(),
        F::ShipToAddress => order.ship_to_address.clone(),
        F::Instructions => order.instructions.clone(),
        F::Currency => order.currency.clone(),
        _ => return None,
    })
}

fn set_header(order: &mut crate::entity::order::Model, field: FieldName, typed: Typed) {
    use FieldName as F;
    match field {
        F::Customer => order.customer_name = typed.text(),
        F::PoNumber => {
            order.po_number = typed.text();
            order.po_key = order.po_number.as_deref().map(normal_key).filter(|key| !key.is_empty());
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
fn line_value(line: &crate::entity::line::Model, field: FieldName) -> Option<Option<String>> {
    use FieldName as F;
    let number = |value: Option<Exact>| value.map(|value| value.to_string());
    Some(match field {
        F::Code => line.code.clone(),
        F::Description => line.description.clone(),
        F::Colour => line.colour.clone(),
        F::Quantity => number(line.quantity),
        F::Unit => line.unit.clone(),
        F::UnitPrice => number(line.unit_price),
        F::PricePer => number(line.price_per),
        F::DeliveryDate => line.delivery_date.map(|date| date.to_string()),
        _ => return None,
    })
}

fn set_line(line: &mut crate::entity::line::Model, field: FieldName, typed: Typed) {
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
