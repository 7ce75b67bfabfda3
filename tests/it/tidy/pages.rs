//! What maud may write: pages that work without scripts, under strict headers, in two languages.
//!
//! Markup is read as tokens: an *element head* is what stands between two braces or semicolons, names joined by hyphens.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::sources::{hold, rust_files};

/// Words that are the same in every language.
const NAMES: [&str; 1] = ["Ramjet"];

/// Attributes whose value is read by people.
const SPOKEN: [&str; 6] = ["title", "alt", "placeholder", "aria-label", "aria-description", "label"];

#[test]
fn pages_keep_the_rules_of_the_house() {
    hold(&rust_files(&["src"]), objections);
}

/// What is wrong with the markup of a file.
fn objections(path: &str, text: &str) -> Vec<String> {
    let tokens: TokenStream = text.parse().unwrap_or_else(|fault| panic!("{path} cannot be read: {fault}"));
    let mut reading = Reading { path, is_page: path.starts_with("src/web/"), found: Vec::new() };
    reading.rust(tokens);
    reading.found
}

struct Reading<'a> {
    path: &'a str,
    is_page: bool,
    found: Vec<String>,
}

/// One piece of an element head.
enum Piece {
    /// A name, hyphens included: an element, an attribute, a variable.
    Name(String),
    /// `=`.
    Equals,
    /// A string, with its line.
    Text(String),
    /// `( … )` or `[ … ]`.
    Group(Group),
    /// `{ … }` as the value of an attribute, an id or a class.
    Value(Group),
    /// Anything else.
    Mark(char),
}

impl Reading<'_> {
    fn object(&mut self, line: usize, what: &str) {
        self.found.push(format!("{}:{line}: {what}", self.path));
    }

    /// Rust: looks for `html! { … }` and for names that are forbidden outside the components.
    fn rust(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (at, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Ident(name) if *name == "PreEscaped" && !self.path.starts_with("src/web/ui/") => {
                    self.object(name.span().start().line, "PreEscaped belongs to web/ui");
                }
                TokenTree::Group(group) if is_html(&tokens[..at]) => self.markup(group.stream()),
                TokenTree::Group(group) => self.rust(group.stream()),
                _ => {}
            }
        }
    }

    /// Markup: cuts it into element heads.
    fn markup(&mut self, tokens: TokenStream) {
        let mut head: Vec<Piece> = Vec::new();
        let mut line = 0;
        for token in tokens {
            line = token.span().start().line;
            match token {
                TokenTree::Ident(name) => match head.as_mut_slice() {
                    [.., Piece::Name(before), Piece::Mark('-')] => {
                        before.push('-');
                        before.push_str(&name.to_string());
                        head.pop();
                    }
                    _ => head.push(Piece::Name(name.to_string())),
                },
                TokenTree::Punct(mark) if mark.as_char() == ';' => self.head(std::mem::take(&mut head), line),
                TokenTree::Punct(mark) if mark.as_char() == '=' => head.push(Piece::Equals),
                TokenTree::Punct(mark) => head.push(Piece::Mark(mark.as_char())),
                TokenTree::Literal(literal) => head.push(Piece::Text(literal.to_string())),
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                    if matches!(head.last(), Some(Piece::Equals | Piece::Mark('#' | '.' | '-'))) {
                        head.push(Piece::Value(group));
                    } else {
                        self.head(std::mem::take(&mut head), line);
                        self.markup(group.stream());
                    }
                }
                TokenTree::Group(group) => head.push(Piece::Group(group)),
            }
        }
        self.head(head, line);
    }

    fn head(&mut self, head: Vec<Piece>, line: usize) {
        let is_attribute = |name: &str| {
            head.windows(2).any(|pair| matches!(pair, [Piece::Name(found), Piece::Equals] if found == name))
        };
        if is_attribute("data-hx-post") && !is_post_form(&head) {
            self.object(line, "data-hx-post stands on something else than a form with method=\"post\"");
        }
        for piece in &head {
            let Piece::Name(name) = piece else { continue };
            if name.starts_with("hx-") {
                self.object(line, "htmx attributes are written data-hx-*");
            }
            if name.contains("hx-on") || (name.starts_with("on") && is_attribute(name)) {
                self.object(line, "an inline script is refused by our headers");
            }
            if name == "style" {
                self.object(line, "an inline style is refused by our headers");
            }
        }
        self.texts(&head, line);
        for piece in head {
            if let Piece::Group(group) | Piece::Value(group) = piece {
                self.rust(group.stream());
            }
        }
    }

    /// Texts for people that do not come from `words`.
    fn texts(&mut self, head: &[Piece], line: usize) {
        let is_control = matches!(head.first(), Some(Piece::Mark('@')));
        for (at, piece) in head.iter().enumerate() {
            let before = &head[..at];
            let is_prose = match (before, piece) {
                ([.., Piece::Name(name), Piece::Equals], Piece::Text(text)) => {
                    SPOKEN.contains(&name.as_str()) && has_word(text)
                }
                ([.., Piece::Equals | Piece::Mark('#' | '.' | '-' | '|')], _) => false,
                (_, Piece::Text(_)) if is_pattern(&head[at + 1..]) => false,
                (_, Piece::Text(text)) => !is_control && has_word(text),
                (_, Piece::Group(group)) => holds_sentence(group),
                _ => false,
            };
            if is_prose && self.is_page {
                self.object(line, "a text for people that does not come from words/");
            }
        }
    }
}

