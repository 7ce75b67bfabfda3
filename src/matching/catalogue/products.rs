//! A person adds a product, changes its values, and says what it is moulded from in which colour.

use std::collections::BTreeMap;

use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
};
use serde_json::{Value, json};

use super::change::{self, CatalogueError, Refusal};
use super::fields::{MaterialField, Numbers, Problem, ProductField, plain};
use super::goods::{self, Goods};
use crate::auth::Right;
use crate::entity::ids::ProductId;
use crate::entity::{OfOrganisation, Scope, material, product};
use crate::ops::deed::{Deed, Done};
use crate::reader::units::normal_key;
use crate::words::Locale;

/// Texts as typed, by name of the value; a value that is not among them stays as it is, an empty text clears it.
pub type Typed = BTreeMap<String, String>;

/// A person adds a product; gives its id. `replaces` is the product it takes the place of, which then names it as its successor.
///
/// Refused: a code that is taken, missing, or without a letter or digit; values that cannot be read.
pub async fn create(deed: &Deed<'_>, typed: &Typed, replaces: Option<ProductId>) -> Result<ProductId, CatalogueError> {
    let code = typed.get(ProductField::Code.word()).map_or("", String::as_str);
    let Some(tx) = change::begin(deed, Right::ManageCatalogue).await? else {
        // Sent twice: the first time made it.
        let found = product::Entity::of(deed.scope)
            .filter(product::Column::CodeKey.eq(normal_key(code)))
            .one(&deed.db.read)
            .await?;
        return found.map(|product| product.id).ok_or(CatalogueError::Missing);
    };
    let numbers = Numbers::Typed(Locale::of(&change::settings(&tx, deed.scope).await?.locale));
    let mut goods = Goods::new(deed.scope.organisation(), deed.now);
    let mut refused = set_values(&mut goods, typed, numbers, true);
    if let Some(fault) = code_fault(&tx, deed.scope, &goods.product.code).await? {
        refused.retain(|fault| fault.field != ProductField::Code.word());
        refused.insert(0, fault);
    }
    refused.extend(find_successor(&tx, deed.scope, &mut goods).await?);
    if !refused.is_empty() {
        return Err(CatalogueError::Refused(refused));
    }
    goods.derive([]);
    let mut row = goods.product.clone().into_active_model();
    row.id = NotSet;
    let id = product::Entity::insert(row).exec(&tx).await?.last_insert_id;
    goods.belongs_to(id);
    goods::write_shop_floor(&tx, std::slice::from_ref(&goods)).await?;
    let values: serde_json::Map<String, Value> = ProductField::ALL
        .iter()
        .filter_map(|field| Some((field.word().to_owned(), Value::String(goods.get(*field)?))))
        .collect();
    change::note(&tx, deed, ("product", id.0, 0), "added", Value::Object(values)).await?;
    if let Some(before) = replaces {
        hand_over(&tx, deed, before, &goods).await?;
    }
    tx.commit().await?;
    Ok(id)
}

/// The product that is replaced names its successor.
async fn hand_over(
    tx: &impl ConnectionTrait, deed: &Deed<'_>, before: ProductId, goods: &Goods,
) -> Result<(), CatalogueError> {
    let found = product::Entity::of(deed.scope).filter(product::Column::Id.eq(before)).one(tx).await?;
    let found = found.ok_or(CatalogueError::Missing)?;
    let version = found.version;
    let mut old = change::lock_product(tx, deed.scope, before, version).await?;
    let from = old.successor.replace(goods.product.code.clone());
    old.product.successor_id = Some(goods.product.id);
    change::save_product(tx, deed.scope, &mut old).await?;
    let detail = json!({ "field": ProductField::Successor.word(), "from": from, "to": goods.product.code });
    change::note(tx, deed, ("product", before.0, version), "corrected", detail).await
}

