//! What the catalogue says of the ordered product: its colours, its lots, whether it is still sold.

use chrono::NaiveDate;

use crate::entity::states::ProductStatus;
use crate::entity::{line, product};
use crate::matching::specification::Specification;
use crate::reader::units::{Millionths, fold, normal_key};
use crate::review::objection::Doubt;

/// Units in which a part of one can be sold. Everything else is counted in pieces, also what names no unit.
const DIVISIBLE: [&str; 22] = [
    "kg", "g", "t", "to", "lb", "m", "mm", "cm", "km", "lm", "m2", "qm", "sqm", "m3", "l", "ml", "litre", "liter",
    "metre", "meter", "hour", "h",
];

/// Everything to object to in a line whose product is known. `successor` is the product that came after it.
pub(super) fn doubts(
    row: &line::Model, known: &Specification, successor: Option<&product::Model>, today: NaiveDate,
) -> Vec<Doubt> {
    let mut found: Vec<Doubt> = discontinued(&known.product, successor, today).into_iter().collect();
    found.extend(colour(row, known));
    if let Some(quantity) = row.quantity.map(Millionths::from) {
        found.extend(lots(&known.product, row.unit.as_deref(), quantity));
    }
    found
}

fn discontinued(product: &product::Model, successor: Option<&product::Model>, today: NaiveDate) -> Option<Doubt> {
    let has_ended = product.discontinued_on.is_some_and(|on| on <= today);
    let is_sold = product.is_active && product.status != ProductStatus::OnHold && !has_ended;
    (!is_sold).then(|| Doubt::Discontinued {
        product: product.code.clone(),
        on: product.discontinued_on.filter(|on| *on <= today),
        successor: successor.map(|successor| (successor.id, successor.code.clone())),
    })
}

fn colour(row: &line::Model, known: &Specification) -> Option<Doubt> {
    let product = known.product.code.clone();
    match row.colour.as_deref() {
        _ if known.materials.is_empty() => None,
        None => (known.materials.len() > 1).then_some(Doubt::ColourNotStated { product }),
        Some(colour) => {
            let key = normal_key(colour);
            let is_ours = known.materials.iter().any(|material| material.colour_key == key);
            (!is_ours).then(|| Doubt::UnknownColour { colour: colour.to_owned(), product })
        }
    }
}

/// Whole pieces, the smallest quantity, whole packs. One of them is said: whoever mends it sees the next.
fn lots(product: &product::Model, unit: Option<&str>, quantity: Millionths) -> Option<Doubt> {
    let code = product.code.clone();
    let multiple = product.pack_multiple.map(Millionths::from).filter(|multiple| multiple.0 > 0);
    let unit = product.unit.as_deref().or(unit).map(fold);
    let is_divisible = unit.is_some_and(|unit| DIVISIBLE.contains(&unit.trim_end_matches('.')));
    if !is_divisible && quantity.0 % 1_000_000 != 0 {
        let (below, above) = neighbours(quantity, Millionths::whole(1));
        return Some(Doubt::Fractional { product: code, quantity, below, above });
    }
    if let Some(minimum) = product.minimum_quantity.map(Millionths::from).filter(|minimum| quantity.0 < minimum.0) {
        let minimum = multiple.map_or(minimum, |multiple| at_least(minimum, multiple));
        return Some(Doubt::BelowMinimum { product: code, quantity, minimum });
    }
    let multiple = multiple.filter(|multiple| quantity.0 % multiple.0 != 0)?;
    let (below, above) = neighbours(quantity, multiple);
    let least = product.minimum_quantity.map_or(0, |minimum| minimum.0);
    let below = below.filter(|below| below.0 >= least);
    Some(Doubt::NotPackMultiple { product: code, quantity, multiple, below, above })
}

/// The multiples of `step` just below and above; none below where that would be nothing.
fn neighbours(quantity: Millionths, step: Millionths) -> (Option<Millionths>, Millionths) {
    let below = quantity.0 - quantity.0.rem_euclid(step.0);
    (Some(Millionths(below)).filter(|below| below.0 > 0), Millionths(below.saturating_add(step.0)))
}

/// The smallest multiple of `step` that is not less than `least`.
fn at_least(least: Millionths, step: Millionths) -> Millionths {
    if least.0 % step.0 == 0 { least } else { neighbours(least, step).1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(n: i64) -> Millionths {
        Millionths::whole(n)
    }

    #[test]
    fn the_packs_around_a_quantity_are_the_nearest_ones() {
        assert_eq!(neighbours(whole(1010), whole(50)), (Some(whole(1000)), whole(1050)));
        assert_eq!(neighbours(whole(10), whole(50)), (None, whole(50)), "no pack at all is no order");
        assert_eq!(neighbours(Millionths(2_500_000), whole(1)), (Some(whole(2)), whole(3)));
    }

    #[test]
    fn the_smallest_quantity_is_a_whole_number_of_packs() {
        assert_eq!(at_least(whole(120), whole(50)), whole(150));
        assert_eq!(at_least(whole(150), whole(50)), whole(150));
    }
}
