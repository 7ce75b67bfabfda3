//! A file that was handed in becomes a change of the catalogue: what it is, how its columns are read, what it would change, what it changed.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DatabaseBackend;

use crate::dialect::run;

/// A file that was handed in becomes a change of the catalogue: what it is, how its columns are read, what it would change, what it changed.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await?;
        // A range of codes needs the order of bytes; SQLite has no other.
        let by_bytes = if is_sqlite(manager) { "" } else { " collate \"C\"" };
        run(manager, &format!("create index products_by_key_bytes on products (organisation_id, code_key{by_bytes});"))
            .await
    }

    /// SQLite would otherwise run it bare; a half-made schema must not survive a crash.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(
            manager,
            "drop index products_by_key_bytes; drop index orders_by_customer; drop index order_lines_by_product;
            drop index aliases_by_product; drop table catalogue_imports;",
        )
        .await
    }
}

fn is_sqlite(manager: &SchemaManager<'_>) -> bool {
    manager.get_database_backend() == DatabaseBackend::Sqlite
}

const TABLES: &str = "
create table catalogue_imports (
    id @id,
    organisation_id @ref not null references organisations (id),
    subject text not null,
    state text not null,
    file_name text not null,
    file_blob text not null,
    rows_blob text not null,
    row_count @int not null,
    reading @json not null,
    preview @json not null,
    version @int not null,
    created_at @time not null,
    created_by @ref references users (id),
    applied_at @time,
    applied_by @ref references users (id),
    unique (organisation_id, id),
    foreign key (organisation_id, file_blob) references blobs (organisation_id, hash),
    foreign key (organisation_id, rows_blob) references blobs (organisation_id, hash)
);
create index order_lines_by_product on order_lines (organisation_id, product_id, id) where product_id is not null;
create index orders_by_customer on orders (organisation_id, customer_id, id) where customer_id is not null;
create index aliases_by_product on aliases (organisation_id, product_id);
";
