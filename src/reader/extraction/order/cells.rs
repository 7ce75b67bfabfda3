//! What stands in a quantity cell and in a price cell.

use super::values::{number_of, numbers_in};
use crate::extraction::conventions::code_of;
use crate::extraction::sheet::{Run, Sheet};
use crate::units::{DecimalSign, Millionths, Numeral, normal_key};

/// Units of measure as [`normal_key`] writes them; `pes` is how `pcs` is often recognised.
const UNITS: &[&str] = &[
    "ea", "each", "pc", "pcs", "pes", "pce", "pces", "piece", "pieces", "unit", "units", "un", "no", "nos", "off",
    "stk", "st", "stck", "stuck", "stueck", "box", "boxes", "bx", "ctn", "ctns", "carton", "cartons", "case", "cases",
    "cs", "pk", "pkt", "pack", "packs", "packets", "bag", "bags", "set", "sets", "pr", "pair", "pairs", "roll",
    "rolls", "rl", "m", "mtr", "mtrs", "metre", "metres", "meter", "meters", "lm", "mm", "cm", "kg", "kgs", "g", "t",
    "tonne", "lb", "lbs", "l", "ltr", "litre", "litres", "liter", "liters", "ft", "feet", "in", "sheet", "sheets",
    "pallet", "pallets", "plt", "dz", "doz", "dozen", "gr", "gross", "kart", "karton", "kartons", "paar", "rolle",
    "rollen", "satz", "pack", "packung", "ve", "vpe", "c62", "h87", "thousand", "tsd", "mille", "hundred", "lot",
    "kit", "kits", "drum", "drums", "tub", "length", "lengths", "bundle", "bundles",
];

/// Whether a word is a unit of measure.
pub(crate) fn is_unit(word: &str) -> bool {
    UNITS.contains(&normal_key(word).as_str())
}

/// Whether a word counts pieces and means little else: `EACH`, `pcs`, `Stk`, `cartons`.
pub(crate) fn is_counting_unit(word: &str) -> bool {
    const OTHERS: [&str; 19] = [
        "m", "mm", "cm", "g", "t", "l", "in", "no", "off", "st", "c62", "gr", "case", "length", "lengths", "ft",
        "feet", "lot", "set",
    ];
    is_unit(word) && !OTHERS.contains(&normal_key(word).as_str())
}

/// A quantity with its unit, if one stands beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Quantity {
    pub number: Run,
    pub numeral: Numeral,
    pub unit: Option<Run>,
}

/// The quantity of a cell: its only number, and the word right behind it where it is a unit.
pub(crate) fn quantity(sheet: &Sheet, cell: Run) -> Option<Quantity> {
    if let Some(quantity) = with_unit_behind_slash(sheet, cell) {
        return Some(quantity);
    }
    let &(number, numeral) = numbers_in(sheet, cell).first()?;
    let before = sheet.tokens(Run { to: number.from, ..cell });
    if before.iter().any(|token| !is_unit(&token.text) && token.text.chars().any(char::is_alphanumeric)) {
        return None;
    }
    let after = sheet.tokens(Run { from: number.to, ..cell });
    if after.iter().any(|token| token.text.chars().any(|c| c.is_ascii_digit()) && !token.text.starts_with('(')) {
        return None;
    }
    let behind = Run { row: cell.row, from: number.to, to: (number.to + 1).min(cell.to) };
    let unit = sheet.tokens(behind).first().filter(|token| is_unit(&token.text)).map(|_| behind);
    Some(Quantity { number, numeral, unit })
}

/// `510/EA`: a quantity and its unit in one word.
fn with_unit_behind_slash(sheet: &Sheet, cell: Run) -> Option<Quantity> {
    let first = Run { to: cell.from + 1, ..cell };
    let text = sheet.text(first);
    let (number, unit) = text.split_once('/')?;
    let numeral = number_of(number).filter(|_| is_unit(unit) && cell.to - cell.from == 1)?;
    Some(Quantity { number: first, numeral, unit: Some(first) })
}

/// A unit price with what stands beside it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Price {
    pub number: Run,
    pub numeral: Numeral,
    /// The price base with its words, where one is stated: `/1000`, `per 100`, `/M`, `each`.
    pub per: Option<(Run, Millionths)>,
}

/// The price of a cell, read from left to right: currency, number, price base.
pub(crate) fn price(sheet: &Sheet, cell: Run, sign: Option<DecimalSign>) -> Option<Price> {
    for at in cell.from..cell.to {
        let word = Run { row: cell.row, from: at, to: at + 1 };
        let text = sheet.text(word);
        if let Some((number, base)) = text.split_once('/')
            && let (Some(numeral), Some(per)) = (number_of(number), base_of(base, sign))
        {
            return Some(Price { number: word, numeral, per: Some((word, per)) });
        }
    }
    let &(number, numeral) = numbers_in(sheet, cell).first()?;
    let per = price_base(sheet, Run { from: number.to, ..cell }, sign);
    Some(Price { number, numeral, per })
}

