//! A message is read again: the order takes over what was found now, and leaves alone what people entered, chose, settled, added or took out.

use chrono::{DateTime, Utc};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, QueryFilter};
use serde_json::json;

use super::change::Begun;
use super::lines::{self, Entry};
use super::open::recognise;
use super::{Change, Line, ReviewError, found, product};
use crate::entity::ids::{MessageId, OrderId, ProductId, RunId};
use crate::entity::states::Action;
use crate::entity::{OfOrganisation, Scope, product as products};
use crate::jobs::{self, NextJob};
use crate::ops::deed::{Deed, Done};
use crate::ops::kept::Kept;
use crate::reader::evidence::Origin;
use crate::reader::extraction::{FoundLine, FoundOrder};
use crate::reader::units::normal_key;
use crate::review::evidence::{Evidence, FieldName, Other};
use crate::understanding;

/// How a value is doubted that a person entered and that now reads otherwise.
const READ_DIFFERENTLY: &str = "read_differently";

/// Has the message of an order read again, by today's reader, extractor and catalogue.
///
/// * `again` — the job that begins it, from the pipeline: for the message, after the newest run there is.
///
/// The run is made beside the earlier ones; what it finds is taken over when it has ended, see [`refresh`]. Refuses an order without a
/// message with [`ReviewError::NoMessage`].
pub async fn read_again(
    deed: &Deed<'_>, id: OrderId, version: i64, again: fn(MessageId, RunId) -> NextJob,
) -> Result<Done, ReviewError> {
    let Begun::Change(change) = Change::begin(deed, id, version, Action::ReadAgain).await? else {
        return Ok(Done::Again);
    };
    let failed = ReviewError::save("a reading");
    let message = change.order.message_id.ok_or(ReviewError::NoMessage(id))?;
    let newest = understanding::newest_run(&change.tx, deed.scope, message)
        .await
        .map_err(&failed)?
        .ok_or(ReviewError::NoMessage(id))?;
    let organisation = Some(deed.scope.organisation());
    jobs::enqueue_next(&change.tx, organisation, again(message, newest), deed.now).await.map_err(&failed)?;
    crate::kp!("read_again.written");
    let done = change.save(vec![("reading_again", json!({ "after": newest }))]).await?;
    crate::kp!("read_again.committed");
    Ok(done)
}

/// What an order is refreshed from.
pub(crate) struct Fresh<'a> {
    /// The run.
    pub run: RunId,
    /// Which of its orders, from 0; beyond them when it has none that corresponds.
    pub position: i64,
    /// Address of the sender.
    pub sender: Option<&'a str>,
    /// What was found; `None` when the run has no such order: then nothing is taken over.
    pub found: Option<&'a FoundOrder>,
    /// What is to be said of the message, as stable short names.
    pub notes: &'a [String],
    /// What this process keeps beside the database: `db.kept`.
    pub kept: &'a Kept,
}

/// Takes over what a later run found for an order in review, in the caller's transaction.
///
/// A value that a person entered stays; where it reads otherwise now, what was read is kept beside it and somebody is asked to look. A
/// product that a person chose stays, and so do settled objections, added lines and lines that were taken out. Every difference is an entry
/// of the journal.
pub(crate) async fn refresh(
    tx: DatabaseTransaction, scope: &Scope, now: DateTime<Utc>, id: OrderId, fresh: &Fresh<'_>,
) -> Result<DatabaseTransaction, ReviewError> {
    let mut change = Change::within(tx, fresh.kept, (scope, "", now), (id, None), Action::ReadAgain).await?;
    let mut entries = Vec::new();
    if let Some(found) = fresh.found {
        head(&mut change, found, fresh.sender, &mut entries).await?;
        change.evidence.notes = fresh.notes.to_vec();
        all_lines(&mut change, found, &mut entries).await?;
    }
    change.order.run_id = Some(fresh.run);
    change.order.run_position = fresh.position;
    change.recompute().await?;
    let summary = json!({ "run": fresh.run, "changes": entries.len(), "found": fresh.found.is_some() });
    entries.insert(0, ("read_again", summary));
    change.write(entries).await?;
    Ok(change.tx)
}

