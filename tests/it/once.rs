//! A second click repeats the answer, not the deed. Every test runs on both databases.

use std::time::Duration;

use chrono::TimeDelta;
use ramjet::auth::Role;
use ramjet::entity::states::SourceKind;
use ramjet::entity::{OfOrganisation, Scope, once_key, source};
use ramjet::ops::db::Db;
use ramjet::ops::once::{self, Once, OnceError, StoredAnswer};
use sea_orm::{ActiveValue::Set, EntityTrait, PaginatorTrait};

use crate::auth::{firm, member, other_firm, start};
use crate::desk::both;

const ROUTE: &str = "POST /orders/12/approval";

fn seen() -> StoredAnswer {
    StoredAnswer { status: 303, location: "/orders/12".to_owned() }
}

/// A whole request: the deed is a row that can be counted.
async fn click(db: &Db, scope: &Scope, key: &str, takes: Duration) -> Result<Once, OnceError> {
    let tx = db.begin_write().await?;
    let once = once::deed(&tx, scope, key, ROUTE, start()).await?;
    if once == Once::First {
        let deed = source::ActiveModel {
            organisation_id: Set(scope.organisation()),
            kind: Set(SourceKind::Folder),
            name: Set(once::new_key()),
            enabled: Set(true),
            created_at: Set(start()),
            ..Default::default()
        };
        source::Entity::insert(deed).exec(&tx).await?;
        tokio::time::sleep(takes).await;
        once::answer(&tx, scope, key, &seen()).await?;
    }
    tx.commit().await?;
    Ok(once)
}

async fn deeds(db: &Db, scope: &Scope) -> u64 {
    source::Entity::of(scope).count(&db.read).await.unwrap()
}

