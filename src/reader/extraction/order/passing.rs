//! What an item of running text says beside quantity, code and price: cells that stand below each other without a heading, and
//! a date in passing.

use super::coded::is_code_shaped;
use super::item::{DATE_IN_SENTENCE, Item};
use super::reckoned::is_money;
use super::values::{bare_reference, date_field, dates_in, number_field};
use crate::extraction::sheet::Run;
use crate::units::{Millionths, normal_key};

/// The rule of numbers that are understood by the cells they stand in.
const RULE: &str = "cells_of_text";
/// Words with which a sentence leads to a day of delivery; the last word before the date.
const LEADING: [&str; 8] = ["by", "before", "on", "due", "bis", "zum", "am", "until"];
/// Words one of which stands before those: without it a date may be any.
const DELIVERING: [&str; 12] = [
    "deliver",
    "delivery",
    "delivered",
    "needed",
    "required",
    "need",
    "arrive",
    "ship",
    "liefern",
    "lieferung",
    "geliefert",
    "benotigt",
];
/// Words between them at most.
const BETWEEN_MAX: usize = 3;

impl Item<'_> {
    /// A date in passing: `…, deliver by 20/2`, `Lieferung bis 3.4.2026`.
    pub(super) fn take_sentence_date(&mut self) {
        if !self.line.delivery_date.candidates.is_empty() {
            return;
        }
        let word = |at: usize| normal_key(self.text(at));
        for at in 0..self.words.len() {
            if !LEADING.contains(&word(at).as_str()) {
                continue;
            }
            let Some(verb) =
                (at.saturating_sub(BETWEEN_MAX)..at).find(|&verb| DELIVERING.contains(&word(verb).as_str()))
            else {
                continue;
            };
            let Some(next) = self.words.get(at + 1).map(|word| word.run) else { continue };
            let behind = Run { to: (next.from + 4).min(self.context.sheet.whole(next.row).to), ..next };
            let dates = dates_in(self.context.sheet, behind);
            let Some(&(date, reading)) = dates.first().filter(|(date, _)| date.from <= next.from + 1) else { continue };
            self.line.delivery_date =
                date_field(self.context.sheet, date, reading, (self.context.conventions, DATE_IN_SENTENCE));
            let end = (at + 1 + date.to - next.from).min(self.words.len());
            self.take(verb, end);
            return;
        }
    }

    /// Quantity and price of a row of cells without heading and without units: the only cell that is a whole number, and the
    /// only one that is an amount, beside a code.
    pub(super) fn take_cells(&mut self) {
        let is_open = self.line.quantity.candidates.is_empty();
        let cells = self.cells();
        if !is_open || cells.len() < 2 || !cells.iter().any(|cell| self.is_code(cell)) {
            return;
        }
        let alone: Vec<usize> = cells
            .iter()
            .filter(|(from, to)| to - from == 1)
            .map(|(from, _)| *from)
            .filter(|at| self.number(*at).is_some())
            .collect();
        let sign = self.context.conventions.decimal_sign;
        let is_whole = |at: &usize| {
            let value = self.number(*at).and_then(|numeral| numeral.decided(sign));
            !is_money(self.text(*at))
                && value.is_some_and(|value| value > Millionths::default() && value.0 % 1_000_000 == 0)
        };
        let counts: Vec<usize> = alone.iter().copied().filter(is_whole).collect();
        let amounts: Vec<usize> = alone.iter().copied().filter(|at| is_money(self.text(*at))).collect();
        // The first of many rows may begin with its number.
        let counts: Vec<usize> = match counts[..] {
            [first, second] if first == 0 && self.text(0).len() <= 3 => vec![second],
            _ => counts,
        };
        let [count] = counts[..] else { return };
        if amounts.len() > 1 {
            return;
        }
        let by = (self.context.conventions, RULE);
        for (at, is_price) in [(Some(count), false), (amounts.first().copied(), true)] {
            let Some((at, numeral)) = at.and_then(|at| Some((at, self.number(at)?))) else { continue };
            let field = number_field(self.context.sheet, self.words[at].run, numeral, by);
            if is_price && self.line.unit_price.candidates.is_empty() {
                self.line.unit_price = field;
            } else if !is_price {
                self.line.quantity = field;
            }
            self.take(at, at + 1);
        }
        if counts.first().is_some_and(|&count| count > 0) && self.number(0).is_some() && self.text(0).len() <= 3 {
            self.take(0, 1);
        }
    }

    /// Whether an item begins with a whole number and names a code behind it: `5000 CLS-1140-GRN green`, `300 of the large tubs
    /// (TUB-1143-BLK)`. A code that the catalogue does not know must follow at once, or stand in brackets.
    pub(super) fn is_count_before_code(&self) -> bool {
        let text = self.text(0);
        let is_whole = text.starts_with(|c: char| c.is_ascii_digit()) && !is_money(text) && text.len() <= 8;
        let known = self.context.hints.catalogue_codes.as_ref();
        let is_known = |text: &str| known.is_some_and(|is_known| text.len() >= 4 && is_known(text));
        let is_text = self.context.sheet.is_text;
        let has_letter = |text: &str| text.contains(|c: char| c.is_ascii_uppercase());
        is_whole
            && (1..self.words.len()).any(|at| {
                let word = self.text(at);
                let is_told = at == 1 || word.starts_with('(') || word.ends_with([')', ';']);
                let next = self.text(at + 1);
                is_known(bare_reference(word)) || is_text && is_told && has_letter(word) && is_code_shaped(word, next)
            })
    }

    /// The cells of an item of one row, as indices of its words.
    fn cells(&self) -> Vec<(usize, usize)> {
        let is_one_row = self.words.windows(2).all(|pair| pair[0].run.row == pair[1].run.row);
        let starts: Vec<usize> = (0..self.words.len()).filter(|&at| self.words[at].starts_cell).collect();
        if !is_one_row {
            return Vec::new();
        }
        let ends = starts.iter().skip(1).copied().chain([self.words.len()]);
        starts.iter().copied().zip(ends).collect()
    }

    /// Whether a cell is a code, and nothing else.
    fn is_code(&self, (from, to): &(usize, usize)) -> bool {
        let text = self.text(*from);
        let known = self.context.hints.catalogue_codes.as_ref();
        let is_known = known.is_some_and(|is_known| bare_reference(text).len() >= 4 && is_known(bare_reference(text)));
        // On a page such words are numbers of all kinds.
        let is_text = self.context.sheet.is_text;
        to - from == 1
            && (is_known || is_text && is_code_shaped(text, "") && text.contains(|c: char| c.is_ascii_uppercase()))
    }
}

