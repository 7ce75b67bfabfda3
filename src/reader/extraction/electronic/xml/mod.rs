//! XML orders: which family a document is of, and ways through its elements. A family a file: `ubl`, `cii`, `cxml`.

mod cii;
mod cxml;
mod ubl;

use rust_decimal::Decimal;

use super::codes::is_other_unit;
use super::source::{Bit, Source, number};
use super::{Message, MessageKind};
use crate::evidence::{Fault, FaultKind};
use crate::extraction::found::{Electronic, FoundLine};
use crate::reading::electronic::tree::{Node, Tree, Trouble, tree};

/// The elements of a document.
struct Xml<'t> {
    tree: &'t Tree,
}

impl<'t> Xml<'t> {
    fn node(&self, at: usize) -> &'t Node {
        &self.tree.nodes[at]
    }

    /// The elements of a name directly in another one.
    fn all(&self, at: usize, name: &str) -> Vec<usize> {
        self.node(at).children.iter().copied().filter(|&child| self.node(child).name == name).collect()
    }

    /// The first element at the end of a path of names, `A/B/C`.
    fn at(&self, from: usize, path: &str) -> Option<usize> {
        match path.split_once('/') {
            None => self.all(from, path).first().copied(),
            Some((name, rest)) => self.all(from, name).into_iter().find_map(|next| self.at(next, rest)),
        }
    }

    /// All elements at the end of a path.
    fn every(&self, from: usize, path: &str) -> Vec<usize> {
        match path.split_once('/') {
            None => self.all(from, path),
            Some((name, rest)) => self.all(from, name).into_iter().flat_map(|next| self.every(next, rest)).collect(),
        }
    }

    /// The text at the end of a path, the first that is not empty.
    fn text(&self, from: usize, path: &str, source: &Source<'_>) -> Option<Bit> {
        self.every(from, path).into_iter().find_map(|at| Bit::text_of(self.tree, at, source))
    }

    /// Every text at the end of a path that is not empty.
    fn texts(&self, from: usize, path: &str, source: &Source<'_>) -> Vec<Bit> {
        self.every(from, path).into_iter().filter_map(|at| Bit::text_of(self.tree, at, source)).collect()
    }

    /// The amount at the end of a path; zero where none is stated.
    fn amount(&self, from: usize, path: &str) -> Decimal {
        let amount = self.at(from, path).and_then(|at| number(&self.node(at).text));
        amount.map(|amount| amount.to_decimal()).unwrap_or_default()
    }

    /// Charges less allowances in the elements of a name directly in another one: the amount of each, and whether it is a charge.
    fn charges(&self, from: usize, name: &str, (amount, is_charge): (&str, &str)) -> Decimal {
        let signed = |&one: &usize| {
            let amount = self.amount(one, amount);
            if self.is_true(one, is_charge) { amount } else { -amount }
        };
        self.all(from, name).iter().map(signed).sum()
    }

    /// The value of the first of these properties that is called a colour.
    fn colour(&self, properties: Vec<usize>, name: &str, source: &Source<'_>) -> Option<Bit> {
        let is_colour = |&one: &usize| self.at(one, name).is_some_and(|at| is_colour_name(&self.node(at).text));
        let found = properties.into_iter().find(is_colour)?;
        self.text(found, "Value", source)
    }

    /// How many units a price is for, and whether that base is of other units than those ordered: then the price is doubted.
    fn price_base(
        &self, source: &mut Source<'_>, (from, path): (usize, &str), unit: Option<&Bit>, line: &mut FoundLine,
    ) {
        let base = self.text(from, path, source);
        line.price_per = source.number(base.filter(|base| number(&base.text).is_none_or(|base| base.0 != 0)));
        let base_unit = self.attribute(from, path, "unitCode", source);
        if let (Some(own), Some(base)) = (unit, &base_unit)
            && is_other_unit(&own.text, &base.text)
        {
            line.unit_price.doubt = Some(PRICE_UNIT_DIFFERS.to_owned());
        }
    }

    /// The first text at the end of one of several paths.
    fn first(&self, from: usize, paths: &[&str], source: &Source<'_>) -> Option<Bit> {
        paths.iter().find_map(|path| self.text(from, path, source))
    }

    /// An attribute of the element at the end of a path.
    fn attribute(&self, from: usize, path: &str, name: &str, source: &Source<'_>) -> Option<Bit> {
        let at = if path.is_empty() { Some(from) } else { self.at(from, path) };
        Bit::attribute(self.tree, at?, name, source)
    }

    /// The name of the namespace an element belongs to, by the nearest declaration of its prefix.
    fn namespace(&self, at: usize) -> &'t str {
        let declaration = match self.node(at).prefix.as_str() {
            "" => "xmlns".to_owned(),
            prefix => format!("xmlns:{prefix}"),
        };
        let mut here = Some(at);
        while let Some(node) = here {
            let own = self.node(node);
            if let Some(found) = own.attributes.iter().find(|attribute| attribute.name == declaration) {
                return &found.value;
            }
            here = own.parent;
        }
        ""
    }

    /// Whether a stated yes or no is yes.
    fn is_true(&self, from: usize, path: &str) -> bool {
        self.at(from, path).is_some_and(|at| matches!(self.node(at).text.trim(), "true" | "1"))
    }
}

