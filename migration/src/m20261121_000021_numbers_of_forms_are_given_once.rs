//! Which numbers have stood on forms, so that none of them is ever given to another order.

use sea_orm_migration::prelude::*;

use crate::dialect::{Refuse, drop_tables, protect, run};

/// Every number that an approval has given, for ever: also that of an approval that was taken back, because its forms may lie printed on a
/// desk.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, TABLES).await?;
        protect(manager, "form_numbers", Refuse::Change).await
    }

    /// SQLite would otherwise run it bare; a half-made schema must not survive a crash.
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_tables(manager, &["form_numbers"]).await
    }
}

// Of two orders that had one number already, the older one keeps it; the other gets its own at its next approval.
const TABLES: &str = "
create table form_numbers (
    id @id,
    organisation_id @ref not null,
    number text not null,
    number_key text not null,
    revision @int not null,
    order_id @ref not null,
    given_at @time not null,
    unique (organisation_id, id),
    unique (organisation_id, number_key, revision),
    unique (organisation_id, order_id, revision),
    foreign key (organisation_id, order_id, revision) references order_revisions (organisation_id, order_id, revision)
);
insert into form_numbers (organisation_id, number, number_key, revision, order_id, given_at)
select r.organisation_id, coalesce(o.po_number, '#' || o.id),
    replace(replace(lower(coalesce(o.po_number, '' || o.id)), '/', '_'), ' ', '_'), r.revision, r.order_id, r.approved_at
from order_revisions r join orders o on o.organisation_id = r.organisation_id and o.id = r.order_id
where true order by r.id
on conflict do nothing;
";
