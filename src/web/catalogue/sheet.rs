//! A form of the catalogue: groups of fields, what was typed, what is wrong with it, and both versions when somebody else was faster.

use maud::{Markup, Render as _, html};

use super::labels;
use crate::matching::catalogue::Refusal;
use crate::matching::catalogue::fields::{Kind, STATES};
use crate::matching::catalogue::products::Typed;
use crate::web::session::Visit;
use crate::web::ui::{Button, Frame, Here, Input, Kind as Look, Mistake, Post, mistakes, once, text_field, version};

/// One field of a form.
pub struct Entry {
    /// The stable short name.
    pub name: String,
    /// What stands above.
    pub label: String,
    /// What it is.
    pub kind: Kind,
    /// What stands below.
    pub hint: Option<&'static str>,
    /// What is saved, as it stands in an input.
    pub saved: String,
}

impl Entry {
    /// A field of which nothing is saved.
    pub fn new(name: impl Into<String>, label: impl Into<String>, kind: Kind) -> Self {
        Self { name: name.into(), label: label.into(), kind, hint: None, saved: String::new() }
    }

    /// With help below.
    pub fn hint(mut self, hint: &'static str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// With what is saved.
    pub fn saved(mut self, text: impl Into<String>) -> Self {
        self.saved = text.into();
        self
    }
}

/// What was typed so far and what stands against it.
#[derive(Default)]
pub struct Draft {
    /// Texts as typed; a field without one shows what is saved.
    pub typed: Typed,
    /// What is wrong.
    pub refused: Vec<Refusal>,
    /// Whether somebody else has saved the record since the form was drawn.
    pub is_outdated: bool,
}

/// A form with its page.
pub struct Sheet<'a> {
    /// Who looks.
    pub visit: &'a Visit,
    /// What the form is for; also the page's title.
    pub title: String,
    /// What stands below the title.
    pub lead: Option<String>,
    /// Where it posts to.
    pub to: String,
    /// Where cancelling leads.
    pub back: String,
    /// The version the form is drawn from.
    pub version: Option<i64>,
    /// What travels along: name and value.
    pub hidden: Vec<(&'static str, String)>,
    /// Headings and their fields.
    pub groups: Vec<(&'static str, Vec<Entry>)>,
    /// What was typed.
    pub draft: Draft,
}

impl Sheet<'_> {
    /// The page with the form on it.
    pub fn frame(&self) -> Frame<'_> {
        self.frame_with(html! {})
    }

    /// The same with something below the form.
    pub fn frame_with(&self, below: Markup) -> Frame<'_> {
        Frame::new(self.visit, &self.title, Here::Catalogue)
            .views(super::views(self.visit, None))
            .head(html! { h1 tabindex="-1" { bdi { (self.title) } } })
            .body(html! { div.fill.scroll { div.page { (self.form()) (below) } } })
    }

    fn form(&self) -> Markup {
        let voice = self.visit.voice;
        let wrong = self.mistakes();
        Post::to(&self.to).into_target("#main").class("form").id("edit").label(&self.title).around(html! {
            (once())
            @if let Some(at) = self.version { (version(at)) }
            @for (name, value) in &self.hidden { input type="hidden" name=(name) value=(value); }
            @if let Some(lead) = &self.lead { p.muted { (lead) } }
            (mistakes(voice, &wrong))
            @if self.draft.is_outdated { (self.both_versions()) }
            @for (heading, entries) in &self.groups {
                fieldset.stack {
                    legend { h2 { (heading) } }
                    div.fields { @for entry in entries { (self.field(entry, &wrong)) } }
                }
            }
            div.pair {
                (Button::new(voice.save()).kind(Look::Primary))
                a.btn href=(self.back) data-key="Escape" aria-keyshortcuts="Escape" { (voice.cancel()) }
            }
        })
    }

    fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.groups.iter().flat_map(|(_, entries)| entries)
    }

    fn mistakes(&self) -> Vec<Mistake> {
        let voice = self.visit.voice;
        let of = |refusal: &Refusal| Mistake::new(&refusal.field, labels::problem(voice, refusal));
        self.draft.refused.iter().map(of).collect()
    }

    fn field(&self, entry: &Entry, wrong: &[Mistake]) -> Markup {
        let text = self.draft.typed.get(&entry.name).unwrap_or(&entry.saved);
        if matches!(entry.kind, Kind::State | Kind::YesNo) {
            return self.choice(entry, text);
        }
        let field = text_field(&entry.name, &entry.label, text, wrong);
        let field = if let Some(hint) = entry.hint { field.hint(hint) } else { field };
        match entry.kind {
            Kind::Lines => field.input(Input::Lines).whole(),
            Kind::Number | Kind::Positive | Kind::Whole | Kind::Percent => field.input(Input::Number),
            Kind::Day if entry.hint.is_none() => field.hint(self.visit.voice.day_month_year()),
            _ => field,
        }
        .render()
    }

    fn choice(&self, entry: &Entry, chosen: &str) -> Markup {
        let voice = self.visit.voice;
        let id = format!("f-{}", entry.name);
        let values: &[&str] = if entry.kind == Kind::State { &STATES } else { &["yes", "no"] };
        html! {
            div.field {
                label for=(id) { (entry.label) }
                select id=(id) name=(entry.name) autocomplete="off" {
                    @for value in values {
                        option value=(value) selected[*value == chosen] { (labels::shown(voice, entry.kind, value)) }
                    }
                }
                @if let Some(hint) = entry.hint { small { (hint) } }
            }
        }
    }

    /// What is saved now beside what was typed, where they differ.
    fn both_versions(&self) -> Markup {
        let voice = self.visit.voice;
        let differs: Vec<(&Entry, &String)> = self
            .entries()
            .filter_map(|entry| Some((entry, self.draft.typed.get(&entry.name)?)))
            .filter(|(entry, typed)| entry.saved.trim() != typed.trim())
            .collect();
        let text = |entry: &Entry, text: &str| match text.trim() {
            "" => "–".to_owned(),
            text if matches!(entry.kind, Kind::State | Kind::YesNo) => labels::shown(voice, entry.kind, text),
            text => text.to_owned(),
        };
        html! {
            div.note data-state="conflict" role="alert" {
                h2 { (voice.conflict_title()) }
                p { (voice.conflict_keep()) }
                @if !differs.is_empty() {
                    table.compare {
                        thead { tr { th scope="col" { (voice.field()) } th scope="col" { (voice.now()) } th scope="col" { (voice.yours()) } } }
                        tbody {
                            @for (entry, typed) in differs {
                                tr { th scope="row" { (entry.label) } td { (text(entry, &entry.saved)) } td { (text(entry, typed)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
