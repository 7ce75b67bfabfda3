//! Reading a message again: what is found now is taken over, what people did stays.

use ramjet::entity::ids::OrderId;
use ramjet::entity::states::JobState;
use ramjet::entity::{job, run};
use ramjet::ops::deed::Done;
use ramjet::pipeline;
use ramjet::review::evidence::FieldName;
use ramjet::review::objection::Doubt;
use ramjet::review::order::{Correction, ReviewError, correct, read_again, remove_line};
use ramjet::review::page::{Mark, Standing};
use sea_orm::{ColumnTrait as _, ConnectionTrait as _, EntityTrait as _, QueryFilter as _};

use crate::desk::{Desk, Person, both, mail};

async fn ask(desk: &Desk, who: &Person, id: OrderId) -> Result<Done, ReviewError> {
    let version = desk.page(id).await.version;
    read_again(&desk.deed(who), id, version, pipeline::again).await
}

/// The order as an earlier extractor would have left it.
async fn as_read_before(desk: &Desk, statement: &str) {
    assert!(desk.db.write.execute_unprepared(statement).await.unwrap().rows_affected() > 0, "{statement}");
}

fn actions(entries: &[ramjet::review::page::HistoryEntry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.action.as_str()).collect()
}

both! {
    async fn what_is_found_now_is_taken_over_and_listed(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let fresh = desk.page(id).await;
        as_read_before(&desk, "update orders set delivery_date = null, po_number = '12O22', evidence = '{\"version\":1,\"of\":{}}'").await;
        as_read_before(&desk, "update order_lines set quantity = 100000000, total_minor = null where position = 2").await;
        ask(&desk, &desk.sharon, id).await.unwrap();
        assert_eq!(desk.page(id).await.reading, Standing::Working);
        desk.work_until_idle().await;
        let page = desk.page(id).await;
        assert_eq!(page.reading, Standing::Nothing);
        assert_eq!((page.po_number.value, page.delivery_date.value), (fresh.po_number.value, fresh.delivery_date.value));
        assert_eq!((page.po_number.mark, page.lines[1].quantity.value), (Mark::Found, fresh.lines[1].quantity.value));
        assert_eq!(page.totals.net, fresh.totals.net);
        let told = actions(&page.history);
        assert_eq!(told, ["reread", "reread", "reread", "read_again", "reading_again", "opened"], "{:?}", page.history);
        assert_eq!((page.history[3].actor.as_str(), page.history[3].detail["changes"].as_i64()), ("", Some(3)));
        assert_eq!(run::Entity::find().all(&desk.db.read).await.unwrap().len(), 2, "a new run beside the old one");
    }

    async fn what_people_entered_chose_settled_added_and_took_out_stays(desk: Desk) {
        let id = desk.receive_order(mail::MARLOW, "m.eml").await;
        let lines = desk.page(id).await.lines;
        desk.choose(&desk.sharon, id, 1, "LOCAP2").await.unwrap();
        desk.correct(&desk.sharon, id, &[(None, FieldName::Instructions, "By Friday"), (Some(1), FieldName::Quantity, "77")]).await.unwrap();
        let added = [(FieldName::Code, "GLCAPRB"), (FieldName::Quantity, "9")].map(|(field, text)| (field, text.to_owned())).to_vec();
        let page = desk.page(id).await;
        let last = page.lines.last().unwrap().id;
        let typed = Correction { added: vec![added], removed: vec![last], ..Correction::default() };
        correct(&desk.deed(&desk.sharon), id, page.version, &typed).await.unwrap();
        desk.settle_all(&desk.sharon, id).await;
        let before = desk.page(id).await;
        ask(&desk, &desk.grant, id).await.unwrap();
        desk.work_until_idle().await;
        let after = desk.page(id).await;
        assert_eq!(after.instructions.value.as_deref(), Some("By Friday"));
        assert_eq!(after.lines[0].quantity.value.unwrap().to_string(), "77");
        assert_eq!(after.lines[0].product.as_ref().unwrap().code, "LOCAP2");
        let positions = |page: &ramjet::review::page::OrderPage| page.lines.iter().map(|line| line.position).collect::<Vec<_>>();
        assert_eq!((positions(&after), after.gone.as_slice()), (positions(&before), &[last][..]));
        assert_eq!(after.lines.len(), lines.len());
        let settled = |page: &ramjet::review::page::OrderPage| page.objections.iter().filter(|o| o.settled_by.is_some()).map(|o| o.id).collect::<Vec<_>>();
        assert_eq!(settled(&after), settled(&before));
        assert_eq!(desk.open_doubts(id).await, [], "the paper says what it said: nobody is asked again");
        assert_eq!(actions(&after.history)[..2], ["read_again", "reading_again"]);
    }

    async fn what_contradicts_a_person_stands_beside_their_value_and_somebody_is_asked(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        as_read_before(&desk, "update order_lines set quantity = null, evidence = '{\"version\":1,\"of\":{}}' where position = 1").await;
        desk.correct(&desk.sharon, id, &[(Some(1), FieldName::Quantity, "500")]).await.unwrap();
        ask(&desk, &desk.sharon, id).await.unwrap();
        desk.work_until_idle().await;
        let line = desk.line(id, 1).await;
        assert_eq!(line.quantity.value.unwrap().to_string(), "500");
        assert_eq!(line.quantity.others[0].value, "1000");
        assert!(!line.quantity.others[0].places.is_empty());
        let doubts = desk.open_doubts(id).await;
        let asked = doubts.iter().find_map(|(line, doubt)| match doubt {
            Doubt::Unclear { field: FieldName::Quantity, reason, values } if *line == Some(1) => Some((reason.as_str(), values.clone())),
            _ => None,
        });
        assert_eq!(asked, Some(("read_differently", vec!["500".to_owned(), "1000".to_owned()])));
        assert!(desk.page(id).await.history.iter().any(|entry| entry.action == "contradicted" && entry.detail["found"] == "1000"));
        // Once answered it is not asked a second time.
        desk.settle_all(&desk.sharon, id).await;
        ask(&desk, &desk.sharon, id).await.unwrap();
        desk.work_until_idle().await;
        assert_eq!(desk.open_doubts(id).await, []);
    }

    async fn lines_that_are_found_now_come_those_no_longer_found_go_and_typed_ones_are_not_doubled(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        // Line 1 was not found before and typed by hand; a line was found that is none.
        let first = desk.line(id, 1).await;
        as_read_before(&desk, "update order_lines set run_line = null, added_by = 1 where position = 1").await;
        as_read_before(&desk, "update order_lines set run_line = 7, code = 'FREIGHT', description = 'Freight', evidence = '{\"version\":1,\"of\":{}}' where position = 2").await;
        ask(&desk, &desk.sharon, id).await.unwrap();
        desk.work_until_idle().await;
        let page = desk.page(id).await;
        let shown: Vec<_> = page.lines.iter().map(|line| (line.position, line.code.value.clone().unwrap())).collect();
        assert_eq!(shown, [(1, "LOCAP2".to_owned()), (3, "GLCAPRB".to_owned())]);
        assert_eq!((page.lines[0].id, page.gone.len()), (first.id, 1), "what went can be put back");
        let told = actions(&page.history);
        assert!(told.contains(&"line_found") && told.contains(&"line_gone"), "{told:?}");
    }

    async fn a_message_that_holds_no_order_any_more_changes_nothing_and_says_so(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let before = desk.page(id).await;
        // The only word by which it was recognised is gone from what was read.
        desk.db.write.execute_unprepared("update documents set content = '{\"version\":1,\"content\":{\"kind\":\"text\",\"text\":\"\"}}'").await.unwrap();
        let tx = desk.db.begin_write().await.unwrap();
        let newest = run::Entity::find().all(&desk.db.read).await.unwrap().last().unwrap().id;
        let extract = ramjet::understanding::ExtractMessage { message: before.message.unwrap(), after: Some(newest) };
        ramjet::jobs::enqueue(&tx, Some(desk.sharon.scope.organisation()), &extract, ramjet::jobs::Enqueue::at(desk.clock.now())).await.unwrap();
        tx.commit().await.unwrap();
        desk.work_until_idle().await;
        let after = desk.page(id).await;
        assert_eq!((after.lines.len(), after.totals.net, after.po_number.value), (2, before.totals.net, before.po_number.value));
        assert_eq!((after.history[0].action.as_str(), &after.history[0].detail["found"]), ("read_again", &false.into()));
    }

    async fn asked_for_twice_and_run_twice_it_happens_once(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        ask(&desk, &desk.sharon, id).await.unwrap();
        ask(&desk, &desk.grant, id).await.unwrap();
        let waiting = job::Entity::find().filter(job::Column::State.eq(JobState::Waiting)).all(&desk.db.read).await.unwrap();
        assert_eq!(waiting.len(), 1);
        desk.work_until_idle().await;
        let rows = async || desk.dump().await.lines().filter(|line| !line.starts_with("jobs ")).map(|line| format!("{line}\n")).collect::<String>();
        let before = rows().await;
        desk.db.write.execute_unprepared("update jobs set state = 'waiting', attempts = 0, finished_at = null").await.unwrap_err();
        desk.db.write.execute_unprepared("update jobs set state = 'waiting', attempts = 0, finished_at = null, unique_key = null").await.unwrap();
        desk.work_until_idle().await;
        assert_eq!(rows().await, before);
        assert_eq!(run::Entity::find().all(&desk.db.read).await.unwrap().len(), 2);
    }

    async fn a_released_or_decided_order_is_not_read_again_and_not_by_just_anybody(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        for person in [&desk.mika, &desk.vera] {
            assert!(matches!(ask(&desk, person, id).await, Err(ReviewError::NotPermitted(_))), "{}", person.name);
        }
        let version = desk.page(id).await.version;
        let strange = read_again(&desk.deed(&desk.olga), id, version, pipeline::again).await;
        assert!(matches!(strange, Err(ReviewError::Missing(_))), "{strange:?}");
        let stale = read_again(&desk.deed(&desk.sharon), id, version - 1, pipeline::again).await;
        assert!(matches!(stale, Err(ReviewError::Outdated { .. })), "{stale:?}");
        ask(&desk, &desk.sharon, id).await.unwrap();
        // Approved while the jobs are on their way: nothing is taken over any more.
        desk.settle_and_approve(&desk.sharon, id).await;
        let before = desk.row(id).await;
        desk.work_until_idle().await;
        assert_eq!(desk.row(id).await, before);
        assert!(matches!(ask(&desk, &desk.sharon, id).await, Err(ReviewError::NotAllowed(_))));
        desk.evening().await;
    }

    async fn a_line_out_of_sight_stays_out_when_the_message_is_read_again(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let second = desk.line(id, 2).await.id;
        remove_line(&desk.deed(&desk.sharon), id, desk.page(id).await.version, second).await.unwrap();
        ask(&desk, &desk.sharon, id).await.unwrap();
        desk.work_until_idle().await;
        let page = desk.page(id).await;
        assert_eq!((page.lines.len(), page.gone.as_slice()), (1, &[second][..]));
    }
}
