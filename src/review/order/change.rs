//! One change of one order, from the lock to the commit.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder, QuerySelect,
};
use serde_json::Value;

use super::{Asked, ReviewError, check, compute, currency};
use crate::auth::Right;
use crate::entity::ids::{LineId, OrderId};
use crate::entity::states::{Action, OrderState};
use crate::entity::{OfOrganisation, Scope, Settings, customer, line, only, order, organisation};
use crate::journal;
use crate::ops::deed::{Deed, Done};
use crate::ops::kept::Kept;
use crate::reader::units::Currency;
use crate::review::evidence::Evidence;

/// A line of the order being changed, with its evidence unpacked.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// The row.
    pub row: line::Model,
    /// Where its values came from.
    pub evidence: Evidence,
}

/// An order under its lock, on the way to its next version.
pub(crate) struct Change {
    /// The transaction everything is written in.
    pub tx: DatabaseTransaction,
    /// On whose behalf.
    pub scope: Scope,
    /// When.
    pub now: DateTime<Utc>,
    /// The order's row.
    pub order: order::Model,
    /// Where the order's values came from.
    pub evidence: Evidence,
    /// Its lines, by position.
    pub lines: Vec<Line>,
    /// The lines that were taken out, by position.
    pub gone: Vec<Line>,
    /// What the organisation decided once.
    pub settings: Settings,
    /// What this process keeps, such as the index over the catalogue.
    pub kept: Kept,
    /// The currency in which products of the order are listed when they are not in the order's own; worked out with the amounts.
    pub listed_in: Option<Currency>,
    /// Messages about the order that came in with this change.
    pub asked: Vec<Asked>,
    /// The earlier orders that this one was said to change when it was worked out last.
    pub named: Vec<OrderId>,
    /// The person's name; the desk itself is an empty one.
    pub actor: String,
}

/// A freshly inserted order; see [`Change::of_new`].
pub(crate) struct Newborn {
    pub scope: Scope,
    pub now: DateTime<Utc>,
    pub order: order::Model,
    pub evidence: Evidence,
    pub lines: Vec<Line>,
    pub settings: Settings,
    pub kept: Kept,
    /// Who opened it; the desk itself is an empty name.
    pub actor: String,
}

/// What [`Change::begin`] gives.
pub(crate) enum Begun {
    /// Go ahead.
    Change(Box<Change>),
    /// The same form was answered before; nothing is to be done.
    Again,
}

impl Change {
    /// Locks the order, repeats an earlier answer, and refuses an outdated version or a move that is not in the table.
    ///
    /// `version` is the one the form was drawn from. The order already carries its state after `action`.
    pub async fn begin(deed: &Deed<'_>, id: OrderId, version: i64, action: Action) -> Result<Begun, ReviewError> {
        Self::begin_at(deed, id, Some(version), action).await
    }

    /// The same for the desk itself, which acts on facts and not on what a form showed.
    pub async fn begin_at_any_version(deed: &Deed<'_>, id: OrderId, action: Action) -> Result<Begun, ReviewError> {
        Self::begin_at(deed, id, None, action).await
    }

    async fn begin_at(
        deed: &Deed<'_>, id: OrderId, version: Option<i64>, action: Action,
    ) -> Result<Begun, ReviewError> {
        let tx = deed.db.begin_write().await.map_err(ReviewError::save("a change"))?;
        if deed.begin(&tx).await? == Done::Again {
            return Ok(Begun::Again);
        }
        let change = Self::within(tx, &deed.db.kept, (deed.scope, deed.actor, deed.now), (id, version), action).await?;
        Ok(Begun::Change(Box::new(change)))
    }

    /// The same in a transaction that was begun for more than this order. It is given back by taking [`Change::tx`] after
    /// [`Change::write`].
    pub async fn within(
        tx: DatabaseTransaction, kept: &Kept, (scope, actor, now): (&Scope, &str, DateTime<Utc>),
        (id, version): (OrderId, Option<i64>), action: Action,
    ) -> Result<Self, ReviewError> {
        let mut order = order::Entity::of(scope)
            .filter(order::Column::Id.eq(id))
            .lock_exclusive()
            .one(&tx)
            .await
            .map_err(ReviewError::save("a change"))?
            .ok_or(ReviewError::Missing(id))?;
        if !scope.may(right_for(action, order.state)) {
            return Err(ReviewError::NotPermitted(id));
        }
        let next = order.state.after(action)?;
        if version.is_some_and(|version| version != order.version) {
            return Err(ReviewError::Outdated { id, current: order.version });
        }
        order.state = next;
        let evidence = unpack(order.evidence.clone())?;
        let (gone, lines) =
            all_lines(&tx, scope, id).await?.into_iter().partition(|line| line.row.removed_at.is_some());
        let settings = settings(&tx, scope).await?;
        Ok(Self {
            tx,
            scope: *scope,
            now,
            order,
            evidence,
            lines,
            gone,
            settings,
            kept: kept.clone(),
            listed_in: None,
            asked: Vec::new(),
            named: Vec::new(),
            actor: actor.to_owned(),
        })
    }

    /// The order that was just inserted, on the way to its first version.
    pub fn of_new(tx: DatabaseTransaction, born: Newborn) -> Self {
        let Newborn { scope, now, order, evidence, lines, settings, kept, actor } = born;
        let (gone, named, asked) = (Vec::new(), Vec::new(), Vec::new());
        Self { tx, scope, now, order, evidence, lines, gone, settings, kept, listed_in: None, asked, named, actor }
    }

