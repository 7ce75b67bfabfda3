//! One document → one order as it says itself.
//!
//! The lines are found first, from a table with a header or from text; everything outside of them is searched for
//! the values of the head and the foot. A value that the document does not state stays empty.

mod alike;
mod arithmetic;
mod buyer;
mod cells;
mod coded;
pub(super) mod colour;
mod columns;
mod counts;
pub(super) mod combine;
mod company;
mod flat;
mod grid;
mod header;
mod headings;
mod instructions;
mod item;
mod items;
mod labels;
mod lines;
mod mended;
mod number;
mod parties;
mod passing;
mod phrases;
mod pieces;
mod prose;
mod ragged;
mod reckoned;
mod stated;
mod table;
mod tints;
mod totals;
pub(super) mod untaken;
pub(super) mod values;

use std::collections::BTreeSet;

use super::Hints;
use super::conventions::Conventions;
use super::found::{FoundLine, FoundOrder};
use super::sheet::{Run, Sheet};
use crate::reading::Header;
use crate::units::folded_words;
use labels::{Hit, Label};

pub use arithmetic::is_confirmed;
pub use coded::names_code;
pub use company::{company_key, is_same_company};
pub(crate) use phrases::Phrases;

/// What every rule may look at.
pub(crate) struct Context<'a> {
    /// The document.
    pub sheet: &'a Sheet,
    /// Its labels, row by row.
    pub hits: &'a [Hit],
    /// How the message writes numbers and dates.
    pub conventions: &'a Conventions,
    /// What the organisation knows beforehand.
    pub hints: &'a Hints,
    /// Rows that belong to lines or to the header of their table.
    pub line_rows: BTreeSet<usize>,
}

impl Context<'_> {
    /// The labels of one row.
    pub fn hits_in(&self, row: usize) -> &[Hit] {
        let from = self.hits.partition_point(|hit| hit.run.row < row);
        let to = self.hits.partition_point(|hit| hit.run.row <= row);
        &self.hits[from..to]
    }

    /// Whether a row belongs to the lines.
    pub fn is_in_lines(&self, row: usize) -> bool {
        self.line_rows.contains(&row)
    }

    /// The last row of the lines.
    pub fn last_line_row(&self) -> Option<usize> {
        self.line_rows.last().copied()
    }
}

/// What one document says, and how much it looks like an order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sighting {
    /// The order as this document states it.
    pub order: FoundOrder,
    /// Whether it carries the title of an order.
    pub has_title: bool,
    /// Whether it carries a label that only an invoice has: its number or its date.
    pub has_invoice_label: bool,
    /// Whether its table also has columns of stock or of what was sold, as reports have.
    pub is_report: bool,
}

/// Reads one document as an order. `head` is the head of the mail where the document is its body.
pub(crate) fn sight(sheet: &Sheet, conventions: &Conventions, hints: &Hints, head: Option<&Header>) -> Sighting {
    sight_all(sheet, conventions, hints, head).into_iter().next().unwrap_or_default()
}

/// Reads one document as its orders: one, or one for each order number where a file repeats it in every row.
pub(crate) fn sight_all(
    sheet: &Sheet, conventions: &Conventions, hints: &Hints, head: Option<&Header>,
) -> Vec<Sighting> {
    let hits = labels::hits(sheet);
    let mut context = Context { sheet, hits: &hits, conventions, hints, line_rows: BTreeSet::new() };
    let mut table = table::table(&context);
    let is_report = table.is_report;
    context.line_rows.extend(table.rows);
    let mut items = items::Items::default();
    if table.drafts.is_empty() && !sheet.is_cells {
        (table.drafts, items) = without_heading(&mut context);
    }
    let untaken = untaken::untaken(&context, &items.sentences);
    let (document_date, mut delivery_date) = header::dates(&context);
    if delivery_date.candidates.is_empty() {
        delivery_date = std::mem::take(&mut items.delivery_date);
    }
    let parties = parties::parties(&context, head);
    let totals = totals::totals(&context);
    let order = FoundOrder {
        buyer_name: parties.buyer_name,
        seller_name: parties.seller_name,
        ship_to_name: parties.ship_to_name,
        ship_to_address: parties.ship_to_address,
        po_number: number::po_number(&context, head),
        document_date,
        delivery_date,
        currency: header::currency(&context),
        subtotal: totals.subtotal,
        tax_total: totals.tax_total,
        total: totals.total,
        instructions: instructions::instructions(&context),
        lines: items.lines,
        untaken,
        ..FoundOrder::default()
    };
    let unread = stated::unread(&context, &order);
    let sighting =
        Sighting { has_title: has_title(&context), has_invoice_label: has_invoice_label(sheet), is_report, order };
    let mut groups = flat::by_order(&context, table.drafts);
    if groups.is_empty() {
        groups.push(Vec::new());
    }
    let is_alone = groups.len() == 1;
    let of_group = |drafts: Vec<table::Draft>| {
        let mut one = sighting.clone();
        if !drafts.is_empty() {
            one.order.lines = lines_of(&context, &drafts);
        }
        counts::settle_counts(&mut one.order.lines, sheet.is_cells);
        if sheet.is_cells {
            flat::fill(&context, &mut one.order, &drafts);
        }
        stated::unlabelled_subtotal(&context, &mut one.order);
        arithmetic::check_sums(&mut one.order, if is_alone { &totals.extras } else { &[] });
        stated::doubt(&mut one.order, &unread);
        mended::mend(&context, &mut one.order);
        one
    };
    groups.into_iter().map(of_group).collect()
}

