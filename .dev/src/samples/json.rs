//! JSON as the samples need it: written in the order given, indented by one space.

/// A JSON value.
#[derive(Clone)]
pub enum Json {
    /// `null`.
    Null,
    /// A whole number.
    Number(i64),
    /// An amount in hundredths, written as a number: `132` is `1.32`.
    Cents(i64),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object; the keys keep their order.
    Object(Vec<(&'static str, Json)>),
}

/// A text value.
pub fn text(value: impl Into<String>) -> Json {
    Json::Text(value.into())
}

/// The whole value as text, with a line break at the end.
pub fn write(value: &Json) -> String {
    let mut out = String::new();
    append(value, 0, &mut out);
    out.push('\n');
    out
}

fn append(value: &Json, depth: usize, out: &mut String) {
    match value {
        Json::Null => out.push_str("null"),
        Json::Number(number) => out.push_str(&number.to_string()),
        Json::Cents(cents) => out.push_str(&decimal(*cents)),
        Json::Text(text) => quote(text, out),
        Json::List(items) => {
            let items: Vec<_> = items.iter().map(|item| (None, item)).collect();
            nest(('[', ']'), &items, depth, out);
        }
        Json::Object(entries) => {
            let entries: Vec<_> = entries.iter().map(|(key, item)| (Some(*key), item)).collect();
            nest(('{', '}'), &entries, depth, out);
        }
    }
}

fn nest((open, close): (char, char), items: &[(Option<&str>, &Json)], depth: usize, out: &mut String) {
    out.push(open);
    for (at, (key, item)) in items.iter().enumerate() {
        out.push_str(if at == 0 { "\n" } else { ",\n" });
        out.push_str(&" ".repeat(depth + 1));
        if let Some(key) = key {
            quote(key, out);
            out.push_str(": ");
        }
        append(item, depth + 1, out);
    }
    if !items.is_empty() {
        out.push('\n');
        out.push_str(&" ".repeat(depth));
    }
    out.push(close);
}

/// Hundredths as the shortest decimal number: `13200` is `132`, `130` is `1.3`.
fn decimal(cents: i64) -> String {
    let text = format!("{}.{:02}", cents / 100, cents % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
}
