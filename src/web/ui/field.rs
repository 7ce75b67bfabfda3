//! Fields of forms: label above, help below, what is wrong beside the field and once more on top of the form.

use maud::{Markup, Render, html};

use crate::words::Voice;

/// What is typed into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// One line of text.
    Text,
    /// A mail address.
    Address,
    /// A password.
    Password,
    /// A number, with the keyboard for it.
    Number,
    /// Several lines.
    Lines,
}

/// Something that stops a form, beside the name of its field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// Name of the field.
    pub field: String,
    /// What the field is called, where the summary has to say so.
    pub label: Option<&'static str>,
    /// What is wrong and how to put it right.
    pub text: String,
}

impl Mistake {
    /// A mistake in `field`.
    pub fn new(field: &str, text: impl Into<String>) -> Self {
        Self { field: field.to_owned(), label: None, text: text.into() }
    }

    /// Named in the summary by its label.
    pub fn of(mut self, label: &'static str) -> Self {
        self.label = Some(label);
        self
    }
}

/// One field.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// Name, and with `f-` before it also the id.
    pub name: &'a str,
    /// What stands above.
    pub label: &'a str,
    /// What is in it.
    pub value: &'a str,
    /// What stands below.
    pub hint: Option<&'a str>,
    /// What is typed.
    pub input: Input,
    /// The token by which browsers and password managers fill it.
    pub autocomplete: &'a str,
    /// What is wrong on the page.
    pub mistakes: &'a [Mistake],
    /// Whether it is as wide as the form.
    pub is_whole: bool,
    /// The id of a list with proposals.
    pub list: Option<&'a str>,
    /// Whether the focus begins here.
    pub is_focused: bool,
}

/// A field of one line of text without help.
pub fn text_field<'a>(name: &'a str, label: &'a str, value: &'a str, mistakes: &'a [Mistake]) -> Field<'a> {
    Field {
        name,
        label,
        value,
        hint: None,
        input: Input::Text,
        autocomplete: "off",
        mistakes,
        is_whole: false,
        list: None,
        is_focused: false,
    }
}

impl<'a> Field<'a> {
    /// With help below.
    pub const fn hint(mut self, hint: &'a str) -> Self {
        self.hint = Some(hint);
        self
    }

    /// With another keyboard.
    pub const fn input(mut self, input: Input) -> Self {
        self.input = input;
        self
    }

    /// Filled by the browser.
    pub const fn autocomplete(mut self, token: &'a str) -> Self {
        self.autocomplete = token;
        self
    }

    /// With proposals from the list of this id; anything else may be typed.
    pub const fn list(mut self, id: &'a str) -> Self {
        self.list = Some(id);
        self
    }

    /// As wide as the form.
    pub const fn whole(mut self) -> Self {
        self.is_whole = true;
        self
    }

    /// Where the focus begins.
    pub const fn focused(mut self) -> Self {
        self.is_focused = true;
        self
    }

    fn control(&self, id: &str, described: Option<&str>, is_wrong: bool) -> Markup {
        let invalid = is_wrong.then_some("true");
        if self.input == Input::Lines {
            return html! {
                textarea id=(id) name=(self.name) rows="3" autocomplete=(self.autocomplete)
                    aria-describedby=[described] aria-invalid=[invalid] { (self.value) }
            };
        }
        let (kind, mode) = match self.input {
            Input::Address => ("email", None),
            Input::Password => ("password", None),
            Input::Number => ("text", Some("decimal")),
            Input::Text | Input::Lines => ("text", None),
        };
        html! {
            input id=(id) name=(self.name) type=(kind) inputmode=[mode] value=(self.value) autocomplete=(self.autocomplete)
                list=[self.list] aria-describedby=[described] aria-invalid=[invalid] autofocus[self.is_focused];
        }
    }
}

impl Render for Field<'_> {
    fn render(&self) -> Markup {
        let id = format!("f-{}", self.name);
        let fault = self.mistakes.iter().find(|mistake| mistake.field == self.name);
        let described = [self.hint.map(|_| format!("{id}-hint")), fault.map(|_| format!("{id}-fault"))];
        let described = described.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let described = (!described.is_empty()).then_some(described.as_str());
        html! {
            div.field.whole[self.is_whole] {
                label for=(id) { (self.label) }
                (self.control(&id, described, fault.is_some()))
                @if let Some(fault) = fault { p.fault id={ (id) "-fault" } { (fault.text) } }
                @if let Some(hint) = self.hint { small id={ (id) "-hint" } { (hint) } }
            }
        }
    }
}

/// A field with a fixed set of answers: value and what it is called.
pub fn select_field(field: &Field<'_>, answers: &[(&str, &str)]) -> Markup {
    let id = format!("f-{}", field.name);
    let fault = field.mistakes.iter().find(|mistake| mistake.field == field.name);
    html! {
        div.field.whole[field.is_whole] {
            label for=(id) { (field.label) }
            select id=(id) name=(field.name) aria-invalid=[fault.map(|_| "true")] aria-describedby=[field.hint.map(|_| format!("{id}-hint"))] {
                @for (value, label) in answers { option value=(value) selected[*value == field.value] { (label) } }
            }
            @if let Some(fault) = fault { p.fault id={ (id) "-fault" } { (fault.text) } }
            @if let Some(hint) = field.hint { small id={ (id) "-hint" } { (hint) } }
        }
    }
}

/// The summary on top of a form: what stops it, each with a link to its field. Nothing when nothing stops it.
pub fn mistakes(voice: Voice, mistakes: &[Mistake]) -> Markup {
    html! {
        @if !mistakes.is_empty() {
            div.note role="alert" data-state="fault" {
                h2 { (voice.mistakes_title()) }
                ul { @for mistake in mistakes { li { a href={ "#f-" (mistake.field) } { @if let Some(label) = mistake.label { b { (label) } ": " } (mistake.text) } } } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_with_a_mistake_keeps_its_text_and_says_what_is_wrong() {
        let wrong = [Mistake::new("quantity", "Write 1234 or 1.2340.")];
        let html = text_field("quantity", "Quantity", "1.234", &wrong).hint("Pieces").render().into_string();
        assert!(html.contains(r#"value="1.234""#));
        assert!(html.contains(r#"aria-invalid="true""#));
        assert!(html.contains(r#"aria-describedby="f-quantity-hint f-quantity-fault""#));
        assert!(html.contains("Write 1234"));
        assert!(html.contains(r#"<label for="f-quantity">"#));
    }

    #[test]
    fn a_field_without_a_mistake_is_plain() {
        let html = text_field("name", "Name", "<b>", &[Mistake::new("other", "no")]).render().into_string();
        assert!(!html.contains("aria-invalid"));
        assert!(html.contains("&lt;b&gt;"), "text is text");
        assert_eq!(mistakes(Voice::new("en", "UTC"), &[]).into_string(), "");
    }
}
