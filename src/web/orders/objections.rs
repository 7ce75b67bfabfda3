//! Objections where they belong: a sentence with both values, and its remedies as buttons.

use maud::{Markup, html};

use super::scene::{Scene, Typed};
use super::sentences;
use crate::entity::ids::{LineId, OrderId};
use crate::entity::states::Action;
use crate::reader::units::{Currency, Millionths};
use crate::review::evidence::FieldName;
use crate::review::objection::Doubt;
use crate::review::page::{LineView, ObjectionView, Proposal};
use crate::web::paths;
use crate::web::ui::{Button, Post, icon, once, version};

/// Values offered as buttons, at most.
const VALUES_MAX: usize = 4;

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
    let sentence = sentences::doubt(voice, &objection.doubt);
    if let Some(name) = &objection.settled_by {
        return html! {
            div.objection data-settled { p { (sentence) " " span.mark data-state="ok" { (icon("approve")) (voice.settled_by(name)) } } }
        };
    }
    let state = if matches!(objection.doubt, Doubt::Missing { .. } | Doubt::NoLines) { "missing" } else { "check" };
    html! {
        div.objection id={ "o-" (objection.id) } tabindex="-1" data-state=(state) aria-current=[is_current.then_some("true")] {
            p { span.mark { (icon(state)) } " " (sentence) }
            @if scene.may_correct() { (remedies(scene, objection, is_current)) }
        }
    }
}

/// The remedies in their order; those of the first open objection have the digits as keys.
fn remedies(scene: &Scene<'_>, objection: &ObjectionView, is_current: bool) -> Markup {
    let remedies = Remedies { scene, objection };
    let all = remedies.all();
    html! {
        @for (n, remedy) in (1..10).zip(all) {
            (remedy(is_current.then(|| n.to_string()).as_deref()))
        }
    }
}

/// A remedy, drawn with the key that presses it.
type Remedy<'a> = Box<dyn Fn(Option<&str>) -> Markup + 'a>;

struct Remedies<'a> {
    scene: &'a Scene<'a>,
    objection: &'a ObjectionView,
}

