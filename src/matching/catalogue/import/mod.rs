//! A file becomes a change of the catalogue: handed in, its columns named, looked at, and then accepted as a whole.
//!
//! The preview is the change itself, made in a transaction and taken back: what it shows is what would happen, by the same code. What is
//! accepted is what was shown: the change carries a digest of everything it does, and is refused when the catalogue has moved so that it
//! would do something else. Rows that cannot be taken are left out, each with its reasons; everything else is one transaction.

mod columns;
mod customers;
mod names;
mod prices;
mod products;
mod rows;
mod run;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};

pub use columns::targets;
pub use rows::FILE_BYTES_MAX;

use super::change::{self, CatalogueError};
use super::fields::{Numbers, Problem};
use crate::auth::Right;
use crate::entity::ids::{BlobHash, ImportId};
use crate::entity::states::{ImportState, ImportSubject};
use crate::entity::{OfOrganisation, Scope, import};
use crate::ops::blobs::{self, BlobError, Blobs};
use crate::ops::db::Db;
use crate::ops::deed::{Deed, Done};
use crate::ops::isolate::{Isolate, IsolateError};
use crate::reader::reading::{self, Unreadable};
use crate::reader::units::{DecimalSign, normal_key};
use rows::Table;
use run::Run;

/// Files shown in the list.
const LISTED_MAX: u64 = 20;
/// Rows of each kind that a preview shows.
pub const SHOWN_MAX: usize = 50;

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// Nothing in it.
    #[error("there is nothing in the file")]
    Empty,
    /// Headings and nothing below them.
    #[error("the file has headings only")]
    OnlyHeadings,
    /// No rows and columns.
    #[error("the file holds no table")]
    NoTable,
    /// Too many bytes or rows.
    #[error("the file is too large")]
    TooLarge,
    /// The reader could not open it.
    #[error("the file could not be read: {0:?}")]
    Unreadable(Unreadable),
    /// No column is the one that no row can be without.
    #[error("no column is the {0}")]
    NoKey(&'static str),
    /// The catalogue has changed so that the file would do something else than was shown.
    #[error("the catalogue has changed since the preview")]
    Moved,
    /// The file was accepted or put away before.
    #[error("this file is done with")]
    Settled,
    /// Nothing of it would change anything.
    #[error("the file changes nothing")]
    NothingToDo,
    /// The catalogue refused, or failed.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The contents could not be kept or found.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The reading child could not be asked.
    #[error(transparent)]
    Isolate(#[from] IsolateError),
    /// What is stored is not understood by this version.
    #[error("a stored file for the catalogue")]
    Stored(#[from] serde_json::Error),
}

impl From<DbErr> for ImportError {
    fn from(error: DbErr) -> Self {
        Self::Catalogue(error.into())
    }
}

/// How the columns of a file are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// What stands above each column.
    pub headings: Vec<String>,
    /// An example from each column.
    pub examples: Vec<String>,
    /// Which value each column is; `None` is passed over.
    pub columns: Vec<Option<String>>,
    /// `.` or `,`, where a person decided; `None`: whatever is certain.
    pub decimal: Option<char>,
}

impl Reading {
    fn numbers(&self) -> Numbers {
        match self.decimal {
            Some(',') => Numbers::Sign(DecimalSign::Comma),
            Some(_) => Numbers::Sign(DecimalSign::Point),
            None => Numbers::Certain,
        }
    }
}

/// A row that is not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedRow {
    /// Its number in the file.
    pub row: usize,
    /// What the row is about: a code or a name, as far as it has one.
    pub key: String,
    /// Value, reason, and what stands in the way.
    pub faults: Vec<(String, Problem, Option<String>)>,
}

/// A row that changes something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedRow {
    /// Its number in the file.
    pub row: usize,
    /// What the row is about.
    pub key: String,
    /// Value, from, to; in plain form.
    pub changes: Vec<(String, Option<String>, Option<String>)>,
}

/// What a file would change, or has changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// Rows that add a record.
    pub new: usize,
    /// Rows that change one.
    pub changed: usize,
    /// Rows that say what is known.
    pub unchanged: usize,
    /// Rows that are not taken.
    pub refused: usize,
    /// Customers that are added because a row names them.
    pub new_customers: Vec<String>,
    /// The first of the rows that add.
    pub new_rows: Vec<ChangedRow>,
    /// The first of the rows that change.
    pub changed_rows: Vec<ChangedRow>,
    /// The first of the rows that are not taken.
    pub refused_rows: Vec<RefusedRow>,
    /// What all of it does, as a digest.
    pub digest: String,
    /// The column that is missing, when nothing could be looked at.
    pub missing: Option<String>,
}

