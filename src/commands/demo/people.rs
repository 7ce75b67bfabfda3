//! The people of the demo.

use crate::auth::{self, Hasher, NewOwner, NewUser, Password, PeopleError};
use crate::commands::house::House;
use crate::commands::user::new_password;
use crate::entity::states::Role;
use crate::entity::{Scope, Settings};

use super::DemoError;

/// Somebody who works at the demo's desk.
pub(super) struct Character {
    /// As the history shows it.
    pub name: &'static str,
    /// To sign in with.
    pub address: &'static str,
    /// What they may do.
    pub role: Role,
}

/// Reviews and, so that whoever tries the demo may see everything, owns.
pub(super) const SHARON: Character =
    Character { name: "Sharon Lim", address: "sharon@ramjet-plastics.example", role: Role::Owner };

/// Runs the factory and approves now and then.
pub(super) const GRANT: Character =
    Character { name: "Grant Ellery", address: "grant@ramjet-plastics.example", role: Role::Admin };

/// Packs.
pub(super) const MIKA: Character =
    Character { name: "Mika Tane", address: "mika@ramjet-plastics.example", role: Role::Warehouse };

/// Makes the organisation with its people. Sharon has the demo's password; the others have ones that nobody knows, an owner can give them
/// new ones.
pub(super) async fn make(house: &House, settings: Settings, password: &str) -> Result<(), DemoError> {
    let hasher = Hasher::default();
    let sharon = NewOwner {
        organisation: "Ramjet Plastics".to_owned(),
        settings,
        name: SHARON.name.to_owned(),
        address: SHARON.address.to_owned(),
        password: Password::from(password),
    };
    let owner = auth::create_owner(&house.db, &house.clock, &hasher, &sharon).await?;
    let scope = Scope::system(owner.organisation);
    for person in [GRANT, MIKA] {
        let secret = new_password().map_err(DemoError::Password)?;
        let new = NewUser {
            name: person.name.to_owned(),
            address: person.address.to_owned(),
            password: Password::from(secret.as_str()),
            role: person.role,
        };
        match auth::add_user(&house.db, &house.clock, &hasher, &scope, &new).await {
            Ok(_) => {}
            Err(error) => return Err(PeopleError::into(error)),
        }
    }
    Ok(())
}
