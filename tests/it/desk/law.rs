//! The conservation law: what must be true of every desk that is at rest.

use std::collections::BTreeSet;
use std::path::Path;

use ramjet::entity::ids::BlobHash;
use ramjet::entity::states::OutboxState;
use ramjet::entity::{blob, order, organisation, outbox, run};
use ramjet::journal;
use ramjet::ops::blobs::Blobs;
use ramjet::ops::db::Db;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, PaginatorTrait as _, QueryFilter as _, Statement,
};

/// Each law with a query for what breaks it; the one column `what` names the culprit.
const LAWS: [(&str, &str); 26] = [
    (
        "the kept counts are those of the orders",
        "select 'organisation ' || c.organisation_id as what from order_counts c join
         (select g.id, count(o.id) as orders,
          sum(case when o.state = 'in_review' then 1 else 0 end) as in_review,
          sum(case when o.state = 'approved' then 1 else 0 end) as approved,
          sum(case when o.state = 'sent' then 1 else 0 end) as sent,
          sum(case when o.state = 'rejected' then 1 else 0 end) as rejected,
          sum(case when o.state = 'set_aside' then 1 else 0 end) as set_aside,
          count(o.replaced_by_id) as replaced
          from organisations g left join orders o on o.organisation_id = g.id group by g.id) k on k.id = c.organisation_id
         where c.reading + c.in_review + c.approved + c.sent + c.rejected + c.set_aside <> k.orders
         or c.in_review <> k.in_review or c.approved <> k.approved or c.sent <> k.sent
         or c.rejected <> k.rejected or c.set_aside <> k.set_aside or c.replaced <> k.replaced",
    ),
    (
        "the kept count of messages that could not be read is theirs",
        "select 'organisation ' || g.id || ' says ' || coalesce(c.failed, 0) as what from organisations g
         left join message_counts c on c.organisation_id = g.id where coalesce(c.failed, 0) <>
         (select count(*) from messages m where m.organisation_id = g.id and m.fate = 'failed')",
    ),
    (
        "no job is left over",
        "select name || ' ' || id || ' is ' || state || ': ' || coalesce(last_error, '') as what from jobs where state <> 'done'",
    ),
    ("no message waits once all work is done", "select file_name as what from messages where fate = 'waiting'"),
    (
        "every message has one of the known fates",
        "select file_name || ': ' || fate as what from messages
         where fate not in ('waiting', 'in_record', 'copy', 'repeat', 'ignored', 'failed')",
    ),
    (
        "a message that became a record has an order",
        "select file_name as what from messages m where fate = 'in_record'
         and not exists (select 1 from orders o where o.organisation_id = m.organisation_id and o.message_id = m.id
          and coalesce(o.set_aside, '') <> 'not_an_order')
         and not exists (select 1 from journal j where j.organisation_id = m.organisation_id and j.record = 'message'
          and j.record_id = m.id and j.action = 'about_order')",
    ),
    (
        "a message with another fate has no order",
        "select file_name || ': ' || fate as what from messages m where fate <> 'in_record'
         and exists (select 1 from orders o where o.organisation_id = m.organisation_id and o.message_id = m.id
          and coalesce(o.set_aside, '') <> 'not_an_order')",
    ),
    (
        "copies and repeats point at the first of their kind, others at nothing",
        "select m.file_name as what from messages m
         left join messages f on f.organisation_id = m.organisation_id and f.id = m.of_message_id
         where (m.fate in ('copy', 'repeat')) <> (f.id is not null) or f.fate in ('copy', 'repeat') or f.id >= m.id",
    ),
    (
        "what was ignored or failed says why",
        "select file_name as what from messages where fate in ('ignored', 'failed') and coalesce(fate_reason, '') = ''",
    ),
    (
        "an order in force has exactly one standing revision, its own",
        "select 'order ' || o.id as what from orders o where o.state in ('approved', 'sent') and 1 <>
         (select count(*) from order_revisions r where r.organisation_id = o.organisation_id and r.order_id = o.id
          and r.recalled_at is null)
         or o.state in ('approved', 'sent') and not exists
         (select 1 from order_revisions r where r.organisation_id = o.organisation_id and r.order_id = o.id
          and r.revision = o.revision and r.recalled_at is null)",
    ),
    (
        "an order that is not in force has no standing revision",
        "select 'order ' || o.id as what from orders o join order_revisions r
         on r.organisation_id = o.organisation_id and r.order_id = o.id and r.recalled_at is null
         where o.state not in ('approved', 'sent')",
    ),
    (
        "every revision has one office order",
        "select 'order ' || r.order_id || ' revision ' || r.revision as what from order_revisions r where 1 <>
         (select count(*) from forms f where f.organisation_id = r.organisation_id and f.order_id = r.order_id
          and f.revision = r.revision and f.kind = 'office_order')",
    ),
    (
        "an order in force has one works order a line, under the line's number",
        "select 'order ' || l.order_id || ' line ' || l.position as what from order_lines l join orders o
         on o.organisation_id = l.organisation_id and o.id = l.order_id where o.state in ('approved', 'sent')
         and l.removed_at is null and 1 <> (select count(*) from forms f where f.organisation_id = l.organisation_id and f.order_id = l.order_id
          and f.revision = o.revision and f.kind = 'works_order' and f.number = l.works_order_no)",
    ),
    (
        "an order in force has one letter, any other none that may leave",
        "select 'order ' || o.id || ' is ' || o.state as what from orders o
         where (case when o.state in ('approved', 'sent') then 1 else 0 end) <>
         (select count(*) from outbox b where b.organisation_id = o.organisation_id and b.order_id = o.id
          and b.state <> 'recalled')",
    ),
    (
        "an order is sent exactly when its letter is",
        "select 'order ' || o.id || ' is ' || o.state || ', its letter ' || b.state as what from orders o join outbox b
         on b.organisation_id = o.organisation_id and b.order_id = o.id and b.revision = o.revision and b.state <> 'recalled'
         where (o.state = 'sent') <> (b.state = 'sent')",
    ),
    (
        "an order says that it is replaced exactly while another one holds instead",
        "select 'order ' || o.id || ' is ' || o.state as what from orders o where (o.replaced_by_id is not null) <>
         (coalesce(o.set_aside, '') = 'superseded' or exists (select 1 from orders n where n.organisation_id = o.organisation_id
          and n.replaces_id = o.id and n.state in ('approved', 'sent')))",
    ),
    (
        "every approval gave one number",
        "select 'order ' || r.order_id || ' revision ' || r.revision as what from order_revisions r where not exists
         (select 1 from form_numbers n where n.organisation_id = r.organisation_id and n.order_id = r.order_id
          and n.revision = r.revision)",
    ),
    (
        "no two forms that were ever made have the same name",
        "select f.file_name || ' of order ' || f.order_id as what from forms f join forms g
         on g.organisation_id = f.organisation_id and lower(g.file_name) = lower(f.file_name) and g.id < f.id",
    ),
    (
        "no letter waits or is on its way once all work is done",
        "select subject || ' is ' || state as what from outbox where state in ('waiting', 'sending')",
    ),
    (
        "a letter that was sent has a receipt",
        "select subject as what from outbox where state = 'sent' and (receipt is null or sent_at is null)",
    ),
    (
        "every letter about an order was approved by somebody",
        "select subject as what from outbox where order_id is not null and (approved_by is null or cause <> 'approval')",
    ),
    (
        "an order counts its open objections",
        "select 'order ' || o.id || ' says ' || o.open_count as what from orders o where o.open_count <>
         (select count(*) from objections x where x.organisation_id = o.organisation_id and x.order_id = o.id
          and x.settled_at is null)",
    ),
    (
        "an order counts its lines",
        "select 'order ' || o.id || ' says ' || o.line_count as what from orders o where o.line_count <>
         (select count(*) from order_lines l where l.organisation_id = o.organisation_id and l.order_id = o.id
          and l.removed_at is null)",
    ),
    (
        "every version of an order is in the journal",
        "select 'order ' || o.id || ' version ' || o.version as what from orders o where o.version <>
         (select count(distinct j.record_version) from journal j where j.organisation_id = o.organisation_id
          and j.record = 'order' and j.record_id = o.id)",
    ),
    (
        "an order that was approved is not without objections settled",
        "select 'order ' || id as what from orders where state in ('approved', 'sent') and open_count > 0",
    ),
    (
        "every answered form has its answer",
        "select route as what from once_keys where status = 0",
    ),
];

