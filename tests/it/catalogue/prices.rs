//! Which of the prices of a product counts.

use chrono::NaiveDate;
use ramjet::entity::{Exact, OfOrganisation as _, price, product};
use ramjet::matching::prices::{self, Asked};
use ramjet::reader::units::{Currency, Millionths};
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use crate::desk::{Desk, both};

both! {
    /// A price list without breaks replaces one with breaks, and only from its day on.
    async fn a_new_price_ends_the_breaks_of_the_one_before(desk: Desk) {
        let rows = [("1.00", "0", "2026-01-01"), ("0.90", "1000", "2026-01-01"), ("0.95", "0", "2026-03-01")];
        let shop = Shop::open(&desk).await;
        for (price, from, day) in rows { shop.add(price, from, day, |_| {}).await; }
        assert_eq!(shop.price(2000, "2026-02-28").await.as_deref(), Some("0.9"));
        assert_eq!(shop.price(999, "2026-02-28").await.as_deref(), Some("1"));
        assert_eq!(shop.price(2000, "2026-03-01").await.as_deref(), Some("0.95"));
        assert_eq!(shop.price(2000, "2025-12-31").await, None);
    }

    /// A mistake stays in the history and counts nowhere; a price with a last day gives way to the one before.
    async fn a_withdrawn_price_and_one_that_has_ended_do_not_count(desk: Desk) {
        let shop = Shop::open(&desk).await;
        shop.add("2", "0", "2026-01-01", |_| {}).await;
        shop.add("1", "0", "2026-01-15", |row| row.effective_until = Set(Some(day("2026-01-31")))).await;
        shop.add("200", "0", "2026-01-20", |row| row.withdrawn_at = Set(Some(chrono::DateTime::UNIX_EPOCH))).await;
        assert_eq!(shop.price(1, "2026-01-31").await.as_deref(), Some("1"));
        assert_eq!(shop.price(1, "2026-02-01").await.as_deref(), Some("2"));
    }
}

/// A product without the prices of the demo.
struct Shop<'a> {
    desk: &'a Desk,
    product: product::Model,
}

impl<'a> Shop<'a> {
    async fn open(desk: &'a Desk) -> Self {
        let product = product::Entity::of(&desk.grant.scope)
            .filter(product::Column::Code.eq("LOCAP2"))
            .one(&desk.db.read)
            .await
            .unwrap()
            .unwrap();
        price::Entity::delete_many()
            .filter(price::Column::ProductId.eq(product.id))
            .exec(&desk.db.write)
            .await
            .unwrap();
        Self { desk, product }
    }

    async fn add(&self, price: &str, quantity_from: &str, from: &str, with: impl FnOnce(&mut price::ActiveModel)) {
        let exact = |text: &str| Exact::from(text.parse::<Millionths>().unwrap());
        let mut row = price::ActiveModel {
            organisation_id: Set(self.product.organisation_id),
            product_id: Set(self.product.id),
            unit_price: Set(exact(price)),
            price_per: Set(exact("1")),
            currency: Set("AUD".to_owned()),
            quantity_from: Set(exact(quantity_from)),
            effective_from: Set(day(from)),
            origin: Set("person".to_owned()),
            ..Default::default()
        };
        with(&mut row);
        price::Entity::insert(row).exec(&self.desk.db.write).await.unwrap();
    }

    async fn price(&self, quantity: i64, on: &str) -> Option<String> {
        let asked = Asked {
            product: self.product.id,
            colour_key: None,
            customer: None,
            quantity: Millionths::whole(quantity),
            currency: "AUD".parse::<Currency>().unwrap(),
            on: day(on),
        };
        let found = prices::find(&self.desk.db.read, &self.desk.grant.scope, asked).await.unwrap();
        found.map(|(price, _)| price.to_string())
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
