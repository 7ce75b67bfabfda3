//! Configuration: what can be set, from where it is taken, and the checked result.
//!
//! Every setting has one name: `smtp-host` is the flag `--smtp-host` and the variable `RAMJET_SMTP_HOST`. A flag wins over the variable,
//! the variable over its `_FILE` twin (secrets only), that over an alias such as `PORT`, and that over the default. Everything that is
//! wrong is reported at once, and an unknown `RAMJET_` variable is refused: a misspelt setting would otherwise be silently ignored.

mod given;
mod settings;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

pub use given::{Given, Source};
pub use settings::{SETTINGS, Setting};

use super::secret::Secret;
use super::tesseract::Choice;

/// The whole configuration, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where rows and contents are kept.
    pub place: Place,
    /// How people reach the desk.
    pub web: Web,
    /// How letters leave.
    pub mail: Mail,
    /// The pace of the work behind the pages.
    pub work: Work,
    /// The child process that reads and draws documents.
    pub isolate: IsolateSettings,
    /// What the process says about itself.
    pub log: Log,
}

/// Where rows and contents are kept.
#[derive(Clone, Debug)]
pub struct Place {
    /// The data directory.
    pub data: PathBuf,
    /// A PostgreSQL URL, or a SQLite path other than `ramjet.db` in the data directory.
    pub database: Option<Secret>,
}

impl Place {
    /// What [`Db::open`](super::db::Db::open) opens.
    pub fn database(&self) -> String {
        match &self.database {
            Some(url) => url.expose().to_owned(),
            None => self.data.join("ramjet.db").to_string_lossy().into_owned(),
        }
    }

    /// The folder of the blob store.
    pub fn blobs(&self) -> PathBuf {
        self.data.join("blobs")
    }

    /// The folder with one watched folder per organisation.
    pub fn inbox(&self) -> PathBuf {
        self.data.join("inbox")
    }

    /// The folder of pictures of pages, which can be drawn again at any time.
    pub fn pictures(&self) -> PathBuf {
        self.data.join("pictures")
    }

    /// The folder letters are put into when no SMTP server is set.
    pub fn outbox(&self) -> PathBuf {
        self.data.join("outbox")
    }
}

/// How people reach the desk.
#[derive(Clone, Debug)]
pub struct Web {
    /// The address to listen at.
    pub host: String,
    /// The port to listen at; 0 takes a free one.
    pub port: u16,
    /// The address people type, `https://desk.example`, without a slash at the end; needed behind a proxy.
    pub public_url: Option<String>,
}

/// How letters leave.
#[derive(Clone, Debug)]
pub struct Mail {
    /// The server; without one letters are put into the folder `outbox`.
    pub smtp: Option<Smtp>,
    /// The sender of letters of a new organisation, instead of its owner's address.
    pub from: Option<String>,
}

/// A mail server.
#[derive(Clone, Debug)]
pub struct Smtp {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Sign-in, when the server wants one.
    pub sign_in: Option<(String, Secret)>,
    /// How the connection is protected.
    pub tls: Tls,
}

/// How a mail connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Not at all: for a server on the same machine.
    None,
    /// Upgraded after the greeting, or refused.
    StartTls,
    /// From the first byte.
    Tls,
}

/// The pace of the work behind the pages.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    /// Jobs worked on at the same time.
    pub workers: usize,
    /// After this long without a sign of life a job is given to another worker.
    pub lease: Duration,
    /// Between two looks into the watched folders.
    pub poll: Duration,
    /// Between approval and sending, for new organisations.
    pub wait: Duration,
}

/// The child process that reads and draws documents.
#[derive(Clone, Debug)]
pub struct IsolateSettings {
    /// The program; `None` is this executable itself.
    pub program: Option<PathBuf>,
    /// After this long a child is killed.
    pub deadline: Duration,
    /// Children at the same time.
    pub parallel: usize,
    /// The program that recognises the text of scans.
    pub tesseract: Choice,
}

/// What the process says about itself.
#[derive(Clone, Debug)]
pub struct Log {
    /// For people or for programs.
    pub format: LogFormat,
    /// A level or a filter such as `info,sqlx=warn`.
    pub level: String,
}

/// The form of a log line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// One readable line.
    Text,
    /// One JSON object a line.
    Json,
}

/// Everything that is wrong with the configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError(pub Vec<String>);

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the configuration is wrong:")?;
        self.0.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
    }
}

impl Config {
    /// Reads and checks the configuration of this process: `flags` by setting name, then the environment.
    ///
    /// # Errors
    /// Everything that is wrong, at once.
    pub fn of_process(flags: &BTreeMap<&'static str, String>) -> Result<Self, ConfigError> {
        let environment = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.to_string_lossy().into_owned())))
            .collect();
        Self::read(&mut Given::gather(flags, &environment))
    }

    /// Checks what was given.
    ///
    /// # Errors
    /// Everything that is wrong, at once.
    pub fn read(given: &mut Given) -> Result<Self, ConfigError> {
        let config = Self {
            place: Place { data: given.text("data").into(), database: given.some("database-url").map(Secret::new) },
            web: Web {
                host: given.text("host"),
                port: given.number("port", 0, u16::MAX),
                public_url: given.public_url("public-url"),
            },
            mail: mail(given),
            work: Work {
                workers: given.number("workers", 1, 64),
                lease: Duration::from_secs(given.number("lease-seconds", 5, 3_600)),
                poll: Duration::from_secs(given.number("poll-seconds", 1, 3_600)),
                wait: Duration::from_secs(given.number("wait-seconds", 0, 86_400)),
            },
            isolate: IsolateSettings {
                program: given.some("isolate-program").map(PathBuf::from),
                deadline: Duration::from_secs(given.number("isolate-seconds", 1, 600)),
                parallel: given.number("isolate-parallel", 1, 32),
                tesseract: Choice::of(given.some("tesseract").as_deref()),
            },
            log: Log {
                format: given.word("log-format", &[("text", LogFormat::Text), ("json", LogFormat::Json)]),
                level: given.log_filter("log-level"),
            },
        };
        match given.faults() {
            [] => Ok(config),
            faults => Err(ConfigError(faults.to_vec())),
        }
    }
}

fn mail(given: &mut Given) -> Mail {
    let tls = given.word("smtp-tls", &[("starttls", Tls::StartTls), ("none", Tls::None), ("tls", Tls::Tls)]);
    let usual = match tls {
        Tls::None => 25,
        Tls::StartTls => 587,
        Tls::Tls => 465,
    };
    let port = if given.some("smtp-port").is_some() { given.number("smtp-port", 1, u16::MAX) } else { usual };
    let sign_in = match (given.some("smtp-user"), given.some("smtp-password")) {
        (Some(user), Some(password)) => Some((user, Secret::new(password))),
        (None, None) => None,
        (Some(_), None) => given.lacks("smtp-password", "smtp-user"),
        (None, Some(_)) => given.lacks("smtp-user", "smtp-password"),
    };
    let host = given.some("smtp-host");
    if host.is_none() {
        for needless in ["smtp-port", "smtp-user", "smtp-password"] {
            if given.some(needless).is_some() {
                given.lacks::<()>("smtp-host", needless);
            }
        }
    }
    Mail { smtp: host.map(|host| Smtp { host, port, sign_in, tls }), from: given.address("mail-from") }
}

#[cfg(test)]
mod tests;
