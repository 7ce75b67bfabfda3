//! The journal: complete, in one chain, and every tampering found. Every test runs on both databases.

use std::time::Duration;

use chrono::{DateTime, Utc};
use ramjet::entity::states::SourceKind;
use ramjet::entity::{OfOrganisation, Scope, journal as rows, source};
use ramjet::journal::{self, Broken, Entry, Fault, Head};
use ramjet::ops::db::Db;
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryOrder};
use serde_json::{Value, json};

use crate::auth::{other_firm, start};
use crate::desk::{Database, Kind, both};

fn entry(record_id: i64, detail: Value) -> Entry {
    let at: DateTime<Utc> = start() + chrono::TimeDelta::microseconds(123_456);
    Entry { record: "order", record_id, version: 3, action: "corrected", detail, actor: "Šárka".to_owned(), at }
}

async fn append(db: &Db, scope: &Scope, entry: Entry) -> Result<(), DbErr> {
    let tx = db.begin_write().await?;
    journal::append(&tx, scope, entry).await?;
    tx.commit().await
}

async fn append_ten(db: &Db, scope: &Scope) {
    for n in 1..=10 {
        append(db, scope, entry(n % 3, json!({ "field": "quantity", "from": n, "to": null }))).await.unwrap();
    }
}

/// Takes the last wall away: from here on the table accepts anything, as for somebody who owns the database.
async fn drop_the_triggers(database: &Database) {
    let on = if database.kind == Kind::Sqlite { "" } else { " on journal" };
    run(database, &format!("drop trigger journal_never_change{on}; drop trigger journal_never_leave{on};")).await;
}

async fn run(database: &Database, text: &str) {
    database.db().write.execute_unprepared(text).await.unwrap();
}

/// The number and the fault of the first row that is not in order.
async fn fault(db: &Db, scope: &Scope) -> (i64, Fault) {
    match journal::verify(&db.read, scope.organisation()).await {
        Err(Broken::Row { number, fault }) => (number, fault),
        other => panic!("nothing was found: {other:?}"),
    }
}

