//! Buttons, keys and the page of an empty list.

use maud::{Markup, Render, html};

use super::icon;
use crate::words::Voice;

/// What a button looks like; one page has one primary button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The next right thing.
    Primary,
    /// Everything else.
    Plain,
    /// What ends something.
    Danger,
    /// Beside other things.
    Quiet,
}

impl Kind {
    /// The word the style sheet knows.
    pub const fn word(self) -> Option<&'static str> {
        match self {
            Self::Primary => Some("primary"),
            Self::Plain => None,
            Self::Danger => Some("danger"),
            Self::Quiet => Some("quiet"),
        }
    }
}

/// A button that sends the form it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Button<'a> {
    label: &'a str,
    kind: Kind,
    key: Option<&'a str>,
    value: Option<(&'a str, &'a str)>,
    size: Option<&'a str>,
}

impl<'a> Button<'a> {
    /// A plain button.
    pub const fn new(label: &'a str) -> Self {
        Self { label, kind: Kind::Plain, key: None, value: None, size: None }
    }

    /// With another look.
    pub const fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// Pressed by this key, which the button shows.
    pub const fn key(mut self, key: &'a str) -> Self {
        self.key = Some(key);
        self
    }

    /// Sends this name and value along.
    pub const fn value(mut self, name: &'a str, value: &'a str) -> Self {
        self.value = Some((name, value));
        self
    }

    /// For a place beside text.
    pub const fn small(mut self) -> Self {
        self.size = Some("small");
        self
    }

    /// As wide as what is around it.
    pub const fn wide(mut self) -> Self {
        self.size = Some("wide");
        self
    }
}

impl Render for Button<'_> {
    fn render(&self) -> Markup {
        html! {
            button.btn type="submit" data-kind=[self.kind.word()] data-size=[self.size] data-key=[self.key]
                aria-keyshortcuts=[self.key] name=[self.value.map(|(name, _)| name)] value=[self.value.map(|(_, value)| value)] {
                (self.label) @if let Some(key) = self.key { " " (kbd(key)) }
            }
        }
    }
}

/// A key as it is printed on the keyboard.
pub fn kbd(key: &str) -> Markup {
    html! { kbd aria-hidden="true" { (shown(key)) } }
}

/// A key that is pressed together with the control key, whose name depends on the language of the keyboard.
pub fn kbd_with_control(voice: Voice, key: &str) -> Markup {
    html! { kbd aria-hidden="true" { (voice.control_key()) " " (shown(key)) } }
}

fn shown(key: &str) -> String {
    match key {
        "Enter" => "↵".to_owned(),
        "Escape" => "Esc".to_owned(),
        key => key.to_uppercase(),
    }
}

/// What stands where a list has nothing: what this is, and the next step.
pub fn empty(shape: &str, title: &str, text: &str, next: Option<(&str, &str)>) -> Markup {
    html! {
        div.empty {
            (icon(shape))
            h2 { (title) }
            p { (text) }
            @if let Some((address, label)) = next { div.pair { a.btn href=(address) { (label) } } }
        }
    }
}
