//! The licences of everything that is linked into the program, against the list in `deny.toml`.
//!
//! `deny.toml` is the file of cargo-deny and works with it; reading its list here means that the check needs nothing
//! installed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::command::{self, Environment, Log};

/// Fails with one line for each package whose licence is not allowed.
pub fn check(root: &Path, environment: &Environment, log: &Log) -> Result<String, String> {
    let path = root.join("deny.toml");
    let text = fs::read_to_string(&path).map_err(|fault| format!("reading {}: {fault}", path.display()))?;
    let allowed = allow_list(&text);
    if allowed.is_empty() {
        return Err("deny.toml allows nothing: no allow = [ … ] was found".to_owned());
    }
    let tree = [
        ["tree", "--workspace", "--locked"].as_slice(),
        &["--edges", "normal", "--target", "all", "--prefix", "none", "--format", "{p}|{l}"],
    ]
    .concat();
    let packages = command::read(root, "cargo", &tree, environment, log)?;
    let packages: BTreeSet<&str> = packages.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    let refused: Vec<String> = packages.iter().filter_map(|line| objection(line, &allowed)).collect();
    if refused.is_empty() { Ok(format!("{} packages", packages.len())) } else { Err(refused.join("; ")) }
}

/// What is wrong with a line `package|licence` of the tree, if anything.
fn objection(line: &str, allowed: &[String]) -> Option<String> {
    let (package, licence) = line.split_once('|')?;
    let name = package.split(" (").next().unwrap_or(package);
    match is_allowed(licence, allowed) {
        Some(true) => None,
        Some(false) => Some(format!("{name} is licensed {licence:?}, which deny.toml does not allow")),
        None => Some(format!("{name} states a licence that cannot be read: {licence:?}")),
    }
}

/// The strings of `allow = [ … ]` in the section `[licenses]`.
fn allow_list(text: &str) -> Vec<String> {
    let plain: Vec<&str> = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim()).collect();
    let section = plain.iter().skip_while(|line| **line != "[licenses]").skip(1);
    let section: Vec<&str> = section.take_while(|line| !line.starts_with('[')).copied().collect();
    let section = section.join(" ");
    let Some((_, rest)) = section.split_once("allow = [") else { return Vec::new() };
    let list = rest.split(']').next().unwrap_or_default();
    list.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

/// Whether an SPDX expression can be fulfilled with allowed licences; `None` when it cannot be read.
///
/// The old spelling `MIT/Apache-2.0` means a choice. `X WITH exception` must be allowed as a whole.
fn is_allowed(expression: &str, allowed: &[String]) -> Option<bool> {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    let verdict = choice(&mut rest, allowed)?;
    rest.is_empty().then_some(verdict)
}

fn choice(words: &mut &[&str], allowed: &[String]) -> Option<bool> {
    let mut verdict = together(words, allowed)?;
    while let Some(("OR" | "or", rest)) = words.split_first().map(|(word, rest)| (*word, rest)) {
        *words = rest;
        verdict |= together(words, allowed)?;
    }
    Some(verdict)
}

fn together(words: &mut &[&str], allowed: &[String]) -> Option<bool> {
    let mut verdict = single(words, allowed)?;
    while let Some(("AND" | "and", rest)) = words.split_first().map(|(word, rest)| (*word, rest)) {
        *words = rest;
        verdict &= single(words, allowed)?;
    }
    Some(verdict)
}

fn single(words: &mut &[&str], allowed: &[String]) -> Option<bool> {
    let (first, rest) = words.split_first()?;
    *words = rest;
    match *first {
        "(" => {
            let verdict = choice(words, allowed)?;
            let (closing, rest) = words.split_first()?;
            *words = rest;
            (*closing == ")").then_some(verdict)
        }
        ")" | "AND" | "OR" | "WITH" => None,
        licence => {
            let mut whole = licence.to_owned();
            if let ["WITH", exception, rest @ ..] = *words {
                whole = format!("{licence} WITH {exception}");
                *words = rest;
            }
            Some(allowed.contains(&whole))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{allow_list, is_allowed, objection};

    fn allowed() -> Vec<String> {
        ["MIT", "Apache-2.0", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned).to_vec()
    }

    #[test]
    fn one_allowed_choice_is_enough() {
        for licence in
            ["MIT", "MIT OR GPL-3.0", "GPL-2.0/MIT", "(AGPL-3.0 OR MIT) AND Unicode-3.0", "LGPL-2.1 OR MIT AND MIT"]
        {
            assert_eq!(is_allowed(licence, &allowed()), Some(true), "{licence}");
        }
    }

    #[test]
    fn copyleft_is_refused_where_it_cannot_be_avoided() {
        for licence in ["GPL-3.0", "MIT AND LGPL-3.0", "AGPL-3.0/SSPL-1.0", "(MIT OR Apache-2.0) AND GPL-2.0"] {
            assert_eq!(is_allowed(licence, &allowed()), Some(false), "{licence}");
        }
    }

    #[test]
    fn an_exception_is_allowed_only_as_a_whole() {
        assert_eq!(is_allowed("Apache-2.0 WITH LLVM-exception OR GPL-2.0", &allowed()), Some(true));
        assert_eq!(is_allowed("MIT WITH Classpath-exception-2.0", &allowed()), Some(false));
    }

    #[test]
    fn what_cannot_be_read_is_never_allowed() {
        for licence in ["", "MIT OR", "(MIT", "MIT MIT", "AND MIT", "MIT)"] {
            assert_eq!(is_allowed(licence, &allowed()), None, "{licence:?}");
        }
        assert!(objection("nameless v1.0.0|", &allowed()).is_some());
    }

    #[test]
    fn the_list_is_that_of_the_licences_section() {
        let text = "[bans]\nallow = [\"GPL-3.0\"]\n[licenses]\n# allow = [\"X\"]\nallow = [\n  \"MIT\", # yes\n  \"0BSD\",\n]\n[sources]\n";
        assert_eq!(allow_list(text), ["MIT", "0BSD"]);
    }
}