both! {
    async fn entries_are_numbered_without_gaps_and_read_back_as_written(database: Database) {
        let (db, scope) = (database.db(), other_firm(&database.db()).await);
        append_ten(&db, &scope).await;
        let verified = journal::verify(&db.read, scope.organisation()).await.unwrap();
        assert_eq!((verified.rows, verified.head.unwrap().number), (10, 10));
        let history = journal::of_record(&db.read, &scope, "order", 1).await.unwrap();
        assert_eq!(history.iter().map(|event| event.number).collect::<Vec<_>>(), [1, 4, 7, 10]);
        let first = &history[0];
        assert_eq!((first.actor.as_str(), first.actor_id, first.version), ("Šárka", scope.user(), 3));
        assert_eq!(first.detail, json!({ "field": "quantity", "from": 1, "to": null }));
        assert_eq!(first.at, entry(1, Value::Null).at);
    }

    async fn an_empty_journal_is_in_order(database: Database) {
        let (db, scope) = (database.db(), other_firm(&database.db()).await);
        let verified = journal::verify(&db.read, scope.organisation()).await.unwrap();
        assert_eq!((verified.rows, verified.head), (0, None));
    }

    async fn an_entry_of_a_change_that_was_rolled_back_is_not_there(database: Database) {
        let (db, scope) = (database.db(), other_firm(&database.db()).await);
        let tx = db.begin_write().await.unwrap();
        journal::append(&tx, &scope, entry(1, json!({}))).await.unwrap();
        drop(tx);
        append(&db, &scope, entry(2, json!({}))).await.unwrap();
        let verified = journal::verify(&db.read, scope.organisation()).await.unwrap();
        assert_eq!(verified.head.unwrap().number, 1, "no gap either");
    }

    async fn the_database_itself_refuses_to_change_or_remove_an_entry(database: Database) {
        let (db, scope) = (database.db(), other_firm(&database.db()).await);
        append(&db, &scope, entry(1, json!({}))).await.unwrap();
        for text in ["update journal set actor = 'Nobody'", "delete from journal"] {
            assert!(db.write.execute_unprepared(text).await.is_err(), "{text}");
        }
        assert_eq!(journal::of_record(&db.read, &scope, "order", 1).await.unwrap()[0].actor, "Šárka");
    }

    async fn many_at_once_make_one_chain(database: Database) {
        let (db, scope) = (database.db(), other_firm(&database.db()).await);
        let mut tasks = tokio::task::JoinSet::new();
        for n in 0..16 {
            let (db, scope) = (db.clone(), scope);
            tasks.spawn(async move {
                for m in 0..4 {
                    append(&db, &scope, entry(n, json!({ "m": m }))).await.unwrap();
                }
            });
        }
        while let Some(task) = tasks.join_next().await {
            task.unwrap();
        }
        let verified = journal::verify(&db.read, scope.organisation()).await.unwrap();
        assert_eq!((verified.rows, verified.head.unwrap().number), (64, 64));
    }

    async fn who_has_written_for_the_organisation_and_journals_late_is_not_waited_for(database: Database) {
        if database.kind == Kind::Sqlite {
            return; // There is one writer at a time: nobody can be in the middle of something.
        }
        let (db, scope) = (database.db(), other_firm(&database.db()).await);
        let folder = source::ActiveModel {
            organisation_id: Set(scope.organisation()),
            kind: Set(SourceKind::Folder),
            name: Set("late".to_owned()),
            enabled: Set(true),
            created_at: Set(start()),
            ..Default::default()
        };
        let late = db.begin_write().await.unwrap();
        source::Entity::insert(folder).exec(&late).await.unwrap();
        let quick = tokio::time::timeout(Duration::from_secs(120), append(&db, &scope, entry(1, json!({})))).await;
        quick.expect("the foreign key of an open transaction held the journal up").unwrap();
        journal::append(&late, &scope, entry(2, json!({}))).await.unwrap();
        late.commit().await.unwrap();
        assert_eq!(journal::verify(&db.read, scope.organisation()).await.unwrap().rows, 2);
    }

    async fn organisations_have_journals_of_their_own(database: Database) {
        let db = database.db();
        let (us, them) = (crate::auth::firm(&db).await, other_firm(&db).await);
        append(&db, &them, entry(7, json!({ "secret": true }))).await.unwrap();
        assert!(journal::of_record(&db.read, &us, "order", 7).await.unwrap().is_empty());
        assert_eq!(journal::verify(&db.read, them.organisation()).await.unwrap().rows, 1);
        assert_eq!(journal::of_record(&db.read, &them, "order", 7).await.unwrap()[0].number, 1);
    }

    async fn an_organisation_that_does_not_exist_has_no_journal(database: Database) {
        let db = database.db();
        let nowhere = Scope::system(ramjet::entity::ids::OrganisationId(404));
        assert!(matches!(append(&db, &nowhere, entry(1, json!({}))).await, Err(DbErr::RecordNotFound(_))));
    }

    async fn hostile_and_exact_values_read_back_the_same_on_both_databases(database: Database) {
        let (db, scope) = (database.db(), other_firm(&database.db()).await);
        let detail = json!({
            "z": i64::MAX, "a": i64::MIN, "ä": "a\0b \u{1F4E6} \"quoted\" \\ \u{7f}", "nested": [[], {}, [null, { "b": 1, "a": 2 }]],
            "<script>": "'; drop table journal; --", "": " ", "text": "1e400",
        });
        append(&db, &scope, entry(1, detail.clone())).await.unwrap();
        assert_eq!(journal::verify(&db.read, scope.organisation()).await.unwrap().rows, 1);
        let read = journal::of_record(&db.read, &scope, "order", 1).await.unwrap().remove(0).detail;
        assert_eq!(read["z"], detail["z"]);
        assert_eq!(read["ä"], json!("a\u{fffd}b \u{1F4E6} \"quoted\" \\ \u{7f}"), "a NUL cannot be stored everywhere");
        assert_eq!(read["nested"], detail["nested"]);
    }

    async fn a_floating_point_number_is_refused(database: Database) {
        let (db, scope) = (database.db(), other_firm(&database.db()).await);
        let refused = append(&db, &scope, entry(1, json!({ "price": [{ "new": 1.32 }] }))).await;
        assert!(matches!(refused, Err(DbErr::Json(_))), "{refused:?}");
        assert_eq!(rows::Entity::of(&scope).count(&db.read).await.unwrap(), 0);
    }

    async fn every_changed_column_is_found(database: Database) {
        let (db, scope) = (database.db(), other_firm(&database.db()).await);
        append_ten(&db, &scope).await;
        drop_the_triggers(&database).await;
        let columns = [
            ("at = (select at from journal where number = 1)", Fault::Content),
            ("actor_id = null", Fault::Content),
            ("actor = 'Nobody'", Fault::Content),
            ("record = 'claim'", Fault::Content),
            ("record_id = 99", Fault::Content),
            ("record_version = 4", Fault::Content),
            ("action = 'approved'", Fault::Content),
            ("detail = '{\"field\":\"quantity\",\"from\":6,\"to\":7}'", Fault::Content),
            ("previous_hash = hash", Fault::Link),
            ("hash = previous_hash", Fault::Content),
            ("number = 600", Fault::Number),
        ];
        for (change, expected) in columns {
            let before = sixth(&db, &scope).await;
            // The time of row 1 is that of all rows here; move it first.
            let change = change.replace("(select at from journal where number = 1)", "'2027-01-15 08:00:01+00:00'");
            run(&database, &format!("update journal set {change} where id = {}", before.id)).await;
            assert_eq!(fault(&db, &scope).await, (6, expected), "{change}");
            restore(&database, before).await;
        }
        assert_eq!(journal::verify(&db.read, scope.organisation()).await.unwrap().rows, 10);
    }

    async fn a_dropped_row_is_found(database: Database) {
        let (db, scope) = (database.db(), other_firm(&database.db()).await);
        append_ten(&db, &scope).await;
        drop_the_triggers(&database).await;
        run(&database, "delete from journal where number = 6").await;
        assert_eq!(fault(&db, &scope).await, (6, Fault::Number));
        run(&database, "update journal set number = number - 1 where number > 6").await;
        assert_eq!(fault(&db, &scope).await, (6, Fault::Link), "closing the gap does not help");
    }

    async fn swapped_rows_are_found(database: Database) {
        let (db, scope) = (database.db(), other_firm(&database.db()).await);
        append_ten(&db, &scope).await;
        drop_the_triggers(&database).await;
        run(&database, "update journal set number = -1 where number = 6").await;
        run(&database, "update journal set number = 6 where number = 7").await;
        run(&database, "update journal set number = 7 where number = -1").await;
        assert_eq!(fault(&db, &scope).await, (6, Fault::Link));
    }

    async fn an_inserted_row_is_found(database: Database) {
        let (db, scope) = (database.db(), other_firm(&database.db()).await);
        append_ten(&db, &scope).await;
        drop_the_triggers(&database).await;
        let columns = "organisation_id, at, actor_id, actor, record, record_id, record_version, action, detail, previous_hash, hash";
        run(&database, &format!("insert into journal ({columns}, number) select {columns}, 11 from journal where number = 10")).await;
        assert_eq!(fault(&db, &scope).await, (11, Fault::Link));
        run(&database, "delete from journal where number = 11").await;
        run(&database, "update journal set number = number + 100 where number > 5").await;
        run(&database, "update journal set number = number - 99 where number > 100").await;
        run(&database, &format!("insert into journal ({columns}, number) select {columns}, 6 from journal where number = 5")).await;
        assert_eq!(fault(&db, &scope).await, (6, Fault::Link), "making room does not help");
    }

    async fn a_chain_that_was_cut_short_or_written_anew_does_not_match_a_kept_head(database: Database) {
        let (db, scope) = (database.db(), other_firm(&database.db()).await);
        append_ten(&db, &scope).await;
        let organisation = scope.organisation();
        let kept = journal::verify(&db.read, organisation).await.unwrap().head.unwrap();
        append(&db, &scope, entry(1, json!({}))).await.unwrap();
        assert_eq!(journal::verify_since(&db.read, organisation, &kept).await.unwrap().rows, 11, "growing is fine");
        drop_the_triggers(&database).await;
        run(&database, "delete from journal where number >= 10").await;
        assert!(journal::verify(&db.read, organisation).await.is_ok(), "the chain alone cannot know its end");
        let cut = journal::verify_since(&db.read, organisation, &kept).await;
        assert!(matches!(&cut, Err(Broken::OtherChain(head)) if *head == kept), "{cut:?}");
        run(&database, "delete from journal").await;
        append_ten(&db, &scope).await;
        let mut forged = entry(1, json!({ "forged": true }));
        forged.actor = "Nobody".to_owned();
        append(&db, &scope, forged).await.unwrap();
        let other = Head { hash: "0".repeat(64), ..kept };
        assert!(matches!(journal::verify_since(&db.read, organisation, &other).await, Err(Broken::OtherChain(_))));
    }
}

async fn sixth(db: &Db, scope: &Scope) -> rows::Model {
    let all = rows::Entity::of(scope).order_by_asc(rows::Column::Number).all(&db.read).await.unwrap();
    all[5].clone()
}

/// Puts a row back as it was.
async fn restore(database: &Database, row: rows::Model) {
    use sea_orm::{ActiveModelTrait, IntoActiveModel};
    row.into_active_model().reset_all().update(&database.db().write).await.unwrap();
}
