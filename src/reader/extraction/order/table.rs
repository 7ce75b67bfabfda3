//! A table of lines under its header: rows to entries, over page breaks and repeated headers.

use super::Context;
use super::cells;
use super::columns::{Column, TableHeader, header_at, label_at};
use super::grid::Grid;
use super::labels::Label;
use super::phrases::keys;
use super::ragged;
use super::values::{dates_in, is_reference, numbers_in};
use crate::extraction::conventions::code_of;
use crate::extraction::sheet::{Run, Sheet};
use crate::units::{DateReading, folded_words};

/// One entry of a table, still as runs of words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    /// The words of each column, in rows; several runs where they wrap.
    pub columns: Vec<(Column, Vec<Run>)>,
    /// Dates of part deliveries.
    pub schedule: Vec<(Run, DateReading)>,
    /// The word of the heading that states the base of the price.
    pub base: Option<Run>,
    /// Whether no header but arithmetic says what is what: then the code is a guess by its look.
    pub is_reckoned: bool,
}

impl Draft {
    /// The runs of a column.
    pub fn runs(&self, column: Column) -> &[Run] {
        self.columns.iter().find(|(kind, _)| *kind == column).map_or(&[], |(_, runs)| runs)
    }

    /// The first run of a column.
    pub fn run(&self, column: Column) -> Option<Run> {
        self.runs(column).first().copied()
    }

    /// Adds words to a column.
    pub fn push(&mut self, column: Column, run: Run) {
        match self.columns.iter_mut().find(|(kind, _)| *kind == column) {
            Some((_, runs)) => runs.push(run),
            None => self.columns.push((column, vec![run])),
        }
    }
}

/// The entries of all tables of a sheet, and the rows they take up, headers included.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    /// The entries in reading order.
    pub drafts: Vec<Draft>,
    /// Rows that belong to the table.
    pub rows: Vec<usize>,
    /// Whether a header in a spreadsheet names what only reports tell: stock, forecasts, what was invoiced.
    pub is_report: bool,
}

/// Finds the lines of an order in tables with a header row.
pub(crate) fn table(context: &Context) -> Table {
    let sheet = context.sheet;
    let mut headers: Vec<TableHeader> = Vec::new();
    let mut row = 0;
    while row < sheet.rows.len() {
        match header_at(sheet, row) {
            Some(header) => {
                row = header.last_row + 1;
                headers.push(header);
            }
            None => row += 1,
        }
    }
    let mut found = Table::default();
    for (at, header) in headers.iter().enumerate() {
        let end = headers.get(at + 1).map_or(sheet.rows.len(), |next| next.first_row);
        found.rows.extend(header.first_row..=header.last_row);
        found.is_report |= sheet.is_cells && is_report(sheet, header.first_row);
        read_body(context, header, end, &mut found);
    }
    found
}

/// Whether a heading speaks of stock, of a forecast or of what was invoiced.
fn is_report(sheet: &Sheet, row: usize) -> bool {
    const WORDS: [&str; 11] = [
        "stock on hand",
        "on hand",
        "qty on hand",
        "bestand",
        "lagerbestand",
        "forecast",
        "invoiced",
        "sold",
        "verkauft",
        "fakturiert",
        "sales",
    ];
    sheet.cells(row).into_iter().any(|cell| {
        let words = folded_words(&sheet.text(cell).replace('_', " ")).join(" ");
        WORDS
            .iter()
            .any(|word| words == *word || words.contains(&format!(" {word}")) || words.starts_with(&format!("{word} ")))
    })
}

/// Reads the rows of one header up to `end` or the totals.
fn read_body(context: &Context, header: &TableHeader, end: usize, found: &mut Table) {
    let sheet = context.sheet;
    let body: Vec<usize> = (header.last_row + 1..end).take_while(|&row| !is_end(context, row, end)).collect();
    let mut body_reader = Body {
        context,
        header,
        grids: grids(sheet, header, &body),
        entries: Vec::new(),
        is_open: false,
        last: header.last_row,
        above: Vec::new(),
    };
    let mut at = 0;
    while at < body.len() {
        at += body_reader.take(&body, at);
    }
    let Body { entries, .. } = body_reader;
    let kinds = settled_columns(sheet, header, &entries);
    let base = header.headings.iter().find_map(|heading| heading.base);
    let has_code = kinds.iter().any(|kind| matches!(kind, Column::Code | Column::SellerCode | Column::BuyerCode));
    for Entry { cells, labelled, schedule, rows } in entries {
        let mut draft = Draft { schedule, base, ..Draft::default() };
        for (heading, run) in named(sheet, cells, &kinds, has_code) {
            draft.push(heading, run);
        }
        for (column, run) in labelled {
            draft.push(column, run);
        }
        found.rows.extend(rows);
        found.drafts.push(draft);
    }
}

