//! An order says which one has taken its place, so that the list can show it and count it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

use crate::dialect::run;

/// The order that holds instead of one that was set aside for it, or of one that was sent.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, COLUMNS).await?;
        manager
            .get_connection()
            .execute_unprepared(if is_sqlite(manager) { SQLITE } else { POSTGRES })
            .await
            .map(|_| ())
    }

    /// SQLite would otherwise run it bare; a half-made schema must not survive a crash.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let triggers = if is_sqlite(manager) {
            "drop trigger orders_count_replaced; drop trigger orders_replaced_update;"
        } else {
            "drop trigger orders_count_replaced on orders; drop function orders_count_replaced();
             alter table orders drop constraint orders_replaced_by;"
        };
        manager.get_connection().execute_unprepared(triggers).await?;
        run(
            manager,
            "drop index orders_replaced; alter table orders drop column replaced_by_id;
             alter table order_counts drop column replaced;",
        )
        .await
    }
}

fn is_sqlite(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DatabaseBackend::Sqlite
}

const COLUMNS: &str = "
alter table orders add column replaced_by_id @ref;
update orders set replaced_by_id = of_order_id where set_aside = 'superseded';
update orders set replaced_by_id = (select max(n.id) from orders n where n.organisation_id = orders.organisation_id
    and n.replaces_id = orders.id and n.state in ('approved', 'sent')) where state = 'sent';
create index orders_replaced on orders (organisation_id, id) where replaced_by_id is not null;
alter table order_counts add column replaced @int not null default 0;
update order_counts set replaced = (select count(*) from orders o where o.organisation_id = order_counts.organisation_id
    and o.replaced_by_id is not null);
";

// No order is born replaced, and none is deleted.

const SQLITE: &str = "
create trigger orders_replaced_update before update of replaced_by_id on orders when new.replaced_by_id is not null and not exists
    (select 1 from orders o where o.organisation_id = new.organisation_id and o.id = new.replaced_by_id)
    begin select raise(abort, 'the replacing order is none of this organisation'); end;
create trigger orders_count_replaced after update of replaced_by_id on orders
when (old.replaced_by_id is null) <> (new.replaced_by_id is null) begin
  update order_counts set replaced = replaced + (new.replaced_by_id is not null) - (old.replaced_by_id is not null)
  where organisation_id = new.organisation_id;
end;
";

const POSTGRES: &str = "
alter table orders add constraint orders_replaced_by
    foreign key (organisation_id, replaced_by_id) references orders (organisation_id, id);
create function orders_count_replaced() returns trigger language plpgsql as $$ begin
  update order_counts set replaced = replaced + (new.replaced_by_id is not null)::int - (old.replaced_by_id is not null)::int
  where organisation_id = new.organisation_id;
  return null;
end $$;
create trigger orders_count_replaced after update of replaced_by_id on orders
for each row when ((old.replaced_by_id is null) <> (new.replaced_by_id is null)) execute function orders_count_replaced();
";
