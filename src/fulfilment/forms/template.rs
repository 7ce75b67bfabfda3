//! The templates the forms are filled from: the built-in ones, and workbooks of the organisation's own.

use std::io::{Cursor, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, LazyLock};

use zip::ZipArchive;

use super::placeholders::{Placeholder, placeholders};
use super::sheet::Template;
use super::{FormError, measure};
use crate::entity::ids::BlobHash;
use crate::entity::states::FormKind;

/// Bytes of an uploaded template, at most.
pub const TEMPLATE_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Bytes of everything inside it once unpacked, at most.
const UNPACKED_BYTES_MAX: u64 = 24 * 1024 * 1024;
/// Files inside it, at most.
const ENTRIES_MAX: usize = 300;
/// How an encrypted workbook and one of the old kind begin.
const COMPOUND_FILE: [u8; 4] = [0xd0, 0xcf, 0x11, 0xe0];

/// A template that was read and checked: it can be filled. Cheap to clone.
#[derive(Clone)]
pub struct FormTemplate {
    hash: BlobHash,
    template: Arc<Template>,
}

/// Why a workbook cannot be a template, and where in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} {}: {problem:?}", sheet.as_deref().unwrap_or("workbook"), cell.as_deref().unwrap_or("as a whole"))]
pub struct TemplateFault {
    /// Name of the sheet.
    pub sheet: Option<String>,
    /// The cell, such as `B4`; the footer has none.
    pub cell: Option<String>,
    /// What is wrong.
    pub problem: TemplateProblem,
}

/// What is wrong with a workbook that should be a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TemplateProblem {
    /// Larger than two megabytes, or than 24 once unpacked, or with too many rows, columns or parts.
    TooLarge,
    /// Protected by a password, or of the old kind (`.xls`).
    Encrypted,
    /// Not a workbook, or a damaged one.
    NotAWorkbook,
    /// With macros.
    Macros,
    /// Without a sheet.
    NoSheet,
    /// A formula: cells are filled with values.
    Formula,
    /// `{{` without `}}`.
    OpenBraces,
    /// Two lists in one row.
    TwoLists,
    /// A merged range over rows that are repeated or left out, or one that goes beyond the sheet.
    Merged,
    /// No value has this name.
    Unknown(String),
    /// A value that the form cannot do without.
    Missing(String),
}

impl TemplateProblem {
    /// The fault of the workbook as a whole.
    pub(super) fn anywhere(self) -> TemplateFault {
        TemplateFault { sheet: None, cell: None, problem: self }
    }
}

static OFFICE: LazyLock<Result<FormTemplate, TemplateFault>> =
    LazyLock::new(|| FormTemplate::read(FormKind::OfficeOrder, FormTemplate::builtin_bytes(FormKind::OfficeOrder)));
static WORKS: LazyLock<Result<FormTemplate, TemplateFault>> =
    LazyLock::new(|| FormTemplate::read(FormKind::WorksOrder, FormTemplate::builtin_bytes(FormKind::WorksOrder)));

impl FormTemplate {
    /// The template this program brings along.
    ///
    /// # Errors
    /// Ours is faulty; a test reads it.
    pub fn builtin(kind: FormKind) -> Result<Self, FormError> {
        let read = if kind == FormKind::OfficeOrder { &OFFICE } else { &WORKS };
        read.as_ref()
            .cloned()
            .map_err(|fault| FormError::Template { template: file_name(kind), fault: fault.to_string() })
    }

    /// The same as a workbook, to be changed and uploaded.
    pub fn builtin_bytes(kind: FormKind) -> &'static [u8] {
        match kind {
            FormKind::OfficeOrder => include_bytes!("../../../templates/forms/office-order.xlsx"),
            FormKind::WorksOrder => include_bytes!("../../../templates/forms/works-order.xlsx"),
        }
    }

    /// Reads and checks a workbook: its size before and after unpacking, macros, encryption, formulas, and every placeholder against what
    /// a form of this kind has.
    ///
    /// # Errors
    /// The first fault, with its place.
    pub fn read(kind: FormKind, bytes: &[u8]) -> Result<Self, TemplateFault> {
        inspect(bytes).map_err(TemplateProblem::anywhere)?;
        // The library that opens it was not made for hostile files; a file it falls over is none of ours.
        let read = catch_unwind(AssertUnwindSafe(|| Template::read(file_name(kind), bytes)));
        let template = read.map_err(|_| TemplateProblem::NotAWorkbook.anywhere())??;
        template.check(placeholders(kind))?;
        Ok(Self { hash: BlobHash::of(bytes), template: Arc::new(template) })
    }

    /// SHA-256 of the workbook.
    pub fn hash(&self) -> &BlobHash {
        &self.hash
    }

    pub(super) fn sheet(&self) -> &Template {
        &self.template
    }

    /// Width and font of the cell that prints `list`; a checked template has it.
    pub(super) fn room(&self, list: &'static str) -> Result<(f64, measure::Font), FormError> {
        let fault =
            || FormError::Template { template: self.template.name(), fault: format!("no row prints the list {list}") };
        self.template.room(list).ok_or_else(fault)
    }
}

