//! How the desk is: what waits, what runs, what went wrong and needs a person.
//!
//! One look for one organisation, made of counts over indexes and short lists. It changes nothing; what can be done about a thing is up to
//! the room that owns it.

use chrono::{DateTime, Utc};
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, DbErr, EntityTrait as _, FromQueryResult, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, Statement,
};
use serde_json::Value;

use super::db::Db;
use crate::entity::ids::{JobId, MessageId, OrderId, OutboxId};
use crate::entity::states::{Fate, JobState, OutboxState};
use crate::entity::{OfOrganisation as _, Scope, job, journal_check, message, order, outbox};

/// Everything that waits for a person's decision, and what the mail server does not take, in one look at indexes and at a count that
/// triggers keep.
const ATTENTION: &str = "select
    (select count(*) from jobs where organisation_id = $1 and state in ('failed', 'parked'))
  + (select count(*) from outbox where organisation_id = $1 and state in ('held', 'failed'))
  + (select count(*) from sources where organisation_id = $1 and enabled and last_error is not null)
  + (select count(*) from journal_checks where organisation_id = $1 and fault is not null
     and id = (select max(id) from journal_checks where organisation_id = $1)) as alarms,
    coalesce((select failed from message_counts where organisation_id = $1), 0) as unread,
    (select count(*) from outbox where organisation_id = $1 and state = 'waiting' and last_error is not null) as put_off";

/// Rows of a kind on the page, at most; the counts say how many there are.
pub const ROWS_MAX: u64 = 50;

/// The whole look.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Jobs by state: waiting, running, failed, parked.
    pub jobs: [(JobState, i64); 4],
    /// Jobs that were given up, newest first.
    pub stuck_jobs: Vec<StuckJob>,
    /// Letters by state: waiting, on their way, held, failed.
    pub letters: [(OutboxState, i64); 4],
    /// Letters that were refused for the moment and are tried again; they wait, too.
    pub put_off: i64,
    /// Letters that have not left: those with a reason first, newest first.
    pub letters_here: Vec<LetterHere>,
    /// Messages that could not be read and that nobody has dealt with.
    pub failed_messages: i64,
    /// The newest of them.
    pub failures: Vec<FailedMessage>,
    /// Contents kept for the organisation, and their bytes.
    pub contents: (i64, i64),
    /// Bytes of the whole database; of every organisation in it.
    pub database_bytes: i64,
    /// Entries of the journal.
    pub journal_entries: i64,
    /// How the journal was when somebody last had it checked.
    pub journal_check: Option<JournalCheck>,
    /// Whether it is being checked at the moment.
    pub is_checking: bool,
}

/// A job that nobody works on any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StuckJob {
    /// Which.
    pub id: JobId,
    /// Its stored name, `read_message`.
    pub name: String,
    /// Failed or parked.
    pub state: JobState,
    /// How often it was tried.
    pub attempts: i64,
    /// Why it was given up, in the words of the program.
    pub reason: Option<String>,
    /// When it was given up.
    pub at: Option<DateTime<Utc>>,
    /// The message it worked on.
    pub message: Option<MessageId>,
    /// The letter it worked on.
    pub letter: Option<OutboxId>,
}

/// A letter that has not left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LetterHere {
    /// Which.
    pub id: OutboxId,
    /// The order it carries, with the version that a decision is made against.
    pub order: Option<(OrderId, i64)>,
    /// Its subject.
    pub subject: String,
    /// To whom.
    pub recipients: Vec<String>,
    /// Where it stands.
    pub state: OutboxState,
    /// It leaves then; can be recalled until.
    pub send_after: DateTime<Utc>,
    /// How often it was tried.
    pub attempts: i64,
    /// Why it did not leave, as the outbox notes it.
    pub reason: Option<String>,
}

/// A message that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedMessage {
    /// Which.
    pub id: MessageId,
    /// Sender and subject as far as they were read, otherwise the name of the file.
    pub title: String,
    /// Why, a stable short name.
    pub reason: Option<String>,
    /// When it came in.
    pub received_at: DateTime<Utc>,
}

/// One check of the journal's chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalCheck {
    /// When.
    pub at: DateTime<Utc>,
    /// Entries followed.
    pub entries: i64,
    /// What is wrong with the chain; `None` when it is whole.
    pub fault: Option<String>,
}

#[derive(FromQueryResult)]
struct Count {
    state: String,
    n: i64,
}

/// What the navigation shows on every page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromQueryResult)]
pub struct Attention {
    /// Things at the desk that need a person: jobs given up, letters that are stuck, sources with a problem, a journal that is not whole.
    pub alarms: i64,
    /// Messages that could not be read and that nobody has dealt with, as the database counts them.
    pub unread: i64,
    /// Letters that were refused at least once and are tried again by themselves.
    pub put_off: i64,
}

/// How many things need a person, in one look.
///
/// # Errors
/// The database failed.
pub async fn attention(db: &Db, scope: &Scope) -> Result<Attention, DbErr> {
    let of = [scope.organisation().into()];
    let asked = Statement::from_sql_and_values(db.read.get_database_backend(), ATTENTION, of);
    Ok(Attention::find_by_statement(asked).one(&db.read).await?.unwrap_or_default())
}

