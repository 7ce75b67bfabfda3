//! Who works here, and as what.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};
use serde::Deserialize;

use super::{Tab, answer, deed};
use crate::auth::{self, Member, NewUser, Password, PeopleError, Role, WeakPassword};
use crate::entity::ids::UserId;
use crate::ops::deed::OnceForm;
use crate::web::account::sign_in::busy_or_fault;
use crate::web::error::{WebError, notice};
use crate::web::said::{self, Said};
use crate::web::session::Visit;
use crate::web::ui::{
    Button, Field, Input, Kind, Mistake, Post, badge, mistakes, once, role_name, select_field, text_field,
};
use crate::web::{App, paths};
use crate::words::Voice;

/// Roles in the order they are offered, with the words of their forms.
const ROLES: [(Role, &str); 5] = [
    (Role::Reviewer, "reviewer"),
    (Role::Warehouse, "warehouse"),
    (Role::Viewer, "viewer"),
    (Role::Admin, "admin"),
    (Role::Owner, "owner"),
];

/// Somebody to be added, as typed.
#[derive(Debug, Default, Deserialize)]
pub struct Typed {
    once: String,
    name: String,
    address: String,
    password: String,
    role: String,
}

/// The form of one button.
#[derive(Debug, Deserialize)]
pub struct Pressed {
    pub(super) once: String,
}

/// `GET /settings/people`
pub async fn page(app: Data<App>, visit: Visit) -> Result<HttpResponse, WebError> {
    show(&app, &visit, StatusCode::OK, (&Typed::default(), &[]), html! {}).await
}

/// `POST /settings/people` — somebody new, with a first password to be told to them.
pub async fn add(
    app: Data<App>, visit: Visit, request: HttpRequest, typed: web::Form<Typed>,
) -> Result<HttpResponse, WebError> {
    let typed = typed.into_inner();
    let role = ROLES.iter().find(|(_, word)| *word == typed.role).map(|(role, _)| *role);
    let new = NewUser {
        name: typed.name.clone(),
        address: typed.address.clone(),
        password: Password::from(typed.password.as_str()),
        role: role.ok_or(WebError::Malformed)?,
    };
    let once = OnceForm { key: &typed.once, route: request.path(), location: paths::PEOPLE };
    match auth::add_member(&deed(&app, &visit, once), &app.gate.hasher, &new).await {
        Ok(_) => Ok(said::see_other(&request, paths::PEOPLE, Said::PersonAdded)),
        Err(error) => {
            let wrong = mistake(visit.voice, error)?;
            show(&app, &visit, StatusCode::UNPROCESSABLE_ENTITY, (&typed, &[wrong]), html! {}).await
        }
    }
}

/// `POST /settings/people/{id}/end` — ends their access and their sessions at once.
pub async fn end(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, pressed: web::Form<Pressed>,
) -> Result<HttpResponse, WebError> {
    let once = OnceForm { key: &pressed.once, route: request.path(), location: paths::PEOPLE };
    match auth::end_member(&deed(&app, &visit, once), UserId(*id)).await {
        Ok(_) => Ok(said::see_other(&request, paths::PEOPLE, Said::AccessEnded)),
        Err(PeopleError::LastOwner) => {
            let voice = visit.voice;
            let said = notice("conflict", voice.refused_title(), voice.last_owner(), "");
            show(&app, &visit, StatusCode::CONFLICT, (&Typed::default(), &[]), said).await
        }
        Err(error) => Err(error.into()),
    }
}

/// What is wrong, beside its field; or an error of ours.
fn mistake(voice: Voice, error: PeopleError) -> Result<Mistake, WebError> {
    let (field, label, text) = match error {
        PeopleError::Name => ("name", voice.name(), voice.name_missing()),
        PeopleError::Address => ("address", voice.address(), voice.address_missing()),
        PeopleError::AddressTaken => ("address", voice.address(), voice.address_taken()),
        PeopleError::Weak(WeakPassword::TooShort) => ("password", voice.first_password(), voice.password_short()),
        PeopleError::Weak(_) => ("password", voice.first_password(), voice.password_common()),
        PeopleError::Hash(error) => return Err(busy_or_fault(error)),
        error => return Err(error.into()),
    };
    Ok(Mistake::new(field, text).of(label))
}

async fn show(
    app: &App, visit: &Visit, status: StatusCode, (typed, wrong): (&Typed, &[Mistake]), said: Markup,
) -> Result<HttpResponse, WebError> {
    let members = auth::members(&app.db, visit.scope()).await.map_err(WebError::fault)?;
    let content = html! {
        section.stack { ul.cards { @for member in &members { li { (card(visit, member)) } } } }
        (form(visit, typed, wrong))
    };
    Ok(answer(visit, Tab::People, status, said, content))
}

fn card(visit: &Visit, member: &Member) -> Markup {
    let voice = visit.voice;
    let is_self = visit.scope().user() == Some(member.id);
    let may_end = member.disabled_at.is_none() && !is_self && visit.scope().may(member.role.given_by());
    html! {
        div.grow {
            p { b { (member.name) } " " span.muted { (role_name(voice, member.role)) } }
            p.muted { (member.address) }
        }
        @if let Some(at) = member.disabled_at {
            (badge("quiet", "none", &voice.ended_at(&voice.date_time(at))))
        }
        @if may_end {
            (Post::to(&paths::end_of(member.id)).label(&voice.end_access_of(&member.name)).around(html! {
                (once()) (Button::new(voice.end_access()).kind(Kind::Danger).small())
            }))
        }
    }
}

fn form(visit: &Visit, typed: &Typed, wrong: &[Mistake]) -> Markup {
    let voice = visit.voice;
    let roles: Vec<(&str, &str)> = ROLES
        .iter()
        .filter(|(role, _)| visit.scope().may(role.given_by()))
        .map(|(role, word)| (*word, role_name(voice, *role)))
        .collect();
    let chosen = if typed.role.is_empty() { ROLES[0].1 } else { &typed.role };
    let role = text_field("role", voice.role(), chosen, wrong);
    html! {
        section.stack aria-labelledby="add" {
            h2 #add { (voice.add_person()) }
            (mistakes(voice, wrong))
            (Post::to(paths::PEOPLE).class("form").around(html! {
                (once())
                div.fields {
                    (text_field("name", voice.name(), &typed.name, wrong))
                    (text_field("address", voice.address(), &typed.address, wrong).input(Input::Address))
                    (Field { autocomplete: "new-password", ..text_field("password", voice.first_password(), "", wrong) }
                        .input(Input::Password).hint(voice.first_password_hint()))
                    (select_field(&role.hint(voice.role_hint()), &roles))
                }
                div.pair { (Button::new(voice.add()).kind(Kind::Primary)) }
            }))
        }
    }
}
