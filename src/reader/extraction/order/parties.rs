//! Who orders, who delivers, and where to: blocks of name and address.

use super::Context;
use super::company::{company_key, has_legal_form, is_capitalised, is_same_company, split_address, without_site};
use super::labels::{Hit, Label};
use super::values::read;
use crate::evidence::{Field, Found, Origin, Place};
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
    name_run: Run,
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
    let seller = of(Label::Seller)
        .find(|block| has_legal_form(&block.name))
        .or_else(|| of(Label::Seller).find(|block| is_named(&block.name)));
    let is_seller = |name: &str| {
        seller.is_some_and(|seller| is_same_company(&seller.name, name))
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
        votes.add(weight, read(context.sheet, without_site(&block.name).to_owned(), &[block.name_run], "party_label"));
    }
    letterhead(context, &mut votes);
    if let Some(head) = head {
        signature(context, head, &mut votes);
    }
    votes.entries.retain(|(_, found)| !is_seller(&found.value));
    votes.favour_addresses(context, head);
    Parties {
        buyer_name: votes.settle(),
        seller_name: seller
            .map(|block| Field::one(read(context.sheet, block.name.clone(), &[block.name_run], "party_label")))
            .unwrap_or_default(),
        ship_to_name: ship_to
            .map(|block| Field::one(read(context.sheet, block.name.clone(), &[block.name_run], "party_label")))
            .unwrap_or_default(),
        ship_to_address: ship_to
            .filter(|block| !block.address.is_empty())
            .map(|block| Field::one(read(context.sheet, block.address.clone(), &block.address_runs, "party_label")))
            .unwrap_or_default(),
    }
}

