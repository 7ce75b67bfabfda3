//! The tax of an order: the organisation's, the customer's own, or none; never a wrong one without a question.

use std::collections::BTreeMap;

use ramjet::entity::ids::{CustomerId, OrderId};
use ramjet::entity::states::{ImportSubject, OrderState};
use ramjet::entity::{OfOrganisation as _, customer, order, revision};
use ramjet::fulfilment::{self, FulfilmentError};
use ramjet::matching::catalogue::export::{Format, export};
use ramjet::matching::catalogue::fields::{CustomerField, Problem};
use ramjet::matching::catalogue::import::{self, HandedIn};
use ramjet::matching::catalogue::{CatalogueError, clients, page};
use ramjet::reader::units::Millionths;
use ramjet::review::evidence::FieldName;
use ramjet::review::objection::Doubt;
use ramjet::review::order::{self as review, ReviewError};
use sea_orm::{ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use crate::desk::{Desk, both, mail};
use ramjet::words::Locale;

const GOOD: &str = "1000 x LOCAP2 louvre end cap 152mm, black @ $1.32 each";
/// An order in euros of a customer whose tax was agreed.
const KESSLER: &[u8] = include_bytes!("../../templates/demo/07-kessler-B-2026-0117.eml");

async fn order(desk: &Desk, number: &str) -> OrderId {
    desk.receive_order(&mail::order(mail::SHAPE_ALUMINIUM, Some(number), &[GOOD]), &format!("{number}.eml")).await
}

async fn shape(desk: &Desk) -> customer::Model {
    let wanted = customer::Entity::of(&desk.grant.scope).filter(customer::Column::Name.eq("Shape Aluminium"));
    wanted.one(&desk.db.read).await.unwrap().unwrap()
}

/// Types values of Shape Aluminium into its form.
async fn correct(desk: &Desk, values: &[(&str, &str)]) -> Result<CustomerId, CatalogueError> {
    let row = shape(desk).await;
    let typed: BTreeMap<String, String> = values.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect();
    clients::correct(&desk.deed(&desk.grant), row.id, row.version, &typed).await.map(|_| row.id)
}

async fn kinds(desk: &Desk, id: OrderId) -> Vec<&'static str> {
    desk.open_doubts(id).await.iter().map(|(_, doubt)| doubt.kind()).collect()
}

/// Net, tax and total in minor units.
async fn sums(desk: &Desk, id: OrderId) -> [Option<i64>; 3] {
    let row = desk.row(id).await;
    [row.net_minor, row.tax_minor, row.total_minor]
}

async fn choose(desk: &Desk, id: OrderId, is_untaxed: bool) {
    let version = desk.row(id).await.version;
    review::choose_tax(&desk.deed(&desk.sharon), id, version, is_untaxed).await.unwrap();
}

/// Every text of the forms as they would be made now, the Office Order first.
async fn papers(desk: &Desk, id: OrderId) -> Vec<String> {
    let now = desk.clock.now();
    let forms = fulfilment::page::preview(&desk.db, &desk.blobs, &desk.sharon.scope, (id, now), Locale::of("en-AU"))
        .await
        .unwrap();
    let text = |form: fulfilment::page::Preview| {
        form.paper.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("|")
    };
    forms.into_iter().map(text).collect()
}

