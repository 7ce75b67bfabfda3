//! Orders, their lines, what a check objects to, what holds them, and what was frozen at approval.

use sea_orm_migration::prelude::*;

use crate::dialect::{Refuse, drop_tables, protect, run};

/// Orders, their lines, what a check objects to, what holds them, and what was frozen at approval.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await?;
        protect(
            manager,
            "order_revisions",
            Refuse::ChangeOf(&["organisation_id", "order_id", "revision", "frozen", "approved_by", "approved_at"]),
        )
        .await?;
        protect(manager, "forms", Refuse::Change).await
    }

    /// SQLite would otherwise run it bare; a half-made schema must not survive a crash.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["forms", "order_revisions", "holds", "objections", "order_lines", "orders"]).await
    }
}

const TABLES: &str = "
create table orders (
    id @id,
    organisation_id @ref not null references organisations (id),
    message_id @ref,
    run_id @ref,
    run_position @int not null,
    state text not null,
    set_aside text,
    note text,
    of_order_id @ref,
    revision @int not null,
    version @int not null,
    customer_id @ref,
    customer_name text,
    po_number text,
    po_key text,
    order_date @date,
    delivery_date @date,
    ship_to_name text,
    ship_to_address text,
    instructions text,
    currency text,
    stated_subtotal @int,
    stated_tax @int,
    stated_total @int,
    net_minor @int,
    tax_minor @int,
    total_minor @int,
    line_count @int not null,
    open_count @int not null,
    evidence @json not null,
    received_at @time not null,
    created_at @time not null,
    updated_at @time not null,
    approved_by @ref references users (id),
    approved_at @time,
    unique (organisation_id, id),
    foreign key (organisation_id, message_id) references messages (organisation_id, id),
    foreign key (organisation_id, run_id) references extraction_runs (organisation_id, id),
    foreign key (organisation_id, of_order_id) references orders (organisation_id, id),
    foreign key (organisation_id, customer_id) references customers (organisation_id, id)
);
create index orders_by_state on orders (organisation_id, state, id);
create index orders_newest on orders (organisation_id, id);
create index orders_by_po on orders (organisation_id, po_key);
create unique index orders_of_run on orders (organisation_id, run_id, run_position) where run_id is not null;
create table order_lines (
    id @id,
    organisation_id @ref not null,
    order_id @ref not null,
    position @int not null,
    code text,
    product_id @ref,
    match_rule text,
    candidates @json not null,
    description text,
    colour text,
    quantity @int,
    unit text,
    unit_price @int,
    price_per @int,
    stated_total @int,
    total_minor @int,
    list_price @int,
    list_price_per @int,
    delivery_date @date,
    works_order_no text,
    evidence @json not null,
    unique (organisation_id, id),
    unique (organisation_id, order_id, position),
    foreign key (organisation_id, order_id) references orders (organisation_id, id),
    foreign key (organisation_id, product_id) references products (organisation_id, id)
);
create unique index order_lines_works_order on order_lines (organisation_id, works_order_no) where works_order_no is not null;
create table objections (
    id @id,
    organisation_id @ref not null,
    order_id @ref not null,
    line_id @ref,
    identity text not null,
    kind text not null,
    detail @json not null,
    raised_at @time not null,
    settled_at @time,
    settled_by @ref references users (id),
    unique (organisation_id, id),
    unique (organisation_id, order_id, identity),
    foreign key (organisation_id, order_id) references orders (organisation_id, id),
    foreign key (organisation_id, line_id) references order_lines (organisation_id, id)
);
create table holds (
    id @id,
    organisation_id @ref not null,
    order_id @ref not null,
    room text not null,
    reason text not null,
    placed_at @time not null,
    released_at @time,
    foreign key (organisation_id, order_id) references orders (organisation_id, id)
);
create index holds_open on holds (organisation_id, order_id) where released_at is null;
create table order_revisions (
    id @id,
    organisation_id @ref not null,
    order_id @ref not null,
    revision @int not null,
    frozen @json not null,
    approved_by @ref not null references users (id),
    approved_at @time not null,
    recalled_at @time,
    unique (organisation_id, order_id, revision),
    foreign key (organisation_id, order_id) references orders (organisation_id, id)
);
create table forms (
    id @id,
    organisation_id @ref not null,
    order_id @ref not null,
    revision @int not null,
    kind text not null,
    number text not null,
    file_name text not null,
    blob text not null,
    created_at @time not null,
    unique (organisation_id, id),
    unique (organisation_id, order_id, revision, kind, number),
    foreign key (organisation_id, order_id, revision) references order_revisions (organisation_id, order_id, revision),
    foreign key (organisation_id, blob) references blobs (organisation_id, hash)
);
";
