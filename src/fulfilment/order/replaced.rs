//! The order that was sent and that another one is a revision of, as its forms and letters name it.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};

use super::super::FulfilmentError;
use crate::entity::{OfOrganisation, Scope, Settings, line, order};

/// What a revision needs to know of the order it replaces.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::fulfilment) struct Replaced {
    /// The order.
    pub order: order::Model,
    /// Its lines with the numbers of their works orders, by position.
    pub lines: Vec<line::Model>,
    /// The business day on which its forms were made.
    pub issued_on: NaiveDate,
}

impl Replaced {
    /// The order that was sent and that `order` replaces, if there is one.
    pub async fn of(
        conn: &impl ConnectionTrait, scope: &Scope, order: &order::Model, settings: &Settings,
    ) -> Result<Option<Self>, FulfilmentError> {
        let Some(id) = order.replaces_id else { return Ok(None) };
        let Some(row) = order::Entity::of(scope).filter(order::Column::Id.eq(id)).one(conn).await? else {
            return Ok(None);
        };
        let lines = line::Entity::of(scope)
            .filter(line::Column::OrderId.eq(id))
            .filter(line::Column::RemovedAt.is_null())
            .order_by_asc(line::Column::Position)
            .all(conn)
            .await?;
        let issued_on = settings.day_of(row.approved_at.unwrap_or(row.updated_at));
        Ok(Some(Self { order: row, lines, issued_on }))
    }
}
