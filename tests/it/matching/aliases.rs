//! A correction made once works on that customer's next order, says where it was learned, and can be taken back.

use ramjet::entity::ids::{AliasId, CustomerId, OrderId, ProductId};
use ramjet::entity::{OfOrganisation as _, Scope, alias, customer, line, product};
use ramjet::review::evidence::FieldName;
use ramjet::review::objection::Doubt;
use ramjet::review::order::{ReviewError, forget};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
};

use crate::desk::{Desk, both, mail};

/// A line with a code that is none of ours.
const UNKNOWN: [&str; 1] = ["5 x SHX-4711 special part, black @ $2.00 each"];

/// An order of this customer with one line.
async fn order(desk: &Desk, from: (&str, &str), number: &str, lines: &[&str]) -> OrderId {
    desk.receive_order(&mail::order(from, Some(number), lines), &format!("{number}.eml")).await
}

async fn names(desk: &Desk) -> Vec<alias::Model> {
    alias::Entity::of(&desk.sharon.scope).order_by_asc(alias::Column::Id).all(&desk.db.read).await.unwrap()
}

/// The names that were learned from orders, whatever the catalogue brought along.
async fn learned(desk: &Desk) -> Vec<alias::Model> {
    names(desk).await.into_iter().filter(|name| name.order_id.is_some()).collect()
}

/// The code of the product and the rule, of line 1.
async fn matched(desk: &Desk, id: OrderId) -> Option<(String, String)> {
    desk.line(id, 1).await.product.map(|product| (product.code, product.rule))
}

async fn product(desk: &Desk, scope: &Scope, code: &str) -> ProductId {
    let found = product::Entity::of(scope).filter(product::Column::Code.eq(code)).one(&desk.db.read).await;
    found.unwrap().unwrap().id
}

async fn customer(desk: &Desk, name: &str) -> CustomerId {
    let found =
        customer::Entity::of(&desk.sharon.scope).filter(customer::Column::Name.eq(name)).one(&desk.db.read).await;
    found.unwrap().unwrap().id
}

/// A name put into the rows as an import would.
async fn put(desk: &Desk, scope: &Scope, whose: Option<CustomerId>, word: &str, of: ProductId) -> AliasId {
    let row = alias::ActiveModel {
        organisation_id: Set(scope.organisation()),
        customer_id: Set(whose),
        alias: Set(word.to_owned()),
        alias_key: Set(ramjet::reader::units::normal_key(word)),
        product_id: Set(of),
        origin: Set("import".to_owned()),
        created_at: Set(desk.clock.now()),
        ..Default::default()
    };
    alias::Entity::insert(row).exec(&desk.db.write).await.unwrap().last_insert_id
}

/// Makes the code of line 1 one that was recognised unsurely in a scan.
async fn doubt_the_code(desk: &Desk, id: OrderId) {
    let row = line::Entity::of(&desk.sharon.scope).filter(line::Column::OrderId.eq(id)).one(&desk.db.read).await;
    let row = row.unwrap().unwrap();
    let mut evidence = row.evidence.clone();
    evidence["of"]["code"]["doubt"] = "uncertain_scan".into();
    line::ActiveModel { evidence: Set(evidence), ..row.into() }.update(&desk.db.write).await.unwrap();
}

async fn take_back(desk: &Desk, id: OrderId, alias: AliasId) -> Result<ramjet::ops::deed::Done, ReviewError> {
    let version = desk.page(id).await.version;
    forget(&desk.deed(&desk.sharon), id, version, alias).await
}

