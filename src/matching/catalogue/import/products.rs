//! Rows of products: their values, one colour, prices from today on, and what the customer calls them.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QuerySelect,
};
use serde_json::json;

use super::ImportError;
use super::columns::{BESIDE_PRODUCT, NAMES};
use super::run::{Change, Fault, Outcome, Row, Run, Seen, object};
use crate::entity::ids::{CustomerId, ProductId};
use crate::entity::{Exact, OfOrganisation, alias, material, price, product};
use crate::matching::catalogue::fields::{Kind, MaterialField, Problem, ProductField};
use crate::matching::catalogue::goods::{self, Goods};
use crate::matching::catalogue::price_list::{self, BREAKS_MAX, PriceOf, price_name, quantity_name};
use crate::matching::catalogue::products::differences;
use crate::reader::units::{Millionths, normal_key};

/// What the catalogue knows of the products of a chunk.
#[derive(Default)]
struct Known {
    goods: HashMap<String, Goods>,
    /// The code of whatever product has this key.
    keys: HashMap<String, String>,
    colours: HashMap<ProductId, Vec<material::Model>>,
    prices: HashMap<ProductId, Vec<price::Model>>,
    names: HashMap<ProductId, Vec<alias::Model>>,
    successors: HashMap<String, ProductId>,
    /// What names of the chunk mean already: customer and name, and the product.
    meanings: HashMap<(Option<CustomerId>, String), ProductId>,
}

/// A row that is taken, on the way to the database.
struct Taken {
    code: String,
    is_new: bool,
    colour: Option<(material::Model, bool)>,
    prices: Option<Prices>,
    names: Vec<String>,
    changes: Vec<Change>,
}

/// A price with its breaks, as a row says it.
#[derive(Clone, PartialEq)]
struct Prices {
    currency: String,
    per: Exact,
    from: Option<NaiveDate>,
    breaks: Vec<(Exact, Exact)>,
}

/// Takes a chunk of rows.
pub(super) async fn take(run: &mut Run<'_>, rows: &[Row]) -> Result<(), ImportError> {
    let mut known = know(run, rows).await?;
    let mut taken = Vec::new();
    for row in rows {
        let code = row.text("code").trim().to_owned();
        match decide(run, &mut known, row, &code) {
            Err(faults) => run.count(row, &code, Outcome::Refused(faults)),
            Ok(one) => {
                let changes = one.changes.clone();
                run.count(row, &code, if one.is_new { Outcome::New(changes) } else { Outcome::Changed(changes) });
                if one.is_new || !one.changes.is_empty() {
                    taken.push(one);
                }
            }
        }
    }
    write(run, known, taken).await
}

async fn know(run: &Run<'_>, rows: &[Row]) -> Result<Known, ImportError> {
    let (tx, scope) = (run.tx, run.deed.scope);
    let codes: Vec<&str> = rows.iter().map(|row| row.text("code").trim()).collect();
    let keys: Vec<String> = codes.iter().map(|code| normal_key(code)).collect();
    let found = product::Entity::of(scope).filter(product::Column::CodeKey.is_in(keys)).all(tx).await?;
    let mut known = Known::default();
    known.keys.extend(found.iter().map(|row| (row.code_key.clone(), row.code.clone())));
    let wanted: Vec<_> = found.into_iter().filter(|row| codes.contains(&row.code.as_str())).collect();
    let ids: Vec<ProductId> = wanted.iter().map(|row| row.id).collect();
    known
        .goods
        .extend(goods::complete(tx, scope, wanted).await?.into_iter().map(|one| (one.product.code.clone(), one)));
    for row in material::Entity::of(scope).filter(material::Column::ProductId.is_in(ids.clone())).all(tx).await? {
        known.colours.entry(row.product_id).or_default().push(row);
    }
    let counting = price::Entity::of(scope)
        .filter(price::Column::ProductId.is_in(ids.clone()))
        .filter(price::Column::WithdrawnAt.is_null())
        .filter(price::Column::CustomerId.is_null())
        .filter(price::Column::ColourKey.is_null());
    for row in counting.all(tx).await? {
        known.prices.entry(row.product_id).or_default().push(row);
    }
    let named =
        alias::Entity::of(scope).filter(alias::Column::ProductId.is_in(ids)).filter(alias::Column::EndedAt.is_null());
    for row in named.all(tx).await? {
        known.names.entry(row.product_id).or_default().push(row);
    }
    let successors: Vec<&str> =
        rows.iter().map(|row| row.text("successor").trim()).filter(|code| !code.is_empty()).collect();
    if !successors.is_empty() {
        let found = product::Entity::of(scope).filter(product::Column::Code.is_in(successors)).all(tx).await?;
        known.successors.extend(found.into_iter().map(|row| (row.code, row.id)));
    }
    let names: Vec<String> = rows.iter().flat_map(|row| NAMES.map(|name| normal_key(row.text(name)))).collect();
    let names: Vec<String> = names.into_iter().filter(|key| !key.is_empty()).collect();
    if !names.is_empty() {
        let found = alias::Entity::of(scope)
            .filter(alias::Column::AliasKey.is_in(names))
            .filter(alias::Column::EndedAt.is_null());
        for row in found.all(tx).await? {
            known.meanings.insert((row.customer_id, row.alias_key), row.product_id);
        }
    }
    Ok(known)
}