/// Everything at the desk that breaks a law; empty for a desk in order.
///
/// * `folder` — where letters are put, when they are put into a folder.
pub async fn violations(db: &Db, blobs: &Blobs, folder: Option<&Path>) -> Vec<String> {
    let mut found = Vec::new();
    for (law, query) in LAWS {
        let asked = Statement::from_string(db.read.get_database_backend(), query);
        for row in db.read.query_all_raw(asked).await.unwrap() {
            found.push(format!("{law}: {}", row.try_get::<String>("", "what").unwrap()));
        }
    }
    for organisation in organisation::Entity::find().all(&db.read).await.unwrap() {
        if let Err(broken) = journal::verify(&db.read, organisation.id).await {
            found.push(format!("the journal of {} is whole: {broken}", organisation.name));
        }
    }
    runs(db, &mut found).await;
    contents(db, blobs, &mut found).await;
    if let Some(folder) = folder {
        letters(db, folder, &mut found).await;
    }
    if db.is_sqlite() {
        soundness(db, &mut found).await;
    }
    found
}

/// Every order that was found in the chosen run of a message was opened, once: from that run, or from an earlier one and decided since.
async fn runs(db: &Db, found: &mut Vec<String>) {
    let chosen = run::Entity::find().filter(run::Column::IsChosen.eq(true)).all(&db.read).await.unwrap();
    for run in chosen {
        let wanted = run.found["orders"].as_array().map_or(0, Vec::len) as u64;
        let of_message = || order::Entity::find().filter(order::Column::MessageId.eq(run.message_id));
        let of_run = of_message().filter(order::Column::RunId.eq(run.id));
        let opened = of_run.filter(order::Column::RunPosition.lt(wanted as i64)).count(&db.read).await.unwrap();
        let all = of_message().count(&db.read).await.unwrap();
        if opened > wanted || all < wanted {
            found.push(format!("every order found is opened: run {} found {wanted}, opened {opened} of {all}", run.id));
        }
    }
}

