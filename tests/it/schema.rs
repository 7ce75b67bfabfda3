//! The migrations and the models agree, on both databases.

use sea_orm::{ConnectionTrait, Statement};

use crate::desk::{Database, Kind};

/// Every table and column there is, as sorted lines. Indexes are left out: sync would drop the partial unique ones, which no model can
/// express, and that is why it is a test here and not a way to migrate.
async fn shape(database: &Database) -> Vec<String> {
    let db = database.db().write;
    let text =
        "select m.name || '.' || p.name || ' ' || p.type as line from sqlite_master m join pragma_table_info(m.name) p
                where m.type = 'table'";
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), text)).await.unwrap();
    let mut lines: Vec<String> =
        rows.iter().filter_map(|row| row.try_get::<Option<String>>("", "line").unwrap()).collect();
    lines.sort();
    lines
}

#[tokio::test]
async fn the_models_have_nothing_that_the_migrations_lack() {
    // On PostgreSQL sync would first drop the unique pairs that the foreign keys stand on; there the test below reads every column.
    let database = Database::fresh(Kind::Sqlite).await.unwrap();
    let before = shape(&database).await;
    assert!(before.iter().any(|line| line.eq_ignore_ascii_case("orders.po_number text")), "{before:?}");
    database.db().write.get_schema_registry("ramjet::entity::*").sync(&database.db().write).await.unwrap();
    let after = shape(&database).await;
    let added: Vec<_> = after.iter().filter(|line| !before.contains(line)).collect();
    let removed: Vec<_> = before.iter().filter(|line| !after.contains(line)).collect();
    assert!(
        added.is_empty() && removed.is_empty(),
        "models and migrations differ: added {added:?}, removed {removed:?}"
    );
}

/// Every entity can be read from an empty, migrated database: names and types of all columns fit.
async fn every_model_can_be_read(kind: Kind) {
    let Some(database) = Database::fresh(kind).await else { return };
    every_model_can_be_read_in(&database.db().read).await;
}

async fn every_model_can_be_read_in(db: &sea_orm::DatabaseConnection) {
    use ramjet::entity::*;
    use sea_orm::EntityTrait;
    macro_rules! read {
        ($($table:ident)*) => {$( $table::Entity::find().all(db).await.expect(stringify!($table)); )*};
    }
    read!(organisation user membership session source blob message document run);
    read!(customer customer_domain product manufacturing material packaging price alias customer_name generation import);
    read!(order order_count message_count line objection hold revision number form form_template job outbox once_key journal journal_check);
}

#[tokio::test]
async fn every_model_fits_its_table_on_sqlite() {
    every_model_can_be_read(Kind::Sqlite).await;
}

#[tokio::test]
async fn every_model_fits_its_table_on_postgres() {
    every_model_can_be_read(Kind::Postgres).await;
}

/// Every change can be taken back and made again, on an empty database.
async fn every_change_goes_down_and_up_again(kind: Kind) {
    use ramjet_migration::{Migrator, MigratorTrait as _};
    let Some(database) = Database::fresh(kind).await else { return };
    let db = database.db().write;
    for _ in 0..Migrator::migrations().len() {
        Migrator::down(&db, Some(1)).await.unwrap();
    }
    Migrator::up(&db, None).await.unwrap();
    every_model_can_be_read_in(&db).await;
}

#[tokio::test]
async fn every_change_goes_down_and_up_again_on_sqlite() {
    every_change_goes_down_and_up_again(Kind::Sqlite).await;
}

#[tokio::test]
async fn every_change_goes_down_and_up_again_on_postgres() {
    every_change_goes_down_and_up_again(Kind::Postgres).await;
}
