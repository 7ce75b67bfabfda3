//! Templates of an organisation's own, and which template a form was made on.

use sea_orm_migration::prelude::*;

use crate::dialect::{Refuse, drop_tables, protect, run};

/// Templates of an organisation's own, and which template a form was made on.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await?;
        protect(manager, "form_templates", Refuse::Change).await
    }

    /// SQLite would otherwise run it bare; a half-made schema must not survive a crash.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, "alter table forms drop column template;").await?;
        drop_tables(manager, &["form_templates"]).await
    }
}

const TABLES: &str = "
create table form_templates (
    id @id,
    organisation_id @ref not null references organisations (id),
    kind text not null,
    blob text,
    file_name text not null,
    created_by @ref not null references users (id),
    created_at @time not null,
    unique (organisation_id, id),
    foreign key (organisation_id, blob) references blobs (organisation_id, hash)
);
create index form_templates_by_kind on form_templates (organisation_id, kind, id);
alter table forms add column template text;
";
