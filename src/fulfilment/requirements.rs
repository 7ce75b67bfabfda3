//! What one order line needs: kilograms of material, bags, cartons and machine hours.
//!
//! Catalogue values and a quantity come in, exact numbers or the reason why there is none go out. There is no
//! database, no float and no default here: a value the catalogue does not keep gives [`Unknown::NotKept`], never 1 or 0.
//! The one exception is a masterbatch or additive rate, where an empty field means that none is added.
//!
//! The rules are those of the manufacturer's worked example: 1,000 × LOCAP2 Black at 42 g, 2.5 % masterbatch and 1 %
//! additive need 44.10 kg in total, 42.56 kg base resin, 1.10 kg masterbatch, 0.44 kg additive, 20 bags and 5 cartons.

use crate::reader::units::{Millionths, normal_key};

/// Waste included in every material weight, in percent of the pieces' own weight.
pub const WASTE_PERCENT: i128 = 5;

/// One millionth as an integer scale: `Millionths` values are multiples of this part.
const MILLION: i128 = 1_000_000;

/// How a product is moulded. Every value is absent when the catalogue does not keep it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manufacturing {
    /// Number of the mould, for example `M-LC152`.
    pub mould: Option<String>,
    /// Pieces made in one cycle.
    pub cavities: Option<i64>,
    /// Length of one cycle in seconds.
    pub cycle_seconds: Option<Millionths>,
    /// Weight of everything injected in one cycle, in grams.
    pub shot_weight_grams: Option<Millionths>,
    /// Weight of one piece in grams.
    pub product_weight_grams: Option<Millionths>,
    /// Smallest machine that can run the mould, as the shop floor writes it, for example `120 t`.
    pub machine_minimum: Option<String>,
}

/// The mix for one colour of a product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Material {
    /// Colour this mix is for; compared without regard to case and surrounding space.
    pub colour: String,
    /// Grade of the base resin, for example `PP H520`.
    pub grade: Option<String>,
    /// Type of the base resin, for example `Polypropylene`.
    pub kind: Option<String>,
    /// Number of the colour at its supplier.
    pub colour_number: Option<String>,
    /// Who supplies the masterbatch.
    pub colour_supplier: Option<String>,
    /// Masterbatch in percent of the total weight; absent means none.
    pub masterbatch_percent: Option<Millionths>,
    /// Name of the additive.
    pub additive: Option<String>,
    /// Additive in percent of the total weight; absent means none.
    pub additive_percent: Option<Millionths>,
    /// Who supplies the additive.
    pub additive_supplier: Option<String>,
}

/// How a product is packed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Packaging {
    /// Pieces in one bag.
    pub pieces_per_bag: Option<i64>,
    /// Size of the bag, as the store writes it.
    pub bag_size: Option<String>,
    /// Pieces in one carton.
    pub pieces_per_carton: Option<i64>,
    /// Size of the carton, as the store writes it.
    pub carton_size: Option<String>,
    /// Cartons on one full pallet.
    pub cartons_per_pallet: Option<i64>,
    /// Cartons in one layer of a pallet.
    pub cartons_per_layer: Option<i64>,
}

/// What the catalogue keeps about one product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Specification {
    /// Mould and machine; absent values inside are printed as unknown.
    pub manufacturing: Manufacturing,
    /// One mix per colour, in the catalogue's order.
    pub materials: Vec<Material>,
    /// Bags, cartons and pallets.
    pub packaging: Packaging,
}

/// Why a value cannot be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unknown {
    /// The line is not matched to a product of ours: nothing is known.
    Unmatched,
    /// The catalogue keeps no usable value; zero and negative values count as not kept.
    NotKept,
    /// The line's colour is not among the product's colours.
    ColourUnknown,
    /// The line states no colour and the product has several.
    ColourNotStated,
    /// A rate is negative, or masterbatch and additive together exceed the whole weight.
    RatesImpossible,
    /// The quantity is negative or the result does not fit into 64 bits.
    OutOfRange,
}

/// A value, or the reason why there is none.
pub type Known<T> = Result<T, Unknown>;

