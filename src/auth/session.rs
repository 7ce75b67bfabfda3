//! A signed-in browser: a random token in its cookie, the hash of it in a row.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use sea_orm::{
    ActiveValue::NotSet, ColumnTrait as _, ConnectionTrait, DbErr, EntityTrait as _, FromQueryResult, JoinType,
    QueryFilter as _, QuerySelect as _, Set,
};
use sha2::{Digest as _, Sha256};

use crate::entity::ids::{OrganisationId, SessionId, UserId};
use crate::entity::states::Role;
use crate::entity::{Scope, Settings, membership, organisation, session, user};
use crate::ops::clock::Clock;
use crate::ops::db::Db;

/// A session ends after this long without a request.
pub const SESSION_HOURS_IDLE_MAX: i64 = 12;
/// A session ends after this long whatever happens.
pub const SESSION_DAYS_MAX: i64 = 14;
/// How far the time of the last request may lag behind in the row, so that reading a page is not a write.
const SEEN_LAG_SECS_MAX: i64 = 60;
/// Characters kept of the browser's name.
const AGENT_CHARS_MAX: usize = 200;

/// What the cookie carries: 256 random bits. It prints as dots; only its hash is stored.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    fn random() -> Result<Self, getrandom::Error> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// What a cookie brought; it need not be a token at all.
    pub fn from_cookie(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The characters for the cookie: 43 of `A–Z a–z 0–9 - _`.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    fn hash(&self) -> String {
        use std::fmt::Write as _;
        Sha256::digest(self.0.as_bytes()).iter().fold(String::with_capacity(64), |mut text, byte| {
            // Writing into a String cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(•••)")
    }
}

/// Who is behind a request, read anew for each.
#[derive(Clone, Debug)]
pub struct Signed {
    /// The row of this session.
    pub session: SessionId,
    /// The key to the organisation's rows.
    pub scope: Scope,
    /// The person's name as shown.
    pub user_name: String,
    /// The person's mail address.
    pub user_address: String,
    /// The organisation's name as shown.
    pub organisation_name: String,
    /// The organisation's short name in paths.
    pub slug: String,
    /// What the organisation decided once.
    pub settings: Settings,
    /// Language and formats of this person: their own, otherwise the organisation's.
    pub locale: String,
}

#[derive(FromQueryResult)]
struct Row {
    id: SessionId,
    organisation_id: OrganisationId,
    user_id: UserId,
    seen_at: DateTime<Utc>,
    role: Role,
    user_name: String,
    user_address: String,
    user_locale: Option<String>,
    organisation_name: String,
    slug: String,
    settings: Settings,
}

/// Who a token belongs to at this moment: session, person, membership and organisation in one query.
///
/// `None` for a token that is unknown or signed out, for a session that was idle for [`SESSION_HOURS_IDLE_MAX`] or is older than
/// [`SESSION_DAYS_MAX`], and for a person who was disabled or is no longer a member.
pub async fn session(db: &Db, clock: &Clock, token: &Token) -> Result<Option<Signed>, DbErr> {
    let now = clock.now();
    let membership = session::Entity::belongs_to(membership::Entity)
        .from((session::Column::OrganisationId, session::Column::UserId))
        .to((membership::Column::OrganisationId, membership::Column::UserId));
    let person = session::Entity::belongs_to(user::Entity).from(session::Column::UserId).to(user::Column::Id);
    let organisation = session::Entity::belongs_to(organisation::Entity)
        .from(session::Column::OrganisationId)
        .to(organisation::Column::Id);
    let row = session::Entity::find()
        .select_only()
        .columns([
            session::Column::Id,
            session::Column::OrganisationId,
            session::Column::UserId,
            session::Column::SeenAt,
        ])
        .column(membership::Column::Role)
        .column_as(user::Column::Name, "user_name")
        .column_as(user::Column::Address, "user_address")
        .column_as(user::Column::Locale, "user_locale")
        .column_as(organisation::Column::Name, "organisation_name")
        .column(organisation::Column::Slug)
        .column(organisation::Column::Settings)
        .join(JoinType::InnerJoin, membership.into())
        .join(JoinType::InnerJoin, person.into())
        .join(JoinType::InnerJoin, organisation.into())
        .filter(session::Column::TokenHash.eq(token.hash()))
        .filter(session::Column::ExpiresAt.gt(now))
        .filter(session::Column::SeenAt.gt(now - TimeDelta::hours(SESSION_HOURS_IDLE_MAX)))
        .filter(user::Column::DisabledAt.is_null())
        .into_model::<Row>()
        .all(&db.read)
        .await?;
    let Some(row) = row.into_iter().next() else { return Ok(None) };
    if now - row.seen_at >= TimeDelta::seconds(SEEN_LAG_SECS_MAX) {
        session::Entity::update_many()
            .set(session::ActiveModel { seen_at: Set(now), ..Default::default() })
            .filter(session::Column::Id.eq(row.id))
            .exec(&db.write)
            .await?;
    }
    Ok(Some(Signed {
        session: row.id,
        scope: Scope::person(row.organisation_id, row.user_id, row.role),
        user_name: row.user_name,
        user_address: row.user_address,
        organisation_name: row.organisation_name,
        slug: row.slug,
        locale: row.user_locale.unwrap_or_else(|| row.settings.locale.clone()),
        settings: row.settings,
    }))
}

/// Ends the session of this token for good; an unknown token is fine.
pub async fn sign_out(db: &Db, token: &Token) -> Result<(), DbErr> {
    session::Entity::delete_many().filter(session::Column::TokenHash.eq(token.hash())).exec(&db.write).await.map(drop)
}

/// Opens a session for a person who has just proved who they are, and forgets sessions that are over anyway.
pub(super) async fn open(
    tx: &impl ConnectionTrait, scope: (OrganisationId, UserId), agent: &str, now: DateTime<Utc>,
) -> Result<Token, DbErr> {
    let token = Token::random().map_err(|error| DbErr::Custom(format!("no random bytes for a session: {error}")))?;
    session::Entity::delete_many().filter(session::Column::ExpiresAt.lte(now)).exec(tx).await?;
    let row = session::ActiveModel {
        id: NotSet,
        token_hash: Set(token.hash()),
        user_id: Set(scope.1),
        organisation_id: Set(scope.0),
        agent: Set(agent.chars().filter(|c| !c.is_control()).take(AGENT_CHARS_MAX).collect()),
        created_at: Set(now),
        seen_at: Set(now),
        expires_at: Set(now + TimeDelta::days(SESSION_DAYS_MAX)),
    };
    session::Entity::insert(row).exec(tx).await?;
    Ok(token)
}

/// Ends every session of a person, in all organisations.
pub(super) async fn end_all(tx: &impl ConnectionTrait, user: UserId) -> Result<(), DbErr> {
    session::Entity::delete_many().filter(session::Column::UserId.eq(user)).exec(tx).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_carry_256_bits_and_do_not_print() {
        let (one, two) = (Token::random().unwrap(), Token::random().unwrap());
        assert_ne!(one.reveal(), two.reveal());
        assert_eq!(URL_SAFE_NO_PAD.decode(one.reveal()).unwrap().len(), 32);
        assert!(!format!("{one:?}").contains(one.reveal()));
    }

    #[test]
    fn the_stored_hash_does_not_open_a_session() {
        let token = Token::random().unwrap();
        assert_ne!(Token::from_cookie(&token.hash()).hash(), token.hash());
    }
}
