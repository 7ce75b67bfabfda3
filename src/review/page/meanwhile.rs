//! What others changed after a form was drawn.

use chrono::{DateTime, Utc};

use crate::entity::Scope;
use crate::entity::ids::OrderId;
use crate::journal;
use crate::ops::db::Db;
use crate::review::evidence::FieldName;
use crate::review::order::ReviewError;

/// One value that was changed after a form was drawn, or one line that came or went.
#[derive(Clone, Debug, PartialEq)]
pub struct Meanwhile {
    /// The position of the line; `None` for a value of the whole order.
    pub line: Option<i64>,
    /// What happened: `corrected`, `reread`, `line_added`, `line_removed` …
    pub action: String,
    /// Which value, for one that was changed.
    pub field: Option<FieldName>,
    /// What it was when the form was drawn, in plain form.
    pub from: Option<String>,
    /// Who; the desk itself is an empty name.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Everything of this kind since `version`, oldest first. A value that was changed more than once says what it was at first.
pub async fn meanwhile(db: &Db, scope: &Scope, id: OrderId, version: i64) -> Result<Vec<Meanwhile>, ReviewError> {
    let events = journal::of_record(&db.read, scope, "order", id.0)
        .await
        .map_err(ReviewError::save("what changed meanwhile"))?;
    let mut found: Vec<Meanwhile> = Vec::new();
    for event in events.into_iter().filter(|event| event.version >= version) {
        let text = |name: &str| event.detail[name].as_str().map(str::to_owned);
        let field = serde_json::from_value::<FieldName>(event.detail["field"].clone()).ok();
        let line = event.detail["line"].as_i64();
        let is_known = |known: &Meanwhile| field.is_some() && known.field == field && known.line == line;
        if found.iter().any(is_known) {
            continue;
        }
        let from = text("from");
        found.push(Meanwhile { line, action: event.action, field, from, actor: event.actor, at: event.at });
    }
    Ok(found)
}
