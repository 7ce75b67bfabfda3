//! What an organisation decided once: read, and changed with the old value beside the new one in the journal.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use lettre::Address;
use sea_orm::{ActiveModelTrait as _, ActiveValue::Set, DbErr, EntityTrait as _, EnumIter, QuerySelect as _};
use serde_json::{Value, json};

use super::Right;
use crate::entity::{Scope, Settings, organisation};
use crate::journal::{self, Entry};
use crate::ops::db::Db;
use crate::ops::deed::{Deed, Done};
use crate::ops::once::OnceError;
use crate::reader::units::{Currency, Millionths};
use crate::words::{Locale, NotTyped, format, typed_number};

/// Characters of a name, a tax name or a sender, at most.
const SHORT_CHARS_MAX: usize = 120;
/// Characters of an address or a list, at most.
const LONG_CHARS_MAX: usize = 2_000;
/// Entries of a list, at most.
const ENTRIES_MAX: usize = 50;
/// Longest waiting time between approval and sending, in seconds.
pub(super) const WAIT_SECS_MAX: i64 = 3_600;
/// Letters and digits in the prefix of works orders, at most.
const PREFIX_CHARS_MAX: usize = 8;

/// An organisation as its settings page shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Organisation {
    /// Its name, printed on the forms.
    pub name: String,
    /// Its short name in paths.
    pub slug: String,
    /// What it decided; [`Settings::version`] is the version of all of it.
    pub settings: Settings,
}

/// One setting that people change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter)]
pub enum SettingField {
    /// The organisation's name.
    Name,
    /// Its postal address.
    Address,
    /// Our names as customers write them, one a line.
    SellerNames,
    /// Language and formats.
    Locale,
    /// Currency of the price list.
    Currency,
    /// Zone of business dates.
    TimeZone,
    /// What the tax is called.
    TaxName,
    /// Tax in percent.
    TaxPercent,
    /// `yes` when prices on orders include the tax, otherwise `no`.
    PricesIncludeTax,
    /// Who receives the forms, one address a line.
    Distribution,
    /// Sender of the letters.
    FromAddress,
    /// Seconds between approval and sending.
    WaitSeconds,
    /// What numbers of works orders begin with.
    WorksOrderPrefix,
    /// Percent by which a price may differ without an objection.
    PriceTolerance,
}

impl SettingField {
    /// Its name in forms and in the journal.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Address => "address",
            Self::SellerNames => "seller_names",
            Self::Locale => "locale",
            Self::Currency => "currency",
            Self::TimeZone => "time_zone",
            Self::TaxName => "tax_name",
            Self::TaxPercent => "tax_percent",
            Self::PricesIncludeTax => "prices_include_tax",
            Self::Distribution => "distribution",
            Self::FromAddress => "from_address",
            Self::WaitSeconds => "wait_seconds",
            Self::WorksOrderPrefix => "works_order_prefix",
            Self::PriceTolerance => "price_tolerance_percent",
        }
    }
}

/// What is wrong with a typed setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SettingProblem {
    /// Something is needed here.
    Missing,
    /// Longer than it may be, or more entries than fifty.
    TooLong,
    /// Not one of the languages.
    NotALocale,
    /// Not three letters.
    NotACurrency,
    /// Not a zone of the IANA list.
    NotAZone,
    /// Not a number, or one that can be read in two ways.
    NotANumber,
    /// Outside of what is possible: lowest and highest.
    OutOfRange(i64, i64),
    /// This is not a mail address.
    NotAnAddress(String),
    /// Not up to eight letters and digits.
    NotAPrefix,
    /// Neither yes nor no.
    NotAChoice,
}

/// A setting that was not taken, for the message beside its field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingFault {
    /// Which.
    pub field: SettingField,
    /// Why.
    pub problem: SettingProblem,
}

/// Settings as typed; what is not in the list stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedSettings {
    /// Setting and text.
    pub values: Vec<(SettingField, String)>,
}

