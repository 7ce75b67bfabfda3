//! An order for looking at templates: the manufacturer's own worked example. No customer has ordered it.

use chrono::NaiveDate;

use super::{OfficeLine, OfficeOrder, WorksOrder};
use crate::fulfilment::requirements::{Manufacturing, Material, Packaging, Specification};
use crate::reader::units::{Currency, Millionths, Money};

/// Whose forms they are: what the settings say.
#[derive(Clone, Debug)]
pub struct House {
    /// Our company.
    pub company: String,
    /// Its address, in lines.
    pub address: String,
    /// Currency of all prices.
    pub currency: Currency,
    /// What the tax is called.
    pub tax_name: String,
    /// Tax in percent.
    pub tax_percent: Millionths,
    /// What the foot says.
    pub release: String,
}

/// Purchase order 12022 with two lines.
pub fn office(house: &House) -> OfficeOrder {
    let money = |minor| Some(Money { minor, currency: house.currency });
    let tax = 205_000 * i128::from(house.tax_percent.0) / 100_000_000;
    let tax = i64::try_from(tax).unwrap_or_default();
    let line = |number: u32, code: &str, description: &str, price: i64, total: i64| OfficeLine {
        number,
        product_code: Some(code.to_owned()),
        description: Some(description.to_owned()),
        colour: Some("Black".to_owned()),
        quantity: Some(Millionths::whole(1000)),
        unit: Some("EA".to_owned()),
        unit_price: Some(Millionths(price)),
        price_per: Millionths::whole(1),
        total: money(total),
        works_order: Some(format!("WO-12022-{number}")),
        in_stock: None,
        to_produce: Some(Millionths::whole(1000)),
        date_required: day(27),
    };
    OfficeOrder {
        company: house.company.clone(),
        address: house.address.clone(),
        order_number: "17".to_owned(),
        number: "12022".to_owned(),
        po_number: Some("12022".to_owned()),
        customer: Some("Shape Aluminium".to_owned()),
        po_date: day(4),
        delivery_date: day(27),
        deliver_to: Some("Store 2, 22 Example Road, Bayswater".to_owned()),
        currency: house.currency,
        lines: vec![
            line(1, "LOCAP2", "LOUVRE END CAP 152mm", 1_320_000, 132_000),
            line(2, "GLCAPRB", "50mm RND PLASTIC CAP BLACK", 730_000, 73_000),
        ],
        subtotal: money(205_000),
        tax_name: house.tax_name.clone(),
        tax_percent: house.tax_percent,
        tax: money(tax),
        total: money(205_000 + tax),
        tax_reason: None,
        special_instructions: Some("MUST BE UV STABLE".to_owned()),
        release: house.release.clone(),
    }
}

/// Its first line: LOCAP2 in black, 1,000 pieces.
pub fn works(house: &House) -> WorksOrder {
    WorksOrder {
        company: house.company.clone(),
        address: house.address.clone(),
        number: "WO-12022-1".to_owned(),
        version: 1,
        issued: day(5),
        position: 1,
        positions: 2,
        po_number: Some("12022".to_owned()),
        customer: Some("Shape Aluminium".to_owned()),
        po_date: day(4),
        delivery_date: day(27),
        product_code: Some("LOCAP2".to_owned()),
        customer_code: Some("LOCAP2".to_owned()),
        description: Some("LOUVRE END CAP 152mm".to_owned()),
        colour: Some("Black".to_owned()),
        ordered: Some(Millionths::whole(1000)),
        unit: None,
        produce: Some(Millionths::whole(1000)),
        stock_note: None,
        line_total: Some(Money { minor: 132_000, currency: house.currency }),
        specification: Some(locap2()),
        special_instructions: Some("MUST BE UV STABLE".to_owned()),
        release: house.release.clone(),
    }
}

fn day(day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2026, 2, day)
}

fn locap2() -> Specification {
    let text = |text: &str| Some(text.to_owned());
    Specification {
        manufacturing: Manufacturing {
            mould: text("M-LC152"),
            cavities: Some(2),
            cycle_seconds: Some(Millionths::whole(35)),
            shot_weight_grams: Some(Millionths(88_400_000)),
            product_weight_grams: Some(Millionths::whole(42)),
            machine_minimum: text("120 t"),
        },
        materials: vec![Material {
            colour: "Black".to_owned(),
            grade: text("PP H520"),
            kind: text("Polypropylene"),
            colour_number: text("BK 9005"),
            colour_supplier: text("Example Colours"),
            masterbatch_percent: Some(Millionths(2_500_000)),
            additive: text("UV stabiliser"),
            additive_percent: Some(Millionths::whole(1)),
            additive_supplier: text("Example Additives"),
        }],
        packaging: Packaging {
            pieces_per_bag: Some(50),
            bag_size: text("300 × 450 mm"),
            pieces_per_carton: Some(200),
            carton_size: text("400 × 300 × 250 mm"),
            cartons_per_pallet: Some(36),
            cartons_per_layer: Some(9),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::{FormTemplate, FormWords, Placeholder, office, placeholders, works};
    use super::*;
    use crate::entity::states::FormKind;
    use crate::fulfilment::forms::value::Page;

    const WORDS: FormWords = FormWords {
        unavailable: "u",
        unmatched: "u",
        unknown: "u",
        not_stated: "u",
        none: "u",
        unknown_colour: "u",
        colour_not_stated: "u",
        only_colour: "u",
        impossible_rates: "u",
        out_of_range: "u",
        tax_at: "u",
        no_tax: "u",
        total_with: "u",
        total_without: "u",
        see_notes: "u",
    };

    fn names(page: &Page) -> BTreeSet<(Option<&'static str>, &'static str)> {
        let mut names: BTreeSet<_> = page.values.keys().map(|name| (None, *name)).collect();
        for (list, entries) in &page.lists {
            names.extend(entries.iter().flat_map(|entry| entry.keys().map(|name| (Some(*list), *name))));
        }
        names
    }

    fn documented(kind: FormKind) -> BTreeSet<(Option<&'static str>, &'static str)> {
        placeholders(kind).iter().map(|Placeholder { list, name, .. }| (*list, *name)).collect()
    }

    #[test]
    fn every_value_of_a_form_is_documented_and_nothing_else() {
        let house = House {
            company: "Ramjet".into(),
            address: "1 Example Street\nBayswater".into(),
            currency: Currency::AUD,
            tax_name: "GST".into(),
            tax_percent: Millionths::whole(10),
            release: "Sample".into(),
        };
        let template = FormTemplate::builtin(FormKind::OfficeOrder).unwrap();
        let page = office::page(&template, &office(&house), &WORDS).unwrap();
        assert_eq!(names(&page), documented(FormKind::OfficeOrder));
        let template = FormTemplate::builtin(FormKind::WorksOrder).unwrap();
        // Short instructions stand in the frame and long ones in the notes; nobody has both.
        let long = WorksOrder { special_instructions: Some("Long. ".repeat(200)), ..works(&house) };
        let page = works::page(&template, &long, &WORDS).unwrap();
        assert_eq!(names(&page), documented(FormKind::WorksOrder));
    }
}
