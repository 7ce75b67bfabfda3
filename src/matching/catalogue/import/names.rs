//! Rows of what customers call our products.

use std::collections::HashMap;

use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;

use super::ImportError;
use super::run::{Fault, Outcome, Row, Run};
use crate::entity::ids::{CustomerId, ProductId};
use crate::entity::{OfOrganisation, alias, product};
use crate::matching::catalogue::change;
use crate::matching::catalogue::fields::{Kind, Problem};
use crate::matching::catalogue::goods;
use crate::matching::customers::name_key;
use crate::reader::units::normal_key;

/// Takes a chunk of rows.
pub(super) async fn take(run: &mut Run<'_>, rows: &[Row]) -> Result<(), ImportError> {
    let codes: Vec<&str> = rows.iter().map(|row| row.text("code").trim()).collect();
    let found = product::Entity::of(run.deed.scope).filter(product::Column::Code.is_in(codes)).all(run.tx).await?;
    let products: HashMap<String, product::Model> = found.into_iter().map(|row| (row.code.clone(), row)).collect();
    let keys: Vec<String> = rows.iter().map(|row| normal_key(row.text("part_number"))).collect();
    let meanings = alias::Entity::of(run.deed.scope)
        .filter(alias::Column::AliasKey.is_in(keys))
        .filter(alias::Column::EndedAt.is_null())
        .all(run.tx)
        .await?;
    let meanings: HashMap<(Option<CustomerId>, String), ProductId> =
        meanings.into_iter().map(|row| ((row.customer_id, row.alias_key), row.product_id)).collect();
    let mut touched: Vec<ProductId> = Vec::new();
    for row in rows {
        let code = row.text("code").trim().to_owned();
        let mut faults = Vec::new();
        let name = run.read(row, "part_number", Kind::Text, &mut faults);
        let customer = row.text("customer").trim().to_owned();
        let product = products.get(&code);
        check(&name, &customer, product.is_some(), &mut faults);
        let (Some(name), Some(product), true) = (name, product, faults.is_empty()) else {
            run.count(row, &code, Outcome::Refused(faults));
            continue;
        };
        let key = normal_key(&name);
        let claim = (name_key(&customer), key.clone());
        let claimed = run.named.get(&claim).cloned();
        let whose = run.customers.get(&claim.0).copied();
        let meant = whose.and_then(|whose| meanings.get(&(Some(whose), key.clone()))).copied();
        if claimed.is_some() || meant.is_some_and(|id| id != product.id) {
            let problem = if claimed.as_ref() == Some(&code) { Problem::Twice } else { Problem::Taken };
            let other = claimed.or_else(|| {
                meant.and_then(|id| products.values().find(|one| one.id == id)).map(|one| one.code.clone())
            });
            run.count(row, &code, Outcome::Refused(vec![("part_number".to_owned(), problem, other)]));
            continue;
        }
        run.named.insert(claim, code.clone());
        if meant == Some(product.id) {
            run.count(row, &code, Outcome::Changed(Vec::new()));
            continue;
        }
        let Some(customer_id) = run.customer(&customer).await? else { continue };
        let new = alias::ActiveModel {
            organisation_id: Set(run.deed.scope.organisation()),
            customer_id: Set(Some(customer_id)),
            alias: Set(name.clone()),
            alias_key: Set(key),
            product_id: Set(product.id),
            origin: Set("import".to_owned()),
            created_at: Set(run.deed.now),
            created_by: Set(run.deed.scope.user()),
            ..Default::default()
        };
        alias::Entity::insert(new).exec_without_returning(run.tx).await?;
        run.note(
            "product",
            (product.id.0, product.version),
            "named",
            json!({ "customer": customer, "part_number": name }),
        );
        touched.push(product.id);
        let changes = vec![("customer".to_owned(), None, Some(customer)), ("part_number".to_owned(), None, Some(name))];
        run.count(row, &code, Outcome::New(changes));
    }
    refresh(run, touched).await
}

fn check(name: &Option<String>, customer: &str, is_product: bool, faults: &mut Vec<Fault>) {
    if !is_product {
        faults.push(("code".to_owned(), Problem::UnknownProduct, None));
    }
    match name {
        None if faults.iter().all(|(field, ..)| field != "part_number") => {
            faults.push(("part_number".to_owned(), Problem::Needed, None));
        }
        Some(name) if normal_key(name).is_empty() => faults.push(("part_number".to_owned(), Problem::NoCode, None)),
        _ => {}
    }
    if name_key(customer).is_empty() {
        faults.push(("customer".to_owned(), Problem::Needed, None));
    }
}

/// Products are found by their new names.
async fn refresh(run: &Run<'_>, mut ids: Vec<ProductId>) -> Result<(), ImportError> {
    ids.sort();
    ids.dedup();
    let found = product::Entity::of(run.deed.scope).filter(product::Column::Id.is_in(ids)).all(run.tx).await?;
    for mut one in goods::complete(run.tx, run.deed.scope, found).await? {
        change::save_product(run.tx, run.deed.scope, &mut one).await?;
    }
    Ok(())
}