impl<'a> Remedies<'a> {
    fn all(&self) -> Vec<Remedy<'a>> {
        let voice = self.scene.voice();
        match &self.objection.doubt {
            Doubt::NoLines => Vec::new(),
            Doubt::Missing { field } => {
                let mut all = vec![self.edit(voice.enter(), *field)];
                if self.objection.doubt.can_be_settled() {
                    all.push(self.settle(voice.without().to_owned()));
                }
                all
            }
            Doubt::Unclear { field, values, .. } => self.values(*field, values),
            Doubt::UnknownCustomer { .. } => {
                vec![self.settle(voice.new_customer().to_owned()), self.edit(voice.change(), FieldName::Customer)]
            }
            Doubt::UnknownProduct { .. } | Doubt::ChooseProduct { .. } => self.products(),
            Doubt::UnknownColour { .. } | Doubt::ColourNotStated { .. } => {
                vec![self.edit(voice.change(), FieldName::Colour), self.settle(voice.keep().to_owned())]
            }
            Doubt::PriceDiffers { stated, stated_per, list, list_per, currency, .. } => {
                self.prices((*stated, *stated_per), (*list, *list_per), *currency)
            }
            Doubt::LineTotalDiffers { .. } => {
                vec![self.settle(voice.keep().to_owned()), self.edit(voice.change(), FieldName::Quantity)]
            }
            Doubt::TotalDiffers { .. } => vec![self.settle(voice.keep().to_owned())],
            Doubt::Repeats { order, .. } => self.repeats(*order),
        }
    }

    /// Accepts things as they are.
    fn settle(&self, label: String) -> Remedy<'a> {
        let to = paths::of_order(self.scene.page.id, "settlement");
        let fields = vec![("objection", self.objection.id.to_string())];
        self.button(to, label, fields)
    }

    /// Opens the form at this value.
    fn edit(&self, label: &'static str, field: FieldName) -> Remedy<'a> {
        let to = format!("{}#f-{}", paths::edit(self.scene.page.id, self.objection.line), field.word());
        Box::new(move |key| {
            html! { a.btn data-size="small" href=(to) data-key=[key] aria-keyshortcuts=[key] { (label) @if let Some(key) = key { " " kbd aria-hidden="true" { (key) } } } }
        })
    }

    /// One button that posts `fields`.
    fn button(&self, to: String, label: String, fields: Vec<(&'static str, String)>) -> Remedy<'a> {
        let number = self.scene.page.version;
        Box::new(move |key| {
            let button = Button::new(&label).small();
            let button = key.map_or(button, |key| button.key(key));
            Post::to(&to).into_target("#main").around(html! {
                (once()) (version(number))
                @for (name, value) in &fields { input type="hidden" name=(name) value=(value); }
                (button)
            })
        })
    }

    /// Sets values of the line, or of the order.
    fn correct(&self, label: String, values: Vec<(FieldName, String)>) -> Remedy<'a> {
        let to = paths::of_order(self.scene.page.id, "correction");
        let line = self.objection.line.map(|line| ("line", line.to_string()));
        let values = values.into_iter().map(|(field, value)| (field.word(), value));
        self.button(to, label, line.into_iter().chain(values).collect())
    }

    fn values(&self, field: FieldName, values: &[String]) -> Vec<Remedy<'a>> {
        let voice = self.scene.voice();
        let shown = |value: &String| voice.take(&sentences::plain(voice, field, value));
        // A printed total cannot be corrected, only accepted.
        let is_printed = matches!(
            field,
            FieldName::StatedSubtotal | FieldName::StatedTax | FieldName::StatedTotal | FieldName::LineTotal
        );
        if values.len() < 2 || is_printed {
            return if is_printed {
                vec![self.settle(voice.keep().to_owned())]
            } else {
                vec![self.settle(voice.keep().to_owned()), self.edit(voice.change(), field)]
            };
        }
        let mut all = vec![self.settle(values.first().map(shown).unwrap_or_default())];
        all.extend(
            values
                .iter()
                .skip(1)
                .take(VALUES_MAX - 1)
                .map(|value| self.correct(shown(value), vec![(field, sentences::typed(voice, value, field))])),
        );
        all.push(self.edit(voice.change(), field));
        all
    }

    fn prices(
        &self, stated: (Millionths, Millionths), list: (Millionths, Millionths), currency: Currency,
    ) -> Vec<Remedy<'a>> {
        let voice = self.scene.voice();
        let keep = voice.keep_price(&sentences::price(voice, stated.0, stated.1, currency));
        let take = voice.use_price(&sentences::price(voice, list.0, list.1, currency));
        let values = vec![(FieldName::UnitPrice, voice.plain(list.0)), (FieldName::PricePer, voice.plain(list.1))];
        vec![self.settle(keep), self.correct(take, values)]
    }

    fn products(&self) -> Vec<Remedy<'a>> {
        let Some(line) = self.objection.line.and_then(|id| self.scene.page.lines.iter().find(|line| line.id == id))
        else {
            return Vec::new();
        };
        let mut all: Vec<Remedy<'a>> = line.proposals.iter().map(|proposal| self.proposal(line, proposal)).collect();
        all.push(self.settle(self.scene.voice().without().to_owned()));
        all.push(self.other_code(line));
        all
    }

    fn proposal(&self, line: &LineView, proposal: &'a Proposal) -> Remedy<'a> {
        let voice = self.scene.voice();
        let fields = vec![("line", line.id.to_string()), ("product", proposal.id.to_string())];
        let button = self.button(paths::of_order(self.scene.page.id, "product"), voice.take(&proposal.code), fields);
        let why: Vec<&str> = proposal.reasons.iter().filter_map(|reason| reason_word(voice, reason)).collect();
        Box::new(move |key| {
            html! {
                div.proposal {
                    p { b { (proposal.code) } " " (proposal.description) @if !why.is_empty() { " " span.muted { "– " (why.join(", ")) } } }
                    (button(key))
                }
            }
        })
    }

    /// Any other product, by its code.
    fn other_code(&self, line: &LineView) -> Remedy<'a> {
        let voice = self.scene.voice();
        let to = paths::of_order(self.scene.page.id, "product");
        let (number, line, id) = (self.scene.page.version, line.id, format!("code-{}", line.position));
        let typed = match &self.scene.typed {
            Typed::Code(of, code) if *of == line => Some(code.clone()),
            _ => None,
        };
        Box::new(move |_| {
            Post::to(&to).into_target("#main").class("inline").around(html! {
                (once()) (version(number))
                input type="hidden" name="line" value=(line);
                label.hushed for=(id) { (voice.other_code()) }
                input id=(id) name="code" type="text" autocomplete="off" spellcheck="false" value=[typed.as_deref()]
                    placeholder=(voice.other_code());
                (Button::new(voice.use_code()).small())
            })
        })
    }

    fn repeats(&self, other: OrderId) -> Vec<Remedy<'a>> {
        let voice = self.scene.voice();
        let look: Remedy<'a> = Box::new(move |_| {
            html! { a.btn data-kind="quiet" data-size="small" href=(paths::order(other)) { (voice.see_other()) } }
        });
        let mut all = vec![look];
        if self.scene.may(Action::SetAside) {
            let to = paths::of_order(self.scene.page.id, "setting-aside");
            all.insert(0, self.button(to, voice.set_aside_duplicate().to_owned(), Vec::new()));
        }
        all.insert(all.len() - 1, self.settle(voice.keep_both().to_owned()));
        all
    }
}

/// Why a product is proposed.
fn reason_word(voice: crate::words::Voice, reason: &str) -> Option<&'static str> {
    match reason {
        "same_code" => Some(voice.reason_same_code()),
        "part_of_code" => Some(voice.reason_part_of_code()),
        "description" => Some(voice.reason_description()),
        _ => None,
    }
}
