//! The Office Order and the Works Orders as workbooks, filled from the templates in `templates/forms/`.
//!
//! A typed page struct comes in, one [`Form`] with a safe file name and the bytes of an `.xlsx` goes out. The labels are
//! those of the template; the phrases for absent values come from the caller ([`FormWords`]). The same page gives
//! the same bytes on every run, because what was approved is what is sent. Text of customers is always written as
//! text and never as a formula. Nothing here reads a database or a clock.

mod office;
mod works;

pub use office::{OfficeLine, OfficeOrder};
pub use works::WorksOrder;

/// A finished workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Name to store, attach and download it under, for example `Works_Order_WO-12022-1.xlsx`; letters, digits, `-`,
    /// `_` and `.` only, at most 120 bytes, never empty.
    pub file_name: String,
    /// The `.xlsx` file.
    pub bytes: Vec<u8>,
}

/// Why a form could not be made. Both faults lie in the template or the program, not in the order.
#[derive(Debug, thiserror::Error)]
pub enum FormError {
    /// The template workbook does not follow the rules of the fill engine.
    #[error("form template {template}: {fault}")]
    Template {
        /// File name of the template.
        template: &'static str,
        /// What is wrong with it.
        fault: String,
    },
    /// The workbook library failed.
    #[error("writing the workbook for {template}")]
    Write {
        /// File name of the template.
        template: &'static str,
        /// Its fault.
        #[source]
        source: umya_spreadsheet::XlsxError,
    },
}

/// Phrases a form prints in place of a value, in the language of the template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormWords {
    /// The line is not matched to a product: "unavailable".
    pub unavailable: &'static str,
    /// The catalogue keeps no value: "unknown".
    pub unknown: &'static str,
    /// The order states no value (customer, date, colour): "not stated".
    pub not_stated: &'static str,
    /// No masterbatch or additive is used: "none".
    pub none: &'static str,
    /// The stated colour is not one of the product's: "unknown colour".
    pub unknown_colour: &'static str,
    /// No colour is stated and the product has several: "colour not stated".
    pub colour_not_stated: &'static str,
    /// No colour is stated and the product's only colour is printed: "only colour of this product".
    pub only_colour: &'static str,
    /// The rates of the mix exceed the whole: "rates exceed 100 %".
    pub impossible_rates: &'static str,
    /// The result is too large to be calculated: "too large".
    pub out_of_range: &'static str,
    /// Printed in the frame at the top when the instructions are too long for it: "See the notes at the end".
    pub see_notes: &'static str,
}
