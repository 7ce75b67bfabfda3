//! An order says which order that was sent it replaces.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

use crate::dialect::run;

/// An order that was sent never changes; a revision of it is another order that says what it replaces. An order that was not sent and is
/// replaced is set aside, and says by which one in `of_order_id`.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, COLUMN).await?;
        run(manager, if is_sqlite(manager) { OURS_SQLITE } else { OURS_POSTGRES }).await
    }

    /// SQLite would otherwise run it bare; a half-made schema must not survive a crash.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, if is_sqlite(manager) { ANYBODYS_SQLITE } else { ANYBODYS_POSTGRES }).await?;
        run(manager, "drop index orders_replacing; alter table orders drop column replaces_id;").await
    }
}

fn is_sqlite(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DatabaseBackend::Sqlite
}

const COLUMN: &str = "
alter table orders add column replaces_id @ref;
create index orders_replacing on orders (organisation_id, replaces_id) where replaces_id is not null;
";

/// SQLite cannot add a key of two columns to a table that is there; a trigger refuses an order of another organisation instead.
const OURS_SQLITE: &str = "
create trigger orders_replace_insert before insert on orders when new.replaces_id is not null and not exists
    (select 1 from orders o where o.organisation_id = new.organisation_id and o.id = new.replaces_id)
    begin select raise(abort, 'the replaced order is none of this organisation'); end;
create trigger orders_replace_update before update of replaces_id on orders when new.replaces_id is not null and not exists
    (select 1 from orders o where o.organisation_id = new.organisation_id and o.id = new.replaces_id)
    begin select raise(abort, 'the replaced order is none of this organisation'); end;
";

const ANYBODYS_SQLITE: &str = "
drop trigger orders_replace_update;
drop trigger orders_replace_insert;
";

const OURS_POSTGRES: &str = "
alter table orders add constraint orders_replaces
    foreign key (organisation_id, replaces_id) references orders (organisation_id, id);
";

const ANYBODYS_POSTGRES: &str = "
alter table orders drop constraint orders_replaces;
";
