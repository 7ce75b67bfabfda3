//! What the organisation decided once: the company, its people, its sources, its forms.

pub mod company;
pub mod forms;
pub mod people;
pub mod sources;
mod upload;

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use maud::{Markup, html};

use super::headers::NO_STORE;
use super::session::Visit;
use super::ui::{Frame, Here};
use super::{App, paths, wants};
use crate::auth::Right;
use crate::ops::deed::{Deed, OnceForm};

/// One page of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Company,
    People,
    Sources,
    Forms,
}

/// A page of the settings, with the way to the others on top.
fn answer(visit: &Visit, tab: Tab, status: StatusCode, notice: Markup, content: Markup) -> HttpResponse {
    let voice = visit.voice;
    let tabs = [
        (Tab::Company, paths::SETTINGS, voice.company(), Right::ManageOrganisation),
        (Tab::People, paths::PEOPLE, voice.people(), Right::ManagePeople),
        (Tab::Sources, paths::SOURCES, voice.sources(), Right::ManageOrganisation),
        (Tab::Forms, paths::FORMS, voice.forms(), Right::ManageOrganisation),
    ];
    let title = tabs.iter().find(|(of, ..)| *of == tab).map_or(voice.settings(), |(_, _, title, _)| *title);
    let page = Frame::new(visit, title, Here::Settings)
        .head(html! { h1 tabindex="-1" { (voice.settings()) } })
        .notice(notice)
        .body(html! {
            div.fill.scroll tabindex="-1" {
                nav.tabs.pinned aria-label=(voice.settings()) {
                    @for (of, to, label, right) in tabs {
                        @if visit.scope().may(right) { a href=(to) aria-current=[(of == tab).then_some("page")] { (label) } }
                    }
                }
                div.page { (content) }
            }
        });
    wants::html(status).insert_header((header::CACHE_CONTROL, NO_STORE)).body(page.page().into_string())
}

/// A change that the person of this visit asks for with a form.
fn deed<'a>(app: &'a App, visit: &'a Visit, form: OnceForm<'a>) -> Deed<'a> {
    Deed { db: &app.db, now: app.clock.now(), scope: visit.scope(), actor: &visit.signed.user_name, once: Some(form) }
}
