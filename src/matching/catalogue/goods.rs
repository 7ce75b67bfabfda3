//! One product with its mould and packaging, as values by name.

use std::collections::HashMap;

use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, IntoActiveModel, Iterable, QueryFilter,
};

use super::fields::{MaterialField, ProductField};
use crate::entity::ids::{OrganisationId, ProductId};
use crate::entity::states::ProductStatus;
use crate::entity::{Exact, OfOrganisation, Scope, manufacturing, material, packaging, product};
use crate::reader::units::{Millionths, normal_key, search_text};

/// One product with everything that has one value.
#[derive(Clone, Debug, PartialEq)]
pub struct Goods {
    /// The product.
    pub product: product::Model,
    /// How it is moulded; empty where nothing is known.
    pub manufacturing: manufacturing::Model,
    /// How it is packed; empty where nothing is known.
    pub packaging: packaging::Model,
    /// The code of what replaces it.
    pub successor: Option<String>,
    /// Whether mould and packaging have a row each.
    rows: [bool; 2],
}

impl Goods {
    /// A product that is not stored yet.
    pub fn new(organisation_id: OrganisationId, now: chrono::DateTime<chrono::Utc>) -> Self {
        let id = ProductId(0);
        Self {
            product: product::Model {
                id,
                organisation_id,
                code: String::new(),
                code_key: String::new(),
                description: String::new(),
                customer_name: None,
                is_active: true,
                search_text: String::new(),
                created_at: now,
                unit: None,
                minimum_quantity: None,
                pack_multiple: None,
                lead_days: None,
                discontinued_on: None,
                successor_id: None,
                status: ProductStatus::Active,
                other_description: None,
                family: None,
                size: None,
                drawing_no: None,
                drawing_revision: None,
                gtin: None,
                customs_code: None,
                version: 1,
                search_words: String::new(),
            },
            manufacturing: no_manufacturing(organisation_id, id),
            packaging: no_packaging(organisation_id, id),
            successor: None,
            rows: [false; 2],
        }
    }

    /// The plain form of a value.
    pub fn get(&self, field: ProductField) -> Option<String> {
        use ProductField as F;
        let (p, m, k) = (&self.product, &self.manufacturing, &self.packaging);
        let exact = |value: Option<Exact>| value.map(|value| value.to_string());
        let whole = |value: Option<i64>| value.map(|value| value.to_string());
        match field {
            F::Code => Some(p.code.clone()),
            F::Description => Some(p.description.clone()).filter(|text| !text.is_empty()),
            F::OtherDescription => p.other_description.clone(),
            F::CustomerName => p.customer_name.clone(),
            F::State => Some(state_of(p).to_owned()),
            F::Family => p.family.clone(),
            F::Size => p.size.clone(),
            F::Unit => p.unit.clone(),
            F::MinimumQuantity => exact(p.minimum_quantity),
            F::PackMultiple => exact(p.pack_multiple),
            F::LeadDays => whole(p.lead_days),
            F::DiscontinuedOn => p.discontinued_on.map(|day| day.to_string()),
            F::Successor => self.successor.clone(),
            F::DrawingNo => p.drawing_no.clone(),
            F::DrawingRevision => p.drawing_revision.clone(),
            F::Gtin => p.gtin.clone(),
            F::CustomsCode => p.customs_code.clone(),
            F::MouldNo => m.mould_no.clone(),
            F::Cavities => whole(m.cavities),
            F::CycleSeconds => exact(m.cycle_seconds),
            F::ProductWeightGrams => exact(m.product_weight_grams),
            F::RunnerWeightGrams => exact(m.runner_weight_grams),
            F::ShotWeightGrams => exact(m.shot_weight_grams),
            F::RunningHours => exact(m.running_hours),
            F::MachineMinimum => m.machine_minimum.clone(),
            F::PiecesPerBag => whole(k.pieces_per_bag),
            F::BagSize => k.bag_size.clone(),
            F::PiecesPerCarton => whole(k.pieces_per_carton),
            F::CartonSize => k.carton_size.clone(),
            F::CartonsPerPallet => whole(k.cartons_per_pallet),
            F::CartonsPerLayer => whole(k.cartons_per_layer),
            F::CartonGrossKilograms => exact(k.carton_gross_kilograms),
        }
    }

