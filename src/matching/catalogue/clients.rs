//! A person adds a customer, or changes what is known of one: name, number, address, mail domains, habits.

use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::{Value, json};

use super::change::{self, CatalogueError, Refusal};
use super::fields::{CustomerField, Numbers, Problem, plain};
use super::products::Typed;
use crate::auth::Right;
use crate::entity::ids::CustomerId;
use crate::entity::{Exact, OfOrganisation, Scope, customer, customer_domain};
use crate::matching::customers::name_key;
use crate::ops::deed::{Deed, Done};
use crate::reader::units::Millionths;
use crate::words::Locale;

/// Mail domains where everybody may have an address: they say nothing about who writes.
const PUBLIC_DOMAINS: [&str; 53] = [
    "aol.com",
    "arcor.de",
    "bigpond.com",
    "bigpond.net.au",
    "bluewin.ch",
    "fastmail.com",
    "freenet.de",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.com",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hey.com",
    "hotmail.com",
    "hotmail.co.uk",
    "hotmail.com.au",
    "hotmail.de",
    "icloud.com",
    "iinet.net.au",
    "internode.on.net",
    "laposte.net",
    "live.com",
    "live.com.au",
    "live.de",
    "mac.com",
    "mail.com",
    "mail.de",
    "mail.ru",
    "mailbox.org",
    "me.com",
    "msn.com",
    "optusnet.com.au",
    "orange.fr",
    "outlook.com",
    "outlook.com.au",
    "outlook.de",
    "posteo.de",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "rocketmail.com",
    "t-online.de",
    "tpg.com.au",
    "tutanota.com",
    "web.de",
    "xtra.co.nz",
    "yahoo.com",
    "yahoo.com.au",
    "yahoo.de",
    "yandex.ru",
    "ymail.com",
];
/// Most domains of one customer.
const DOMAINS_MAX: usize = 50;

/// A customer with its domains, as values by name.
#[derive(Clone, Debug, PartialEq)]
pub struct Client {
    /// The row.
    pub row: customer::Model,
    /// Mail domains, in alphabetical order.
    pub domains: Vec<String>,
}

impl Client {
    /// A customer that is not stored yet.
    pub fn new(scope: &Scope, now: chrono::DateTime<chrono::Utc>) -> Self {
        let row = customer::Model {
            id: CustomerId(0),
            organisation_id: scope.organisation(),
            name: String::new(),
            name_key: String::new(),
            created_at: now,
            number: None,
            address: None,
            price_tolerance_percent: None,
            lead_days: None,
            is_active: true,
            version: 1,
            country: None,
            tax_percent: None,
            tax_name: None,
            tax_reason: None,
        };
        Self { row, domains: Vec::new() }
    }

    /// The plain form of a value.
    pub fn get(&self, field: CustomerField) -> Option<String> {
        use CustomerField as F;
        match field {
            F::Name => Some(self.row.name.clone()).filter(|name| !name.is_empty()),
            F::Number => self.row.number.clone(),
            F::Domains => Some(self.domains.join("\n")).filter(|text| !text.is_empty()),
            F::Address => self.row.address.clone(),
            F::PriceTolerance => self.row.price_tolerance_percent.map(|value| value.to_string()),
            F::LeadDays => self.row.lead_days.map(|days| days.to_string()),
            F::Country => self.row.country.clone(),
            F::TaxPercent => self.row.tax_percent.map(|value| value.to_string()),
            F::TaxName => self.row.tax_name.clone(),
            F::TaxReason => self.row.tax_reason.clone(),
            F::IsActive => Some(if self.row.is_active { "yes" } else { "no" }.to_owned()),
        }
    }

    /// Sets a value from its plain form; [`Problem`] for a domain that is none or that everybody may have.
    pub fn set(&mut self, field: CustomerField, value: Option<String>) -> Result<(), (Problem, String)> {
        use CustomerField as F;
        match field {
            F::Name => {
                self.row.name = value.unwrap_or_default();
                self.row.name_key = name_key(&self.row.name);
            }
            F::Number => self.row.number = value,
            F::Domains => self.domains = domains(value.as_deref().unwrap_or_default())?,
            F::Address => self.row.address = value,
            F::PriceTolerance => {
                let percent = value.and_then(|text| text.parse::<Millionths>().ok());
                self.row.price_tolerance_percent = percent.map(Exact::from);
            }
            F::LeadDays => self.row.lead_days = value.and_then(|text| text.parse().ok()),
            F::Country => self.row.country = value,
            F::TaxPercent => {
                let percent = value.and_then(|text| text.parse::<Millionths>().ok());
                self.row.tax_percent = percent.map(Exact::from);
            }
            F::TaxName => self.row.tax_name = value,
            F::TaxReason => self.row.tax_reason = value,
            F::IsActive => self.row.is_active = value.as_deref() != Some("no"),
        }
        Ok(())
    }

