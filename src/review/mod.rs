//! A person's decision about an order.
//!
//! What comes in: a chosen extraction run and what matching proposes for it. What goes out: an order that a person corrected, settled and
//! either refused, set aside, or handed to fulfilment. It refuses moves that are not in the table of
//! [`crate::entity::states::OrderState::after`], edits made against an older version, and anything without a reason where one is owed.

pub mod evidence;
mod job;
pub mod objection;
pub mod order;
pub mod page;

pub use job::OpenOrders;
