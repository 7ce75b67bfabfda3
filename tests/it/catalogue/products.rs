//! A person changes products, prices and what customers call them.

use std::collections::BTreeMap;

use ramjet::entity::ids::ProductId;
use ramjet::journal;
use ramjet::matching::catalogue::fields::{Problem, ProductField};
use ramjet::matching::catalogue::page::{self, PriceState, ProductPage};
use ramjet::matching::catalogue::part_numbers::{self, NewPartNumber};
use ramjet::matching::catalogue::price_list::{self, PriceEnd};
use ramjet::matching::catalogue::products::{self, Typed};
use ramjet::matching::catalogue::{CatalogueError, list};
use ramjet::ops::deed::{Deed, Done, OnceForm};

use crate::desk::{Desk, both};

/// Texts by name.
pub fn typed(texts: &[(&str, &str)]) -> Typed {
    texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect::<BTreeMap<_, _>>()
}

/// The page of the product with this code.
pub async fn product(desk: &Desk, code: &str) -> ProductPage {
    let found = list::search(&desk.db.read, &desk.grant.scope, code).await.unwrap();
    let id = found.iter().find(|row| row.code == code).unwrap_or_else(|| panic!("no product {code}")).id;
    page::product(&desk.db, &desk.grant.scope, desk.clock.now(), id).await.unwrap()
}

/// Field and reason of everything that was refused.
fn refused<T: std::fmt::Debug>(result: Result<T, CatalogueError>) -> Vec<(String, Problem)> {
    match result {
        Err(CatalogueError::Refused(faults)) => faults.into_iter().map(|fault| (fault.field, fault.problem)).collect(),
        other => panic!("not refused: {other:?}"),
    }
}

