//! Files of separated values (CSV) → one sheet of cells.

use super::document::{SheetOfCells, Unreadable};
use super::office::{Budget, Grid};

/// Separators in the order in which they win where nothing else tells them apart.
const SEPARATORS: [char; 4] = [';', '\t', '|', ','];
/// Records that are looked at to find the separator.
const SAMPLE: usize = 200;

/// The cells of a text that is declared to hold separated values; `None` when no separator divides it, so that it is
/// better read as running text.
pub(super) fn sheet(text: &str) -> Result<Option<SheetOfCells>, Unreadable> {
    let (named, text) = named_separator(text);
    let Some(separator) = named.or_else(|| separator_of(text)) else { return Ok(None) };
    let (mut grid, mut budget) = (Grid::default(), Budget::default());
    for (row, record) in records(text, separator, usize::MAX).iter().enumerate() {
        for (column, cell) in record.iter().enumerate() {
            grid.put(&mut budget, (row, column), cell)?;
        }
    }
    let sheet = grid.into_sheet("", false, false);
    Ok((!sheet.rows.is_empty()).then_some(sheet))
}

/// Whether a text that nobody declared to hold separated values does: three or more columns on three or more lines,
/// every line alike. A comma does not count, for sentences have commas.
pub(super) fn is_separated(text: &str) -> bool {
    let divided = |separator: char| {
        let records = filled(records(text, separator, SAMPLE));
        let columns = records.first().map_or(0, Vec::len);
        columns >= 3 && records.len() >= 3 && records.iter().all(|record| record.len() == columns)
    };
    [';', '\t', '|'].into_iter().any(divided)
}

/// The separator that the first line names, as Excel writes it: `sep=;`.
fn named_separator(text: &str) -> (Option<char>, &str) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    match first.trim().trim_matches('"').strip_prefix("sep=").map(|named| named.chars().collect::<Vec<char>>()) {
        Some(named) if named.len() == 1 => (Some(named[0]), rest),
        Some(named) if named.is_empty() => (Some('\t'), rest),
        _ => (None, text),
    }
}

/// The separator that divides the most lines into the same number of columns, and into more than one.
fn separator_of(text: &str) -> Option<char> {
    let weight = |separator: char| {
        let records = filled(records(text, separator, SAMPLE));
        let mut counts: Vec<usize> = records.iter().map(Vec::len).filter(|&count| count > 1).collect();
        counts.sort_unstable();
        let most = counts.chunk_by(|a, b| a == b).max_by_key(|alike| (alike.len(), alike[0]))?;
        // Lines before and below the table, such as a title and a sum, are divided otherwise or not at all.
        let is_table = most.len() * 2 >= records.len();
        // A head of names and values above the table is divided into two; sentences have commas, and so have amounts.
        let has_head = separator != ',' && most[0] >= 3 && counts.len() * 2 >= records.len();
        let is_table = most.len() >= 2 && (is_table || has_head);
        is_table.then(|| (most.len() * 100 / records.len(), most[0]))
    };
    let weighed = SEPARATORS.into_iter().rev().filter_map(|separator| Some((weight(separator)?, separator)));
    weighed.max_by_key(|&(weight, _)| weight).map(|(_, separator)| separator)
}

fn filled(records: Vec<Vec<String>>) -> Vec<Vec<String>> {
    records.into_iter().filter(|record| record.iter().any(|cell| !cell.trim().is_empty())).collect()
}

/// At most `limit` records of a text (RFC 4180): a quoted cell may hold separators, line breaks and doubled quotes.
///
/// A quotation mark inside a cell that does not begin with one is a character like any other (`3/4" pipe`), and so is
/// one that is never closed.
fn records(text: &str, separator: char, limit: usize) -> Vec<Vec<String>> {
    let mut records = Vec::new();
    let mut record = Vec::new();
    let mut rest = text;
    while !rest.is_empty() && records.len() < limit {
        let (cell, behind) = quoted(rest, separator).unwrap_or_else(|| plain(rest, separator));
        record.push(cell);
        let mut behind = behind.chars();
        match behind.next() {
            Some(c) if c == separator => {
                if behind.as_str().is_empty() {
                    record.push(String::new());
                }
            }
            _ => records.push(std::mem::take(&mut record)),
        }
        rest = behind.as_str();
    }
    if !record.is_empty() {
        records.push(record);
    }
    records
}

