//! An order is opened from what was found in a message.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DatabaseTransaction, EntityTrait};
use serde_json::json;

use super::change::{Newborn, settings};
use super::{Change, ReviewError, found, lines, product};
use crate::entity::ids::{MessageId, OrderId, RunId};
use crate::entity::states::OrderState;
use crate::entity::{Scope, order};
use crate::matching::customers::{self, Answer, Wanted};
use crate::ops::kept::Kept;
use crate::reader::extraction::FoundOrder;
use crate::review::evidence::{Evidence, FieldName};

/// Where the found order came from.
#[derive(Clone, Copy, Debug)]
pub struct Origins<'a> {
    /// The message.
    pub message: MessageId,
    /// The chosen run.
    pub run: RunId,
    /// Which of the orders found in it, from 0.
    pub position: i64,
    /// Address of the sender.
    pub sender: Option<&'a str>,
    /// When the message came in.
    pub received_at: DateTime<Utc>,
    /// What is to be said of the message, as stable short names.
    pub notes: &'a [String],
    /// What this process keeps beside the database: `db.kept`.
    pub kept: &'a Kept,
    /// The person who says that the message is an order; empty where it was found to be one.
    pub by_hand: &'a str,
}

/// Opens an order for a person to review: values as found, products and customer as matched, objections as checked, one journal entry.
///
/// Runs in the caller's transaction, so that the job that calls it has its effect once.
pub async fn open(
    tx: DatabaseTransaction, scope: &Scope, now: DateTime<Utc>, origins: &Origins<'_>, found: &FoundOrder,
) -> Result<(DatabaseTransaction, OrderId), ReviewError> {
    let settings = settings(&tx, scope).await?;
    let row = order::ActiveModel {
        organisation_id: Set(scope.organisation()),
        message_id: Set(Some(origins.message)),
        run_id: Set(Some(origins.run)),
        run_position: Set(origins.position),
        state: Set(OrderState::InReview),
        revision: Set(1),
        version: Set(0),
        line_count: Set(0),
        open_count: Set(0),
        evidence: Set(json!({})),
        received_at: Set(origins.received_at),
        created_at: Set(now),
        updated_at: Set(now),
        ..Default::default()
    };
    let mut order =
        order::Entity::insert(row).exec_with_returning(&tx).await.map_err(ReviewError::save("a new order"))?;
    let mut evidence = Evidence { notes: origins.notes.to_vec(), ..Evidence::new() };
    found::head(&mut order, &mut evidence, found);
    recognise(&tx, scope, &mut order, &mut evidence, origins.sender).await?;
    let id = order.id;
    let (kept, actor) = (origins.kept.clone(), origins.by_hand.to_owned());
    let born = Newborn { scope: *scope, now, order, evidence, lines: Vec::new(), settings, kept, actor };
    let mut change = Change::of_new(tx, born);
    for (place, found) in (0..).zip(&found.lines) {
        let mut line = lines::insert(&change, Some(place), None).await?;
        found::line(&mut line.row, &mut line.evidence, found);
        change.lines.push(line);
    }
    let detail = json!({
        "message": origins.message,
        "run": origins.run,
        "lines": change.lines.len(),
        "by_hand": !origins.by_hand.is_empty(),
    });
    product::match_again(&mut change, |_| true).await?;
    change.recompute().await?;
    change.write(vec![("opened", detail)]).await?;
    Ok((change.tx, id))
}

/// Looks the customer up; a name that the message does not say is taken from the customer that its sender belongs to.
pub(super) async fn recognise(
    db: &impl ConnectionTrait, scope: &Scope, row: &mut order::Model, evidence: &mut Evidence, sender: Option<&str>,
) -> Result<(), ReviewError> {
    let wanted = Wanted { name: row.customer_name.as_deref(), sender, address: row.ship_to_address.as_deref() };
    let found = customers::find(db, scope, wanted).await?;
    row.customer_id = if let Answer::Picked { customer, .. } = &found { Some(customer.id) } else { None };
    if let (Answer::Picked { customer, rule, learned }, None) = (&found, &row.customer_name) {
        row.customer_name = Some(customer.name.clone());
        let record = match learned {
            Some(name) => format!("customer_name:{name}"),
            None => format!("customer:{} by {}", customer.id, rule.word()),
        };
        evidence.recalled(FieldName::Customer, Some(record));
    }
    Ok(())
}
