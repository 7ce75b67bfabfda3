//! Documents → found values, with the place of each.
//!
//! Extraction decides what kind of message it is and, for an order, finds header values and lines by rules.
//! The result is the same for the same reading, hints and version; nothing here knows our records.
//!
//! * [`extract`] — the one way in;
//! * `kind` — order or not, only with positive evidence; `earlier` — changes of an order that was placed before;
//! * `sheet`, `rows`, `blocks` — pages and text in one shape, rows of words;
//! * `conventions` — decimal sign, date order and dollar of a message;
//! * `electronic` — EDIFACT, X12, TRADACOMS, UBL, Order-X, cXML: stated values, nothing to find;
//! * `notice` — what the others say: confirmations, shipments, invoices, receipts;
//! * `quoted` — where a mail ends and what it quotes begins;
//! * `order` — one document read as an order, and mail and document put together;
//! * [`grounding`] — whether a value really stands where it says.

mod blocks;
mod conventions;
mod earlier;
mod electronic;
mod extract;
mod found;
pub mod grounding;
mod kind;
mod notice;
mod order;
mod quoted;
mod rows;
mod scanned;
mod sheet;
mod tidy;
mod title;

pub use electronic::{Recognised, is_electronic_rule};
pub use extract::{ADDED, BY_HAND, Extraction, Hints, IsCode, extract};
pub use found::{Delivery, EXTRACTOR_VERSION, Electronic, FoundLine, FoundNotice, FoundOrder, Kind};
pub use order::{company_key, is_confirmed, is_same_company, names_code};
