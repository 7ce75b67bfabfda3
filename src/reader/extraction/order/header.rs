//! Values behind labels: order number, dates, currency.

use chrono::NaiveDate;

use super::Context;
use super::labels::{Hit, Label};
use super::values::{date_field, dates_in, read};
use crate::evidence::{Field, Found};
use crate::extraction::conventions::code_of;
use crate::extraction::sheet::Run;
use crate::units::{Currency, folded_words, normal_key};

/// Where a value stands in relation to its label, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Behind,
    Right,
    Below,
}

impl Side {
    pub(super) fn rule(self) -> &'static str {
        match self {
            Self::Behind => "label_behind",
            Self::Right => "label_right",
            Self::Below => "label_below",
        }
    }
}

/// The runs in which the value of a label can stand: behind it in its cell, in the next cell, in the cell below.
pub(super) fn value_runs(context: &Context, hit: &Hit) -> Vec<(Side, Run)> {
    let sheet = context.sheet;
    let row = hit.run.row;
    let cell = sheet.cell_at(row, hit.run.from);
    let stop = |from: usize, to: usize| {
        context
            .hits_in(row)
            .iter()
            .filter(|other| {
                other.run.from >= from
                    && other.run.from < to
                    && other.is_label()
                    && !matches!(other.label, Label::Title | Label::BareNumber)
            })
            .map(|other| other.run.from)
            .min()
            .unwrap_or(to)
    };
    let mut runs = Vec::new();
    let behind = Run { row, from: hit.run.to, to: stop(hit.run.to, cell.to) };
    if sheet.tokens(behind).iter().any(|token| token.text.chars().any(char::is_alphanumeric)) {
        runs.push((Side::Behind, behind));
        return runs;
    }
    // A colon may stand in a cell of its own between label and value.
    if let Some(next) = sheet.beside(cell)
        && !context.hits_in(next.row).iter().any(|other| other.run.from == next.from && other.label != Label::PoNumber)
    {
        runs.push((Side::Right, next));
    }
    runs.extend(below(context, hit).map(|run| (Side::Below, run)));
    runs
}

/// The runs behind or beside a label, not those below it.
pub(super) fn values_beside(context: &Context, hit: &Hit) -> Vec<Run> {
    value_runs(context, hit).into_iter().filter(|(side, _)| *side != Side::Below).map(|(_, run)| run).collect()
}

/// The cell under a label that is no label itself.
fn below(context: &Context, hit: &Hit) -> Option<Run> {
    let cell = context.sheet.cell_at(hit.run.row, hit.run.from);
    let under = context.sheet.under(cell, 2.2)?;
    let is_label = context.hits_in(under.row).iter().any(|other| other.run.from == under.from && other.is_label());
    (!is_label).then_some(under)
}

/// A candidate with its weight; the heaviest is chosen.
pub(super) struct Weighed<T> {
    pub weight: u32,
    pub found: Found<T>,
}

/// Candidates into a field: heaviest first, the same value once. Two different values of the same weight at the top
/// leave a doubt.
pub(super) fn settle<T: PartialEq>(mut candidates: Vec<Weighed<T>>) -> Field<T> {
    candidates.sort_by_key(|candidate| std::cmp::Reverse(candidate.weight));
    let mut kept: Vec<Weighed<T>> = Vec::new();
    for candidate in candidates {
        if !kept.iter().any(|other| other.found.value == candidate.found.value) {
            kept.push(candidate);
        }
    }
    let is_tie = matches!(kept[..], [ref first, ref second, ..] if first.weight == second.weight);
    let chosen = (!kept.is_empty()).then_some(0);
    let doubt = is_tie.then(|| "several_values".to_owned());
    Field { candidates: kept.into_iter().map(|candidate| candidate.found).collect(), chosen, doubt }
}

