//! Who orders, who delivers, and where to: blocks of name and address.

use super::Context;
use super::buyer::{Votes, is_named, sender_line};
use super::company::{has_legal_form, is_same_company, split_address, without_site};
use super::labels::{Hit, Label};
use super::values::read;
use crate::evidence::{Field, Found};
use crate::extraction::sheet::{Run, Sheet};
use crate::reading::Header;

/// Lines of an address block at most.
const BLOCK_LINES_MAX: usize = 6;

/// The parties of an order.
#[derive(Default)]
pub(crate) struct Parties {
    /// The company that buys.
    pub buyer_name: Field<String>,
    /// The company that is asked to deliver.
    pub seller_name: Field<String>,
    /// Name in the delivery address.
    pub ship_to_name: Field<String>,
    /// The delivery address.
    pub ship_to_address: Field<String>,
}

/// A name with the address under it.
struct Block {
    label: Label,
    name: String,
    name_runs: Vec<Run>,
    address: String,
    address_runs: Vec<Run>,
}

/// Finds buyer, seller and delivery address.
///
/// The seller is never taken for the buyer: neither the company in the seller's block nor a name of the
/// organisation itself.
pub(crate) fn parties(context: &Context, head: Option<&Header>) -> Parties {
    let blocks: Vec<Block> = context.hits.iter().filter_map(|hit| block(context, hit)).collect();
    let of = |label: Label| blocks.iter().filter(move |block| block.label == label);
    let labelled = of(Label::Seller)
        .find(|block| has_legal_form(&block.name))
        .or_else(|| of(Label::Seller).find(|block| is_named(&block.name)));
    let seller = labelled
        .map(|block| read(context.sheet, block.name.clone(), &block.name_runs, "party_label"))
        .or_else(|| window_address(context));
    let is_seller = |name: &str| {
        seller.as_ref().is_some_and(|seller| is_same_company(&seller.value, name))
            || context.hints.seller_names.iter().any(|own| is_same_company(own, name))
    };
    let ship_to = of(Label::ShipTo).find(|block| is_named(&block.name) && !is_seller(&block.name));
    let mut votes = Votes::default();
    for block in blocks.iter().filter(|block| !is_seller(&block.name)) {
        let is_company = has_legal_form(&block.name);
        let weight = match block.label {
            Label::Buyer if is_named(&block.name) => 5,
            Label::BuyerName if is_company => 6,
            Label::ShipTo if is_company => 2,
            _ => continue,
        };
        votes.add(weight, read(context.sheet, without_site(&block.name).to_owned(), &block.name_runs, "party_label"));
    }
    Parties {
        buyer_name: votes.settle(context, head, is_seller),
        seller_name: seller.clone().map(Field::one).unwrap_or_default(),
        ship_to_name: ship_to
            .map(|block| Field::one(read(context.sheet, block.name.clone(), &block.name_runs, "party_label")))
            .unwrap_or_default(),
        ship_to_address: ship_to
            .filter(|block| !block.address.is_empty())
            .map(|block| Field::one(read(context.sheet, block.address.clone(), &block.address_runs, "party_label")))
            .unwrap_or_default(),
    }
}

/// The block a party label announces.
fn block(context: &Context, hit: &Hit) -> Option<Block> {
    let is_party = matches!(hit.label, Label::Seller | Label::ShipTo | Label::Buyer | Label::BuyerName);
    let in_prose = hit.label == Label::ShipTo && context.sheet.tokens(hit.run).len() >= 2;
    if !is_party || !(hit.is_label() || in_prose) || context.is_in_lines(hit.run.row) {
        return None;
    }
    let sheet = context.sheet;
    let first = first_line(context, hit)?;
    let lines = block_lines(context, first, hit);
    let is_broken = !hit.is_label() && lines.len() > 1;
    let named = sheet.text_of(if is_broken { &lines } else { &lines[..1] });
    let (name, _) = split_address(&named);
    let words = name.split_whitespace().count();
    if !is_named(&name) || words > 9 || (name.chars().filter(char::is_ascii_digit).count() * 2 > name.len()) {
        return None;
    }
    let (name_runs, address_runs) = divided(&lines, words);
    let address: Vec<String> =
        address_runs.iter().map(|&run| sheet.text(run).trim_end_matches([',', ':']).to_owned()).collect();
    Some(Block { label: hit.label, name, name_runs, address: address.join(", "), address_runs })
}

/// The first `words` words of the lines, and the rest.
fn divided(lines: &[Run], words: usize) -> (Vec<Run>, Vec<Run>) {
    let (mut head, mut tail, mut left) = (Vec::new(), Vec::new(), words);
    for &line in lines {
        let taken = left.min(line.to - line.from);
        let middle = line.from + taken;
        left -= taken;
        if taken > 0 {
            head.push(Run { to: middle, ..line });
        }
        if middle < line.to {
            tail.push(Run { from: middle, ..line });
        }
    }
    (head, tail)
}

