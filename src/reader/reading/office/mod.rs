//! Office files of strangers → sheets of cells or text.
//!
//! Spreadsheets (XLSX, XLSM, XLSB, XLS, ODS) become sheets, documents (DOCX, ODT) text. Formulas count by the result
//! stored with them, macros and links are never looked at. What is protected by a password is
//! [`Unreadable::Encrypted`]; what unpacks to more than the limits below is [`Unreadable::TooLarge`] before it is
//! unpacked.

mod binary;
mod excel;
mod grid;
mod number;
mod open_document;
mod package;
mod word;
mod xml;

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::document::{Content, Unreadable};

pub(super) use grid::{Budget, Grid};
pub use grid::{CELLS_MAX, COLUMNS_MAX, ROWS_MAX, SHEETS_MAX};
pub use package::{OFFICE_BYTES_MAX, UNPACKED_BYTES_MAX};

/// Kinds of office files by their media types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Office {
    /// XLSX and XLSM.
    Workbook,
    /// XLSB.
    BinaryWorkbook,
    /// XLS.
    OldWorkbook,
    /// ODS.
    OpenSpreadsheet,
    /// DOCX and DOCM.
    Document,
    /// ODT.
    OpenText,
}

/// Media types as [`super::kind`] gives them.
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// See [`XLSX`].
pub(super) const XLSB: &str = "application/vnd.ms-excel.sheet.binary.macroenabled.12";
/// See [`XLSX`].
pub(super) const XLS: &str = "application/vnd.ms-excel";
/// See [`XLSX`].
pub(super) const ODS: &str = "application/vnd.oasis.opendocument.spreadsheet";
/// See [`XLSX`].
pub(super) const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// See [`XLSX`].
pub(super) const ODT: &str = "application/vnd.oasis.opendocument.text";

impl Office {
    /// The kind of a media type that this module reads.
    pub fn of(media_type: &str) -> Option<Self> {
        Some(match media_type {
            XLSX => Self::Workbook,
            XLSB => Self::BinaryWorkbook,
            XLS => Self::OldWorkbook,
            ODS => Self::OpenSpreadsheet,
            DOCX => Self::Document,
            ODT => Self::OpenText,
            _ => return None,
        })
    }
}

/// Reads an office file.
///
/// The libraries below are written against files that programs wrote; where one of them panics over bytes that none
/// did, the file is [`Unreadable::Damaged`].
pub(super) fn read(kind: Office, bytes: &[u8]) -> Result<Content, Unreadable> {
    if bytes.len() > OFFICE_BYTES_MAX {
        return Err(Unreadable::TooLarge);
    }
    let read = || match kind {
        Office::Workbook => excel::workbook(bytes).and_then(sheets),
        Office::BinaryWorkbook => excel::binary_workbook(bytes).and_then(sheets),
        Office::OldWorkbook => excel::old_workbook(bytes).and_then(sheets),
        Office::OpenSpreadsheet => open_document::spreadsheet(bytes).and_then(sheets),
        Office::Document => word::document(bytes).and_then(text),
        Office::OpenText => open_document::text(bytes).and_then(text),
    };
    catch_unwind(AssertUnwindSafe(read)).unwrap_or(Err(Unreadable::Damaged))
}

fn sheets(sheets: Vec<super::SheetOfCells>) -> Result<Content, Unreadable> {
    if sheets.iter().all(|sheet| sheet.rows.is_empty()) {
        return Err(Unreadable::Empty);
    }
    Ok(Content::Sheets { sheets })
}

fn text(text: String) -> Result<Content, Unreadable> {
    if text.trim().is_empty() { Err(Unreadable::Empty) } else { Ok(Content::Text { text }) }
}
