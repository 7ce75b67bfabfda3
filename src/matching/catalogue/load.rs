//! A whole catalogue at once, from the JSON shape of the demo.
//!
//! Numbers are decimal texts, so that none of them passes through a float. Everything is written in the caller's transaction: all or
//! nothing. A catalogue is loaded into an organisation that has none.

use std::collections::HashMap;
use std::str::FromStr;

use chrono::{DateTime, NaiveDate, Utc};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use serde::Deserialize;

use super::search_words;
use crate::entity::ids::{CustomerId, ProductId};
use crate::entity::states::ProductStatus;
use crate::entity::{
    Exact, OfOrganisation, Scope, alias, customer, customer_domain, manufacturing, material, packaging, price, product,
};
use crate::matching::customers::name_key;
use crate::reader::units::{Currency, Millionths, normal_key, search_text};

/// Why a catalogue was not loaded; nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// Not the JSON it should be.
    #[error("the catalogue cannot be read")]
    Shape(#[from] serde_json::Error),
    /// A text that should be a number, a currency or a day is none.
    #[error("{product}: {problem}")]
    Value {
        /// Code of the product.
        product: String,
        /// What is wrong.
        problem: String,
    },
    /// A price names a customer that the catalogue does not list.
    #[error("{product}: the customer {customer} is not in the catalogue")]
    UnknownCustomer {
        /// Code of the product.
        product: String,
        /// The name.
        customer: String,
    },
    /// A successor is no product of the catalogue.
    #[error("{product}: the successor {successor} is not in the catalogue")]
    UnknownSuccessor {
        /// Code of the product.
        product: String,
        /// Code of the successor.
        successor: String,
    },
    /// There are products already.
    #[error("this organisation has a catalogue already; nothing was changed")]
    NotEmpty,
    /// The database failed.
    #[error("saving the catalogue; nothing was changed")]
    Save(#[from] DbErr),
}

#[derive(Deserialize)]
struct Catalogue {
    customers: Vec<CustomerEntry>,
    products: Vec<ProductEntry>,
}

#[derive(Deserialize)]
struct CustomerEntry {
    name: String,
    #[serde(default)]
    mail_domains: Vec<String>,
    number: Option<String>,
    address: Option<String>,
    price_tolerance_percent: Option<String>,
    lead_days: Option<String>,
    /// Two letters.
    country: Option<String>,
    tax_percent: Option<String>,
    tax_name: Option<String>,
    tax_reason: Option<String>,
}

#[derive(Deserialize)]
struct ProductEntry {
    code: String,
    description: String,
    customer_name: Option<String>,
    manufacturing: Option<ManufacturingEntry>,
    #[serde(default)]
    materials: Vec<MaterialEntry>,
    packaging: Option<PackagingEntry>,
    #[serde(default)]
    prices: Vec<PriceEntry>,
    #[serde(default)]
    part_numbers: Vec<PartNumberEntry>,
    unit: Option<String>,
    minimum_quantity: Option<String>,
    pack_multiple: Option<String>,
    lead_days: Option<String>,
    discontinued_on: Option<String>,
    /// Code of the product that replaces it.
    successor: Option<String>,
    status: Option<ProductStatus>,
    other_description: Option<String>,
    family: Option<String>,
    size: Option<String>,
    drawing_no: Option<String>,
    drawing_revision: Option<String>,
    gtin: Option<String>,
    customs_code: Option<String>,
}

/// What a customer calls the product.
#[derive(Deserialize)]
struct PartNumberEntry {
    customer: String,
    part_number: String,
}

#[derive(Deserialize)]
struct ManufacturingEntry {
    mould_no: Option<String>,
    cavities: Option<String>,
    cycle_seconds: Option<String>,
    product_weight_grams: Option<String>,
    shot_weight_grams: Option<String>,
    machine_minimum: Option<String>,
    runner_weight_grams: Option<String>,
    running_hours: Option<String>,
}

#[derive(Deserialize)]
struct MaterialEntry {
    colour: String,
    grade: Option<String>,
    kind: Option<String>,
    colour_no: Option<String>,
    colour_supplier: Option<String>,
    masterbatch_percent: Option<String>,
    additive: Option<String>,
    additive_percent: Option<String>,
    additive_supplier: Option<String>,
}

#[derive(Deserialize)]
struct PackagingEntry {
    pieces_per_bag: Option<String>,
    bag_size: Option<String>,
    pieces_per_carton: Option<String>,
    carton_size: Option<String>,
    cartons_per_pallet: Option<String>,
    cartons_per_layer: Option<String>,
    carton_gross_kilograms: Option<String>,
}

#[derive(Deserialize)]
struct PriceEntry {
    colour: Option<String>,
    customer: Option<String>,
    unit_price: String,
    price_per: String,
    currency: String,
    quantity_from: Option<String>,
    effective_from: String,
    effective_until: Option<String>,
}

/// Loads a catalogue into an organisation that has none; gives the number of products.
pub async fn load(
    tx: &impl ConnectionTrait, scope: &Scope, now: DateTime<Utc>, json: &[u8],
) -> Result<usize, LoadError> {
    let catalogue: Catalogue = serde_json::from_slice(json)?;
    if product::Entity::of(scope).count(tx).await? > 0 {
        return Err(LoadError::NotEmpty);
    }
    let mut customers = HashMap::new();
    for entry in &catalogue.customers {
        customers.insert(entry.name.as_str(), insert_customer(tx, scope, now, entry).await?);
    }
    let mut products = HashMap::new();
    for entry in &catalogue.products {
        products.insert(entry.code.as_str(), insert_product(tx, scope, now, entry, &customers).await?);
    }
    for entry in &catalogue.products {
        let Some(successor) = &entry.successor else { continue };
        let unknown = || LoadError::UnknownSuccessor { product: entry.code.clone(), successor: successor.clone() };
        let id = products.get(successor.as_str()).copied().ok_or_else(unknown)?;
        product::Entity::update_many()
            .col_expr(product::Column::SuccessorId, Expr::value(id))
            .filter(product::Column::OrganisationId.eq(scope.organisation()))
            .filter(product::Column::Code.eq(&entry.code))
            .exec(tx)
            .await?;
    }
    Ok(catalogue.products.len())
}

async fn insert_customer(
    tx: &impl ConnectionTrait, scope: &Scope, now: DateTime<Utc>, entry: &CustomerEntry,
) -> Result<CustomerId, LoadError> {
    let read = Read { code: &entry.name };
    let row = customer::ActiveModel {
        organisation_id: Set(scope.organisation()),
        name: Set(entry.name.clone()),
        name_key: Set(name_key(&entry.name)),
        created_at: Set(now),
        number: Set(entry.number.clone()),
        address: Set(entry.address.clone()),
        price_tolerance_percent: Set(read.maybe_exact(entry.price_tolerance_percent.as_deref())?),
        lead_days: Set(read.maybe(entry.lead_days.as_deref())?),
        is_active: Set(true),
        version: Set(1),
        country: Set(entry.country.clone()),
        tax_percent: Set(read.maybe_exact(entry.tax_percent.as_deref())?),
        tax_name: Set(entry.tax_name.clone()),
        tax_reason: Set(entry.tax_reason.clone()),
        ..Default::default()
    };
    let id = customer::Entity::insert(row).exec(tx).await?.last_insert_id;
    for domain in &entry.mail_domains {
        let row = customer_domain::ActiveModel {
            organisation_id: Set(scope.organisation()),
            domain: Set(domain.to_lowercase()),
            customer_id: Set(id),
        };
        customer_domain::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(id)
}

async fn insert_product(
    tx: &impl ConnectionTrait, scope: &Scope, now: DateTime<Utc>, entry: &ProductEntry,
    customers: &HashMap<&str, CustomerId>,
) -> Result<ProductId, LoadError> {
    let read = Read { code: &entry.code };
    let called = entry.part_numbers.iter().map(|name| name.part_number.as_str());
    let found_by = [Some(&entry.description), entry.other_description.as_ref(), entry.customer_name.as_ref()];
    let row = product::ActiveModel {
        organisation_id: Set(scope.organisation()),
        code: Set(entry.code.clone()),
        code_key: Set(normal_key(&entry.code)),
        description: Set(entry.description.clone()),
        customer_name: Set(entry.customer_name.clone()),
        is_active: Set(true),
        search_text: Set(search_text(&format!("{} {}", entry.code, entry.description))),
        created_at: Set(now),
        unit: Set(entry.unit.clone()),
        minimum_quantity: Set(read.maybe_exact(entry.minimum_quantity.as_deref())?),
        pack_multiple: Set(read.maybe_exact(entry.pack_multiple.as_deref())?),
        lead_days: Set(read.maybe(entry.lead_days.as_deref())?),
        discontinued_on: Set(read.maybe(entry.discontinued_on.as_deref())?),
        status: Set(entry.status.unwrap_or(ProductStatus::Active)),
        other_description: Set(entry.other_description.clone()),
        family: Set(entry.family.clone()),
        size: Set(entry.size.clone()),
        drawing_no: Set(entry.drawing_no.clone()),
        drawing_revision: Set(entry.drawing_revision.clone()),
        gtin: Set(entry.gtin.clone()),
        customs_code: Set(entry.customs_code.clone()),
        version: Set(1),
        search_words: Set(search_words(&entry.code, found_by.into_iter().flatten().map(String::as_str).chain(called))),
        ..Default::default()
    };
    let id = product::Entity::insert(row).exec(tx).await?.last_insert_id;
    insert_shop_floor(tx, scope, id, entry, &read).await?;
    insert_prices(tx, scope, now, (id, entry), customers).await?;
    for name in &entry.part_numbers {
        let row = alias::ActiveModel {
            organisation_id: Set(scope.organisation()),
            customer_id: Set(Some(read.customer(customers, &name.customer)?)),
            alias: Set(name.part_number.clone()),
            alias_key: Set(normal_key(&name.part_number)),
            product_id: Set(id),
            origin: Set("import".to_owned()),
            created_at: Set(now),
            ..Default::default()
        };
        alias::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(id)
}

async fn insert_prices(
    tx: &impl ConnectionTrait, scope: &Scope, now: DateTime<Utc>, (id, entry): (ProductId, &ProductEntry),
    customers: &HashMap<&str, CustomerId>,
) -> Result<(), LoadError> {
    let read = Read { code: &entry.code };
    for price in &entry.prices {
        let customer_id = price.customer.as_deref().map(|name| read.customer(customers, name)).transpose()?;
        let row = price::ActiveModel {
            organisation_id: Set(scope.organisation()),
            product_id: Set(id),
            colour_key: Set(price.colour.as_deref().map(normal_key)),
            customer_id: Set(customer_id),
            unit_price: Set(read.exact(&price.unit_price)?),
            price_per: Set(read.exact(&price.price_per)?),
            currency: Set(read.any::<Currency>(&price.currency)?.code().to_owned()),
            quantity_from: Set(price.quantity_from.as_deref().map_or(Ok(Exact(0)), |text| read.exact(text))?),
            effective_from: Set(read.any::<NaiveDate>(&price.effective_from)?),
            effective_until: Set(read.maybe(price.effective_until.as_deref())?),
            created_at: Set(Some(now)),
            origin: Set("import".to_owned()),
            ..Default::default()
        };
        price::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(())
}

async fn insert_shop_floor(
    tx: &impl ConnectionTrait, scope: &Scope, product: ProductId, entry: &ProductEntry, read: &Read<'_>,
) -> Result<(), LoadError> {
    if let Some(known) = &entry.manufacturing {
        let row = manufacturing::ActiveModel {
            organisation_id: Set(scope.organisation()),
            product_id: Set(product),
            mould_no: Set(known.mould_no.clone()),
            cycle_seconds: Set(read.maybe_exact(known.cycle_seconds.as_deref())?),
            shot_weight_grams: Set(read.maybe_exact(known.shot_weight_grams.as_deref())?),
            cavities: Set(read.maybe(known.cavities.as_deref())?),
            product_weight_grams: Set(read.maybe_exact(known.product_weight_grams.as_deref())?),
            machine_minimum: Set(known.machine_minimum.clone()),
            runner_weight_grams: Set(read.maybe_exact(known.runner_weight_grams.as_deref())?),
            running_hours: Set(read.maybe_exact(known.running_hours.as_deref())?),
        };
        manufacturing::Entity::insert(row).exec_without_returning(tx).await?;
    }
    for known in &entry.materials {
        let row = material::ActiveModel {
            organisation_id: Set(scope.organisation()),
            product_id: Set(product),
            colour: Set(known.colour.clone()),
            colour_key: Set(normal_key(&known.colour)),
            grade: Set(known.grade.clone()),
            kind: Set(known.kind.clone()),
            colour_no: Set(known.colour_no.clone()),
            colour_supplier: Set(known.colour_supplier.clone()),
            masterbatch_percent: Set(read.maybe_exact(known.masterbatch_percent.as_deref())?),
            additive: Set(known.additive.clone()),
            additive_percent: Set(read.maybe_exact(known.additive_percent.as_deref())?),
            additive_supplier: Set(known.additive_supplier.clone()),
            ..Default::default()
        };
        material::Entity::insert(row).exec_without_returning(tx).await?;
    }
    if let Some(known) = &entry.packaging {
        let row = packaging::ActiveModel {
            organisation_id: Set(scope.organisation()),
            product_id: Set(product),
            pieces_per_bag: Set(read.maybe(known.pieces_per_bag.as_deref())?),
            bag_size: Set(known.bag_size.clone()),
            pieces_per_carton: Set(read.maybe(known.pieces_per_carton.as_deref())?),
            carton_size: Set(known.carton_size.clone()),
            cartons_per_pallet: Set(read.maybe(known.cartons_per_pallet.as_deref())?),
            cartons_per_layer: Set(read.maybe(known.cartons_per_layer.as_deref())?),
            carton_gross_kilograms: Set(read.maybe_exact(known.carton_gross_kilograms.as_deref())?),
        };
        packaging::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(())
}

/// Reads the texts of one product, naming it in every refusal.
struct Read<'a> {
    code: &'a str,
}

impl Read<'_> {
    fn any<T: FromStr>(&self, text: &str) -> Result<T, LoadError>
    where
        T::Err: std::fmt::Display,
    {
        text.parse().map_err(|error: T::Err| LoadError::Value {
            product: self.code.to_owned(),
            problem: format!("“{text}”: {error}"),
        })
    }

    fn maybe<T: FromStr>(&self, text: Option<&str>) -> Result<Option<T>, LoadError>
    where
        T::Err: std::fmt::Display,
    {
        text.map(|text| self.any(text)).transpose()
    }

    fn customer(&self, customers: &HashMap<&str, CustomerId>, name: &str) -> Result<CustomerId, LoadError> {
        customers
            .get(name)
            .copied()
            .ok_or_else(|| LoadError::UnknownCustomer { product: self.code.to_owned(), customer: name.to_owned() })
    }

    fn exact(&self, text: &str) -> Result<Exact, LoadError> {
        self.any::<Millionths>(text).map(Exact::from)
    }

    fn maybe_exact(&self, text: Option<&str>) -> Result<Option<Exact>, LoadError> {
        text.map(|text| self.exact(text)).transpose()
    }
}
