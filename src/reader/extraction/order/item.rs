//! One item of running text: which of its words are quantity, price, code, colour, and what is left over.

use std::sync::LazyLock;

use super::Context;
use super::arithmetic::check_line;
use super::cells::{is_unit, price_base};
use super::coded::{is_capital_code, is_code_shaped};
use super::colour::{colour_in, colour_name, colour_words};
use super::phrases::{Phrases, keys};
use super::values::{bare_reference, date_field, dates_in, is_reference, number_field, number_of, read};
use crate::evidence::Field;
use crate::extraction::conventions::code_of;
use crate::extraction::found::FoundLine;
use crate::extraction::sheet::Run;
use crate::units::{Numeral, normal_key};

/// A label inside an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ItemLabel {
    Code,
    Quantity,
    Price,
    Total,
    Colour,
    Date,
    Description,
}

#[rustfmt::skip]
static TABLE: &[(ItemLabel, &str)] = &[
    (ItemLabel::Code, "material|material nr|item number|part nr|product no|product number|article no|article number|artikel no|item|your item no|lieferantenartikelnr|part number|part|part code|item code|item no|code|product code|stock code|sku|your part no|your code|supplier part no|artnr|art nr|artikelnr|artikel nr|artikelnummer|artikel|ihre artnr|ihre art nr|ihre artikelnr|teilenr|materialnr|material no|pn|p n|product|bestellnr"),
    (ItemLabel::Quantity, "qty|quantity|menge|anzahl|stuckzahl|order qty|bestellmenge|qnty"),
    (ItemLabel::Price, "unit price|price|price each|einzelpreis|preis|stuckpreis|cost|unit cost|preis pro stuck|price per unit|rate"),
    (ItemLabel::Total, "wert|gesamtwert|nettowert|extended price|extended amount|extended cost|value|net value|line value|netto|amount|gesamt|gesamtpreis|total price|betrag|summe|total|extended"),
    (ItemLabel::Colour, "colour|color|farbe"),
    (ItemLabel::Date, "delivery date|due|required|required by|delivery|liefertermin|lieferdatum|due date|wunschtermin|needed by"),
    (ItemLabel::Description, "description|bezeichnung|beschreibung|desc"),
];

static LABELS: LazyLock<Phrases<ItemLabel>> = LazyLock::new(|| Phrases::new(TABLE));

/// The label of a line at a word, and its length in words.
pub(crate) fn label_at(keys: &[String], at: usize) -> Option<(ItemLabel, usize)> {
    LABELS.longest_at(keys, at).map(|(&label, len)| (label, len))
}

/// One word of an item.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    /// Where it stands.
    pub run: Run,
    /// Its characters.
    pub text: String,
    /// Whether it is the first word of its row, bullets aside.
    pub starts_row: bool,
    /// Whether it is the first word of its cell.
    pub starts_cell: bool,
}

/// The words of one item; what has been understood is taken.
pub(crate) struct Item<'a> {
    pub(super) context: &'a Context<'a>,
    pub(super) words: Vec<Word>,
    pub(super) taken: Vec<bool>,
    has_bullet: bool,
    pub(super) line: FoundLine,
}

const RULE: &str = "text_line";
/// The rule of a date that a row states in passing, with the words of a sentence.
pub(super) const DATE_IN_SENTENCE: &str = "date_in_sentence";

impl<'a> Item<'a> {
    /// An item of these words; `has_bullet` says that a bullet or ordinal announced it.
    pub fn new(context: &'a Context<'a>, words: Vec<Word>, has_bullet: bool) -> Self {
        let taken = vec![false; words.len()];
        Self { context, words, taken, has_bullet, line: FoundLine::default() }
    }

    /// The line, if the words make one: a quantity, and beside it a code, a price, or (after a bullet) a description.
    pub fn into_line(mut self) -> Option<FoundLine> {
        self.take_labelled();
        self.take_sentence_date();
        self.take_price();
        self.take_quantity();
        self.take_cells();
        self.line.quantity.candidates.first()?;
        self.take_code();
        self.take_rest();
        let has_code = self.line.code.value().is_some();
        let has_price = !self.line.unit_price.candidates.is_empty();
        let words = self.line.description.value().map_or(0, |text| text.split_whitespace().count());
        let is_line = has_code || (has_price && words > 0) || (self.has_bullet && words > 0 && self.words.len() <= 40);
        if !is_line || self.words.len() > 80 {
            return None;
        }
        check_line(&mut self.line);
        Some(self.line)
    }

