//! The values of the whole order, each with what there is to object to.

use maud::{Markup, html};

use super::draft::Editing;
use super::edit::order_form;
use super::learned;
use super::objections;
use super::scene::Scene;
use super::sentences::field_name;
use crate::review::evidence::FieldName;
use crate::review::objection::Doubt;
use crate::review::page::Shown;
use crate::web::paths;
use crate::web::ui::icon;

/// The values, or the form for them, and the objections to the order as a whole.
pub fn facts(scene: &Scene<'_>) -> Markup {
    let voice = scene.voice();
    let page = &scene.page;
    let text = |value: &Option<String>| html! { bdi { (value.as_deref().unwrap_or_default()) } };
    let date = |value: Option<chrono::NaiveDate>| {
        html! { @if let Some(date) = value { time datetime=(date) { (voice.date_named(date)) } } }
    };
    html! {
        @if let Editing::Order(draft) = &scene.editing {
            (order_form(scene, draft))
        } @else {
            div.facts-head {
                h2.hushed { (voice.what_was_found()) }
                @if scene.may_correct() {
                    a.btn data-kind="quiet" data-size="small" href=(paths::edit(page.id, None)) title=(voice.edit_order())
                        data-key="e" aria-keyshortcuts="e" {
                        (icon("pen")) span.hushed { (voice.edit_order()) }
                    }
                }
            }
            dl.facts {
                (customer(scene))
                (fact(scene, &page.po_number, text(&page.po_number.value), false))
                (fact(scene, &page.order_date, date(page.order_date.value), false))
                (fact(scene, &page.delivery_date, date(page.delivery_date.value), false))
                (deliver_to(scene))
                (fact(scene, &page.instructions, text(&page.instructions.value), true))
            }
        }
        (objections::under(scene, None))
    }
}

/// The buyer as the order names it, and who that is in our records.
fn customer(scene: &Scene<'_>) -> Markup {
    let shown = &scene.page.customer;
    html! {
        div data-state=[state(scene, &[shown.field])] {
            dt { (field_name(scene.voice(), shown.field)) }
            dd {
                (scene.value(None, shown, html! { bdi { (shown.value.as_deref().unwrap_or_default()) } }))
                (learned::customer(scene))
            }
        }
    }
}

fn fact<T>(scene: &Scene<'_>, shown: &Shown<T>, text: Markup, is_wide: bool) -> Markup {
    html! {
        div.two[is_wide] data-state=[state(scene, &[shown.field])] {
            dt { (field_name(scene.voice(), shown.field)) }
            dd { (scene.value(None, shown, text)) }
        }
    }
}

/// Name and address of the delivery, one under the other.
fn deliver_to(scene: &Scene<'_>) -> Markup {
    let page = &scene.page;
    let has_name = page.ship_to_name.value.is_some();
    let has_address = page.ship_to_address.value.is_some() || !has_name;
    html! {
        div.two data-state=[state(scene, &[FieldName::ShipToName, FieldName::ShipToAddress])] {
            dt { (scene.voice().deliver_to()) }
            dd {
                @if has_name { (scene.value(None, &page.ship_to_name, html! { (page.ship_to_name.value.as_deref().unwrap_or_default()) })) }
                @if has_name && has_address { br; }
                @if has_address {
                    (scene.value(None, &page.ship_to_address, html! { (page.ship_to_address.value.as_deref().unwrap_or_default()) }))
                }
            }
        }
    }
}

/// `check` or `missing` where an open objection is about one of these values.
fn state(scene: &Scene<'_>, fields: &[FieldName]) -> Option<&'static str> {
    let about = scene.open().filter(|objection| objection.line.is_none());
    let about = about.filter(|objection| objection.doubt.field().is_some_and(|field| fields.contains(&field)));
    about.map(|objection| if matches!(objection.doubt, Doubt::Missing { .. }) { "missing" } else { "check" }).next()
}
