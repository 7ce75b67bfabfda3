//! An earlier order with the same number: the same once more, or changed.

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::Subject;
use crate::entity::ids::CustomerId;
use crate::entity::states::OrderState;
use crate::entity::{OfOrganisation, Scope, line, order};
use crate::matching::customers::name_key;
use crate::reader::units::normal_key;
use crate::review::evidence::FieldName;
use crate::review::objection::{Difference, Doubt};
use crate::review::order::ReviewError;

/// Marks of a revision behind an order number, longest first: `12022 Rev 2`, `12022-R2`. A letter alone, as in `12022/B`, is none of them.
const REVISION_MARKS: [&str; 8] = ["amendment", "revision", "aenderung", "anderung", "amend", "rev", "v", "r"];
/// Digits a revision may have: `12022R2026` is another number.
const REVISION_DIGITS_MAX: usize = 2;
/// Shortest number whose revisions are looked for; too many others begin with a shorter one.
const BASE_BYTES_MIN: usize = 3;
/// Comes after every mark of a revision in the order of texts of both databases.
const BEHIND_EVERY_MARK: &str = "zzzzzzzz";
/// How many orders with the number are looked at.
const OF_NUMBER_MAX: u64 = 100;
/// Shortest number that is compared without knowing that the customer is the same.
const NUMBER_CHARACTERS_MIN: usize = 4;

/// What the order repeats or revises: an older order of the same customer with the same number that is still in force, whatever channel
/// either came by. The newest of them is the one that is revised.
pub(super) async fn doubt(
    db: &impl ConnectionTrait, scope: &Scope, subject: &Subject<'_>,
) -> Result<Option<Doubt>, ReviewError> {
    let (Some(key), Some(po_number)) = (&subject.order.po_key, &subject.order.po_number) else {
        return Ok(None);
    };
    let failed = ReviewError::save("a look for the same order");
    let base = without_revision(key);
    let mut older = of_number(scope, key)
        .filter(order::Column::Id.lt(subject.order.id))
        .filter(order::Column::State.is_not_in([OrderState::Rejected, OrderState::SetAside]))
        .all(db)
        .await
        .map_err(&failed)?;
    older.sort_by_key(|row| std::cmp::Reverse(row.id));
    let is_candidate = |other: &&order::Model| {
        other.po_key.as_deref().is_some_and(|theirs| without_revision(theirs) == base)
            && is_same_customer(subject.order, other, base)
    };
    let Some(latest) = older.iter().find(is_candidate) else { return Ok(None) };
    if subject.order.replaces_id == Some(latest.id) {
        // A person has decided that.
        return Ok(None);
    }
    let theirs = line::Entity::of(scope)
        .filter(line::Column::OrderId.eq(latest.id))
        .filter(line::Column::RemovedAt.is_null())
        .order_by_asc(line::Column::Position)
        .all(db)
        .await
        .map_err(&failed)?;
    let ours: Vec<&line::Model> = subject.lines.iter().map(|line| &line.row).collect();
    let differences = differences((latest, &theirs), (subject.order, &ours));
    let (order, po_number) = (latest.id, po_number.clone());
    Ok(Some(if differences.is_empty() && latest.po_key.as_ref() == Some(key) {
        Doubt::Repeats { order, po_number, is_same: true }
    } else {
        let po_number = latest.po_number.clone().unwrap_or(po_number);
        let differences = differences.into_iter().chain(left_out(latest, subject.order)).collect();
        Doubt::Revises { order, po_number, is_released: latest.state.is_released(), differences }
    }))
}

/// The orders that may carry the number of this key, newest first of each writing of it.
pub(in crate::review::order) fn of_number(scope: &Scope, key: &str) -> Select<order::Entity> {
    order::Entity::of(scope)
        .filter(same_number(key))
        // The order of the index that has the numbers: by their ids alone every order there is would be looked at.
        .order_by_desc(order::Column::PoKey)
        .order_by_desc(order::Column::Id)
        .limit(OF_NUMBER_MAX)
}

/// Orders that may carry the number of this key, with or without the mark of a revision: a range and not a pattern, so that it is answered
/// from the index, however many orders there are.
fn same_number(key: &str) -> Condition {
    let base = without_revision(key);
    if base.len() < BASE_BYTES_MIN {
        return Condition::any().add(order::Column::PoKey.is_in([key, base]));
    }
    let end = format!("{base}{BEHIND_EVERY_MARK}");
    Condition::all().add(order::Column::PoKey.gte(base)).add(order::Column::PoKey.lt(end))
}

/// Two customers may well use the same number. Where one of the orders has no known customer, the names decide; without a name, a number of
/// some length.
fn is_same_customer(ours: &order::Model, theirs: &order::Model, base: &str) -> bool {
    is_same_customer_as((ours.customer_id, ours.customer_name.as_deref()), theirs, base)
}

/// The same for whoever is not in an order yet: our customer, and the name it goes by.
pub(in crate::review::order) fn is_same_customer_as(
    (id, name): (Option<CustomerId>, Option<&str>), theirs: &order::Model, base: &str,
) -> bool {
    if let (Some(ours), Some(theirs)) = (id, theirs.customer_id) {
        return ours == theirs;
    }
    match (name, &theirs.customer_name) {
        (Some(ours), Some(theirs)) => name_key(ours) == name_key(theirs),
        _ => base.chars().count() >= NUMBER_CHARACTERS_MIN,
    }
}

