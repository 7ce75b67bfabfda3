//! A code or a description as a customer wrote it → our product, or proposals.

use sea_orm::{ColumnTrait, Condition, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use super::MatchError;
use crate::entity::ids::{CustomerId, ProductId};
use crate::entity::{OfOrganisation, Scope, alias, product};
use crate::reader::units::{normal_key, search_text};

/// Shortest code, in letters and digits, that is looked up as a part of ours. Shorter ones fit everything.
const PART_CHARACTERS_MIN: usize = 3;
/// Most proposals shown.
const PROPOSALS_MAX: u64 = 5;

/// A rule that is certain enough to pick a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The code is ours, letter by letter.
    ExactCode,
    /// The code is ours but for case, spaces and punctuation, and no other of ours is like it.
    SameCode,
    /// This customer calls our product so.
    CustomerAlias,
    /// Customers call our product so.
    CommonAlias,
}

impl Rule {
    /// The stable short name, as stored with the line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ExactCode => "exact_code",
            Self::SameCode => "same_code",
            Self::CustomerAlias => "customer_alias",
            Self::CommonAlias => "common_alias",
        }
    }
}

/// A product that could be meant, and why; the stable short names of the reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Which.
    pub product: ProductId,
    /// Our code.
    pub code: String,
    /// Our description.
    pub description: String,
    /// Why it is proposed.
    pub reasons: Vec<String>,
}

/// What the catalogue says to a code and description.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// One product, by a rule that is certain.
    Picked {
        /// The product.
        product: Box<product::Model>,
        /// The rule.
        rule: Rule,
    },
    /// Several could be meant, best first; nothing is picked.
    Proposed(Vec<Candidate>),
    /// Nothing is like it.
    Unknown,
}

/// What is looked up: a line's code and description, and who wrote them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// The code as written.
    pub code: Option<&'a str>,
    /// The description as written.
    pub description: Option<&'a str>,
    /// The customer, if known.
    pub customer: Option<CustomerId>,
}

/// Looks the line's product up: exact code, the customer's own name for it, the code without case and punctuation; then proposals.
///
/// Discontinued products are found, too: it is for the check to object.
pub async fn find(db: &impl ConnectionTrait, scope: &Scope, wanted: Wanted<'_>) -> Result<Answer, MatchError> {
    if let Some(code) = wanted.code.map(str::trim).filter(|code| !code.is_empty()) {
        if let Some(product) = by_exact_code(db, scope, code).await? {
            return Ok(Answer::Picked { product: Box::new(product), rule: Rule::ExactCode });
        }
        let key = normal_key(code);
        if let Some((product, rule)) = by_alias(db, scope, &key, wanted.customer).await? {
            return Ok(Answer::Picked { product: Box::new(product), rule });
        }
        let same = by_key(db, scope, &key).await?;
        if let [product] = same.as_slice() {
            return Ok(Answer::Picked { product: Box::new(product.clone()), rule: Rule::SameCode });
        }
        if !same.is_empty() {
            return Ok(Answer::Proposed(candidates(same, "same_code")));
        }
        let like = by_part_of_code(db, scope, &key).await?;
        if !like.is_empty() {
            return Ok(Answer::Proposed(candidates(like, "part_of_code")));
        }
    }
    let described = by_description(db, scope, wanted.description.unwrap_or_default()).await?;
    Ok(if described.is_empty() { Answer::Unknown } else { Answer::Proposed(candidates(described, "description")) })
}

/// Our product with exactly this code; used for what a person types, too.
pub async fn by_exact_code(
    db: &impl ConnectionTrait, scope: &Scope, code: &str,
) -> Result<Option<product::Model>, MatchError> {
    product::Entity::of(scope)
        .filter(product::Column::Code.eq(code))
        .one(db)
        .await
        .map_err(MatchError::of("a product by its code"))
}