/// The words of an entry by column. Where no column holds codes and the text under the first line of the description goes
/// on below a line of nothing but a code, that line is the code: `389585` above `Pallet, wood 48 x 40`.
fn named(sheet: &Sheet, cells: Vec<(usize, Run)>, kinds: &[Column], has_code: bool) -> Vec<(Column, Run)> {
    let mut named: Vec<(Column, Run)> = cells.into_iter().map(|(heading, run)| (kinds[heading], run)).collect();
    let mut texts = named.iter_mut().filter(|(column, _)| *column == Column::Description);
    let (first, second) = (texts.next(), texts.next());
    if let (false, Some(first), Some(_)) = (has_code, first, second) {
        let tokens = sheet.tokens(first.1);
        if tokens.len() <= 2 && tokens.iter().all(|token| is_reference(&token.text)) {
            first.0 = Column::Code;
        }
    }
    named
}

/// One grid a tier; its edges come from the rows that have most of the columns.
fn grids(sheet: &Sheet, header: &TableHeader, body: &[usize]) -> Vec<Grid> {
    let tiers = header.tiers();
    (0..tiers)
        .map(|tier| {
            let columns = header.headings.iter().filter(|heading| heading.tier == tier).count();
            let full: Vec<usize> = body
                .iter()
                .copied()
                .filter(|&row| {
                    let cells = sheet.cells(row).len();
                    let numbers = sheet.rows[row]
                        .tokens
                        .iter()
                        .filter(|token| token.text.chars().any(|c| c.is_ascii_digit()))
                        .count();
                    cells * 2 >= columns.min(6) && (tiers > 1 || numbers >= 2)
                })
                .filter(|&row| tiers == 1 || (numbers_in(sheet, sheet.whole(row)).len() >= 2) == (tier == 1))
                .collect();
            Grid::of(sheet, header, tier, &full)
        })
        .collect()
}

/// Whether a row is the sum of all lines and not of a group of them: after that of a group more rows multiply.
fn is_end(context: &Context, row: usize, end: usize) -> bool {
    let is_group = || {
        let is_subtotal = context.hits_in(row).iter().any(|hit| hit.label == Label::Subtotal && hit.starts_cell);
        let is_total = |row: usize| context.hits_in(row).iter().any(|hit| hit.label == Label::Total && hit.starts_cell);
        is_subtotal
            && (row + 1..end).take_while(|&row| !is_total(row)).any(|row| super::reckoned::multiplies(context, row))
    };
    (is_totals(context, row) || is_sum_at_the_right(context, row)) && !is_group()
}

/// A sum with other words to its left: its label takes up a cell, with nothing but the amount behind it.
fn is_sum_at_the_right(context: &Context, row: usize) -> bool {
    let sheet = context.sheet;
    let is_sum = |label| matches!(label, Label::Subtotal | Label::Total);
    !super::reckoned::multiplies(context, row)
        && context.hits_in(row).iter().any(|hit| {
            let cell = sheet.cell_at(row, hit.run.from);
            let behind = sheet.tokens(Run { from: hit.run.to, to: sheet.whole(row).to, row });
            let is_amount = |text: &str| !text.contains(char::is_alphabetic) || code_of(text).is_some();
            is_sum(hit.label)
                && hit.starts_cell
                && cell.from > 0
                && behind.iter().any(|token| token.text.contains(|c: char| c.is_ascii_digit()))
                && behind.iter().all(|token| is_amount(&token.text))
        })
}

