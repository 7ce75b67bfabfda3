//! What belongs to one order is found by that order, however much the organisation has of it.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// Objections, history and jobs of one record in the order in which they are read. Without the last column SQLite takes the index that gives
/// the order, and looks at every row of the organisation for the few that are asked for.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, INDEXES).await
    }

    /// SQLite would otherwise run it bare; a half-made schema must not survive a crash.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, BACK).await
    }
}

/// Two indexes go that say the same as another one: `orders_by_customer`, and the key of every order.
const INDEXES: &str = "
create index objections_of_order on objections (organisation_id, order_id, id);
create index journal_of_record on journal (organisation_id, record, record_id, number);
create index jobs_of_key on jobs (organisation_id, unique_key, id) where unique_key is not null;
drop index journal_by_record;
drop index orders_of_customer;
drop index orders_newest;
";

const BACK: &str = "
create index orders_newest on orders (organisation_id, id);
create index orders_of_customer on orders (organisation_id, customer_id, id);
create index journal_by_record on journal (organisation_id, record, record_id, id);
drop index jobs_of_key;
drop index journal_of_record;
drop index objections_of_order;
";
