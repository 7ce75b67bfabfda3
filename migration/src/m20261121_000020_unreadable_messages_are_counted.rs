//! How many messages of an organisation could not be read and wait for a person, kept by the database itself, so that every page can show it.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

use crate::dialect::{drop_tables, run};

/// How many messages could not be read.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await?;
        let triggers = if manager.get_database_backend() == DatabaseBackend::Sqlite { SQLITE } else { POSTGRES };
        manager.get_connection().execute_unprepared(triggers).await.map(|_| ())
    }

    /// SQLite would otherwise run it bare; a half-made schema must not survive a crash.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let triggers = if manager.get_database_backend() == DatabaseBackend::Sqlite {
            "drop trigger messages_count_new; drop trigger messages_count_moved; drop trigger messages_count_gone;"
        } else {
            "drop trigger messages_count_new on messages; drop trigger messages_count_moved on messages;
             drop trigger messages_count_gone on messages; drop function messages_count();"
        };
        manager.get_connection().execute_unprepared(triggers).await?;
        drop_tables(manager, &["message_counts"]).await
    }
}

const TABLES: &str = "
create table message_counts (
    organisation_id @ref not null primary key references organisations (id),
    failed @int not null
);
insert into message_counts (organisation_id, failed)
select organisation_id, count(*) from messages where fate = 'failed' group by organisation_id;
";

// Only a message that begins or ceases to be failed touches the row: those that come in and are read never wait for each other.

const SQLITE: &str = "
create trigger messages_count_new after insert on messages when new.fate = 'failed' begin
  insert into message_counts (organisation_id, failed) values (new.organisation_id, 1)
  on conflict (organisation_id) do update set failed = failed + 1;
end;
create trigger messages_count_moved after update of fate on messages
when (old.fate = 'failed') <> (new.fate = 'failed') begin
  insert into message_counts (organisation_id, failed) values (new.organisation_id, 1)
  on conflict (organisation_id) do update set failed = failed + (new.fate = 'failed') - (old.fate = 'failed');
end;
create trigger messages_count_gone after delete on messages when old.fate = 'failed' begin
  update message_counts set failed = failed - 1 where organisation_id = old.organisation_id;
end;
";

const POSTGRES: &str = "
create function messages_count() returns trigger language plpgsql as $$
declare
  step bigint := 0;
begin
  if tg_op <> 'DELETE' then step := step + (new.fate = 'failed')::int; end if;
  if tg_op <> 'INSERT' then step := step - (old.fate = 'failed')::int; end if;
  insert into message_counts as kept (organisation_id, failed)
  values (case when tg_op = 'DELETE' then old.organisation_id else new.organisation_id end, step)
  on conflict (organisation_id) do update set failed = kept.failed + step;
  return null;
end $$;
create trigger messages_count_new after insert on messages
for each row when (new.fate = 'failed') execute function messages_count();
create trigger messages_count_moved after update of fate on messages
for each row when ((old.fate = 'failed') <> (new.fate = 'failed')) execute function messages_count();
create trigger messages_count_gone after delete on messages
for each row when (old.fate = 'failed') execute function messages_count();
";
