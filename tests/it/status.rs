//! How the desk is: what went wrong is seen, and can be put right by those who may.

use ramjet::entity::ids::{JobId, OrderId};
use ramjet::entity::states::{Fate, OrderState, OutboxState};
use ramjet::entity::{OfOrganisation as _, journal, message, outbox};
use ramjet::fulfilment::{self, FulfilmentError};
use ramjet::intake::again;
use ramjet::jobs::DecideError;
use ramjet::journal::ask_for_check;
use ramjet::ops::deed::{Deed, Done, OnceForm};
use ramjet::ops::once::new_key;
use ramjet::ops::status::{self, Overview, StuckJob};
use ramjet::outbox::OutboxError;
use ramjet::review::order::ReviewError;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _};

use crate::desk::{Desk, Kind, Person, both, mail, skip};

impl Desk {
    async fn overview(&self, person: &Person) -> Overview {
        status::overview(&self.db, &person.scope).await.unwrap()
    }

    async fn alarms(&self) -> i64 {
        status::attention(&self.db, &self.grant.scope).await.unwrap().alarms
    }

    /// A mail whose bytes are gone when it is to be read: all attempts fail.
    async fn lose_a_mail(&self) -> StuckJob {
        self.deliver(mail::SHAPE, "12022.eml").await;
        let row = message::Entity::of(&self.sharon.scope).one(&self.db.read).await.unwrap().unwrap();
        let hash = row.blob.as_str();
        let path = self.ctx.config.place.blobs().join(&hash[..2]).join(&hash[2..]);
        std::fs::remove_file(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        self.evening().await;
        self.overview(&self.grant).await.stuck_jobs.pop().unwrap()
    }

    async fn actions(&self, record: &str) -> Vec<String> {
        let rows = journal::Entity::of(&self.sharon.scope).filter(journal::Column::Record.eq(record));
        rows.all(&self.db.read).await.unwrap().into_iter().map(|row| row.action).collect()
    }
}

both! {
    async fn a_desk_in_order_has_nothing_for_anybody(desk: Desk) {
        desk.receive_order(mail::SHAPE, "12022.eml").await;
        let overview = desk.overview(&desk.grant).await;
        assert_eq!((desk.alarms().await, overview.stuck_jobs.len(), overview.failed_messages), (0, 0, 0));
        assert!(overview.database_bytes > 10_000 && overview.contents.0 > 0 && overview.contents.1 > 0);
        let served = desk.serve();
        let page = tokio::task::block_in_place(|| served.visit(&desk.sharon).get("/status").unwrap());
        // Without the program for scans all is not quite well, whatever else is.
        let reads_scans = desk.ctx.isolate.scans().await.is_ok();
        assert_eq!(page.text().contains("All is well"), reads_scans, "{}", page.text());
    }

    async fn a_given_up_job_is_seen_and_done_after_all(desk: Desk) {
        let stuck = desk.lose_a_mail().await;
        assert_eq!((stuck.name.as_str(), stuck.attempts, desk.alarms().await), ("read_message", 5, 1));
        assert!(stuck.reason.unwrap().contains("missing from the blob store"));
        assert_eq!(desk.fates().await, [Fate::Failed]);
        desk.blobs.put(mail::SHAPE).await.unwrap();
        assert_eq!(again::try_again(&desk.deed(&desk.grant), stuck.id).await.unwrap(), Done::First);
        desk.work_until_idle().await;
        assert_eq!((desk.fates().await, desk.orders().await.len(), desk.alarms().await), (vec![Fate::InRecord], 1, 0));
        assert_eq!(desk.actions("message").await, ["tried_again"]);
    }

    async fn a_given_up_job_that_was_put_away_needs_nobody(desk: Desk) {
        let stuck = desk.lose_a_mail().await;
        again::put_away(&desk.deed(&desk.grant), stuck.id).await.unwrap();
        assert_eq!((desk.alarms().await, desk.fates().await), (0, vec![Fate::Failed]));
        let late = again::try_again(&desk.deed(&desk.grant), stuck.id).await;
        assert!(matches!(late, Err(DecideError::NotStuck(_))), "{late:?}");
        desk.blobs.put(mail::SHAPE).await.unwrap();
    }

    async fn only_those_who_may_decide_about_a_job_and_only_about_their_own(desk: Desk) {
        let stuck = desk.lose_a_mail().await;
        let before = desk.dump().await;
        for person in [&desk.sharon, &desk.mika, &desk.vera] {
            let refused = again::try_again(&desk.deed(person), stuck.id).await;
            assert!(matches!(refused, Err(DecideError::NotAllowed)), "{}", person.name);
            assert!(matches!(again::put_away(&desk.deed(person), stuck.id).await, Err(DecideError::NotAllowed)));
        }
        assert!(matches!(again::put_away(&desk.deed(&desk.olga), stuck.id).await, Err(DecideError::Missing)));
        assert!(matches!(again::try_again(&desk.deed(&desk.grant), JobId(9_999)).await, Err(DecideError::Missing)));
        assert!(desk.overview(&desk.olga).await.stuck_jobs.is_empty());
        assert_eq!(desk.dump().await, before);
        again::put_away(&desk.deed(&desk.grant), stuck.id).await.unwrap();
        desk.blobs.put(mail::SHAPE).await.unwrap();
    }

    async fn a_second_click_on_try_again_tries_once(desk: Desk) {
        let stuck = desk.lose_a_mail().await;
        desk.blobs.put(mail::SHAPE).await.unwrap();
        let key = new_key();
        let form = OnceForm { key: &key, route: "/status/jobs/1/repetition", location: "/status" };
        let deed = Deed { once: Some(form), ..desk.deed(&desk.grant) };
        assert_eq!(again::try_again(&deed, stuck.id).await.unwrap(), Done::First);
        assert_eq!(again::try_again(&deed, stuck.id).await.unwrap(), Done::Again);
        desk.work_until_idle().await;
        assert_eq!(desk.orders().await.len(), 1);
    }

    async fn the_journal_is_checked_and_says_when(desk: Desk) {
        desk.receive_order(mail::SHAPE, "12022.eml").await;
        assert!(!ask_for_check(&desk.deed(&desk.vera)).await.unwrap(), "not for a viewer");
        assert!(ask_for_check(&desk.deed(&desk.grant)).await.unwrap());
        assert!(desk.overview(&desk.grant).await.is_checking);
        desk.work_until_idle().await;
        let check = desk.overview(&desk.grant).await.journal_check.unwrap();
        let entries = desk.overview(&desk.grant).await.journal_entries;
        assert_eq!((check.entries, check.fault, check.at), (entries, None, desk.clock.now()));
    }

    async fn the_page_puts_a_failed_message_right_without_a_script(desk: Desk) {
        desk.lose_a_mail().await;
        desk.blobs.put(mail::SHAPE).await.unwrap();
        let served = desk.serve();
        tokio::task::block_in_place(|| {
            let mut sharon = served.visit(&desk.sharon);
            let page = sharon.get("/status").unwrap();
            assert!(page.text().contains("Reading a message") && page.text().contains("missing from the blob store"));
            assert!(page.text().contains("class=\"count\" data-state=\"failed\">1<"), "{}", page.text());
            assert!(page.find_form("/repetition").is_none(), "reviewers look");
            let mut grant = served.visit(&desk.grant);
            let form = grant.get("/status").unwrap().form("/repetition");
            let after = grant.submit(&form).unwrap();
            assert!(!after.text().contains("missing from the blob store"), "{}", after.text());
            let key = form.fields.iter().position(|(name, _)| name == "once").unwrap();
            let mut other = form.clone();
            other.fields[key].1 = new_key();
            assert_eq!(grant.send(&other).unwrap().status, 409, "it waits already");
            assert_eq!(served.visit(&desk.mika).get("/status").unwrap().status, 404);
        });
        desk.work_until_idle().await;
        assert_eq!(desk.orders().await.len(), 1);
    }
}

/// An order whose letter was being sent when the process died; nobody can know whether it left.
async fn held(kind: Kind) -> Option<(Desk, OrderId)> {
    // A port that was just given back refuses at once.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let server = [("smtp-host", "127.0.0.1"), ("smtp-port", port.as_str()), ("smtp-tls", "none")];
    let desk = Desk::open(kind, &server).await?;
    let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
    desk.settle_and_approve(&desk.sharon, id).await;
    let sending = outbox::ActiveModel { state: Set(OutboxState::Sending), ..Default::default() };
    outbox::Entity::update_many().set(sending).exec(&desk.db.write).await.unwrap();
    desk.advance(30);
    desk.work_until_idle().await;
    Some((desk, id))
}

async fn a_held_letter_that_arrived_is_marked_and_never_leaves_again(kind: Kind) {
    let Some((desk, id)) = held(kind).await else { return skip("RAMJET_TEST_POSTGRES is not set") };
    assert_eq!((desk.alarms().await, desk.page(id).await.state), (1, OrderState::Approved));
    let version = desk.row(id).await.version;
    for person in [&desk.mika, &desk.vera] {
        let refused = fulfilment::order::mark_arrived(&desk.deed(person), id, version).await;
        assert!(matches!(refused, Err(FulfilmentError::Review(ReviewError::NotPermitted(_)))), "{}", person.name);
    }
    let outdated = fulfilment::order::mark_arrived(&desk.deed(&desk.sharon), id, version - 1).await;
    assert!(matches!(outdated, Err(FulfilmentError::Review(ReviewError::Outdated { .. }))), "{outdated:?}");
    {
        let served = desk.serve();
        tokio::task::block_in_place(|| {
            let mut sharon = served.visit(&desk.sharon);
            let page = sharon.get("/status").unwrap();
            assert!(page.text().contains("Ask whether it arrived"), "{}", page.text());
            let after = sharon.submit(&page.form("/letters/arrival")).unwrap();
            assert!(!after.text().contains("needs a person."), "{}", after.text());
        });
    }
    let page = desk.page(id).await;
    assert_eq!((page.state, page.letter.unwrap().state), (OrderState::Sent, OutboxState::Sent));
    assert_eq!(desk.actions("letter").await, ["marked_as_arrived"]);
    let late = fulfilment::order::mark_arrived(&desk.deed(&desk.sharon), id, desk.row(id).await.version).await;
    assert!(late.is_err(), "twice");
    desk.evening().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_held_letter_that_arrived_is_marked_on_sqlite() {
    a_held_letter_that_arrived_is_marked_and_never_leaves_again(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_held_letter_that_arrived_is_marked_on_postgres() {
    a_held_letter_that_arrived_is_marked_and_never_leaves_again(Kind::Postgres).await;
}

/// An approved order whose letter the mail server has just refused for the first time: nothing listens at its port.
async fn put_off(kind: Kind) -> Option<(Desk, OrderId)> {
    // Kept and never accepted from, it would hang; given back, it refuses at once.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let server = [("smtp-host", "127.0.0.1"), ("smtp-port", port.as_str()), ("smtp-tls", "none")];
    let desk = Desk::open(kind, &server).await?;
    let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
    desk.settle_and_approve(&desk.sharon, id).await;
    desk.advance(30);
    desk.work_until_idle().await;
    Some((desk, id))
}

async fn a_refused_letter_is_on_every_page_until_it_is_settled(kind: Kind) {
    let Some((desk, id)) = put_off(kind).await else { return skip("RAMJET_TEST_POSTGRES is not set") };
    let seen = status::attention(&desk.db, &desk.grant.scope).await.unwrap();
    assert_eq!((seen.alarms, seen.put_off), (0, 1));
    assert_eq!(status::attention(&desk.db, &desk.olga.scope).await.unwrap().put_off, 0, "of another organisation");
    {
        let served = desk.serve();
        tokio::task::block_in_place(|| {
            let mut sharon = served.visit(&desk.sharon);
            let page = sharon.get("/status").unwrap().text();
            assert!(!page.contains("All is well") && page.contains("1 letter was refused."), "{page}");
            assert!(
                page.contains("The mail server does not take connections.") && page.contains("RAMJET_SMTP_HOST"),
                "{page}"
            );
            assert!(
                page.contains("Reported: “Connection refused") && page.contains("1 attempt so far, next try"),
                "{page}"
            );
            assert!(!page.contains("smtp: connect"), "no note of ours is shown raw: {page}");
            let list = sharon.get("/orders").unwrap().text();
            assert!(list.contains("data-state=\"check\">1<span class=\"hushed\"> letters are refused"), "{list}");
            let order = sharon.get(&format!("/orders/{id}")).unwrap().text();
            assert!(
                order.contains("The mail server does not take connections.") && !order.contains("smtp:"),
                "{order}"
            );
            assert!(!served.visit(&desk.mika).get("/orders").unwrap().text().contains("letters are refused"));
        });
    }
    desk.evening().await;
    let seen = status::attention(&desk.db, &desk.grant.scope).await.unwrap();
    assert_eq!((seen.alarms, seen.put_off), (1, 0), "after five attempts a person has to look");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_letter_is_on_every_page_on_sqlite() {
    a_refused_letter_is_on_every_page_until_it_is_settled(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refused_letter_is_on_every_page_on_postgres() {
    a_refused_letter_is_on_every_page_until_it_is_settled(Kind::Postgres).await;
}

#[tokio::test]
async fn a_letter_that_only_waits_for_its_time_alarms_nobody() {
    let Some(desk) = Desk::fresh(Kind::Sqlite).await else { return };
    let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
    desk.settle_and_approve(&desk.sharon, id).await;
    let overview = desk.overview(&desk.grant).await;
    assert_eq!((overview.put_off, overview.letters_here.len(), desk.alarms().await), (0, 1, 0));
    desk.evening().await;
}

both! {
    async fn a_letter_that_waits_cannot_be_marked_as_arrived(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.settle_and_approve(&desk.sharon, id).await;
        let version = desk.row(id).await.version;
        let refused = fulfilment::order::mark_arrived(&desk.deed(&desk.sharon), id, version).await;
        assert!(matches!(refused, Err(FulfilmentError::Outbox(OutboxError::NotStuck(OutboxState::Waiting)))), "{refused:?}");
        assert_eq!(desk.row(id).await.version, version, "nothing moved");
        desk.evening().await;
    }
}

#[tokio::test]
async fn a_journal_that_was_tampered_with_is_an_alarm() {
    let Some(desk) = Desk::fresh(Kind::Sqlite).await else { return };
    desk.receive_order(mail::SHAPE, "12022.eml").await;
    let tampered = "drop trigger journal_never_change; update journal set actor = 'Nobody' where number = 2;";
    desk.db.write.execute_unprepared(tampered).await.unwrap();
    assert!(ask_for_check(&desk.deed(&desk.grant)).await.unwrap());
    desk.work_until_idle().await;
    let check = desk.overview(&desk.grant).await.journal_check.unwrap();
    assert!(check.fault.unwrap().starts_with("journal entry 2"));
    assert_eq!(desk.alarms().await, 1);
    let mended = "update journal set actor = '' where number = 2";
    desk.db.write.execute_unprepared(mended).await.unwrap();
}
