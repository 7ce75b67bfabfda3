//! Just enough HTML to find a form in a page and fill it in, as a browser without scripts does.

use std::collections::BTreeMap;

/// One tag of a page, with its attributes as a browser understands them.
#[derive(Clone, Debug)]
pub struct Tag {
    /// In small letters; `/form` for the end of a form.
    pub name: String,
    /// By name, entities resolved.
    pub attributes: BTreeMap<String, String>,
    /// The text between this tag and the next, entities resolved.
    pub text: String,
}

impl Tag {
    /// An attribute, empty where there is none.
    pub fn get(&self, name: &str) -> &str {
        self.attributes.get(name).map_or("", String::as_str)
    }
}

/// A form of a page with the values it would send.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it posts to.
    pub action: String,
    /// `post` or `get`.
    pub method: String,
    /// Names and values, in the order of the page.
    pub fields: Vec<(String, String)>,
}

impl Form {
    /// The value of a field.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// With a field filled in; the form must have it.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        let field = self.fields.iter_mut().find(|(other, _)| other == name);
        field.unwrap_or_else(|| panic!("{} has no field {name}", self.action)).1 = value.to_owned();
        self
    }
}

/// Every form of a page. Buttons send nothing; a control of a form elsewhere on the page (`form="id"`) belongs to that form.
pub fn forms(page: &str) -> Vec<Form> {
    let tags = tags(page);
    let mut forms: Vec<(String, Form)> = Vec::new();
    let mut open: Option<usize> = None;
    let mut select: Option<String> = None;
    for tag in &tags {
        let owner = match tag.get("form") {
            "" => open,
            id => forms.iter().position(|(other, _)| other == id),
        };
        let mut add = |name: &str, value: &str| {
            if let Some(owner) = owner.filter(|_| !name.is_empty()) {
                forms[owner].1.fields.push((name.to_owned(), value.to_owned()));
            }
        };
        match tag.name.as_str() {
            "form" => {
                let method = tag.get("method").to_lowercase();
                let form = Form { action: tag.get("action").to_owned(), method, fields: Vec::new() };
                forms.push((tag.get("id").to_owned(), form));
                open = Some(forms.len() - 1);
            }
            "/form" => open = None,
            "input" => match tag.get("type") {
                "submit" | "button" => {}
                "checkbox" | "radio" if !tag.attributes.contains_key("checked") => {}
                _ => add(tag.get("name"), tag.get("value")),
            },
            // The first line break inside is not part of the text; a browser sends lines that end with CR LF.
            "textarea" => {
                let text = tag.text.strip_prefix('\n').unwrap_or(&tag.text);
                add(tag.get("name"), &text.replace("\r\n", "\n").replace('\n', "\r\n"));
            }
            "select" => select = Some(tag.get("name").to_owned()),
            "/select" => select = None,
            "option" if tag.attributes.contains_key("selected") => {
                add(select.as_deref().unwrap_or(""), tag.get("value"))
            }
            _ => {}
        }
    }
    forms.into_iter().map(|(_, form)| form).collect()
}

/// The tags of a page in their order.
pub fn tags(page: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/') {
            continue;
        }
        let end = end_of_tag(rest);
        let inner = rest[..end].trim_end_matches('/');
        rest = rest.get(end + 1..).unwrap_or("");
        let name_end = inner.find(|c: char| c.is_whitespace()).unwrap_or(inner.len());
        let text = &rest[..rest.find('<').unwrap_or(rest.len())];
        tags.push(Tag {
            name: inner[..name_end].to_lowercase(),
            attributes: attributes(&inner[name_end..]),
            text: resolved(text),
        });
    }
    tags
}

/// Where the tag ends: the first `>` outside of quotes.
fn end_of_tag(text: &str) -> usize {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return at,
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    text.len()
}

fn attributes(text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let name = rest[..end].to_lowercase();
        rest = &rest[end..];
        let value = match rest.strip_prefix('=') {
            Some(after) if after.starts_with('"') => {
                let close = after[1..].find('"').map_or(after.len(), |at| at + 1);
                rest = after.get(close + 1..).unwrap_or("");
                &after[1..close]
            }
            Some(after) => {
                let close = after.find(char::is_whitespace).unwrap_or(after.len());
                rest = &after[close..];
                &after[..close]
            }
            None => "",
        };
        if !name.is_empty() {
            found.insert(name, resolved(value));
        }
        rest = rest.trim_start();
    }
    found
}

/// The entities that maud writes.
fn resolved(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}
