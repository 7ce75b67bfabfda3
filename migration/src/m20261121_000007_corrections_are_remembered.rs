//! What a person corrects once is remembered with who, when and from which order; the catalogue counts its changes.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

use crate::dialect::run;

/// What a person corrects once is remembered with who, when and from which order; the catalogue counts its changes.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await?;
        run(manager, if is_sqlite(manager) { COUNT_SQLITE } else { COUNT_POSTGRES }).await
    }

    /// SQLite would otherwise run it bare; a half-made schema must not survive a crash.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, if is_sqlite(manager) { NO_COUNT_SQLITE } else { NO_COUNT_POSTGRES }).await?;
        run(manager, "drop table catalogue_generations; drop table customer_names; drop index aliases_of_order;")
            .await?;
        for (table, columns) in ADDED {
            for column in *columns {
                let text = format!("alter table {table} drop column {column}");
                manager.get_connection().execute_unprepared(&text).await?;
            }
        }
        Ok(())
    }
}

fn is_sqlite(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DatabaseBackend::Sqlite
}

/// New columns may be empty: the program of the release before goes on writing rows without them.
const TABLES: &str = "
alter table aliases add column created_by @ref;
alter table aliases add column order_id @ref;
alter table aliases add column line_position @int;
alter table aliases add column ended_by @ref;
create index aliases_of_order on aliases (organisation_id, order_id) where order_id is not null;
alter table order_lines add column own_price @int;
alter table order_lines add column own_price_per @int;
alter table order_lines add column price_from @int;
create table customer_names (
    id @id,
    organisation_id @ref not null,
    customer_id @ref not null,
    kind text not null,
    name text not null,
    name_key text not null,
    created_at @time not null,
    created_by @ref references users (id),
    order_id @ref,
    ended_at @time,
    ended_by @ref references users (id),
    unique (organisation_id, id),
    foreign key (organisation_id, customer_id) references customers (organisation_id, id),
    foreign key (organisation_id, order_id) references orders (organisation_id, id)
);
create index customer_names_by_key on customer_names (organisation_id, kind, name_key) where ended_at is null;
create index customer_names_of_order on customer_names (organisation_id, order_id) where order_id is not null;
create table catalogue_generations (
    organisation_id @ref primary key references organisations (id),
    generation @int not null
);
insert into catalogue_generations (organisation_id, generation) select distinct organisation_id, 1 from products;
";

/// The other direction of the columns in [`TABLES`].
const ADDED: &[(&str, &[&str])] = &[
    ("order_lines", &["own_price", "own_price_per", "price_from"]),
    ("aliases", &["created_by", "order_id", "line_position", "ended_by"]),
];

/// The count is kept by the database and not by the rooms: an index over an outdated catalogue must not depend on nobody ever forgetting.
const COUNT_SQLITE: &str = "
create trigger products_counted_insert after insert on products begin
    insert into catalogue_generations (organisation_id, generation)
        select new.organisation_id, 0 where not exists
        (select 1 from catalogue_generations g where g.organisation_id = new.organisation_id);
    update catalogue_generations set generation = generation + 1 where organisation_id = new.organisation_id; end;
create trigger products_counted_update after update of code, code_key, description, organisation_id on products begin
    update catalogue_generations set generation = generation + 1 where organisation_id = new.organisation_id; end;
create trigger products_counted_delete after delete on products begin
    update catalogue_generations set generation = generation + 1 where organisation_id = old.organisation_id; end;
";

const NO_COUNT_SQLITE: &str = "
drop trigger products_counted_delete;
drop trigger products_counted_update;
drop trigger products_counted_insert;
";

/// Once a statement, whatever the number of its rows: an import of a hundred thousand products is one change.
const COUNT_POSTGRES: &str = "
create function products_counted() returns trigger language plpgsql as $$ begin
    insert into catalogue_generations (organisation_id, generation)
        select distinct organisation_id, 1 from changed order by organisation_id
        on conflict (organisation_id) do update set generation = catalogue_generations.generation + 1;
    return null; end $$;
create trigger products_counted_insert after insert on products
    referencing new table as changed for each statement execute function products_counted();
create trigger products_counted_update after update on products
    referencing new table as changed for each statement execute function products_counted();
create trigger products_counted_delete after delete on products
    referencing old table as changed for each statement execute function products_counted();
";

const NO_COUNT_POSTGRES: &str = "
drop trigger products_counted_delete on products;
drop trigger products_counted_update on products;
drop trigger products_counted_insert on products;
drop function products_counted();
";
