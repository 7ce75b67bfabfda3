//! Rows of a table that do not keep to the columns of its heading: typed with blanks, by hand, not quite below each other.
//!
//! What the numbers of such a row multiply to says which of them is quantity, price and total. The words before them are
//! told apart by the gaps between them, in the order of the headings.

use rust_decimal::Decimal;

use super::Context;
use super::cells;
use super::columns::{Column, TableHeader};
use super::reckoned::{Product, product_of};
use super::values::numbers_in;
use crate::extraction::sheet::Run;
use crate::units::{Millionths, Numeral};

/// The words of a row by heading, read by its numbers; `None` where the row keeps to its columns, or where they are filled
/// in another way that makes sense: then a contradiction is one of the document.
///
/// `columns` — the words of the row by heading as they stand below it.
pub(super) fn by_numbers(
    context: &Context, header: &TableHeader, row: usize, columns: &[(usize, Run)],
) -> Option<Vec<(usize, Run)>> {
    let is_typed = !context.sheet.is_cells && header.tiers() == 1;
    if !is_typed || !header.has(Column::Quantity) || !header.has(Column::Price) {
        return None;
    }
    let product = product_of(context, row)?;
    let heading = |column| header.headings.iter().position(|heading| heading.column == column);
    let asked: Vec<(usize, Run)> =
        [(Column::Quantity, product.quantity), (Column::Price, product.price), (Column::Total, product.total)]
            .into_iter()
            .filter_map(|(column, run)| Some((heading(column)?, run)))
            .collect();
    let quantity = columns.iter().find(|(at, _)| header.headings[*at].column == Column::Quantity);
    let is_counted = quantity.is_some_and(|(_, cell)| cells::quantity(context.sheet, *cell).is_some());
    if is_counted && keeps(columns, &asked)
        || is_filled(context, header, columns)
        || is_explained(context, header, row, columns)
    {
        return None;
    }
    Some(in_order(context, header, row, &asked).unwrap_or_else(|| around(context, header, &product, asked)))
}

/// Whether each number stands alone below its heading.
fn keeps(columns: &[(usize, Run)], asked: &[(usize, Run)]) -> bool {
    let holds = |cell: &Run, run: &Run| cell.from <= run.from && run.to <= cell.to;
    asked.iter().all(|(heading, run)| {
        columns.iter().any(|(column, cell)| {
            column == heading && asked.iter().all(|(_, number)| holds(cell, number) == (number == run))
        })
    })
}

/// Whether quantity, price and total are what their columns hold, each one number.
fn is_filled(context: &Context, header: &TableHeader, columns: &[(usize, Run)]) -> bool {
    let sheet = context.sheet;
    let cell =
        |column| columns.iter().find(|(heading, _)| header.headings[*heading].column == column).map(|(_, run)| *run);
    let is_quantity = cell(Column::Quantity).is_some_and(|run| cells::quantity(sheet, run).is_some());
    let is_one = |run: Run| numbers_in(sheet, run).len() == 1;
    let is_price = cell(Column::Price).is_some_and(is_one);
    let is_total = !header.has(Column::Total) || cell(Column::Total).is_some_and(is_one);
    is_quantity && is_price && is_total
}

/// Whether quantity and price of the columns multiply to a number of the row, in whatever column that stands.
fn is_explained(context: &Context, header: &TableHeader, row: usize, columns: &[(usize, Run)]) -> bool {
    let (sheet, sign) = (context.sheet, context.conventions.decimal_sign);
    let cell =
        |column| columns.iter().find(|(heading, _)| header.headings[*heading].column == column).map(|(_, run)| *run);
    let value = |numeral: Numeral| numeral.decided(sign).map(Millionths::to_decimal);
    let quantity =
        cell(Column::Quantity).and_then(|run| cells::quantity(sheet, run)).and_then(|found| value(found.numeral));
    let price = cell(Column::Price).and_then(|run| cells::price(sheet, run, sign));
    let per = price.and_then(|price| price.per).map_or(Decimal::ONE, |(_, per)| per.to_decimal());
    let product = quantity.zip(price.and_then(|price| value(price.numeral)));
    let Some(exact) = product.and_then(|(a, b)| a.checked_mul(b)?.checked_div(per)) else { return false };
    let mut others = numbers_in(sheet, sheet.whole(row)).into_iter().filter_map(|(_, numeral)| value(numeral));
    others.any(|other| (other - exact).abs() <= Decimal::new(51, 4))
}

