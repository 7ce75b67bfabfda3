//! How many orders stand in each state, kept by the database itself, so that the list costs the same at ten orders and at a million.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

use crate::dialect::{drop_tables, run};

/// How many orders stand in each state.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await?;
        let triggers = if manager.get_database_backend() == DatabaseBackend::Sqlite { sqlite() } else { postgres() };
        manager.get_connection().execute_unprepared(&triggers).await.map(|_| ())
    }

    /// SQLite would otherwise run it bare; a half-made schema must not survive a crash.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let triggers = if manager.get_database_backend() == DatabaseBackend::Sqlite {
            "drop trigger orders_count_new; drop trigger orders_count_moved; drop trigger orders_count_gone;"
        } else {
            "drop trigger orders_count on orders; drop function orders_count();"
        };
        manager.get_connection().execute_unprepared(triggers).await?;
        run(manager, "drop index messages_by_arrival;").await?;
        drop_tables(manager, &["order_counts"]).await
    }
}

const TABLES: &str = "
create table order_counts (
    organisation_id @ref not null primary key references organisations (id),
    reading @int not null,
    in_review @int not null,
    approved @int not null,
    sent @int not null,
    rejected @int not null,
    set_aside @int not null
);
insert into order_counts (organisation_id, reading, in_review, approved, sent, rejected, set_aside)
select organisation_id,
    sum(case when state = 'reading' then 1 else 0 end),
    sum(case when state = 'in_review' then 1 else 0 end),
    sum(case when state = 'approved' then 1 else 0 end),
    sum(case when state = 'sent' then 1 else 0 end),
    sum(case when state = 'rejected' then 1 else 0 end),
    sum(case when state = 'set_aside' then 1 else 0 end)
from orders group by organisation_id;
create index messages_by_arrival on messages (organisation_id, received_at);
";

/// The states as words; one column each.
const STATES: [&str; 6] = ["reading", "in_review", "approved", "sent", "rejected", "set_aside"];

/// A change of one row: one organisation has one row of counts, so that two transactions can only wait for each other, never in a ring.
fn sqlite() -> String {
    let is = |row: &str, state: &str| format!("({row}.state = '{state}')");
    let list = |of: &dyn Fn(&str) -> String| STATES.map(of).join(", ");
    format!(
        "create trigger orders_count_new after insert on orders begin
           insert into order_counts (organisation_id, {names})
           values (new.organisation_id, {born})
           on conflict (organisation_id) do update set {more};
         end;
         create trigger orders_count_moved after update of state on orders when old.state <> new.state begin
           update order_counts set {moved} where organisation_id = new.organisation_id;
         end;
         create trigger orders_count_gone after delete on orders begin
           update order_counts set {fewer} where organisation_id = old.organisation_id;
         end;",
        names = STATES.join(", "),
        born = list(&|state| is("new", state)),
        more = list(&|state| format!("{state} = {state} + {}", is("new", state))),
        moved = list(&|state| format!("{state} = {state} + {} - {}", is("new", state), is("old", state))),
        fewer = list(&|state| format!("{state} = {state} - {}", is("old", state))),
    )
}

fn postgres() -> String {
    let is = |row: &str, state: &str| format!("({row}.state = '{state}')::int");
    let list = |of: &dyn Fn(&str) -> String| STATES.map(of).join(", ");
    format!(
        "create function orders_count() returns trigger language plpgsql as $$ begin
           if tg_op = 'INSERT' then
             insert into order_counts as kept (organisation_id, {names})
             values (new.organisation_id, {born})
             on conflict (organisation_id) do update set {more};
           elsif tg_op = 'UPDATE' then
             update order_counts set {moved} where organisation_id = new.organisation_id;
           else
             update order_counts set {fewer} where organisation_id = old.organisation_id;
           end if;
           return null;
         end $$;
         create trigger orders_count after insert or update of state or delete on orders
         for each row execute function orders_count();",
        names = STATES.join(", "),
        born = list(&|state| is("new", state)),
        more = list(&|state| format!("{state} = kept.{state} + {}", is("new", state))),
        moved = list(&|state| format!("{state} = {state} + {} - {}", is("new", state), is("old", state))),
        fewer = list(&|state| format!("{state} = {state} - {}", is("old", state))),
    )
}
