//! Why a letter did not leave, from what the outbox noted when it did not: a stable short name for which there is a sentence, and the other
//! side's own words.
//!
//! The notes are those of [`Smtp`](super::Smtp) and [`Folder`](super::Folder): who, at which step, and what was said. A reply is judged by its
//! code and its enhanced code (RFC 5321 §4.2, RFC 3463) first; words decide only where servers have no code for it, as for greylisting.

/// Longest quote of the other side, in characters.
const SAID_CHARS_MAX: usize = 300;

/// What is in the way of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing listens there, or there is no way to it.
    Unreachable,
    /// The server's name is not known.
    UnknownHost,
    /// No protected connection came about: certificate, STARTTLS, version.
    Unprotected,
    /// Name and password are not accepted, or wanted and not given.
    SignIn,
    /// The sender's address is refused.
    Sender,
    /// A recipient's address is refused.
    Recipient,
    /// The server does not pass letters on to that address.
    Relay,
    /// The server takes letters of strangers only at a second try.
    Greylisted,
    /// A recipient's mailbox is full.
    MailboxFull,
    /// The letter is larger than the server takes.
    TooLarge,
    /// No answer in time.
    TooSlow,
    /// The line was cut.
    Cut,
    /// Not now, says the server.
    Busy,
    /// The letter itself is refused.
    Refused,
    /// The folder for letters cannot be written.
    Folder,
    /// The program ended while the letter was on its way.
    Interrupted,
    /// Something else.
    Other,
}

/// Why one letter did not leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotSent<'a> {
    /// What is in the way.
    pub trouble: Trouble,
    /// The address it is about, where the server refused one.
    pub address: Option<&'a str>,
    /// The other side's own words, or those of the system; may be empty.
    pub said: &'a str,
}

/// Takes the note of a letter apart.
///
/// * `reason` — as stored with the letter.
pub fn not_sent(reason: &str) -> NotSent<'_> {
    let plain = |trouble, said| NotSent { trouble, address: None, said: cut(said) };
    if let Some(rest) = reason.strip_prefix("folder: ") {
        return plain(Trouble::Folder, rest);
    }
    if reason.starts_with("interrupted ") {
        return plain(Trouble::Interrupted, "");
    }
    let Some(rest) = reason.strip_prefix("smtp: ") else { return plain(Trouble::Other, reason) };
    let (step, address, said) = step(rest);
    let (trouble, said) = match reply(said) {
        Some((code, words)) => (of_reply(step, code, words), words),
        None => (of_failure(step, said), without_kind(said)),
    };
    NotSent { trouble, address: address.filter(|_| is_about_address(trouble)), said: cut(said) }
}

fn is_about_address(trouble: Trouble) -> bool {
    matches!(trouble, Trouble::Recipient | Trouble::Relay | Trouble::MailboxFull)
}

/// The step of the talk, the address named at it, and what was said there.
fn step(rest: &str) -> (&str, Option<&str>, &str) {
    for step in ["connect", "tls", "starttls", "auth", "mail from", "data", "text"] {
        if let Some(said) = rest.strip_prefix(step).and_then(|rest| rest.strip_prefix(": ")) {
            return (step, None, said);
        }
    }
    match rest.strip_prefix("rcpt to ").and_then(|rest| rest.split_once(": ")) {
        Some((address, said)) => ("rcpt to", Some(address), said),
        None => ("", None, rest),
    }
}

/// The code of a reply and its words: `permanent error (550): 5.1.1 no such user`.
fn reply(said: &str) -> Option<(u16, &str)> {
    let rest = said.strip_prefix("permanent error (").or_else(|| said.strip_prefix("transient error ("))?;
    let (code, words) = rest.split_once(')')?;
    Some((code.parse().ok()?, words.strip_prefix(": ").unwrap_or(words)))
}

/// What the library calls the kind of a failure is no word of the other side.
fn without_kind(said: &str) -> &str {
    let kinds = ["Connection error: ", "network error: ", "tls error: ", "internal client error: ", "response error: "];
    kinds.iter().find_map(|kind| said.strip_prefix(kind)).unwrap_or(said)
}

fn of_reply(step: &str, code: u16, words: &str) -> Trouble {
    let lower = words.to_lowercase();
    let has = |marks: &[&str]| marks.iter().any(|mark| lower.contains(mark));
    let subject = enhanced(words);
    let is_final = code >= 500;
    match (step, subject) {
        ("auth", _) if is_final => Trouble::SignIn,
        _ if code == 530 || matches!(subject, Some((7, 8))) => Trouble::SignIn,
        _ if has(&["greylist", "graylist", "grey-list", "gray-list"]) => Trouble::Greylisted,
        (_, Some((2, 2))) => Trouble::MailboxFull,
        _ if has(&["mailbox full", "mailbox is full", "over quota", "quota exceeded", "overquota"]) => {
            Trouble::MailboxFull
        }
        (_, Some((3, 4) | (2, 3))) => Trouble::TooLarge,
        ("mail from" | "data" | "text", _)
            if code == 552 || has(&["too large", "too big", "size limit", "exceeds"]) =>
        {
            Trouble::TooLarge
        }
        ("rcpt to", _) if is_final && has(&["relay"]) => Trouble::Relay,
        ("rcpt to", _) if is_final => Trouble::Recipient,
        ("mail from", _) if is_final => Trouble::Sender,
        ("data" | "text", _) if is_final => Trouble::Refused,
        _ => Trouble::Busy,
    }
}

/// Subject and detail of an enhanced code at the beginning: `5.1.1` is (1, 1).
fn enhanced(words: &str) -> Option<(u16, u16)> {
    let mut parts = words.split_whitespace().next()?.splitn(3, '.');
    let class = parts.next()?;
    let (subject, detail) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    ["2", "4", "5"].contains(&class).then_some((subject, detail))
}