    /// Sets a value from its plain form. The code also sets what is derived from it; the id of the successor is the caller's to find.
    pub fn set(&mut self, field: ProductField, value: Option<String>) {
        use ProductField as F;
        let (p, m, k) = (&mut self.product, &mut self.manufacturing, &mut self.packaging);
        match field {
            F::Code => p.code = value.unwrap_or_default(),
            F::Description => p.description = value.unwrap_or_default(),
            F::OtherDescription => p.other_description = value,
            F::CustomerName => p.customer_name = value,
            F::State => set_state(p, value.as_deref()),
            F::Family => p.family = value,
            F::Size => p.size = value,
            F::Unit => p.unit = value,
            F::MinimumQuantity => p.minimum_quantity = exact(value),
            F::PackMultiple => p.pack_multiple = exact(value),
            F::LeadDays => p.lead_days = whole(value),
            F::DiscontinuedOn => p.discontinued_on = value.and_then(|text| text.parse().ok()),
            F::Successor => self.successor = value,
            F::DrawingNo => p.drawing_no = value,
            F::DrawingRevision => p.drawing_revision = value,
            F::Gtin => p.gtin = value,
            F::CustomsCode => p.customs_code = value,
            F::MouldNo => m.mould_no = value,
            F::Cavities => m.cavities = whole(value),
            F::CycleSeconds => m.cycle_seconds = exact(value),
            F::ProductWeightGrams => m.product_weight_grams = exact(value),
            F::RunnerWeightGrams => m.runner_weight_grams = exact(value),
            F::ShotWeightGrams => m.shot_weight_grams = exact(value),
            F::RunningHours => m.running_hours = exact(value),
            F::MachineMinimum => m.machine_minimum = value,
            F::PiecesPerBag => k.pieces_per_bag = whole(value),
            F::BagSize => k.bag_size = value,
            F::PiecesPerCarton => k.pieces_per_carton = whole(value),
            F::CartonSize => k.carton_size = value,
            F::CartonsPerPallet => k.cartons_per_pallet = whole(value),
            F::CartonsPerLayer => k.cartons_per_layer = whole(value),
            F::CartonGrossKilograms => k.carton_gross_kilograms = exact(value),
        }
    }

    /// Works out what follows from the values: keys, the text that matching searches, and the words of the list.
    pub fn derive<'a>(&mut self, part_numbers: impl IntoIterator<Item = &'a str>) {
        let p = &mut self.product;
        p.code_key = normal_key(&p.code);
        p.search_text = search_text(&format!("{} {}", p.code, p.description));
        let texts = [Some(p.description.as_str()), p.other_description.as_deref(), p.customer_name.as_deref()];
        let mut others: Vec<&str> = texts.into_iter().flatten().collect();
        let names: Vec<&str> = part_numbers.into_iter().collect();
        others.extend(names.iter().copied());
        let words = super::search_words(&p.code, others);
        p.search_words = words;
    }

    /// Gives mould and packaging the id of the stored product.
    pub fn belongs_to(&mut self, id: ProductId) {
        self.product.id = id;
        self.manufacturing.product_id = id;
        self.packaging.product_id = id;
    }

    fn has_mould(&self) -> bool {
        self.manufacturing != no_manufacturing(self.manufacturing.organisation_id, self.manufacturing.product_id)
    }

    fn has_packaging(&self) -> bool {
        self.packaging != no_packaging(self.packaging.organisation_id, self.packaging.product_id)
    }

    /// Writes the product's row, and those of mould and packaging where they hold something or did before.
    pub async fn save(&self, tx: &impl ConnectionTrait) -> Result<(), DbErr> {
        self.product.clone().into_active_model().reset_all().update(tx).await?;
        write_shop_floor(tx, std::slice::from_ref(self)).await
    }
}

