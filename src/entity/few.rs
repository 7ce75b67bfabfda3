//! Reading one row, or the first few, without binding a number to `LIMIT`.
//!
//! SQLite looks at such a number while it plans, and therefore plans anew whenever it is bound again, also to the same one: five times the
//! price of most of our statements. What a key finds needs no limit, and where one is needed it can be written out.

use sea_orm::{ConnectionTrait, DbErr, EntityTrait, QueryResult, QueryTrait, Select};

/// The row of a query that finds one at most, such as by a key, or very few of which the first is wanted.
///
/// # Errors
/// The database failed.
pub async fn only<E: EntityTrait>(db: &impl ConnectionTrait, wanted: Select<E>) -> Result<Option<E::Model>, DbErr> {
    Ok(wanted.all(db).await?.into_iter().next())
}

/// The first `most` rows of a query that has an order and no limit of its own.
///
/// # Errors
/// The database failed.
pub async fn few<E: EntityTrait>(
    db: &impl ConnectionTrait, wanted: Select<E>, most: u64,
) -> Result<Vec<QueryResult>, DbErr> {
    let mut statement = wanted.build(db.get_database_backend());
    statement.sql.push_str(&format!(" LIMIT {most}"));
    db.query_all_raw(statement).await
}