/// Reads a row against what is known; nothing is written yet.
fn decide(run: &mut Run<'_>, known: &mut Known, row: &Row, code: &str) -> Result<Taken, Vec<Fault>> {
    let mut faults = Vec::new();
    let key = normal_key(code);
    if key.is_empty() {
        let problem = if code.is_empty() { Problem::Needed } else { Problem::NoCode };
        return Err(vec![("code".to_owned(), problem, None)]);
    }
    let is_new = !known.goods.contains_key(code);
    if is_new && let Some(other) = known.keys.get(&key) {
        return Err(vec![("code".to_owned(), Problem::Taken, Some(other.clone()))]);
    }
    let before = known.goods.get(code).cloned();
    let mut after = before.clone().unwrap_or_else(|| Goods::new(run.deed.scope.organisation(), run.deed.now));
    for field in ProductField::ALL {
        if let Some(value) = run.read(row, field.word(), field.kind(), &mut faults) {
            after.set(*field, Some(value));
        }
    }
    if is_new && after.product.description.is_empty() {
        faults.push(("description".to_owned(), Problem::Needed, None));
    }
    if normal_key(after.successor.as_deref().unwrap_or_default()) == key {
        faults.push(("successor".to_owned(), Problem::Itself, None));
    }
    let blank = Goods::new(run.deed.scope.organisation(), run.deed.now);
    let changed = differences(before.as_ref().unwrap_or(&blank), &after);
    let mut changes: Vec<Change> =
        changed.into_iter().map(|(field, from, to)| (field.word().to_owned(), from, to)).collect();
    let successor = after.successor.clone();
    if let Some(wanted) =
        successor.filter(|wanted| before.as_ref().and_then(|one| one.successor.as_ref()) != Some(wanted))
    {
        after.product.successor_id = known.successors.get(&wanted).copied();
        if after.product.successor_id.is_none() && !run.codes.contains(&wanted) {
            faults.push(("successor".to_owned(), Problem::UnknownProduct, None));
        }
    }
    let colour = colour(run, known, (row, after.product.id), &mut faults, &mut changes);
    let colour_key = normal_key(row.text("colour"));
    let beside = BESIDE_PRODUCT.iter().chain(&NAMES).map(|name| row.text(name)).collect::<Vec<_>>().join("\u{1f}");
    let is_first = !run.seen.contains_key(code);
    // What stands beside a product counts once, however many rows its colours take.
    let (mut new_prices, mut new_names) = (None, Vec::new());
    if is_first {
        new_prices = prices(run, known, (row, after.product.id), &mut faults, &mut changes);
        new_names = names(run, known, (row, &after), &mut faults, &mut changes);
    }
    if let Some(seen) = run.seen.get(code) {
        let earlier = Some(seen.row.to_string());
        if seen.colours.contains(&colour_key) {
            faults.push(("code".to_owned(), Problem::Twice, earlier));
        } else if seen.beside != beside || before.as_ref().is_some_and(|before| !differences(before, &after).is_empty())
        {
            faults.push(("code".to_owned(), Problem::Contradicts, earlier));
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    run.seen
        .entry(code.to_owned())
        .or_insert_with(|| Seen { row: row.number, colours: Vec::new(), beside })
        .colours
        .push(colour_key);
    known.keys.insert(key, code.to_owned());
    known.goods.insert(code.to_owned(), after);
    Ok(Taken { code: code.to_owned(), is_new, colour, prices: new_prices, names: new_names, changes })
}

fn colour(
    run: &Run<'_>, known: &Known, (row, id): (&Row, ProductId), faults: &mut Vec<Fault>, changes: &mut Vec<Change>,
) -> Option<(material::Model, bool)> {
    let key = normal_key(row.text(MaterialField::Colour.word()));
    if key.is_empty() {
        return None;
    }
    let all = known.colours.get(&id);
    let before = all.filter(|_| id.0 != 0).and_then(|all| all.iter().find(|one| one.colour_key == key)).cloned();
    let is_new = before.is_none();
    let mut after = before.clone().unwrap_or_else(|| goods::new_material(run.deed.scope.organisation(), id));
    let old = after.clone();
    for field in MaterialField::ALL {
        let Some(value) = run.read(row, field.word(), field.kind(), faults) else { continue };
        // A colour is the same however it is written.
        if *field == MaterialField::Colour && !is_new {
            continue;
        }
        goods::set_material(&mut after, *field, Some(value));
    }
    let rates: i64 = [after.masterbatch_percent, after.additive_percent].into_iter().flatten().map(|rate| rate.0).sum();
    if rates > 100_000_000 {
        faults.push(("masterbatch_percent".to_owned(), Problem::OverHundred, None));
    }
    let mut is_changed = false;
    for field in MaterialField::ALL {
        let from = goods::of_material(&old, *field).filter(|text| !text.is_empty());
        let to = goods::of_material(&after, *field);
        if from != to {
            is_changed = true;
            changes.push((field.word().to_owned(), from, to));
        }
    }
    is_changed.then_some((after, is_new))
}

fn exact(text: Option<String>) -> Option<Exact> {
    text.and_then(|text| text.parse::<Millionths>().ok()).map(Exact::from)
}

fn prices(
    run: &Run<'_>, known: &Known, (row, id): (&Row, ProductId), faults: &mut Vec<Fault>, changes: &mut Vec<Change>,
) -> Option<Prices> {
    let first = exact(run.read(row, &price_name(1), Kind::Number, faults));
    let currency = run.read(row, "currency", Kind::Money, faults);
    let per = exact(run.read(row, "price_per", Kind::Positive, faults)).unwrap_or(Exact(1_000_000));
    let from = run.read(row, "effective_from", Kind::Day, faults).and_then(|text| text.parse().ok());
    let mut breaks: Vec<(Exact, Exact)> = first.map(|price| (Exact(0), price)).into_iter().collect();
    for place in 2..=BREAKS_MAX {
        let quantity = exact(run.read(row, &quantity_name(place), Kind::Positive, faults));
        match (quantity, exact(run.read(row, &price_name(place), Kind::Number, faults))) {
            (Some(quantity), Some(price)) => {
                if breaks.last().is_none_or(|(before, _)| *before >= quantity) {
                    faults.push((quantity_name(place), Problem::BreaksMustRise, None));
                }
                breaks.push((quantity, price));
            }
            (None, None) => {}
            _ => faults.push((price_name(place), Problem::HalfABreak, None)),
        }
    }
    if breaks.is_empty() {
        return None;
    }
    let currency = currency.unwrap_or_else(|| run.settings.currency.code().to_owned());
    let new = Prices { currency, per, from, breaks };
    let old = in_force(run, known.prices.get(&id).filter(|_| id.0 != 0), &new);
    if old.as_ref().is_some_and(|old| same(old, &new)) {
        return None;
    }
    changes.push(("prices".to_owned(), old.as_ref().map(told), Some(told(&new))));
    Some(new)
}

/// The list price that counts on the day of the new one.
fn in_force(run: &Run<'_>, rows: Option<&Vec<price::Model>>, new: &Prices) -> Option<Prices> {
    let day = new.from.unwrap_or(run.today);
    let counts = |row: &&price::Model| {
        row.currency == new.currency
            && row.effective_from <= day
            && row.effective_until.is_none_or(|until| until >= day)
            && new.from.is_none_or(|from| row.effective_from == from)
    };
    let rows: Vec<&price::Model> = rows.into_iter().flatten().filter(counts).collect();
    let from = rows.iter().map(|row| row.effective_from).max()?;
    let mut set: Vec<_> = rows.into_iter().filter(|row| row.effective_from == from).collect();
    set.sort_by_key(|row| (row.quantity_from, row.id));
    let breaks = set.iter().map(|row| (row.quantity_from, row.unit_price)).collect();
    Some(Prices { currency: new.currency.clone(), per: set.first()?.price_per, from: Some(from), breaks })
}

/// Whether two prices are the same whenever they began; "from one on" is any quantity.
fn same(old: &Prices, new: &Prices) -> bool {
    let any = |breaks: &[(Exact, Exact)]| -> Vec<(Exact, Exact)> {
        breaks.iter().map(|(from, price)| (if from.0 <= 1_000_000 { Exact(0) } else { *from }, *price)).collect()
    };
    old.per == new.per && any(&old.breaks) == any(&new.breaks)
}

/// A price in one line: `1.32 / 1000: 1.20 AUD per 1`.
fn told(prices: &Prices) -> String {
    let breaks: Vec<String> = prices
        .breaks
        .iter()
        .map(|(from, price)| if from.0 > 1_000_000 { format!("{from}: {price}") } else { price.to_string() })
        .collect();
    let per = if prices.per.0 == 1_000_000 { String::new() } else { format!(" / {}", prices.per) };
    format!("{} {}{per}", breaks.join(", "), prices.currency)
}

/// What the customer the product is made for calls it, as far as it is new.
fn names(
    run: &mut Run<'_>, known: &Known, (row, after): (&Row, &Goods), faults: &mut Vec<Fault>, changes: &mut Vec<Change>,
) -> Vec<String> {
    let mut new: Vec<String> = Vec::new();
    for name in NAMES {
        let Some(text) = run.read(row, name, Kind::Text, faults) else { continue };
        let key = normal_key(&text);
        let customer = after.product.customer_name.as_deref().map(crate::matching::customers::name_key);
        match customer.filter(|key| !key.is_empty()) {
            _ if key.is_empty() => faults.push((name.to_owned(), Problem::NoCode, None)),
            None => faults.push(("customer".to_owned(), Problem::Needed, None)),
            Some(customer) => {
                let whose = run.customers.get(&customer).copied();
                let meant = whose.and_then(|whose| known.meanings.get(&(Some(whose), key.clone())));
                let claimed = run.named.get(&(customer.clone(), key.clone()));
                match (meant, claimed) {
                    (Some(id), _) if *id == after.product.id => {}
                    (None, None) => {
                        run.named.insert((customer, key), after.product.code.clone());
                        changes.push(("part_number".to_owned(), None, Some(text.clone())));
                        new.push(text);
                    }
                    (None, Some(code)) if *code == after.product.code => {}
                    (_, other) => faults.push((name.to_owned(), Problem::Taken, other.cloned())),
                }
            }
        }
    }
    new
}

async fn write(run: &mut Run<'_>, mut known: Known, taken: Vec<Taken>) -> Result<(), ImportError> {
    let tx = run.tx;
    let named: HashMap<String, Vec<String>> =
        taken.iter().fold(HashMap::new(), |mut all: HashMap<String, Vec<String>>, one| {
            all.entry(one.code.clone()).or_default().extend(one.names.iter().cloned());
            all
        });
    let touched: Vec<String> = {
        let mut codes: Vec<String> = named.keys().cloned().collect();
        codes.sort();
        codes
    };
    for code in &touched {
        let Some(goods) = known.goods.get_mut(code) else { continue };
        let old: Vec<String> =
            known.names.get(&goods.product.id).into_iter().flatten().map(|one| one.alias.clone()).collect();
        goods.derive(old.iter().chain(&named[code]).map(String::as_str));
    }
    insert_new(run, &mut known, &touched).await?;
    for code in &touched {
        let Some(goods) = known.goods.get_mut(code) else { continue };
        if !taken.iter().any(|one| one.code == *code && one.is_new) {
            goods.product.version += 1;
            goods.save(tx).await?;
        }
    }
    for one in taken {
        let Some(goods) = known.goods.get(&one.code) else { continue };
        let (id, version) = (goods.product.id, goods.product.version - 1);
        let customer = goods.product.customer_name.clone();
        if let Some((mut colour, is_new)) = one.colour {
            colour.product_id = id;
            let mut row = colour.into_active_model().reset_all();
            if is_new {
                row.id = NotSet;
                material::Entity::insert(row).exec_without_returning(tx).await?;
            } else {
                row.update(tx).await?;
            }
        }
        if let Some(prices) = &one.prices {
            write_prices(run, id, prices).await?;
        }
        for name in &one.names {
            write_name(run, id, customer.as_deref().unwrap_or_default(), name).await?;
        }
        if one.is_new {
            run.note("product", (id.0, 0), "added", object(&one.changes));
        } else {
            for (field, from, to) in &one.changes {
                run.note("product", (id.0, version), "corrected", json!({ "field": field, "from": from, "to": to }));
            }
        }
        if let (Some(successor), None) = (&goods.successor, goods.product.successor_id) {
            run.successors.push((id, successor.clone()));
        }
    }
    Ok(())
}

/// Adds the products that are not stored yet, and gives them their ids.
async fn insert_new(run: &Run<'_>, known: &mut Known, touched: &[String]) -> Result<(), ImportError> {
    let new: Vec<&String> =
        touched.iter().filter(|code| known.goods.get(*code).is_some_and(|goods| goods.product.id.0 == 0)).collect();
    if new.is_empty() {
        return Ok(());
    }
    let rows = new.iter().filter_map(|code| {
        let mut row = known.goods.get(*code)?.product.clone().into_active_model();
        row.id = NotSet;
        Some(row)
    });
    product::Entity::insert_many(rows.collect::<Vec<_>>()).exec_without_returning(run.tx).await?;
    let ids: Vec<(String, ProductId)> = product::Entity::of(run.deed.scope)
        .filter(product::Column::Code.is_in(new.iter().map(|code| code.as_str())))
        .select_only()
        .columns([product::Column::Code, product::Column::Id])
        .into_tuple()
        .all(run.tx)
        .await?;
    let mut added = Vec::new();
    for (code, id) in ids {
        let Some(goods) = known.goods.get_mut(&code) else { continue };
        goods.belongs_to(id);
        added.push(goods.clone());
    }
    Ok(goods::write_shop_floor(run.tx, &added).await?)
}

async fn write_prices(run: &Run<'_>, id: ProductId, prices: &Prices) -> Result<(), ImportError> {
    let from = prices.from.unwrap_or(run.today);
    let of = PriceOf { customer: None, colour_key: None, currency: prices.currency.clone() };
    price_list::withdraw_same_day(run.tx, run.deed, id, &of, from).await?;
    let rows = prices.breaks.iter().map(|(quantity, price)| price::ActiveModel {
        organisation_id: Set(run.deed.scope.organisation()),
        product_id: Set(id),
        unit_price: Set(*price),
        price_per: Set(prices.per),
        currency: Set(prices.currency.clone()),
        quantity_from: Set(*quantity),
        effective_from: Set(from),
        created_at: Set(Some(run.deed.now)),
        created_by: Set(run.deed.scope.user()),
        origin: Set(run.origin.clone()),
        ..Default::default()
    });
    price::Entity::insert_many(rows.collect::<Vec<_>>()).exec_without_returning(run.tx).await?;
    Ok(())
}

async fn write_name(run: &mut Run<'_>, id: ProductId, customer: &str, name: &str) -> Result<(), ImportError> {
    let Some(customer) = run.customer(customer).await? else { return Ok(()) };
    let row = alias::ActiveModel {
        organisation_id: Set(run.deed.scope.organisation()),
        customer_id: Set(Some(customer)),
        alias: Set(name.to_owned()),
        alias_key: Set(normal_key(name)),
        product_id: Set(id),
        origin: Set("import".to_owned()),
        created_at: Set(run.deed.now),
        created_by: Set(run.deed.scope.user()),
        ..Default::default()
    };
    alias::Entity::insert(row).exec_without_returning(run.tx).await?;
    Ok(())
}

/// Products whose successor stood further down in the file name it now.
pub(super) async fn link_successors(run: &mut Run<'_>) -> Result<(), ImportError> {
    for (id, code) in std::mem::take(&mut run.successors) {
        let found = product::Entity::of(run.deed.scope).filter(product::Column::Code.eq(code)).one(run.tx).await?;
        let Some(found) = found else { continue };
        product::Entity::update_many()
            .col_expr(product::Column::SuccessorId, Expr::value(found.id))
            .filter(product::Column::OrganisationId.eq(run.deed.scope.organisation()))
            .filter(product::Column::Id.eq(id))
            .exec(run.tx)
            .await?;
    }
    Ok(())
}
