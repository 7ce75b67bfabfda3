//! Jobs, what leaves the house, answers given once, and the journal.

use sea_orm_migration::prelude::*;

use crate::dialect::{Refuse, drop_tables, protect, run};

/// Jobs, what leaves the house, answers given once, and the journal.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await?;
        protect(manager, "journal", Refuse::Change).await
    }

    /// SQLite would otherwise run it bare; a half-made schema must not survive a crash.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["journal", "once_keys", "outbox", "jobs"]).await
    }
}

const TABLES: &str = "
create table jobs (
    id @id,
    organisation_id @ref references organisations (id),
    name text not null,
    payload @json not null,
    unique_key text,
    state text not null,
    priority @int not null,
    run_at @time not null,
    attempts @int not null,
    attempts_max @int not null,
    crashes @int not null,
    fence @int not null,
    leased_by text,
    leased_until @time,
    last_error text,
    created_at @time not null,
    finished_at @time
);
create index jobs_due on jobs (priority, run_at, id) where state = 'waiting';
create index jobs_leased on jobs (leased_until) where state = 'leased';
create index jobs_by_state on jobs (organisation_id, state, id);
create unique index jobs_unique on jobs (name, unique_key) where unique_key is not null and state in ('waiting', 'leased');
create table outbox (
    id @id,
    organisation_id @ref not null references organisations (id),
    cause text not null,
    approved_by @ref references users (id),
    order_id @ref,
    revision @int,
    recipients @json not null,
    subject text not null,
    message_id text not null,
    blob text not null,
    state text not null,
    send_after @time not null,
    attempts @int not null,
    last_error text,
    receipt text,
    created_at @time not null,
    sent_at @time,
    unique (organisation_id, id),
    unique (organisation_id, message_id),
    check (cause = 'system' or approved_by is not null),
    foreign key (organisation_id, order_id) references orders (organisation_id, id),
    foreign key (organisation_id, blob) references blobs (organisation_id, hash)
);
create index outbox_by_state on outbox (organisation_id, state, send_after);
create index outbox_by_order on outbox (organisation_id, order_id);
create table once_keys (
    organisation_id @ref not null references organisations (id),
    user_id @ref not null references users (id),
    key text not null,
    route text not null,
    status @int not null,
    location text not null,
    created_at @time not null,
    primary key (organisation_id, user_id, key)
);
create table journal (
    id @id,
    organisation_id @ref not null references organisations (id),
    number @int not null,
    at @time not null,
    actor_id @ref,
    actor text not null,
    record text not null,
    record_id @ref not null,
    record_version @int not null,
    action text not null,
    detail @json not null,
    previous_hash text not null,
    hash text not null,
    unique (organisation_id, number)
);
create index journal_by_record on journal (organisation_id, record, record_id, id);
";
