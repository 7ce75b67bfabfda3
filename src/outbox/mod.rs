//! Everything that leaves the house.
//!
//! A room composes the exact bytes once ([`compose`]), stores them as a blob, and [`post`]s a letter in the transaction that decides. From
//! then on the bytes never change: the job [`SendOutbox`] ships them when the time has come, and until then the letter can be [`recall`]ed.
//!
//! ## Sent once or visibly held
//! `waiting → sending → sent`. A letter becomes `sending`, in a commit of its own, only when the other side is ready to take it over; whatever
//! fails before that certainly did not send it, so it waits and is tried again, five times in all, and then is `failed`. After that commit
//! there are four ends: taken over (`sent`, with the receipt), refused (`waiting` again, or `failed`), and, when the line was cut or the
//! process died before an answer, either proof from the folder or `held`: nobody can know whether it left, and a person decides. It is
//! never sent a second time without that person.
//!
//! ## What is refused
//! Line breaks in subjects, names and addresses; letters without an approver who has the right; letters of the desk itself to anybody but
//! own members; two letters with one Message-ID.

mod compose;
mod folder;
mod job;
mod letters;
mod sender;
mod smtp;
mod trouble;

pub use compose::{Attachment, ComposeError, Draft, compose, new_message_id};
pub use folder::Folder;
pub use job::SendOutbox;
pub use letters::{Letter, LetterState, OutboxError, letters_of, mark_arrived, post, recall, send_again};
pub use sender::{Delivery, Parcel, Proof, Ready, Refusal, Sender};
pub use smtp::{Limits, Smtp};
pub use trouble::{NotSent, Trouble, not_sent};
