//! Who gets in, as what, and until when. Every test runs on both databases.

use std::net::IpAddr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use ramjet::auth::{
    self, Attempt, Gate, NewOwner, NewUser, Owner, Password, PeopleError, Role, Scope, SignInError, Token, WeakPassword,
};
use ramjet::entity::ids::UserId;
use ramjet::entity::{OfOrganisation, Settings, journal, membership, organisation, session, source, user};
use ramjet::ops::clock::Clock;
use ramjet::ops::db::Db;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use crate::desk::{Database, both};

/// The password of everybody in these tests.
pub(crate) const PASSWORD: &str = "louvre end cap 152";

pub(crate) fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

/// A firm with Grant as its owner.
pub(crate) async fn firm(db: &Db) -> Scope {
    let clock = Clock::fake(start());
    let owner = auth::create_owner(db, &clock, &Gate::default().hasher, &grant()).await.unwrap();
    Scope::person(owner.organisation, owner.user, Role::Owner)
}

/// Adds somebody to the firm of `owner`.
pub(crate) async fn member(db: &Db, owner: &Scope, name: &str, role: Role) -> Scope {
    let new = person(name, role);
    let user = auth::add_user(db, &Clock::fake(start()), &Gate::default().hasher, owner, &new).await.unwrap();
    Scope::person(owner.organisation(), user, role)
}

/// Another firm with its owner, beside the first one.
pub(crate) async fn other_firm(db: &Db) -> Scope {
    let tx = db.begin_write().await.unwrap();
    let firm = organisation::ActiveModel {
        slug: Set("other".to_owned()),
        name: Set("Other Firm".to_owned()),
        settings: Set(Settings::default()),
        created_at: Set(start()),
        ..Default::default()
    };
    let organisation = organisation::Entity::insert(firm).exec(&tx).await.unwrap().last_insert_id;
    let olga = user::ActiveModel {
        address: Set("olga@other.example".to_owned()),
        name: Set("Olga".to_owned()),
        password_hash: Set("none".to_owned()),
        created_at: Set(start()),
        ..Default::default()
    };
    let user = user::Entity::insert(olga).exec(&tx).await.unwrap().last_insert_id;
    let row = membership::ActiveModel {
        organisation_id: Set(organisation),
        user_id: Set(user),
        role: Set(Role::Owner),
        created_at: Set(start()),
    };
    membership::Entity::insert(row).exec_without_returning(&tx).await.unwrap();
    tx.commit().await.unwrap();
    Scope::person(organisation, user, Role::Owner)
}

fn grant() -> NewOwner {
    NewOwner {
        organisation: "Ramjet Plastics".to_owned(),
        settings: Settings::default(),
        name: "Grant".to_owned(),
        address: "Grant@Example.com".to_owned(),
        password: PASSWORD.into(),
    }
}

fn person(name: &str, role: Role) -> NewUser {
    let address = format!("{}@example.com", name.to_lowercase());
    NewUser { name: name.to_owned(), address, password: PASSWORD.into(), role }
}

fn attempt(address: &str, password: &str) -> Attempt {
    Attempt {
        address: address.to_owned(),
        password: Password::from(password),
        agent: "Firefox\r\nX: y".to_owned(),
        network: IpAddr::from([192, 0, 2, 1]),
    }
}

/// A firm, its gate and its clock.
struct House {
    database: Database,
    db: Db,
    clock: Clock,
    gate: Gate,
    grant: Scope,
}

impl House {
    async fn new(database: Database) -> Self {
        let db = database.db();
        let grant = firm(&db).await;
        Self { database, db, clock: Clock::fake(start()), gate: Gate::default(), grant }
    }

    async fn sign_in(&self, address: &str, password: &str) -> Result<Token, SignInError> {
        auth::sign_in(&self.db, &self.clock, &self.gate, &attempt(address, password)).await.map(|signed| signed.token)
    }

    async fn grant_signs_in(&self) -> Token {
        self.sign_in("grant@example.com", PASSWORD).await.unwrap()
    }