/// The cells of the row one after the other below the headings, where there are as many and the numbers come to stand below
/// theirs.
fn in_order(context: &Context, header: &TableHeader, row: usize, asked: &[(usize, Run)]) -> Option<Vec<(usize, Run)>> {
    let cells: Vec<(usize, Run)> = context.sheet.cells(row).into_iter().enumerate().collect();
    let fits = cells.len() == header.headings.len()
        && asked.iter().all(|(heading, run)| cells[*heading].1.from <= run.from && run.to <= cells[*heading].1.to);
    fits.then_some(cells)
}

/// The numbers below their headings, and the cells before the first of them below the headings before it: in their order where
/// there are as many, otherwise the first one below the first and the others as the description.
fn around(context: &Context, header: &TableHeader, product: &Product, asked: Vec<(usize, Run)>) -> Vec<(usize, Run)> {
    let sheet = context.sheet;
    let row = product.quantity.row;
    let first = asked.iter().map(|(_, run)| run.from).min().unwrap_or(0);
    let whole = sheet.cells(row).into_iter().filter(|cell| cell.from < first);
    let words: Vec<Run> = whole.map(|cell| Run { to: cell.to.min(first), ..cell }).collect();
    let before: Vec<usize> = (0..header.headings.len())
        .take_while(|at| asked.iter().all(|(heading, _)| at < heading))
        .filter(|&at| header.headings[at].column != Column::Quantity)
        .collect();
    let description = header.headings.iter().position(|heading| heading.column == Column::Description);
    let mut found: Vec<(usize, Run)> = match (words.len() == before.len(), description) {
        (true, _) | (false, None) => before.into_iter().zip(words).collect(),
        (false, Some(description)) => {
            let is_short = |run: &Run| run.to - run.from == 1;
            let heads = before.iter().take_while(|&&at| at != description).copied();
            let leading: Vec<(usize, Run)> =
                heads.zip(words.iter().copied()).filter(|(_, run)| is_short(run)).collect();
            let rest = words[leading.len().min(words.len())..].iter().map(|&run| (description, run));
            leading.into_iter().chain(rest).collect()
        }
    };
    found.extend(asked);
    found.extend(
        product
            .per
            .and_then(|run| Some((header.headings.iter().position(|heading| heading.column == Column::Per)?, run))),
    );
    found
}

#[cfg(test)]
mod tests {
    use crate::extraction::Hints;
    use crate::extraction::order::lines::line;
    use crate::extraction::order::table::table;
    use crate::extraction::order::tests::with_context;

    fn told(text: &str) -> Vec<String> {
        with_context(text, &Hints::default(), |context| {
            let word = |field: &crate::evidence::Field<String>| field.value().cloned().unwrap_or_default();
            let number = |field: &crate::evidence::Field<crate::units::Millionths>| {
                field.value().map(ToString::to_string).unwrap_or_default()
            };
            let lines = table(context).drafts.iter().map(|draft| line(context, draft)).collect::<Vec<_>>();
            let told = |line: &crate::extraction::FoundLine| {
                let (code, text, colour) = (word(&line.code), word(&line.description), word(&line.colour));
                let numbers = [&line.quantity, &line.unit_price, &line.line_total].map(number).join(" ");
                format!("{code}|{text}|{colour}|{numbers}")
            };
            lines.iter().map(told).collect()
        })
    }

    const HEADING: &str = "Code      Description             Colour   Qty    Unit Price   Total\n";

    #[test]
    fn rows_that_do_not_keep_to_their_columns_are_read_by_their_numbers() {
        let found = told(&format!(
            "{HEADING}LOCAP2    LOUVRE END CAP 152mm    Black    1000   1.32   1320.00\n\
             GLCAPRB   50mm RND PLASTIC CAP BLACK    Black    1000   0.73   730.00\n\
             LOCAP3    LOUVRE CAP    Black    500   1.54   770.00\n\
             QX-99120  Mystery part that goes on    400   2.00   800.00\n"
        ));
        assert_eq!(
            found,
            [
                "LOCAP2|LOUVRE END CAP 152mm|Black|1000 1.32 1320",
                "GLCAPRB|50mm RND PLASTIC CAP BLACK|Black|1000 0.73 730",
                "LOCAP3|LOUVRE CAP|Black|500 1.54 770",
                "QX-99120|Mystery part that goes on||400 2 800",
            ]
        );
    }

    #[test]
    fn a_total_that_is_wrong_in_its_own_column_stays_wrong() {
        let found = told(&format!(
            "{HEADING}LOCAP2    LOUVRE END CAP 152mm    Black    1000   1.32         1302.00\n\
             GLCAPRB   CAP                     Black    10     0.73         7.30\n"
        ));
        assert_eq!(found[0], "LOCAP2|LOUVRE END CAP 152mm|Black|1000 1.32 1302", "what is stated is not corrected");
    }
}
