//! A desk filled to be measured looks like one that was in use for years.

use ramjet::commands::fill::fill;
use ramjet::entity::states::OrderState;
use ramjet::entity::{OfOrganisation as _, Settings, journal, line, objection, order};
use ramjet::journal::verify;
use ramjet::review::page::{ListQuery, View, list};
use sea_orm::{ColumnTrait as _, PaginatorTrait as _, QueryFilter as _};

use crate::desk::database::Contents;
use crate::desk::{Database, Kind};
use crate::desk::{opening, person};

#[tokio::test]
async fn a_filled_desk_lists_its_orders_and_its_journal_holds() {
    let database = Database::with(Kind::Sqlite, Contents::Furnished).await.unwrap();
    let (db, scope) = (database.db(), person(&database.db(), "Sharon").await.scope);
    let before = verify(&db.read, scope.organisation()).await.unwrap().rows;
    let filled = fill(&db, &scope, opening(), &Settings::default(), 2_500).await.unwrap();
    assert_eq!(filled.orders, 2_500, "more than one batch");

    let shown = list(&db, &scope, opening(), &ListQuery { view: View::All, before: None }).await.unwrap();
    assert!(shown.rows.iter().all(|row| row.net.is_some_and(|net| net.minor > 0) && row.line_count > 0));
    assert!(shown.counts.contains(&(View::All, 2_500)), "{:?}", shown.counts);
    let sent =
        order::Entity::of(&scope).filter(order::Column::State.eq(OrderState::Sent)).count(&db.read).await.unwrap();
    assert!(shown.counts.contains(&(View::Sent, sent)) && sent > 2_000);
    let entries = journal::Entity::of(&scope).count(&db.read).await.unwrap();
    assert_eq!(verify(&db.read, scope.organisation()).await.unwrap().rows, entries);
    assert_eq!(entries - before, 2_500 + sent, "opened, and approved where it was sent");
    let open: u64 = objection::Entity::of(&scope).count(&db.read).await.unwrap();
    let doubted = order::Entity::of(&scope).filter(order::Column::OpenCount.gt(0)).count(&db.read).await.unwrap();
    assert!(open > 0 && open == doubted, "{open} objections, {doubted} orders that say they have one");
    assert!(line::Entity::of(&scope).count(&db.read).await.unwrap() > 2_500);
}

#[tokio::test]
async fn a_desk_that_has_enough_orders_is_left_as_it_is() {
    let database = Database::with(Kind::Sqlite, Contents::Furnished).await.unwrap();
    let (db, scope) = (database.db(), person(&database.db(), "Sharon").await.scope);
    assert_eq!(fill(&db, &scope, opening(), &Settings::default(), 30).await.unwrap().orders, 30);
    assert_eq!(fill(&db, &scope, opening(), &Settings::default(), 20).await.unwrap().orders, 0);
    assert_eq!(
        fill(&db, &scope, opening(), &Settings::default(), 40).await.unwrap().orders,
        10,
        "only what is missing"
    );
    assert_eq!(order::Entity::of(&scope).count(&db.read).await.unwrap(), 40);
}

#[tokio::test]
async fn without_a_catalogue_nothing_can_be_ordered() {
    let database = Database::with(Kind::Sqlite, Contents::Furnished).await.unwrap();
    let (db, scope) = (database.db(), person(&database.db(), "Olga").await.scope);
    fill(&db, &scope, opening(), &Settings::default(), 10).await.unwrap_err();
    assert_eq!(order::Entity::of(&scope).count(&db.read).await.unwrap(), 0);
}
