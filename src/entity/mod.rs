//! One model per table, foldered by the room that owns it, with typed ids, states and the table of moves.
//!
//! A table of an organisation is read through [`OfOrganisation::of`], which asks for a [`Scope`] first; there is no other way that a
//! reviewer of this code should accept. Columns are explained where they are not obvious; the schema stands in `migration/`.
#![allow(missing_docs, reason = "column names are the field's own words; SeaORM generates the rest")]

mod exact;
mod few;
pub mod ids;
mod scope;
pub mod states;

mod catalogue;
mod intake;
mod orders;
mod people;
mod work;

pub use catalogue::{
    alias, customer, customer_domain, customer_name, generation, import, manufacturing, material, packaging, price,
    product,
};
pub use exact::Exact;
pub use few::{few, only};
pub use intake::reading::Reading as StoredReading;
pub use intake::{blob, count as message_count, document, message, run, source};
pub use orders::{count as order_count, form, form_template, hold, line, number, objection, order, revision};
pub use people::settings::Settings;
pub use people::{membership, organisation, session, user};
pub use scope::{OfOrganisation, Scope};
pub use work::{job, journal, journal_check, once_key, outbox};
