//! Objections where they belong: a sentence with both values, and its remedies as buttons.

use maud::{Markup, html};

use super::remedies;
use super::scene::Scene;
use super::sentences;
use crate::entity::ids::LineId;
use crate::entity::states::OrderState;
use crate::review::objection::Doubt;
use crate::review::page::ObjectionView;
use crate::web::paths;
use crate::web::ui::{Button, Kind, Post, icon, once, version};
use crate::words::Voice;

/// The objections to one line, or to the order as a whole: open ones with their remedies, then accepted ones.
pub fn under(scene: &Scene<'_>, line: Option<LineId>) -> Markup {
    let first = scene.open().next().filter(|_| scene.may_correct()).map(|objection| objection.id);
    let about = || scene.page.objections.iter().filter(|objection| objection.line == line);
    html! {
        @if about().next().is_some() {
            div.objections {
                @for objection in about() { (one(scene, objection, Some(objection.id) == first)) }
            }
        }
    }
}

fn one(scene: &Scene<'_>, objection: &ObjectionView, is_current: bool) -> Markup {
    let voice = scene.voice();
    let sentence = match (&objection.doubt, remedies::only_proposal(scene, objection)) {
        (Doubt::ChooseProduct { wanted, .. }, Some(only)) => {
            voice.did_you_mean(wanted, &format!("{} {}", only.code, only.description))
        }
        (doubt, _) => sentence(scene, doubt),
    };
    if let Some(name) = &objection.settled_by {
        let to = paths::of_order(scene.page.id, "question");
        return html! {
            div.objection data-settled {
                p { (sentence) @if let Some(answer) = answer(voice, &objection.doubt) { " " b { (answer) } } " " span.mark data-state="ok" { (icon("approve")) (voice.settled_by(name)) } }
                @if scene.may_correct() {
                    (Post::to(&to).into_target("#main").class("inline").around(html! {
                        (once()) (version(scene.page.version))
                        input type="hidden" name="objection" value=(objection.id);
                        (Button::new(voice.ask_again()).kind(Kind::Quiet).small())
                    }))
                }
            }
        };
    }
    let state = if matches!(objection.doubt, Doubt::Missing { .. } | Doubt::NoLines) { "missing" } else { "check" };
    html! {
        div.objection id={ "o-" (objection.id) } tabindex="-1" data-state=(state) aria-current=[is_current.then_some("true")] {
            p {
                span.mark { (icon(state)) } " " (sentence)
                @if let Some(link) = scene.link_to_row(objection) { " " (link) }
            }
            @if scene.may_correct() { (remedies(scene, objection, is_current)) }
        }
    }
}

/// What was answered, where the objection is a question that can be answered in more than one way.
fn answer(voice: Voice, doubt: &Doubt) -> Option<String> {
    match doubt {
        Doubt::TaxAbroad { name, percent, .. } => {
            Some(voice.tax_is_charged(&voice.tax_of(name, &voice.number(*percent))))
        }
        _ => None,
    }
}

/// The sentence of a doubt; where it names another order, with how that one stands now.
fn sentence(scene: &Scene<'_>, doubt: &Doubt) -> String {
    let voice = scene.voice();
    let Doubt::Revises { order, .. } = doubt else { return sentences::doubt(voice, doubt) };
    let Some(older) = scene.page.named.iter().find(|named| named.id == *order) else {
        return sentences::doubt(voice, doubt);
    };
    // How it stood when that was noted is not how it stands.
    let revises = sentences::doubt(voice, &doubt.lasting());
    let number = older.id.to_string();
    let stands = match (older.state, older.sent_at) {
        (OrderState::InReview, _) => voice.older_in_review(&number),
        (OrderState::Approved, _) => voice.older_approved(&number),
        (OrderState::Sent, Some(at)) => voice.older_sent_at(&number, &voice.date_time(at)),
        (OrderState::Sent, None) => voice.older_sent(&number),
        _ => return revises,
    };
    format!("{revises} {stands}")
}

/// The remedies in their order; those of the first open objection have the digits as keys.
fn remedies(scene: &Scene<'_>, objection: &ObjectionView, is_current: bool) -> Markup {
    html! {
        @for (n, remedy) in (1..10).zip(remedies::of(scene, objection)) {
            (remedy(is_current.then(|| n.to_string()).as_deref()))
        }
    }
}
