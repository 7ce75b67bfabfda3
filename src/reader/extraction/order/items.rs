//! Lines written as text: `1000 x LOCAP2 Black @ 1.32`, `LOCAP2 – Louvre end cap – 1000 pcs Black`, and items that
//! run over several lines with labels such as `part no`, `qty`, `unit price`.

use chrono::NaiveDate;

use super::Context;
use super::item::{DATE_IN_SENTENCE, Item, ItemLabel, Word};
use super::labels::Label;
use super::phrases::keys;
use crate::evidence::Field;
use crate::extraction::found::FoundLine;
use crate::extraction::sheet::{Run, Sheet};

/// The lines found in running text, and the rows they take up.
#[derive(Clone, Debug, Default)]
pub(crate) struct Items {
    /// The lines in reading order.
    pub lines: Vec<FoundLine>,
    /// Rows that belong to them.
    pub rows: Vec<usize>,
    /// Rows of sentences that also speak of lines; they may say other things, too.
    pub sentences: Vec<usize>,
    /// A date that the last line alone states in passing: it is meant for all of them.
    pub delivery_date: Field<NaiveDate>,
}

/// Reads the lines of an order from text without a table header. What follows the closing words of a mail, and text
/// quoted from an earlier mail, is left out.
pub(crate) fn items(context: &Context) -> Items {
    let sheet = context.sheet;
    let end = crate::extraction::quoted::closing_row(sheet);
    let mut read: Vec<(Vec<usize>, FoundLine)> = Vec::new();
    let mut row = 0;
    while row < end {
        let group = group_at(context, row, end);
        row += group.len();
        read.extend(line_of(context, &group).map(|line| (group, line)));
    }
    let dated = read.iter().filter(|(group, _)| dates_below(sheet, group) > 0).count();
    // A date under some of the lines only, or under the only one, is the date of the order: "Delivery by 3 March".
    if dated > 0 && (dated < read.len() || read.len() == 1) {
        for (group, line) in &mut read {
            let without = group.len() - dates_below(sheet, group);
            if without < group.len()
                && let Some(shorter) = line_of(context, &group[..without])
            {
                *line = shorter;
                group.truncate(without);
            }
        }
    }
    let mut found = Items::default();
    for (group, line) in read {
        found.lines.push(line);
        found.rows.extend(group);
    }
    found.delivery_date = date_of_all(&mut found.lines);
    found
}

/// The date that only the last line, or the only one, has in passing: `100 x LOCAP2, deliver by 20/2`. It is taken from there.
fn date_of_all(lines: &mut [FoundLine]) -> Field<NaiveDate> {
    let Some((last, others)) = lines.split_last_mut() else { return Field::default() };
    let is_passing = last.delivery_date.candidates.first().is_some_and(|found| found.rule == DATE_IN_SENTENCE);
    let is_alone = others.iter().all(|line| line.delivery_date.candidates.is_empty());
    if is_passing && is_alone { std::mem::take(&mut last.delivery_date) } else { Field::default() }
}

/// The line that a single row of text makes.
pub(crate) fn line_at(context: &Context, row: usize) -> Option<FoundLine> {
    line_of(context, &[row])
}

/// The line that the rows of an item make, if they do.
fn line_of(context: &Context, group: &[usize]) -> Option<FoundLine> {
    let first = *group.first()?;
    let bullet = bullet(context.sheet, first);
    let is_announced = bullet > 0 || starts_with_count(context.sheet, first);
    Item::new(context, words_of(context.sheet, group, bullet), is_announced).into_line()
}

/// How many rows at the end of an item only state a date and are not indented under it.
fn dates_below(sheet: &Sheet, group: &[usize]) -> usize {
    let left = |row: usize| sheet.rows[row].tokens.first().map_or(0.0, |token| token.x0);
    let is_date = |row: usize| {
        let words = sheet.rows[row].tokens.iter().map(|token| token.text.as_str()).take(4);
        matches!(super::item::label_at(&keys(words), 0), Some((ItemLabel::Date, _)))
    };
    let Some((&first, rest)) = group.split_first() else { return 0 };
    rest.iter().rev().take_while(|&&row| is_date(row) && left(row) < left(first) + sheet.em).count()
}

/// Whether a row of a page starts with a quantity and its unit: forms without a header put them first.
fn starts_with_count(sheet: &Sheet, row: usize) -> bool {
    let tokens = &sheet.rows[row].tokens;
    let is_number =
        |text: &str| super::values::number_of(text).is_some() && text.starts_with(|c: char| c.is_ascii_digit());
    !sheet.is_text
        && matches!(&tokens[..], [count, unit, name, ..] if is_number(&count.text) && super::cells::is_counting_unit(&unit.text)
            && name.text.contains(char::is_alphabetic))
}

