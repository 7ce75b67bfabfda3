//! The figures of a period read the orders of that period and no others.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// Orders by the moment they came in and by the moment they were approved.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, INDEXES).await
    }

    /// SQLite would otherwise run it bare; a half-made schema must not survive a crash.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, "drop index orders_by_arrival; drop index orders_by_approval;").await
    }
}

const INDEXES: &str = "
create index orders_by_arrival on orders (organisation_id, received_at, state);
create index orders_by_approval on orders (organisation_id, approved_at) where approved_at is not null;
";
