//! What was given, and from where; the checks of single values.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::str::FromStr;

use super::settings::{SETTINGS, Setting};

/// Variables of ours that are not settings: those of the tests and of the kill points.
const NOT_SETTINGS: [&str; 2] = ["RAMJET_TEST_", "RAMJET_KILL_"];

/// Where a value was taken from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The command line.
    Flag,
    /// The variable of this name.
    Variable(String),
    /// The file that the variable of this name points at.
    File(String),
    /// Nobody set it.
    Default,
}

/// Values as they were given, and what is wrong with them so far.
#[derive(Clone, Debug, Default)]
pub struct Given {
    values: BTreeMap<&'static str, (String, Source)>,
    faults: Vec<String>,
}

impl Given {
    /// Gathers every setting from flags (by setting name) and environment.
    pub fn gather(flags: &BTreeMap<&'static str, String>, environment: &BTreeMap<String, String>) -> Self {
        let mut given = Self::default();
        for setting in &SETTINGS {
            if let Some(value) = given.find(setting, flags, environment) {
                given.values.insert(setting.name, value);
            }
        }
        given.refuse_unknown(environment);
        given
    }

    /// The value of `setting` and where it came from; an empty one counts as not given.
    fn find(
        &mut self, setting: &Setting, flags: &BTreeMap<&'static str, String>, environment: &BTreeMap<String, String>,
    ) -> Option<(String, Source)> {
        let from = |name: &str| environment.get(name).filter(|value| !value.trim().is_empty()).cloned();
        let variable = setting.variable();
        let file = format!("{variable}_FILE");
        if let Some(value) = flags.get(setting.name) {
            return Some((value.clone(), Source::Flag));
        }
        if let Some(value) = from(&variable) {
            if setting.is_secret && from(&file).is_some() {
                self.faults.push(format!("{variable} and {file} are both set; keep one"));
            }
            return Some((value, Source::Variable(variable)));
        }
        if let Some(path) = from(&file).filter(|_| setting.is_secret) {
            return match std::fs::read_to_string(&path) {
                Ok(text) => Some((text.trim_end_matches(['\r', '\n']).to_owned(), Source::File(file))),
                Err(error) => {
                    self.faults.push(format!("{file}: {path} cannot be read: {error}"));
                    None
                }
            };
        }
        let alias =
            setting.aliases.iter().find_map(|alias| Some((from(alias)?, Source::Variable((*alias).to_owned()))));
        alias.or_else(|| Some((setting.default?.to_owned(), Source::Default)))
    }

    fn refuse_unknown(&mut self, environment: &BTreeMap<String, String>) {
        let known: Vec<String> = SETTINGS
            .iter()
            .flat_map(|setting| {
                let variable = setting.variable();
                let file = setting.is_secret.then(|| format!("{variable}_FILE"));
                std::iter::once(variable).chain(file)
            })
            .collect();
        for name in environment.keys().filter(|name| name.starts_with("RAMJET_")) {
            let is_ours = name == "RAMJET_CI" || NOT_SETTINGS.iter().any(|start| name.starts_with(start));
            if is_ours || known.contains(name) {
                continue;
            }
            let likeness = |other: &&String| strsim::damerau_levenshtein(name, other);
            let nearest = known.iter().min_by_key(likeness).filter(|other| likeness(other) <= 4);
            self.faults.push(match nearest {
                Some(other) => format!("{name} is not a setting; did you mean {other}?"),
                None => format!("{name} is not a setting; `ramjet config` lists them all"),
            });
        }
    }

    /// The value and its source, for printing.
    pub fn value(&self, name: &str) -> Option<(&str, &Source)> {
        self.values.get(name).map(|(value, source)| (value.as_str(), source))
    }

    /// Everything that was found wrong.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    pub(super) fn some(&self, name: &str) -> Option<String> {
        self.values.get(name).map(|(value, _)| value.trim().to_owned()).filter(|value| !value.is_empty())
    }

    pub(super) fn text(&mut self, name: &str) -> String {
        self.some(name).unwrap_or_else(|| {
            self.wrong(name, "must not be empty");
            String::new()
        })
    }

    pub(super) fn number<T: FromStr + PartialOrd + Display + Copy>(&mut self, name: &str, least: T, most: T) -> T {
        let text = self.some(name).unwrap_or_default();
        match text.parse::<T>() {
            Ok(number) if number >= least && number <= most => number,
            _ => {
                self.wrong(name, &format!("must be a whole number from {least} to {most}, not “{text}”"));
                least
            }
        }
    }

    /// One of several words; the first is the one that stands in while the fault is reported.
    pub(super) fn word<T: Copy>(&mut self, name: &str, words: &[(&str, T)]) -> T {
        let text = self.some(name).unwrap_or_default();
        if let Some((_, meaning)) = words.iter().find(|(word, _)| *word == text) {
            return *meaning;
        }
        let list: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        self.wrong(name, &format!("must be one of {}, not “{text}”", list.join(", ")));
        words[0].1
    }

    pub(super) fn public_url(&mut self, name: &str) -> Option<String> {
        let url = self.some(name)?;
        let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
        let host = host.map(|host| host.trim_end_matches('/'));
        let is_origin = host.is_some_and(|host| {
            !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.:[]".contains(c))
        });
        if !is_origin {
            self.wrong(name, "must be http:// or https:// with a host and nothing behind it");
        }
        Some(url.trim_end_matches('/').to_owned())
    }

    pub(super) fn address(&mut self, name: &str) -> Option<String> {
        let address = self.some(name)?;
        if address.parse::<lettre::Address>().is_err() {
            self.wrong(name, "must be a mail address");
        }
        Some(address)
    }

    pub(super) fn log_filter(&mut self, name: &str) -> String {
        let filter = self.text(name);
        if let Err(error) = tracing_subscriber::EnvFilter::try_new(&filter) {
            self.wrong(name, &format!("is not a filter: {error}"));
        }
        filter
    }

    /// Reports that `missing` is needed because `present` is set.
    pub(super) fn lacks<T>(&mut self, missing: &str, present: &str) -> Option<T> {
        let because = format!("is needed because {} is set", self.source_name(present));
        self.wrong(missing, &because);
        None
    }

    fn wrong(&mut self, name: &str, what: &str) {
        let fault = format!("{} {what}", self.source_name(name));
        self.faults.push(fault);
    }

    /// The name under which the person gave, or would give, a setting.
    fn source_name(&self, name: &str) -> String {
        match self.values.get(name) {
            Some((_, Source::Flag)) => format!("--{name}"),
            Some((_, Source::Variable(variable) | Source::File(variable))) => variable.clone(),
            Some((_, Source::Default)) | None => {
                SETTINGS.iter().find(|setting| setting.name == name).map_or_else(|| name.to_owned(), Setting::variable)
            }
        }
    }
}
