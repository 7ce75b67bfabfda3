//! The few words in which the two databases differ.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

/// Runs statements written once for both databases.
///
/// Column types are written as `@id` (own key, never reused), `@ref` and `@int` (64-bit integers), `@time` (UTC instant), `@date`
/// (civil date), `@json` and `@bool`. The SQLite names are those that SeaORM maps to the same Rust types.
pub async fn run(manager: &SchemaManager<'_>, text: &str) -> Result<(), DbErr> {
    let sqlite = manager.get_database_backend() == DatabaseBackend::Sqlite;
    let words: [(&str, &str); 7] = if sqlite {
        [
            ("@id", "integer primary key autoincrement"),
            ("@ref", "bigint"),
            ("@int", "bigint"),
            ("@time", "timestamp_with_timezone_text"),
            ("@date", "date_text"),
            ("@json", "jsonb_text"),
            ("@bool", "boolean"),
        ]
    } else {
        [
            ("@id", "bigint generated always as identity primary key"),
            ("@ref", "bigint"),
            ("@int", "bigint"),
            ("@time", "timestamptz"),
            ("@date", "date"),
            ("@json", "jsonb"),
            ("@bool", "boolean"),
        ]
    };
    let text = words.iter().fold(text.to_owned(), |text, (word, meaning)| text.replace(word, meaning));
    manager.get_connection().execute_unprepared(&text).await.map(|_| ())
}

/// What a table refuses from now on, whoever asks.
pub enum Refuse<'a> {
    /// Every change and every removal of a row.
    Change,
    /// Changes of these columns, and removal.
    ChangeOf(&'a [&'a str]),
}

/// Makes the database itself refuse changes to `table`: the last wall behind the rules in the code.
pub async fn protect(manager: &SchemaManager<'_>, table: &str, what: Refuse<'_>) -> Result<(), DbErr> {
    let sqlite = manager.get_database_backend() == DatabaseBackend::Sqlite;
    let columns = match what {
        Refuse::Change => String::new(),
        Refuse::ChangeOf(columns) => format!(" of {}", columns.join(", ")),
    };
    let text = if sqlite {
        format!(
            "create trigger {table}_never_change before update{columns} on {table}
             begin select raise(abort, '{table} rows never change'); end;
             create trigger {table}_never_leave before delete on {table}
             begin select raise(abort, '{table} rows are never deleted'); end;"
        )
    } else {
        format!(
            "create function {table}_refuse() returns trigger language plpgsql as
             $$ begin raise exception '{table} rows never change and are never deleted'; end $$;
             create trigger {table}_never_change before update{columns} on {table}
             for each row execute function {table}_refuse();
             create trigger {table}_never_leave before delete on {table}
             for each row execute function {table}_refuse();"
        )
    };
    manager.get_connection().execute_unprepared(&text).await.map(|_| ())
}

/// Removes tables together with their triggers; the other direction of a migration.
pub async fn drop_tables(manager: &SchemaManager<'_>, tables: &[&str]) -> Result<(), DbErr> {
    let sqlite = manager.get_database_backend() == DatabaseBackend::Sqlite;
    for table in tables {
        let text = if sqlite {
            format!("drop table {table};")
        } else {
            format!("drop table {table}; drop function if exists {table}_refuse();")
        };
        manager.get_connection().execute_unprepared(&text).await?;
    }
    Ok(())
}
