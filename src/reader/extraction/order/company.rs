//! Names of companies: what looks like one, and when two are the same.

use crate::units::{fold, normal_key};

/// Legal forms and what stands in their place, as [`normal_key`] writes them.
const LEGAL_FORMS: &[&str] = &[
    "ltd",
    "limited",
    "llc",
    "llp",
    "plc",
    "inc",
    "incorporated",
    "corp",
    "corporation",
    "pty",
    "pvt",
    "gmbh",
    "ag",
    "kg",
    "ohg",
    "ug",
    "se",
    "eg",
    "mbh",
    "bv",
    "nv",
    "sarl",
    "sas",
    "sa",
    "srl",
    "spa",
    "ab",
    "oy",
    "as",
    "aps",
    "sro",
    "kft",
    "sdn",
    "bhd",
    "wll",
    "co",
    "company",
    "gbr",
    "ev",
    "kgaa",
    "cokg",
    "ek",
    "ekfm",
    "lp",
    "pllc",
];

/// Words of a legal form that are also ordinary words or initials: alone they make no company.
const WEAK_FORMS: &[&str] = &["co", "as", "sa", "se", "ab", "ag", "company", "ev"];

/// Whether the text carries a legal form: `Kowhai Agritech Limited`, `Weserland Elektro AG`.
///
/// A text with a weak form only (`AG`, `Co.`) needs at least two words before it and no more than six in all.
pub(crate) fn has_legal_form(name: &str) -> bool {
    let words: Vec<String> = name.split_whitespace().map(normal_key).filter(|word| !word.is_empty()).collect();
    let strong =
        words.iter().skip(1).any(|word| LEGAL_FORMS.contains(&word.as_str()) && !WEAK_FORMS.contains(&word.as_str()));
    let weak = words.len() <= 6
        && words.iter().skip(1).any(|word| WEAK_FORMS.contains(&word.as_str()))
        && is_capitalised(name);
    strong || weak
}

/// Whether a name is more than a legal form: `Pty Ltd` alone names nobody.
pub(crate) fn names_somebody(name: &str) -> bool {
    let words = name.split_whitespace().map(normal_key);
    words.filter(|word| !word.is_empty()).any(|word| !LEGAL_FORMS.contains(&word.as_str()))
}

/// The name without the words before it that only say how it is used: `dba Redwood Tools`, `c/o Harbour Supply`, and
/// without the number some programs print before it: `10000001 - Harbour Supply`.
pub(crate) fn own_name(text: &str) -> &str {
    const LEADS: [&str; 14] = [
        "dba",
        "d/b/a",
        "d.b.a.",
        "t/a",
        "trading as",
        "c/o",
        "firma",
        "fa.",
        "m/s",
        "messrs",
        "von:",
        "from:",
        "an:",
        "to:",
    ];
    let text = text.trim();
    let bare = LEADS.iter().find_map(|lead| {
        let head = text.get(..lead.len()).filter(|head| head.eq_ignore_ascii_case(lead))?;
        text[head.len()..].strip_prefix([' ', ':']).map(str::trim)
    });
    let bare = bare.filter(|bare| !bare.is_empty()).unwrap_or(text);
    match bare.split_once([' ', '\u{a0}']) {
        Some((number, rest)) if number.len() >= 4 && number.chars().all(|c| c.is_ascii_digit()) => {
            let name = rest.trim_start().trim_start_matches(['-', '–', ':']);
            if name.len() < rest.trim_start().len() { name.trim() } else { bare }
        }
        _ => bare,
    }
}

/// Whether most words start with a capital letter: a name, not a sentence.
pub(crate) fn is_capitalised(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().filter(|word| word.starts_with(char::is_alphabetic)).collect();
    let capitals = words.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
    !words.is_empty() && capitals * 3 >= words.len() * 2
}

