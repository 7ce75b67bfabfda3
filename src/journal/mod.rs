//! Every accepted change of a business record or a right: append-only, hash-chained, one chain per organisation.
//!
//! A room calls [`append`] in the transaction that makes the change; the entry is there exactly when the change is. The database refuses
//! changes and removals by triggers; [`verify`] finds what somebody did behind them: a changed, dropped, swapped or inserted row. A chain
//! that lies beside its rows can be cut at its end, or written anew as a whole, by whoever owns the database; therefore [`Head`]s go into
//! backups and logs, and [`verify_since`] compares with one of them.
//!
//! ## What is hashed
//! `hash = SHA-256(previous_hash ‖ field₁ ‖ field₂ ‖ …)`, written as 64 lower-case hex digits. `previous_hash` is the 64 ASCII characters of
//! the row before, 64 zeros for the first. Every field is its length in bytes as 8 bytes, big end first, then its bytes, so that no two
//! rows share an encoding. The fields, in this order: the mark `ramjet-journal-1`; organisation; number; microseconds since
//! 1970-01-01T00:00Z; actor id, empty for the desk itself; actor; record; record id; record version; action; detail. Integers are decimal
//! ASCII, texts are UTF-8, detail is JSON with keys in the order of their bytes, no blanks, and no floating-point numbers, which the two
//! databases would write differently.

mod chain;
mod check;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::NotSet, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, ExprTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, sea_query::LockType,
};
use serde_json::Value;

pub use chain::{Chain, Fault, Head};
pub use check::{CheckJournal, ask_for_check};

use crate::entity::ids::{OrganisationId, UserId};
use crate::entity::{OfOrganisation as _, Scope, journal, organisation};

/// Rows read at a time while verifying.
const PAGE: u64 = 500;

/// Rows written by one statement; with 12 values each well below what either database takes.
const ROWS_PER_INSERT: usize = 500;

/// One accepted change, as the room that accepted it tells it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The kind of record, a table's word in the singular: `"order"`.
    pub record: &'static str,
    /// Its id.
    pub record_id: i64,
    /// The version of the record the change was made against; 0 for records without one.
    pub version: i64,
    /// What was done, a stable short name: `"approved"`.
    pub action: &'static str,
    /// Old and new values, places, reasons: whatever the history shows. No floating-point numbers.
    pub detail: Value,
    /// The person's name as shown in the history; empty for the desk itself.
    pub actor: String,
    /// When, from the one clock.
    pub at: DateTime<Utc>,
}

/// One entry as the history of a record shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its number in the organisation's journal, from 1.
    pub number: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; `None` for the desk itself.
    pub actor_id: Option<UserId>,
    /// Their name at that time.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// The version it was done against.
    pub version: i64,
    /// Old and new values.
    pub detail: Value,
}

/// What a walk over the whole chain found in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Rows walked.
    pub rows: u64,
    /// The end of the chain; `None` for an empty one. Keep it elsewhere to notice a chain cut short.
    pub head: Option<Head>,
}

/// The journal is not what was written.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// The first row that does not follow from the one before.
    #[error("journal entry {number}: {fault}")]
    Row {
        /// The number the row should have.
        number: i64,
        /// What is wrong with it.
        fault: Fault,
    },
    /// The kept head is not in the chain: rows were cut off, or the whole chain was written anew.
    #[error("journal entry {} is not the one that was kept", .0.number)]
    OtherChain(Head),
    /// The rows could not be read.
    #[error("reading the journal")]
    Read(#[from] DbErr),
}

/// Appends one entry to the journal of the scope's organisation, inside the caller's transaction.
///
/// Entries of one organisation are numbered without gaps: on Postgres the organisation's row is locked until the transaction ends (in the
/// mode that foreign keys do not wait for), on SQLite there is one writer anyway. A NUL in the texts, which Postgres cannot store, becomes
/// U+FFFD.
///
/// # Errors
/// `DbErr::RecordNotFound` for an organisation that does not exist; `DbErr::Json` for a detail with a floating-point number.
pub async fn append(tx: &impl ConnectionTrait, scope: &Scope, entry: Entry) -> Result<(), DbErr> {
    append_all(tx, scope, vec![entry]).await
}

