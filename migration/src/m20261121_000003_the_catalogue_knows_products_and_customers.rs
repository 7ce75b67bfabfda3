//! Products with everything the shop floor needs, prices, customers and what they call our products.

use sea_orm_migration::prelude::*;

use crate::dialect::{drop_tables, run};

/// Products with everything the shop floor needs, prices, customers and what they call our products.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await
    }

    /// SQLite would otherwise run it bare; a half-made schema must not survive a crash.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(
            manager,
            &[
                "aliases",
                "prices",
                "packaging",
                "materials",
                "manufacturing",
                "products",
                "customer_domains",
                "customers",
            ],
        )
        .await
    }
}

const TABLES: &str = "
create table customers (
    id @id,
    organisation_id @ref not null references organisations (id),
    name text not null,
    name_key text not null,
    created_at @time not null,
    unique (organisation_id, id),
    unique (organisation_id, name_key)
);
create table customer_domains (
    organisation_id @ref not null,
    domain text not null,
    customer_id @ref not null,
    primary key (organisation_id, domain),
    foreign key (organisation_id, customer_id) references customers (organisation_id, id)
);
create table products (
    id @id,
    organisation_id @ref not null references organisations (id),
    code text not null,
    code_key text not null,
    description text not null,
    customer_name text,
    is_active @bool not null,
    search_text text not null,
    created_at @time not null,
    unique (organisation_id, id),
    unique (organisation_id, code)
);
create index products_by_key on products (organisation_id, code_key);
create table manufacturing (
    organisation_id @ref not null,
    product_id @ref not null,
    mould_no text,
    cycle_seconds @int,
    shot_weight_grams @int,
    cavities @int,
    product_weight_grams @int,
    machine_minimum text,
    primary key (organisation_id, product_id),
    foreign key (organisation_id, product_id) references products (organisation_id, id)
);
create table materials (
    id @id,
    organisation_id @ref not null,
    product_id @ref not null,
    colour text not null,
    colour_key text not null,
    grade text,
    kind text,
    colour_no text,
    colour_supplier text,
    masterbatch_percent @int,
    additive text,
    additive_percent @int,
    additive_supplier text,
    unique (organisation_id, product_id, colour_key),
    foreign key (organisation_id, product_id) references products (organisation_id, id)
);
create table packaging (
    organisation_id @ref not null,
    product_id @ref not null,
    pieces_per_bag @int,
    bag_size text,
    pieces_per_carton @int,
    carton_size text,
    cartons_per_pallet @int,
    cartons_per_layer @int,
    primary key (organisation_id, product_id),
    foreign key (organisation_id, product_id) references products (organisation_id, id)
);
create table prices (
    id @id,
    organisation_id @ref not null,
    product_id @ref not null,
    colour_key text,
    customer_id @ref,
    unit_price @int not null,
    price_per @int not null,
    currency text not null,
    quantity_from @int not null,
    effective_from @date not null,
    foreign key (organisation_id, product_id) references products (organisation_id, id),
    foreign key (organisation_id, customer_id) references customers (organisation_id, id)
);
create index prices_by_product on prices (organisation_id, product_id, effective_from);
create table aliases (
    id @id,
    organisation_id @ref not null,
    customer_id @ref,
    alias text not null,
    alias_key text not null,
    product_id @ref not null,
    origin text not null,
    created_at @time not null,
    ended_at @time,
    unique (organisation_id, id),
    foreign key (organisation_id, customer_id) references customers (organisation_id, id),
    foreign key (organisation_id, product_id) references products (organisation_id, id)
);
create index aliases_by_key on aliases (organisation_id, alias_key);
";
