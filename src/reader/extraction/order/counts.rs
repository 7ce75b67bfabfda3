//! Quantities whose separator may be that of thousands or that of decimals: pieces are whole.

use crate::extraction::found::FoundLine;
use crate::units::{Millionths, normal_key};

const ONE: i64 = 1_000_000;
/// Units of which there is no part.
const PIECES: [&str; 14] =
    ["ea", "each", "pc", "pcs", "pce", "pces", "piece", "pieces", "stk", "st", "stck", "stuck", "stueck", "units"];

/// Decides what `1,400 ea` is: there is no part of a piece, so it is not 1.4 of them. What one line proves holds for the others
/// that are written in the same way. `is_cells`: the lines are rows of a sheet.
pub(crate) fn settle_counts(lines: &mut [FoundLine], is_cells: bool) {
    // A cell that holds a number says by itself what it is.
    if !is_cells {
        doubt_thousands(lines);
    }
    let is_counted =
        |line: &FoundLine| line.unit.value().is_some_and(|unit| PIECES.contains(&normal_key(unit).as_str()));
    let mut proven = None;
    for line in lines.iter_mut().filter(|line| is_counted(line)) {
        if let Some((kept, other)) = readings(line)
            && line.quantity.candidates[other].value.0 % ONE != 0
            && line.quantity.candidates[kept].value.0 % ONE == 0
        {
            proven = Some(kept);
        }
    }
    let Some(kept) = proven else { return };
    for line in lines.iter_mut().filter(|line| is_counted(line)) {
        if readings(line).is_some() && line.quantity.candidates[kept].value.0 % ONE == 0 {
            line.quantity.chosen = Some(kept);
            line.quantity.doubt = None;
        }
    }
}

/// Doubts a quantity that is written with three places of nothing, `1.000`, and that no total proves: where a point is the decimal sign it
/// says one, and whoever wrote it may have meant a thousand.
fn doubt_thousands(lines: &mut [FoundLine]) {
    for line in lines {
        let is_proven = line.line_total.value().is_some() && line.line_total.doubt.is_none();
        let quantity = &mut line.quantity;
        let [only] = &quantity.candidates[..] else { continue };
        let digits = only.origin.places().first().and_then(|place| three_places(&place.quote));
        if is_proven || quantity.chosen.is_none() || digits.is_none_or(|digits| digits == only.value.0 / ONE) {
            continue;
        }
        let Some(larger) = only.value.0.checked_mul(1000) else { continue };
        let mut other = only.clone();
        other.value = Millionths(larger);
        quantity.candidates.push(other);
        quantity.chosen = None;
        quantity.doubt = Some("ambiguous_number".to_owned());
    }
}

/// The digits of a number that is one group of up to three, a point or comma, and three noughts.
fn three_places(quote: &str) -> Option<i64> {
    let (whole, rest) = quote.trim().split_once(['.', ','])?;
    let is_group = !whole.is_empty() && whole.len() <= 3 && whole.chars().all(|c| c.is_ascii_digit());
    let digits = (is_group && rest == "000").then(|| format!("{whole}000"))?;
    digits.parse().ok()
}

/// The larger and the smaller of two readings of a quantity that is open, as their places.
fn readings(line: &FoundLine) -> Option<(usize, usize)> {
    let quantity = &line.quantity;
    if quantity.chosen.is_some() || quantity.candidates.len() != 2 {
        return None;
    }
    let value = |at: usize| -> Millionths { quantity.candidates[at].value };
    Some(if value(0) > value(1) { (0, 1) } else { (1, 0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::{Field, Found, Origin};

    fn line(readings: [&str; 2], unit: &str) -> FoundLine {
        let found = |value: &str| Found {
            value: value.parse().unwrap(),
            origin: Origin::Person { name: "Sharon".into() },
            rule: "test".into(),
        };
        let unit = Field::one(Found { value: unit.to_owned(), ..of_text() });
        let candidates = readings.map(found).to_vec();
        FoundLine {
            unit,
            quantity: Field { candidates, chosen: None, doubt: Some("ambiguous_number".into()) },
            ..FoundLine::default()
        }
    }

    #[test]
    fn three_places_of_nothing_are_asked_about_unless_a_total_proves_them() {
        let written = |quote: &str, value: &str, total: Option<&str>| {
            let place = crate::evidence::Place { part: "0".into(), regions: Vec::new(), quote: quote.into() };
            let found = |value: &str| Found {
                value: value.parse().unwrap(),
                origin: Origin::Read { place: place.clone() },
                rule: "test".into(),
            };
            let quantity = Field::one(found(value));
            let mut lines = [FoundLine { quantity, ..FoundLine::default() }];
            if let Some(total) = total {
                let money = Found { value: total.parse().unwrap(), ..found("0") };
                lines[0].line_total = Field::one(money);
            }
            doubt_thousands(&mut lines);
            lines[0].quantity.value().copied()
        };
        assert_eq!(written("1.000", "1", None), None);
        assert_eq!(written("1.000", "1", Some("1.32")), Some(Millionths::whole(1)), "its total proves it");
        assert_eq!(written("1,000", "1000", None), Some(Millionths::whole(1000)), "a thousand anyway");
        assert_eq!(written("1.50", "1.5", None), Some("1.5".parse().unwrap()));
    }

    fn of_text() -> Found<String> {
        Found { value: String::new(), origin: Origin::Person { name: "Sharon".into() }, rule: "test".into() }
    }

    #[test]
    fn there_is_no_part_of_a_piece() {
        let mut lines = [line(["1400", "1.4"], "ea"), line(["4000", "4"], "ea")];
        settle_counts(&mut lines, false);
        assert_eq!(
            lines.each_ref().map(|line| line.quantity.value().copied()),
            [1400, 4000].map(|n| Some(Millionths::whole(n)))
        );
    }

    #[test]
    fn what_can_be_measured_or_is_whole_either_way_stays_open() {
        let mut lines = [line(["1400", "1.4"], "kg"), line(["4000", "4"], "ea")];
        settle_counts(&mut lines, false);
        assert!(lines.iter().all(|line| line.quantity.chosen.is_none()));
    }
}