/// A file, as its page shows it.
#[derive(Clone, Debug)]
pub struct ImportPage {
    /// Which.
    pub id: ImportId,
    /// What its rows are.
    pub subject: ImportSubject,
    /// Where it stands.
    pub state: ImportState,
    /// What it was called.
    pub file_name: String,
    /// Rows below the headings.
    pub row_count: i64,
    /// How it is read.
    pub reading: Reading,
    /// What it would change, or has changed.
    pub preview: Preview,
    /// The version a form is drawn from.
    pub version: i64,
    /// When it was handed in.
    pub created_at: DateTime<Utc>,
    /// When it was accepted.
    pub applied_at: Option<DateTime<Utc>>,
}

fn page(row: import::Model) -> Result<ImportPage, ImportError> {
    Ok(ImportPage {
        id: row.id,
        subject: row.subject,
        state: row.state,
        file_name: row.file_name,
        row_count: row.row_count,
        reading: serde_json::from_value(row.reading)?,
        preview: serde_json::from_value(row.preview)?,
        version: row.version,
        created_at: row.created_at,
        applied_at: row.applied_at,
    })
}

/// The files handed in last, newest first.
pub async fn list(db: &Db, scope: &Scope) -> Result<Vec<ImportPage>, ImportError> {
    let rows = import::Entity::of(scope).order_by_desc(import::Column::Id).limit(LISTED_MAX).all(&db.read).await?;
    rows.into_iter().map(page).collect()
}

/// One file.
pub async fn show(db: &Db, scope: &Scope, id: ImportId) -> Result<ImportPage, ImportError> {
    page(load(&db.read, scope, id, false).await?)
}

async fn load(
    db: &impl ConnectionTrait, scope: &Scope, id: ImportId, is_locked: bool,
) -> Result<import::Model, ImportError> {
    let mut query = import::Entity::of(scope).filter(import::Column::Id.eq(id));
    if is_locked {
        query = query.lock_exclusive();
    }
    Ok(query.one(db).await?.ok_or(CatalogueError::Missing)?)
}

