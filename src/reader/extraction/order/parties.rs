//! Who orders, who delivers, and where to: blocks of name and address.

use super::Context;
use super::buyer::{Votes, is_named, sender_line, writer};
use super::company::{company_key, has_legal_form, is_same_company, own_name, split_address, without_site};
use super::labels::{Hit, Label};
use super::values::read;
use crate::evidence::{Field, Found};
use crate::extraction::sheet::{Run, Sheet};
use crate::reading::Header;
use crate::units::{folded_words, normal_key};

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
        .or_else(|| window_address(context))
        .or_else(|| our_name(context));
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
    let buyer_name = votes.settle(context, head, is_seller);
    let seller_name = match seller.clone() {
        Some(seller) => Field::one(seller),
        None => addressed(context, &blocks, &buyer_name),
    };
    Parties {
        buyer_name,
        seller_name,
        ship_to_name: ship_to
            .map(|block| Field::one(read(context.sheet, block.name.clone(), &block.name_runs, "party_label")))
            .unwrap_or_default(),
        ship_to_address: ship_to
            .filter(|block| !block.address.is_empty())
            .map(|block| Field::one(read(context.sheet, block.address.clone(), &block.address_runs, "party_label")))
            .unwrap_or_default(),
    }
}

/// Seller and buyer of a document that the seller wrote: its letterhead, and the block that it is addressed to.
pub(crate) fn of_paper(context: &Context) -> (Field<String>, Field<String>) {
    let blocks: Vec<Block> = context.hits.iter().filter_map(|hit| block(context, hit)).collect();
    let of = |labels: &[Label]| {
        let block = blocks.iter().find(|block| labels.contains(&block.label) && is_named(&block.name))?;
        Some(Field::one(read(context.sheet, block.name.clone(), &block.name_runs, "party_label")))
    };
    let seller = writer(context);
    let buyer = of(&[Label::Buyer, Label::BuyerName, Label::ShipTo]).or_else(|| of(&[Label::Seller]));
    let buyer = buyer.unwrap_or_else(|| addressed(context, &blocks, &seller));
    (seller, buyer)
}

