//! Entries of a table as order lines.

use chrono::NaiveDate;

use super::Context;
use super::arithmetic::check_line;
use super::cells::{self, base_of, is_unit};
use super::coded::is_code_shaped;
use super::colour::{colour_in, colour_name};
use super::columns::Column;
use super::headings::behind_slash;
use super::table::Draft;
use super::values::{bare_reference, date_field, dates_in, is_reference, number_field, numbers_in, read};
use crate::evidence::{Field, Found};
use crate::extraction::found::FoundLine;
use crate::extraction::sheet::Run;
use crate::units::Millionths;

const RULE: &str = "table_column";

/// Turns one entry of a table into a line, checked by its own arithmetic.
pub(crate) fn line(context: &Context, draft: &Draft) -> FoundLine {
    let sheet = context.sheet;
    let description = draft.runs(Column::Description);
    let text = |column| draft.run(column).map(|run| read(sheet, sheet.text(run), &[run], RULE));
    let price_cell = draft.run(Column::Price);
    let price = price_cell.and_then(|cell| cells::price(sheet, cell, context.conventions.decimal_sign));
    let quantity = draft.run(Column::Quantity).and_then(|cell| cells::quantity(sheet, cell));
    let by = (context.conventions, RULE);
    let mut found = FoundLine {
        line_no: draft
            .run(Column::LineNo)
            .map(|run| read(sheet, bare_reference(&sheet.text(run)).to_owned(), &[run], RULE))
            .map(Field::one)
            .unwrap_or_default(),
        code: code(context, draft),
        description: match description {
            [] => Field::default(),
            runs => Field::one(read(sheet, sheet.text_of(runs), runs, RULE)),
        },
        quantity: quantity
            .map(|quantity| number_field(sheet, quantity.number, quantity.numeral, by))
            .unwrap_or_default(),
        unit_price: price.map(|price| number_field(sheet, price.number, price.numeral, by)).unwrap_or_default(),
        line_total: draft
            .run(Column::Total)
            .and_then(|cell| numbers_in(sheet, cell).last().copied())
            .map(|(run, numeral)| number_field(sheet, run, numeral, by))
            .unwrap_or_default(),
        delivery_date: delivery_date(context, draft),
        ..FoundLine::default()
    };
    found.colour = text(Column::Colour)
        .or_else(|| {
            colour_in(sheet, description).map(|run| read(sheet, colour_name(&sheet.text(run)), &[run], "colour_word"))
        })
        .map(Field::one)
        .unwrap_or_default();
    let unit_beside = quantity.and_then(|quantity| quantity.unit.or_else(|| unit_behind(context, quantity.number)));
    let unit_by_price =
        price_cell.map(|cell| Run { to: cell.from + 1, ..cell }).filter(|&word| is_unit(&sheet.text(word)));
    found.unit = text(Column::Unit)
        .or_else(|| {
            let run = unit_beside.or(unit_by_price)?;
            let text = sheet.text(run);
            Some(read(sheet, text.rsplit('/').next().unwrap_or(&text).to_owned(), &[run], RULE))
        })
        .map(Field::one)
        .unwrap_or_default();
    let per = draft
        .run(Column::Per)
        .and_then(|run| Some((run, base_of(&sheet.text(run), context.conventions.decimal_sign)?)))
        .or(price.and_then(|price| price.per))
        .or(draft.base.filter(|_| price.is_some()).and_then(|run| {
            let base = sheet.text(run);
            Some((run, base_of(behind_slash(&base), context.conventions.decimal_sign)?))
        }));
    found.price_per = per.map(|(run, per)| Field::one(read(sheet, per, &[run], RULE))).unwrap_or_default();
    found.discount_percent = discount(context, draft);
    check_line(&mut found);
    if draft.is_reckoned && found.code.value().is_none() {
        // Without header and code nobody knows which of the words name the thing.
        found.description.doubt = Some("weak_evidence".to_owned());
    }
    found
}

/// The unit right behind a quantity, where the edge of a column runs between them.
fn unit_behind(context: &Context, number: Run) -> Option<Run> {
    let sheet = context.sheet;
    let next = Run { from: number.to, to: number.to + 1, ..number };
    let gap = sheet.extent(next).0 - sheet.extent(number).1;
    (!sheet.is_cells && !sheet.tokens(next).is_empty() && gap < 1.2 * sheet.em && is_unit(&sheet.text(next)))
        .then_some(next)
}

fn discount(context: &Context, draft: &Draft) -> Field<Millionths> {
    let Some(run) = draft.run(Column::Discount) else { return Field::default() };
    let text = context.sheet.text(run);
    let numeral = crate::units::read_number(text.trim().trim_end_matches('%').trim());
    numeral.map(|numeral| number_field(context.sheet, run, numeral, (context.conventions, RULE))).unwrap_or_default()
}

