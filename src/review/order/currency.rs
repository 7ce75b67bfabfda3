//! The currency of an order that prints none: that of the prices agreed with its customer, as an assumption that is shown.

use super::{Change, ReviewError};
use crate::matching::prices;
use crate::reader::evidence::Origin;
use crate::reader::units::Currency;
use crate::review::evidence::{FieldName, Other, Support};

/// How evidence names the record an assumed currency comes from: `agreed_prices:12` with the number of the customer.
const AGREED_PRICES: &str = "agreed_prices";
/// The doubt of an assumed currency.
const ASSUMED: &str = "agreed_currency";
/// The doubt where prices are agreed in several.
const SEVERAL: &str = "agreed_currencies";
/// The doubt of a bare `$`, which says that it is a dollar, but not whose.
const DOLLAR: &str = "ambiguous_currency";

/// Assumes the currency of an order that prints none, or takes an assumption back that no longer holds.
///
/// * what is printed, and what a person entered, stays;
/// * prices agreed with the customer in one currency other than the organisation's: that one, with a doubt to be settled;
/// * in several: none, with all of them to choose from;
/// * otherwise none: amounts are counted in the organisation's own.
pub(super) async fn assume(change: &mut Change) -> Result<(), ReviewError> {
    let support = change.evidence.get(FieldName::Currency);
    let is_ours = is_assumed(support);
    let is_open = is_ours || change.order.currency.is_none() && support.is_none_or(|support| support.origin.is_none());
    if !is_open {
        return Ok(());
    }
    let is_dollar = support.is_some_and(|support| support.doubt.as_deref() == Some(DOLLAR));
    let today = change.settings.day_of(change.now);
    let mut agreed: Vec<Currency> = match change.order.customer_id {
        Some(customer) => prices::agreed_currencies(&change.tx, &change.scope, customer, today).await?,
        None => Vec::new(),
    };
    agreed.retain(|currency| !is_dollar || currency.code().ends_with('D'));
    let (currency, support) = match (&agreed[..], change.order.customer_id) {
        ([only], Some(customer)) if *only != change.settings.currency => {
            let origin = Some(Origin::Recalled { record: format!("{AGREED_PRICES}:{customer}") });
            (Some(*only), Some(Support { origin, doubt: Some(ASSUMED.to_owned()), others: Vec::new() }))
        }
        ([_, _, ..], _) => {
            let other = |currency: &Currency| Other { value: currency.to_string(), places: Vec::new(), doubt: None };
            let others = agreed.iter().map(other).collect();
            (None, Some(Support { origin: None, doubt: Some(SEVERAL.to_owned()), others }))
        }
        _ => (None, None),
    };
    change.order.currency = currency.map(|currency| currency.code().to_owned());
    match support {
        Some(support) => drop(change.evidence.of.insert(FieldName::Currency, support)),
        None if is_ours => drop(change.evidence.of.remove(&FieldName::Currency)),
        None => {}
    }
    Ok(())
}

/// Whether what is known of the currency was put there by [`assume`].
fn is_assumed(support: Option<&Support>) -> bool {
    let Some(support) = support else { return false };
    let is_recalled = matches!(&support.origin, Some(Origin::Recalled { record }) if record.starts_with(AGREED_PRICES));
    is_recalled || support.origin.is_none() && support.doubt.as_deref() == Some(SEVERAL)
}
