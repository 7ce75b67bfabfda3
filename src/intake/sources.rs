//! The sources of an organisation: how they are, and whether they are looked at.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, DbErr, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _,
};
use serde_json::json;

use crate::auth::Right;
use crate::entity::ids::SourceId;
use crate::entity::states::SourceKind;
use crate::entity::{OfOrganisation as _, Scope, message, source};
use crate::journal::{self, Entry};
use crate::ops::db::Db;
use crate::ops::deed::{Deed, Done};
use crate::ops::once::OnceError;

/// A source as pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// Which.
    pub id: SourceId,
    /// How it delivers.
    pub kind: SourceKind,
    /// Its name.
    pub name: String,
    /// Whether it is looked at.
    pub is_enabled: bool,
    /// When it was last in order; for files added by hand, when somebody last added one.
    pub last_ok_at: Option<DateTime<Utc>>,
    /// What is wrong with it now, in the words of the system.
    pub last_error: Option<String>,
    /// Messages that came in through it.
    pub messages: i64,
}

impl SourceRow {
    /// Whether the desk looks at it by itself, so that somebody may tell it not to.
    pub fn is_watched(&self) -> bool {
        is_watched(self.kind)
    }
}

/// What people add by hand comes when they do; nothing looks for it.
fn is_watched(kind: SourceKind) -> bool {
    kind != SourceKind::Upload
}

/// Why a source was not changed.
#[derive(Debug, thiserror::Error)]
pub enum SourceChangeError {
    /// The one who asks may not do that.
    #[error("changing a source needs another role")]
    NotAllowed,
    /// There is no such source in the organisation.
    #[error("there is no such source")]
    Missing,
    /// Nobody looks at it, so looking cannot be paused.
    #[error("this source is not looked at")]
    NotWatched,
    /// The form's key cannot be used.
    #[error(transparent)]
    Once(#[from] OnceError),
    /// The database failed.
    #[error("saving a source")]
    Database(#[from] DbErr),
}

/// The sources of the organisation, oldest first.
pub async fn sources(db: &Db, scope: &Scope) -> Result<Vec<SourceRow>, DbErr> {
    let rows = source::Entity::of(scope).order_by_asc(source::Column::Id).all(&db.read).await?;
    let counted: Vec<(SourceId, i64)> = message::Entity::of(scope)
        .select_only()
        .column(message::Column::SourceId)
        .column_as(message::Column::Id.count(), "messages")
        .group_by(message::Column::SourceId)
        .into_tuple()
        .all(&db.read)
        .await?;
    let counted: HashMap<SourceId, i64> = counted.into_iter().collect();
    Ok(rows
        .into_iter()
        .map(|row| SourceRow {
            id: row.id,
            kind: row.kind,
            name: row.name,
            is_enabled: row.enabled,
            last_ok_at: row.last_ok_at,
            last_error: row.last_error,
            messages: counted.get(&row.id).copied().unwrap_or(0),
        })
        .collect())
}

/// Stops looking at a source, or looks at it again. What lies there waits; nothing is lost. A source that is as wanted stays as it is.
pub async fn set_enabled(deed: &Deed<'_>, id: SourceId, is_enabled: bool) -> Result<Done, SourceChangeError> {
    if !deed.scope.may(Right::ManageOrganisation) {
        return Err(SourceChangeError::NotAllowed);
    }
    let tx = deed.db.begin_write().await?;
    if deed.begin(&tx).await? == Done::Again {
        return Ok(Done::Again);
    }
    let row = source::Entity::of(deed.scope).filter(source::Column::Id.eq(id)).one(&tx).await?;
    let row = row.ok_or(SourceChangeError::Missing)?;
    if !is_watched(row.kind) {
        return Err(SourceChangeError::NotWatched);
    }
    if row.enabled != is_enabled {
        let name = row.name.clone();
        let mut row = row.into_active_model();
        row.enabled = Set(is_enabled);
        // A source that nobody looks at has no problem; the next look says anew how it is.
        row.last_error = Set(None);
        row.update(&tx).await?;
        let entry = Entry {
            record: "source",
            record_id: id.0,
            version: 0,
            action: if is_enabled { "resumed" } else { "paused" },
            detail: json!({ "name": name }),
            actor: deed.actor.to_owned(),
            at: deed.now,
        };
        journal::append(&tx, deed.scope, entry).await?;
    }
    tx.commit().await?;
    Ok(Done::First)
}
