//! Which tax an order is charged: what a person decided about this order, what was agreed with the customer, or what the organisation charges.

use serde_json::json;

use super::change::Begun;
use super::{Change, ReviewError};
use crate::entity::ids::OrderId;
use crate::entity::states::Action;
use crate::entity::{Settings, customer, order};
use crate::ops::deed::{Deed, Done};
use crate::reader::units::{Currency, Millionths};
use crate::review::objection::Doubt;
use crate::words::{self, Locale};

/// A tax as it stands on forms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tax {
    /// What it is called.
    pub name: String,
    /// In percent; zero is no tax.
    pub percent: Millionths,
    /// Why it is not the usual one.
    pub reason: Option<String>,
}

/// The tax that follows from what is known now.
pub(super) fn of(order: &order::Model, customer: Option<&customer::Model>, settings: &Settings) -> Tax {
    let usual = || settings.tax_name.clone();
    let agreed = customer.and_then(|customer| customer.tax_reason.clone());
    if order.is_untaxed {
        let words = words::of(&settings.locale);
        let reason = Some(agreed.unwrap_or_else(|| words.tax_free_abroad(&settings.tax_name)));
        return Tax { name: usual(), percent: Millionths(0), reason };
    }
    match customer.and_then(|customer| customer.tax_percent) {
        Some(percent) => Tax {
            name: customer.and_then(|customer| customer.tax_name.clone()).unwrap_or_else(usual),
            percent: percent.into(),
            reason: agreed,
        },
        None => Tax { name: usual(), percent: settings.tax_percent, reason: None },
    }
}

/// The tax that the order's sums were made with.
pub(crate) fn in_force(order: &order::Model, settings: &Settings) -> Tax {
    Tax {
        name: order.tax_name.clone().unwrap_or_else(|| settings.tax_name.clone()),
        percent: order.tax_percent.map_or(settings.tax_percent, Millionths::from),
        reason: order.tax_reason.clone(),
    }
}

/// What there is to object to in the organisation's tax: the customer is abroad, or, where nobody knows its country, orders in another
/// currency. Nobody is asked where a tax was agreed with the customer, or decided for this order.
pub(super) fn doubt(order: &order::Model, customer: Option<&customer::Model>, settings: &Settings) -> Option<Doubt> {
    let is_decided = order.is_untaxed || customer.is_some_and(|customer| customer.tax_percent.is_some());
    if is_decided || settings.tax_percent.0 == 0 {
        return None;
    }
    let country = customer.and_then(|customer| customer.country.clone());
    let is_abroad = match (&country, home(settings)) {
        (Some(country), Some(home)) => country != home,
        _ => super::currency_of(order, settings) != settings.currency,
    };
    is_abroad.then(|| Doubt::TaxAbroad { country, name: settings.tax_name.clone(), percent: settings.tax_percent })
}

/// The country of the organisation, where its language and its currency agree about it: `en-AU` is also written by others.
fn home(settings: &Settings) -> Option<&'static str> {
    let (country, currency) = match Locale::of(&settings.locale) {
        Locale::EnAu => ("AU", "AUD"),
        Locale::DeDe => ("DE", "EUR"),
        Locale::DeAt => ("AT", "EUR"),
        Locale::DeCh => ("CH", "CHF"),
    };
    (currency.parse::<Currency>().ok() == Some(settings.currency)).then_some(country)
}

/// A person decides that this order is free of tax, or is not after all; its sums follow.
///
/// The reason printed is the customer's where there is one. What shall hold for every order of a customer is kept with the customer.
pub async fn choose_tax(deed: &Deed<'_>, id: OrderId, version: i64, is_untaxed: bool) -> Result<Done, ReviewError> {
    let Begun::Change(mut change) = Change::begin(deed, id, version, Action::Correct).await? else {
        return Ok(Done::Again);
    };
    change.order.is_untaxed = is_untaxed;
    change.recompute().await?;
    let tax = in_force(&change.order, &change.settings);
    let detail =
        json!({ "is_untaxed": is_untaxed, "name": tax.name, "percent": tax.percent.to_string(), "reason": tax.reason });
    change.save(vec![("taxed", detail)]).await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(locale: &str, currency: &str) -> Settings {
        Settings { locale: locale.to_owned(), currency: currency.parse().unwrap(), ..Settings::default() }
    }

    #[test]
    fn a_house_is_at_home_where_its_language_and_its_currency_agree() {
        assert_eq!(home(&house("en-AU", "AUD")), Some("AU"));
        assert_eq!(home(&house("de-AT", "EUR")), Some("AT"));
        assert_eq!(home(&house("de-CH", "CHF")), Some("CH"));
    }

    #[test]
    fn a_house_that_merely_writes_english_is_nowhere_in_particular() {
        assert_eq!(home(&house("en-AU", "GBP")), None);
        assert_eq!(home(&house("de-DE", "CHF")), None);
    }
}
