//! Numbers of works orders.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, ConnectionTrait, PaginatorTrait, QueryFilter};

use super::FulfilmentError;
use super::replaced::Replaced;
use crate::entity::{OfOrganisation, Scope, line, order};
use crate::review::order::{Line, counterparts};

/// The number of every line: `WO-{PO number}-{line}` with the organisation's own prefix, the order's own number when there is no PO number,
/// `-R2` for the second revision, and `-B`, `-C` … when another order's line has the number already. Unique in the organisation.
///
/// A revision of an order that was sent numbers its lines after those they belong together with, so that the shop floor sees the next
/// revision of a works order it has; a line that is new gets a place that none has had.
pub(in crate::fulfilment) async fn wanted(
    conn: &impl ConnectionTrait, scope: &Scope, (order, lines): (&order::Model, &[Line]), prefix: &str,
    replaced: Option<&Replaced>,
) -> Result<Vec<String>, FulfilmentError> {
    let wanted = match replaced {
        Some(replaced) => after(replaced, order, lines, prefix),
        None => {
            lines.iter().map(|line| number(prefix, &stem(order), line.row.position, order.revision)).collect::<Vec<_>>()
        }
    };
    // One letter for the whole order, so that its sheets stay together.
    for suffix in std::iter::once(String::new()).chain(('B'..='Z').map(|letter| format!("-{letter}"))) {
        let numbers: Vec<String> = wanted.iter().map(|number| format!("{number}{suffix}")).collect();
        let taken = line::Entity::of(scope)
            .filter(line::Column::OrderId.ne(order.id))
            .filter(line::Column::WorksOrderNo.is_in(&numbers))
            .count(conn)
            .await?;
        if taken == 0 {
            return Ok(numbers);
        }
    }
    Ok(wanted.into_iter().map(|number| format!("{number}-#{}", order.id)).collect())
}

fn stem(order: &order::Model) -> String {
    order.po_number.clone().unwrap_or_else(|| format!("#{}", order.id))
}

fn number(prefix: &str, stem: &str, position: i64, revision: i64) -> String {
    let base = format!("{prefix}-{stem}-{position}");
    if revision > 1 { format!("{base}-R{revision}") } else { base }
}

/// The numbers of a revision, from those of the order that was sent.
fn after(replaced: &Replaced, order: &order::Model, lines: &[Line], prefix: &str) -> Vec<String> {
    let ours: Vec<&line::Model> = lines.iter().map(|line| &line.row).collect();
    let mut places: HashSet<i64> = replaced.lines.iter().map(|line| line.position).collect();
    let pairs = counterparts(&ours, &replaced.lines);
    ours.iter()
        .zip(pairs)
        .map(|(line, pair)| {
            let before = pair.and_then(|place| replaced.lines.get(place)?.works_order_no.as_deref());
            before.map_or_else(
                || {
                    let next = places.iter().max().map_or(1, |last| last + 1);
                    let place = if places.contains(&line.position) { next } else { line.position };
                    places.insert(place);
                    number(prefix, &stem(&replaced.order), place, order.revision)
                },
                |before| revised(before, order.revision),
            )
        })
        .collect()
}

/// A number as that of another revision: `WO-12022-1-R3` after `WO-12022-1` as after `WO-12022-1-R2`. What told it apart from another
/// order's stays behind.
fn revised(number: &str, revision: i64) -> String {
    let is_clash =
        |mark: &str| mark.starts_with('#') || (mark.len() == 1 && mark.chars().all(|c| c.is_ascii_uppercase()));
    let (base, clash) = match number.rsplit_once('-').filter(|(_, mark)| is_clash(mark)) {
        Some((base, mark)) => (base, format!("-{mark}")),
        None => (number, String::new()),
    };
    let is_revision = |mark: &str| {
        mark.strip_prefix('R').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    let base = base.rsplit_once('-').filter(|(_, mark)| is_revision(mark)).map_or(base, |(base, _)| base);
    format!("{base}-R{revision}{clash}")
}

#[cfg(test)]
mod tests {
    use super::{number, revised};

    #[test]
    fn the_first_revision_has_no_mark() {
        assert_eq!(number("WO", "12022", 1, 1), "WO-12022-1");
        assert_eq!(number("WA", "12022", 1, 2), "WA-12022-1-R2");
    }

    #[test]
    fn a_revision_of_a_number_is_that_number_with_one_mark() {
        assert_eq!(revised("WO-12022-1", 2), "WO-12022-1-R2");
        assert_eq!(revised("WO-12022-1-R2", 3), "WO-12022-1-R3");
        assert_eq!(revised("WO-12022-1-R2-B", 3), "WO-12022-1-R3-B");
        assert_eq!(revised("WO-12022-1-#7", 2), "WO-12022-1-R2-#7");
    }

    #[test]
    fn what_looks_like_a_mark_inside_of_a_customers_number_stays() {
        assert_eq!(revised("WO-12022-R2-1", 2), "WO-12022-R2-1-R2");
        assert_eq!(revised("WO-A-B-1", 2), "WO-A-B-1-R2");
    }
}