/// Every content is there, and is what it was.
async fn contents(db: &Db, blobs: &Blobs, found: &mut Vec<String>) {
    for row in blob::Entity::find().all(&db.read).await.unwrap() {
        match blobs.get(&row.hash).await {
            Ok(bytes) if bytes.len() as i64 == row.size_bytes => {}
            Ok(bytes) => found.push(format!("contents have their size: {} has {}", row.hash, bytes.len())),
            Err(error) => found.push(format!("contents are there: {}: {error}", row.hash)),
        }
    }
}

/// The folder holds the letters that were sent, byte for byte, and nothing else.
async fn letters(db: &Db, folder: &Path, found: &mut Vec<String>) {
    let sent = outbox::Entity::find().filter(outbox::Column::State.eq(OutboxState::Sent)).all(&db.read).await.unwrap();
    let sent: BTreeSet<String> = sent.into_iter().map(|row| row.blob.to_string()).collect();
    let files = std::fs::read_dir(folder).map(|entries| entries.map(|entry| entry.unwrap().path()).collect());
    let files: Vec<std::path::PathBuf> = files.unwrap_or_default();
    let visible = files.iter().filter(|path| path.extension().is_some_and(|end| end == "eml"));
    let lying: Vec<String> = visible.map(|path| BlobHash::of(&std::fs::read(path).unwrap()).to_string()).collect();
    let distinct: BTreeSet<String> = lying.iter().cloned().collect();
    if distinct.len() != lying.len() {
        found.push(format!("no letter leaves twice: {} files, {} letters", lying.len(), distinct.len()));
    }
    if distinct != sent {
        found.push(format!("what was approved is what lies in the outbox: {} files, {} sent", lying.len(), sent.len()));
    }
}

/// What SQLite itself says.
async fn soundness(db: &Db, found: &mut Vec<String>) {
    for (question, column, fine) in
        [("pragma integrity_check", "integrity_check", "ok"), ("pragma foreign_key_check", "table", "")]
    {
        let asked = Statement::from_string(db.read.get_database_backend(), question);
        for row in db.read.query_all_raw(asked).await.unwrap() {
            let said: String = row.try_get("", column).unwrap();
            if said != fine {
                found.push(format!("{question}: {said}"));
            }
        }
    }
}
