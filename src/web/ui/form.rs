//! Forms that change something. The attributes for htmx are written here and nowhere else.

use maud::{Markup, html};

use crate::ops::once::new_key;

/// A form that posts: plain by itself, in place where htmx runs.
///
/// The target is replaced by the fragment of the answer; focus, scrolling and what is typed elsewhere survive, because
/// the swap morphs.
#[derive(Clone, Copy, Debug)]
pub struct Post<'a> {
    to: &'a str,
    target: Option<&'a str>,
    class: Option<&'a str>,
    id: Option<&'a str>,
    label: Option<&'a str>,
}

impl<'a> Post<'a> {
    /// A plain form that posts to `to`.
    pub const fn to(to: &'a str) -> Self {
        Self { to, target: None, class: None, id: None, label: None }
    }

    /// Swaps the answer into the element of this selector, such as `#order`.
    pub const fn into_target(mut self, target: &'a str) -> Self {
        self.target = Some(target);
        self
    }

    /// With a class.
    pub const fn class(mut self, class: &'a str) -> Self {
        self.class = Some(class);
        self
    }

    /// With an id, so that a control elsewhere can belong to it.
    pub const fn id(mut self, id: &'a str) -> Self {
        self.id = Some(id);
        self
    }

    /// With a name for those who cannot see it.
    pub const fn label(mut self, label: &'a str) -> Self {
        self.label = Some(label);
        self
    }

    /// The form around its fields.
    pub fn around(&self, fields: Markup) -> Markup {
        let swap = self.target.map(|_| "outerMorph");
        let post = self.target.map(|_| self.to);
        html! {
            form method="post" action=(self.to) class=[self.class] id=[self.id] aria-label=[self.label]
                data-hx-post=[post] data-hx-target=[self.target] data-hx-swap=[swap] { (fields) }
        }
    }
}

/// The key by which the same form, sent twice, is done once.
pub fn once() -> Markup {
    html! { input type="hidden" name="once" value=(new_key()); }
}

/// The version of the record that the page shows; a change made against an older one is not taken.
pub fn version(version: i64) -> Markup {
    html! { input type="hidden" name="version" value=(version); }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_works_without_a_script_and_says_where_it_goes_with_one() {
        let html = Post::to("/orders/7/approval").into_target("#order").around(once()).into_string();
        assert!(html.contains(r#"method="post" action="/orders/7/approval""#));
        assert!(
            html.contains(r##"data-hx-post="/orders/7/approval" data-hx-target="#order" data-hx-swap="outerMorph""##)
        );
        assert!(!Post::to("/sign-out").around(html! {}).into_string().contains("hx-"));
    }

    #[test]
    fn two_forms_never_share_a_key() {
        assert_ne!(once().into_string(), once().into_string());
    }
}
