//! Where messages come from, and whether that is looked at.

use actix_web::http::StatusCode;
use actix_web::web::{self, Data};
use actix_web::{HttpRequest, HttpResponse};
use maud::{Markup, html};

use super::people::Pressed;
use super::{Tab, answer, deed};
use crate::entity::ids::SourceId;
use crate::entity::states::SourceKind;
use crate::intake::sources::{self, SourceRow};
use crate::ops::deed::OnceForm;
use crate::web::error::WebError;
use crate::web::said::{self, Said};
use crate::web::session::Visit;
use crate::web::ui::{Button, Post, badge, once};
use crate::web::{App, paths};
use crate::words::Voice;

/// `GET /settings/sources`
pub async fn page(app: Data<App>, visit: Visit) -> Result<HttpResponse, WebError> {
    let rows = sources::sources(&app.db, visit.scope()).await.map_err(WebError::fault)?;
    let content = html! {
        p.muted { (visit.voice.sources_lead()) }
        ul.cards { @for row in &rows { li { (card(&app, &visit, row)) } } }
    };
    Ok(answer(&visit, Tab::Sources, StatusCode::OK, html! {}, content))
}

/// `POST /settings/sources/{id}/pause` — what lies there waits.
pub async fn pause(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, pressed: web::Form<Pressed>,
) -> Result<HttpResponse, WebError> {
    set(&app, &visit, &request, SourceId(*id), (&pressed, false)).await
}

/// `POST /settings/sources/{id}/resumption` — it is looked at again.
pub async fn resume(
    app: Data<App>, visit: Visit, request: HttpRequest, id: web::Path<i64>, pressed: web::Form<Pressed>,
) -> Result<HttpResponse, WebError> {
    set(&app, &visit, &request, SourceId(*id), (&pressed, true)).await
}

async fn set(
    app: &App, visit: &Visit, request: &HttpRequest, id: SourceId, (pressed, is_enabled): (&Pressed, bool),
) -> Result<HttpResponse, WebError> {
    let once = OnceForm { key: &pressed.once, route: request.path(), location: paths::SOURCES };
    sources::set_enabled(&deed(app, visit, once), id, is_enabled).await?;
    let said = if is_enabled { Said::SourceResumed } else { Said::SourcePaused };
    Ok(said::see_other(request, paths::SOURCES, said))
}

fn card(app: &App, visit: &Visit, row: &SourceRow) -> Markup {
    let voice = visit.voice;
    let folder = app.config.place.inbox().join(&visit.signed.slug);
    html! {
        div.grow {
            p { b { (name(voice, row)) } @if row.is_watched() { " " (state(voice, row)) } }
            @if row.is_watched() { p.muted.path { (folder.display()) } } @else { p.muted { (voice.added_by_hand_why()) } }
            p.muted { (last_ok(voice, row)) }
            @if let Some(error) = &row.last_error { p.fault { (error) } }
        }
        @if row.is_watched() {
            @let (noun, label) = if row.is_enabled { ("pause", voice.pause()) } else { ("resumption", voice.resume()) };
            (Post::to(&paths::of_source(row.id, noun)).around(html! { (once()) (Button::new(label).small()) }))
        }
    }
}

/// What a source is called.
pub fn name(voice: Voice, row: &SourceRow) -> &'static str {
    match row.kind {
        SourceKind::Folder => voice.watched_folder(),
        SourceKind::Upload => voice.added_by_hand(),
    }
}

/// Well, with a problem, or paused.
pub fn state(voice: Voice, row: &SourceRow) -> Markup {
    match (row.is_enabled, &row.last_error) {
        (false, _) => badge("quiet", "none", voice.paused()),
        (true, Some(_)) => badge("failed", "missing", voice.has_a_problem()),
        (true, None) => badge("clean", "approve", voice.in_order()),
    }
}

/// When it was last in order, or used, and how much came through it.
pub fn last_ok(voice: Voice, row: &SourceRow) -> String {
    let last = match (row.last_ok_at.map(|at| voice.date_time(at)), row.is_watched()) {
        (Some(at), true) => voice.last_ok_at(&at),
        (Some(at), false) => voice.last_used_at(&at),
        (None, true) => voice.never_ok().to_owned(),
        (None, false) => voice.never_used().to_owned(),
    };
    format!("{last} · {}", voice.came_through(row.messages))
}
