//! Organisations that know nothing of each other: whoever may not see a thing gets the answer as if it did not exist.

use ramjet::entity::states::Fate;
use ramjet::fulfilment::{self, FulfilmentError};
use ramjet::ops::cache::Cache;
use ramjet::review::order::{self as review, Correction, ProductChoice, ReviewError};
use ramjet::understanding::page as understanding;
use ramjet::web::routes::ROUTES;
use ramjet::{entity::document, intake};
use sea_orm::EntityTrait as _;

use crate::desk::{both, mail};

fn is_missing<T>(result: Result<T, ReviewError>) -> bool {
    matches!(result, Err(ReviewError::Missing(_)))
}

both! {
    async fn an_order_of_another_organisation_can_neither_be_seen_nor_touched(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let (page, before) = (desk.page(id).await, desk.dump().await);
        let deed = desk.deed(&desk.olga);
        let (version, line) = (page.version, page.lines[0].id);
        assert!(is_missing(desk.page_for(&desk.olga.scope, id).await));
        assert!(is_missing(review::correct(&deed, id, version, &Correction::default()).await));
        let choice = ProductChoice::Code("LOCAP3".to_owned());
        assert!(is_missing(review::choose_product(&deed, id, version, line, &choice).await));
        assert!(is_missing(review::settle(&deed, id, version, ramjet::entity::ids::ObjectionId(1)).await));
        assert!(is_missing(review::reject(&deed, id, version, "mine now").await));
        assert!(is_missing(review::set_aside_as_duplicate(&deed, id, version, &ramjet::review::order::Original::AsFound).await));
        assert!(is_missing(review::reopen(&deed, id, version).await));
        let approved = fulfilment::order::approve(&deed, &desk.blobs, id, version).await;
        assert!(matches!(approved, Err(FulfilmentError::Review(ReviewError::Missing(_)))));
        let recalled = fulfilment::order::recall(&deed, id, version).await;
        assert!(matches!(recalled, Err(FulfilmentError::Review(ReviewError::Missing(_)))));
        assert!(fulfilment::page::needs(&desk.db, &desk.olga.scope, id).await.unwrap().is_empty());
        assert_eq!(desk.dump().await, before);
    }

    async fn mails_and_their_pages_are_not_shown_to_another_organisation(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let message = desk.message_of(id).await;
        assert!(intake::page::inbox(&desk.db, &desk.olga.scope, None).await.unwrap().rows.is_empty());
        let source = understanding::source(&desk.db, &desk.olga.scope, message).await;
        assert!(matches!(source, Err(understanding::SourceError::MissingMessage(_))));
        let pictures = Cache::open(&desk.ctx.config.place.pictures(), 1 << 20);
        let tools =
            understanding::Tools { db: &desk.db, blobs: &desk.blobs, isolate: &desk.ctx.isolate, pictures: &pictures };
        for row in document::Entity::find().all(&desk.db.read).await.unwrap() {
            let picture = understanding::picture(&tools, &desk.olga.scope, row.id, 1, 50).await;
            assert!(matches!(picture, Err(understanding::SourceError::MissingDocument(_))));
        }
    }

    async fn the_same_mail_for_two_organisations_is_an_order_of_each(desk: Desk) {
        let ours = desk.receive_order(mail::SHAPE, "12022.eml").await;
        assert_eq!(desk.deliver_to("other-works", mail::SHAPE, "12022.eml").await, 1);
        desk.work_until_idle().await;
        let orders = desk.orders().await;
        assert_eq!((orders.len(), orders[0]), (2, ours));
        let theirs = desk.page_for(&desk.olga.scope, orders[1]).await.unwrap();
        assert!(theirs.lines.iter().all(|line| line.product.is_none()), "our catalogue is not theirs");
        let inbox = intake::page::inbox(&desk.db, &desk.olga.scope, None).await.unwrap();
        assert_eq!(inbox.rows.iter().map(|row| row.fate).collect::<Vec<_>>(), [Fate::InRecord], "no repeat of ours");
        assert!(!theirs.objections.iter().any(|objection| objection.doubt.kind() == "repeats"));
    }

    async fn works_orders_of_two_organisations_may_be_called_the_same(desk: Desk) {
        let ours = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.deliver_to("other-works", mail::SHAPE, "12022.eml").await;
        desk.work_until_idle().await;
        let theirs = desk.orders().await[1];
        desk.approve(&desk.sharon, ours).await.unwrap();
        let deed = desk.deed(&desk.olga);
        loop {
            let page = desk.page_for(&desk.olga.scope, theirs).await.unwrap();
            let open = page.objections.iter().find(|o| o.settled_by.is_none());
            let Some(open) = open else { break };
            review::settle(&deed, theirs, page.version, open.id).await.unwrap();
        }
        let version = desk.page_for(&desk.olga.scope, theirs).await.unwrap().version;
        fulfilment::order::approve(&deed, &desk.blobs, theirs, version).await.unwrap();
        let page = desk.page_for(&desk.olga.scope, theirs).await.unwrap();
        assert_eq!(page.lines[0].works_order_no.as_deref(), Some("WO-12022-1"));
        assert!(desk.form(&desk.sharon.scope, (theirs, page.forms[0].id)).await.is_err(), "their forms are not ours");
        assert_eq!(page.letter.unwrap().recipients, ["all@other.example"]);
        desk.evening().await;
    }

    async fn over_http_every_address_of_another_organisation_is_a_page_that_does_not_exist(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let served = desk.serve();
        let mut sharon = served.visit(&desk.sharon);
        let forms = crate::desk::html::forms(&sharon.get(&format!("/orders/{id}")).unwrap().text());
        desk.approve(&desk.sharon, id).await.unwrap();
        let page = sharon.get(&format!("/orders/{id}")).unwrap();
        let forms: Vec<_> = forms.into_iter().chain(crate::desk::html::forms(&page.text())).collect();
        let form = desk.page(id).await.forms[0].id;
        let document = document::Entity::find().one(&desk.db.read).await.unwrap().unwrap().id;
        let message = desk.message_of(id).await;
        let before = desk.dump().await;
        let mut olga = served.visit(&desk.olga);
        let mut tried = 0;
        for path in [
            format!("/orders/{id}"),
            format!("/orders/{id}/edit"),
            format!("/orders/{id}/forms/{form}"),
            format!("/inbox/{message}"),
            format!("/documents/{document}/pages/1.png"),
        ] {
            assert_eq!(olga.get(&path).unwrap().status, 404, "{path}");
            tried += 1;
        }
        let about_orders: Vec<_> = forms.iter().filter(|form| form.action.starts_with("/orders/")).collect();
        assert!(about_orders.len() >= 3);
        for form in about_orders {
            assert_eq!(olga.send(form).unwrap().status, 404, "{}", form.action);
            tried += 1;
        }
        for list in ["/orders?view=all", "/inbox"] {
            let text = olga.get(list).unwrap().text();
            assert!(!text.contains("12022") && !text.contains("Shape Aluminium"), "{list}");
        }
        let with_id = ROUTES.iter().filter(|route| route.path.contains("{id}")).count();
        assert_eq!(desk.dump().await, before);
        crate::desk::say(&format!("tenant probes {tried} over {with_id} routes, leaks 0"));
        desk.evening().await;
    }
}