/// Date of the order and delivery date of the whole order.
pub(crate) fn dates(context: &Context) -> (Field<NaiveDate>, Field<NaiveDate>) {
    let (mut ordered, mut delivery) = (Vec::new(), Vec::new());
    for hit in context.hits.iter().filter(|hit| !context.is_in_lines(hit.run.row)) {
        let (list, weight) = match hit.label {
            Label::OrderDate => (&mut ordered, 9),
            Label::NumberAndDate => (&mut ordered, 8),
            Label::BareDate if is_own_date(context, hit) => (&mut ordered, 6),
            Label::DeliveryDate => (&mut delivery, 9),
            Label::By => match weight_of_by(context, hit) {
                Some(weight) => (&mut delivery, weight),
                None => continue,
            },
            _ => continue,
        };
        for (side, run) in value_runs(context, hit) {
            let near =
                if hit.label == Label::NumberAndDate { run } else { Run { to: run.to.min(run.from + 6), ..run } };
            let Some(&(words, reading)) = dates_in(context.sheet, near).first() else { continue };
            if matches!(hit.label, Label::By | Label::BareDate) && words.from > run.from + 1 {
                continue;
            }
            if side == Side::Below && is_column_of_dates(context, words) {
                continue;
            }
            let mut field = date_field(context.sheet, words, reading, (context.conventions, side.rule()));
            if weight == 1 {
                field.doubt.get_or_insert_with(|| "weak_evidence".to_owned());
            }
            list.push((weight * 4 + u32::from(hit.is_label()) + 2 - side as u32, field));
            break;
        }
    }
    ordered.extend(context.hits.iter().filter_map(|hit| date_of_number(context, hit)));
    if ordered.is_empty() {
        ordered.extend(date_of_letter(context));
    }
    if ordered.is_empty() {
        ordered.extend(lone_date(context));
    }
    (heaviest(ordered), heaviest(delivery))
}

/// The date right behind the number of the order: `Bestellung Nr. 2026-331 vom 02.02.2026`.
fn date_of_number(context: &Context, hit: &Hit) -> Option<(u32, Field<NaiveDate>)> {
    const LEADS: [&str; 6] = ["vom", "dated", "of", "from", "date", "datum"];
    if !matches!(hit.label, Label::PoNumber | Label::Title) || context.is_in_lines(hit.run.row) {
        return None;
    }
    let sheet = context.sheet;
    let end = sheet.whole(hit.run.row).to.min(hit.run.to + 5);
    let key = |at: usize| normal_key(&sheet.text(Run { row: hit.run.row, from: at, to: at + 1 }));
    let lead = (hit.run.to..end).find(|&at| LEADS.contains(&key(at).as_str()))?;
    let behind = Run { row: hit.run.row, from: lead + 1, to: sheet.whole(hit.run.row).to.min(lead + 5) };
    let &(words, reading) = dates_in(sheet, behind).first()?;
    (words.from == lead + 1).then(|| (26, date_field(sheet, words, reading, (context.conventions, "behind_number"))))
}

/// How much a date behind "by" and its like speaks of delivery: 3 where its row, or the one it goes on from, says so; 1
/// where nothing is said; `None` where an answer is meant: "please confirm by 5 March".
fn weight_of_by(context: &Context, hit: &Hit) -> Option<u32> {
    const ANSWERS: [&str; 14] = [
        "confirm",
        "bestatig",
        "quote",
        "reply",
        "respond",
        "answer",
        "antwort",
        "ruckmeld",
        "pay",
        "zahl",
        "valid",
        "gultig",
        "angebot",
        "acknowledg",
    ];
    const DELIVERS: [&str; 17] = [
        "deliver", "liefer", "ship", "need", "requir", "want", "arriv", "site", "brauch", "benotig", "supply", "send",
        "order", "get", "have", "bestell", "ready",
    ];
    let sheet = context.sheet;
    let row = hit.run.row;
    let own = folded_words(&sheet.text(Run { row, from: 0, to: hit.run.from }));
    let above =
        row.checked_sub(1).filter(|&above| sheet.is_close(above, row)).map(|above| sheet.text(sheet.whole(above)));
    let all = folded_words(&format!("{} {}", above.unwrap_or_default(), sheet.text(sheet.whole(row))));
    let has =
        |words: &[String], stems: &[&str]| words.iter().any(|word| stems.iter().any(|stem| word.starts_with(stem)));
    match (has(&own, &ANSWERS), has(&all, &DELIVERS)) {
        (true, _) => None,
        (false, true) => Some(3),
        (false, false) => Some(1),
    }
}