/// A file as it was handed in.
#[derive(Clone, Debug)]
pub struct HandedIn {
    /// What its rows are.
    pub subject: ImportSubject,
    /// What it is called.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Keeps a file, reads its rows, guesses its columns and looks at what it would change. Nothing of the catalogue is changed.
///
/// # Errors
/// Whatever makes it no file for the catalogue; then nothing is kept.
pub async fn hand_in(
    deed: &Deed<'_>, store: &Blobs, isolate: &Isolate, file: HandedIn,
) -> Result<ImportId, ImportError> {
    if !deed.scope.may(Right::ManageCatalogue) {
        return Err(CatalogueError::NotPermitted.into());
    }
    if file.bytes.len() > FILE_BYTES_MAX {
        return Err(ImportError::TooLarge);
    }
    let table = read(isolate, &file).await?;
    let reading = Reading {
        columns: columns::guess(file.subject, &table.headings),
        examples: examples(&table),
        headings: table.headings.clone(),
        decimal: None,
    };
    let packed = rows::packed(&table)?;
    let row_count = i64::try_from(table.rows.len()).unwrap_or(i64::MAX);
    drop(table);
    let hashes = store.put_all(&[&file.bytes, &packed]).await?;
    let [file_blob, rows_blob] = hashes.as_slice() else { return Err(ImportError::NoTable) };
    let preview = look(deed, file.subject, &reading, &packed).await?;
    let Some(tx) = change::begin(deed, Right::ManageCatalogue).await? else {
        let known = import::Entity::of(deed.scope)
            .filter(import::Column::FileBlob.eq(file_blob.clone()))
            .order_by_desc(import::Column::Id)
            .one(&deed.db.read)
            .await?;
        return Ok(known.ok_or(CatalogueError::Missing)?.id);
    };
    blobs::note(&tx, deed.scope, file_blob, file.bytes.len(), deed.now).await?;
    blobs::note(&tx, deed.scope, rows_blob, packed.len(), deed.now).await?;
    let row = import::ActiveModel {
        organisation_id: Set(deed.scope.organisation()),
        subject: Set(file.subject),
        state: Set(ImportState::Preview),
        file_name: Set(file.name.replace('\0', "")),
        file_blob: Set(file_blob.clone()),
        rows_blob: Set(rows_blob.clone()),
        row_count: Set(row_count),
        reading: Set(serde_json::to_value(&reading)?),
        preview: Set(serde_json::to_value(&preview)?),
        version: Set(1),
        created_at: Set(deed.now),
        created_by: Set(deed.scope.user()),
        ..Default::default()
    };
    let id = import::Entity::insert(row).exec(&tx).await?.last_insert_id;
    tx.commit().await?;
    Ok(id)
}

async fn read(isolate: &Isolate, file: &HandedIn) -> Result<Table, ImportError> {
    let known: Vec<String> = columns::targets(file.subject).into_iter().map(str::to_owned).collect();
    let subject = file.subject;
    let is_heading = move |cell: &str| {
        let key = normal_key(cell);
        known.iter().any(|word| normal_key(word) == key) || columns::guess(subject, &[cell.to_owned()])[0].is_some()
    };
    if !rows::is_workbook(&file.bytes) {
        return rows::of_text(&file.bytes, &is_heading);
    }
    let (_, parts) = reading::split(&file.bytes, Some(&file.name));
    let part = parts.into_iter().next().ok_or(ImportError::Empty)?;
    rows::of_document(isolate.read(&part).await?, &is_heading)
}

fn examples(table: &Table) -> Vec<String> {
    (0..table.headings.len())
        .map(|column| {
            let mut cells = table.rows.iter().take(100).filter_map(|(_, cells)| cells.get(column));
            cells.find(|cell| !cell.is_empty()).map(|cell| cell.chars().take(60).collect()).unwrap_or_default()
        })
        .collect()
}

/// What the rows would change: the change itself, taken back.
async fn look(
    deed: &Deed<'_>, subject: ImportSubject, reading: &Reading, packed: &[u8],
) -> Result<Preview, ImportError> {
    if let Some(missing) = missing_column(subject, reading) {
        return Ok(Preview { missing: Some(missing.to_owned()), ..Preview::default() });
    }
    let tx = deed.db.begin_write().await?;
    let preview = Run::new(&tx, deed, ImportId(0), reading).await?.all(subject, packed).await?.preview();
    tx.rollback().await?;
    Ok(preview)
}

fn missing_column(subject: ImportSubject, reading: &Reading) -> Option<&'static str> {
    let has = |word: &str| reading.columns.iter().flatten().any(|target| target == word);
    let needed: &[&'static str] = match subject {
        ImportSubject::Products => &["code"],
        ImportSubject::Customers => &["name"],
        ImportSubject::Prices => &["code", "unit_price"],
        ImportSubject::PartNumbers => &["code", "customer", "part_number"],
    };
    debug_assert!(needed.contains(&columns::key_of(subject)));
    needed.iter().find(|word| !has(word)).copied()
}

/// Reads the columns otherwise, and looks again.
///
/// * `columns` — which value each column is; a name that is none, or twice, is passed over.
pub async fn read_as(
    deed: &Deed<'_>, store: &Blobs, id: ImportId, columns: &[String], decimal: Option<char>,
) -> Result<Done, ImportError> {
    let row = load(&deed.db.read, deed.scope, id, false).await?;
    if row.state != ImportState::Preview {
        return Err(ImportError::Settled);
    }
    let mut reading: Reading = serde_json::from_value(row.reading.clone())?;
    let targets = columns::targets(row.subject);
    let mut taken: Vec<&str> = Vec::new();
    for (place, target) in reading.columns.iter_mut().enumerate() {
        let wanted = columns.get(place).map_or("", String::as_str);
        let wanted = targets.iter().find(|target| **target == wanted && !taken.contains(*target)).copied();
        taken.extend(wanted);
        *target = wanted.map(str::to_owned);
    }
    reading.decimal = decimal.filter(|sign| ['.', ','].contains(sign));
    let packed = store.get(&row.rows_blob).await?;
    let preview = look(deed, row.subject, &reading, &packed).await?;
    let Some(tx) = change::begin(deed, Right::ManageCatalogue).await? else { return Ok(Done::Again) };
    let row = load(&tx, deed.scope, id, true).await?;
    let version = row.version;
    let mut row = row.into_active_model();
    row.reading = Set(serde_json::to_value(&reading)?);
    row.preview = Set(serde_json::to_value(&preview)?);
    row.version = Set(version + 1);
    row.update(&tx).await?;
    tx.commit().await?;
    Ok(Done::First)
}