both! {
    async fn a_customer_at_home_is_charged_the_usual_tax_and_nobody_is_asked(desk: Desk) {
        let id = order(&desk, "9001").await;
        assert_eq!((kinds(&desk, id).await, sums(&desk, id).await), (vec![], [Some(132_000), Some(13_200), Some(145_200)]));
        assert!(papers(&desk, id).await[0].contains("GST (10 %)"));
    }

    async fn a_customer_abroad_is_asked_about_and_no_tax_takes_it_off_with_a_reason(desk: Desk) {
        correct(&desk, &[("country", "New Zealand")]).await.unwrap();
        let id = order(&desk, "9001").await;
        let asked = Doubt::TaxAbroad { country: Some("NZ".into()), name: "GST".into(), percent: Millionths::whole(10) };
        assert_eq!(desk.open_doubts(id).await, [(None, asked)]);
        choose(&desk, id, true).await;
        assert_eq!((kinds(&desk, id).await, sums(&desk, id).await), (vec![], [Some(132_000), Some(0), Some(132_000)]));
        let totals = desk.page(id).await.totals;
        assert_eq!((totals.tax_percent, totals.tax_reason.as_deref(), totals.is_untaxed), (Millionths(0), Some("GST-free: delivery abroad"), true));
        let papers = papers(&desk, id).await;
        assert!(papers[0].contains("No GST") && papers[0].contains("Total AUD, no GST") && papers[0].contains("GST-free: delivery abroad"), "{}", papers[0]);
        assert!(!papers[1].contains("GST-free"), "the shop floor has nothing to do with it");
        desk.approve(&desk.sharon, id).await.unwrap();
        desk.evening().await;
        let frozen = revision::Entity::of(&desk.sharon.scope).one(&desk.db.read).await.unwrap().unwrap().frozen;
        assert_eq!((frozen["order"]["tax_percent"].as_i64(), frozen["order"]["tax_reason"].as_str()), (Some(0), Some("GST-free: delivery abroad")));
    }

    async fn an_order_is_not_approved_before_somebody_has_decided_about_its_tax(desk: Desk) {
        correct(&desk, &[("country", "nz")]).await.unwrap();
        let id = order(&desk, "9001").await;
        let refused = desk.approve(&desk.sharon, id).await.unwrap_err();
        assert!(matches!(refused, FulfilmentError::Review(ReviewError::Unsettled { left: 1, .. })), "{refused}");
        desk.settle_all(&desk.sharon, id).await;
        assert_eq!(sums(&desk, id).await, [Some(132_000), Some(13_200), Some(145_200)], "the usual tax was accepted");
        desk.approve(&desk.sharon, id).await.unwrap();
        desk.evening().await;
    }

    async fn where_nobody_knows_the_country_the_currency_raises_the_question(desk: Desk) {
        correct(&desk, &[("country", "")]).await.unwrap();
        let id = order(&desk, "9001").await;
        assert_eq!(kinds(&desk, id).await, Vec::<&str>::new(), "in the currency of the house");
        desk.correct(&desk.sharon, id, &[(None, FieldName::Currency, "USD")]).await.unwrap();
        assert!(desk.open_doubts(id).await.iter().any(|(_, doubt)| matches!(doubt, Doubt::TaxAbroad { country: None, .. })));
        desk.correct(&desk.sharon, id, &[(None, FieldName::Currency, "AUD")]).await.unwrap();
        assert!(!kinds(&desk, id).await.contains(&"tax_abroad"));
    }

    async fn the_tax_agreed_with_a_customer_is_used_everywhere_and_nobody_is_asked(desk: Desk) {
        let id = desk.receive_order(KESSLER, "b-2026-0117.eml").await;
        let row = desk.row(id).await;
        assert_eq!((row.tax_minor, row.net_minor == row.total_minor), (Some(0), true));
        assert!(!kinds(&desk, id).await.contains(&"tax_abroad"));
        assert!(papers(&desk, id).await[0].contains("GST-free export"));
        correct(&desk, &[("tax_percent", "12.5"), ("tax_name", "Sales tax"), ("tax_reason", "Agreed in January")]).await.unwrap();
        let other = order(&desk, "9001").await;
        assert_eq!(sums(&desk, other).await, [Some(132_000), Some(16_500), Some(148_500)]);
        let paper = papers(&desk, other).await.remove(0);
        assert!(paper.contains("Sales tax (12.5 %)") && paper.contains("165.00") && paper.contains("Agreed in January"), "{paper}");
    }

    async fn a_decision_about_the_tax_can_be_taken_back_and_is_told(desk: Desk) {
        correct(&desk, &[("country", "NZ")]).await.unwrap();
        let id = order(&desk, "9001").await;
        choose(&desk, id, true).await;
        choose(&desk, id, false).await;
        assert_eq!((kinds(&desk, id).await, sums(&desk, id).await[1]), (vec!["tax_abroad"], Some(13_200)));
        let told: Vec<_> = desk.page(id).await.history.into_iter().map(|entry| entry.action).collect();
        assert_eq!(told.iter().filter(|action| *action == "taxed").count(), 2);
    }

    async fn what_was_decided_for_one_customer_does_not_hold_for_another(desk: Desk) {
        correct(&desk, &[("country", "NZ")]).await.unwrap();
        let id = order(&desk, "9001").await;
        choose(&desk, id, true).await;
        desk.correct(&desk.sharon, id, &[(None, FieldName::Customer, "Cleber Pty Ltd")]).await.unwrap();
        assert_eq!((desk.row(id).await.is_untaxed, sums(&desk, id).await[1]), (false, Some(13_200)));
    }

    async fn nobody_approves_a_sum_that_the_page_did_not_show(desk: Desk) {
        let id = order(&desk, "9001").await;
        correct(&desk, &[("tax_percent", "0"), ("tax_reason", "GST-free export")]).await.unwrap();
        let refused = desk.approve(&desk.sharon, id).await.unwrap_err();
        assert!(matches!(refused, FulfilmentError::Review(ReviewError::SumsChanged(of)) if of == id), "{refused}");
        assert_eq!((desk.row(id).await.state, sums(&desk, id).await[1]), (OrderState::InReview, Some(0)));
        assert!(desk.letters().is_empty());
        desk.approve(&desk.sharon, id).await.unwrap();
        desk.evening().await;
        assert_eq!(desk.letters().len(), 1);
    }

    async fn what_an_order_was_charged_stays_what_it_was(desk: Desk) {
        let id = order(&desk, "9001").await;
        desk.approve(&desk.sharon, id).await.unwrap();
        desk.evening().await;
        desk.change_settings(|settings| settings.tax_percent = Millionths::whole(15)).await;
        let totals = desk.page(id).await.totals;
        assert_eq!((totals.tax_percent, totals.tax.unwrap().minor), (Millionths::whole(10), 13_200));
    }

    async fn an_order_from_before_says_the_tax_of_the_organisation(desk: Desk) {
        let id = order(&desk, "9001").await;
        let old = order::ActiveModel { tax_percent: sea_orm::Set(None), tax_name: sea_orm::Set(None), ..Default::default() };
        order::Entity::update_many().set(old).filter(order::Column::Id.eq(id)).exec(&desk.db.write).await.unwrap();
        let totals = desk.page(id).await.totals;
        assert_eq!((totals.tax_name.as_str(), totals.tax_percent), ("GST", Millionths::whole(10)));
    }

    async fn a_tax_of_a_customer_that_says_only_half_is_refused(desk: Desk) {
        for (values, field, problem) in [
            (vec![("tax_percent", "0")], "tax_reason", Problem::Needed),
            (vec![("tax_reason", "export")], "tax_percent", Problem::Needed),
            (vec![("tax_name", "VAT")], "tax_percent", Problem::Needed),
            (vec![("tax_percent", "101")], "tax_percent", Problem::OverHundred),
            (vec![("country", "Atlantis")], "country", Problem::NotACountry),
        ] {
            match correct(&desk, &values).await {
                Err(CatalogueError::Refused(refused)) => assert_eq!((refused[0].field.as_str(), refused[0].problem), (field, problem)),
                other => panic!("{values:?}: {other:?}"),
            }
        }
        assert_eq!(shape(&desk).await.version, 1);
    }

    async fn the_tax_of_a_customer_is_in_its_history_and_in_files(desk: Desk) {
        let id = correct(&desk, &[("country", "Germany"), ("tax_percent", "0"), ("tax_reason", "GST-free export")]).await.unwrap();
        let shown = page::customer(&desk.db, &desk.vera.scope, id).await.unwrap();
        assert_eq!((shown.value(CustomerField::Country), shown.history.len()), ("DE", 3));
        let file = String::from_utf8(export(&desk.db, &desk.grant.scope, ImportSubject::Customers, Format::Csv).await.unwrap()).unwrap();
        assert!(file.lines().next().unwrap().contains("country,tax_percent,tax_name,tax_reason"), "{file:.200}");
        assert!(file.contains("DE,0,,GST-free export"), "{file}");
        let text = "Kunde;Land;Steuersatz;Steuerhinweis\nShape Aluminium;Österreich;0;Steuerfreie Lieferung\nCleber;AT;0;\n";
        let handed = HandedIn { subject: ImportSubject::Customers, name: "kunden.csv".into(), bytes: text.as_bytes().to_vec() };
        let import = import::hand_in(&desk.deed(&desk.grant), &desk.blobs, &desk.ctx.isolate, handed).await.unwrap();
        let looked = import::show(&desk.db, &desk.grant.scope, import).await.unwrap();
        assert_eq!((looked.preview.changed, looked.preview.refused), (1, 1), "{:?}", looked.preview);
        import::apply(&desk.deed(&desk.grant), &desk.blobs, import, &looked.preview.digest).await.unwrap();
        let row = shape(&desk).await;
        assert_eq!((row.country.as_deref(), row.tax_reason.as_deref()), (Some("AT"), Some("Steuerfreie Lieferung")));
    }

    async fn the_answer_that_the_tax_is_charged_is_told_and_can_be_taken_back(desk: Desk) {
        correct(&desk, &[("country", "NZ")]).await.unwrap();
        let id = order(&desk, "9001").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let page = sharon.get(&format!("/orders/{id}")).unwrap();
        assert_eq!(sharon.send(&page.form("/settlement")).unwrap().status, 303);
        let page = sharon.get(&format!("/orders/{id}")).unwrap();
        assert!(page.text().contains("GST 10 % is charged.") && page.text().contains("decided to charge GST 10 %"), "{:.900}", page.text());
        assert_eq!(kinds(&desk, id).await, Vec::<&str>::new());
        let form = page.form("/question");
        assert_eq!(sharon.send(&form).unwrap().status, 303);
        assert_eq!((kinds(&desk, id).await, desk.row(id).await.open_count), (vec!["tax_abroad"], 1));
        assert_eq!(sharon.send(&form).unwrap().status, 303, "a second click is the same deed");
        let page = sharon.get(&format!("/orders/{id}")).unwrap();
        assert!(page.text().contains("took an answer back: This customer is in New Zealand"));
    }

    async fn an_answer_that_was_not_given_is_not_taken_back_and_not_by_everybody(desk: Desk) {
        correct(&desk, &[("country", "NZ")]).await.unwrap();
        let id = order(&desk, "9001").await;
        let page = desk.page(id).await;
        let open = page.objections[0].id;
        let early = review::ask_again(&desk.deed(&desk.sharon), id, page.version, open).await.unwrap_err();
        assert!(matches!(early, ReviewError::Missing(_)), "{early}");
        desk.settle_all(&desk.sharon, id).await;
        let version = desk.row(id).await.version;
        let viewer = review::ask_again(&desk.deed(&desk.vera), id, version, open).await.unwrap_err();
        assert!(matches!(viewer, ReviewError::NotPermitted(_)), "{viewer}");
        let stranger = review::ask_again(&desk.deed(&desk.olga), id, version, open).await.unwrap_err();
        assert!(matches!(stranger, ReviewError::Missing(_)), "{stranger}");
        let late = review::ask_again(&desk.deed(&desk.sharon), id, version - 1, open).await.unwrap_err();
        assert!(matches!(late, ReviewError::Outdated { .. }), "{late}");
        desk.approve(&desk.sharon, id).await.unwrap();
        let version = desk.row(id).await.version;
        let approved = review::ask_again(&desk.deed(&desk.sharon), id, version, open).await.unwrap_err();
        assert!(matches!(approved, ReviewError::NotAllowed(_)), "{approved}");
        desk.evening().await;
    }

    async fn an_order_whose_tax_somebody_decided_or_that_replaces_another_needed_a_person(desk: Desk) {
        correct(&desk, &[("country", "NZ")]).await.unwrap();
        let taxed = order(&desk, "9001").await;
        choose(&desk, taxed, true).await;
        let seen = async || {
            let asked = ramjet::insight::Asked { period: Some("custom"), from: Some("2026-02-01"), until: Some("2026-02-28"), by: Some("day") };
            let period = ramjet::insight::Period::of(asked, chrono::NaiveDate::MIN).unwrap();
            let figures = ramjet::insight::figures(&desk.db, &desk.sharon.scope, period).await.unwrap();
            (figures.released, figures.reviewed)
        };
        desk.approve(&desk.sharon, taxed).await.unwrap();
        assert_eq!(seen().await, (1, 1), "the question is gone from the page, not from the figures");
        correct(&desk, &[("country", "AU")]).await.unwrap();
        let clean = order(&desk, "9002").await;
        desk.approve(&desk.sharon, clean).await.unwrap();
        assert_eq!(seen().await, (2, 1), "nobody had anything to decide about this one");
        let newer = desk.receive_order(&mail::order(mail::SHAPE_ALUMINIUM, Some("9002"), &["900 x LOCAP2 louvre end cap 152mm, black @ $1.32 each"]), "newer.eml").await;
        let (version, was) = (desk.row(newer).await.version, OrderState::Approved);
        let older = fulfilment::order::Older { order: clean, was };
        fulfilment::order::replace(&desk.deed(&desk.sharon), newer, version, older).await.unwrap();
        desk.approve(&desk.sharon, newer).await.unwrap();
        assert_eq!(seen().await, (2, 2));
        desk.evening().await;
    }

    async fn viewers_and_strangers_decide_about_no_tax(desk: Desk) {
        let id = order(&desk, "9001").await;
        let version = desk.row(id).await.version;
        let viewer = review::choose_tax(&desk.deed(&desk.vera), id, version, true).await.unwrap_err();
        assert!(matches!(viewer, ReviewError::NotPermitted(_)), "{viewer}");
        let stranger = review::choose_tax(&desk.deed(&desk.olga), id, version, true).await.unwrap_err();
        assert!(matches!(stranger, ReviewError::Missing(_)), "{stranger}");
        let late = review::choose_tax(&desk.deed(&desk.sharon), id, version - 1, true).await.unwrap_err();
        assert!(matches!(late, ReviewError::Outdated { .. }), "{late}");
        assert!(!desk.row(id).await.is_untaxed);
    }

    async fn without_scripts_the_tax_is_taken_off_and_put_back(desk: Desk) {
        correct(&desk, &[("country", "NZ")]).await.unwrap();
        let id = order(&desk, "9001").await;
        let served = desk.serve();
        let mut grant = served.visit(&desk.grant);
        let page = grant.get(&format!("/orders/{id}")).unwrap();
        assert!(page.text().contains("This customer is in New Zealand: charge GST 10 %?"), "{:.600}", page.text());
        assert!(page.text().contains(&format!("/customers/{}/edit", shape(&desk).await.id)));
        assert_eq!(grant.send(&page.form("/tax")).unwrap().status, 303);
        let page = grant.get(&format!("/orders/{id}")).unwrap();
        assert!(page.text().contains("GST 0 %") && page.text().contains("GST-free: delivery abroad"));
        assert_eq!(grant.send(&page.form("/tax")).unwrap().status, 303);
        assert_eq!(sums(&desk, id).await[1], Some(13_200));
        let mut sharon = served.visit(&desk.sharon);
        let seen = sharon.get(&format!("/orders/{id}")).unwrap();
        assert!(!seen.text().contains("/edit#f-country"), "only who may change customers is sent there");
    }
}
