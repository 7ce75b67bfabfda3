//! A code or a description as a customer wrote it → our product, or proposals.
//!
//! What picks, in this order: our code letter by letter, the customer's own name for the product, our code but for case and punctuation,
//! everybody's name for it. Where two of these say different products, both are proposed and none is picked. Everything that is merely alike
//! is proposed with its reasons; one rule of likeness is certain enough to pick, [`Rule::LookAlike`].

pub mod index;
mod indexes;
mod weigh;

use sea_orm::{ColumnTrait, ConnectionTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::{Deserialize, Serialize};

use super::MatchError;
use super::aliases::{self, Word};
use crate::entity::ids::{AliasId, CustomerId, ProductId};
use crate::entity::{OfOrganisation, Scope, alias, product};
use crate::ops::kept::Kept;
use crate::reader::units::{Millionths, normal_key};
use weigh::Weighed;

/// Most proposals shown.
const PROPOSALS_MAX: usize = 5;
/// Shortest code, in letters and digits, that a rule of likeness may pick.
const LOOK_ALIKE_CHARACTERS_MIN: usize = 6;
/// How much of its description such a line must share, out of 1000.
const LOOK_ALIKE_WORDS_MIN: u32 = 500;
/// How far ahead of the second proposal it must be, out of 1000.
const GAP_MIN: i64 = 100;

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
    /// The code is ours when O and 0, I, L and 1 are not told apart, it is the only such code, it has letters and digits and at least six
    /// of them, the description shares half of its weight, and the next proposal is clearly behind.
    LookAlike,
}

impl Rule {
    /// The stable short name, as stored with the line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ExactCode => "exact_code",
            Self::SameCode => "same_code",
            Self::CustomerAlias => "customer_alias",
            Self::CommonAlias => "common_alias",
            Self::LookAlike => "look_alike",
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
        /// The name that was recalled, where that was the rule.
        alias: Option<AliasId>,
    },
    /// Several could be meant, best first; nothing is picked.
    Proposed(Vec<Candidate>),
    /// Nothing is like it.
    Unknown,
}

/// What is looked up: what a line says of its product, and who wrote it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wanted<'a> {
    /// The code as written.
    pub code: Option<&'a str>,
    /// The description as written.
    pub description: Option<&'a str>,
    /// The colour as written.
    pub colour: Option<&'a str>,
    /// The price and its base on the order.
    pub unit_price: Option<(Millionths, Millionths)>,
    /// The customer, if known.
    pub customer: Option<CustomerId>,
    /// The buyer's name as written.
    pub customer_name: Option<&'a str>,
}

/// Looks the line's product up; see the head of this file for the rules and their order.
///
/// Discontinued products are found, too: it is for the check to object.
pub async fn find(
    db: &impl ConnectionTrait, kept: &Kept, scope: &Scope, wanted: Wanted<'_>,
) -> Result<Answer, MatchError> {
    let code = wanted.code.map(str::trim).filter(|code| !normal_key(code).is_empty());
    let Some(word) = Word::of(code, wanted.description) else { return Ok(Answer::Unknown) };
    let mut said = Said::default();
    if let Some(code) = code {
        let exact = by_exact_code(db, scope, code).await?;
        if let Some(product) = exact {
            said.add(product, Rule::ExactCode, None);
        } else {
            for product in by_key(db, scope, &normal_key(code)).await? {
                said.add(product, Rule::SameCode, None);
            }
        }
    }
    let names = aliases::in_force(db, scope, word, wanted.customer).await?;
    let (own, common): (Vec<alias::Model>, Vec<alias::Model>) =
        names.into_iter().partition(|name| name.customer_id.is_some());
    said.add_names(db, scope, own, Rule::CustomerAlias).await?;
    if said.all.is_empty() {
        said.add_names(db, scope, common, Rule::CommonAlias).await?;
    }
    match said.answer() {
        Answer::Unknown => alike(db, kept, scope, Wanted { code, ..wanted }).await,
        certain => Ok(certain),
    }
}

/// What the rules say, the strongest first.
#[derive(Default)]
struct Said {
    all: Vec<(product::Model, Rule, Option<AliasId>)>,
}

impl Said {
    fn add(&mut self, product: product::Model, rule: Rule, alias: Option<AliasId>) {
        self.all.push((product, rule, alias));
    }

    async fn add_names(
        &mut self, db: &impl ConnectionTrait, scope: &Scope, names: Vec<alias::Model>, rule: Rule,
    ) -> Result<(), MatchError> {
        for name in names {
            let product = product::Entity::of(scope)
                .filter(product::Column::Id.eq(name.product_id))
                .one(db)
                .await
                .map_err(MatchError::of("the product of an alias"))?;
            if let Some(product) = product {
                self.add(product, rule, Some(name.id));
            }
        }
        Ok(())
    }

