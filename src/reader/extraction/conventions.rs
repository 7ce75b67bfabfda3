//! How one message writes numbers, dates and dollars, by the evidence in it.

use std::collections::BTreeMap;

use super::Hints;
use super::order::values::{dates_in, number_of};
use super::sheet::Sheet;
use crate::units::{CODES, Currency, DateOrder, DecimalSign, decimal_sign_of, normal_key};

/// What the documents of a message say about their own way of writing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Conventions {
    /// Decimal sign, where numerals, addresses or the organisation settle it.
    pub decimal_sign: Option<DecimalSign>,
    /// Whether numerals of the message itself show the decimal sign. Otherwise it is a custom of somebody, and `1.000` may
    /// be a thousand as well as one.
    pub is_sign_shown: bool,
    /// Date order, where dates, addresses or the organisation settle it.
    pub date_order: Option<DateOrder>,
    /// Whether only the custom of the organisation tells the order of dates.
    pub is_order_assumed: bool,
    /// What a bare `$` means here.
    pub dollar: Option<Currency>,
}

/// Countries told apart by their addresses and registration numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Country {
    Australia,
    NewZealand,
    UnitedKingdom,
    UnitedStates,
    Germany,
}

impl Conventions {
    /// Collects the evidence of all sheets of a message; what they leave open the organisation's hints fill.
    pub fn of(sheets: &[Sheet], hints: &Hints) -> Self {
        let numerals = sheets
            .iter()
            .flat_map(|sheet| sheet.rows.iter().flat_map(|row| &row.tokens).map(move |token| (sheet, token)))
            // A number that the file itself knows as one is written by us, not by its sender.
            .filter(|(sheet, token)| !sheet.is_typed || token.text.contains(','))
            .filter_map(|(_, token)| number_of(&token.text));
        let countries = countries_of(sheets);
        let mut homes = countries.clone();
        homes_of(sheets, &mut homes);
        let shown = decimal_sign_of(numerals).or_else(|| typed_sign(sheets));
        let dated = date_order_of(sheets).or_else(|| order_by_country(&countries)).or_else(|| order_by_country(&homes));
        Self {
            decimal_sign: shown.or_else(|| sign_by_country(&homes)).or(hints.decimal_sign),
            is_sign_shown: shown.is_some(),
            date_order: dated.or(hints.date_order),
            is_order_assumed: dated.is_none(),
            dollar: dollar_of(sheets, &countries),
        }
    }
}

/// A workbook knows its numbers; they are written with a point.
fn typed_sign(sheets: &[Sheet]) -> Option<DecimalSign> {
    (!sheets.is_empty() && sheets.iter().all(|sheet| sheet.is_typed)).then_some(DecimalSign::Point)
}

/// Only when every country that was recognised writes its numbers the same way.
fn sign_by_country(countries: &BTreeMap<Country, u32>) -> Option<DecimalSign> {
    let has_comma = countries.contains_key(&Country::Germany);
    let has_point = countries.keys().any(|&country| country != Country::Germany);
    match (has_comma, has_point) {
        (true, false) => Some(DecimalSign::Comma),
        (false, true) => Some(DecimalSign::Point),
        _ => None,
    }
}

/// Adds the countries that mail addresses, pages of the web and telephone numbers belong to.
fn homes_of(sheets: &[Sheet], countries: &mut BTreeMap<Country, u32>) {
    const DOMAINS: [(&str, Country); 7] = [
        (".com.au", Country::Australia),
        (".net.au", Country::Australia),
        (".co.nz", Country::NewZealand),
        (".co.uk", Country::UnitedKingdom),
        (".de", Country::Germany),
        (".at", Country::Germany),
        (".us", Country::UnitedStates),
    ];
    const CALLED: [(&str, Country); 5] = [
        ("61", Country::Australia),
        ("64", Country::NewZealand),
        ("44", Country::UnitedKingdom),
        ("49", Country::Germany),
        ("43", Country::Germany),
    ];
    for token in sheets.iter().flat_map(|sheet| &sheet.rows).flat_map(|row| &row.tokens) {
        let bare = token.text.trim_matches(|c: char| !c.is_alphanumeric() && c != '+').to_lowercase();
        let is_address = bare.contains('@') || bare.starts_with("www.") || bare.starts_with("http");
        let host = bare.split('/').find(|part| part.contains('.')).unwrap_or(&bare);
        let domain = DOMAINS.iter().find(|(ending, _)| is_address && host.ends_with(ending));
        let called = CALLED.iter().find(|(code, _)| bare.strip_prefix('+').is_some_and(|rest| rest.starts_with(code)));
        if let Some((_, country)) = domain.or(called) {
            *countries.entry(*country).or_insert(0) += 1;
        }
    }
}

