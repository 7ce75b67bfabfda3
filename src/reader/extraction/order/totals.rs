//! The sums at the foot of an order.

use super::Context;
use super::labels::{Hit, Label};
use super::values::{number_field, numbers_in};
use crate::evidence::Field;
use crate::extraction::conventions::code_of;
use crate::extraction::sheet::Run;
use crate::units::{Millionths, Numeral, normal_key};

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
            Label::Total if is_before_tax(context, hit) => &mut found.subtotal,
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
        // What a company asks for is never less than nothing: this is a number with a dash, such as a telephone's.
        if hit.label != Label::Tax && numeral.certain().is_some_and(|value| value.0 < 0) {
            continue;
        }
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

/// Whether the words behind a total say that the tax comes on top: "Total is $760 ex GST", "Gesamt 760,00 EUR zzgl. MwSt.".
/// A tax with an amount of its own in the same row is another sum.
fn is_before_tax(context: &Context, hit: &Hit) -> bool {
    const LEADS: [&str; 15] = [
        "ex",
        "excl",
        "excluding",
        "exclusive",
        "exc",
        "exkl",
        "plus",
        "+",
        "zzgl",
        "zuzuglich",
        "ohne",
        "net",
        "netto",
        "nett",
        "before",
    ];
    const TAXES: [&str; 12] =
        ["gst", "vat", "tax", "taxes", "mwst", "ust", "btw", "mehrwertsteuer", "umsatzsteuer", "tva", "hst", "steuer"];
    let sheet = context.sheet;
    let row = hit.run.row;
    let behind = Run { row, from: hit.run.to, to: sheet.whole(row).to };
    let keys: Vec<String> = sheet
        .tokens(behind)
        .iter()
        .map(|token| if token.text == "+" { "+".to_owned() } else { normal_key(&token.text) })
        .collect();
    let tax = keys.iter().position(|key| TAXES.contains(&key.as_str()));
    let Some(tax) = tax else { return matches!(keys.last().map(String::as_str), Some("net" | "netto" | "nett")) };
    let near = tax.saturating_sub(4)..tax;
    let is_lead = keys[near].iter().any(|key| LEADS.contains(&key.as_str()));
    let rest = Run { from: behind.from + tax + 1, ..behind };
    is_lead && numbers_in(sheet, rest).is_empty()
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
    let behind = Run { row, from: hit.run.to, to: end_of(context, hit) };
    let is_percentage = |run: Run| {
        sheet.tokens(Run { row, from: run.to, to: run.to + 1 }).first().is_some_and(|token| token.text.starts_with('%'))
    };
    let own: Vec<(Run, Numeral)> =
        numbers_in(sheet, behind).into_iter().filter(|(run, _)| !is_percentage(*run)).collect();
    if let Some(&last) = own.last() {
        // "Net 30" is a term of payment.
        let is_whole = sheet.text(last.0).chars().all(|c| c.is_ascii_digit());
        let cells = sheet.cells(row);
        let own_cell = sheet.cell_at(row, hit.run.from);
        let beside = last.0.from == hit.run.to && own_cell.to > last.0.from;
        let next =
            cells.iter().find(|cell| cell.from >= own_cell.to && sheet.text(**cell).contains(char::is_alphanumeric));
        let is_next = own_cell.to > last.0.from || next.is_some_and(|next| next.to >= last.0.to);
        // "Net due 90 days" counts days.
        let cell = sheet.cell_at(row, last.0.from);
        let says_more = |text: &str| text.chars().all(char::is_alphabetic) && code_of(text).is_none();
        let counts = sheet.tokens(Run { from: last.0.to, ..cell }).first().is_some_and(|token| says_more(&token.text));
        if is_whole && (beside || !is_next || counts) {
            return None;
        }
        let is_prose = sheet.tokens(Run { row, from: hit.run.to, to: last.0.from }).len() > 6;
        return (!is_prose).then_some(last);
    }
    let words = sheet.tokens(behind).iter().filter(|token| token.text.chars().any(char::is_alphabetic)).count();
    if words > 0 { None } else { amount_beside(context, hit).or_else(|| amount_below(context, hit)) }
}