    /// One product if all rules mean the same, otherwise every product that a rule means.
    fn answer(mut self) -> Answer {
        let is_one = self.all.windows(2).all(|pair| pair[0].0.id == pair[1].0.id);
        if is_one && !self.all.is_empty() {
            let (product, rule, alias) = self.all.swap_remove(0);
            return Answer::Picked { product: Box::new(product), rule, alias };
        }
        let mut candidates: Vec<Candidate> = Vec::new();
        for (product, rule, _) in self.all {
            let reason = rule.word().to_owned();
            match candidates.iter_mut().find(|known| known.product == product.id) {
                Some(known) if known.reasons.contains(&reason) => {}
                Some(known) => known.reasons.push(reason),
                None => candidates.push(Candidate {
                    product: product.id,
                    code: product.code,
                    description: product.description,
                    reasons: vec![reason],
                }),
            }
        }
        candidates.truncate(PROPOSALS_MAX);
        if candidates.is_empty() { Answer::Unknown } else { Answer::Proposed(candidates) }
    }
}

/// What is merely alike.
async fn alike(
    db: &impl ConnectionTrait, kept: &Kept, scope: &Scope, wanted: Wanted<'_>,
) -> Result<Answer, MatchError> {
    let index = indexes::current(db, kept, scope).await?;
    let found = index.find(wanted.code, wanted.description);
    if found.hits.is_empty() {
        return Ok(Answer::Unknown);
    }
    let mut weighed = weigh::weighed(db, scope, wanted, found.hits).await?;
    if is_certain(&weighed, found.look_alikes) {
        let product = Box::new(weighed.swap_remove(0).product);
        return Ok(Answer::Picked { product, rule: Rule::LookAlike, alias: None });
    }
    weighed.truncate(PROPOSALS_MAX);
    let candidates: Vec<Candidate> = weighed.into_iter().map(Weighed::candidate).collect();
    Ok(if candidates.is_empty() { Answer::Unknown } else { Answer::Proposed(candidates) })
}

/// Whether the first of the proposals is a [`Rule::LookAlike`].
fn is_certain(weighed: &[Weighed], look_alikes: usize) -> bool {
    let Some(first) = weighed.first() else { return false };
    let key = &first.product.code_key;
    first.hit.reasons.first() == Some(&"look_alike")
        && look_alikes == 1
        && key.chars().count() >= LOOK_ALIKE_CHARACTERS_MIN
        && key.chars().any(char::is_alphabetic)
        && key.chars().any(|c| c.is_ascii_digit())
        && first.hit.by_words >= LOOK_ALIKE_WORDS_MIN
        && weighed.get(1).is_none_or(|second| first.score - second.score >= GAP_MIN)
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
        .limit(PROPOSALS_MAX as u64)
        .all(db)
        .await
        .map_err(MatchError::of("products by their code"))
}

#[cfg(test)]
mod tests {
    use super::index::Hit;
    use super::*;
    use crate::entity::ids::OrganisationId;
    use crate::matching::catalogue::goods::Goods;

    fn weighed(code: &str, reason: &'static str, by_words: u32, score: i64) -> Weighed {
        let new = Goods::new(OrganisationId(1), chrono::DateTime::UNIX_EPOCH).product;
        let product = product::Model { id: ProductId(1), code: code.to_owned(), code_key: normal_key(code), ..new };
        let hit = Hit { product: product.id, score: 0, by_code: 980, by_words, reasons: vec![reason] };
        Weighed { product, score, hit, reasons: Vec::new() }
    }

    #[test]
    fn a_look_alike_with_its_words_and_a_clear_lead_is_certain() {
        let first = weighed("LOCAP2", "look_alike", 500, 900);
        assert!(is_certain(std::slice::from_ref(&first), 1));
        assert!(is_certain(&[first.clone(), weighed("LOCAP3", "one_sign", 500, 800)], 1), "exactly the gap");
    }

    #[test]
    fn nothing_else_that_is_alike_is_certain() {
        let first = weighed("LOCAP2", "look_alike", 500, 900);
        assert!(!is_certain(&[first.clone(), weighed("LOCAP3", "one_sign", 500, 801)], 1), "below the gap");
        assert!(!is_certain(std::slice::from_ref(&first), 2), "two codes read the same");
        for (code, reason, by_words) in [
            ("LOCAP2", "look_alike", 499),
            ("LOCAP2", "one_sign", 1000),
            ("LOCA2", "look_alike", 1000),
            ("LOCAPS", "look_alike", 1000),
            ("123456", "look_alike", 1000),
        ] {
            assert!(!is_certain(&[weighed(code, reason, by_words, 900)], 1), "{code} {reason} {by_words}");
        }
        assert!(!is_certain(&[], 1));
    }
}
