//! What an organisation decided once: changed by those who may, with both versions in the journal, in force for what follows.

use ramjet::auth::{self, OrganisationError, PeopleError, SettingField as Field, SettingProblem, TypedSettings};
use ramjet::entity::ids::OrderId;
use ramjet::entity::states::SourceKind;
use ramjet::entity::{OfOrganisation as _, journal};
use ramjet::intake::sources::{self, SourceChangeError};
use ramjet::intake::upload::{AddedFile, upload};
use ramjet::ops::deed::{Deed, Done, OnceForm};
use ramjet::ops::once::new_key;
use ramjet::review::evidence::FieldName;
use sea_orm::QueryOrder as _;

use crate::desk::{Desk, Person, both, mail};

impl Desk {
    async fn set(&self, person: &Person, values: &[(Field, &str)]) -> Result<Done, OrganisationError> {
        let version = auth::organisation(&self.db, &person.scope).await.unwrap().settings.version;
        self.set_at(person, version, values).await
    }

    async fn set_at(&self, who: &Person, version: i64, values: &[(Field, &str)]) -> Result<Done, OrganisationError> {
        let values = values.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
        auth::change_settings(&self.deed(who), version, &TypedSettings { values }).await
    }

    /// Action and detail of the newest journal entry.
    async fn last_entry(&self) -> (String, serde_json::Value) {
        let newest = journal::Entity::of(&self.sharon.scope).order_by_desc(journal::Column::Number);
        newest.one(&self.db.read).await.unwrap().map(|row| (row.action, row.detail)).unwrap()
    }

    async fn shape_aluminium(&self) -> OrderId {
        self.receive_order(mail::SHAPE, "12022.eml").await
    }
}

