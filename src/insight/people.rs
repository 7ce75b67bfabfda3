//! Who bought what, and what had to be put right.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, Order};
use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect};

use super::InsightError;
use super::figures::{Released, ids, total};
use crate::entity::ids::{CustomerId, ProductId};
use crate::entity::{OfOrganisation, customer, journal, line, product};
use crate::reader::units::{Millionths, Money};

/// Rows of a ranking.
const TOP: u64 = 10;

/// A customer or a product and what it stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Top {
    /// The customer's name, or the product's code.
    pub name: String,
    /// The product's description.
    pub description: Option<String>,
    /// Released orders.
    pub orders: i64,
    /// Units, of a product.
    pub units: Option<Millionths>,
    /// Net value in the organisation's currency.
    pub value: Money,
}

/// A field that was corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// The field's stable name: `quantity`, `product`.
    pub field: String,
    /// Released orders in which it was corrected, once or more.
    pub orders: i64,
}

/// Customers by value. One whom no record knows counts under the name on the order.
pub(super) async fn customers(db: &impl ConnectionTrait, span: &Released<'_>) -> Result<Vec<Top>, InsightError> {
    use crate::entity::order::Column;
    let failed = InsightError::of("the customers");
    let stranger = "case when customer_id is null then customer_name end";
    let found: Vec<(Option<CustomerId>, Option<String>, i64, i64)> = span
        .at_home()
        .filter(Column::NetMinor.is_not_null())
        .select_only()
        .column(Column::CustomerId)
        .expr_as(Expr::cust(stranger), "stranger")
        .column_as(Column::Id.count(), "orders")
        .expr_as(total(Column::NetMinor), "net")
        .group_by(Column::CustomerId)
        .group_by(Expr::cust("stranger"))
        .order_by(Expr::cust("net"), Order::Desc)
        .order_by(Column::CustomerId, Order::Asc)
        .limit(TOP)
        .into_tuple()
        .all(db)
        .await
        .map_err(&failed)?;
    let known: HashMap<CustomerId, String> = customer::Entity::of(span.scope)
        .filter(customer::Column::Id.is_in(found.iter().filter_map(|(id, ..)| *id)))
        .select_only()
        .columns([customer::Column::Id, customer::Column::Name])
        .into_tuple::<(CustomerId, String)>()
        .all(db)
        .await
        .map_err(&failed)?
        .into_iter()
        .collect();
    let name = |id: Option<CustomerId>, stranger: Option<String>| {
        id.and_then(|id| known.get(&id).cloned()).or(stranger).unwrap_or_default()
    };
    let top = |(id, stranger, orders, minor)| Top {
        name: name(id, stranger),
        description: None,
        orders,
        units: None,
        value: Money { minor, currency: span.currency },
    };
    Ok(found.into_iter().map(top).collect())
}

/// Products by value. A line whose product nobody knows is not among them.
pub(super) async fn products(db: &impl ConnectionTrait, span: &Released<'_>) -> Result<Vec<Top>, InsightError> {
    use line::Column;
    let failed = InsightError::of("the products");
    let found: Vec<(ProductId, i64, Option<i64>, i64)> = line::Entity::of(span.scope)
        .filter(Column::OrderId.in_subquery(ids(span.at_home())))
        .filter(Column::ProductId.is_not_null())
        .filter(Column::TotalMinor.is_not_null())
        .select_only()
        .column(Column::ProductId)
        .expr_as(Expr::cust("count(distinct order_id)"), "orders")
        .expr_as(total(Column::Quantity), "units")
        .expr_as(total(Column::TotalMinor), "net")
        .group_by(Column::ProductId)
        .order_by(Expr::cust("net"), Order::Desc)
        .order_by(Column::ProductId, Order::Asc)
        .limit(TOP)
        .into_tuple()
        .all(db)
        .await
        .map_err(&failed)?;
    let known: HashMap<ProductId, (String, String)> = product::Entity::of(span.scope)
        .filter(product::Column::Id.is_in(found.iter().map(|(id, ..)| *id)))
        .select_only()
        .columns([product::Column::Id, product::Column::Code, product::Column::Description])
        .into_tuple::<(ProductId, String, String)>()
        .all(db)
        .await
        .map_err(&failed)?
        .into_iter()
        .map(|(id, code, description)| (id, (code, description)))
        .collect();
    let top = |(id, orders, units, minor): (ProductId, i64, Option<i64>, i64)| {
        let (name, description) = known.get(&id).cloned().unzip();
        Top {
            name: name.unwrap_or_default(),
            description,
            orders,
            units: units.map(Millionths),
            value: Money { minor, currency: span.currency },
        }
    };
    Ok(found.into_iter().map(top).collect())
}

/// Fields corrected by people, by the number of released orders in which they were: from the journal, which forgets nothing.
pub(super) async fn corrected(db: &impl ConnectionTrait, span: &Released<'_>) -> Result<Vec<Corrected>, InsightError> {
    let found: Vec<(Option<String>, i64)> = journal::Entity::of(span.scope)
        .filter(journal::Column::Record.eq("order"))
        .filter(journal::Column::Action.eq("corrected"))
        .filter(journal::Column::RecordId.in_subquery(ids(span.orders())))
        .select_only()
        .expr_as(Expr::cust("detail ->> 'field'"), "field")
        .expr_as(Expr::cust("count(distinct record_id)"), "orders")
        .group_by(Expr::cust("field"))
        .order_by(Expr::cust("orders"), Order::Desc)
        .order_by(Expr::cust("field"), Order::Asc)
        .into_tuple()
        .all(db)
        .await
        .map_err(InsightError::of("the corrections"))?;
    Ok(found.into_iter().filter_map(|(field, orders)| Some(Corrected { field: field?, orders })).collect())
}
