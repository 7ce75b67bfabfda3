//! XML → a tree of elements, each text and attribute with the bytes it takes. No document type, no entities of its own,
//! nothing from outside.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// The most elements that are read.
pub(crate) const ELEMENTS_MAX: usize = 200_000;
/// Elements deeper than this are built to do harm.
pub(crate) const DEPTH_MAX: usize = 64;

/// An attribute of an element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Attribute {
    /// Its name without a prefix; `xmlns` declarations keep theirs.
    pub name: String,
    /// Its value.
    pub value: String,
    /// The bytes of the value between its quotes.
    pub span: Range<usize>,
}

/// An element.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Node {
    /// Its name without a prefix.
    pub name: String,
    /// The prefix, `""` where there is none.
    pub prefix: String,
    /// Its attributes.
    pub attributes: Vec<Attribute>,
    /// The element around it.
    pub parent: Option<usize>,
    /// The elements in it, in order.
    pub children: Vec<usize>,
    /// Its own text, blanks at both ends taken off.
    pub text: String,
    /// The bytes of that text; empty where there is none.
    pub span: Range<usize>,
    /// Where its tag begins.
    pub start: usize,
    /// Which one it is of those of its name beside it, from 1.
    pub ordinal: usize,
    /// Whether there are others of its name beside it.
    pub has_twins: bool,
}

/// Why the walk ended before the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Not well-formed, or cut off, at this byte.
    Damaged(usize),
    /// Too deep or too many elements.
    TooLarge(usize),
}

/// A document of elements; the first one is the root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tree {
    /// All elements, in the order in which they open.
    pub nodes: Vec<Node>,
    /// Why the rest is missing, if it is.
    pub trouble: Option<Trouble>,
    /// Names of entities that stand in the text and were left as they are, each with its place.
    pub entities: Vec<(String, Range<usize>)>,
}

/// Reads the XML that begins at byte `from` of a text; what follows its root is left alone.
pub(crate) fn tree(text: &str, from: usize) -> Tree {
    let mut reader = Reader::from_str(&text[from..]);
    let mut tree = Tree::default();
    let mut open: Vec<usize> = Vec::new();
    loop {
        let before = from + position(reader.buffer_position());
        let event = reader.read_event();
        let after = from + position(reader.buffer_position());
        match event {
            Ok(Event::Start(start)) => {
                if open.len() >= DEPTH_MAX || tree.nodes.len() >= ELEMENTS_MAX {
                    tree.trouble = Some(Trouble::TooLarge(before));
                    break;
                }
                open.push(tree.add(&start, open.last().copied(), before));
            }
            Ok(Event::Empty(start)) => {
                if tree.nodes.len() >= ELEMENTS_MAX {
                    tree.trouble = Some(Trouble::TooLarge(before));
                    break;
                }
                tree.add(&start, open.last().copied(), before);
                if open.is_empty() {
                    break;
                }
            }
            Ok(Event::End(_)) => {
                if let Some(closed) = open.pop() {
                    tree.nodes[closed].text = tree.nodes[closed].text.trim().to_owned();
                }
                if open.is_empty() {
                    break;
                }
            }
            Ok(Event::Text(words)) => tree.write(open.last(), &words.xml10_content(), text, before..after),
            Ok(Event::CData(words)) => {
                // The place is what stands between the brackets.
                let inner = before + "<![CDATA[".len()..after.saturating_sub("]]>".len());
                tree.write(open.last(), &words.xml10_content(), text, inner);
            }
            Ok(Event::GeneralRef(reference)) => tree.refer(open.last(), &reference, text, before..after),
            Ok(Event::Eof) => {
                if !open.is_empty() || tree.nodes.is_empty() {
                    tree.trouble = Some(Trouble::Damaged(text.len()));
                }
                break;
            }
            Ok(_) => {}
            Err(_) => {
                tree.trouble = Some(Trouble::Damaged(from + position(reader.error_position())));
                break;
            }
        }
    }
    for left in open {
        tree.nodes[left].text = tree.nodes[left].text.trim().to_owned();
    }
    tree
}

fn position(at: u64) -> usize {
    usize::try_from(at).unwrap_or(usize::MAX)
}

impl Tree {
    fn add(&mut self, start: &BytesStart<'_>, parent: Option<usize>, at: usize) -> usize {
        let whole: &str = start.name().0;
        let (prefix, name) = whole.split_once(':').unwrap_or(("", whole));
        let index = self.nodes.len();
        let beside = parent.map(|parent| self.nodes[parent].children.as_slice()).unwrap_or_default();
        let twin = beside.iter().rev().copied().find(|&child| self.nodes[child].name == name);
        if let Some(twin) = twin {
            self.nodes[twin].has_twins = true;
        }
        self.nodes.push(Node {
            ordinal: twin.map_or(0, |twin| self.nodes[twin].ordinal) + 1,
            has_twins: twin.is_some(),
            name: name.to_owned(),
            prefix: prefix.to_owned(),
            attributes: attributes(start.attributes_raw(), at + 1 + whole.len()),
            parent,
            start: at,
            ..Node::default()
        });
        if let Some(parent) = parent {
            self.nodes[parent].children.push(index);
        }
        index
    }

