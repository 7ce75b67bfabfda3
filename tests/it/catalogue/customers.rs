//! A person adds customers and says what is known of them.

use ramjet::matching::catalogue::fields::{CustomerField, Problem};
use ramjet::matching::catalogue::list::{self, ListQuery};
use ramjet::matching::catalogue::{CatalogueError, clients, page};

use super::products::typed;
use crate::desk::both;

both! {
    async fn a_new_customer_is_found_by_name_number_and_domain_and_by_their_mail(desk: Desk) {
        let values = typed(&[("name", "Öztürk Fenster GmbH"), ("number", "K-100"), ("domains", "bestellung@oeztuerk.example, oz-fenster.example"),
            ("address", "Hauptstr. 1\n50667 Köln"), ("price_tolerance_percent", "0.5"), ("lead_days", "15")]);
        let id = clients::create(&desk.deed(&desk.grant), &values).await.unwrap();
        let shown = page::customer(&desk.db, &desk.vera.scope, id).await.unwrap();
        assert_eq!(shown.value(CustomerField::Domains), "oeztuerk.example\noz-fenster.example");
        assert_eq!((shown.value(CustomerField::PriceTolerance), shown.value(CustomerField::Address)), ("0.5", "Hauptstr. 1\n50667 Köln"));
        for words in ["ozturk", "K-10", "oz-fenster.ex", "Öztürk Fenster"] {
            let query = ListQuery { words: words.to_owned(), after: None };
            let found = list::customers(&desk.db, &desk.vera.scope, &query).await.unwrap();
            assert_eq!(found.rows.iter().map(|row| row.id).collect::<Vec<_>>(), [id], "{words}");
        }
        for words in ["%", "_", "nobody"] {
            let query = ListQuery { words: words.to_owned(), after: None };
            assert!(list::customers(&desk.db, &desk.vera.scope, &query).await.unwrap().rows.is_empty(), "{words} is no pattern");
        }
    }

    async fn what_belongs_to_another_customer_or_to_everybody_is_refused(desk: Desk) {
        for (name, value, problem) in [
            ("domains", "cleber.example", Problem::Taken),
            ("domains", "joe@gmail.com", Problem::PublicDomain),
            ("domains", "not a domain", Problem::NotADomain),
            ("name", "CLEBER Pty Ltd", Problem::Taken),
            ("price_tolerance_percent", "101", Problem::OverHundred),
            ("lead_days", "soon", Problem::NotANumber),
        ] {
            let mut values = typed(&[("name", "Somebody New"), ("domains", "new.example")]);
            values.insert(name.to_owned(), value.to_owned());
            match clients::create(&desk.deed(&desk.grant), &values).await {
                Err(CatalogueError::Refused(faults)) => assert_eq!((faults[0].field.as_str(), faults[0].problem), (name, problem), "{value}"),
                other => panic!("{value}: {other:?}"),
            }
        }
        let nameless = clients::create(&desk.deed(&desk.grant), &typed(&[("name", " . ")])).await;
        assert!(matches!(nameless, Err(CatalogueError::Refused(_))));
    }

    async fn a_corrected_customer_keeps_its_history_and_gives_domains_away(desk: Desk) {
        let query = ListQuery { words: "cleber".to_owned(), after: None };
        let id = list::customers(&desk.db, &desk.grant.scope, &query).await.unwrap().rows[0].id;
        let deed = desk.deed(&desk.grant);
        clients::correct(&deed, id, 1, &typed(&[("domains", "new-cleber.example"), ("number", "7")])).await.unwrap();
        let after = page::customer(&desk.db, &desk.grant.scope, id).await.unwrap();
        assert_eq!((after.version, after.value(CustomerField::Domains)), (2, "new-cleber.example"));
        assert_eq!(after.history.len(), 2);
        let other = clients::create(&deed, &typed(&[("name", "Heir"), ("domains", "cleber.example"), ("number", "8")])).await.unwrap();
        assert_ne!(other, id);
        let late = clients::correct(&deed, id, 1, &typed(&[("number", "9")])).await;
        assert!(matches!(late, Err(CatalogueError::Outdated { current: 2 })), "{late:?}");
        assert!(matches!(clients::correct(&desk.deed(&desk.vera), id, 2, &typed(&[])).await, Err(CatalogueError::NotPermitted)));
        assert!(matches!(clients::correct(&desk.deed(&desk.olga), id, 2, &typed(&[])).await, Err(CatalogueError::Missing)));
        assert!(matches!(page::customer(&desk.db, &desk.olga.scope, id).await, Err(CatalogueError::Missing)));
    }
}
