//! Lines of a table whose header nobody can read, or that has none: rows in which a quantity times a price is a total.
//!
//! Three numbers that multiply are evidence enough for a line and for which number is what; the words beside them are
//! its code and its description.

use rust_decimal::Decimal;

use super::Context;
use super::cells::is_unit;
use super::coded::is_code_shaped;
use super::columns::Column;
use super::labels::Label;
use super::phrases::keys;
use super::table::Draft;
use super::values::{bare_reference, dates_in, is_reference, numbers_in};
use crate::extraction::conventions::code_of;
use crate::extraction::found::FoundLine;
use crate::extraction::sheet::{Run, Sheet};
use crate::units::{Millionths, Numeral};

/// Rows under a line that its description may take up.
const WRAPPED_MAX: usize = 3;

/// The numbers of a line, found by what they multiply to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Product {
    /// How many.
    pub quantity: Run,
    /// What one, or a base of them, costs.
    pub price: Run,
    /// What they cost together.
    pub total: Run,
    /// The base of the price, where it stands in the row.
    pub per: Option<Run>,
}

/// The entries of all rows that multiply, and the rows they take up.
pub(crate) fn reckoned(context: &Context) -> (Vec<Draft>, Vec<usize>) {
    let sheet = context.sheet;
    let end = crate::extraction::quoted::closing_row(sheet);
    let (mut drafts, mut rows) = (Vec::new(), Vec::new());
    let mut row = 0;
    while row < end {
        let product = product_in(context, row).filter(|_| !is_sum(context, row) && !is_labelled(context, row));
        let Some(product) = product else {
            row += 1;
            continue;
        };
        let wrapped: Vec<usize> =
            (row + 1..end.min(row + 1 + WRAPPED_MAX)).take_while(|&next| wraps(context, next)).collect();
        if let Some(draft) = draft(context, row, product, &wrapped) {
            drafts.push(draft);
            rows.push(row);
            rows.extend(&wrapped);
        }
        row += 1 + wrapped.len();
    }
    (drafts, rows)
}

/// Whether the numbers of a row multiply to a total.
pub(crate) fn multiplies(context: &Context, row: usize) -> bool {
    product_of(context, row).is_some()
}

/// What the numbers of a row multiply to, unless it is a sum.
pub(crate) fn product_of(context: &Context, row: usize) -> Option<Product> {
    product_in(context, row).filter(|_| !is_sum(context, row))
}

/// The doubt of a value that the numbers of its row contradict: others of them multiply to a total.
pub(crate) const MULTIPLIES_OTHERWISE: &str = "multiplies_otherwise";

/// Doubts quantity and price of a line where the numbers of its row multiply otherwise, and its own do not.
pub(crate) fn contradict(context: &Context, draft: &Draft, line: &mut FoundLine) {
    let Some(quantity) = draft.run(Column::Quantity) else { return };
    let Some(product) = product_of(context, quantity.row).filter(|_| !context.sheet.is_cells) else { return };
    let holds = |column, number: Run| {
        let cell = draft.run(column);
        cell.is_none_or(|cell| cell.row == number.row && cell.from < number.to && number.from < cell.to)
    };
    let is_proven = line.line_total.value().is_some() && line.line_total.doubt.is_none();
    if is_proven || holds(Column::Quantity, product.quantity) && holds(Column::Price, product.price) {
        return;
    }
    for field in [&mut line.quantity, &mut line.unit_price] {
        field.doubt.get_or_insert_with(|| MULTIPLIES_OTHERWISE.to_owned());
    }
}

/// Whether a row names its values itself: `Menge: 1.500 ST  Preis: 56,90 EUR`. Such rows are parts of larger items.
fn is_labelled(context: &Context, row: usize) -> bool {
    let words = &context.sheet.rows[row].tokens;
    let keys = keys(words.iter().map(|word| word.text.as_str()));
    let ends_label = |at: usize| words[at].text.ends_with(':');
    let labels = (0..keys.len()).filter_map(|at| super::item::label_at(&keys, at).map(|(_, len)| at + len - 1));
    labels.filter(|&last| ends_label(last)).count() >= 2
}

/// Whether a label of a sum stands in a row.
pub(crate) fn is_sum(context: &Context, row: usize) -> bool {
    let is_sum = |label| matches!(label, Label::Subtotal | Label::Total | Label::Tax | Label::Extra | Label::Carried);
    context.hits_in(row).iter().any(|hit| hit.is_label() && is_sum(hit.label))
}

/// Whether a row right under the one before it only goes on with text: no numbers of its own, no label.
fn wraps(context: &Context, row: usize) -> bool {
    let sheet = context.sheet;
    let is_labelled = context.hits_in(row).iter().any(|hit| hit.starts_cell && hit.label != Label::Other);
    let has_money = sheet.rows[row].tokens.iter().any(|token| is_money(&token.text));
    sheet.is_close(row - 1, row) && sheet.cells(row).len() == 1 && !is_labelled && !has_money
}

