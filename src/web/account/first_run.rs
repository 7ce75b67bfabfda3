//! The page of a desk that nobody has an account on yet.

use actix_web::http::{StatusCode, header};
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use maud::html;
use serde::Deserialize;

use super::sign_in;
use crate::auth::{self, NewOwner, Password, PeopleError, WeakPassword};
use crate::entity::Settings;
use crate::reader::units::{Currency, Millionths};
use crate::web::error::WebError;
use crate::web::headers::NO_STORE;
use crate::web::session::{self, Guest};
use crate::web::ui::{Button, Field, Input, Kind, Mistake, Post, door, mistakes, text_field};
use crate::web::{App, paths, wants};
use crate::words::Voice;

/// What is typed.
#[derive(Deserialize)]
pub struct Typed {
    organisation: String,
    name: String,
    address: String,
    password: String,
    password_again: String,
}

/// `GET /first-run` — only while there is nobody.
pub async fn page(app: Data<App>, guest: Guest) -> Result<HttpResponse, WebError> {
    if !auth::first_run(&app.db).await.map_err(WebError::fault)? {
        return Ok(wants::see_other(paths::SIGN_IN));
    }
    Ok(form(&guest, StatusCode::OK, None, &[]))
}

/// `POST /first-run` — the organisation, its owner and a session for them.
pub async fn create(
    app: Data<App>, guest: Guest, request: HttpRequest, typed: web::Form<Typed>,
) -> Result<HttpResponse, WebError> {
    let typed = typed.into_inner();
    let voice = guest.voice;
    if typed.password != typed.password_again {
        let wrong = Mistake::new("password_again", voice.password_differs());
        return Ok(form(&guest, StatusCode::UNPROCESSABLE_ENTITY, Some(&typed), &[wrong]));
    }
    let new = NewOwner {
        organisation: typed.organisation.clone(),
        settings: settings(&app, voice, &typed),
        name: typed.name.clone(),
        address: typed.address.clone(),
        password: Password::from(typed.password.as_str()),
    };
    if let Err(error) = auth::create_owner(&app.db, &app.clock, &app.gate.hasher, &new).await {
        let wrong = mistake(voice, &typed, error)?;
        return Ok(form(&guest, StatusCode::UNPROCESSABLE_ENTITY, Some(&typed), &[wrong]));
    }
    let attempt = sign_in::attempt(&app, &request, &typed.address, Password::from(typed.password));
    let signed_in = auth::sign_in(&app.db, &app.clock, &app.gate, &attempt).await.map_err(WebError::fault)?;
    let mut answer = wants::see_other(paths::ORDERS);
    // A cookie of our own making is always a valid header.
    let _ = answer.add_cookie(&session::cookie(&request, &signed_in.token));
    Ok(answer)
}

/// What an organisation begins with, by the language of the person who sets it up.
fn settings(app: &App, voice: Voice, typed: &Typed) -> Settings {
    let common = Settings {
        seller_names: vec![typed.organisation.trim().to_owned()],
        from_address: app.config.mail.from.clone().unwrap_or_default(),
        wait_seconds: i64::try_from(app.config.work.wait.as_secs()).unwrap_or(i64::MAX),
        ..Settings::default()
    };
    if !voice.locale().is_german() {
        return common;
    }
    Settings {
        locale: voice.locale().tag().to_owned(),
        currency: Currency::EUR,
        time_zone: "Europe/Berlin".to_owned(),
        tax_name: "USt".to_owned(),
        tax_percent: Millionths::whole(19),
        ..common
    }
}

/// What is wrong, beside its field; or an error of ours.
fn mistake(voice: Voice, typed: &Typed, error: PeopleError) -> Result<Mistake, WebError> {
    let (field, text) = match error {
        PeopleError::Name if typed.organisation.trim().is_empty() => ("organisation", voice.name_missing()),
        PeopleError::Name => ("name", voice.name_missing()),
        PeopleError::Address | PeopleError::AddressTaken => ("address", voice.address_missing()),
        PeopleError::Weak(WeakPassword::TooShort) => ("password", voice.password_short()),
        PeopleError::Weak(_) => ("password", voice.password_common()),
        PeopleError::NotFirst => ("organisation", voice.already_set_up()),
        PeopleError::Hash(error) => return Err(sign_in::busy_or_fault(error)),
        error => return Err(WebError::fault(error)),
    };
    Ok(Mistake::new(field, text))
}

fn form(guest: &Guest, status: StatusCode, typed: Option<&Typed>, wrong: &[Mistake]) -> HttpResponse {
    let voice = guest.voice;
    let text = |of: fn(&Typed) -> &str| typed.map(of).unwrap_or_default();
    let password = |name, label| {
        Field { autocomplete: "new-password", ..text_field(name, label, "", wrong) }.input(Input::Password)
    };
    let organisation = text_field("organisation", voice.organisation_name(), text(|typed| &typed.organisation), wrong);
    let name = text_field("name", voice.your_name(), text(|typed| &typed.name), wrong);
    let address = text_field("address", voice.address(), text(|typed| &typed.address), wrong);
    let content = html! {
        p.muted { (voice.first_lead()) }
        (mistakes(voice, wrong))
        (Post::to(paths::FIRST_RUN).class("form").around(html! {
            (organisation.autocomplete("organization").hint(voice.organisation_hint()))
            (name.autocomplete("name").hint(voice.your_name_hint()))
            (address.input(Input::Address).autocomplete("username"))
            (password("password", voice.password()).hint(voice.password_hint()))
            (password("password_again", voice.password_again()))
            (Button::new(voice.create_account()).kind(Kind::Primary).wide())
        }))
    };
    let page = door(guest, voice.first_title(), content);
    wants::html(status).insert_header((header::CACHE_CONTROL, NO_STORE)).body(page.into_string())
}
