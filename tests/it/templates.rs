//! Templates of an organisation's own, and the preview of what an approval will write.

use std::collections::BTreeMap;
use std::io::Cursor;

use actix_web::http::{StatusCode, header};
use actix_web::test::TestRequest;
use ramjet::entity::ids::OrderId;
use ramjet::entity::states::{FormKind, OrderState};
use ramjet::entity::{OfOrganisation as _, form, form_template, journal};
use ramjet::fulfilment::forms::{FormTemplate, TEMPLATE_BYTES_MAX, TemplateProblem, placeholders};
use ramjet::fulfilment::page::{draft, preview};
use ramjet::fulfilment::templates::{self, TemplateChangeError};
use ramjet::ops::deed::{Deed, Done, OnceForm};
use ramjet::ops::once::new_key;
use ramjet::review::evidence::FieldName;
use ramjet::words::{self, Locale};
use sea_orm::QueryOrder as _;

use crate::desk::workbook::as_shown;
use crate::desk::{Desk, Person, both, mail};
use crate::web::Shell;

/// The built-in workbook with some cells changed.
fn changed(kind: FormKind, cells: &[(&str, &str)]) -> Vec<u8> {
    let bytes = FormTemplate::builtin_bytes(kind);
    let mut book = umya_spreadsheet::reader::xlsx::read_reader(Cursor::new(bytes), true).unwrap();
    let sheet = book.sheet_mut(0).unwrap();
    for (cell, text) in cells {
        sheet.cell_mut(*cell).set_value_string(*text);
    }
    let mut bytes = Vec::new();
    umya_spreadsheet::writer::xlsx::write_writer(&book, &mut bytes).unwrap();
    bytes
}

/// Every cell with a text, as a spreadsheet program shows it.
fn cells(workbook: &[u8]) -> BTreeMap<String, String> {
    let book = umya_spreadsheet::reader::xlsx::read_reader(Cursor::new(workbook), true).unwrap();
    let cells = book.sheet(0).unwrap().cells();
    let shown = cells.iter().map(|cell| (cell.coordinate().to_string(), as_shown(cell)));
    shown.filter(|(_, text)| !text.is_empty()).collect()
}

impl Desk {
    async fn replace(&self, who: &Person, kind: FormKind, bytes: Vec<u8>) -> Result<Done, TemplateChangeError> {
        templates::replace(&self.deed(who), &self.blobs, kind, ("ours.xlsx", bytes)).await
    }

    /// What the preview shows: number and cells, form by form.
    async fn previewed(&self, id: OrderId) -> Vec<(String, BTreeMap<String, String>)> {
        let asked = (id, self.clock.now());
        let forms = preview(&self.db, &self.blobs, &self.sharon.scope, asked, Locale::EnAu).await.unwrap();
        let texts = |cells: Vec<ramjet::fulfilment::forms::PaperCell>| {
            cells.into_iter().filter(|cell| !cell.text.is_empty()).map(|cell| (cell.name, cell.text)).collect()
        };
        forms.into_iter().map(|form| (form.number, texts(form.paper.cells))).collect()
    }

    async fn written(&self, id: OrderId) -> Vec<(String, BTreeMap<String, String>)> {
        self.forms(id).await.into_iter().map(|(_, number, _, bytes)| (number, cells(&bytes))).collect()
    }
}

