//! The invariants of the design that no other test attacks: what is stored never changes, whoever asks; and work done twice has the effect
//! of once.

use ramjet::entity::states::{Fate, OrderState};
use ramjet::entity::{message, order, run};
use ramjet::jobs::{self, Enqueue};
use ramjet::journal;
use ramjet::review::evidence::FieldName;
use ramjet::understanding::{ExtractMessage, ReadMessage};
use sea_orm::{ConnectionTrait as _, EntityTrait as _, QueryOrder as _};

use crate::desk::{both, law, mail};

both! {
    async fn the_database_itself_refuses_to_change_what_never_changes(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.approve(&desk.sharon, id).await.unwrap();
        let before = desk.dump().await;
        let mut attempts = 0;
        for attempt in [
            "update messages set blob = 'x'",
            "update messages set size_bytes = 1",
            "update messages set received_at = created_at",
            "update messages set provider_id = 'another'",
            "update messages set organisation_id = 2",
            "delete from messages",
            "update order_revisions set frozen = '{}'",
            "update order_revisions set approved_by = 1",
            "update order_revisions set revision = 7",
            "delete from order_revisions",
            "update forms set blob = 'x'",
            "update forms set file_name = 'other.xlsx'",
            "update forms set number = 'WO-1'",
            "delete from forms",
            "update journal set actor = 'nobody'",
            "update journal set detail = '{}'",
            "update journal set hash = previous_hash",
            "delete from journal",
            "delete from journal where number = (select max(number) from journal)",
        ] {
            assert!(desk.db.write.execute_unprepared(attempt).await.is_err(), "{attempt}");
            attempts += 1;
        }
        assert_eq!(desk.dump().await, before);
        crate::desk::say(&format!("forbidden statements {attempts}, changes 0"));
        desk.evening().await;
    }

    async fn a_second_letter_for_the_same_approval_cannot_be_stored_without_an_approver(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.approve(&desk.sharon, id).await.unwrap();
        let unapproved = "insert into outbox (organisation_id, cause, order_id, revision, recipients, subject, message_id, blob, state,
             send_after, attempts, created_at)
             select organisation_id, cause, order_id, revision, recipients, subject, '<forged@x>', blob, state, send_after, 0, created_at
             from outbox";
        assert!(desk.db.write.execute_unprepared(unapproved).await.is_err());
        desk.evening().await;
        assert_eq!(desk.letters().len(), 1);
    }

    async fn rows_of_one_organisation_never_point_at_rows_of_another(desk: Desk) {
        desk.receive_order(mail::SHAPE, "12022.eml").await;
        for attempt in [
            "update orders set organisation_id = 2",
            "update order_lines set organisation_id = 2",
            "update documents set organisation_id = 2",
            "update extraction_runs set organisation_id = 2",
            "update objections set organisation_id = 2 where id > 0",
        ] {
            let refused = desk.db.write.execute_unprepared(attempt).await;
            assert!(refused.is_err() || refused.unwrap().rows_affected() == 0, "{attempt}");
        }
    }

    async fn every_job_may_run_again_and_has_the_effect_of_once(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.receive(mail::NEWSLETTER, "news.eml").await;
        desk.receive(mail::SHAPE_AGAIN, "again.eml").await;
        desk.approve(&desk.sharon, id).await.unwrap();
        desk.evening().await;
        let rows = async || {
            let dump = desk.dump().await;
            dump.lines().filter(|line| !line.starts_with("jobs ")).map(|line| format!("{line}\n")).collect::<String>()
        };
        let before = rows().await;
        let jobs = desk.db.write.execute_unprepared("update jobs set state = 'waiting', attempts = 0, finished_at = null").await;
        assert!(jobs.unwrap().rows_affected() >= 9);
        desk.evening().await;
        assert_eq!(rows().await, before);
        assert_eq!(desk.letters().len(), 1);
    }

    async fn a_job_that_is_asked_for_again_after_the_fate_is_decided_changes_nothing(desk: Desk) {
        desk.receive(mail::NEWSLETTER, "news.eml").await;
        let message = desk.inbox().await[0].id;
        let (org, now) = (Some(desk.sharon.scope.organisation()), desk.clock.now());
        let tx = desk.db.begin_write().await.unwrap();
        jobs::enqueue(&tx, org, &ReadMessage { message, after: None }, Enqueue::at(now)).await.unwrap();
        jobs::enqueue(&tx, org, &ExtractMessage { message, after: None }, Enqueue::at(now)).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(desk.work_until_idle().await, 2);
        assert_eq!(desk.fates().await, [Fate::Ignored]);
        assert_eq!(run::Entity::find().all(&desk.db.read).await.unwrap().len(), 1);
    }

    async fn a_file_that_cannot_be_read_is_a_message_with_a_fate(desk: Desk) {
        for (bytes, name) in [(&b""[..], "empty.eml"), (&b"%PDF-1.7 and then nothing"[..], "broken.pdf"), (&[0xff; 4_000][..], "noise.bin")] {
            desk.receive(bytes, name).await;
        }
        let inbox = desk.inbox().await;
        assert_eq!(inbox.len(), 3);
        assert!(inbox.iter().all(|row| matches!(row.fate, Fate::Ignored | Fate::Failed) && row.fate_reason.is_some()), "{inbox:?}");
        assert!(desk.orders().await.is_empty());
    }

    async fn what_was_approved_is_frozen_whatever_happens_to_the_catalogue_afterwards(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.approve(&desk.sharon, id).await.unwrap();
        let forms = desk.forms(id).await;
        desk.db.write.execute_unprepared("update manufacturing set mould_no = 'M-OTHER'").await.unwrap();
        desk.db.write.execute_unprepared("update prices set unit_price = unit_price * 2").await.unwrap();
        desk.evening().await;
        assert_eq!(desk.forms(id).await, forms);
        let letters = desk.letters();
        let read = mail_parser::MessageParser::default().parse(&letters[0]).unwrap();
        let sent: Vec<_> = read.attachments().map(|part| part.contents().to_vec()).collect();
        assert_eq!(sent, forms.into_iter().map(|(.., bytes)| bytes).collect::<Vec<_>>());
    }

    async fn the_journal_of_a_whole_life_is_whole_and_names_who_did_what(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.correct(&desk.sharon, id, &[(None, FieldName::Instructions, "By Friday")]).await.unwrap();
        desk.reject(&desk.grant, id, "Wrong month").await.unwrap();
        let version = desk.page(id).await.version;
        ramjet::review::order::reopen(&desk.deed(&desk.grant), id, version).await.unwrap();
        desk.settle_and_approve(&desk.sharon, id).await;
        desk.recall(&desk.sharon, id).await.unwrap();
        desk.approve(&desk.grant, id).await.unwrap();
        desk.evening().await;
        let told: Vec<_> = desk.page(id).await.history.into_iter().rev().map(|e| (e.actor, e.action)).collect();
        let told: Vec<_> = told.iter().map(|(actor, action)| (actor.as_str(), action.as_str())).collect();
        let expected = [
            ("", "opened"),
            ("Sharon", "corrected"),
            ("Grant", "rejected"),
            ("Grant", "reopened"),
            ("Sharon", "approved"),
            ("Sharon", "recalled"),
            ("Grant", "approved"),
            ("", "sent"),
        ];
        assert_eq!(told, expected);
        journal::verify(&desk.db.read, desk.sharon.scope.organisation()).await.unwrap();
    }

    // The law itself must be able to find something.
    async fn a_desk_in_disorder_is_noticed(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        assert_eq!(law::violations(&desk.db, &desk.blobs, None).await, Vec::<String>::new());
        for (harm, cure) in [
            ("update messages set fate = 'waiting'", "update messages set fate = 'in_record'"),
            ("update messages set fate = 'ignored'", "update messages set fate = 'in_record'"),
            ("update messages set fate = 'repeat'", "update messages set fate = 'in_record'"),
            ("update orders set state = 'approved'", "update orders set state = 'in_review'"),
            ("update orders set open_count = 3", "update orders set open_count = 0"),
            ("update orders set line_count = 1", "update orders set line_count = 2"),
            ("update orders set version = version + 1", "update orders set version = version - 1"),
            ("update jobs set state = 'failed' where id = 1", "update jobs set state = 'done'"),
            ("update jobs set state = 'parked' where id = 1", "update jobs set state = 'done'"),
        ] {
            desk.db.write.execute_unprepared(harm).await.unwrap();
            assert!(!law::violations(&desk.db, &desk.blobs, None).await.is_empty(), "{harm}");
            desk.db.write.execute_unprepared(cure).await.unwrap();
        }
        assert_eq!(law::violations(&desk.db, &desk.blobs, None).await, Vec::<String>::new());
        desk.approve(&desk.sharon, id).await.unwrap();
        let found = law::violations(&desk.db, &desk.blobs, Some(&desk.outbox())).await;
        assert!(found.iter().any(|sentence| sentence.contains("no job is left over")), "{found:?}");
        desk.evening().await;
        let letter = std::fs::read_dir(desk.outbox()).unwrap().next().unwrap().unwrap().path();
        let bytes = std::fs::read(&letter).unwrap();
        for harm in [b"changed".to_vec(), [bytes.as_slice(), b" "].concat()] {
            std::fs::write(&letter, harm).unwrap();
            assert!(!law::violations(&desk.db, &desk.blobs, Some(&desk.outbox())).await.is_empty());
        }
        std::fs::write(&letter, &bytes).unwrap();
    }
}

