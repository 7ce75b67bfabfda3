//! Whose order it is: by name or domain, never silently against one of them, and remembered when a person says so.

use ramjet::entity::ids::{CustomerId, CustomerNameId, OrderId};
use ramjet::entity::{OfOrganisation as _, customer, customer_name};
use ramjet::ops::deed::Done;
use ramjet::review::objection::Doubt;
use ramjet::review::order::{ReviewError, choose_customer, forget_name};
use sea_orm::{ColumnTrait as _, QueryFilter as _, QueryOrder as _};

use crate::desk::{Desk, both, mail};

const LINE: [&str; 1] = ["1000 x LOCAP2 louvre end cap 152mm, black @ $1.32 each"];
/// A name that is not ours, from nowhere we know.
const STRANGER: (&str, &str) = ("Shape Alu Components", "renae@shapealu.example");

async fn order(desk: &Desk, from: (&str, &str), number: &str) -> OrderId {
    desk.receive_order(&mail::order(from, Some(number), &LINE), &format!("{number}.eml")).await
}

async fn customer(desk: &Desk, name: &str) -> CustomerId {
    let wanted = customer::Entity::of(&desk.sharon.scope).filter(customer::Column::Name.eq(name));
    wanted.one(&desk.db.read).await.unwrap().unwrap().id
}

async fn choose(desk: &Desk, id: OrderId, whose: CustomerId) -> Result<Done, ReviewError> {
    let version = desk.page(id).await.version;
    choose_customer(&desk.deed(&desk.sharon), id, version, whose).await
}

async fn names(desk: &Desk) -> Vec<customer_name::Model> {
    let all = customer_name::Entity::of(&desk.sharon.scope).order_by_asc(customer_name::Column::Id);
    all.all(&desk.db.read).await.unwrap()
}

async fn is_ours(desk: &Desk, id: OrderId) -> Option<String> {
    desk.page(id).await.known_customer.map(|known| known.name)
}

both! {
    async fn an_unknown_name_is_asked_about_once_and_known_from_then_on(desk: Desk) {
        let first = order(&desk, STRANGER, "5001").await;
        assert_eq!(is_ours(&desk, first).await, None);
        let page = desk.page(first).await;
        let proposed: Vec<_> = page.customer_proposals.iter().map(|one| (one.name.as_str(), one.reasons.as_slice())).collect();
        assert_eq!(proposed, [("Shape Aluminium", &["similar_name"][..])]);
        choose(&desk, first, customer(&desk, "Shape Aluminium").await).await.unwrap();
        let page = desk.page(first).await;
        assert_eq!(page.customer.value.as_deref(), Some("Shape Alu Components"), "the order keeps what it says");
        assert_eq!(page.known_customer.unwrap().taught.unwrap().1, "Shape Alu Components");
        assert_eq!(desk.open_doubts(first).await, []);
        let second = order(&desk, ("SHAPE ALU COMPONENTS PTY LTD", "x@elsewhere.example"), "5002").await;
        assert_eq!(is_ours(&desk, second).await.as_deref(), Some("Shape Aluminium"));
    }

    async fn a_name_that_was_taken_back_is_unknown_again_and_cannot_be_taken_back_twice(desk: Desk) {
        let first = order(&desk, STRANGER, "5001").await;
        choose(&desk, first, customer(&desk, "Shape Aluminium").await).await.unwrap();
        let taught: CustomerNameId = names(&desk).await[0].id;
        for is_first in [true, false] {
            let version = desk.page(first).await.version;
            let done = forget_name(&desk.deed(&desk.sharon), first, version, taught).await;
            assert_eq!(done.is_ok(), is_first);
            assert!(is_first || matches!(done, Err(ReviewError::Missing(_))));
        }
        let second = order(&desk, STRANGER, "5002").await;
        assert_eq!(is_ours(&desk, second).await, None);
        assert_eq!(is_ours(&desk, first).await.as_deref(), Some("Shape Aluminium"), "what a person chose stays");
    }

    async fn a_name_of_one_customer_from_the_domain_of_another_is_asked_about_and_never_picked(desk: Desk) {
        let id = order(&desk, ("Shape Aluminium Pty Ltd", "dale@fernleighhardware.example"), "5001").await;
        assert_eq!(is_ours(&desk, id).await, None);
        let contradiction = Doubt::CustomerContradicts {
            by_name: "Shape Aluminium".into(),
            by_domain: "Fernleigh Hardware".into(),
            domain: "fernleighhardware.example".into(),
        };
        assert_eq!(desk.open_doubts(id).await, [(None, contradiction)]);
        let proposed: Vec<_> = desk.page(id).await.customer_proposals.into_iter().map(|one| one.name).collect();
        assert_eq!(proposed, ["Shape Aluminium", "Fernleigh Hardware"]);
        choose(&desk, id, customer(&desk, "Fernleigh Hardware").await).await.unwrap();
        assert_eq!(is_ours(&desk, id).await.as_deref(), Some("Fernleigh Hardware"));
        assert_eq!(names(&desk).await, [], "a name of ours does not come to mean somebody else");
        let next = order(&desk, ("Shape Aluminium Pty Ltd", "dale@fernleighhardware.example"), "5002").await;
        assert_eq!(is_ours(&desk, next).await, None, "it is asked about every time");
    }

    async fn an_unknown_name_from_a_known_domain_is_proposed_and_not_picked(desk: Desk) {
        let id = order(&desk, ("Completely Different GmbH", "x@shapealuminium.example"), "5001").await;
        assert_eq!(is_ours(&desk, id).await, None);
        let page = desk.page(id).await;
        assert_eq!(page.customer_proposals[0].name, "Shape Aluminium");
        assert_eq!(page.customer_proposals[0].reasons, ["domain"]);
        let name = "Completely Different GmbH".to_owned();
        assert_eq!(desk.open_doubts(id).await, [(None, Doubt::UnknownCustomer { name })]);
    }

    async fn what_the_chosen_customer_calls_a_product_counts_as_soon_as_it_is_chosen(desk: Desk) {
        let lines = ["5 x SHX-4711 special part, black @ $2.00 each"];
        let known = mail::order(mail::SHAPE_ALUMINIUM, Some("5001"), &lines);
        let known = desk.receive_order(&known, "5001.eml").await;
        desk.choose(&desk.sharon, known, 1, "HSG110").await.unwrap();
        let stranger = desk.receive_order(&mail::order(STRANGER, Some("5002"), &lines), "5002.eml").await;
        assert!(desk.line(stranger, 1).await.product.is_none());
        choose(&desk, stranger, customer(&desk, "Shape Aluminium").await).await.unwrap();
        assert_eq!(desk.line(stranger, 1).await.product.unwrap().code, "HSG110");
    }

    async fn a_customer_of_another_organisation_cannot_be_chosen(desk: Desk) {
        let id = order(&desk, STRANGER, "5001").await;
        let row = desk.row(id).await;
        let refused = choose(&desk, id, CustomerId(999_999)).await.unwrap_err();
        assert!(matches!(refused, ReviewError::Missing(_)), "{refused}");
        let version = row.version;
        let ours = customer(&desk, "Shape Aluminium").await;
        let refused = choose_customer(&desk.deed(&desk.olga), id, version, ours).await.unwrap_err();
        assert!(matches!(refused, ReviewError::Missing(_)), "{refused}");
        let refused = choose_customer(&desk.deed(&desk.vera), id, version, ours).await.unwrap_err();
        assert!(matches!(refused, ReviewError::NotPermitted(_)), "{refused}");
        assert_eq!(desk.row(id).await, row);
    }
}
