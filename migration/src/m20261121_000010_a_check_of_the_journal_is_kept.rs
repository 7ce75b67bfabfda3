//! What was found when somebody had the journal checked.

use sea_orm_migration::prelude::*;

use crate::dialect::{Refuse, drop_tables, protect, run};

/// What was found when somebody had the journal checked.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await?;
        protect(manager, "journal_checks", Refuse::Change).await
    }

    /// SQLite would otherwise run it bare; a half-made schema must not survive a crash.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["journal_checks"]).await
    }
}

const TABLES: &str = "
create table journal_checks (
    id @id,
    organisation_id @ref not null references organisations (id),
    at @time not null,
    entries @int not null,
    head_number @int,
    head_hash text,
    fault text,
    unique (organisation_id, id)
);
";
