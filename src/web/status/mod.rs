//! How the desk is: what needs a person first, then what waits and runs, then room and version.

mod deeds;
mod parts;

pub use deeds::{check_journal, mark_arrived, put_away, recall, send_again, try_again};

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use actix_web::web::Data;
use maud::{Markup, html};

use super::error::WebError;
use super::headers::NO_STORE;
use super::session::Visit;
use super::ui::{Frame, Here};
use super::{App, wants};
use crate::entity::states::{JobState, OutboxState};
use crate::intake::sources::{self, SourceRow};
use crate::ops::status::{self, Overview};
use crate::ops::tesseract::{Installed, Missing};

/// The page looks again after this long while something is being worked on.
const LOOK_AGAIN_SECS: u32 = 10;

/// `GET /status`
pub async fn page(app: Data<App>, visit: Visit) -> Result<HttpResponse, WebError> {
    show(&app, &visit, StatusCode::OK, html! {}).await
}

/// The page with something said on top.
async fn show(app: &App, visit: &Visit, status: StatusCode, said: Markup) -> Result<HttpResponse, WebError> {
    let overview = status::overview(&app.db, visit.scope()).await.map_err(WebError::fault)?;
    let sources = sources::sources(&app.db, visit.scope()).await.map_err(WebError::fault)?;
    let scans = app.isolate.scans().await;
    let voice = visit.voice;
    let is_busy = overview.is_checking || count(&overview.jobs, JobState::Leased) > 0;
    let frame = Frame::new(visit, voice.status(), Here::Status)
        .head(html! { h1 tabindex="-1" { (voice.status()) } })
        .notice(said)
        .body(html! { div.fill.scroll tabindex="-1" { div.page { (content(visit, &overview, &sources, &scans)) } } });
    let page = if is_busy { frame.look_again(LOOK_AGAIN_SECS).page() } else { frame.page() };
    Ok(wants::html(status).insert_header((header::CACHE_CONTROL, NO_STORE)).body(page.into_string()))
}

fn content(visit: &Visit, overview: &Overview, sources: &[SourceRow], scans: &Result<Installed, Missing>) -> Markup {
    let voice = visit.voice;
    let is_stuck = |state: OutboxState| matches!(state, OutboxState::Held | OutboxState::Failed);
    let (stuck, waiting): (Vec<_>, Vec<_>) = overview.letters_here.iter().partition(|letter| is_stuck(letter.state));
    let has_cards = !overview.stuck_jobs.is_empty() || !stuck.is_empty();
    let jobs = [
        (voice.work_waiting(), count(&overview.jobs, JobState::Waiting), None),
        (voice.work_running(), count(&overview.jobs, JobState::Leased), None),
        (voice.work_failed(), count(&overview.jobs, JobState::Failed), Some("failed")),
        (voice.work_parked(), count(&overview.jobs, JobState::Parked), Some("failed")),
    ];
    let letters = [
        (
            voice.letters_waiting(),
            count(&overview.letters, OutboxState::Waiting),
            (overview.put_off > 0).then_some("check"),
        ),
        (voice.letters_sending(), count(&overview.letters, OutboxState::Sending), None),
        (voice.letters_held(), count(&overview.letters, OutboxState::Held), Some("held")),
        (voice.letters_failed(), count(&overview.letters, OutboxState::Failed), Some("failed")),
    ];
    html! {
        (parts::whole(visit, overview, scans))
        @if has_cards {
            section aria-labelledby="person" {
                h2.over #person { (voice.needs_a_person()) }
                ul.cards {
                    @for letter in &stuck { li { (parts::letter(visit, letter)) } }
                    @for job in &overview.stuck_jobs { li { (parts::job(visit, job)) } }
                }
            }
        }
        section aria-labelledby="sources" {
            h2.over #sources { (voice.sources()) }
            ul.cards {
                @for row in sources { li { (parts::source(visit, row)) } }
                li { (parts::scans(voice, scans)) }
            }
        }
        section aria-labelledby="work" { h2.over #work { (voice.work()) } (parts::figures(&jobs)) }
        section aria-labelledby="letters" {
            h2.over #letters { (voice.letters()) }
            (parts::figures(&letters))
            @if !waiting.is_empty() { ul.cards.below { @for letter in &waiting { li { (parts::letter(visit, letter)) } } } }
        }
        @if overview.failed_messages > 0 { (parts::failures(visit, overview)) }
        section aria-labelledby="room" {
            h2.over #room { (voice.room_and_version()) }
            (parts::room(visit, overview))
        }
    }
}

/// How many of a list are in this state.
fn count<S: PartialEq + Copy>(counts: &[(S, i64)], state: S) -> i64 {
    counts.iter().find(|(of, _)| *of == state).map_or(0, |(_, n)| *n)
}
