//! How long files and functions get: a stranger reads one file from top to bottom.

use proc_macro2::Span;
use syn::visit::{self, Visit};

use super::sources::{hold, is_cfg_test, rust_files};

/// Longest file, without its unit tests.
const FILE_LINES_MAX: usize = 500;
/// Longest function, without its documentation.
const FUNCTION_LINES_MAX: usize = 70;

/// Files and functions that may be longer, with the reason. A function is written `path fn name`.
const LONGER: [(&str, &str); 0] = [];

#[test]
fn files_and_functions_are_short_enough_to_be_read() {
    hold(&rust_files(&["src", "migration", ".dev"]), objections);
}

#[test]
fn no_exception_outlives_its_reason() {
    let files = rust_files(&["src", "migration", ".dev"]);
    for (what, _) in LONGER {
        let is_needed = files.iter().flat_map(|file| lengths(&file.path, &file.text)).any(|long| long.what == what);
        assert!(is_needed, "{what} is short enough now: take it off the list");
    }
}

/// Something that is longer than it may be.
struct Long {
    what: String,
    lines: usize,
}

fn objections(path: &str, text: &str) -> Vec<String> {
    let excused = |long: &Long| LONGER.iter().any(|(what, _)| *what == long.what);
    let long = lengths(path, text).into_iter().filter(|long| !excused(long));
    long.map(|Long { what, lines }| format!("{what} has {lines} lines")).collect()
}

/// Everything too long, exceptions included.
fn lengths(path: &str, text: &str) -> Vec<Long> {
    let file = syn::parse_file(text).unwrap_or_else(|fault| panic!("{path} cannot be parsed: {fault}"));
    let mut measured = Measured { path, long: Vec::new(), test_lines: 0 };
    measured.visit_file(&file);
    let lines = text.lines().count() - measured.test_lines;
    if lines > FILE_LINES_MAX {
        measured.long.push(Long { what: path.to_owned(), lines });
    }
    measured.long
}

struct Measured<'a> {
    path: &'a str,
    long: Vec<Long>,
    /// Lines of unit tests, which do not count.
    test_lines: usize,
}

impl Measured<'_> {
    fn function(&mut self, name: &syn::Ident, from: Span, to: Span) {
        let lines = to.end().line + 1 - from.start().line;
        if lines > FUNCTION_LINES_MAX {
            self.long.push(Long { what: format!("{} fn {name}", self.path), lines });
        }
    }
}

impl<'ast> Visit<'ast> for Measured<'_> {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        match &item.content {
            Some((brace, _)) if item.attrs.iter().any(is_cfg_test) => {
                self.test_lines += brace.span.close().end().line + 1 - item.mod_token.span.start().line;
            }
            _ => visit::visit_item_mod(self, item),
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        let is_test = item.attrs.iter().any(|attribute| attribute.path().segments.iter().any(|s| s.ident == "test"));
        if !is_test {
            self.function(&item.sig.ident, item.sig.fn_token.span, item.block.brace_token.span.close());
        }
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.function(&item.sig.ident, item.sig.fn_token.span, item.block.brace_token.span.close());
        visit::visit_impl_item_fn(self, item);
    }
}

#[test]
fn a_long_function_and_a_long_file_are_caught() {
    let body = "    let _ = 1;\n".repeat(80);
    let function = format!("fn long() {{\n{body}}}\n");
    assert_eq!(objections("src/a.rs", &function), ["src/a.rs fn long has 82 lines"]);
    let method = format!("struct S;\nimpl S {{\nfn long(&self) {{\n{body}}}\n}}\n");
    assert_eq!(objections("src/a.rs", &method), ["src/a.rs fn long has 82 lines"]);
    let file = "const _: u8 = 1;\n".repeat(501);
    assert_eq!(objections("src/a.rs", &file), ["src/a.rs has 501 lines"]);
}

#[test]
fn tests_may_be_long() {
    let body = "const _: u8 = 1;\n".repeat(600);
    assert_eq!(objections("src/a.rs", &format!("#[cfg(test)]\nmod tests {{\n{body}}}\n")), Vec::<String>::new());
    let test = format!("#[tokio::test]\nasync fn story() {{\n{}}}\n", "    let _ = 1;\n".repeat(90));
    assert_eq!(objections("tests/it/a.rs", &test), Vec::<String>::new());
}
