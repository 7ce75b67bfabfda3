//! `ramjet config`: every setting, its default, its present value and its meaning. Secrets print as dots.

use std::fmt::Write as _;
use std::process::ExitCode;

use crate::ops::config::{Config, Given, SETTINGS, Setting, Source};

use super::{flags::Flags, refuse, say};

/// Arguments of `ramjet config`.
#[derive(clap::Args, Debug)]
pub struct ConfigArgs {
    #[command(flatten)]
    flags: Flags,
}

/// Prints every setting; ends with 1, after the list, when something is wrong with the configuration.
pub fn run(args: &ConfigArgs) -> ExitCode {
    let mut given = args.flags.given();
    say(&list(&given));
    match Config::read(&mut given) {
        Ok(_) => ExitCode::SUCCESS,
        Err(error) => refuse(&error.to_string()),
    }
}

/// The list, a paragraph a setting.
pub fn list(given: &Given) -> String {
    let mut text = String::new();
    for setting in &SETTINGS {
        // Writing into a String cannot fail.
        let _ = writeln!(text, "--{}  {}", setting.name, names(setting));
        let _ = writeln!(text, "    {}", setting.meaning);
        let _ = writeln!(text, "    default {}, now {}", setting.default.unwrap_or("none"), value(setting, given));
    }
    text
}

fn names(setting: &Setting) -> String {
    let mut names = vec![setting.variable()];
    if setting.is_secret {
        names.push(format!("{}_FILE", setting.variable()));
    }
    names.extend(setting.aliases.iter().map(|alias| (*alias).to_owned()));
    names.join(", ")
}

fn value(setting: &Setting, given: &Given) -> String {
    let Some((value, source)) = given.value(setting.name) else { return "none".to_owned() };
    let shown = if setting.is_secret { "••••••" } else { value };
    match source {
        Source::Default => shown.to_owned(),
        Source::Flag => format!("{shown} (flag)"),
        Source::Variable(name) | Source::File(name) => format!("{shown} ({name})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_is_listed_with_its_value_and_no_secret_is() {
        let environment = [("DATABASE_URL", "postgres://me:hunter2@db/desk"), ("RAMJET_PORT", "9000")];
        let environment = environment.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let text = list(&Given::gather(&[("host", "0.0.0.0".to_owned())].into(), &environment));
        for setting in &SETTINGS {
            assert!(text.contains(&format!("--{}  {}", setting.name, setting.variable())), "{}", setting.name);
            assert!(text.contains(setting.meaning));
        }
        assert!(text.contains("now 9000 (RAMJET_PORT)") && text.contains("now 0.0.0.0 (flag)"), "{text}");
        assert!(text.contains("now •••••• (DATABASE_URL)") && !text.contains("hunter2"), "{text}");
    }
}
