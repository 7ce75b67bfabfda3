//! Address and password → session.

use std::net::IpAddr;

use sea_orm::{
    ColumnTrait as _, DbErr, EntityTrait as _, FromQueryResult, JoinType, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
};

use super::password::{HashError, Hasher, Password, is_outdated};
use super::session::{Token, open};
use super::throttle::Throttle;
use crate::entity::ids::{OrganisationId, UserId};
use crate::entity::states::Role;
use crate::entity::{Scope, membership, user};
use crate::ops::clock::Clock;
use crate::ops::db::Db;

/// What every sign-in passes: the count of failures and the turn at the password hash. One per process; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    /// Computes and compares password hashes.
    pub hasher: Hasher,
    /// Counts failures.
    pub throttle: Throttle,
}

/// One attempt to sign in, as it came.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The mail address as typed.
    pub address: String,
    /// The password as typed.
    pub password: Password,
    /// The name the browser gives itself; shown in the list of sessions.
    pub agent: String,
    /// Where the request comes from.
    pub network: IpAddr,
}

/// A fresh session.
#[derive(Debug)]
pub struct SignedIn {
    /// For the cookie.
    pub token: Token,
    /// The organisation the person now works in: the one they joined first.
    pub scope: Scope,
}

/// Why nobody was signed in.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// Unknown address, wrong password, disabled person, no organisation: the answer does not say which.
    #[error("address or password are not right")]
    Refused,
    /// Too many failures of this account or network.
    #[error("too many attempts; the next one is accepted in {retry_secs} s")]
    TooMany {
        /// Seconds until the next attempt is accepted.
        retry_secs: i64,
    },
    /// The password could not be compared; busy, or a fault.
    #[error("comparing a password")]
    Hash(#[from] HashError),
    /// The database failed.
    #[error("signing in")]
    Database(#[from] DbErr),
}

#[derive(FromQueryResult)]
struct Person {
    id: UserId,
    password_hash: String,
    organisation_id: OrganisationId,
    role: Role,
}

/// Signs a person in, with a new session whatever session they had.
///
/// Unknown addresses cost the same query and the same hash as known ones and get the same [`SignInError::Refused`].
pub async fn sign_in(db: &Db, clock: &Clock, gate: &Gate, attempt: &Attempt) -> Result<SignedIn, SignInError> {
    let now = clock.now();
    let address = attempt.address.trim().to_lowercase();
    let taken =
        gate.throttle.take(&address, attempt.network, now).map_err(|retry_secs| SignInError::TooMany { retry_secs })?;
    let person = find(db, &address).await?;
    let hash = person.as_ref().map(|person| person.password_hash.as_str());
    let is_match = gate.hasher.is_match(&attempt.password, hash).await?;
    let Some(person) = person.filter(|_| is_match) else { return Err(SignInError::Refused) };
    let fresh_hash = match is_outdated(&person.password_hash) {
        true => Some(gate.hasher.hash(&attempt.password).await?),
        false => None,
    };
    let tx = db.begin_write().await?;
    if let Some(hash) = fresh_hash {
        user::Entity::update_many()
            .set(user::ActiveModel { password_hash: Set(hash), ..Default::default() })
            .filter(user::Column::Id.eq(person.id))
            .filter(user::Column::PasswordHash.eq(&person.password_hash))
            .exec(&tx)
            .await?;
    }
    let token = open(&tx, (person.organisation_id, person.id), &attempt.agent, now).await?;
    tx.commit().await?;
    gate.throttle.forgive(taken);
    Ok(SignedIn { token, scope: Scope::person(person.organisation_id, person.id, person.role) })
}

/// The person with this address who may sign in, with the membership they got first.
async fn find(db: &Db, address: &str) -> Result<Option<Person>, DbErr> {
    // SQLite takes a NUL in text, Postgres fails the statement; neither has a person of that name.
    let address = address.replace('\0', "\u{fffd}");
    let membership = user::Entity::belongs_to(membership::Entity).from(user::Column::Id).to(membership::Column::UserId);
    user::Entity::find()
        .select_only()
        .columns([user::Column::Id, user::Column::PasswordHash])
        .columns([membership::Column::OrganisationId, membership::Column::Role])
        .join(JoinType::InnerJoin, membership.into())
        .filter(user::Column::Address.eq(address))
        .filter(user::Column::DisabledAt.is_null())
        .order_by_asc(membership::Column::CreatedAt)
        .order_by_asc(membership::Column::OrganisationId)
        .into_model::<Person>()
        .one(&db.read)
        .await
}
