//! Cells as they come → rows of a sheet, within limits for the whole file.

use crate::reading::{SheetOfCells, Unreadable};

/// Most rows of a sheet; a filled cell further down is refused.
pub const ROWS_MAX: usize = 50_000;
/// Most columns of a sheet.
pub const COLUMNS_MAX: usize = 1_000;
/// Most filled cells of a file.
pub const CELLS_MAX: usize = 300_000;
/// Most sheets of a file.
pub const SHEETS_MAX: usize = 100;
/// Characters kept of one cell: no order has longer ones, and machine output is cut.
const CELL_CHARS_MAX: usize = 4_000;
/// Most places for cells of a file, empty ones before a filled one included.
const PLACES_MAX: usize = 2_000_000;
/// Most bytes of text in all cells of a file.
const CELL_BYTES_MAX: usize = 8 << 20;

/// What is left of the limits of one file.
#[derive(Debug)]
pub(in crate::reading) struct Budget {
    cells: usize,
    places: usize,
    bytes: usize,
}

impl Default for Budget {
    /// The limits of a fresh file.
    fn default() -> Self {
        Self { cells: CELLS_MAX, places: PLACES_MAX, bytes: CELL_BYTES_MAX }
    }
}

/// The cells of one sheet.
#[derive(Debug, Default)]
pub(in crate::reading) struct Grid {
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// Puts a text into a cell; an empty one takes no room. Row and column count from 0.
    pub fn put(&mut self, budget: &mut Budget, (row, column): (usize, usize), text: &str) -> Result<(), Unreadable> {
        let text = clean(text);
        if text.is_empty() {
            return Ok(());
        }
        if row >= ROWS_MAX || column >= COLUMNS_MAX {
            return Err(Unreadable::TooLarge);
        }
        budget.cells = budget.cells.checked_sub(1).ok_or(Unreadable::TooLarge)?;
        budget.bytes = budget.bytes.checked_sub(text.len()).ok_or(Unreadable::TooLarge)?;
        if self.rows.len() <= row {
            self.rows.resize(row + 1, Vec::new());
        }
        let cells = &mut self.rows[row];
        if cells.len() <= column {
            budget.places = budget.places.checked_sub(column + 1 - cells.len()).ok_or(Unreadable::TooLarge)?;
            cells.resize(column + 1, String::new());
        }
        cells[column] = text;
        Ok(())
    }

    /// The finished sheet.
    pub fn into_sheet(self, name: &str, hidden: bool, is_typed: bool) -> SheetOfCells {
        SheetOfCells { name: name.chars().take(100).collect(), hidden, is_typed, rows: self.rows }
    }
}

/// `\n` line ends, no other control characters, no blanks around it, of bearable length.
fn clean(text: &str) -> String {
    let text = text.trim();
    if !text.contains(char::is_control) && text.len() <= CELL_CHARS_MAX {
        return text.trim_matches('\u{feff}').to_owned();
    }
    let one = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept = one.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t'));
    kept.take(CELL_CHARS_MAX).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_end_with_their_last_filled_cell_and_the_sheet_with_its_last_filled_row() {
        let (mut grid, mut budget) = (Grid::default(), Budget::default());
        grid.put(&mut budget, (2, 1), " LOCAP2\r\nBlack ").unwrap();
        grid.put(&mut budget, (9, 9), "  ").unwrap();
        let sheet = grid.into_sheet("Order", false, true);
        assert_eq!(sheet.rows, [vec![], vec![], vec![String::new(), "LOCAP2\nBlack".to_owned()]]);
    }

    #[test]
    fn a_lonely_cell_at_the_far_end_costs_nothing_and_is_refused() {
        let (mut grid, mut budget) = (Grid::default(), Budget::default());
        assert_eq!(grid.put(&mut budget, (1_048_575, 0), "x"), Err(Unreadable::TooLarge));
        assert_eq!(grid.put(&mut budget, (0, 16_383), "x"), Err(Unreadable::TooLarge));
        assert!(grid.rows.is_empty());
    }

    #[test]
    fn a_file_of_too_many_cells_or_too_much_text_is_refused() {
        let mut grid = Grid::default();
        let mut few = Budget { cells: 1, ..Budget::default() };
        grid.put(&mut few, (0, 0), "x").unwrap();
        assert_eq!(grid.put(&mut few, (0, 1), "x"), Err(Unreadable::TooLarge));
        let mut short = Budget { bytes: 3, ..Budget::default() };
        assert_eq!(grid.put(&mut short, (0, 0), "xxxx"), Err(Unreadable::TooLarge));
    }

    #[test]
    fn cells_at_the_right_edge_of_every_row_are_refused_before_they_fill_the_memory() {
        let (mut grid, mut budget) = (Grid::default(), Budget::default());
        let refused = (0..ROWS_MAX).find_map(|row| grid.put(&mut budget, (row, COLUMNS_MAX - 1), "x").err());
        assert_eq!(refused, Some(Unreadable::TooLarge));
        assert!(grid.rows.len() <= PLACES_MAX / COLUMNS_MAX + 1);
    }

    #[test]
    fn a_cell_of_a_book_is_cut() {
        assert_eq!(clean(&"é".repeat(1_000_000)).chars().count(), CELL_CHARS_MAX);
        assert_eq!(clean("a\u{0}b\u{7}c"), "abc");
    }
}
