//! Debian packages the full suite needs: installs what is missing, or says what to install.

use std::path::Path;

use super::command::{self, Environment, Log};

/// Every package with the tests that need it.
const PACKAGES: [(&str, &str); 10] = [
    ("postgresql", "the suite on the second database"),
    ("chromium", "browser tests"),
    ("chromium-driver", "browser tests"),
    ("poppler-utils", "an independent reader of our PDF text"),
    ("tesseract-ocr", "scanned orders"),
    ("tesseract-ocr-eng", "scanned orders in English"),
    ("tesseract-ocr-deu", "scanned orders in German"),
    ("libreoffice-calc-nogui", "an independent reader of our workbooks"),
    ("fonts-noto-core", "documents and pages that look the same everywhere"),
    ("python3-aiosmtpd", "a real SMTP server"),
];

/// Installs what is missing when run as root and `install` is set; otherwise names it and fails.
pub fn provide(root: &Path, install: bool, log: &Log) -> Result<String, String> {
    let environment = Environment::of_tests(&[("DEBIAN_FRONTEND", "noninteractive".to_owned())]);
    let missing = missing(root, &environment, log)?;
    if missing.is_empty() {
        return Ok("all present".to_owned());
    }
    if !install || !is_root(root, &environment, log) {
        let list: String = PACKAGES
            .iter()
            .filter(|(name, _)| missing.contains(name))
            .map(|(name, why)| format!("  {name:24} {why}\n"))
            .collect();
        let names = missing.join(" ");
        return Err(format!("missing packages:\n{list}install them with\n  sudo apt-get install {names}\n"));
    }
    let install = [&["install", "--yes", "--no-install-recommends"], missing.as_slice()].concat();
    // The package lists of a fresh machine are empty, those of a long-lived one usually good enough.
    if command::run(root, "apt-get", &install, &environment, log).is_err() {
        command::run(root, "apt-get", &["update"], &environment, log)?;
        command::run(root, "apt-get", &install, &environment, log)?;
    }
    Ok(format!("installed {}", missing.join(", ")))
}

fn missing(root: &Path, environment: &Environment, log: &Log) -> Result<Vec<&'static str>, String> {
    let names: Vec<&str> = PACKAGES.iter().map(|(name, _)| *name).collect();
    let query = ["--showformat", "${Package} ${db:Status-Status}\n", "--show"];
    // dpkg-query fails when one of the packages is unknown to it, and still prints the others.
    let script = ["-c", "dpkg-query \"$@\" || command -v dpkg-query", "packages"];
    let words = [script.as_slice(), &query, &names].concat();
    let known = command::read(root, "sh", &words, environment, log)
        .map_err(|_| format!("dpkg-query is not here: install the likes of {} by hand", names.join(", ")))?;
    Ok(not_installed(&names, &known))
}

/// Those of `names` that `known` (lines `package status`) does not call installed.
fn not_installed<'a>(names: &[&'a str], known: &str) -> Vec<&'a str> {
    let is_installed = |name: &str| known.lines().any(|line| line.split_once(' ') == Some((name, "installed")));
    names.iter().copied().filter(|name| !is_installed(name)).collect()
}

/// Whether this process may install packages.
pub fn is_root(root: &Path, environment: &Environment, log: &Log) -> bool {
    command::read(root, "id", &["-u"], environment, log).is_ok_and(|id| id.trim() == "0")
}

#[cfg(test)]
mod tests {
    use super::not_installed;

    #[test]
    fn removed_and_unknown_packages_are_missing() {
        let known = "chromium installed\npostgresql config-files\n";
        assert_eq!(not_installed(&["chromium", "postgresql", "tesseract-ocr"], known), ["postgresql", "tesseract-ocr"]);
    }

    #[test]
    fn a_package_with_a_longer_name_does_not_stand_in() {
        assert_eq!(not_installed(&["chromium"], "chromium-driver installed\n"), ["chromium"]);
    }
}