/// Whether a word is an amount: two decimals, or a currency sign.
pub(crate) fn is_money(text: &str) -> bool {
    let bare = text.trim_end_matches([',', ';', '.']);
    let tail = bare.rsplit(['.', ',']).next().unwrap_or(bare);
    // "1,000" and "12.000" are thousands.
    let is_thousands = tail.len() == 3 && !bare.starts_with("0") && !bare.starts_with(['$', '€', '£']);
    let has_fraction =
        tail.len() < bare.len() && tail.len() >= 2 && !is_thousands && tail.chars().all(|c| c.is_ascii_digit());
    has_fraction && bare.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '$' | '€' | '£'))
        || bare.starts_with(['$', '€', '£']) && bare.len() > 1
}

/// The three numbers of a row that multiply: the largest total there is, which is no tax, the quantity before the price where
/// both can be either.
fn product_in(context: &Context, row: usize) -> Option<Product> {
    let sheet = context.sheet;
    let whole = sheet.whole(row);
    let dates = dates_in(sheet, whole);
    let is_free = |run: Run| !dates.iter().any(|(date, _)| run.from < date.to && date.from < run.to);
    let numbers: Vec<(Run, Numeral)> = numbers_in(sheet, whole).into_iter().filter(|(run, _)| is_free(*run)).collect();
    if !(3..=12).contains(&numbers.len()) {
        return None;
    }
    let value = |numeral: Numeral| numeral.decided(context.conventions.decimal_sign).map(Millionths::to_decimal);
    let mut best: Option<(Decimal, Product)> = None;
    for (at, &(total, numeral)) in numbers.iter().enumerate().rev() {
        let Some(sum) = value(numeral).filter(|sum| *sum > Decimal::ZERO && is_money(&sheet.text(total))) else {
            continue;
        };
        if best.is_some_and(|(largest, _)| sum <= largest) {
            continue;
        }
        for first in 0..at {
            for second in first + 1..at {
                let (Some(a), Some(b)) = (value(numbers[first].1), value(numbers[second].1)) else { continue };
                let runs = (numbers[first].0, numbers[second].0);
                let per = base_that_fits(sheet, (a, b), sum, &numbers, &[first, second, at]);
                let Some(per) = per else { continue };
                // A quantity is a whole number more often than a price is.
                let is_swapped = !a.is_integer() && b.is_integer() && is_money(&sheet.text(runs.0));
                let (quantity, price) = if is_swapped { (runs.1, runs.0) } else { runs };
                if is_money(&sheet.text(quantity)) && !is_money(&sheet.text(price)) {
                    continue;
                }
                if best.is_none_or(|(largest, _)| sum > largest) {
                    best = Some((sum, Product { quantity, price, total, per }));
                }
            }
        }
    }
    best.map(|(_, product)| product)
}

/// Whether two numbers multiply to a sum, each or for a base of 100 or 1000 that stands in the row too: `Some(None)` for
/// each, `Some(Some(base))` with its word.
fn base_that_fits(
    sheet: &Sheet, (a, b): (Decimal, Decimal), sum: Decimal, numbers: &[(Run, Numeral)], taken: &[usize],
) -> Option<Option<Run>> {
    let product = a.checked_mul(b)?;
    let is_near = |exact: Decimal| (exact - sum).abs() <= Decimal::new(51, 4);
    // One of a thing proves nothing unless its price is printed like one.
    if is_near(product) {
        return Some(None);
    }
    let others = numbers.iter().enumerate().filter(|(at, _)| !taken.contains(at));
    let base = others.map(|(_, (run, _))| *run).find(|&run| {
        let base = match sheet.text(run).replace([',', '.', '/'], "").as_str() {
            "100" => Decimal::ONE_HUNDRED,
            "1000" => Decimal::ONE_THOUSAND,
            _ => return false,
        };
        product.checked_div(base).is_some_and(is_near)
    })?;
    Some(Some(base))
}

/// The entry of a row: its numbers, a date, and the words that are left as code and description.
fn draft(context: &Context, row: usize, product: Product, wrapped: &[usize]) -> Option<Draft> {
    let sheet = context.sheet;
    let mut draft = Draft { is_reckoned: true, ..Draft::default() };
    let Product { quantity, price, total, per } = product;
    let mut taken: Vec<Run> = vec![quantity, price, total];
    taken.extend(per);
    draft.push(Column::Quantity, quantity);
    draft.push(Column::Price, price);
    draft.push(Column::Total, total);
    per.into_iter().for_each(|per| draft.push(Column::Per, per));
    for (date, _) in dates_in(sheet, sheet.whole(row)) {
        draft.push(Column::Date, date);
        taken.push(date);
    }
    let word = |at: usize| Run { row, from: at, to: at + 1 };
    let is_taken = |taken: &[Run], at: usize| taken.iter().any(|run| (run.from..run.to).contains(&at));
    let ends = sheet.rows[row].tokens.len();
    let text = |at: usize| sheet.text(word(at));
    // A unit stands right behind its quantity or its price, a currency beside its amount.
    for at in 0..ends {
        let follows = |run: Run| run.to == at;
        if !is_taken(&taken, at) && is_unit(&text(at)) && (follows(quantity) || follows(price)) {
            if follows(quantity) {
                draft.push(Column::Unit, word(at));
            }
            taken.push(word(at));
        } else if code_of(&text(at)).is_some() || matches!(text(at).as_str(), "$" | "€" | "£") {
            taken.push(word(at));
        }
    }
    let is_count = |text: &str| {
        let bare = text.trim_end_matches(['.', ')']);
        bare.len() <= 5 && !bare.is_empty() && bare.chars().all(|c| c.is_ascii_digit())
    };
    if !is_taken(&taken, 0) && is_count(&text(0)) && ends > 1 && sheet.cell_at(row, 0).to == 1 {
        draft.push(Column::LineNo, word(0));
        taken.push(word(0));
    }
    let code = code_at(context, row, &taken);
    if let Some(at) = code {
        draft.push(Column::Code, word(at));
        taken.push(word(at));
    }
    for run in name_runs(sheet, row, &taken) {
        draft.push(Column::Description, run);
    }
    wrapped.iter().for_each(|&row| draft.push(Column::Description, sheet.whole(row)));
    let is_named = code.is_some() || draft.run(Column::Description).is_some();
    is_named.then_some(draft)
}

