//! A sheet as a table with the letters and numbers of a spreadsheet. Of a long sheet a stretch of rows is shown: the one with
//! the place that is looked for.

use std::collections::HashMap;

use maud::{Markup, html};

use super::{Pane, Spot, Turn};
use crate::reader::evidence::{Place, Region, cell_name};
use crate::understanding::page::{DocumentView, SheetOfCells};
use crate::words::Voice;

/// Rows of a sheet that are shown at once.
const ROWS_MAX: usize = 200;
/// Columns that are shown.
const COLUMNS_MAX: usize = 60;
/// Rows before the one that is looked for.
const ROWS_BEFORE: usize = 20;

/// Sheet, row and column of the first cell of a place.
pub(super) fn first_cell(place: &Place) -> Option<(u32, u32, u32)> {
    place.regions.iter().find_map(|region| match *region {
        Region::Cell { sheet, row, column } => Some((sheet, row, column)),
        _ => None,
    })
}

/// Whether the cell is one of those that can be shown.
pub(super) fn is_in(sheets: &[SheetOfCells], (sheet, row, column): (u32, u32, u32)) -> bool {
    let row = sheets.get(sheet as usize).and_then(|sheet| sheet.rows.get(row as usize));
    (column as usize) < COLUMNS_MAX
        && row.is_some_and(|row| row.get(column as usize).is_some_and(|cell| !cell.is_empty()))
}

/// The sheets of a workbook: their names as tabs, and the open one as a table.
pub(super) fn sheets(pane: &Pane<'_>, document: &DocumentView, sheets: &[SheetOfCells], spots: &[&Spot<'_>]) -> Markup {
    let voice = pane.voice;
    let open = open_sheet(pane.turn, sheets, spots);
    let Some(sheet) = sheets.get(open) else { return html! { p.muted { (voice.sheet_is_empty()) } } };
    let to = |number: usize| {
        let sheet = u32::try_from(number).unwrap_or(u32::MAX);
        (pane.address)(&Turn { sheet: Some(sheet), ..Turn::to(&document.part) })
    };
    html! {
        @if sheets.len() > 1 {
            nav.tabs.sheets aria-label=(voice.sheets()) {
                @for (number, one) in sheets.iter().enumerate() {
                    a href=(to(number)) aria-current=[(number == open).then_some("page")] {
                        bdi { (one.name) }
                        @if one.hidden { span.count { (voice.hidden_sheet()) } }
                    }
                }
            }
        }
        @if sheet.hidden { p.note data-state="check" { (voice.hidden_sheet_why()) } }
        (table(pane, document, (open, sheet), spots))
    }
}

