//! The numbers under which forms leave the house.
//!
//! # The rule
//! The forms of an order carry **one number**: the customer's order number, or our own (`#17`) where there is none. It stands in the name of
//! the Office Order (`Office_Order_12022`) and in the number and the file name of each Works Order (`WO-12022-1`), with the organisation's
//! own prefix.
//!
//! 1. **A number is given once.** What an approval has given stays given ([`crate::entity::number`]), also when that approval is taken back: its
//!    forms may lie printed on a desk. No two approvals ever have the same number and revision, and so no two forms have the same name.
//! 2. **A number belongs to the order that had it first**, and to those that replace it. Any other order of the same customer number, because
//!    both are kept or because two customers count alike, has a letter behind it: `12022-B`, `WO-12022-1-B`, then `-C`. One letter for the
//!    whole order, so that its sheets stay together; it keeps the letter for good.
//! 3. **What is approved again is the next revision of its number**: `12022-R2`, `WO-12022-1-R2`. So is the order that replaces one whose
//!    forms were made, whether they were sent or recalled: its lines keep the numbers of the lines they belong together with (same product,
//!    then same colour), and a new line gets a place that none has had.
//! 4. A correction of the customer's number after a recall begins a new number; the old one stays with the forms that carry it.

use std::collections::{HashMap, HashSet};

use sea_orm::{ColumnTrait, ConnectionTrait, PaginatorTrait, QueryFilter, QueryOrder};
use serde_json::Value;

use super::FulfilmentError;
use super::replaced::Replaced;
use crate::entity::ids::OrderId;
use crate::entity::{OfOrganisation, Scope, line, number as given, order, revision};
use crate::fulfilment::forms::file_part;
use crate::review::order::{Line, counterparts};

/// What the forms of one approval are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::fulfilment) struct Numbers {
    /// The number without its revision: `12022`, `12022-B`.
    pub number: String,
    /// From 1.
    pub revision: i64,
    /// The number of each line's works order.
    pub works: Vec<String>,
}

impl Numbers {
    /// The number of the Office Order: `12022`, `12022-B-R2`.
    pub fn office(&self) -> String {
        with_revision(&self.number, self.revision)
    }
}

/// What the forms of an order would be called if it were approved now; or are called, where this revision of it was approved.
///
/// * `prefix` — what works order numbers begin with in this organisation.
/// * `replaced` — the order whose forms it continues.
pub(in crate::fulfilment) async fn wanted(
    conn: &impl ConnectionTrait, scope: &Scope, (order, lines): (&order::Model, &[Line]), prefix: &str,
    replaced: Option<&Replaced>,
) -> Result<Numbers, FulfilmentError> {
    let own = given_to(conn, scope, order.id).await?;
    if let Some(row) = own.iter().find(|row| row.revision == order.revision) {
        let works = lines.iter().map(|line| line.row.works_order_no.clone().unwrap_or_default()).collect();
        return Ok(Numbers { number: row.number.clone(), revision: row.revision, works });
    }
    let about = About { order, lines, prefix, replaced };
    if let Some(replaced) = replaced {
        let before = given_to(conn, scope, replaced.order.id).await?.into_iter().next();
        let number = before.map_or_else(|| stem(&replaced.order), |row| row.number);
        return about.under(conn, scope, number).await;
    }
    let stem = stem(order);
    let letters = || std::iter::once(String::new()).chain(('B'..='Z').map(|letter| format!("-{letter}")));
    let last_resort = format!("{stem}-#{}", order.id);
    let is_of_stem =
        |number: &str| number == last_resort || letters().any(|letter| *number == format!("{stem}{letter}"));
    if let Some(kept) = own.iter().find(|row| is_of_stem(&row.number))
        && of_key(conn, scope, &kept.number).await?.first().is_some_and(|first| first.order_id == order.id)
    {
        return about.under(conn, scope, kept.number.clone()).await;
    }
    for letter in letters() {
        let number = format!("{stem}{letter}");
        if of_key(conn, scope, &number).await?.is_empty() {
            let wanted = about.under(conn, scope, number).await?;
            if !is_taken(conn, scope, order.id, &wanted.works).await? {
                return Ok(wanted);
            }
        }
    }
    about.under(conn, scope, last_resort).await
}