#[cfg(test)]
mod tests {
    use crate::extraction::Hints;
    use crate::extraction::order::items::items;
    use crate::extraction::order::tests::with_context;

    fn told(text: &str) -> Vec<String> {
        with_context(text, &Hints::default(), |context| {
            let number = |field: &crate::evidence::Field<crate::units::Millionths>| {
                field.value().map(ToString::to_string).unwrap_or_default()
            };
            let found = items(context);
            let date = found.delivery_date.value().map(ToString::to_string).unwrap_or_default();
            let told = |line: &crate::extraction::FoundLine| {
                let code = line.code.value().cloned().unwrap_or_default();
                format!("{code} {} {} {date}", number(&line.quantity), number(&line.unit_price)).trim().to_owned()
            };
            found.lines.iter().map(told).collect()
        })
    }

    #[test]
    fn cells_without_heading_or_unit_are_a_line() {
        assert_eq!(
            told("LOCAP2\tBlack\t1000\t1.32\nQX-9912\tBlack\t500\t0.73"),
            ["LOCAP2 1000 1.32", "QX-9912 500 0.73"]
        );
        assert_eq!(told("| LOCAP2 | Black | 1000 |\n| QX-9912 | Black | 500 |"), ["LOCAP2 1000", "QX-9912 500"]);
    }

    #[test]
    fn a_count_before_a_code_is_its_quantity() {
        let found = told("5000 CLS-1140-GRN tamper evident green\n300 of the large tubs black (TUB-1143-BLK)");
        assert_eq!(found, ["CLS-1140-GRN 5000", "TUB-1143-BLK 300"]);
        assert!(told("14 Foundry Road, unit B-1142").is_empty(), "an address");
        assert_eq!(told("CLP-1073-GRN qty 6000 @ $0.1694"), ["CLP-1073-GRN 6000 0.1694"]);
    }

    #[test]
    fn cells_with_two_counts_or_without_a_code_are_none() {
        assert!(told("LOCAP2\t1000\t500\nQX-9912\t200\t100").is_empty(), "nobody knows which of them is ordered");
        assert!(told("Suite\t1000\t1.32\nLevel\t500\t0.73").is_empty());
    }

    #[test]
    fn a_date_in_passing_is_the_day_of_delivery() {
        let found = told("100 x GLCAPRB\n200 x LOCAP2 black please, deliver by 20 February 2026");
        assert_eq!(found, ["GLCAPRB 100  2026-02-20", "LOCAP2 200  2026-02-20"]);
        assert_eq!(told("200 x LOCAP2 as on 20 February 2026"), ["LOCAP2 200"], "another day");
    }
}
