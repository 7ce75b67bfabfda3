//! What the page says of names that were learned.

use std::collections::HashMap;

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, QueryFilter, QuerySelect};

use super::LearnedView;
use super::order::names;
use crate::entity::ids::{AliasId, LineId, OrderId, UserId};
use crate::entity::{OfOrganisation, Scope, alias, order};
use crate::review::evidence::FieldName;
use crate::review::order::{ALIAS, Line, ReviewError};

/// The name of each line of the order: the one its product was recalled by, or the one it taught that still holds.
pub(super) async fn learned(
    db: &impl ConnectionTrait, scope: &Scope, id: OrderId, lines: &[Line],
) -> Result<HashMap<LineId, LearnedView>, ReviewError> {
    let recalled: HashMap<LineId, AliasId> = lines
        .iter()
        .filter_map(|line| Some((line.row.id, AliasId(line.evidence.record(FieldName::Product, ALIAS)?))))
        .collect();
    let mut wanted = Condition::any().add(alias::Column::OrderId.eq(id));
    if !recalled.is_empty() {
        wanted = wanted.add(alias::Column::Id.is_in(recalled.values().copied()));
    }
    let mut rows = alias::Entity::of(scope)
        .filter(wanted)
        .all(db)
        .await
        .map_err(ReviewError::save("what customers call the products of an order"))?;
    // A few rows: asked for in order, SQLite would rather look at every name of the organisation.
    rows.sort_by_key(|row| row.id);
    if rows.is_empty() {
        return Ok(HashMap::new());
    }
    let people = names(db, rows.iter().filter_map(|row| row.created_by).collect()).await?;
    let numbers = numbers(db, scope, rows.iter().filter_map(|row| row.order_id).collect()).await?;
    let mut found = HashMap::new();
    for line in lines {
        let by = recalled.get(&line.row.id);
        let taught = |row: &&alias::Model| {
            row.order_id == Some(id)
                && row.line_position == Some(line.row.position)
                && row.ended_at.is_none()
                && Some(row.product_id) == line.row.product_id
        };
        let row = match by {
            Some(by) => rows.iter().find(|row| row.id == *by),
            None => rows.iter().rev().find(taught),
        };
        if let Some(row) = row {
            found.insert(line.row.id, view(row, by.is_none(), &people, &numbers));
        }
    }
    Ok(found)
}

fn view(
    row: &alias::Model, is_from_here: bool, people: &HashMap<UserId, String>,
    numbers: &HashMap<OrderId, Option<String>>,
) -> LearnedView {
    LearnedView {
        alias: row.id,
        text: row.alias.clone(),
        is_from_here,
        is_common: row.customer_id.is_none(),
        is_ended: row.ended_at.is_some(),
        by: row.created_by.and_then(|user| people.get(&user).cloned()),
        at: row.created_at,
        order: row.order_id.map(|order| (order, numbers.get(&order).cloned().flatten())),
    }
}

async fn numbers(
    db: &impl ConnectionTrait, scope: &Scope, orders: Vec<OrderId>,
) -> Result<HashMap<OrderId, Option<String>>, ReviewError> {
    let rows = order::Entity::of(scope)
        .filter(order::Column::Id.is_in(orders))
        .select_only()
        .columns([order::Column::Id, order::Column::PoNumber])
        .into_tuple::<(OrderId, Option<String>)>()
        .all(db)
        .await
        .map_err(ReviewError::save("the numbers of orders"))?;
    Ok(rows.into_iter().collect())
}