both! {
    async fn what_the_preview_shows_is_what_an_approval_writes(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.correct(&desk.sharon, id, &[(Some(1), FieldName::Quantity, "500"), (Some(2), FieldName::Colour, "Purple")]).await.unwrap();
        desk.settle_all(&desk.sharon, id).await;
        let shown = desk.previewed(id).await;
        assert_eq!(shown[0].1["G8"], "660.00", "the value of now");
        desk.approve(&desk.sharon, id).await.unwrap();
        let written = desk.written(id).await;
        assert_eq!(shown, written);
        assert_eq!(shown.len(), 3);
        desk.evening().await;
    }

    async fn a_second_revision_and_a_taken_number_are_previewed_as_they_will_be(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.settle_and_approve(&desk.sharon, id).await;
        desk.recall(&desk.sharon, id).await.unwrap();
        let shown = desk.previewed(id).await;
        assert_eq!(shown[1].0, "WO-12022-1-R2");
        desk.settle_and_approve(&desk.sharon, id).await;
        assert_eq!(shown, desk.written(id).await);
        desk.evening().await;
    }

    async fn a_draft_says_that_it_is_one(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        let asked = (id, desk.clock.now());
        let (name, bytes) = draft(&desk.db, &desk.blobs, &desk.vera.scope, asked, 0).await.unwrap();
        assert_eq!((name.as_str(), cells(&bytes)["A1"].as_str()), ("DRAFT_Office_Order_12022.xlsx", "DRAFT – not approved · Ramjet Plastics"));
        let (name, _) = draft(&desk.db, &desk.blobs, &desk.vera.scope, asked, 2).await.unwrap();
        assert_eq!(name, "DRAFT_Works_Order_WO-12022-2.xlsx");
        assert!(draft(&desk.db, &desk.blobs, &desk.vera.scope, asked, 3).await.is_err(), "there are two lines");
        assert!(draft(&desk.db, &desk.blobs, &desk.olga.scope, asked, 0).await.is_err(), "another organisation's");
        assert!(preview(&desk.db, &desk.blobs, &desk.olga.scope, asked, Locale::EnAu).await.is_err());
        assert_eq!(desk.page(id).await.state, OrderState::InReview);
    }

    async fn an_uploaded_workbook_is_what_the_next_forms_are_made_on(desk: Desk) {
        let (first, second) = (desk.receive_order(mail::SHAPE, "12022.eml").await, desk.receive_order(mail::CLEBER, "c.eml").await);
        desk.settle_and_approve(&desk.sharon, first).await;
        let ours = changed(FormKind::OfficeOrder, &[("A2", "Our Office Order"), ("F4", "Their {{po_number}}!")]);
        desk.replace(&desk.grant, FormKind::OfficeOrder, ours.clone()).await.unwrap();
        assert_eq!(desk.previewed(second).await[0].1["A2"], "Our Office Order");
        desk.settle_and_approve(&desk.sharon, second).await;
        let written = desk.written(second).await;
        assert_eq!((written[0].1["A2"].as_str(), written[0].1["F4"].as_str()), ("Our Office Order", "Their PO-0020!"));
        assert_eq!(desk.written(first).await[0].1["A2"], "Office Order", "what exists never changes");
        let rows = form::Entity::of(&desk.sharon.scope).order_by_asc(form::Column::Id).all(&desk.db.read).await.unwrap();
        let hash = ramjet::entity::ids::BlobHash::of(&ours);
        let made_on: Vec<bool> = rows.iter().map(|row| row.template.as_ref() == Some(&hash)).collect();
        assert_eq!(made_on.iter().filter(|ours| **ours).count(), 1, "{made_on:?}");
        assert!(rows.iter().all(|row| row.template.is_some()));
        templates::restore(&desk.deed(&desk.grant), FormKind::OfficeOrder).await.unwrap();
        let history = templates::history(&desk.db, &desk.grant.scope, FormKind::OfficeOrder).await.unwrap();
        let told: Vec<_> = history.iter().map(|one| (one.file_name.as_deref(), one.by.as_str())).collect();
        assert_eq!(told, [(None, "Grant"), (Some("ours.xlsx"), "Grant")]);
        let (_, bytes) = templates::download(&desk.db, &desk.blobs, &desk.grant.scope, FormKind::OfficeOrder).await.unwrap();
        assert_eq!(bytes, FormTemplate::builtin_bytes(FormKind::OfficeOrder));
        desk.evening().await;
    }

    async fn a_template_replaced_while_somebody_approves_is_the_one_that_is_used(desk: Desk) {
        let id = desk.receive_order(mail::SHAPE, "12022.eml").await;
        desk.settle_all(&desk.sharon, id).await;
        let before = desk.previewed(id).await;
        let ours = changed(FormKind::WorksOrder, &[("A2", "Job Card")]);
        desk.replace(&desk.grant, FormKind::WorksOrder, ours).await.unwrap();
        desk.approve(&desk.sharon, id).await.unwrap();
        let written = desk.written(id).await;
        assert_eq!((written[1].1["A2"].as_str(), before[1].1["A2"].as_str()), ("Job Card", "Works Order"));
        desk.evening().await;
    }

    async fn a_faulty_workbook_is_refused_with_its_place_and_changes_nothing(desk: Desk) {
        let before = desk.dump().await;
        let refused = |bytes| async { match desk.replace(&desk.grant, FormKind::OfficeOrder, bytes).await {
            Err(TemplateChangeError::Faulty(fault)) => (fault.sheet, fault.cell, fault.problem),
            other => panic!("{other:?}"),
        } };
        let sheet = || Some("Office Order".to_owned());
        let unknown = changed(FormKind::OfficeOrder, &[("B4", "{{buyer}}")]);
        assert_eq!(refused(unknown).await, (sheet(), Some("B4".into()), TemplateProblem::Unknown("buyer".into())));
        let missing = changed(FormKind::OfficeOrder, &[("E8", ""), ("E9", "")]);
        assert_eq!(refused(missing).await, (sheet(), None, TemplateProblem::Missing("{{line.quantity}}".into())));
        let open = changed(FormKind::OfficeOrder, &[("A2", "{{company")]);
        assert_eq!(refused(open).await, (sheet(), Some("A2".into()), TemplateProblem::OpenBraces));
        let two = changed(FormKind::OfficeOrder, &[("B8", "{{line.code}} {{note.text}}")]);
        assert_eq!(refused(two).await, (sheet(), Some("B8".into()), TemplateProblem::TwoLists));
        assert_eq!(refused(b"not a workbook".to_vec()).await.2, TemplateProblem::NotAWorkbook);
        assert_eq!(refused(vec![0xd0, 0xcf, 0x11, 0xe0]).await.2, TemplateProblem::Encrypted);
        assert_eq!(refused(vec![0; TEMPLATE_BYTES_MAX + 1]).await.2, TemplateProblem::TooLarge);
        let truncated = FormTemplate::builtin_bytes(FormKind::OfficeOrder);
        assert_eq!(refused(truncated[..truncated.len() / 2].to_vec()).await.2, TemplateProblem::NotAWorkbook);
        assert_eq!(desk.dump().await, before);
    }

    async fn only_those_who_manage_the_organisation_replace_a_template_and_only_their_own(desk: Desk) {
        let before = desk.dump().await;
        for person in [&desk.sharon, &desk.mika, &desk.vera] {
            let refused = desk.replace(person, FormKind::OfficeOrder, changed(FormKind::OfficeOrder, &[])).await;
            assert!(matches!(refused, Err(TemplateChangeError::NotAllowed)), "{}", person.name);
            let refused = templates::restore(&desk.deed(person), FormKind::OfficeOrder).await;
            assert!(matches!(refused, Err(TemplateChangeError::NotAllowed)), "{}", person.name);
        }
        assert_eq!(desk.dump().await, before);
        desk.replace(&desk.olga, FormKind::OfficeOrder, changed(FormKind::OfficeOrder, &[("A2", "Theirs")])).await.unwrap();
        let (_, bytes) = templates::download(&desk.db, &desk.blobs, &desk.grant.scope, FormKind::OfficeOrder).await.unwrap();
        assert_eq!(bytes, FormTemplate::builtin_bytes(FormKind::OfficeOrder));
    }

    async fn a_second_click_replaces_once_and_restoring_what_is_in_force_is_nothing(desk: Desk) {
        let key = new_key();
        let form = OnceForm { key: &key, route: "/settings/forms/x", location: "/settings/forms" };
        let deed = Deed { once: Some(form), ..desk.deed(&desk.grant) };
        let ours = || ("ours.xlsx", changed(FormKind::WorksOrder, &[]));
        assert_eq!(templates::replace(&deed, &desk.blobs, FormKind::WorksOrder, ours()).await.unwrap(), Done::First);
        assert_eq!(templates::replace(&deed, &desk.blobs, FormKind::WorksOrder, ours()).await.unwrap(), Done::Again);
        assert_eq!(desk.count::<form_template::Entity>().await, 1);
        templates::restore(&desk.deed(&desk.grant), FormKind::WorksOrder).await.unwrap();
        templates::restore(&desk.deed(&desk.grant), FormKind::WorksOrder).await.unwrap();
        assert_eq!(desk.count::<form_template::Entity>().await, 2);
        let newest = journal::Entity::of(&desk.grant.scope).order_by_desc(journal::Column::Number);
        assert_eq!(newest.one(&desk.db.read).await.unwrap().unwrap().action, "restored");
    }
}