/// Why settings were not changed; nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum OrganisationError {
    /// The one who asks may not do that.
    #[error("changing settings needs another role")]
    NotAllowed,
    /// There is no such organisation.
    #[error("there is no such organisation")]
    Missing,
    /// Somebody changed them after the form was drawn.
    #[error("the settings are at version {current} by now")]
    Outdated {
        /// The version they have now.
        current: i64,
    },
    /// Texts that cannot be taken.
    #[error("{} settings cannot be taken", .0.len())]
    Invalid(Vec<SettingFault>),
    /// The form's key cannot be used.
    #[error(transparent)]
    Once(#[from] OnceError),
    /// The database failed.
    #[error("reading or saving the settings")]
    Database(#[from] DbErr),
}

/// The organisation of the scope.
pub async fn organisation(db: &Db, scope: &Scope) -> Result<Organisation, OrganisationError> {
    let row = organisation::Entity::find_by_id(scope.organisation()).one(&db.read).await?;
    row.map(Organisation::from).ok_or(OrganisationError::Missing)
}

/// Takes the typed settings as a whole or not at all, and journals each that changed with its old and new value.
///
/// * `version` — of the settings the form was drawn from.
///
/// They are in force for every change that follows: orders in review take them over when they are worked out the next time, approved ones
/// never change.
pub async fn change_settings(deed: &Deed<'_>, version: i64, typed: &TypedSettings) -> Result<Done, OrganisationError> {
    if !deed.scope.may(Right::ManageOrganisation) {
        return Err(OrganisationError::NotAllowed);
    }
    let tx = deed.db.begin_write().await?;
    if deed.begin(&tx).await? == Done::Again {
        return Ok(Done::Again);
    }
    let id = deed.scope.organisation();
    let row = organisation::Entity::find_by_id(id).lock_exclusive().one(&tx).await?;
    let before = row.map(Organisation::from).ok_or(OrganisationError::Missing)?;
    if before.settings.version != version {
        return Err(OrganisationError::Outdated { current: before.settings.version });
    }
    let mut after = before.clone();
    let locale = Locale::of(&before.settings.locale);
    let mut faults = Vec::new();
    for (field, text) in &typed.values {
        if let Err(problem) = after.set(*field, text.trim(), locale) {
            faults.push(SettingFault { field: *field, problem });
        }
    }
    if !faults.is_empty() {
        return Err(OrganisationError::Invalid(faults));
    }
    let changes: Vec<Value> = typed
        .values
        .iter()
        .map(|(field, _)| (field.word(), before.plain(*field), after.plain(*field)))
        .filter(|(_, from, to)| from != to)
        .map(|(field, from, to)| json!({ "field": field, "from": from, "to": to }))
        .collect();
    if changes.is_empty() {
        tx.commit().await?;
        return Ok(Done::First);
    }
    after.settings.version += 1;
    let change = organisation::ActiveModel {
        id: Set(id),
        name: Set(after.name),
        settings: Set(after.settings),
        ..Default::default()
    };
    change.update(&tx).await?;
    let entry = Entry {
        record: "organisation",
        record_id: id.0,
        version,
        action: "settings_changed",
        detail: json!({ "changes": changes }),
        actor: deed.actor.to_owned(),
        at: deed.now,
    };
    journal::append(&tx, deed.scope, entry).await?;
    tx.commit().await?;
    Ok(Done::First)
}

impl From<organisation::Model> for Organisation {
    fn from(row: organisation::Model) -> Self {
        Self { name: row.name, slug: row.slug, settings: row.settings }
    }
}

impl Organisation {
    /// The setting as it stands in its field, so that saving it as shown changes nothing.
    pub fn text(&self, field: SettingField, locale: Locale) -> String {
        let settings = &self.settings;
        match field {
            SettingField::TaxPercent => format::plain(locale, settings.tax_percent),
            SettingField::PriceTolerance => format::plain(locale, settings.price_tolerance_percent),
            SettingField::SellerNames => settings.seller_names.join("\n"),
            SettingField::Distribution => settings.distribution.join("\n"),
            SettingField::PricesIncludeTax => if settings.prices_include_tax { "yes" } else { "no" }.to_owned(),
            SettingField::WaitSeconds => settings.wait_seconds.to_string(),
            field => self.plain(field).as_str().unwrap_or_default().to_owned(),
        }
    }

    /// The setting as the journal keeps it; exact numbers as text.
    fn plain(&self, field: SettingField) -> Value {
        let settings = &self.settings;
        match field {
            SettingField::Name => json!(self.name),
            SettingField::Address => json!(settings.address),
            SettingField::SellerNames => json!(settings.seller_names),
            SettingField::Locale => json!(settings.locale),
            SettingField::Currency => json!(settings.currency.code()),
            SettingField::TimeZone => json!(settings.time_zone),
            SettingField::TaxName => json!(settings.tax_name),
            SettingField::TaxPercent => json!(settings.tax_percent.to_string()),
            SettingField::PricesIncludeTax => json!(settings.prices_include_tax),
            SettingField::Distribution => json!(settings.distribution),
            SettingField::FromAddress => json!(settings.from_address),
            SettingField::WaitSeconds => json!(settings.wait_seconds),
            SettingField::WorksOrderPrefix => json!(settings.works_order_prefix),
            SettingField::PriceTolerance => json!(settings.price_tolerance_percent.to_string()),
        }
    }

    fn set(&mut self, field: SettingField, text: &str, locale: Locale) -> Result<(), SettingProblem> {
        let settings = &mut self.settings;
        match field {
            SettingField::Name => self.name = needed(text)?,
            SettingField::Address => settings.address = long(text)?,
            SettingField::SellerNames => settings.seller_names = entries(text)?,
            SettingField::Locale => {
                let known = Locale::ALL.iter().find(|known| known.tag() == text);
                settings.locale = known.ok_or(SettingProblem::NotALocale)?.tag().to_owned();
            }
            SettingField::Currency => {
                settings.currency = text.parse::<Currency>().map_err(|_| SettingProblem::NotACurrency)?;
            }
            SettingField::TimeZone => {
                settings.time_zone = text.parse::<Tz>().map_err(|_| SettingProblem::NotAZone)?.name().to_owned();
            }
            SettingField::TaxName => settings.tax_name = needed(text)?,
            SettingField::TaxPercent => settings.tax_percent = percent(locale, text)?,
            SettingField::PricesIncludeTax => {
                settings.prices_include_tax = match text {
                    "yes" => true,
                    "no" => false,
                    _ => return Err(SettingProblem::NotAChoice),
                };
            }
            SettingField::Distribution => {
                let list = entries(text)?;
                list.iter().try_for_each(|one| mail_address(one).map(drop))?;
                settings.distribution = if list.is_empty() { return Err(SettingProblem::Missing) } else { list };
            }
            SettingField::FromAddress => settings.from_address = mail_address(&needed(text)?)?,
            SettingField::WaitSeconds => {
                let seconds = text.parse::<i64>().map_err(|_| SettingProblem::NotANumber)?;
                let possible = 0..=WAIT_SECS_MAX;
                let is_possible = possible.contains(&seconds);
                settings.wait_seconds =
                    if is_possible { seconds } else { return Err(SettingProblem::OutOfRange(0, WAIT_SECS_MAX)) };
            }
            SettingField::WorksOrderPrefix => {
                let is_prefix = (1..=PREFIX_CHARS_MAX).contains(&text.len())
                    && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
                settings.works_order_prefix =
                    if is_prefix { text.to_owned() } else { return Err(SettingProblem::NotAPrefix) };
            }
            SettingField::PriceTolerance => settings.price_tolerance_percent = percent(locale, text)?,
        }
        Ok(())
    }
}

fn needed(text: &str) -> Result<String, SettingProblem> {
    if text.is_empty() {
        return Err(SettingProblem::Missing);
    }
    let is_long = text.chars().count() > SHORT_CHARS_MAX || text.chars().any(char::is_control);
    if is_long { Err(SettingProblem::TooLong) } else { Ok(text.to_owned()) }
}

fn long(text: &str) -> Result<String, SettingProblem> {
    if text.chars().count() > LONG_CHARS_MAX { Err(SettingProblem::TooLong) } else { Ok(text.replace("\r\n", "\n")) }
}

/// One entry a line; blank lines and repeated entries are left out.
fn entries(text: &str) -> Result<Vec<String>, SettingProblem> {
    let mut seen = BTreeSet::new();
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let entries: Vec<String> = lines.filter(|line| seen.insert(line.to_lowercase())).map(str::to_owned).collect();
    let is_long = entries.len() > ENTRIES_MAX || entries.iter().any(|entry| needed(entry).is_err());
    if is_long { Err(SettingProblem::TooLong) } else { Ok(entries) }
}

fn mail_address(text: &str) -> Result<String, SettingProblem> {
    let is_address = text.is_ascii() && text.len() <= 254 && text.parse::<Address>().is_ok();
    if is_address { Ok(text.to_owned()) } else { Err(SettingProblem::NotAnAddress(text.to_owned())) }
}

/// 0 to 100, in millionths.
fn percent(locale: Locale, text: &str) -> Result<Millionths, SettingProblem> {
    let number = match typed_number(locale, text) {
        Ok(number) => number.ok_or(SettingProblem::Missing)?,
        // Of the two readings one is above a thousand, and no percentage is.
        Err(NotTyped::TwoReadings { fraction, .. }) => fraction,
        Err(_) => return Err(SettingProblem::NotANumber),
    };
    let is_possible = (Millionths(0)..=Millionths::whole(100)).contains(&number);
    if is_possible { Ok(number) } else { Err(SettingProblem::OutOfRange(0, 100)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(field: SettingField, text: &str) -> Result<Organisation, SettingProblem> {
        let mut organisation =
            Organisation { name: "Ramjet".into(), slug: "ramjet".into(), settings: Settings::default() };
        organisation.set(field, text, Locale::EnAu).map(|()| organisation)
    }

    #[test]
    fn what_is_shown_in_a_field_reads_back_unchanged() {
        use sea_orm::Iterable as _;
        let settings = Settings {
            distribution: vec!["a@example.com".into(), "b@example.com".into()],
            from_address: "desk@example.com".into(),
            seller_names: vec!["Ramjet".into(), "Ramjet Pty Ltd".into()],
            address: "1 Example Road\nBayswater".into(),
            tax_percent: "8.125".parse().unwrap(),
            ..Settings::default()
        };
        let before = Organisation { name: "Ramjet".into(), slug: "ramjet".into(), settings };
        for locale in Locale::ALL {
            let mut after = before.clone();
            for field in SettingField::iter() {
                after.set(field, &before.text(field, locale), locale).unwrap_or_else(|p| panic!("{field:?}: {p:?}"));
            }
            assert_eq!(after, before, "{locale:?}");
        }
    }

    #[test]
    fn a_percentage_is_between_nothing_and_all() {
        assert_eq!(set(SettingField::TaxPercent, "19").unwrap().settings.tax_percent, Millionths::whole(19));
        assert_eq!(set(SettingField::TaxPercent, "8.125").unwrap().settings.tax_percent.to_string(), "8.125");
        assert_eq!(set(SettingField::TaxPercent, "101").unwrap_err(), SettingProblem::OutOfRange(0, 100));
        assert_eq!(set(SettingField::TaxPercent, "-1").unwrap_err(), SettingProblem::OutOfRange(0, 100));
        assert_eq!(set(SettingField::PriceTolerance, "some").unwrap_err(), SettingProblem::NotANumber);
        assert_eq!(set(SettingField::TaxPercent, "").unwrap_err(), SettingProblem::Missing);
    }

    #[test]
    fn letters_never_go_to_nobody_and_never_to_what_is_no_address() {
        assert_eq!(set(SettingField::Distribution, " \n\n").unwrap_err(), SettingProblem::Missing);
        let wrong = set(SettingField::Distribution, "a@example.com\nsharon").unwrap_err();
        assert_eq!(wrong, SettingProblem::NotAnAddress("sharon".into()));
        let list = set(SettingField::Distribution, "a@example.com\r\n\r\nA@example.com\n b@example.com ").unwrap();
        assert_eq!(list.settings.distribution, ["a@example.com", "b@example.com"]);
        assert!(set(SettingField::FromAddress, "a@example.com\nBcc: b@example.com").is_err());
    }

    #[test]
    fn a_waiting_time_is_at_most_an_hour() {
        assert_eq!(set(SettingField::WaitSeconds, "0").unwrap().settings.wait_seconds, 0);
        assert_eq!(set(SettingField::WaitSeconds, "3600").unwrap().settings.wait_seconds, 3_600);
        for wrong in ["3601", "-1"] {
            assert_eq!(set(SettingField::WaitSeconds, wrong).unwrap_err(), SettingProblem::OutOfRange(0, 3_600));
        }
        assert_eq!(set(SettingField::WaitSeconds, "half").unwrap_err(), SettingProblem::NotANumber);
    }

    #[test]
    fn zones_currencies_prefixes_and_choices_are_known_ones() {
        assert_eq!(set(SettingField::TimeZone, "Mars/Base").unwrap_err(), SettingProblem::NotAZone);
        assert_eq!(set(SettingField::Currency, "dollars").unwrap_err(), SettingProblem::NotACurrency);
        assert_eq!(set(SettingField::Currency, "nzd").unwrap().settings.currency.code(), "NZD");
        assert_eq!(set(SettingField::Locale, "fr-FR").unwrap_err(), SettingProblem::NotALocale);
        assert_eq!(set(SettingField::PricesIncludeTax, "maybe").unwrap_err(), SettingProblem::NotAChoice);
        for wrong in ["", "W O", "../x", "WERKAUFTRAG", "Ä1"] {
            assert_eq!(set(SettingField::WorksOrderPrefix, wrong).unwrap_err(), SettingProblem::NotAPrefix, "{wrong}");
        }
        assert_eq!(set(SettingField::Name, "").unwrap_err(), SettingProblem::Missing);
    }
}
