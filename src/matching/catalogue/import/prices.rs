//! Rows of prices: one price from a quantity and a day on, for everybody or one customer, in every colour or one.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;

use super::ImportError;
use super::run::{Change, Fault, Outcome, Row, Run, Seen};
use crate::entity::ids::{CustomerId, ProductId};
use crate::entity::{Exact, OfOrganisation, price, product};
use crate::matching::catalogue::fields::{Kind, Problem};
use crate::matching::customers::name_key;
use crate::reader::units::{Millionths, normal_key};

/// A row as read.
struct Line {
    customer: Option<String>,
    colour_key: Option<String>,
    currency: String,
    per: Exact,
    quantity: Exact,
    price: Exact,
    from: NaiveDate,
    until: Option<NaiveDate>,
}

/// Takes a chunk of rows.
pub(super) async fn take(run: &mut Run<'_>, rows: &[Row]) -> Result<(), ImportError> {
    let codes: Vec<&str> = rows.iter().map(|row| row.text("code").trim()).collect();
    let found: Vec<(String, ProductId, i64)> = product::Entity::of(run.deed.scope)
        .filter(product::Column::Code.is_in(codes))
        .select_only()
        .columns([product::Column::Code, product::Column::Id, product::Column::Version])
        .into_tuple()
        .all(run.tx)
        .await?;
    let products: HashMap<String, (ProductId, i64)> =
        found.into_iter().map(|(code, id, version)| (code, (id, version))).collect();
    let counting = price::Entity::of(run.deed.scope)
        .filter(price::Column::ProductId.is_in(products.values().map(|(id, _)| *id)))
        .filter(price::Column::WithdrawnAt.is_null())
        .all(run.tx)
        .await?;
    let mut known: HashMap<ProductId, Vec<price::Model>> = HashMap::new();
    for row in counting {
        known.entry(row.product_id).or_default().push(row);
    }
    let mut new = Vec::new();
    for row in rows {
        let code = row.text("code").trim().to_owned();
        let mut faults = Vec::new();
        let line = read(run, row, &mut faults);
        let product = products.get(&code).copied();
        if product.is_none() {
            faults.insert(0, ("code".to_owned(), Problem::UnknownProduct, None));
        }
        let (Some(line), Some(product), true) = (line, product, faults.is_empty()) else {
            run.count(row, &code, Outcome::Refused(faults));
            continue;
        };
        match decide(run, row, &code, (product, line), &known).await? {
            Ok((outcome, written)) => {
                run.count(row, &code, outcome);
                new.extend(written);
            }
            Err(fault) => run.count(row, &code, Outcome::Refused(vec![fault])),
        }
    }
    if !new.is_empty() {
        price::Entity::insert_many(new).exec_without_returning(run.tx).await?;
    }
    Ok(())
}

fn read(run: &Run<'_>, row: &Row, faults: &mut Vec<Fault>) -> Option<Line> {
    let exact = |text: Option<String>| text.and_then(|text| text.parse::<Millionths>().ok()).map(Exact::from);
    let price = exact(run.read(row, "unit_price", Kind::Number, faults));
    let quantity = exact(run.read(row, "quantity_from", Kind::Number, faults));
    let per = exact(run.read(row, "price_per", Kind::Positive, faults));
    let from = run.read(row, "effective_from", Kind::Day, faults).and_then(|text| text.parse().ok());
    let until: Option<NaiveDate> =
        run.read(row, "effective_until", Kind::Day, faults).and_then(|text| text.parse().ok());
    let currency = run.read(row, "currency", Kind::Money, faults);
    let customer = run.read(row, "customer", Kind::Text, faults);
    let colour = run.read(row, "colour", Kind::Text, faults);
    if price.is_none() && row.text("unit_price").trim().is_empty() {
        faults.push(("unit_price".to_owned(), Problem::Needed, None));
    }
    let from = from.unwrap_or(run.today);
    if until.is_some_and(|until| until < from) {
        faults.push(("effective_until".to_owned(), Problem::EndsBefore, None));
    }
    if customer.as_deref().is_some_and(|name| name_key(name).is_empty()) {
        faults.push(("customer".to_owned(), Problem::NoCode, None));
    }
    Some(Line {
        customer,
        colour_key: colour.map(|colour| normal_key(&colour)).filter(|key| !key.is_empty()),
        currency: currency.unwrap_or_else(|| run.settings.currency.code().to_owned()),
        per: per.unwrap_or(Exact(1_000_000)),
        quantity: quantity.unwrap_or(Exact(0)),
        price: price?,
        from,
        until,
    })
}

