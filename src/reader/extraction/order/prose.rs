//! Lines inside a sentence: `can we get 500 of the LOCAP2 in white and 250 GLCAPRB black please`.
//!
//! Only with a catalogue: a code it knows, and a whole number shortly before it.

use super::Context;
use super::coded::is_code_shaped;
use super::item::{Item, Word};
use super::values::{bare_reference, number_of};
use crate::evidence::Field;
use crate::extraction::found::FoundLine;
use crate::extraction::sheet::{Run, Sheet};

/// Words between a quantity and its code at most: "500 of the new LOCAP2".
const BETWEEN_MAX: usize = 4;
/// Words behind a code that may speak of it: "in white".
const BEHIND_MAX: usize = 4;

/// Words whose number is a name and no quantity: "PO 4482".
const NAMING: &str = "po p.o no nr num number ref reference quote account invoice phone bestellung bestellnummer auftrag nummer kundennummer";
/// Words before "order" that make it a thing and no deed: "our order 4475", but "we order 500".
const OWNING: &str = "our my the your this purchase new";
/// Words behind the day of a month: "20 Feb".
const MONTHS: &str = "jan january januar jänner feb february februar mar march märz mrz apr april may mai jun june juni jul july juli aug august \
    sep sept september oct october okt oktober nov november dec december dez dezember";

/// The lines that sentences of a text order, in reading order, and the rows in which they stand.
pub(crate) fn prose(context: &Context) -> (Vec<FoundLine>, Vec<usize>) {
    let (sheet, Some(is_known)) = (context.sheet, &context.hints.catalogue_codes) else { return Default::default() };
    if !sheet.is_text {
        return Default::default();
    }
    let end = crate::extraction::quoted::closing_row(sheet);
    let places = (0..end).flat_map(|row| (0..sheet.rows[row].tokens.len()).map(move |at| (row, at)));
    let places: Vec<(usize, usize)> = places.collect();
    let text = |at: usize| sheet.rows[places[at].0].tokens[places[at].1].text.as_str();
    let is_whole = |n: crate::units::Millionths| n.0 > 0 && n.0 % 1_000_000 == 0;
    let is_count =
        |at: usize| number_of(text(at)).is_some_and(|n| [n.point, n.comma].into_iter().flatten().any(is_whole));
    let codes =
        (0..places.len()).filter(|&at| bare_reference(text(at)).len() >= 4 && is_known(bare_reference(text(at))));
    let counted = codes.filter_map(|code| {
        let count = (code.saturating_sub(BETWEEN_MAX + 1)..code).rev().find(|&at| is_count(at))?;
        let is_one_sentence = (count..code).all(|at| !text(at).ends_with(['.', ':', ';', '?', '!']));
        let is_said = is_one_sentence && !is_name_or_date(sheet, places[count], places[code].0);
        (is_said && goes_on(sheet, places[count], places[code])).then_some((count, code))
    });
    let counted: Vec<(usize, usize)> = counted.collect();
    let (mut lines, mut rows) = (Vec::new(), Vec::new());
    for (at, &(count, code)) in counted.iter().enumerate() {
        let next = counted.get(at + 1).map_or(places.len(), |(count, _)| *count);
        let last = (code..next.min(code + 1 + BEHIND_MAX)).find(|&at| text(at).ends_with(['.', ',', ';', '?', '!']));
        let to = last.map_or(next.min(code + 1 + BEHIND_MAX), |last| last + 1);
        // Two codes behind one number: nobody knows which of them is meant.
        if at > 0 && counted[at - 1].0 == count || counted.get(at + 1).is_some_and(|(other, _)| *other == count) {
            continue;
        }
        let word = |at: usize| {
            let (row, from) = places[at];
            Word {
                run: Run { row, from, to: from + 1 },
                text: text(at).to_owned(),
                starts_row: at == count,
                starts_cell: at == count,
            }
        };
        if let Some(mut line) = Item::new(context, (count..to).map(word).collect(), true).into_line() {
            // What is left of a sentence is no description.
            line.description = Field::default();
            lines.push(line);
            rows.extend(places[count].0..=places[code].0);
        }
    }
    (lines, rows)
}

