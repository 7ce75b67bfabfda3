//! A template made on the spot, for the tests of those who read and fill it.

use super::sheet::Template;
use super::template::TemplateFault;

/// A template whose first column holds `cells`.
pub(super) fn template(cells: &[&str], merges: &[&str], formula: Option<&str>) -> Result<Template, TemplateFault> {
    let mut book = umya_spreadsheet::new_file();
    let sheet = book.sheet_mut(0).unwrap();
    for (text, row) in cells.iter().zip(1..) {
        sheet.cell_mut((1, row)).set_value_string(*text);
    }
    for merge in merges {
        sheet.add_merge_cells(*merge);
    }
    if let Some(formula) = formula {
        sheet.cell_mut((2, 1)).set_formula(formula);
    }
    let mut bytes = Vec::new();
    umya_spreadsheet::writer::xlsx::write_writer(&book, &mut bytes).unwrap();
    Template::read("test.xlsx", &bytes)
}