/// Whether another date stands right under a date: then it is the first of a column, and no date of the whole order.
fn is_column_of_dates(context: &Context, words: Run) -> bool {
    let sheet = context.sheet;
    let under = sheet.under(words, 1.8);
    under.is_some_and(|run| dates_in(sheet, run).iter().any(|(date, _)| date.from == run.from))
}

/// The date of a letter: `Osnabrück, 11. Mai 2026`, alone in its cell on the first page.
fn date_of_letter(context: &Context) -> Option<(u32, Field<NaiveDate>)> {
    let sheet = context.sheet;
    let end = context.line_rows.first().copied().unwrap_or(sheet.rows.len()).min(25);
    let cells = (0..end).filter(|&row| sheet.rows[row].page == 1).flat_map(|row| sheet.cells(row));
    let mut found = cells.filter_map(|cell| {
        let &(words, reading) = dates_in(sheet, cell).first()?;
        let place = sheet.text(Run { to: words.from, ..cell });
        let place = place.strip_suffix(" den").unwrap_or(&place);
        let is_place = place.ends_with(',')
            && (1..=3).contains(&(words.from - cell.from))
            && !place.contains(|c: char| c.is_ascii_digit());
        (is_place && words.to == cell.to).then_some((words, reading))
    });
    let (words, reading) = found.next()?;
    found.next().is_none().then(|| (4, date_field(sheet, words, reading, (context.conventions, "place_and_date"))))
}

/// Whether "date" stands for itself: "Launch date" and "print date" are other dates.
fn is_own_date(context: &Context, hit: &Hit) -> bool {
    let cell = context.sheet.cell_at(hit.run.row, hit.run.from);
    let before = context.sheet.tokens(Run { to: hit.run.from, ..cell });
    let is_word = |text: &str| text.chars().any(char::is_alphabetic) && !text.contains(|c: char| c.is_ascii_digit());
    hit.starts_cell || before.last().is_none_or(|word| !is_word(&word.text))
}

/// A date beside the title that no label claims.
fn lone_date(context: &Context) -> Option<(u32, Field<NaiveDate>)> {
    let title = context.hits.iter().find(|hit| hit.label == Label::Title && hit.starts_cell)?.run.row;
    let rows = title.saturating_sub(2)..(title + 4).min(context.sheet.rows.len());
    let mut dates =
        rows.flat_map(|row| context.sheet.cells(row)).filter_map(|cell| match dates_in(context.sheet, cell)[..] {
            [(run, reading)] if run == cell => Some((run, reading)),
            _ => None,
        });
    let (run, reading) = dates.next()?;
    dates.next().is_none().then(|| (1, date_field(context.sheet, run, reading, (context.conventions, "date_by_title"))))
}

/// The heaviest field, with the other readings as further candidates.
fn heaviest(mut fields: Vec<(u32, Field<NaiveDate>)>) -> Field<NaiveDate> {
    fields.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    let top = fields.first().map_or(0, |(weight, _)| *weight);
    let mut fields = fields.into_iter();
    let Some((_, mut first)) = fields.next() else { return Field::default() };
    for (weight, other) in fields {
        let is_rival =
            weight == top && first.value().is_some() && other.value().is_some() && first.value() != other.value();
        if is_rival && first.doubt.is_none() {
            first.doubt = Some("several_values".to_owned());
        }
        for candidate in other.candidates {
            if !first.candidates.iter().any(|known| known.value == candidate.value) {
                first.candidates.push(candidate);
            }
        }
    }
    first
}