fn is_named(name: &str) -> bool {
    name.chars().filter(|c| c.is_alphabetic()).count() >= 3 && is_capitalised(name) && !name.contains('@')
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
    let mut lines = vec![first];
    lines.extend(lines_under(context, first, hit));
    let texts: Vec<String> = lines.iter().map(|&run| sheet.text(run)).collect();
    let (name, rest) = split_address(&texts[0]);
    let words = name.split_whitespace().count();
    if name.is_empty() || words > 9 || (name.chars().filter(char::is_ascii_digit).count() * 2 > name.len()) {
        return None;
    }
    let name_run = Run { to: first.to.min(first.from + words), ..first };
    let address_run = Run { from: name_run.to, ..first };
    let mut address: Vec<&str> = Vec::new();
    if !rest.is_empty() {
        address.push(rest.trim_end_matches([',', ':']));
    }
    address.extend(texts[1..].iter().map(|text| text.trim_end_matches([',', ':'])));
    let address_runs =
        (!rest.is_empty()).then_some(address_run).into_iter().chain(lines[1..].iter().copied()).collect();
    Some(Block { label: hit.label, name, name_run, address: address.join(", "), address_runs })
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
    let under = next_line(sheet, cell, 1.6).filter(|&run| !is_labelled(run));
    let right = sheet.cells(row).into_iter().find(|next| next.from >= cell.to).filter(|&run| !is_labelled(run));
    match (under, right) {
        // A row of labels has labels to its right; a label with a value beside it has an unlabelled cell there.
        (Some(under), Some(right)) if sheet.extent(right).0 - sheet.extent(cell).1 > 160.0 => {
            Some(under).or(Some(right))
        }
        (under, right) => right.or(under),
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

fn lines_under(context: &Context, first: Run, hit: &Hit) -> Vec<Run> {
    let sheet = context.sheet;
    let is_prose = sheet.tokens(first).len() > 9 || (!hit.is_label());
    let mut lines = Vec::new();
    let mut last = first;
    while lines.len() + 1 < BLOCK_LINES_MAX && !is_prose && !sheet.is_text {
        let Some(next) = next_line(sheet, last, 0.95) else { break };
        let is_labelled = context.hits_in(next.row).iter().any(|other| other.run.from == next.from && other.is_label());
        let is_title = sheet.text(next).chars().filter(|c| c.is_alphabetic()).count() == 0;
        if is_labelled || is_title || context.is_in_lines(next.row) {
            break;
        }
        lines.push(next);
        last = next;
    }
    lines
}

/// Candidates for the buyer with their weights.
#[derive(Default)]
struct Votes {
    entries: Vec<(u32, Found<String>)>,
}

impl Votes {
    fn add(&mut self, weight: u32, found: Found<String>) {
        self.entries.push((weight, found));
    }

    /// Adds weight to names that an e-mail address of the message carries as its domain.
    fn favour_addresses(&mut self, context: &Context, head: Option<&Header>) {
        let mut domains: Vec<String> =
            context.sheet.rows.iter().flat_map(|row| &row.tokens).filter_map(|token| domain_of(&token.text)).collect();
        domains.extend(head.and_then(|head| domain_of(&head.from_address)));
        for (weight, found) in &mut self.entries {
            let joined: String = company_key(&found.value).split(' ').collect();
            if domains.iter().any(|domain| {
                !joined.is_empty()
                    && (domain.contains(&joined) || (domain.len() >= 6 && joined.contains(domain.as_str())))
            }) {
                *weight += 3;
            }
        }
    }

    /// Sums the votes by company; the heaviest is chosen, a tie leaves a doubt.
    fn settle(self) -> Field<String> {
        let mut groups: Vec<(u32, Found<String>)> = Vec::new();
        for (weight, found) in self.entries {
            match groups.iter_mut().find(|(_, known)| is_same_company(&known.value, &found.value)) {
                Some((sum, known)) => {
                    *sum += weight;
                    if !has_legal_form(&known.value) && has_legal_form(&found.value) {
                        *known = found;
                    }
                }
                None => groups.push((weight, found)),
            }
        }
        groups.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
        let is_tie = matches!(groups[..], [(first, _), (second, _), ..] if first == second);
        let is_weak = groups.first().is_some_and(|(weight, _)| *weight < 4);
        Field {
            chosen: (!groups.is_empty()).then_some(0),
            doubt: if is_tie { Some("several_values".to_owned()) } else { is_weak.then(|| "weak_evidence".to_owned()) },
            candidates: groups.into_iter().map(|(_, found)| found).collect(),
        }
    }
}

/// The second-level name of an e-mail address without punctuation: `redgumswitchboards`.
fn domain_of(word: &str) -> Option<String> {
    let (_, domain) = word.trim_matches(|c: char| !c.is_alphanumeric()).rsplit_once('@')?;
    let labels: Vec<&str> = domain.split('.').collect();
    let name = match labels[..] {
        [.., name, "com" | "co" | "net" | "org", last] if last.len() == 2 => name,
        [.., name, _] => name,
        _ => return None,
    };
    const PUBLIC: [&str; 8] = ["gmail", "outlook", "hotmail", "yahoo", "icloud", "gmx", "web", "bigpond"];
    (!PUBLIC.contains(&name)).then(|| name.chars().filter(|c| c.is_alphanumeric()).collect())
}

/// The first lines of a page before any title or label: the sender prints its own name there. Also the small line
/// above a window address: `Hofmann Landtechnik GmbH · Mühlenweg 464 · 49084 Osnabrück`.
fn letterhead(context: &Context, votes: &mut Votes) {
    let sheet = context.sheet;
    if sheet.is_text {
        return;
    }
    let page_rows = sheet.rows.iter().take_while(|row| row.page == 1).count();
    let is_own = |row: usize| {
        context.hits_in(row).iter().any(|hit| matches!(hit.label, Label::Seller | Label::ShipTo) && hit.is_label())
    };
    let end = (0..page_rows).find(|&row| is_own(row) || context.is_in_lines(row)).unwrap_or(page_rows).min(14);
    for row in 0..end {
        for cell in sheet.cells(row) {
            let text = sheet.text(cell);
            let sender: Vec<&str> = text.split([',', '·', '•', '|']).collect();
            let name = if text.contains(['·', '•', '|']) { sender[0].trim() } else { text.trim() };
            let (name, _) = split_address(name);
            let words = name.split_whitespace().count();
            let is_labelled = context
                .hits_in(row)
                .iter()
                .any(|hit| (cell.from..cell.to).contains(&hit.run.from) && !matches!(hit.label, Label::BareNumber));
            let run = Run { to: cell.to.min(cell.from + words), ..cell };
            if is_labelled || words > 8 || name.chars().any(|c| c.is_ascii_digit() || c == '@') {
                continue;
            }
            if has_legal_form(&name) {
                votes.add(4, read(sheet, name, &[run], "letterhead"));
            } else if row < 3 && words >= 2 && is_named(&name) {
                votes.add(2, read(sheet, name, &[run], "letterhead"));
            }
        }
    }
}

/// The company in the signature of a mail, and the sender's display name where it is a company.
fn signature(context: &Context, head: &Header, votes: &mut Votes) {
    let sheet = context.sheet;
    if sheet.is_text {
        for row in super::closing_row(sheet)..sheet.rows.len() {
            let run = sheet.whole(row);
            let text = sheet.text(run);
            let (name, _) = split_address(&text);
            let words = name.split_whitespace().count();
            if words <= 8 && has_legal_form(&name) && !name.contains('@') {
                votes.add(5, read(sheet, name, &[Run { to: run.to.min(words), ..run }], "mail_signature"));
            }
        }
    }
    if has_legal_form(&head.from_name) {
        let place = Place { part: Place::HEAD.to_owned(), regions: Vec::new(), quote: head.from_name.clone() };
        votes.add(
            3,
            Found { value: head.from_name.clone(), origin: Origin::Read { place }, rule: "mail_sender".to_owned() },
        );
    }
}
