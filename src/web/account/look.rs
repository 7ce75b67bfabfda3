//! The person's own page: who they are here, colours, density and keys.

use actix_web::cookie::time::Duration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::http::header;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};
use serde::Deserialize;

use crate::auth::{self, Role};
use crate::ops::deed::{Deed, OnceForm};
use crate::web::error::WebError;
use crate::web::headers::NO_STORE;
use crate::web::said::{self, Said};
use crate::web::session::{COOKIE_LOOK, Look, Visit, is_https};
use crate::web::ui::{Button, Frame, Here, Kind, Post, once, role_name, select_field, text_field};
use crate::web::{App, paths, wants};
use crate::words::Locale;

/// What is chosen.
#[derive(Debug, Deserialize)]
pub struct Chosen {
    #[serde(default)]
    theme: String,
    #[serde(default)]
    density: String,
    #[serde(default)]
    letters: String,
}

/// The language that is chosen; empty is the organisation's.
#[derive(Debug, Deserialize)]
pub struct Spoken {
    once: String,
    #[serde(default)]
    locale: String,
}

/// `GET /account`
pub async fn page(app: Data<App>, visit: Visit) -> Result<HttpResponse, WebError> {
    let voice = visit.voice;
    let own = auth::own_locale(&app.db, visit.scope()).await.map_err(WebError::fault)?;
    let frame = Frame::new(&visit, voice.account(), Here::Account)
        .head(html! { h1 tabindex="-1" { (voice.account()) } })
        .body(html! { div.fill.scroll { div.page { (who(&visit)) (language(&visit, own.as_deref())) (choices(&visit)) } } });
    Ok(wants::html(actix_web::http::StatusCode::OK)
        .insert_header((header::CACHE_CONTROL, NO_STORE))
        .body(frame.page().into_string()))
}

/// `POST /account/language` — language and formats of this person, wherever they sign in.
pub async fn speak(
    app: Data<App>, visit: Visit, request: HttpRequest, chosen: web::Form<Spoken>,
) -> Result<HttpResponse, WebError> {
    let route = format!("{} {} {}", request.method(), request.path(), chosen.locale);
    let deed = Deed {
        db: &app.db,
        now: app.clock.now(),
        scope: visit.scope(),
        actor: &visit.signed.user_name,
        once: Some(OnceForm { key: &chosen.once, route: &route, location: paths::ACCOUNT }),
    };
    let tag = Some(chosen.locale.as_str()).filter(|tag| !tag.is_empty());
    auth::set_own_locale(&deed, tag).await?;
    Ok(said::see_other(&request, paths::ACCOUNT, Said::Language))
}

/// `POST /account/look` — keeps the choice in this browser.
pub async fn change(request: HttpRequest, chosen: web::Form<Chosen>) -> HttpResponse {
    let look = Look::of(&format!("{}.{}.{}", chosen.theme, chosen.density, chosen.letters));
    let cookie = Cookie::build(COOKIE_LOOK, look.words())
        .path("/")
        .http_only(true)
        .secure(is_https(&request))
        .same_site(SameSite::Lax)
        .max_age(Duration::days(365))
        .finish();
    let mut answer = wants::see_other(paths::ACCOUNT);
    // A cookie of our own making is always a valid header.
    let _ = answer.add_cookie(&cookie);
    said::with(&request, answer, Said::Look)
}

fn who(visit: &Visit) -> Markup {
    let voice = visit.voice;
    let signed = &visit.signed;
    let role = signed.scope.role().unwrap_or(Role::Viewer);
    html! {
        section.stack aria-labelledby="who" {
            div {
                h2 #who { (signed.user_name) }
                p.muted { (signed.user_address) " · " (role_name(voice, role)) " · " (signed.organisation_name) }
            }
            (Post::to(paths::SIGN_OUT).around(html! { (Button::new(voice.sign_out())) }))
        }
    }
}

fn language(visit: &Visit, own: Option<&str>) -> Markup {
    let voice = visit.voice;
    let of_organisation = voice.locale_of_organisation(voice.locale_name(Locale::of(&visit.signed.settings.locale)));
    let mut answers = vec![("", of_organisation.as_str())];
    answers.extend(Locale::ALL.into_iter().map(|locale| (locale.tag(), voice.locale_name(locale))));
    let field = text_field("locale", voice.language_and_formats(), own.unwrap_or_default(), &[]);
    html! {
        section.stack aria-labelledby="language" {
            h2 #language { (voice.language_title()) }
            (Post::to(paths::LANGUAGE).class("form").around(html! {
                (once())
                (select_field(&field.hint(voice.language_hint()), &answers))
                div.pair { (Button::new(voice.save()).kind(Kind::Primary)) }
            }))
        }
    }
}

fn choices(visit: &Visit) -> Markup {
    let voice = visit.voice;
    let look = visit.look;
    let themes = [("", voice.theme_system()), ("light", voice.theme_light()), ("dark", voice.theme_dark())];
    let densities = [("", voice.density_compact()), ("comfortable", voice.density_comfortable())];
    let letters = [("", voice.on()), ("no-letters", voice.off())];
    let density = if look.is_comfortable { "comfortable" } else { "" };
    let letter = if look.is_without_letters { "no-letters" } else { "" };
    html! {
        section.stack aria-labelledby="look" {
            h2 #look { (voice.look()) }
            (Post::to(paths::LOOK).class("form").around(html! {
                (choice("theme", voice.theme(), &themes, look.theme.unwrap_or_default(), None))
                (choice("density", voice.density(), &densities, density, None))
                (choice("letters", voice.letter_keys(), &letters, letter, Some(voice.letter_keys_hint())))
                div.pair { (Button::new(voice.save()).kind(Kind::Primary)) }
            }))
        }
    }
}

/// One question with its answers.
fn choice(name: &str, legend: &str, answers: &[(&str, &str)], chosen: &str, hint: Option<&str>) -> Markup {
    html! {
        fieldset.field {
            legend { (legend) }
            div.choices {
                @for (value, label) in answers {
                    label { input type="radio" name=(name) value=(value) checked[*value == chosen]; (label) }
                }
            }
            @if let Some(hint) = hint { small { (hint) } }
        }
    }
}
