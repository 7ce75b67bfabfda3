//! The forms for the whole order and for one line: mistakes beside the fields and, when somebody else was faster, both versions.

use maud::{Markup, Render as _, html};

use super::draft::{Against, At, Draft, MINE, THEIRS};
use super::scene::Scene;
use super::sentences::field_name;
use crate::entity::ids::LineId;
use crate::review::evidence::FieldName;
use crate::review::order::{OF_LINE, OF_ORDER};
use crate::review::page::LineView;
use crate::web::paths;
use crate::web::ui::{Button, Input, Kind, Post, mistakes, once, text_field, version};

/// One form about an order.
struct Form<'a> {
    scene: &'a Scene<'a>,
    draft: &'a Draft,
    /// Whether it is about one line only; its fields have the plain names of their values.
    is_single: bool,
}

/// The form for the values of the order, for all its lines, and for new ones.
pub fn order_form(scene: &Scene<'_>, draft: &Draft) -> Markup {
    let voice = scene.voice();
    let form = Form { scene, draft, is_single: false };
    let to = paths::of_order(scene.page.id, "correction");
    let more = (draft.rows + 1).to_string();
    Post::to(&to).into_target("#main").class("form card").id("edit").label(voice.edit_order()).around(html! {
        (default_button(scene))
        (once()) (version(scene.page.version))
        h2 { (voice.edit_order()) }
        (mistakes(voice, &draft.mistakes))
        (form.both_versions())
        div.fields {
            @for (n, field) in OF_ORDER.into_iter().enumerate() {
                (form.field(At::Order, (None, field), &of_order(scene, field), n == 0 && draft.is_untouched()))
            }
        }
        @for line in &scene.page.lines { (form.line(line)) }
        @for row in 1..=draft.rows { (form.new_line(row)) }
        p.muted { small { (voice.clear_hint()) @if draft.rows > 0 { " " (voice.new_line_hint()) } } }
        div.pair {
            (Button::new(if draft.rows == 0 { voice.add_line() } else { voice.another_line() }).value("more", &more))
        }
    })
}

/// The form for the values of one line, and the button that takes it out.
pub fn line_form(scene: &Scene<'_>, line: &LineView, draft: &Draft) -> Markup {
    let voice = scene.voice();
    let form = Form { scene, draft, is_single: true };
    let title = voice.edit_line(line.position);
    let button = Button::new(voice.remove_line()).kind(Kind::Danger).small().key("x");
    let removal = line_deed(scene, "line-removal", line.id, button);
    let to = paths::of_order(scene.page.id, "correction");
    let values = Post::to(&to).into_target("#main").class("form card").id("edit").label(&title).around(html! {
        (default_button(scene))
        (once()) (version(scene.page.version))
        input type="hidden" name="line" value=(line.id);
        h2 { (title) }
        (mistakes(voice, &draft.mistakes))
        (form.both_versions())
        (form.fields_of(line))
        p.muted { small { (voice.clear_hint()) } }
    });
    html! { (values) (removal) }
}

/// What Enter in a field presses: a form's first button, wherever the one that people see stands.
fn default_button(scene: &Scene<'_>) -> Markup {
    html! { button.hushed type="submit" tabindex="-1" aria-hidden="true" { (scene.voice().save()) } }
}

/// A button that takes a line out or puts it back.
pub fn line_deed(scene: &Scene<'_>, noun: &str, line: LineId, button: Button<'_>) -> Markup {
    let to = paths::of_order(scene.page.id, noun);
    Post::to(&to).into_target("#main").around(html! {
        (once()) (version(scene.page.version))
        input type="hidden" name="line" value=(line);
        (button)
    })
}

/// The saved value of the order as the form shows it.
fn of_order(scene: &Scene<'_>, field: FieldName) -> String {
    let (page, voice) = (&scene.page, scene.voice());
    let date = |value: Option<chrono::NaiveDate>| value.map(|date| voice.date_typed(date)).unwrap_or_default();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    match field {
        FieldName::Customer => text(&page.customer.value),
        FieldName::PoNumber => text(&page.po_number.value),
        FieldName::OrderDate => date(page.order_date.value),
        FieldName::DeliveryDate => date(page.delivery_date.value),
        FieldName::ShipToName => text(&page.ship_to_name.value),
        FieldName::ShipToAddress => text(&page.ship_to_address.value),
        FieldName::Instructions => text(&page.instructions.value),
        FieldName::Currency => page.currency.code().to_owned(),
        _ => String::new(),
    }
}

