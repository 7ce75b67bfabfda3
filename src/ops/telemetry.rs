//! What the process says about itself: one line an event on standard error, for people or as JSON.

use tracing_subscriber::EnvFilter;

use super::config::{Log, LogFormat};

/// Starts logging to standard error. Standard output belongs to the answers of commands.
///
/// A second call in the same process changes nothing.
pub fn start(log: &Log) {
    let filter = EnvFilter::try_new(&log.level).unwrap_or_else(|_| EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Fails only when a subscriber is already there, which then stays.
    let _ = match log.format {
        LogFormat::Text => lines.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).try_init(),
    };
}

/// An error and everything that caused it, as one line: `saving the order: database is locked`.
pub fn whole(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        let deeper_text = deeper.to_string();
        if !text.ends_with(&deeper_text) {
            text.push_str(": ");
            text.push_str(&deeper_text);
        }
        cause = deeper.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("reading the form")]
    struct Outer(#[source] std::io::Error);

    #[test]
    fn an_error_is_told_with_its_cause_and_without_repeating_itself() {
        let error = Outer(std::io::Error::other("disk full"));
        assert_eq!(whole(&error), "reading the form: disk full");
        assert_eq!(
            whole(&std::io::Error::other(Outer(std::io::Error::other("disk full")))),
            "reading the form: disk full"
        );
    }
}
