//! Orders.
pub mod count;
pub mod form;
pub mod form_template;
pub mod hold;
pub mod line;
pub mod number;
pub mod objection;
pub mod order;
pub mod revision;
