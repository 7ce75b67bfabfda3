//! Who buys: the buyer prints its name in many places, and they vote.

use super::Context;
use super::company::{
    company_key, has_legal_form, is_capitalised, is_same_company, names_somebody, own_name, split_address,
};
use super::labels::Label;
use super::values::read;
use crate::evidence::{Field, Found, Origin, Place};
use crate::extraction::sheet::{Run, Sheet};
use crate::reading::Header;
use crate::units::{folded_words, normal_key};

/// Whether a text reads as a name: three letters at least, most words capitalised.
pub(crate) fn is_named(name: &str) -> bool {
    const LABELS: [&str; 9] =
        ["information", "details", "name", "address", "code", "number", "contact", "phone", "email"];
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let is_label = name.ends_with(':') || LABELS.contains(&normal_key(name).as_str());
    letters >= 3
        && names_somebody(name)
        && is_capitalised(name)
        && !name.contains('@')
        && !is_label
        && name.starts_with(|c: char| c.is_alphabetic() || matches!(c, '"' | '“' | '„' | '\''))
}

/// Candidates for the buyer with their weights.
#[derive(Default)]
pub(crate) struct Votes {
    entries: Vec<(u32, Found<String>)>,
}

impl Votes {
    /// Adds a candidate.
    pub fn add(&mut self, weight: u32, found: Found<String>) {
        self.entries.push((weight, found));
    }

    /// The buyer, from the votes of the labels together with letterhead, signature and mail addresses. Votes are
    /// summed by company; the heaviest is chosen, a tie leaves a doubt. The seller cannot be elected.
    pub fn settle(
        mut self, context: &Context, head: Option<&Header>, is_seller: impl Fn(&str) -> bool,
    ) -> Field<String> {
        let domains = domains(context, head);
        letterhead(context, &mut self);
        signature(context, &domains, &mut self);
        in_prose(context, &mut self);
        self.entries.extend(head.and_then(sender).map(|found| (3, found)));
        self.entries.retain(|(_, found)| !is_seller(&found.value));
        for (weight, found) in &mut self.entries {
            if domains.iter().any(|domain| fits_domain(&found.value, domain)) {
                *weight += 3;
            }
        }
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
        let doubt = if is_tie { Some("several_values") } else { is_weak.then_some("weak_evidence") };
        Field {
            chosen: (!groups.is_empty()).then_some(0),
            doubt: doubt.map(str::to_owned),
            candidates: groups.into_iter().map(|(_, found)| found).collect(),
        }
    }
}

/// The company in the letterhead alone: who wrote a document. A tie leaves a doubt.
pub(crate) fn writer(context: &Context) -> Field<String> {
    let domains = domains(context, None);
    let mut votes = Votes::default();
    letterhead(context, &mut votes);
    for (weight, found) in &mut votes.entries {
        *weight += if domains.iter().any(|domain| fits_domain(&found.value, domain)) { 3 } else { 0 };
    }
    let mut entries = votes.entries;
    entries.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    let is_weak = entries.first().is_none_or(|(weight, _)| *weight < 4);
    Field {
        chosen: (!entries.is_empty()).then_some(0),
        doubt: (is_weak && !entries.is_empty()).then(|| "weak_evidence".to_owned()),
        candidates: entries.into_iter().map(|(_, found)| found).collect(),
    }
}

/// The domains of all mail addresses of the document and of the sender.
fn domains(context: &Context, head: Option<&Header>) -> Vec<String> {
    let words = context.sheet.rows.iter().flat_map(|row| &row.tokens);
    let domain = |text: &str| domain_of(text).or_else(|| domain_of(&format!("at@{}", site_of(text)?)));
    let mut domains: Vec<String> = words.filter_map(|token| domain(&token.text)).collect();
    domains.extend(head.and_then(|head| domain_of(&head.from_address)));
    domains
}

/// Whether a domain carries the name: `redgumswitchboards` for Redgum Switchboards Pty Ltd.
fn fits_domain(name: &str, domain: &str) -> bool {
    let joined: String = company_key(name).split(' ').collect();
    !joined.is_empty() && (domain.contains(&joined) || (domain.len() >= 6 && joined.contains(domain)))
}

