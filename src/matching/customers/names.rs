//! What customers call themselves: taught by a person who chose one for an unknown name, taken back at any time.

use chrono::{DateTime, Utc};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};

use super::name_key;
use crate::entity::ids::{CustomerId, CustomerNameId, OrderId};
use crate::entity::states::NameKind;
use crate::entity::{OfOrganisation, Scope, customer_name};
use crate::matching::MatchError;

/// Shortest name, in letters and digits, that is worth remembering.
const NAME_CHARACTERS_MIN: usize = 3;
/// Longest name that is remembered.
const NAME_CHARACTERS_MAX: usize = 200;
/// Domains in which everybody may have an address; they say nothing about a company.
const FOR_EVERYBODY: [&str; 30] = [
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "live.com",
    "live.com.au",
    "msn.com",
    "yahoo.com",
    "yahoo.com.au",
    "yahoo.de",
    "ymail.com",
    "icloud.com",
    "me.com",
    "mac.com",
    "aol.com",
    "gmx.de",
    "gmx.net",
    "gmx.at",
    "gmx.ch",
    "web.de",
    "t-online.de",
    "freenet.de",
    "proton.me",
    "protonmail.com",
    "bigpond.com",
    "bigpond.net.au",
    "optusnet.com.au",
    "iinet.net.au",
    "tpg.com.au",
    "bluewin.ch",
];

/// A name or a domain that a person gave to a customer.
#[derive(Clone, Copy, Debug)]
pub struct Taught<'a> {
    /// Whose.
    pub customer: CustomerId,
    /// Name or domain.
    pub kind: NameKind,
    /// As read.
    pub name: &'a str,
    /// The order where it was read.
    pub order: Option<OrderId>,
    /// When.
    pub at: DateTime<Utc>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Learned {
    /// It was known, or says too little to be remembered.
    Nothing,
    /// It is remembered from now on.
    New {
        /// The name.
        name: Box<customer_name::Model>,
        /// Those that meant another customer until now.
        replaced: Vec<customer_name::Model>,
    },
}

/// The key under which a name or a domain is kept.
fn key_of(kind: NameKind, name: &str) -> String {
    match kind {
        NameKind::Name => name_key(name),
        NameKind::Domain => name.trim().to_lowercase(),
    }
}

/// Whether a name or a domain can stand for one company.
pub fn may_stand_for_one(kind: NameKind, name: &str) -> bool {
    let key = key_of(kind, name);
    let letters = key.chars().filter(|c| c.is_alphanumeric()).count();
    let has_length = letters >= NAME_CHARACTERS_MIN && name.chars().count() <= NAME_CHARACTERS_MAX;
    has_length && (kind == NameKind::Name || (key.contains('.') && !FOR_EVERYBODY.contains(&key.as_str())))
}

/// The one name in force under `key`; `None` also when two people taught two customers, for then a person has to look.
pub(super) async fn in_force(
    db: &impl ConnectionTrait, scope: &Scope, kind: NameKind, key: &str,
) -> Result<Option<customer_name::Model>, MatchError> {
    let mut all = all_in_force(db, scope, kind, key).await?;
    let is_one = all.windows(2).all(|pair| pair[0].customer_id == pair[1].customer_id);
    Ok(if is_one { all.pop() } else { None })
}

async fn all_in_force(
    db: &impl ConnectionTrait, scope: &Scope, kind: NameKind, key: &str,
) -> Result<Vec<customer_name::Model>, MatchError> {
    customer_name::Entity::of(scope)
        .filter(customer_name::Column::Kind.eq(kind))
        .filter(customer_name::Column::NameKey.eq(key))
        .filter(customer_name::Column::EndedAt.is_null())
        .order_by_asc(customer_name::Column::Id)
        .all(db)
        .await
        .map_err(MatchError::of("what a customer calls itself"))
}

/// Remembers what was taught in the caller's transaction, which also journals it; a name that meant another customer until now ends.
pub async fn learn(tx: &impl ConnectionTrait, scope: &Scope, taught: Taught<'_>) -> Result<Learned, MatchError> {
    if !may_stand_for_one(taught.kind, taught.name) {
        return Ok(Learned::Nothing);
    }
    let failed = MatchError::save("what a customer calls itself");
    let key = key_of(taught.kind, taught.name);
    let before = all_in_force(tx, scope, taught.kind, &key).await?;
    if before.iter().any(|name| name.customer_id == taught.customer) && before.len() == 1 {
        return Ok(Learned::Nothing);
    }
    let mut replaced = Vec::with_capacity(before.len());
    for name in before {
        let mut row = name.into_active_model();
        row.ended_at = Set(Some(taught.at));
        row.ended_by = Set(scope.user());
        replaced.push(row.update(tx).await.map_err(&failed)?);
    }
    let row = customer_name::ActiveModel {
        organisation_id: Set(scope.organisation()),
        customer_id: Set(taught.customer),
        kind: Set(taught.kind),
        name: Set(taught.name.trim().to_owned()),
        name_key: Set(key),
        created_at: Set(taught.at),
        created_by: Set(scope.user()),
        order_id: Set(taught.order),
        ..Default::default()
    };
    let name = customer_name::Entity::insert(row).exec_with_returning(tx).await.map_err(&failed)?;
    Ok(Learned::New { name: Box::new(name), replaced })
}

/// Puts an end to a name in the caller's transaction, which also journals it. `None` when it is not there or has ended before.
pub async fn end(
    tx: &impl ConnectionTrait, scope: &Scope, id: CustomerNameId, at: DateTime<Utc>,
) -> Result<Option<customer_name::Model>, MatchError> {
    let found = customer_name::Entity::of(scope)
        .filter(customer_name::Column::Id.eq(id))
        .filter(customer_name::Column::EndedAt.is_null())
        .one(tx)
        .await
        .map_err(MatchError::of("what a customer calls itself"))?;
    let Some(found) = found else { return Ok(None) };
    let mut row = found.into_active_model();
    row.ended_at = Set(Some(at));
    row.ended_by = Set(scope.user());
    row.update(tx).await.map(Some).map_err(MatchError::save("the end of a name"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_is_remembered_by_its_name_and_by_its_own_domain() {
        assert!(may_stand_for_one(NameKind::Name, "Shape Alu P/L"));
        assert!(may_stand_for_one(NameKind::Domain, "ShapeAlu.com.au"));
    }

    #[test]
    fn a_domain_for_everybody_and_a_name_without_letters_stand_for_nobody() {
        for domain in ["gmail.com", "GMX.de", "localhost", "", "bigpond.com"] {
            assert!(!may_stand_for_one(NameKind::Domain, domain), "{domain}");
        }
        for name in ["", "  ", "& Co", "--", "AB"] {
            assert!(!may_stand_for_one(NameKind::Name, name), "{name}");
        }
    }
}
