//! What the buyer asks beside the goods.

use super::Context;
use super::labels::Label;
use super::values::read;
use crate::evidence::Field;
use crate::extraction::quoted::closing_row;
use crate::extraction::sheet::{Run, Sheet};
use crate::units::folded_words;

/// Lines of one instruction at most.
const LINES_MAX: usize = 6;

/// Words with which an instruction begins or which make a sentence one.
const CUES: &[&str] = &[
    "must",
    "ensure",
    "urgent",
    "asap",
    "only",
    "mussen",
    "dringend",
    "unbedingt",
    "do",
    "pack",
    "label",
    "unless",
    "muss",
];

/// Openings of a mail that ask for nothing special.
const COURTESY: &[&str] =
    &["find", "process", "supply", "see", "confirm", "note", "order", "contact", "quote", "advise", "reply", "accept"];

/// Instructions behind a label such as "Notes"; without one, sentences after the lines that ask for something.
pub(crate) fn instructions(context: &Context) -> Field<String> {
    labelled(context).or_else(|| asked(context)).unwrap_or_default()
}

fn labelled(context: &Context) -> Option<Field<String>> {
    let sheet = context.sheet;
    let hit = context
        .hits
        .iter()
        .find(|hit| hit.label == Label::Instructions && hit.starts_cell && !context.is_in_lines(hit.run.row))?;
    let cell = sheet.cell_at(hit.run.row, hit.run.from);
    let mut runs = Vec::new();
    let behind = Run { from: hit.run.to, ..cell };
    if sheet.tokens(behind).iter().any(|token| token.text.chars().any(char::is_alphanumeric)) {
        runs.push(behind);
    } else if let Some(right) = sheet.cells(hit.run.row).into_iter().find(|next| next.from >= cell.to) {
        runs.push(right);
    }
    let left = runs.first().map_or(sheet.extent(cell).0, |&run| sheet.extent(run).0).min(sheet.extent(cell).0);
    let mut last = hit.run.row;
    for row in hit.run.row + 1..closing_row(sheet) {
        let Some(next) = sheet.cells(row).into_iter().find(|&next| sheet.extent(next).0 >= left - 2.0) else { break };
        let is_labelled = context
            .hits_in(row)
            .iter()
            .any(|other| other.run.from == next.from && (other.is_marked || is_sum(other.label)));
        if !sheet.is_close(last, row) || is_labelled || runs.len() >= LINES_MAX || context.is_in_lines(row) {
            break;
        }
        runs.push(next);
        last = row;
    }
    let text = sheet.text_of(&runs);
    (text.chars().filter(|c| c.is_alphabetic()).count() >= 3)
        .then(|| Field::one(read(sheet, text, &runs, "label_behind")))
}

fn is_sum(label: Label) -> bool {
    matches!(label, Label::Subtotal | Label::Tax | Label::Total | Label::Extra)
}

fn asked(context: &Context) -> Option<Field<String>> {
    let sheet = context.sheet;
    let after = context.last_line_row()? + 1;
    let end = closing_row(sheet);
    let rows: Vec<Run> =
        (after..end).map(|row| sheet.whole(row)).filter(|&run| asks(sheet, run)).take(LINES_MAX).collect();
    (!rows.is_empty()).then(|| Field::one(read(sheet, sheet.text_of(&rows), &rows, "request_words")))
}

fn asks(sheet: &Sheet, run: Run) -> bool {
    let words = folded_words(&sheet.text(run));
    let has_cue = words.iter().any(|word| CUES.contains(&word.as_str()));
    let polite = words.iter().position(|word| word == "please" || word == "bitte");
    let is_request = polite.is_some_and(|at| words.get(at + 1).is_some_and(|next| !COURTESY.contains(&next.as_str())));
    words.len() >= 3 && words.len() <= 30 && (has_cue || is_request)
}
