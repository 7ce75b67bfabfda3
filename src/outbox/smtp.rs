//! Letters to a mail server, one connection each.
//!
//! What makes this more than calling a library is knowing how far a letter got. Up to the server's 354 nothing was handed over. While the
//! text runs, a cut means that the server never saw the final dot, so it must not deliver (RFC 5321 §4.1.1.4, §6.1). From the moment the
//! dot may have left until the reply has come, nobody can know: [`Delivery::Unclear`].

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;

use super::sender::{Delivery, Parcel, Refusal};
use crate::ops::config::{Smtp as Server, Tls};

/// Bytes of the letter written at a time.
const CHUNK_BYTES: usize = 16 * 1024;

/// A connection whose server waits for the letter.
pub type Connection = AsyncSmtpConnection;

/// How long the server may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// To accept the connection.
    pub connect: Duration,
    /// From the greeting to the permission to send the text.
    pub talk: Duration,
    /// From the first byte of the text to the reply to the final dot.
    pub text: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(20), talk: Duration::from_secs(60), text: Duration::from_secs(180) }
    }
}

/// A mail server to hand letters to.
#[derive(Clone, Debug)]
pub struct Smtp {
    server: Server,
    limits: Limits,
}

impl Smtp {
    /// The configured server, with the usual limits.
    pub fn new(server: Server) -> Self {
        Self::with_limits(server, Limits::default())
    }

    /// The same with limits of one's own.
    pub fn with_limits(server: Server, limits: Limits) -> Self {
        Self { server, limits }
    }

    /// Connects, signs in, names sender and recipients, and gets the permission to send the text.
    ///
    /// One refused recipient refuses the letter: either all get it or nobody does.
    pub(super) async fn prepare(&self, parcel: &Parcel) -> Result<Connection, Refusal> {
        if !is_sendable(&parcel.bytes) {
            return Err(Refusal::Never("smtp: the letter is not lines of ASCII that end with CRLF".to_owned()));
        }
        let talk = async {
            let mut connection = self.connect(parcel).await?;
            let talked = self.talk(&mut connection, parcel).await;
            if talked.is_err() {
                connection.abort().await;
            }
            talked.map(|()| connection)
        };
        match tokio::time::timeout(self.limits.connect + self.limits.talk, talk).await {
            Ok(talked) => talked,
            Err(_) => Err(Refusal::Later("smtp: the server takes too long to answer".to_owned())),
        }
    }

    async fn connect(&self, parcel: &Parcel) -> Result<Connection, Refusal> {
        let host = self.server.host.as_str();
        let hello = ClientId::Domain(parcel.from.domain().to_owned());
        let tls = || TlsParameters::new(host.to_owned()).map_err(|error| not_now(&error, "tls"));
        let first = match self.server.tls {
            Tls::Tls => Some(tls()?),
            Tls::None | Tls::StartTls => None,
        };
        let address = (host, self.server.port);
        let mut connection = Connection::connect_tokio1(address, Some(self.limits.connect), &hello, first, None)
            .await
            .map_err(|error| not_now(&error, "connect"))?;
        if self.server.tls == Tls::StartTls {
            // A server without STARTTLS is refused: the password and the orders would be readable on the way.
            connection.starttls(tls()?, &hello).await.map_err(|error| not_now(&error, "starttls"))?;
        }
        Ok(connection)
    }

    async fn talk(&self, connection: &mut Connection, parcel: &Parcel) -> Result<(), Refusal> {
        if let Some((user, password)) = &self.server.sign_in {
            let credentials = Credentials::new(user.clone(), password.expose().to_owned());
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            connection.auth(&mechanisms, &credentials).await.map_err(|error| not_now(&error, "auth"))?;
        }
        let from = Mail::new(Some(parcel.from.clone()), Vec::new());
        connection.command(from).await.map_err(|error| refusal(&error, "mail from"))?;
        for to in &parcel.to {
            let step = format!("rcpt to {to}");
            connection.command(Rcpt::new(to.clone(), Vec::new())).await.map_err(|error| refusal(&error, &step))?;
        }
        connection.command(Data).await.map_err(|error| refusal(&error, "data")).map(drop)
    }

    /// Sends the text and waits for the reply to the final dot.
    pub(super) async fn hand_over(&self, mut connection: Connection, parcel: &Parcel) -> Delivery {
        let is_dot_next = AtomicBool::new(false);
        // The line end before the final dot is the letter's own last one.
        let text = parcel.bytes.strip_suffix(b"\r\n").unwrap_or(&parcel.bytes);
        let chunks = Chunks { rest: text, is_dot_next: &is_dot_next };
        let sent = tokio::time::timeout(self.limits.text, connection.message_iter(chunks)).await;
        match sent {
            Ok(Ok(reply)) => {
                // The letter is theirs; whether they hear our farewell does not matter.
                let _ = tokio::time::timeout(Duration::from_secs(2), connection.quit()).await;
                let words: Vec<&str> = reply.message().collect();
                Delivery::Sent { receipt: format!("{} {}", reply.code(), words.join(" ")) }
            }
            Ok(Err(error)) if error.is_transient() || error.is_permanent() => {
                let refused = refusal(&error, "text");
                connection.abort().await;
                Delivery::Refused(refused)
            }
            Ok(Err(error)) if !is_dot_next.load(Ordering::SeqCst) => Delivery::Refused(refusal(&error, "text")),
            Ok(Err(error)) => Delivery::Unclear(format!("smtp: no reply to the letter: {error}")),
            Err(_) if !is_dot_next.load(Ordering::SeqCst) => {
                Delivery::Refused(Refusal::Later("smtp: the server takes too long to take the letter".to_owned()))
            }
            Err(_) => Delivery::Unclear("smtp: no reply to the letter in time".to_owned()),
        }
    }
}

/// The letter in pieces; notes when the last piece has been written and the final dot comes next.
struct Chunks<'a> {
    rest: &'a [u8],
    is_dot_next: &'a AtomicBool,
}

impl<'a> Iterator for Chunks<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            self.is_dot_next.store(true, Ordering::SeqCst);
            return None;
        }
        let (piece, rest) = self.rest.split_at(self.rest.len().min(CHUNK_BYTES));
        self.rest = rest;
        Some(piece)
    }
}

/// ASCII, and every CR has its LF and the other way round: a lone one could end the letter early for some servers and begin another.
fn is_sendable(bytes: &[u8]) -> bool {
    let is_lone = |pair: &[u8]| (pair[0] == b'\r') != (pair[1] == b'\n');
    bytes.is_ascii() && bytes.ends_with(b"\r\n") && bytes[0] != b'\n' && !bytes.windows(2).any(is_lone)
}

/// Before a letter is named nothing about it can be refused: a wrong password or certificate may be put right.
fn not_now(error: &Error, step: &str) -> Refusal {
    Refusal::Later(format!("smtp: {step}: {error}"))
}

/// Only what the server itself refuses for good is refused for good; everything else may be better later.
fn refusal(error: &Error, step: &str) -> Refusal {
    let text = format!("smtp: {step}: {error}");
    if error.is_permanent() { Refusal::Never(text) } else { Refusal::Later(text) }
}
