//! The settings as flags of a command.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, ArgMatches, Command, Error, FromArgMatches};

use crate::ops::config::{Config, ConfigError, Given, SETTINGS};

/// The settings that were given as flags, by name. Flatten it into a command's arguments.
#[derive(Clone, Debug, Default)]
pub struct Flags(BTreeMap<&'static str, String>);

impl Flags {
    /// What was given: the flags, then the environment.
    pub fn given(&self) -> Given {
        Given::gather(&self.0, &environment(|_| true))
    }

    /// The checked configuration.
    ///
    /// # Errors
    /// Everything that is wrong, at once.
    pub fn config(&self) -> Result<Config, ConfigError> {
        Config::read(&mut self.given())
    }

    /// The configuration of the demo: its own data directory on SQLite and letters into a folder, whatever the environment says about the
    /// real desk. Flags still win.
    ///
    /// # Errors
    /// Everything that is wrong, at once.
    pub fn demo_config(&self) -> Result<Config, ConfigError> {
        let mut flags = self.0.clone();
        flags.entry("data").or_insert_with(|| "./.ramjet/demo".to_owned());
        let real = |name: &str| name.contains("DATABASE_URL") || name.starts_with("RAMJET_SMTP_");
        Config::read(&mut Given::gather(&flags, &environment(|name| !real(name))))
    }
}

/// The environment as text, as far as it is wanted.
fn environment(is_wanted: impl Fn(&str) -> bool) -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned())))
        .filter(|(name, _)| is_wanted(name))
        .collect()
}

impl FromArgMatches for Flags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let given = SETTINGS
            .iter()
            .filter_map(|setting| Some((setting.name, matches.get_one::<String>(setting.name)?.clone())));
        Ok(Self(given.collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        self.0.extend(Self::from_arg_matches(matches)?.0);
        Ok(())
    }
}

impl clap::Args for Flags {
    fn augment_args(command: Command) -> Command {
        command.next_help_heading("Settings").args(SETTINGS.iter().map(|setting| {
            let variable = format!("{} [{}]", setting.meaning, setting.variable());
            Arg::new(setting.name)
                .long(setting.name)
                .value_name(setting.value)
                .help(variable)
                .action(ArgAction::Set)
                .allow_hyphen_values(true)
        }))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}