/// The host of an address of the web: `www.redgum.example` of `https://www.redgum.example/orders`.
fn site_of(word: &str) -> Option<&str> {
    let bare = word.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches(['.', ',', ')', '>']);
    let host = bare.split('/').next()?;
    (host.starts_with("www.") && host.len() > 8).then_some(host)
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
            let (whole, _) = split_address(before_owner(sender_line(&text).unwrap_or(text.trim())));
            let name = own_name(&whole).to_owned();
            let words = name.split_whitespace().count();
            let lead = whole.split_whitespace().count() - words;
            let is_labelled = context.hits_in(row).iter().any(|hit| {
                let is_inside = (cell.from..cell.to).contains(&hit.run.from);
                is_inside && hit.is_label() && !matches!(hit.label, Label::BareNumber)
            });
            let run = Run { from: cell.from + lead, to: cell.to.min(cell.from + lead + words), ..cell };
            if is_labelled || words > 8 || name.chars().any(|c| c.is_ascii_digit() || c == '@') {
                continue;
            }
            if has_legal_form(&name) && names_somebody(&name) {
                votes.add(4, read(sheet, name, &[run], "letterhead"));
            } else if row < 3 && is_named(&name) && (words >= 2 || is_large(context, row)) {
                votes.add(2, read(sheet, name, &[run], "letterhead"));
            }
        }
    }
}

/// What stands before the owner of a firm: the legal form behind `Inh. Jörg Kellermann e.K.` is the owner's.
fn before_owner(text: &str) -> &str {
    const MARKS: [&str; 4] = ["Inh.", "Inhaber", "Inhaberin", "Prop."];
    let at = MARKS.iter().filter_map(|mark| text.find(mark)).filter(|&at| at > 0).min();
    at.map_or(text, |at| text[..at].trim_end_matches([' ', '·', '•', '|', ',', '-', '–', '(']))
}

/// Whether a row is printed in letters a good deal larger than most of the page: a logo in type.
fn is_large(context: &Context, row: usize) -> bool {
    let sheet = context.sheet;
    let height = |row: &crate::extraction::sheet::Row| row.y1 - row.y0;
    let mut heights: Vec<f32> = sheet.rows.iter().filter(|other| other.page == 1).map(height).collect();
    heights.sort_by(f32::total_cmp);
    let middle = heights.get(heights.len() / 2).copied().unwrap_or(0.0);
    !sheet.is_cells && sheet.rows[row].tokens.len() == 1 && height(&sheet.rows[row]) > 1.4 * middle
}

/// Whether a cell is the small sender line above a window address, and the name in it.
pub(crate) fn sender_line(text: &str) -> Option<&str> {
    let (name, rest) = text.split_once(['·', '•', '|'])?;
    let has_digit = |text: &str| text.contains(|c: char| c.is_ascii_digit());
    (has_digit(rest) && !has_digit(name) && is_named(name.trim())).then(|| name.trim())
}

/// The company in the signature of a text, known by its legal form or by a mail domain; without either, the capitalised
/// line right under the name of the person who signs.
fn signature(context: &Context, domains: &[String], votes: &mut Votes) {
    let sheet = context.sheet;
    let start = match crate::extraction::quoted::closing_row(sheet) {
        closing if closing == sheet.rows.len() => last_paragraph(sheet),
        closing => closing,
    };
    let rows = if sheet.is_text { start..sheet.rows.len() } else { 0..0 };
    let mut has_company = false;
    for row in rows.clone() {
        if has_left(sheet, row) {
            break;
        }
        let run = sheet.whole(row);
        let (name, _) = split_address(&sheet.text(run));
        let words = name.split_whitespace().count();
        let is_company =
            has_legal_form(&name) || (words >= 2 && domains.iter().any(|domain| fits_domain(&name, domain)));
        if words <= 8 && is_company && is_named(&name) {
            has_company = true;
            votes.add(5, read(sheet, name, &[Run { to: run.to.min(words), ..run }], "mail_signature"));
        }
    }
    let third = start + 2;
    if !has_company && third < rows.end && !has_left(sheet, start + 1) {
        let person = sheet.text(sheet.whole(start + 1));
        let is_person = (2..=4).contains(&person.split_whitespace().count()) && is_named(&person);
        let below = (third..rows.end.min(third + 3)).take_while(|&row| !has_left(sheet, row));
        let company = below.map(|row| sheet.whole(row)).find(|&run| !is_office(&sheet.text(run)));
        let Some(run) = company.filter(|_| is_person) else { return };
        let name = sheet.text(run);
        let words = name.split_whitespace().count();
        if (2..=6).contains(&words) && is_named(&name) && !name.contains(':') {
            votes.add(2, read(sheet, name, &[run], "under_signature"));
        }
    }
}

