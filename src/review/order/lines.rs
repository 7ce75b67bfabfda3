//! Lines that a person adds, takes out and puts back. A line that was taken out keeps its row and its position.

use sea_orm::{ActiveValue::Set, EntityTrait};
use serde_json::{Value, json};

use super::change::Begun;
use super::values::{Typed, line_value, set_line};
use super::{Change, Fault, Line, ReviewError, product};
use crate::entity::ids::{LineId, OrderId, UserId};
use crate::entity::states::Action;
use crate::entity::{Settings, line};
use crate::ops::deed::{Deed, Done};
use crate::review::evidence::{Evidence, FieldName};

/// An entry of the journal to be.
pub(super) type Entry = (&'static str, Value);

/// Values of one new line, read.
pub(super) type NewLine = Vec<(FieldName, Typed)>;

/// Takes one line out of the order; it can be put back.
pub async fn remove_line(deed: &Deed<'_>, id: OrderId, version: i64, line: LineId) -> Result<Done, ReviewError> {
    let Begun::Change(mut change) = Change::begin(deed, id, version, Action::Correct).await? else {
        return Ok(Done::Again);
    };
    let entries = remove(&mut change, line, deed.scope.user())?.into_iter().collect();
    change.recompute().await?;
    change.save(entries).await
}

/// Puts a line back that was taken out, with the values it had.
pub async fn restore_line(deed: &Deed<'_>, id: OrderId, version: i64, line: LineId) -> Result<Done, ReviewError> {
    let Begun::Change(mut change) = Change::begin(deed, id, version, Action::Correct).await? else {
        return Ok(Done::Again);
    };
    let entries = restore(&mut change, line)?.into_iter().collect();
    change.recompute().await?;
    change.save(entries).await
}

/// Takes a line out; a line of another order is none of ours.
pub(super) fn remove(change: &mut Change, id: LineId, by: Option<UserId>) -> Result<Option<Entry>, ReviewError> {
    if change.gone.iter().any(|line| line.row.id == id) {
        return Ok(None);
    }
    let place = change.lines.iter().position(|line| line.row.id == id).ok_or(ReviewError::Missing(change.order.id))?;
    let mut line = change.lines.remove(place);
    line.row.removed_at = Some(change.now);
    line.row.removed_by = by;
    let entry = ("line_removed", told(&line.row));
    change.gone.push(line);
    change.gone.sort_by_key(|line| line.row.position);
    Ok(Some(entry))
}

/// Puts a line back at its place.
pub(super) fn restore(change: &mut Change, id: LineId) -> Result<Option<Entry>, ReviewError> {
    if change.lines.iter().any(|line| line.row.id == id) {
        return Ok(None);
    }
    let place = change.gone.iter().position(|line| line.row.id == id).ok_or(ReviewError::Missing(change.order.id))?;
    let mut line = change.gone.remove(place);
    line.row.removed_at = None;
    line.row.removed_by = None;
    let entry = ("line_restored", told(&line.row));
    change.lines.push(line);
    change.lines.sort_by_key(|line| line.row.position);
    Ok(Some(entry))
}

/// Reads the new lines of a form. Rows without any text are passed over; what cannot be read is added to `faults`.
pub(super) fn read(settings: &Settings, rows: &[Vec<(FieldName, String)>], faults: &mut Vec<Fault>) -> Vec<NewLine> {
    let mut new = Vec::new();
    for (row, texts) in rows.iter().enumerate() {
        if texts.iter().all(|(_, text)| text.trim().is_empty()) {
            continue;
        }
        let mut values = Vec::new();
        for (field, text) in texts {
            match Typed::read(*field, text, settings) {
                Ok(value) => values.push((*field, value)),
                Err(problem) => faults.push(Fault { line: None, row: Some(row), field: *field, problem }),
            }
        }
        new.push(values);
    }
    new
}

/// Adds a line that a person typed: every value is theirs, the product is looked up as for a line that was read.
pub(super) async fn add(change: &mut Change, values: NewLine, deed: &Deed<'_>) -> Result<Entry, ReviewError> {
    let mut line = insert(change, None, deed.scope.user()).await?;
    for (field, value) in values {
        set_line(&mut line.row, field, value);
        if line_value(&line.row, field).flatten().is_some() {
            line.evidence.entered_by(field, deed.actor, None);
        }
    }
    let (id, entry) = (line.row.id, ("line_added", told(&line.row)));
    change.lines.push(line);
    product::match_again(change, |line| line.row.id == id).await?;
    Ok(entry)
}

/// A line without values after all others; the caller fills it in and puts it among the lines.
///
/// * `run_line` — the line of the run it is, for one that was found.
pub(super) async fn insert(
    change: &Change, run_line: Option<i64>, added_by: Option<UserId>,
) -> Result<Line, ReviewError> {
    let evidence = Evidence::new();
    let row = line::ActiveModel {
        organisation_id: Set(change.scope.organisation()),
        order_id: Set(change.order.id),
        position: Set(change.next_position()),
        candidates: Set(json!([])),
        evidence: Set(serde_json::to_value(&evidence).map_err(ReviewError::stored("the evidence"))?),
        run_line: Set(run_line),
        added_by: Set(added_by),
        ..Default::default()
    };
    let row =
        line::Entity::insert(row).exec_with_returning(&change.tx).await.map_err(ReviewError::save("a new line"))?;
    Ok(Line { row, evidence })
}

/// What the history says of a line: its position and what makes it recognisable.
pub(super) fn told(row: &line::Model) -> Value {
    json!({
        "line": row.position,
        "id": row.id,
        "code": row.code,
        "description": row.description,
        "colour": row.colour,
        "quantity": row.quantity.map(|quantity| quantity.to_string()),
    })
}
