//! Nothing unfinished, and documentation that the compiler insists on.

use std::fs;

use super::sources::{hold, root, rust_files};

/// Files that may switch off the lint for missing documentation, with the reason.
const UNDOCUMENTED: [(&str, &str); 1] = [("src/entity/mod.rs", "column names are the field's own words")];

#[test]
fn nothing_is_left_for_later() {
    hold(&rust_files(&["src", "migration", ".dev"]), objections);
}

#[test]
fn every_package_is_held_to_document_what_is_public() {
    let manifest = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    assert!(manifest("Cargo.toml").contains("missing_docs = \"warn\""), "the lint is off");
    for path in ["Cargo.toml", "migration/Cargo.toml", "src/reader/Cargo.toml"] {
        assert!(manifest(path).contains("[lints]\nworkspace = true"), "{path} does not take the workspace's lints");
    }
    assert!(manifest(".dev/Cargo.toml").contains("missing_docs = \"warn\""), ".dev is not held to it");
}

fn objections(path: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let mut object = |what: &str| found.push(format!("{path}:{}: {what}", at + 1));
        let words = || line.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '!');
        if words().any(|word| ["TODO", "FIXME"].contains(&word)) {
            object("a note for later");
        }
        if words().any(|word| ["todo!", "unimplemented!"].contains(&word)) {
            object("code for later");
        }
        let is_allowance = line.contains("allow(missing_docs") || line.contains("expect(missing_docs");
        if is_allowance && !UNDOCUMENTED.iter().any(|(file, _)| *file == path) {
            object("public items without documentation");
        }
    }
    found
}

#[test]
fn notes_for_later_and_stubs_are_caught() {
    for line in ["// TODO: later", "/* FIXME */", "    todo!()", "unimplemented!(\"soon\");", "#![allow(missing_docs)]"]
    {
        assert_eq!(objections("src/a.rs", line).len(), 1, "{line}");
    }
}

#[test]
fn words_that_only_contain_such_a_note_are_left_alone() {
    for line in ["View::ToDo => mastodon!()", "let todo = view_todo(todos);", "// METHODOLOGY"] {
        assert_eq!(objections("src/a.rs", line), Vec::<String>::new(), "{line}");
    }
}