/// A person changes values of a product; each change is journalled with old and new. The code never changes: another code is another
/// product, see [`create`] with `replaces`.
///
/// Values that stay the same are passed over. [`CatalogueError::Refused`] names every text that is not taken.
pub async fn correct(deed: &Deed<'_>, id: ProductId, version: i64, typed: &Typed) -> Result<Done, CatalogueError> {
    let Some(tx) = change::begin(deed, Right::ManageCatalogue).await? else { return Ok(Done::Again) };
    let before = change::lock_product(&tx, deed.scope, id, version).await?;
    let numbers = Numbers::Typed(Locale::of(&change::settings(&tx, deed.scope).await?.locale));
    let mut after = before.clone();
    let mut refused = set_values(&mut after, typed, numbers, false);
    if after.successor != before.successor {
        refused.extend(find_successor(&tx, deed.scope, &mut after).await?);
    }
    if !refused.is_empty() {
        return Err(CatalogueError::Refused(refused));
    }
    let changes = differences(&before, &after);
    if changes.is_empty() {
        tx.commit().await?;
        return Ok(Done::First);
    }
    change::save_product(&tx, deed.scope, &mut after).await?;
    for (field, from, to) in changes {
        let detail = json!({ "field": field.word(), "from": from, "to": to });
        change::note(&tx, deed, ("product", id.0, version), "corrected", detail).await?;
    }
    tx.commit().await?;
    Ok(Done::First)
}

/// A value that changed: which, from, to; in plain form.
pub(super) type Difference = (ProductField, Option<String>, Option<String>);

/// The values in which two states of one product differ.
pub(super) fn differences(before: &Goods, after: &Goods) -> Vec<Difference> {
    let differs = |field: &ProductField| {
        let (from, to) = (before.get(*field), after.get(*field));
        (from != to).then_some((*field, from, to))
    };
    ProductField::ALL.iter().filter_map(differs).collect()
}

/// Sets every typed value that can be read; gives those that cannot. The code is set for a new product only.
fn set_values(goods: &mut Goods, typed: &Typed, numbers: Numbers, is_new: bool) -> Vec<Refusal> {
    let mut refused = Vec::new();
    for field in ProductField::ALL {
        let Some(text) = typed.get(field.word()) else { continue };
        if *field == ProductField::Code && !is_new {
            continue;
        }
        match plain(field.kind(), text, numbers) {
            Ok(None) if *field == ProductField::Description => {
                refused.push(Refusal::new(field.word(), Problem::Needed));
            }
            Ok(value) => goods.set(*field, value),
            Err(problem) => refused.push(Refusal::new(field.word(), problem)),
        }
    }
    if is_new && goods.product.description.is_empty() && !refused.iter().any(|fault| fault.field == "description") {
        refused.push(Refusal::new(ProductField::Description.word(), Problem::Needed));
    }
    refused
}

/// What stands against a code for a new product: nothing in it, or another product that reads the same.
async fn code_fault(db: &impl ConnectionTrait, scope: &Scope, code: &str) -> Result<Option<Refusal>, CatalogueError> {
    let field = ProductField::Code.word();
    let key = normal_key(code);
    if code.is_empty() {
        return Ok(Some(Refusal::new(field, Problem::Needed)));
    }
    if key.is_empty() {
        return Ok(Some(Refusal::new(field, Problem::NoCode)));
    }
    let taken = product::Entity::of(scope).filter(product::Column::CodeKey.eq(key)).one(db).await?;
    Ok(taken.map(|other| Refusal::new(field, Problem::Taken).because_of(other.code)))
}

/// Finds the id of the successor named by its code.
async fn find_successor(
    db: &impl ConnectionTrait, scope: &Scope, goods: &mut Goods,
) -> Result<Option<Refusal>, CatalogueError> {
    let field = ProductField::Successor.word();
    let Some(code) = goods.successor.clone() else {
        goods.product.successor_id = None;
        return Ok(None);
    };
    let key = normal_key(&code);
    if key == normal_key(&goods.product.code) {
        return Ok(Some(Refusal::new(field, Problem::Itself)));
    }
    let found = product::Entity::of(scope).filter(product::Column::CodeKey.eq(key)).all(db).await?;
    match found.iter().find(|product| product.code == code).or(found.first()) {
        Some(product) => {
            goods.product.successor_id = Some(product.id);
            goods.successor = Some(product.code.clone());
            Ok(None)
        }
        None => Ok(Some(Refusal::new(field, Problem::UnknownProduct))),
    }
}

