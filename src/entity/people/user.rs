//! People who sign in.

use sea_orm::entity::prelude::*;

use crate::entity::ids::UserId;

/// One person.
#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: UserId,
    /// Mail address, lower case.
    #[sea_orm(unique)]
    pub address: String,
    pub name: String,
    /// argon2id in PHC form.
    pub password_hash: String,
    pub locale: Option<String>,
    pub created_at: DateTimeUtc,
    pub disabled_at: Option<DateTimeUtc>,
}

/// Rows are joined by hand; there are no relations to walk by accident.
#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