/// The rows of one item: a row, and the rows right under it that are indented or start with a label of a line.
fn group_at(context: &Context, first: usize, end: usize) -> Vec<usize> {
    let sheet = context.sheet;
    let left = |row: usize| sheet.rows[row].tokens.first().map_or(0.0, |token| token.x0);
    let has_bullet = bullet(sheet, first) > 0 || starts_with_count(sheet, first);
    let mut rows = vec![first];
    for row in first + 1..end {
        let is_indented = left(row) >= left(first) + sheet.em;
        let starts_anew = bullet(sheet, row) > 0
            || context
                .hits_in(row)
                .iter()
                .any(|hit| hit.starts_cell && hit.label != Label::Other && !is_line_label(sheet, row));
        let continues =
            sheet.is_close(row - 1, row) && !starts_anew && ((has_bullet && is_indented) || is_line_label(sheet, row));
        if !continues || rows.len() >= 8 {
            break;
        }
        rows.push(row);
    }
    rows
}

/// Whether a row starts with a label that belongs to a line: `part no`, `qty`, `unit price`.
fn is_line_label(sheet: &Sheet, row: usize) -> bool {
    let words = sheet.rows[row].tokens.iter().map(|token| token.text.as_str()).take(4);
    super::item::label_at(&keys(words), 0).is_some()
}

/// How many words of bullet or ordinal a row starts with: `*`, `-`, `1.`, `2)`, `(3)`, `Pos. 4:`.
fn bullet(sheet: &Sheet, row: usize) -> usize {
    let tokens = &sheet.rows[row].tokens;
    let Some(first) = tokens.first() else { return 0 };
    let text = first.text.as_str();
    if matches!(text, "*" | "-" | "•" | "–" | "—" | "·" | "o" | "+" | "▪" | "‣") && tokens.len() > 1 {
        return 1;
    }
    let inner = text.trim_start_matches('(').trim_end_matches([')', '.', ':']);
    let is_ordinal =
        !inner.is_empty() && inner.len() <= 3 && inner.len() < text.len() && inner.chars().all(|c| c.is_ascii_digit());
    if is_ordinal && tokens.len() > 1 {
        return 1;
    }
    let key = crate::units::normal_key(text);
    let numbered = tokens.get(1).is_some_and(|next| next.text.trim_end_matches([':', '.', ')']).parse::<u16>().is_ok());
    if matches!(key.as_str(), "pos" | "position" | "item" | "line") && numbered && tokens.len() >= 2 { 2 } else { 0 }
}

fn words_of(sheet: &Sheet, rows: &[usize], bullet: usize) -> Vec<Word> {
    let mut words = Vec::new();
    for (at, &row) in rows.iter().enumerate() {
        let skip = if at == 0 { bullet } else { 0 };
        for (from, token) in sheet.rows[row].tokens.iter().enumerate().skip(skip) {
            let cell_start = from == skip || token.x0 - sheet.rows[row].tokens[from - 1].x1 > 1.5;
            words.push(Word {
                run: Run { row, from, to: from + 1 },
                text: token.text.clone(),
                starts_row: from == skip,
                starts_cell: cell_start,
            });
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::Hints;
    use crate::extraction::order::header::dates;
    use crate::extraction::order::tests::with_context;

    /// How many lines there are, how many of them have a date, and the date of the order.
    fn dated(text: &str) -> (usize, usize, Option<String>) {
        with_context(text, &Hints::default(), |context| {
            let items = items(context);
            let own = items.lines.iter().filter(|line| line.delivery_date.value().is_some()).count();
            let outside = Context { line_rows: items.rows.iter().copied().collect(), ..*context };
            (items.lines.len(), own, dates(&outside).1.value().map(ToString::to_string))
        })
    }

    #[test]
    fn a_date_under_the_last_line_is_the_date_of_the_order() {
        let text =
            "1000 x LOCAP2 Black @ 1.32\n500 x GLCAPRB @ 0.73\nDelivery by 12 March 2026\nKind regards\nJane Doe";
        assert_eq!(dated(text), (2, 0, Some("2026-03-12".to_owned())));
        assert_eq!(
            dated("1000 x LOCAP2 Black @ 1.32\nDelivery by 12 March 2026"),
            (1, 0, Some("2026-03-12".to_owned()))
        );
    }

    #[test]
    fn dates_under_every_line_are_the_dates_of_the_lines() {
        let text = "1000 x LOCAP2 @ 1.32\nDelivery 12 March 2026\n500 x GLCAPRB @ 0.73\nDelivery 14 March 2026";
        assert_eq!(dated(text), (2, 2, None));
    }
}
