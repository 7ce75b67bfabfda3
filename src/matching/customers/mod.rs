//! A buyer as written, and the sender's address → our customer, or proposals.
//!
//! What picks: the name but for case, punctuation and legal form, or a name that a person taught; where no name was read, the sender's mail
//! domain. Where name and domain mean different customers, none is picked. Names that are merely alike, domains beside another name, and
//! addresses are proposed with their reasons.

mod names;
mod propose;

pub use names::{Learned, Taught, end, learn, may_stand_for_one};
pub use propose::{Candidate, proposals};

use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};

use super::MatchError;
use crate::entity::ids::{CustomerId, CustomerNameId};
use crate::entity::states::NameKind;
use crate::entity::{OfOrganisation, Scope, customer, customer_domain, only};
use crate::reader::units::fold;

/// A rule that is certain enough to pick a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The name is the same without legal form and punctuation.
    Name,
    /// The sender's mail domain belongs to the customer.
    Domain,
    /// A person taught that the customer calls itself so, or writes from this domain.
    Learned,
}

impl Rule {
    /// The stable short name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Domain => "domain",
            Self::Learned => "learned",
        }
    }
}

/// What is known of a buyer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// The name on the order.
    pub name: Option<&'a str>,
    /// The mail address it came from.
    pub sender: Option<&'a str>,
    /// An address on the order.
    pub address: Option<&'a str>,
}

impl<'a> Wanted<'a> {
    /// The name, if there is more to it than punctuation.
    fn name(&self) -> Option<&'a str> {
        self.name.filter(|name| !name_key(name).is_empty())
    }

    /// The mail domain in small letters.
    fn domain(&self) -> Option<String> {
        let (_, domain) = self.sender?.rsplit_once('@')?;
        Some(domain.trim().trim_end_matches('>').to_lowercase()).filter(|domain| !domain.is_empty())
    }
}

/// What our records say to a buyer.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// One customer, by a rule that is certain.
    Picked {
        /// The customer.
        customer: Box<customer::Model>,
        /// The rule.
        rule: Rule,
        /// What a person taught, where that was the rule.
        learned: Option<CustomerNameId>,
    },
    /// The name means one customer, the mail domain another one.
    Contradiction {
        /// By the name.
        by_name: Box<customer::Model>,
        /// By the domain.
        by_domain: Box<customer::Model>,
        /// The domain.
        domain: String,
    },
    /// Nobody we know for certain.
    Unknown,
}

/// Finds the customer; see the head of this file for the rules.
pub async fn find(db: &impl ConnectionTrait, scope: &Scope, wanted: Wanted<'_>) -> Result<Answer, MatchError> {
    let by_name = match wanted.name() {
        Some(name) => by_name(db, scope, name).await?,
        None => None,
    };
    let domain = wanted.domain();
    let by_domain = match &domain {
        Some(domain) => self::by_domain(db, scope, domain).await?,
        None => None,
    };
    Ok(match (by_name, by_domain, domain) {
        (Some((name, ..)), Some((other, ..)), Some(domain)) if name.id != other.id => {
            Answer::Contradiction { by_name: Box::new(name), by_domain: Box::new(other), domain }
        }
        (Some((customer, rule, learned)), ..) => Answer::Picked { customer: Box::new(customer), rule, learned },
        // A buyer whose name is not ours but who writes from a known domain must be seen by a person.
        (None, Some((customer, rule, learned)), _) if wanted.name().is_none() => {
            Answer::Picked { customer: Box::new(customer), rule, learned }
        }
        _ => Answer::Unknown,
    })
}

type Known = (customer::Model, Rule, Option<CustomerNameId>);

async fn by_name(db: &impl ConnectionTrait, scope: &Scope, name: &str) -> Result<Option<Known>, MatchError> {
    let key = name_key(name);
    let found = customer::Entity::of(scope)
        .filter(customer::Column::NameKey.eq(key.as_str()))
        .one(db)
        .await
        .map_err(MatchError::of("a customer by name"))?;
    match found {
        Some(customer) => Ok(Some((customer, Rule::Name, None))),
        None => learned(db, scope, NameKind::Name, &key).await,
    }
}

async fn by_domain(db: &impl ConnectionTrait, scope: &Scope, domain: &str) -> Result<Option<Known>, MatchError> {
    let row = customer_domain::Entity::of(scope)
        .filter(customer_domain::Column::Domain.eq(domain))
        .one(db)
        .await
        .map_err(MatchError::of("a customer by mail domain"))?;
    match row {
        Some(row) => Ok(by_id(db, scope, row.customer_id).await?.map(|customer| (customer, Rule::Domain, None))),
        None => learned(db, scope, NameKind::Domain, domain).await,
    }
}

async fn learned(
    db: &impl ConnectionTrait, scope: &Scope, kind: NameKind, key: &str,
) -> Result<Option<Known>, MatchError> {
    let Some(name) = names::in_force(db, scope, kind, key).await? else { return Ok(None) };
    Ok(by_id(db, scope, name.customer_id).await?.map(|customer| (customer, Rule::Learned, Some(name.id))))
}

/// One of our customers.
pub async fn by_id(
    db: &impl ConnectionTrait, scope: &Scope, id: CustomerId,
) -> Result<Option<customer::Model>, MatchError> {
    only(db, customer::Entity::of(scope).filter(customer::Column::Id.eq(id)))
        .await
        .map_err(MatchError::of("a customer"))
}

/// The name without case, punctuation and legal form, for comparison: "Shape Aluminium Pty Ltd" and "SHAPE ALUMINIUM" are one.
pub fn name_key(name: &str) -> String {
    const LEGAL_FORMS: [&str; 26] = [
        "pty",
        "ltd",
        "limited",
        "proprietary",
        "inc",
        "incorporated",
        "llc",
        "corp",
        "corporation",
        "co",
        "company",
        "plc",
        "gmbh",
        "ag",
        "kg",
        "ohg",
        "mbh",
        "ug",
        "se",
        "bv",
        "nv",
        "sarl",
        "sas",
        "spa",
        "srl",
        "aps",
    ];
    let folded = fold(name);
    let words: Vec<&str> = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let end = words.iter().rposition(|word| !LEGAL_FORMS.contains(word)).map_or(words.len(), |last| last + 1);
    words[..end].join(" ")
}

#[cfg(test)]
mod tests {
    use super::name_key;

    #[test]
    fn a_legal_form_does_not_make_another_company() {
        assert_eq!(name_key("Shape Aluminium Pty Ltd"), name_key("SHAPE  ALUMINIUM"));
        assert_eq!(name_key("Müller & Söhne GmbH & Co. KG"), name_key("müller söhne"));
    }

    #[test]
    fn a_name_made_of_legal_forms_only_is_kept() {
        assert_eq!(name_key("Co Co"), "co co");
    }

    #[test]
    fn different_companies_stay_different() {
        assert_ne!(name_key("Shape Aluminium"), name_key("Shape Steel"));
    }
}
