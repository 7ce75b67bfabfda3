//! People, organisations, roles, sessions.
//!
//! In comes what a person types or the token their browser sends; out goes a [`Scope`], the only key to an organisation's rows. What is
//! refused: wrong or too many passwords ([`SignInError`]), weak ones ([`WeakPassword`]), sessions that are too old, and everybody who was
//! disabled or lost the membership, from the next request on. Called by `web`, by `commands` and by nobody else.
//!
//! * [`Right`] and [`Role::may`] — the table of rights.
//! * [`sign_in`], [`session`], [`sign_out`] — a browser's life.
//! * [`organisation`], [`change_settings`] — what an organisation decided once.
//! * [`first_run`], [`create_owner`], [`add_user`], [`set_password`], [`disable`] — who exists.

mod organisation;
mod password;
mod people;
mod rights;
mod session;
mod sign_in;
mod throttle;

pub use crate::entity::Scope;
pub use crate::entity::states::Role;
pub use organisation::{
    Organisation, OrganisationError, SettingFault, SettingField, SettingProblem, TypedSettings, change_settings,
    organisation,
};
pub use password::{HashError, Hasher, PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN, Password, WeakPassword};
pub use people::{
    Member, NewOwner, NewUser, Owner, PeopleError, add_member, add_user, create_owner, disable, end_member, first_run,
    members, own_locale, set_own_locale, set_password,
};
pub use rights::Right;
pub use session::{SESSION_DAYS_MAX, SESSION_HOURS_IDLE_MAX, Signed, Token, session, sign_out};
pub use sign_in::{Attempt, Gate, SignInError, SignedIn, sign_in};
pub use throttle::Throttle;
