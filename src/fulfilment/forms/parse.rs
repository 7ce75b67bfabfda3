//! Reads a workbook as a template, and says where it is not one.

use std::collections::BTreeMap;
use std::io::Cursor;

use umya_spreadsheet::{Cell, Worksheet};

use super::marks::{Piece, Presence, marks};
use super::measure::COLUMN_UNIT_POINTS;
use super::placeholders::Placeholder;
use super::sheet::{Template, TemplateCell, TemplateRow, column_letters};
use super::template::{TemplateFault, TemplateProblem, marker};

/// Space a cell keeps free on both sides of its text, in points.
const CELL_PADDING_POINTS: f64 = 4.0;

/// Rows and columns of a template, at most.
const ROWS_MAX: u32 = 300;
const COLUMNS_MAX: u32 = 60;

/// Values whose rows stay on one page.
const SUMS: [&str; 3] = ["subtotal", "tax", "total"];

impl Template {
    /// Parses the template workbook `bytes`.
    pub fn read(name: &'static str, bytes: &[u8]) -> Result<Self, TemplateFault> {
        let book = umya_spreadsheet::reader::xlsx::read_reader(Cursor::new(bytes), true)
            .map_err(|_| TemplateProblem::NotAWorkbook.anywhere())?;
        let sheet = book.sheet_collection().first().ok_or_else(|| TemplateProblem::NoSheet.anywhere())?;
        let at = |cell: Option<String>, problem| TemplateFault { sheet: Some(sheet.name().to_owned()), cell, problem };
        if sheet.highest_row() > ROWS_MAX || sheet.highest_column() > COLUMNS_MAX {
            return Err(at(None, TemplateProblem::TooLarge));
        }
        let widths: BTreeMap<u32, f64> =
            sheet.column_dimensions().iter().map(|column| (column.col_num(), column.width())).collect();
        let mut rows: Vec<TemplateRow> = (1..=sheet.highest_row()).map(|row| empty_row(sheet, row)).collect();
        let mut spans: BTreeMap<(u32, u32), u32> = BTreeMap::new();
        for range in sheet.merge_cells() {
            let corners = (|| {
                let left = range.coordinate_start_col()?.num();
                let right = range.coordinate_end_col()?.num();
                Some((left, range.coordinate_start_row()?.num(), right, range.coordinate_end_row()?.num()))
            })();
            let merged = || at(Some(range.range()), TemplateProblem::Merged);
            let (left, top, right, bottom) = corners.ok_or_else(merged)?;
            let row = rows.get_mut((top as usize).wrapping_sub(1)).ok_or_else(merged)?;
            row.merges.push((bottom.checked_sub(top).ok_or_else(merged)? + 1, left, right));
            spans.insert((top, left), right);
        }
        for cell in sheet.cells_sorted() {
            let (row, column) = (cell.coordinate().row_num(), cell.coordinate().col_num());
            let right = spans.get(&(row, column)).copied().unwrap_or(column);
            let width = (column..=right).map(|c| widths.get(&c).copied().unwrap_or(8.43)).sum::<f64>();
            rows[row as usize - 1]
                .add(cell, width * COLUMN_UNIT_POINTS - CELL_PADDING_POINTS)
                .map_err(|problem| at(Some(cell.coordinate().to_string()), problem))?;
        }
        for (index, row) in rows.iter().enumerate() {
            for (span, left, _) in &row.merges {
                let place = || at(Some(format!("{}{}", column_letters(*left), index + 1)), TemplateProblem::Merged);
                let covered = rows.get(index..index + *span as usize).ok_or_else(place)?;
                if *span > 1 && covered.iter().any(|row| row.presence != Presence::Always) {
                    return Err(place());
                }
            }
        }
        let footer = marks(sheet.header_footer().odd_footer().value()).map_err(|problem| at(None, problem))?.pieces;
        let sums = sums(&rows);
        Ok(Self { name, shell: shell(sheet), rows, footer, sums })
    }

    /// File name of the template.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Compares every placeholder with what the form has, and what the form needs with every placeholder.
    pub fn check(&self, known: &[Placeholder]) -> Result<(), TemplateFault> {
        let at =
            |cell: Option<String>, problem| TemplateFault { sheet: Some(self.shell.name().to_owned()), cell, problem };
        let is_list = |name: &str| known.iter().any(|place| place.list == Some(name));
        let mut met: Vec<Placeholder> = Vec::new();
        for row in &self.rows {
            let list = match &row.presence {
                Presence::Each(list) | Presence::If(list) => Some(list.as_str()),
                Presence::Always => None,
            };
            for cell in &row.cells {
                let place = || Some(cell.cell.coordinate().to_string());
                if cell.pieces.is_some()
                    && let Some(list) = list.filter(|list| !is_list(list))
                {
                    return Err(at(place(), TemplateProblem::Unknown(list.to_owned())));
                }
                for piece in cell.pieces.iter().flatten() {
                    let found = find(known, piece, list).map_err(|name| at(place(), TemplateProblem::Unknown(name)))?;
                    met.extend(found);
                }
            }
        }
        for piece in &self.footer {
            met.extend(find(known, piece, None).map_err(|name| at(None, TemplateProblem::Unknown(name)))?);
        }
        let missing = known.iter().find(|place| place.is_needed && !met.contains(place));
        missing.map_or(Ok(()), |place| Err(at(None, TemplateProblem::Missing(marker(place)))))
    }
}

