//! The price of a line against what we ask.

use crate::entity::line;
use crate::reader::units::{Currency, Millionths, Money};
use crate::review::objection::Doubt;

/// Our price of a line: the customer's own where there is one, otherwise the list's.
#[derive(Clone, Copy, Debug)]
struct Ours {
    price: Millionths,
    per: Millionths,
    is_own: bool,
}

fn ours(row: &line::Model) -> Option<Ours> {
    let own = row.own_price.zip(row.own_price_per).map(|(price, per)| (price, per, true));
    let (price, per, is_own) =
        own.or(row.list_price.zip(row.list_price_per).map(|(price, per)| (price, per, false)))?;
    Some(Ours { price: price.into(), per: per.into(), is_own })
}

/// What there is to object to in the line's price. `tolerance` is in percent of our price; a difference of exactly as much is tolerated.
pub(super) fn doubt(row: &line::Model, currency: Currency, tolerance: Millionths) -> Option<Doubt> {
    let ours = ours(row);
    let Some(stated) = row.unit_price.map(Millionths::from) else {
        // A line without a product or a quantity is asked about for that first.
        let list = ours.map(|ours| (ours.price, ours.per));
        let is_own = ours.is_some_and(|ours| ours.is_own);
        return (row.product_id.is_some() && row.quantity.is_some()).then_some(Doubt::PriceMissing {
            list,
            is_own,
            currency,
        });
    };
    let Ours { price: list, per: list_per, is_own } = ours?;
    let stated_per = row.price_per.map_or(Millionths::whole(1), Millionths::from);
    let quantity = row.quantity.map(Millionths::from)?;
    let by_order = stated.to_decimal().checked_mul(list_per.to_decimal())?;
    let by_list = list.to_decimal().checked_mul(stated_per.to_decimal())?;
    let hundred = rust_decimal::Decimal::ONE_HUNDRED;
    let tolerated = by_list.checked_mul(tolerance.to_decimal())?.checked_div(hundred)?;
    if (by_order - by_list).abs() <= tolerated {
        return None;
    }
    let at_list = Money::line_total(quantity, list, list_per, currency)?;
    let at_stated = Money::line_total(quantity, stated, stated_per, currency)?;
    let difference = Money { minor: at_stated.minor.checked_sub(at_list.minor)?, currency };
    Some(Doubt::PriceDiffers { stated, stated_per, list, list_per, currency, difference, is_own })
}
