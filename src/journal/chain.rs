//! The chain itself: how a row is encoded and hashed, and what follows what. No database.

use std::fmt::Write as _;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::entity::ids::OrganisationId;
use crate::entity::journal::Model;

/// What the first row points back to.
pub(super) const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// Names the encoding, so that it can change without making old rows wrong.
const MARK: &str = "ramjet-journal-1";

/// The end of a chain at some moment; kept elsewhere it proves that nothing before it was changed or cut off.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Head {
    /// The number of the last row.
    pub number: i64,
    /// Its hash.
    pub hash: String,
}

/// Why a row does not follow from the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A number is missing, doubled or out of place: a row was dropped, inserted or swapped.
    #[error("a row is missing, doubled or out of place")]
    Number,
    /// The row belongs to another organisation.
    #[error("the row belongs to another organisation")]
    Organisation,
    /// It was written before the row in front of it.
    #[error("the row was stored before the one in front of it")]
    Order,
    /// It does not point back to the row in front of it.
    #[error("the row does not point back to the one in front of it")]
    Link,
    /// Its content is not what was hashed.
    #[error("the content is not what was written")]
    Content,
}

/// A walk along one organisation's rows.
#[derive(Clone, Debug)]
pub struct Chain {
    organisation: OrganisationId,
    head: Option<Head>,
    last_id: i64,
}

impl Chain {
    /// Before the first row.
    pub fn of(organisation: OrganisationId) -> Self {
        Self { organisation, head: None, last_id: 0 }
    }

    /// The last row that was in order.
    pub fn head(&self) -> Option<Head> {
        self.head.clone()
    }

    /// The number the next row must have.
    pub fn next_number(&self) -> i64 {
        self.head.as_ref().map_or(1, |head| head.number.saturating_add(1))
    }

    /// Takes one step; a row that is refused leaves the walk where it was.
    pub fn follow(&mut self, row: &Model) -> Result<(), Fault> {
        let previous = self.head.as_ref().map_or(BEGINNING, |head| head.hash.as_str());
        if row.organisation_id != self.organisation {
            return Err(Fault::Organisation);
        }
        if row.number != self.next_number() {
            return Err(Fault::Number);
        }
        if row.previous_hash != previous {
            return Err(Fault::Link);
        }
        if row.hash != hash(row) {
            return Err(Fault::Content);
        }
        if row.id.0 <= self.last_id {
            return Err(Fault::Order);
        }
        self.last_id = row.id.0;
        self.head = Some(Head { number: row.number, hash: row.hash.clone() });
        Ok(())
    }
}

