//! The order whose forms another one continues: it was sent, or its approval was taken back for the other one.

use chrono::NaiveDate;
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder};

use super::super::FulfilmentError;
use super::number::{frozen_numbers, given_to};
use crate::entity::ids::OrderId;
use crate::entity::{OfOrganisation, Scope, Settings, line, order};
use crate::review::order::superseded_by;

/// What a revision needs to know of the order it replaces.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::fulfilment) struct Replaced {
    /// The order.
    pub order: order::Model,
    /// Its lines with the numbers that their works orders had, by position.
    pub lines: Vec<line::Model>,
    /// The business day on which its forms were made.
    pub issued_on: NaiveDate,
    /// Whether they have left the house.
    pub was_sent: bool,
}

impl Replaced {
    /// The order that `order` replaces and whose forms were made, if there is one: that was sent, or was set aside after a recall.
    pub async fn of(
        conn: &impl ConnectionTrait, scope: &Scope, order: &order::Model, settings: &Settings,
    ) -> Result<Option<Self>, FulfilmentError> {
        let Some((id, was_sent)) = before(conn, scope, order).await? else { return Ok(None) };
        let Some(row) = order::Entity::of(scope).filter(order::Column::Id.eq(id)).one(conn).await? else {
            return Ok(None);
        };
        let mut lines = line::Entity::of(scope)
            .filter(line::Column::OrderId.eq(id))
            .filter(line::Column::RemovedAt.is_null())
            .order_by_asc(line::Column::Position)
            .all(conn)
            .await?;
        let given = given_to(conn, scope, id).await?.into_iter().next();
        if let Some(given) = &given {
            let mut works = frozen_numbers(conn, scope, (id, given.revision)).await?;
            // A line that came after the recall was on none of the forms.
            lines.iter_mut().for_each(|line| line.works_order_no = works.remove(&line.position));
        }
        let issued_at = given.map(|given| given.given_at).or(row.approved_at).unwrap_or(row.updated_at);
        Ok(Some(Self { order: row, lines, issued_on: settings.day_of(issued_at), was_sent }))
    }

    /// The numbers of the works orders that it makes void, in the order of its lines.
    pub fn void(&self) -> Vec<String> {
        self.lines.iter().filter_map(|line| line.works_order_no.clone()).collect()
    }
}

/// Which order, and whether it was sent.
async fn before(
    conn: &impl ConnectionTrait, scope: &Scope, order: &order::Model,
) -> Result<Option<(OrderId, bool)>, FulfilmentError> {
    if let Some(sent) = order.replaces_id {
        return Ok(Some((sent, true)));
    }
    for older in superseded_by(conn, scope, order.id).await?.into_iter().rev() {
        if !given_to(conn, scope, older).await?.is_empty() {
            return Ok(Some((older, false)));
        }
    }
    Ok(None)
}
