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
        goes_on(sheet, places[count], places[code].0).then_some((count, code))
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

/// Whether a sentence goes on from a word to a row: without a blank line, and not from a list of codes and numbers.
fn goes_on(sheet: &Sheet, (row, word): (usize, usize), to: usize) -> bool {
    let first = sheet.rows[row].tokens[..word].iter().find(|token| token.text.contains(char::is_alphanumeric));
    let is_list = first.is_some_and(|first| is_code_shaped(&first.text, ""));
    to == row || to == row + 1 && sheet.is_close(row, to) && !is_list
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
        assert!(told("We took 500 of LOCAP2 or GLCAPRB last year").is_empty(), "one number for two codes");
    }
}
