//! What follows from the values: list prices, line totals and the totals of the order.

use rust_decimal::Decimal;

use super::{Change, ReviewError, tax};
use crate::entity::{Exact, Settings, customer, order};
use crate::matching::prices;
use crate::reader::units::{Currency, Millionths, Money, normal_key};

/// Works out every amount of the order anew.
///
/// A line without a price, or without a quantity, has no total; an order with such a line has none either: a partial sum would look right.
pub(super) async fn amounts(change: &mut Change, customer: Option<&customer::Model>) -> Result<(), ReviewError> {
    let Change { tx, scope, settings, now, order, lines, listed_in, .. } = change;
    *listed_in = None;
    let currency = currency_of(order, settings);
    let today = settings.day_of(*now);
    for line in lines.iter_mut() {
        let row = &mut line.row;
        let quantity = row.quantity.map(Millionths::from);
        let offer = match (row.product_id, quantity) {
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
                prices::offer(tx, scope, asked).await?
            }
            _ => prices::Offer::default(),
        };
        *listed_in = listed_in.or(offer.elsewhere);
        row.list_price = offer.list.map(|list| list.price.into());
        row.list_price_per = offer.list.map(|list| list.per.into());
        row.own_price = offer.own.map(|own| own.price.into());
        row.own_price_per = offer.own.map(|own| own.per.into());
        row.price_from = offer
            .in_force()
            .map(|price| price.from.into())
            .filter(|from: &Exact| *from > Exact::from(Millionths::whole(1)));
        row.total_minor = match (quantity, row.unit_price) {
            (Some(quantity), Some(price)) => {
                let per = row.price_per.map_or(Millionths::whole(1), Millionths::from);
                Money::line_total(quantity, price.into(), per, currency).map(|total| total.minor)
            }
            _ => None,
        };
    }
    let tax = tax::of(order, customer, settings);
    let totals: Option<Vec<i64>> = lines.iter().map(|line| line.row.total_minor).collect();
    let sums = totals.filter(|all| !all.is_empty()).and_then(sum).and_then(|minor| {
        let sum = Money { minor, currency };
        let tax = if settings.prices_include_tax { tax_in } else { tax_on }(sum, tax.percent)?.minor;
        if settings.prices_include_tax {
            Some((minor - tax, tax, minor))
        } else {
            Some((minor, tax, minor.checked_add(tax)?))
        }
    });
    order.net_minor = sums.map(|(net, _, _)| net);
    order.tax_minor = sums.map(|(_, tax, _)| tax);
    order.total_minor = sums.map(|(_, _, total)| total);
    order.tax_percent = Some(tax.percent.into());
    order.tax_name = Some(tax.name);
    order.tax_reason = tax.reason;
    Ok(())
}

/// The order's currency, or the organisation's where the order names none.
pub(crate) fn currency_of(order: &order::Model, settings: &Settings) -> Currency {
    currency_named(order.currency.as_deref(), settings)
}

/// The currency of this code, otherwise the one of the organisation.
pub(crate) fn currency_named(code: Option<&str>, settings: &Settings) -> Currency {
    code.and_then(|code| code.parse().ok()).unwrap_or(settings.currency)
}

/// Tax on the whole sum, rounded once (domain rule A5: GST = subtotal × 0.10 rounded to 0.01).
fn tax_on(net: Money, percent: Millionths) -> Option<Money> {
    let exact = net.to_decimal().checked_mul(percent.to_decimal())?.checked_div(Decimal::ONE_HUNDRED)?;
    Money::from_decimal(exact, net.currency)
}

/// Tax within a sum that includes it, rounded once: sum × percent ÷ (100 + percent).
fn tax_in(gross: Money, percent: Millionths) -> Option<Money> {
    let whole = percent.to_decimal().checked_add(Decimal::ONE_HUNDRED)?;
    let exact = gross.to_decimal().checked_mul(percent.to_decimal())?.checked_div(whole)?;
    Money::from_decimal(exact, gross.currency)
}

fn sum(amounts: Vec<i64>) -> Option<i64> {
    amounts.into_iter().try_fold(0_i64, i64::checked_add)
}
