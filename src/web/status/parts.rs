//! The parts of the page: one function each, from what was found to markup.

use maud::{Markup, html};
use rust_decimal::Decimal;

use crate::auth::Right;
use crate::entity::states::{JobState, OutboxState};
use crate::intake::sources::SourceRow;
use crate::ops::status::{LetterHere, Overview, StuckJob};
use crate::ops::tesseract::{Installed, Missing};
use crate::outbox::not_sent;
use crate::web::inbox::{could_not_be_read, reason_word, reread};
use crate::web::paths;
use crate::web::session::Visit;
use crate::web::settings::sources::{last_ok, name, state};
use crate::web::ui::{Button, Post, badge, once, version};
use crate::words::{Voice, why_not_sent};

/// The job that sends letters: what can be done about one is done to the letter.
const SENDING: &str = "send_outbox";

/// Whether all is well; otherwise what is not, in a line each.
pub fn whole(visit: &Visit, overview: &Overview, scans: &Result<Installed, Missing>) -> Markup {
    let voice = visit.voice;
    let (alarms, unread, put_off) = (visit.alarms, overview.failed_messages, overview.put_off);
    let state = match (alarms, unread, put_off, scans) {
        (0, 0, 0, Ok(_)) => return html! { div.note data-state="ok" { p { (voice.all_is_well()) } } },
        (0, 0, ..) => "check",
        _ => "fault",
    };
    html! {
        div.note data-state=(state) {
            @if alarms > 0 { p { (voice.needing_you(alarms)) } }
            @if unread > 0 {
                p {
                    (voice.unread_messages(unread))
                    @if visit.scope().may(Right::SeeInbox) { " " a href=(could_not_be_read()) { (voice.see_unread()) } }
                }
            }
            @if put_off > 0 { p { (voice.letters_are_refused(put_off)) " " a href="#letters" { (voice.to_letters()) } } }
            @if let Err(missing) = scans { p { (why_no_scans(voice, missing)) } }
        }
    }
}

/// Whether scans can be read here, by what and in which languages.
pub fn scans(voice: Voice, scans: &Result<Installed, Missing>) -> Markup {
    let (state, shape, word) = match scans {
        Ok(_) => ("clean", "approve", voice.in_order()),
        Err(_) => ("check", "check", voice.has_a_problem()),
    };
    html! {
        div.grow {
            p { b { (voice.scans_and_photos()) } " " (badge(state, shape, word)) }
            @match scans {
                Ok(by) => p.muted { (voice.scans_read_by(&by.version, &tongues(voice, &by.languages))) },
                Err(missing) => p.muted { (why_no_scans(voice, missing)) },
            }
        }
    }
}

fn tongues(voice: Voice, codes: &[String]) -> String {
    let name = |code: &String| match code.as_str() {
        "eng" => voice.tongue_english().to_owned(),
        "deu" => voice.tongue_german().to_owned(),
        other => other.to_owned(),
    };
    codes.iter().map(name).collect::<Vec<_>>().join(", ")
}

fn why_no_scans(voice: Voice, missing: &Missing) -> String {
    match missing {
        Missing::Off => voice.scans_off().to_owned(),
        Missing::Program => voice.scans_no_program().to_owned(),
        Missing::Broken(program) => voice.scans_broken(&program.display().to_string()),
        Missing::Languages => voice.scans_no_language().to_owned(),
    }
}

/// A row of counts; one that should be zero and is not stands out.
pub fn figures(counts: &[(&str, i64, Option<&str>)]) -> Markup {
    html! {
        dl.facts.boxed {
            @for (label, n, state) in counts {
                div data-state=[state.filter(|_| *n > 0)] { dt { (label) } dd { (n) } }
            }
        }
    }
}

