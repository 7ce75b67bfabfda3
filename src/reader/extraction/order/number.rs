//! The number of an order: behind its label, behind the title, in the subject of the mail.

use super::Context;
use super::header::{Side, Weighed, settle, value_runs};
use super::labels::{Hit, Label};
use super::values::{bare_reference, is_reference, read};
use crate::evidence::{Field, Found, Origin, Place};
use crate::extraction::sheet::Run;
use crate::reading::Header;
use crate::units::{normal_key, read_date};

/// The order number: behind its label, behind the title, or in the subject of the mail.
///
/// A label inside of a sentence of a page is one of many numbers that conditions speak of: it counts least and is doubted.
pub(crate) fn po_number(context: &Context, head: Option<&Header>) -> Field<String> {
    let mut candidates = Vec::new();
    for hit in context.hits {
        let is_wrapped = hit.label == Label::BareNumber && goes_on_from_title(context, hit);
        let is_in_sentence = is_in_sentence(context, hit);
        let weight = match hit.label {
            _ if is_in_sentence => 2,
            _ if is_wrapped => 9,
            Label::PoNumber | Label::NumberAndDate => 9,
            Label::Title => 7,
            Label::BareNumber if stands_by_title(context, hit) => 5,
            _ => continue,
        };
        let mut runs = value_runs(context, hit);
        if is_wrapped {
            // What stands right of a label of two lines is the next column.
            runs.sort_by_key(|(side, _)| *side == Side::Right);
        }
        for (side, run) in runs {
            let Some(word) = reference_at(context, run, hit) else { continue };
            let value = reference_text(context, word);
            // "Ihre Bestell-Nr." over a column is what we call the goods.
            if context.hints.catalogue_codes.as_ref().is_some_and(|is_known| is_known(&value)) {
                continue;
            }
            let weight = weight * 4 + u32::from(hit.is_label()) * 2 + u32::from(side != Side::Below);
            if hit.label != Label::Title || is_title_number(context, hit, word) {
                let rule = if is_in_sentence { IN_SENTENCE } else { side.rule() };
                candidates.push(Weighed { weight, found: read(context.sheet, value, &[word], rule) });
            }
            break;
        }
    }
    if let Some(head) = head {
        candidates.extend(number_in_subject(&head.subject).map(|value| {
            let place = Place { part: Place::HEAD.to_owned(), regions: Vec::new(), quote: head.subject.clone() };
            Weighed {
                weight: 20,
                found: Found { value, origin: Origin::Read { place }, rule: "mail_subject".to_owned() },
            }
        }));
    }
    let mut field = settle(candidates);
    if field.chosen().is_some_and(|found| found.rule == IN_SENTENCE) {
        field.doubt.get_or_insert_with(|| "weak_evidence".to_owned());
    }
    field
}

/// The rule that finds a number in a sentence of a page.
const IN_SENTENCE: &str = "label_in_sentence";

/// Whether a label stands in the middle of a sentence on a page: `"Order" means order no. 10 or any other instrument`.
fn is_in_sentence(context: &Context, hit: &Hit) -> bool {
    const WORDS_MIN: usize = 5;
    let sheet = context.sheet;
    if sheet.is_text || sheet.is_cells || hit.is_label() || !matches!(hit.label, Label::PoNumber | Label::NumberAndDate)
    {
        return false;
    }
    let cell = sheet.cell_at(hit.run.row, hit.run.from);
    let is_small = |token: &&crate::extraction::sheet::Token| {
        token.text.starts_with(char::is_lowercase) && token.text.chars().filter(|c| c.is_alphabetic()).count() > 1
    };
    sheet.tokens(cell).iter().filter(is_small).count() >= WORDS_MIN
}

/// Whether a bare "Number" is the second line of a label whose first is the title: `Purchase Order` above `Number`.
fn goes_on_from_title(context: &Context, hit: &Hit) -> bool {
    let sheet = context.sheet;
    let cell = sheet.cell_at(hit.run.row, hit.run.from);
    let is_whole = cell.to - cell.from == hit.run.to - hit.run.from;
    let above = hit.run.row.saturating_sub(2)..hit.run.row;
    let mut titles = above.flat_map(|row| context.hits_in(row)).filter(|title| {
        let own = sheet.cell_at(title.run.row, title.run.from);
        title.label == Label::Title && own.to == title.run.to && sheet.under(own, 1.2) == Some(cell)
    });
    is_whole && !sheet.is_text && titles.next().is_some()
}

/// The words of a number: without the punctuation around them, a blank between two of them.
fn reference_text(context: &Context, run: Run) -> String {
    let text = context.sheet.text(run);
    text.split(' ').map(bare_reference).collect::<Vec<&str>>().join(" ")
}

