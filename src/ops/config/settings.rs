//! Every setting there is, in the order they are explained.

/// One thing that can be set.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name and flag: `smtp-host` is `--smtp-host` and `RAMJET_SMTP_HOST`.
    pub name: &'static str,
    /// What kind of value it takes, in one word.
    pub value: &'static str,
    /// What is taken when nothing is given; `None` when that means something of its own, which `meaning` says.
    pub default: Option<&'static str>,
    /// Variables of other programs that mean the same.
    pub aliases: &'static [&'static str],
    /// Whether it is never printed, and may come from a file named by the variable with `_FILE`.
    pub is_secret: bool,
    /// What it is for.
    pub meaning: &'static str,
}

impl Setting {
    /// Its variable.
    pub fn variable(&self) -> String {
        format!("RAMJET_{}", self.name.to_ascii_uppercase().replace('-', "_"))
    }
}

const fn setting(
    name: &'static str, value: &'static str, default: Option<&'static str>, meaning: &'static str,
) -> Setting {
    Setting { name, value, default, aliases: &[], is_secret: false, meaning }
}

const fn secret(name: &'static str, aliases: &'static [&'static str], meaning: &'static str) -> Setting {
    Setting { name, value: "SECRET", default: None, aliases, is_secret: true, meaning }
}

/// Every setting.
pub const SETTINGS: [Setting; 21] = [
    setting(
        "data",
        "DIR",
        Some("./.ramjet"),
        "the data directory: database, contents, watched folders, outgoing letters",
    ),
    secret(
        "database-url",
        &["DATABASE_URL"],
        "postgres://user:password@host/name, or the path of a SQLite file; without it ramjet.db in the data directory",
    ),
    setting("host", "ADDRESS", Some("127.0.0.1"), "the address to listen at; 0.0.0.0 for all"),
    Setting {
        aliases: &["PORT"],
        ..setting("port", "PORT", Some("8080"), "the port to listen at; 0 takes a free one")
    },
    setting("public-url", "URL", None, "the address people type, such as https://desk.example; needed behind a proxy"),
    setting(
        "smtp-host",
        "HOST",
        None,
        "the mail server; without it letters are put into the folder outbox as .eml files",
    ),
    setting(
        "smtp-port",
        "PORT",
        None,
        "the port of the mail server; usually 587 with starttls, 465 with tls, 25 with none",
    ),
    setting("smtp-user", "NAME", None, "the sign-in name at the mail server"),
    secret("smtp-password", &[], "the password at the mail server"),
    setting("smtp-tls", "starttls|tls|none", Some("starttls"), "how the connection to the mail server is protected"),
    setting(
        "mail-from",
        "ADDRESS",
        None,
        "the sender of letters of a new organisation; without it the address of its owner",
    ),
    setting("workers", "NUMBER", Some("2"), "jobs worked on at the same time"),
    setting(
        "lease-seconds",
        "SECONDS",
        Some("60"),
        "a job without a sign of life for this long is given to another worker",
    ),
    setting("poll-seconds", "SECONDS", Some("2"), "between two looks into the watched folders"),
    setting("wait-seconds", "SECONDS", Some("30"), "between approval and sending, to recall; for new organisations"),
    setting("isolate-program", "FILE", None, "the program that reads and draws documents; without it ramjet itself"),
    setting("isolate-seconds", "SECONDS", Some("20"), "a document that takes longer is given up"),
    setting("isolate-parallel", "NUMBER", Some("2"), "documents read or drawn at the same time"),
    setting(
        "tesseract",
        "FILE|none",
        None,
        "the program that reads scans; without it tesseract on the PATH; none leaves scans to people",
    ),
    setting("log-format", "text|json", Some("text"), "the form of a log line"),
    setting(
        "log-level",
        "FILTER",
        Some("info,sqlx=warn,sea_orm_migration=warn,actix_server=warn"),
        "error, warn, info, debug, trace, or a filter by module",
    ),
];