/// Where the last paragraph of a text begins, if it can be a name and its company without closing words: a few short lines.
fn last_paragraph(sheet: &Sheet) -> usize {
    let rows = sheet.rows.len();
    let start = (1..rows).rev().find(|&row| !sheet.is_close(row - 1, row)).unwrap_or(rows);
    let is_short = |row: usize| sheet.rows[row].tokens.len() <= 6;
    if rows - start <= 5 && (start..rows).all(is_short) { start } else { rows }
}

/// Whether a row belongs to an earlier mail that is quoted under the signature.
fn has_left(sheet: &Sheet, row: usize) -> bool {
    let text = sheet.text(sheet.whole(row));
    let words = folded_words(&text);
    text.starts_with('>')
        || matches!(words.first().map(String::as_str), Some("from" | "von" | "sent" | "gesendet")) && text.contains(':')
        || words.iter().any(|word| matches!(word.as_str(), "wrote" | "schrieb"))
}

/// Whether a line names what somebody does, not where.
fn is_office(name: &str) -> bool {
    const WORDS: &[&str] = &[
        "manager",
        "buyer",
        "purchasing",
        "procurement",
        "director",
        "officer",
        "engineer",
        "assistant",
        "coordinator",
        "supervisor",
        "sales",
        "administrator",
        "administration",
        "accounts",
        "owner",
        "president",
        "ceo",
        "cfo",
        "controller",
        "clerk",
        "agent",
        "specialist",
        "lead",
        "head",
        "team",
        "department",
        "einkauf",
        "einkaufer",
        "leiter",
        "leiterin",
        "leitung",
        "logistik",
        "logistics",
        "operations",
        "maintenance",
        "workshop",
        "geschaftsfuhrer",
        "disponent",
        "sachbearbeiter",
        "sachbearbeiterin",
    ];
    folded_words(name).iter().any(|word| WORDS.contains(&word.as_str()))
}

/// `PO from Shape Aluminium`, `order for Shape Aluminium Pty Ltd`: a company named in a sentence beside the order.
fn in_prose(context: &Context, votes: &mut Votes) {
    const LEADS: [&str; 4] = ["from", "of", "by", "von"];
    let sheet = context.sheet;
    if !sheet.is_text {
        return;
    }
    for hit in context.hits.iter().filter(|hit| matches!(hit.label, Label::Title | Label::PoNumber)) {
        let row = hit.run.row;
        let words = &sheet.rows[row].tokens;
        let lead = (hit.run.to..words.len().min(hit.run.to + 3))
            .find(|&at| LEADS.contains(&normal_key(&words[at].text).as_str()));
        let Some(from) = lead.map(|lead| lead + 1) else { continue };
        let is_name = |text: &str| text.starts_with(char::is_uppercase) || matches!(text, "&" | "and" | "und");
        let mut to = from;
        while to < words.len() && to < from + 7 && is_name(&words[to].text) {
            to += 1;
            if words[to - 1].text.ends_with([':', ';', '.', '!', '–'])
                && !has_legal_form(&format!("x {}", words[to - 1].text))
            {
                break;
            }
        }
        let run = Run { row, from, to };
        let text = sheet.text(run);
        let name = split_address(text.trim_end_matches([':', ';', ',', '!', '–', '-', ' '])).0;
        let count = name.split_whitespace().count();
        let is_date = !super::values::dates_in(sheet, run).is_empty();
        let is_person = super::values::dates_in(sheet, Run { row, from, to: words.len().min(from + 4) })
            .first()
            .is_some_and(|(date, _)| date.from == from);
        if count >= 2 && is_named(&name) && !is_date && !is_person {
            let weight = if has_legal_form(&name) { 4 } else { 3 };
            votes.add(weight, read(sheet, name, &[Run { to: from + count, ..run }], "named_beside_order"));
        }
    }
}

/// The sender's display name where it is a company.
fn sender(head: &Header) -> Option<Found<String>> {
    let place = Place { part: Place::HEAD.to_owned(), regions: Vec::new(), quote: head.from_name.clone() };
    let value = own_name(&head.from_name).to_owned();
    has_legal_form(&value).then(|| Found { value, origin: Origin::Read { place }, rule: "mail_sender".to_owned() })
}
