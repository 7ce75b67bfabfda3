//! What an approved record sends out.
//!
//! What comes in: an order under review and a person's word. What goes out: a frozen revision, its forms byte for byte, and one letter in
//! the outbox, all in the transaction of the approval. It refuses orders with open objections, without lines, or held by a side room, and
//! it never changes what was approved: a recall opens the next revision.

pub mod forms;
pub mod order;
pub mod page;
pub mod requirements;
mod specification;
pub mod templates;

use crate::entity::ids::{FormId, OrderId};
use crate::ops::blobs::BlobError;
use crate::outbox::{ComposeError, OutboxError};
use crate::review::order::ReviewError;

/// Why nothing was released or recalled; nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum FulfilmentError {
    /// The order refuses: wrong state, outdated version, open objections …
    #[error(transparent)]
    Review(#[from] ReviewError),
    /// A form could not be made.
    #[error("making a form")]
    Form(#[from] forms::FormError),
    /// Forms are made elsewhere than on this thread, and that failed.
    #[error("the making of the forms was interrupted")]
    Interrupted,
    /// The letter cannot be written, for example because an address of the distribution list is none.
    #[error("writing the letter")]
    Letter(#[from] ComposeError),
    /// The outbox refuses: too late to recall, or no right to release.
    #[error(transparent)]
    Outbox(#[from] OutboxError),
    /// The letter of the order that is to be replaced is on its way, or nobody knows whether it has left.
    #[error("the letter of order {0} is on its way")]
    OtherIsLeaving(OrderId),
    /// There is nobody to send the forms to.
    #[error("the distribution list is empty")]
    NobodyToSendTo,
    /// The blob store refused.
    #[error("keeping the forms")]
    Blob(#[from] BlobError),
    /// There is no such form in this organisation.
    #[error("form {0} does not exist")]
    MissingForm(FormId),
}

impl From<sea_orm::DbErr> for FulfilmentError {
    fn from(source: sea_orm::DbErr) -> Self {
        Self::Review(ReviewError::Save { what: "a release", source })
    }
}
