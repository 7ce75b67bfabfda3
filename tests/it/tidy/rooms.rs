//! Who may look at whom: a room may look back, never ahead, and never at `web`.

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};

use super::sources::{hold, is_cfg_test, root, rust_files};

/// The rooms of the road, in the order a message walks through them.
const ROAD: [&str; 5] = ["intake", "understanding", "matching", "review", "fulfilment"];

/// Supporting rooms with the folders of the reader whose types they store, queue or put into words. They know nothing
/// else of the road, and nothing of the web.
const SUPPORT: [(&str, &[&str]); 8] = [
    ("entity", &["units", "evidence", "reading"]),
    ("jobs", &["evidence"]),
    ("outbox", &["evidence"]),
    ("journal", &["evidence"]),
    ("auth", &["units"]),
    ("words", &["units", "evidence", "reading"]),
    ("ops", &["reading"]),
    // A side room: it meets the road only in rows and journal entries.
    ("insight", &["units"]),
];

/// Who may know everything that stands behind it: the table of the road, the commands, the pages.
const ABOVE: [&str; 3] = ["pipeline", "commands", "web"];

/// What `web` may know of the reader.
const WEB_READER: [&str; 2] = ["units", "evidence"];

/// What `web` may know of `entity`, beside types such as `Scope`: models are modules and stay outside.
const WEB_ENTITY: [&str; 2] = ["ids", "states"];

/// The folders of the reader, each of which may look at those before it.
const READER: [&str; 4] = ["units", "evidence", "reading", "extraction"];

#[test]
fn no_room_looks_ahead() {
    hold(&rust_files(&["src"]), objections);
}

#[test]
fn every_room_has_its_place_on_the_road_or_beside_it() {
    let known = |name: &str| {
        ROAD.contains(&name)
            || ABOVE.contains(&name)
            || SUPPORT.iter().any(|(room, _)| *room == name)
            || ["lib", "main", "reader", "README"].contains(&name)
    };
    for entry in std::fs::read_dir(root().join("src")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap();
        assert!(known(name), "src/{name} is not a known room: give it its place in tests/it/tidy/rooms.rs");
    }
}

/// What a file uses that it may not.
fn objections(path: &str, text: &str) -> Vec<String> {
    let (is_reader, module) = place(path);
    let file = syn::parse_file(text).unwrap_or_else(|fault| panic!("{path} cannot be parsed: {fault}"));
    let mut gathered = Gathered { module: module.clone(), is_test: false, uses: Vec::new() };
    gathered.visit_file(&file);
    let may_use = if is_reader { reader_objection } else { room_objection };
    let Some(room) = module.first() else { return Vec::new() };
    let mut found: Vec<String> = gathered
        .uses
        .iter()
        .filter_map(|used| may_use(room, used).map(|why| format!("{path}: {} ({why})", used.join("::"))))
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Whether a file belongs to the reader package, and its module path inside its package.
fn place(path: &str) -> (bool, Vec<String>) {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    let (is_reader, inside) = inside.strip_prefix("reader/").map_or((false, inside), |inside| (true, inside));
    let mut module: Vec<String> = inside.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if module.last().is_some_and(|last| ["mod", "lib", "main"].contains(&last.as_str())) {
        module.pop();
    }
    (is_reader, module)
}

/// Why `room` may not use this path, if it may not.
fn room_objection(room: &str, used: &[String]) -> Option<&'static str> {
    let [first, rest @ ..] = used else { return None };
    let target = rest.first().map_or("", String::as_str);
    let part = rest.get(1).map_or("", String::as_str);
    if room == "web" && ["sea_orm", "sea_orm_migration", "sqlx"].contains(&first.as_str()) {
        return Some("pages ask rooms, never the database");
    }
    if first != "crate" || target == room {
        return None;
    }
    let is_above = ABOVE.contains(&target);
    if let Some(here) = ROAD.iter().position(|name| *name == room) {
        let is_later = ROAD[here + 1..].contains(&target);
        return (is_later || is_above).then_some("a room looks back, never ahead");
    }
    if let Some((_, folders)) = SUPPORT.iter().find(|(name, _)| *name == room) {
        if target == "reader" && !folders.contains(&part) {
            return Some("a supporting room knows only the types of the reader it handles");
        }
        return (is_above || ROAD.contains(&target)).then_some("a supporting room knows neither the road nor the web");
    }
    if room == "web" {
        let is_type = part.starts_with(|c: char| c.is_ascii_uppercase());
        return match target {
            "entity" if !is_type && !WEB_ENTITY.contains(&part) => Some("pages know ids and states, never models"),
            "reader" if !WEB_READER.contains(&part) => {
                Some("pages know values and their places, not how they were read")
            }
            "commands" | "pipeline" => Some("pages ask rooms"),
            _ => None,
        };
    }
    None
}

/// Why `folder` of the reader may not use this path, if it may not.
fn reader_objection(folder: &str, used: &[String]) -> Option<&'static str> {
    let rank = |name: &str| READER.iter().position(|known| *known == name);
    let [first, target, ..] = used else { return None };
    let is_ahead = first == "crate" && rank(target) > rank(folder) && rank(folder).is_some();
    is_ahead.then_some("the reader reads units → evidence → reading → extraction")
}

/// Every path a file uses, written from `crate`.
struct Gathered {
    module: Vec<String>,
    /// Inside unit tests, which may use any library.
    is_test: bool,
    uses: Vec<Vec<String>>,
}

