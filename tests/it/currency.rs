//! The currency of an order that prints none: assumed from the prices agreed with its customer, and said so; never silently our own.

use chrono::NaiveDate;
use ramjet::entity::ids::OrderId;
use ramjet::entity::{Exact, OfOrganisation as _, customer, price, product};
use ramjet::reader::units::Millionths;
use ramjet::review::evidence::FieldName;
use ramjet::review::objection::Doubt;
use ramjet::review::order::Correction;
use sea_orm::{ActiveValue::Set, ColumnTrait as _, EntityTrait as _, QueryFilter as _};

use crate::desk::{Desk, both, mail};

/// A line without a currency.
const BARE: &str = "1000 x LOCAP2 louvre end cap 152mm, black @ 1.32 each";

/// Agrees a price of LOCAP2 with Shape Aluminium from 1 January 2026.
async fn agree(desk: &Desk, currency: &str) {
    let scope = &desk.sharon.scope;
    let shape = customer::Entity::of(scope).filter(customer::Column::Name.eq("Shape Aluminium"));
    let locap = product::Entity::of(scope).filter(product::Column::Code.eq("LOCAP2"));
    let exact = |text: &str| Exact::from(text.parse::<Millionths>().unwrap());
    let row = price::ActiveModel {
        organisation_id: Set(scope.organisation()),
        product_id: Set(locap.one(&desk.db.read).await.unwrap().unwrap().id),
        customer_id: Set(Some(shape.one(&desk.db.read).await.unwrap().unwrap().id)),
        unit_price: Set(exact("1.32")),
        price_per: Set(exact("1")),
        currency: Set(currency.to_owned()),
        quantity_from: Set(Millionths::whole(0).into()),
        effective_from: Set(NaiveDate::from_ymd_opt(2026, 1, 1).unwrap()),
        origin: Set("typed".to_owned()),
        ..Default::default()
    };
    price::Entity::insert(row).exec(&desk.db.write).await.unwrap();
}

async fn order(desk: &Desk, line: &str) -> OrderId {
    desk.receive_order(&mail::order(mail::SHAPE_ALUMINIUM, Some("9001"), &[line]), "9001.eml").await
}

/// What is asked about the currency, with the values to choose from.
async fn asked(desk: &Desk, id: OrderId) -> Vec<(String, Vec<String>)> {
    let doubts = desk.open_doubts(id).await.into_iter();
    doubts
        .filter_map(|(_, doubt)| match doubt {
            Doubt::Unclear { field: FieldName::Currency, reason, values } => Some((reason, values)),
            _ => None,
        })
        .collect()
}

async fn correct(desk: &Desk, id: OrderId, currency: &str) {
    let version = desk.row(id).await.version;
    let values = vec![(None, FieldName::Currency, currency.to_owned())];
    let correction = Correction { values, added: Vec::new(), removed: Vec::new(), restored: Vec::new() };
    ramjet::review::order::correct(&desk.deed(&desk.sharon), id, version, &correction).await.unwrap();
}

both! {
    async fn the_currency_of_the_prices_agreed_with_the_customer_is_assumed_and_said(desk: Desk) {
        agree(&desk, "EUR").await;
        let id = order(&desk, BARE).await;
        assert_eq!(desk.row(id).await.currency.as_deref(), Some("EUR"));
        assert_eq!(asked(&desk, id).await, [("agreed_currency".to_owned(), vec!["EUR".to_owned()])]);
        correct(&desk, id, "AUD").await;
        assert_eq!(desk.row(id).await.currency.as_deref(), Some("AUD"), "a person decides");
        assert_eq!(asked(&desk, id).await, []);
    }

    async fn prices_agreed_in_several_currencies_are_asked_about(desk: Desk) {
        agree(&desk, "EUR").await;
        agree(&desk, "USD").await;
        let id = order(&desk, BARE).await;
        assert_eq!(desk.row(id).await.currency, None);
        assert_eq!(asked(&desk, id).await, [("agreed_currencies".to_owned(), vec!["EUR".to_owned(), "USD".to_owned()])]);
    }

    async fn a_printed_currency_is_not_replaced_and_our_own_needs_no_question(desk: Desk) {
        agree(&desk, "AUD").await;
        let id = order(&desk, BARE).await;
        assert_eq!((desk.row(id).await.currency, asked(&desk, id).await), (None, vec![]));
        agree(&desk, "EUR").await;
        let printed = mail::order(mail::SHAPE_ALUMINIUM, Some("9002"), &["1000 x LOCAP2 black @ 1.32 AUD each"]);
        let other = desk.receive_order(&printed, "9002.eml").await;
        assert_eq!((desk.row(other).await.currency.as_deref(), asked(&desk, other).await), (Some("AUD"), vec![]));
    }

    async fn a_dollar_is_never_taken_for_euros(desk: Desk) {
        agree(&desk, "EUR").await;
        let id = order(&desk, "1000 x LOCAP2 black @ $1.32 each").await;
        assert_ne!(desk.row(id).await.currency.as_deref(), Some("EUR"));
        assert!(asked(&desk, id).await.is_empty());
    }
}
