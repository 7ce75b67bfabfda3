//! Workbooks of Excel: XLSX and XLSM, XLSB, XLS.

use std::collections::{HashMap, HashSet};
use std::io::Cursor;

use calamine::{
    Cell, CellErrorType, Data, DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xls, XlsError, Xlsb, XlsbError,
    Xlsx, XlsxError,
};

use super::binary::{self, Formats};
use super::number::NumberFormat;
use super::package::Package;
use super::{Budget, Grid, SHEETS_MAX};
use crate::reading::{SheetOfCells, Unreadable};

/// The sheets of an XLSX or XLSM file.
pub(super) fn workbook(bytes: &[u8]) -> Result<Vec<SheetOfCells>, Unreadable> {
    Package::open(bytes)?.weigh()?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| of_xlsx(&error))?;
    let mut budget = Budget::default();
    let mut formats: HashMap<usize, NumberFormat> = HashMap::new();
    let mut sheets = Vec::new();
    for (name, hidden) in worksheets(book.sheets_metadata())? {
        let results = formulas(&mut book, &name)?;
        let mut grid = Grid::default();
        let mut cells = book.worksheet_cells_reader(&name).map_err(|error| of_xlsx(&error))?;
        while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(|error| of_xlsx(&error))? {
            let format = formats.entry(style).or_insert_with(|| {
                let code = cells.styles().get(style).and_then(|style| style.number_format.as_ref());
                code.map(|format| NumberFormat::of(&format.format_code)).unwrap_or_default()
            });
            put(&mut grid, &mut budget, &cell, format, results.contains(&cell.get_position()))?;
        }
        sheets.push(grid.into_sheet(&name, hidden, true));
    }
    Ok(sheets)
}

/// The cells whose value a formula gave.
fn formulas(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<HashSet<(u32, u32)>, Unreadable> {
    let mut cells = book.worksheet_cells_reader(name).map_err(|error| of_xlsx(&error))?;
    let mut found = HashSet::new();
    // The texts of the formulas are nobody's business; one that cannot be understood only loses its mark.
    while let Ok(Some(cell)) = cells.next_cell_with_formula_metadata() {
        if cell.formula.is_some() {
            found.insert(cell.pos);
        }
    }
    Ok(found)
}

/// The sheets of an XLSB file; its number formats are not read, only which cells are dates.
pub(super) fn binary_workbook(bytes: &[u8]) -> Result<Vec<SheetOfCells>, Unreadable> {
    Package::open(bytes)?.weigh()?;
    let mut book: Xlsb<_> = Xlsb::new(Cursor::new(bytes)).map_err(|error| of_xlsb(&error))?;
    let mut budget = Budget::default();
    let mut sheets = Vec::new();
    for (name, hidden) in worksheets(book.sheets_metadata())? {
        let mut grid = Grid::default();
        let mut cells = book.worksheet_cells_reader(&name).map_err(|error| of_xlsb(&error))?;
        while let Some(cell) = cells.next_cell().map_err(|error| of_xlsb(&error))? {
            put(&mut grid, &mut budget, &cell, &NumberFormat::default(), false)?;
        }
        sheets.push(grid.into_sheet(&name, hidden, true));
    }
    Ok(sheets)
}

/// The sheets of an XLS file.
pub(super) fn old_workbook(bytes: &[u8]) -> Result<Vec<SheetOfCells>, Unreadable> {
    // Walks over the records first: it knows the number formats, and refuses sheets that would not fit into memory.
    let formats = binary::formats(bytes)?;
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(|error| of_xls(&error))?;
    let mut budget = Budget::default();
    let mut sheets = Vec::new();
    for (name, hidden) in worksheets(book.sheets_metadata())? {
        let range = book.worksheet_range(&name).map_err(|error| of_xls(&error))?;
        let (top, left) = range.start().unwrap_or_default();
        let mut grid = Grid::default();
        for (row, column, value) in range.used_cells() {
            let position = (top + row as u32, left + column as u32);
            let Formats { of_cell, results } = &formats;
            let at = (name.clone(), position);
            let format = of_cell.get(&at).cloned().unwrap_or_default();
            let cell = Cell::new(position, borrowed(value));
            put(&mut grid, &mut budget, &cell, &format, results.contains(&at))?;
        }
        sheets.push(grid.into_sheet(&name, hidden, true));
    }
    Ok(sheets)
}

fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(is_true) => DataRef::Bool(*is_true),
        Data::DateTime(time) => DataRef::DateTime(*time),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// Names of the sheets that hold cells, and whether each is hidden.
fn worksheets(all: &[calamine::Sheet]) -> Result<Vec<(String, bool)>, Unreadable> {
    let with_cells = all.iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let named: Vec<(String, bool)> =
        with_cells.map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible)).collect();
    if named.len() > SHEETS_MAX { Err(Unreadable::TooLarge) } else { Ok(named) }
}

