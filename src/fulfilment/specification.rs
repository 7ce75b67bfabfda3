//! The catalogue's rows as the calculation takes them.

use super::requirements::{Manufacturing, Material, Packaging, Specification};
use crate::matching::specification as catalogue;
use crate::reader::units::Millionths;

/// The specification of one product, for calculation and forms.
pub(super) fn of(known: &catalogue::Specification) -> Specification {
    let mould = known.manufacturing.clone();
    let packs = known.packaging.clone();
    Specification {
        manufacturing: mould.map_or_else(Manufacturing::default, |row| Manufacturing {
            mould: row.mould_no,
            cavities: row.cavities,
            cycle_seconds: row.cycle_seconds.map(Millionths::from),
            shot_weight_grams: row.shot_weight_grams.map(Millionths::from),
            product_weight_grams: row.product_weight_grams.map(Millionths::from),
            machine_minimum: row.machine_minimum,
        }),
        materials: known
            .materials
            .iter()
            .map(|row| Material {
                colour: row.colour.clone(),
                grade: row.grade.clone(),
                kind: row.kind.clone(),
                colour_number: row.colour_no.clone(),
                colour_supplier: row.colour_supplier.clone(),
                masterbatch_percent: row.masterbatch_percent.map(Millionths::from),
                additive: row.additive.clone(),
                additive_percent: row.additive_percent.map(Millionths::from),
                additive_supplier: row.additive_supplier.clone(),
            })
            .collect(),
        packaging: packs.map_or_else(Packaging::default, |row| Packaging {
            pieces_per_bag: row.pieces_per_bag,
            bag_size: row.bag_size,
            pieces_per_carton: row.pieces_per_carton,
            carton_size: row.carton_size,
            cartons_per_pallet: row.cartons_per_pallet,
            cartons_per_layer: row.cartons_per_layer,
        }),
    }
}
