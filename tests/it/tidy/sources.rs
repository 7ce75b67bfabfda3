//! The sources under test.

use std::fs;
use std::path::{Path, PathBuf};

/// A source file: its path from the top of the repository, with slashes, and its text.
pub struct Source {
    /// The path.
    pub path: String,
    /// The text.
    pub text: String,
}

/// The top of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file under `folders`, in a stable order.
pub fn rust_files(folders: &[&str]) -> Vec<Source> {
    let mut paths = Vec::new();
    for folder in folders {
        collect(&root().join(folder), &mut paths);
    }
    paths.sort();
    assert!(paths.len() > 5, "hardly any sources in {folders:?}: is this the right folder?");
    let source = |path: PathBuf| Source {
        path: path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/"),
        text: fs::read_to_string(&path).unwrap(),
    };
    paths.into_iter().map(source).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            if path.file_name().is_none_or(|name| name != "target") {
                collect(&path, paths);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

/// Applies a rule to all files and fails with every objection, one a line.
pub fn hold(files: &[Source], rule: impl Fn(&str, &str) -> Vec<String>) {
    let objections: Vec<String> = files.iter().flat_map(|file| rule(&file.path, &file.text)).collect();
    assert!(objections.is_empty(), "{} objections:\n{}\n", objections.len(), objections.join("\n"));
}

/// Whether an attribute is `#[cfg(test)]` or contains it.
pub fn is_cfg_test(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute.meta.require_list().is_ok_and(|list| list.tokens.to_string().contains("test"))
}
