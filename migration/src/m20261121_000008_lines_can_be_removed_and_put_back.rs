//! A line remembers which line of its run it came from, who added it, and who took it out.

use sea_orm_migration::prelude::*;

use crate::dialect::run;

/// A line remembers which line of its run it came from, who added it, and who took it out: a removed line stays, so that reading the message
/// again does not bring it back and a person can. Its position is never given to another line.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, COLUMNS).await
    }

    /// SQLite would otherwise run it bare; a half-made schema must not survive a crash.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, BACK).await
    }
}

const COLUMNS: &str = "
alter table order_lines add column run_line @int;
alter table order_lines add column added_by @ref references users (id);
alter table order_lines add column removed_at @time;
alter table order_lines add column removed_by @ref references users (id);
update order_lines set run_line = position - 1;
create index orders_of_message on orders (organisation_id, message_id, id);
create index orders_of_customer on orders (organisation_id, customer_id, id);
create index orders_repeating on orders (organisation_id, of_order_id) where of_order_id is not null;
";

/// Without these columns a removed line would be in the order again: what nobody can see any more must not be made.
const BACK: &str = "
drop index orders_repeating;
drop index orders_of_customer;
drop index orders_of_message;
delete from objections where line_id in (select id from order_lines where removed_at is not null);
delete from order_lines where removed_at is not null;
alter table order_lines drop column removed_by;
alter table order_lines drop column removed_at;
alter table order_lines drop column added_by;
alter table order_lines drop column run_line;
";