    pub(super) fn text(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.text.as_str())
    }

    pub(super) fn number(&self, at: usize) -> Option<Numeral> {
        (!*self.taken.get(at)?).then(|| number_of(self.text(at)))?
    }

    pub(super) fn take(&mut self, from: usize, to: usize) {
        self.taken[from..to].fill(true);
    }

    /// Values behind labels: the label starts its row, or its cell, or a colon closes it.
    fn take_labelled(&mut self) {
        let keys = keys(self.words.iter().map(|word| word.text.as_str()));
        let mut at = 0;
        while at < keys.len() {
            let Some((label, len)) = label_at(&keys, at) else {
                at += 1;
                continue;
            };
            let is_label = self.words[at].starts_row
                || self.words[at].starts_cell
                || self.text(at + len - 1).ends_with(':')
                || self.text(at.wrapping_sub(1)).ends_with([',', ';'])
                || label == ItemLabel::Quantity && self.number(at + len).is_some();
            let value = at + len;
            if is_label && value < keys.len() && self.words[value].run.row == self.words[at].run.row {
                let end = self.take_value(label, value);
                if end > value {
                    self.take(at, end);
                    at = end;
                    continue;
                }
            }
            at += len;
        }
    }

    /// Takes the value of a label at `at`; returns where it ends, `at` itself when there is none.
    fn take_value(&mut self, label: ItemLabel, at: usize) -> usize {
        let sheet = self.context.sheet;
        let run = self.words[at].run;
        let by = (self.context.conventions, "line_label");
        match label {
            ItemLabel::Code if is_reference(self.text(at)) || is_capital_code(self.text(at)) => {
                let value = bare_reference(self.text(at)).to_owned();
                if self.line.code.candidates.is_empty() {
                    self.line.code = Field::one(read(sheet, value, &[run], "line_label"));
                }
                at + 1
            }
            ItemLabel::Quantity => match self.number(at) {
                Some(numeral) => {
                    self.line.quantity = number_field(sheet, run, numeral, by);
                    at + 1 + self.take_unit(at + 1)
                }
                None => at,
            },
            ItemLabel::Price => self.price_at(at, "line_label").unwrap_or(at),
            ItemLabel::Total => match self.number(at) {
                Some(numeral) => {
                    self.line.line_total = number_field(sheet, run, numeral, by);
                    at + 1 + usize::from(code_of(self.text(at + 1)).is_some())
                }
                None => at,
            },
            ItemLabel::Colour => {
                let row_end = Run { to: sheet.cell_at(run.row, run.from).to, ..run };
                let words = colour_words(sheet, row_end).max(1);
                let run = Run { to: run.from + words, ..run };
                self.line.colour = Field::one(read(sheet, colour_name(&sheet.text(run)), &[run], "line_label"));
                (at + words).min(self.words.len())
            }
            ItemLabel::Date => {
                let words = Run { to: sheet.whole(run.row).to.min(run.from + 4), ..run };
                match dates_in(sheet, words).first() {
                    Some(&(date, reading)) if date.from <= run.from + 1 => {
                        self.line.delivery_date = date_field(sheet, date, reading, by);
                        at + (date.to - run.from)
                    }
                    _ => at,
                }
            }
            ItemLabel::Description if self.line.description.candidates.is_empty() => {
                let end =
                    (at..self.words.len()).find(|&end| self.words[end].run.row != run.row).unwrap_or(self.words.len());
                let words = Run { to: self.words[end - 1].run.to, ..run };
                self.line.description = Field::one(read(sheet, sheet.text(words), &[words], "line_label"));
                end
            }
            _ => at,
        }
    }

    /// Reads price, currency and price base from `at`; returns where they end.
    fn price_at(&mut self, at: usize, rule: &str) -> Option<usize> {
        let mut number = at;
        while code_of(self.text(number)).is_some() || matches!(self.text(number), "$" | "€" | "£" | "A$") {
            number += 1;
        }
        let numeral = self.number(number)?;
        let sheet = self.context.sheet;
        let run = self.words[number].run;
        self.line.unit_price = number_field(sheet, run, numeral, (self.context.conventions, rule));
        let row_end = sheet.whole(run.row).to;
        let mut end = number + 1;
        if let Some((words, per)) =
            price_base(sheet, Run { row: run.row, from: run.to, to: row_end }, self.context.conventions.decimal_sign)
        {
            self.line.price_per = Field::one(read(sheet, per, &[words], rule));
            end = number + 1 + (words.to - run.to);
            end += usize::from(is_unit(self.text(end)) && end < self.words.len() && self.words[end].run.row == run.row);
        } else if code_of(self.text(end)).is_some() || matches!(self.text(end), "€" | "$" | "£") {
            end += 1;
        }
        Some(end.min(self.words.len()))
    }

    /// A price behind `@`, `at`, `à`, `zu`, or a number with a currency.
    fn take_price(&mut self) {
        if !self.line.unit_price.candidates.is_empty() {
            return;
        }
        for at in 0..self.words.len() {
            let has_sign =
                |text: &str| text.starts_with(['$', '€', '£']) || text.starts_with("A$") || text.ends_with('€');
            let is_marked = matches!(self.text(at), "@" | "à" | "á" | "at" | "zu" | "je");
            let from = if is_marked { at + 1 } else { at };
            let has_currency = has_sign(self.text(from))
                || code_of(self.text(from + 1)).is_some()
                || matches!(self.text(from + 1), "€")
                || code_of(self.text(from)).is_some();
            let is_strong = self.text(at) == "@" || matches!(self.text(at), "à");
            if !(is_strong || has_currency) {
                continue;
            }
            if let Some(end) = self.price_at(from, RULE) {
                self.take(at, end);
                self.take_total(end);
                return;
            }
        }
    }

    /// The line total behind `=`.
    fn take_total(&mut self, from: usize) {
        let at = from + usize::from(code_of(self.text(from)).is_some());
        if !matches!(self.text(at), "=") {
            return;
        }
        if let Some(numeral) = self.number(at + 1) {
            self.line.line_total =
                number_field(self.context.sheet, self.words[at + 1].run, numeral, (self.context.conventions, RULE));
            self.take(from, at + 2);
        }
    }

    /// A quantity: a number before `x` or a unit that is counted; after a bullet also a bare number at the start.
    fn take_quantity(&mut self) {
        if !self.line.quantity.candidates.is_empty() {
            return;
        }
        let counted = |text: &str| is_unit(text) && !is_dimension(text);
        let is_times = |text: &str| matches!(text, "x" | "X" | "×");
        let first = (0..self.words.len())
            .find(|&at| self.number(at).is_some() && (is_times(self.text(at + 1)) || counted(self.text(at + 1))));
        let times_before = (1..self.words.len()).find(|&at| {
            is_times(self.text(at - 1))
                && self.number(at).is_some()
                && (at + 1 == self.words.len() || counted(self.text(at + 1)))
        });
        let starts = self.has_bullet || is_unit(self.text(1)) || self.is_count_before_code();
        let at_start = (self.number(0).is_some() && starts).then_some(0);
        let Some(at) = first.or(times_before).or(at_start).or_else(|| self.number_behind_code()) else { return };
        let Some(numeral) = self.number(at) else { return };
        let from = if times_before == Some(at) && first.is_none() { at - 1 } else { at };
        self.line.quantity =
            number_field(self.context.sheet, self.words[at].run, numeral, (self.context.conventions, RULE));
        let times = usize::from(is_times(self.text(at + 1)));
        let unit = if times == 1 { 0 } else { self.take_unit(at + 1) };
        let mut end = at + 1 + times + unit;
        end += usize::from(unit == 1 && matches!(self.text(end), "of"));
        self.take(from, end.min(self.words.len()));
    }

    /// The number that ends a row of nothing but a code before it: `CAP-1145-ORG - 5000`.
    fn number_behind_code(&self) -> Option<usize> {
        let last = self.words.len().checked_sub(1).filter(|&last| last > 0 && self.number(last).is_some())?;
        let says_something = |at: &usize| self.text(*at).chars().any(char::is_alphanumeric);
        let others: Vec<usize> = (0..last).filter(says_something).collect();
        let is_known = |at: usize| {
            let known = self.context.hints.catalogue_codes.as_ref();
            known.is_some_and(|is_known| is_known(bare_reference(self.text(at))))
        };
        let [code] = others[..] else { return None };
        let is_one_row = self.words[code].run.row == self.words[last].run.row;
        (is_one_row && (is_known(code) || is_code_shaped(self.text(code), "") && last > code + 1)).then_some(last)
    }

    /// Takes the unit at `at`, if one stands there; returns how many words it took.
    fn take_unit(&mut self, at: usize) -> usize {
        if at >= self.words.len() || !is_unit(self.text(at)) {
            return 0;
        }
        let text = self.text(at).trim_end_matches([',', ';', ':', ')']).to_owned();
        self.line.unit = Field::one(read(self.context.sheet, text, &[self.words[at].run], RULE));
        1
    }

    /// A code: a word of the catalogue; a word of letters and digits; a word in capitals where the others are not.
    fn take_code(&mut self) {
        if !self.line.code.candidates.is_empty() {
            return;
        }
        let free: Vec<usize> = (0..self.words.len()).filter(|&at| !self.taken[at]).collect();
        let known = self
            .context
            .hints
            .catalogue_codes
            .as_ref()
            .and_then(|is_known| free.iter().copied().find(|&at| is_known(bare_reference(self.text(at)))));
        let shaped = || free.iter().copied().find(|&at| is_code_shaped(self.text(at), self.text(at + 1)));
        let behind_quantity = || {
            let at = *free.first()?;
            let text = bare_reference(self.text(at));
            let mixed = text.starts_with(char::is_alphabetic) && is_reference(text) && text.len() >= 4;
            (at > 0 && self.taken[at - 1] && mixed && !is_unit(self.text(at + 1))).then_some(at)
        };
        let leading = || {
            let at = *free.iter().find(|&&at| self.text(at).chars().any(char::is_alphanumeric))?;
            let alone = free.iter().filter(|&&other| other != at).all(|&other| !is_capital_code(self.text(other)));
            (is_capital_code(self.text(at)) && alone).then_some(at)
        };
        let Some((at, rule)) = known
            .map(|at| (at, "catalogue_word"))
            .or_else(|| shaped().map(|at| (at, "code_shape")))
            .or_else(|| behind_quantity().map(|at| (at, "code_behind_quantity")))
            .or_else(|| leading().map(|at| (at, "code_in_capitals")))
        else {
            return;
        };
        let value = bare_reference(self.text(at)).to_owned();
        self.line.code = Field::one(read(self.context.sheet, value, &[self.words[at].run], rule));
        self.take(at, at + 1);
    }

    /// What is left is the description; a colour in it, or instead of it, is the colour.
    fn take_rest(&mut self) {
        let sheet = self.context.sheet;
        let is_word = |text: &str| text.chars().any(char::is_alphanumeric);
        let first_row = self.words.first().map_or(0, |word| word.run.row);
        let mut runs: Vec<Run> = Vec::new();
        for (word, _) in self.words.iter().zip(&self.taken).filter(|(word, taken)| !**taken && is_word(&word.text)) {
            if word.run.row != first_row
                && !runs.is_empty()
                && self.words.iter().zip(&self.taken).any(|(other, taken)| other.run.row == word.run.row && *taken)
            {
                continue;
            }
            match runs.last_mut() {
                Some(last) if last.row == word.run.row && last.to == word.run.from => last.to = word.run.to,
                _ => runs.push(word.run),
            }
        }
        if self.line.colour.candidates.is_empty()
            && let Some(run) = colour_in(sheet, &runs)
        {
            self.line.colour = Field::one(read(sheet, colour_name(&sheet.text(run)), &[run], "colour_word"));
            if self.line.code.value().is_some() {
                drop_lone_colour(&mut runs, run);
            }
        }
        if let Some(named) = self.line.description.chosen() {
            // What a label names is the description; colours are looked for in it.
            if self.line.colour.candidates.is_empty()
                && let Some(row) = self.words.iter().find(|word| named.value.starts_with(word.text.as_str()))
                && let Some(colour) = colour_in(sheet, &[sheet.whole(row.run.row)])
            {
                self.line.colour = Field::one(read(sheet, colour_name(&sheet.text(colour)), &[colour], "colour_word"));
            }
            return;
        }
        let text = sheet.text_of(&runs);
        let text = text.trim_matches(|c: char| !c.is_alphanumeric() && c != ')').trim();
        let text = if text.contains('(') { text } else { text.trim_end_matches(')') };
        if !text.is_empty() {
            self.line.description = Field::one(read(sheet, text.to_owned(), &runs, RULE));
        }
    }
}

