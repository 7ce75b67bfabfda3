//! The templates an organisation's forms are made on: which are in force, and how they are replaced.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use serde_json::json;

use super::FulfilmentError;
use super::forms::{FormError, FormTemplate, TemplateFault, template_file_name};
use crate::auth::Right;
use crate::entity::ids::{BlobHash, UserId};
use crate::entity::states::FormKind;
use crate::entity::{OfOrganisation as _, Scope, form_template, user};
use crate::journal::{self, Entry};
use crate::ops::blobs::{self, BlobError, Blobs};
use crate::ops::db::Db;
use crate::ops::deed::{Deed, Done};
use crate::ops::once::OnceError;

/// Replacements shown of one kind, at most.
const HISTORY_MAX: u64 = 20;
/// Characters of a file name, at most.
const FILE_NAME_CHARS_MAX: usize = 120;

/// Which workbooks are in force; `None` is the built-in one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// Of the Office Order.
    pub office: Option<BlobHash>,
    /// Of the Works Orders.
    pub works: Option<BlobHash>,
}

/// The templates in force, read and checked.
#[derive(Clone, Debug)]
pub struct Templates {
    /// Of the Office Order.
    pub office: FormTemplate,
    /// Of the Works Orders.
    pub works: FormTemplate,
}

/// One replacement of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The file that was uploaded; `None` where the built-in template was restored.
    pub file_name: Option<String>,
    /// By whom.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Why a template was not replaced; nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum TemplateChangeError {
    /// The one who asks may not do that.
    #[error("changing a template needs another role")]
    NotAllowed,
    /// The workbook cannot be a template.
    #[error(transparent)]
    Faulty(#[from] TemplateFault),
    /// The form's key cannot be used.
    #[error(transparent)]
    Once(#[from] OnceError),
    /// The blob store refused.
    #[error("keeping the template")]
    Blob(#[from] BlobError),
    /// Templates are read elsewhere than on this thread, and that failed.
    #[error("the reading of the template was interrupted")]
    Interrupted,
    /// The database failed.
    #[error("saving a template")]
    Database(#[from] DbErr),
}

impl Chosen {
    /// What is in force for the organisation.
    pub async fn of(conn: &impl ConnectionTrait, scope: &Scope) -> Result<Self, DbErr> {
        Ok(Self {
            office: newest(conn, scope, FormKind::OfficeOrder).await?,
            works: newest(conn, scope, FormKind::WorksOrder).await?,
        })
    }
}

impl Templates {
    /// Reads what was chosen.
    pub async fn load(store: &Blobs, chosen: &Chosen) -> Result<Self, FulfilmentError> {
        Ok(Self {
            office: load(store, FormKind::OfficeOrder, chosen.office.as_ref()).await?,
            works: load(store, FormKind::WorksOrder, chosen.works.as_ref()).await?,
        })
    }

    /// The one of a kind.
    pub fn of(&self, kind: FormKind) -> &FormTemplate {
        match kind {
            FormKind::OfficeOrder => &self.office,
            FormKind::WorksOrder => &self.works,
        }
    }
}

async fn newest(conn: &impl ConnectionTrait, scope: &Scope, kind: FormKind) -> Result<Option<BlobHash>, DbErr> {
    let row = form_template::Entity::of(scope)
        .filter(form_template::Column::Kind.eq(kind))
        .order_by_desc(form_template::Column::Id)
        .one(conn)
        .await?;
    Ok(row.and_then(|row| row.blob))
}

async fn load(store: &Blobs, kind: FormKind, chosen: Option<&BlobHash>) -> Result<FormTemplate, FulfilmentError> {
    let Some(hash) = chosen else { return Ok(FormTemplate::builtin(kind)?) };
    let bytes = store.get(hash).await?;
    let read = tokio::task::spawn_blocking(move || FormTemplate::read(kind, &bytes)).await;
    let read = read.map_err(|_| FulfilmentError::Interrupted)?;
    // It was checked when it was taken; a later version of this program may know better.
    Ok(read.map_err(|fault| FormError::Template { template: template_file_name(kind), fault: fault.to_string() })?)
}

/// The workbook in force, to be changed and uploaded: file name and bytes.
pub async fn download(
    db: &Db, store: &Blobs, scope: &Scope, kind: FormKind,
) -> Result<(&'static str, Vec<u8>), FulfilmentError> {
    let bytes = match newest(&db.read, scope, kind).await? {
        Some(hash) => store.get(&hash).await?,
        None => FormTemplate::builtin_bytes(kind).to_vec(),
    };
    Ok((template_file_name(kind), bytes))
}

/// The replacements of a template, newest first; none means that the built-in one has always been in force.
pub async fn history(db: &Db, scope: &Scope, kind: FormKind) -> Result<Vec<Replacement>, DbErr> {
    let rows = form_template::Entity::of(scope)
        .filter(form_template::Column::Kind.eq(kind))
        .order_by_desc(form_template::Column::Id)
        .limit(HISTORY_MAX)
        .all(&db.read)
        .await?;
    let people = user::Entity::find().filter(user::Column::Id.is_in(rows.iter().map(|row| row.created_by)));
    let names: HashMap<UserId, String> =
        people.all(&db.read).await?.into_iter().map(|person| (person.id, person.name)).collect();
    Ok(rows
        .into_iter()
        .map(|row| Replacement {
            by: names.get(&row.created_by).cloned().unwrap_or_default(),
            file_name: row.blob.is_some().then_some(row.file_name),
            at: row.created_at,
        })
        .collect())
}

/// Puts an uploaded workbook in the place of a template, from the next form on. A faulty one is refused with the place of its fault.
pub async fn replace(
    deed: &Deed<'_>, store: &Blobs, kind: FormKind, (file_name, bytes): (&str, Vec<u8>),
) -> Result<Done, TemplateChangeError> {
    let user = manager(deed)?;
    let (bytes, read) = tokio::task::spawn_blocking(move || {
        let read = FormTemplate::read(kind, &bytes);
        (bytes, read)
    })
    .await
    .map_err(|_| TemplateChangeError::Interrupted)?;
    let template = read?;
    let hash = store.put(&bytes).await?;
    debug_assert_eq!(&hash, template.hash());
    let file_name: String = file_name.chars().filter(|letter| !letter.is_control()).take(FILE_NAME_CHARS_MAX).collect();
    let tx = deed.db.begin_write().await?;
    if deed.begin(&tx).await? == Done::Again {
        return Ok(Done::Again);
    }
    blobs::note(&tx, deed.scope, &hash, bytes.len(), deed.now).await?;
    decide(&tx, deed, (kind, user), (Some(hash), file_name, "replaced")).await?;
    tx.commit().await?;
    Ok(Done::First)
}

/// Takes the built-in template again, from the next form on. Where it is in force, nothing changes.
pub async fn restore(deed: &Deed<'_>, kind: FormKind) -> Result<Done, TemplateChangeError> {
    let user = manager(deed)?;
    let tx = deed.db.begin_write().await?;
    if deed.begin(&tx).await? == Done::Again {
        return Ok(Done::Again);
    }
    if newest(&tx, deed.scope, kind).await?.is_some() {
        decide(&tx, deed, (kind, user), (None, String::new(), "restored")).await?;
    }
    tx.commit().await?;
    Ok(Done::First)
}

fn manager(deed: &Deed<'_>) -> Result<UserId, TemplateChangeError> {
    let user = deed.scope.user().ok_or(TemplateChangeError::NotAllowed)?;
    if deed.scope.may(Right::ManageOrganisation) { Ok(user) } else { Err(TemplateChangeError::NotAllowed) }
}

/// Writes the row and its journal entry.
async fn decide(
    tx: &impl ConnectionTrait, deed: &Deed<'_>, (kind, user): (FormKind, UserId),
    (blob, file_name, action): (Option<BlobHash>, String, &'static str),
) -> Result<(), DbErr> {
    let before = newest(tx, deed.scope, kind).await?;
    let detail = json!({ "kind": kind, "file_name": file_name, "from": before, "to": blob });
    let row = form_template::ActiveModel {
        id: NotSet,
        organisation_id: Set(deed.scope.organisation()),
        kind: Set(kind),
        blob: Set(blob),
        file_name: Set(file_name),
        created_by: Set(user),
        created_at: Set(deed.now),
    };
    let id = form_template::Entity::insert(row).exec(tx).await?.last_insert_id;
    let entry = Entry {
        record: "form_template",
        record_id: id.0,
        version: 0,
        action,
        detail,
        actor: deed.actor.to_owned(),
        at: deed.now,
    };
    journal::append(tx, deed.scope, entry).await
}
