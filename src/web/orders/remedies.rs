//! What can be done about an objection: each remedy a button that does it, or a link to the value in its form.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::asked;
use super::learned;
use super::scene::{Scene, Typed};
use super::sentences;
use crate::auth::Right;
use crate::entity::ids::{OrderId, ProductId};
use crate::entity::states::{Action, OrderState};
use crate::reader::units::{Currency, Millionths};
use crate::review::evidence::FieldName;
use crate::review::objection::Doubt;
use crate::review::order::{Asked, Wish};
use crate::review::page::{CustomerCandidate, LineView, ObjectionView, Proposal};
use crate::web::paths;
use crate::web::ui::{Button, Post, once, version};

/// Values offered as buttons, at most.
const VALUES_MAX: usize = 4;
/// Colours offered as buttons, at most.
const COLOURS_MAX: usize = 6;

/// A remedy, drawn with the key that presses it.
pub type Remedy<'a> = Box<dyn Fn(Option<&str>) -> Markup + 'a>;

/// What can be done about an objection, the likeliest first.
pub fn of<'a>(scene: &'a Scene<'a>, objection: &'a ObjectionView) -> Vec<Remedy<'a>> {
    Remedies { scene, objection }.all()
}

/// The one product that an objection proposes; `None` where there are several, or none.
pub fn only_proposal<'a>(scene: &'a Scene<'a>, objection: &'a ObjectionView) -> Option<&'a Proposal> {
    let line = Remedies { scene, objection }.line()?;
    match line.proposals.as_slice() {
        [only] => Some(only),
        _ => None,
    }
}

/// A way to another page.
fn link<'a>(to: String, label: &'a str) -> Remedy<'a> {
    Box::new(move |key| {
        html! { a.btn data-size="small" href=(to) data-key=[key] aria-keyshortcuts=[key] { (label) @if let Some(key) = key { " " kbd aria-hidden="true" { (key) } } } }
    })
}

struct Remedies<'a> {
    scene: &'a Scene<'a>,
    objection: &'a ObjectionView,
}