/// The same bytes and versions give the same answer, on every desk and both databases.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_mail_is_read_the_same_way_every_time() {
    let mut answers = Vec::new();
    let kinds = [crate::desk::Kind::Sqlite, crate::desk::Kind::Sqlite, crate::desk::Kind::Postgres];
    for kind in kinds {
        let Some(desk) = crate::desk::Desk::fresh(kind).await else {
            crate::desk::skip("RAMJET_TEST_POSTGRES is not set; compared on SQLite only");
            continue;
        };
        for (n, bytes) in
            [mail::CLEBER, mail::SHAPE, mail::NEWSLETTER, mail::MARLOW, mail::FERNLEIGH].iter().enumerate()
        {
            desk.receive(bytes, &format!("{n}.eml")).await;
        }
        let runs = run::Entity::find().order_by_asc(run::Column::Id).all(&desk.db.read).await.unwrap();
        let digests = message::Entity::find().order_by_asc(message::Column::Id).all(&desk.db.read).await.unwrap();
        let orders = order::Entity::find().order_by_asc(order::Column::Id).all(&desk.db.read).await.unwrap();
        assert!(orders.iter().all(|row| row.state == OrderState::InReview));
        answers.push((
            runs.into_iter().map(|row| (row.kind, row.reason, row.found)).collect::<Vec<_>>(),
            digests.into_iter().map(|row| (row.content_digest, row.blob)).collect::<Vec<_>>(),
            orders.into_iter().map(|row| (row.evidence, row.net_minor, row.open_count)).collect::<Vec<_>>(),
        ));
    }
    assert!(answers.windows(2).all(|two| two[0] == two[1]));
}