/// The sheet that is asked for; else the one with the first place; else the first a person would see.
fn open_sheet(turn: &Turn, sheets: &[SheetOfCells], spots: &[&Spot<'_>]) -> usize {
    let asked = turn.sheet.map(|sheet| sheet as usize);
    let with_place = || spots.iter().find_map(|spot| first_cell(spot.place)).map(|(sheet, ..)| sheet as usize);
    let seen = || sheets.iter().position(|sheet| !sheet.hidden);
    let open = asked.filter(|sheet| *sheet < sheets.len()).or_else(with_place).or_else(seen);
    open.filter(|sheet| *sheet < sheets.len()).unwrap_or(0)
}

/// The first row that is shown, of `rows`.
fn first_row(turn: &Turn, rows: usize, places: &HashMap<(usize, usize), Vec<(&Spot<'_>, bool)>>) -> usize {
    let wanted = turn.row.map(|row| row as usize).or_else(|| places.keys().map(|(row, _)| *row).min());
    match wanted {
        Some(row) if rows > ROWS_MAX => row.saturating_sub(ROWS_BEFORE).min(rows - ROWS_MAX),
        _ => 0,
    }
}

fn table(
    pane: &Pane<'_>, document: &DocumentView, (open, sheet): (usize, &SheetOfCells), spots: &[&Spot<'_>],
) -> Markup {
    let voice = pane.voice;
    let places = places(spots, open);
    let widest = sheet.rows.iter().map(Vec::len).max().unwrap_or(0);
    let columns = widest.min(COLUMNS_MAX);
    if columns == 0 {
        return html! { p.muted { (voice.sheet_is_empty()) } };
    }
    let first = first_row(pane.turn, sheet.rows.len(), &places);
    let shown = sheet.rows.iter().enumerate().skip(first).take(ROWS_MAX);
    let letter = |column: usize| cell_name(0, number(column)).trim_end_matches('1').to_owned();
    html! {
        (rows_said(pane, document, open, (first, sheet.rows.len())))
        @if widest > columns { p.note data-state="check" { (voice.more_columns(count(widest - columns))) } }
        div.cells tabindex="0" role="region" aria-label=(cells_label(voice, &sheet.name)) {
            table {
                thead { tr {
                    th { }
                    @for column in 0..columns { th scope="col" { (letter(column)) } }
                } }
                tbody {
                    @for (row, cells) in shown {
                        tr {
                            th scope="row" { (row + 1) }
                            @for column in 0..columns {
                                (cell(
                                    cells.get(column).map_or("", String::as_str),
                                    &voice.cell_of(&sheet.name, &cell_name(number(row), number(column))),
                                    places.get(&(row, column)),
                                ))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn cells_label(voice: Voice, name: &str) -> String {
    if name.is_empty() { voice.sheets().to_owned() } else { name.to_owned() }
}

/// One cell; the values it supports are links to them.
fn cell(text: &str, name: &str, places: Option<&Vec<(&Spot<'_>, bool)>>) -> Markup {
    let is_figure = !text.is_empty() && text.chars().all(|c| c.is_ascii_digit() || ".,-+%$€£ ".contains(c));
    let figure = is_figure.then_some("figure");
    let Some(((spot, is_first), others)) = places.and_then(|places| places.split_first()) else {
        return html! { td class=[figure] { (text) } };
    };
    let is_doubtful = spot.is_doubtful || others.iter().any(|(other, _)| other.is_doubtful);
    let labels: Vec<&str> =
        [spot].into_iter().chain(others.iter().map(|(other, _)| other)).map(|spot| spot.label.as_str()).collect();
    html! {
        td.place class=[figure] id=[is_first.then(|| spot.id())] data-state=[is_doubtful.then_some("check")] title={ (labels.join(", ")) " · " (name) } {
            @for (other, is_first) in others { span id=[is_first.then(|| other.id())] {} }
            a href={ "#v-" (spot.key) } { (text) }
        }
    }
}

/// The values each cell of a sheet supports, and whether the place of the value begins there.
fn places<'s, 'p>(spots: &[&'s Spot<'p>], open: usize) -> HashMap<(usize, usize), Vec<(&'s Spot<'p>, bool)>> {
    let mut places: HashMap<(usize, usize), Vec<(&Spot<'_>, bool)>> = HashMap::new();
    for spot in spots {
        let first = first_cell(spot.place);
        for region in &spot.place.regions {
            if let Region::Cell { sheet, row, column } = *region
                && sheet as usize == open
            {
                let is_first = first == Some((sheet, row, column));
                places.entry((row as usize, column as usize)).or_default().push((spot, is_first));
            }
        }
    }
    places
}

/// Which rows are shown, and the way to the others; nothing for a sheet that is shown whole.
fn rows_said(pane: &Pane<'_>, document: &DocumentView, open: usize, (first, rows): (usize, usize)) -> Markup {
    if rows <= ROWS_MAX {
        return html! {};
    }
    let voice = pane.voice;
    let last = (first + ROWS_MAX).min(rows);
    let to = |row: usize| {
        (pane.address)(&Turn { sheet: Some(number(open)), row: Some(number(row)), ..Turn::to(&document.part) })
    };
    html! {
        nav.pair.stretch aria-label=(voice.rows_of_sheet()) {
            p { (voice.rows_shown(count(first + 1), count(last), count(rows))) }
            @if first > 0 { a.btn data-size="small" href=(to((first + ROWS_BEFORE).saturating_sub(ROWS_MAX))) rel="prev" { (voice.rows_before()) } }
            @if last < rows { a.btn data-size="small" href=(to(last + ROWS_BEFORE)) rel="next" { (voice.rows_after()) } }
        }
    }
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot<'p>(key: &str, place: &'p Place) -> Spot<'p> {
        Spot { key: key.into(), place, label: key.into(), is_doubtful: false }
    }

    fn place(sheet: u32, row: u32, column: u32) -> Place {
        Place { part: "2".into(), regions: vec![Region::Cell { sheet, row, column }], quote: "x".into() }
    }

    #[test]
    fn a_long_sheet_is_shown_around_the_place_and_a_short_one_whole() {
        let far = place(0, 4_000, 1);
        let spots = [spot("po_number", &far)];
        let spots: Vec<&Spot<'_>> = spots.iter().collect();
        let places = places(&spots, 0);
        assert_eq!(first_row(&Turn::default(), 5_000, &places), 3_980);
        assert_eq!(first_row(&Turn { row: Some(0), ..Turn::default() }, 5_000, &places), 0);
        assert_eq!(first_row(&Turn { row: Some(9_999), ..Turn::default() }, 5_000, &places), 4_800);
        assert_eq!(first_row(&Turn::default(), 150, &places), 0);
    }

    #[test]
    fn a_sheet_that_is_not_there_is_not_opened_and_a_hidden_one_not_by_itself() {
        let hidden = SheetOfCells { name: "a".into(), hidden: true, ..SheetOfCells::default() };
        let seen = SheetOfCells { name: "b".into(), ..SheetOfCells::default() };
        let both = [hidden, seen];
        assert_eq!(open_sheet(&Turn::default(), &both, &[]), 1);
        assert_eq!(open_sheet(&Turn { sheet: Some(0), ..Turn::default() }, &both, &[]), 0);
        assert_eq!(open_sheet(&Turn { sheet: Some(7), ..Turn::default() }, &both, &[]), 1);
        let elsewhere = place(9, 0, 0);
        assert_eq!(open_sheet(&Turn::default(), &both, &[&spot("x", &elsewhere)]), 0);
    }

    #[test]
    fn a_cell_of_several_values_has_all_their_ids_once_and_text_stays_text() {
        let here = place(0, 1, 1);
        let spots = [spot("1-code", &here), spot("1-description", &here)];
        let spots: Vec<&Spot<'_>> = spots.iter().collect();
        let html = cell("<b>CAP</b>", "Order, cell B2", places(&spots, 0).get(&(1, 1))).into_string();
        for id in ["e-1-code", "e-1-description"] {
            assert_eq!(html.matches(&format!("id=\"{id}\"")).count(), 1, "{html}");
        }
        assert!(html.contains("&lt;b&gt;CAP"), "{html}");
        assert!(cell("1,250.00", "cell A1", None).into_string().contains("figure"));
    }

    #[test]
    fn only_a_cell_with_something_in_it_can_be_shown() {
        let sheets = [SheetOfCells { rows: vec![vec!["a".into(), String::new()]], ..SheetOfCells::default() }];
        assert!(is_in(&sheets, (0, 0, 0)));
        for none in [(0, 0, 1), (0, 0, 2), (0, 1, 0), (1, 0, 0)] {
            assert!(!is_in(&sheets, none), "{none:?}");
        }
    }
}