impl<'a> Remedies<'a> {
    fn all(&self) -> Vec<Remedy<'a>> {
        let voice = self.scene.voice();
        match &self.objection.doubt {
            Doubt::NoLines => vec![self.add_line()],
            Doubt::Missing { field } => {
                let mut all = vec![self.edit(voice.enter(), *field)];
                if self.objection.doubt.can_be_settled() {
                    all.push(self.settle(voice.without().to_owned()));
                }
                all
            }
            Doubt::Unclear { field, values, .. } if values.is_empty() => self.unread(*field),
            Doubt::Unclear { field, values, .. } => self.values(*field, values),
            Doubt::UnknownCustomer { .. } => self.customers(voice.new_customer()),
            Doubt::CustomerContradicts { .. } => self.customers(voice.keep()),
            Doubt::UnknownProduct { .. } | Doubt::ChooseProduct { .. } => self.products(),
            Doubt::UnknownColour { .. } | Doubt::ColourNotStated { .. } => self.colours(),
            Doubt::PriceDiffers { stated, stated_per, list, list_per, currency, .. } => {
                self.prices((*stated, *stated_per), (*list, *list_per), *currency)
            }
            Doubt::PriceMissing { list, currency, .. } => self.no_price(*list, *currency),
            Doubt::OtherCurrency { .. } => self.keep_or_change(FieldName::Currency),
            Doubt::TaxAbroad { name, percent, .. } => self.tax(name, *percent),
            Doubt::BelowMinimum { minimum, .. } => self.quantities([Some(*minimum), None]),
            Doubt::NotPackMultiple { below, above, .. } | Doubt::Fractional { below, above, .. } => {
                self.quantities([*below, Some(*above)])
            }
            Doubt::Discontinued { successor, .. } => self.successor(successor.as_ref()),
            Doubt::DatePast { .. } => self.keep_or_change(FieldName::DeliveryDate),
            Doubt::TooSoon { earliest, .. } => self.date(*earliest),
            Doubt::OrderDateAhead { .. } => self.keep_or_change(FieldName::OrderDate),
            Doubt::LineTotalDiffers { .. } => {
                vec![self.settle(voice.keep().to_owned()), self.edit(voice.change(), FieldName::Quantity)]
            }
            Doubt::TotalDiffers { .. } | Doubt::Transmission { .. } => vec![self.settle(voice.keep().to_owned())],
            Doubt::Noted { .. } => vec![self.settle(voice.nothing_missing().to_owned())],
            Doubt::RowNotTaken { .. } => vec![self.add_line(), self.settle(voice.no_line().to_owned())],
            Doubt::Repeats { order, .. } => self.repeats(*order, voice.keep_both()),
            Doubt::Revises { order, .. } => self.revises(*order),
            Doubt::Asked { asked } => self.asked(asked),
            Doubt::Overtaken { order, .. } => self.overtaken(*order),
        }
    }

    /// The customer changes the order or takes it back: what a person does about it, likeliest first.
    fn asked(&self, asked: &Asked) -> Vec<Remedy<'a>> {
        let voice = self.scene.voice();
        let mut all = Vec::new();
        if asked::may_see(self.scene) {
            all.push(link(paths::message(asked.message), voice.see_message()));
        }
        if asked.wish == Wish::Change {
            all.push(link(paths::edit(self.scene.page.id, None), voice.edit_order()));
        }
        if self.scene.may(Action::Reject) {
            let label = voice.reject_order();
            all.push(Box::new(move |key| {
                html! {
                    button.btn type="button" data-size="small" popovertarget="ending" data-key=[key] aria-keyshortcuts=[key] {
                        (label) @if let Some(key) = key { " " kbd aria-hidden="true" { (key) } }
                    }
                }
            }));
        }
        all.push(self.settle(voice.leave_as_it_is().to_owned()));
        all
    }

    /// Accepts things as they are.
    fn settle(&self, label: String) -> Remedy<'a> {
        let to = paths::of_order(self.scene.page.id, "settlement");
        let fields = vec![("objection", self.objection.id.to_string())];
        self.button(to, label, fields)
    }

    /// Opens the form with a new line.
    fn add_line(&self) -> Remedy<'a> {
        link(paths::add_line(self.scene.page.id), self.scene.voice().add_line())
    }

    /// Opens the form at this value.
    fn edit(&self, label: &'static str, field: FieldName) -> Remedy<'a> {
        link(format!("{}#f-{}", paths::edit(self.scene.page.id, self.objection.line), field.word()), label)
    }

    /// One button that posts `fields`.
    fn button(&self, to: String, label: String, fields: Vec<(&'static str, String)>) -> Remedy<'a> {
        self.button_at(self.scene.page.version, to, label, fields)
    }

    /// The same about another order.
    fn button_at(&self, number: i64, to: String, label: String, fields: Vec<(&'static str, String)>) -> Remedy<'a> {
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

    /// For a value that the source states and that was not understood: entered by hand, or left out. A printed sum cannot
    /// be entered, it is only compared.
    fn unread(&self, field: FieldName) -> Vec<Remedy<'a>> {
        let voice = self.scene.voice();
        let is_printed = matches!(field, FieldName::StatedSubtotal | FieldName::StatedTax | FieldName::StatedTotal);
        let mut all = if is_printed { Vec::new() } else { vec![self.edit(voice.enter(), field)] };
        all.push(self.settle(voice.without().to_owned()));
        all
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

    fn customers(&self, settle: &str) -> Vec<Remedy<'a>> {
        let voice = self.scene.voice();
        let mut all: Vec<Remedy<'a>> =
            self.scene.page.customer_proposals.iter().map(|one| self.customer(one)).collect();
        all.extend([self.settle(settle.to_owned()), self.edit(voice.change(), FieldName::Customer)]);
        all
    }

    fn customer(&self, proposal: &'a CustomerCandidate) -> Remedy<'a> {
        let voice = self.scene.voice();
        let fields = vec![("customer", proposal.customer.to_string())];
        let button = self.button(paths::of_order(self.scene.page.id, "customer"), voice.it_is(&proposal.name), fields);
        let why: Vec<&str> =
            proposal.reasons.iter().filter_map(|reason| learned::customer_reason(voice, reason)).collect();
        Box::new(move |key| {
            html! {
                div.proposal {
                    p { b { (proposal.name) } @if !why.is_empty() { " " span.muted { "– " (why.join(", ")) } } }
                    (button(key))
                }
            }
        })
    }

    fn keep_or_change(&self, field: FieldName) -> Vec<Remedy<'a>> {
        let voice = self.scene.voice();
        vec![self.edit(voice.change(), field), self.settle(voice.keep().to_owned())]
    }

    fn tax(&self, name: &str, percent: Millionths) -> Vec<Remedy<'a>> {
        let voice = self.scene.voice();
        let free = vec![("untaxed", "true".to_owned())];
        let usual = voice.charge_tax(&voice.tax_of(name, &voice.number(percent)));
        let mut all = vec![
            self.button(paths::of_order(self.scene.page.id, "tax"), voice.no_tax().to_owned(), free),
            self.settle(usual),
        ];
        let may_manage = self.scene.visit.scope().may(Right::ManageCatalogue);
        if let Some(customer) = self.scene.page.known_customer.as_ref().filter(|_| may_manage) {
            let to = format!("{}#f-country", paths::of_customer(customer.id, "edit"));
            let label = voice.tax_of_customer();
            all.push(Box::new(move |_| {
                html! { a.btn data-kind="quiet" data-size="small" href=(to) { (label) } }
            }));
        }
        all
    }

    fn line(&self) -> Option<&'a LineView> {
        let id = self.objection.line?;
        self.scene.page.lines.iter().find(|line| line.id == id)
    }

    fn colours(&self) -> Vec<Remedy<'a>> {
        let voice = self.scene.voice();
        let colours = self.line().map(|line| line.colours.as_slice()).unwrap_or_default();
        let take = |colour: &String| self.correct(voice.take(colour), vec![(FieldName::Colour, colour.clone())]);
        let mut all: Vec<Remedy<'a>> = colours.iter().take(COLOURS_MAX).map(take).collect();
        all.extend(self.keep_or_change(FieldName::Colour));
        all
    }

    fn no_price(&self, list: Option<(Millionths, Millionths)>, currency: Currency) -> Vec<Remedy<'a>> {
        let voice = self.scene.voice();
        let take = list.map(|(list, per)| {
            let values = vec![(FieldName::UnitPrice, voice.plain(list)), (FieldName::PricePer, voice.plain(per))];
            self.correct(voice.use_price(&sentences::price(voice, list, per, currency)), values)
        });
        let rest = [self.edit(voice.enter(), FieldName::UnitPrice), self.settle(voice.without().to_owned())];
        take.into_iter().chain(rest).collect()
    }

    fn quantities<const N: usize>(&self, offered: [Option<Millionths>; N]) -> Vec<Remedy<'a>> {
        let voice = self.scene.voice();
        let make = |quantity: Millionths| {
            self.correct(voice.make_it(&voice.number(quantity)), vec![(FieldName::Quantity, voice.plain(quantity))])
        };
        let mut all: Vec<Remedy<'a>> = offered.into_iter().flatten().map(make).collect();
        all.extend([self.settle(voice.keep().to_owned()), self.edit(voice.change(), FieldName::Quantity)]);
        all
    }

    fn successor(&self, successor: Option<&(ProductId, String)>) -> Vec<Remedy<'a>> {
        let voice = self.scene.voice();
        let mut all = vec![self.settle(voice.keep().to_owned())];
        if let (Some((product, code)), Some(line)) = (successor, self.objection.line) {
            let fields = vec![("line", line.to_string()), ("product", product.to_string())];
            let to = paths::of_order(self.scene.page.id, "product");
            all.insert(0, self.button(to, voice.take(code), fields));
        }
        all
    }

    fn date(&self, earliest: NaiveDate) -> Vec<Remedy<'a>> {
        let voice = self.scene.voice();
        let label = voice.make_it(&voice.date_named(earliest));
        let mut all = vec![self.correct(label, vec![(FieldName::DeliveryDate, earliest.to_string())])];
        all.extend([self.settle(voice.keep().to_owned()), self.edit(voice.change(), FieldName::DeliveryDate)]);
        all
    }

    fn products(&self) -> Vec<Remedy<'a>> {
        let Some(line) = self.line() else { return Vec::new() };
        let mut all: Vec<Remedy<'a>> = line.proposals.iter().map(|proposal| self.proposal(line, proposal)).collect();
        all.push(self.settle(self.scene.voice().without().to_owned()));
        all.push(self.other_code(line));
        all
    }

    fn proposal(&self, line: &LineView, proposal: &'a Proposal) -> Remedy<'a> {
        let voice = self.scene.voice();
        let fields = vec![("line", line.id.to_string()), ("product", proposal.id.to_string())];
        // Where the sentence names the only one already, the button answers it.
        let is_named = line.proposals.len() == 1 && matches!(self.objection.doubt, Doubt::ChooseProduct { .. });
        let label = if is_named { voice.yes_it_is(&proposal.code) } else { voice.take(&proposal.code) };
        let button = self.button(paths::of_order(self.scene.page.id, "product"), label, fields);
        let why: Vec<&str> = proposal.reasons.iter().filter_map(|reason| learned::reason(voice, reason)).collect();
        Box::new(move |key| {
            html! {
                div.proposal {
                    @if is_named {
                        (button(key))
                        @if !why.is_empty() { p.muted { (why.join(", ")) } }
                    } @else {
                        p { b { (proposal.code) } " " (proposal.description) @if !why.is_empty() { " " span.muted { "– " (why.join(", ")) } } }
                        (button(key))
                    }
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

    /// The same order once more.
    fn repeats(&self, other: OrderId, keep: &str) -> Vec<Remedy<'a>> {
        let mut all: Vec<Remedy<'a>> = self.duplicate().into_iter().collect();
        all.extend([self.settle(keep.to_owned()), self.look(other)]);
        all
    }

    /// Another version of an earlier order: it replaces that one, unless both are wanted.
    fn revises(&self, other: OrderId) -> Vec<Remedy<'a>> {
        let voice = self.scene.voice();
        let page = &self.scene.page;
        let older = page.named.iter().find(|named| named.id == other);
        let mut all: Vec<Remedy<'a>> = older
            .map(|older| self.replacement((page.id, page.version), (other, older.state), voice.as_replacement()))
            .into_iter()
            .collect();
        all.push(self.settle(voice.keep_both().to_owned()));
        all.extend(self.duplicate());
        all.push(self.look(other));
        all
    }

    /// A later version of this order.
    fn overtaken(&self, other: OrderId) -> Vec<Remedy<'a>> {
        let voice = self.scene.voice();
        let page = &self.scene.page;
        let label = voice.replace_by(&other.to_string());
        let newer = page.named.iter().find(|named| named.id == other);
        let replace = newer.map(|newer| self.replacement((other, newer.version), (page.id, page.state), &label));
        let mut all = vec![self.look(other)];
        all.extend(replace);
        all.push(self.settle(voice.keep_both().to_owned()));
        all
    }

    fn replacement(
        &self, (newer, version): (OrderId, i64), (older, was): (OrderId, OrderState), label: &str,
    ) -> Remedy<'a> {
        let word = serde_json::to_value(was).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default();
        let fields = vec![("of", older.to_string()), ("was", word)];
        self.button_at(version, paths::of_order(newer, "replacement"), label.to_owned(), fields)
    }

    fn duplicate(&self) -> Option<Remedy<'a>> {
        let to = paths::of_order(self.scene.page.id, "setting-aside");
        let label = self.scene.voice().set_aside_duplicate().to_owned();
        self.scene.may(Action::SetAside).then(|| self.button(to, label, Vec::new()))
    }

    /// The other order.
    fn look(&self, other: OrderId) -> Remedy<'a> {
        let label = self.scene.voice().see_order(&other.to_string());
        Box::new(move |key| {
            html! {
                a.btn data-kind="quiet" data-size="small" href=(paths::order(other)) data-key=[key] aria-keyshortcuts=[key] {
                    (label) @if let Some(key) = key { " " kbd aria-hidden="true" { (key) } }
                }
            }
        })
    }
}