/// The block a party label announces.
fn block(context: &Context, hit: &Hit) -> Option<Block> {
    let is_party = matches!(hit.label, Label::Seller | Label::ShipTo | Label::Buyer | Label::BuyerName);
    let in_prose = hit.label == Label::ShipTo && context.sheet.tokens(hit.run).len() >= 2;
    let sheet = context.sheet;
    // Without a colon "Firma" leads an address: whose it is, it does not say. "An" and "to" end many other labels.
    let label = normal_key(&sheet.text(hit.run));
    let is_address_lead =
        !hit.is_marked && label == "firma" || !hit.starts_cell && matches!(label.as_str(), "an" | "to");
    if !is_party || is_address_lead || !(hit.is_label() || in_prose) || context.is_in_lines(hit.run.row) {
        return None;
    }
    let first = naming_line(context, first_line(context, hit)?);
    let mut lines = block_lines(context, first, hit);
    if let [one, two, ..] = lines[..] {
        let (one, two) = (sheet.text(one), sheet.text(two));
        if !has_legal_form(&one) && has_legal_form(&two) && (is_department(&one) || !is_named(&one)) {
            lines.remove(0);
        }
    }
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

/// The line of a block that carries the name: not a code before it, and without words that only say how a name is used.
fn naming_line(context: &Context, first: Run) -> Run {
    let sheet = context.sheet;
    let is_code = |text: &str| !text.contains(' ') && text.contains(|c: char| c.is_ascii_digit());
    let first = match next_line(sheet, first, 0.95) {
        Some(next) if is_code(&sheet.text(first)) && !is_labelled(context, next) => next,
        _ => first,
    };
    let says_nothing = |at: usize| !sheet.text(Run { from: at, to: at + 1, ..first }).contains(char::is_alphanumeric);
    let from = (first.from..first.to).find(|&at| !says_nothing(at)).unwrap_or(first.from);
    let first = Run { from, ..first };
    let text = sheet.text(first);
    let kept = own_name(&text).split_whitespace().count();
    let named = Run { from: first.from + (text.split_whitespace().count() - kept), ..first };
    // "104422 Ramjet Plastics": a program prints its number for the company first. A street has a number, too.
    let rest = Run { from: named.from + 1, ..named };
    let number = sheet.text(Run { to: named.from + 1, ..named });
    let has_digits = number.chars().any(|c| c.is_ascii_digit());
    let is_number = has_digits && number.len() >= 5 && !number.contains(char::is_lowercase);
    if is_number && has_legal_form(&sheet.text(rest)) { rest } else { named }
}

/// Whether a label begins where the run begins.
fn is_labelled(context: &Context, run: Run) -> bool {
    let hits = context.hits_in(run.row);
    hits.iter().any(|other| other.run.from == run.from && other.is_label() && other.label != Label::BuyerName)
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
    let is_aside = sheet.text(behind).starts_with('(') && sheet.text(behind).ends_with(')');
    if behind.from < behind.to && !is_aside {
        return Some(behind);
    }
    let under = sheet.under(cell, 1.8).or_else(|| nearest_below(sheet, cell));
    // Between the label and the name a number may stand: "Vendor no.: 3002130".
    let under = match under {
        Some(run) if is_number_line(context, run) => sheet.under(run, 1.8),
        under => under,
    };
    let under = under.filter(|&run| !is_labelled(context, run));
    let right = sheet.beside(cell).filter(|&run| !is_labelled(context, run));
    match (under, right) {
        // A row of labels has labels to its right; a label with a value beside it has an unlabelled cell there.
        (Some(under), Some(right)) if is_far(sheet, cell, right) => Some(under).or(Some(right)),
        (under, right) => right.or(under),
    }
}

/// Whether a line is a label with its number.
fn is_number_line(context: &Context, run: Run) -> bool {
    let hits = context.hits_in(run.row);
    let is_number = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    hits.iter().any(|hit| {
        let behind = Run { from: hit.run.to, ..run };
        hit.run.from == run.from && hit.label == Label::Other && is_number(&context.sheet.text(behind))
    })
}

/// The cell of the next row that is nearer to this label than to any other of its row: labels may be centred over blocks
/// that start far to their left.
fn nearest_below(sheet: &Sheet, label: Run) -> Option<Run> {
    let next = label.row + 1;
    let away = |a: Run, b: Run| {
        let ((a0, a1), (b0, b1)) = (sheet.extent(a), sheet.extent(b));
        (a0 - b1).max(b0 - a1).max(0.0)
    };
    let cells = sheet.cells(label.row);
    let is_ours = |&cell: &Run| cells.iter().all(|&other| other == label || away(other, cell) > away(label, cell));
    if next >= sheet.rows.len() || !sheet.is_close(label.row, next) || sheet.is_text {
        return None;
    }
    let own = sheet.cells(next).into_iter().filter(is_ours);
    own.min_by(|&a, &b| away(label, a).total_cmp(&away(label, b))).filter(|&cell| away(label, cell) < 8.0 * sheet.em)
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

/// The only block of name and address that no label announces and that is not the buyer's: the one that is written to.
fn addressed(context: &Context, blocks: &[Block], buyer: &Field<String>) -> Field<String> {
    let sheet = context.sheet;
    // Without lines nobody knows where the head of the document ends.
    let Some(end) = context.line_rows.first().map(|&first| first.min(30)) else { return Field::default() };
    let first_word = |name: &str| company_key(name).split(' ').next().unwrap_or_default().to_owned();
    let is_known = |name: &str| {
        let is_buyer =
            buyer.value().is_some_and(|known| is_same_company(known, name) || first_word(known) == first_word(name));
        is_buyer || blocks.iter().any(|block| is_same_company(&block.name, name))
    };
    let mut found: Vec<Run> = Vec::new();
    let cells = (0..end).filter(|&row| sheet.rows[row].page == 1 && !sheet.is_text).flat_map(|row| sheet.cells(row));
    for cell in cells {
        let text = sheet.text(cell);
        let is_name = is_named(&text) && cell.to - cell.from <= 7 && !text.contains(|c: char| c.is_ascii_digit());
        let hits = context.hits_in(cell.row);
        let is_label = hits.iter().any(|hit| (cell.from..cell.to).contains(&hit.run.from) && hit.is_label());
        // What stands beside a label is its value.
        let is_value = sheet
            .cells(cell.row)
            .iter()
            .rev()
            .find(|left| left.to <= cell.from)
            .is_some_and(|left| hits.iter().any(|hit| hit.run.from == left.from && hit.is_marked));
        if is_name && !is_label && !is_value && has_address_below(sheet, cell) && !is_known(&text) {
            found.push(cell);
        }
    }
    match found[..] {
        [only] => {
            let mut field = Field::one(read(sheet, sheet.text(only), &[only], "unlabelled_address"));
            field.doubt = Some("weak_evidence".to_owned());
            field
        }
        _ => Field::default(),
    }
}

/// Whether two lines of an address stand under a name: both with a number, one with a word of four digits or more.
fn has_address_below(sheet: &Sheet, name: Run) -> bool {
    let Some(street) = next_line(sheet, name, 2.5) else { return false };
    let below = std::iter::successors(next_line(sheet, street, 0.95), |&line| next_line(sheet, line, 0.95));
    let below: Vec<Run> = below.take(3).collect();
    let above = (0..name.row).rev().take(2).flat_map(|row| sheet.cells(row));
    let is_first = !above.into_iter().any(|cell| {
        let text = sheet.text(cell);
        let is_lead = matches!(normal_key(&text).as_str(), "firma" | "fa" | "an" | "to" | "messrs" | "herrn" | "frau");
        let is_lead = is_lead || text.contains('#') || text.ends_with(':');
        !is_lead && next_line(sheet, cell, 0.95) == Some(name) && text.contains(char::is_alphabetic)
    });
    let has_digit = |run: Run| sheet.text(run).contains(|c: char| c.is_ascii_digit());
    let has_code = |run: Run| {
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
        sheet
            .tokens(run)
            .iter()
            .any(|token| digits(&token.text) >= 4 || token.text.len() == 3 && digits(&token.text) >= 1)
    };
    let is_address = |run: Run| !sheet.text(run).contains([':', '@']) && run.to - run.from >= 2;
    let has_town = below.iter().any(|&line| has_code(line) && is_address(line));
    is_first && has_digit(street) && is_address(street) && has_town
}

/// The company in the window of a letter, right under the sender line: the one that is written to.
fn window_address(context: &Context) -> Option<Found<String>> {
    let sheet = context.sheet;
    let rows = (0..sheet.rows.len().min(20)).filter(|&row| sheet.rows[row].page == 1 && !sheet.is_text);
    let senders = rows.flat_map(|row| sheet.cells(row)).filter(|&cell| sender_line(&sheet.text(cell)).is_some());
    senders.into_iter().find_map(|sender| {
        let name = next_line(sheet, sender, 4.0)?;
        let is_lead = matches!(normal_key(&sheet.text(name)).as_str(), "firma" | "fa" | "an" | "herrn" | "frau");
        let name = if is_lead { next_line(sheet, name, 0.95)? } else { name };
        let text = sheet.text(name);
        has_legal_form(&text).then(|| read(sheet, text, &[name], "window_address"))
    })
}

/// Our own name above the lines of a page, alone in its cell: whoever orders from us writes to us.
fn our_name(context: &Context) -> Option<Found<String>> {
    let sheet = context.sheet;
    let end = context.line_rows.first().copied().unwrap_or(sheet.rows.len()).min(40);
    let mut cells = (0..end)
        .filter(|&row| sheet.rows[row].page == 1 && !sheet.is_text)
        .flat_map(|row| sheet.cells(row))
        .filter(|cell| cell.to - cell.from <= 8);
    cells.find_map(|cell| {
        let (name, _) = split_address(&sheet.text(cell));
        let words = name.split_whitespace().count();
        let is_ours = context.hints.seller_names.iter().any(|own| is_same_company(own, &name));
        is_ours.then(|| read(sheet, name, &[Run { to: cell.to.min(cell.from + words), ..cell }], "our_name"))
    })
}

/// Whether a line of an address says where in a company, not which company: `Goods Inwards (Shed 2)`, `Einkauf`.
fn is_department(line: &str) -> bool {
    const WORDS: [&str; 29] = [
        "goods",
        "inwards",
        "stores",
        "store",
        "warehouse",
        "receiving",
        "dock",
        "dept",
        "department",
        "attn",
        "purchasing",
        "accounts",
        "payable",
        "shed",
        "gate",
        "services",
        "wareneingang",
        "warenannahme",
        "lager",
        "tor",
        "werk",
        "einkauf",
        "buchhaltung",
        "abteilung",
        "abt",
        "rechnungswesen",
        "rechnungsprufung",
        "kreditoren",
        "halle",
    ];
    folded_words(line).iter().any(|word| WORDS.contains(&word.as_str()))
}
