//! OpenDocument files: spreadsheets (ODS) and texts (ODT).

use super::excel::iso;
use super::number::NumberFormat;
use super::package::Package;
use super::xml::{Step, Tag, Walk};
use super::{Budget, COLUMNS_MAX, Grid, ROWS_MAX, SHEETS_MAX};
use crate::reading::{SheetOfCells, Unreadable};

/// The sheets of an ODS file.
pub(super) fn spreadsheet(bytes: &[u8]) -> Result<Vec<SheetOfCells>, Unreadable> {
    let xml = content(bytes)?;
    let mut sheets = Sheets { budget: Budget::default(), ..Sheets::default() };
    let mut walk = Walk::new(&xml);
    while let Some(step) = walk.next()? {
        match step {
            Step::Open(tag) => sheets.open(&tag)?,
            Step::Text(text) => sheets.text(&text),
            Step::Close(name) => sheets.close(&name)?,
        }
    }
    Ok(sheets.done)
}

/// The text of an ODT file: a paragraph a line, the cells of a table row on one line with a tabulator between them.
pub(super) fn text(bytes: &[u8]) -> Result<String, Unreadable> {
    let xml = content(bytes)?;
    let mut text = String::new();
    let (mut ignored, mut cells) = (0_usize, 0_usize);
    let mut walk = Walk::new(&xml);
    while let Some(step) = walk.next()? {
        match step {
            Step::Open(tag) if is_aside(&tag.name) => ignored += 1,
            Step::Close(name) if is_aside(&name) => ignored = ignored.saturating_sub(1),
            _ if ignored > 0 => {}
            Step::Open(tag) => match tag.name.as_str() {
                "text:tab" => text.push('\t'),
                "text:line-break" => text.push(if cells > 0 { ' ' } else { '\n' }),
                "text:s" => text.push(' '),
                "table:table-cell" => cells += 1,
                _ => {}
            },
            Step::Text(run) => text.push_str(&run.replace(['\n', '\r', '\t'], " ")),
            Step::Close(name) => match name.as_str() {
                "text:p" | "text:h" => text.push(if cells > 0 { ' ' } else { '\n' }),
                "table:table-cell" => {
                    cells = cells.saturating_sub(1);
                    text.push('\t');
                }
                "table:table-row" if cells == 0 => text.push('\n'),
                _ => {}
            },
        }
        if text.len() > crate::reading::TEXT_BYTES_MAX {
            return Err(Unreadable::TooLarge);
        }
    }
    Ok(text.lines().map(|line| format!("{}\n", line.trim_end())).collect())
}

fn is_aside(name: &str) -> bool {
    matches!(name, "office:annotation" | "text:tracked-changes" | "text:note" | "office:automatic-styles")
}

fn content(bytes: &[u8]) -> Result<String, Unreadable> {
    let mut package = Package::open(bytes)?;
    let manifest = package.text("META-INF/manifest.xml")?.unwrap_or_default();
    if manifest.contains("encryption-data") {
        return Err(Unreadable::Encrypted);
    }
    package.text("content.xml")?.ok_or(Unreadable::Damaged)
}

/// A cell while it is read.
#[derive(Default)]
struct OpenCell {
    value: Option<String>,
    kind: String,
    currency: Option<String>,
    is_result: bool,
    shown: String,
    repeated: usize,
}

/// The sheets while they are read.
#[derive(Default)]
struct Sheets {
    budget: Budget,
    done: Vec<SheetOfCells>,
    /// Table styles that are not displayed.
    hidden_styles: Vec<String>,
    style: Option<String>,
    sheet: Option<(String, bool, Grid)>,
    row: usize,
    rows_repeated: usize,
    column: usize,
    /// The texts of the row that is being read, by column.
    cells: Vec<(usize, String)>,
    cell: Option<OpenCell>,
    annotations: usize,
}

