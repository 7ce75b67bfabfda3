//! Reads documents into positioned words and finds the values of an order in them.
//!
//! Bytes come in, values with the place they came from go out. There is no database, no network and no
//! clock here: the same bytes and the same version give the same answer, in a test, in a fuzzer and on the desk.
//!
//! * [`units`] — money, quantities, dates and text, exact and without guessing;
//! * [`evidence`] — where a value came from and how well it is supported;
//! * [`reading`] — bytes → documents of positioned words;
//! * [`extraction`] — documents → found values.
//!
//! A folder may use the ones above it in this list, never the ones below.

pub mod evidence;
pub mod extraction;
pub mod reading;
pub mod units;
