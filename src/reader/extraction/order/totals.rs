//! The sums at the foot of an order.

use super::Context;
use super::labels::{Hit, Label};
use super::values::{number_field, numbers_in};
use crate::evidence::Field;
use crate::extraction::sheet::Run;
use crate::units::{Millionths, Numeral};

/// The printed sums, and the extras between them that belong to no line.
#[derive(Default)]
pub(crate) struct Totals {
    /// Net total.
    pub subtotal: Field<Millionths>,
    /// Tax.
    pub tax_total: Field<Millionths>,
    /// Grand total; the net total where it is the only sum.
    pub total: Field<Millionths>,
    /// Freight and other extras.
    pub extras: Vec<Millionths>,
}

/// Reads the sums that stand outside of the lines. Where a label is printed twice, the later one counts: sums of a
/// page come before those of the order.
pub(crate) fn totals(context: &Context) -> Totals {
    let mut found = Totals::default();
    for hit in context.hits.iter().filter(|hit| !context.is_in_lines(hit.run.row)) {
        let slot = match hit.label {
            Label::Subtotal => &mut found.subtotal,
            Label::Tax => &mut found.tax_total,
            Label::Total => &mut found.total,
            Label::Extra => {
                let value =
                    amount(context, hit).and_then(|(_, numeral)| numeral.decided(context.conventions.decimal_sign));
                found.extras.extend(value);
                continue;
            }
            _ => continue,
        };
        let Some((run, numeral)) = amount(context, hit) else { continue };
        let mut field = number_field(context.sheet, run, numeral, (context.conventions, "total_label"));
        for older in std::mem::take(slot).candidates {
            if !field.candidates.iter().any(|known| known.value == older.value) {
                field.candidates.push(older);
            }
        }
        *slot = field;
    }
    if found.total.candidates.is_empty() && found.tax_total.candidates.is_empty() {
        found.total = found.subtotal.clone();
        for candidate in &mut found.total.candidates {
            "only_sum".clone_into(&mut candidate.rule);
        }
    }
    found
}

/// The amount of a sum: the last number behind its label in the row, percentages and prices of lines aside; or the
/// number right under it where the sums stand side by side.
fn amount(context: &Context, hit: &Hit) -> Option<(Run, Numeral)> {
    let is_label = hit.is_label() || (hit.label == Label::Tax && follows_percentage(context, hit));
    if !is_label {
        return None;
    }
    let sheet = context.sheet;
    let row = hit.run.row;
    let is_sum = |label: Label| matches!(label, Label::Subtotal | Label::Tax | Label::Total | Label::Extra);
    let end = context
        .hits_in(row)
        .iter()
        .filter(|other| other.run.from >= hit.run.to && other.starts_cell && is_sum(other.label))
        .map(|other| other.run.from)
        .min()
        .unwrap_or(sheet.whole(row).to);
    let behind = Run { row, from: hit.run.to, to: end };
    let is_percentage = |run: Run| {
        sheet.tokens(Run { row, from: run.to, to: run.to + 1 }).first().is_some_and(|token| token.text.starts_with('%'))
    };
    let own: Vec<(Run, Numeral)> =
        numbers_in(sheet, behind).into_iter().filter(|(run, _)| !is_percentage(*run)).collect();
    if let Some(&last) = own.last() {
        // "Net 30" is a term of payment.
        let beside = last.0.from == hit.run.to && sheet.cell_at(row, hit.run.from).to > last.0.from;
        if beside && sheet.text(last.0).chars().all(|c| c.is_ascii_digit()) {
            return None;
        }
        let is_prose = sheet.tokens(Run { row, from: hit.run.to, to: last.0.from }).len() > 6;
        return (!is_prose).then_some(last);
    }
    let words = sheet.tokens(behind).iter().filter(|token| token.text.chars().any(char::is_alphabetic)).count();
    let under = (row + 1..sheet.rows.len()).next().filter(|&next| sheet.is_close(row, next) && words == 0)?;
    let (x0, x1) = sheet.extent(sheet.cell_at(row, hit.run.from));
    sheet.cells(under).into_iter().find_map(|cell| {
        let (left, right) = sheet.extent(cell);
        let numbers = numbers_in(sheet, cell);
        (left < x1 && right > x0 && context.hits_in(under).is_empty()).then(|| numbers.last().copied())?
    })
}

/// "zzgl. 19 % MwSt.": the label comes after its rate.
fn follows_percentage(context: &Context, hit: &Hit) -> bool {
    hit.run.from > 0 && context.sheet.rows[hit.run.row].tokens[hit.run.from - 1].text.ends_with('%')
}