    /// The position of the next line: one that no line of the order has ever had.
    pub fn next_position(&self) -> i64 {
        self.lines.iter().chain(&self.gone).map(|line| line.row.position).max().unwrap_or(0).saturating_add(1)
    }

    /// The line, or "does not exist": a line of another order is none of ours.
    pub fn line_mut(&mut self, id: LineId) -> Result<&mut Line, ReviewError> {
        let order = self.order.id;
        self.lines.iter_mut().find(|line| line.row.id == id).ok_or(ReviewError::Missing(order))
    }

    /// Works out totals, list prices and objections anew; to be called after any value changed.
    pub async fn recompute(&mut self) -> Result<(), ReviewError> {
        currency::assume(self).await?;
        let customer = self.customer().await?;
        compute::amounts(self, customer.as_ref()).await?;
        let doubts = check::doubts(
            &self.tx,
            &self.scope,
            &check::Subject {
                order: &self.order,
                evidence: &self.evidence,
                lines: &self.lines,
                settings: &self.settings,
                customer: customer.as_ref(),
                today: self.settings.day_of(self.now),
                listed_in: self.listed_in,
                is_shortened: !self.gone.is_empty(),
                asked: &self.asked,
            },
        )
        .await?;
        self.named.extend(check::named(&self.tx, &self.scope, self.order.id).await?);
        self.order.open_count = check::raise(&self.tx, &self.scope, self.order.id, self.now, doubts).await?;
        Ok(())
    }

    async fn customer(&self) -> Result<Option<customer::Model>, ReviewError> {
        let Some(id) = self.order.customer_id else { return Ok(None) };
        let wanted = customer::Entity::of(&self.scope).filter(customer::Column::Id.eq(id));
        wanted.one(&self.tx).await.map_err(ReviewError::save("the customer of an order"))
    }

    /// Writes the rows as the next version and one journal entry per item of `entries` (action, detail); the caller commits.
    pub async fn write(&mut self, entries: Vec<(&'static str, Value)>) -> Result<(), ReviewError> {
        let failed = ReviewError::save("an order");
        let against = self.order.version;
        self.order.version += 1;
        self.order.updated_at = self.now;
        self.order.line_count = i64::try_from(self.lines.len()).unwrap_or(i64::MAX);
        self.order.evidence = serde_json::to_value(&self.evidence).map_err(ReviewError::stored("the evidence"))?;
        self.order.clone().into_active_model().reset_all().update(&self.tx).await.map_err(&failed)?;
        for line in self.lines.iter_mut().chain(&mut self.gone) {
            line.row.evidence = serde_json::to_value(&line.evidence).map_err(ReviewError::stored("the evidence"))?;
            line.row.clone().into_active_model().reset_all().update(&self.tx).await.map_err(&failed)?;
        }
        let entries = entries
            .into_iter()
            .map(|(action, detail)| journal::Entry {
                record: "order",
                record_id: self.order.id.0,
                version: against,
                action,
                detail,
                actor: self.actor.clone(),
                at: self.now,
            })
            .collect();
        journal::append_all(&self.tx, &self.scope, entries).await.map_err(&failed)?;
        self.named.extend(check::named(&self.tx, &self.scope, self.order.id).await?);
        self.named.sort();
        self.named.dedup();
        check::tell(&self.tx, &self.scope, self.now, &self.named).await
    }

    /// Writes and commits.
    pub async fn save(mut self, entries: Vec<(&'static str, Value)>) -> Result<Done, ReviewError> {
        self.write(entries).await?;
        self.tx.commit().await.map_err(ReviewError::save("an order"))?;
        Ok(Done::First)
    }
}

/// The right that an action needs; taking an approval back is a matter for those who may give it.
pub(crate) const fn right_for(action: Action, state: OrderState) -> Right {
    match (action, state) {
        (Action::Approve | Action::SendAgain | Action::Send, _)
        | (Action::Reopen | Action::Supersede, OrderState::Approved) => Right::ApproveOrders,
        _ => Right::ReviewOrders,
    }
}

/// The lines of an order, by position; without those that were taken out.
pub(crate) async fn load_lines(
    db: &impl ConnectionTrait, scope: &Scope, order: OrderId,
) -> Result<Vec<Line>, ReviewError> {
    let mut lines = all_lines(db, scope, order).await?;
    lines.retain(|line| line.row.removed_at.is_none());
    Ok(lines)
}

/// Every line the order has ever had, by position.
pub(crate) async fn all_lines(
    db: &impl ConnectionTrait, scope: &Scope, order: OrderId,
) -> Result<Vec<Line>, ReviewError> {
    let rows = line::Entity::of(scope)
        .filter(line::Column::OrderId.eq(order))
        .order_by_asc(line::Column::Position)
        .all(db)
        .await
        .map_err(ReviewError::save("the lines of an order"))?;
    rows.into_iter().map(|row| Ok(Line { evidence: unpack(row.evidence.clone())?, row })).collect()
}

/// The settings of the scope's organisation.
pub(crate) async fn settings(db: &impl ConnectionTrait, scope: &Scope) -> Result<Settings, ReviewError> {
    let found = only(db, organisation::Entity::find_by_id(scope.organisation()))
        .await
        .map_err(ReviewError::save("the settings"))?;
    Ok(found.map(|row| row.settings).unwrap_or_default())
}

/// Evidence as stored.
pub(crate) fn unpack(stored: Value) -> Result<Evidence, ReviewError> {
    serde_json::from_value(stored).map_err(ReviewError::stored("the evidence"))
}