/// The hash of a row, from everything in it but its id and its hash; see the module's text for the encoding.
pub(super) fn hash(row: &Model) -> String {
    let mut digest = Sha256::new();
    digest.update(row.previous_hash.as_bytes());
    let mut field = |bytes: &[u8]| {
        digest.update((bytes.len() as u64).to_be_bytes());
        digest.update(bytes);
    };
    field(MARK.as_bytes());
    field(row.organisation_id.to_string().as_bytes());
    field(row.number.to_string().as_bytes());
    field(row.at.timestamp_micros().to_string().as_bytes());
    field(row.actor_id.map(|actor| actor.to_string()).unwrap_or_default().as_bytes());
    field(row.actor.as_bytes());
    field(row.record.as_bytes());
    field(row.record_id.to_string().as_bytes());
    field(row.record_version.to_string().as_bytes());
    field(row.action.as_bytes());
    let mut detail = String::new();
    write_canonical(&row.detail, &mut detail);
    field(detail.as_bytes());
    digest.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing into a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// JSON with keys in the order of their bytes and no blanks.
fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                write_canonical(item, out);
            }
            out.push(']');
        }
        Value::Object(items) => {
            // Sorted here: whether serde_json keeps keys sorted depends on a feature any dependency may switch on.
            let mut items: Vec<(&String, &Value)> = items.iter().collect();
            items.sort_by(|one, two| one.0.as_bytes().cmp(two.0.as_bytes()));
            out.push('{');
            for (place, (key, item)) in items.into_iter().enumerate() {
                if place > 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(key.clone()).to_string());
                out.push(':');
                write_canonical(item, out);
            }
            out.push('}');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use serde_json::json;

    use super::*;
    use crate::entity::ids::{JournalId, UserId};

    const US: OrganisationId = OrganisationId(7);

    fn chain_of(count: i64) -> Vec<Model> {
        let mut rows: Vec<Model> = Vec::new();
        for number in 1..=count {
            let mut row = Model {
                id: JournalId(number * 3),
                organisation_id: US,
                number,
                at: DateTime::from_timestamp_micros(1_800_000_000_000_000 + number).unwrap(),
                actor_id: (number % 2 == 0).then_some(UserId(number)),
                actor: format!("Sharon {number}"),
                record: "order".to_owned(),
                record_id: number % 4,
                record_version: number,
                action: "corrected".to_owned(),
                detail: json!({ "field": "quantity", "old": number, "new": [null, true, "5 Stück"] }),
                previous_hash: rows.last().map_or(BEGINNING.to_owned(), |row| row.hash.clone()),
                hash: String::new(),
            };
            row.hash = hash(&row);
            rows.push(row);
        }
        rows
    }

    fn walk(rows: &[Model]) -> Result<Option<Head>, (i64, Fault)> {
        let mut chain = Chain::of(US);
        for row in rows {
            chain.follow(row).map_err(|fault| (chain.next_number(), fault))?;
        }
        Ok(chain.head())
    }

    #[test]
    fn an_untouched_chain_is_in_order() {
        let rows = chain_of(20);
        assert_eq!(walk(&rows).unwrap().unwrap(), Head { number: 20, hash: rows[19].hash.clone() });
        assert_eq!(walk(&[]), Ok(None));
    }

    #[test]
    fn the_encoding_is_pinned_so_that_old_journals_stay_readable() {
        // Computed independently, from the description in the text of this module.
        assert_eq!(chain_of(1)[0].hash, "97fdaaede615cb9fb3ede831f679905fa8031edd02490f35cc6353500ffbbe86");
    }

    #[test]
    fn the_order_of_keys_in_the_detail_does_not_matter_but_everything_else_does() {
        let mut row = chain_of(1).remove(0);
        let before = hash(&row);
        row.detail = serde_json::from_str(r#"{"new":[null,true,"5 Stück"],"old":1,"field":"quantity"}"#).unwrap();
        assert_eq!(hash(&row), before);
        row.detail = json!({ "field": "quantity", "old": "1", "new": [null, true, "5 Stück"] });
        assert_ne!(hash(&row), before);
    }

    #[test]
    fn text_cannot_move_from_one_field_to_the_next_unnoticed() {
        let mut row = chain_of(1).remove(0);
        let before = hash(&row);
        (row.actor, row.record) = ("Sharon 1o".to_owned(), "rder".to_owned());
        assert_ne!(hash(&row), before);
    }

    /// A small generator, so that the mutations are the same on every machine.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, below: usize) -> usize {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            usize::try_from((self.0 >> 33) % (below as u64)).unwrap()
        }
    }

    /// Changes one column of one row; every column can be hit.
    fn change(row: &mut Model, column: usize) {
        match column {
            0 => row.organisation_id = OrganisationId(8),
            1 => row.number += 1,
            2 => row.at += chrono::TimeDelta::microseconds(1),
            3 => row.actor_id = row.actor_id.map_or(Some(UserId(99)), |_| None),
            4 => row.actor.push('x'),
            5 => row.record = "orders".to_owned(),
            6 => row.record_id += 1,
            7 => row.record_version -= 1,
            8 => row.action = "approved".to_owned(),
            9 => row.detail = json!({ "field": "quantity", "old": -1 }),
            10 => row.previous_hash.replace_range(0..1, "g"),
            11 => row.hash.replace_range(63..64, "g"),
            _ => unreachable!("there are twelve columns"),
        }
    }

    #[test]
    fn ten_thousand_changes_drops_swaps_and_insertions_are_all_found() {
        let whole = chain_of(24);
        let head = walk(&whole).unwrap();
        let mut dice = Dice(20_261_121);
        let mut undetected = Vec::new();
        for trial in 0..10_000 {
            let mut rows = whole.clone();
            let (at, other) = (dice.roll(rows.len()), dice.roll(rows.len()));
            let kind = trial % 5;
            match kind {
                0 => change(&mut rows[at], dice.roll(12)),
                1 => {
                    rows.remove(at);
                }
                2 if at != other => rows.swap(at, other),
                2 => rows.reverse(),
                3 => {
                    let copy = rows[other].clone();
                    rows.insert(at, copy);
                }
                _ => {
                    // A forger who knows the encoding puts a row in with a right hash of its own.
                    let mut forged = rows[at].clone();
                    forged.actor = "Nobody".to_owned();
                    forged.hash = hash(&forged);
                    rows[at] = forged;
                }
            }
            // What is cut off or replaced at the very end shows only against a kept head.
            if walk(&rows).is_ok_and(|found| found == head) {
                undetected.push((trial, kind, at, other));
            }
        }
        assert!(undetected.is_empty(), "{undetected:?}");
    }

    #[test]
    fn the_first_bad_row_is_named() {
        let mut rows = chain_of(9);
        rows[4].detail = json!({});
        assert_eq!(walk(&rows), Err((5, Fault::Content)));
        let mut rows = chain_of(9);
        rows.remove(4);
        assert_eq!(walk(&rows), Err((5, Fault::Number)));
        let mut rows = chain_of(9);
        rows[4].id = JournalId(1);
        assert_eq!(walk(&rows), Err((5, Fault::Order)));
    }

    #[test]
    fn a_row_of_another_organisation_is_not_followed() {
        let mut chain = Chain::of(OrganisationId(8));
        assert_eq!(chain.follow(&chain_of(1)[0]), Err(Fault::Organisation));
    }
}