/// The first line of a block: behind the label, in the next cell of the row where the label ends with a colon, or in
/// the cell below.
fn first_line(context: &Context, hit: &Hit) -> Option<Run> {
    let sheet = context.sheet;
    let row = hit.run.row;
    let cell = sheet.cell_at(row, hit.run.from);
    let next_label = context
        .hits_in(row)
        .iter()
        .filter(|other| other.run.from >= hit.run.to && other.run.from < cell.to && other.is_label())
        .map(|other| other.run.from)
        .min();
    let mut behind = Run { row, from: hit.run.to, to: next_label.unwrap_or(cell.to) };
    while sheet.tokens(behind).first().is_some_and(|token| !token.text.chars().any(char::is_alphanumeric)) {
        behind.from += 1;
    }
    if behind.from < behind.to {
        return Some(behind);
    }
    let is_labelled = |run: Run| {
        context
            .hits_in(run.row)
            .iter()
            .any(|other| other.run.from == run.from && other.is_label() && other.label != Label::BuyerName)
    };
    let under = sheet.under(cell, 1.8).filter(|&run| !is_labelled(run));
    let right = sheet.cells(row).into_iter().find(|next| next.from >= cell.to).filter(|&run| !is_labelled(run));
    match (under, right) {
        // A row of labels has labels to its right; a label with a value beside it has an unlabelled cell there.
        (Some(under), Some(right)) if is_far(sheet, cell, right) => Some(under).or(Some(right)),
        (under, right) => right.or(under),
    }
}

/// Whether a cell is too far to the right of a label to be its value.
fn is_far(sheet: &Sheet, label: Run, right: Run) -> bool {
    let column = |run: Run| sheet.tokens(run).first().and_then(|token| sheet.column_of(token));
    match (column(label), column(right)) {
        (Some(label), Some(right)) => right > label + 3,
        _ => sheet.extent(right).0 - sheet.extent(label).1 > 27.0 * sheet.em,
    }
}

/// The cell that continues `above` on one of the next rows: same left edge, no blank line between.
fn next_line(sheet: &Sheet, above: Run, lines: f32) -> Option<Run> {
    let (x0, _) = sheet.extent(above);
    let from = &sheet.rows[above.row];
    let height = from.y1 - from.y0;
    (above.row + 1..sheet.rows.len())
        .take_while(|&row| sheet.rows[row].page == from.page && sheet.rows[row].y0 - from.y1 < lines * height)
        .flat_map(|row| sheet.cells(row))
        .find(|&cell| {
            let left = sheet.extent(cell).0;
            left > x0 - 0.6 * height && left < x0 + 1.6 * height.max(2.0)
        })
}

/// The lines of a block from its first: the cells under it with the same left edge. In a sentence only the name may
/// go on, at the start of the next line.
fn block_lines(context: &Context, first: Run, hit: &Hit) -> Vec<Run> {
    let sheet = context.sheet;
    let mut lines = vec![first];
    if !hit.is_label() {
        let is_open = !sheet.text(first).contains(',') && sheet.is_close(first.row, first.row + 1);
        lines.extend(is_open.then(|| sheet.cells(first.row + 1).into_iter().next()).flatten());
        return lines;
    }
    let is_long = sheet.tokens(first).len() > 9;
    let mut last = first;
    while lines.len() < BLOCK_LINES_MAX && !is_long && !sheet.is_text {
        let Some(next) = next_line(sheet, last, 0.95) else { break };
        let is_labelled = context.hits_in(next.row).iter().any(|other| other.run.from == next.from && other.is_label());
        let has_letters = sheet.text(next).chars().any(char::is_alphabetic);
        // Beside a label stands the value of that label.
        let is_value = sheet.is_cells
            && context.hits_in(next.row).iter().any(|other| other.run.from < next.from && other.starts_cell);
        if is_labelled || is_value || !has_letters || context.is_in_lines(next.row) {
            break;
        }
        lines.push(next);
        last = next;
    }
    lines
}

/// The company in the window of a letter, right under the sender line: the one that is written to.
fn window_address(context: &Context) -> Option<Found<String>> {
    let sheet = context.sheet;
    let rows = (0..sheet.rows.len().min(20)).filter(|&row| sheet.rows[row].page == 1 && !sheet.is_text);
    let sender = rows.flat_map(|row| sheet.cells(row)).find(|&cell| sender_line(&sheet.text(cell)).is_some())?;
    let name = next_line(sheet, sender, 4.0)?;
    let text = sheet.text(name);
    has_legal_form(&text).then(|| read(sheet, text, &[name], "window_address"))
}