/// A job that was given up, with what can be done.
pub fn job(visit: &Visit, job: &StuckJob) -> Markup {
    let voice = visit.voice;
    let word = if job.state == JobState::Parked { voice.work_parked() } else { voice.work_failed() };
    let at = job.at.map(|at| voice.date_time(at)).unwrap_or_default();
    let may = visit.scope().may(Right::ManageOrganisation);
    let press = |noun: &str, label: &str| {
        Post::to(&paths::of_job(job.id, noun)).around(html! { (once()) (Button::new(label).small()) })
    };
    html! {
        div.grow {
            p { b { (job_name(voice, &job.name)) } " " (badge("failed", "missing", word)) }
            @if let Some(reason) = &job.reason { p.fault { (reason) } }
            p.muted { (voice.given_up(job.attempts, &at)) }
        }
        @if let Some(message) = job.message { a.btn data-size="small" href=(paths::message(message)) { (voice.see_message()) } }
        @if may {
            @if job.name != SENDING { (press("repetition", voice.try_again())) }
            (press("dismissal", voice.put_away()))
        }
    }
}

/// A letter that has not left, with what can be done.
pub fn letter(visit: &Visit, letter: &LetterHere) -> Markup {
    let voice = visit.voice;
    let (state, shape, word) = match letter.state {
        OutboxState::Held => ("held", "check", voice.letters_held()),
        OutboxState::Failed => ("failed", "missing", voice.letters_failed()),
        OutboxState::Sending => ("waiting", "out", voice.letters_sending()),
        _ if letter.reason.is_some() => ("check", "check", voice.letters_put_off()),
        _ => ("waiting", "waiting", voice.letters_waiting()),
    };
    let waits = letter.state == OutboxState::Waiting;
    let at = voice.date_time(letter.send_after);
    let may = visit.scope().may(Right::ApproveOrders);
    html! {
        div.grow {
            p { b { (letter.subject) } " " (badge(state, shape, word)) }
            p.muted { (letter.recipients.join(", ")) }
            @if let Some(reason) = &letter.reason { (why(voice, reason)) }
            @match letter.reason {
                Some(_) if waits => p.muted { (voice.tried_and_next(letter.attempts, &at)) },
                None if waits => p.muted { (voice.leaves_at(&at)) },
                _ => {},
            }
            @if letter.state == OutboxState::Held { p { (voice.held_hint()) } }
        }
        @if let Some((order, at)) = letter.order {
            a.btn data-size="small" href=(paths::order(order)) { (voice.open_order()) }
            @if may {
                @for (noun, label) in decisions(voice, letter.state) {
                    (Post::to(&paths::of_letter(noun)).around(html! {
                        (once()) (version(at)) input type="hidden" name="order" value=(order);
                        (Button::new(label).small())
                    }))
                }
            }
        }
    }
}

/// Why a letter did not leave and what to do, then the other side's own words.
fn why(voice: Voice, reason: &str) -> Markup {
    let why = not_sent(reason);
    html! {
        p.fault { (why_not_sent(&*voice, &why)) }
        @if !why.said.is_empty() { p.muted { (voice.reported(why.said)) } }
    }
}

/// What a person may decide about a letter in this state: the noun and the word of its button.
fn decisions(voice: Voice, state: OutboxState) -> Vec<(&'static str, &'static str)> {
    match state {
        OutboxState::Held => vec![("arrival", voice.mark_as_arrived()), ("sending", voice.send_again())],
        OutboxState::Failed => vec![("sending", voice.send_again()), ("recall", voice.recall())],
        OutboxState::Waiting => vec![("recall", voice.recall())],
        OutboxState::Sending | OutboxState::Sent | OutboxState::Recalled => Vec::new(),
    }
}

/// A source with its last look.
pub fn source(visit: &Visit, row: &SourceRow) -> Markup {
    let voice = visit.voice;
    html! {
        div.grow {
            p { b { (name(voice, row)) } @if row.is_watched() { " " (state(voice, row)) } }
            @if let Some(error) = &row.last_error { p.fault { (error) } }
            p.muted { (last_ok(voice, row)) }
        }
        @if row.is_watched() && visit.scope().may(Right::ManageOrganisation) {
            a.btn data-size="small" href=(paths::SOURCES) { (voice.to_sources()) }
        }
    }
}