impl Gathered {
    fn add(&mut self, written: &[String]) {
        let rest = |from: usize| written[from..].iter().cloned();
        let crate_ = || std::iter::once("crate".to_owned());
        let absolute = match written.first().map(String::as_str) {
            Some("crate") => written.to_vec(),
            Some("self") => crate_().chain(self.module.iter().cloned()).chain(rest(1)).collect(),
            Some("super") => {
                let up = written.iter().take_while(|segment| *segment == "super").count();
                let kept = self.module.len().saturating_sub(up);
                crate_().chain(self.module[..kept].iter().cloned()).chain(rest(up)).collect()
            }
            Some("ramjet_reader") => crate_().chain(["reader".to_owned()]).chain(rest(1)).collect(),
            _ if self.is_test => return,
            _ => written.to_vec(),
        };
        self.uses.push(absolute);
    }

    fn add_tree(&mut self, before: &[String], tree: &syn::UseTree) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            syn::UseTree::Path(path) => self.add_tree(&with(&path.ident), &path.tree),
            syn::UseTree::Name(name) => self.add(&with(&name.ident)),
            syn::UseTree::Rename(rename) => self.add(&with(&rename.ident)),
            syn::UseTree::Glob(_) => self.add(&[before, &["*".to_owned()]].concat()),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.add_tree(before, item)),
        }
    }

    /// The paths inside a macro: names joined by `::`.
    fn add_tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Ident(name) => {
                    if colons != 2 {
                        self.finish(&mut path);
                    }
                    path.push(name.to_string());
                    colons = 0;
                }
                TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
                other => {
                    self.finish(&mut path);
                    colons = 0;
                    if let TokenTree::Group(group) = other {
                        self.add_tokens(group.stream());
                    }
                }
            }
        }
        self.finish(&mut path);
    }

    fn finish(&mut self, path: &mut Vec<String>) {
        if path.len() > 1 {
            self.add(path);
        }
        path.clear();
    }
}

impl<'ast> Visit<'ast> for Gathered {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_tree(&[], &item.tree);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        self.add(&names);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.add_tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let outside = self.is_test;
        self.is_test |= item.attrs.iter().any(is_cfg_test);
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
        self.is_test = outside;
    }
}

#[test]
fn a_room_that_looks_ahead_is_caught_however_it_is_written() {
    let ways = [
        "use crate::review::page::Mark;",
        "use crate::{entity::ids::OrderId, review};",
        "use super::super::review as later;",
        "fn f() { crate::fulfilment::forms::write(); }",
        "struct S { order: Option<crate::review::Order> }",
        "fn f() { let _ = format!(\"{}\", crate::review::WORD); }",
        "mod tests { use super::super::super::web::paths; }",
        "use crate::pipeline;",
    ];
    for way in ways {
        assert_eq!(objections("src/matching/products.rs", way).len(), 1, "{way}");
    }
}

#[test]
fn looking_back_and_aside_is_allowed() {
    let text = "use crate::intake::Received; use crate::{entity, jobs}; use crate::reader::extraction::FoundOrder; \
                use super::customers; use self::part::Part; fn f() { crate::kp!(\"matching.done\"); }";
    assert_eq!(objections("src/matching/products.rs", text), Vec::<String>::new());
    let text = "use crate::review; use crate::web; use crate::commands::demo;";
    assert_eq!(objections("src/commands/serve.rs", text), Vec::<String>::new());
    assert_eq!(objections("src/pipeline.rs", text), Vec::<String>::new());
}

#[test]
fn supporting_rooms_know_neither_the_road_nor_the_web() {
    for text in ["use crate::review::page;", "use crate::web::paths;", "use ramjet_reader::extraction::Kind;"] {
        assert_eq!(objections("src/words/desk.rs", text).len(), 1, "{text}");
    }
    assert_eq!(objections("src/auth/people.rs", "use ramjet_reader::reading::Document;").len(), 1);
    assert_eq!(objections("src/words/desk.rs", "use crate::reader::units::Money;"), Vec::<String>::new());
}

#[test]
fn pages_know_no_models_and_no_database() {
    for text in [
        "use crate::entity::order;",
        "use crate::entity::{ids::OrderId, line::Model};",
        "use crate::entity::*;",
        "use sea_orm::EntityTrait;",
        "async fn f() { html! { (sea_orm::Value::from(1)) } }",
        "use crate::reader::reading::Document;",
    ] {
        assert_eq!(objections("src/web/orders/list.rs", text).len(), 1, "{text}");
    }
    let text = "#[cfg(test)] mod tests { use sea_orm::Iterable; }";
    assert_eq!(objections("src/web/orders/list.rs", text), Vec::<String>::new());
    let text = "use crate::entity::{Scope, ids::OrderId, states::OrderState}; use crate::review::page::View;";
    assert_eq!(objections("src/web/orders/list.rs", text), Vec::<String>::new());
}

#[test]
fn the_reader_looks_only_at_what_it_is_built_on() {
    assert_eq!(objections("src/reader/units/money.rs", "use crate::evidence::Place;").len(), 1);
    assert_eq!(objections("src/reader/reading/pdf.rs", "use crate::extraction::found::FoundOrder;").len(), 1);
    let text = "use crate::units::Money; use crate::reading::Document;";
    assert_eq!(objections("src/reader/extraction/order/lines.rs", text), Vec::<String>::new());
}