/// The same for several entries of one transaction, in their order, with one look for the end of the chain.
///
/// # Errors
/// See [`append`].
pub async fn append_all(tx: &impl ConnectionTrait, scope: &Scope, entries: Vec<Entry>) -> Result<(), DbErr> {
    if entries.is_empty() {
        return Ok(());
    }
    lock(tx, scope).await?;
    let last = journal::Entity::of(scope).order_by_desc(journal::Column::Number).one(tx).await?;
    let (mut number, mut previous_hash) = last.map_or((0, chain::BEGINNING.to_owned()), |row| (row.number, row.hash));
    let mut rows = Vec::with_capacity(entries.len());
    for entry in entries {
        number += 1;
        let row = next_row(scope, entry, number, previous_hash)?;
        previous_hash = row.hash.clone();
        rows.push(journal::ActiveModel { id: NotSet, ..row.into() });
    }
    for batch in rows.chunks(ROWS_PER_INSERT) {
        journal::Entity::insert_many(batch.to_vec()).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Locks the organisation until the caller's transaction ends, in the mode that foreign keys do not wait for; on SQLite, which has one writer,
/// nothing waits. [`append`] takes the same lock, so whatever is done between this and an entry is done by one at a time.
///
/// # Errors
/// `DbErr::RecordNotFound` for an organisation that does not exist.
pub async fn lock(tx: &impl ConnectionTrait, scope: &Scope) -> Result<(), DbErr> {
    let organisation = scope.organisation();
    let locked = organisation::Entity::find_by_id(organisation)
        .select_only()
        .column(organisation::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .into_tuple::<i64>()
        .one(tx)
        .await?;
    match locked {
        Some(_) => Ok(()),
        None => Err(DbErr::RecordNotFound(format!("organisation {organisation} has no journal"))),
    }
}

/// The entry as the row that follows `previous_hash`.
fn next_row(scope: &Scope, entry: Entry, number: i64, previous_hash: String) -> Result<journal::Model, DbErr> {
    let mut row = journal::Model {
        id: crate::entity::ids::JournalId(0),
        organisation_id: scope.organisation(),
        number,
        at: entry.at,
        actor_id: scope.user(),
        actor: without_nul(entry.actor),
        record: entry.record.to_owned(),
        record_id: entry.record_id,
        record_version: entry.version,
        action: entry.action.to_owned(),
        detail: storable(entry.detail)?,
        previous_hash,
        hash: String::new(),
    };
    row.hash = chain::hash(&row);
    Ok(row)
}

/// Walks the whole chain of one organisation and names the first row that is not as it was written.
pub async fn verify(conn: &impl ConnectionTrait, organisation: OrganisationId) -> Result<Verified, Broken> {
    walk(conn, organisation, None).await
}

/// The same, and the chain must still go through `kept`, a [`Head`] that was written down elsewhere earlier.
pub async fn verify_since(
    conn: &impl ConnectionTrait, organisation: OrganisationId, kept: &Head,
) -> Result<Verified, Broken> {
    walk(conn, organisation, Some(kept)).await
}

async fn walk(
    conn: &impl ConnectionTrait, organisation: OrganisationId, kept: Option<&Head>,
) -> Result<Verified, Broken> {
    let scope = Scope::system(organisation);
    let mut chain = Chain::of(organisation);
    let mut met_kept = kept.is_none();
    let mut rows = 0;
    let mut after = (i64::MIN, i64::MIN);
    loop {
        // Numbers may have been tampered with, even doubled with the unique index gone: the id makes the order total.
        let page = journal::Entity::of(&scope)
            .filter(
                journal::Column::Number
                    .gt(after.0)
                    .or(journal::Column::Number.eq(after.0).and(journal::Column::Id.gt(after.1))),
            )
            .order_by_asc(journal::Column::Number)
            .order_by_asc(journal::Column::Id)
            .limit(PAGE)
            .all(conn)
            .await?;
        let Some(last) = page.last() else { break };
        after = (last.number, last.id.0);
        for row in &page {
            let number = chain.next_number();
            chain.follow(row).map_err(|fault| Broken::Row { number, fault })?;
            rows += 1;
            met_kept |= kept.is_some() && chain.head().as_ref() == kept;
        }
    }
    match kept {
        Some(kept) if !met_kept => Err(Broken::OtherChain(kept.clone())),
        _ => Ok(Verified { rows, head: chain.head() }),
    }
}

/// The history of one record, oldest first.
///
/// * `record` and `record_id` as in [`Entry`]; a record of another organisation has no history here.
pub async fn of_record(
    conn: &impl ConnectionTrait, scope: &Scope, record: &str, record_id: i64,
) -> Result<Vec<Event>, DbErr> {
    let rows = journal::Entity::of(scope)
        .filter(journal::Column::Record.eq(record))
        .filter(journal::Column::RecordId.eq(record_id))
        .order_by_asc(journal::Column::Number)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(Event::from).collect())
}

/// Who did `action` to each of these records: their ids with the name as it was then. A record to which nobody did it is left out; of
/// several deeds the last one counts.
pub async fn actors_of(
    conn: &impl ConnectionTrait, scope: &Scope, (record, action): (&str, &str), ids: &[i64],
) -> Result<HashMap<i64, String>, DbErr> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found: Vec<(i64, String)> = journal::Entity::of(scope)
        .filter(journal::Column::Record.eq(record))
        .filter(journal::Column::RecordId.is_in(ids.iter().copied()))
        .filter(journal::Column::Action.eq(action))
        .order_by_asc(journal::Column::Number)
        .select_only()
        .columns([journal::Column::RecordId, journal::Column::Actor])
        .into_tuple()
        .all(conn)
        .await?;
    Ok(found.into_iter().collect())
}

/// What was told of each of these records under `action`, oldest first: the record's id with the detail of the entry.
pub async fn details_of(
    conn: &impl ConnectionTrait, scope: &Scope, (record, action): (&str, &str), ids: &[i64],
) -> Result<Vec<(i64, Value)>, DbErr> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    journal::Entity::of(scope)
        .filter(journal::Column::Record.eq(record))
        .filter(journal::Column::RecordId.is_in(ids.iter().copied()))
        .filter(journal::Column::Action.eq(action))
        .order_by_asc(journal::Column::Number)
        .select_only()
        .columns([journal::Column::RecordId, journal::Column::Detail])
        .into_tuple()
        .all(conn)
        .await
}

impl From<journal::Model> for Event {
    fn from(row: journal::Model) -> Self {
        Self {
            number: row.number,
            at: row.at,
            actor_id: row.actor_id,
            actor: row.actor,
            action: row.action,
            version: row.record_version,
            detail: row.detail,
        }
    }
}

fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}

/// The value as both databases give it back: no NUL in texts; floating-point numbers are refused.
fn storable(value: Value) -> Result<Value, DbErr> {
    Ok(match value {
        Value::String(text) => Value::String(without_nul(text)),
        Value::Array(items) => Value::Array(items.into_iter().map(storable).collect::<Result<_, _>>()?),
        Value::Object(items) => {
            let items = items.into_iter().map(|(key, value)| Ok((without_nul(key), storable(value)?)));
            Value::Object(items.collect::<Result<_, DbErr>>()?)
        }
        Value::Number(number) if number.is_f64() => {
            return Err(DbErr::Json(format!("journal: {number} is a floating-point number; exact values go as text")));
        }
        other => other,
    })
}
