//! What recognition did to names and codes, and what other evidence says they are.
//!
//! Nothing here is sure: a mended value keeps a doubt, so that a person looks at it beside the picture.

use super::Context;
use super::company::company_key;
use crate::evidence::{Field, Found};
use crate::extraction::found::FoundOrder;
use crate::extraction::scanned::UNCERTAIN_SCAN;

/// How the words of legal forms are often recognised.
const FORMS: &[(&str, &[&str])] = &[
    ("Ltd", &["Lid", "Lta", "Itd", "Lrd", "Ltd,", "Lid.", "Ltq", "Lxd"]),
    ("Pty", &["Pry", "Ply", "Fty", "Pity", "Piy"]),
    ("plc", &["pla", "ple", "plo", "p1c", "pic"]),
    ("Inc.", &["lnc.", "1nc.", "Ine.", "Inc,"]),
    ("GmbH", &["GmbI", "GmbII", "Gmbh", "GrnbH", "6mbH", "GmbM"]),
    ("LLC", &["LLG", "LIC", "LLCc"]),
    ("Corp.", &["Corp,", "Gorp.", "Corp;"]),
];

/// Mends the parties and codes of an order whose words were recognised in a picture.
pub(crate) fn mend(context: &Context, order: &mut FoundOrder) {
    if !context.sheet.is_scan {
        return;
    }
    for field in [&mut order.buyer_name, &mut order.seller_name, &mut order.ship_to_name] {
        respell(field, legal_forms);
    }
    if let Some(buyer) = order.buyer_name.value().cloned() {
        respell(&mut order.ship_to_name, |name| nearly(name, &buyer).then(|| buyer.clone()));
        respell(&mut order.ship_to_name, |name| {
            let site = name.split_once(" - ")?;
            (nearly(site.0, &buyer) && site.0 != buyer).then(|| buyer.clone())
        });
    }
    super::alike::mend(&mut order.lines);
    let Some(is_known) = &context.hints.catalogue_codes else { return };
    for line in &mut order.lines {
        if line.code.value().is_some_and(|code| !is_known(code)) {
            respell(&mut line.code, |code| only_neighbour(code, is_known.as_ref()));
        }
    }
}

/// Gives the chosen value of a field another spelling, what was recognised staying a candidate.
fn respell(field: &mut Field<String>, spell: impl Fn(&str) -> Option<String>) {
    let Some(chosen) = field.chosen().cloned() else { return };
    let Some(value) = spell(&chosen.value).filter(|value| *value != chosen.value) else { return };
    field.candidates.insert(0, Found { value, rule: "respelled".to_owned(), ..chosen });
    field.chosen = Some(0);
    field.doubt = Some(UNCERTAIN_SCAN.to_owned());
}

/// A name with its legal form spelled as it is.
fn legal_forms(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split(' ').collect();
    let spelled = words.iter().enumerate().map(|(at, word)| {
        let is_last = at + 1 == words.len() || at + 2 == words.len() || words.get(at + 1) == Some(&"-");
        let form = FORMS.iter().find(|(_, misread)| at > 0 && is_last && misread.contains(word));
        form.map_or(*word, |(form, _)| *form)
    });
    Some(spelled.collect::<Vec<&str>>().join(" "))
}

/// Whether two names differ by a letter or two, in ten or more.
fn nearly(name: &str, other: &str) -> bool {
    let (a, b) = (company_key(name), company_key(other));
    a.chars().count() >= 10 && strsim::levenshtein(&a, &b) <= 2
}

/// The only code of the catalogue that differs from this one in a single character.
fn only_neighbour(code: &str, is_known: &(dyn Fn(&str) -> bool + Send + Sync)) -> Option<String> {
    const SIGNS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let letters: Vec<char> = code.chars().collect();
    if !(5..=24).contains(&letters.len()) {
        return None;
    }
    let mut found: Option<String> = None;
    for at in 0..letters.len() {
        for sign in SIGNS.chars().filter(|sign| *sign != letters[at]) {
            let mut other = letters.clone();
            other[at] = sign;
            let other: String = other.into_iter().collect();
            if is_known(&other) {
                if found.is_some() {
                    return None;
                }
                found = Some(other);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_forms_are_spelled_as_they_are() {
        assert_eq!(legal_forms("Harbour Joinery Pry Lid").as_deref(), Some("Harbour Joinery Pty Ltd"));
        assert_eq!(legal_forms("Harbour Joinery ple - Warehouse").as_deref(), Some("Harbour Joinery plc - Warehouse"));
        assert_eq!(legal_forms("Lid Makers").as_deref(), Some("Lid Makers"), "a name may begin with such a word");
    }

    #[test]
    fn a_code_is_mended_only_when_one_code_is_near() {
        let known = |codes: &'static [&'static str]| move |code: &str| codes.contains(&code);
        assert_eq!(only_neighbour("KNB-1140-BLD", &known(&["KNB-1140-BLU"])).as_deref(), Some("KNB-1140-BLU"));
        assert_eq!(only_neighbour("KNB-1140-BLD", &known(&["KNB-1140-BLU", "KNB-1140-BLK"])), None);
        assert_eq!(only_neighbour("AB1", &known(&["AB2"])), None, "too short to tell");
    }

    #[test]
    fn names_are_one_only_when_they_are_long_and_nearly_the_same() {
        assert!(nearly("Fernieigh Dairy Co-operative Ltd", "Fernleigh Dairy Co-operative Ltd"));
        assert!(!nearly("Redgum Ltd", "Redgem Ltd"));
    }
}