fn of_failure(step: &str, said: &str) -> Trouble {
    let lower = said.to_lowercase();
    let has = |marks: &[&str]| marks.iter().any(|mark| lower.contains(mark));
    if has(&["too long", "timed out", "in time", "timeout"]) {
        return Trouble::TooSlow;
    }
    if has(&["lookup address", "name or service", "nodename nor servname", "no such host", "name resolution"]) {
        return Trouble::UnknownHost;
    }
    if has(&["connection refused", "unreachable", "no route"]) {
        return Trouble::Unreachable;
    }
    if has(&["tls", "certificate", "handshake"]) {
        return Trouble::Unprotected;
    }
    if has(&["reset", "broken pipe", "incomplete", "closed", "eof", "aborted", "no reply"]) {
        return Trouble::Cut;
    }
    match step {
        "tls" | "starttls" => Trouble::Unprotected,
        "auth" => Trouble::SignIn,
        _ => Trouble::Other,
    }
}

/// At most [`SAID_CHARS_MAX`] characters.
fn cut(said: &str) -> &str {
    said.char_indices().nth(SAID_CHARS_MAX).map_or(said, |(end, _)| &said[..end]).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trouble(reason: &str) -> Trouble {
        not_sent(reason).trouble
    }

    #[test]
    fn the_usual_replies_of_mail_servers_are_told_apart() {
        use Trouble::*;
        for (reason, expected) in [
            ("smtp: auth: permanent error (535): 5.7.8 Username and Password not accepted", SignIn),
            ("smtp: mail from: permanent error (530): 5.7.0 Authentication required", SignIn),
            ("smtp: auth: transient error (454): 4.7.0 Temporary authentication failure", Busy),
            (
                "smtp: rcpt to a@b.example: transient error (450): 4.2.0 <a@b.example>: Recipient address rejected: Greylisted",
                Greylisted,
            ),
            ("smtp: rcpt to a@b.example: permanent error (550): 5.1.1 User unknown", Recipient),
            ("smtp: rcpt to a@b.example: permanent error (554): 5.7.1 <a@b.example>: Relay access denied", Relay),
            ("smtp: rcpt to a@b.example: transient error (452): 4.2.2 Mailbox full", MailboxFull),
            ("smtp: text: permanent error (552): 5.2.2 Quota exceeded", MailboxFull),
            ("smtp: mail from: permanent error (552): 5.3.4 Message size exceeds fixed limit", TooLarge),
            ("smtp: text: permanent error (552): too large", TooLarge),
            ("smtp: mail from: permanent error (550): sender unknown", Sender),
            ("smtp: text: permanent error (554): 5.7.1 looks like spam", Refused),
            ("smtp: connect: transient error (421): too busy", Busy),
            ("smtp: data: transient error (451): not now", Busy),
        ] {
            assert_eq!(trouble(reason), expected, "{reason}");
        }
    }

    #[test]
    fn what_went_wrong_on_the_way_is_told_apart() {
        use Trouble::*;
        for (reason, expected) in [
            ("smtp: connect: Connection error: Connection refused (os error 111)", Unreachable),
            ("smtp: connect: Connection error: Network is unreachable (os error 101)", Unreachable),
            (
                "smtp: connect: Connection error: failed to lookup address information: Name or service not known",
                UnknownHost,
            ),
            ("smtp: connect: tls error: invalid peer certificate: UnknownIssuer", Unprotected),
            ("smtp: starttls: internal client error: STARTTLS is not supported on this server", Unprotected),
            ("smtp: auth: internal client error: No compatible authentication mechanism was found", SignIn),
            ("smtp: the server takes too long to answer", TooSlow),
            ("smtp: connect: Connection error: connection timed out", TooSlow),
            ("smtp: mail from: network error: Connection reset by peer (os error 104)", Cut),
            ("folder: No space left on device (os error 28)", Folder),
            ("interrupted while it was being sent", Interrupted),
        ] {
            assert_eq!(trouble(reason), expected, "{reason}");
        }
    }

    #[test]
    fn the_servers_own_words_and_the_address_are_quoted_and_nothing_of_ours() {
        let why = not_sent("smtp: rcpt to second@example.com: permanent error (550): 5.1.1 no such user");
        assert_eq!((why.address, why.said), (Some("second@example.com"), "5.1.1 no such user"));
        let why = not_sent("smtp: connect: Connection error: Connection refused (os error 111)");
        assert_eq!((why.address, why.said), (None, "Connection refused (os error 111)"));
        let long = format!("smtp: text: permanent error (554): {}", "ü".repeat(1_000));
        assert_eq!(not_sent(&long).said.chars().count(), SAID_CHARS_MAX);
    }

    #[test]
    fn a_note_nobody_knows_is_quoted_and_not_explained() {
        for reason in [
            "",
            "the disk is on fire",
            "smtp: ",
            "smtp: rcpt to ",
            "smtp: data: permanent error (",
            "smtp: text: permanent error (abc): x",
        ] {
            assert_eq!(trouble(reason), Trouble::Other, "{reason}");
        }
        assert_eq!(not_sent("the disk is on fire").said, "the disk is on fire");
    }

    #[test]
    fn words_of_a_server_do_not_pass_for_our_own() {
        assert_eq!(
            trouble("smtp: rcpt to a@b.example: permanent error (550): the connection refused to open"),
            Trouble::Recipient
        );
        assert_eq!(trouble("smtp: text: permanent error (554): timed out certificate"), Trouble::Refused);
    }
}