/// Which mix a line uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaterialChoice<'a> {
    /// The line states this colour and the product has it.
    Stated(&'a Material),
    /// The line states no colour; the product has only this one, which the form must say.
    Only(&'a Material),
    /// There is no mix to print, and why.
    None(Unknown),
}

impl<'a> MaterialChoice<'a> {
    /// Finds the mix for `colour` (`None` or blank: not stated) among `materials`.
    ///
    /// "BLACK" finds "Black". Two entries that differ only in case are one colour; the first is used. A product
    /// without any mix gives [`Unknown::NotKept`].
    pub fn find(materials: &'a [Material], colour: Option<&str>) -> Self {
        let stated = colour.map(normal_key).filter(|text| !text.is_empty());
        match (materials, stated) {
            ([], _) => Self::None(Unknown::NotKept),
            (_, Some(stated)) => materials
                .iter()
                .find(|material| normal_key(&material.colour) == stated)
                .map_or(Self::None(Unknown::ColourUnknown), Self::Stated),
            ([only], None) => Self::Only(only),
            (_, None) => Self::None(Unknown::ColourNotStated),
        }
    }

    /// The mix, or why there is none.
    pub fn known(self) -> Known<&'a Material> {
        match self {
            Self::Stated(material) | Self::Only(material) => Ok(material),
            Self::None(reason) => Err(reason),
        }
    }
}

/// Material for one line in kilograms, each rounded to two decimals (half away from zero) from its exact value.
///
/// `base` is the rounded exact difference total − masterbatch − additive, so that no rounding error enters it; the
/// three parts may therefore differ from `total` by 0.01 kg.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kilograms {
    /// Everything, waste included.
    pub total: Millionths,
    /// Base resin.
    pub base: Millionths,
    /// Masterbatch.
    pub masterbatch: Millionths,
    /// Additive.
    pub additive: Millionths,
    /// Share of the base resin in percent: 100 − masterbatch − additive, exact.
    pub base_percent: Millionths,
}

/// Everything one line needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requirements<'a> {
    /// Which mix is used, or why none.
    pub material: MaterialChoice<'a>,
    /// Kilograms of that mix.
    pub kilograms: Known<Kilograms>,
    /// Bags, rounded up.
    pub bags: Known<i64>,
    /// Cartons, rounded up.
    pub cartons: Known<i64>,
    /// Machine time in hours, rounded to two decimals.
    pub running_hours: Known<Millionths>,
}

impl<'a> Requirements<'a> {
    /// Calculates what `quantity` pieces of a product need.
    ///
    /// * `specification` — what the catalogue keeps; `None` when the line is not matched: everything is then
    ///   [`Unknown::Unmatched`].
    /// * `colour` — as stated on the line.
    /// * `quantity` — pieces to produce, in millionths; negative is [`Unknown::OutOfRange`], zero needs zero.
    pub fn of(specification: Option<&'a Specification>, colour: Option<&str>, quantity: Millionths) -> Self {
        let Some(specification) = specification else {
            return Self {
                material: MaterialChoice::None(Unknown::Unmatched),
                kilograms: Err(Unknown::Unmatched),
                bags: Err(Unknown::Unmatched),
                cartons: Err(Unknown::Unmatched),
                running_hours: Err(Unknown::Unmatched),
            };
        };
        let manufacturing = &specification.manufacturing;
        let material = MaterialChoice::find(&specification.materials, colour);
        Self {
            material,
            kilograms: material
                .known()
                .and_then(|material| kilograms(manufacturing.product_weight_grams, material, quantity)),
            bags: packs(quantity, specification.packaging.pieces_per_bag),
            cartons: packs(quantity, specification.packaging.pieces_per_carton),
            running_hours: running_hours(manufacturing, quantity),
        }
    }
}