/// The key of a number without the mark of its revision: `12022` of `12022rev2`.
pub(in crate::review::order) fn without_revision(key: &str) -> &str {
    let stem = key.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = key.len() - stem.len();
    if digits > REVISION_DIGITS_MAX {
        return key;
    }
    let found = REVISION_MARKS.iter().find_map(|mark| {
        let base = stem.strip_suffix(mark)?;
        // "R2" needs its number, "Rev" and "Amendment" say it themselves.
        (digits > 0 || mark.len() > 1).then_some(base)
    });
    found.filter(|base| base.ends_with(|c: char| c.is_ascii_digit())).unwrap_or(key)
}

/// What is different, line by line. Lines belong together by product or code, then by colour; what is left over was added or removed.
fn differences(
    (before, theirs): (&order::Model, &[line::Model]), (after, ours): (&order::Model, &[&line::Model]),
) -> Vec<Difference> {
    use FieldName as F;
    let mut found = Vec::new();
    let text = |value: Option<String>| value.filter(|text| !text.is_empty());
    let mut compare = |what: Option<String>, field: F, from: Option<String>, to: Option<String>| {
        // A revision that leaves a value out says nothing about it.
        if to.is_some() && from != to {
            found.push(Difference::Changed { what, field, from: text(from), to: text(to) });
        }
    };
    let date = |date: Option<chrono::NaiveDate>| date.map(|date| date.to_string());
    compare(None, F::DeliveryDate, date(before.delivery_date), date(after.delivery_date));
    for (field, from, to) in words_of_both(before, after) {
        if from.as_deref().map(normal_key) != to.as_deref().map(normal_key) {
            compare(None, field, from, to);
        }
    }
    let pairs = counterparts(ours, theirs);
    let mut added = Vec::new();
    for (line, pair) in ours.iter().zip(&pairs) {
        let Some(other) = pair.and_then(|pair| theirs.get(pair)) else {
            added.push(*line);
            continue;
        };
        let what = || Some(name(line));
        let number = |value: Option<crate::entity::Exact>| value.map(|value| value.to_string());
        compare(what(), F::Quantity, number(other.quantity), number(line.quantity));
        compare(what(), F::UnitPrice, number(other.unit_price), number(line.unit_price));
        compare(what(), F::DeliveryDate, date(other.delivery_date), date(line.delivery_date));
        if colour(line) != colour(other) {
            compare(what(), F::Colour, other.colour.clone(), line.colour.clone());
        }
    }
    let number = |line: &line::Model| line.quantity.map(Into::into);
    found.extend(added.into_iter().map(|line| Difference::Added { what: name(line), quantity: number(line) }));
    let left = theirs.iter().enumerate().filter(|(place, _)| !pairs.contains(&Some(*place)));
    found.extend(
        left.map(|(_, line)| line).map(|line| Difference::Removed { what: name(line), quantity: number(line) }),
    );
    found
}

/// Where the goods go and what else was asked for, of both orders.
fn words_of_both(before: &order::Model, after: &order::Model) -> [(FieldName, Option<String>, Option<String>); 3] {
    let pair = |field, of: fn(&order::Model) -> &Option<String>| (field, of(before).clone(), of(after).clone());
    [
        pair(FieldName::ShipToName, |order| &order.ship_to_name),
        pair(FieldName::ShipToAddress, |order| &order.ship_to_address),
        pair(FieldName::Instructions, |order| &order.instructions),
    ]
}

/// What a revision does not repeat. That alone makes no revision of a copy that says less, but whoever replaces the older order must know
/// what goes with it.
fn left_out(before: &order::Model, after: &order::Model) -> Vec<Difference> {
    let is_left_out = |(_, from, to): &(FieldName, Option<String>, Option<String>)| from.is_some() && to.is_none();
    words_of_both(before, after)
        .into_iter()
        .filter(is_left_out)
        .map(|(field, from, to)| Difference::Changed { what: None, field, from, to })
        .collect()
}

/// For each line the place of the one it belongs together with: by product or code, then by colour. None is taken twice.
pub(crate) fn counterparts(ours: &[&line::Model], theirs: &[line::Model]) -> Vec<Option<usize>> {
    let mut left: Vec<usize> = (0..theirs.len()).collect();
    let mut pair = |line: &line::Model| {
        let is_it = |place: &usize| theirs.get(*place).is_some_and(|other| is_same(line, other));
        let exactly = left.iter().position(|place| is_it(place) && colour(line) == colour(&theirs[*place]));
        let at = exactly.or_else(|| left.iter().position(is_it))?;
        Some(left.remove(at))
    };
    ours.iter().map(|line| pair(line)).collect()
}

fn is_same(one: &line::Model, other: &line::Model) -> bool {
    if one.product_id.is_some() && one.product_id == other.product_id {
        return true;
    }
    let key = |line: &line::Model| line.code.as_ref().or(line.description.as_ref()).map(|text| normal_key(text));
    key(one).is_some_and(|ours| Some(ours) == key(other))
}

fn colour(line: &line::Model) -> Option<String> {
    line.colour.as_deref().map(normal_key)
}

/// What the line is called in a sentence.
fn name(line: &line::Model) -> String {
    let written = line.code.as_ref().or(line.description.as_ref());
    written.cloned().unwrap_or_else(|| line.position.to_string())
}

#[cfg(test)]
mod tests {
    use super::without_revision;

    #[test]
    fn the_mark_of_a_revision_is_not_a_part_of_the_number() {
        for key in ["12022rev2", "12022r2", "12022revision1", "12022amendment", "12022rev", "12022v03"] {
            assert_eq!(without_revision(key), "12022", "{key}");
        }
    }

    #[test]
    fn a_number_that_merely_ends_like_one_stays_whole() {
        for key in ["12022", "12022r", "12022v", "r2", "por2", "12022r2026", "mov3", "fh3318", "rev"] {
            assert_eq!(without_revision(key), key);
        }
    }
}
