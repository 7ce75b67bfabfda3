//! What the orders of a period amount to, in exact figures, and what does not count.

use chrono::NaiveDate;
use ramjet::entity::ids::OrderId;
use ramjet::insight::{Asked, Figures, InOtherCurrency, Period, Received, Waits, figures};
use ramjet::reader::units::Money;
use ramjet::review;
use ramjet::review::evidence::FieldName;

use crate::desk::statements::Listened;
use crate::desk::{Desk, Kind, Person, both, mail};

/// An order in euros.
const KESSLER: &[u8] = include_bytes!("../../templates/demo/07-kessler-B-2026-0117.eml");

fn days(from: &str, until: &str) -> Period {
    let asked = Asked { period: Some("custom"), from: Some(from), until: Some(until), by: Some("day") };
    Period::of(asked, NaiveDate::MIN).unwrap()
}

async fn seen(desk: &Desk, person: &Person, from: &str, until: &str) -> Figures {
    figures(&desk.db, &person.scope, days(from, until)).await.unwrap()
}

/// The first day of the desk.
async fn today(desk: &Desk) -> Figures {
    seen(desk, &desk.sharon, "2026-02-05", "2026-02-05").await
}

fn money(amount: Money) -> String {
    format!("{} {}", amount.to_decimal(), amount.currency.code())
}

/// Receives a mail and approves its order so many seconds later.
async fn release(desk: &Desk, bytes: &[u8], name: &str, after_secs: u64) -> OrderId {
    let id = desk.receive_order(bytes, name).await;
    desk.advance(after_secs);
    desk.approve(&desk.sharon, id).await.unwrap();
    id
}