/// Weight × quantity ÷ 1000 × 1.05, split by the rates of the mix; everything exact until the last rounding.
fn kilograms(weight_grams: Option<Millionths>, material: &Material, quantity: Millionths) -> Known<Kilograms> {
    let weight = positive(weight_grams)?;
    let quantity = not_negative(quantity)?;
    let masterbatch_rate = rate(material.masterbatch_percent)?;
    let additive_rate = rate(material.additive_percent)?;
    let hundred = 100 * MILLION;
    let base_rate = hundred - masterbatch_rate - additive_rate;
    if base_rate < 0 {
        return Err(Unknown::RatesImpossible);
    }
    // Total in kilograms is `with_waste` ÷ (MILLION × MILLION × 1000 g/kg × 100 %).
    let with_waste = weight
        .checked_mul(quantity)
        .and_then(|grams| grams.checked_mul(100 + WASTE_PERCENT))
        .ok_or(Unknown::OutOfRange)?;
    let share = |rate: i128| {
        let exact = with_waste.checked_mul(rate).ok_or(Unknown::OutOfRange)?;
        hundredths(exact, MILLION * MILLION * 1000 * 100 * hundred)
    };
    Ok(Kilograms {
        total: share(hundred)?,
        base: share(base_rate)?,
        masterbatch: share(masterbatch_rate)?,
        additive: share(additive_rate)?,
        base_percent: Millionths(i64::try_from(base_rate).map_err(|_| Unknown::OutOfRange)?),
    })
}

/// Whole packs for `quantity` pieces, rounded up.
fn packs(quantity: Millionths, pieces_per_pack: Option<i64>) -> Known<i64> {
    let pieces = pieces_per_pack.filter(|pieces| *pieces > 0).ok_or(Unknown::NotKept)?;
    let quantity = not_negative(quantity)?;
    let pack = i128::from(pieces) * MILLION;
    i64::try_from((quantity + pack - 1) / pack).map_err(|_| Unknown::OutOfRange)
}

/// Cycle seconds × quantity ÷ (cavities × 3600).
fn running_hours(manufacturing: &Manufacturing, quantity: Millionths) -> Known<Millionths> {
    let cycle = positive(manufacturing.cycle_seconds)?;
    let cavities = manufacturing.cavities.filter(|cavities| *cavities > 0).ok_or(Unknown::NotKept)?;
    let seconds = cycle.checked_mul(not_negative(quantity)?).ok_or(Unknown::OutOfRange)?;
    hundredths(seconds, MILLION * MILLION * 3600 * i128::from(cavities))
}

/// `numerator ÷ denominator` (neither negative) rounded half up to two decimals.
fn hundredths(numerator: i128, denominator: i128) -> Known<Millionths> {
    // Whole and rest apart, so that scaling by 100 cannot overflow for a result that fits.
    let whole = (numerator / denominator).checked_mul(100).ok_or(Unknown::OutOfRange)?;
    let rest = (numerator % denominator).checked_mul(200).ok_or(Unknown::OutOfRange)?;
    let rounded = whole + (rest / denominator + 1) / 2;
    rounded
        .checked_mul(MILLION / 100)
        .and_then(|value| i64::try_from(value).ok())
        .map(Millionths)
        .ok_or(Unknown::OutOfRange)
}

/// A measure that must be above zero to be usable.
fn positive(value: Option<Millionths>) -> Known<i128> {
    value.filter(|value| value.0 > 0).map(|value| i128::from(value.0)).ok_or(Unknown::NotKept)
}

/// A quantity that may be zero.
fn not_negative(value: Millionths) -> Known<i128> {
    if value.0 < 0 { Err(Unknown::OutOfRange) } else { Ok(i128::from(value.0)) }
}