    /// What its tax lacks: no tax needs a reason that can be printed, and a name or a reason needs the tax it belongs to.
    pub(super) fn tax_lacks(&self) -> Option<Refusal> {
        let row = &self.row;
        let lacking = match row.tax_percent {
            Some(percent) if percent.0 == 0 && row.tax_reason.is_none() => CustomerField::TaxReason,
            None if row.tax_name.is_some() || row.tax_reason.is_some() => CustomerField::TaxPercent,
            _ => return None,
        };
        Some(Refusal::new(lacking.word(), Problem::Needed))
    }
}

/// Domains out of a text: one a line, or with commas, semicolons or blanks between them; of addresses the part behind the sign.
fn domains(text: &str) -> Result<Vec<String>, (Problem, String)> {
    let mut found = Vec::new();
    let words = text.split(|c: char| c.is_whitespace() || c == ',' || c == ';').filter(|word| !word.is_empty());
    for word in words {
        let domain = word.rsplit('@').next().unwrap_or(word).trim_matches('.').to_lowercase();
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.chars().all(|c| c.is_alphanumeric() || c == '-')
        };
        if domain.len() > 253 || !domain.contains('.') || !domain.split('.').all(is_label) {
            return Err((Problem::NotADomain, word.to_owned()));
        }
        if PUBLIC_DOMAINS.contains(&domain.as_str()) {
            return Err((Problem::PublicDomain, domain));
        }
        found.push(domain);
    }
    found.sort();
    found.dedup();
    if found.len() > DOMAINS_MAX { Err((Problem::TooLong, found.swap_remove(DOMAINS_MAX))) } else { Ok(found) }
}

/// The customer of this id with its domains, under its lock when it is read in a transaction.
pub(super) async fn load(
    db: &impl ConnectionTrait, scope: &Scope, id: CustomerId, is_locked: bool,
) -> Result<Client, CatalogueError> {
    let mut query = customer::Entity::of(scope).filter(customer::Column::Id.eq(id));
    if is_locked {
        query = query.lock_exclusive();
    }
    let row = query.one(db).await?.ok_or(CatalogueError::Missing)?;
    let domains = customer_domain::Entity::of(scope)
        .filter(customer_domain::Column::CustomerId.eq(id))
        .order_by_asc(customer_domain::Column::Domain)
        .all(db)
        .await?;
    Ok(Client { row, domains: domains.into_iter().map(|row| row.domain).collect() })
}

/// A person adds a customer; gives its id.
///
/// Refused: no name, a name or number or mail domain that another customer has, a domain that everybody may have.
pub async fn create(deed: &Deed<'_>, typed: &Typed) -> Result<CustomerId, CatalogueError> {
    let Some(tx) = change::begin(deed, Right::ManageCatalogue).await? else {
        let name = typed.get(CustomerField::Name.word()).map_or("", String::as_str);
        let found = super::part_numbers::customer_named(&deed.db.read, deed.scope, name).await?;
        return found.map(|row| row.id).ok_or(CatalogueError::Missing);
    };
    let mut client = Client::new(deed.scope, deed.now);
    let numbers = Numbers::Typed(Locale::of(&change::settings(&tx, deed.scope).await?.locale));
    let mut refused = set_values(&mut client, typed, numbers);
    refused.extend(clashes(&tx, deed.scope, &client).await?);
    if !refused.is_empty() {
        return Err(CatalogueError::Refused(refused));
    }
    let id = insert(&tx, &client).await?;
    let values: serde_json::Map<String, Value> = CustomerField::ALL
        .iter()
        .filter_map(|field| Some((field.word().to_owned(), Value::String(client.get(*field)?))))
        .collect();
    change::note(&tx, deed, ("customer", id.0, 0), "added", Value::Object(values)).await?;
    tx.commit().await?;
    Ok(id)
}

/// A person changes values of a customer; each change is journalled with old and new.
pub async fn correct(deed: &Deed<'_>, id: CustomerId, version: i64, typed: &Typed) -> Result<Done, CatalogueError> {
    let Some(tx) = change::begin(deed, Right::ManageCatalogue).await? else { return Ok(Done::Again) };
    let before = load(&tx, deed.scope, id, true).await?;
    if before.row.version != version {
        return Err(CatalogueError::Outdated { current: before.row.version });
    }
    let numbers = Numbers::Typed(Locale::of(&change::settings(&tx, deed.scope).await?.locale));
    let mut after = before.clone();
    let mut refused = set_values(&mut after, typed, numbers);
    refused.extend(clashes(&tx, deed.scope, &after).await?);
    if !refused.is_empty() {
        return Err(CatalogueError::Refused(refused));
    }
    let changes = differences(&before, &after);
    if !changes.is_empty() {
        update(&tx, &before, &mut after).await?;
    }
    for (field, from, to) in changes {
        let detail = json!({ "field": field.word(), "from": from, "to": to });
        change::note(&tx, deed, ("customer", id.0, version), "corrected", detail).await?;
    }
    tx.commit().await?;
    Ok(Done::First)
}