/// The doubt of a price whose base is of other units than those ordered.
const PRICE_UNIT_DIFFERS: &str = "price_unit_differs";

/// Whether a property of goods is their colour, by its name.
fn is_colour_name(name: &str) -> bool {
    matches!(name.to_lowercase().as_str(), "colour" | "color" | "farbe")
}

/// Families of electronic XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Ubl,
    Cii,
    Cxml,
}

/// The documents of an XML text that begins at byte `from`; empty where it is of no known family.
pub(super) fn messages(source: &mut Source<'_>, from: usize) -> Vec<Message> {
    let tree = tree(source.text, from);
    let xml = Xml { tree: &tree };
    let documents = documents(&xml);
    if documents.is_empty() {
        return Vec::new();
    }
    let around = faults(source, &tree);
    let mut found = Vec::new();
    for (at, family) in documents {
        source.format = match family {
            Family::Ubl => "ubl",
            Family::Cii => "cii",
            Family::Cxml => "cxml",
        };
        let (kind, order) = match family {
            Family::Ubl => ubl::read(source, &xml, at),
            Family::Cii => cii::read(source, &xml, at),
            Family::Cxml => cxml::read(source, &xml, at),
        };
        let mut one = Message { kind, order, name: xml.node(at).name.clone(), ..Message::default() };
        one.order.electronic = Some(Electronic { format: source.format.to_owned(), ..Electronic::default() });
        one.place = Bit::name_of(&tree, at, source).map(|bit| source.place(&bit));
        one.position = source.line_of(xml.node(at).start);
        one.faults.clone_from(&around);
        one.faults.append(&mut source.faults);
        found.push(one);
    }
    found
}

/// The documents: the root itself, or those inside of an envelope that says from whom to whom they go.
fn documents(xml: &Xml<'_>) -> Vec<(usize, Family)> {
    let Some(root) = xml.tree.nodes.first() else { return Vec::new() };
    if let Some(family) = family(xml, 0) {
        let inside = if family == Family::Cxml { cxml::documents(xml) } else { vec![0] };
        return inside.into_iter().map(|at| (at, family)).collect();
    }
    let inside = root.children.iter().copied();
    inside.filter_map(|child| family(xml, child).map(|family| (child, family))).collect()
}

fn family(xml: &Xml<'_>, at: usize) -> Option<Family> {
    let namespace = xml.namespace(at);
    let name = xml.node(at).name.as_str();
    if namespace.starts_with("urn:oasis:names:specification:ubl:schema:xsd:") {
        Some(Family::Ubl)
    } else if name.starts_with("SCRDMCCBDACI") || name.starts_with("CrossIndustry") {
        Some(Family::Cii)
    } else if name == "cXML" {
        Some(Family::Cxml)
    } else {
        None
    }
}

/// What is wrong with the XML itself.
fn faults(source: &Source<'_>, tree: &Tree) -> Vec<Fault> {
    let root = tree.nodes.first().map(|root| root.name.as_str()).unwrap_or_default();
    let at = |what, byte: usize| {
        let byte = byte.min(source.text.len());
        Fault::new(what, source.part, root).at(source.line_of(byte), None, byte..byte)
    };
    let mut found: Vec<Fault> = Vec::new();
    match tree.trouble {
        Some(Trouble::Damaged(byte)) => found.push(at(FaultKind::Damaged, byte)),
        Some(Trouble::TooLarge(byte)) => found.push(at(FaultKind::TooLarge, byte)),
        None => {}
    }
    // One is enough to say that there are names that stand for something else.
    if let Some((name, span)) = tree.entities.first() {
        let fault = Fault::new(FaultKind::Entity, source.part, root);
        found.push(fault.at(source.line_of(span.start), None, span.clone()).says(format!("&{name};"), None));
    }
    found
}

/// Asks for what an order cannot be without.
fn require(source: &mut Source<'_>, needed: &[(&str, bool)]) {
    for (element, is_there) in needed {
        if !is_there {
            source.faults.push(Fault::new(FaultKind::ValueMissing, source.part, element));
        }
    }
}

/// Whether a document is an order that must be complete.
fn is_order(kind: MessageKind) -> bool {
    kind == MessageKind::Order
}
