//! Products are found by what people type, fast however many there are.

use ramjet::entity::product;
use ramjet::matching::catalogue::list::{self, ListQuery, ROWS_MAX};
use ramjet::matching::catalogue::search_words;
use ramjet::reader::units::{normal_key, search_text};
use sea_orm::{ActiveValue::Set, ConnectionTrait as _, EntityTrait as _, Statement};

use crate::desk::statements::Listened;
use crate::desk::{Desk, Kind, both};

/// Many more products: `MASS-00001` …
async fn fill(desk: &Desk, number: usize) {
    let rows: Vec<_> = (0..number)
        .map(|n| {
            let (code, description) = (format!("MASS-{n:05}"), format!("Bush no. {n}, flanged"));
            product::ActiveModel {
                organisation_id: Set(desk.grant.scope.organisation()),
                code_key: Set(normal_key(&code)),
                search_text: Set(search_text(&description)),
                search_words: Set(search_words(&code, [description.as_str()])),
                code: Set(code),
                description: Set(description),
                is_active: Set(true),
                created_at: Set(desk.clock.now()),
                status: Set(ramjet::entity::states::ProductStatus::Active),
                version: Set(1),
                ..Default::default()
            }
        })
        .collect();
    for part in rows.chunks(500) {
        product::Entity::insert_many(part.to_vec()).exec_without_returning(&desk.db.write).await.unwrap();
    }
}

async fn found(desk: &Desk, words: &str) -> Vec<String> {
    let rows = list::search(&desk.db.read, &desk.vera.scope, words).await.unwrap();
    rows.into_iter().map(|row| row.code).collect()
}

both! {
    async fn a_product_is_found_by_the_beginning_of_each_word_and_by_parts_of_its_code(desk: Desk) {
        assert_eq!(found(&desk, "locap2").await, ["LOCAP2"]);
        assert_eq!(found(&desk, "py0069-1A").await, ["PY0069-1A"]);
        assert_eq!(found(&desk, "0069").await, ["PY0069-1A"]);
        assert_eq!(found(&desk, "compon A term").await, ["PY0069-1A"]);
        assert!(found(&desk, "cleber").await.len() >= 5, "by the customer it is made for");
        let codes = found(&desk, "loca").await;
        assert!(codes[..2] == ["LOCAP2", "LOCAP3"], "codes that begin so come first: {codes:?}");
    }

    async fn signs_of_a_query_language_are_only_text(desk: Desk) {
        for words in ["\"", "cap\" OR \"x", "a & b | !c", "NEAR(cap)", "cap:*", "%", "(", "'; drop table products", "*", ""] {
            list::search(&desk.db.read, &desk.vera.scope, words).await.unwrap();
        }
        assert!(found(&desk, "LOCAP2").await.contains(&"LOCAP2".to_owned()));
    }

    async fn nobody_finds_the_products_of_others(desk: Desk) {
        assert!(list::search(&desk.db.read, &desk.olga.scope, "locap2").await.unwrap().is_empty());
        let all = list::products(&desk.db, &desk.olga.scope, desk.clock.now(), &ListQuery::default()).await.unwrap();
        assert!(all.rows.is_empty());
    }

    async fn the_pages_of_the_list_hold_every_product_once(desk: Desk) {
        fill(&desk, 130).await;
        for words in ["", "mass"] {
            let (mut codes, mut after) = (Vec::new(), None);
            loop {
                let query = ListQuery { words: words.to_owned(), after };
                let page = list::products(&desk.db, &desk.vera.scope, desk.clock.now(), &query).await.unwrap();
                assert!(page.rows.len() as u64 <= ROWS_MAX);
                codes.extend(page.rows.into_iter().map(|row| row.code));
                after = page.next.map(|id| id.0);
                if after.is_none() {
                    break;
                }
            }
            let mass = codes.iter().filter(|code| code.starts_with("MASS")).count();
            assert_eq!(mass, 130, "{words:?}");
            let mut once = codes.clone();
            once.sort();
            once.dedup();
            assert_eq!(once.len(), codes.len());
        }
    }
}

#[tokio::test]
async fn no_statement_of_list_and_search_walks_a_table() {
    let desk = Desk::fresh(Kind::Sqlite).await.unwrap();
    let listened = Listened::to(&desk.db);
    let query = ListQuery::default();
    list::products(&listened.db, &desk.vera.scope, desk.clock.now(), &query).await.unwrap();
    listened.take();
    let rows = list::search(&listened.db.read, &desk.vera.scope, "louvre cap").await.unwrap();
    assert!(!rows.is_empty());
    let asked: Vec<Statement> = listened.take();
    assert_eq!(asked.len(), 3, "by code, by words, the rows");
    for statement in asked {
        let plan = Statement { sql: format!("explain query plan {}", statement.sql), ..statement };
        let steps = desk.db.read.query_all_raw(plan.clone()).await.unwrap();
        let steps: Vec<String> = steps.iter().map(|row| row.try_get("", "detail").unwrap()).collect();
        // The full-text table is asked by its own index, which SQLite calls a scan of a virtual table.
        let walks = steps.iter().any(|step| step.starts_with("SCAN") && !step.contains("VIRTUAL TABLE INDEX"));
        assert!(!walks, "{steps:?} of {}", plan.sql);
    }
}

#[tokio::test]
async fn postgres_has_an_index_for_each_way_to_search() {
    let Some(desk) = Desk::fresh(Kind::Postgres).await else {
        return crate::desk::skip("RAMJET_TEST_POSTGRES is not set");
    };
    fill(&desk, 3000).await;
    let db = &desk.db.write;
    db.execute_unprepared("analyze products").await.unwrap();
    for (statement, index) in [
        (list::by_code(db, &desk.vera.scope, "mass0001"), "products_by_key_bytes"),
        (list::by_words(db, &desk.vera.scope, "louvre cap"), "product_search"),
    ] {
        let plan = Statement { sql: format!("explain {}", statement.sql), ..statement };
        let steps = db.query_all_raw(plan).await.unwrap();
        let steps: Vec<String> = steps.iter().map(|row| row.try_get_by_index(0).unwrap()).collect();
        assert!(steps.iter().any(|step| step.contains(index)), "{index}: {steps:#?}");
    }
}
