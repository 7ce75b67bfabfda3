//! Products know the terms they are sold on, customers their numbers and habits, prices where they came from; products are searched.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

use crate::dialect::run;

/// Products know the terms they are sold on, customers their numbers and habits, prices where they came from; products are searched.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, COLUMNS).await?;
        run(manager, if is_sqlite(manager) { SEARCH_SQLITE } else { SEARCH_POSTGRES }).await
    }

    /// SQLite would otherwise run it bare; a half-made schema must not survive a crash.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, if is_sqlite(manager) { NO_SEARCH_SQLITE } else { NO_SEARCH_POSTGRES }).await?;
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

/// New columns have a default or may be empty: the program of the release before goes on writing rows without them.
const COLUMNS: &str = "
alter table products add column unit text;
alter table products add column minimum_quantity @int;
alter table products add column pack_multiple @int;
alter table products add column lead_days @int;
alter table products add column discontinued_on @date;
alter table products add column successor_id @ref;
alter table products add column status text not null default 'active';
alter table products add column other_description text;
alter table products add column family text;
alter table products add column size text;
alter table products add column drawing_no text;
alter table products add column drawing_revision text;
alter table products add column gtin text;
alter table products add column customs_code text;
alter table products add column version @int not null default 1;
alter table products add column search_words text not null default '';
update products set search_words = search_text;
alter table manufacturing add column runner_weight_grams @int;
alter table manufacturing add column running_hours @int;
alter table packaging add column carton_gross_kilograms @int;
alter table customers add column number text;
alter table customers add column address text;
alter table customers add column price_tolerance_percent @int;
alter table customers add column lead_days @int;
alter table customers add column is_active @bool not null default true;
alter table customers add column version @int not null default 1;
create unique index customers_by_number on customers (organisation_id, number) where number is not null;
alter table prices add column effective_until @date;
alter table prices add column withdrawn_at @time;
alter table prices add column created_at @time;
alter table prices add column created_by @ref;
alter table prices add column origin text not null default 'import';
create index prices_by_customer on prices (organisation_id, customer_id, product_id) where customer_id is not null;
";

/// The other direction of [`COLUMNS`], after its indexes are gone.
const ADDED: &[(&str, &[&str])] = &[
    ("prices", &["effective_until", "withdrawn_at", "created_at", "created_by", "origin"]),
    ("customers", &["number", "address", "price_tolerance_percent", "lead_days", "is_active", "version"]),
    ("packaging", &["carton_gross_kilograms"]),
    ("manufacturing", &["runner_weight_grams", "running_hours"]),
    (
        "products",
        &[
            "unit",
            "minimum_quantity",
            "pack_multiple",
            "lead_days",
            "discontinued_on",
            "successor_id",
            "status",
            "other_description",
            "family",
            "size",
            "drawing_no",
            "drawing_revision",
            "gtin",
            "customs_code",
            "version",
            "search_words",
        ],
    ),
];

/// SQLite cannot add a key of two columns to a table that is there; a trigger refuses a successor of another organisation instead. The
/// search table stores positions only and reads its words from `products`.
const SEARCH_SQLITE: &str = "
create trigger products_successor_insert before insert on products when new.successor_id is not null and not exists
    (select 1 from products p where p.organisation_id = new.organisation_id and p.id = new.successor_id)
    begin select raise(abort, 'the successor is no product of this organisation'); end;
create trigger products_successor_update before update of successor_id on products when new.successor_id is not null and not exists
    (select 1 from products p where p.organisation_id = new.organisation_id and p.id = new.successor_id)
    begin select raise(abort, 'the successor is no product of this organisation'); end;
create virtual table product_search using fts5
    (search_words, content = 'products', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3');
insert into product_search (product_search) values ('rebuild');
create trigger product_search_insert after insert on products begin
    insert into product_search (rowid, search_words) values (new.id, new.search_words); end;
create trigger product_search_update after update of search_words on products when old.search_words <> new.search_words begin
    insert into product_search (product_search, rowid, search_words) values ('delete', old.id, old.search_words);
    insert into product_search (rowid, search_words) values (new.id, new.search_words); end;
create trigger product_search_delete after delete on products begin
    insert into product_search (product_search, rowid, search_words) values ('delete', old.id, old.search_words); end;
";

const NO_SEARCH_SQLITE: &str = "
drop trigger product_search_delete;
drop trigger product_search_update;
drop trigger product_search_insert;
drop table product_search;
drop trigger products_successor_update;
drop trigger products_successor_insert;
drop index prices_by_customer;
drop index customers_by_number;
";

const SEARCH_POSTGRES: &str = "
alter table products add constraint products_successor
    foreign key (organisation_id, successor_id) references products (organisation_id, id);
create index product_search on products using gin (to_tsvector('simple', search_words));
";

const NO_SEARCH_POSTGRES: &str = "
drop index product_search;
alter table products drop constraint products_successor;
drop index prices_by_customer;
drop index customers_by_number;
";
