//! Rows of customers, known by their number or their name.

use sea_orm::{ColumnTrait, QueryFilter};
use serde_json::json;

use super::ImportError;
use super::run::{Change, Fault, Outcome, Row, Run, Seen, object};
use crate::entity::{OfOrganisation, customer};
use crate::matching::catalogue::clients::{self, Client};
use crate::matching::catalogue::fields::{CustomerField, Problem};
use crate::matching::customers::name_key;

/// Takes a chunk of rows, one after the other: a customer may give a domain to another one further down.
pub(super) async fn take(run: &mut Run<'_>, rows: &[Row]) -> Result<(), ImportError> {
    for row in rows {
        let name = row.text("name").trim().to_owned();
        let outcome = match one(run, row, &name).await? {
            Ok(outcome) => outcome,
            Err(faults) => Outcome::Refused(faults),
        };
        run.count(row, &name, outcome);
    }
    Ok(())
}

async fn one(run: &mut Run<'_>, row: &Row, name: &str) -> Result<Result<Outcome, Vec<Fault>>, ImportError> {
    let key = name_key(name);
    if key.is_empty() {
        let problem = if name.is_empty() { Problem::Needed } else { Problem::NoCode };
        return Ok(Err(vec![("name".to_owned(), problem, None)]));
    }
    if let Some(seen) = run.seen.get(&key) {
        return Ok(Err(vec![("name".to_owned(), Problem::Twice, Some(seen.row.to_string()))]));
    }
    let found = customer::Entity::of(run.deed.scope).filter(customer::Column::NameKey.eq(&key)).one(run.tx).await?;
    let number = row.text("number").trim();
    let found = match found {
        None if !number.is_empty() => {
            // A customer keeps its number when its name changes.
            customer::Entity::of(run.deed.scope).filter(customer::Column::Number.eq(number)).one(run.tx).await?
        }
        found => found,
    };
    let before = match &found {
        Some(found) => Some(clients::load(run.tx, run.deed.scope, found.id, true).await?),
        None => None,
    };
    let mut after = before.clone().unwrap_or_else(|| Client::new(run.deed.scope, run.deed.now));
    let mut faults = Vec::new();
    for field in CustomerField::ALL {
        let Some(value) = run.read(row, field.word(), field.kind(), &mut faults) else { continue };
        if let Err((problem, what)) = after.set(*field, Some(value)) {
            faults.push((field.word().to_owned(), problem, Some(what)));
        }
    }
    let clashes = clients::clashes(run.tx, run.deed.scope, &after).await?;
    faults.extend(clashes.into_iter().chain(after.tax_lacks()).map(|clash| (clash.field, clash.problem, clash.other)));
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    run.seen.insert(key.clone(), Seen { row: row.number, colours: Vec::new(), beside: String::new() });
    let blank = Client::new(run.deed.scope, run.deed.now);
    let changes: Vec<Change> = clients::differences(before.as_ref().unwrap_or(&blank), &after)
        .into_iter()
        .map(|(field, from, to)| (field.word().to_owned(), from, to))
        .collect();
    let Some(before) = before else {
        let id = clients::insert(run.tx, &after).await?;
        run.customers.insert(key, id);
        run.note("customer", (id.0, 0), "added", object(&changes));
        return Ok(Ok(Outcome::New(changes)));
    };
    if !changes.is_empty() {
        clients::update(run.tx, &before, &mut after).await?;
    }
    for (field, from, to) in &changes {
        let detail = json!({ "field": field, "from": from, "to": to });
        run.note("customer", (before.row.id.0, before.row.version), "corrected", detail);
    }
    Ok(Ok(Outcome::Changed(changes)))
}
