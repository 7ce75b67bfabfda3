//! What is pointed out before an order is approved, and what is not.

use chrono::NaiveDate;
use ramjet::entity::ids::{CustomerId, OrderId, ProductId};
use ramjet::entity::states::OrderState;
use ramjet::entity::{Exact, OfOrganisation as _, customer, price, product};
use ramjet::fulfilment::FulfilmentError;
use ramjet::reader::units::{Currency, Millionths};
use ramjet::review::evidence::FieldName;
use ramjet::review::objection::{Difference, Doubt};
use ramjet::review::order::{Original, ReviewError, set_aside_as_duplicate};
use sea_orm::{
    ActiveModelTrait as _, ActiveValue::Set, ColumnTrait as _, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
};

use crate::desk::{Desk, both, mail};

/// A line that is right in everything.
const GOOD: &str = "1000 x LOCAP2 louvre end cap 152mm, black @ $1.32 each";

async fn order(desk: &Desk, number: &str, lines: &[&str]) -> OrderId {
    desk.receive_order(&mail::order(mail::SHAPE_ALUMINIUM, Some(number), lines), &format!("{number}.eml")).await
}

async fn kinds(desk: &Desk, id: OrderId) -> Vec<&'static str> {
    desk.open_doubts(id).await.iter().map(|(_, doubt)| doubt.kind()).collect()
}

async fn product(desk: &Desk, code: &str) -> product::Model {
    let found = product::Entity::of(&desk.sharon.scope).filter(product::Column::Code.eq(code)).one(&desk.db.read).await;
    found.unwrap().unwrap()
}

async fn change_product(desk: &Desk, code: &str, change: impl FnOnce(&mut product::ActiveModel)) {
    let mut row = product(desk, code).await.into_active_model();
    change(&mut row);
    row.update(&desk.db.write).await.unwrap();
}

async fn shape(desk: &Desk) -> customer::Model {
    let wanted = customer::Entity::of(&desk.sharon.scope).filter(customer::Column::Name.eq("Shape Aluminium"));
    wanted.one(&desk.db.read).await.unwrap().unwrap()
}

async fn change_customer(desk: &Desk, change: impl FnOnce(&mut customer::ActiveModel)) {
    let mut row = shape(desk).await.into_active_model();
    change(&mut row);
    row.update(&desk.db.write).await.unwrap();
}

fn exact(text: &str) -> Exact {
    text.parse::<Millionths>().unwrap().into()
}

