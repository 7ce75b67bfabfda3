//! A form as a person opens it.

use std::io::Cursor;

use calamine::{Data, Range, Reader as _, Xlsx};

/// The first sheet of a workbook, read back by another program than the one that wrote it.
pub struct Workbook(Range<Data>);

impl Workbook {
    /// Opens the bytes of a form.
    pub fn open(bytes: &[u8]) -> Self {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
        let name = book.sheet_names()[0].clone();
        Self(book.worksheet_range(&name).unwrap())
    }

    /// The value in the cell right of the one that reads `label`.
    pub fn beside(&self, label: &str) -> String {
        self.row_of(label).remove(1)
    }

    /// The cell that reads `label` and what follows it in its row; numbers plain, dates as `06/02/2026`.
    pub fn row_of(&self, label: &str) -> Vec<String> {
        let found = self.0.used_cells().find(|(_, _, cell)| shown(cell) == label);
        let (row, column, _) = found.unwrap_or_else(|| panic!("no cell reads {label}: {:?}", self.texts()));
        self.0.rows().nth(row).unwrap()[column..].iter().map(shown).collect()
    }

    /// Every cell that is not empty, row by row.
    pub fn texts(&self) -> Vec<String> {
        self.0.used_cells().map(|(_, _, cell)| shown(cell)).collect()
    }

    /// Whether some cell reads `text`.
    pub fn reads(&self, text: &str) -> bool {
        self.texts().iter().any(|cell| cell == text)
    }
}

fn shown(cell: &Data) -> String {
    match cell {
        Data::DateTime(value) => {
            let days = value.as_f64().to_string().parse().unwrap();
            let day = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap() + chrono::Days::new(days);
            day.format("%d/%m/%Y").to_string()
        }
        other => other.to_string(),
    }
}

/// The text of a cell as a spreadsheet program shows it: the library leaves out some of what a number format puts behind the
/// number, such as a slash.
pub fn as_shown(cell: &umya_spreadsheet::Cell) -> String {
    let format = cell.style().number_format().map_or("", |format| format.format_code());
    let behind = format.split('"').nth(1).filter(|_| cell.value_number().is_some()).unwrap_or_default();
    let shown = cell.formatted_value();
    if shown.ends_with(behind) { shown } else { format!("{shown}{behind}") }
}
