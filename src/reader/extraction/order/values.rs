//! Typed values inside rows: dates, numbers, references, and how each becomes a field.

use chrono::NaiveDate;

use crate::evidence::{Field, Found, Origin};
use crate::extraction::conventions::Conventions;
use crate::extraction::sheet::{Run, Sheet};
use crate::units::{DateReading, Millionths, Numeral, read_date, read_number};

/// Every date in a run, longest reading first: `4 Feb 2026` is one date, not three words.
pub(crate) fn dates_in(sheet: &Sheet, run: Run) -> Vec<(Run, DateReading)> {
    let mut found = Vec::new();
    let mut at = run.from;
    while at < run.to {
        let longest = (run.to - at).min(4);
        let date = (1..=longest).rev().find_map(|len| {
            let words = Run { row: run.row, from: at, to: at + len };
            if len > 1 && !sheet.are_together(run.row, (at, at + len - 1)) {
                return None;
            }
            if len > 1 && !sheet.tokens(words).iter().any(|token| token.text.chars().any(char::is_alphabetic)) {
                return None;
            }
            read_date(&sheet.text(words)).map(|reading| (words, reading))
        });
        at = date.map_or(at + 1, |(words, _)| words.to);
        found.extend(date);
    }
    found
}

/// The numeral a word holds, closing punctuation aside: `1,000;` and `€0.1687` are numbers, `M8` is not.
pub(crate) fn number_of(word: &str) -> Option<Numeral> {
    let bare = word.trim_end_matches([';', ':', ',']).trim_end_matches('.');
    read_number(bare)
}

/// Every number in a run. Groups divided by blanks are joined: `1 234,50` is one number.
pub(crate) fn numbers_in(sheet: &Sheet, run: Run) -> Vec<(Run, Numeral)> {
    let tokens = sheet.tokens(run);
    let is_head = |text: &str| {
        let bare = text.trim_start_matches(|c: char| !c.is_ascii_digit());
        (1..=3).contains(&bare.len()) && bare.chars().all(|c| c.is_ascii_digit()) && !bare.starts_with('0')
    };
    let is_group = |text: &str| text.len() >= 3 && text.as_bytes()[..3].iter().all(u8::is_ascii_digit);
    let (mut found, mut at) = (Vec::new(), 0);
    while at < tokens.len() {
        let mut to = at + 1;
        if is_head(&tokens[at].text) {
            let is_joined = |to: usize| sheet.are_together(run.row, (run.from + at, run.from + to));
            while to < tokens.len() && tokens[to - 1].text.len() <= 4 && is_group(&tokens[to].text) && is_joined(to) {
                to += 1;
            }
        }
        let number = (at + 1..=to).rev().find_map(|end| {
            let words = Run { row: run.row, from: run.from + at, to: run.from + end };
            number_of(&sheet.text(words)).map(|numeral| (words, numeral))
        });
        at = number.map_or(at + 1, |(words, _)| words.to - run.from);
        found.extend(number);
    }
    found
}

/// Whether a word can be an order number or a part number: digits in it, no other kind of value.
///
/// Refused: dates, percentages, amounts with a decimal fraction, addresses of the web, single digits.
pub(crate) fn is_reference(word: &str) -> bool {
    let bare = bare_reference(word);
    bare.len() >= 2
        && bare.len() <= 30
        && !word.contains(['%', '$', '€', '£', '@'])
        && bare.chars().any(|c| c.is_ascii_digit())
        && bare.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '/' | '.' | '_' | '#' | '+'))
        && !bare.contains("www.")
        && read_date(bare).is_none()
        && !has_fraction(bare)
}