impl Sheets {
    fn open(&mut self, tag: &Tag<'_>) -> Result<(), Unreadable> {
        let repeated = |name: &str| tag.attribute(name).and_then(|count| count.parse().ok()).unwrap_or(1_usize).max(1);
        match tag.name.as_str() {
            "style:style" => self.style = tag.attribute("style:name"),
            "style:table-properties" if tag.attribute("table:display").as_deref() == Some("false") => {
                self.hidden_styles.extend(self.style.clone());
            }
            "table:table" => {
                if self.done.len() >= SHEETS_MAX {
                    return Err(Unreadable::TooLarge);
                }
                let is_hidden =
                    tag.attribute("table:style-name").is_some_and(|style| self.hidden_styles.contains(&style));
                self.sheet = Some((tag.attribute("table:name").unwrap_or_default(), is_hidden, Grid::default()));
                self.row = 0;
            }
            "table:table-row" => {
                (self.rows_repeated, self.column) = (repeated("table:number-rows-repeated"), 0);
                self.cells.clear();
            }
            "table:table-cell" | "table:covered-table-cell" => {
                let value = ["office:value", "office:date-value", "office:time-value", "office:string-value"];
                self.cell = Some(OpenCell {
                    value: value.into_iter().find_map(|name| tag.attribute(name)),
                    kind: tag.attribute("office:value-type").unwrap_or_default(),
                    currency: tag.attribute("office:currency"),
                    is_result: tag.attribute("table:formula").is_some(),
                    shown: String::new(),
                    repeated: repeated("table:number-columns-repeated"),
                });
            }
            "office:annotation" => self.annotations += 1,
            "text:s" | "text:tab" => self.text(" "),
            "text:line-break" => self.text("\n"),
            "text:p" if self.cell.as_ref().is_some_and(|cell| !cell.shown.is_empty()) => self.text("\n"),
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(cell) = self.cell.as_mut().filter(|_| self.annotations == 0) {
            cell.shown.push_str(text);
        }
    }

    fn close(&mut self, name: &str) -> Result<(), Unreadable> {
        match name {
            "office:annotation" => self.annotations = self.annotations.saturating_sub(1),
            "table:table-cell" | "table:covered-table-cell" => {
                let Some(cell) = self.cell.take() else { return Ok(()) };
                let text = cell.text();
                if !text.trim().is_empty() {
                    if self.column + cell.repeated > COLUMNS_MAX {
                        return Err(Unreadable::TooLarge);
                    }
                    let columns = self.column..self.column + cell.repeated;
                    self.cells.extend(columns.map(|column| (column, text.clone())));
                }
                self.column = self.column.saturating_add(cell.repeated);
            }
            "table:table-row" => {
                // Empty rows repeat a million times at the end of every sheet.
                if let Some((_, _, grid)) = self.sheet.as_mut().filter(|_| !self.cells.is_empty()) {
                    if self.row.saturating_add(self.rows_repeated) > ROWS_MAX {
                        return Err(Unreadable::TooLarge);
                    }
                    for row in self.row..self.row + self.rows_repeated {
                        for (column, text) in &self.cells {
                            grid.put(&mut self.budget, (row, *column), text)?;
                        }
                    }
                }
                self.row = self.row.saturating_add(self.rows_repeated);
            }
            "table:table" => {
                self.done.extend(self.sheet.take().map(|(name, hidden, grid)| grid.into_sheet(&name, hidden, true)));
            }
            _ => {}
        }
        Ok(())
    }
}

impl OpenCell {
    /// The cell as text: numbers exact, dates as `2026-11-21`, everything else as it is shown.
    fn text(&self) -> String {
        let shown = self.shown.trim();
        let number = self.value.as_deref().and_then(|value| value.parse::<f64>().ok());
        let decimals =
            shown.rsplit([',', '.']).next().map_or(0, |tail| tail.chars().filter(char::is_ascii_digit).count());
        let has_fraction = shown.contains([',', '.']);
        let format = |is_percent: bool| {
            let fraction = if has_fraction { format!(".{}", "0".repeat(decimals)) } else { String::new() };
            NumberFormat::of(&format!("0{fraction}{}", if is_percent { "%" } else { "" }))
        };
        match (self.kind.as_str(), number) {
            // A code whose zeros the format keeps.
            ("float", Some(_))
                if shown.len() > 1 && shown.starts_with('0') && shown.bytes().all(|c| c.is_ascii_digit()) =>
            {
                shown.to_owned()
            }
            ("float", Some(number)) if self.is_result => format(false).show(number, true),
            ("float", Some(number)) => NumberFormat::default().show(number, false),
            ("percentage", Some(number)) => format(true).show(number, self.is_result),
            ("currency", Some(number)) => {
                let number = format(false).show(number, self.is_result);
                self.currency.as_ref().map_or(number.clone(), |currency| format!("{number} {currency}"))
            }
            ("date", None) => self.value.as_deref().map_or_else(|| shown.to_owned(), iso),
            _ if shown.is_empty() => self.value.clone().filter(|_| self.kind == "string").unwrap_or_default(),
            _ => shown.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(kind: &str, value: &str, shown: &str, is_result: bool) -> String {
        let (kind, value) = (kind.to_owned(), Some(value.to_owned()));
        OpenCell { kind, value, shown: shown.to_owned(), is_result, ..OpenCell::default() }.text()
    }

    #[test]
    fn a_cell_gives_its_exact_number_and_its_formula_the_number_that_is_shown() {
        assert_eq!(cell("float", "0.4288", "0,43", false), "0.4288");
        assert_eq!(cell("float", "0.08445", "0,08", true), "0.08");
        assert_eq!(cell("percentage", "0.05", "5 %", false), "5%");
        assert_eq!(cell("float", "123", "00123", false), "00123");
        assert_eq!(cell("date", "2026-11-21", "21.11.26", false), "2026-11-21");
        assert_eq!(cell("string", "ignored", "LOCAP2", false), "LOCAP2");
    }
}