/// The values in which two states of one customer differ, in plain form.
pub(super) fn differences(before: &Client, after: &Client) -> Vec<(CustomerField, Option<String>, Option<String>)> {
    let differs = |field: &CustomerField| {
        let (from, to) = (before.get(*field), after.get(*field));
        (from != to).then_some((*field, from, to))
    };
    CustomerField::ALL.iter().filter_map(differs).collect()
}

fn set_values(client: &mut Client, typed: &Typed, numbers: Numbers) -> Vec<Refusal> {
    let mut refused = Vec::new();
    for field in CustomerField::ALL {
        let Some(text) = typed.get(field.word()) else { continue };
        match plain(field.kind(), text, numbers) {
            Ok(value) => {
                if let Err((problem, what)) = client.set(*field, value) {
                    refused.push(Refusal::new(field.word(), problem).because_of(what));
                }
            }
            Err(problem) => refused.push(Refusal::new(field.word(), problem)),
        }
    }
    if client.row.name_key.is_empty() {
        refused.push(Refusal::new(CustomerField::Name.word(), Problem::Needed));
    }
    if refused.is_empty() {
        refused.extend(client.tax_lacks());
    }
    refused
}

/// What other customers have of what this one shall have.
pub(super) async fn clashes(
    db: &impl ConnectionTrait, scope: &Scope, client: &Client,
) -> Result<Vec<Refusal>, CatalogueError> {
    let mut refused = Vec::new();
    let id = client.row.id;
    let others = || customer::Entity::of(scope).filter(customer::Column::Id.ne(id));
    let same_name = others().filter(customer::Column::NameKey.eq(&client.row.name_key)).one(db).await?;
    if let Some(other) = same_name {
        refused.push(Refusal::new(CustomerField::Name.word(), Problem::Taken).because_of(other.name));
    }
    if let Some(number) = &client.row.number
        && let Some(other) = others().filter(customer::Column::Number.eq(number)).one(db).await?
    {
        refused.push(Refusal::new(CustomerField::Number.word(), Problem::Taken).because_of(other.name));
    }
    let taken = customer_domain::Entity::of(scope)
        .filter(customer_domain::Column::Domain.is_in(&client.domains))
        .filter(customer_domain::Column::CustomerId.ne(id))
        .one(db)
        .await?;
    if let Some(taken) = taken {
        let other = change::customer_of(db, scope, taken.customer_id).await?;
        let what = format!("{} ({})", other.name, taken.domain);
        refused.push(Refusal::new(CustomerField::Domains.word(), Problem::Taken).because_of(what));
    }
    Ok(refused)
}

/// Stores a new customer with its domains.
pub(super) async fn insert(tx: &impl ConnectionTrait, client: &Client) -> Result<CustomerId, CatalogueError> {
    let mut row = client.row.clone().into_active_model();
    row.id = NotSet;
    let id = customer::Entity::insert(row).exec(tx).await?.last_insert_id;
    add_domains(tx, client, id, &client.domains).await?;
    Ok(id)
}

/// Stores a customer as its next version, with the domains as they are now.
pub(super) async fn update(
    tx: &impl ConnectionTrait, before: &Client, after: &mut Client,
) -> Result<(), CatalogueError> {
    after.row.version = before.row.version + 1;
    after.row.clone().into_active_model().reset_all().update(tx).await?;
    let gone: Vec<_> = before.domains.iter().filter(|domain| !after.domains.contains(domain)).collect();
    if !gone.is_empty() {
        customer_domain::Entity::delete_many()
            .filter(customer_domain::Column::OrganisationId.eq(after.row.organisation_id))
            .filter(customer_domain::Column::CustomerId.eq(after.row.id))
            .filter(customer_domain::Column::Domain.is_in(gone))
            .exec(tx)
            .await?;
    }
    let new: Vec<String> = after.domains.iter().filter(|domain| !before.domains.contains(domain)).cloned().collect();
    add_domains(tx, after, after.row.id, &new).await
}

async fn add_domains(
    tx: &impl ConnectionTrait, client: &Client, id: CustomerId, domains: &[String],
) -> Result<(), CatalogueError> {
    for domain in domains {
        let row = customer_domain::ActiveModel {
            organisation_id: Set(client.row.organisation_id),
            domain: Set(domain.clone()),
            customer_id: Set(id),
        };
        customer_domain::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_taken_from_addresses_and_lists() {
        let read = domains("Shape.example, orders@shape.example;\n www.shape.example").unwrap();
        assert_eq!(read, ["shape.example", "www.shape.example"]);
    }

    #[test]
    fn a_domain_that_everybody_may_have_or_that_is_none_is_refused() {
        assert_eq!(domains("bob@gmail.com").unwrap_err(), (Problem::PublicDomain, "gmail.com".to_owned()));
        for none in ["localhost", "a..b", "-a.example", "a b!.example", "http://a.example/x"] {
            assert!(matches!(domains(none), Err((Problem::NotADomain, _))), "{none}");
        }
    }
}