/// The entries of a table as lines, doubted where the numbers of their rows say otherwise.
fn lines_of(context: &Context, drafts: &[table::Draft]) -> Vec<FoundLine> {
    let line = |draft: &table::Draft| {
        let mut line = lines::line(context, draft);
        reckoned::contradict(context, draft, &mut line);
        line
    };
    drafts.iter().map(line).collect()
}

/// The lines of a document without a heading for them: rows that multiply, or items of running text.
fn without_heading(context: &mut Context) -> (Vec<table::Draft>, items::Items) {
    if !context.sheet.is_text {
        let (drafts, rows) = reckoned::reckoned(context);
        context.line_rows.extend(rows);
        if !drafts.is_empty() {
            return (drafts, items::Items::default());
        }
    }
    let mut items = items::items(context);
    if context.sheet.is_text {
        // A row that multiplies says more about itself than its words do.
        let (drafts, rows) = reckoned::reckoned(context);
        let is_taken = rows.iter().any(|row| items.rows.contains(row));
        if !drafts.is_empty() && !is_taken && items.lines.is_empty() {
            context.line_rows.extend(rows);
            return (drafts, items);
        }
    }
    if items.lines.is_empty() {
        (items.lines, items.sentences) = prose::prose(context);
    }
    context.line_rows.extend(&items.rows);
    (Vec::new(), items)
}

/// The words that stand behind, beside or below the labels of a table of one's own, the surest place of each first.
pub(crate) fn values_behind<T: Copy>(
    sheet: &Sheet, labels: &Phrases<T>, (conventions, hints): (&Conventions, &Hints),
) -> Vec<(T, Run)> {
    let hits = labels::hits(sheet);
    let context = Context { sheet, hits: &hits, conventions, hints, line_rows: BTreeSet::new() };
    let mut found = Vec::new();
    for cell in (0..sheet.rows.len()).flat_map(|row| sheet.cells(row)) {
        let tokens = sheet.tokens(cell);
        let keys = phrases::keys(tokens.iter().map(|token| token.text.as_str()));
        let mut at = 0;
        while at < keys.len() {
            let Some((&label, len)) = labels.longest_at(&keys, at) else {
                at += 1;
                continue;
            };
            let run = Run { row: cell.row, from: cell.from + at, to: cell.from + at + len };
            let starts_cell = keys[..at].iter().all(String::is_empty);
            let is_marked = tokens[at + len - 1].text.ends_with([':', '#']);
            let hit = Hit { label: Label::Other, run, is_marked, starts_cell };
            if hit.is_label() {
                found.extend(header::value_runs(&context, &hit).into_iter().map(|(_, run)| (label, run)));
            }
            at += len;
        }
    }
    found
}

/// Seller and buyer of a document that the seller wrote.
pub(crate) fn paper_parties(
    sheet: &Sheet, (conventions, hints): (&Conventions, &Hints),
) -> (crate::evidence::Field<String>, crate::evidence::Field<String>) {
    let hits = labels::hits(sheet);
    let mut context = Context { sheet, hits: &hits, conventions, hints, line_rows: BTreeSet::new() };
    context.line_rows.extend(table::table(&context).rows);
    parties::of_paper(&context)
}

/// Whether a title of an order stands in a short cell of its own.
fn has_title(context: &Context) -> bool {
    context.hits.iter().any(|hit| {
        let cell = context.sheet.cell_at(hit.run.row, hit.run.from);
        let is_plain_order = context.sheet.text(hit.run).chars().filter(|c| c.is_alphabetic()).count() <= 5;
        hit.label == Label::Title && hit.starts_cell && !is_plain_order && cell.to - cell.from <= 6
    })
}

/// Whether a cell begins with the number or the date of an invoice.
fn has_invoice_label(sheet: &Sheet) -> bool {
    const LABELS: [&str; 12] = [
        "invoice no",
        "invoice number",
        "invoice date",
        "invoice id",
        "rechnungsnr",
        "rechnungsnummer",
        "rechnungsdatum",
        "rechnung nr",
        "factuur",
        "factuurdatum",
        "facture",
        "fattura",
    ];
    (0..sheet.rows.len()).flat_map(|row| sheet.cells(row)).any(|cell| {
        let start =
            folded_words(&sheet.text(Run { to: cell.to.min(cell.from + 2), ..cell })).join(" ").replace('-', "");
        LABELS.iter().any(|label| start == *label || start.starts_with(&format!("{label} ")))
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    use crate::extraction::sheet::tests::{page_document, text_document};

    /// Runs a rule on a text.
    pub(crate) fn with_context<T>(text: &str, hints: &Hints, rule: impl FnOnce(&Context) -> T) -> T {
        on_sheet(Sheet::of(&text_document(text)).unwrap(), hints, rule)
    }

    /// Runs a rule on a page drawn with characters.
    pub(crate) fn with_page<T>(drawing: &str, hints: &Hints, rule: impl FnOnce(&Context) -> T) -> T {
        on_sheet(Sheet::of(&page_document(drawing)).unwrap(), hints, rule)
    }

    fn on_sheet<T>(sheet: Sheet, hints: &Hints, rule: impl FnOnce(&Context) -> T) -> T {
        let conventions = Conventions::of(std::slice::from_ref(&sheet), hints);
        let hits = labels::hits(&sheet);
        rule(&Context { sheet: &sheet, hits: &hits, conventions: &conventions, hints, line_rows: BTreeSet::new() })
    }
}
