//! What follows from the values: list prices, line totals and the totals of the order.

use rust_decimal::Decimal;

use super::{Change, ReviewError};
use crate::entity::{Settings, order};
use crate::matching::prices;
use crate::reader::units::{Currency, Millionths, Money, normal_key};

/// Works out every amount of the order anew.
///
/// A line without a price, or without a quantity, has no total; an order with such a line has none either: a partial sum would look right.
pub(super) async fn amounts(change: &mut Change) -> Result<(), ReviewError> {
    let Change { tx, scope, settings, now, order, lines, .. } = change;
    let currency = currency_of(order, settings);
    let today = settings.day_of(*now);
    for line in lines.iter_mut() {
        let row = &mut line.row;
        let quantity = row.quantity.map(Millionths::from);
        let listed = match (row.product_id, quantity) {
            (Some(product), Some(quantity)) => {
                let colour_key = row.colour.as_deref().map(normal_key);
                let asked = prices::Asked {
                    product,
                    colour_key: colour_key.as_deref(),
                    customer: order.customer_id,
                    quantity,
                    currency,
                    on: order.order_date.unwrap_or(today),
                };
                prices::find(tx, scope, asked).await?
            }
            _ => None,
        };
        row.list_price = listed.map(|(price, _)| price.into());
        row.list_price_per = listed.map(|(_, per)| per.into());
        row.total_minor = match (quantity, row.unit_price) {
            (Some(quantity), Some(price)) => {
                let per = row.price_per.map_or(Millionths::whole(1), Millionths::from);
                Money::line_total(quantity, price.into(), per, currency).map(|total| total.minor)
            }
            _ => None,
        };
    }
    let totals: Option<Vec<i64>> = lines.iter().map(|line| line.row.total_minor).collect();
    order.net_minor = totals.filter(|all| !all.is_empty()).and_then(sum);
    let net = order.net_minor.map(|minor| Money { minor, currency });
    let tax = net.and_then(|net| tax_on(net, settings.tax_percent));
    order.tax_minor = tax.map(|tax| tax.minor);
    order.total_minor = net.zip(tax).and_then(|(net, tax)| net.minor.checked_add(tax.minor));
    Ok(())
}

/// The order's currency, or the organisation's where the order names none.
pub(crate) fn currency_of(order: &order::Model, settings: &Settings) -> Currency {
    order.currency.as_deref().and_then(|code| code.parse().ok()).unwrap_or(settings.currency)
}

/// Tax on the whole sum, rounded once (domain rule A5: GST = subtotal × 0.10 rounded to 0.01).
fn tax_on(net: Money, percent: Millionths) -> Option<Money> {
    let exact = net.to_decimal().checked_mul(percent.to_decimal())?.checked_div(Decimal::ONE_HUNDRED)?;
    Money::from_decimal(exact, net.currency)
}

fn sum(amounts: Vec<i64>) -> Option<i64> {
    amounts.into_iter().try_fold(0_i64, i64::checked_add)
}