async fn decide(
    run: &mut Run<'_>, row: &Row, code: &str, ((id, version), line): ((ProductId, i64), Line),
    known: &HashMap<ProductId, Vec<price::Model>>,
) -> Result<Result<(Outcome, Option<price::ActiveModel>), Fault>, ImportError> {
    let place = format!(
        "{code}\u{1f}{}\u{1f}{:?}\u{1f}{}\u{1f}{}\u{1f}{}",
        line.customer.as_deref().map(name_key).unwrap_or_default(),
        line.colour_key,
        line.currency,
        line.from,
        line.quantity
    );
    if let Some(seen) = run.seen.get(&place) {
        return Ok(Err(("quantity_from".to_owned(), Problem::Twice, Some(seen.row.to_string()))));
    }
    run.seen.insert(place, Seen { row: row.number, colours: Vec::new(), beside: String::new() });
    let customer = match &line.customer {
        Some(name) => run.customer(name).await?,
        None => None,
    };
    let same_place = |other: &&price::Model| {
        other.customer_id == customer
            && other.colour_key == line.colour_key
            && other.currency == line.currency
            && other.effective_from == line.from
            && other.quantity_from == line.quantity
    };
    let before = known.get(&id).into_iter().flatten().filter(same_place).max_by_key(|other| other.id);
    if let Some(before) = before {
        if before.unit_price == line.price && before.price_per == line.per && before.effective_until == line.until {
            return Ok(Ok((Outcome::Changed(Vec::new()), None)));
        }
        price::Entity::update_many()
            .col_expr(price::Column::WithdrawnAt, Expr::value(run.deed.now))
            .filter(price::Column::OrganisationId.eq(run.deed.scope.organisation()))
            .filter(price::Column::Id.eq(before.id))
            .exec(run.tx)
            .await?;
    }
    let changes = changes(before, &line);
    let detail = json!({
        "customer": line.customer,
        "colour": line.colour_key,
        "currency": line.currency,
        "price_per": line.per.to_string(),
        "effective_from": line.from.to_string(),
        "effective_until": line.until.map(|day| day.to_string()),
        "breaks": [{ "from": line.quantity.to_string(), "price": line.price.to_string() }],
    });
    run.note("product", (id.0, version), "priced", detail);
    let outcome = if before.is_some() { Outcome::Changed(changes) } else { Outcome::New(changes) };
    Ok(Ok((outcome, Some(written(run, id, customer, line)))))
}

fn changes(before: Option<&price::Model>, line: &Line) -> Vec<Change> {
    let of = |price: Exact, per: Exact, quantity: Exact| {
        let per = if per.0 == 1_000_000 { String::new() } else { format!(" / {per}") };
        let from = if quantity.0 > 1_000_000 { format!("{quantity}: ") } else { String::new() };
        format!("{from}{price} {}{per}", line.currency)
    };
    let mut changes = vec![(
        "unit_price".to_owned(),
        before.map(|row| of(row.unit_price, row.price_per, row.quantity_from)),
        Some(of(line.price, line.per, line.quantity)),
    )];
    changes.push((
        "effective_from".to_owned(),
        before.map(|row| row.effective_from.to_string()),
        Some(line.from.to_string()),
    ));
    let until = (before.and_then(|row| row.effective_until), line.until);
    if until.0 != until.1 {
        changes.push((
            "effective_until".to_owned(),
            until.0.map(|day| day.to_string()),
            until.1.map(|day| day.to_string()),
        ));
    }
    if let Some(customer) = &line.customer {
        changes.push(("customer".to_owned(), None, Some(customer.clone())));
    }
    changes.retain(|(_, from, to)| from != to);
    changes
}

fn written(run: &Run<'_>, id: ProductId, customer: Option<CustomerId>, line: Line) -> price::ActiveModel {
    price::ActiveModel {
        organisation_id: Set(run.deed.scope.organisation()),
        product_id: Set(id),
        colour_key: Set(line.colour_key),
        customer_id: Set(customer),
        unit_price: Set(line.price),
        price_per: Set(line.per),
        currency: Set(line.currency),
        quantity_from: Set(line.quantity),
        effective_from: Set(line.from),
        effective_until: Set(line.until),
        created_at: Set(Some(run.deed.now)),
        created_by: Set(run.deed.scope.user()),
        origin: Set(run.origin.clone()),
        ..Default::default()
    }
}