/// A sum under the lines: a label of a sum in the first cell of its row, and a number.
fn is_totals(context: &Context, row: usize) -> bool {
    let Some(first) = context.sheet.cells(row).first().copied() else { return false };
    let has_number = !numbers_in(context.sheet, context.sheet.whole(row)).is_empty();
    has_number
        && context.hits_in(row).iter().any(|hit| {
            matches!(hit.label, Label::Subtotal | Label::Total | Label::Tax | Label::Extra)
                && hit.run.from == first.from
                && hit.starts_cell
        })
}

/// An entry while it is read.
#[derive(Default)]
struct Entry {
    /// Index of the heading, and words under it.
    cells: Vec<(usize, Run)>,
    /// Words behind a label inside the entry.
    labelled: Vec<(Column, Run)>,
    schedule: Vec<(Run, DateReading)>,
    rows: Vec<usize>,
}

struct Body<'a> {
    context: &'a Context<'a>,
    header: &'a TableHeader,
    grids: Vec<Grid>,
    entries: Vec<Entry>,
    /// Whether a continuation row may still belong to the last entry.
    is_open: bool,
    /// The last row that was taken.
    last: usize,
    /// Names right above the numbers that they belong to.
    above: Vec<(usize, Run)>,
}

impl Body<'_> {
    /// Takes the row at `at`, or the two rows of an entry; returns how many it took.
    fn take(&mut self, body: &[usize], at: usize) -> usize {
        let row = body[at];
        if is_totals(self.context, row)
            || self.context.hits_in(row).iter().any(|hit| hit.label == Label::Carried && hit.starts_cell)
        {
            self.is_open = false;
            return 1;
        }
        let first = self.grids[0].split(self.context.sheet, row);
        if self.grids.len() == 1 {
            let first = ragged::by_numbers(self.context, self.header, row, &first).unwrap_or(first);
            if self.is_entry(&first) {
                let above = std::mem::take(&mut self.above);
                let rows = above.iter().map(|(_, run)| run.row).chain([row]).collect();
                self.open(above.into_iter().chain(first).collect(), rows);
            } else if self.is_name_above(&first, body.get(at + 1).copied()) {
                self.above = first;
            } else {
                self.continue_entry(row, &first);
            }
            return 1;
        }
        let second = body.get(at + 1).map(|&next| (next, self.grids[1].split(self.context.sheet, next)));
        match second {
            Some((next, cells))
                if self.is_entry(&cells) && !first.is_empty() && labelled_values(self.context.sheet, row).is_none() =>
            {
                self.open(first.into_iter().chain(cells).collect(), vec![row, next]);
                2
            }
            _ => {
                self.continue_entry(row, &first);
                1
            }
        }
    }

    /// Whether a row holds nothing but a name, and the row right below it the numbers and no name: cells whose text takes
    /// several lines have their numbers in the middle of them.
    fn is_name_above(&self, cells: &[(usize, Run)], next: Option<usize>) -> bool {
        let sheet = self.context.sheet;
        let is_name = |heading: usize| {
            use Column::{BuyerCode, Code, Description, Item, SellerCode};
            matches!(self.header.headings[heading].column, Code | SellerCode | BuyerCode | Item | Description)
        };
        let Some(next) = next.filter(|_| !sheet.is_cells && !cells.is_empty()) else { return false };
        let below = self.grids[0].split(sheet, next);
        cells.iter().all(|(heading, _)| is_name(*heading))
            && below.iter().all(|(heading, _)| !is_name(*heading))
            && self.is_entry(&below)
            && sheet.is_close(cells[0].1.row, next)
    }

    fn open(&mut self, cells: Vec<(usize, Run)>, rows: Vec<usize>) {
        self.last = *rows.last().unwrap_or(&self.last);
        self.is_open = true;
        self.entries.push(Entry { cells, rows, ..Entry::default() });
    }

    fn under(&self, cells: &[(usize, Run)], column: Column) -> Option<Run> {
        cells.iter().find(|(heading, _)| self.header.headings[*heading].column == column).map(|(_, run)| *run)
    }

    /// An entry has a quantity, and a price or total where the table has such columns; a line without a price needs
    /// a code.
    fn is_entry(&self, cells: &[(usize, Run)]) -> bool {
        let sheet = self.context.sheet;
        let number = |column| self.under(cells, column).is_some_and(|run| !numbers_in(sheet, run).is_empty());
        let Some(quantity) = self.under(cells, Column::Quantity) else { return false };
        let Some(amount) = cells::quantity(sheet, quantity) else { return false };
        // In a form that lists what can be ordered, nothing is ordered of a thing with a nought behind it.
        if amount.numeral.certain().is_some_and(|amount| amount.0 == 0) {
            return false;
        }
        let has_money = self.header.has(Column::Price) || self.header.has(Column::Total);
        let codes = [Column::Code, Column::SellerCode, Column::BuyerCode, Column::Item];
        let has_code =
            codes.iter().any(|&column| self.under(cells, column).is_some_and(|run| sheet.tokens(run).len() == 1));
        let is_named = has_code || self.under(cells, Column::Description).is_some();
        let is_count = |run: Run| sheet.text(run).trim_end_matches('.').parse::<u16>().is_ok_and(|number| number > 0);
        // A numbered row is a line although nobody knows yet what it costs.
        let is_numbered = is_named && amount.unit.is_some() && self.under(cells, Column::LineNo).is_some_and(is_count);
        let is_second_tier = self.header.tiers() > 1;
        number(Column::Price)
            || number(Column::Total)
            || is_numbered
            || (has_code && !is_second_tier)
            || (!has_money && is_named)
    }

    /// A row that is no entry of its own: labelled values, a part delivery, or wrapped text.
    fn continue_entry(&mut self, row: usize, cells: &[(usize, Run)]) {
        let sheet = self.context.sheet;
        let is_close = sheet.is_close(self.last, row);
        let Some(entry) = self.entries.last_mut().filter(|_| self.is_open && is_close) else {
            self.is_open = false;
            return;
        };
        let is_same_record = sheet.record_end(self.last) >= row;
        if is_same_record {
            entry.cells.extend(cells);
        } else if sheet.is_cells && !is_note_below(sheet, self.header, row, cells) {
            self.is_open = false;
            return;
        } else if let Some(labelled) = labelled_values(sheet, row) {
            entry.labelled.extend(labelled);
        } else if let Some(quantity) =
            cells.iter().find(|(heading, _)| self.header.headings[*heading].column == Column::Quantity)
            && cells::quantity(sheet, quantity.1).is_some()
        {
            entry.schedule.extend(dates_in(sheet, sheet.whole(row)));
        } else if let Some(words) = wrapped_text(sheet, self.header, row, cells) {
            entry.labelled.extend(unit_below(sheet, self.header, cells).map(|run| (Column::Unit, run)));
            entry.cells.extend(words);
        } else {
            self.is_open = false;
            return;
        }
        entry.rows.push(row);
        self.last = row;
    }
}

