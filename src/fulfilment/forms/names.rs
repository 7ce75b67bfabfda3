//! The print area and the repeated rows, moved to where their rows are on the filled sheet.

use std::collections::BTreeMap;

use umya_spreadsheet::{Break, DefinedName, OrientationValues, Worksheet};

/// Height of a row that says nothing about it, in points.
const ROW_POINTS: f64 = 12.75;
/// The sides of an A4 sheet in points.
const A4_POINTS: (f64, f64) = (595.28, 841.89);
/// Width of one unit of a column's width in points where it is widest: a digit of Arial at 10 points. Other programs round it to 7 pixels,
/// which is less.
const WIDEST_UNIT_POINTS: f64 = 5.57;
const POINTS_PER_INCH: f64 = 72.0;

/// Moves the print area and the repeated rows to where their rows are now.
pub(super) fn adjust_names(sheet: &mut Worksheet, first_row_of: &BTreeMap<u32, u32>, last_row: u32) {
    let names = std::mem::take(sheet.defined_names_mut());
    for name in names {
        let mut moved = DefinedName::default();
        moved.set_name(name.name());
        moved.set_address(moved_rows(name.name(), &name.address(), first_row_of, last_row));
        moved.set_local_sheet_id(0);
        sheet.add_defined_names(moved);
    }
}

/// `'Sheet'!$A$1:$G$9` with its rows replaced; the print area always ends at the last row.
fn moved_rows(name: &str, address: &str, first_row_of: &BTreeMap<u32, u32>, last_row: u32) -> String {
    let (prefix, range) = address.rsplit_once('!').map_or(("", address), |(sheet, range)| (sheet, range));
    let ends: Vec<String> = range
        .split(':')
        .enumerate()
        .map(|(place, end)| {
            let digits = end.trim_start_matches(|letter: char| !letter.is_ascii_digit());
            let column = &end[..end.len() - digits.len()];
            let row = match digits.parse::<u32>() {
                Ok(_) if name == "_xlnm.Print_Area" && place == 1 => last_row.to_string(),
                Ok(row) => first_row_of.get(&row).copied().unwrap_or(row).to_string(),
                Err(_) => String::new(),
            };
            format!("{column}{row}")
        })
        .collect();
    let range = ends.join(":");
    if prefix.is_empty() { range } else { format!("{prefix}!{range}") }
}

/// Breaks the page before the rows `sums` (first and last) where the page would end between them.
///
/// A program that fits the width of a sheet to the page ignores breaks, so the scale that fits is worked out and written instead; heights
/// of rows are all given, which makes the places of the breaks certain. A sheet for one page, or of another paper, is left as it is.
pub(super) fn keep_together(sheet: &mut Worksheet, sums: (u32, u32), last_row: u32) {
    let setup = sheet.page_setup();
    if !setup.fit_to_page() || setup.fit_to_height() != 0 || setup.paper_size() != 9 {
        return;
    }
    let is_wide = matches!(setup.orientation(), OrientationValues::Landscape);
    let (width, height) = if is_wide { (A4_POINTS.1, A4_POINTS.0) } else { A4_POINTS };
    let margins = sheet.page_margins();
    let width = width - (margins.left() + margins.right()) * POINTS_PER_INCH;
    let height = height - (margins.top() + margins.bottom()) * POINTS_PER_INCH;
    let columns: f64 = sheet.column_dimensions().iter().map(|column| column.width() * WIDEST_UNIT_POINTS).sum();
    // Rounded down, and one less, because no program measures its columns quite alike.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 10 and 99")]
    let scale = ((width / columns.max(1.0) * 100.0).floor() - 1.0).clamp(10.0, 100.0) as u32;
    sheet.page_setup_mut().set_fit_to_page(false).set_scale(scale);
    let room = height * 100.0 / f64::from(scale);
    let heights: Vec<f64> = (1..=last_row)
        .map(|row| {
            sheet
                .row_dimension(row)
                .map_or(ROW_POINTS, |row| if row.height() > 0.0 { row.height() } else { ROW_POINTS })
        })
        .collect();
    let repeated: f64 = repeated_rows(sheet).map_or(0.0, |(first, last)| {
        heights.iter().skip(first as usize - 1).take((last + 1).saturating_sub(first) as usize).sum()
    });
    let (mut page, mut used) = (1, 0.0);
    let mut page_of_first = 0;
    for (row, height) in (1..=sums.1).zip(&heights) {
        if used + height > room {
            page += 1;
            used = repeated;
        }
        used += height;
        if row == sums.0 {
            page_of_first = page;
        }
    }
    if page != page_of_first {
        let mut split = Break::default();
        split.set_id(sums.0 - 1).set_max(16_383).set_manual_page_break(true);
        sheet.row_breaks_mut().add_break_list(split);
    }
}

/// The rows that are printed again on every page.
fn repeated_rows(sheet: &Worksheet) -> Option<(u32, u32)> {
    let titles = sheet.defined_names().iter().find(|name| name.name() == "_xlnm.Print_Titles")?.address();
    let (_, rows) = titles.rsplit_once('!')?;
    let mut ends = rows.split(':').map(|end| end.trim_start_matches('$').parse::<u32>());
    Some((ends.next()?.ok().filter(|row| *row > 0)?, ends.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_print_area_ends_at_the_last_row_and_titles_follow_their_row() {
        let moved = BTreeMap::from([(1, 1), (3, 2), (9, 40)]);
        assert_eq!(moved_rows("_xlnm.Print_Area", "'A B'!$A$1:$G$9", &moved, 44), "'A B'!$A$1:$G$44");
        assert_eq!(moved_rows("_xlnm.Print_Titles", "'A B'!$3:$3", &moved, 44), "'A B'!$2:$2");
        assert_eq!(moved_rows("total", "Sheet!$G$9", &moved, 44), "Sheet!$G$40");
    }
}