impl std::fmt::Debug for FormTemplate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("FormTemplate").field(&self.hash).finish()
    }
}

/// File name of the template of a kind.
pub const fn file_name(kind: FormKind) -> &'static str {
    match kind {
        FormKind::OfficeOrder => "office-order.xlsx",
        FormKind::WorksOrder => "works-order.xlsx",
    }
}

/// Looks at the archive before anything is unpacked into memory.
fn inspect(bytes: &[u8]) -> Result<(), TemplateProblem> {
    if bytes.len() > TEMPLATE_BYTES_MAX {
        return Err(TemplateProblem::TooLarge);
    }
    if bytes.starts_with(&COMPOUND_FILE) {
        return Err(TemplateProblem::Encrypted);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| TemplateProblem::NotAWorkbook)?;
    if archive.len() > ENTRIES_MAX {
        return Err(TemplateProblem::TooLarge);
    }
    let mut left = UNPACKED_BYTES_MAX;
    let mut is_workbook = false;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|_| TemplateProblem::NotAWorkbook)?;
        if entry.encrypted() {
            return Err(TemplateProblem::Encrypted);
        }
        let name = entry.name().to_lowercase();
        if name.ends_with("vbaproject.bin") || name.contains("macrosheets/") {
            return Err(TemplateProblem::Macros);
        }
        is_workbook |= name == "xl/workbook.xml";
        // What the archive says about its own sizes is not believed.
        let size = std::io::copy(&mut (&mut entry).take(left + 1), &mut std::io::sink());
        let size = size.map_err(|_| TemplateProblem::NotAWorkbook)?;
        left = left.checked_sub(size).ok_or(TemplateProblem::TooLarge)?;
    }
    if is_workbook { Ok(()) } else { Err(TemplateProblem::NotAWorkbook) }
}

/// What a list or a value is called in a template: `{{line.code}}`, `{{customer}}`.
pub(super) fn marker(place: &Placeholder) -> String {
    match place.list {
        Some(list) => format!("{{{{{list}.{}}}}}", place.name),
        None => format!("{{{{{}}}}}", place.name),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;
    use zip::write::SimpleFileOptions;

    fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn refused(bytes: &[u8]) -> TemplateProblem {
        FormTemplate::read(FormKind::OfficeOrder, bytes).unwrap_err().problem
    }

    #[test]
    fn the_built_in_templates_are_read_and_have_everything() {
        for kind in [FormKind::OfficeOrder, FormKind::WorksOrder] {
            let template = FormTemplate::builtin(kind).unwrap();
            assert_eq!(template.hash(), &BlobHash::of(FormTemplate::builtin_bytes(kind)));
        }
    }

    #[test]
    fn what_is_no_workbook_is_refused() {
        assert_eq!(refused(b""), TemplateProblem::NotAWorkbook);
        assert_eq!(refused(b"Customer,PO"), TemplateProblem::NotAWorkbook);
        assert_eq!(refused(&archive(&[("word/document.xml", b"<x/>")])), TemplateProblem::NotAWorkbook);
        assert_eq!(refused(&archive(&[("xl/workbook.xml", b"<broken")])), TemplateProblem::NotAWorkbook);
    }

    #[test]
    fn macros_encryption_and_bombs_are_refused_before_anything_is_read() {
        let macros = archive(&[("xl/workbook.xml", b"<x/>"), ("xl/vbaProject.bin", b"x")]);
        assert_eq!(refused(&macros), TemplateProblem::Macros);
        assert_eq!(refused(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), TemplateProblem::Encrypted);
        let bomb = archive(&[("xl/workbook.xml", &vec![b' '; 25 * 1024 * 1024])]);
        assert!(bomb.len() < 100_000, "{}", bomb.len());
        assert_eq!(refused(&bomb), TemplateProblem::TooLarge);
        assert_eq!(refused(&vec![b'x'; TEMPLATE_BYTES_MAX + 1]), TemplateProblem::TooLarge);
    }

    #[test]
    fn the_template_of_the_other_form_is_refused_by_its_first_foreign_value() {
        let fault = FormTemplate::read(FormKind::OfficeOrder, FormTemplate::builtin_bytes(FormKind::WorksOrder));
        let fault = fault.unwrap_err();
        assert_eq!(fault.sheet.as_deref(), Some("Works Order"));
        assert!(matches!(fault.problem, TemplateProblem::Unknown(_)) && fault.cell.is_some(), "{fault}");
    }
}
