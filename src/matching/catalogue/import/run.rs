//! The walk over the rows of a file: chunk by chunk, each row taken or refused, everything written in the caller's transaction.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use sea_orm::{DatabaseTransaction, QuerySelect};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{ChangedRow, ImportError, Preview, Reading, RefusedRow, SHOWN_MAX, rows};
use crate::entity::ids::{CustomerId, ImportId, ProductId};
use crate::entity::states::ImportSubject;
use crate::entity::{OfOrganisation, Settings, customer};
use crate::journal;
use crate::matching::catalogue::change;
use crate::matching::catalogue::clients::{self, Client};
use crate::matching::catalogue::fields::{CustomerField, Kind, Numbers, Problem, plain};
use crate::matching::customers::name_key;
use crate::ops::deed::Deed;

/// Rows worked on at a time.
const CHUNK: usize = 400;

/// One row by the names of its values; empty cells are left out.
pub(super) struct Row {
    /// Its number in the file.
    pub number: usize,
    /// The texts.
    pub cells: HashMap<String, String>,
}

impl Row {
    /// A text, empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        self.cells.get(name).map_or("", String::as_str)
    }
}

/// Why a row is not taken: value, reason, what stands in the way.
pub(super) type Fault = (String, Problem, Option<String>);

/// What changes: value, from, to.
pub(super) type Change = (String, Option<String>, Option<String>);

/// What became of a row.
pub(super) enum Outcome {
    /// It adds a record.
    New(Vec<Change>),
    /// It changes one; nothing in it: it says what is known.
    Changed(Vec<Change>),
    /// It is not taken.
    Refused(Vec<Fault>),
}

/// What is known of a record that an earlier row was about.
pub(super) struct Seen {
    /// The row.
    pub row: usize,
    /// Colours it was about, normalised.
    pub colours: Vec<String>,
    /// What stood beside it: prices and names, as in the file.
    pub beside: String,
}

/// A walk over the rows.
pub(super) struct Run<'a> {
    pub tx: &'a DatabaseTransaction,
    pub deed: &'a Deed<'a>,
    /// What `origin` says of what is written.
    pub origin: String,
    pub numbers: Numbers,
    pub settings: Settings,
    pub today: NaiveDate,
    /// Customers by normalised name.
    pub customers: HashMap<String, CustomerId>,
    /// What earlier rows were about.
    pub seen: HashMap<String, Seen>,
    /// Codes the file holds, where successors are looked for.
    pub codes: HashSet<String>,
    /// Names that rows of this file gave: customer and name, normalised, and the code they mean.
    pub named: HashMap<(String, String), String>,
    /// Products whose successor stands further down in the file.
    pub successors: Vec<(ProductId, String)>,
    /// What goes into the journal when the chunk is done.
    pub entries: Vec<journal::Entry>,
    columns: Vec<Option<String>>,
    import: ImportId,
    preview: Preview,
    refused: Vec<RefusedRow>,
    digest: Sha256,
}

impl<'a> Run<'a> {
    /// A walk that has not begun.
    pub async fn new(
        tx: &'a DatabaseTransaction, deed: &'a Deed<'a>, import: ImportId, reading: &Reading,
    ) -> Result<Self, ImportError> {
        let settings = change::settings(tx, deed.scope).await?;
        let known: Vec<(CustomerId, String)> = customer::Entity::of(deed.scope)
            .select_only()
            .columns([customer::Column::Id, customer::Column::NameKey])
            .into_tuple()
            .all(tx)
            .await?;
        Ok(Self {
            tx,
            deed,
            origin: format!("import:{import}"),
            numbers: reading.numbers(),
            today: settings.day_of(deed.now),
            settings,
            customers: known.into_iter().map(|(id, key)| (key, id)).collect(),
            seen: HashMap::new(),
            codes: HashSet::new(),
            named: HashMap::new(),
            successors: Vec::new(),
            entries: Vec::new(),
            columns: reading.columns.clone(),
            import,
            preview: Preview::default(),
            refused: Vec::new(),
            digest: Sha256::new(),
        })
    }