/// The word without the punctuation around it.
pub(crate) fn bare_reference(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

fn has_fraction(word: &str) -> bool {
    let digits_only = word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
    digits_only
        && word.rsplit(['.', ',']).next().is_some_and(|tail| tail.len() <= 2 && tail.len() < word.len())
        && word.matches('.').count() < 2
}

/// A value read at runs of the sheet.
pub(crate) fn read<T>(sheet: &Sheet, value: T, runs: &[Run], rule: &str) -> Found<T> {
    Found { value, origin: Origin::Read { place: sheet.place(runs) }, rule: rule.to_owned() }
}

/// A date under the conventions of the message; undecided, both readings stand as candidates and none is chosen. One that
/// only the custom of the organisation decides is chosen and doubted, the other reading beside it.
pub(crate) fn date_field(sheet: &Sheet, run: Run, reading: DateReading, by: (&Conventions, &str)) -> Field<NaiveDate> {
    let (conventions, rule) = by;
    let decided = reading.decided(conventions.date_order);
    let is_open = reading.is_ambiguous() && (decided.is_none() || conventions.is_order_assumed);
    if let (Some(date), false) = (decided, is_open) {
        return Field::one(read(sheet, date, &[run], rule));
    }
    let mut dates: Vec<NaiveDate> = [reading.day_first, reading.month_first].into_iter().flatten().collect();
    dates.sort_by_key(|date| Some(*date) != decided);
    Field {
        candidates: dates.into_iter().map(|date| read(sheet, date, &[run], rule)).collect(),
        chosen: decided.map(|_| 0),
        doubt: Some("ambiguous_date".to_owned()),
    }
}

/// A number under the conventions of the message; undecided, both readings stand as candidates and none is chosen.
///
/// `1.000` is undecided, too, where nothing but custom says that a point is a decimal sign: nobody writes three places
/// of nothing often, and a thousand is a thousand times more.
pub(crate) fn number_field(sheet: &Sheet, run: Run, numeral: Numeral, by: (&Conventions, &str)) -> Field<Millionths> {
    let (conventions, rule) = by;
    let decided = numeral.decided(conventions.decimal_sign);
    let is_fraction = decided.is_some() && decided == numeral.point.min(numeral.comma);
    let is_open = numeral.is_ambiguous() && is_fraction && !conventions.is_sign_shown;
    match decided.filter(|_| !is_open) {
        Some(value) => Field::one(read(sheet, value, &[run], rule)),
        None => Field {
            candidates: [numeral.point, numeral.comma]
                .into_iter()
                .flatten()
                .map(|value| read(sheet, value, &[run], rule))
                .collect(),
            chosen: None,
            doubt: Some("ambiguous_number".to_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extraction::sheet::tests::text_document;

    fn sheet(text: &str) -> Sheet {
        Sheet::of(&text_document(text)).unwrap()
    }

    #[test]
    fn dates_inside_a_sentence_are_found_whole() {
        let sheet = sheet("our PO 12022 of 4 Feb 2026, needed by 12/03/2026:");
        let dates = dates_in(&sheet, sheet.whole(0));
        let texts: Vec<String> = dates.iter().map(|(run, _)| sheet.text(*run)).collect();
        assert_eq!(texts, ["4 Feb 2026,", "12/03/2026:"]);
    }

    #[test]
    fn numbers_grouped_by_blanks_are_one_number_and_two_numbers_stay_two() {
        let sheet = sheet("1 234,50 EUR\n10 000 pcs\n5 12\n30 1000,5");
        let read = |row| -> Vec<String> {
            numbers_in(&sheet, sheet.whole(row))
                .into_iter()
                .filter_map(|(_, n)| n.certain())
                .map(|n| n.to_string())
                .collect()
        };
        assert_eq!(read(0), ["1234.5"]);
        assert_eq!(read(1), ["10000"]);
        assert_eq!(read(2), ["5", "12"]);
        assert_eq!(read(3), ["30", "1000.5"]);
    }

    #[test]
    fn what_only_custom_decides_stays_open() {
        use crate::extraction::Hints;
        use crate::units::{DateOrder, DecimalSign};
        let hints =
            Hints { date_order: Some(DateOrder::DayFirst), decimal_sign: Some(DecimalSign::Point), ..Hints::default() };
        let number = |text: &str| {
            let sheet = sheet(text);
            let conventions = Conventions::of(std::slice::from_ref(&sheet), &hints);
            let &(run, numeral) = numbers_in(&sheet, sheet.whole(0)).first().unwrap();
            let field = number_field(&sheet, run, numeral, (&conventions, "test"));
            (field.value().map(ToString::to_string), field.candidates.len(), field.doubt.is_some())
        };
        assert_eq!(number("1.000 caps"), (None, 2, true), "one, or a thousand");
        assert_eq!(number("1,000 caps"), (Some("1000".into()), 1, false));
        assert_eq!(number("1.000 caps at 12.50"), (Some("1".into()), 1, false), "the price shows the sign");
        assert_eq!(number("1.000 Kappen zu 12,50"), (Some("1000".into()), 1, false));
        let date = |text: &str| {
            let sheet = sheet(text);
            let conventions = Conventions::of(std::slice::from_ref(&sheet), &hints);
            let &(run, reading) = dates_in(&sheet, sheet.whole(0)).first().unwrap();
            let field = date_field(&sheet, run, reading, (&conventions, "test"));
            (field.value().map(ToString::to_string), field.candidates.len(), field.doubt.is_some())
        };
        assert_eq!(date("03/04/2026"), (Some("2026-04-03".into()), 2, true));
        assert_eq!(date("03/04/2026 or 13/04/2026"), (Some("2026-04-03".into()), 1, false));
        assert_eq!(date("03.04.2026"), (Some("2026-04-03".into()), 1, false));
    }

    #[test]
    fn references_are_words_with_digits_that_mean_nothing_else() {
        for word in ["PO-25-8431", "971/9086", "12022,", "(LOCAP2)", "63.533.37", "Q3603", "4566240249"] {
            assert!(is_reference(word), "{word}");
        }
        for word in ["must", "04/11/2025", "10%", "1,234.50", "0.73", "7", "www.x1.de", "a@b1.de", "$5"] {
            assert!(!is_reference(word), "{word}");
        }
    }
}
