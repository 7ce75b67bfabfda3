//! HTML source → a tree, as browsers build it (html5ever), with scripts off.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use html5ever::interface::tree_builder::{ElemName, ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink as _};
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{Attribute, LocalName, Namespace, ParseOpts, QualName, parse_document};

/// A node by its number; 0 is the document.
pub(super) type NodeId = usize;

/// The name of an element.
#[derive(Clone, Debug)]
pub(super) struct Name(Rc<QualName>);

impl ElemName for Name {
    fn ns(&self) -> &Namespace {
        &self.0.ns
    }

    fn local_name(&self) -> &LocalName {
        &self.0.local
    }
}

/// What a node is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// The document, or what a `template` holds.
    Root,
    /// An element with its attributes; a `template` also with the root of what it holds.
    Element(Name, Vec<(String, String)>, Option<NodeId>),
    /// Text.
    Text(String),
    /// Comments and the like.
    Other,
}

/// One node.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// What it is.
    pub kind: Kind,
    /// Its children, in order.
    pub children: Vec<NodeId>,
    parent: Option<NodeId>,
}

/// The whole document.
#[derive(Clone, Debug)]
pub(super) struct Tree(Vec<Node>);

impl Tree {
    /// Parses HTML; never fails, as no HTML does.
    pub fn of(source: &str) -> Self {
        let tree_builder = TreeBuilderOpts { scripting_enabled: false, ..Default::default() };
        let opts = ParseOpts { tree_builder, ..Default::default() };
        let sink = Sink { nodes: RefCell::new(vec![node(Kind::Root)]) };
        parse_document(sink, opts).one(StrTendril::from(source))
    }

    /// One node.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.0[id]
    }

    /// The name of an HTML element, empty for everything else; those of SVG and MathML are `svg` and `math`.
    pub fn name(&self, id: NodeId) -> &str {
        match &self.0[id].kind {
            Kind::Element(name, ..) if *name.0.ns == *"http://www.w3.org/1999/xhtml" => &name.0.local,
            Kind::Element(name, ..) if *name.0.ns == *"http://www.w3.org/1998/Math/MathML" => "math",
            Kind::Element(..) => "svg",
            _ => "",
        }
    }

    /// An attribute of an element.
    pub fn attribute(&self, id: NodeId, wanted: &str) -> Option<&str> {
        let Kind::Element(_, attributes, _) = &self.0[id].kind else { return None };
        attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }

    /// The characters a person reads at a node: those of a text, or what stands for a picture.
    pub fn text(&self, id: NodeId) -> &str {
        match &self.0[id].kind {
            Kind::Text(text) => text,
            Kind::Element(..) if self.name(id) == "img" => self.attribute(id, "alt").unwrap_or_default(),
            _ => "",
        }
    }

    /// Every text below a node, in order, however deep; each is a node.
    pub fn texts_below(&self, id: NodeId) -> Vec<NodeId> {
        let (mut texts, mut open) = (Vec::new(), vec![id]);
        while let Some(id) = open.pop() {
            if matches!(self.0[id].kind, Kind::Text(_)) {
                texts.push(id);
            }
            if !super::is_silent(self.name(id)) {
                open.extend(self.0[id].children.iter().rev());
            }
        }
        texts
    }

    /// Every element of this name.
    pub fn named<'t>(&'t self, name: &'t str) -> impl Iterator<Item = NodeId> + 't {
        (0..self.0.len()).filter(move |id| self.name(*id) == name)
    }
}

fn node(kind: Kind) -> Node {
    Node { kind, children: Vec::new(), parent: None }
}

/// Where the parser puts what it finds.
struct Sink {
    nodes: RefCell<Vec<Node>>,
}

impl Sink {
    fn add(&self, kind: Kind) -> NodeId {
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(node(kind));
        nodes.len() - 1
    }

    fn detach(&self, id: NodeId) {
        let mut nodes = self.nodes.borrow_mut();
        if let Some(parent) = nodes[id].parent.take() {
            nodes[parent].children.retain(|child| *child != id);
        }
    }

    /// Puts something among the children of `parent`, at the place `at`; text joins the text before it.
    fn insert(&self, parent: NodeId, at: usize, child: NodeOrText<NodeId>) {
        let child = match child {
            NodeOrText::AppendNode(id) => {
                self.detach(id);
                id
            }
            NodeOrText::AppendText(text) => {
                let mut nodes = self.nodes.borrow_mut();
                let before = at.checked_sub(1).and_then(|before| nodes[parent].children.get(before).copied());
                if let Some(Kind::Text(whole)) = before.map(|id| &mut nodes[id].kind) {
                    whole.push_str(&text);
                    return;
                }
                drop(nodes);
                self.add(Kind::Text(text.to_string()))
            }
        };
        let mut nodes = self.nodes.borrow_mut();
        let at = at.min(nodes[parent].children.len());
        nodes[parent].children.insert(at, child);
        nodes[child].parent = Some(parent);
    }
}

impl TreeSink for Sink {
    type Handle = NodeId;
    type Output = Tree;
    type ElemName<'a> = Name;

    fn finish(self) -> Tree {
        Tree(self.nodes.into_inner())
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Name {
        match &self.nodes.borrow()[*target].kind {
            Kind::Element(name, ..) => name.clone(),
            // The parser asks for names of elements only; a nameless element is none it knows.
            _ => Name(Rc::new(QualName::new(None, Namespace::default(), LocalName::default()))),
        }
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> NodeId {
        let held = flags.template.then(|| self.add(Kind::Root));
        self.add(Kind::Element(Name(Rc::new(name)), attributes.into_iter().map(plain).collect(), held))
    }

    fn create_comment(&self, _: StrTendril) -> NodeId {
        self.add(Kind::Other)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> NodeId {
        self.add(Kind::Other)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        let at = self.nodes.borrow()[*parent].children.len();
        self.insert(*parent, at, child);
    }

    fn append_based_on_parent_node(&self, element: &NodeId, previous: &NodeId, child: NodeOrText<NodeId>) {
        if self.nodes.borrow()[*element].parent.is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        match &self.nodes.borrow()[*target].kind {
            Kind::Element(_, _, Some(held)) => *held,
            _ => *target,
        }
    }

    fn same_node(&self, one: &NodeId, other: &NodeId) -> bool {
        one == other
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        if let NodeOrText::AppendNode(id) = &child {
            self.detach(*id);
        }
        let place = {
            let nodes = self.nodes.borrow();
            let parent = nodes[*sibling].parent;
            parent.map(|parent| {
                let at = nodes[parent].children.iter().position(|other| other == sibling);
                (parent, at.unwrap_or(nodes[parent].children.len()))
            })
        };
        if let Some((parent, at)) = place {
            self.insert(parent, at, child);
        }
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        if let Kind::Element(_, known, _) = &mut self.nodes.borrow_mut()[*target].kind {
            for (name, value) in attributes.into_iter().map(plain) {
                if !known.iter().any(|(other, _)| *other == name) {
                    known.push((name, value));
                }
            }
        }
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.detach(*target);
    }

    fn reparent_children(&self, from: &NodeId, to: &NodeId) {
        let mut nodes = self.nodes.borrow_mut();
        let children = std::mem::take(&mut nodes[*from].children);
        for child in &children {
            nodes[*child].parent = Some(*to);
        }
        nodes[*to].children.extend(children);
    }

    fn allow_declarative_shadow_roots(&self, _: &NodeId) -> bool {
        false
    }
}

fn plain(attribute: Attribute) -> (String, String) {
    (attribute.name.local.to_string(), attribute.value.to_string())
}