both! {
    async fn the_figures_of_a_day_are_exact(desk: Desk) {
        release(&desk, mail::SHAPE, "12022.eml", 600).await;
        let corrected = desk.receive_order(mail::FERNLEIGH, "fh-3318.eml").await;
        desk.correct(&desk.sharon, corrected, &[(Some(1), FieldName::Quantity, "450")]).await.unwrap();
        desk.correct(&desk.sharon, corrected, &[(Some(1), FieldName::Quantity, "500")]).await.unwrap();
        desk.advance(1_200);
        desk.approve(&desk.grant, corrected).await.unwrap();
        release(&desk, KESSLER, "b-2026-0117.eml", 60).await;
        let figures = today(&desk).await;
        assert_eq!(figures.released, 3);
        assert_eq!(money(figures.revenue), "2782.50 AUD");
        assert_eq!(figures.average().map(money).as_deref(), Some("1391.25 AUD"));
        let euros = Money { minor: 144_200, currency: "EUR".parse().unwrap() };
        assert_eq!(figures.elsewhere, [InOtherCurrency { value: euros, orders: 1 }], "beside the sum, never in it");
        assert_eq!(figures.units.to_string(), "6370");
        assert_eq!(figures.waits, Some(Waits { median_secs: 600, mean_secs: 620 }));
        assert_eq!(figures.reviewed, 1);
        let corrections: Vec<_> = figures.corrected.iter().map(|one| (one.field.as_str(), one.orders)).collect();
        assert_eq!(corrections, [("quantity", 1)], "one order, however often its quantity was corrected");
        let top = |top: &[ramjet::insight::Top]| -> Vec<(String, i64, Option<String>, String)> {
            let units = |one: &ramjet::insight::Top| one.units.map(|units| units.to_string());
            top.iter().map(|one| (one.name.clone(), one.orders, units(one), money(one.value))).collect()
        };
        let customer = |name: &str, value: &str| (name.to_owned(), 1, None, value.to_owned());
        assert_eq!(
            top(&figures.customers),
            [customer("Shape Aluminium", "2050.00 AUD"), customer("Fernleigh Hardware", "732.50 AUD")]
        );
        let product = |code: &str, orders, units: &str, value: &str| {
            (code.to_owned(), orders, Some(units.to_owned()), value.to_owned())
        };
        assert_eq!(
            top(&figures.products),
            [
                product("LOCAP2", 2, "1500", "1980.00 AUD"),
                product("GLCAPRB", 1, "1000", "730.00 AUD"),
                product("RPLUG25", 1, "250", "72.50 AUD"),
            ]
        );
        desk.evening().await;
        let sent = today(&desk).await;
        assert_eq!((sent.released, sent.revenue, sent.waits), (3, figures.revenue, figures.waits), "sent counts as approved did");
    }

    async fn an_order_belongs_to_the_day_of_its_approval_in_the_zone_of_the_organisation(desk: Desk) {
        // Ten in the morning; twenty to twelve at night; ten past twelve.
        release(&desk, mail::SHAPE, "12022.eml", 49_200).await;
        release(&desk, mail::FERNLEIGH, "fh-3318.eml", 1_800).await;
        let both = seen(&desk, &desk.sharon, "2026-02-04", "2026-02-07").await;
        let trend: Vec<_> = both.trend.iter().map(|point| (point.first.to_string(), point.orders, point.revenue.minor)).collect();
        let day = |day: &str, orders, minor| (format!("2026-02-{day}"), orders, minor);
        assert_eq!(trend, [day("04", 0, 0), day("05", 1, 205_000), day("06", 1, 60_050), day("07", 0, 0)]);
        assert_eq!((both.released, both.waits.unwrap().median_secs), (2, 25_500), "of two the middle between them");
        let first = today(&desk).await;
        assert_eq!((first.released, money(first.revenue)), (1, "2050.00 AUD".to_owned()));
        assert_eq!(first.received.all, 2, "both came in on that day");
        desk.evening().await;
    }

    async fn an_objection_that_somebody_settled_was_work_for_a_person(desk: Desk) {
        let id = desk.receive_order(mail::MARLOW, "msb-4471.eml").await;
        desk.settle_and_approve(&desk.sharon, id).await;
        let figures = today(&desk).await;
        assert_eq!((figures.released, figures.reviewed), (1, 1));
        assert!(figures.corrected.is_empty(), "nothing was corrected");
        desk.evening().await;
    }

    async fn what_was_rejected_set_aside_or_still_waits_is_no_revenue(desk: Desk) {
        let rejected = desk.receive_order(mail::FERNLEIGH, "fh-3318.eml").await;
        desk.reject(&desk.sharon, rejected, "They have not paid since August.").await.unwrap();
        desk.receive_order(mail::SHAPE, "12022.eml").await;
        let again = desk.receive_order(mail::SHAPE_AGAIN, "12022 again.eml").await;
        let version = desk.page(again).await.version;
        review::order::set_aside_as_duplicate(&desk.deed(&desk.sharon), again, version, &review::order::Original::AsFound).await.unwrap();
        desk.receive(mail::NEWSLETTER, "newsletter.eml").await;
        let figures = today(&desk).await;
        assert_eq!(figures.received, Received { all: 3, rejected: 1, set_aside: 1, in_review: 1 });
        assert_eq!((figures.released, figures.revenue.minor, figures.units.0), (0, 0, 0));
        assert_eq!((figures.average(), figures.waits, figures.reviewed), (None, None, 0));
        assert!(figures.customers.is_empty() && figures.products.is_empty() && !figures.is_empty());
    }

    async fn an_approval_that_was_taken_back_does_not_count(desk: Desk) {
        let id = release(&desk, mail::SHAPE, "12022.eml", 5).await;
        let version = desk.page(id).await.version;
        ramjet::fulfilment::order::recall(&desk.deed(&desk.sharon), id, version).await.unwrap();
        let figures = today(&desk).await;
        assert_eq!((figures.released, figures.revenue.minor, figures.received.in_review), (0, 0, 1));
        desk.evening().await;
    }

    async fn another_organisation_sees_nothing_of_it(desk: Desk) {
        release(&desk, mail::SHAPE, "12022.eml", 5).await;
        let theirs = seen(&desk, &desk.olga, "2026-02-01", "2026-02-28").await;
        assert!(theirs.is_empty() && theirs.customers.is_empty() && theirs.products.is_empty());
        assert_eq!(theirs.revenue.minor, 0);
        desk.evening().await;
    }
}

#[tokio::test]
async fn the_figures_read_the_orders_of_their_period_by_an_index_and_nothing_else() {
    let desk = Desk::fresh(Kind::Sqlite).await.unwrap();
    let id = desk.receive_order(mail::FERNLEIGH, "fh-3318.eml").await;
    desk.correct(&desk.sharon, id, &[(Some(1), FieldName::Quantity, "500")]).await.unwrap();
    desk.approve(&desk.sharon, id).await.unwrap();
    let listened = Listened::to(&desk.db);
    let shown = figures(&listened.db, &desk.sharon.scope, days("2026-02-01", "2026-02-28")).await.unwrap();
    assert_eq!(shown.released, 1);
    let plans = listened.plans().await;
    assert!((6..=13).contains(&plans.len()), "{} statements", plans.len());
    for plan in plans {
        let walks = |step: &&String| step.starts_with("SCAN ") && !step.contains("organisations");
        assert!(!plan.iter().any(|step| walks(&step)), "{plan:#?}");
        for step in plan.iter().filter(|step| step.contains(" orders ") && step.contains("SEARCH")) {
            let by = ["orders_by_approval", "orders_by_arrival"];
            assert!(by.iter().any(|index| step.contains(index)), "{plan:#?}");
        }
    }
    desk.evening().await;
}
