//! Where one column ends and the next begins, from the header and from what stands under it.

use super::columns::{Heading, TableHeader};
use crate::extraction::sheet::{Run, Sheet};

/// The columns of one tier with their x ranges.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    /// Index in the header, and the heading.
    headings: Vec<(usize, Heading)>,
    /// `edges[i]` lies between heading `i` and `i + 1`.
    edges: Vec<f32>,
}

impl Grid {
    /// Finds the edges of a tier. Between two headings the edge goes where the fewest words and cells of the body stand, in
    /// the middle of the widest such gap; without a body, halfway between the headings.
    pub fn of(sheet: &Sheet, header: &TableHeader, tier: usize, body: &[usize]) -> Self {
        let headings: Vec<(usize, Heading)> =
            header.headings.iter().copied().enumerate().filter(|(_, heading)| heading.tier == tier).collect();
        let body = if sheet.is_cells { &[] } else { body };
        let edges = headings.windows(2).map(|pair| edge(sheet, &pair[0].1, &pair[1].1, body)).collect();
        Self { headings, edges }
    }

    /// The words of a row by column: index of the heading in its header and the run, left to right.
    pub fn split(&self, sheet: &Sheet, row: usize) -> Vec<(usize, Run)> {
        let mut runs: Vec<(usize, Run)> = Vec::new();
        for (at, token) in sheet.rows[row].tokens.iter().enumerate() {
            let found = match sheet.column_of(token) {
                Some(cell) => self.headings.iter().find(|(_, heading)| heading.cell == Some(cell)),
                None => {
                    let centre = (token.x0 + token.x1) / 2.0;
                    self.headings.get(self.edges.iter().take_while(|&&edge| edge <= centre).count())
                }
            };
            let Some(&(heading, _)) = found else { continue };
            match runs.last_mut() {
                Some((last, run)) if *last == heading => run.to = at + 1,
                _ => runs.push((heading, Run { row, from: at, to: at + 1 })),
            }
        }
        runs
    }
}

/// How much worse it is to cut a word than to cut a cell between words: more than rows a table can have on a page.
const WORD_WEIGHT: u32 = 1_000;

/// The edge between two neighbouring headings.
fn edge(sheet: &Sheet, left: &Heading, right: &Heading, body: &[usize]) -> f32 {
    let halfway = (left.x1 + right.x0) / 2.0;
    let (from, to) = ((left.x0 + left.x1) / 2.0, (right.x0 + right.x1) / 2.0);
    if body.is_empty() || to <= from {
        return halfway;
    }
    const STEPS: usize = 200;
    let step = (to - from) / STEPS as f32;
    let mut cover = [0_u32; STEPS + 1];
    let mut add = |(x0, x1): (f32, f32), weight: u32| {
        if x1 < from || x0 > to {
            return;
        }
        let first = ((x0 - from) / step).max(0.0).floor() as usize;
        let last = ((x1 - from) / step).min(STEPS as f32).ceil() as usize;
        for count in &mut cover[first.min(STEPS)..=last.min(STEPS)] {
            *count += weight;
        }
    };
    // A heading is a word of its own column.
    add((left.x0, left.x1), WORD_WEIGHT);
    add((right.x0, right.x1), WORD_WEIGHT);
    for &row in body {
        for token in &sheet.rows[row].tokens {
            add((token.x0, token.x1), WORD_WEIGHT);
        }
        // A blank inside a cell is a worse edge than a gap between cells, and a better one than a word.
        for cell in sheet.cells(row) {
            add(sheet.extent(cell), 1);
        }
    }
    let least = cover.iter().copied().min().unwrap_or(0);
    widest(&cover, least).map_or(halfway, |(start, end)| from + step * (start + end) as f32 / 2.0)
}

/// The longest run of positions with the least cover.
fn widest(cover: &[u32], least: u32) -> Option<(usize, usize)> {
    let (mut best, mut start): (Option<(usize, usize)>, Option<usize>) = (None, None);
    for (at, &count) in cover.iter().chain(std::iter::once(&u32::MAX)).enumerate() {
        match (count == least, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                if best.is_none_or(|(a, b)| at - from > b - a + 1) {
                    best = Some((from, at - 1));
                }
                start = None;
            }
            _ => {}
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::order::columns::{Column, header_at};
    use crate::extraction::sheet::tests::page_document;

    fn split(drawing: &str) -> Vec<(Column, String)> {
        let sheet = Sheet::of(&page_document(drawing)).unwrap();
        let header = header_at(&sheet, 0).unwrap();
        let body: Vec<usize> = (1..sheet.rows.len()).collect();
        let grid = Grid::of(&sheet, &header, 0, &body);
        grid.split(&sheet, 1)
            .into_iter()
            .map(|(heading, run)| (header.headings[heading].column, sheet.text(run)))
            .collect()
    }

    #[test]
    fn columns_follow_their_content_where_it_is_wider_than_the_heading() {
        let found = split(
            "Code            Description                          Qty     Price      Total\n\
             WHL-1002-BLU    Wheel, castor, 75 mm, blue           500      0.8401       420.05\n\
             PLG-1143-BLU    Plug, pipe end, 32 mm, long, blue  6,000      0.0577       346.20",
        );
        assert_eq!(
            found,
            [
                (Column::Code, "WHL-1002-BLU".into()),
                (Column::Description, "Wheel, castor, 75 mm, blue".into()),
                (Column::Quantity, "500".into()),
                (Column::Price, "0.8401".into()),
                (Column::Total, "420.05".into())
            ]
        );
    }

    #[test]
    fn a_number_that_sticks_out_under_its_heading_stays_in_its_column() {
        let found = split(
            "         Description          Quantity  UOM      Cost     Amount\n\
             PALLET BLUE - 10800001             504 each    3.881    1,956.02",
        );
        assert!(found.contains(&(Column::Quantity, "504".into())), "{found:?}");
        assert!(found.contains(&(Column::Unit, "each".into())), "{found:?}");
    }

    #[test]
    fn an_empty_column_stays_empty() {
        let found = split(
            "Code     Description   Colour   Qty   Price\nLOCAP2   End cap                1000  1.32\nX1       Cap           Red         5  1.00",
        );
        assert!(found.iter().all(|(column, _)| *column != Column::Colour), "{found:?}");
        assert!(found.contains(&(Column::Quantity, "1000".into())));
    }
}
