//! A person corrects values, adds lines and takes lines out.

use serde_json::{Value, json};

use super::change::Begun;
use super::values::{Typed, header_value, line_value, set_header, set_line};
use super::{Change, Fault, ReviewError, currency_of, lines};
use crate::entity::ids::{LineId, OrderId};
use crate::entity::states::Action;
use crate::ops::deed::{Deed, Done};
use crate::review::evidence::FieldName;

/// What a person typed into the form of an order; an empty text clears the value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// Line (`None` for a value of the whole order), value, text. A line that is taken out by the same form needs no values.
    pub values: Vec<(Option<LineId>, FieldName, String)>,
    /// New lines; one without any text is passed over.
    pub added: Vec<Vec<(FieldName, String)>>,
    /// Lines to take out.
    pub removed: Vec<LineId>,
    /// Lines to put back that were taken out before.
    pub restored: Vec<LineId>,
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
    for line in &correction.restored {
        entries.extend(lines::restore(&mut change, *line)?);
    }
    for line in &correction.removed {
        entries.extend(lines::remove(&mut change, *line, deed.scope.user())?);
    }
    let stays = |line: Option<LineId>| line.is_none_or(|line| !correction.removed.contains(&line));
    for (line, field, text) in correction.values.iter().filter(|(line, ..)| stays(*line)) {
        match apply(&mut change, *line, *field, text, deed.actor) {
            Ok(Some(detail)) => entries.push(("corrected", detail)),
            Ok(None) => {}
            Err(Refused::Typed(problem)) => faults.push(Fault { line: *line, row: None, field: *field, problem }),
            Err(Refused::Missing) => return Err(ReviewError::Missing(id)),
        }
    }
    let new = lines::read(&change.settings, &correction.added, &mut faults);
    if !faults.is_empty() {
        return Err(ReviewError::Invalid(faults));
    }
    if entries.is_empty() && new.is_empty() {
        change.tx.commit().await.map_err(ReviewError::save("nothing"))?;
        return Ok(Done::First);
    }
    // A customer that a person chose stays while nobody touches the name.
    if entries.iter().any(|(_, detail)| detail["field"] == FieldName::Customer.word()) {
        super::customer::find_again(&mut change).await?;
    }
    let codes = changed_codes(&entries, &change, &correction.values);
    entries.extend(super::product::match_changed_codes(&mut change, &codes).await?);
    for values in new {
        entries.push(lines::add(&mut change, values, deed).await?);
    }
    change.recompute().await?;
    change.save(entries).await
}

/// The codes that really differ: saving a whole form must not take a person's choice of product from a line nobody touched.
fn changed_codes(
    entries: &[(&'static str, Value)], change: &Change, values: &[(Option<LineId>, FieldName, String)],
) -> Vec<(Option<LineId>, FieldName, String)> {
    let is_changed = |line: Option<LineId>| {
        let position = change.lines.iter().find(|other| Some(other.row.id) == line).map(|line| line.row.position);
        entries.iter().any(|(_, detail)| {
            detail["field"] == FieldName::Code.word() && position.is_some() && detail["line"].as_i64() == position
        })
    };
    values.iter().filter(|(line, field, _)| *field == FieldName::Code && is_changed(*line)).cloned().collect()
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