/// How a number is told apart in the names of files.
pub(super) fn key_of(number: &str) -> String {
    file_part(number).to_lowercase()
}

/// Every number an order was given, newest first.
pub(super) async fn given_to(
    conn: &impl ConnectionTrait, scope: &Scope, order: OrderId,
) -> Result<Vec<given::Model>, FulfilmentError> {
    let mut rows = given::Entity::of(scope).filter(given::Column::OrderId.eq(order)).all(conn).await?;
    // A few rows: asked for in order, SQLite would rather walk the ids of every organisation.
    rows.sort_by_key(|row| std::cmp::Reverse(row.id));
    Ok(rows)
}

/// Everything that was given under a number, oldest first.
async fn of_key(
    conn: &impl ConnectionTrait, scope: &Scope, number: &str,
) -> Result<Vec<given::Model>, FulfilmentError> {
    let key = key_of(number);
    let rows = given::Entity::of(scope)
        .filter(given::Column::NumberKey.eq(key))
        .order_by_asc(given::Column::Revision)
        .all(conn)
        .await?;
    Ok(rows)
}

/// The works order numbers of a frozen revision, by the position of the line.
pub(super) async fn frozen_numbers(
    conn: &impl ConnectionTrait, scope: &Scope, (order, number): (OrderId, i64),
) -> Result<HashMap<i64, String>, FulfilmentError> {
    let found = revision::Entity::of(scope)
        .filter(revision::Column::OrderId.eq(order))
        .filter(revision::Column::Revision.eq(number))
        .one(conn)
        .await?;
    let lines = found.as_ref().and_then(|row| row.frozen["lines"].as_array());
    let pair = |line: &Value| Some((line["position"].as_i64()?, line["works_order_no"].as_str()?.to_owned()));
    Ok(lines.into_iter().flatten().filter_map(pair).collect())
}

/// Whether a line of another order has one of these numbers: it may have been given before numbers were kept.
async fn is_taken(
    conn: &impl ConnectionTrait, scope: &Scope, order: OrderId, works: &[String],
) -> Result<bool, FulfilmentError> {
    let others = line::Entity::of(scope)
        .filter(line::Column::OrderId.ne(order))
        .filter(line::Column::WorksOrderNo.is_in(works))
        .count(conn)
        .await?;
    Ok(others > 0)
}

/// What is to be numbered.
struct About<'a> {
    order: &'a order::Model,
    lines: &'a [Line],
    prefix: &'a str,
    replaced: Option<&'a Replaced>,
}

impl About<'_> {
    /// The next revision of a number.
    async fn under(
        &self, conn: &impl ConnectionTrait, scope: &Scope, number: String,
    ) -> Result<Numbers, FulfilmentError> {
        let rows = of_key(conn, scope, &number).await?;
        let last = rows.iter().map(|row| row.revision).max().unwrap_or(0);
        let revision = self.order.revision.max(last.saturating_add(1));
        let mut places = HashSet::new();
        let mut own = HashMap::new();
        for row in &rows {
            let works = frozen_numbers(conn, scope, (row.order_id, row.revision)).await?;
            places.extend(works.values().filter_map(|number| place_of(number)));
            if row.order_id == self.order.id {
                own = works;
            }
        }
        let theirs = self.replaced.map_or(&[][..], |replaced| replaced.lines.as_slice());
        places.extend(theirs.iter().filter_map(|line| place_of(line.works_order_no.as_deref()?)));
        let ours: Vec<&line::Model> = self.lines.iter().map(|line| &line.row).collect();
        let pairs = counterparts(&ours, theirs);
        let works = ours.iter().zip(pairs).map(|(line, pair)| {
            let theirs = || pair.and_then(|at| theirs.get(at)?.works_order_no.as_deref());
            match own.get(&line.position).map(String::as_str).or_else(theirs) {
                Some(before) => with_revision(&without_revision(before), revision),
                None => {
                    let next = places.iter().max().map_or(1, |last| last + 1);
                    let place = if places.contains(&line.position) { next } else { line.position };
                    places.insert(place);
                    with_revision(&at_place(self.prefix, &number, place), revision)
                }
            }
        });
        let works = works.collect();
        Ok(Numbers { number, revision, works })
    }
}