impl TemplateRow {
    /// Takes over one cell of the template.
    fn add(&mut self, cell: &Cell, width: f64) -> Result<(), TemplateProblem> {
        let text = cell.value();
        if cell.is_formula() {
            return Err(TemplateProblem::Formula);
        }
        let pieces = if text.contains("{{") {
            let marks = marks(&text)?;
            if self.presence != Presence::Always
                && marks.presence != Presence::Always
                && self.presence != marks.presence
            {
                return Err(TemplateProblem::TwoLists);
            }
            if marks.presence != Presence::Always {
                self.presence = marks.presence;
            }
            Some(marks.pieces)
        } else {
            None
        };
        self.cells.push(TemplateCell { cell: cell.clone(), width, pieces });
        Ok(())
    }
}

/// The entry of the table that a piece names; `Err` with its name when there is none.
fn find(known: &[Placeholder], piece: &Piece, list: Option<&str>) -> Result<Option<Placeholder>, String> {
    let (list, name) = match piece {
        Piece::Text(_) => return Ok(None),
        Piece::Value(name) => (None, name),
        Piece::Entry(name) => (list, name),
    };
    let found = known.iter().find(|place| place.list == list && place.name == name).copied();
    let full = || list.map_or_else(|| name.clone(), |list| format!("{list}.{name}"));
    found.map(Some).ok_or_else(full)
}

/// First and last row that print a sum.
fn sums(rows: &[TemplateRow]) -> Option<(u32, u32)> {
    let is_sum = |piece: &Piece| matches!(piece, Piece::Value(name) if SUMS.contains(&name.as_str()));
    let prints = |row: &TemplateRow| row.cells.iter().any(|cell| cell.pieces.iter().flatten().any(is_sum));
    let first = rows.iter().position(prints)?;
    let last = rows.iter().rposition(prints)?;
    Some((u32::try_from(first).ok()? + 1, u32::try_from(last).ok()? + 1))
}

fn empty_row(sheet: &Worksheet, row: u32) -> TemplateRow {
    let height = sheet.row_dimension(row).map(|row| row.height()).filter(|height| *height > 0.0);
    TemplateRow { cells: Vec::new(), merges: Vec::new(), height, presence: Presence::Always }
}

/// The sheet without cells, rows and merged ranges.
fn shell(sheet: &Worksheet) -> Worksheet {
    let mut shell = sheet.clone();
    let places: Vec<(u32, u32)> =
        shell.cells().iter().map(|cell| (cell.coordinate().col_num(), cell.coordinate().row_num())).collect();
    for place in places {
        shell.remove_cell(place);
    }
    shell.row_dimensions_to_hashmap_mut().clear();
    shell.merge_cells_mut().clear();
    shell
}

#[cfg(test)]
mod tests {
    use super::super::tested::template;
    use super::*;

    #[test]
    fn a_template_that_would_print_wrong_is_refused() {
        let fault = |template: Result<Template, TemplateFault>| {
            let fault = template.err().unwrap();
            (fault.cell.unwrap_or_default(), fault.problem)
        };
        let merged = |cell: &str| (cell.to_owned(), TemplateProblem::Merged);
        assert_eq!(fault(Template::read("test.xlsx", b"no workbook")).1, TemplateProblem::NotAWorkbook);
        assert_eq!(fault(template(&["a"], &[], Some("SUM(A1:A1)"))), ("B1".into(), TemplateProblem::Formula));
        assert_eq!(fault(template(&["{{line.a}}", "b"], &["A1:B2"], None)), merged("A1"));
        assert_eq!(fault(template(&["a", "{{?line}}b"], &["A1:B2"], None)), merged("A1"));
        assert_eq!(fault(template(&["a", "{{broken"], &[], None)), ("A2".into(), TemplateProblem::OpenBraces));
        assert_eq!(fault(template(&["{{a.x}} {{b.y}}"], &[], None)), ("A1".into(), TemplateProblem::TwoLists));
    }

    #[test]
    fn a_placeholder_that_no_form_has_and_one_that_is_needed_are_named_with_their_place() {
        let known = |list, name, is_needed| Placeholder { list, name, is_needed };
        let table = [known(None, "customer", true), known(Some("line"), "code", true)];
        let check = |cells: &[&str]| {
            let fault = template(cells, &[], None).unwrap().check(&table).err();
            fault.map(|fault| (fault.cell.unwrap_or_default(), fault.problem))
        };
        let unknown = |cell: &str, name: &str| Some((cell.to_owned(), TemplateProblem::Unknown(name.to_owned())));
        let missing = |name: &str| Some((String::new(), TemplateProblem::Missing(name.to_owned())));
        assert_eq!(check(&["{{customer}}", "{{line.code}}"]), None);
        assert_eq!(check(&["{{customer}}", "{{line.code}}", "To {{name}}"]), unknown("A3", "name"));
        assert_eq!(check(&["{{customer}}", "{{line.colour}}"]), unknown("A2", "line.colour"));
        assert_eq!(check(&["{{customer}}", "{{row.code}}"]), unknown("A2", "row"));
        assert_eq!(check(&["{{customer}}", "{{?rows}}x", "{{line.code}}"]), unknown("A2", "rows"));
        assert_eq!(check(&["{{customer}}", "{{code}}"]), unknown("A2", "code"));
        assert_eq!(check(&["{{customer}}"]), missing("{{line.code}}"));
        assert_eq!(check(&["{{line.code}}"]), missing("{{customer}}"));
    }
}
