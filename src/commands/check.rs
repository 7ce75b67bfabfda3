//! `ramjet check`: whether everything that is stored is whole.
//!
//! The database's own check, every content against its hash, every journal along its chain, and the law of conservation: each message has
//! exactly one fate, and what the fate says is there.

use std::collections::BTreeSet;
use std::process::ExitCode;

use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryOrder, Statement};

use crate::entity::states::{Fate, JobState};
use crate::entity::{blob, job, message, order, organisation};
use crate::journal;
use crate::ops::blobs::Blobs;
use crate::ops::db::Db;
use crate::ops::tesseract::Tesseract;

use super::house::House;
use super::{alone, because, flags::Flags, refuse, say, work};

/// Arguments of `ramjet check`.
#[derive(clap::Args, Debug)]
pub struct CheckArgs {
    #[command(flatten)]
    flags: Flags,
}

/// What was looked at, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Contents read and compared with their hash.
    pub contents: usize,
    /// Journal entries followed.
    pub entries: u64,
    /// Messages whose fate was looked at.
    pub messages: usize,
    /// A sentence for everything that is wrong.
    pub faults: Vec<String>,
}

/// Prints what was looked at; ends with 1 when something is wrong.
pub fn run(args: &CheckArgs) -> ExitCode {
    let config = match args.flags.config() {
        Ok(config) => config,
        Err(error) => return refuse(&error.to_string()),
    };
    let report = work(async {
        let house = House::open_existing(&config).await.map_err(because)?;
        check(&house.db, &house.blobs).await.map_err(because)
    });
    let report = match report {
        Ok(report) => report,
        Err(reason) => return refuse(&reason),
    };
    say(&format!(
        "{} contents, {} journal entries, {} messages: {} faults\n",
        report.contents,
        report.entries,
        report.messages,
        report.faults.len()
    ));
    // Whether scans can be read is no fault of what is stored, but whoever checks wants to know.
    say(&match alone(Tesseract::new(config.isolate.tesseract.clone()).installed()) {
        Ok(Ok(found)) => format!("scans: tesseract {} ({})\n", found.version, found.languages.join(", ")),
        Ok(Err(missing)) => format!("scans: {missing}; they are left to people\n"),
        Err(error) => return refuse(&error.to_string()),
    });
    if report.faults.is_empty() { ExitCode::SUCCESS } else { refuse(&report.faults.join("\n")) }
}

/// Looks at everything that is stored.
///
/// # Errors
/// The database does not answer; what is wrong with it otherwise is in the report.
pub async fn check(db: &Db, blobs: &Blobs) -> Result<Report, DbErr> {
    let mut report = Report::default();
    check_database(db, &mut report).await?;
    check_contents(db, blobs, &mut report).await?;
    check_journals(db, &mut report).await?;
    let (messages, faults) = conservation(db).await?;
    report.messages = messages;
    report.faults.extend(faults);
    Ok(report)
}

/// SQLite's own checks. PostgreSQL checks its pages itself and its references always.
async fn check_database(db: &Db, report: &mut Report) -> Result<(), DbErr> {
    if !db.is_sqlite() {
        return Ok(());
    }
    let backend = db.read.get_database_backend();
    for row in db.read.query_all_raw(Statement::from_string(backend, "pragma integrity_check")).await? {
        let line: String = row.try_get_by_index(0)?;
        if line != "ok" {
            report.faults.push(format!("the database is damaged: {line}"));
        }
    }
    for row in db.read.query_all_raw(Statement::from_string(backend, "pragma foreign_key_check")).await? {
        let (table, parent): (String, String) = (row.try_get_by_index(0)?, row.try_get_by_index(2)?);
        let id: Option<i64> = row.try_get_by_index(1)?;
        report
            .faults
            .push(format!("row {} of {table} refers to a row of {parent} that does not exist", id.unwrap_or(0)));
    }
    Ok(())
}

async fn check_contents(db: &Db, blobs: &Blobs, report: &mut Report) -> Result<(), DbErr> {
    let mut seen = BTreeSet::new();
    for row in blob::Entity::find().order_by_asc(blob::Column::Hash).all(&db.read).await? {
        if !seen.insert(row.hash.clone()) {
            continue;
        }
        report.contents += 1;
        match blobs.get(&row.hash).await {
            Ok(bytes) if i64::try_from(bytes.len()) == Ok(row.size_bytes) => {}
            Ok(bytes) => report.faults.push(format!(
                "the content {} has {} bytes, its row says {}",
                row.hash,
                bytes.len(),
                row.size_bytes
            )),
            Err(error) => report.faults.push(because(error)),
        }
    }
    Ok(())
}

async fn check_journals(db: &Db, report: &mut Report) -> Result<(), DbErr> {
    for row in organisation::Entity::find().order_by_asc(organisation::Column::Id).all(&db.read).await? {
        match journal::verify(&db.read, row.id).await {
            Ok(verified) => report.entries += verified.rows,
            Err(broken) => report.faults.push(format!("journal of organisation {}: {}", row.id, because(broken))),
        }
    }
    Ok(())
}

/// The law of conservation: every message has exactly one fate, and what the fate says is there. Returns the number of messages and a
/// sentence for every breach.
///
/// * waiting: a job that waits or runs speaks of it;
/// * in a record: there is an order made of it, and of no other message is there one;
/// * copy or repeat: the message it is one of;
/// * ignored or failed: a reason.
///
/// # Errors
/// The database does not answer.
pub async fn conservation(db: &Db) -> Result<(usize, Vec<String>), DbErr> {
    let messages = message::Entity::find().order_by_asc(message::Column::Id).all(&db.write).await?;
    let orders = order::Entity::find().all(&db.write).await?;
    let jobs = job::Entity::find().all(&db.write).await?;
    let with_order: BTreeSet<_> = orders.iter().filter_map(|order| order.message_id).collect();
    let with_job: BTreeSet<i64> = jobs
        .iter()
        .filter(|job| matches!(job.state, JobState::Waiting | JobState::Leased))
        .filter_map(|job| job.payload.get("message")?.as_i64())
        .collect();
    let mut faults = Vec::new();
    for message in &messages {
        let (is_in_order, is_of_other) = (with_order.contains(&message.id), message.of_message_id.is_some());
        let breach = match message.fate {
            Fate::Waiting if !with_job.contains(&message.id.0) => Some("waits, and no job will ever look at it"),
            Fate::InRecord if !is_in_order => Some("is said to be in a record, and there is none"),
            Fate::Copy | Fate::Repeat if !is_of_other => Some("is a copy or repeat of nothing"),
            Fate::Ignored | Fate::Failed if message.fate_reason.is_none() => Some("was put away without a reason"),
            fate if is_in_order && fate != Fate::InRecord => Some("has an order and another fate as well"),
            _ => None,
        };
        faults.extend(breach.map(|breach| format!("message {} {breach}", message.id)));
    }
    Ok((messages.len(), faults))
}