fn date_order_of(sheets: &[Sheet]) -> Option<DateOrder> {
    let (mut day, mut month) = (0_u32, 0_u32);
    for sheet in sheets {
        for row in 0..sheet.rows.len() {
            for (_, reading) in dates_in(sheet, sheet.whole(row)) {
                match reading.proves() {
                    // Dots prove nothing about slashes beyond the custom of the country, but nobody mixes them.
                    Some(DateOrder::DayFirst) => day += 1,
                    Some(DateOrder::MonthFirst) => month += 1,
                    None => {}
                }
            }
        }
    }
    match (day, month) {
        (1.., 0) => Some(DateOrder::DayFirst),
        (0, 1..) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// Only when every country that was recognised writes its dates the same way.
fn order_by_country(countries: &BTreeMap<Country, u32>) -> Option<DateOrder> {
    let has_states = countries.contains_key(&Country::UnitedStates);
    let has_others = countries.keys().any(|&country| country != Country::UnitedStates);
    match (has_states, has_others) {
        (true, false) => Some(DateOrder::MonthFirst),
        (false, true) => Some(DateOrder::DayFirst),
        _ => None,
    }
}

/// A named dollar anywhere decides; otherwise the only dollar country.
fn dollar_of(sheets: &[Sheet], countries: &BTreeMap<Country, u32>) -> Option<Currency> {
    let mut named: Vec<Currency> = Vec::new();
    for token in sheets.iter().flat_map(|sheet| &sheet.rows).flat_map(|row| &row.tokens) {
        named.extend(code_of(&token.text).filter(|code| code.code().ends_with('D') && code.code() != "AED"));
    }
    named.sort_unstable();
    named.dedup();
    match named[..] {
        [only] => return Some(only),
        [] => {}
        _ => return None,
    }
    let dollars: Vec<&str> = countries
        .keys()
        .filter_map(|country| match country {
            Country::Australia => Some("AUD"),
            Country::NewZealand => Some("NZD"),
            Country::UnitedStates => Some("USD"),
            _ => None,
        })
        .collect();
    match dollars[..] {
        [only] => only.parse().ok(),
        _ => None,
    }
}

/// The currency a word names: `AUD`, `(EUR)`, `USD:`; lower case counts for nothing.
pub(crate) fn code_of(word: &str) -> Option<Currency> {
    let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
    CODES.contains(&bare).then(|| bare.parse().ok())?
}

fn countries_of(sheets: &[Sheet]) -> BTreeMap<Country, u32> {
    let mut countries = BTreeMap::new();
    for row in sheets.iter().flat_map(|sheet| &sheet.rows) {
        for (at, token) in row.tokens.iter().enumerate() {
            let next = row.tokens.get(at + 1).map_or("", |next| next.text.as_str());
            let is_after_town = at > 0 && row.tokens[at - 1].text.ends_with(',') && at + 1 == row.tokens.len();
            if let Some(country) =
                country_at(&token.text, next).or_else(|| state_alone(&token.text).filter(|_| is_after_town))
            {
                *countries.entry(country).or_insert(0) += 1;
            }
        }
    }
    countries
}

fn country_at(word: &str, next: &str) -> Option<Country> {
    const STATES_US: &str = " AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC \
                             ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC ";
    const STATES_AU: &str = " VIC NSW QLD SA WA TAS ACT NT ";
    let (word, next) = (word.trim_matches([',', '.', ':', '(', ')']), next.trim_matches([',', '.']));
    let digits = |text: &str, count: usize| text.len() == count && text.chars().all(|c| c.is_ascii_digit());
    let is_state = |list: &str| word.chars().all(|c| c.is_ascii_uppercase()) && list.contains(&format!(" {word} "));
    let zip = next.split('-').next().unwrap_or("");
    match normal_key(word).as_str() {
        "abn" | "acn" | "australia" => return Some(Country::Australia),
        "nzbn" => return Some(Country::NewZealand),
        "auckland" | "christchurch" | "wellington" | "hamilton" if digits(next, 4) => return Some(Country::NewZealand),
        "usa" => return Some(Country::UnitedStates),
        "ustidnr" | "ustid" | "amtsgericht" | "deutschland" => return Some(Country::Germany),
        _ => {}
    }
    if word.len() >= 2 && is_state(STATES_US) && digits(zip, 5) {
        return Some(Country::UnitedStates);
    }
    if word.len() >= 2 && is_state(STATES_AU) && digits(next, 4) {
        return Some(Country::Australia);
    }
    (is_outward(word) && is_inward(next)).then_some(Country::UnitedKingdom)
}

/// A state of America at the end of a line, behind a town and a comma, where no other country has one of that name.
fn state_alone(word: &str) -> Option<Country> {
    const STATES: [&str; 24] = [
        "AL", "AZ", "CA", "CO", "CT", "FL", "GA", "IL", "IN", "KY", "LA", "MA", "MD", "MI", "MN", "MO", "NC", "NJ",
        "NY", "OH", "PA", "TN", "TX", "VA",
    ];
    STATES.contains(&word).then_some(Country::UnitedStates)
}

/// First half of a British postcode: `B98`, `SW1A`, `LS11`.
fn is_outward(word: &str) -> bool {
    let letters = word.chars().take_while(char::is_ascii_uppercase).count();
    let rest = &word[letters..];
    (1..=2).contains(&letters)
        && (1..=3).contains(&rest.len())
        && rest.starts_with(|c: char| c.is_ascii_digit())
        && rest.chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
}

/// Second half of a British postcode: `7SX`.
fn is_inward(word: &str) -> bool {
    matches!(word.as_bytes(), [digit, a, b] if digit.is_ascii_digit() && a.is_ascii_uppercase() && b.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::sheet::tests::text_document;

    fn conventions(text: &str, hints: &Hints) -> Conventions {
        Conventions::of(&[Sheet::of(&text_document(text)).unwrap()], hints)
    }

    #[test]
    fn one_date_that_allows_one_order_settles_the_others() {
        let found = conventions("Date 03/04/2026\nDue 25/04/2026", &Hints::default());
        assert_eq!(found.date_order, Some(DateOrder::DayFirst));
    }

    #[test]
    fn an_address_settles_the_order_of_dates_and_the_meaning_of_a_dollar() {
        let states = conventions("Dayton, OH 45432\nDate 03/04/2026 $12.00", &Hints::default());
        assert_eq!((states.date_order, states.dollar), (Some(DateOrder::MonthFirst), "USD".parse().ok()));
        let victoria = conventions("Corio VIC 3214\nDate 03/04/2026 $12.00", &Hints::default());
        assert_eq!((victoria.date_order, victoria.dollar), (Some(DateOrder::DayFirst), Some(Currency::AUD)));
        assert_eq!(conventions("Redditch B98 7SX", &Hints::default()).date_order, Some(DateOrder::DayFirst));
    }

    #[test]
    fn contradictory_evidence_settles_nothing() {
        assert_eq!(conventions("25/04/2026 and 04/25/2026", &Hints::default()).date_order, None);
        let mixed = conventions("Dayton, OH 45432\nCorio VIC 3214", &Hints::default());
        assert_eq!((mixed.date_order, mixed.dollar), (None, None));
        let both = conventions("Corio VIC 3214\n49084 Osnabrück, Deutschland", &Hints::default());
        assert_eq!((both.decimal_sign, both.is_sign_shown), (None, false));
        assert_eq!(conventions("100 AUD or 90 USD $", &Hints::default()).dollar, None);
    }

    #[test]
    fn where_somebody_is_at_home_tells_how_numbers_and_dates_are_written() {
        let mail = conventions("orders@redgum.com.au\n1.000 caps by 03/04/2026", &Hints::default());
        assert_eq!((mail.decimal_sign, mail.is_sign_shown), (Some(DecimalSign::Point), false));
        assert_eq!((mail.date_order, mail.is_order_assumed), (Some(DateOrder::DayFirst), false));
        let german = conventions("Tel. +49 541 5554\n1.000 Kappen", &Hints::default());
        assert_eq!((german.decimal_sign, german.is_sign_shown), (Some(DecimalSign::Comma), false));
        assert_eq!(conventions("Rates are the.de facto rule", &Hints::default()).decimal_sign, None, "no address");
    }

    #[test]
    fn the_organisation_fills_only_what_the_document_leaves_open() {
        let hints = Hints {
            date_order: Some(DateOrder::MonthFirst),
            decimal_sign: Some(DecimalSign::Comma),
            ..Hints::default()
        };
        let found = conventions("Price 12.50, due 25/04/2026", &hints);
        assert_eq!((found.date_order, found.decimal_sign), (Some(DateOrder::DayFirst), Some(DecimalSign::Point)));
        let nothing = conventions("nothing", &hints);
        assert_eq!((nothing.decimal_sign, nothing.is_sign_shown), (Some(DecimalSign::Comma), false));
        assert!(nothing.is_order_assumed && !found.is_order_assumed);
    }
}