/// Whether the only text of a row of cells stands under the description: it goes on there. Any other row that is no
/// entry is something of its own, such as a thing that was not ordered.
fn is_note_below(sheet: &Sheet, header: &TableHeader, row: usize, cells: &[(usize, Run)]) -> bool {
    let is_naming = |heading: usize| matches!(header.headings[heading].column, Column::Description | Column::Item);
    sheet.cells(row).len() == 1 && matches!(cells, [(heading, _)] if is_naming(*heading))
}

/// Text that wraps under the description (or the only naming column), code parts that wrap under a code.
fn wrapped_text(sheet: &Sheet, header: &TableHeader, row: usize, cells: &[(usize, Run)]) -> Option<Vec<(usize, Run)>> {
    let naming = header
        .headings
        .iter()
        .position(|heading| heading.column == Column::Description)
        .or_else(|| header.headings.iter().position(|heading| heading.column == Column::Item))?;
    let all = sheet.cells(row);
    let (heading, first) = *cells.first()?;
    if all.len() == 1 && heading == naming {
        return Some(vec![(naming, Run { row, from: first.from, to: sheet.whole(row).to })]);
    }
    let is_text = |heading: &usize| {
        matches!(
            header.headings[*heading].column,
            Column::Description | Column::Item | Column::Code | Column::SellerCode | Column::BuyerCode | Column::Colour
        )
    };
    let unit = unit_below(sheet, header, cells);
    let fits = all.len() <= 2
        && cells.iter().all(|(heading, run)| is_text(heading) || Some(*run) == unit)
        && cells.iter().any(|(heading, _)| *heading == naming);
    fits.then(|| cells.iter().copied().filter(|(heading, _)| *heading == naming).collect())
}

