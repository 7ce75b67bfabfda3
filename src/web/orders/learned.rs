//! Why a product was proposed or recalled, and what was learned from a correction, with the way back beside it.

use maud::{Markup, html};

use super::scene::Scene;
use crate::review::page::{LearnedView, ProductView};
use crate::web::paths;
use crate::web::ui::{Button, Post, icon, once, version};
use crate::words::Voice;

/// Why a product is proposed; `None` for a reason this version has no words for.
pub fn reason(voice: Voice, reason: &str) -> Option<&'static str> {
    Some(match reason {
        "exact_code" => voice.why_exact_code(),
        "same_code" => voice.reason_same_code(),
        "customer_alias" => voice.why_customer_alias(),
        "common_alias" => voice.why_common_alias(),
        "look_alike" => voice.why_look_alike(),
        "one_sign" => voice.why_one_sign(),
        "similar_code" => voice.why_similar_code(),
        "part_of_code" => voice.reason_part_of_code(),
        "longer_code" => voice.why_longer_code(),
        "description" => voice.reason_description(),
        "some_words" => voice.why_some_words(),
        "price" => voice.why_price(),
        "customer" => voice.why_customer(),
        "colour" => voice.why_colour(),
        "discontinued" => voice.why_discontinued(),
        _ => return None,
    })
}

/// Why a customer is proposed; `None` for a reason this version has no words for.
pub fn customer_reason(voice: Voice, reason: &str) -> Option<&'static str> {
    Some(match reason {
        "name" => voice.why_name(),
        "domain" => voice.why_domain(),
        "similar_name" => voice.why_similar_name(),
        "address" => voice.why_address(),
        _ => return None,
    })
}

/// Our name for the customer where the order writes it otherwise, and the way back from what this order taught.
pub fn customer(scene: &Scene<'_>) -> Markup {
    let voice = scene.voice();
    let Some(known) =
        scene.page.known_customer.as_ref().filter(|known| known.is_called_otherwise || known.taught.is_some())
    else {
        return html! {};
    };
    html! {
        div.learned {
            @if let Some((name, text)) = &known.taught {
                p { span.mark data-state="rule" { (icon("rule")) } " " (voice.remembers_customer(text, &known.name)) }
                @if scene.may_correct() { (undo(scene, "name", name.0)) }
            } @else {
                p.muted { span.mark data-state="rule" { (icon("rule")) } " " (known.name) }
            }
        }
    }
}

/// By which rule a product was matched: for a name that was learned, where.
pub fn rule(voice: Voice, product: &ProductView) -> Option<String> {
    match &product.learned {
        Some(learned) if !learned.is_from_here => Some(origin(voice, learned)),
        _ => reason(voice, &product.rule).map(str::to_owned),
    }
}

/// "learned from PO 12022 by Sharon on 21 Nov 2026".
fn origin(voice: Voice, learned: &LearnedView) -> String {
    let day = voice.date_named(voice.today(learned.at));
    let number = learned.order.as_ref().and_then(|(_, number)| number.as_deref());
    let mut said = match (&learned.by, number) {
        (Some(name), Some(number)) => voice.learned_from(&voice.po(number), name, &day),
        (Some(name), None) => voice.learned_by(name, &day),
        (None, _) => voice.learned_by_import().to_owned(),
    };
    if learned.is_ended {
        said = format!("{said}, {}", voice.name_has_ended());
    }
    said
}

/// The sentence below a line that taught a name, or was matched by one, with the button that takes it back.
pub fn learned(scene: &Scene<'_>, product: &ProductView) -> Markup {
    let Some(learned) = &product.learned else { return html! {} };
    let voice = scene.voice();
    let customer = scene.page.customer.value.as_deref().unwrap_or(voice.no_customer());
    let may_undo = scene.may_correct() && !learned.is_ended && !learned.is_common;
    html! {
        div.learned {
            @if learned.is_from_here {
                p { span.mark data-state="rule" { (icon("rule")) } " " (voice.remembers(&learned.text, &product.code, customer)) }
            } @else {
                p.muted {
                    @if let Some((order, _)) = &learned.order { a href=(paths::order(*order)) { (origin(voice, learned)) } } @else { (origin(voice, learned)) }
                }
            }
            @if may_undo { (undo(scene, "alias", learned.alias.0)) }
        }
    }
}

fn undo(scene: &Scene<'_>, what: &str, number: i64) -> Markup {
    let to = paths::of_order(scene.page.id, "forgetting");
    Post::to(&to).into_target("#main").class("inline").around(html! {
        (once()) (version(scene.page.version))
        input type="hidden" name=(what) value=(number);
        (Button::new(scene.voice().undo_learned()).small())
    })
}