#[test]
fn every_placeholder_has_a_meaning_in_both_languages() {
    for kind in [FormKind::OfficeOrder, FormKind::WorksOrder] {
        for place in placeholders(kind) {
            let name = place.list.map_or_else(|| place.name.to_owned(), |list| format!("{list}.{}", place.name));
            for language in ["en", "de"] {
                assert!(!words::of(language).placeholder_meaning(&name).is_empty(), "{name} in {language}");
            }
        }
    }
}

/// A form with a file, as a browser sends it.
fn multipart(once: &str, file: &[u8]) -> Vec<u8> {
    let mut body = format!(
        "--part\r\nContent-Disposition: form-data; name=\"once\"\r\n\r\n{once}\r\n\
         --part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../up/ours.xlsx\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(file);
    body.extend_from_slice(b"\r\n--part--\r\n");
    body
}

#[actix_web::test]
async fn the_page_takes_a_workbook_names_the_cell_of_a_fault_and_works_without_a_script() {
    let (shell, _) = Shell::with_owner().await;
    let cookie = shell.sign_in("grant@ramjet.example").await;
    let upload = |once: String, file: Vec<u8>| {
        TestRequest::post()
            .uri("/settings/forms/office-order/template")
            .insert_header((header::COOKIE, cookie.as_str()))
            .insert_header(("Sec-Fetch-Site", "same-origin"))
            .insert_header((header::CONTENT_TYPE, "multipart/form-data; boundary=part"))
            .set_payload(multipart(&once, &file))
    };
    let page = shell.get("/settings/forms", &cookie).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("enctype=\"multipart/form-data\"") && page.text.contains("{{line.code}}"));
    assert!(page.text.contains("data-cell=\"G8\"") && page.text.contains("LOCAP2"), "the preview is drawn");
    assert!(!page.text.contains("style=\""));
    let faulty = changed(FormKind::OfficeOrder, &[("B4", "{{buyer}}")]);
    let answer = shell.send(upload(new_key(), faulty)).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("Sheet “Office Order”, cell B4: There is no value “buyer”"), "{}", answer.text);
    assert_eq!(shell.send(upload(new_key(), Vec::new())).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        shell.send(upload(new_key(), vec![0; TEMPLATE_BYTES_MAX + 10])).await.status,
        StatusCode::PAYLOAD_TOO_LARGE
    );
    let ours = changed(FormKind::OfficeOrder, &[("A2", "Our <b>Office</b> Order")]);
    let answer = shell.send(upload(new_key(), ours.clone())).await;
    assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/settings/forms"));
    let page = shell.get("/settings/forms", &cookie).await.text;
    assert!(
        page.contains("<b>ours.xlsx</b>") && page.contains("Our &lt;b&gt;Office&lt;/b&gt; Order"),
        "no path, no markup"
    );
    let file = shell.get("/settings/forms/office-order/template", &cookie).await;
    assert!(file.header("content-disposition").replace("%2D", "-").contains("office-order.xlsx"));
    assert_eq!(shell.get("/settings/forms/quotation/template", &cookie).await.status, StatusCode::NOT_FOUND);
    let key = new_key();
    let answer = shell.post("/settings/forms/office-order/restoration", &cookie, &[("once", &key)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(shell.get("/settings/forms", &cookie).await.text.contains("Built-in template"));
}