/// Messages that could not be read, newest first.
pub fn failures(visit: &Visit, overview: &Overview) -> Markup {
    let voice = visit.voice;
    let shown = i64::try_from(overview.failures.len()).unwrap_or(i64::MAX);
    html! {
        section aria-labelledby="failures" {
            h2.over #failures { (voice.failed_messages()) " " span.count data-state="failed" { (overview.failed_messages) } }
            ul.cards {
                @for message in &overview.failures {
                    @let reason = message.reason.as_deref();
                    li {
                        div.grow {
                            p { b { bdi { (message.title) } } }
                            @if let Some(reason) = reason {
                                p.fault { (reason_word(voice, reason).map_or_else(|| voice.because(reason), str::to_owned)) }
                            }
                            p.muted { (voice.date_time(message.received_at)) }
                        }
                        @if visit.scope().may(Right::SeeInbox) {
                            a.btn data-size="small" href=(paths::message(message.id)) { (voice.see_message()) }
                        }
                        (reread(visit, message.id, false, &message.title))
                    }
                }
            }
            @if overview.failed_messages > shown { p.muted { (voice.and_more(overview.failed_messages - shown)) } }
        }
    }
}

/// Room, journal, version.
pub fn room(visit: &Visit, overview: &Overview) -> Markup {
    let voice = visit.voice;
    let (files, bytes) = overview.contents;
    html! {
        dl.facts.boxed {
            div { dt { (voice.kept_contents()) } dd { (voice.pieces_and_size(files, &size(voice, bytes))) } }
            div { dt { (voice.database()) } dd { (size(voice, overview.database_bytes)) } }
            div { dt { (voice.journal()) } dd { (voice.entries(overview.journal_entries)) } }
            div { dt { (voice.version_of_ramjet()) } dd { (env!("CARGO_PKG_VERSION")) } }
        }
        ul.cards.below { li { div.grow { (journal(voice, overview)) }
            @if visit.scope().may(Right::ManageOrganisation) && !overview.is_checking {
                (Post::to(paths::JOURNAL_CHECK).around(html! { (once()) (Button::new(voice.check_now()).small()) }))
            }
        } }
    }
}

fn journal(voice: Voice, overview: &Overview) -> Markup {
    let check = overview.journal_check.as_ref();
    html! {
        p {
            b { (voice.journal()) } " "
            @if overview.is_checking { (badge("waiting", "waiting", voice.journal_being_checked())) }
        }
        @match check.map(|check| (check, voice.date_time(check.at))) {
            None => p.muted { (voice.journal_never_checked()) },
            Some((check, at)) => @match &check.fault {
                None => p.muted { (voice.journal_whole(check.entries, &at)) },
                Some(fault) => p.fault { (voice.journal_broken(&at, fault)) },
            },
        }
    }
}

/// `12.3 MB`: one digit behind the sign, in steps of a thousand.
fn size(voice: Voice, bytes: i64) -> String {
    let (unit, divisor) = match bytes {
        ..1_000 => return format!("{bytes} B"),
        1_000..1_000_000 => ("kB", 3),
        1_000_000..1_000_000_000 => ("MB", 6),
        _ => ("GB", 9),
    };
    let exact = Decimal::new(bytes, divisor);
    format!("{} {unit}", voice.decimal(exact.round_dp(1)))
}

fn job_name(voice: Voice, name: &str) -> String {
    match name {
        "read_message" => voice.job_read(),
        "extract_message" => voice.job_extract(),
        "open_orders" => voice.job_open(),
        "send_outbox" => voice.job_send(),
        "order_sent" => voice.job_sent(),
        "check_journal" => voice.job_journal(),
        other => return voice.job_named(other),
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_at_a_glance() {
        let (en, de) = (Voice::new("en-AU", "UTC"), Voice::new("de-DE", "UTC"));
        assert_eq!(size(en, 0), "0 B");
        assert_eq!(size(en, 999), "999 B");
        assert_eq!(size(en, 1_234), "1.2 kB");
        assert_eq!(size(de, 12_345_678), "12,3 MB");
        assert_eq!(size(en, 7_000_000_000), "7.0 GB");
    }

    #[test]
    fn a_letter_on_its_way_leaves_nothing_to_decide() {
        let voice = Voice::new("en", "UTC");
        assert!(decisions(voice, OutboxState::Sending).is_empty() && decisions(voice, OutboxState::Sent).is_empty());
        assert_eq!(decisions(voice, OutboxState::Held)[0].0, "arrival");
    }
}
