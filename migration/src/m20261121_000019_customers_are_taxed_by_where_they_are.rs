//! Customers know their country and a tax of their own; an order keeps the tax that its sums are made with.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// Customers know their country and a tax of their own; an order keeps the tax that its sums are made with. Orders from before have none kept:
/// theirs is the organisation's.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, COLUMNS).await
    }

    /// SQLite would otherwise run it bare; a half-made schema must not survive a crash.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, BACK).await
    }
}

const COLUMNS: &str = "
alter table customers add column country text;
alter table customers add column tax_percent @int;
alter table customers add column tax_name text;
alter table customers add column tax_reason text;
alter table orders add column is_untaxed @bool not null default false;
alter table orders add column tax_percent @int;
alter table orders add column tax_name text;
alter table orders add column tax_reason text;
";

const BACK: &str = "
alter table orders drop column tax_reason;
alter table orders drop column tax_name;
alter table orders drop column tax_percent;
alter table orders drop column is_untaxed;
alter table customers drop column tax_reason;
alter table customers drop column tax_name;
alter table customers drop column tax_percent;
alter table customers drop column country;
";