/// A rate in millionths of a percent; absent is none.
fn rate(value: Option<Millionths>) -> Known<i128> {
    let value = value.unwrap_or_default();
    if value.0 < 0 { Err(Unknown::RatesImpossible) } else { Ok(i128::from(value.0)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Millionths {
        text.parse().unwrap()
    }

    fn locap2() -> Specification {
        Specification {
            manufacturing: Manufacturing {
                mould: Some("M-LC152".into()),
                cavities: Some(2),
                cycle_seconds: Some(number("35")),
                product_weight_grams: Some(number("42")),
                ..Manufacturing::default()
            },
            materials: vec![Material {
                colour: "Black".into(),
                masterbatch_percent: Some(number("2.5")),
                additive_percent: Some(number("1")),
                ..Material::default()
            }],
            packaging: Packaging { pieces_per_bag: Some(50), pieces_per_carton: Some(200), ..Packaging::default() },
        }
    }

    fn with_white(mut specification: Specification) -> Specification {
        specification.materials.push(Material { colour: "White".into(), ..Material::default() });
        specification
    }

    #[test]
    fn the_worked_example_gives_its_printed_numbers() {
        let specification = locap2();
        let needs = Requirements::of(Some(&specification), Some("Black"), Millionths::whole(1000));
        let kilograms = needs.kilograms.unwrap();
        assert_eq!(kilograms.total, number("44.10"));
        assert_eq!(kilograms.base, number("42.56"));
        assert_eq!(kilograms.masterbatch, number("1.10"));
        assert_eq!(kilograms.additive, number("0.44"));
        assert_eq!(kilograms.base_percent, number("96.5"));
        assert_eq!((needs.bags, needs.cartons), (Ok(20), Ok(5)));
        assert_eq!(needs.running_hours, Ok(number("4.86")));
    }

    #[test]
    fn one_piece_more_needs_one_more_bag_and_carton() {
        let specification = locap2();
        let needs = Requirements::of(Some(&specification), Some("Black"), Millionths::whole(1001));
        assert_eq!((needs.bags, needs.cartons), (Ok(21), Ok(6)));
        let part = Requirements::of(Some(&specification), Some("Black"), number("1000.000001"));
        assert_eq!((part.bags, part.cartons), (Ok(21), Ok(6)));
    }

    #[test]
    fn half_a_hundredth_is_rounded_up_and_less_is_not() {
        assert_eq!(hundredths(5, 1000), Ok(number("0.01")));
        assert_eq!(hundredths(4999, 1_000_000), Ok(number("0")));
        assert_eq!(hundredths(425_565, 10_000), Ok(number("42.56")));
        assert_eq!(hundredths(1, 3), Ok(number("0.33")));
        assert_eq!(hundredths(2, 3), Ok(number("0.67")));
    }

    #[test]
    fn a_missing_rate_counts_as_none() {
        let mut specification = locap2();
        specification.materials[0].masterbatch_percent = None;
        specification.materials[0].additive_percent = None;
        let kilograms =
            Requirements::of(Some(&specification), Some("Black"), Millionths::whole(1000)).kilograms.unwrap();
        assert_eq!((kilograms.base, kilograms.total), (number("44.10"), number("44.10")));
        assert_eq!((kilograms.masterbatch, kilograms.additive), (Millionths(0), Millionths(0)));
    }

    #[test]
    fn a_colour_is_found_in_any_case_and_spacing() {
        let mut specification = with_white(locap2());
        specification.materials[1].colour = "Traffic  White".into();
        let choice = MaterialChoice::find(&specification.materials, Some("BLACK "));
        assert_eq!(choice, MaterialChoice::Stated(&specification.materials[0]));
        let choice = MaterialChoice::find(&specification.materials, Some("traffic white"));
        assert_eq!(choice, MaterialChoice::Stated(&specification.materials[1]));
    }

    #[test]
    fn an_unknown_colour_keeps_the_packaging_but_has_no_material() {
        let specification = locap2();
        let needs = Requirements::of(Some(&specification), Some("Purple"), Millionths::whole(1000));
        assert_eq!(needs.material, MaterialChoice::None(Unknown::ColourUnknown));
        assert_eq!(needs.kilograms, Err(Unknown::ColourUnknown));
        assert_eq!((needs.bags, needs.cartons), (Ok(20), Ok(5)));
        assert_eq!(needs.running_hours, Ok(number("4.86")));
    }

    #[test]
    fn a_line_without_colour_never_takes_the_first_of_several() {
        let specification = with_white(locap2());
        for colour in [None, Some(""), Some("  ")] {
            let needs = Requirements::of(Some(&specification), colour, Millionths::whole(1000));
            assert_eq!(needs.material, MaterialChoice::None(Unknown::ColourNotStated));
            assert_eq!(needs.kilograms, Err(Unknown::ColourNotStated));
        }
    }

    #[test]
    fn a_line_without_colour_takes_the_only_one_and_says_so() {
        let specification = locap2();
        let needs = Requirements::of(Some(&specification), None, Millionths::whole(1000));
        assert_eq!(needs.material, MaterialChoice::Only(&specification.materials[0]));
        assert_eq!(needs.kilograms.unwrap().total, number("44.10"));
    }

    #[test]
    fn an_unmatched_line_has_nothing() {
        let needs = Requirements::of(None, Some("Black"), Millionths::whole(1000));
        assert_eq!(needs.material, MaterialChoice::None(Unknown::Unmatched));
        assert_eq!(needs.kilograms, Err(Unknown::Unmatched));
        assert_eq!((needs.bags, needs.cartons), (Err(Unknown::Unmatched), Err(Unknown::Unmatched)));
        assert_eq!(needs.running_hours, Err(Unknown::Unmatched));
    }

    #[test]
    fn missing_and_zero_packaging_is_unknown_and_never_one() {
        for pieces in [None, Some(0), Some(-50)] {
            assert_eq!(packs(Millionths::whole(1000), pieces), Err(Unknown::NotKept));
        }
    }

    #[test]
    fn missing_weight_cycle_and_cavities_are_unknown() {
        let mut specification = locap2();
        specification.manufacturing = Manufacturing { cavities: Some(0), ..Manufacturing::default() };
        let needs = Requirements::of(Some(&specification), Some("Black"), Millionths::whole(1000));
        assert_eq!(needs.kilograms, Err(Unknown::NotKept));
        assert_eq!(needs.running_hours, Err(Unknown::NotKept));
    }

    #[test]
    fn a_product_without_any_material_is_unknown() {
        let mut specification = locap2();
        specification.materials.clear();
        let needs = Requirements::of(Some(&specification), Some("Black"), Millionths::whole(1000));
        assert_eq!(needs.kilograms, Err(Unknown::NotKept));
    }

    #[test]
    fn rates_above_the_whole_or_below_zero_are_refused() {
        for (masterbatch, additive) in
            [("99", "1.000001"), ("-1", "1"), ("1", "-0.5"), ("9000000000000", "9000000000000")]
        {
            let mut specification = locap2();
            specification.materials[0].masterbatch_percent = Some(number(masterbatch));
            specification.materials[0].additive_percent = Some(number(additive));
            let needs = Requirements::of(Some(&specification), Some("Black"), Millionths::whole(1000));
            assert_eq!(needs.kilograms, Err(Unknown::RatesImpossible), "{masterbatch} {additive}");
        }
    }

    #[test]
    fn huge_and_negative_quantities_are_refused_without_a_panic() {
        let mut specification = locap2();
        for quantity in [Millionths(i64::MAX), Millionths(-1), Millionths(i64::MIN)] {
            let needs = Requirements::of(Some(&specification), Some("Black"), quantity);
            let whole = quantity.0 > 0;
            assert_eq!(needs.bags.is_ok(), whole);
            assert_eq!(needs.kilograms.is_ok(), whole, "{:?}", needs.kilograms);
        }
        specification.manufacturing.product_weight_grams = Some(Millionths(i64::MAX));
        specification.manufacturing.cycle_seconds = Some(Millionths(i64::MAX));
        let needs = Requirements::of(Some(&specification), Some("Black"), Millionths(i64::MAX));
        assert_eq!(needs.kilograms, Err(Unknown::OutOfRange));
        assert_eq!(needs.running_hours, Err(Unknown::OutOfRange));
    }

    #[test]
    fn nothing_to_produce_needs_nothing() {
        let specification = locap2();
        let needs = Requirements::of(Some(&specification), Some("Black"), Millionths(0));
        assert_eq!(needs.kilograms.unwrap().total, Millionths(0));
        assert_eq!((needs.bags, needs.cartons), (Ok(0), Ok(0)));
        assert_eq!(needs.running_hours, Ok(Millionths(0)));
    }
}
