//! Objections as rows: raised once, settled for as long as they are about the same values, gone when they no longer hold.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
};

use crate::entity::ids::{BlobHash, LineId, OrderId};
use crate::entity::{OfOrganisation, Scope, objection};
use crate::review::objection::Doubt;
use crate::review::order::ReviewError;

/// Makes the stored objections those of `doubts` and returns how many are open.
///
/// An objection that somebody settled stays settled while it is about the same values; one that no longer holds disappears.
pub(in crate::review::order) async fn raise(
    db: &impl ConnectionTrait, scope: &Scope, order: OrderId, now: DateTime<Utc>, doubts: Vec<(Option<LineId>, Doubt)>,
) -> Result<i64, ReviewError> {
    let stored = objection::Entity::of(scope).filter(objection::Column::OrderId.eq(order)).all(db).await;
    become_rows(db, scope, order, now, (stored.map_err(ReviewError::save("objections"))?, doubts)).await
}

/// The same for one kind of objection to the whole order; the others stay as they are.
pub(super) async fn of_kind(
    db: &impl ConnectionTrait, scope: &Scope, order: OrderId, now: DateTime<Utc>, (kind, doubt): (&str, Option<Doubt>),
) -> Result<(), ReviewError> {
    let stored = objection::Entity::of(scope)
        .filter(objection::Column::OrderId.eq(order))
        .filter(objection::Column::Kind.eq(kind))
        .all(db)
        .await
        .map_err(ReviewError::save("objections"))?;
    let doubts = doubt.into_iter().map(|doubt| (None, doubt)).collect();
    become_rows(db, scope, order, now, (stored, doubts)).await.map(|_| ())
}

async fn become_rows(
    db: &impl ConnectionTrait, scope: &Scope, order: OrderId, now: DateTime<Utc>,
    (stored, doubts): (Vec<objection::Model>, Vec<(Option<LineId>, Doubt)>),
) -> Result<i64, ReviewError> {
    let failed = ReviewError::save("objections");
    let mut current = HashSet::new();
    let mut fresh = Vec::new();
    for (line, doubt) in doubts {
        let detail = serde_json::to_value(&doubt).map_err(ReviewError::stored("an objection"))?;
        let lasting = serde_json::to_value(doubt.lasting()).map_err(ReviewError::stored("an objection"))?;
        let about = line.map_or_else(|| "order".to_owned(), |line| format!("line {line}"));
        let identity = BlobHash::of(format!("{about} {lasting}").as_bytes()).to_string();
        if !current.insert(identity.clone()) {
            continue;
        }
        if let Some(known) = stored.iter().find(|row| row.identity == identity) {
            if known.settled_at.is_none() && known.detail != detail {
                let mut row = known.clone().into_active_model();
                row.detail = Set(detail);
                row.update(db).await.map_err(&failed)?;
            }
        } else {
            fresh.push(objection::ActiveModel {
                organisation_id: Set(scope.organisation()),
                order_id: Set(order),
                line_id: Set(line),
                identity: Set(identity),
                kind: Set(doubt.kind().to_owned()),
                detail: Set(detail),
                raised_at: Set(now),
                ..Default::default()
            });
        }
    }
    let gone = |row: &&objection::Model| row.settled_at.is_none() && !current.contains(&row.identity);
    for row in stored.iter().filter(gone) {
        objection::Entity::delete_many()
            .filter(objection::Column::OrganisationId.eq(scope.organisation()))
            .filter(objection::Column::Id.eq(row.id))
            .exec(db)
            .await
            .map_err(&failed)?;
    }
    let settled = |identity: &&String| stored.iter().any(|row| row.identity == **identity && row.settled_at.is_some());
    let open = current.len() - current.iter().filter(settled).count();
    if !fresh.is_empty() {
        objection::Entity::insert_many(fresh).exec(db).await.map_err(&failed)?;
    }
    Ok(i64::try_from(open).unwrap_or(i64::MAX))
}
