//! Quantities whose separator may be that of thousands or that of decimals: pieces are whole.

use crate::extraction::found::FoundLine;
use crate::units::{Millionths, normal_key};

const ONE: i64 = 1_000_000;
/// Units of which there is no part.
const PIECES: [&str; 14] =
    ["ea", "each", "pc", "pcs", "pce", "pces", "piece", "pieces", "stk", "st", "stck", "stuck", "stueck", "units"];

/// Decides what `1,400 ea` is: there is no part of a piece, so it is not 1.4 of them. What one line proves holds for the others
/// that are written in the same way.
pub(crate) fn settle_counts(lines: &mut [FoundLine]) {
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

    fn of_text() -> Found<String> {
        Found { value: String::new(), origin: Origin::Person { name: "Sharon".into() }, rule: "test".into() }
    }

    #[test]
    fn there_is_no_part_of_a_piece() {
        let mut lines = [line(["1400", "1.4"], "ea"), line(["4000", "4"], "ea")];
        settle_counts(&mut lines);
        assert_eq!(
            lines.each_ref().map(|line| line.quantity.value().copied()),
            [1400, 4000].map(|n| Some(Millionths::whole(n)))
        );
    }

    #[test]
    fn what_can_be_measured_or_is_whole_either_way_stays_open() {
        let mut lines = [line(["1400", "1.4"], "kg"), line(["4000", "4"], "ea")];
        settle_counts(&mut lines);
        assert!(lines.iter().all(|line| line.quantity.chosen.is_none()));
    }
}
