//! What the inbox shows.

mod list;

pub use list::{added_by, inbox, inbox_of};

use chrono::{DateTime, Utc};

use crate::entity::ids::{MessageId, OrderId};
use crate::entity::states::{Fate, OrderState};

/// Which messages are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InboxQuery {
    /// Only those below this one.
    pub before: Option<MessageId>,
    /// Only those with this fate.
    pub fate: Option<Fate>,
    /// Only those with these characters in sender, subject or file name, whatever their case.
    pub text: Option<String>,
}

/// One page of the inbox, newest first.
#[derive(Clone, Debug)]
pub struct Inbox {
    /// At most [`Inbox::ROWS_MAX`].
    pub rows: Vec<MessageRow>,
    /// Where the next page begins, if there is one.
    pub older: Option<MessageId>,
}

impl Inbox {
    /// Rows on one page.
    pub const ROWS_MAX: u64 = 50;
}

/// One message and what became of it.
#[derive(Clone, Debug)]
pub struct MessageRow {
    /// Which.
    pub id: MessageId,
    /// Sender's name, or address, once read.
    pub sender: Option<String>,
    /// Who added it by hand, where it names no sender.
    pub added_by: Option<String>,
    /// Subject, once read.
    pub subject: Option<String>,
    /// Name of the file it came as.
    pub file_name: String,
    /// When it came in.
    pub received_at: DateTime<Utc>,
    /// What became of it.
    pub fate: Fate,
    /// Why, a stable short name.
    pub fate_reason: Option<String>,
    /// The first of its kind, for copies and repeats.
    pub of: Option<MessageId>,
    /// The orders it became.
    pub orders: Vec<OrderId>,
    /// The orders that came before and that it speaks of, with where they stood when it came.
    pub about: Vec<(OrderId, OrderState)>,
}
