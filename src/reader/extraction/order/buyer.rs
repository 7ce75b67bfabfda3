//! Who buys: the buyer prints its name in many places, and they vote.

use super::Context;
use super::company::{company_key, has_legal_form, is_capitalised, is_same_company, split_address};
use super::labels::Label;
use super::values::read;
use crate::evidence::{Field, Found, Origin, Place};
use crate::extraction::sheet::Run;
use crate::reading::Header;
use crate::units::normal_key;

/// Whether a text reads as a name: three letters at least, most words capitalised.
pub(crate) fn is_named(name: &str) -> bool {
    const LABELS: [&str; 9] =
        ["information", "details", "name", "address", "code", "number", "contact", "phone", "email"];
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let is_label = name.ends_with(':') || LABELS.contains(&normal_key(name).as_str());
    letters >= 3
        && is_capitalised(name)
        && !name.contains('@')
        && !is_label
        && !name.starts_with(|c: char| c.is_ascii_digit())
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
        if let Some(head) = head {
            signature(context, head, &domains, &mut self);
        }
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

/// The domains of all mail addresses of the document and of the sender.
fn domains(context: &Context, head: Option<&Header>) -> Vec<String> {
    let words = context.sheet.rows.iter().flat_map(|row| &row.tokens);
    let mut domains: Vec<String> = words.filter_map(|token| domain_of(&token.text)).collect();
    domains.extend(head.and_then(|head| domain_of(&head.from_address)));
    domains
}

/// Whether a domain carries the name: `redgumswitchboards` for Redgum Switchboards Pty Ltd.
fn fits_domain(name: &str, domain: &str) -> bool {
    let joined: String = company_key(name).split(' ').collect();
    !joined.is_empty() && (domain.contains(&joined) || (domain.len() >= 6 && joined.contains(domain)))
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
            let (name, _) = split_address(sender_line(&text).unwrap_or(text.trim()));
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

/// Whether a cell is the small sender line above a window address, and the name in it.
pub(crate) fn sender_line(text: &str) -> Option<&str> {
    let (name, rest) = text.split_once(['·', '•', '|'])?;
    (rest.contains(|c: char| c.is_ascii_digit()) && is_named(name.trim())).then(|| name.trim())
}

/// The company in the signature of a mail, known by its legal form or by the sender's domain; and the sender's display
/// name where it is a company.
fn signature(context: &Context, head: &Header, domains: &[String], votes: &mut Votes) {
    let sheet = context.sheet;
    let rows = if sheet.is_text { super::closing_row(sheet)..sheet.rows.len() } else { 0..0 };
    for row in rows {
        let run = sheet.whole(row);
        let (name, _) = split_address(&sheet.text(run));
        let words = name.split_whitespace().count();
        let is_company =
            has_legal_form(&name) || (words >= 2 && domains.iter().any(|domain| fits_domain(&name, domain)));
        if words <= 8 && is_company && is_named(&name) {
            votes.add(5, read(sheet, name, &[Run { to: run.to.min(words), ..run }], "mail_signature"));
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
