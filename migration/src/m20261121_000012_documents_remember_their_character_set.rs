//! Documents remember the character set that their message declared, so that they can be shown as they were read.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// Documents remember the character set that their message declared.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, "alter table documents add column charset text;").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, "alter table documents drop column charset;").await
    }
}
