//! A buyer as written, and the sender's address → our customer.

use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter};

use super::MatchError;
use crate::entity::{OfOrganisation, Scope, customer, customer_domain};
use crate::reader::units::fold;

/// A rule that is certain enough to pick a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// The name is the same without legal form and punctuation.
    Name,
    /// The sender's mail domain belongs to the customer.
    Domain,
}

impl Rule {
    /// The stable short name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Domain => "domain",
        }
    }
}

/// Finds the customer by the buyer's name on the order; without one by the sender's mail domain.
///
/// A name that is not ours but comes from a known domain gives the domain's customer only when the name is missing: a buyer who writes
/// from another company's address must be seen by a person.
pub async fn find(
    db: &impl ConnectionTrait, scope: &Scope, name: Option<&str>, sender: Option<&str>,
) -> Result<Option<(customer::Model, Rule)>, MatchError> {
    if let Some(name) = name.filter(|name| !name.trim().is_empty()) {
        let found = customer::Entity::of(scope)
            .filter(customer::Column::NameKey.eq(name_key(name)))
            .one(db)
            .await
            .map_err(MatchError::of("a customer by name"))?;
        return Ok(found.map(|customer| (customer, Rule::Name)));
    }
    let Some(domain) = sender.and_then(|address| address.rsplit_once('@')).map(|(_, domain)| domain.to_lowercase())
    else {
        return Ok(None);
    };
    let Some(row) = customer_domain::Entity::of(scope)
        .filter(customer_domain::Column::Domain.eq(domain))
        .one(db)
        .await
        .map_err(MatchError::of("a customer by mail domain"))?
    else {
        return Ok(None);
    };
    let found = customer::Entity::of(scope)
        .filter(customer::Column::Id.eq(row.customer_id))
        .one(db)
        .await
        .map_err(MatchError::of("the customer of a mail domain"))?;
    Ok(found.map(|customer| (customer, Rule::Domain)))
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
