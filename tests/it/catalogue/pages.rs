//! The pages of the catalogue by plain forms, without scripts.

use super::products::product;
use crate::desk::both;

both! {
    async fn a_product_is_made_edited_priced_and_named_by_plain_forms(desk: Desk) {
        let served = desk.serve();
        let mut grant = served.visit(&desk.grant);
        let form = grant.get("/products/new").unwrap().form("/products");
        let bad = grant.send(&form.clone().with("code", "P-1").with("lead_days", "2.5")).unwrap();
        assert_eq!(bad.status, 422);
        let text = bad.text();
        assert!(text.contains("whole number") && text.contains("This is needed.") && text.contains("value=\"2.5\""), "typed text is kept");
        let made = grant.send(&bad.form("/products").with("description", "A plug").with("lead_days", "3")).unwrap();
        assert_eq!(made.status, 303);
        let path = made.header("location").to_owned();
        let edit = grant.get(&format!("{path}/edit")).unwrap().form("/correction");
        let stale = grant.get(&format!("{path}/edit")).unwrap().form("/correction").with("family", "later");
        assert_eq!(grant.send(&edit.with("family", "PLUG").with("status", "on_hold")).unwrap().status, 303);
        let conflict = grant.send(&stale).unwrap();
        assert_eq!(conflict.status, 409);
        assert!(conflict.text().contains("PLUG") && conflict.text().contains("later"), "both versions");
        let price = grant.get(&format!("{path}/prices/new")).unwrap().form("/prices");
        assert_eq!(grant.send(&price.with("price_1", "0.45").with("price_per", "100")).unwrap().status, 303);
        let name = grant.get(&path).unwrap().form("/part-numbers");
        assert_eq!(grant.send(&name.with("part_number", "X9").with("customer", "Cleber")).unwrap().status, 303);
        let page = grant.get(&path).unwrap().text();
        for part in ["P-1", "A plug", "PLUG", "On hold", "0.45", "per 100", "X9", "Cleber", "set a price", "in force"] {
            assert!(page.contains(part), "{part}");
        }
        let list = grant.get("/products?q=x9").unwrap().text();
        assert!(list.contains("P-1") && !list.contains("LOCAP2"));
    }

    async fn a_double_click_makes_one_product(desk: Desk) {
        let served = desk.serve();
        let mut grant = served.visit(&desk.grant);
        let form = grant.get("/products/new").unwrap().form("/products").with("code", "ONCE").with("description", "Once");
        let first = grant.send(&form).unwrap();
        let again = grant.send(&form).unwrap();
        assert_eq!((first.status, again.status), (303, 303));
        assert_eq!(first.header("location"), again.header("location"));
        assert_eq!(product(&desk, "ONCE").await.history.len(), 1);
    }

    async fn customers_are_made_and_refused_by_plain_forms(desk: Desk) {
        let served = desk.serve();
        let mut grant = served.visit(&desk.grant);
        let form = grant.get("/customers/new").unwrap().form("/customers");
        let refused = grant.send(&form.with("name", "Fresh Co").with("domains", "a@gmail.com")).unwrap();
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("Everybody can have an address at gmail.com"));
        let made = grant.send(&refused.form("/customers").with("domains", "fresh.example")).unwrap();
        assert_eq!(made.status, 303);
        let page = grant.get(made.header("location")).unwrap().text();
        assert!(page.contains("Fresh Co") && page.contains("fresh.example"));
    }

    async fn who_may_only_look_sees_no_form_and_reviewers_may_only_name(desk: Desk) {
        let served = desk.serve();
        let path = format!("/products/{}", product(&desk, "LOCAP2").await.id);
        let mut vera = served.visit(&desk.vera);
        let page = vera.get(&path).unwrap();
        assert!(page.text().contains("M-LC152"));
        assert!(page.find_form("/part-numbers").is_none() && !page.text().contains("/edit"));
        let mut sharon = served.visit(&desk.sharon);
        let page = sharon.get(&path).unwrap();
        assert!(page.find_form("/part-numbers").is_some() && !page.text().contains("/edit"));
        for closed in ["/edit", "/prices/new", "/colours/new"] {
            assert_eq!(sharon.get(&format!("{path}{closed}")).unwrap().status, 404);
        }
        let mut olga = served.visit(&desk.olga);
        for foreign in ["", "/edit", "/prices/new", "/colours/new"] {
            assert_eq!(olga.get(&format!("{path}{foreign}")).unwrap().status, 404, "{foreign}");
        }
        assert_eq!(olga.get("/customers/1").unwrap().status, 404);
    }
}