/// Whether a number before a code in the row `to` names something, or is the day of a month.
fn is_name_or_date(sheet: &Sheet, (row, at): (usize, usize), to: usize) -> bool {
    let tokens = &sheet.rows[row].tokens;
    let is_in = |words: &str, at: Option<usize>| {
        let text = at.and_then(|at| tokens.get(at)).map_or("", |token| token.text.as_str());
        let bare = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        !bare.is_empty() && words.split_whitespace().any(|word| word == bare)
    };
    let (before, twice_before) = (at.checked_sub(1), at.checked_sub(2));
    let is_order = is_in("order orders", before) && (row != to || is_in(OWNING, twice_before));
    is_in(NAMING, before) || is_order || is_in(MONTHS, Some(at + 1))
}

/// Whether a sentence goes on from a word to a code: without a blank line, not from a list of codes and numbers, and not to a row that
/// says a number of its own behind the code.
fn goes_on(sheet: &Sheet, (row, word): (usize, usize), (to, code): (usize, usize)) -> bool {
    if to == row {
        return true;
    }
    let first = sheet.rows[row].tokens[..word].iter().find(|token| token.text.contains(char::is_alphanumeric));
    let is_list = first.is_some_and(|first| is_code_shaped(&first.text, ""));
    let has_own =
        sheet.rows[to].tokens[code + 1..].iter().any(|token| token.text.contains(|c: char| c.is_ascii_digit()));
    to == row + 1 && sheet.is_close(row, to) && !is_list && !has_own
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::extraction::Hints;
    use crate::extraction::order::tests::with_context;

    fn told(text: &str) -> Vec<String> {
        let known: crate::extraction::IsCode = Arc::new(|word| matches!(word, "LOCAP2" | "GLCAPRB"));
        let hints = Hints { catalogue_codes: Some(known), ..Hints::default() };
        with_context(text, &hints, |context| {
            let text = |field: &Field<String>| field.value().cloned().unwrap_or_default();
            let lines = prose(context).0.into_iter();
            lines
                .map(|line| format!("{} {} {}", line.quantity.value().unwrap(), text(&line.code), text(&line.colour)))
                .collect()
        })
    }

    #[test]
    fn a_sentence_orders_what_the_catalogue_knows() {
        let text = "can we get 500 of the LOCAP2 in white and 250\nGLCAPRB black please, need them by next Friday.";
        assert_eq!(told(text), ["500 LOCAP2 white", "250 GLCAPRB black"]);
        let text = "please send 500 LOCAP2 in mauve and 250 GLCAPRB in off-white.";
        assert_eq!(told(text), ["500 LOCAP2 mauve", "250 GLCAPRB off-white"], "written, whether we make it or not");
    }

    #[test]
    fn codes_without_a_number_and_numbers_without_a_code_are_no_lines() {
        assert!(told("Is LOCAP2 in stock? We have 3 trucks coming.").is_empty());
        assert!(told("AB-1145 - 5000\nLOCAP2 please").is_empty(), "the number of the row above");
        assert!(told("Elberton GA 30635\n\nLOCAP2 please").is_empty(), "another paragraph");
        assert_eq!(told("I would like to order 500 LOCAP2."), ["500 LOCAP2 "], "a deed and no name");
        for text in [
            "PO 4489 cancels and replaces PO 4488\nLOCAP2 black 900 @ 1.32",
            "PO 4482\nLOCAP2 x1000 blk @1.32+GST",
            "P.O. No. 4480 Date 06.02.26\nLOCAP2 LOUVRE END CAP 152mm BLACK ........ 1000 ....... 1.32",
            "Order BE-2001, wanted 20 Feb:\n LOCAP2 natural 5,000 11.00 per 100",
            "wanted 20 Feb LOCAP2 please",
            "Our order no. 4475 LOCAP2 please",
            "We sell 500.\nLOCAP2 please",
        ] {
            assert!(told(text).is_empty(), "the number of an order, of a day, of another sentence: {text}");
        }
        assert!(told("We took 500 of LOCAP2 or GLCAPRB last year").is_empty(), "one number for two codes");
    }
}
