//! Customers that could be meant, each with its reasons.

use sea_orm::{ConnectionTrait, QueryOrder};

use super::{Answer, Wanted, by_domain, find, name_key};
use crate::entity::ids::CustomerId;
use crate::entity::{OfOrganisation, Scope, customer};
use crate::matching::MatchError;
use crate::reader::units::folded_words;

/// Most proposals shown.
const PROPOSALS_MAX: usize = 4;
/// How much of two names must agree, out of 1000.
const NAME_MIN: usize = 500;
/// Words of an address, its post code among them, that must agree.
const ADDRESS_WORDS_MIN: usize = 2;
/// Shortest word of a name in which one wrong letter is overlooked.
const ONE_EDIT_CHARACTERS_MIN: usize = 5;
/// Shortest word that may stand for a longer one that begins with it.
const BEGIN_CHARACTERS_MIN: usize = 3;

/// A customer that could be meant, and why; the stable short names of the reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Which.
    pub customer: CustomerId,
    /// Our name for it.
    pub name: String,
    /// Why it is proposed: `name`, `domain`, `similar_name`, `address`.
    pub reasons: Vec<&'static str>,
}

/// The customers that could be meant, the likeliest first, in an order that depends on nothing but our records.
pub async fn proposals(
    db: &impl ConnectionTrait, scope: &Scope, wanted: Wanted<'_>,
) -> Result<Vec<Candidate>, MatchError> {
    if let Answer::Contradiction { by_name, by_domain, .. } = find(db, scope, wanted).await? {
        let one = |row: customer::Model, reason| Candidate { customer: row.id, name: row.name, reasons: vec![reason] };
        return Ok(vec![one(*by_name, "name"), one(*by_domain, "domain")]);
    }
    let of_domain = match wanted.domain() {
        Some(domain) => by_domain(db, scope, &domain).await?.map(|(customer, ..)| customer.id),
        None => None,
    };
    let rows = customer::Entity::of(scope)
        .order_by_asc(customer::Column::Id)
        .all(db)
        .await
        .map_err(MatchError::of("the customers"))?;
    let wanted_name = wanted.name().map(name_key).unwrap_or_default();
    let mut found: Vec<(usize, Candidate)> = Vec::new();
    for row in rows.into_iter().filter(|row| row.is_active) {
        let (mut score, mut reasons) = (0, Vec::new());
        if Some(row.id) == of_domain {
            score += 1000;
            reasons.push("domain");
        }
        let alike = likeness(&wanted_name, &row.name_key);
        if alike >= NAME_MIN {
            score += alike;
            reasons.push("similar_name");
        }
        if wanted.address.zip(row.address.as_deref()).is_some_and(|(theirs, ours)| is_same_place(theirs, ours)) {
            score += 700;
            reasons.push("address");
        }
        if score > 0 {
            found.push((score, Candidate { customer: row.id, name: row.name, reasons }));
        }
    }
    found.sort_by_key(|(score, candidate)| (std::cmp::Reverse(*score), candidate.customer));
    found.truncate(PROPOSALS_MAX);
    Ok(found.into_iter().map(|(_, candidate)| candidate).collect())
}

/// How many words two names share, out of 1000: twice the shared ones by all of them.
fn likeness(one: &str, other: &str) -> usize {
    let (one, mut other): (Vec<&str>, Vec<&str>) = (one.split(' ').collect(), other.split(' ').collect());
    let all = one.len() + other.len();
    let mut shared = 0;
    for word in one.into_iter().filter(|word| !word.is_empty()) {
        if let Some(at) = other.iter().position(|theirs| is_same_word(word, theirs)) {
            other.remove(at);
            shared += 1;
        }
    }
    2000 * shared / all.max(1)
}

fn is_same_word(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let is_begun = short.chars().count() >= BEGIN_CHARACTERS_MIN && long.starts_with(short);
    one == other
        || is_begun
        || (short.chars().count() >= ONE_EDIT_CHARACTERS_MIN && strsim::osa_distance(one, other) <= 1)
}

/// Whether two addresses share a post code and another word.
fn is_same_place(one: &str, other: &str) -> bool {
    let (one, other) = (folded_words(one), folded_words(other));
    let is_post_code = |word: &String| matches!(word.len(), 4 | 5) && word.chars().all(|c| c.is_ascii_digit());
    let mut shared: Vec<&String> = one.iter().filter(|word| other.contains(word)).collect();
    shared.sort_unstable();
    shared.dedup();
    shared.len() >= ADDRESS_WORDS_MIN && shared.into_iter().any(is_post_code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_a_slip_or_a_word_more_are_alike() {
        for (one, other) in [
            ("shape alu", "shape aluminium"),
            ("shap aluminum", "shape aluminium"),
            ("marlow shutters", "marlow shutters blinds"),
        ] {
            assert!(likeness(one, other) >= NAME_MIN, "{one} {other}");
        }
    }

    #[test]
    fn one_common_word_of_many_is_no_likeness() {
        for (one, other) in [
            ("shape steel works", "shape aluminium"),
            ("", "shape"),
            ("fern hardware", "marlow blinds"),
            ("al", "aluminium"),
        ] {
            assert!(likeness(one, other) < NAME_MIN, "{one} {other}");
        }
    }

    #[test]
    fn a_post_code_and_a_street_are_a_place_and_a_town_alone_is_none() {
        assert!(is_same_place("12 Forge Road, Dandenong VIC 3175", "Shape, 12 Forge Rd, Dandenong 3175"));
        assert!(!is_same_place("Dandenong VIC", "1 Other St, Dandenong VIC 3175"));
        assert!(!is_same_place("3175", "1 Other St, Dandenong 3175"));
    }
}