/// The currency: named behind a label, beside a total, by its sign, or as the only code of the document.
pub(crate) fn currency(context: &Context) -> Field<Currency> {
    let mut candidates = Vec::new();
    let sheet = context.sheet;
    for row in 0..sheet.rows.len() {
        let labels = context.hits_in(row);
        for (at, token) in sheet.rows[row].tokens.iter().enumerate() {
            let run = Run { row, from: at, to: at + 1 };
            let Some((currency, rule)) = currency_of(context, &token.text) else { continue };
            let is_labelled = labels.iter().any(|hit| hit.label == Label::Currency && hit.run.to == at);
            let is_total = labels.iter().any(|hit| matches!(hit.label, Label::Total | Label::Subtotal));
            let weight = if is_labelled {
                9
            } else if is_total {
                6
            } else {
                2
            } + u32::from(rule == "currency_code");
            candidates.push(Weighed { weight, found: read(sheet, currency, &[run], rule) });
        }
    }
    let bare_dollar = candidates.is_empty()
        && sheet
            .rows
            .iter()
            .flat_map(|row| &row.tokens)
            .any(|token| token.text.starts_with('$') && token.text.len() > 1);
    let mut field = settle(candidates);
    if bare_dollar {
        field.doubt = Some("ambiguous_currency".to_owned());
    }
    field
}

fn currency_of(context: &Context, word: &str) -> Option<(Currency, &'static str)> {
    if let Some(code) = code_of(word) {
        return Some((code, "currency_code"));
    }
    let named = |code: &str, rule| code.parse().ok().map(|currency| (currency, rule));
    let prefix: String = word.chars().take_while(|c| !c.is_ascii_digit()).collect();
    let suffix = word.trim_end_matches([',', '.', ';']).chars().last();
    match prefix.trim_start_matches('(') {
        "£" => named("GBP", "currency_sign"),
        "€" => named("EUR", "currency_sign"),
        "A$" | "AU$" | "AUD" | "AUD$" => named("AUD", "currency_sign"),
        "US$" | "USD" | "USD$" => named("USD", "currency_sign"),
        "NZ$" | "NZD" | "NZD$" => named("NZD", "currency_sign"),
        "$" => Some((context.conventions.dollar?, "dollar_by_country")),
        "EURO" | "Euro" => named("EUR", "currency_sign"),
        "RM" => named("MYR", "currency_sign"),
        _ if suffix == Some('€') => named("EUR", "currency_sign"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::Hints;
    use crate::extraction::order::tests::{with_context, with_page};

    fn delivery(text: &str) -> (Option<String>, bool) {
        with_context(text, &Hints::default(), |context| {
            let field = dates(context).1;
            (field.value().map(ToString::to_string), field.doubt.is_some())
        })
    }

    #[test]
    fn a_day_by_which_goods_are_wanted_is_told_from_one_by_which_to_answer() {
        assert_eq!(
            delivery("Please supply the following to our\nplant, by 13.03.2026:"),
            (Some("2026-03-13".into()), false)
        );
        assert_eq!(delivery("Please confirm this order by 5 March 2026."), (None, false));
        assert_eq!(delivery("All of it by 5 March 2026, thanks"), (Some("2026-03-05".into()), true), "asked, not lost");
    }

    #[test]
    fn a_column_of_days_is_no_day_of_the_order() {
        let drawing = "Liefertermin    Menge\n15.06.2026       2.000\n29.06.2026       1.500";
        let found = with_page(drawing, &Hints::default(), |context| dates(context).1.value().copied());
        assert_eq!(found, None);
    }

    #[test]
    fn the_date_of_an_order_may_stand_behind_its_number_or_a_town() {
        let date = |text: &str| {
            with_page(text, &Hints::default(), |context| dates(context).0.value().map(ToString::to_string))
        };
        assert_eq!(date("Bestellung Nr. 2026-331 vom 02.02.2026").as_deref(), Some("2026-02-02"));
        assert_eq!(date("BESTELLUNG NR. 88-1204          Osnabrück, 11. Mai 2026").as_deref(), Some("2026-05-11"));
        assert_eq!(date("BESTELLUNG NR. 88-1204          Mainz, den 3. Februar 2026").as_deref(), Some("2026-02-03"));
        assert_eq!(date("Launch date: 12 March 2026   Purchase order 88-1204"), None, "another date");
    }
}