both! {
    async fn a_new_product_is_there_with_everything_typed_and_its_history(desk: Desk) {
        let values = typed(&[("code", "NEW-1"), ("description", "Cap, 30 mm"), ("minimum_quantity", "1,000"), ("mould_no", "M-1"),
            ("pieces_per_bag", "50"), ("successor", "locap2"), ("discontinued_on", "4/12/2026")]);
        let id = products::create(&desk.deed(&desk.grant), &values, None).await.unwrap();
        let page = product(&desk, "NEW-1").await;
        assert_eq!(page.id, id);
        for (field, value) in [(ProductField::MinimumQuantity, "1000"), (ProductField::MouldNo, "M-1"), (ProductField::PiecesPerBag, "50"),
            (ProductField::Successor, "LOCAP2"), (ProductField::DiscontinuedOn, "2026-12-04"), (ProductField::State, "active")] {
            assert_eq!(page.value(field), value);
        }
        let history = journal::of_record(&desk.db.read, &desk.grant.scope, "product", id.0).await.unwrap();
        assert_eq!((history.len(), history[0].actor.as_str(), &history[0].detail["code"]), (1, "Grant", &"NEW-1".into()));
    }

    async fn a_code_that_reads_like_another_one_is_refused_and_so_is_none(desk: Desk) {
        let create = async |code: &str, description: &str| {
            refused(products::create(&desk.deed(&desk.grant), &typed(&[("code", code), ("description", description)]), None).await)
        };
        assert_eq!(create("lo cap-2", "Cap").await, [("code".to_owned(), Problem::Taken)]);
        assert_eq!(create("", "Cap").await, [("code".to_owned(), Problem::Needed)]);
        assert_eq!(create("--", "Cap").await, [("code".to_owned(), Problem::NoCode)]);
        assert_eq!(create("NEW-2", " ").await, [("description".to_owned(), Problem::Needed)]);
    }

    async fn a_correction_keeps_old_and_new_value_and_the_code_never_changes(desk: Desk) {
        let before = product(&desk, "LOCAP2").await;
        let values = typed(&[("code", "OTHER"), ("lead_days", "10"), ("mould_no", ""), ("status", "run-out")]);
        assert_eq!(products::correct(&desk.deed(&desk.grant), before.id, before.version, &values).await.unwrap(), Done::First);
        let after = product(&desk, "LOCAP2").await;
        assert_eq!((after.value(ProductField::LeadDays), after.value(ProductField::MouldNo), after.value(ProductField::State)), ("10", "", "run_out"));
        assert_eq!(after.version, before.version + 1);
        let told: Vec<_> = after.history.iter().map(|entry| (entry.detail["field"].as_str().unwrap(), entry.detail["to"].as_str())).collect();
        assert_eq!(told.len(), 3, "{told:?}");
        assert!(told.contains(&("mould_no", None)) && told.contains(&("lead_days", Some("10"))), "{told:?}");
    }

    async fn what_cannot_be_read_is_named_all_at_once_and_nothing_is_kept(desk: Desk) {
        let before = product(&desk, "LOCAP2").await;
        let values = typed(&[("lead_days", "2.5"), ("cycle_seconds", "1.234"), ("successor", "NOPE"), ("discontinued_on", "31/2/2026"), ("family", "kept?")]);
        let faults = refused(products::correct(&desk.deed(&desk.grant), before.id, before.version, &values).await);
        for fault in [("lead_days", Problem::NotWhole), ("cycle_seconds", Problem::AmbiguousNumber), ("successor", Problem::UnknownProduct), ("discontinued_on", Problem::NotADay)] {
            assert!(faults.contains(&(fault.0.to_owned(), fault.1)), "{fault:?} in {faults:?}");
        }
        let itself = refused(products::correct(&desk.deed(&desk.grant), before.id, before.version, &typed(&[("successor", "LOCAP2")])).await);
        assert_eq!(itself, [("successor".to_owned(), Problem::Itself)]);
        assert_eq!(product(&desk, "LOCAP2").await.value(ProductField::Family), "");
    }

    async fn an_outdated_form_changes_nothing_and_one_sent_twice_is_done_once(desk: Desk) {
        let before = product(&desk, "LOCAP2").await;
        let form = OnceForm { key: "0198-first", route: "POST /products/1/correction", location: "/products/1" };
        let deed = Deed { once: Some(form), ..desk.deed(&desk.grant) };
        assert_eq!(products::correct(&deed, before.id, before.version, &typed(&[("family", "A")])).await.unwrap(), Done::First);
        assert_eq!(products::correct(&deed, before.id, before.version, &typed(&[("family", "A")])).await.unwrap(), Done::Again);
        let late = products::correct(&desk.deed(&desk.grant), before.id, before.version, &typed(&[("family", "B")])).await;
        assert!(matches!(late, Err(CatalogueError::Outdated { current }) if current == before.version + 1), "{late:?}");
        assert_eq!(product(&desk, "LOCAP2").await.value(ProductField::Family), "A");
    }

    async fn only_those_with_the_right_change_the_catalogue_and_nobody_that_of_others(desk: Desk) {
        let before = desk.dump().await;
        let (page, values) = (product(&desk, "LOCAP2").await, typed(&[("family", "X")]));
        for person in [&desk.sharon, &desk.mika, &desk.vera] {
            let tried = products::correct(&desk.deed(person), page.id, page.version, &values).await;
            assert!(matches!(tried, Err(CatalogueError::NotPermitted)), "{}: {tried:?}", person.name);
        }
        let named = NewPartNumber { code: "LOCAP2".into(), customer: String::new(), part_number: "X1".into() };
        assert!(matches!(part_numbers::add(&desk.deed(&desk.vera), &named).await, Err(CatalogueError::NotPermitted)));
        let foreign = products::correct(&desk.deed(&desk.olga), page.id, page.version, &values).await;
        assert!(matches!(foreign, Err(CatalogueError::Missing)), "{foreign:?}");
        let seen = page::product(&desk.db, &desk.olga.scope, desk.clock.now(), page.id).await;
        assert!(matches!(seen, Err(CatalogueError::Missing)));
        assert!(matches!(price_list::end_price(&desk.deed(&desk.olga), page.id, page.version, 1, PriceEnd::Withdrawn).await, Err(CatalogueError::Missing)));
        assert_eq!(desk.dump().await, before);
    }

    async fn a_new_code_is_a_new_product_that_the_old_one_names(desk: Desk) {
        let old = product(&desk, "LOCAP2").await;
        let id = products::create(&desk.deed(&desk.grant), &typed(&[("code", "LOCAP2-B"), ("description", "Cap")]), Some(old.id)).await.unwrap();
        assert_eq!(product(&desk, "LOCAP2").await.successor, Some((id, "LOCAP2-B".to_owned())));
        assert_eq!(product(&desk, "LOCAP2-B").await.predecessors, [(old.id, "LOCAP2".to_owned())]);
        let missing = products::create(&desk.deed(&desk.grant), &typed(&[("code", "Z"), ("description", "Z")]), Some(ProductId(9999))).await;
        assert!(matches!(missing, Err(CatalogueError::Missing)));
    }

    async fn colours_are_added_changed_and_taken_away_with_their_history(desk: Desk) {
        let page = product(&desk, "LOCAP2").await;
        let deed = desk.deed(&desk.grant);
        let red = typed(&[("colour", "Red"), ("masterbatch_percent", "2.5"), ("additive_percent", "1")]);
        products::set_material(&deed, page.id, page.version, None, &red).await.unwrap();
        let page = product(&desk, "LOCAP2").await;
        let colour = page.colours.iter().find(|one| one.values.values().any(|value| value == "Red")).unwrap().id;
        let twice = products::set_material(&deed, page.id, page.version, None, &typed(&[("colour", "BLACK")])).await;
        assert_eq!(refused(twice), [("colour".to_owned(), Problem::Taken)]);
        let over = products::set_material(&deed, page.id, page.version, Some(colour), &typed(&[("masterbatch_percent", "99.5")])).await;
        assert_eq!(refused(over), [("masterbatch_percent".to_owned(), Problem::OverHundred)]);
        products::remove_material(&deed, page.id, page.version, colour).await.unwrap();
        let after = product(&desk, "LOCAP2").await;
        assert_eq!((after.colours.len(), after.history[0].action.as_str()), (2, "colour_removed"));
        assert_eq!(after.history[0].detail["masterbatch_percent"], "2.5");
    }

    async fn a_price_is_never_overwritten_the_page_shows_what_was_is_and_will_be(desk: Desk) {
        let deed = desk.deed(&desk.grant);
        let set = async |values: &[(&str, &str)]| {
            let page = product(&desk, "LOCAP2").await;
            price_list::set_price(&deed, page.id, page.version, &typed(values)).await
        };
        set(&[("price_per", "1"), ("effective_from", "5/2/2026"), ("price_1", "1.50"), ("quantity_2", "1,000"), ("price_2", "1.40")]).await.unwrap();
        set(&[("effective_from", "1/7/2026"), ("price_1", "1.60")]).await.unwrap();
        set(&[("customer", "Shape Aluminium Pty Ltd"), ("price_1", "1.20"), ("effective_until", "31/12/2026")]).await.unwrap();
        // A slip, put right on the same day.
        set(&[("customer", "Shape Aluminium"), ("price_1", "1.25")]).await.unwrap();
        let page = product(&desk, "LOCAP2").await;
        let own = page.prices.iter().find(|prices| prices.customer.is_some()).unwrap();
        assert_eq!(own.sets.iter().map(|set| set.state).collect::<Vec<_>>(), [PriceState::Current, PriceState::Withdrawn]);
        assert_eq!(own.sets[0].entered_by.as_deref(), Some("Grant"));
        let listed = page.prices.iter().find(|prices| prices.customer.is_none()).unwrap();
        assert_eq!(listed.sets.iter().map(|set| set.state).collect::<Vec<_>>(), [PriceState::Future, PriceState::Current, PriceState::Past]);
        assert_eq!(listed.sets[1].breaks.len(), 2);
        let future = listed.sets[0].id;
        price_list::end_price(&deed, page.id, page.version, future, PriceEnd::Withdrawn).await.unwrap();
        let page = product(&desk, "LOCAP2").await;
        let current = page.prices.iter().find(|prices| prices.customer.is_none()).unwrap().sets.iter().find(|set| set.state == PriceState::Current).unwrap().id;
        let early = price_list::end_price(&deed, page.id, page.version, current, PriceEnd::After("2026-02-04".parse().unwrap())).await;
        assert_eq!(refused(early), [("effective_until".to_owned(), Problem::EndsBefore)]);
        price_list::end_price(&deed, page.id, page.version, current, PriceEnd::After("2026-06-30".parse().unwrap())).await.unwrap();
        let history: Vec<_> = product(&desk, "LOCAP2").await.history.into_iter().map(|entry| entry.action).collect();
        assert_eq!(history, ["price_ended", "price_withdrawn", "priced", "priced", "priced", "priced"]);
    }

    async fn a_price_that_is_no_price_is_refused_with_every_reason(desk: Desk) {
        let page = product(&desk, "LOCAP2").await;
        let set = async |values: &[(&str, &str)]| {
            refused(price_list::set_price(&desk.deed(&desk.grant), page.id, page.version, &typed(values)).await)
        };
        assert_eq!(set(&[]).await, [("price_1".to_owned(), Problem::Needed)]);
        assert_eq!(set(&[("price_1", "x")]).await, [("price_1".to_owned(), Problem::NotANumber)]);
        assert_eq!(set(&[("price_1", "1"), ("quantity_2", "5")]).await, [("price_2".to_owned(), Problem::HalfABreak)]);
        assert_eq!(set(&[("price_1", "1"), ("price_2", "5")]).await, [("quantity_2".to_owned(), Problem::HalfABreak)]);
        let falling = [("price_1", "2"), ("quantity_2", "10"), ("price_2", "1"), ("quantity_3", "10"), ("price_3", "0.9")];
        assert_eq!(set(&falling).await, [("quantity_3".to_owned(), Problem::BreaksMustRise)]);
        let wrong = [("price_1", "1"), ("customer", "Nobody"), ("currency", "dollars"), ("price_per", "0"), ("effective_from", "2/2/2026"), ("effective_until", "1/2/2026")];
        assert_eq!(set(&wrong).await.len(), 4);
    }

    async fn a_name_means_one_product_to_one_customer_until_it_is_ended(desk: Desk) {
        let named = |code: &str, customer: &str| NewPartNumber { code: code.into(), customer: customer.into(), part_number: "SA-77".into() };
        part_numbers::add(&desk.deed(&desk.sharon), &named("LOCAP2", "Shape Aluminium")).await.unwrap();
        part_numbers::add(&desk.deed(&desk.sharon), &named("locap2", "SHAPE ALUMINIUM PTY LTD")).await.unwrap();
        let other = refused(part_numbers::add(&desk.deed(&desk.sharon), &named("LOCAP3", "Shape Aluminium")).await);
        assert_eq!(other, [("part_number".to_owned(), Problem::Taken)]);
        part_numbers::add(&desk.deed(&desk.sharon), &named("LOCAP3", "Cleber")).await.unwrap();
        let page = product(&desk, "LOCAP2").await;
        assert_eq!((page.names.len(), page.names[0].name.as_str(), page.names[0].origin.as_str()), (1, "SA-77", "typed"));
        let found = list::search(&desk.db.read, &desk.grant.scope, "sa77").await.unwrap();
        assert_eq!(found.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), ["LOCAP2", "LOCAP3"]);
        part_numbers::end(&desk.deed(&desk.sharon), page.id, page.names[0].id).await.unwrap();
        part_numbers::add(&desk.deed(&desk.sharon), &named("LOCAP3", "Shape Aluminium")).await.unwrap();
        let page = product(&desk, "LOCAP2").await;
        assert!(page.names[0].ended_at.is_some(), "it stays known");
        assert_eq!(page.history.iter().map(|entry| entry.action.as_str()).collect::<Vec<_>>(), ["name_ended", "named"]);
        for (code, customer, problem) in [("NOPE", "", Problem::UnknownProduct), ("LOCAP2", "Nobody", Problem::UnknownCustomer)] {
            let faults = refused(part_numbers::add(&desk.deed(&desk.sharon), &named(code, customer)).await);
            assert_eq!(faults[0].1, problem);
        }
    }
}