both! {
    async fn a_second_click_gets_the_first_answer_and_does_nothing(database: Database) {
        let (db, scope, key) = (database.db(), other_firm(&database.db()).await, once::new_key());
        assert_eq!(click(&db, &scope, &key, Duration::ZERO).await.unwrap(), Once::First);
        for _ in 0..3 {
            assert_eq!(click(&db, &scope, &key, Duration::ZERO).await.unwrap(), Once::Again(seen()));
        }
        assert_eq!(deeds(&db, &scope).await, 1);
        assert_eq!(click(&db, &scope, &once::new_key(), Duration::ZERO).await.unwrap(), Once::First);
        assert_eq!(deeds(&db, &scope).await, 2, "another form is another deed");
    }

    async fn eight_clicks_at_once_are_one_deed_and_eight_equal_answers(database: Database) {
        let (db, scope, key) = (database.db(), other_firm(&database.db()).await, once::new_key());
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let (db, key) = (db.clone(), key.clone());
            tasks.spawn(async move { click(&db, &scope, &key, Duration::from_millis(60)).await.unwrap() });
        }
        let answers = tasks.join_all().await;
        assert_eq!(answers.iter().filter(|answer| **answer == Once::First).count(), 1, "{answers:?}");
        assert_eq!(answers.iter().filter(|answer| **answer == Once::Again(seen())).count(), 7, "{answers:?}");
        assert_eq!(deeds(&db, &scope).await, 1);
    }

    async fn a_deed_that_failed_is_done_by_the_click_that_waited_for_it(database: Database) {
        let (db, scope, key) = (database.db(), other_firm(&database.db()).await, once::new_key());
        let failing = db.begin_write().await.unwrap();
        assert_eq!(once::deed(&failing, &scope, &key, ROUTE, start()).await.unwrap(), Once::First);
        let waiting = tokio::spawn({
            let (db, key) = (db.clone(), key.clone());
            async move { click(&db, &scope, &key, Duration::ZERO).await.unwrap() }
        });
        tokio::time::sleep(Duration::from_millis(100)).await;
        failing.rollback().await.unwrap();
        assert_eq!(waiting.await.unwrap(), Once::First);
        assert_eq!(deeds(&db, &scope).await, 1);
    }

    async fn a_key_is_good_for_one_route(database: Database) {
        let (db, scope, key) = (database.db(), other_firm(&database.db()).await, once::new_key());
        click(&db, &scope, &key, Duration::ZERO).await.unwrap();
        let tx = db.begin_write().await.unwrap();
        let refused = once::deed(&tx, &scope, &key, "POST /orders/13/approval", start()).await;
        assert!(matches!(&refused, Err(OnceError::OtherRoute(route)) if route == ROUTE), "{refused:?}");
    }

    async fn a_key_belongs_to_one_person_in_one_organisation(database: Database) {
        let db = database.db();
        let (grant, olga, key) = (firm(&db).await, other_firm(&db).await, once::new_key());
        let sharon = member(&db, &grant, "Sharon", Role::Reviewer).await;
        for scope in [&grant, &sharon, &olga] {
            assert_eq!(click(&db, scope, &key, Duration::ZERO).await.unwrap(), Once::First);
        }
    }

    async fn what_is_no_key_is_refused(database: Database) {
        let (db, scope) = (database.db(), other_firm(&database.db()).await);
        for key in ["", " ", "a b", "a\0b", "schlüssel", "'; drop table once_keys; --", &"x".repeat(65)] {
            let refused = click(&db, &scope, key, Duration::ZERO).await;
            assert!(matches!(refused, Err(OnceError::Malformed)), "{key:?}: {refused:?}");
        }
        let desk = Scope::system(scope.organisation());
        let refused = click(&db, &desk, &once::new_key(), Duration::ZERO).await;
        assert!(matches!(refused, Err(OnceError::NoPerson)), "{refused:?}");
        assert_eq!(once_key::Entity::find().count(&db.read).await.unwrap(), 0);
    }

    async fn an_answer_needs_a_deed_and_is_given_once(database: Database) {
        let (db, scope, key) = (database.db(), other_firm(&database.db()).await, once::new_key());
        let tx = db.begin_write().await.unwrap();
        let refused = once::answer(&tx, &scope, &key, &seen()).await;
        assert!(matches!(refused, Err(OnceError::Unanswered)), "{refused:?}");
        once::deed(&tx, &scope, &key, ROUTE, start()).await.unwrap();
        once::answer(&tx, &scope, &key, &seen()).await.unwrap();
        let other = StoredAnswer { status: 200, location: "/elsewhere".to_owned() };
        let refused = once::answer(&tx, &scope, &key, &other).await;
        assert!(matches!(refused, Err(OnceError::Unanswered)), "{refused:?}");
        tx.commit().await.unwrap();
        assert_eq!(click(&db, &scope, &key, Duration::ZERO).await.unwrap(), Once::Again(seen()));
    }

    async fn a_deed_left_without_an_answer_is_not_repeated(database: Database) {
        let (db, scope, key) = (database.db(), other_firm(&database.db()).await, once::new_key());
        let tx = db.begin_write().await.unwrap();
        once::deed(&tx, &scope, &key, ROUTE, start()).await.unwrap();
        tx.commit().await.unwrap();
        let refused = click(&db, &scope, &key, Duration::ZERO).await;
        assert!(matches!(refused, Err(OnceError::Unanswered)), "{refused:?}");
    }

    async fn a_key_is_forgotten_after_a_week_and_not_before(database: Database) {
        let (db, other, scope) = (database.db(), firm(&database.db()).await, other_firm(&database.db()).await);
        let (old, new) = (once::new_key(), once::new_key());
        click(&db, &scope, &old, Duration::ZERO).await.unwrap();
        click(&db, &other, &old, Duration::ZERO).await.unwrap();
        let week = TimeDelta::days(7);
        assert_eq!(once::forget(&db.write, start() + week).await.unwrap(), 0, "a week is not over before its last moment");
        assert_eq!(click(&db, &scope, &old, Duration::ZERO).await.unwrap(), Once::Again(seen()));

        let tx = db.begin_write().await.unwrap();
        once::deed(&tx, &scope, &new, ROUTE, start() + week).await.unwrap();
        once::answer(&tx, &scope, &new, &seen()).await.unwrap();
        tx.commit().await.unwrap();
        let later = start() + week + TimeDelta::seconds(1);
        assert_eq!(once::forget(&db.write, later).await.unwrap(), 2, "of every organisation");
        assert_eq!(once::forget(&db.write, later).await.unwrap(), 0);
        assert_eq!(once_key::Entity::of(&scope).count(&db.read).await.unwrap(), 1, "what is younger stays");
        assert_eq!(click(&db, &scope, &new, Duration::ZERO).await.unwrap(), Once::Again(seen()));
    }
}