/// A unit that stands under the quantity, in the row below it.
fn unit_below(sheet: &Sheet, header: &TableHeader, cells: &[(usize, Run)]) -> Option<Run> {
    let is_quantity = |heading: usize| header.headings[heading].column == Column::Quantity;
    let (_, run) = cells.iter().find(|(heading, _)| is_quantity(*heading))?;
    (run.to - run.from == 1 && cells::is_unit(&sheet.text(*run))).then_some(*run)
}

/// Values behind labels in a row of their own: `Your material number GER-1142-GRN`, `Liefertermin: 13. Januar 2026`.
fn labelled_values(sheet: &Sheet, row: usize) -> Option<Vec<(Column, Run)>> {
    let tokens = &sheet.rows[row].tokens;
    let keys = keys(tokens.iter().map(|token| token.text.as_str()));
    let (mut at, mut found) = (0, Vec::new());
    while at < keys.len() {
        let Some((column, len)) = label_at(&keys, at) else {
            at += 1;
            continue;
        };
        let behind = Run { row, from: at + len, to: tokens.len() };
        let value = match column {
            Column::Date => dates_in(sheet, Run { to: behind.to.min(behind.from + 4), ..behind })
                .first()
                .filter(|(run, _)| run.from <= behind.from + 1)
                .map(|(run, _)| *run),
            Column::Code | Column::SellerCode | Column::BuyerCode => tokens
                .get(behind.from)
                .filter(|token| is_reference(&token.text))
                .map(|_| Run { to: behind.from + 1, ..behind }),
            _ => None,
        };
        at = value.map_or(at + len, |run| run.to);
        found.extend(value.map(|run| (column, run)));
    }
    (!found.is_empty()).then_some(found)
}

/// Whether texts count the lines: 1, 2, 3 or 10, 20, 30, with or without leading zeros.
fn is_counted(texts: &[String]) -> bool {
    let numbers: Option<Vec<u32>> = texts.iter().map(|text| text.trim_end_matches('.').parse().ok()).collect();
    let Some(numbers) = numbers.filter(|numbers| !numbers.is_empty()) else { return false };
    [1, 10, 100].into_iter().any(|step| numbers.iter().zip(1..).all(|(&number, at)| number == step * at))
}

/// What each column turns out to hold: "Item" is a number, a code or a text, told by its content.
fn settled_columns(sheet: &Sheet, header: &TableHeader, entries: &[Entry]) -> Vec<Column> {
    let mut kinds: Vec<Column> = header.headings.iter().map(|heading| heading.column).collect();
    for at in 0..kinds.len() {
        let first_run = |entry: &Entry| entry.cells.iter().find(|(heading, _)| *heading == at).map(|(_, run)| *run);
        let texts: Vec<String> = entries.iter().filter_map(first_run).map(|run| sheet.text(run)).collect();
        let all = |test: fn(&str) -> bool| !texts.is_empty() && texts.iter().all(|text| test(text));
        let is_count = all(|text| text.len() <= 5 && text.trim_end_matches('.').chars().all(|c| c.is_ascii_digit()));
        let is_single = all(|text| !text.contains(' '));
        let others = |column: Column| kinds.iter().enumerate().any(|(other, kind)| other != at && *kind == column);
        let has_code = [Column::Code, Column::SellerCode, Column::BuyerCode, Column::Item].into_iter().any(others);
        kinds[at] = match kinds[at] {
            Column::Item if is_count && !others(Column::LineNo) && (has_code || others(Column::Description)) => {
                Column::LineNo
            }
            Column::Code
                if is_counted(&texts) && !others(Column::LineNo) && (has_code || others(Column::Description)) =>
            {
                Column::LineNo
            }
            Column::Item if is_single || others(Column::Description) => Column::Code,
            Column::Item => Column::Description,
            Column::LineNo if !is_count && is_single && !has_code => Column::Code,
            Column::Code if !is_single && !others(Column::Description) && !others(Column::Item) => Column::Description,
            kind => kind,
        };
    }
    kinds
}