async fn head(
    change: &mut Change, found: &FoundOrder, sender: Option<&str>, entries: &mut Vec<Entry>,
) -> Result<(), ReviewError> {
    let (mut row, mut evidence) = (change.order.clone(), Evidence::new());
    found::head(&mut row, &mut evidence, found);
    change.evidence.faults = std::mem::take(&mut evidence.faults);
    change.evidence.untaken = std::mem::take(&mut evidence.untaken);
    recognise(&change.tx, &change.scope, &mut row, &mut evidence, sender).await?;
    let name_before = change.order.customer_name.clone();
    for field in found::OF_HEAD {
        let values = (found::plain_of_head(&change.order, field), found::plain_of_head(&row, field));
        if merge(&mut change.evidence, &mut evidence, (field, None), values, entries) {
            found::take_of_head(&mut change.order, &row, field);
        }
    }
    // A customer that a person chose stays while the name is the same.
    if change.order.customer_id.is_none() || change.order.customer_name != name_before {
        let (mut row, mut untouched) = (change.order.clone(), change.evidence.clone());
        recognise(&change.tx, &change.scope, &mut row, &mut untouched, None).await?;
        change.order.customer_id = row.customer_id;
    }
    Ok(())
}

/// Decides about one value: whether what was found now is to be taken over. Notes in the evidence and in `entries` what that changes.
fn merge(
    evidence: &mut Evidence, fresh: &mut Evidence, (field, line): (FieldName, Option<i64>),
    (before, after): (Option<String>, Option<String>), entries: &mut Vec<Entry>,
) -> bool {
    let new = fresh.of.remove(&field);
    let is_persons = |origin: &Option<Origin>| matches!(origin, Some(Origin::Person { .. }));
    if let Some(support) = evidence.of.get_mut(&field).filter(|support| is_persons(&support.origin)) {
        // Whoever overruled a reading is not asked again because the paper still says the same.
        let is_known = before == after || support.others.iter().any(|other| Some(&other.value) == after.as_ref());
        if let (Some(value), false) = (after, is_known) {
            let doubt = new.as_ref().and_then(|new| new.doubt.clone());
            let places = new.and_then(|new| new.origin).map(|origin| origin.places().to_vec()).unwrap_or_default();
            entries.push(("contradicted", json!({ "field": field, "line": line, "kept": before, "found": value })));
            support.others.insert(0, Other { value, places, doubt });
            support.doubt = Some(READ_DIFFERENTLY.to_owned());
        }
        return false;
    }
    match new {
        Some(support) => evidence.of.insert(field, support),
        None => evidence.of.remove(&field),
    };
    if before != after {
        entries.push(("reread", json!({ "field": field, "line": line, "from": before, "to": after })));
    }
    true
}

async fn all_lines(change: &mut Change, found: &FoundOrder, entries: &mut Vec<Entry>) -> Result<(), ReviewError> {
    let mut old: Vec<Line> = std::mem::take(&mut change.lines);
    old.append(&mut change.gone);
    old.sort_by_key(|line| line.row.position);
    let pairs = pairs(&old, &found.lines);
    for (place, line) in old.iter_mut().enumerate() {
        let found_at = pairs.iter().position(|pair| *pair == Some(place));
        match found_at {
            Some(at) => one_line(line, at, &found.lines[at], entries),
            None if line.row.removed_at.is_none() && is_only_read(line) => {
                line.row.removed_at = Some(change.now);
                line.row.run_line = None;
                entries.push(("line_gone", lines::told(&line.row)));
            }
            None => line.row.run_line = None,
        }
    }
    (change.gone, change.lines) = old.into_iter().partition(|line| line.row.removed_at.is_some());
    for (at, found) in found.lines.iter().enumerate().filter(|(at, _)| pairs[*at].is_none()) {
        let mut line = lines::insert(change, i64::try_from(at).ok(), None).await?;
        found::line(&mut line.row, &mut line.evidence, found);
        entries.push(("line_found", lines::told(&line.row)));
        change.lines.push(line);
    }
    products_again(change, entries).await
}