    /// Adds characters to the element that is open, with their place.
    fn write(&mut self, open: Option<&usize>, words: &str, text: &str, span: Range<usize>) {
        let Some(node) = open.and_then(|&open| self.nodes.get_mut(open)) else { return };
        node.text.push_str(words);
        let raw = text.get(span.clone()).unwrap_or_default();
        if raw.trim().is_empty() {
            return;
        }
        let start = span.start + (raw.len() - raw.trim_start().len());
        let end = span.start + raw.trim_end().len();
        node.span = if node.span.is_empty() { start..end } else { node.span.start..end };
    }

    /// One of the five entities that XML knows by itself, or a character by number; any other stays as it is written.
    fn refer(&mut self, open: Option<&usize>, reference: &BytesRef<'_>, text: &str, span: Range<usize>) {
        let name: &str = reference;
        let known = resolve_xml_entity(name).map(str::to_owned);
        let by_number = || reference.resolve_char_ref().ok().flatten().map(String::from);
        match known.or_else(by_number) {
            Some(known) => self.write(open, &known, text, span),
            None => {
                self.entities.push((name.to_owned(), span.clone()));
                self.write(open, &format!("&{name};"), text, span);
            }
        }
    }
}

/// The attributes of a tag; `base` is the byte behind its name.
fn attributes(raw: &str, base: usize) -> Vec<Attribute> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(equals) = raw[at..].find('=').map(|more| at + more) {
        let name = raw[at..equals].trim();
        let Some((quote, open)) = raw[equals + 1..]
            .char_indices()
            .find(|(_, c)| !c.is_whitespace())
            .map(|(more, quote)| (quote, equals + 1 + more))
            .filter(|(quote, _)| matches!(quote, '"' | '\''))
        else {
            break;
        };
        let Some(close) = raw[open + 1..].find(quote).map(|more| open + 1 + more) else { break };
        let plain = name.split_once(':').filter(|(prefix, _)| *prefix != "xmlns").map_or(name, |(_, name)| name);
        found.push(Attribute {
            name: plain.to_owned(),
            value: unescaped(&raw[open + 1..close]),
            span: base + open + 1..base + close,
        });
        at = close + 1;
    }
    found
}

/// The value of an attribute with the five known entities and characters by number resolved.
fn unescaped(raw: &str) -> String {
    let mut plain = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(start) = rest.find('&') {
        plain.push_str(&rest[..start]);
        rest = &rest[start..];
        let resolved = rest.find(';').and_then(|end| {
            let name = &rest[1..end];
            let by_number = || {
                let code = name.strip_prefix('#')?;
                let code = match code.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                    None => code.parse().ok()?,
                };
                char::from_u32(code).map(String::from)
            };
            resolve_xml_entity(name).map(str::to_owned).or_else(by_number).map(|text| (text, end + 1))
        });
        let (text, used) = resolved.unwrap_or_else(|| ("&".to_owned(), 1));
        plain.push_str(&text);
        rest = &rest[used..];
    }
    plain.push_str(rest);
    plain.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_attributes_know_their_places() {
        let text = "<?xml version=\"1.0\"?>\n<a:Order xmlns:a='urn:x' id = \"7 &amp; 8\">\n <Name> M&amp;M <!-- x --> GmbH </Name><Empty/></a:Order> tail";
        let tree = tree(text, 0);
        assert_eq!(tree.trouble, None);
        let root = &tree.nodes[0];
        assert_eq!((root.name.as_str(), root.prefix.as_str(), root.children.len()), ("Order", "a", 2));
        assert_eq!((root.attributes[1].value.as_str(), &text[root.attributes[1].span.clone()]), ("7 & 8", "7 &amp; 8"));
        let name = &tree.nodes[1];
        assert_eq!(name.text, "M&M  GmbH");
        assert_eq!(&text[name.span.clone()], "M&amp;M <!-- x --> GmbH");
    }

    #[test]
    fn entities_of_the_documents_own_are_left_as_they_are() {
        let text = "<!DOCTYPE a [<!ENTITY b \"lol\"><!ENTITY c \"&b;&b;\">]><a>[&c;][&#65;]</a>";
        let tree = tree(text, 0);
        assert_eq!(tree.nodes[0].text, "[&c;][A]");
        assert_eq!(tree.entities.len(), 1);
    }

    #[test]
    fn what_is_cut_off_keeps_what_was_read() {
        let cut = tree("<Order><ID>7</ID><IssueDate>2026-", 0);
        assert_eq!(cut.nodes[1].text, "7");
        assert!(matches!(cut.trouble, Some(Trouble::Damaged(_))));
        let crossed = tree("<Order><ID>7</Order></ID>", 0);
        assert!(matches!(crossed.trouble, Some(Trouble::Damaged(_))));
        assert!(tree("", 0).trouble.is_some());
    }

    #[test]
    fn a_thousand_levels_are_not_followed() {
        let deep = format!("{}x{}", "<a>".repeat(1000), "</a>".repeat(1000));
        let tree = tree(&deep, 0);
        assert!(matches!(tree.trouble, Some(Trouble::TooLarge(_))));
        assert_eq!(tree.nodes.len(), DEPTH_MAX);
    }
}
