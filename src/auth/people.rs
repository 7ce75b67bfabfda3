//! Who exists, and as what: the first owner, further people, their end.

use chrono::{DateTime, Utc};
use lettre::Address;
use sea_orm::{
    ActiveValue::NotSet, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait as _,
    PaginatorTrait as _, QueryFilter as _, Set, SqlErr,
};
use serde_json::json;

use super::password::{HashError, Hasher, Password, WeakPassword, check_new};
use super::session::end_all;
use crate::entity::ids::{OrganisationId, UserId};
use crate::entity::states::{Role, SourceKind};
use crate::entity::{OfOrganisation as _, Scope, Settings, membership, organisation, source, user};
use crate::journal::{self, Entry};
use crate::ops::clock::Clock;
use crate::ops::db::Db;
use crate::ops::deed::{Deed, Done};
use crate::ops::once::OnceError;
use crate::words::Locale;

/// Characters of a name, at most.
const NAME_CHARS_MAX: usize = 120;
/// The name of the watched folder every organisation begins with.
const FOLDER_NAME: &str = "inbox";

/// Why a person was not added or changed.
#[derive(Debug, thiserror::Error)]
pub enum PeopleError {
    /// There are people already; the first-run page is over.
    #[error("the first owner exists already")]
    NotFirst,
    /// The one who asks may not do that.
    #[error("that needs another role")]
    NotAllowed,
    /// A name is empty, longer than 120 characters or holds control characters.
    #[error("a name is empty or not a name")]
    Name,
    /// Not a mail address of ASCII characters.
    #[error("not a mail address")]
    Address,
    /// Somebody has this address.
    #[error("the address is in use")]
    AddressTaken,
    /// The password would be guessed.
    #[error(transparent)]
    Weak(#[from] WeakPassword),
    /// There is no such person in the organisation.
    #[error("there is no such person")]
    Missing,
    /// Not a language this program speaks.
    #[error("not a known language")]
    Locale,
    /// The form's key cannot be used.
    #[error(transparent)]
    Once(#[from] OnceError),
    /// The last owner cannot be disabled.
    #[error("an organisation needs an owner")]
    LastOwner,
    /// The password could not be hashed.
    #[error("hashing a password")]
    Hash(#[from] HashError),
    /// The database failed.
    #[error("saving a person")]
    Database(#[from] DbErr),
}

/// What the first-run page asks for.
#[derive(Clone, Debug)]
pub struct NewOwner {
    /// The organisation's name as shown.
    pub organisation: String,
    /// What it decided once.
    pub settings: Settings,
    /// The person's name as shown.
    pub name: String,
    /// Their mail address; kept in lower case.
    pub address: String,
    /// Their password.
    pub password: Password,
}

/// What was created on the first run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its owner.
    pub user: UserId,
}

/// A person to be added to an organisation.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Their name as shown.
    pub name: String,
    /// Their mail address; kept in lower case.
    pub address: String,
    /// Their first password.
    pub password: Password,
    /// What they may do.
    pub role: Role,
}

/// Whether nobody exists yet, so that the first-run page is shown instead of the sign-in.
pub async fn first_run(db: &Db) -> Result<bool, DbErr> {
    Ok(user::Entity::find().count(&db.read).await? == 0)
}

/// Creates the organisation, its owner and its watched folder, in one transaction and only while there is no user at all.
///
/// Of two first runs at the same time one gets [`PeopleError::NotFirst`].
pub async fn create_owner(db: &Db, clock: &Clock, hasher: &Hasher, new: &NewOwner) -> Result<Owner, PeopleError> {
    if !first_run(db).await? {
        return Err(PeopleError::NotFirst);
    }
    let organisation = checked_name(&new.organisation)?;
    let name = checked_name(&new.name)?;
    let address = checked_address(&new.address)?;
    check_new(&new.password, &address)?;
    let hash = hasher.hash(&new.password).await?;
    let now = clock.now();
    let tx = db.begin_write().await?;
    if !db.is_sqlite() {
        // On SQLite the transaction is the only writer; here nobody else may add a user until this one is decided.
        tx.execute_unprepared("lock table users in share row exclusive mode").await?;
    }
    if user::Entity::find().count(&tx).await? > 0 {
        return Err(PeopleError::NotFirst);
    }
    let row = organisation::ActiveModel {
        id: NotSet,
        slug: Set(slug(&organisation)),
        name: Set(organisation.clone()),
        settings: Set(reaching(new.settings.clone(), &address)),
        created_at: Set(now),
    };
    let organisation_id = organisation::Entity::insert(row).exec(&tx).await?.last_insert_id;
    let scope = Scope::system(organisation_id);
    let detail = json!({ "name": organisation });
    note(&tx, &scope, ("organisation", organisation_id.0, "created"), detail, now).await?;
    let person = Person { name, address, hash, role: Role::Owner };
    let user = insert(&tx, &scope, person, now).await?;
    let folder = source::ActiveModel {
        id: NotSet,
        organisation_id: Set(organisation_id),
        kind: Set(SourceKind::Folder),
        name: Set(FOLDER_NAME.to_owned()),
        enabled: Set(true),
        last_ok_at: Set(None),
        last_error: Set(None),
        created_at: Set(now),
    };
    source::Entity::insert(folder).exec(&tx).await?;
    tx.commit().await?;
    Ok(Owner { organisation: organisation_id, user })
}

/// Until somebody says otherwise, approved forms go to the owner, in the owner's name: a desk whose letters reach nobody would look finished.
fn reaching(settings: Settings, address: &str) -> Settings {
    let own = || vec![address.to_owned()];
    let distribution = if settings.distribution.is_empty() { own() } else { settings.distribution };
    let from_address = if settings.from_address.is_empty() { address.to_owned() } else { settings.from_address };
    Settings { distribution, from_address, ..settings }
}

/// Adds a person to the scope's organisation. Giving a role needs the right to ([`Role::given_by`]).
pub async fn add_user(
    db: &Db, clock: &Clock, hasher: &Hasher, scope: &Scope, new: &NewUser,
) -> Result<UserId, PeopleError> {
    let deed = Deed { db, now: clock.now(), scope, actor: "", once: None };
    // A deed without a form is always done.
    add_member(&deed, hasher, new).await?.ok_or(PeopleError::Missing)
}

/// The same for a form, which adds a person once; `None` for a second click.
pub async fn add_member(deed: &Deed<'_>, hasher: &Hasher, new: &NewUser) -> Result<Option<UserId>, PeopleError> {
    if !deed.scope.may(new.role.given_by()) {
        return Err(PeopleError::NotAllowed);
    }
    let name = checked_name(&new.name)?;
    let address = checked_address(&new.address)?;
    check_new(&new.password, &address)?;
    let hash = hasher.hash(&new.password).await?;
    let tx = deed.db.begin_write().await?;
    if deed.begin(&tx).await? == Done::Again {
        return Ok(None);
    }
    let user = insert(&tx, deed.scope, Person { name, address, hash, role: new.role }, deed.now).await?;
    tx.commit().await?;
    Ok(Some(user))
}

/// Gives a person a new password and ends all their sessions. Everybody may do that for themselves.
pub async fn set_password(
    db: &Db, clock: &Clock, hasher: &Hasher, (scope, of): (&Scope, UserId), password: &Password,
) -> Result<(), PeopleError> {
    let member = membership_of(&db.read, scope, of).await?;
    if scope.user() != Some(of) && !scope.may(member.role.given_by()) {
        return Err(PeopleError::NotAllowed);
    }
    let person = user::Entity::find_by_id(of).one(&db.read).await?.ok_or(PeopleError::Missing)?;
    check_new(password, &person.address)?;
    let hash = hasher.hash(password).await?;
    let tx = db.begin_write().await?;
    let change = user::ActiveModel { password_hash: Set(hash), ..Default::default() };
    user::Entity::update_many().set(change).filter(user::Column::Id.eq(of)).exec(&tx).await?;
    end_all(&tx, of).await?;
    note(&tx, scope, ("user", of.0, "password_set"), json!({}), clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends a person's access and all their sessions at once; their rows and their name in the history stay.
///
/// The last owner who is not disabled stays: [`PeopleError::LastOwner`].
pub async fn disable(db: &Db, clock: &Clock, scope: &Scope, of: UserId) -> Result<(), PeopleError> {
    let deed = Deed { db, now: clock.now(), scope, actor: "", once: None };
    end_member(&deed, of).await.map(drop)
}

/// The same for a form.
pub async fn end_member(deed: &Deed<'_>, of: UserId) -> Result<Done, PeopleError> {
    let (db, scope) = (deed.db, deed.scope);
    let tx = db.begin_write().await?;
    if deed.begin(&tx).await? == Done::Again {
        return Ok(Done::Again);
    }
    let member = membership_of(&tx, scope, of).await?;
    if !scope.may(member.role.given_by()) {
        return Err(PeopleError::NotAllowed);
    }
    if member.role == Role::Owner {
        if !db.is_sqlite() {
            // Two owners who disable each other at the same time: one of them waits here and then sees the other gone.
            tx.execute_unprepared("lock table users in share row exclusive mode").await?;
        }
        let other = user::Entity::belongs_to(membership::Entity).from(user::Column::Id).to(membership::Column::UserId);
        let others = sea_orm::QuerySelect::join(user::Entity::find(), sea_orm::JoinType::InnerJoin, other.into())
            .filter(membership::Column::OrganisationId.eq(scope.organisation()))
            .filter(membership::Column::Role.eq(Role::Owner))
            .filter(user::Column::Id.ne(of))
            .filter(user::Column::DisabledAt.is_null())
            .count(&tx)
            .await?;
        if others == 0 {
            return Err(PeopleError::LastOwner);
        }
    }
    let change = user::ActiveModel { disabled_at: Set(Some(deed.now)), ..Default::default() };
    user::Entity::update_many()
        .set(change)
        .filter(user::Column::Id.eq(of))
        .filter(user::Column::DisabledAt.is_null())
        .exec(&tx)
        .await?;
    end_all(&tx, of).await?;
    note(&tx, scope, ("user", of.0, "disabled"), json!({}), deed.now).await?;
    tx.commit().await?;
    Ok(Done::First)
}

/// A person of the organisation, as the list of people shows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Which.
    pub id: UserId,
    /// Their name.
    pub name: String,
    /// Their mail address.
    pub address: String,
    /// What they may do.
    pub role: Role,
    /// Since when.
    pub added_at: DateTime<Utc>,
    /// Since when no longer.
    pub disabled_at: Option<DateTime<Utc>>,
}

/// Everybody of the organisation, by name; those whose access has ended come last.
pub async fn members(db: &Db, scope: &Scope) -> Result<Vec<Member>, DbErr> {
    let roles = membership::Entity::of(scope).all(&db.read).await?;
    let people = user::Entity::find().filter(user::Column::Id.is_in(roles.iter().map(|row| row.user_id)));
    let mut members: Vec<Member> = people
        .all(&db.read)
        .await?
        .into_iter()
        .filter_map(|person| {
            let member = roles.iter().find(|row| row.user_id == person.id)?;
            Some(Member {
                id: person.id,
                name: person.name,
                address: person.address,
                role: member.role,
                added_at: member.created_at,
                disabled_at: person.disabled_at,
            })
        })
        .collect();
    members.sort_by_key(|member| (member.disabled_at.is_some(), member.name.to_lowercase(), member.id));
    Ok(members)
}

/// The language a person has chosen for themselves; `None` is the organisation's.
pub async fn own_locale(db: &Db, scope: &Scope) -> Result<Option<String>, DbErr> {
    let Some(user) = scope.user() else { return Ok(None) };
    Ok(user::Entity::find_by_id(user).one(&db.read).await?.and_then(|person| person.locale))
}

/// Sets or clears the language and formats of the person of the deed. A tag that is none of [`Locale`]'s is refused.
pub async fn set_own_locale(deed: &Deed<'_>, tag: Option<&str>) -> Result<Done, PeopleError> {
    let user = deed.scope.user().ok_or(PeopleError::Missing)?;
    if tag.is_some_and(|tag| !Locale::ALL.iter().any(|locale| locale.tag() == tag)) {
        return Err(PeopleError::Locale);
    }
    let tx = deed.db.begin_write().await?;
    if deed.begin(&tx).await? == Done::Again {
        return Ok(Done::Again);
    }
    let before = user::Entity::find_by_id(user).one(&tx).await?.ok_or(PeopleError::Missing)?.locale;
    if before.as_deref() != tag {
        let change = user::ActiveModel { locale: Set(tag.map(str::to_owned)), ..Default::default() };
        user::Entity::update_many().set(change).filter(user::Column::Id.eq(user)).exec(&tx).await?;
        let detail = json!({ "from": before, "to": tag });
        note(&tx, deed.scope, ("user", user.0, "locale_changed"), detail, deed.now).await?;
    }
    tx.commit().await?;
    Ok(Done::First)
}

/// A person whose values were checked.
struct Person {
    name: String,
    address: String,
    hash: String,
    role: Role,
}

async fn insert(
    tx: &DatabaseTransaction, scope: &Scope, person: Person, now: DateTime<Utc>,
) -> Result<UserId, PeopleError> {
    let row = user::ActiveModel {
        id: NotSet,
        address: Set(person.address.clone()),
        name: Set(person.name),
        password_hash: Set(person.hash),
        locale: Set(None),
        created_at: Set(now),
        disabled_at: Set(None),
    };
    let inserted = user::Entity::insert(row).exec(tx).await;
    let user = inserted.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => PeopleError::AddressTaken,
        _ => PeopleError::Database(error),
    })?;
    let user = user.last_insert_id;
    let member = membership::ActiveModel {
        organisation_id: Set(scope.organisation()),
        user_id: Set(user),
        role: Set(person.role),
        created_at: Set(now),
    };
    membership::Entity::insert(member).exec(tx).await?;
    let detail = json!({ "address": person.address, "role": person.role });
    note(tx, scope, ("user", user.0, "added"), detail, now).await?;
    Ok(user)
}

async fn membership_of(
    conn: &impl ConnectionTrait, scope: &Scope, of: UserId,
) -> Result<membership::Model, PeopleError> {
    let row = membership::Entity::of(scope).filter(membership::Column::UserId.eq(of)).one(conn).await?;
    row.ok_or(PeopleError::Missing)
}

/// Writes the journal entry of a change of rights. People have no version of their own.
async fn note(
    tx: &DatabaseTransaction, scope: &Scope, (record, record_id, action): (&'static str, i64, &'static str),
    detail: serde_json::Value, at: DateTime<Utc>,
) -> Result<(), DbErr> {
    let actor = match scope.user() {
        Some(user) => user::Entity::find_by_id(user).one(tx).await?.map(|user| user.name).unwrap_or_default(),
        None => String::new(),
    };
    journal::append(tx, scope, Entry { record, record_id, version: 0, action, detail, actor, at }).await
}

fn checked_name(name: &str) -> Result<String, PeopleError> {
    let name = name.trim();
    let count = name.chars().count();
    if count == 0 || count > NAME_CHARS_MAX || name.chars().any(char::is_control) {
        return Err(PeopleError::Name);
    }
    Ok(name.to_owned())
}

fn checked_address(address: &str) -> Result<String, PeopleError> {
    let address = address.trim().to_lowercase();
    let is_address = address.is_ascii() && address.len() <= 254 && address.parse::<Address>().is_ok();
    if is_address { Ok(address) } else { Err(PeopleError::Address) }
}

/// The short name of an organisation in paths: `Müller & Söhne GmbH` → `mueller-soehne-gmbh`.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for c in name.to_lowercase().chars() {
        match c {
            'a'..='z' | '0'..='9' => slug.push(c),
            'ä' => slug.push_str("ae"),
            'ö' => slug.push_str("oe"),
            'ü' => slug.push_str("ue"),
            'ß' => slug.push_str("ss"),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
        if slug.len() >= 40 {
            break;
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { "desk".to_owned() } else { slug.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organisation_gets_a_short_name_that_is_safe_as_a_folder() {
        assert_eq!(slug("Müller & Söhne GmbH"), "mueller-soehne-gmbh");
        assert_eq!(slug("../../etc/passwd"), "etc-passwd");
        assert_eq!(slug("  — "), "desk");
        assert_eq!(slug("株式会社"), "desk");
        assert!(slug(&"long name ".repeat(30)).len() <= 41);
    }

    #[test]
    fn names_that_are_none_are_refused() {
        assert!(checked_name("   ").is_err());
        assert!(checked_name("Sharon\r\nBcc: all@example.com").is_err());
        assert!(checked_name(&"x".repeat(121)).is_err());
        assert_eq!(checked_name("  Šárka Ångström ").unwrap(), "Šárka Ångström");
    }

    #[test]
    fn addresses_are_kept_in_lower_case_and_nonsense_is_refused() {
        assert_eq!(checked_address(" Sharon@Example.COM ").unwrap(), "sharon@example.com");
        for wrong in
            ["", "sharon", "sharon@", "@example.com", "a@b@c", "a b@example.com", "a@example.com\nx", "ü@example.com"]
        {
            assert!(checked_address(wrong).is_err(), "{wrong}");
        }
    }
}