/// What two spellings of one company share: folded words without punctuation and legal form.
///
/// `"GRANITE TOOLS INC."` and `"Granite Tools, Inc"` have the same key.
pub fn company_key(name: &str) -> String {
    let folded = fold(name).replace("l.l.c", "llc");
    let words: Vec<String> = folded.split_whitespace().map(normal_key).filter(|word| !word.is_empty()).collect();
    let kept: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .filter(|word| !LEGAL_FORMS.contains(word) && *word != "and" && *word != "und")
        .collect();
    if kept.is_empty() { words.join(" ") } else { kept.join(" ") }
}

/// Whether both are the same company, or one the short name of the other.
pub fn is_same_company(a: &str, b: &str) -> bool {
    let (a, b) = (company_key(a), company_key(b));
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    !short.is_empty() && (short == long || (short.contains(' ') && long.starts_with(&format!("{short} "))))
}

/// The name without the site behind it: `Hofmann Landtechnik GmbH - Lager Nord` is a company and a store.
pub(crate) fn without_site(name: &str) -> &str {
    for dash in [" - ", " – ", " — ", " / "] {
        if let Some((company, _)) = name.split_once(dash)
            && !company.trim().is_empty()
        {
            return company.trim();
        }
    }
    name.trim()
}

/// Splits `Name, street, town` at the comma where the address begins; legal forms after a comma stay with the name.
pub(crate) fn split_address(line: &str) -> (String, String) {
    let mut segments = line.split(", ");
    let mut name = segments.next().unwrap_or("").trim().trim_end_matches(',').to_owned();
    let mut address: Vec<&str> = Vec::new();
    for segment in segments {
        let is_form = address.is_empty()
            && segment.split_whitespace().all(|word| LEGAL_FORMS.contains(&normal_key(word).as_str()));
        if is_form {
            name = format!("{name}, {}", segment.trim_end_matches(','));
        } else {
            address.push(segment);
        }
    }
    (name, address.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn companies_are_told_from_sentences_and_streets() {
        for name in [
            "Kowhai Agritech Limited",
            "Weserland Elektro AG",
            "GRANITE TOOLS INC.",
            "Prairie Sprinkler Mfg. Co.",
            "Hofmann Landtechnik GmbH",
        ] {
            assert!(has_legal_form(name), "{name}");
        }
        for text in [
            "290 Totara Street",
            "Limited",
            "please send it to our co worker as usual",
            "Dev Donnelly",
            "Purchase Order",
        ] {
            assert!(!has_legal_form(text), "{text}");
        }
    }

    #[test]
    fn what_only_says_how_a_name_is_used_is_no_part_of_it() {
        assert_eq!(own_name("dba Redwood Tools"), "Redwood Tools");
        assert_eq!(own_name("10000001 - Harbour Supply Ltd"), "Harbour Supply Ltd");
        assert_eq!(own_name("C/O Harbour Supply"), "Harbour Supply");
        assert_eq!(own_name("3100 Harvard Avenue"), "3100 Harvard Avenue", "a street has a number too");
        assert_eq!(own_name("dba"), "dba");
        assert!(!names_somebody("Pty Ltd") && names_somebody("Redgum Pty Ltd"));
    }

    #[test]
    fn two_spellings_of_a_company_are_one() {
        assert!(is_same_company("GRANITE TOOLS INC.", "Granite Tools, Inc"));
        assert!(is_same_company("Norddeutsche Verpackung", "Norddeutsche Verpackung GmbH & Co. KG"));
        assert!(!is_same_company("Granite", "Granite Tools Inc."), "one word is too little for a short name");
        assert!(!is_same_company("", "Granite"));
        assert!(!is_same_company("Corella Mouldings Pty Ltd", "Corella Plastics, Inc."));
    }

    #[test]
    fn an_address_on_one_line_is_divided_at_its_first_comma() {
        assert_eq!(
            split_address("Corella Plastics, Inc., 2210 Airway Road, Dayton"),
            ("Corella Plastics, Inc.".to_owned(), "2210 Airway Road, Dayton".to_owned())
        );
        assert_eq!(split_address("Shape Aluminium"), ("Shape Aluminium".to_owned(), String::new()));
        assert_eq!(without_site("Hofmann Landtechnik GmbH - Lager Nord"), "Hofmann Landtechnik GmbH");
        assert_eq!(without_site("- x"), "- x");
    }
}