/// A price of LOCAP2 from 1 January 2026.
async fn put_price(desk: &Desk, whose: Option<CustomerId>, unit_price: &str, from: i64, currency: &str) {
    let row = price::ActiveModel {
        organisation_id: Set(desk.sharon.scope.organisation()),
        product_id: Set(product(desk, "LOCAP2").await.id),
        customer_id: Set(whose),
        unit_price: Set(exact(unit_price)),
        price_per: Set(exact("1")),
        currency: Set(currency.to_owned()),
        quantity_from: Set(Millionths::whole(from).into()),
        effective_from: Set(day(2026, 1, 1)),
        origin: Set("typed".to_owned()),
        ..Default::default()
    };
    price::Entity::insert(row).exec(&desk.db.write).await.unwrap();
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

both! {
    async fn a_row_that_looks_like_an_item_and_is_no_line_is_asked_about_and_can_be_settled(desk: Desk) {
        let id = order(&desk, "9071", &[GOOD, "and 300 black lids to suit"]).await;
        let doubts = desk.open_doubts(id).await;
        let is_told = |(line, doubt): &(Option<i64>, Doubt)| {
            line.is_none() && matches!(doubt, Doubt::RowNotTaken { place } if place.quote == "and 300 black lids to suit")
        };
        assert!(doubts.len() == 1 && is_told(&doubts[0]), "{doubts:?}");
        let page = desk.serve().visit(&desk.sharon).get(&format!("/orders/{id}")).unwrap();
        assert!(page.text().contains("looks like an item") && page.text().contains("#e-row-"), "with the way to its place");
        desk.settle_all(&desk.sharon, id).await;
        assert_eq!(desk.open_doubts(id).await, []);
    }

    async fn an_order_that_is_right_in_everything_is_not_objected_to(desk: Desk) {
        let id = order(&desk, "9001", &[GOOD]).await;
        assert_eq!(desk.open_doubts(id).await, []);
    }

    async fn the_price_agreed_with_a_customer_goes_before_the_lists_and_both_are_kept(desk: Desk) {
        put_price(&desk, Some(shape(&desk).await.id), "1.25", 500, "AUD").await;
        let id = order(&desk, "9001", &["1000 x LOCAP2 louvre end cap 152mm, black @ $1.25 each"]).await;
        assert_eq!(desk.open_doubts(id).await, []);
        let line = desk.line(id, 1).await;
        assert_eq!(line.own_price.unwrap().0, Millionths(1_250_000));
        assert_eq!(line.list_price.unwrap().0, Millionths(1_320_000));
        assert_eq!(line.price_from, Some(Millionths::whole(500)));
        let other = order(&desk, "9002", &["1000 x LOCAP2 louvre end cap 152mm, black @ $1.32 each"]).await;
        let doubts = desk.open_doubts(other).await;
        assert!(matches!(doubts.as_slice(), [(Some(1), Doubt::PriceDiffers { is_own: true, difference, .. })] if difference.minor == 7_000), "{doubts:?}");
    }

    async fn below_the_quantity_break_the_list_price_holds(desk: Desk) {
        put_price(&desk, Some(shape(&desk).await.id), "1.25", 500, "AUD").await;
        let id = order(&desk, "9001", &["499 x LOCAP2 louvre end cap 152mm, black @ $1.32 each"]).await;
        assert_eq!(desk.open_doubts(id).await, []);
        assert_eq!(desk.line(id, 1).await.own_price, None);
    }

    async fn a_price_off_by_exactly_the_tolerance_is_tolerated_and_by_a_hair_more_is_not(desk: Desk) {
        change_customer(&desk, |row| row.price_tolerance_percent = Set(Some(exact("2.5")))).await;
        for (number, price, is_tolerated) in
            [("9001", "1.353", true), ("9002", "1.287", true), ("9003", "1.3531", false), ("9004", "1.2869", false)]
        {
            let id = order(&desk, number, &[&format!("1000 x LOCAP2 louvre end cap 152mm, black @ ${price} each")]).await;
            assert_eq!(kinds(&desk, id).await.contains(&"price_differs"), !is_tolerated, "{price}");
        }
    }

    async fn the_tolerance_of_a_customer_goes_before_that_of_the_organisation(desk: Desk) {
        desk.change_settings(|settings| settings.price_tolerance_percent = Millionths::whole(10)).await;
        let line = ["1000 x LOCAP2 louvre end cap 152mm, black @ $1.40 each"];
        let tolerant = order(&desk, "9001", &line).await;
        assert_eq!(desk.open_doubts(tolerant).await, []);
        change_customer(&desk, |row| row.price_tolerance_percent = Set(Some(exact("0")))).await;
        let strict = order(&desk, "9002", &line).await;
        assert_eq!(kinds(&desk, strict).await, ["price_differs"]);
    }

    async fn a_line_without_a_price_is_asked_about_and_the_list_price_is_offered(desk: Desk) {
        let id = order(&desk, "9001", &["1000 x LOCAP2 louvre end cap 152mm, black"]).await;
        let expected = Doubt::PriceMissing {
            list: Some((Millionths(1_320_000), Millionths::whole(1))),
            is_own: false,
            currency: Currency::AUD,
        };
        assert_eq!(desk.open_doubts(id).await, [(Some(1), expected)]);
        desk.correct(&desk.sharon, id, &[(Some(1), FieldName::UnitPrice, "1.32")]).await.unwrap();
        assert_eq!(desk.open_doubts(id).await, []);
    }

    async fn an_order_in_another_currency_than_the_list_is_pointed_out_once(desk: Desk) {
        let id = order(&desk, "9001", &[GOOD, "10 x LOCAP3 louvre end cap 178mm, black @ $1.54 each"]).await;
        desk.correct(&desk.sharon, id, &[(None, FieldName::Currency, "EUR")]).await.unwrap();
        let eur: Currency = "EUR".parse().unwrap();
        assert_eq!(desk.open_doubts(id).await, [(None, Doubt::OtherCurrency { order: eur, list: Currency::AUD })]);
        put_price(&desk, None, "0.80", 0, "EUR").await;
        desk.correct(&desk.sharon, id, &[(None, FieldName::Instructions, "look again")]).await.unwrap();
        assert!(kinds(&desk, id).await.contains(&"price_differs"), "where there is a price in euros it is compared");
    }

    async fn less_than_the_minimum_and_broken_packs_are_said_with_the_next_possible_quantities(desk: Desk) {
        change_product(&desk, "LOCAP2", |row| {
            row.minimum_quantity = Set(Some(exact("120")));
            row.pack_multiple = Set(Some(exact("50")));
        })
        .await;
        let whole = Millionths::whole;
        let product = || "LOCAP2".to_owned();
        let line = |n: &str| format!("{n} x LOCAP2 louvre end cap 152mm, black @ $1.32 each");
        let few = order(&desk, "9001", &[&line("100")]).await;
        let below = Doubt::BelowMinimum { product: product(), quantity: whole(100), minimum: whole(150) };
        assert_eq!(desk.open_doubts(few).await, [(Some(1), below)]);
        let odd = order(&desk, "9002", &[&line("160")]).await;
        let broken = Doubt::NotPackMultiple {
            product: product(),
            quantity: whole(160),
            multiple: whole(50),
            below: Some(whole(150)),
            above: whole(200),
        };
        assert_eq!(desk.open_doubts(odd).await, [(Some(1), broken)]);
        desk.correct(&desk.sharon, odd, &[(Some(1), FieldName::Quantity, "150")]).await.unwrap();
        assert_eq!(desk.open_doubts(odd).await, [], "exactly enough, in whole packs");
    }

    async fn half_a_cap_is_not_a_cap_but_half_a_kilogram_is_half_a_kilogram(desk: Desk) {
        let id = order(&desk, "9001", &[GOOD]).await;
        desk.correct(&desk.sharon, id, &[(Some(1), FieldName::Quantity, "2.5")]).await.unwrap();
        assert_eq!(kinds(&desk, id).await, ["fractional"]);
        change_product(&desk, "LOCAP2", |row| row.unit = Set(Some("kg".to_owned()))).await;
        desk.correct(&desk.sharon, id, &[(Some(1), FieldName::Quantity, "3.5")]).await.unwrap();
        assert_eq!(desk.open_doubts(id).await, []);
    }

    async fn a_product_that_is_no_longer_sold_is_pointed_out_with_its_successor(desk: Desk) {
        let successor = product(&desk, "LOCAP3").await.id;
        change_product(&desk, "LOCAP2", |row| {
            row.discontinued_on = Set(Some(day(2026, 2, 5)));
            row.successor_id = Set(Some(successor));
        })
        .await;
        let id = order(&desk, "9001", &[GOOD]).await;
        let gone = Doubt::Discontinued {
            product: "LOCAP2".into(),
            on: Some(day(2026, 2, 5)),
            successor: Some((successor, "LOCAP3".into())),
        };
        assert!(desk.open_doubts(id).await.contains(&(Some(1), gone)));
        desk.choose(&desk.sharon, id, 1, "LOCAP3").await.unwrap();
        assert!(!kinds(&desk, id).await.contains(&"discontinued"));
    }

    async fn a_product_that_ends_tomorrow_is_still_sold_today(desk: Desk) {
        change_product(&desk, "LOCAP2", |row| row.discontinued_on = Set(Some(day(2026, 2, 6)))).await;
        let id = order(&desk, "9001", &[GOOD]).await;
        assert_eq!(desk.open_doubts(id).await, []);
    }

    async fn a_delivery_sooner_than_the_lead_time_names_the_first_possible_day(desk: Desk) {
        change_product(&desk, "LOCAP2", |row| row.lead_days = Set(Some(10))).await;
        let in_time = order(&desk, "9001", &[GOOD]).await;
        assert_eq!(desk.open_doubts(in_time).await, [], "15 days ahead");
        change_customer(&desk, |row| row.lead_days = Set(Some(16))).await;
        let late = order(&desk, "9002", &[GOOD]).await;
        let soon = Doubt::TooSoon { date: day(2026, 2, 20), earliest: day(2026, 2, 21), days: 16 };
        assert_eq!(desk.open_doubts(late).await, [(None, soon)], "the longer of both lead times counts");
    }

    async fn a_date_that_has_passed_and_an_order_from_the_future_are_pointed_out(desk: Desk) {
        let id = order(&desk, "9001", &[GOOD]).await;
        desk.correct(&desk.sharon, id, &[(None, FieldName::DeliveryDate, "4/2/2026"), (None, FieldName::OrderDate, "7/2/2026")])
            .await
            .unwrap();
        let expected =
            [(None, Doubt::OrderDateAhead { date: day(2026, 2, 7) }), (None, Doubt::DatePast { date: day(2026, 2, 4) })];
        assert_eq!(desk.open_doubts(id).await, expected);
        desk.correct(&desk.sharon, id, &[(None, FieldName::DeliveryDate, "5/2/2026"), (None, FieldName::OrderDate, "6/2/2026")])
            .await
            .unwrap();
        assert_eq!(desk.open_doubts(id).await, [], "today is no past, and it is tomorrow east of us");
    }

    async fn an_order_that_waited_until_it_was_late_is_not_approved_and_the_page_says_why(desk: Desk) {
        let id = order(&desk, "9001", &[GOOD]).await;
        assert_eq!(desk.open_doubts(id).await, []);
        desk.advance(16 * 86_400);
        let refused = desk.approve(&desk.sharon, id).await.unwrap_err();
        assert!(matches!(refused, FulfilmentError::Review(ReviewError::Unsettled { left: 1, .. })), "{refused}");
        let page = desk.page(id).await;
        assert_eq!((page.state, page.history[0].action.as_str()), (OrderState::InReview, "rechecked"));
        assert_eq!(desk.open_doubts(id).await, [(None, Doubt::DatePast { date: day(2026, 2, 20) })]);
        assert!(desk.letters().is_empty() && page.forms.is_empty());
        desk.settle_and_approve(&desk.sharon, id).await;
        desk.evening().await;
    }

    async fn who_accepted_a_short_lead_time_is_not_asked_again_the_next_day(desk: Desk) {
        change_product(&desk, "LOCAP2", |row| row.lead_days = Set(Some(30))).await;
        let id = order(&desk, "9001", &[GOOD]).await;
        assert_eq!(kinds(&desk, id).await, ["too_soon"]);
        desk.settle_all(&desk.sharon, id).await;
        desk.advance(86_400);
        desk.approve(&desk.sharon, id).await.unwrap();
        desk.evening().await;
    }

    async fn a_price_that_changed_while_the_order_waited_is_seen_at_approval(desk: Desk) {
        let id = order(&desk, "9001", &[GOOD]).await;
        put_price(&desk, Some(shape(&desk).await.id), "1.20", 0, "AUD").await;
        let refused = desk.approve(&desk.sharon, id).await.unwrap_err();
        assert!(matches!(refused, FulfilmentError::Review(ReviewError::Unsettled { left: 1, .. })), "{refused}");
        assert_eq!(kinds(&desk, id).await, ["price_differs"]);
    }

    async fn an_order_that_changes_an_earlier_one_says_what_is_different(desk: Desk) {
        let first = order(&desk, "9001", &[GOOD, "10 x LOCAP3 louvre end cap 178mm, black @ $1.54 each"]).await;
        let lines = ["500 x LOCAP2 louvre end cap 152mm, black @ $1.32 each", "50 x SPC10 spacer 10 mm, black @ $0.06 each"];
        let second = order(&desk, "9001-R2", &lines).await;
        let doubts = desk.open_doubts(second).await;
        let Some((None, Doubt::Revises { order, po_number, is_released, differences })) = doubts.first() else {
            panic!("{doubts:?}")
        };
        assert_eq!((*order, po_number.as_str(), *is_released), (first, "9001", false));
        let ten = Some(Millionths::whole(10));
        assert_eq!(differences.as_slice(), [
            Difference::Changed {
                what: Some("LOCAP2".into()),
                field: FieldName::Quantity,
                from: Some("1000".into()),
                to: Some("500".into()),
            },
            Difference::Added { what: "SPC10".into(), quantity: Some(Millionths::whole(50)) },
            Difference::Removed { what: "LOCAP3".into(), quantity: ten },
        ]);
    }

    async fn a_revision_names_what_it_does_not_repeat_and_a_copy_that_says_less_is_a_copy(desk: Desk) {
        let first = order(&desk, "9001", &[GOOD]).await;
        let typed = [
            (None, FieldName::Instructions, "MUST BE UV STABLE"),
            (None, FieldName::ShipToAddress, "Gate 3, 12 Dock Road"),
        ];
        desk.correct(&desk.sharon, first, &typed).await.unwrap();
        let copy = desk.receive_order(&mail::order_with(mail::SHAPE_ALUMINIUM, "9001", &[GOOD], ("a.txt", "text/plain", "Thanks")), "copy.eml").await;
        let doubts = desk.open_doubts(copy).await;
        assert!(doubts.iter().any(|(_, doubt)| matches!(doubt, Doubt::Repeats { is_same: true, .. })), "{doubts:?}");
        let (deed, version) = (desk.deed(&desk.sharon), desk.page(copy).await.version);
        set_aside_as_duplicate(&deed, copy, version, &Original::AsFound).await.unwrap();
        let revised = order(&desk, "9001", &["500 x LOCAP2 louvre end cap 152mm, black @ $1.32 each"]).await;
        let doubts = desk.open_doubts(revised).await;
        let Some((None, Doubt::Revises { differences, .. })) = doubts.first() else { panic!("{doubts:?}") };
        let gone = |field: FieldName, was: &str| Difference::Changed { what: None, field, from: Some(was.into()), to: None };
        assert!(differences.contains(&gone(FieldName::Instructions, "MUST BE UV STABLE")), "{differences:?}");
        assert!(differences.contains(&gone(FieldName::ShipToAddress, "Gate 3, 12 Dock Road")), "{differences:?}");
    }

    async fn an_order_beside_a_file_that_nobody_could_read_is_looked_at_and_one_beside_a_text_is_not(desk: Desk) {
        let noted = |doubts: &[(Option<i64>, Doubt)]| {
            doubts.iter().any(|(line, doubt)| line.is_none() && matches!(doubt, Doubt::Noted { note } if note == "unread_attachment"))
        };
        let broken = ("more.pdf", "application/pdf", "%PDF-1.7 nothing of a document");
        let mail = mail::order_with(mail::SHAPE_ALUMINIUM, "9001", &[GOOD], broken);
        let id = desk.receive_order(&mail, "9001.eml").await;
        assert!(noted(&desk.open_doubts(id).await), "{:?}", desk.open_doubts(id).await);
        let refused = desk.approve(&desk.sharon, id).await.unwrap_err();
        assert!(matches!(refused, FulfilmentError::Review(ReviewError::Unsettled { left: 1, .. })), "{refused}");
        desk.settle_and_approve(&desk.sharon, id).await;
        let whole = mail::order_with(mail::SHAPE_ALUMINIUM, "9002", &[GOOD], ("terms.txt", "text/plain", "Our terms apply."));
        let id = desk.receive_order(&whole, "9002.eml").await;
        assert!(!noted(&desk.open_doubts(id).await));
        desk.evening().await;
    }

    async fn a_change_of_an_approved_order_says_that_the_factory_knows_the_old_one(desk: Desk) {
        let first = order(&desk, "9001", &[GOOD]).await;
        desk.approve(&desk.sharon, first).await.unwrap();
        desk.evening().await;
        let second = order(&desk, "9001", &["900 x LOCAP2 louvre end cap 152mm, black @ $1.32 each"]).await;
        let doubts = desk.open_doubts(second).await;
        assert!(matches!(doubts.as_slice(), [(None, Doubt::Revises { is_released: true, .. })]), "{doubts:?}");
    }

    async fn the_same_number_of_another_customer_is_another_order(desk: Desk) {
        order(&desk, "9001", &[GOOD]).await;
        let other = mail::order(mail::FERNLEIGH_HARDWARE, Some("9001"), &["10 x RPLUG25 round tube plug 25 mm, white @ $0.29 each"]);
        let id = desk.receive_order(&other, "other.eml").await;
        assert!(!kinds(&desk, id).await.iter().any(|kind| ["repeats", "revises"].contains(kind)));
    }

    async fn an_unknown_colour_offers_the_colours_there_are_with_the_likeliest_first(desk: Desk) {
        let id = order(&desk, "9001", &[GOOD]).await;
        desk.correct(&desk.sharon, id, &[(Some(1), FieldName::Colour, "WHT")]).await.unwrap();
        assert_eq!(kinds(&desk, id).await, ["unknown_colour"]);
        assert_eq!(desk.line(id, 1).await.colours, ["White", "Black"]);
        desk.correct(&desk.sharon, id, &[(Some(1), FieldName::Colour, "")]).await.unwrap();
        assert_eq!(kinds(&desk, id).await, ["colour_not_stated"]);
        desk.correct(&desk.sharon, id, &[(Some(1), FieldName::Colour, "wHiTe")]).await.unwrap();
        assert_eq!(desk.open_doubts(id).await, []);
        assert!(desk.line(id, 1).await.colours.is_empty());
    }

    async fn objections_of_another_organisations_catalogue_are_not_ours(desk: Desk) {
        let row = product::Entity::of(&desk.olga.scope).filter(product::Column::Id.gt(ProductId(0)));
        assert!(row.one(&desk.db.read).await.unwrap().is_none(), "they have no products at all");
        let mail = mail::order(mail::SHAPE_ALUMINIUM, Some("9001"), &[GOOD]);
        assert_eq!(desk.deliver_to("other-works", &mail, "9001.eml").await, 1);
        desk.work_until_idle().await;
        let id = *desk.orders().await.last().unwrap();
        let page = desk.page_for(&desk.olga.scope, id).await.unwrap();
        assert!(page.lines[0].product.is_none() && page.lines[0].proposals.is_empty());
        assert!(page.objections.iter().all(|objection| !matches!(objection.doubt, Doubt::PriceDiffers { .. })));
    }
}