/// The word that is the code: one of the catalogue, else a reference in a cell of its own or at the start of the text.
fn code_at(context: &Context, row: usize, taken: &[Run]) -> Option<usize> {
    let sheet = context.sheet;
    let free = |at: &usize| !taken.iter().any(|run| (run.from..run.to).contains(at));
    let words: Vec<usize> = (0..sheet.rows[row].tokens.len()).filter(free).collect();
    let text = |at: usize| sheet.rows[row].tokens[at].text.as_str();
    let known = context.hints.catalogue_codes.as_ref();
    let known = known.and_then(|is_known| words.iter().copied().find(|&at| is_known(bare_reference(text(at)))));
    known.or_else(|| {
        words.iter().copied().find(|&at| {
            let is_alone = sheet.cell_at(row, at) == Run { row, from: at, to: at + 1 };
            let starts = sheet.cell_at(row, at).from == at;
            (is_alone && is_reference(text(at)) && text(at).len() >= 3) || (starts && is_code_shaped(text(at), ""))
        })
    })
}

/// What is left of a row as text: runs of words with letters.
fn name_runs(sheet: &Sheet, row: usize, taken: &[Run]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for at in 0..sheet.rows[row].tokens.len() {
        if taken.iter().any(|run| (run.from..run.to).contains(&at)) {
            continue;
        }
        match runs.last_mut() {
            Some(last) if last.to == at => last.to = at + 1,
            _ => runs.push(Run { row, from: at, to: at + 1 }),
        }
    }
    runs.retain(|&run| sheet.text(run).contains(char::is_alphabetic));
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::Hints;
    use crate::extraction::order::lines::line;
    use crate::extraction::order::tests::with_page;

    fn told(drawing: &str) -> Vec<[String; 5]> {
        with_page(drawing, &Hints::default(), |context| {
            let (drafts, _) = reckoned(context);
            let lines = drafts.iter().map(|draft| line(context, draft));
            let word = |field: &crate::evidence::Field<String>| field.value().cloned().unwrap_or_default();
            let number =
                |field: &crate::evidence::Field<Millionths>| field.value().map(ToString::to_string).unwrap_or_default();
            lines
                .map(|line| {
                    [
                        word(&line.code),
                        word(&line.description),
                        number(&line.quantity),
                        number(&line.unit_price),
                        number(&line.line_total),
                    ]
                })
                .collect()
        })
    }

    #[test]
    fn rows_that_multiply_are_lines_without_any_header() {
        let found = told(
            "10   HX-4471   Hose clamp, steel        250 EA     0.84      210.00\n\
             20   HX-4472   Hose clamp, brass         40 EA     1.15       46.00\n\
                            with rubber lining\n\
             Total                                                        256.00",
        );
        let expected = [
            ["HX-4471", "Hose clamp, steel", "250", "0.84", "210"],
            ["HX-4472", "Hose clamp, brass with rubber lining", "40", "1.15", "46"],
        ];
        assert_eq!(found, expected.map(|line| line.map(str::to_owned)));
    }

    #[test]
    fn a_price_for_a_thousand_needs_the_thousand_in_its_row() {
        let found = told("Spacer ring 8 mm   24000   44.82   1000   1,075.68");
        assert_eq!(found, [["", "Spacer ring 8 mm", "24000", "44.82", "1075.68"].map(str::to_owned)]);
        assert!(told("Spacer ring 8 mm   24000   44.82   1,075.68").is_empty());
    }

    #[test]
    fn numbers_that_do_not_multiply_and_sums_are_no_lines() {
        assert!(told("Call 305 555 0199 or 305 555 0142 before 12.00").is_empty());
        assert!(told("Subtotal   2   10.00   20.00").is_empty());
        assert!(told("Quantity: 4 EA   Price: 2.50   Amount: 10.00").is_empty(), "a part of a larger item");
        assert!(told("4   5   20").is_empty(), "none of them is printed as an amount");
    }
}
