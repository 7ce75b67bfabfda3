//! People, the organisations they work for, and their sessions.

use sea_orm_migration::prelude::*;

use crate::dialect::{drop_tables, run};

/// People, the organisations they work for, and their sessions.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }

    /// SQLite would otherwise run it bare; a half-made schema must not survive a crash.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["sessions", "memberships", "users", "organisations"]).await
    }
}

const TABLES: &str = "
create table organisations (
    id @id,
    slug text not null unique,
    name text not null,
    settings @json not null,
    created_at @time not null
);
create table users (
    id @id,
    address text not null unique,
    name text not null,
    password_hash text not null,
    locale text,
    created_at @time not null,
    disabled_at @time
);
create table memberships (
    organisation_id @ref not null references organisations (id),
    user_id @ref not null references users (id),
    role text not null,
    created_at @time not null,
    primary key (organisation_id, user_id)
);
create index memberships_by_user on memberships (user_id);
create table sessions (
    id @id,
    token_hash text not null unique,
    user_id @ref not null,
    organisation_id @ref not null,
    agent text not null,
    created_at @time not null,
    seen_at @time not null,
    expires_at @time not null,
    foreign key (organisation_id, user_id) references memberships (organisation_id, user_id) on delete cascade
);
create index sessions_by_expiry on sessions (expires_at);
";
