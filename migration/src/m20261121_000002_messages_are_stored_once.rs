//! What arrives: sources, messages as received, their documents and what was found in them.

use sea_orm_migration::prelude::*;

use crate::dialect::{Refuse, drop_tables, protect, run};

/// What arrives: sources, messages as received, their documents and what was found in them.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await?;
        protect(
            manager,
            "messages",
            Refuse::ChangeOf(&["organisation_id", "source_id", "provider_id", "blob", "size_bytes", "received_at"]),
        )
        .await
    }

    /// SQLite would otherwise run it bare; a half-made schema must not survive a crash.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["extraction_runs", "documents", "messages", "blobs", "sources"]).await
    }
}

const TABLES: &str = "
create table sources (
    id @id,
    organisation_id @ref not null references organisations (id),
    kind text not null,
    name text not null,
    enabled @bool not null,
    last_ok_at @time,
    last_error text,
    created_at @time not null,
    unique (organisation_id, id),
    unique (organisation_id, kind, name)
);
create table blobs (
    organisation_id @ref not null references organisations (id),
    hash text not null,
    size_bytes @int not null,
    created_at @time not null,
    primary key (organisation_id, hash)
);
create table messages (
    id @id,
    organisation_id @ref not null references organisations (id),
    source_id @ref not null,
    provider_id text not null,
    blob text not null,
    size_bytes @int not null,
    file_name text not null,
    received_at @time not null,
    fate text not null,
    fate_reason text,
    of_message_id @ref,
    sender_name text,
    sender_address text,
    subject text,
    message_id text,
    content_digest text,
    sent_at @time,
    unique (organisation_id, id),
    unique (organisation_id, source_id, provider_id),
    foreign key (organisation_id, source_id) references sources (organisation_id, id),
    foreign key (organisation_id, blob) references blobs (organisation_id, hash),
    foreign key (organisation_id, of_message_id) references messages (organisation_id, id)
);
create index messages_by_fate on messages (organisation_id, fate, id);
create index messages_by_blob on messages (organisation_id, blob);
create index messages_by_content on messages (organisation_id, message_id, content_digest);
create table documents (
    id @id,
    organisation_id @ref not null references organisations (id),
    message_id @ref not null,
    part text not null,
    name text,
    media_type text not null,
    is_body @bool not null,
    size_bytes @int not null,
    blob text not null,
    content @json not null,
    unique (organisation_id, id),
    unique (organisation_id, message_id, part),
    foreign key (organisation_id, message_id) references messages (organisation_id, id),
    foreign key (organisation_id, blob) references blobs (organisation_id, hash)
);
create table extraction_runs (
    id @id,
    organisation_id @ref not null references organisations (id),
    message_id @ref not null,
    extractor text not null,
    reader_version @int not null,
    extractor_version @int not null,
    kind text not null,
    reason text not null,
    found @json not null,
    is_chosen @bool not null,
    created_at @time not null,
    unique (organisation_id, id),
    foreign key (organisation_id, message_id) references messages (organisation_id, id)
);
create unique index extraction_runs_chosen on extraction_runs (organisation_id, message_id) where is_chosen;
";