/// The saved value of a line as the form shows it.
fn of_line(scene: &Scene<'_>, line: &LineView, field: FieldName) -> String {
    let voice = scene.voice();
    let number = |value: Option<crate::reader::units::Millionths>| value.map(|n| voice.plain(n)).unwrap_or_default();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    match field {
        FieldName::Code => text(&line.code.value),
        FieldName::Description => text(&line.description.value),
        FieldName::Colour => text(&line.colour.value),
        FieldName::Quantity => number(line.quantity.value),
        FieldName::Unit => text(&line.unit.value),
        FieldName::UnitPrice => line.unit_price.value.map(|price| voice.plain_price(price)).unwrap_or_default(),
        FieldName::PricePer => number(line.price_per.value),
        FieldName::DeliveryDate => line.delivery_date.value.map(|date| voice.date_typed(date)).unwrap_or_default(),
        _ => String::new(),
    }
}

impl Form<'_> {
    fn name(&self, at: At, field: FieldName) -> String {
        if self.is_single { field.word().to_owned() } else { at.name(field) }
    }

    fn field(&self, at: At, (line, name): (Option<i64>, FieldName), saved: &str, is_first: bool) -> Markup {
        let voice = self.scene.voice();
        let text = self.draft.text(at, (line, name), saved, voice);
        let id = self.name(at, name);
        let field = text_field(&id, field_name(voice, name), &text, &self.draft.mistakes);
        let field = if is_first { field.focused() } else { field };
        match name {
            FieldName::OrderDate | FieldName::DeliveryDate if at == At::Order => field.hint(voice.day_month_year()),
            FieldName::Quantity | FieldName::UnitPrice => field.input(Input::Number),
            FieldName::PricePer if self.is_single => field.input(Input::Number).hint(voice.price_per_hint()),
            FieldName::PricePer => field.input(Input::Number),
            FieldName::Instructions => field.input(Input::Lines).whole(),
            FieldName::ShipToAddress => field.whole(),
            FieldName::Description if self.is_single => field.whole(),
            _ => field,
        }
        .render()
    }

    fn fields_of(&self, line: &LineView) -> Markup {
        let at = At::Line(line.id);
        html! {
            div.fields {
                @for (n, field) in OF_LINE.into_iter().enumerate() {
                    (self.field(
                        at,
                        (Some(line.position), field),
                        &of_line(self.scene, line, field),
                        n == 0 && self.is_single && self.draft.is_untouched(),
                    ))
                }
            }
        }
    }

    /// One line in the form of the whole order.
    fn line(&self, line: &LineView) -> Markup {
        let voice = self.scene.voice();
        let is_removed = self.draft.removed.contains(&line.id);
        html! {
            fieldset.line-fields {
                legend {
                    (voice.line_heading(line.position))
                    @if let Some(product) = &line.product { " " span.muted { (product.code) } }
                }
                (self.fields_of(line))
                label.tick { input type="checkbox" name={ "remove-l" (line.id) } value="on" checked[is_removed]; " " (voice.remove_line()) }
            }
        }
    }

    fn new_line(&self, row: usize) -> Markup {
        let is_next = |field: FieldName| row == self.draft.rows && self.draft.is_at_new_row && field == FieldName::Code;
        html! {
            fieldset.line-fields data-state="waiting" {
                legend { (self.scene.voice().new_line(row)) }
                div.fields { @for field in OF_LINE { (self.field(At::New(row), (None, field), "", is_next(field))) } }
            }
        }
    }

    /// Where both changed a value: what is saved beside what was typed, with a choice. Then what only the other one changed.
    fn both_versions(&self) -> Markup {
        let voice = self.scene.voice();
        if self.draft.meanwhile.is_none() {
            return html! {};
        }
        let (differs, taken) = self.differences();
        let lost = self.draft.lost_lines(&self.scene.page);
        let is_nothing = differs.is_empty() && lost.is_empty();
        html! {
            div.note data-state="conflict" role="alert" {
                h2 { (voice.conflict_title()) }
                p { (if is_nothing { voice.nothing_in_conflict() } else { voice.choose_each() }) }
                @if !is_nothing {
                    table.compare {
                        thead { tr { th scope="col" { (voice.field()) } th scope="col" { (voice.mine()) } th scope="col" { (voice.theirs()) } } }
                        tbody {
                            @for differing in &differs { (self.choice(differing)) }
                            @for line in &lost { (self.lost_line(*line)) }
                        }
                    }
                }
                @if !taken.is_empty() {
                    p { (voice.taken_over()) }
                    ul { @for taken in &taken { li { b { (taken.label) } ": " (or_dash(&taken.saved)) " " span.muted { (self.whose(taken.line, taken.field)) } } } }
                }
                (self.lines_that_came_or_went())
            }
        }
    }

    fn differences(&self) -> (Vec<Differing>, Vec<Differing>) {
        let voice = self.scene.voice();
        let of_lines = self.scene.page.lines.iter().flat_map(|line| OF_LINE.map(|field| (Some(line), field)));
        let all = OF_ORDER.map(|field| (None, field)).into_iter().chain(of_lines);
        let (mut differs, mut taken) = (Vec::new(), Vec::new());
        for (line, field) in all {
            let at = line.map_or(At::Order, |line| At::Line(line.id));
            let position = line.map(|line| line.position);
            let saved = line.map_or_else(|| of_order(self.scene, field), |line| of_line(self.scene, line, field));
            let name = field_name(voice, field);
            let label = position.map_or_else(|| name.to_owned(), |n| format!("{}, {name}", voice.line_heading(n)));
            let standing = self.draft.standing(at, (position, field), &saved, voice);
            let typed = self.draft.typed.get(&(at, field)).cloned().unwrap_or_default();
            let one = Differing { label, name: self.name(at, field), line: position, field, saved, typed };
            match standing {
                Against::Conflict => differs.push(one),
                Against::TakenOver => taken.push(one),
                Against::Nothing => {}
            }
        }
        (differs, taken)
    }

    fn whose(&self, line: Option<i64>, field: FieldName) -> String {
        let voice = self.scene.voice();
        let change = self.draft.change_of(line, field);
        change.map(|change| voice.by_name(who(voice, &change.actor))).unwrap_or_default()
    }

    fn choice(&self, one: &Differing) -> Markup {
        let chosen = self.draft.chosen.get(&one.name).map_or(MINE, String::as_str);
        html! {
            tr {
                th scope="row" { (one.label) }
                td { (pick(&one.name, MINE, chosen != THEIRS, html! { (or_dash(&one.typed)) })) }
                td { (pick(&one.name, THEIRS, chosen == THEIRS, html! { (or_dash(&one.saved)) " " small { (self.whose(one.line, one.field)) } })) }
            }
        }
    }

    /// A line that was taken out while somebody typed into it: what they typed travels along until they have decided.
    fn lost_line(&self, line: LineId) -> Markup {
        let voice = self.scene.voice();
        let name = format!("l{line}");
        let typed: Vec<_> = OF_LINE
            .iter()
            .filter_map(|field| Some((*field, self.draft.typed.get(&(At::Line(line), *field))?)))
            .collect();
        let shown: Vec<&str> = typed.iter().map(|(_, text)| text.as_str()).filter(|text| !text.is_empty()).collect();
        html! {
            tr {
                th scope="row" { (voice.line()) " " (voice.line_is_gone()) }
                td {
                    (pick(&name, MINE, false, html! { (voice.put_back()) ": " (shown.join(" · ")) }))
                    @for (field, text) in &typed { input type="hidden" name=(At::Line(line).name(*field)) value=(text); }
                }
                td { (pick(&name, THEIRS, true, html! { (voice.leave_it_out()) })) }
            }
        }
    }

    fn lines_that_came_or_went(&self) -> Markup {
        let voice = self.scene.voice();
        let told = self.draft.meanwhile.iter().flatten().filter_map(|change| {
            let n = change.line?;
            let word = match change.action.as_str() {
                "line_added" | "line_found" | "line_restored" => voice.line_added(n, ""),
                "line_removed" | "line_gone" => voice.line_removed(n, ""),
                _ => return None,
            };
            Some(format!("{} {}", who(voice, &change.actor), word.trim_end_matches([':', ' '])))
        });
        let told: Vec<String> = told.collect();
        html! { @if !told.is_empty() { ul { @for sentence in told { li { (sentence) } } } } }
    }
}

/// A value that two people see differently.
struct Differing {
    label: String,
    name: String,
    line: Option<i64>,
    field: FieldName,
    saved: String,
    typed: String,
}

fn pick(name: &str, value: &str, is_chosen: bool, label: Markup) -> Markup {
    html! { label.tick { input type="radio" name={ "pick-" (name) } value=(value) checked[is_chosen]; " " span { (label) } } }
}

fn who(voice: crate::words::Voice, actor: &str) -> &str {
    if actor.is_empty() { voice.the_desk() } else { actor }
}

fn or_dash(text: &str) -> &str {
    if text.trim().is_empty() { "–" } else { text }
}
