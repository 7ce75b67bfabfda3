//! Codes that are almost ours: proposed with reasons, picked only by a rule that is certain.

use ramjet::entity::ids::OrderId;
use ramjet::entity::{OfOrganisation as _, generation, product};
use ramjet::review::page::LineView;
use sea_orm::{ActiveValue::Set, EntityTrait as _};

use crate::desk::{Desk, both, mail};

async fn line(desk: &Desk, number: &str, text: &str) -> LineView {
    let id: OrderId =
        desk.receive_order(&mail::order(mail::SHAPE_ALUMINIUM, Some(number), &[text]), &format!("{number}.eml")).await;
    desk.line(id, 1).await
}

fn proposed(line: &LineView) -> Vec<&str> {
    line.proposals.iter().map(|proposal| proposal.code.as_str()).collect()
}

/// How often the catalogue has changed.
async fn generation(desk: &Desk) -> i64 {
    generation::Entity::of(&desk.sharon.scope).one(&desk.db.read).await.unwrap().map_or(0, |row| row.generation)
}

fn new_product(desk: &Desk, code: &str, description: &str) -> product::ActiveModel {
    product::ActiveModel {
        organisation_id: Set(desk.sharon.scope.organisation()),
        code: Set(code.to_owned()),
        code_key: Set(ramjet::reader::units::normal_key(code)),
        description: Set(description.to_owned()),
        is_active: Set(true),
        search_text: Set(String::new()),
        search_words: Set(String::new()),
        status: Set(ramjet::entity::states::ProductStatus::Active),
        version: Set(1),
        created_at: Set(desk.clock.now()),
        ..Default::default()
    }
}

both! {
    async fn a_zero_for_an_o_is_overlooked_when_the_description_agrees(desk: Desk) {
        let line = line(&desk, "8001", "10 x L0CAP2 louvre end cap 152mm, black @ $1.32 each").await;
        let product = line.product.unwrap();
        assert_eq!((product.code.as_str(), product.rule.as_str()), ("LOCAP2", "look_alike"));
    }

    async fn a_zero_for_an_o_is_only_proposed_when_the_description_says_something_else(desk: Desk) {
        let line = line(&desk, "8001", "10 x L0CAP2 mounting bracket left, black @ $1.32 each").await;
        assert!(line.product.is_none());
        assert_eq!(proposed(&line)[0], "LOCAP2");
    }

    async fn swapped_and_forgotten_characters_are_proposed_with_a_reason_and_never_picked(desk: Desk) {
        for (number, code) in [("8001", "LOCPA2"), ("8002", "LOAP2"), ("8003", "LOCAPP2")] {
            let line = line(&desk, number, &format!("10 x {code} louvre end cap 152mm, black @ $1.32 each")).await;
            assert!(line.product.is_none(), "{code}");
            assert_eq!(proposed(&line)[0], "LOCAP2", "{code}");
            let reasons = &line.proposals[0].reasons;
            assert!(reasons.contains(&"one_sign".to_owned()) && reasons.contains(&"price".to_owned()), "{reasons:?}");
        }
    }

    async fn a_short_code_is_never_certain_and_signs_of_a_query_mean_nothing(desk: Desk) {
        for (number, code) in [("8001", "LOC"), ("8002", "L%P2"), ("8003", "L_CAP_"), ("8004", "PY00")] {
            let line = line(&desk, number, &format!("10 x {code} something else, black @ $1.00 each")).await;
            assert!(line.product.is_none(), "{code}");
            assert!(line.proposals.len() <= 5, "{code}");
        }
    }

    async fn a_product_made_a_moment_ago_is_found_and_a_renamed_one_by_its_new_code(desk: Desk) {
        let first = line(&desk, "8001", "10 x ZWERGKAPE strange thing, black @ $1.00 each").await;
        assert!(first.proposals.is_empty(), "{:?}", first.proposals);
        let before = generation(&desk).await;
        let id = product::Entity::insert(new_product(&desk, "ZWERGKAPPE", "Dwarf hat")).exec(&desk.db.write).await;
        let id = id.unwrap().last_insert_id;
        assert!(generation(&desk).await > before, "the database counts by itself");
        let second = line(&desk, "8002", "10 x ZWERGKAPE strange thing, black @ $1.00 each").await;
        assert_eq!(proposed(&second), ["ZWERGKAPPE"]);
        let renamed = product::ActiveModel {
            code: Set("RIESENHUT".to_owned()),
            code_key: Set("riesenhut".to_owned()),
            id: Set(id),
            ..Default::default()
        };
        product::Entity::update(renamed).exec(&desk.db.write).await.unwrap();
        let third = line(&desk, "8003", "10 x RIESENHUTT strange thing, black @ $1.00 each").await;
        assert_eq!(proposed(&third), ["RIESENHUT"]);
    }

    async fn a_change_that_comes_to_nothing_is_not_counted(desk: Desk) {
        let before = generation(&desk).await;
        let tx = desk.db.begin_write().await.unwrap();
        product::Entity::insert(new_product(&desk, "ZWERGKAPPE", "Dwarf hat")).exec(&tx).await.unwrap();
        tx.rollback().await.unwrap();
        assert_eq!(generation(&desk).await, before);
        let line = line(&desk, "8001", "10 x ZWERGKAPE strange thing, black @ $1.00 each").await;
        assert!(line.proposals.is_empty());
    }
}
