//! What an organisation decided once.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use ramjet_reader::units::{Currency, Millionths};
use sea_orm::FromJsonQueryResult;
use serde::{Deserialize, Serialize};

/// Settings of one organisation, stored as JSON; new fields get a default so that old rows stay readable.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, FromJsonQueryResult)]
#[serde(default)]
pub struct Settings {
    /// Language and formats, BCP 47.
    pub locale: String,
    /// Currency of the price list.
    pub currency: Currency,
    /// IANA zone of business dates.
    pub time_zone: String,
    /// What the tax is called on forms.
    pub tax_name: String,
    /// Tax in percent.
    pub tax_percent: Millionths,
    /// Addresses that receive the forms after approval.
    pub distribution: Vec<String>,
    /// Sender of outgoing mail; the owner's own address in a new organisation unless it was configured.
    pub from_address: String,
    /// Seconds between approval and sending, in which it can be recalled.
    pub wait_seconds: i64,
    /// Our own names as customers write them; never read as the customer.
    pub seller_names: Vec<String>,
    /// Our postal address, as it stands on letters; several lines.
    pub address: String,
    /// Whether the prices on orders include the tax; otherwise it is added to their sum.
    pub prices_include_tax: bool,
    /// What the numbers of works orders begin with: `WO` in `WO-12022-1`.
    pub works_order_prefix: String,
    /// Percent by which a price may differ from the list without an objection, where the customer has no tolerance of their own.
    pub price_tolerance_percent: Millionths,
    /// Raised by every change of the settings or the name; a form drawn from an older one is not taken.
    pub version: i64,
}

impl Settings {
    /// The business date at `now`; in UTC where the zone is none.
    pub fn day_of(&self, now: DateTime<Utc>) -> NaiveDate {
        let zone: Tz = self.time_zone.parse().unwrap_or(chrono_tz::UTC);
        now.with_timezone(&zone).date_naive()
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            locale: "en-AU".to_owned(),
            currency: Currency::AUD,
            time_zone: "Australia/Melbourne".to_owned(),
            tax_name: "GST".to_owned(),
            tax_percent: Millionths::whole(10),
            distribution: Vec::new(),
            from_address: String::new(),
            wait_seconds: 30,
            seller_names: Vec::new(),
            address: String::new(),
            prices_include_tax: false,
            works_order_prefix: "WO".to_owned(),
            price_tolerance_percent: Millionths(0),
            version: 0,
        }
    }
}
