//! Numbers of works orders.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};

use super::FulfilmentError;
use crate::entity::{OfOrganisation, line};
use crate::review::order::Change;

/// Gives every line its number: `WO-{PO number}-{line}` with the organisation's own prefix, the order's own number when there is no PO number, `-R2` for the second revision,
/// and `-B`, `-C` … when another order's line has the number already. Unique in the organisation.
pub(super) async fn assign(change: &mut Change) -> Result<(), FulfilmentError> {
    let stem = change.order.po_number.clone().unwrap_or_else(|| format!("#{}", change.order.id));
    let revision = change.order.revision;
    let prefix = change.settings.works_order_prefix.clone();
    let wanted: Vec<String> =
        change.lines.iter().map(|line| number(&prefix, &stem, line.row.position, revision)).collect();
    let taken: HashSet<String> = line::Entity::of(&change.scope)
        .filter(line::Column::OrderId.ne(change.order.id))
        .filter(line::Column::WorksOrderNo.starts_with(format!("{prefix}-{stem}-")))
        .select_only()
        .column(line::Column::WorksOrderNo)
        .into_tuple::<Option<String>>()
        .all(&change.tx)
        .await?
        .into_iter()
        .flatten()
        .collect();
    // One letter for the whole order, so that its sheets stay together.
    let is_free = |suffix: &str| wanted.iter().all(|number| !taken.contains(&format!("{number}{suffix}")));
    let suffix = std::iter::once(String::new())
        .chain(('B'..='Z').map(|letter| format!("-{letter}")))
        .find(|suffix| is_free(suffix))
        .unwrap_or_else(|| format!("-#{}", change.order.id));
    for (line, number) in change.lines.iter_mut().zip(wanted) {
        line.row.works_order_no = Some(format!("{number}{suffix}"));
    }
    Ok(())
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
