//! What somebody is typing: the forms for the order's values and for one line, with mistakes beside the fields and, when
//! somebody else was faster, both versions.

use std::collections::BTreeMap;

use maud::{Markup, Render as _, html};

use super::scene::Scene;
use super::sentences::field_name;
use crate::entity::ids::LineId;
use crate::review::evidence::FieldName;
use crate::review::page::LineView;
use crate::web::paths;
use crate::web::ui::{Button, Input, Kind, Mistake, Post, mistakes, once, text_field, version};

/// Values of the whole order that a person may change, in the order of the form.
pub const OF_ORDER: [FieldName; 8] = [
    FieldName::Customer,
    FieldName::PoNumber,
    FieldName::OrderDate,
    FieldName::DeliveryDate,
    FieldName::ShipToName,
    FieldName::ShipToAddress,
    FieldName::Instructions,
    FieldName::Currency,
];

/// Values of a line that a person may change, in the order of the form.
pub const OF_LINE: [FieldName; 7] = [
    FieldName::Code,
    FieldName::Description,
    FieldName::Colour,
    FieldName::Quantity,
    FieldName::Unit,
    FieldName::UnitPrice,
    FieldName::PricePer,
];

/// What is being edited on the page.
#[derive(Clone, Debug)]
pub enum Editing {
    /// Nothing.
    Nothing,
    /// The values of the whole order.
    Order(Draft),
    /// The values of one line.
    Line(LineId, Draft),
}

impl Editing {
    /// The form of a line, or of the order.
    pub fn of(line: Option<LineId>, draft: Draft) -> Self {
        line.map_or_else(|| Self::Order(draft.clone()), |line| Self::Line(line, draft.clone()))
    }
}

/// What was typed so far and what stands against it.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// Texts as typed; a value without one shows what is saved.
    pub typed: BTreeMap<FieldName, String>,
    /// What is wrong, by name of the value.
    pub mistakes: Vec<Mistake>,
    /// Whether somebody else has saved the order since the form was drawn.
    pub is_outdated: bool,
}

impl Draft {
    fn text(&self, field: FieldName, saved: &str) -> String {
        self.typed.get(&field).cloned().unwrap_or_else(|| saved.to_owned())
    }
}

/// The form for the values of the order.
pub fn order_form(scene: &Scene<'_>, draft: &Draft) -> Markup {
    let voice = scene.voice();
    let page = &scene.page;
    let date = |value: Option<chrono::NaiveDate>| value.map(|date| voice.date_typed(date)).unwrap_or_default();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let saved = |field| match field {
        FieldName::Customer => text(&page.customer.value),
        FieldName::PoNumber => text(&page.po_number.value),
        FieldName::OrderDate => date(page.order_date.value),
        FieldName::DeliveryDate => date(page.delivery_date.value),
        FieldName::ShipToName => text(&page.ship_to_name.value),
        FieldName::ShipToAddress => text(&page.ship_to_address.value),
        FieldName::Instructions => text(&page.instructions.value),
        FieldName::Currency => page.currency.code().to_owned(),
        _ => String::new(),
    };
    form(scene, draft, None, (voice.edit_order(), &OF_ORDER), &saved)
}

/// The form for the values of one line.
pub fn line_form(scene: &Scene<'_>, line: &LineView, draft: &Draft) -> Markup {
    let voice = scene.voice();
    let number =
        |value: Option<crate::reader::units::Millionths>| value.map(|value| voice.plain(value)).unwrap_or_default();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let saved = |field| match field {
        FieldName::Code => text(&line.code.value),
        FieldName::Description => text(&line.description.value),
        FieldName::Colour => text(&line.colour.value),
        FieldName::Quantity => number(line.quantity.value),
        FieldName::Unit => text(&line.unit.value),
        FieldName::UnitPrice => line.unit_price.value.map(|price| voice.plain_price(price)).unwrap_or_default(),
        FieldName::PricePer => number(line.price_per.value),
        _ => String::new(),
    };
    form(scene, draft, Some(line.id), (&voice.edit_line(line.position), &OF_LINE), &saved)
}

fn form(
    scene: &Scene<'_>, draft: &Draft, line: Option<LineId>, (title, fields): (&str, &[FieldName]),
    saved: &dyn Fn(FieldName) -> String,
) -> Markup {
    let voice = scene.voice();
    let to = paths::of_order(scene.page.id, "correction");
    Post::to(&to).into_target("#main").class("form card").id("edit").label(title).around(html! {
        (once()) (version(scene.page.version))
        @if let Some(line) = line { input type="hidden" name="line" value=(line); }
        h2 { (title) }
        (mistakes(voice, &draft.mistakes))
        @if draft.is_outdated { (both_versions(scene, draft, fields, saved)) }
        div.fields { @for field in fields { (one(scene, draft, *field, &saved(*field))) } }
        p.muted { small { (voice.clear_hint()) } }
        div.pair {
            (Button::new(voice.save()).kind(Kind::Primary))
            a.btn href=(paths::order(scene.page.id)) data-key="Escape" aria-keyshortcuts="Escape" { (voice.cancel()) }
        }
    })
}

fn one(scene: &Scene<'_>, draft: &Draft, name: FieldName, saved: &str) -> Markup {
    let voice = scene.voice();
    let text = draft.text(name, saved);
    let field = text_field(name.word(), field_name(voice, name), &text, &draft.mistakes);
    match name {
        FieldName::OrderDate | FieldName::DeliveryDate => field.hint(voice.day_month_year()),
        FieldName::Quantity | FieldName::UnitPrice => field.input(Input::Number),
        FieldName::PricePer => field.input(Input::Number).hint(voice.price_per_hint()),
        FieldName::Instructions => field.input(Input::Lines).whole(),
        FieldName::ShipToAddress | FieldName::Description => field.whole(),
        _ => field,
    }
    .render()
}

/// What is saved now beside what was typed, where they differ.
fn both_versions(
    scene: &Scene<'_>, draft: &Draft, fields: &[FieldName], saved: &dyn Fn(FieldName) -> String,
) -> Markup {
    let voice = scene.voice();
    let differs: Vec<(FieldName, String, &String)> = fields
        .iter()
        .filter_map(|field| Some((*field, saved(*field), draft.typed.get(field)?)))
        .filter(|(_, saved, typed)| saved.trim() != typed.trim())
        .collect();
    html! {
        div.note data-state="conflict" role="alert" {
            h2 { (voice.conflict_title()) }
            p { (voice.conflict_keep()) }
            @if !differs.is_empty() {
                table.compare {
                    thead { tr { th scope="col" { (voice.field()) } th scope="col" { (voice.now()) } th scope="col" { (voice.yours()) } } }
                    tbody {
                        @for (field, saved, typed) in differs {
                            tr { th scope="row" { (field_name(voice, field)) } td { (or_dash(&saved)) } td { (or_dash(typed)) } }
                        }
                    }
                }
            }
        }
    }
}

fn or_dash(text: &str) -> &str {
    if text.trim().is_empty() { "–" } else { text }
}
