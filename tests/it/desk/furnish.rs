//! Who and what is at every desk: two organisations, people by name, a catalogue.

use chrono::{DateTime, Utc};
use ramjet::auth::{self, Hasher, NewOwner, NewUser, Role, Scope};
use ramjet::entity::ids::{OrganisationId, UserId};
use ramjet::entity::states::SourceKind;
use ramjet::entity::{OfOrganisation as _, Settings, membership, organisation, source, user};
use ramjet::matching::catalogue;
use ramjet::ops::clock::Clock;
use ramjet::ops::db::Db;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};

/// Everybody's password.
pub const PASSWORD: &str = "a long and quiet sentence";

/// Seconds between approval and sending at the desk.
pub const WAIT: i64 = 30;

/// The catalogue of the demo: real products, invented ones, prices, customers.
pub const CATALOGUE: &[u8] = include_bytes!("../../../templates/demo/catalogue.json");

/// People of the first organisation.
const PEOPLE: [(&str, Role); 3] = [("Sharon", Role::Reviewer), ("Mika", Role::Warehouse), ("Vera", Role::Viewer)];

/// Somebody who uses the desk.
#[derive(Clone, Debug)]
pub struct Person {
    /// As the history shows it.
    pub name: &'static str,
    /// To sign in with.
    pub address: String,
    /// What rooms ask for.
    pub scope: Scope,
}

/// When the desk opens: Thursday 5 February 2026, ten in the morning in Melbourne.
pub fn opening() -> DateTime<Utc> {
    "2026-02-04T23:00:00Z".parse().unwrap()
}

/// Fills a migrated database.
pub async fn furnish(db: &Db) {
    let (clock, hasher) = (Clock::fake(opening()), Hasher::default());
    let settings = Settings {
        distribution: vec!["office@ramjet.example".to_owned(), "factory@ramjet.example".to_owned()],
        from_address: "orders@ramjet.example".to_owned(),
        wait_seconds: WAIT,
        seller_names: vec!["Ramjet Plastics".to_owned(), "Ramjet Plastics Pty Ltd".to_owned()],
        ..Settings::default()
    };
    let grant = NewOwner {
        organisation: "Ramjet Plastics".to_owned(),
        settings,
        name: "Grant".to_owned(),
        address: address_of("Grant"),
        password: PASSWORD.into(),
    };
    let owner = auth::create_owner(db, &clock, &hasher, &grant).await.unwrap();
    for (name, role) in PEOPLE {
        add(db, &hasher, owner.organisation, name, role).await;
    }
    let scope = Scope::system(owner.organisation);
    let tx = db.begin_write().await.unwrap();
    catalogue::load(&tx, &scope, opening(), CATALOGUE).await.unwrap();
    tx.commit().await.unwrap();
    let neighbour = neighbour(db).await;
    add(db, &hasher, neighbour, "Olga", Role::Owner).await;
}

/// An organisation that has nothing to do with the first one.
async fn neighbour(db: &Db) -> OrganisationId {
    let row = organisation::ActiveModel {
        slug: Set("other-works".to_owned()),
        name: Set("Other Works".to_owned()),
        settings: Set(Settings {
            distribution: vec!["all@other.example".to_owned()],
            from_address: "desk@other.example".to_owned(),
            ..Settings::default()
        }),
        created_at: Set(opening()),
        ..Default::default()
    };
    let id = organisation::Entity::insert(row).exec(&db.write).await.unwrap().last_insert_id;
    let folder = source::ActiveModel {
        organisation_id: Set(id),
        kind: Set(SourceKind::Folder),
        name: Set("inbox".to_owned()),
        enabled: Set(true),
        created_at: Set(opening()),
        ..Default::default()
    };
    source::Entity::insert(folder).exec(&db.write).await.unwrap();
    id
}

async fn add(db: &Db, hasher: &Hasher, organisation: OrganisationId, name: &str, role: Role) -> UserId {
    let new = NewUser { name: name.to_owned(), address: address_of(name), password: PASSWORD.into(), role };
    auth::add_user(db, &Clock::fake(opening()), hasher, &Scope::system(organisation), &new).await.unwrap()
}

/// The person of this name, as the database knows them.
pub async fn person(db: &Db, name: &'static str) -> Person {
    let row = user::Entity::find().filter(user::Column::Name.eq(name)).one(&db.read).await.unwrap().unwrap();
    let member =
        membership::Entity::find().filter(membership::Column::UserId.eq(row.id)).one(&db.read).await.unwrap().unwrap();
    let scope = Scope::person(member.organisation_id, row.id, member.role);
    assert!(membership::Entity::of(&scope).one(&db.read).await.unwrap().is_some());
    Person { name, address: row.address, scope }
}

fn address_of(name: &str) -> String {
    format!("{}@ramjet.example", name.to_lowercase())
}