/// Accepts what was shown: all of it, in one transaction, or nothing.
///
/// * `digest` — of the preview that was looked at; [`ImportError::Moved`] when the file would now do something else. The preview is new then.
pub async fn apply(deed: &Deed<'_>, store: &Blobs, id: ImportId, digest: &str) -> Result<Done, ImportError> {
    let row = load(&deed.db.read, deed.scope, id, false).await?;
    let packed = store.get(&row.rows_blob).await?;
    let Some(tx) = change::begin(deed, Right::ManageCatalogue).await? else { return Ok(Done::Again) };
    let row = load(&tx, deed.scope, id, true).await?;
    if row.state != ImportState::Preview {
        return Err(ImportError::Settled);
    }
    let reading: Reading = serde_json::from_value(row.reading.clone())?;
    if let Some(missing) = missing_column(row.subject, &reading) {
        return Err(ImportError::NoKey(missing));
    }
    let preview = Run::new(&tx, deed, id, &reading).await?.all(row.subject, &packed).await?.preview();
    if preview.digest != digest {
        tx.rollback().await?;
        keep_preview(deed, id, &preview).await?;
        return Err(ImportError::Moved);
    }
    if preview.new + preview.changed == 0 {
        return Err(ImportError::NothingToDo);
    }
    let mut row = row.into_active_model();
    row.preview = Set(serde_json::to_value(&preview)?);
    row.state = Set(ImportState::Applied);
    row.applied_at = Set(Some(deed.now));
    row.applied_by = Set(deed.scope.user());
    row.update(&tx).await?;
    tx.commit().await?;
    Ok(Done::First)
}

async fn keep_preview(deed: &Deed<'_>, id: ImportId, preview: &Preview) -> Result<(), ImportError> {
    let tx = deed.db.begin_write().await?;
    let row = load(&tx, deed.scope, id, true).await?;
    let version = row.version;
    let mut row = row.into_active_model();
    row.preview = Set(serde_json::to_value(preview)?);
    row.version = Set(version + 1);
    row.update(&tx).await?;
    Ok(tx.commit().await?)
}

/// Puts a file away without a change.
pub async fn discard(deed: &Deed<'_>, id: ImportId) -> Result<Done, ImportError> {
    let Some(tx) = change::begin(deed, Right::ManageCatalogue).await? else { return Ok(Done::Again) };
    let row = load(&tx, deed.scope, id, true).await?;
    if row.state != ImportState::Preview {
        return Err(ImportError::Settled);
    }
    let mut row = row.into_active_model();
    row.state = Set(ImportState::Discarded);
    row.update(&tx).await?;
    tx.commit().await?;
    Ok(Done::First)
}

/// Every row that is not taken, with its cells: headings, then row number, cells, reasons.
pub async fn refused(
    deed: &Deed<'_>, store: &Blobs, id: ImportId,
) -> Result<(Vec<String>, Vec<(Vec<String>, RefusedRow)>), ImportError> {
    let row = load(&deed.db.read, deed.scope, id, false).await?;
    let reading: Reading = serde_json::from_value(row.reading.clone())?;
    let preview: Preview = serde_json::from_value(row.preview)?;
    let packed = store.get(&row.rows_blob).await?;
    let all = if preview.refused <= preview.refused_rows.len() {
        preview.refused_rows
    } else if row.state == ImportState::Preview {
        let tx = deed.db.begin_write().await?;
        let refused = Run::new(&tx, deed, ImportId(0), &reading).await?.all(row.subject, &packed).await?.into_refused();
        tx.rollback().await?;
        refused
    } else {
        preview.refused_rows
    };
    let mut wanted: std::collections::HashMap<usize, RefusedRow> = all.into_iter().map(|row| (row.row, row)).collect();
    let cells = rows::unpacked(&packed).filter_map(|(number, cells)| Some((cells, wanted.remove(&number)?)));
    Ok((reading.headings, cells.collect()))
}

/// The file itself.
pub async fn file(db: &Db, scope: &Scope, id: ImportId) -> Result<(String, BlobHash), ImportError> {
    let row = load(&db.read, scope, id, false).await?;
    Ok((row.file_name, row.file_blob))
}
