//! What the styles of a mail say about its ink: whether a person can see a text, and which few styles are kept.

use std::collections::HashMap;

use super::tree::{Kind, NodeId, Tree};

/// A text of this size in pixels or less is not meant to be seen.
const TINY_PX: f32 = 2.5;
/// Colours closer than this, as the sum over three channels of 255, cannot be told apart.
const CLOSE: i32 = 48;
/// The size of a text nobody has said anything about.
const USUAL_PX: f32 = 16.0;
/// Most rules that are taken from the style sheets of one mail.
const RULES_MAX: usize = 2_000;

/// A colour.
pub(super) type Rgb = (u8, u8, u8);

/// How text looks at one place of the tree.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ink {
    /// Nothing below is drawn.
    pub is_gone: bool,
    is_invisible: bool,
    size_px: f32,
    colour: Option<Rgb>,
    ground: Option<Rgb>,
}

impl Default for Ink {
    fn default() -> Self {
        Self {
            is_gone: false,
            is_invisible: false,
            size_px: USUAL_PX,
            colour: Some((0, 0, 0)),
            ground: Some((255, 255, 255)),
        }
    }
}

impl Ink {
    /// Whether a person who looks at the mail cannot see text that stands here.
    pub fn is_hidden(self) -> bool {
        let is_same = matches!((self.colour, self.ground), (Some(ink), Some(ground)) if distance(ink, ground) < CLOSE);
        // A colour that is none (`transparent`) is kept as `None`, but then nothing was said against the ground.
        self.is_gone || self.is_invisible || self.size_px <= TINY_PX || is_same
    }

    /// The colour of text, where it can be read on what we draw under it.
    pub fn shown_colour(self) -> Option<Rgb> {
        let (ink, ground) = (self.colour?, self.ground?);
        (distance(ink, ground) >= 3 * CLOSE).then_some(ink)
    }
}

fn distance(one: Rgb, other: Rgb) -> i32 {
    let apart = |a: u8, b: u8| (i32::from(a) - i32::from(b)).abs();
    apart(one.0, other.0) + apart(one.1, other.1) + apart(one.2, other.2)
}

/// The rules of a mail's own style sheets that concern one class; media queries are left out.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet(HashMap<String, String>);

impl Sheet {
    /// Gathers the style elements of a document.
    pub fn of(tree: &Tree) -> Self {
        let mut rules: HashMap<String, String> = HashMap::new();
        for style in tree.named("style") {
            let text: String = tree.node(style).children.iter().map(|child| tree.text(*child)).collect();
            for (selectors, declared) in blocks(&without_comments(&text)) {
                for class in selectors.split(',').filter_map(class_of) {
                    if rules.len() < RULES_MAX || rules.contains_key(class) {
                        let known = rules.entry(class.to_owned()).or_default();
                        known.push_str(declared);
                        known.push(';');
                    }
                }
            }
        }
        Self(rules)
    }

    /// What is declared for an element, later declarations last: by its classes, then by itself.
    pub fn declared(&self, tree: &Tree, id: NodeId) -> Vec<(String, String)> {
        let classes = tree.attribute(id, "class").unwrap_or_default().split_ascii_whitespace();
        let of_classes = classes.filter_map(|class| self.0.get(class)).flat_map(|text| declarations(text));
        of_classes.chain(declarations(tree.attribute(id, "style").unwrap_or_default())).collect()
    }
}

/// `.name`, `td.name` → `name`; everything more particular is left alone.
fn class_of(selector: &str) -> Option<&str> {
    let (element, class) = selector.trim().split_once('.')?;
    let is_word = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    (is_word(element) && !class.is_empty() && is_word(class)).then_some(class)
}

/// `selectors { declarations }` on the outermost level.
fn blocks(text: &str) -> Vec<(&str, &str)> {
    let (mut found, mut depth, mut start, mut open) = (Vec::new(), 0_usize, 0, 0);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => {
                depth += 1;
                if depth == 1 {
                    open = at;
                }
            }
            b'}' => {
                if depth == 1 && !text[start..open].trim_start().starts_with('@') {
                    found.push((&text[start..open], &text[open + 1..at]));
                }
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    start = at + 1;
                }
            }
            _ => {}
        }
    }
    found
}