fn put(
    grid: &mut Grid, budget: &mut Budget, cell: &Cell<DataRef<'_>>, format: &NumberFormat, is_result: bool,
) -> Result<(), Unreadable> {
    let (row, column) = cell.get_position();
    let at = (row as usize, column as usize);
    match cell.get_value() {
        DataRef::Empty => Ok(()),
        DataRef::String(text) => grid.put(budget, at, &unescaped(text)),
        DataRef::SharedString(text) => grid.put(budget, at, &unescaped(text)),
        DataRef::Int(number) => grid.put(budget, at, &format.show(*number as f64, is_result)),
        DataRef::Float(number) => grid.put(budget, at, &format.show(*number, is_result)),
        DataRef::Bool(is_true) => grid.put(budget, at, if *is_true { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(time) => grid.put(budget, at, &date(*time)),
        DataRef::DateTimeIso(text) => grid.put(budget, at, &iso(text)),
        DataRef::DurationIso(text) => grid.put(budget, at, text),
        DataRef::Error(error) => grid.put(budget, at, error_text(error)),
    }
}

/// The date of a cell as `2026-11-21`, with its time where there is one; a time alone as `14:05`.
fn date(time: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, ..) = time.to_ymd_hms_milli();
    let is_midnight = time.as_f64().fract().abs() < 1e-9;
    match (time.is_duration(), time.as_f64() < 1.0, is_midnight) {
        (true, ..) => {
            let minutes = (time.as_f64() * 24.0 * 60.0).round();
            format!("{}:{:02}", (minutes / 60.0).floor(), minutes.rem_euclid(60.0))
        }
        (_, true, _) => format!("{hour:02}:{minute:02}"),
        (_, _, true) => format!("{year:04}-{month:02}-{day:02}"),
        _ => format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}"),
    }
}

/// `2026-11-21T00:00:00` without what nobody wrote.
pub(super) fn iso(text: &str) -> String {
    let (day, time) = text.split_once('T').unwrap_or((text, ""));
    let minutes: String = time.chars().take(5).collect();
    if minutes.is_empty() || minutes == "00:00" { day.to_owned() } else { format!("{day} {minutes}") }
}

/// `_x000D_` and its like, with which Excel writes characters that XML does not allow.
fn unescaped(text: &str) -> String {
    let mut parts = text.split("_x");
    let mut clear = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..5).filter(|code| code.ends_with('_')).and_then(|code| code.get(..4));
        match code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                clear.push(c);
                clear.push_str(part.get(5..).unwrap_or_default());
            }
            None => {
                clear.push_str("_x");
                clear.push_str(part);
            }
        }
    }
    clear
}

fn error_text(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

fn of_xlsx(error: &XlsxError) -> Unreadable {
    if matches!(error, XlsxError::Password) { Unreadable::Encrypted } else { Unreadable::Damaged }
}

fn of_xlsb(error: &XlsbError) -> Unreadable {
    if matches!(error, XlsbError::Password) { Unreadable::Encrypted } else { Unreadable::Damaged }
}

fn of_xls(error: &XlsError) -> Unreadable {
    if matches!(error, XlsError::Password) { Unreadable::Encrypted } else { Unreadable::Damaged }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_xml_does_not_allow_are_decoded_and_codes_that_look_alike_stay() {
        assert_eq!(unescaped("a_x000D_b"), "a\rb");
        assert_eq!(unescaped("BOX_x12"), "BOX_x12");
        assert_eq!(unescaped("_xZZZZ_é_x"), "_xZZZZ_é_x");
    }

    #[test]
    fn dates_lose_a_midnight_that_nobody_wrote() {
        assert_eq!(iso("2026-11-21T00:00:00"), "2026-11-21");
        assert_eq!(iso("2026-11-21T14:05:00"), "2026-11-21 14:05");
        let day = |value| date(ExcelDateTime::new(value, calamine::ExcelDateTimeType::DateTime, false));
        assert_eq!(day(46_347.0), "2026-11-21");
        assert_eq!(day(46_347.5), "2026-11-21 12:00");
        assert_eq!(day(0.25), "06:00");
    }
}