/// The price base in the words behind a price: `per 1000`, `/ 100 pcs`, `/M`, `each`, `je 100 Stk`.
pub(crate) fn price_base(sheet: &Sheet, behind: Run, sign: Option<DecimalSign>) -> Option<(Run, Millionths)> {
    const WORDS: [&str; 5] = ["per", "pro", "je", "for", "a"];
    let leads = |text: &str| text == "/" || WORDS.contains(&normal_key(text).as_str());
    let tokens = sheet.tokens(behind);
    for (at, token) in tokens.iter().enumerate().take(4) {
        let text = token.text.trim_end_matches([',', ';', ')']);
        let run = |from: usize| Run { row: behind.row, from: behind.from + from, to: behind.from + at + 1 };
        if let Some(base) = text.strip_prefix('/').filter(|base| !base.is_empty()) {
            return base_of(base, sign).map(|per| (run(at), per));
        }
        let key = normal_key(text);
        let follows = at > 0 && leads(&tokens[at - 1].text);
        if at == 0 && matches!(key.as_str(), "ea" | "each") {
            return Some((run(0), Millionths::whole(1)));
        }
        if follows && let Some(per) = base_of(text, sign) {
            return Some((run(at - 1), per));
        }
        if !leads(text) && code_of(text).is_none() && !matches!(text, "€" | "$" | "£") {
            return None;
        }
    }
    None
}

/// A price base as it is written: `1000`, `1,000`, `100`, `M`, `C`, `%`, `ea`, `1 000`.
pub(crate) fn base_of(text: &str, sign: Option<DecimalSign>) -> Option<Millionths> {
    if let Some((number, unit)) = text.trim().split_once('/')
        && is_unit(unit)
        && number.starts_with(|c: char| c.is_ascii_digit())
    {
        return base_of(number, sign);
    }
    match text.trim() {
        "M" | "‰" | "k" | "K" => return Some(Millionths::whole(1000)),
        "C" | "%" => return Some(Millionths::whole(100)),
        _ => {}
    }
    if let Some(numeral) = number_of(text.trim_end_matches(|c: char| c.is_alphabetic() || c == '.')) {
        // "1,000" is a thousand: nobody prints three zeros after the decimal sign of a price base.
        let value = numeral.decided(sign).filter(|value| value.0 > 1_000_000);
        let grouped = [numeral.point, numeral.comma].into_iter().flatten().max();
        return value.or(grouped).filter(|value| value.0 >= 1_000_000 && value.0 % 1_000_000 == 0);
    }
    match normal_key(text).as_str() {
        "thousand" | "tsd" | "mille" | "tausend" => Some(Millionths::whole(1000)),
        "hundred" | "hundert" => Some(Millionths::whole(100)),
        "dozen" | "doz" | "dz" => Some(Millionths::whole(12)),
        _ if is_unit(text) => Some(Millionths::whole(1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::sheet::tests::text_document;

    fn parsed_price(text: &str) -> Option<(String, Option<String>)> {
        let sheet = Sheet::of(&text_document(text)).unwrap();
        let price = price(&sheet, sheet.whole(0), Some(DecimalSign::Point))?;
        Some((price.numeral.decided(Some(DecimalSign::Point))?.to_string(), price.per.map(|(_, per)| per.to_string())))
    }

    #[test]
    fn a_price_base_is_read_in_the_ways_people_print_it() {
        for (text, price, per) in [
            ("68.81/1,000", "68.81", Some("1000")),
            ("43.34 per 100", "43.34", Some("100")),
            ("138.36 /M", "138.36", Some("1000")),
            ("$1.32 each", "1.32", Some("1")),
            ("0.2099 AUD", "0.2099", None),
            ("12.50 EUR / 1000 Stk", "12.5", Some("1000")),
            ("0.3301/1", "0.3301", Some("1")),
            ("1.32", "1.32", None),
            ("1.32 = 264.00", "1.32", None),
            ("12.50 / 100", "12.5", Some("100")),
        ] {
            assert_eq!(parsed_price(text), Some((price.to_owned(), per.map(str::to_owned))), "{text}");
        }
    }

    #[test]
    fn a_price_base_of_nothing_or_a_fraction_is_refused() {
        assert_eq!(base_of("1000/EA", None), Some(Millionths::whole(1000)));
        assert_eq!(base_of("0", None), None);
        assert_eq!(base_of("0.5", None), None);
        assert_eq!(base_of("blue", None), None);
        assert_eq!(parsed_price("on request"), None);
    }

    #[test]
    fn a_quantity_takes_the_unit_behind_it_and_no_other_word() {
        let sheet = Sheet::of(&text_document("1,500 EA\n400 blue\nM8 20\n510/EA\n5/12")).unwrap();
        let read = |row| {
            quantity(&sheet, sheet.whole(row))
                .map(|found| (sheet.text(found.number), found.unit.map(|unit| sheet.text(unit))))
        };
        assert_eq!(read(0), Some(("1,500".into(), Some("EA".into()))));
        assert_eq!(read(1), Some(("400".into(), None)));
        assert_eq!(read(3), Some(("510/EA".into(), Some("510/EA".into()))));
        assert_eq!(read(4), None, "two numbers are no quantity");
        assert_eq!(read(2), None, "a word before the number makes it something else");
    }
}