fn without_comments(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        clean.push_str(&rest[..start]);
        rest = rest[start + 2..].find("*/").map_or("", |end| &rest[start + 2 + end + 2..]);
    }
    clean + rest
}

/// Names and values in small letters, `!important` taken off.
fn declarations(text: &str) -> Vec<(String, String)> {
    let pairs = without_comments(text);
    let pairs = pairs.split(';').filter_map(|pair| pair.split_once(':'));
    let clean = |text: &str| text.trim().to_ascii_lowercase();
    pairs.map(|(name, value)| (clean(name), clean(value).trim_end_matches("!important").trim().to_owned())).collect()
}

/// How text looks inside an element, given how it looks around it.
pub(super) fn inside(tree: &Tree, sheet: &Sheet, id: NodeId, around: Ink) -> Ink {
    if !matches!(tree.node(id).kind, Kind::Element(..)) {
        return around;
    }
    let mut ink = around;
    ink.is_gone |= tree.attribute(id, "hidden").is_some();
    if let Some(ground) = tree.attribute(id, "bgcolor") {
        ink.ground = colour(ground).or(ink.ground);
    }
    if tree.attribute(id, "background").is_some_and(|image| !image.is_empty()) {
        ink.ground = None;
    }
    if let Some(text) = tree.attribute(id, "color").filter(|_| tree.name(id) == "font") {
        ink.colour = colour(text).or(ink.colour);
    }
    let (mut is_clipped, mut has_no_room) = (false, false);
    for (name, value) in sheet.declared(tree, id) {
        match name.as_str() {
            "display" => ink.is_gone |= value == "none",
            "visibility" => ink.is_invisible = matches!(value.as_str(), "hidden" | "collapse"),
            "opacity" => ink.is_gone |= value.parse::<f32>().is_ok_and(|opacity| opacity < 0.1),
            "mso-hide" => ink.is_gone |= value == "all",
            "font-size" => ink.size_px = size_px(&value, around.size_px).unwrap_or(around.size_px),
            "color" if value == "transparent" => ink.is_invisible = true,
            "color" => ink.colour = colour(&value).or(ink.colour),
            "background" | "background-color" if value.contains("url(") || value.contains("gradient") => {
                ink.ground = None;
            }
            "background" | "background-color" => {
                ink.ground = value.split_ascii_whitespace().find_map(colour).or(ink.ground);
            }
            "overflow" => is_clipped = value == "hidden",
            "max-height" | "height" | "max-width" | "width" => {
                has_no_room |= size_px(&value, USUAL_PX).is_some_and(|px| px < 1.5);
            }
            "text-indent" | "left" | "top" | "margin-left" | "margin-top" => {
                ink.is_gone |= size_px(&value, USUAL_PX).is_some_and(|px| px <= -200.0);
            }
            _ => {}
        }
    }
    ink.is_gone |= is_clipped && has_no_room;
    ink
}

/// A length in pixels; relative ones from the size around.
fn size_px(value: &str, around: f32) -> Option<f32> {
    let end = value.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(value.len());
    let number: f32 = value[..end].parse().ok()?;
    match value[end..].trim() {
        "" | "px" => Some(number),
        "pt" => Some(number * 4.0 / 3.0),
        "em" => Some(number * around),
        "rem" => Some(number * USUAL_PX),
        "%" => Some(number * around / 100.0),
        _ => None,
    }
}

