//! The road on one screen: which job begins it, and what follows when a stage has ended.
//!
//! Only this file knows the order of the rooms. A room ends with a verdict; the table below turns it into the next jobs, in the transaction
//! in which the room wrote its effect.

use crate::entity::ids::{MessageId, RunId};
use crate::fulfilment::order::OrderSent;
use crate::jobs::{Finished, NextJob, Registry, Road};
use crate::journal::CheckJournal;
use crate::outbox::SendOutbox;
use crate::reader::evidence::Verdict;
use crate::review::OpenOrders;
use crate::understanding::{ExtractMessage, ReadMessage};

/// Where the road begins.
pub const ROAD: Road = Road { first, again };

/// Every kind of job, and the table of the road.
pub fn registry() -> Registry {
    Registry::new()
        .with::<ReadMessage>()
        .with::<ExtractMessage>()
        .with::<OpenOrders>()
        .with::<SendOutbox>()
        .with::<OrderSent>()
        .with::<CheckJournal>()
        .then(next)
}

/// The first job of a stored message.
pub fn first(message: MessageId) -> NextJob {
    NextJob::of(&ReadMessage { message, after: None }).unique(message.to_string())
}

/// The first job of a message that is read again for the orders it has; `after` is the newest run when that was asked for.
pub fn again(message: MessageId, after: RunId) -> NextJob {
    NextJob::of(&ReadMessage { message, after: Some(after) }).unique(message.to_string())
}

/// What follows: stage and verdict → next jobs.
///
/// ```text
/// stored ─▶ read_message ─▶ extract_message ─▶ open_orders ─▶ (a person) ─▶ send_outbox ─▶ order_sent
///               │ a copy         │ not an order
///               ▼                ▼
///           fate: copy       fate: ignored
///
/// read again ─▶ the same three jobs; orders in review take over what was found
/// ```
fn next(finished: &Finished<'_>) -> Vec<NextJob> {
    if finished.verdict != Verdict::Done {
        return Vec::new();
    }
    if let Some(ReadMessage { message, after }) = finished.job() {
        return vec![NextJob::of(&ExtractMessage { message, after }).unique(message.to_string())];
    }
    if let Some(ExtractMessage { message, .. }) = finished.job() {
        return vec![NextJob::of(&OpenOrders { message }).unique(message.to_string())];
    }
    if let Some(SendOutbox { outbox }) = finished.job() {
        return vec![NextJob::of(&OrderSent { outbox }).unique(outbox.to_string())];
    }
    Vec::new()
}
