//! Numbers of works orders.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QuerySelect};

use super::FulfilmentError;
use crate::entity::{OfOrganisation, Scope, line, order};
use crate::review::order::Line;

/// The number of every line: `WO-{PO number}-{line}` with the organisation's own prefix, the order's own number when there is no PO number,
/// `-R2` for the second revision, and `-B`, `-C` … when another order's line has the number already. Unique in the organisation.
pub(in crate::fulfilment) async fn wanted(
    conn: &impl ConnectionTrait, scope: &Scope, (order, lines): (&order::Model, &[Line]), prefix: &str,
) -> Result<Vec<String>, FulfilmentError> {
    let stem = order.po_number.clone().unwrap_or_else(|| format!("#{}", order.id));
    let wanted = lines.iter().map(|line| number(prefix, &stem, line.row.position, order.revision));
    let wanted: Vec<String> = wanted.collect();
    let taken: HashSet<String> = line::Entity::of(scope)
        .filter(line::Column::OrderId.ne(order.id))
        .filter(line::Column::WorksOrderNo.starts_with(format!("{prefix}-{stem}-")))
        .select_only()
        .column(line::Column::WorksOrderNo)
        .into_tuple::<Option<String>>()
        .all(conn)
        .await?
        .into_iter()
        .flatten()
        .collect();
    // One letter for the whole order, so that its sheets stay together.
    let is_free = |suffix: &str| wanted.iter().all(|number| !taken.contains(&format!("{number}{suffix}")));
    let suffix = std::iter::once(String::new())
        .chain(('B'..='Z').map(|letter| format!("-{letter}")))
        .find(|suffix| is_free(suffix))
        .unwrap_or_else(|| format!("-#{}", order.id));
    Ok(wanted.into_iter().map(|number| format!("{number}{suffix}")).collect())
}

fn number(prefix: &str, stem: &str, position: i64, revision: i64) -> String {
    let base = format!("{prefix}-{stem}-{position}");
    if revision > 1 { format!("{base}-R{revision}") } else { base }
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn the_first_revision_has_no_mark() {
        assert_eq!(number("WO", "12022", 1, 1), "WO-12022-1");
        assert_eq!(number("WA", "12022", 1, 2), "WA-12022-1-R2");
    }
}