/// The colour of `#rgb`, `#rrggbb`, `rgb(…)` or one of the names mails use.
pub(super) fn colour(text: &str) -> Option<Rgb> {
    let text = text.trim().to_ascii_lowercase();
    if let Some(hex) = text.strip_prefix('#').or_else(|| (text.len() == 6).then_some(text.as_str())) {
        let digits: Vec<u8> =
            hex.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
        return match digits[..] {
            [r, g, b] => Some((r * 17, g * 17, b * 17)),
            [r, r2, g, g2, b, b2] => Some((r * 16 + r2, g * 16 + g2, b * 16 + b2)),
            _ => None,
        };
    }
    if let Some(inner) = text.strip_prefix("rgba(").or_else(|| text.strip_prefix("rgb(")) {
        let mut parts = inner.trim_end_matches(')').split([',', ' ', '/']).filter(|part| !part.is_empty());
        let mut next = || parts.next().and_then(|part| part.parse::<u8>().ok());
        return Some((next()?, next()?, next()?));
    }
    let names: [(&str, Rgb); 14] = [
        ("white", (255, 255, 255)),
        ("black", (0, 0, 0)),
        ("red", (255, 0, 0)),
        ("green", (0, 128, 0)),
        ("blue", (0, 0, 255)),
        ("navy", (0, 0, 128)),
        ("yellow", (255, 255, 0)),
        ("gray", (128, 128, 128)),
        ("grey", (128, 128, 128)),
        ("silver", (192, 192, 192)),
        ("maroon", (128, 0, 0)),
        ("orange", (255, 165, 0)),
        ("purple", (128, 0, 128)),
        ("whitesmoke", (245, 245, 245)),
    ];
    names.iter().find(|(name, _)| *name == text).map(|(_, rgb)| *rgb)
}

/// The styles of an element that are kept, as the value of a `style` attribute: weight, slant, alignment, ground, colour and
/// borders. Nothing that moves, covers, hides or fetches.
pub(super) fn kept(tree: &Tree, sheet: &Sheet, id: NodeId, ink: Ink, around: Ink) -> String {
    let mut kept = String::new();
    let mut keep = |name: &str, value: &str| {
        kept.push_str(name);
        kept.push(':');
        kept.push_str(value);
        kept.push(';');
    };
    for (name, value) in sheet.declared(tree, id) {
        let is_word = |words: &[&str]| words.contains(&value.as_str());
        let is_fine = match name.as_str() {
            "font-weight" => is_word(&["bold", "bolder", "normal", "500", "600", "700", "800"]),
            "font-style" => is_word(&["italic", "normal"]),
            "text-align" => is_word(&["left", "right", "center", "justify", "start", "end"]),
            "vertical-align" => is_word(&["top", "middle", "bottom", "baseline"]),
            "text-decoration" => is_word(&["underline", "line-through", "none"]),
            "white-space" => is_word(&["pre", "pre-wrap", "nowrap", "normal"]),
            "border" | "border-top" | "border-bottom" | "border-left" | "border-right" => is_border(&value),
            _ => false,
        };
        if is_fine {
            keep(&name, &value);
        }
    }
    for (name, attribute) in [("text-align", "align"), ("vertical-align", "valign")] {
        if let Some(value) = tree.attribute(id, attribute).map(str::to_ascii_lowercase)
            && ["left", "right", "center", "top", "middle", "bottom"].contains(&value.as_str())
        {
            keep(name, &value);
        }
    }
    let hex = |(r, g, b): Rgb| format!("#{r:02x}{g:02x}{b:02x}");
    if ink.ground != around.ground {
        // A picture under the text is left out; the text gets paper under it instead.
        keep("background-color", &ink.ground.map_or_else(|| "#ffffff".to_owned(), hex));
    }
    if ink.colour != around.colour || ink.ground != around.ground {
        keep("color", &ink.shown_colour().map_or_else(|| "#1c1c1f".to_owned(), hex));
    }
    kept
}

/// `1px solid #ccc` in any order, thin.
fn is_border(value: &str) -> bool {
    value.split_ascii_whitespace().count() <= 3
        && value.split_ascii_whitespace().all(|word| {
            ["none", "solid", "dashed", "dotted", "double", "thin", "medium"].contains(&word)
                || colour(word).is_some()
                || size_px(word, USUAL_PX).is_some_and(|px| (0.0..=4.0).contains(&px))
        })
}