/// The first or second word of a value run that reads as a reference; fillers such as "no" and ":" do not count. Behind a
/// label of its own a number may have a few capitals before it: `TN 5526`.
fn reference_at(context: &Context, run: Run, hit: &Hit) -> Option<Run> {
    const FILLERS: [&str; 12] =
        ["", "no", "nr", "number", "nummer", "ref", "is", "po", "order", "our", "lautet", "bestellung"];
    let tokens = context.sheet.tokens(run);
    let keys = super::phrases::keys(tokens.iter().map(|token| token.text.as_str()));
    let at = keys.iter().position(|key| !FILLERS.contains(&key.as_str()))?;
    let word = Run { row: run.row, from: run.from + at, to: run.from + at + 1 };
    let text = &tokens[at].text;
    // "PO Box 1190" is an address.
    let is_named = hit.label == Label::PoNumber && (hit.is_marked || hit.run.to - hit.run.from >= 2);
    let is_prefix = text.len() <= 4 && text.chars().all(|c| c.is_ascii_uppercase()) && text != "BOX";
    if let Some(next) = tokens.get(at + 1)
        && is_prefix
        && is_named
        && at + 2 == tokens.len()
        && (3..=8).contains(&bare_reference(&next.text).len())
        && bare_reference(&next.text).chars().all(|c| c.is_ascii_digit())
    {
        return Some(Run { to: word.to + 1, ..word });
    }
    let is_spread_date = hit.label == Label::Title
        && tokens.len() > at + 1
        && tokens[at + 1].text.chars().all(char::is_alphabetic)
        && text.len() <= 2;
    (is_reference(text) && !is_spread_date && read_date(text).is_none()).then_some(word)
}

/// Behind a bare title only a long number or one with letters counts: "order 500 pcs" is no order number. A short one
/// does where the title has two words and nothing countable follows: "Purchase order 991 dated 3 Feb 2026".
fn is_title_number(context: &Context, hit: &Hit, word: Run) -> bool {
    const FOLLOWERS: [&str; 10] = ["dated", "date", "of", "from", "on", "vom", "datum", "rev", "revision", "page"];
    let sheet = context.sheet;
    if bare_reference(&sheet.text(word)).len() >= 4 {
        return true;
    }
    let is_named = hit.run.to - hit.run.from >= 2 || normal_key(&sheet.text(hit.run)).len() >= 10;
    let cell = sheet.cell_at(word.row, word.from);
    let next = sheet.tokens(Run { from: word.to, ..cell }).first().map(|token| normal_key(&token.text));
    let ends = sheet.text(word).ends_with([',', ';', ':', '.']);
    is_named && (ends || next.is_none_or(|next| next.is_empty() || FOLLOWERS.contains(&next.as_str())))
}

/// "No. P9003100" on the same line as "Official Order", or right under it.
fn stands_by_title(context: &Context, hit: &Hit) -> bool {
    let row = hit.run.row;
    hit.starts_cell
        && (row.saturating_sub(2)..=row)
            .any(|near| context.hits_in(near).iter().any(|other| other.label == Label::Title && other.is_label()))
}

fn number_in_subject(subject: &str) -> Option<String> {
    let words: Vec<&str> = subject.split_whitespace().flat_map(|word| word.split_inclusive(['#', ':'])).collect();
    let keys = super::phrases::keys(words.iter().copied());
    let names = ["po", "order", "bestellung", "bestellnr", "bestellnummer", "auftrag", "ponumber"];
    let at = keys.iter().position(|key| names.contains(&key.as_str()))?;
    words[at + 1..]
        .iter()
        .zip(&keys[at + 1..])
        .find(|(_, key)| !["no", "nr", "number", "nummer", ""].contains(&key.as_str()))
        .filter(|(word, _)| is_reference(word) && bare_reference(word).len() >= 3)
        .map(|(word, _)| bare_reference(word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::Hints;
    use crate::extraction::order::tests::{with_context, with_page};

    #[test]
    fn a_number_in_a_sentence_of_the_conditions_is_not_that_of_the_order() {
        let number = |text: &str| {
            with_page(text, &Hints::default(), |context| {
                let field = po_number(context, None);
                (field.value().cloned(), field.doubt)
            })
        };
        let conditions =
            "In these conditions \"Order\" means order no. 10 or any other instrument issued by the Buyer.";
        let page = format!("PURCHASE ORDER OM-2026-00391 | Order date 14-Jan-2026\n\n{conditions}");
        assert_eq!(number(&page), (Some("OM-2026-00391".to_owned()), None));
        assert_eq!(number(conditions).1.as_deref(), Some("weak_evidence"), "alone it is asked about");
        let grid = "Purchase Order      Acme Pumps\nNumber              2141\nPO-00871            AUSTRALIA";
        assert_eq!(number(grid).0.as_deref(), Some("PO-00871"));
        assert_eq!(number("Order number: TN 5526").0.as_deref(), Some("TN 5526"));
        assert_eq!(number("Order number: PER 5 DAYS").0, None);
        assert_eq!(number("ACME PUMPS   PO BOX 281033").0, None, "an address");
    }

    #[test]
    fn a_short_number_counts_behind_a_title_of_two_words() {
        let number =
            |text: &str| with_context(text, &Hints::default(), |context| po_number(context, None).value().cloned());
        assert_eq!(number("Purchase order 991 dated 3 Feb 2026").as_deref(), Some("991"));
        assert_eq!(number("Purchase order 500 pcs of LOCAP2"), None);
        assert_eq!(number("order 991 of them"), None);
    }
}