both! {
    async fn a_correction_made_once_works_on_that_customers_next_order_and_says_where_it_was_learned(desk: Desk) {
        let first = order(&desk, mail::SHAPE_ALUMINIUM, "7001", &UNKNOWN).await;
        assert_eq!(matched(&desk, first).await, None);
        desk.choose(&desk.sharon, first, 1, "HSG110").await.unwrap();
        let taught = desk.line(first, 1).await.product.unwrap().learned.unwrap();
        assert!(taught.is_from_here && !taught.is_common && taught.text == "SHX-4711", "{taught:?}");
        desk.advance(86_400);
        let second = order(&desk, mail::SHAPE_ALUMINIUM, "7002", &["9 x shx.4711 special part, black @ $2.00 each"]).await;
        assert_eq!(matched(&desk, second).await, Some(("HSG110".into(), "customer_alias".into())));
        let recalled = desk.line(second, 1).await.product.unwrap().learned.unwrap();
        assert_eq!((recalled.by.as_deref(), recalled.order), (Some("Sharon"), Some((first, Some("7001".into())))));
        assert!(!recalled.is_from_here && recalled.at < desk.clock.now());
        let history = desk.page(first).await.history;
        let entry = history.iter().find(|entry| entry.action == "learned").unwrap();
        assert_eq!((entry.actor.as_str(), &entry.detail["text"]), ("Sharon", &serde_json::json!("SHX-4711")));
    }

    async fn a_code_that_a_scan_may_not_even_say_is_never_learned_and_choosing_the_product_settles_it(desk: Desk) {
        for (number, deed) in [("7001", "chosen"), ("7002", "typed")] {
            let id = order(&desk, mail::SHAPE_ALUMINIUM, number, &UNKNOWN).await;
            doubt_the_code(&desk, id).await;
            let unclear = |doubts: &[(Option<i64>, Doubt)]| doubts.iter().any(|(_, doubt)| matches!(doubt, Doubt::Unclear { field: FieldName::Code, .. }));
            desk.correct(&desk.sharon, id, &[(None, FieldName::Instructions, "Gate 3")]).await.unwrap();
            assert!(unclear(&desk.open_doubts(id).await), "looked at again, it is still doubtful");
            if deed == "chosen" {
                desk.choose(&desk.sharon, id, 1, "HSG110").await.unwrap();
            } else {
                desk.correct(&desk.sharon, id, &[(Some(1), FieldName::Code, "HSG110")]).await.unwrap();
            }
            assert!(!unclear(&desk.open_doubts(id).await), "{deed}: nobody is asked about the code any more");
            assert_eq!(learned(&desk).await, [], "{deed}");
        }
        let next = order(&desk, mail::SHAPE_ALUMINIUM, "7003", &UNKNOWN).await;
        assert_eq!(matched(&desk, next).await, None);
    }

    async fn what_one_customer_calls_a_product_means_nothing_when_another_says_it(desk: Desk) {
        let first = order(&desk, mail::SHAPE_ALUMINIUM, "7001", &UNKNOWN).await;
        desk.choose(&desk.sharon, first, 1, "HSG110").await.unwrap();
        let other = order(&desk, mail::FERNLEIGH_HARDWARE, "FH-1", &UNKNOWN).await;
        assert_eq!(matched(&desk, other).await, None);
        let foreign = Scope::system(desk.olga.scope.organisation());
        assert!(alias::Entity::of(&foreign).one(&desk.db.read).await.unwrap().is_none());
    }

    async fn a_name_that_was_taken_back_is_not_used_again_and_cannot_be_taken_back_twice(desk: Desk) {
        let first = order(&desk, mail::SHAPE_ALUMINIUM, "7001", &UNKNOWN).await;
        desk.choose(&desk.sharon, first, 1, "HSG110").await.unwrap();
        let second = order(&desk, mail::SHAPE_ALUMINIUM, "7002", &UNKNOWN).await;
        let name = learned(&desk).await[0].id;
        take_back(&desk, second, name).await.unwrap();
        assert_eq!(matched(&desk, second).await, None, "the line that was matched by it is matched again");
        assert_eq!(matched(&desk, first).await.unwrap().1, "person", "what a person chose stays");
        assert!(desk.line(first, 1).await.product.unwrap().learned.is_none());
        let again = take_back(&desk, second, name).await.unwrap_err();
        assert!(matches!(again, ReviewError::Missing(_)), "{again}");
        let ended = &learned(&desk).await[0];
        assert_eq!((ended.ended_by, ended.ended_at), (desk.sharon.scope.user(), Some(desk.clock.now())));
        let third = order(&desk, mail::SHAPE_ALUMINIUM, "7003", &UNKNOWN).await;
        assert_eq!(matched(&desk, third).await, None);
    }

    async fn another_product_for_the_same_word_ends_the_older_name_and_the_history_names_both(desk: Desk) {
        let first = order(&desk, mail::SHAPE_ALUMINIUM, "7001", &UNKNOWN).await;
        desk.choose(&desk.sharon, first, 1, "HSG110").await.unwrap();
        let second = order(&desk, mail::SHAPE_ALUMINIUM, "7002", &UNKNOWN).await;
        desk.choose(&desk.grant, second, 1, "SPC10").await.unwrap();
        let rows = learned(&desk).await;
        assert_eq!(rows.len(), 2);
        assert!(rows[0].ended_at.is_some() && rows[0].ended_by == desk.grant.scope.user() && rows[1].ended_at.is_none());
        let history = desk.page(second).await.history;
        let entry = history.iter().find(|entry| entry.action == "learned").unwrap();
        assert_eq!(entry.detail["instead_of"], serde_json::json!(["HSG110"]));
        desk.choose(&desk.grant, second, 1, "SPC10").await.unwrap();
        assert_eq!(learned(&desk).await.len(), 2, "saying the same again teaches nothing new");
    }

    async fn two_names_in_force_that_contradict_each_other_are_both_proposed_and_none_is_picked(desk: Desk) {
        let scope = desk.sharon.scope;
        let shape = Some(customer(&desk, "Shape Aluminium").await);
        for code in ["HSG110", "SPC10"] {
            let product = product(&desk, &scope, code).await;
            put(&desk, &scope, shape, "SHX4711", product).await;
        }
        let id = order(&desk, mail::SHAPE_ALUMINIUM, "7001", &UNKNOWN).await;
        let line = desk.line(id, 1).await;
        assert!(line.product.is_none());
        let proposed: Vec<_> = line.proposals.iter().map(|proposal| proposal.code.as_str()).collect();
        assert_eq!(proposed, ["HSG110", "SPC10"]);
        assert!(line.proposals.iter().all(|proposal| proposal.reasons == ["customer_alias"]));
    }

    async fn a_customers_word_that_is_a_code_of_ours_for_something_else_is_asked_about(desk: Desk) {
        let scope = desk.sharon.scope;
        let (shape, spacer) = (customer(&desk, "Shape Aluminium").await, product(&desk, &scope, "SPC10").await);
        put(&desk, &scope, Some(shape), "LOCAP2", spacer).await;
        let lines = ["10 x LOCAP2 end cap, black @ $1.32 each"];
        let id = order(&desk, mail::SHAPE_ALUMINIUM, "7001", &lines).await;
        let line = desk.line(id, 1).await;
        assert!(line.product.is_none());
        let reasons: Vec<_> = line.proposals.iter().map(|p| (p.code.as_str(), p.reasons[0].as_str())).collect();
        assert_eq!(reasons, [("LOCAP2", "exact_code"), ("SPC10", "customer_alias")]);
        let other = order(&desk, mail::FERNLEIGH_HARDWARE, "FH-1", &lines).await;
        assert_eq!(matched(&desk, other).await, Some(("LOCAP2".into(), "exact_code".into())));
    }

    async fn what_everybody_calls_a_product_is_used_unless_the_customer_says_otherwise(desk: Desk) {
        let scope = desk.sharon.scope;
        let (housing, spacer) = (product(&desk, &scope, "HSG110").await, product(&desk, &scope, "SPC10").await);
        put(&desk, &scope, None, "SHX-4711", housing).await;
        let first = order(&desk, mail::SHAPE_ALUMINIUM, "7001", &UNKNOWN).await;
        assert_eq!(matched(&desk, first).await, Some(("HSG110".into(), "common_alias".into())));
        put(&desk, &scope, Some(customer(&desk, "Shape Aluminium").await), "SHX-4711", spacer).await;
        let second = order(&desk, mail::SHAPE_ALUMINIUM, "7002", &UNKNOWN).await;
        assert!(matched(&desk, second).await.is_none_or(|(code, _)| code == "SPC10"));
    }

    async fn another_organisations_names_are_not_seen(desk: Desk) {
        let foreign = Scope::system(desk.olga.scope.organisation());
        let theirs = product::ActiveModel {
            organisation_id: Set(foreign.organisation()),
            code: Set("THEIRS".to_owned()),
            code_key: Set("theirs".to_owned()),
            description: Set("special part".to_owned()),
            is_active: Set(true),
            search_text: Set(String::new()),
            search_words: Set(String::new()),
            status: Set(ramjet::entity::states::ProductStatus::Active),
            version: Set(1),
            created_at: Set(desk.clock.now()),
            ..Default::default()
        };
        let theirs = product::Entity::insert(theirs).exec(&desk.db.write).await.unwrap().last_insert_id;
        let name = put(&desk, &foreign, None, "SHX-4711", theirs).await;
        let id = order(&desk, mail::SHAPE_ALUMINIUM, "7001", &UNKNOWN).await;
        assert_eq!(matched(&desk, id).await, None);
        assert!(desk.line(id, 1).await.proposals.is_empty());
        let refused = take_back(&desk, id, name).await.unwrap_err();
        assert!(matches!(refused, ReviewError::Missing(_)), "{refused}");
    }

    async fn a_code_of_ours_teaches_nothing_when_somebody_takes_another_product(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.choose(&desk.sharon, id, 1, "LOCAP3").await.unwrap();
        assert_eq!(learned(&desk).await, []);
        let lines = ["10 x LOCAP2 end cap, black @ $1.32 each"];
        let next = order(&desk, mail::SHAPE_ALUMINIUM, "7001", &lines).await;
        assert_eq!(matched(&desk, next).await, Some(("LOCAP2".into(), "exact_code".into())));
    }

    async fn nothing_is_learned_from_an_order_whose_customer_is_unknown(desk: Desk) {
        let id = order(&desk, ("Nobody Knows Pty Ltd", "who@nobody.example"), "N-1", &UNKNOWN).await;
        desk.choose(&desk.sharon, id, 1, "HSG110").await.unwrap();
        assert_eq!(learned(&desk).await, []);
    }

    async fn a_typed_code_teaches_what_the_customer_had_written(desk: Desk) {
        let first = order(&desk, mail::SHAPE_ALUMINIUM, "7001", &UNKNOWN).await;
        desk.correct(&desk.sharon, first, &[(Some(1), FieldName::Code, "hsg-110")]).await.unwrap();
        assert_eq!(matched(&desk, first).await, Some(("HSG110".into(), "same_code".into())));
        assert_eq!(learned(&desk).await[0].alias, "SHX-4711");
        let second = order(&desk, mail::SHAPE_ALUMINIUM, "7002", &UNKNOWN).await;
        assert_eq!(matched(&desk, second).await.unwrap().0, "HSG110");
    }

    async fn a_typed_code_that_leads_nowhere_teaches_nothing(desk: Desk) {
        let id = order(&desk, mail::SHAPE_ALUMINIUM, "7001", &UNKNOWN).await;
        desk.correct(&desk.sharon, id, &[(Some(1), FieldName::Code, "XXXXXX")]).await.unwrap();
        assert_eq!(learned(&desk).await, []);
        let wanted = "XXXXXX".to_owned();
        assert!(desk.open_doubts(id).await.contains(&(Some(1), Doubt::UnknownProduct { wanted })));
    }
}