/// The whole look at the scope's organisation.
///
/// # Errors
/// The database failed.
pub async fn overview(db: &Db, scope: &Scope) -> Result<Overview, DbErr> {
    let attention = attention(db, scope).await?;
    let jobs = counts(db, scope, "jobs").await?;
    let letters = counts(db, scope, "outbox").await?;
    let of = |counts: &[Count], word: &str| counts.iter().find(|row| row.state == word).map_or(0, |row| row.n);
    let size = if db.is_sqlite() {
        "select page_count * page_size as n from pragma_page_count(), pragma_page_size() where $1 = $1"
    } else {
        "select pg_database_size(current_database()) as n where $1 = $1"
    };
    Ok(Overview {
        jobs: [
            (JobState::Waiting, of(&jobs, "waiting")),
            (JobState::Leased, of(&jobs, "leased")),
            (JobState::Failed, of(&jobs, "failed")),
            (JobState::Parked, of(&jobs, "parked")),
        ],
        stuck_jobs: stuck_jobs(db, scope).await?,
        letters: [
            (OutboxState::Waiting, of(&letters, "waiting")),
            (OutboxState::Sending, of(&letters, "sending")),
            (OutboxState::Held, of(&letters, "held")),
            (OutboxState::Failed, of(&letters, "failed")),
        ],
        put_off: attention.put_off,
        letters_here: letters_here(db, scope).await?,
        failed_messages: attention.unread,
        failures: failures(db, scope).await?,
        contents: (
            number(db, scope, "select count(*) as n from blobs where organisation_id = $1").await?,
            number(
                db,
                scope,
                "select cast(coalesce(sum(size_bytes), 0) as bigint) as n from blobs where organisation_id = $1",
            )
            .await?,
        ),
        database_bytes: number(db, scope, size).await?,
        journal_entries: number(
            db,
            scope,
            "select cast(coalesce(max(number), 0) as bigint) as n from journal where organisation_id = $1",
        )
        .await?,
        journal_check: journal_check_of(db, scope).await?,
        is_checking: number(
            db,
            scope,
            "select count(*) as n from jobs where organisation_id = $1 and state in ('waiting', 'leased')
             and name = 'check_journal'",
        )
        .await?
            > 0,
    })
}

/// The one number that a query gives.
async fn number(db: &Db, scope: &Scope, query: &str) -> Result<i64, DbErr> {
    let asked = Statement::from_sql_and_values(db.read.get_database_backend(), query, [scope.organisation().into()]);
    db.read.query_one_raw(asked).await?.map_or(Ok(0), |row| row.try_get_by_index(0))
}

/// Rows by state; what is done and over is left out, it is most of the table.
async fn counts(db: &Db, scope: &Scope, table: &str) -> Result<Vec<Count>, DbErr> {
    let query = format!(
        "select state, count(*) as n from {table} where organisation_id = $1
         and state in ('waiting', 'leased', 'sending', 'held', 'failed', 'parked') group by state"
    );
    let asked = Statement::from_sql_and_values(db.read.get_database_backend(), query, [scope.organisation().into()]);
    Count::find_by_statement(asked).all(&db.read).await
}

async fn stuck_jobs(db: &Db, scope: &Scope) -> Result<Vec<StuckJob>, DbErr> {
    let rows = job::Entity::find()
        .filter(job::Column::OrganisationId.eq(scope.organisation()))
        .filter(job::Column::State.is_in([JobState::Failed, JobState::Parked]))
        .order_by_desc(job::Column::Id)
        .limit(ROWS_MAX)
        .all(&db.read)
        .await?;
    let id = |payload: &Value, name: &str| payload.get(name).and_then(Value::as_i64);
    Ok(rows
        .into_iter()
        .map(|row| StuckJob {
            message: id(&row.payload, "message").map(MessageId),
            letter: id(&row.payload, "outbox").map(OutboxId),
            id: row.id,
            name: row.name,
            state: row.state,
            attempts: row.attempts,
            reason: row.last_error,
            at: row.finished_at,
        })
        .collect())
}

async fn letters_here(db: &Db, scope: &Scope) -> Result<Vec<LetterHere>, DbErr> {
    use OutboxState::{Failed, Held, Sending, Waiting};
    let rows = outbox::Entity::of(scope)
        .filter(outbox::Column::State.is_in([Waiting, Sending, Held, Failed]))
        .order_by_asc(outbox::Column::LastError.is_null())
        .order_by_desc(outbox::Column::Id)
        .limit(ROWS_MAX)
        .all(&db.read)
        .await?;
    let versions: Vec<(OrderId, i64)> = order::Entity::of(scope)
        .filter(order::Column::Id.is_in(rows.iter().filter_map(|row| row.order_id)))
        .select_only()
        .columns([order::Column::Id, order::Column::Version])
        .into_tuple()
        .all(&db.read)
        .await?;
    let text = |address: &Value| address.as_str().map(str::to_owned);
    Ok(rows
        .into_iter()
        .map(|row| LetterHere {
            order: versions.iter().copied().find(|(order, _)| Some(*order) == row.order_id),
            recipients: row.recipients.as_array().map_or_else(Vec::new, |list| list.iter().filter_map(text).collect()),
            id: row.id,
            subject: row.subject,
            state: row.state,
            send_after: row.send_after,
            attempts: row.attempts,
            reason: row.last_error,
        })
        .collect())
}

async fn failures(db: &Db, scope: &Scope) -> Result<Vec<FailedMessage>, DbErr> {
    let rows = message::Entity::of(scope)
        .filter(message::Column::Fate.eq(Fate::Failed))
        .order_by_desc(message::Column::Id)
        .limit(ROWS_MAX)
        .all(&db.read)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| FailedMessage {
            id: row.id,
            title: row.subject.filter(|subject| !subject.is_empty()).unwrap_or(row.file_name),
            reason: row.fate_reason,
            received_at: row.received_at,
        })
        .collect())
}

async fn journal_check_of(db: &Db, scope: &Scope) -> Result<Option<JournalCheck>, DbErr> {
    let newest = journal_check::Entity::of(scope).order_by_desc(journal_check::Column::Id).one(&db.read).await?;
    Ok(newest.map(|row| JournalCheck { at: row.at, entries: row.entries, fault: row.fault }))
}