    /// Walks over every row.
    pub async fn all(mut self, subject: ImportSubject, packed: &[u8]) -> Result<Self, ImportError> {
        let columns = self.columns.clone();
        let mut rows = rows::unpacked(packed).map(|(number, cells)| Row {
            number,
            cells: columns
                .iter()
                .zip(cells)
                .filter_map(|(target, cell)| Some((target.clone()?, cell)).filter(|(_, cell)| !cell.trim().is_empty()))
                .collect(),
        });
        if columns.iter().flatten().any(|target| target == "successor") {
            let place = columns.iter().position(|target| target.as_deref() == Some("code")).unwrap_or(0);
            let codes = rows::unpacked(packed).filter_map(|(_, cells)| Some(cells.get(place)?.trim().to_owned()));
            self.codes = codes.collect();
        }
        loop {
            let chunk: Vec<Row> = rows.by_ref().take(CHUNK).collect();
            if chunk.is_empty() {
                break;
            }
            match subject {
                ImportSubject::Products => super::products::take(&mut self, &chunk).await?,
                ImportSubject::Prices => super::prices::take(&mut self, &chunk).await?,
                ImportSubject::Customers => super::customers::take(&mut self, &chunk).await?,
                ImportSubject::PartNumbers => super::names::take(&mut self, &chunk).await?,
            }
            let entries = std::mem::take(&mut self.entries);
            journal::append_all(self.tx, self.deed.scope, entries).await?;
        }
        super::products::link_successors(&mut self).await?;
        Ok(self)
    }

    /// Counts a row, and remembers it for the preview.
    pub fn count(&mut self, row: &Row, key: &str, outcome: Outcome) {
        let number = row.number;
        match outcome {
            Outcome::Refused(faults) => {
                self.digest.update(format!("{number} refused {faults:?}\n"));
                self.preview.refused += 1;
                let refused = RefusedRow { row: number, key: key.to_owned(), faults };
                if self.preview.refused_rows.len() < SHOWN_MAX {
                    self.preview.refused_rows.push(refused.clone());
                }
                self.refused.push(refused);
            }
            Outcome::Changed(changes) if changes.is_empty() => self.preview.unchanged += 1,
            Outcome::Changed(changes) => {
                self.digest.update(format!("{number} changed {changes:?}\n"));
                self.preview.changed += 1;
                if self.preview.changed_rows.len() < SHOWN_MAX {
                    self.preview.changed_rows.push(ChangedRow { row: number, key: key.to_owned(), changes });
                }
            }
            Outcome::New(changes) => {
                self.digest.update(format!("{number} new {changes:?}\n"));
                self.preview.new += 1;
                if self.preview.new_rows.len() < SHOWN_MAX {
                    self.preview.new_rows.push(ChangedRow { row: number, key: key.to_owned(), changes });
                }
            }
        }
    }

    /// What the walk did.
    pub fn preview(self) -> Preview {
        use std::fmt::Write as _;
        let digest = self.digest.finalize().iter().fold(String::new(), |mut text, byte| {
            // Writing into a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        });
        Preview { digest, ..self.preview }
    }

    /// Every row that was not taken.
    pub fn into_refused(self) -> Vec<RefusedRow> {
        self.refused
    }

    /// Reads one value; a text that is not taken is added to `faults`.
    pub fn read(&self, row: &Row, name: &str, kind: Kind, faults: &mut Vec<Fault>) -> Option<String> {
        plain(kind, row.text(name), self.numbers).unwrap_or_else(|problem| {
            faults.push((name.to_owned(), problem, None));
            None
        })
    }

    /// Prepares an entry of the journal.
    pub fn note(&mut self, record: &'static str, (id, version): (i64, i64), action: &'static str, mut detail: Value) {
        detail["import"] = json!(self.import.0);
        let (actor, at) = (self.deed.actor.to_owned(), self.deed.now);
        self.entries.push(journal::Entry { record, record_id: id, version, action, detail, actor, at });
    }

    /// The customer of this name, who is added when nobody is called so; `None` for a name without a letter or digit.
    pub async fn customer(&mut self, name: &str) -> Result<Option<CustomerId>, ImportError> {
        let key = name_key(name);
        if key.is_empty() {
            return Ok(None);
        }
        if let Some(id) = self.customers.get(&key) {
            return Ok(Some(*id));
        }
        let mut client = Client::new(self.deed.scope, self.deed.now);
        // A name is taken as it is.
        let _ = client.set(CustomerField::Name, Some(name.to_owned()));
        let id = clients::insert(self.tx, &client).await?;
        self.customers.insert(key, id);
        self.preview.new_customers.push(name.to_owned());
        self.digest.update(format!("customer {name}\n"));
        self.note("customer", (id.0, 0), "added", json!({ "name": name }));
        Ok(Some(id))
    }
}

/// Values by name, for the journal.
pub(super) fn object<'v>(values: impl IntoIterator<Item = &'v Change>) -> Value {
    let map: BTreeMap<&str, &str> =
        values.into_iter().filter_map(|(name, _, to)| Some((name.as_str(), to.as_deref()?))).collect();
    json!(map)
}