both! {
    async fn a_changed_setting_stands_in_the_journal_with_both_values(desk: Desk) {
        desk.set(&desk.grant, &[(Field::TaxPercent, "12.5"), (Field::WaitSeconds, "30"), (Field::Name, "Ramjet Ltd")]).await.unwrap();
        let now = auth::organisation(&desk.db, &desk.grant.scope).await.unwrap();
        assert_eq!((now.name.as_str(), now.settings.tax_percent.to_string().as_str(), now.settings.version), ("Ramjet Ltd", "12.5", 1));
        let (action, detail) = desk.last_entry().await;
        assert_eq!(action, "settings_changed");
        let wanted = serde_json::json!({ "changes": [
            { "field": "tax_percent", "from": "10", "to": "12.5" },
            { "field": "name", "from": "Ramjet Plastics", "to": "Ramjet Ltd" },
        ] });
        assert_eq!(detail, wanted, "what did not change is not told");
    }

    async fn saving_what_is_there_changes_nothing(desk: Desk) {
        let before = desk.dump().await;
        desk.set(&desk.grant, &[(Field::TaxName, "GST"), (Field::Currency, "aud")]).await.unwrap();
        assert_eq!(desk.dump().await, before);
    }

    async fn a_setting_that_cannot_be_taken_keeps_all_of_them_as_they_are(desk: Desk) {
        let before = desk.dump().await;
        let wrong = [(Field::Name, "New"), (Field::Distribution, "nobody"), (Field::WaitSeconds, "4000"), (Field::TimeZone, "Here")];
        let Err(OrganisationError::Invalid(faults)) = desk.set(&desk.grant, &wrong).await else { panic!("taken") };
        let found: Vec<_> = faults.iter().map(|fault| (fault.field, fault.problem.clone())).collect();
        assert_eq!(found, [
            (Field::Distribution, SettingProblem::NotAnAddress("nobody".into())),
            (Field::WaitSeconds, SettingProblem::OutOfRange(0, 3_600)),
            (Field::TimeZone, SettingProblem::NotAZone),
        ]);
        assert_eq!(desk.dump().await, before);
    }

    async fn the_second_of_two_people_is_told_and_overwrites_nothing(desk: Desk) {
        desk.set_at(&desk.grant, 0, &[(Field::TaxPercent, "15")]).await.unwrap();
        let late = desk.set_at(&desk.grant, 0, &[(Field::TaxPercent, "20")]).await;
        assert!(matches!(late, Err(OrganisationError::Outdated { current: 1 })), "{late:?}");
        assert_eq!(auth::organisation(&desk.db, &desk.grant.scope).await.unwrap().settings.tax_percent.to_string(), "15");
    }

    async fn a_second_click_changes_nothing_again(desk: Desk) {
        let key = new_key();
        let form = OnceForm { key: &key, route: "/settings x", location: "/settings" };
        let deed = Deed { once: Some(form), ..desk.deed(&desk.grant) };
        let typed = TypedSettings { values: vec![(Field::TaxPercent, "15".into())] };
        assert_eq!(auth::change_settings(&deed, 0, &typed).await.unwrap(), Done::First);
        assert_eq!(auth::change_settings(&deed, 0, &typed).await.unwrap(), Done::Again);
        assert_eq!(auth::organisation(&desk.db, &desk.grant.scope).await.unwrap().settings.version, 1);
    }

    async fn nobody_below_an_administrator_changes_settings_or_sources(desk: Desk) {
        let before = desk.dump().await;
        let source = sources::sources(&desk.db, &desk.grant.scope).await.unwrap()[0].id;
        for person in [&desk.sharon, &desk.mika, &desk.vera] {
            let refused = desk.set(person, &[(Field::Name, "Mine")]).await;
            assert!(matches!(refused, Err(OrganisationError::NotAllowed)), "{}", person.name);
            let refused = sources::set_enabled(&desk.deed(person), source, false).await;
            assert!(matches!(refused, Err(SourceChangeError::NotAllowed)), "{}", person.name);
        }
        let foreign = sources::set_enabled(&desk.deed(&desk.olga), source, false).await;
        assert!(matches!(foreign, Err(SourceChangeError::Missing)), "{foreign:?}");
        assert_eq!(desk.dump().await, before);
    }

    async fn a_new_tax_reaches_an_order_in_review_with_its_next_change_and_an_approved_one_never(desk: Desk) {
        let (open, done) = (desk.shape_aluminium().await, desk.receive_order(mail::CLEBER, "cleber.eml").await);
        desk.settle_and_approve(&desk.sharon, done).await;
        let approved = desk.row(done).await;
        desk.set(&desk.grant, &[(Field::TaxPercent, "20")]).await.unwrap();
        assert_eq!(desk.row(open).await.tax_minor, Some(20_500), "nothing moves by itself");
        desk.correct(&desk.sharon, open, &[(None, FieldName::Instructions, "In new cartons")]).await.unwrap();
        assert_eq!((desk.row(open).await.tax_minor, desk.row(open).await.total_minor), (Some(41_000), Some(246_000)));
        assert_eq!(desk.row(done).await.tax_minor, approved.tax_minor);
        desk.evening().await;
    }

    async fn where_prices_include_the_tax_it_is_taken_out_of_the_sum(desk: Desk) {
        let id = desk.shape_aluminium().await;
        desk.set(&desk.grant, &[(Field::PricesIncludeTax, "yes")]).await.unwrap();
        desk.correct(&desk.sharon, id, &[(None, FieldName::Instructions, "x")]).await.unwrap();
        let row = desk.row(id).await;
        assert_eq!((row.net_minor, row.tax_minor, row.total_minor), (Some(186_364), Some(18_636), Some(205_000)));
    }

    async fn works_orders_begin_with_what_the_organisation_wants(desk: Desk) {
        let id = desk.shape_aluminium().await;
        desk.set(&desk.grant, &[(Field::WorksOrderPrefix, "WA")]).await.unwrap();
        desk.settle_and_approve(&desk.sharon, id).await;
        let numbers: Vec<String> = desk.forms(id).await.into_iter().map(|(_, number, ..)| number).skip(1).collect();
        assert_eq!(numbers, ["WA-12022-1", "WA-12022-2"]);
        desk.evening().await;
    }

    async fn a_paused_source_leaves_what_lies_there_and_loses_nothing(desk: Desk) {
        let id = sources::sources(&desk.db, &desk.grant.scope).await.unwrap()[0].id;
        sources::set_enabled(&desk.deed(&desk.grant), id, false).await.unwrap();
        assert_eq!(desk.last_entry().await.0, "paused");
        assert_eq!(desk.deliver(mail::SHAPE, "12022.eml").await, 0);
        sources::set_enabled(&desk.deed(&desk.grant), id, true).await.unwrap();
        assert_eq!(desk.look().await, 1);
        desk.work_until_idle().await;
        assert_eq!(desk.orders().await.len(), 1);
    }

    async fn what_people_add_by_hand_is_no_watched_folder_and_cannot_be_paused(desk: Desk) {
        let files = [AddedFile { name: "a.eml".to_owned(), bytes: mail::SHAPE.to_vec() }];
        let key = new_key();
        let form = OnceForm { key: &key, route: "POST /inbox", location: "/inbox" };
        let deed = Deed { once: Some(form), ..desk.deed(&desk.sharon) };
        upload(&deed, &desk.blobs, &files, ramjet::pipeline::first).await.unwrap();
        desk.work_until_idle().await;
        let rows = sources::sources(&desk.db, &desk.grant.scope).await.unwrap();
        let told: Vec<_> = rows.iter().map(|row| (row.kind, row.is_watched(), row.messages)).collect();
        assert_eq!(told, [(SourceKind::Folder, true, 0), (SourceKind::Upload, false, 1)]);
        assert_eq!(rows[1].last_ok_at, Some(desk.clock.now()), "when it was last used");
        let before = desk.dump().await;
        let refused = sources::set_enabled(&desk.deed(&desk.grant), rows[1].id, false).await;
        assert!(matches!(refused, Err(SourceChangeError::NotWatched)), "{refused:?}");
        let served = desk.serve();
        tokio::task::block_in_place(|| {
            let mut grant = served.visit(&desk.grant);
            let page = grant.get("/settings/sources").unwrap();
            let text = page.text();
            assert_eq!((text.matches("Watched folder").count(), text.matches("Files added by hand").count()), (1, 1), "{text}");
            assert_eq!(text.matches("/pause\"").count(), 1, "{text}");
            assert!(text.contains("1 message<") && text.contains("Last used"), "{text}");
            let mut form = page.form("/pause");
            form.action = format!("/settings/sources/{}/pause", rows[1].id);
            assert_eq!(grant.send(&form).unwrap().status, 404, "there is nothing to pause");
            assert!(grant.get("/status").unwrap().text().contains("Files added by hand"));
        });
        assert_eq!(desk.dump().await, before);
    }

    async fn a_person_speaks_their_own_language_and_nothing_unknown(desk: Desk) {
        let refused = auth::set_own_locale(&desk.deed(&desk.vera), Some("tlh")).await;
        assert!(matches!(refused, Err(PeopleError::Locale)), "{refused:?}");
        auth::set_own_locale(&desk.deed(&desk.vera), Some("de-AT")).await.unwrap();
        assert_eq!(auth::own_locale(&desk.db, &desk.vera.scope).await.unwrap().as_deref(), Some("de-AT"));
        assert_eq!(desk.last_entry().await.0, "locale_changed");
        let served = desk.serve();
        let page = tokio::task::block_in_place(|| served.visit(&desk.vera).get("/account").unwrap());
        assert!(page.text().contains("lang=\"de-AT\""), "{}", page.text());
        assert!(auth::own_locale(&desk.db, &desk.grant.scope).await.unwrap().is_none());
    }

    async fn the_pages_of_the_settings_work_without_a_script(desk: Desk) {
        let served = desk.serve();
        tokio::task::block_in_place(|| {
            let mut grant = served.visit(&desk.grant);
            let form = grant.get("/settings").unwrap().form("/settings");
            let wrong = grant.send(&form.with("tax_percent", "many").with("name", "<b>Ramjet</b>")).unwrap();
            assert_eq!(wrong.status, 422);
            let text = wrong.text();
            assert!(text.contains("Write a number.") && text.contains("value=\"&lt;b&gt;Ramjet&lt;/b&gt;\""), "{text}");
            let form = grant.get("/settings").unwrap().form("/settings");
            let changed = form.clone().with("tax_percent", "15").with("distribution", "a@ramjet.example");
            let after = grant.submit(&changed).unwrap();
            assert!(after.text().contains("value=\"15\"") && after.text().contains("a@ramjet.example</textarea>"));
            let late = grant.send(&form.with("tax_percent", "18")).unwrap();
            assert_eq!(late.status, 409);
            assert!(late.text().contains("<td>15</td><td>18</td>"), "{}", late.text());

            let people = grant.get("/settings/people").unwrap();
            let form = people.form("/settings/people").with("name", "Nora").with("address", "nora@ramjet.example");
            assert_eq!(grant.send(&form.clone().with("password", "short")).unwrap().status, 422);
            let after = grant.submit(&form.with("password", "a long and quiet sentence").with("role", "viewer"));
            assert!(after.unwrap().text().contains("nora@ramjet.example"));
            let sources = grant.get("/settings/sources").unwrap();
            let paused = grant.submit(&sources.form("/pause")).unwrap();
            assert!(paused.text().contains("Paused") && paused.find_form("/resumption").is_some());
        });
    }

    async fn the_last_owner_cannot_be_ended_and_others_can(desk: Desk) {
        let id = desk.grant.scope.user().unwrap();
        let refused = auth::end_member(&desk.deed(&desk.grant), id).await;
        assert!(matches!(refused, Err(PeopleError::LastOwner)), "{refused:?}");
        let vera = desk.vera.scope.user().unwrap();
        assert!(matches!(auth::end_member(&desk.deed(&desk.sharon), vera).await, Err(PeopleError::NotAllowed)));
        assert!(matches!(auth::end_member(&desk.deed(&desk.olga), vera).await, Err(PeopleError::Missing)));
        auth::end_member(&desk.deed(&desk.grant), vera).await.unwrap();
        let members = auth::members(&desk.db, &desk.grant.scope).await.unwrap();
        assert_eq!(members.last().map(|member| (member.name.as_str(), member.disabled_at.is_some())), Some(("Vera", true)));
    }
}
