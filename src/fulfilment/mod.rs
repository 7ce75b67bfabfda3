//! What an approved record sends out.

pub mod forms;
pub mod requirements;