/// All codes of an entry, the seller's first: a code of the catalogue, a column named as the seller's, a plain code
/// column, the buyer's own code.
fn code(context: &Context, draft: &Draft) -> Field<String> {
    let sheet = context.sheet;
    let mut candidates: Vec<Found<String>> = Vec::new();
    let mut is_cut = false;
    for (column, rule) in
        [(Column::SellerCode, "seller_code"), (Column::Code, "code"), (Column::BuyerCode, "buyer_code")]
    {
        for &cell in draft.runs(column) {
            let run = code_words(context, cell);
            is_cut |= run != cell;
            let value = bare_reference(&sheet.text(run)).to_owned();
            if !value.is_empty() && !candidates.iter().any(|known| known.value == value) {
                candidates.push(read(sheet, value, &[run], rule));
            }
        }
    }
    if let Some(is_known) = &context.hints.catalogue_codes {
        for &run in draft.runs(Column::Description) {
            for at in run.from..run.to {
                let word = Run { row: run.row, from: at, to: at + 1 };
                let value = bare_reference(&sheet.text(word)).to_owned();
                if value.len() >= 4 && is_known(&value) && !candidates.iter().any(|known| known.value == value) {
                    candidates.push(read(sheet, value, &[word], "catalogue_word"));
                }
            }
        }
        candidates.sort_by_key(|candidate| !is_known(&candidate.value));
    }
    let leading = leading_code(context, draft).filter(|_| candidates.is_empty());
    let is_known = |code: &str| context.hints.catalogue_codes.as_ref().is_some_and(|is_known| is_known(code));
    let is_guessed = (draft.is_reckoned || is_cut) && candidates.first().is_some_and(|first| !is_known(&first.value));
    let doubt = (leading.is_some() || is_guessed).then(|| "code_in_description".to_owned());
    candidates.extend(leading);
    Field { chosen: (!candidates.is_empty()).then_some(0), candidates, doubt }
}

/// The words of a cell that are the code: all of them, unless ordinary words stand among them. Then the one the catalogue
/// knows, or the only one that can be a code.
fn code_words(context: &Context, cell: Run) -> Run {
    let sheet = context.sheet;
    let word = |at: usize| Run { from: at, to: at + 1, ..cell };
    let is_ordinary = |text: &str| text.chars().filter(|c| c.is_lowercase()).count() >= 2 && !is_reference(text);
    let words = || (cell.from..cell.to).map(word);
    if !words().any(|run| is_ordinary(&sheet.text(run))) {
        return cell;
    }
    let known = context.hints.catalogue_codes.as_ref();
    let known = known.and_then(|is_known| words().find(|&run| is_known(bare_reference(&sheet.text(run)))));
    let mut shaped = words().filter(|&run| is_code_shaped(&sheet.text(run), ""));
    known
        .or(match (shaped.next(), shaped.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        })
        .unwrap_or(cell)
}

/// A code at the start of a description, where no column has one: `MAT-1001 Laptop`.
fn leading_code(context: &Context, draft: &Draft) -> Option<Found<String>> {
    let run = draft.run(Column::Description).filter(|run| run.to - run.from >= 2)?;
    let word = Run { to: run.from + 1, ..run };
    let text = context.sheet.text(word);
    let has_letters = text.chars().any(|c| c.is_ascii_uppercase());
    // "[17589684] Hose clamp": programs print the code of a product before its name like this.
    let is_bracketed = text.starts_with('[') && text.ends_with(']') && text.len() >= 5;
    if is_bracketed {
        return Some(read(context.sheet, bare_reference(&text).to_owned(), &[word], "leading_word"));
    }
    (has_letters && is_code_shaped(&text, ""))
        .then(|| read(context.sheet, bare_reference(&text).to_owned(), &[word], "leading_word"))
}

/// The date of the line; a line delivered in parts on different days has candidates and none chosen.
fn delivery_date(context: &Context, draft: &Draft) -> Field<NaiveDate> {
    let sheet = context.sheet;
    let own = draft.runs(Column::Date).iter().flat_map(|&run| dates_in(sheet, run)).next();
    if let Some((run, reading)) = own {
        return date_field(sheet, run, reading, (context.conventions, RULE));
    }
    let mut parts = draft
        .schedule
        .iter()
        .map(|&(run, reading)| date_field(sheet, run, reading, (context.conventions, "part_delivery")));
    let Some(mut first) = parts.next() else { return Field::default() };
    for part in parts {
        for candidate in part.candidates {
            if !first.candidates.iter().any(|known| known.value == candidate.value) {
                first.candidates.push(candidate);
            }
        }
    }
    if first.candidates.len() > 1 {
        first.chosen = None;
        first.doubt = Some("delivered_in_parts".to_owned());
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::Hints;
    use crate::extraction::order::table::table;
    use crate::extraction::order::tests::with_page;

    fn codes(drawing: &str) -> Vec<(Option<String>, Option<String>)> {
        with_page(drawing, &Hints::default(), |context| {
            let drafts = table(context).drafts;
            drafts
                .iter()
                .map(|draft| line(context, draft).code)
                .map(|code| (code.value().cloned(), code.doubt))
                .collect()
        })
    }

    #[test]
    fn a_code_of_several_words_stays_whole_and_a_sentence_is_none() {
        let found = codes(
            "Part no                  Description     Qty    Price   Amount\n\
             P/N 36870X               Bush             10     1.00    10.00\n\
             for valve BSH-1004-NAT   Bush             10     1.00    10.00",
        );
        assert_eq!(found[0], (Some("P/N 36870X".to_owned()), None));
        assert_eq!(found[1], (Some("BSH-1004-NAT".to_owned()), Some("code_in_description".to_owned())));
    }

    #[test]
    fn a_column_of_names_and_codes_is_no_column_of_codes() {
        let found = codes(
            "Pos   Menge   Bezeichnung / Ihre Artikelnummer     Preis   Betrag\n\
             1        10   Rohrstopfen weiss / PLG-1005-WHT      1,00    10,00",
        );
        assert!(found.iter().all(|(code, doubt)| code.is_none() || doubt.is_some()), "{found:?}");
    }
}