/// A person says what the product is moulded from in one colour; a colour that is not known yet is added.
///
/// * `material` — the colour that is changed; `None` adds one.
pub async fn set_material(
    deed: &Deed<'_>, id: ProductId, version: i64, material_id: Option<i64>, typed: &Typed,
) -> Result<Done, CatalogueError> {
    let Some(tx) = change::begin(deed, Right::ManageCatalogue).await? else { return Ok(Done::Again) };
    let mut product = change::lock_product(&tx, deed.scope, id, version).await?;
    let all = material::Entity::of(deed.scope).filter(material::Column::ProductId.eq(id)).all(&tx).await?;
    let before = match material_id {
        Some(wanted) => all.iter().find(|row| row.id == wanted).cloned().ok_or(CatalogueError::Missing)?,
        None => goods::new_material(deed.scope.organisation(), id),
    };
    let numbers = Numbers::Typed(Locale::of(&change::settings(&tx, deed.scope).await?.locale));
    let mut after = before.clone();
    let mut refused = Vec::new();
    for field in MaterialField::ALL {
        let Some(text) = typed.get(field.word()) else { continue };
        match plain(field.kind(), text, numbers) {
            Ok(value) => goods::set_material(&mut after, *field, value),
            Err(problem) => refused.push(Refusal::new(field.word(), problem)),
        }
    }
    let colour = MaterialField::Colour.word();
    if after.colour_key.is_empty() {
        refused.push(Refusal::new(colour, Problem::Needed));
    } else if let Some(other) = all.iter().find(|row| row.id != before.id && row.colour_key == after.colour_key) {
        refused.push(Refusal::new(colour, Problem::Taken).because_of(other.colour.clone()));
    }
    let rates =
        [after.masterbatch_percent, after.additive_percent].into_iter().flatten().map(|rate| rate.0).sum::<i64>();
    if refused.is_empty() && rates > 100_000_000 {
        refused.push(Refusal::new(MaterialField::MasterbatchPercent.word(), Problem::OverHundred));
    }
    if !refused.is_empty() {
        return Err(CatalogueError::Refused(refused));
    }
    let changes: Vec<Value> = MaterialField::ALL
        .iter()
        .filter_map(|field| {
            let (from, to) = (goods::of_material(&before, *field), goods::of_material(&after, *field));
            let from = from.filter(|text| !text.is_empty());
            (from != to).then(|| json!({ "field": field.word(), "colour": after.colour, "from": from, "to": to }))
        })
        .collect();
    if changes.is_empty() {
        tx.commit().await?;
        return Ok(Done::First);
    }
    let mut row = after.clone().into_active_model().reset_all();
    if material_id.is_some() {
        row.update(&tx).await?;
    } else {
        row.id = NotSet;
        material::Entity::insert(row).exec(&tx).await?;
    }
    change::save_product(&tx, deed.scope, &mut product).await?;
    for detail in changes {
        change::note(&tx, deed, ("product", id.0, version), "corrected", detail).await?;
    }
    tx.commit().await?;
    Ok(Done::First)
}

/// A person takes a colour away; what it was stays in the journal.
pub async fn remove_material(
    deed: &Deed<'_>, id: ProductId, version: i64, material_id: i64,
) -> Result<Done, CatalogueError> {
    let Some(tx) = change::begin(deed, Right::ManageCatalogue).await? else { return Ok(Done::Again) };
    let mut product = change::lock_product(&tx, deed.scope, id, version).await?;
    let found = material::Entity::of(deed.scope)
        .filter(material::Column::ProductId.eq(id))
        .filter(material::Column::Id.eq(material_id))
        .one(&tx)
        .await?
        .ok_or(CatalogueError::Missing)?;
    let was: serde_json::Map<String, Value> = MaterialField::ALL
        .iter()
        .filter_map(|field| Some((field.word().to_owned(), Value::String(goods::of_material(&found, *field)?))))
        .collect();
    material::Entity::delete_by_id(found.id).exec(&tx).await?;
    change::save_product(&tx, deed.scope, &mut product).await?;
    change::note(&tx, deed, ("product", id.0, version), "colour_removed", Value::Object(was)).await?;
    tx.commit().await?;
    Ok(Done::First)
}