/// The customer's number, or our own.
fn stem(order: &order::Model) -> String {
    order.po_number.clone().unwrap_or_else(|| format!("#{}", order.id))
}

/// The number of a works order: the letter of its order stands behind the place.
fn at_place(prefix: &str, number: &str, place: i64) -> String {
    match number.rsplit_once('-').filter(|(_, mark)| is_letter(mark)) {
        Some((stem, mark)) => format!("{prefix}-{stem}-{place}-{mark}"),
        None => format!("{prefix}-{number}-{place}"),
    }
}

fn with_revision(number: &str, revision: i64) -> String {
    if revision > 1 { format!("{number}-R{revision}") } else { number.to_owned() }
}

/// Whether a mark tells an order apart from another one of its number.
fn is_letter(mark: &str) -> bool {
    mark.starts_with('#') || (mark.len() == 1 && mark.chars().all(|c| c.is_ascii_uppercase()))
}

/// A works order number without the mark of its revision, which older ones have in front of their letter.
fn without_revision(number: &str) -> String {
    let is_revision = |mark: &str| {
        mark.strip_prefix('R').is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
    };
    match number.rsplit_once('-') {
        Some((base, mark)) if is_revision(mark) => base.to_owned(),
        Some((base, mark)) if is_letter(mark) => format!("{}-{mark}", without_revision(base)),
        _ => number.to_owned(),
    }
}

/// The place of a line in a works order number.
fn place_of(number: &str) -> Option<i64> {
    let base = without_revision(number);
    let base = base.rsplit_once('-').filter(|(_, mark)| is_letter(mark)).map_or(base.as_str(), |(base, _)| base);
    base.rsplit_once('-')?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_stands_behind_the_place_and_a_revision_at_the_end() {
        assert_eq!(at_place("WO", "12022", 1), "WO-12022-1");
        assert_eq!(with_revision(&at_place("WA", "12022-B", 1), 2), "WA-12022-1-B-R2");
        assert_eq!(with_revision(&at_place("WO", "#17", 3), 1), "WO-#17-3");
        assert_eq!(at_place("WO", "12022-#7", 1), "WO-12022-1-#7");
    }

    #[test]
    fn a_number_is_found_again_without_the_mark_of_its_revision() {
        for number in ["WO-12022-1-B", "WO-12022-1-B-R2", "WO-12022-1-R2-B"] {
            assert_eq!((without_revision(number).as_str(), place_of(number)), ("WO-12022-1-B", Some(1)), "{number}");
        }
        assert_eq!(without_revision("WO-12022-1-R2-#7"), "WO-12022-1-#7");
        assert_eq!(place_of("WO-12022-14-R3"), Some(14));
    }

    #[test]
    fn what_looks_like_a_mark_inside_of_a_customers_number_stays() {
        assert_eq!(without_revision("WO-12022-R2-1"), "WO-12022-R2-1");
        assert_eq!((without_revision("WO-A-B-1-R2").as_str(), place_of("WO-A-B-1-R2")), ("WO-A-B-1", Some(1)));
        assert_eq!((place_of("12022"), place_of("WO-#17-x")), (None, None));
    }

    #[test]
    fn numbers_that_would_be_one_file_are_one_key() {
        assert_eq!(key_of("A/B 1"), key_of("a:b/1"));
        assert_ne!(key_of("12022"), key_of("12022-B"));
    }
}