/// A colour that stands apart from the description, not inside it, is no part of it.
fn drop_lone_colour(runs: &mut Vec<Run>, colour: Run) {
    runs.retain(|run| *run != colour);
}

/// Whether a unit measures one piece rather than counting pieces: `152 mm`, `750 ml`.
fn is_dimension(text: &str) -> bool {
    matches!(
        normal_key(text).as_str(),
        "mm" | "cm" | "m" | "g" | "l" | "in" | "ft" | "t" | "kg" | "lm" | "st" | "no" | "gr"
    ) && !matches!(text, "St" | "St." | "ST")
}

#[cfg(test)]
mod tests {
    use crate::extraction::order::items::items;
    use crate::extraction::order::tests::with_context;
    use crate::extraction::{FoundLine, Hints};

    fn one(text: &str) -> Option<FoundLine> {
        with_context(text, &Hints::default(), |context| {
            let mut lines = items(context).lines;
            assert!(lines.len() <= 1, "{lines:?}");
            lines.pop()
        })
    }

    fn told(text: &str) -> Option<[String; 6]> {
        let line = one(text)?;
        let word = |field: &crate::evidence::Field<String>| field.value().cloned().unwrap_or_default();
        let number = |field: &crate::evidence::Field<crate::units::Millionths>| {
            field.value().map(ToString::to_string).unwrap_or_default()
        };
        Some([
            number(&line.quantity),
            word(&line.unit),
            word(&line.code),
            word(&line.description),
            word(&line.colour),
            number(&line.unit_price),
        ])
    }