/// Our products whose code is the same without case, spaces and punctuation.
pub async fn by_key(db: &impl ConnectionTrait, scope: &Scope, key: &str) -> Result<Vec<product::Model>, MatchError> {
    if key.is_empty() {
        return Ok(Vec::new());
    }
    product::Entity::of(scope)
        .filter(product::Column::CodeKey.eq(key))
        .order_by_asc(product::Column::Code)
        .limit(PROPOSALS_MAX)
        .all(db)
        .await
        .map_err(MatchError::of("products by their code"))
}

async fn by_alias(
    db: &impl ConnectionTrait, scope: &Scope, key: &str, customer: Option<CustomerId>,
) -> Result<Option<(product::Model, Rule)>, MatchError> {
    if key.is_empty() {
        return Ok(None);
    }
    let whose = match customer {
        Some(id) => Condition::any().add(alias::Column::CustomerId.eq(id)).add(alias::Column::CustomerId.is_null()),
        None => Condition::all().add(alias::Column::CustomerId.is_null()),
    };
    let names = alias::Entity::of(scope)
        .filter(alias::Column::AliasKey.eq(key))
        .filter(alias::Column::EndedAt.is_null())
        .filter(whose)
        .all(db)
        .await
        .map_err(MatchError::of("what a customer calls our products"))?;
    // The customer's own word counts before everybody's; two products under one name are no answer.
    let own: Vec<_> = names.iter().filter(|name| name.customer_id.is_some()).collect();
    let (chosen, rule) = match (own.as_slice(), names.as_slice()) {
        ([one], _) => (*one, Rule::CustomerAlias),
        ([], [one]) => (one, Rule::CommonAlias),
        _ => return Ok(None),
    };
    let product = product::Entity::of(scope)
        .filter(product::Column::Id.eq(chosen.product_id))
        .one(db)
        .await
        .map_err(MatchError::of("the product of an alias"))?;
    Ok(product.map(|product| (product, rule)))
}

/// Products whose code begins with `key`, then those that contain it; never picked, whatever their number.
async fn by_part_of_code(
    db: &impl ConnectionTrait, scope: &Scope, key: &str,
) -> Result<Vec<product::Model>, MatchError> {
    if key.chars().count() < PART_CHARACTERS_MIN {
        return Ok(Vec::new());
    }
    // A key holds letters and digits only, so it cannot smuggle a wildcard in.
    let mut found = product::Entity::of(scope)
        .filter(product::Column::CodeKey.like(format!("%{key}%")))
        .order_by_asc(product::Column::Code)
        .limit(PROPOSALS_MAX * 4)
        .all(db)
        .await
        .map_err(MatchError::of("products by a part of their code"))?;
    found.sort_by_key(|product| (!product.code_key.starts_with(key), product.code_key.len(), product.code.clone()));
    found.truncate(usize::try_from(PROPOSALS_MAX).unwrap_or(usize::MAX));
    Ok(found)
}

/// Products whose code and description hold every longer word of `description`.
async fn by_description(
    db: &impl ConnectionTrait, scope: &Scope, description: &str,
) -> Result<Vec<product::Model>, MatchError> {
    let text = search_text(description);
    let words: Vec<&str> = text.split(' ').filter(|word| word.chars().count() >= PART_CHARACTERS_MIN).take(6).collect();
    if words.len() < 2 {
        return Ok(Vec::new());
    }
    let mut query = product::Entity::of(scope);
    for word in words {
        query = query.filter(product::Column::SearchText.like(format!("%{word}%")));
    }
    query
        .order_by_asc(product::Column::Code)
        .limit(PROPOSALS_MAX)
        .all(db)
        .await
        .map_err(MatchError::of("products by their description"))
}

fn candidates(products: Vec<product::Model>, reason: &str) -> Vec<Candidate> {
    products
        .into_iter()
        .map(|product| Candidate {
            product: product.id,
            code: product.code,
            description: product.description,
            reasons: vec![reason.to_owned()],
        })
        .collect()
}
