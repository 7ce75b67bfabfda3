//! People and organisations.
pub mod membership;
pub mod organisation;
pub mod session;
pub mod settings;
pub mod user;
