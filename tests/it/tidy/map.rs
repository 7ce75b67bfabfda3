//! The map in `src/README.md` is a map of what is there.

use std::fs;

use ramjet::ops::config::SETTINGS;

use super::sources::root;

/// The heading of the walk, whose paths are checked.
const WALK: &str = "## How a message walks through it";

#[test]
fn every_path_of_the_walk_exists() {
    let text = fs::read_to_string(root().join("src/README.md")).unwrap();
    let paths = paths_of_the_walk(&text);
    assert!(paths.len() > 10, "the walk names hardly any file: {paths:?}");
    let missing: Vec<&String> = paths.iter().filter(|path| !root().join("src").join(path).exists()).collect();
    assert!(missing.is_empty(), "src/README.md walks past files that are not there: {missing:?}");
}

#[test]
fn every_room_is_on_the_map() {
    let text = fs::read_to_string(root().join("src/README.md")).unwrap();
    for entry in fs::read_dir(root().join("src")).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            assert!(text.contains(&format!("{name}/")), "src/README.md does not show {name}/");
        }
    }
}

#[test]
fn every_setting_stands_in_the_readme_with_its_default() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    for setting in &SETTINGS {
        let name = format!("| `{}` |", setting.variable());
        let row = text.lines().find(|line| line.starts_with(&name));
        let row = row.unwrap_or_else(|| panic!("README.md does not explain {}", setting.variable()));
        for word in setting.default.iter().chain(setting.aliases) {
            assert!(row.contains(&format!("`{word}`")), "README.md does not say {word} at {}", setting.variable());
        }
    }
}

/// The paths in backquotes of the walk's section.
fn paths_of_the_walk(text: &str) -> Vec<String> {
    let walk = text.split(WALK).nth(1).unwrap_or_default();
    let walk = walk.split("\n## ").next().unwrap_or_default();
    let quoted = walk.split('`').skip(1).step_by(2);
    quoted.filter(|word| word.ends_with(".rs") || word.ends_with('/')).map(str::to_owned).collect()
}

#[test]
fn only_the_paths_of_the_walk_are_taken() {
    let text =
        format!("`a/b.rs`\n{WALK}\nfirst `intake/mod.rs`, then `a word` in `review/order/`.\n\n## More\n`c.rs`\n");
    assert_eq!(paths_of_the_walk(&text), ["intake/mod.rs", "review/order/"]);
    assert!(paths_of_the_walk("no walk, only `a.rs`").is_empty());
}