/// The number in a field of a form, set a little higher or lower than its label, in a row of numbers only.
fn amount_beside(context: &Context, hit: &Hit) -> Option<(Run, Numeral)> {
    let sheet = context.sheet;
    let field = sheet.beside(sheet.cell_at(hit.run.row, hit.run.from)).filter(|field| field.row != hit.run.row)?;
    let says_more = |text: &str| text.contains(char::is_alphabetic) && code_of(text).is_none();
    let is_plain = !sheet.rows[field.row].tokens.iter().any(|token| says_more(&token.text));
    is_plain.then(|| numbers_in(sheet, sheet.whole(field.row)).last().copied())?
}

/// Where the words that can belong to a sum end: at the next label of its row.
fn end_of(context: &Context, hit: &Hit) -> usize {
    let row = hit.run.row;
    let others = context.hits_in(row).iter().filter(|other| other.run.from >= hit.run.to && other.starts_cell);
    let ends = others.filter(|other| !matches!(other.label, Label::Currency | Label::By | Label::BareNumber));
    ends.map(|other| other.run.from).min().unwrap_or(context.sheet.whole(row).to)
}

/// The number under a sum's label, where the labels of all sums stand side by side; their headings may be stacked.
fn amount_below(context: &Context, hit: &Hit) -> Option<(Run, Numeral)> {
    let sheet = context.sheet;
    let row = hit.run.row;
    let has_digits =
        |row: usize| sheet.rows[row].tokens.iter().any(|token| token.text.contains(|c: char| c.is_ascii_digit()));
    let height = sheet.rows[row].y1 - sheet.rows[row].y0;
    let is_near = |next: usize| {
        sheet.rows[next].page == sheet.rows[row].page && sheet.rows[next].y0 - sheet.rows[row].y1 < 2.5 * height
    };
    let under = (row + 1..sheet.rows.len()).take(3).take_while(|&next| is_near(next)).find(|&next| has_digits(next))?;
    let (x0, x1) = sheet.extent(sheet.cell_at(row, hit.run.from));
    let is_labelled = |cell: Run| {
        let hits = context.hits_in(under);
        hits.iter().any(|hit| (cell.from..cell.to).contains(&hit.run.from) && hit.is_label())
    };
    sheet.cells(under).into_iter().find_map(|cell| {
        let (left, right) = sheet.extent(cell);
        let numbers = numbers_in(sheet, cell);
        (left < x1 && right > x0 && !is_labelled(cell)).then(|| numbers.last().copied())?
    })
}

/// "zzgl. 19 % MwSt.": the label comes after its rate.
fn follows_percentage(context: &Context, hit: &Hit) -> bool {
    hit.run.from > 0 && context.sheet.rows[hit.run.row].tokens[hit.run.from - 1].text.ends_with('%')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::Hints;
    use crate::extraction::order::tests::with_context;

    fn sums(text: &str) -> [String; 3] {
        let found = with_context(text, &Hints::default(), totals);
        [&found.subtotal, &found.tax_total, &found.total]
            .map(|field| field.value().map(ToString::to_string).unwrap_or_default())
    }

    #[test]
    fn a_total_before_tax_is_the_sum_that_tax_is_added_to() {
        for text in [
            "Total is $760.00 ex GST",
            "Total: $760.00 excl. GST",
            "Total $760.00 + GST",
            "Total: 760.00 net",
            "Gesamt: 760,00 EUR zzgl. 19 % MwSt.",
            "Total: 760.00 plus 10 % GST",
        ] {
            let [subtotal, tax, total] = sums(text);
            assert_eq!([subtotal.as_str(), tax.as_str()], ["760", ""], "{text}");
            assert_eq!(total, "760", "the only sum there is: {text}");
        }
    }

    #[test]
    fn a_total_with_tax_stays_the_total() {
        for text in ["Total: $836.00 inc GST", "Total incl. GST: $836.00", "Total $836.00"] {
            let [subtotal, _, total] = sums(text);
            assert_eq!([subtotal.as_str(), total.as_str()], ["", "836"], "{text}");
        }
        let [subtotal, _, total] = sums("Net total: 760.00\nGST: 76.00\nTotal: 836.00");
        assert_eq!([subtotal.as_str(), total.as_str()], ["760", "836"]);
    }
}