    #[test]
    fn lines_are_understood_in_the_ways_people_write_them() {
        for (text, expected) in [
            ("1000 x LOCAP2 Black @ 1.32", ["1000", "", "LOCAP2", "", "Black", "1.32"]),
            ("LOCAP2 – Louvre end cap – 1000 pcs Black", ["1000", "pcs", "LOCAP2", "Louvre end cap", "Black", ""]),
            (
                "1000pcs GLCAPRB 50mm round cap Black @ $0.73 each",
                ["1000", "pcs", "GLCAPRB", "50mm round cap Black", "Black", "0.73"],
            ),
            (
                "2) 1500 each of BRK-1001-GRN (Bracket, gutter, half round 125, green) @ £0.1687 each",
                ["1500", "each", "BRK-1001-GRN", "Bracket, gutter, half round 125, green", "green", "0.1687"],
            ),
            (
                "- 200 ea Grade 5 hex cap screws, 1/2-13 x 2\", zinc plated",
                ["200", "ea", "", "Grade 5 hex cap screws, 1/2-13 x 2\", zinc plated", "", ""],
            ),
            (
                "ITEM 1\n  Part Number: WHL-1002-BLU  Rev: C\n  Description: Wheel, castor, blue\n  Quantity: 500 EA\n  Unit Price: $0.84",
                ["500", "EA", "WHL-1002-BLU", "Wheel, castor, blue", "blue", "0.84"],
            ),
            ("1000 x LOCAP2 in mauve @ 1.32", ["1000", "", "LOCAP2", "in mauve", "mauve", "1.32"]),
            ("CAP-1145-ORG - 5000", ["5000", "", "CAP-1145-ORG", "", "", ""]),
            (
                "* Becher 750 ml, grün\n  Art.-Nr. TUB-1072-GRN\n  Menge 200 Stk\n  Einzelpreis 0,2596 EUR",
                ["200", "Stk", "TUB-1072-GRN", "Becher 750 ml, grün", "grün", "0.2596"],
            ),
        ] {
            let expected = expected.map(str::to_owned);
            assert_eq!(told(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_price_base_behind_the_price_is_kept() {
        let line = one("24000 pcs GER-1000-YEL @ 44.82 per 1000").unwrap();
        assert_eq!(line.price_per.value().map(ToString::to_string).as_deref(), Some("1000"));
    }

    #[test]
    fn sentences_and_addresses_are_no_lines() {
        for text in [
            "Please deliver to 18 Spindle Court, Corio VIC 3214",
            "We are open from 7 to 14 on 5 days",
            "Thank you for your quote Q3603 of 4 Feb 2026",
            "Call me on (03) 7010 3821",
            "The 50 mm version is what we used last time",
            "- please confirm by return",
        ] {
            assert_eq!(one(text), None, "{text}");
        }
    }
}