/// Lines that a quoted cell may run over; one that is longer was never closed.
const QUOTED_LINES_MAX: usize = 50;

/// A quoted cell and what stands behind it, its separator or line break first.
fn quoted(text: &str, separator: char) -> Option<(String, &str)> {
    let inner = text.trim_start_matches(' ').strip_prefix('"')?;
    let (mut cell, mut rest, mut lines) = (String::new(), inner, 0);
    loop {
        let end = rest.find('"')?;
        lines += rest[..end].matches('\n').count();
        if lines > QUOTED_LINES_MAX {
            return None;
        }
        cell.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(more) => {
                cell.push('"');
                rest = more;
            }
            None => break,
        }
    }
    let behind = rest.trim_start_matches([' ', '\r']);
    (behind.is_empty() || behind.starts_with([separator, '\n'])).then_some((cell, behind))
}

/// An unquoted cell and what stands behind it.
fn plain(text: &str, separator: char) -> (String, &str) {
    let end = text.find([separator, '\n']).unwrap_or(text.len());
    (text[..end].trim_end_matches('\r').to_owned(), &text[end..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Vec<String>> {
        sheet(text).unwrap().map(|sheet| sheet.rows).unwrap_or_default()
    }

    #[test]
    fn the_separator_is_the_one_that_divides_all_lines_alike() {
        assert_eq!(cells("Code;Menge;Preis\nA-1;10;20,44\nB-2;5;1,20\n")[1], ["A-1", "10", "20,44"]);
        assert_eq!(cells("Code,Qty\n\"Cap, black\",5\n")[1], ["Cap, black", "5"]);
        assert_eq!(cells("a|b|c\n1|2|3\n")[1], ["1", "2", "3"]);
        assert_eq!(cells("a\tb\n1\t2, or 3; or 4\n")[1], ["1", "2, or 3; or 4"]);
        assert_eq!(cells("sep=,\nCode,Name;Text\nA,B;C\n")[0], ["Code", "Name;Text"]);
    }

    #[test]
    fn a_title_above_the_table_and_a_sum_below_it_are_cells_too() {
        let rows = cells("Purchase order 12022\n\nCode;Qty;Price\nA;1;2\nB;3;4\nTotal;;14\n");
        assert_eq!((rows[0].len(), rows[1].len(), rows[3].clone()), (1, 0, vec!["A".into(), "1".into(), "2".into()]));
        assert_eq!(rows[5], ["Total", "", "14"]);
    }

    #[test]
    fn a_head_of_names_and_values_above_the_table_keeps_it_a_table() {
        let rows = cells(
            "Order\nNumber;17\nDate;5.2.2026\nBuyer;Lindner\n\nPos;Code;Qty;Price\n1;A;2;0,26\n2;B;4;0,55\n;;Sum;2,72\n",
        );
        assert_eq!(
            (rows[1][1].as_str(), rows[6].clone()),
            ("17", vec!["1".into(), "A".into(), "2".into(), "0,26".into()])
        );
        assert_eq!(
            sheet("Dear Sir, please\nsend caps, clips, plugs\nsend caps, clips, pins\nand that is it\nall\n"),
            Ok(None)
        );
    }

    #[test]
    fn quoted_cells_keep_breaks_and_quotes_and_inches_stay_inches() {
        assert_eq!(cells("a;b\n\"two\nlines \"\"x\"\"\";2\n")[1], ["two\nlines \"x\"", "2"]);
        assert_eq!(cells("a;b\n3/4\" pipe;2\n")[1], ["3/4\" pipe", "2"]);
        assert_eq!(cells("a;b\n\"never closed;2\nc;3\n")[1], ["\"never closed", "2"]);
    }

    #[test]
    fn text_without_columns_is_no_table() {
        assert_eq!(sheet("Dear Sir,\nplease send 5 caps.\nRegards\n"), Ok(None));
        assert!(!is_separated("Hello; how; are; you\nfine\nthanks\n"));
        assert!(is_separated("a;b;c;d\n1;2;3;4\n1;2;3;\n"));
    }

    #[test]
    fn a_file_with_too_many_rows_is_refused() {
        assert_eq!(sheet(&"a;b\n".repeat(super::super::ROWS_MAX + 1)), Err(Unreadable::TooLarge));
    }
}
