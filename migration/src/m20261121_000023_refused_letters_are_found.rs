//! Letters that were refused and are tried again are found at once: every page says how many there are.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::ConnectionTrait;

/// An index over the letters that wait after a refusal.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = "create index outbox_put_off on outbox (organisation_id)
                     where state = 'waiting' and last_error is not null";
        manager.get_connection().execute_unprepared(index).await.map(|_| ())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared("drop index outbox_put_off").await.map(|_| ())
    }
}
