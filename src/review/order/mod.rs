//! The order under review: opened from what was found, corrected, settled, refused or set aside.
//!
//! Every change goes through [`Change`]: it loads the order under a lock, refuses an outdated version and a move that is not in the table,
//! and writes the values, the objections that follow from them and the journal entry in one transaction.

mod again;
mod asked;
mod by_hand;
mod change;
mod check;
mod compute;
mod correct;
mod currency;
mod customer;
mod decide;
mod found;
mod lines;
mod open;
mod product;
mod replacement;
mod tax;
mod values;

pub use again::read_again;
pub(crate) use again::{Fresh, refresh};
pub use asked::{Asked, Wish};
pub(crate) use asked::{tell_orders, wishes};
pub use by_hand::{is_an_order, newest_order, put_message_away, read_message_again};
pub(crate) use change::{Begun, Change, Line, all_lines, load_lines, right_for, settings, unpack};
pub(crate) use check::{counterparts, printed_sums_agree};
pub(crate) use compute::{currency_named, currency_of};
pub use correct::{Correction, correct};
pub(crate) use customer::wanted;
pub use customer::{choose_customer, forget_name};
pub use decide::{Original, ask_again, not_an_order, reject, reopen, set_aside_as_duplicate, settle};
pub(crate) use found::po_key;
pub use lines::{remove_line, restore_line};
pub use open::{Origins, open};
pub(crate) use product::ALIAS;
pub use product::{ProductChoice, choose_product, forget};
pub use replacement::replaces_nothing;
pub(crate) use replacement::{note, revise, supersede, superseded_by};
pub use tax::choose_tax;
pub(crate) use tax::in_force as tax_in_force;
pub use values::{OF_LINE, OF_ORDER};

use sea_orm::DbErr;

use super::evidence::FieldName;
use crate::entity::ids::{LineId, MessageId, OrderId};
use crate::entity::states::{NotAllowed, OrderState};
use crate::matching::MatchError;

/// Why a change was refused or failed; refused changes leave nothing behind.
#[derive(Debug, thiserror::Error)]
pub enum ReviewError {
    /// There is no such order in this organisation, or no such line or objection in it.
    #[error("order {0} does not exist")]
    Missing(OrderId),
    /// There is no such message in this organisation.
    #[error("message {0} does not exist")]
    MissingMessage(MessageId),
    /// The message is being read, or has an order, or a person put it away.
    #[error("message {0} is not in a state for this")]
    MessageNotNow(MessageId),
    /// The order came from no message that could be read again.
    #[error("order {0} has no message")]
    NoMessage(OrderId),
    /// There is no order that this one could repeat under that number, or more than one.
    #[error("there is no order {0:?} that this one repeats")]
    UnknownOrder(String),
    /// The order that should give this one its place back is approved or sent.
    #[error("order {by}, which replaces order {id}, is in force")]
    InForce {
        /// The older order.
        id: OrderId,
        /// The newer one.
        by: OrderId,
    },
    /// The sums are no longer those that the page showed.
    #[error("the sums of order {0} have changed")]
    SumsChanged(OrderId),
    /// The order replaces none.
    #[error("order {0} replaces none")]
    ReplacesNothing(OrderId),
    /// Another order is not, or no longer, where the form showed it.
    #[error("order {id} is {state:?} by now")]
    OtherMoved {
        /// The other order.
        id: OrderId,
        /// Where it stands.
        state: OrderState,
    },
    /// The person's role does not have the right.
    #[error("changing order {0} needs another role")]
    NotPermitted(OrderId),
    /// The order is not in a state for this.
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    /// Somebody changed the order after the form was drawn.
    #[error("order {id} is at version {current} by now")]
    Outdated {
        /// Which.
        id: OrderId,
        /// The version it has now.
        current: i64,
    },
    /// A side room holds the order.
    #[error("order {id} is held: {reason}")]
    Held {
        /// Which.
        id: OrderId,
        /// What it waits for.
        reason: String,
    },
    /// Objections are left that nobody has settled.
    #[error("{left} objections of order {id} are not settled")]
    Unsettled {
        /// Which.
        id: OrderId,
        /// How many.
        left: i64,
    },
    /// The objection cannot be waved through: without the value there is nothing to produce.
    #[error("this objection of order {0} needs a value")]
    NeedsValue(OrderId),
    /// An order without lines cannot be approved.
    #[error("order {0} has no lines")]
    NoLines(OrderId),
    /// A reason is owed.
    #[error("a reason is needed")]
    ReasonNeeded,
    /// The reason has more than so many characters.
    #[error("the reason is longer than {0} characters")]
    ReasonTooLong(usize),
    /// Values that cannot be read as what they should be; nothing was changed.
    #[error("{} values cannot be read", .0.len())]
    Invalid(Vec<Fault>),
    /// Nothing of ours has this code.
    #[error("there is no product with this code")]
    UnknownProduct,
    /// The form's key was used for something else.
    #[error(transparent)]
    Once(#[from] crate::ops::once::OnceError),
    /// A lookup in our records failed.
    #[error(transparent)]
    Match(#[from] MatchError),
    /// What is stored cannot be understood by this version.
    #[error("reading {what} of an order")]
    Stored {
        /// What.
        what: &'static str,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// The database failed; nothing was changed.
    #[error("saving {what}")]
    Save {
        /// What.
        what: &'static str,
        /// The database's word.
        #[source]
        source: DbErr,
    },
}

impl ReviewError {
    pub(crate) fn save(what: &'static str) -> impl Fn(DbErr) -> Self {
        move |source| Self::Save { what, source }
    }

    pub(crate) fn stored(what: &'static str) -> impl Fn(serde_json::Error) -> Self {
        move |source| Self::Stored { what, source }
    }
}

/// A typed value that cannot be accepted, for the message beside its field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line; `None` for a value of the whole order.
    pub line: Option<LineId>,
    /// The new line it was typed into, from 0.
    pub row: Option<usize>,
    /// Which value.
    pub field: FieldName,
    /// Why, a stable short name: `not_a_date`, `ambiguous_date`, `not_a_number`, `ambiguous_number`, `not_positive`, `too_long`,
    /// `not_a_currency`, `not_editable`.
    pub problem: &'static str,
}