fn one_line(line: &mut Line, at: usize, found: &FoundLine, entries: &mut Vec<Entry>) {
    let (mut row, mut evidence) = (line.row.clone(), Evidence::new());
    found::line(&mut row, &mut evidence, found);
    line.row.run_line = i64::try_from(at).ok();
    // What was taken out is brought up to date silently: it comes back as it would be read today.
    let mut silent = Vec::new();
    let entries = if line.row.removed_at.is_some() { &mut silent } else { entries };
    for field in found::OF_FOUND_LINE {
        let values = (found::plain_of_line(&line.row, field), found::plain_of_line(&row, field));
        if merge(&mut line.evidence, &mut evidence, (field, Some(line.row.position)), values, entries) {
            found::take_of_line(&mut line.row, &row, field);
        }
    }
}

/// Whether no person has had a hand in the line.
fn is_only_read(line: &Line) -> bool {
    let is_persons = |support: &crate::review::evidence::Support| matches!(support.origin, Some(Origin::Person { .. }));
    line.row.added_by.is_none()
        && line.row.match_rule.as_deref() != Some(product::BY_PERSON)
        && !line.evidence.of.values().any(is_persons)
}

/// Whether an old line is the one found at a place.
type Rule<'a> = &'a dyn Fn(&Line, usize) -> bool;

/// Which old line each found line is, if any: first those of the same code (or description) at the same place, then anywhere, then those at the
/// same place. A line that a person added is the found one when code and quantity are the same.
fn pairs(old: &[Line], found: &[FoundLine]) -> Vec<Option<usize>> {
    let mut pairs: Vec<Option<usize>> = vec![None; found.len()];
    let at_place = |line: &Line, at: usize| line.row.run_line.is_some() && line.row.run_line == i64::try_from(at).ok();
    let rules: [Rule<'_>; 3] = [
        &|line, at| at_place(line, at) && is_same(line, &found[at]),
        &|line, at| is_same(line, &found[at]),
        &|line, at| at_place(line, at),
    ];
    for rule in rules {
        for at in 0..found.len() {
            if pairs[at].is_none() {
                let free = |place: &usize| !pairs.contains(&Some(*place));
                pairs[at] = (0..old.len()).filter(free).find(|place| rule(&old[*place], at));
            }
        }
    }
    pairs
}

fn is_same(line: &Line, found: &FoundLine) -> bool {
    let is = |field: FieldName, wanted: Option<String>| {
        wanted.is_some_and(|wanted| {
            let others = line.evidence.get(field).map(|support| support.others.as_slice()).unwrap_or_default();
            let known = found::plain_of_line(&line.row, field);
            known.iter().chain(others.iter().map(|other| &other.value)).any(|value| normal_key(value) == wanted)
        })
    };
    let key = |value: Option<&String>| value.map(|text| normal_key(text)).filter(|key| !key.is_empty());
    let is_same_product = match key(found.code.value()) {
        Some(code) => is(FieldName::Code, Some(code)),
        None => is(FieldName::Description, key(found.description.value())),
    };
    let is_same_quantity = || is(FieldName::Quantity, found.quantity.value().map(|n| normal_key(&n.to_string())));
    is_same_product && (line.row.added_by.is_none() || is_same_quantity())
}

/// Asks today's catalogue for the product of every line for which no person has chosen one.
async fn products_again(change: &mut Change, entries: &mut Vec<Entry>) -> Result<(), ReviewError> {
    let before: Vec<_> = change.lines.iter().map(|line| line.row.product_id).collect();
    product::match_again(change, |line| line.row.match_rule.as_deref() != Some(product::BY_PERSON)).await?;
    for (before, line) in before.into_iter().zip(&change.lines) {
        if before.is_some() && before != line.row.product_id {
            let from = code_of(&change.tx, &change.scope, before).await?;
            let to = code_of(&change.tx, &change.scope, line.row.product_id).await?;
            entries.push(("reread", json!({ "field": "product", "line": line.row.position, "from": from, "to": to })));
        }
    }
    Ok(())
}

async fn code_of(
    db: &impl ConnectionTrait, scope: &Scope, id: Option<ProductId>,
) -> Result<Option<String>, ReviewError> {
    let Some(id) = id else { return Ok(None) };
    let row = products::Entity::of(scope).filter(products::Column::Id.eq(id)).one(db).await;
    Ok(row.map_err(ReviewError::save("a product"))?.map(|row| row.code))
}
