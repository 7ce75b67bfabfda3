//! Codes of one column are made alike: where all of them but one have a letter, a digit there was misread.
//!
//! Only for scans, and never sure: what was recognised stays beside it for a person to look at.

use crate::evidence::Found;
use crate::extraction::found::FoundLine;
use crate::extraction::scanned::UNCERTAIN_SCAN;

/// Letters, each with the digit it is taken for.
const TAKEN_FOR: [(char, char); 7] =
    [('Z', '2'), ('O', '0'), ('I', '1'), ('S', '5'), ('B', '8'), ('G', '6'), ('T', '7')];

/// Mends codes of nothing but digits whose first sign is a letter in every other code of the same length.
///
/// `A23` and `245` become `A23` and `Z45`; `A23`, `245` and `311` stay as they are, because two are no slip.
pub(super) fn mend(lines: &mut [FoundLine]) {
    let codes: Vec<String> = lines.iter().filter_map(|line| line.code.value().cloned()).collect();
    let is_digits = |code: &str| code.chars().all(|c| c.is_ascii_digit());
    let has_letter = |code: &&String| code.starts_with(char::is_alphabetic) && is_digits(&code[1..]);
    let Some(length) = codes.first().map(String::len).filter(|&length| (3..=12).contains(&length)) else { return };
    let all_ascii = codes.iter().all(|code| code.is_ascii() && code.len() == length);
    let lettered = if all_ascii { codes.iter().filter(has_letter).count() } else { 0 };
    // A letter that is taken for a digit may itself be one: the others must have one that is not.
    let is_real =
        |code: &&String| code.chars().next().is_some_and(|c| TAKEN_FOR.iter().all(|(letter, _)| *letter != c));
    if lettered + 1 != codes.len() || codes.len() < 2 || !codes.iter().filter(has_letter).any(|code| is_real(&code)) {
        return;
    }
    for line in lines {
        let Some(chosen) = line.code.chosen().filter(|found| is_digits(&found.value)).cloned() else { continue };
        let first = chosen.value.chars().next();
        let Some((letter, _)) = TAKEN_FOR.iter().find(|(_, digit)| Some(*digit) == first) else { continue };
        let value = format!("{letter}{}", &chosen.value[1..]);
        line.code.candidates.insert(0, Found { value, rule: "respelled".to_owned(), ..chosen });
        line.code.chosen = Some(0);
        line.code.doubt = Some(UNCERTAIN_SCAN.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Field, Origin};

    fn mended(codes: &[&str]) -> Vec<(String, bool)> {
        let line = |code: &&str| {
            let origin = Origin::Computed { from: Vec::new() };
            let code = Field::one(Found { value: (*code).to_owned(), origin, rule: "code".to_owned() });
            FoundLine { code, ..FoundLine::default() }
        };
        let mut lines: Vec<FoundLine> = codes.iter().map(line).collect();
        mend(&mut lines);
        lines.iter().map(|line| (line.code.value().unwrap().clone(), line.code.doubt.is_some())).collect()
    }

    #[test]
    fn a_digit_where_all_others_have_a_letter_was_misread() {
        assert_eq!(mended(&["A23", "245"]), [("A23".into(), false), ("Z45".into(), true)]);
        assert_eq!(mended(&["2987", "Y654", "X321"])[0], ("Z987".into(), true));
    }

    #[test]
    fn codes_that_differ_in_more_ways_stay_as_they_are() {
        for codes in
            [&["A23", "245", "311"][..], &["S23", "245"], &["A23", "945"], &["A234", "245"], &["245"], &["A23"]]
        {
            let found = mended(codes);
            let same = found.iter().zip(codes).all(|((code, doubt), was)| code == was && !doubt);
            assert!(same, "{found:?}");
        }
    }
}