/// Writes mould and packaging of several products; nothing is written of which nothing is known.
pub async fn write_shop_floor(tx: &impl ConnectionTrait, goods: &[Goods]) -> Result<(), DbErr> {
    let moulds: Vec<_> = goods.iter().filter(|one| one.rows[0] || one.has_mould()).collect();
    if !moulds.is_empty() {
        use manufacturing::Column as C;
        let rows = moulds.into_iter().map(|one| one.manufacturing.clone().into_active_model().reset_all());
        let values = C::iter().filter(|column| !matches!(column, C::OrganisationId | C::ProductId));
        let replaced = OnConflict::columns([C::OrganisationId, C::ProductId]).update_columns(values).to_owned();
        manufacturing::Entity::insert_many(rows).on_conflict(replaced).exec_without_returning(tx).await?;
    }
    let packs: Vec<_> = goods.iter().filter(|one| one.rows[1] || one.has_packaging()).collect();
    if !packs.is_empty() {
        use packaging::Column as C;
        let rows = packs.into_iter().map(|one| one.packaging.clone().into_active_model().reset_all());
        let values = C::iter().filter(|column| !matches!(column, C::OrganisationId | C::ProductId));
        let replaced = OnConflict::columns([C::OrganisationId, C::ProductId]).update_columns(values).to_owned();
        packaging::Entity::insert_many(rows).on_conflict(replaced).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// The state people see.
pub fn state_of(product: &product::Model) -> &'static str {
    match (product.is_active, product.status) {
        (false, _) => "gone",
        (true, ProductStatus::Active) => "active",
        (true, ProductStatus::RunOut) => "run_out",
        (true, ProductStatus::OnHold) => "on_hold",
    }
}

fn set_state(product: &mut product::Model, state: Option<&str>) {
    product.is_active = state != Some("gone");
    product.status = match state {
        Some("run_out") => ProductStatus::RunOut,
        Some("on_hold") => ProductStatus::OnHold,
        // What a product was before it left the catalogue stays known.
        Some("gone") => product.status,
        _ => ProductStatus::Active,
    };
}

fn exact(value: Option<String>) -> Option<Exact> {
    value.and_then(|text| text.parse::<Millionths>().ok()).map(Exact::from)
}

fn whole(value: Option<String>) -> Option<i64> {
    value.and_then(|text| text.parse().ok())
}

const fn no_manufacturing(organisation_id: OrganisationId, product_id: ProductId) -> manufacturing::Model {
    manufacturing::Model {
        organisation_id,
        product_id,
        mould_no: None,
        cycle_seconds: None,
        shot_weight_grams: None,
        cavities: None,
        product_weight_grams: None,
        machine_minimum: None,
        runner_weight_grams: None,
        running_hours: None,
    }
}

const fn no_packaging(organisation_id: OrganisationId, product_id: ProductId) -> packaging::Model {
    packaging::Model {
        organisation_id,
        product_id,
        pieces_per_bag: None,
        bag_size: None,
        pieces_per_carton: None,
        carton_size: None,
        cartons_per_pallet: None,
        cartons_per_layer: None,
        carton_gross_kilograms: None,
    }
}

/// What a colour of a product is, in plain form.
pub fn of_material(row: &material::Model, field: MaterialField) -> Option<String> {
    use MaterialField as F;
    match field {
        F::Colour => Some(row.colour.clone()),
        F::Grade => row.grade.clone(),
        F::Kind => row.kind.clone(),
        F::ColourNo => row.colour_no.clone(),
        F::ColourSupplier => row.colour_supplier.clone(),
        F::MasterbatchPercent => row.masterbatch_percent.map(|value| value.to_string()),
        F::Additive => row.additive.clone(),
        F::AdditivePercent => row.additive_percent.map(|value| value.to_string()),
        F::AdditiveSupplier => row.additive_supplier.clone(),
    }
}

/// Sets a value of a colour from its plain form.
pub fn set_material(row: &mut material::Model, field: MaterialField, value: Option<String>) {
    use MaterialField as F;
    match field {
        F::Colour => {
            row.colour = value.unwrap_or_default();
            row.colour_key = normal_key(&row.colour);
        }
        F::Grade => row.grade = value,
        F::Kind => row.kind = value,
        F::ColourNo => row.colour_no = value,
        F::ColourSupplier => row.colour_supplier = value,
        F::MasterbatchPercent => row.masterbatch_percent = exact(value),
        F::Additive => row.additive = value,
        F::AdditivePercent => row.additive_percent = exact(value),
        F::AdditiveSupplier => row.additive_supplier = value,
    }
}

/// A colour that is not stored yet.
pub fn new_material(organisation_id: OrganisationId, product_id: ProductId) -> material::Model {
    material::Model {
        id: 0,
        organisation_id,
        product_id,
        colour: String::new(),
        colour_key: String::new(),
        grade: None,
        kind: None,
        colour_no: None,
        colour_supplier: None,
        masterbatch_percent: None,
        additive: None,
        additive_percent: None,
        additive_supplier: None,
    }
}

/// The products themselves with mould, packaging and the code of the successor; four queries whatever their number.
pub async fn complete(
    db: &impl ConnectionTrait, scope: &Scope, products: Vec<product::Model>,
) -> Result<Vec<Goods>, DbErr> {
    let ids = || products.iter().map(|product| product.id);
    let moulds = manufacturing::Entity::of(scope).filter(manufacturing::Column::ProductId.is_in(ids())).all(db).await?;
    let packs = packaging::Entity::of(scope).filter(packaging::Column::ProductId.is_in(ids())).all(db).await?;
    let successors: Vec<ProductId> = products.iter().filter_map(|product| product.successor_id).collect();
    let codes: HashMap<ProductId, String> = if successors.is_empty() {
        HashMap::new()
    } else {
        let found = product::Entity::of(scope).filter(product::Column::Id.is_in(successors)).all(db).await?;
        found.into_iter().map(|product| (product.id, product.code)).collect()
    };
    let mut moulds: HashMap<ProductId, _> = moulds.into_iter().map(|row| (row.product_id, row)).collect();
    let mut packs: HashMap<ProductId, _> = packs.into_iter().map(|row| (row.product_id, row)).collect();
    Ok(products
        .into_iter()
        .map(|product| Goods {
            rows: [moulds.contains_key(&product.id), packs.contains_key(&product.id)],
            manufacturing: moulds
                .remove(&product.id)
                .unwrap_or_else(|| no_manufacturing(product.organisation_id, product.id)),
            packaging: packs.remove(&product.id).unwrap_or_else(|| no_packaging(product.organisation_id, product.id)),
            successor: product.successor_id.and_then(|id| codes.get(&id).cloned()),
            product,
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_that_is_set_is_given_back_in_its_plain_form() {
        use super::super::fields::Kind;
        let mut goods = Goods::new(OrganisationId(1), chrono::DateTime::UNIX_EPOCH);
        for field in ProductField::ALL {
            let text = match field.kind() {
                Kind::Day => "2026-12-04",
                Kind::State => "on_hold",
                Kind::Text | Kind::Lines => "text",
                _ => "25",
            };
            goods.set(*field, Some(text.to_owned()));
            assert_eq!(goods.get(*field).as_deref(), Some(text), "{}", field.word());
        }
        let mut colour = new_material(OrganisationId(1), ProductId(1));
        for field in MaterialField::ALL {
            set_material(&mut colour, *field, Some("25".to_owned()));
            assert_eq!(of_material(&colour, *field).as_deref(), Some("25"), "{}", field.word());
        }
    }

    #[test]
    fn a_product_that_left_the_catalogue_remembers_what_it_was() {
        let mut goods = Goods::new(OrganisationId(1), chrono::DateTime::UNIX_EPOCH);
        goods.set(ProductField::State, Some("run_out".to_owned()));
        goods.set(ProductField::State, Some("gone".to_owned()));
        assert_eq!((goods.product.is_active, goods.product.status), (false, ProductStatus::RunOut));
        goods.set(ProductField::State, Some("active".to_owned()));
        assert_eq!(goods.get(ProductField::State).as_deref(), Some("active"));
    }
}