/// Whether the tokens before a group say that it is markup.
fn is_html(before: &[TokenTree]) -> bool {
    matches!(before, [.., TokenTree::Ident(name), TokenTree::Punct(mark)] if *name == "html" && mark.as_char() == '!')
}

/// Whether a head is that of a form that also works without scripts.
fn is_post_form(head: &[Piece]) -> bool {
    let is_form = head.iter().any(|piece| matches!(piece, Piece::Name(name) if name == "form"));
    let posts = head.windows(3).any(|three| {
        matches!(three, [Piece::Name(name), Piece::Equals, Piece::Text(value)] if name == "method" && value == "\"post\"")
    });
    is_form && posts
}

/// Whether what follows a string makes it the pattern of a match arm.
fn is_pattern(after: &[Piece]) -> bool {
    matches!(after, [Piece::Mark('|'), ..] | [Piece::Equals, Piece::Mark('>'), ..])
}

/// Whether a string literal has a word in it: two letters side by side.
fn has_word(literal: &str) -> bool {
    let text = literal.trim_matches('"');
    let letters: Vec<char> = text.chars().collect();
    !NAMES.contains(&text) && letters.windows(2).any(|pair| pair[0].is_alphabetic() && pair[1].is_alphabetic())
}

/// Whether an expression holds a string with two words side by side. Keys and names of icons are single words.
fn holds_sentence(group: &Group) -> bool {
    let is_sentence = |literal: &str| {
        let words: Vec<&str> = literal.trim_matches('"').split(' ').collect();
        let is_word = |word: &str| word.len() > 1 && word.chars().all(char::is_alphabetic);
        literal.starts_with('"') && words.windows(2).any(|pair| is_word(pair[0]) && is_word(pair[1]))
    };
    let mut before: Vec<TokenTree> = Vec::new();
    for token in group.stream() {
        let is_sentence = match &token {
            TokenTree::Literal(literal) => is_sentence(&literal.to_string()),
            TokenTree::Group(inner) => !is_html(&before) && holds_sentence(inner),
            _ => false,
        };
        if is_sentence {
            return true;
        }
        before.push(token);
    }
    false
}

#[cfg(test)]
mod cases {
    use super::objections;

    /// The objections to a page with this markup.
    fn page(markup: &str) -> Vec<String> {
        objections("src/web/orders/list.rs", &format!("fn f() {{ html! {{ {markup} }} }}"))
    }

    #[test]
    fn htmx_posts_only_from_forms_that_work_without_it() {
        assert_eq!(page("form method=\"post\" action=(url) data-hx-post=(url) { (once()) }"), Vec::<String>::new());
        for markup in [
            "button data-hx-post=(url) { (word) }",
            "form data-hx-post=(url) { (once()) }",
            "form method=\"get\" data-hx-post=(url) {}",
            "input data-hx-post=(url);",
            "div { form method=\"post\" { } a data-hx-post=(url) { (word) } }",
        ] {
            assert_eq!(page(markup).len(), 1, "{markup}");
        }
    }

    #[test]
    fn what_the_headers_refuse_is_refused_here() {
        for markup in [
            "div hx-get=(url) {}",
            "div data-hx-on=\"f()\" {}",
            "button onclick=\"f()\" { (word) }",
            "div style=\"color: red\" {}",
            "div style=(format!(\"width: {n}%\")) {}",
            "style { (css) }",
        ] {
            assert_eq!(page(markup).len(), 1, "{markup}");
        }
        assert_eq!(page("div data-hx-get=(url) data-hx-trigger=\"every 5s\" data-one=\"x\" {}"), Vec::<String>::new());
    }

    #[test]
    fn texts_for_people_come_from_words() {
        for markup in [
            "p { \"Approved\" }",
            "p { (name) \" has approved\" }",
            "p { (format!(\"{name} has approved\")) }",
            "button title=\"Sign out\" { (icon(\"leave\")) }",
            "a href=(url) aria-label=\"Close\" {}",
            "@if yes { p { \"Yes\" } }",
            "(panel(html! { \"Sign in\" }))",
        ] {
            assert_eq!(page(markup).len(), 1, "{markup}");
        }
    }

    #[test]
    fn values_keys_and_signs_are_no_texts() {
        for markup in [
            "p.muted #main class=\"a b\" data-state=\"in review\" { (voice.approved()) \" · \" \"✓\" }",
            "b { \"Ramjet\" }",
            "@if kind == \"order\" { (icon(\"leave\")) }",
            "@match kind { \"some order\" => { b {} } \"b c\" | \"d e\" => (x), _ => {} }",
            "div class={ \"row \" (kind) } id={ \"order \" (id) } {}",
            "(self.link(paths::INBOX, Here::Inbox, \"inbox\", voice.inbox(), html! {}))",
            "meta name=\"viewport\" content=\"width=device-width, initial-scale=1\";",
        ] {
            assert_eq!(page(markup), Vec::<String>::new(), "{markup}");
        }
    }

    #[test]
    fn other_rooms_may_write_texts_but_not_raw_markup() {
        let form = "fn f() { html! { p { \"Works order\" } } }";
        assert_eq!(objections("src/fulfilment/letter.rs", form), Vec::<String>::new());
        let raw = "use maud::PreEscaped; fn f() { }";
        assert_eq!(objections("src/web/orders/source.rs", raw).len(), 1);
        assert_eq!(objections("src/web/ui/icons.rs", raw), Vec::<String>::new());
    }
}