    async fn role_of(&self, token: &Token) -> Option<Role> {
        auth::session(&self.db, &self.clock, token).await.unwrap().map(|signed| signed.scope.role().unwrap())
    }

    async fn add(&self, by: &Scope, name: &str, role: Role) -> Result<UserId, PeopleError> {
        auth::add_user(&self.db, &self.clock, &self.gate.hasher, by, &person(name, role)).await
    }

    async fn run(&self, text: &str) {
        self.db.write.execute_unprepared(text).await.unwrap();
    }

    fn hours(&self, hours: u64) {
        self.clock.advance(Duration::from_secs(hours * 3_600));
    }
}

both! {
    async fn the_first_owner_gets_an_organisation_with_a_watched_folder_and_signs_in(database: Database) {
        let db = database.db();
        assert!(auth::first_run(&db).await.unwrap());
        let house = House::new(database).await;
        assert!(!auth::first_run(&house.db).await.unwrap());
        let folder = source::Entity::of(&house.grant).one(&house.db.read).await.unwrap().unwrap();
        assert!(folder.enabled && folder.name == "inbox", "{folder:?}");
        let token = house.sign_in(" GRANT@example.com ", PASSWORD).await.unwrap();
        let signed = auth::session(&house.db, &house.clock, &token).await.unwrap().unwrap();
        assert_eq!(signed.scope, house.grant);
        assert_eq!((signed.user_name.as_str(), signed.organisation_name.as_str()), ("Grant", "Ramjet Plastics"));
        assert_eq!((signed.slug.as_str(), signed.locale.as_str()), ("ramjet-plastics", "en-AU"));
        let own = "grant@example.com".to_owned();
        assert_eq!(signed.settings, Settings { distribution: vec![own.clone()], from_address: own, ..Settings::default() });
    }

    async fn what_the_first_owner_decided_about_letters_stays(database: Database) {
        let (db, clock, gate) = (database.db(), Clock::fake(start()), Gate::default());
        let settings = Settings {
            distribution: vec!["floor@example.com".to_owned()],
            from_address: "orders@example.com".to_owned(),
            ..Settings::default()
        };
        let new = NewOwner { settings: settings.clone(), ..grant() };
        auth::create_owner(&db, &clock, &gate.hasher, &new).await.unwrap();
        let row = organisation::Entity::find().one(&db.read).await.unwrap().unwrap();
        assert_eq!(row.settings, settings);
    }

    async fn of_two_first_runs_at_once_one_wins(database: Database) {
        let (db, clock, gate) = (database.db(), Clock::fake(start()), Gate::default());
        let other = NewOwner { address: "mallory@example.com".to_owned(), organisation: "Mallory".to_owned(), ..grant() };
        let mine = grant();
        let (one, two): (Result<Owner, _>, Result<Owner, _>) = tokio::join!(
            auth::create_owner(&db, &clock, &gate.hasher, &mine),
            auth::create_owner(&db, &clock, &gate.hasher, &other),
        );
        assert_eq!([&one, &two].iter().filter(|result| result.is_ok()).count(), 1, "{one:?} {two:?}");
        assert!([one, two].into_iter().any(|result| matches!(result, Err(PeopleError::NotFirst))));
        assert_eq!(user::Entity::find().count(&db.read).await.unwrap(), 1);
        assert_eq!(organisation::Entity::find().count(&db.read).await.unwrap(), 1);
    }

    async fn the_first_run_page_is_over_once_there_is_anybody(database: Database) {
        let house = House::new(database).await;
        let again = auth::create_owner(&house.db, &house.clock, &house.gate.hasher, &grant()).await;
        assert!(matches!(again, Err(PeopleError::NotFirst)), "{again:?}");
    }

    async fn a_weak_password_creates_nobody(database: Database) {
        let (db, clock, gate) = (database.db(), Clock::fake(start()), Gate::default());
        for (password, why) in [("password123", WeakPassword::Common), ("short", WeakPassword::TooShort)] {
            let new = NewOwner { password: password.into(), ..grant() };
            let refused = auth::create_owner(&db, &clock, &gate.hasher, &new).await.unwrap_err();
            assert!(matches!(refused, PeopleError::Weak(found) if found == why), "{refused:?}");
        }
        assert!(auth::first_run(&db).await.unwrap());
        assert_eq!(organisation::Entity::find().count(&db.read).await.unwrap(), 0);
    }

    async fn strangers_wrong_passwords_and_the_disabled_get_the_same_answer(database: Database) {
        let house = House::new(database).await;
        let sharon = house.add(&house.grant, "Sharon", Role::Reviewer).await.unwrap();
        auth::disable(&house.db, &house.clock, &house.grant, sharon).await.unwrap();
        let mut answers = Vec::new();
        for (address, password) in [
            ("nobody@example.com", PASSWORD),
            ("grant@example.com", "not the password"),
            ("sharon@example.com", PASSWORD),
            ("", ""),
            ("grant@example.com\0", PASSWORD),
            ("grant@example.com' or '1'='1", PASSWORD),
        ] {
            let refused = house.sign_in(address, password).await.unwrap_err();
            assert!(matches!(refused, SignInError::Refused), "{address}: {refused:?}");
            answers.push(refused.to_string());
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{answers:?}");
        assert_eq!(session::Entity::find().count(&house.db.read).await.unwrap(), 0);
    }

    async fn the_eleventh_guess_waits_even_with_the_right_password(database: Database) {
        let house = House::new(database).await;
        for _ in 0..10 {
            house.sign_in("grant@example.com", "not the password").await.unwrap_err();
        }
        let refused = house.sign_in("grant@example.com", PASSWORD).await.unwrap_err();
        assert!(matches!(refused, SignInError::TooMany { retry_secs: 60 }), "{refused:?}");
        house.clock.advance(Duration::from_secs(60));
        house.grant_signs_in().await;
        // A success forgives the account; only the network remembers.
        house.sign_in("grant@example.com", PASSWORD).await.unwrap_err();
    }

    async fn a_stranger_is_throttled_like_anybody(database: Database) {
        let house = House::new(database).await;
        for _ in 0..10 {
            house.sign_in("nobody@example.com", "a guess at it").await.unwrap_err();
        }
        let refused = house.sign_in("nobody@example.com", "a guess at it").await.unwrap_err();
        assert!(matches!(refused, SignInError::TooMany { .. }), "{refused:?}");
    }

    async fn a_session_ends_after_twelve_idle_hours(database: Database) {
        let house = House::new(database).await;
        let token = house.grant_signs_in().await;
        house.hours(11);
        assert!(house.role_of(&token).await.is_some());
        house.hours(11);
        assert!(house.role_of(&token).await.is_some(), "the request eleven hours ago counts");
        house.hours(12);
        assert!(house.role_of(&token).await.is_none());
    }

    async fn a_session_ends_after_fourteen_days_however_busy(database: Database) {
        let house = House::new(database).await;
        let token = house.grant_signs_in().await;
        for _ in 0..(14 * 24 / 8 - 1) {
            house.hours(8);
            assert!(house.role_of(&token).await.is_some());
        }
        house.hours(8);
        assert!(house.role_of(&token).await.is_none());
        house.grant_signs_in().await;
        let left = session::Entity::find().count(&house.db.read).await.unwrap();
        assert_eq!(left, 1, "what is over is forgotten at the next sign-in");
    }

    async fn signing_out_ends_this_browser_and_no_other(database: Database) {
        let house = House::new(database).await;
        let (office, phone) = (house.grant_signs_in().await, house.grant_signs_in().await);
        assert_ne!(office.reveal(), phone.reveal(), "every sign-in is a new session");
        auth::sign_out(&house.db, &office).await.unwrap();
        assert!(house.role_of(&office).await.is_none());
        assert!(house.role_of(&phone).await.is_some());
        assert_eq!(session::Entity::find().count(&house.db.read).await.unwrap(), 1, "the row is gone");
        auth::sign_out(&house.db, &Token::from_cookie("never seen")).await.unwrap();
    }

    async fn the_database_does_not_know_the_token(database: Database) {
        let house = House::new(database).await;
        let token = house.grant_signs_in().await;
        let row = session::Entity::find().one(&house.db.read).await.unwrap().unwrap();
        assert!(!format!("{row:?}").contains(token.reveal()));
        assert_eq!(row.agent, "FirefoxX: y", "no line break from a header");
        assert!(house.role_of(&Token::from_cookie(&row.token_hash)).await.is_none(), "a stolen row opens nothing");
        for garbage in ["", "\0", "x", "' or 1=1 --"] {
            assert!(house.role_of(&Token::from_cookie(garbage)).await.is_none(), "{garbage:?}");
        }
    }

    async fn rights_end_with_the_next_request(database: Database) {
        let house = House::new(database).await;
        let sharon = house.add(&house.grant, "Sharon", Role::Admin).await.unwrap();
        let token = house.sign_in("sharon@example.com", PASSWORD).await.unwrap();
        assert_eq!(house.role_of(&token).await, Some(Role::Admin));
        house.run("update memberships set role = 'viewer' where role = 'admin'").await;
        assert_eq!(house.role_of(&token).await, Some(Role::Viewer), "demoted");
        house.run(&format!("update users set disabled_at = created_at where id = {sharon}")).await;
        assert_eq!(house.role_of(&token).await, None, "disabled");
        house.run(&format!("update users set disabled_at = null where id = {sharon}")).await;
        assert_eq!(house.role_of(&token).await, Some(Role::Viewer));
        house.run(&format!("delete from memberships where user_id = {sharon}")).await;
        assert_eq!(house.role_of(&token).await, None, "no longer a member");
        assert!(matches!(house.sign_in("sharon@example.com", PASSWORD).await, Err(SignInError::Refused)));
    }

    async fn disabling_somebody_ends_all_their_sessions_for_good(database: Database) {
        let house = House::new(database).await;
        let sharon = house.add(&house.grant, "Sharon", Role::Reviewer).await.unwrap();
        let token = house.sign_in("sharon@example.com", PASSWORD).await.unwrap();
        auth::disable(&house.db, &house.clock, &house.grant, sharon).await.unwrap();
        assert_eq!(house.role_of(&token).await, None);
        house.run(&format!("update users set disabled_at = null where id = {sharon}")).await;
        assert_eq!(house.role_of(&token).await, None, "an old cookie does not come back to life");
    }

    async fn nobody_gives_a_role_above_their_own(database: Database) {
        let house = House::new(database).await;
        let admin = member(&house.db, &house.grant, "Ada", Role::Admin).await;
        for role in [Role::Reviewer, Role::Warehouse, Role::Viewer] {
            let low = member(&house.db, &admin, &format!("{role:?}"), role).await;
            let refused = house.add(&low, "Friend", Role::Viewer).await;
            assert!(matches!(refused, Err(PeopleError::NotAllowed)), "{role:?}: {refused:?}");
        }
        let refused = house.add(&admin, "Friend", Role::Owner).await;
        assert!(matches!(refused, Err(PeopleError::NotAllowed)), "{refused:?}");
        let grant = house.grant.user().unwrap();
        let refused = auth::disable(&house.db, &house.clock, &admin, grant).await;
        assert!(matches!(refused, Err(PeopleError::NotAllowed)), "{refused:?}");
        let hasher = &house.gate.hasher;
        let refused = auth::set_password(&house.db, &house.clock, hasher, (&admin, grant), &"mine from now on".into()).await;
        assert!(matches!(refused, Err(PeopleError::NotAllowed)), "{refused:?}");
    }

    async fn an_address_belongs_to_one_person(database: Database) {
        let house = House::new(database).await;
        let refused = house.add(&house.grant, "Grant", Role::Viewer).await;
        assert!(matches!(refused, Err(PeopleError::AddressTaken)), "{refused:?}");
        assert_eq!(user::Entity::find().count(&house.db.read).await.unwrap(), 1);
    }

    async fn people_of_another_organisation_do_not_exist(database: Database) {
        let house = House::new(database).await;
        let olga = other_firm(&house.db).await;
        let grant = house.grant.user().unwrap();
        let refused = auth::disable(&house.db, &house.clock, &olga, grant).await;
        assert!(matches!(refused, Err(PeopleError::Missing)), "{refused:?}");
        let refused = auth::set_password(
            &house.db, &house.clock, &house.gate.hasher, (&olga, grant), &"mine from now on".into(),
        ).await;
        assert!(matches!(refused, Err(PeopleError::Missing)), "{refused:?}");
        house.grant_signs_in().await;
    }

    async fn the_last_owner_stays(database: Database) {
        let house = House::new(database).await;
        let grant = house.grant.user().unwrap();
        let refused = auth::disable(&house.db, &house.clock, &house.grant, grant).await;
        assert!(matches!(refused, Err(PeopleError::LastOwner)), "{refused:?}");
        let second = member(&house.db, &house.grant, "Gwen", Role::Owner).await;
        let gwen = second.user().unwrap();
        let (one, two) = tokio::join!(
            auth::disable(&house.db, &house.clock, &house.grant, gwen),
            auth::disable(&house.db, &house.clock, &second, grant),
        );
        assert_eq!([&one, &two].iter().filter(|result| result.is_ok()).count(), 1, "{one:?} {two:?}");
        let left = user::Entity::find().filter(user::Column::DisabledAt.is_null());
        assert_eq!(left.count(&house.db.read).await.unwrap(), 1);
    }

    async fn a_new_password_ends_the_sessions_that_the_old_one_opened(database: Database) {
        let house = House::new(database).await;
        let token = house.grant_signs_in().await;
        let grant = house.grant.user().unwrap();
        let (db, clock, hasher) = (&house.db, &house.clock, &house.gate.hasher);
        let weak = auth::set_password(db, clock, hasher, (&house.grant, grant), &"qwertyuiop".into()).await;
        assert!(matches!(weak, Err(PeopleError::Weak(WeakPassword::Common))), "{weak:?}");
        assert!(house.role_of(&token).await.is_some(), "a refusal changes nothing");
        auth::set_password(db, clock, hasher, (&house.grant, grant), &"terminal block 2 pole".into()).await.unwrap();
        assert!(house.role_of(&token).await.is_none());
        assert!(house.sign_in("grant@example.com", PASSWORD).await.is_err());
        house.sign_in("grant@example.com", "terminal block 2 pole").await.unwrap();
    }

    async fn an_old_hash_is_made_anew_at_sign_in(database: Database) {
        let house = House::new(database).await;
        let parameters = argon2::Params::new(4_096, 1, 1, None).unwrap();
        let weak = argon2::Argon2::from(parameters);
        let weak = argon2::PasswordHasher::hash_password(&weak, PASSWORD.as_bytes()).unwrap().to_string();
        house.run(&format!("update users set password_hash = '{weak}'")).await;
        assert!(house.sign_in("grant@example.com", "not the password").await.is_err());
        let hash = async || user::Entity::find().one(&house.db.read).await.unwrap().unwrap().password_hash;
        assert_eq!(hash().await, weak, "a wrong password renews nothing");
        house.grant_signs_in().await;
        assert!(hash().await.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        house.grant_signs_in().await;
    }

    async fn every_change_of_a_right_is_in_the_journal(database: Database) {
        let house = House::new(database).await;
        let sharon = house.add(&house.grant, "Sharon", Role::Reviewer).await.unwrap();
        auth::disable(&house.db, &house.clock, &house.grant, sharon).await.unwrap();
        let rows = journal::Entity::of(&house.grant).all(&house.db.read).await.unwrap();
        let told: Vec<(String, String, String)> =
            rows.into_iter().map(|row| (row.actor, row.record, row.action)).collect();
        let told: Vec<(&str, &str, &str)> = told.iter().map(|(a, b, c)| (a.as_str(), b.as_str(), c.as_str())).collect();
        assert_eq!(told, [
            ("", "organisation", "created"),
            ("", "user", "added"),
            ("Grant", "user", "added"),
            ("Grant", "user", "disabled"),
        ]);
        let verified = ramjet::journal::verify(&house.db.read, house.grant.organisation()).await.unwrap();
        assert_eq!(verified.rows, 4);
        drop(house.database);
    }
}
